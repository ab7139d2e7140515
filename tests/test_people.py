"""Whose people are whose, as far as the document itself says."""

import pytest
from spacy.language import Language

from pipeline.extract.actors.people import People
from pipeline.extract.nlp import build
from tests.text_blocks import text_blocks


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build(("sentences", "dates", "actors"))


CODES = [
    (["Danish Prime Minister Ole Berg came.", "Berg left."], "Berg left.", {"DNK"}),
    (["^ Ole Berg, PM, Denmark, speech, Oslo."], "Berg left.", {"DNK"}),
    (["President Ana Ruiz of Peru came."], "In May, Ruiz left.", {"PER"}),
    (["She met her Danish counterpart Ole Berg."], "Berg left.", {"DNK"}),
    (["Denmark’s defence minister Ole Berg and army chief Eva Lund came."], "Berg left.", {"DNK"}),
    (["Danish Prime Minister Ole Berg came."], "Eva Berg left.", set()),
    (["Danish Prime Minister Ole Berg and Swedish President Eva Berg came."], "Berg left.", set()),
    (["^ “Danish Minister Praises Fleet,” Post, 2004."], "Praises Fleet", set()),
    (["King Olaf Berg of Norway came."], "Another king, King Ruiz, left.", set()),
    (["It rained."], "Berg left.", set()),
    # Who became what of whose; an apposition behind the name.
    (["Ole Berg became the first Danish minister to come."], "Berg left.", {"DNK"}),
    (["Ole Berg, the Danish envoy, came."], "Berg left.", {"DNK"}),
    (["In Oslo, Danish ministers came."], "Oslo slept.", set()),
    # The prime minister of a document about one state; not where another has one, too, or it is about two.
    (["Denmark has a prime minister. Denmark’s prime minister came.", "Prime Minister Berg left."], "Berg", {"DNK"}),
    (
        ["Denmark’s prime minister met Norway’s prime minister. Denmark won.", "Prime Minister Berg left."],
        "Berg",
        set(),
    ),
    (["Denmark’s prime minister came to Norway.", "Prime Minister Berg left."], "Berg", set()),
    (["Denmark’s prime minister came. Denmark won.", "President Berg left."], "Berg", set()),
]


@pytest.mark.parametrize(("lines", "text", "codes"), CODES)
def test_codes(nlp: Language, lines: list[str], text: str, codes: set[str]) -> None:
    assert People(text_blocks(nlp, *lines)).codes_in(text, 0, len(text)) == codes
