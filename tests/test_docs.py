"""The pages of `docs/` say what the code says, nothing is left undescribed, and every link leads somewhere."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest
from markdown_it import MarkdownIt

from pipeline.audit.checks.about import CHECKS
from pipeline.dataset import TABLES
from pipeline.errors import ChronociteError
from pipeline.extract.agreements.acts import NO_ACT, OWN_ACT, ActRule
from pipeline.extract.agreements.rules import AgreementRule
from pipeline.extract.citations.conventions import SLOTS
from pipeline.extract.claims import ClaimRule
from pipeline.extract.events import EventRule
from pipeline.extract.rulefile import Example, Rule, read_rules
from pipeline.records import Severity
from pipeline.rulebook.examples import MODELS
from pipeline.rules import rule_names
from pipeline.stages.sources import SOURCES, read_sources
from tests.conftest import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
NAMES = [str(p.relative_to(ROOT)) for p in PAGES]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"docs_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build = load(ROOT / "docs" / "build.py")
MADE = [p for p in PAGES if "<!-- made by make docs:" in p.read_text(encoding="utf-8")]


# --- made pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MADE, ids=lambda p: p.name)
def test_made_parts_are_what_the_code_says(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert build.filled(page) == page, f"{path.name} is stale; run `make docs`"


def test_every_section_is_on_a_page() -> None:
    used = re.findall(r"<!-- made by make docs: ([\w-]+) -->", "".join(p.read_text(encoding="utf-8") for p in MADE))
    assert sorted(used) == sorted(build.SECTIONS)


def test_made_parts_don_t_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [make() for make in build.SECTIONS.values()]
    for name, value in {"COLUMNS": "40", "FORCE_COLOR": "1", "TERM": "xterm-256color", "CHRONOCITE_OUT": "x"}.items():
        monkeypatch.setenv(name, value)
    assert [make() for make in build.SECTIONS.values()] == plain
    assert "\x1b" not in "".join(plain)


def test_a_changed_part_is_filled_in_and_the_rest_is_kept() -> None:
    page = "# Mine\n<!-- made by make docs: targets -->\nwritten by hand\n<!-- end -->\nkept\n"
    new = build.filled(page)
    assert new.startswith("# Mine\n<!-- made by make docs: targets -->\n")
    assert new.endswith("<!-- end -->\nkept\n")
    assert "`make ingest`" in new
    assert "written by hand" not in new
    with pytest.raises(KeyError):
        build.filled(page.replace("targets", "nothing"))


# --- nothing is undescribed -------------------------------------------------------------------------------------------


def test_every_table_and_column_is_described() -> None:
    assert [t.name for t in TABLES if not t.about.strip()] == []
    assert [f"{t.name}.{c.name}" for t in TABLES for c in t.columns if not c.about.strip()] == []


def test_every_command_and_option_is_described() -> None:
    commands = build.every_command()
    assert len(commands) > 10
    assert [words for words, c in commands if not build.told(c)[0]] == []
    assert [words for words, c in commands if words != "chronocite" and not build.told(c)[1]] == [], "no example"
    assert [f"{words} {p.name}" for words, c in commands for p in c.params if not (p.help or "").strip()] == []


@pytest.mark.parametrize("model", [Example, Rule, *MODELS.values()], ids=lambda m: m.__name__)
def test_every_rule_key_is_described(model: type[Rule]) -> None:
    assert (model.__doc__ or "").strip()
    assert [name for name, field in model.model_fields.items() if not (field.description or "").strip()] == []


def test_every_rule_file_is_told_of() -> None:
    assert sorted(MODELS) == list(rule_names())
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [name for name in MODELS if f"### {name}.yaml" not in page] == []


def test_values_of_the_shipped_rules_are_told_of() -> None:
    page = build.values()
    kinds = {rule.kind for rule in read_rules("agreements", AgreementRule)}
    types = {rule.type for rule in read_rules("events", EventRule)}
    acts = {rule.act for rule in read_rules("acts", ActRule)} - {NO_ACT, OWN_ACT}
    assert min(len(kinds), len(types), len(acts)) > 5
    assert sorted(value for value in kinds | types | acts if f"`{value}`" not in page) == []


def test_every_slot_of_a_form_is_told_of() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [slot for slot in (*SLOTS, "mode", "asker") if f"| `{{{slot}}}` |" not in page] == []
    claims = {
        slot for rule in read_rules("claims", ClaimRule) for f in rule.forms for slot in re.findall(r"\{[a-z]+\}", f)
    }
    assert len(claims) > 5
    assert sorted(slot for slot in claims if f"`{slot}`" not in page) == []


def test_every_target_and_variable_of_make_is_described() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets, variables = build.make_targets(), build.make_variables()
    assert {"all", "ingest", "test", "docs"} <= set(targets)
    assert [name for name, about in targets.items() if not about] == []
    assert [name for name, (_, about) in variables.items() if not about] == []
    own = set(re.findall(r"^([A-Z_]+) *:?=", makefile, re.MULTILINE)) | {"HOME", "MAKEFILE_LIST"}
    used = set(re.findall(r"\$\(([A-Z_]+)\)", makefile))
    assert sorted(used - own - set(variables)) == [], "variables that nobody is told of"


# --- checks -----------------------------------------------------------------------------------------------------------


def said_by_the_code() -> Iterator[tuple[str, str]]:
    """The names and severities that findings and claims are made with, as far as they stand in the code.

    A claim that is contradicted becomes a finding of its module's check, a warning if no other severity is said.
    """
    for path in sorted((ROOT / "pipeline" / "audit").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [
            (n.func.id, n.args) for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        ]
        claimed = {_said(args, 0) for name, args in calls if name == "Claim"}
        for name, args in calls:
            if name == "Finding":
                yield _said(args, 0), _said(args, 1)
            elif name == "contradicted":
                yield from ((check, _said(args, 3) or "warning") for check in claimed)
        yield from ((check, "") for check in claimed)


def _said(args: Sequence[ast.expr], place: int) -> str:
    """What stands at a place of a call; empty where that is no word."""
    arg = args[place] if place < len(args) else None
    return str(arg.value) if isinstance(arg, ast.Constant) else ""


@cache
def names_in_the_code() -> frozenset[str]:
    tested = {rule.check for rule in read_rules("claims", ClaimRule)}
    return frozenset({name for name, _ in said_by_the_code() if name} | tested)


def test_every_check_is_told_of() -> None:
    assert len(names_in_the_code()) > 10
    assert {c.name for c in CHECKS} == names_in_the_code()
    assert len({c.name for c in CHECKS}) == len(CHECKS)


def test_every_severity_of_a_check_is_told() -> None:
    about = {c.name: c.severities for c in CHECKS}
    assert all(set(s) <= set(get_args(Severity)) and s for s in about.values())
    said = {(name, severity) for name, severity in said_by_the_code() if name and severity}
    assert len(said) > 10
    assert sorted((name, severity) for name, severity in said if severity not in about[name]) == []


def test_every_check_says_all() -> None:
    assert [c.name for c in CHECKS if not (c.tests and c.example and c.reading)] == []


# --- links and names --------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    tokens = MarkdownIt().parse(path.read_text(encoding="utf-8"))
    titles = [t.content for before, t in pairwise(tokens) if before.type == "heading_open"]
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def links(path: Path) -> list[str]:
    """All addresses that a page leads to or shows."""
    tokens = MarkdownIt().enable("table").parse(path.read_text(encoding="utf-8"))
    inside = [child for t in tokens for child in t.children or ()]
    return [str(t.attrs[a]) for t in inside for a in ("href", "src") if a in t.attrs]


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    broken = []
    for link in links(path):
        target, _, anchor = link.partition("#")
        if re.match(r"https?://", link):
            continue
        there = (path.parent / target).resolve() if target else path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(link)
    assert broken == []


def test_pages_are_linked_from_the_readme_or_each_other() -> None:
    linked = {(path.parent / link.partition("#")[0]).resolve() for path in PAGES for link in links(path)}
    assert [p.name for p in PAGES[1:] if p.resolve() not in linked] == []


FILES = re.compile(r"`((?:pipeline|tests|docs|raw|samples|benchmarks)/[\w./-]+)`")


@pytest.mark.parametrize("name", NAMES)
def test_files_that_are_named_are_there(name: str) -> None:
    named = FILES.findall((ROOT / name).read_text(encoding="utf-8"))
    assert [f for f in named if not (ROOT / f).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_commands_that_are_named_are_there(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    code = "\n".join([*re.findall(r"`([^`\n]+)`", page), *re.findall(r"```(?:sh|console)\n(.*?)```", page, re.DOTALL)])
    known = {words.removeprefix("chronocite").strip() for words, _ in build.every_command()}
    targets = set(build.make_targets())
    for tool, words in re.findall(r"(?:^|\$ )(make|chronocite)((?: [a-z][a-z-]+)*)", code, re.MULTILINE):
        called = words.split()
        if tool == "make":
            assert set(called) <= targets, f"make{words}"
        else:
            assert not called or called[0] in known, f"chronocite{words}"


def shown(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


def test_sources_that_are_shown_are_accepted(tmp_path: Path) -> None:
    blocks = [text for name in NAMES for text in shown(name, "toml")]
    assert blocks
    for text in blocks:
        (tmp_path / SOURCES).write_text(text, encoding="utf-8")
        assert read_sources(tmp_path / SOURCES)


def test_every_key_of_sources_is_told_of(tmp_path: Path) -> None:
    (tmp_path / SOURCES).write_text('["a.pdf"]\nshelf = "3"', encoding="utf-8")
    with pytest.raises(ChronociteError, match="known keys are ") as refused:
        read_sources(tmp_path / SOURCES)
    known = str(refused.value).rpartition("known keys are ")[2].split(", ")
    page = (ROOT / "docs" / "first-report.md").read_text(encoding="utf-8")
    assert len(known) > 3
    assert [key for key in known if f"`{key}`" not in page and not re.search(rf"^{key} = ", page, re.MULTILINE)] == []


def test_python_that_is_shown_can_be_read() -> None:
    blocks = [text for name in NAMES for text in shown(name, "python")]
    assert blocks
    assert all(ast.parse(text).body for text in blocks)


def test_nothing_tells_of_this_machine() -> None:
    said = "".join(p.read_text(encoding="utf-8") for p in PAGES)
    places = {str(ROOT.parent), sys.prefix, str(Path.home()), tempfile.gettempdir()} - {"/"}
    assert [place for place in places if f"{place}/" in said] == []
