"""Dates and sentences as the passes over a document ask for them: by character, with a value, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from pipeline.extract.dates import DateFound
from pipeline.extract.nlp import found, text_of
from pipeline.extract.sentences import SentenceFound

_SINCE = re.compile(
    r"\b(?:since|as of|until|till|beyond|before)\s+(?:then\s+|at least |early |late |about |around )?$", re.IGNORECASE
)
_NOT_UNTIL = re.compile(r"\b(?:not|last(?:ed|s|ing)|continued|ran)\b[^.;]{0,80}\buntil\s*$", re.IGNORECASE)
"""What did not happen until May happened in May; what lasted until May ended then."""
_BEGAN = re.compile(
    r"\b(?:in (?:force|effect)|been (?:negotiating|(?:under|in) (?:negotiations?|talks))\b[^.;]{0,80}?)"
    r"\s+(?:ever )?since\s+$",
    re.IGNORECASE,
)
"""What has been in force since May entered into force then."""


@dataclass(frozen=True, slots=True)
class DateAt:
    """A date at `text[start:end]`.

    Attributes:
        start: In the doc's text; `end` its end.
        end: See `start`.
        value: EDTF.
        rule: The id of its rule.
        relative: An anchor gives the value.
        lead: Where the relative date before it begins, if it explains one ("a year later, in May 2004"); else -1.
    """

    start: int
    end: int
    value: str
    rule: str
    relative: bool = False
    lead: int = -1

    @property
    def reach(self) -> tuple[int, int]:
        """The span that distances are measured from."""
        return (self.lead if self.lead >= 0 else self.start), self.end


def sentences_of(doc: Doc) -> list[tuple[int, int]]:
    """The character spans of a doc's sentences."""
    return [(s.start_char, s.end_char) for s, _ in found(doc, "sentences", SentenceFound)]


def dates_of(doc: Doc, span: tuple[int, int], *, valued: bool = True) -> list[DateAt]:
    """The dates in a span, in order.

    A relative date that an absolute one explains right behind it ("two months later, on June 3") is left out, and so
    is what only bounds a state ("since 2012").

    Args:
        doc: With its dates.
        span: In characters of the doc.
        valued: Only those with an EDTF value; the others ("that August", before it has an anchor) have an empty one.
    """
    text = text_of(doc)
    dates = [
        DateAt(s.start_char, s.end_char, d.value, d.rule, bool(d.relative))
        for s, d in found(doc, "dates", DateFound)
        if d.dated and span[0] <= s.start_char < span[1]
    ]
    out: list[DateAt] = []
    lead = -1
    for i, date in enumerate(dates):
        following = dates[i + 1] if i + 1 < len(dates) else None
        explained = following is not None and date.relative and following.value and following.start - date.end <= 8
        before = text[max(0, date.start - 100) : date.start]
        bounds = _SINCE.search(before) and not (_NOT_UNTIL.search(before) or _BEGAN.search(before))
        if explained:
            lead = date.start
            continue
        if not bounds and (date.value or not valued):
            out.append(replace(date, lead=lead))
        lead = -1
    return out


def nearest(dates: Sequence[DateAt], start: int, end: int) -> DateAt:
    """The date nearest to `text[start:end]`; of two as near, the one behind.

    Raises:
        ValueError: There are no dates.
    """
    return min(dates, key=lambda d: (gap(d.reach, (start, end)), d.start < start))


def gap(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Characters between two spans; 0 where they touch or overlap."""
    return max(0, a[0] - b[1], b[0] - a[1])
