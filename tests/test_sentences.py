"""Sentences end where a reader would say so."""

import pytest
import spacy

from pipeline.extract.nlp import found
from pipeline.extract.sentences import LONGEST_QUOTATION, SentenceFound, find_sentences, sentence_spans

SPLIT = [
    ("Ships came. They left.", ["Ships came.", "They left."]),
    ("Did they? No! Yes.", ["Did they?", "No!", "Yes."]),
    ("He called it “a start.” Others did not.", ["He called it “a start.”", "Others did not."]),
    ("(It rained.) Nobody came.", ["(It rained.)", "Nobody came."]),
    ("The port closed in 2012. 40 ships stayed.", ["The port closed in 2012.", "40 ships stayed."]),
    ("The port closed.[3] It opened.[4][5] So be it.", ["The port closed.[3]", "It opened.[4][5]", "So be it."]),
    ("The port closed.12 It opened again.", ["The port closed.12", "It opened again."]),
    ("Troops left the U.S. The treaty stood.", ["Troops left the U.S.", "The treaty stood."]),
    ("It ended. “Never again,” she said.", ["It ended.", "“Never again,” she said."]),
]
WHOLE = [
    "The U.S. Navy sailed.",
    "Anna J. Berg wrote to Dr. Lund.",
    "Small boats, e.g. Dutch ones, sank.",
    "See Report No. 12, p. 4, vol. 2.",
    "He said that . . . Malta would join.",
    "She said “We agree. They do not. Ask them” and left.",
    'She said "We agree. They do not." and left.',
    "Exports rose by 2.5 Percent points.",
    "1. The first point of a list.",
    "It met on Sept. 3 in Oslo.",
    "The chapel was built c. 1450 by monks.",
]


@pytest.mark.parametrize(("text", "expected"), SPLIT)
def test_split(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == expected


@pytest.mark.parametrize("text", WHOLE)
def test_whole(text: str) -> None:
    assert sentence_spans(text) == [(0, len(text))]


def test_quotation_that_never_closes_does_not_swallow_the_rest() -> None:
    text = "She said “Stop. " + "Ships came and went. " * (LONGEST_QUOTATION // 15) + "He said “go” and left. Done."
    assert len(sentence_spans(text)) > 50


def test_nothing_is_lost_and_component_agrees() -> None:
    text = "Ships came.  They left the U.S. in 1999. “Why? Who knows.” End"
    joined = "".join(text[a:b] for a, b in sentence_spans(text))
    assert joined.replace(" ", "") == text.replace(" ", "")
    doc = find_sentences(spacy.blank("en")(text))
    assert [s.text for s, _ in found(doc, "sentences", SentenceFound)] == [text[a:b] for a, b in sentence_spans(text)]
    assert len(list(doc.sents)) == len(sentence_spans(text))
