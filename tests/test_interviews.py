"""Who was talked to: every example of every rule through the assembled pipeline, and people described or named."""

from __future__ import annotations

import pytest
from documents import document
from spacy.language import Language

from pipeline.extract.citations import CitationFound
from pipeline.extract.citations.described import describe
from pipeline.extract.citations.interviews.fields import Interview
from pipeline.extract.citations.interviews.rules import InterviewRule
from pipeline.extract.citations.wording import RoleRule, words
from pipeline.extract.claims import ClaimRule, count_of
from pipeline.extract.gather import gather
from pipeline.extract.nlp import build, found, read
from pipeline.extract.rulefile import Example, Rule, read_rules
from pipeline.records import Block, BlockKind

INTERVIEWS = read_rules("interviews", InterviewRule)
ROLES = read_rules("roles", RoleRule)
CLAIMS = [r for r in read_rules("claims", ClaimRule) if r.check != "interval"]  # those: test_checks_intervals.py
NLP: Language = build()


def examples(rules: tuple[Rule, ...]) -> list[object]:
    return [pytest.param(r, e, id=f"{r.id}-{i}") for r in rules for i, e in enumerate(r.examples)]


def counterexamples(rules: tuple[Rule, ...]) -> list[object]:
    return [pytest.param(r, t, id=f"{r.id}-{i}") for r in rules for i, t in enumerate(r.against)]


def cited(text: str, where: str = "note") -> list[tuple[str, CitationFound]]:
    """The citations of a note, or of running text, that says this."""
    kind: BlockKind = "footnote" if where == "note" else "paragraph"
    doc = read(NLP, text, Block("b1", kind, ((0, len(text)),))).doc
    return [(span.text, said) for span, said in found(doc, "citations", CitationFound)]


def interviews(text: str, where: str = "note") -> list[tuple[str, Interview]]:
    return [(words_, c.said) for words_, c in cited(text, where) if isinstance(c.said, Interview)]


def field(said: Interview, name: str) -> str:
    """A field as its cell shows it."""
    value = getattr(said, name)
    return "; ".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize(("rule", "example"), examples(INTERVIEWS))
def test_examples_of_interviews(rule: InterviewRule, example: Example) -> None:
    all_ = interviews(example.text, rule.where)
    here = [said for text, said in all_ if said.rule == rule.id and text == example.find]
    assert len(here) == 1, all_
    assert here[0].kind == rule.kind
    assert {name: field(here[0], name) for name in example.fields} == example.fields


@pytest.mark.parametrize(("rule", "text"), counterexamples(INTERVIEWS))
def test_counterexamples_of_interviews(rule: InterviewRule, text: str) -> None:
    assert rule.id not in {said.rule for _, said in interviews(text, rule.where)}


@pytest.mark.parametrize(("rule", "example"), examples(ROLES))
def test_examples_of_roles(rule: RoleRule, example: Example) -> None:
    assert example.find.casefold() in {w.casefold() for w in rule.words}
    said = describe(example.text)
    if rule.kind == "role":
        assert example.find in said.role
    elif rule.kind == "status":
        assert example.find in said.status
    elif rule.kind == "withheld":
        assert said.anonymity == "withheld"


@pytest.mark.parametrize(("rule", "text"), counterexamples(ROLES))
def test_counterexamples_of_roles(rule: RoleRule, text: str) -> None:
    folded = f" {text.casefold()} "
    assert not any(f" {w.casefold()} " in folded for w in rule.words)


@pytest.mark.parametrize(("rule", "example"), examples(CLAIMS))
def test_examples_of_claims(rule: ClaimRule, example: Example) -> None:
    extraction = gather(document(example.text))
    said = {m.mention_id: (m.rule, m.text, m.value) for m in extraction.mentions if m.kind == "claim"}
    found = [c for c in extraction.claims if said[c.mention_id] == (rule.id, example.find, example.value)]
    assert [(c.check, c.of) for c in found] == [(rule.check, rule.of)]


@pytest.mark.parametrize(("rule", "text"), counterexamples(CLAIMS))
def test_counterexamples_of_claims(rule: ClaimRule, text: str) -> None:
    assert rule.id not in {m.rule for m in gather(document(text)).mentions}


PEOPLE = [
    # attribution: affiliation, role, status, anonymity
    ("Dutch official", "Dutch", "official", (), "anonymous"),
    ("a Dutch official", "Dutch", "official", (), "anonymous"),
    ("retired senior Dutch naval officer", "Dutch", "naval officer", ("retired", "senior"), "anonymous"),
    ("Dutch former official", "Dutch", "official", ("former",), "anonymous"),
    ("Retired Dutch official", "Dutch", "official", ("retired",), "anonymous"),
    ("Royal Dutch Navy officer", "Royal Dutch Navy", "officer", (), "anonymous"),
    ("official", "", "official", (), "anonymous"),
    ("Ann Berg", "", "", (), "named"),
    ("former UN staff member (name withheld)", "UN", "staff member", ("former",), "withheld"),
]


@pytest.mark.parametrize(("who", "affiliation", "role", "status", "anonymity"), PEOPLE)
def test_a_person_is_taken_apart(who, affiliation, role, status, anonymity):
    said = describe(who)
    assert (said.affiliation, said.role, said.status, said.anonymity) == (affiliation, role, status, anonymity)


def test_the_words_of_a_kind_are_of_no_other():
    assert not words("role") & words("status")
    assert not words("role") & words("withheld")


def test_several_interviews_stand_in_one_note():
    text = (
        "Dutch official, interview with the author, May 3, 2021; Polish expert, telephone interview with the authors, "
        "June 2021; Holt, 2014; and Dutch official, email exchange with the author, July 5, 2021."
    )
    assert [c.position for _, c in cited(text)] == [1, 2, 3, 4]
    assert [(said.kind, said.attribution, said.mode, said.date) for _, said in interviews(text)] == [
        ("interview", "Dutch official", "interview", "2021-05-03"),
        ("interview", "Polish expert", "telephone interview", "2021-06"),
        ("correspondence", "Dutch official", "email exchange", "2021-07-05"),
    ]


def test_an_interview_in_the_brackets_of_prose():
    said = cited("It came late (Dutch official, interview with the author, May 3, 2021).")
    assert [(text, type(c.said), c.nested) for text, c in said] == [
        ("It came late", type(None), False),
        ("Dutch official, interview with the author, May 3, 2021", Interview, True),
    ]


PROSE = [
    "The interviews with officials took place in May 2021.",
    "We thank the interviewees, whom the author met on May 3, 2021.",
    "We interviewed officials of 14 agencies between May 2020 and June 2021.",
    "Ann Berg, “Interview with the Minister,” Daily Fog, May 3, 2021.",
    "The methods of our interviews are told in Holt, 2014.",
]


@pytest.mark.parametrize("text", PROSE)
@pytest.mark.parametrize("where", ["note", "text"])
def test_prose_about_interviews_is_no_interview(text, where):
    assert interviews(text, where) == []


COUNTS = [("31 interviews", 31), ("Seven interviews", 7), ("forty-two interviews", 42), ("ninety interviews", 90)]


@pytest.mark.parametrize(("text", "number"), COUNTS)
def test_counts_in_digits_and_words(text, number):
    assert count_of(text) == number


@pytest.mark.parametrize("text", ["It rests on 31 interviews.", "It rests on thirty-one semi-structured interviews."])
def test_claims_are_made_in_running_text_alone(text):
    assert [c.number for c in gather(document(text)).claims] == [31]
    assert gather(document(f"^7 {text}")).claims == ()
