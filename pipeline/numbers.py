"""Counts and ranks as English writes them: `17`, `twenty-one`, `a dozen`, `twice`, `the fifth`, `the 21st`."""

from __future__ import annotations

import re
from functools import cache

_TO_TWELVE = "zero one two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_DECADES = "twenty thirty forty fifty sixty seventy eighty ninety"
_TO_TWELFTH = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"

_UNITS = f"{_TO_TWELVE} {_TEENS}".split()
_TENS = _DECADES.split()
_RANKS = [*_TO_TWELFTH.split(), *(f"{w}th" for w in _TEENS.split())]
_WORDS = {w: n for n, w in enumerate(_UNITS)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
_RANKED = {w: n for n, w in enumerate(_RANKS, 1)} | {f"{w[:-1]}ieth": 10 * n for n, w in enumerate(_TENS, 2)}
_DOZENS = {"a dozen": 12, "half a dozen": 6, "two dozen": 24, "three dozen": 36}
_HUNDREDS = {"a": 1, "one": 1} | {w: n for n, w in enumerate(_UNITS[2:10], 2)}
_MOST_DIGITS = 18
_OFTEN = {"twice": 2, "thrice": 3}

_TEN = "|".join(_TENS)
_TO_NINETY_NINE = rf"(?:{_TEN})[-‐ ](?:{'|'.join(_UNITS[1:10])})|{'|'.join(reversed(_UNITS))}|{_TEN}"
_HUNDRED = rf"(?:{'|'.join(_HUNDREDS)}) hundred(?: and (?:{_TO_NINETY_NINE}))?"
COUNT = (
    rf"(?:{_HUNDRED}|{'|'.join(_DOZENS)}|{_TO_NINETY_NINE}"
    r"|(?<![\d.,$€£¥#])(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,3}|(?!1[89]\d\d|20\d\d)\d{4})(?![\d%])(?![.,]\d))"
)
"""How many. Four digits that read as a year are none."""
OFTEN = rf"(?:{'|'.join(_OFTEN)})"
"""How often; "once" is a conjunction far more often than a count."""
RANK = (
    rf"(?:(?:{_TEN})[-‐ ](?:{'|'.join(_RANKS[:9])})|{'|'.join(sorted(_RANKED, key=len, reverse=True))}"
    r"|\d{1,3}(?:st|nd|rd|th))"
)
"""Which in a row."""
BEGINNINGS = "|".join([r"\d", *sorted({w[:2] for w in ("half", *_WORDS, *_RANKED, *_DOZENS, *_OFTEN)})])
"""How any of these begins, for a search that passes over the rest quickly."""


def whole(text: str, otherwise: int = 0) -> int:
    """The number that digits say; `otherwise` where they are none, or too many to count anything in a report."""
    return int(text) if len(text) <= _MOST_DIGITS and text.isdecimal() else otherwise


@cache
def count_of(text: str) -> int:
    """The number that a text begins with: a count, a frequency or a rank; 0 where it begins with none."""
    folded = text.casefold().lstrip()
    for words in (_DOZENS, _OFTEN):
        if found := next((n for w, n in words.items() if re.match(rf"{w}\b", folded)), 0):
            return found
    if hundreds := re.match(rf"({'|'.join(_HUNDREDS)}) hundred\b(?: and )?", folded):
        return 100 * _HUNDREDS[hundreds[1]] + count_of(folded[hundreds.end() :])
    if digits := re.match(r"\d{1,3}(?:,\d{3})+|\d+", folded):
        return int(digits.group().replace(",", ""))
    tens, *rest = re.split(r"[-‐\s]", re.match(r"[a-z]*(?:[-‐ ][a-z]+)?", folded).group())  # type: ignore[union-attr]
    known = _WORDS | _RANKED
    unit = known.get(rest[0], 0) if rest and tens in _TENS else 0
    return known.get(tens, 0) + (unit if unit < 10 else 0)
