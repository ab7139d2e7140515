"""How reports and newspapers say what was done to an agreement: a sentence each, invented, with the acts it tells."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.extract.actors.focus import FocusTracker
from pipeline.extract.agreements.milestones import milestones_of
from pipeline.extract.agreements.parties import with_parties
from pipeline.extract.agreements.settling import settle
from pipeline.extract.nlp import build
from tests.text_blocks import text_blocks


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build(("sentences", "dates", "actors", "agreements"))


TOLD = {
    "signed": [
        "Chad and Mali put their signatures to a tea treaty in May 2004.",
        "In May 2004, Chad and Mali put pen to paper on a tea treaty.",
        "Chad and Mali inked a trade deal in May 2004.",
        "In May 2004 the presidents of Chad and Mali affixed their signatures to the Faro Accord.",
        "Chad became a signatory to the Faro Convention in May 2004.",
        "The Faro Accord, signed in May 2004, failed.",
        "The Faro Accord (signed in May 2004) failed.",
        "Under an agreement signed in May 2004, Chad sells tea to Mali.",
        "In May 2004 came the signing of the Faro Accord.",
        "The ministers of health of Chad and Mali exchanged a memorandum of understanding in May 2004.",
        "In May 2004, Chad’s energy ministry signed an MoU with its Malian counterpart.",
        "Chad signed a 50-year lease in May 2004.",
    ],
    "concluded": [
        "Chad and Mali initialled a tea treaty in May 2004.",
        "Chad and Mali struck a deal on tea in May 2004.",
        "Chad and Mali wrapped up a trade deal in May 2004.",
        "Chad and Mali clinched a debt deal in May 2004.",
        "A ceasefire was agreed in May 2004.",
        "A peace deal was hammered out in Faro in May 2004.",
        "Negotiations on the tea treaty were concluded in May 2004.",
        "Chad and Mali announced the conclusion of negotiations on a tea treaty in May 2004.",
        "Chad and Mali agreed to a truce in May 2004.",
    ],
    "ratified": [
        "Parliament approved the tea treaty with Mali in May 2004.",
        "The tea treaty was approved by the Senate in May 2004.",
        "Lawmakers in Chad approved the tea treaty in May 2004.",
        "In May 2004 the National Assembly voted to ratify the tea treaty.",
        "Chad deposited its instrument of ratification of the Faro Convention in May 2004.",
        "Chad acceded to the Faro Convention in May 2004.",
        "Chad became a party to the Faro Convention in May 2004.",
        "Chad joined the Faro Convention in May 2004.",
        "The tea treaty won parliamentary approval in May 2004.",
        "The tea treaty was endorsed in a referendum in May 2004.",
    ],
    "entered_into_force": [
        "The tea treaty took effect in May 2004.",
        "The tea treaty became binding in May 2004.",
        "The tea treaty has been in force since May 2004.",
        "The entry into force of the tea treaty in May 2004 pleased Chad.",
    ],
    "ended": [
        "The tea treaty ran out in May 2004.",
        "Chad tore up its tea treaty with Mali in May 2004.",
        "Chad withdrew from its tea treaty with Mali in May 2004.",
        "Chad walked away from its tea treaty with Mali in May 2004.",
        "Chad abandoned its tea treaty with Mali in May 2004.",
        "Chad put its tea treaty with Mali in abeyance in May 2004.",
        "The truce between Chad and Mali fell apart in May 2004.",
    ],
    "renewed": [
        "Chad and Mali extended their truce in May 2004.",
        "The truce between Chad and Mali was prolonged by nine days in May 2004.",
        "An extension of the tea treaty was agreed in May 2004.",
    ],
    "revised": [
        "An amended version of the tea treaty was signed in May 2004.",
        "A protocol amending the tea treaty was signed in May 2004.",
        "Chad and Mali agreed to amend the Faro Accord in May 2004.",
        "Chad and Mali modified the tea treaty in May 2004.",
    ],
    "negotiations_started": [
        "Talks on a tea treaty between Chad and Mali began in May 2004.",
        "Negotiations toward a tea treaty got under way in May 2004.",
        "Chad and Mali have been negotiating a tea treaty since May 2004.",
    ],
    "agreed_in_principle": [
        "Chad and Mali agreed in principle on a trade deal in May 2004.",
        "Chad and Mali reached an agreement in principle on a trade pact in May 2004.",
    ],
    "announced": ["Chad and Mali announced in May 2004 that they would sign a tea treaty."],
    "adopted": ["The Faro Declaration was adopted in May 2004.", "Leaders endorsed the Faro Declaration in May 2004."],
    "not_concluded": [
        "The tea treaty was shelved in May 2004.",
        "Talks on a tea treaty between Chad and Mali collapsed in May 2004.",
        "Chad dropped plans for a tea treaty in May 2004.",
    ],
}
"""By act, all in May 2004."""


@pytest.mark.parametrize(("act", "line"), [(act, line) for act, lines in TOLD.items() for line in lines])
def test_act(nlp: Language, act: str, line: str) -> None:
    assert told(nlp, line) == [f"{act} 2004-05"]


NOTHING = [
    "Chad withdrew from the Faro Convention in May 2004.",
    "Chad left the Faro Accord in May 2004.",
    "Chad suspended its membership in the Faro Charter in May 2004.",
    "In 2004, Chad accused Mali of violating the treaty.",
    "On the anniversary of the Faro Accord in May 2004, Chad sang.",
    "Chad celebrated the signing of the Faro Accord in May 2004.",
    "They deal with pirates, and in May 2004 they signed nothing.",
    "The party convention in May 2004 was loud.",
]


@pytest.mark.parametrize("line", NOTHING)
def test_nothing_was_done_to_it(nlp: Language, line: str) -> None:
    assert told(nlp, line) == []


OTHER_THINGS = [
    (
        "Chad and Mali issued a joint statement in May 2004 and planned a summit. It was cancelled in June 2004.",
        ["adopted 2004-05"],
    ),
    (
        "Chad and Mali signed an accord in May 2004 and planned a summit. It was cancelled in June 2004.",
        ["signed 2004-05"],
    ),
    ("Chad and Mali signed an accord in May 2004. It was cancelled in June 2004.", ["signed 2004-05", "ended 2004-06"]),
    (
        "Chad and Mali signed a joint declaration in May 2004 that promised a dialogue. It was revised in June 2005, "
        "when a clause was taken over from the declaration with Niger.",
        ["signed 2004-05", "revised 2005-06"],
    ),
    (
        "Chad and Mali signed the Chad–Mali Fish Agreement in May 2004. They began negotiations on an RAA in 2006; "
        "that agreement was concluded in June 2008.",
        ["signed 2004-05", "negotiations_started 2006", "concluded 2008-06"],
    ),
    (
        "They adopted a joint declaration, the first of its kind between Chad and Mali, that was signed on 4 May 2004.",
        ["signed 2004-05-04"],
    ),
    ("The tea war ended in May 2004, with the signing of the Faro Accord.", []),
    ("In May 2004, after signing the Faro Accord, they sang.", []),
    ("The term set by the Faro Accord expired in May 2004.", []),
    ("The Faro Accord replaced a salt pact, which had lapsed in May 2004.", ["ended 2004-05"]),
    (
        "The Faro Protocol was amended in May 2003; the Lund Amendment entered into force on June 1, 2004.",
        ["revised 2003-05"],
    ),
]


@pytest.mark.parametrize(("line", "expected"), OTHER_THINGS)
def test_what_befalls_something_else(nlp: Language, line: str, expected: list[str]) -> None:
    assert told(nlp, line) == expected


WHOSE = {
    "Chad and Mali signed the Treaty of Faro in 2004.": "MLI TCD",
    "Chad and Mali welcomed the Treaty of Faro, signed in 2004.": "",
    "Chad, Mali and Niger sang. They signed a tea treaty.": "",
    "The Faro Accord, also known as the Tea Treaty, binds Chad and Mali.": "",
    "Chad and Mali sang. In 2004 the rebels made a truce with Obo.": "",
    "Chad and Mali sang. A pact was agreed between Obo and Ruru in 2004.": "",
    "Chad sang for three days, and Mali and Niger heard of the truce with Obo.": "",
    "Chad, Mali and Niger joined the Faro Pact in 2004.": "",
    "The pact between Moscow and Oslo was signed in 2004.": "NOR RUS",
    "A Chad–Mali treaty governing Niger was signed in 2004.": "MLI TCD",
    "Chad and Mali sang. Negotiations on a fish agreement with Mali started in August 2004.": "MLI TCD",
}


@pytest.mark.parametrize(("line", "expected"), WHOSE.items())
def test_whose(nlp: Language, line: str, expected: str) -> None:
    blocks = text_blocks(nlp, line)
    agreements = with_parties(settle(blocks), blocks, FocusTracker(blocks))
    assert {" ".join(a.parties) for a in agreements} == {expected}


NONE = [
    "They met at the Democratic National Convention in 2004.",
    "Doctors adopted a treatment protocol in 2004.",
    "She signed a record deal in 2004.",
    "He signed it of his own accord in 2004.",
    "A treaty port was opened in 2004.",
    "After reaching agreement on the price, they sang.",
    "The clerk’s memorandum made one remark in 2004.",
    "They built a convention centre in 2004.",
]


@pytest.mark.parametrize("line", NONE)
def test_none(nlp: Language, line: str) -> None:
    assert settle(text_blocks(nlp, line)) == ()


SINGLE = {
    "They hailed the Kalmar agreement.": ["Kalmar agreement"],
    "They spoke of an armistice with Malta.": ["armistice with Malta"],
    "A truce was in the air. The truce fell apart.": ["truce", "truce"],
    "They signed the Faro Accords. The accords held.": ["Faro Accords", "accords"],
    "Their 1920 treaty of friendship is dead.": ["treaty of friendship"],
    "They had some kind of tea treaty.": [],
    "The armistice of May 1918 held.": ["armistice"],
}


@pytest.mark.parametrize(("line", "expected"), SINGLE.items())
def test_mentions_of_single_agreements(nlp: Language, line: str, expected: list[str]) -> None:
    blocks = text_blocks(nlp, line)
    single = [a for a in settle(blocks) if not a.found.around.generic]
    assert [blocks[0].doc.text[a.start : a.end] for a in single] == expected


def test_a_pair_leaves_the_focus_where_its_section_ends(nlp: Language) -> None:
    lines = ["# Tea", "Chad and Mali sang.", "A tea treaty was signed.", "# Salt", "A salt treaty was signed."]
    blocks = text_blocks(nlp, *lines)
    agreements = with_parties(settle(blocks), blocks, FocusTracker(blocks))
    assert [a.parties for a in agreements] == [("MLI", "TCD"), ()]


def test_another_name_of_the_same(nlp: Language) -> None:
    blocks = text_blocks(nlp, "Chad praised the Faro Agreement, also known as the Tea Treaty.")
    assert [(a.found.kind, a.refers) for a in settle(blocks)] == [("treaty", -1), ("treaty", 0)]


REFERS = [
    ("They signed a tea deal. The pact is long.", 0),
    ("They signed the Tea Convention. Peru joined the convention.", 0),
    ("They signed a ceasefire. The truce holds.", 0),
    ("They signed a salt treaty. They signed a tea agreement. The agreement is long.", 1),
]


@pytest.mark.parametrize(("line", "index"), REFERS)
def test_what_a_noun_means(nlp: Language, line: str, index: int) -> None:
    assert settle(text_blocks(nlp, line))[-1].refers == index


def told(nlp: Language, line: str) -> list[str]:
    """The acts of a text, each with its date."""
    blocks = text_blocks(nlp, line)
    agreements = with_parties(settle(blocks), blocks, FocusTracker(blocks))
    return [f"{m.act} {m.date.value}" for m in milestones_of(blocks, agreements)]
