"""A house's own rules: added, replaced, checked with file and line, tried on a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import stages
from pipeline.cli import app
from pipeline.errors import RuleError
from pipeline.extract.citations.interviews.rules import InterviewRule
from pipeline.extract.rulefile import read_rules, use_rules
from pipeline.rulebook.check import check
from pipeline.rulebook.examples import MODELS, cited
from pipeline.rulebook.trial import attempt, listing
from pipeline.rules import rule_names

DEBRIEF = """\
rules:
  - id: interview.debrief
    kind: interview
    forms: ["Debrief {name} / {date}"]
    mode: debrief
    examples:
      - {text: Debrief Ann Berg / 3 May 2015., find: Debrief Ann Berg / 3 May 2015, fields: {mode: debrief}}
    against: [Debrief of 3 May 2015.]
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Path]:
    """A folder with one rule of a house; what other tests use is put back."""
    (tmp_path / "interviews.yaml").write_text(DEBRIEF, encoding="utf-8")
    yield tmp_path
    use_rules(None)


def test_every_rule_file_has_a_model() -> None:
    assert set(MODELS) == set(rule_names())


def test_the_shipped_rules_hold() -> None:
    count, mistakes = check(None)
    assert mistakes == []
    assert count > 100


def test_a_houses_rule_is_read_before_the_shipped_ones(house: Path) -> None:
    shipped = len(read_rules("interviews", InterviewRule))
    assert check(house) == (1, [])
    use_rules(house)
    assert read_rules("interviews", InterviewRule)[0].id == "interview.debrief"
    assert len(read_rules("interviews", InterviewRule)) == shipped + 1
    assert [c.rule for _, c in cited("Debrief Lea Moss / 4 May 2015.")] == ["interview.debrief"]
    assert [each.rule.id for each in listing(house) if each.own] == ["interview.debrief"]


def test_a_rule_of_the_same_id_takes_the_shipped_ones_place(house: Path) -> None:
    (house / "interviews.yaml").write_text(DEBRIEF.replace("interview.debrief", "interview.house"), encoding="utf-8")
    use_rules(house)
    rules = {r.id: r for r in read_rules("interviews", InterviewRule)}
    assert rules["interview.house"].mode == "debrief"
    use_rules(None)
    assert {r.id: r for r in read_rules("interviews", InterviewRule)}["interview.house"].mode == ""


MISTAKES = [
    (DEBRIEF.replace("kind: interview", "kind: chat"), [(3, "kind: Input should be")]),
    (
        DEBRIEF.replace("mode:", "moode:"),
        [(5, "moode: is not known; known keys are id, note, examples, against, kind")],
    ),
    (DEBRIEF.replace("{name}", "{nmae}"), [(4, "no slot 'nmae'")]),
    (DEBRIEF.replace("{name}", "[{name}"), [(4, "wants a ']'")]),
    (DEBRIEF.replace("kind: interview\n", "kind: chat\n    colour: red\n"), [(3, "kind"), (4, "colour")]),
    (DEBRIEF.replace("find: Debrief", "find: debrief"), [(7, "does not stand in")]),
    (DEBRIEF.replace("Debrief of 3", "Debrief Bo Lund / 3"), [(8, "is found in")]),
    (DEBRIEF.replace("mode: debrief}", "mode: chat}"), [(7, "mode 'debrief', wants 'chat'")]),
    (DEBRIEF.replace("fields: {mode: debrief}", "fields: {mood: glad}"), [(7, "no field 'mood'")]),
    (DEBRIEF + DEBRIEF.removeprefix("rules:\n"), [(9, "the id is that of line 2")]),
    ("rules: ]", [(1, "not YAML")]),
    ("", [(1, "is empty")]),
    ("- a", [(1, "one list under `rules:`")]),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_mistakes_are_named_with_their_line(house: Path, text: str, expected: list[tuple[int, str]]) -> None:
    (house / "interviews.yaml").write_text(text, encoding="utf-8")
    _, mistakes = check(house)
    assert [m.line for m in mistakes] == [line for line, _ in expected]
    assert all(words in m.message for m, (_, words) in zip(mistakes, expected, strict=True)), mistakes


def test_a_file_of_an_unknown_name_is_refused(house: Path) -> None:
    (house / "interveiws.yaml").write_text(DEBRIEF, encoding="utf-8")
    with pytest.raises(RuleError, match=r"interveiws.yaml: no rule file has this name; known are actor_context\.yaml"):
        check(house)


def test_a_folder_without_rule_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    with pytest.raises(RuleError, match=r"holds no rule file; known are actor_context\.yaml"):
        check(tmp_path)


def test_trying_tells_what_reads_a_text_and_why_the_others_do_not() -> None:
    attempts = attempt("Reef Watch interview with Lea Moss, March 4, 2016.", None)
    assert [a.rule.id for a in attempts if a.read] == ["interview.house"]
    reasons = {a.rule.id: a.reason for a in attempt("Radio interview with Lea Moss, March 4, 2016.", None)}
    assert "is of the media" in reasons["interview.house"]
    assert "none of its modes is in the text" in reasons["interview.hearing"]


COMMANDS = [
    (["rules", "check"], 0, "all examples hold"),
    (["rules", "check", "no-such-folder"], 2, "there is no folder no-such-folder"),
    (["rules", "try", "Reef Watch interview with Lea Moss, March 4, 2016."], 0, "is read by interview.house"),
    (["rules", "try", "They met in March."], 0, "No convention reads this"),
    (["rules", "list"], 0, "interview.role-first"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), COMMANDS)
def test_commands(arguments: list[str], code: int, words: str) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code
    assert words in result.output


def test_a_check_with_mistakes_exits_1(house: Path) -> None:
    (house / "interviews.yaml").write_text(DEBRIEF.replace("chat", "x").replace("{name}", "{x}"), encoding="utf-8")
    result = CliRunner().invoke(app, ["rules", "check", str(house)])
    assert result.exit_code == 1
    assert "interviews.yaml:4: interview.debrief: " in result.output


def test_a_run_with_a_houses_rules_does_the_documents_anew(house: Path, tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "a.md").write_text("# A\n\nThe ship sank.[^1]\n\n[^1]: Debrief Lea Moss / 4 May 2015.\n", encoding="utf-8")
    plain = stages.Settings(raw, out, tmp_path / "none.jsonl", workers=1)
    own = stages.Settings(raw, out, tmp_path / "none.jsonl", workers=1, rules=house)
    for settings, cited_ in ((plain, False), (own, True), (plain, False)):
        stages.run_ingest(settings)
        assert stages.run_extract(settings) == []
        (mentions,) = (out / "mentions").glob("*.jsonl")
        assert ("interview.debrief" in mentions.read_text(encoding="utf-8")) is cited_
