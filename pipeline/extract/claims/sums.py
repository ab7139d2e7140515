"""A number and what it is made of: "seven officers (three from the north, two from the south, and one from abroad)"."""

from __future__ import annotations

import re

from pipeline.numbers import COUNT, count_of

_PIECES = re.compile(r"\s*(?:[,;]\s*(?:and\s+)?|\band\s+)")
_NUMBERED = re.compile(rf"({COUNT})\s+[^\W\d_]{{2,}}", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"%|[$€£¥]|\b(?:per ?cent|percent|each|apiece|some|several|others?|rest|remainder|including|includes|at least|"
    r"mostly|about|around|approximately|more than|of (?:which|whom|them|these)|as well as|plus|e\.g|or|both|million|"
    r"billion|thousand|hundred|feet|foot|inch(?:es)?|miles?|met(?:er|re)s?|kilomet(?:er|re)s?|kg|kilograms?|pounds?|ounces?|"
    r"tons?|tonnes?|lit(?:er|re)s?|gallons?|hectares?|acres?|knots|degrees|years?|months?|weeks?|days?|hours?|minutes?|"
    r"seconds?|dollars?|euros?|yen|yuan|cents?|points?|pages?|p|pp|times)\b",
    re.IGNORECASE,
)


_BEGINS = re.compile(rf"\({COUNT} [^\W\d_]", re.IGNORECASE)


def names_parts(text: str) -> bool:
    """Whether a text may hold such words at all: brackets that begin with a number of something."""
    return _BEGINS.search(text) is not None


def sum_in(words: str) -> int:
    """What the numbers in the brackets of such words come to; 0 where these don't plainly make up the one before.

    Measures, shares and "some" make up nothing; of "two from the army and the navy" the second half is no part.
    """
    before, _, inside = words.partition("(")
    inside = inside.rstrip(")")
    if _OTHERWISE.search(inside) or _OTHERWISE.search(before):
        return 0
    pieces = [p for p in _PIECES.split(inside) if p]
    numbered = [m for p in pieces if (m := _NUMBERED.match(p))]
    if len(numbered) < 2 or not _NUMBERED.match(pieces[0]):
        return 0
    return sum(count_of(m[1]) for m in numbered)
