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
        "Chad and Mali signed two agreements on tea in May 2004.",
        "Chad and Mali re-signed their tea treaty in May 2004.",
        "The treaty, which had taken nine years to draft, was signed in May 2004.",
        "The Oslo Memorandum was signed in May 2004.",
        "An agreement on tea followed in May 2004.",
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
        "The tea agreement, reached in Faro in May 2004, is long.",
        "Chad and Mali agreed on the Faro Accord (FA), which was negotiated in May 2004.",
        "In May 2004 the ministers put the finishing touches to a tea agreement.",
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
        "The assembly gave its assent to the tea treaty in May 2004.",
        "Parliament consented to the Faro Accord in May 2004.",
    ],
    "entered_into_force": [
        "The tea treaty took effect in May 2004.",
        "The tea treaty became binding in May 2004.",
        "The tea treaty has been in force since May 2004.",
        "The entry into force of the tea treaty in May 2004 pleased Chad.",
        "Chad and Mali brought the tea treaty into force in May 2004.",
    ],
    "ended": [
        "The tea treaty ran out in May 2004.",
        "Chad tore up its tea treaty with Mali in May 2004.",
        "Chad withdrew from its tea treaty with Mali in May 2004.",
        "Chad walked away from its tea treaty with Mali in May 2004.",
        "Chad abandoned its tea treaty with Mali in May 2004.",
        "Chad put its tea treaty with Mali in abeyance in May 2004.",
        "The truce between Chad and Mali fell apart in May 2004.",
        "Chad and Mali let their tea treaty lapse in May 2004.",
        "Chad ended its tea treaty with Mali in May 2004.",
        "The tea treaty was superseded in May 2004 by a wider one.",
        "The tea treaty ran until May 2004.",
        "Chad declared its truce with Mali void in May 2004.",
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
    "announced": [
        "Chad and Mali announced in May 2004 that they would sign a tea treaty.",
        "In May 2004 Chad and Mali promised to start talks on a tea treaty.",
    ],
    "proposed": ["Chad put forward a draft tea treaty in May 2004."],
    "adopted": [
        "The Faro Declaration was adopted in May 2004.",
        "Leaders endorsed the Faro Declaration in May 2004.",
        "The joint statement that the two presidents released in May 2004 is long.",
        "A joint statement, which names ten steps to be completed by 2009, was adopted in May 2004.",
        "After the two presidents met in Faro in May 2004, they issued a joint statement.",
        "They issued a joint statement after the summit in May 2004.",
    ],
    "not_concluded": [
        "The tea treaty was shelved in May 2004.",
        "Talks on a tea treaty between Chad and Mali collapsed in May 2004.",
        "Chad dropped plans for a tea treaty in May 2004.",
        "Chad and Mali failed to reach a deal on tea in May 2004.",
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
    "Talks on a tea treaty between Chad and Mali were suspended in May 2004.",
    "By May 2004 the Faro Convention had been ratified by forty states.",
    "In May 2004 Chad and Mali were on the point of signing a tea treaty.",
    "The tea treaty was to expire in May 2004.",
    "Chad announced in May 2004 that it would not renew its tea treaty with Mali.",
    "Chad and Mali agreed to conclude a tea treaty by the end of May 2004.",
    "Talks with Niger began in May 2004.",
    "The tea treaty was negotiated between 2001 and 2004.",
]


@pytest.mark.parametrize("line", NOTHING)
def test_nothing_was_done_to_it(nlp: Language, line: str) -> None:
    assert told(nlp, line) == []


OTHER_THINGS = [
    (
        "In a joint statement issued in May 2004, Chad and Mali agreed to draft a tea treaty.",
        ["adopted 2004-05", "announced 2004-05"],
    ),
    (
        "Chad and Mali renewed their tea treaty in 2004, 2009 and again in 2014.",
        ["renewed 2004", "renewed 2009", "renewed 2014"],
    ),
    ("Talks on a tea treaty opened in May 2004 and were suspended in 2006.", ["negotiations_started 2004-05"]),
    ("Nine years after Chad proposed a tea treaty, Mali signed it in May 2004.", ["signed 2004-05"]),
    ("The tea treaty, brokered by Niger, was signed in May 2004.", ["signed 2004-05"]),
    ("Chad and Mali signed a tea pact. Chad ratified the revised pact in 2004.", ["ratified 2004"]),
    ("An upgraded version of the 1997 tea treaty was adopted in 2004.", ["revised 2004"]),
    (
        "The tea treaty was signed in 2004 and ratified in 2006, leading to a salt pact.",
        ["signed 2004", "ratified 2006"],
    ),
    ("Chad and Mali signed a tea treaty that took effect in May 2004.", ["entered_into_force 2004-05"]),
    ("A revised tea treaty, signed in 2004, superseded the one concluded in 1999.", ["revised 2004"]),
    ("Signed in Faro by two kings, the tea treaty took effect in May 2004.", ["entered_into_force 2004-05"]),
    (
        "In May 2004 the queen visited Faro. During that visit with her son came the signing of a tea treaty.",
        ["signed 2004-05"],
    ),
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
    "The Faro Treaty, which Chad, Mali and Niger signed in 2004, is long.": "MLI NER TCD",
    "Chad and Mali extended the New START treaty in 2004.": "MLI TCD",
    "The tea treaty of 1978 between Chad and Mali is long.": "MLI TCD",
    "They hailed the Faro Declaration on the Chad–Mali Global Partnership.": "MLI TCD",
    "They hailed the Faro Declaration on the Chad–Mali border.": "",
    "Chad and Mali sang. A Lake Security Arrangement helped the two navies.": "MLI TCD",
    "In a tea memorandum of understanding dated May 2004, the space agencies of Chad and Mali pledged help.": "MLI TCD",
    "Chad and Mali sang. Chad signed a tea treaty with the rebel group in 2004.": "",
    "^ Government of Chad, “Joint Statement with Mali,” May 3, 2004.": "MLI TCD",
    "A status of forces agreement between Chad and the Philippines is long.": "PHL TCD",
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
    "Cuba hailed their health accord.": ["health accord"],
    "A 1994 agreement is long.": ["agreement"],
    "It drew its border by an agreement of May 1994.": ["agreement"],
    "They hailed the Kalmar salmon treaty.": ["Kalmar salmon treaty"],
    "They signed an exclusive economic zone agreement.": ["exclusive economic zone agreement"],
    "They signed a good cocoa accord.": ["cocoa accord"],
    "They signed a data-sharing protocol.": ["data-sharing protocol"],
    "Chad’s accession to the agreement came in 2004.": [],
    "They reached political agreement on a cocoa accord.": ["cocoa accord"],
    "They hailed the Stabilisation and Association Agreement.": ["Stabilisation and Association Agreement"],
    "They signed a treaty between Chad, Mali and Niger.": ["treaty between Chad, Mali and Niger"],
    "They signed a status of forces agreement.": ["status of forces agreement"],
    "They hope to sign a cocoa protocol.": ["cocoa protocol"],
    "They signed two agreements: a tea treaty and a pact.": ["tea treaty", "pact"],
    "The two treaties were signed.": [],
    "The deal was signed in 2004.": ["deal"],
    "This statement made him weep in 2004.": [],
    "^ Ann Lee, “Lake Treaty at a Crossroads,” Faro Times, May 3, 2004.": ["Lake Treaty"],
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


ARTICLES = {
    "^ Ann Lee, “Lake Treaty at a Crossroads,” Faro Times, May 3, 2004.": [],
    "^ Ministry of Tea, “Lake Treaty with Peru in Force,” press release, May 3, 2004.": [],
    "^ Ministry of Tea, “Lake Treaty on Tea,” press release, May 3, 2004.": ["signed 2004-05-03"],
}


@pytest.mark.parametrize(("line", "expected"), ARTICLES.items())
def test_an_article_dates_no_agreement(nlp: Language, line: str, expected: list[str]) -> None:
    assert told(nlp, line) == expected


def test_another_name_of_the_same(nlp: Language) -> None:
    blocks = text_blocks(nlp, "Chad praised the Faro Agreement, also known as the Tea Treaty.")
    assert [(a.found.kind, a.refers) for a in settle(blocks)] == [("treaty", -1), ("treaty", 0)]


REFERS = [
    ("They signed a tea deal. The pact is long.", 0),
    ("They signed the Tea Convention. Peru joined the convention.", 0),
    ("They signed a ceasefire. The truce holds.", 0),
    ("They signed a salt treaty. They signed a tea agreement. The agreement is long.", 1),
    ("They signed the Joint Declaration on Tea. The Joint Declaration is long.", 0),
    ("They reached an interim agreement, the Joint Plan of Action, in 2004.", 0),
]


@pytest.mark.parametrize(("line", "index"), REFERS)
def test_what_a_noun_means(nlp: Language, line: str, index: int) -> None:
    assert settle(text_blocks(nlp, line))[-1].refers == index


def told(nlp: Language, line: str) -> list[str]:
    """The acts of a text, each with its date."""
    blocks = text_blocks(nlp, line)
    agreements = with_parties(settle(blocks), blocks, FocusTracker(blocks))
    return [f"{m.act} {m.date.value}" for m in milestones_of(blocks, agreements)]
