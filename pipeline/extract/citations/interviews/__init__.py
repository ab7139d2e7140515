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


class InterviewGrammar:
    """All conventions, compiled."""

    def __init__(self) -> None:
        chosen = read_rules("interviews", InterviewRule)
        self.conventions = tuple(convention(rule) for rule in chosen)
        cues = {where: cue_of(r for r in chosen if r.where == where) for where in ("note", "text")}
        self._cues = {where: re.compile(f"(?={cue.pattern})", cue.flags) for where, cue in cues.items()}

    def whole(self, text: DatedText, start: int, end: int) -> tuple[Interview, ...]:
        """The citations of a stretch of text that a form covers from end to end; none if no form does.

        Args:
            text: Of the note.
            start: Of the stretch, in characters.
            end: Of the stretch.
        """
        for each in self._of("note", text, start, end):
            for form in each.forms:
                if told := interviews_in(text, each.rule, form.read(text.masked, start, end), (start, end)):
                    return told
        return ()

    def continuing(self, text: DatedText, start: int, end: int, last: Interview) -> tuple[Interview, ...]:
        """`…; Rita Moss (Mar. 10, 2004)` behind an interview whose convention lets the next ones be shorter."""
        if not (last.date or last.day):
            return ()
        each = next(c for c in self.conventions if c.rule.id == last.rule)
        for form in each.continued:
            if told := interviews_in(text, each.rule, form.read(text.masked, start, end), (start, end), last):
                return told
        return ()

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
        pieces = Pieces(self, text)
        for bracket in _BRACKET.finditer(text.masked):
            low, high = bracket.span("inner")
            cuts = [low, *(m.end() for m in re.compile(r";\s*").finditer(text.masked, low, high)), high + 1]
            for start, end in pairwise(cuts):
                end = start + len(text.masked[start : end - 1].rstrip("; "))
                yield from (i for i in pieces.read(start, end) if i.date or i.day or i.locator)

    def _of(self, where: str, text: DatedText, start: int, end: int) -> Iterator[Convention]:
        # Most texts speak of no interview in any way; asked once, not by each convention.
        starts = _starts(self._cues[where], text.masked)
        spoken = starts[bisect_left(starts, start) : bisect_left(starts, end)]
        return (
            c
            for c in self.conventions
            if c.rule.where == where and any(c.cue.match(text.masked, at, end) for at in spoken)
        )


class Pieces:
    """The pieces of one text, read in any order; what a piece cites may rest on the one before it.

    What stands before a semicolon is read once, so that all the pieces of a long note take time in proportion to it.
    """

    def __init__(self, grammar: InterviewGrammar, text: DatedText) -> None:
        self._grammar = grammar
        self._text = text
        self._told: dict[int, tuple[Interview, ...]] = {-1: ()}

    def read(self, start: int, end: int) -> tuple[Interview, ...]:
        """The citations of a piece that a form covers from end to end, or that goes on from the piece before it.

        Args:
            start: Of the piece, in characters.
            end: Of the piece.
        """
        told = self._grammar.whole(self._text, start, end)
        return told or self._continuing(start, end, self._before(_semicolon_before(self._text.masked, start)))

    def _before(self, high: int) -> tuple[Interview, ...]:
        """What the piece that ends at a semicolon cites: all of it, or its last sentence; of none (-1) nothing."""
        waiting: list[tuple[int, int]] = []
        at = high
        while at not in self._told:
            begin = self._text.masked.rfind(";", 0, at) + 1
            if told := self._whole(begin, at):
                self._told[at] = told
            else:
                waiting.append((begin, at))
                at = begin - 1
        for begin, end in reversed(waiting):
            # `Leo B. (Feb. 4)` is no two sentences; a form tells.
            told = self._continuing(self._stripped(begin, end), end, self._told[begin - 1])
            stop = self._text.masked.rfind(". ", begin, end)
            self._told[end] = told or (self._whole(stop + 1, end) if stop >= 0 else ())
        return self._told[high]

    def _whole(self, low: int, high: int) -> tuple[Interview, ...]:
        low = self._stripped(low, high)
        return self._grammar.whole(self._text, low, high) if low < high else ()

    def _stripped(self, low: int, high: int) -> int:
        """Where a stretch begins without its leading blanks."""
        return high - len(self._text.masked[low:high].lstrip())

    def _continuing(self, start: int, end: int, before: tuple[Interview, ...]) -> tuple[Interview, ...]:
        return self._grammar.continuing(self._text, start, end, before[-1]) if before and start < end else ()


def _semicolon_before(text: str, start: int) -> int:
    """Where the semicolon is that a piece stands behind, with an "and" or without; -1 if it stands behind none."""
    end = _rstripped(text, start)
    for word in ("and", "&"):
        if text.endswith(word, 0, end):
            gap = end - len(word)
            low = _rstripped(text, gap)
            end = low if low < gap and text.endswith(";", 0, low) else end
            break
    return end - 1 if text.endswith(";", 0, end) else -1


def _rstripped(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


@lru_cache(maxsize=8)
def _starts(cue: re.Pattern[str], text: str) -> tuple[int, ...]:
    """Where in a text a cue begins; a note is asked for each of its pieces."""
    return tuple(m.start() for m in cue.finditer(text))
