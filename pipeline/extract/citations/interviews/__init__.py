"""Interviews and correspondence: the citations of people talked to, in notes and in running text.

The conventions are rules (`rules/interviews.yaml`) in the language of `conventions`. A piece of a note is a citation
only if a form covers all of it, so that prose about interviewing is never taken for one; the forms for running text
find their span in a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pipeline.extract.citations.interviews.dating import DatedText
from pipeline.extract.citations.interviews.fields import Interview, interviews_in
from pipeline.extract.citations.interviews.rules import Convention, InterviewRule, convention, cue_of
from pipeline.extract.rulefile import read_rules

_BRACKET = re.compile(r"[(\[](?:see\s+)?(?P<inner>(?:[^()\[\]]|\([^()]{1,80}\)){6,400})[)\]]", re.IGNORECASE)
_TO_OTHERS = re.compile(
    r",?\s+(?:has\s+|had\s+)?(?:told|telling|informed|spoke\s+(?:to|with)|by|with)\s+(?!me\b|us\b|the\s+authors?\b)",
    re.IGNORECASE,
)
"""What makes an unnamed source somebody else's: it told reporters, was named by a paper."""
_AND_BEHIND = re.compile(r"(?<=;)\s+(?:and|&)$")


class InterviewGrammar:
    """All conventions, compiled."""

    def __init__(self) -> None:
        chosen = read_rules("interviews", InterviewRule)
        self.conventions = tuple(convention(rule) for rule in chosen)
        cues = {where: cue_of(r for r in chosen if r.where == where) for where in ("note", "text")}
        self._cues = {where: re.compile(f"(?={cue.pattern})", cue.flags) for where, cue in cues.items()}

    def read(self, text: DatedText, start: int, end: int) -> tuple[Interview, ...]:
        """The citations of a piece of a note that a form covers from end to end; none if no form does.

        Args:
            text: Of the note.
            start: Of the piece, in characters.
            end: Of the piece.
        """
        for each in self._of("note", text, start, end):
            for form in each.forms:
                if told := interviews_in(text, each.rule, form.read(text.masked, start, end), (start, end)):
                    return told
        return self._continuing(text, start, end)

    def find(self, text: DatedText) -> tuple[Interview, ...]:
        """The attributions of running text, in order; of two that overlap the first."""
        told: list[Interview] = list(self._in_brackets(text))
        for each in self._of("text", text, 0, len(text.masked)):
            for form in each.forms:
                for held in form.search(text.masked, 0, len(text.masked)):
                    if _TO_OTHERS.match(text.masked, held.end):
                        continue
                    told += interviews_in(text, each.rule, (held,), (held.start, held.end))
        out: list[Interview] = []
        for one in sorted(told, key=lambda t: (t.start, -t.end)):
            if not out or one.start >= out[-1].end:
                out.append(one)
        return tuple(out)

    def _in_brackets(self, text: DatedText) -> Iterator[Interview]:
        """Citations as notes have them, in the brackets of a sentence: `(Dutch official, interview, May 3, 2021)`."""
        if not _starts(self._cues["note"], text.masked):
            return
        for bracket in _BRACKET.finditer(text.masked):
            low, high = bracket.span("inner")
            cuts = [low, *(m.end() for m in re.compile(r";\s*").finditer(text.masked, low, high)), high + 1]
            for start, end in pairwise(cuts):
                end = start + len(text.masked[start : end - 1].rstrip("; "))
                yield from (i for i in self.read(text, start, end) if i.date or i.day or i.locator)

    def _of(self, where: str, text: DatedText, start: int, end: int) -> Iterator[Convention]:
        # Most texts speak of no interview in any way; asked once, not by each convention.
        starts = _starts(self._cues[where], text.masked)
        spoken = starts[bisect_left(starts, start) : bisect_left(starts, end)]
        return (
            c
            for c in self.conventions
            if c.rule.where == where and any(c.cue.match(text.masked, at, end) for at in spoken)
        )

    def _before(self, text: DatedText, high: int) -> tuple[Interview, ...]:
        """What the piece that ends at a semicolon cites: all of it, or its last sentence."""
        # `Leo B. (Feb. 4)` is no two sentences; a form tells.
        begin = text.masked.rfind(";", 0, high) + 1
        for low in (begin, text.masked.rfind(". ", begin, high) + 1):
            low += len(text.masked[low:high]) - len(text.masked[low:high].lstrip())
            if begin <= low < high and (told := self.read(text, low, high)):
                return told
        return ()

    def _continuing(self, text: DatedText, start: int, end: int) -> tuple[Interview, ...]:
        """`…; Rita Moss (Mar. 10, 2004)` behind an interview whose convention lets the next ones be shorter."""
        high = len(_AND_BEHIND.sub("", text.masked[:start].rstrip())) - 1
        if high < 0 or text.masked[high] != ";":
            return ()
        first = self._before(text, high)
        if not first or not (first[-1].date or first[-1].day):
            return ()
        each = next(c for c in self.conventions if c.rule.id == first[-1].rule)
        for form in each.continued:
            if told := interviews_in(text, each.rule, form.read(text.masked, start, end), (start, end), first[-1]):
                return told
        return ()


@lru_cache(maxsize=8)
def _starts(cue: re.Pattern[str], text: str) -> tuple[int, ...]:
    """Where in a text a cue begins; a note is asked for each of its pieces."""
    return tuple(m.start() for m in cue.finditer(text))
