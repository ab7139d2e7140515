"""Fills in what the pages of `docs/` say of the code: the tables, the commands, the rule keys, the checks.

`make docs` runs this. Between `<!-- made by make docs: NAME -->` and `<!-- end -->` stands what one of `SECTIONS` makes
of the code; all else in a page is written by hand and stays. The same code gives the same pages on any machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer.main

from pipeline.audit.checks.about import CHECKS
from pipeline.cli import app
from pipeline.dataset import BY_NAME, TABLES, Column
from pipeline.extract.dates.words import CLASSES
from pipeline.extract.rulefile import Example, Rule
from pipeline.reconcile.decisions import ALLOWED
from pipeline.results.deciding import VALUES
from pipeline.rulebook.examples import MODELS

DOCS = Path(__file__).parent
_SECTION = re.compile(r"(?P<head><!-- made by make docs: (?P<name>[\w-]+) -->\n).*?(?P<foot><!-- end -->)", re.DOTALL)
_EXAMPLE = re.compile(r"(?P<about>.*?)\s*Example: (?P<example>chronocite .*?)[. ]*", re.DOTALL)


def main() -> None:
    """Write the pages whose made parts are not what the code says now."""
    for path in pages():
        old = path.read_text(encoding="utf-8")
        if (new := filled(old)) != old:
            path.write_text(new, encoding="utf-8")
            print(path.relative_to(DOCS.parent), file=sys.stderr)


def pages() -> list[Path]:
    """All pages of `docs/`, sorted."""
    return sorted(DOCS.glob("*.md"))


def filled(page: str) -> str:
    """A page with its made parts as the code has them now.

    Raises:
        KeyError: A part has a name that no section has.
    """
    return _SECTION.sub(lambda m: f"{m['head']}\n{SECTIONS[m['name']]()}\n{m['foot']}", page)


# --- the dataset ----------------------------------------------------------------------------------------------------


def tables() -> str:
    """Every table with its columns."""
    contents = grid(("table", "what"), ([f"[`{t.name}`](#{t.name})", t.about] for t in TABLES))
    return contents + "".join(
        f"\n### {table.name}\n\n{table.about}\n\n"
        + grid(("column", "what it holds"), ([_column(c, first=c.name == table.key), _held(c)] for c in table.columns))
        for table in TABLES
    )


def _column(column: Column, *, first: bool) -> str:
    return f"`{column.name}`{' (key)' if first else ''}"


def _held(column: Column) -> str:
    number = "; a whole number" if column.type == "integer" else ""
    to = BY_NAME[column.points_to] if column.points_to else None
    return f"{column.about}{number}{f'; [`{to.name}.{to.key}`](#{to.name})' if to else ''}"


def values() -> str:
    """What columns may hold that hold one of a few words."""
    every = {**VALUES, **ALLOWED}
    where = {
        name: [f"`{t.name}.{name}`" for t in TABLES if name in t.names and name in _VALUED.get(t.name, ())]
        for name in every
    }
    return grid(("column", "values"), ([", ".join(where[n]), ", ".join(f"`{v}`" for v in every[n])] for n in every))


_VALUED: Mapping[str, Sequence[str]] = {
    "agreements": ("kind",),
    "milestones": ("act",),
    "events": ("type", "modality", "act"),
    "interviews": ("anonymity",),
    "citations": ("anonymity",),
}
"""Columns of one name are not of one meaning in all tables."""


# --- commands and targets -------------------------------------------------------------------------------------------


def commands() -> str:
    """Every command with its arguments and options, as its `--help` tells them."""
    return "\n".join(_command(words, command) for words, command in every_command())


def every_command() -> list[tuple[str, Any]]:
    """All commands with the words that call them, groups in front of what is in them."""

    def walk(words: str, command: Any) -> Iterator[tuple[str, Any]]:
        yield words, command
        for name, sub in getattr(command, "commands", {}).items():
            yield from walk(f"{words} {name}", sub)

    return list(walk("chronocite", typer.main.get_command(app)))


def told(command: Any) -> tuple[str, str]:
    """What a command's help says it does, and its example, which may be empty."""
    text = " ".join((command.help or "").split())
    match = _EXAMPLE.fullmatch(text)
    return (match["about"], match["example"]) if match else (text, "")


def _command(words: str, command: Any) -> str:
    about, example = told(command)
    # A group is called by a command of it.
    shown = "" if hasattr(command, "commands") or not example else f"\n```console\n$ {example}\n```\n"
    rows = [[_names(p), _default(p), (p.help or "").rstrip(".")] for p in command.params]
    return f"### {words}\n\n{about}\n{shown}" + (
        "\n" + grid(("argument or option", "default", "what"), rows) if rows else ""
    )


