"""Acronyms that a document spells out mean whose organ they are, from then on and before."""

import pytest
from spacy.language import Language

from pipeline.extract.actors import ActorFound
from pipeline.extract.actors.learning import learn
from pipeline.extract.nlp import build, found
from tests.text_blocks import text_blocks


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build(("sentences", "actors"))


LEARNED = [
    (["Norway’s Coastal Rescue Service (CRS) sailed.", "The CRS turned."], [("CRS", "NOR"), ("CRS", "NOR")]),
    (["The DCC met.", "It is the Danish Cable Command (DCC)."], [("DCC", "DNK"), ("DCC", "DNK")]),
    (["The Bureau of Tides of Malta (BTM) wrote."], [("BTM", "MLT")]),
    # Nobody's: no organ, no owner, an owner that is only in the name, other letters, two owners, a known actor.
    (["Malta’s Exports of Tin (EOT) rose.", "EOT fell."], []),
    (["The Tea Office Command (TOC) met France.", "TOC"], []),
    (["The Office of Peruvian Tea (OPT) closed.", "OPT"], []),
    (["Norway’s Coastal Rescue Service (NATS) sailed.", "NATS"], []),
    (["Chile’s Port Office (PO), Peru’s Port Office (PO).", "PO"], []),
    (["Norway’s Naval Army Treasury Office (NATO) met.", "NATO"], [("NATO", "NATO"), ("NATO", "NATO")]),
]


@pytest.mark.parametrize(("lines", "expected"), LEARNED)
def test_learned(nlp: Language, lines: list[str], expected: list[tuple[str, str]]) -> None:
    blocks = text_blocks(nlp, *lines)
    learn(blocks)
    told = [(s.text, d.code) for b in blocks for s, d in found(b.doc, "actors", ActorFound) if s.text.isupper()]
    assert told == expected
