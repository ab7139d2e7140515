"""Where agreements are spoken of: the rules' own examples, then names, acronyms, "the agreement", and what is none."""

import pytest
from spacy.language import Language

from pipeline.extract.actors.focus import FocusTracker
from pipeline.extract.agreements.acts import ActFinder, act_rules
from pipeline.extract.agreements.milestones import milestones_of
from pipeline.extract.agreements.parties import with_parties
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
    ("Peru and Chile signed a Treaty on Maritime Co-operation in Lima.", ["Treaty on Maritime Co-operation"]),
    ("The 1994 Co-operation Pact between Malta and Italy ended.", ["Co-operation Pact between Malta and Italy"]),
    ("They signed a Convention on Seals in the Arctic.", ["Convention on Seals in the Arctic"]),
    ("They concluded an Open Coasts Agreement.", ["Open Coasts Agreement"]),
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
    assert told["status-of-forces agreement"].around.year == "2009"
    assert told["status-of-forces agreement"].alias == "SOFA"
    assert told["treaties"].around.generic


SINGLE = [
    (["They kept the 2009 joint statement. The 2014 version was long."], ["joint statement", "version"]),
    (["They kept the 2009 joint statement. Its exercise grew, and the 2014 version was long."], ["joint statement"]),
    (["They hailed the Faro Peace Declaration."], ["Faro Peace Declaration"]),
    (["The Tea Agreements Act of 1979 was long."], []),
    (["They signed the Oslo I Accord."], ["Oslo I Accord"]),
    (["They signed a truce."], ["truce"]),
    (["They spoke of a truce."], []),
    (["The clerk issued a memorandum."], []),
    (["They hailed the Kalmar Declaration, Congress said."], ["Kalmar Declaration"]),
    (["They hailed the Four Lakes (FLX) Treaty."], ["Four Lakes (FLX) Treaty"]),
    (["They signed a free trade agreement.", "The FTA helped."], ["free trade agreement", "FTA"]),
    (["They signed an accord called “Ten Steps to Sea”.", "Ten Steps to Sea is dead."],
     ["accord", "Ten Steps to Sea", "Ten Steps to Sea"]),
    (["^ “Chad Confirms Truce,” Post, 2004."], []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), SINGLE)
def test_mentions(nlp: Language, lines: list[str], expected: list[str]) -> None:
    assert mentions(nlp, *lines) == expected


PARTIES = [
    (["Chad and Mali signed a tea treaty in 2003."], ("TCD", "MLI")),
    (["Chad, Mali and Niger signed a tea treaty in 2003."], ("TCD", "MLI", "NER")),
    (["Peru’s treaty with Chile was signed in 2003."], ("CHL", "PER")),
    (["Peru told Cuba that it signed a treaty with Chile and Spain in 2003."], ("CHL", "ESP")),
    (["Kenya is the rival of Malta, and the two countries signed a tea treaty."], ("KEN", "MLT")),
    (["Kenya and Malta sang.", "A treaty was signed by Peru, with Chile."], ("CHL", "PER")),
    (["Kenya and Malta sang.", "They signed the Treaty on Tea."], ("KEN", "MLT")),
    (["Kenya and Malta sang.", "Article 5 of the Kalmar Treaty is long."], ()),
    (["Kenya and Malta sang.", "The Kalmar Treaty was signed in 1953."], ()),
    (["Kenya and Malta met Ghana. The three countries signed a tea treaty."], ("GHA", "KEN", "MLT")),
    (["^ Ola Lund, PM, Norway, and Eva Berg, PM, Denmark, “Joint Statement,” May 3, 2004."], ("DNK", "NOR")),
    (["^ “Chad, Mali Sign Tea Treaty,” Post, May 3, 2004."], ("TCD", "MLI")),
    (["The Lake Accords were signed in Faro by the leaders of Chad, Mali and Niger."], ("TCD", "MLI", "NER")),
    (["The Treaty on the Establishment of the East African Community was signed by Kenya and Uganda."], ("KEN", "UGA")),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), PARTIES)
def test_whose_it_is(nlp: Language, lines: list[str], expected: tuple[str, ...]) -> None:
    blocks = text_blocks(nlp, *lines)
    told = with_parties(settle(blocks), blocks, FocusTracker(blocks))
    assert told
    assert told[-1].parties == tuple(sorted(expected))


def test_the_agreement_has_the_parties_of_what_it_means(nlp: Language) -> None:
    lines = [
        "Chad and Mali signed a tea treaty.",
        "Peru and Cuba praised the treaty.",
        "Peru and Cuba ended their treaty.",
    ]
    blocks = text_blocks(nlp, *lines)
    told = with_parties(settle(blocks), blocks, FocusTracker(blocks))
    assert [a.parties for a in told] == [("MLI", "TCD"), ("MLI", "TCD"), ("CUB", "PER")]
    assert [a.refers for a in told] == [-1, 0, -1]


