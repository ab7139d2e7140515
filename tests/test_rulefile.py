"""Rule files: what they may say, and one sentence that names file, rule and key for what they may not."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipeline.errors import RuleError
from pipeline.extract.claims import ClaimRule
from pipeline.extract.rulefile import PatternRule, Rule, read_rule_file, read_rules, use_rules
from pipeline.rules import rule_file, rule_names

GOOD = 'id: boat.tug\n    examples: [{text: "A tug.", find: tug}]'


def write(folder: Path, text: str) -> Path:
    path = folder / "boats.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_rule_is_read_with_its_examples(tmp_path: Path) -> None:
    path = write(tmp_path, f"rules:\n  - {GOOD}\n    against: [A tugboat.]\n    note: small")
    (rule,) = read_rule_file(path, Rule)
    assert (rule.id, rule.note, rule.against) == ("boat.tug", "small", ("A tugboat.",))
    assert (rule.examples[0].text, rule.examples[0].find, rule.examples[0].value) == ("A tug.", "tug", None)


def test_dates_and_numbers_in_examples_stay_the_text_that_they_are(tmp_path: Path) -> None:
    example = "{text: x, find: x, value: 2021-05-03, fields: {year: 1999}}"
    (rule,) = read_rule_file(write(tmp_path, f"rules:\n  - id: a.b\n    examples: [{example}]"), Rule)
    assert rule.examples[0].value == "2021-05-03"
    assert rule.examples[0].fields["year"] == "1999"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules: [", "not YAML"),
        ("", "one list under `rules:`"),
        ("- id: a.b", "one list under `rules:`"),
        ("rules: {}", "one list under `rules:`"),
        ("rules: []\nmore: 1", "one list under `rules:`"),
        ("rules: [7]", r"rule '\?'"),
        (f"rules:\n  - {GOOD}\n    patern: []", r"'boat\.tug': patern: .*known keys are id, note, examples, against"),
        ("rules:\n  - id: boat.tug", r"'boat\.tug': examples"),
        ("rules:\n  - id: boat.tug\n    examples: []", r"'boat\.tug': examples"),
        ("rules:\n  - id: boat.tug\n    examples: [{text: x}]", r"'boat\.tug': examples\.0\.find"),
        ("rules:\n  - id: boat.tug\n    examples: [{text: x, find: x, vlaue: 1}]", r"examples\.0\.vlaue"),
        ('rules:\n  - id: Tug\n    examples: [{text: "A", find: A}]', "'Tug': id"),
        (f"rules:\n  - {GOOD}\n  - {GOOD}", r"'boat\.tug' is given twice; rename"),
    ],
)
def test_what_a_file_may_not_say(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(RuleError, match=words) as told:
        read_rule_file(write(tmp_path, text), Rule)
    assert str(told.value).startswith("boats.yaml: ")


def test_file_that_is_no_text(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    path.write_bytes(b"rules: \xff\xfe\x00")
    with pytest.raises(RuleError, match=r"boats\.yaml: not YAML"):
        read_rule_file(path, Rule)


def test_pattern_rule_wants_patterns(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="patterns"):
        read_rule_file(write(tmp_path, f"rules:\n  - {GOOD}"), PatternRule)


@pytest.fixture
def own_rules(tmp_path: Path) -> Iterator[Path]:
    """A user's folder of rules; afterwards the shipped ones hold alone again."""
    yield tmp_path
    use_rules(None)


def test_users_rule_takes_the_place_of_the_shipped_one_or_goes_before(own_rules: Path) -> None:
    shipped = read_rules("claims", ClaimRule)
    first = shipped[0]
    own = f"""
        rules:
          - {{id: claim.boats, check: count_claim, of: boats, forms: ["{{number}} boats"],
             examples: [{{text: "There are 3 boats.", find: 3 boats}}]}}
          - {{id: {first.id}, check: ordinal, of: x, forms: ["{{number}} x"],
             examples: [{{text: 3 x, find: 3 x}}]}}
        """
    (own_rules / "claims.yaml").write_text(textwrap.dedent(own), encoding="utf-8")
    use_rules(own_rules)
    now = read_rules("claims", ClaimRule)
    assert [r.id for r in now] == ["claim.boats", *(r.id for r in shipped)]
    assert {r.id: r.check for r in now}[first.id] == "ordinal"
    use_rules(None)
    assert read_rules("claims", ClaimRule) == shipped


def test_claim_is_of_a_check_that_there_is(tmp_path: Path) -> None:
    rule = 'id: a.b, check: boat_count, of: b, forms: ["{number} boats"], examples: [{text: 3 boats, find: 3 boats}]'
    with pytest.raises(RuleError, match=r"rule 'a\.b': check: .*'count_claim'"):
        read_rule_file(write(tmp_path, f"rules:\n  - {{{rule}}}"), ClaimRule)


def test_users_folder_holds_known_files_alone(own_rules: Path) -> None:
    (own_rules / "dates.yml").write_text("rules: []", encoding="utf-8")
    with pytest.raises(RuleError, match=r"dates\.yml: no rule file has this name; known are .*dates\.yaml"):
        use_rules(own_rules)
    with pytest.raises(RuleError, match="no folder"):
        use_rules(own_rules / "nowhere")


def test_every_shipped_rule_has_an_id_of_its_own() -> None:
    loaded = {name: yaml.safe_load(rule_file(name).read_text(encoding="utf-8")) for name in rule_names()}
    ids = Counter(rule["id"] for content in loaded.values() for rule in content["rules"])
    assert [i for i, n in ids.items() if n > 1] == []
    assert ids