def _names(param: Any) -> str:
    if param.param_type_name == "argument":
        many = " …" if param.nargs != 1 else ""
        return f"`{(param.metavar or param.name).upper()}{many}`"
    value = (
        "" if param.is_flag else f" {param.metavar or ('N' if isinstance(param.default, int) else param.name.upper())}"
    )
    short = "".join(f", `{name}`" for name in (*param.opts[1:], *param.secondary_opts))
    environment = f" (or `{param.envvar}`)" if param.envvar else ""
    return f"`{param.opts[0]}{value}`{short}{environment}"


def _default(param: Any) -> str:
    if param.required:
        return "must be given"
    if getattr(param, "is_flag", False):
        return f"`{param.opts[0]}`" if param.default and param.secondary_opts else ""
    return "" if param.default in (None, "", ()) else f"`{param.default}`"


def targets() -> str:
    """The targets of the Makefile, and its variables."""
    return (
        grid(("target", "what"), ([f"`make {name}`", about] for name, about in make_targets().items()))
        + "\n"
        + grid(
            ("variable", "default", "what"), ([f"`{n}`", d and f"`{d}`", a] for n, (d, a) in make_variables().items())
        )
    )


def make_targets() -> dict[str, str]:
    """The targets that may be asked for, and what the Makefile says of each; empty where it says nothing."""
    makefile = (DOCS.parent / "Makefile").read_text(encoding="utf-8")
    names = " ".join(re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)).split()
    found = dict(re.findall(r"^([a-z-]+):[^#\n]*?## (.*)$", makefile, re.MULTILINE))
    return {name: found.get(name, "") for name in names}


def make_variables() -> dict[str, tuple[str, str]]:
    """The variables that may be given, each with its default and what the comments above them say of it."""
    makefile = (DOCS.parent / "Makefile").read_text(encoding="utf-8")
    said = dict(re.findall(r"^# ([A-Z_]+): (.*)$", makefile, re.MULTILINE))
    given = re.findall(r"^([A-Z_]+) *\?= *(.*?) *$", makefile, re.MULTILINE)
    return {name: ("" if "$(" in default else default, said.get(name, "")) for name, default in given}


# --- rules ----------------------------------------------------------------------------------------------------------


def rule_keys() -> str:
    """The keys that rules of every file have, then each file with its own."""
    shared = f"{_keys(Rule)}\nAn example has these:\n\n{_keys(Example)}"
    return shared + "".join(f"\n{_rule_file(name, model)}" for name, model in MODELS.items())


def _rule_file(name: str, model: type[Rule]) -> str:
    about = (model.__doc__ or "").split("\n\n")[0]
    return f"### {name}.yaml\n\n{' '.join(about.split())}\n\n{_keys(model, without=Rule)}"


def _keys(model: type[Rule] | type[Example], without: type[Rule] | None = None) -> str:
    inherited = without.model_fields if without else {}
    return grid(
        ("key", "value", "what"),
        (
            [f"`{name}`{' (must)' if field.is_required() else ''}", _type(field.annotation), field.description or ""]
            for name, field in model.model_fields.items()
            if name not in inherited
        ),
    )


def _type(kind: Any) -> str:
    """What may stand behind a key, in words."""
    if get_origin(kind) is Literal:
        return ", ".join(f"`{v}`" for v in get_args(kind))
    if kind in _IN_WORDS:
        return _IN_WORDS[kind]
    return "a list"


_IN_WORDS: Mapping[Any, str] = {
    str: "text",
    str | None: "text",
    bool: "`true` or `false`",
    dict[str, str]: "names and texts",
    tuple[Example, ...]: "a list of examples",
    tuple[str, ...]: "a list of texts",
}


def date_classes() -> str:
    """The names of the classes of words that date patterns are made of."""
    return ", ".join(f"`{name}`" for name in sorted(CLASSES)) + ".\n"


# --- checks ---------------------------------------------------------------------------------------------------------


def checks() -> str:
    """Every check: what it tests, an example, how to read what it finds."""
    contents = grid(
        ("check", "severity", "what should hold"),
        ([f"[`{c.name}`](#{c.name})", ", ".join(c.severities), c.tests] for c in CHECKS),
    )
    return contents + "".join(f"\n### {c.name}\n\nA finding, for example: {c.example}\n\n{c.reading}\n" for c in CHECKS)


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [
        head,
        ["---"] * len(head),
        *([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


SECTIONS: Mapping[str, Callable[[], str]] = {
    "tables": tables,
    "values": values,
    "commands": commands,
    "targets": targets,
    "rule-keys": rule_keys,
    "date-classes": date_classes,
    "checks": checks,
}

if __name__ == "__main__":
    main()
