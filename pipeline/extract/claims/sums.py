"""A number and what it is made of: "seven officers (three from the north, two from the south, and one from abroad)"."""

from __future__ import annotations

import re

from pipeline.numbers import COUNT, count_of

_PIECES = re.compile(r"\s*(?:[,;]\s*(?:and\s+)?|\band\s+)")
_NUMBERED = re.compile(rf"({COUNT})\s+[^\W\d_]{{2,}}", re.IGNORECASE)
MEASURES = re.compile(
    r"%|[$€£¥]|\b(?:per ?cent|percent|each|apiece|some|several|others?|rest|remainder|including|includes|at least|"
    r"mostly|about|around|approximately|more than|of (?:which|whom|them|these)|as well as|plus|e\.g|or|both|million|"
    r"billion|thousand|hundred|feet|foot|inch(?:es)?|miles?|met(?:er|re)s?|kilomet(?:er|re)s?|kg|kilograms?|pounds?|ounces?|"
    r"tons?|tonnes?|lit(?:er|re)s?|gallons?|hectares?|acres?|knots|degrees|years?|months?|weeks?|days?|hours?|minutes?|"
    r"seconds?|dollars?|euros?|yen|yuan|cents?|points?|pages?|p|pp|times)\b",
    re.IGNORECASE,
)
"""Words of measures and shares, and of what is told in part: numbers with these make up nothing."""
_ONE = re.compile(r"(?:an?|another)\s+[^\W\d_]{2,}", re.IGNORECASE)
"""A part that is one more, unless it says again what stands before it."""
_KNOWN = re.compile(r"(?:the|its|his|her|their)\s+[^\W\d_]{2,}", re.IGNORECASE)
"""A part of nobody knows how many."""
_BEGINS = re.compile(rf"(?:\(|[:—]\s?|\s–\s){COUNT} [^\W\d_]", re.IGNORECASE)
_OPENS = re.compile(r"\s?\(|:\s|\s?—\s?|\s–\s")


def names_parts(text: str) -> bool:
    """Whether a text may hold such words at all: a bracket, colon or dash with a number of something behind it."""
    return _BEGINS.search(text) is not None


def sum_in(words: str) -> int:
    """What the numbers behind the number of such words come to; 0 where these don't plainly make up the one before.

    Measures, shares and "some" make up nothing; of "two from the army and the navy" the second half is no part. A
    number that is that of the parts counts them ("two groups (three pilots and four cooks)").
    """
    before, _, inside = _OPENS.sub("\0", words, count=1).partition("\0")
    inside = inside.rstrip(")—– ")
    if MEASURES.search(inside) or MEASURES.search(before):
        return 0
    pieces = [p for p in _PIECES.split(inside) if p]
    numbered = [count_of(m[1]) for p in pieces if (m := _NUMBERED.match(p))]
    if len(numbered) < 2 or not _NUMBERED.match(pieces[0]):
        return 0
    number, least, ones = count_of(words), sum(numbered), sum(bool(_ONE.match(p)) for p in pieces)
    if least <= number <= least + ones + sum(bool(_KNOWN.match(p)) for p in pieces):
        return number
    if len(numbered) + ones < len(pieces) or number == len(pieces):
        return 0
    return least if number < least else least + ones
