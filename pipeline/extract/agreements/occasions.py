"""The date of a sentence that only names its occasion: "during their third meeting", "at that summit"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.dates.timing import DateAt

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"
)  # fmt: skip
_SAME = {"inaugural": "first", "1st": "first", "2nd": "second", "3rd": "third"} | {
    f"{n}th": word for n, word in enumerate(_ORDINALS[3:], 4)
}
_ORDINAL = rf"(?:{'|'.join((*_ORDINALS, *_SAME))})"
_MEETING = (
    r"(?:meeting|summit|round|session|dialogue|conference|consultation|visit|trip|ministerial|gathering|congress|"
    r"assembly|negotiation)"
)
_NUMBERED = re.compile(
    rf"\b(?P<ordinals>{_ORDINAL}(?:(?:, and |, | and ){_ORDINAL})*)\s+(?:[\w+’'–-]+\s+){{0,5}}?"
    rf"(?P<noun>{_MEETING}s?)\b",
    re.IGNORECASE,
)
CLAUSE = 60
"""Characters between a date and a meeting behind it."""
_HELD = re.compile(
    r"(?:\s*\([^()]{1,40}\))?,?\s*(?:(?:that|which)\s+)?(?:(?:was|were)\s+)?"
    r"(?:(?:held|hosted|convened|conducted|took place|occurred|opened|begun?|in|at|[A-Z][\w-]+)[\s,]+){0,5}"
    r"(?:in|on|\()\s*(?:early |late |mid-)?",
)
"""Between a numbered meeting and its date: `, held in Quito on`."""
_ON_DATE = re.compile(r",?\s*(?:[\w’'–-]+\s+){0,4}$")
"""Between a date and the numbered meeting behind it: `On May 3, the two sides held their`."""
_LISTED = re.compile(r"\s*(?:,|and|, and)\s*(?:(?:in|at) (?:[A-Z][\w-]+ ){1,3})?(?:(?:in|on)\s+)?")
_AT = re.compile(
    rf"\b(?:at|during|in|on|through)\s+(?:(?P<that>(?:this|that|(?:the|this|that)\s+(?:same|said)))|the|their|its|his|her)"
    rf"\s+(?P<noun>{_MEETING}|occasion|ceremony|talks)\b(?(that)|(?!\s+(?:of|in|on|between|with)\b))",
    re.IGNORECASE,
)
_VISITS = {"visit": ("visit", "travel", "trip"), "trip": ("trip", "travel", "visit"), "occasion": ("",)}
"""How the sentence before may have spoken of it; other nouns stand in it as they are."""

Dated = tuple[tuple[int, int], Sequence[DateAt]]
"""A sentence and its dates, in order; at least one has a value."""


def occasion(text: str, span: tuple[int, int], before: Sequence[Dated]) -> list[DateAt]:
    """The date of the occasion that a sentence without dates names; none where it names none that is known.

    Args:
        text: Of the block.
        span: The sentence.
        before: The sentences before it that have dates.
    """
    if not before:
        return []
    for match in _NUMBERED.finditer(text, *span):
        ordinals = _ordinals(match)
        key = (ordinals[0], _noun(match))
        known = (_numbered(text, *told).get(key) for told in reversed(before))
        if len(ordinals) == 1 and (date := next(filter(None, known), None)):
            return [date]
    at = _AT.search(text, *span)
    if at is None:
        return []
    noun = at["noun"].casefold()
    last, dates = before[-1]
    said = text[slice(*last)].casefold()
    return [*dates] if any(word in said for word in _VISITS.get(noun, (noun,))) else []


def _numbered(text: str, span: tuple[int, int], dates: Sequence[DateAt]) -> dict[tuple[str, str], DateAt]:
    """The numbered meetings of a sentence, by ordinal and noun: as many dates as ordinals, in their order."""
    out: dict[tuple[str, str], DateAt] = {}
    for match in _NUMBERED.finditer(text, *span):
        ordinals = _ordinals(match)
        listed = _behind(text, match.end(), dates) or (_ahead(text, match.start(), dates) if len(ordinals) == 1 else [])
        if len(listed) == len(ordinals):
            out.update(((o, _noun(match)), d) for o, d in zip(ordinals, listed, strict=True) if d.value)
    return out


def _ordinals(match: re.Match[str]) -> list[str]:
    return [_SAME.get(o, o) for o in re.findall(_ORDINAL, match["ordinals"].casefold())]


def _noun(match: re.Match[str]) -> str:
    return match["noun"].casefold().removesuffix("s")


def _behind(text: str, end: int, dates: Sequence[DateAt]) -> list[DateAt]:
    """The list of dates that begins behind a meeting."""
    out: list[DateAt] = []
    for d in dates:
        if d.start < end:
            continue
        if not (_LISTED if out else _HELD).fullmatch(text[end : d.start]):
            break
        out.append(d)
        end = d.end
    return out


def _ahead(text: str, start: int, dates: Sequence[DateAt]) -> list[DateAt]:
    """The date that a sentence opens with, before its meeting: "On May 3 the two sides held their third meeting"."""
    before = [d for d in dates if d.end <= start]
    return (
        before
        if len(before) == 1 and _ON_DATE.search(text[before[0].end : start]) and start - before[0].end < 60
        else []
    )
