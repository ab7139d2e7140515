"""Dates as a whole document gives them their values, for tests of that."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from text_blocks import text_blocks

from pipeline.extract.dates import DateFound
from pipeline.extract.dates.narrative import resolve
from pipeline.extract.nlp import TextBlock, build, found, text_of

NLP: Language = build(["sentences", "dates", "quotes"])


def told(*lines: str, published: str = "") -> list[tuple[str, DateFound]]:
    """The dates of a document of these lines (`# ` begins a heading), with their words."""
    texts = text_blocks(NLP, *lines)
    resolve(texts, published)
    return [(words, date) for _, words, date in placed(texts)]


def placed(texts: list[TextBlock]) -> Iterator[tuple[tuple[str, int, int], str, DateFound]]:
    """The dates of blocks, with place and words."""
    for text in texts:
        for _, date in found(text.doc, "dates", DateFound):
            start, end = date.parts[0][0], date.parts[-1][1]
            yield (text.block.block_id, start, end), text_of(text.doc)[start:end], date


def values(*lines: str, published: str = "") -> list[str]:
    """The EDTF values of all dates, or what TIMEX3 says where there is none."""
    return [date.value or date.timex3 for _, date in told(*lines, published=published)]