MILESTONES = [
    (
        ["In May 2004, a Coastal Patrol Arrangement improved ties between Malta and Italy."],
        [("signed", "2004-05", "arrangement")],
    ),
    (["Peru and Chile signed a fisheries treaty on May 3, 2004."], [("signed", "2004-05-03", "treaty")]),
    (
        ["Peru and Chile signed an ISA in July 2003 and a Transit Agreement, which went into force in January 2004."],
        [("signed", "2003-07", "isa"), ("entered_into_force", "2004-01", "other")],
    ),
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
    (
        ["The Lake Treaty of May 1988 was renewed in 1999."],
        [("signed", "1988-05", "treaty"), ("renewed", "1999", "treaty")],
    ),
    (
        ["The Tea Treaty was adopted on 3 May 2001, signed on 4 June 2002 and took effect on 5 July 2003."],
        [
            ("adopted", "2001-05-03", "treaty"),
            ("signed", "2002-06-04", "treaty"),
            ("entered_into_force", "2003-07-05", "treaty"),
        ],
    ),
    (
        ["Both signed a tea treaty on 3 May 2001 and an ISA on 4 June 2002."],
        [("signed", "2001-05-03", "treaty"), ("signed", "2002-06-04", "isa")],
    ),
    (
        ["A tea treaty signed in 2001 was replaced by the Lake Treaty in 2009."],
        [("signed", "2001", "treaty"), ("ended", "2009", "treaty")],
    ),
    (["The 1988 treaty was renewed in 1999."], [("renewed", "1999", "treaty")]),
    (["If Chad signed the treaty in 2031, tea would flow."], []),
    (["Chad denied that it signed a treaty in 2004."], []),
    (["The treaty could enter into force in 2031."], []),
    (["In 1926, to mark the signing of the Lake Treaty, coins were struck."], []),
    (["In 2004 they criticized the Lake Treaty."], []),
    (["They debated the Lake Treaty in 2004."], []),
    (["The proposed treaty of two pages was read in 2004."], []),
    (["In 2004 the treaty outlined nine steps."], []),
    (["The talks led to a tea treaty in 2004."], [("signed", "2004", "treaty")]),
    (["They met in May 2004; it yielded a tea treaty."], [("signed", "2004-05", "treaty")]),
    (
        ["An ISA was signed in 2001, which was followed by a tea treaty in 2004."],
        [("signed", "2001", "isa"), ("signed", "2004", "treaty")],
    ),
    (["In May 2004 they met in Faro. They issued a joint statement."], [("adopted", "2004-05", "joint_statement")]),
    (["In May 2004 they met in Faro. They have issued a joint statement."], []),
    (["They signed a tea treaty in 2004, but it was never ratified."], [("signed", "2004", "treaty")]),
    (
        ["They signed a tea treaty in 2004. Talks had begun in May 1999."],
        [("signed", "2004", "treaty"), ("negotiations_started", "1999-05", "treaty")],
    ),
    (
        ["^ “Lake Treaty with Peru Enters into Force,” Post, May 3, 2004."],
        [("entered_into_force", "2004-05-03", "treaty")],
    ),
    (["Fishing has been good since the treaty of old; in 2004 it rained."], []),
    (
        ["The 2009 joint statement detailed steps for the years ahead: an ISA; a hotline; talks on a tea treaty."],
        [("announced", "2009", "isa"), ("announced", "2009", "treaty")],
    ),
    (["The 2009 joint statement mentioned an ISA."], []),
    (
        ["In 2009 they issued a joint statement. It was long. The agreed items included the start of talks on an ISA."],
        [("adopted", "2009", "joint_statement"), ("negotiations_started", "2009", "isa")],
    ),
    (
        ["In the joint statement of May 2009, both agreed to draft a tea treaty."],
        [("adopted", "2009-05", "joint_statement"), ("announced", "2009-05", "treaty")],
    ),
    (
        [
            "Their first and second rounds, held in May 2004 and June 2005, were dull. "
            "At the second round they signed an ISA."
        ],
        [("signed", "2005-06", "isa")],
    ),
    (["The third summit was held on May 3, 2004. Rain fell. At their fourth summit they signed an ISA."], []),
    (
        ["In May 2004 the queen visited Faro. Rain fell. During that visit they issued a joint statement."],
        [("adopted", "2004-05", "joint_statement")],
    ),
    (["In May 2004 the queen visited Faro. Rain fell. At the summit they issued a joint statement."], []),
    (["In 2005 both laid out their aims for the sea in a joint roadmap."], [("adopted", "2005", "roadmap")]),
    (
        ["They signed a tea treaty in 2001. An amendment to the treaty was signed in 2004."],
        [("signed", "2001", "treaty"), ("revised", "2004", "treaty")],
    ),
    (
        ["They signed a tea treaty in 2001. A revised treaty was signed in 2004."],
        [("signed", "2001", "treaty"), ("revised", "2004", "treaty")],
    ),
    (
        ["They signed a tea treaty in 2001. The Senate ratified it in 2002."],
        [("signed", "2001", "treaty"), ("ratified", "2002", "treaty")],
    ),
    (["In May 2004 they began talks to revise the tea treaty."], []),
    (["In May 2004, Chad and Mali agreed to start negotiating a tea treaty."], [("announced", "2004-05", "treaty")]),
    (["The tea treaty dates from 1903."], [("concluded", "1903", "treaty")]),
]


@pytest.mark.parametrize(("lines", "expected"), MILESTONES)
def test_milestones(nlp: Language, lines: list[str], expected: list[tuple[str, str, str]]) -> None:
    blocks = text_blocks(nlp, *lines)
    agreements = settle(blocks)
    told = [(m.act, m.date.value, agreements[m.agreement].found.kind) for m in milestones_of(blocks, agreements)]
    assert told == expected
