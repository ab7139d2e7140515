"""Where agreements are spoken of: the rules' own examples, then names, acronyms, "the agreement", and what is none."""

import pytest
from spacy.language import Language

from pipeline.extract.agreements.acts import ActFinder, act_rules
from pipeline.extract.agreements.milestones import milestones_of
from pipeline.extract.agreements.rules import AgreementFound, agreement_rules
from pipeline.extract.agreements.settling import settle
from pipeline.extract.nlp import build, found
from tests.text_blocks import text_blocks


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build(("sentences", "dates", "actors", "agreements"))


def mentions(nlp: Language, *lines: str) -> list[str]:
    blocks = text_blocks(nlp, *lines)
    return [blocks[a.block].doc.text[a.start : a.end] for a in settle(blocks)]


def test_every_kind_is_found_in_its_examples(nlp: Language) -> None:
    for rule in agreement_rules():
        for example in rule.examples:
            hits = [(s.text, d.kind) for s, d in found(nlp(example.text), "agreements", AgreementFound)]
            assert (example.find, example.value) in hits, (rule.id, example.text, hits)
        for text in rule.against:
            blocks = text_blocks(nlp, text)
            assert not [a for a in settle(blocks) if a.found.rule == rule.id], (rule.id, text)


def test_every_act_is_found_in_its_examples() -> None:
    finder = ActFinder()
    for rule in act_rules():
        for example in rule.examples:
            hits = [(example.text[a.start : a.end], a.act) for a in finder.acts(example.text)]
            assert any(h == example.find or h.startswith(example.find) for h, act in hits if act == example.value), (
                rule.id,
                hits,
            )
        for text in rule.against:
            assert rule.act not in {a.act for a in finder.acts(text)}, (rule.id, text)


SPANS = [
    ("Both signed a new bilateral fisheries agreement.", ["bilateral fisheries agreement"]),
    ("Malta praised the 2009 joint statement.", ["joint statement"]),
    ("Norway’s treaty with Sweden holds.", ["treaty with Sweden"]),
    ("They hailed the Kalmar–Oslo declaration.", ["Kalmar–Oslo declaration"]),
    ("^ PRS, “Malta–Italy Joint Statement on Sea Rescue,” 2004.", ["Malta–Italy Joint Statement on Sea Rescue"]),
    ("They signed an accord called “Ten Steps” [Tio steg].", ["accord", "Ten Steps", "Tio steg"]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), SPANS)
def test_span_is_the_phrase_without_article_year_and_adjective(nlp: Language, line: str, expected: list[str]) -> None:
    assert mentions(nlp, line) == expected


NONE = [
    "There was agreement on the need for rain.",
    "The talks led to agreements on joint patrols.",
    "He made a statement that nobody believed.",
    "A strategic partnership and a quasi-alliance grew.",
    "The Atlantic alliance met in Oslo.",
    "They came to an agreement in principle.",
]


@pytest.mark.parametrize("line", NONE)
def test_none(nlp: Language, line: str) -> None:
    assert mentions(nlp, line) == []


def test_acronym_counts_behind_the_place_that_spells_it_out(nlp: Language) -> None:
    lines = ["An EPA was unheard of.", "They drafted an economic partnership agreement (EPA).", "The EPA stalled."]
    assert mentions(nlp, *lines) == ["economic partnership agreement", "EPA", "EPA"]


def test_the_agreement_wants_one_nearby(nlp: Language) -> None:
    assert mentions(nlp, "The agreement was long.") == []
    near = mentions(nlp, "They signed a basing agreement.", "The agreement was long.")
    assert near == ["basing agreement", "agreement"]


def test_year_alias_and_class(nlp: Language) -> None:
    blocks = text_blocks(nlp, "They drafted the 2009 status-of-forces agreement (SOFA); several treaties lapsed.")
    told = {a.found.name: a.found for a in settle(blocks)}
    assert told["status-of-forces agreement"].year == "2009"
    assert told["status-of-forces agreement"].alias == "SOFA"
    assert told["treaties"].generic


MILESTONES = [
    (["Peru and Chile signed a fisheries treaty on May 3, 2004."], [("signed", "2004-05-03", "treaty")]),
    (
        ["On May 3, 2004, they signed an ISA. It entered into force on June 1, 2005."],
        [("signed", "2004-05-03", "isa"), ("entered_into_force", "2005-06-01", "isa")],
    ),
    (
        ["^ PRS, “Agreement Between Malta and Italy on Rescue at Sea,” May 3, 2004; entered into force June 1, 2005."],
        [("signed", "2004-05-03", "other"), ("entered_into_force", "2005-06-01", "other")],
    ),
    (["^ PRS, “Malta–Italy Joint Statement,” May 3, 2004."], [("adopted", "2004-05-03", "joint_statement")]),
    (["^ “Parliament Debates Fisheries Treaty,” Post, May 3, 2004."], []),
    (["The 2004 joint statement named reefs."], []),
    (["Fishing has been good since the treaty of old; in 2004 it rained."], []),
]


@pytest.mark.parametrize(("lines", "expected"), MILESTONES)
def test_milestones(nlp: Language, lines: list[str], expected: list[tuple[str, str, str]]) -> None:
    blocks = text_blocks(nlp, *lines)
    agreements = settle(blocks)
    told = [(m.act, m.date.value, agreements[m.agreement].found.kind) for m in milestones_of(blocks, agreements)]
    assert told == expected
