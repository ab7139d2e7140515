"""A tokeniser for time: the words around what can be a date at all.

spaCy's tokeniser keeps `2013–2018`, `27–May` and `mid-1990s` in one piece each and cuts `2019m` in two, so
dates are matched on words of their own; the rest of the text is not looked at twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.dates.words import CLOCK, COMPOUND, DOTTED, END, GAP, ISO, SLASHED, START, YEARSPAN


@dataclass(frozen=True, slots=True)
class Word:
    """A word of time or its neighbour: `text` as printed (a citation letter as `~f`), its place in the block's text."""

    text: str
    start: int
    end: int


_GLUED_MONTH = r"(?<=[a-z])(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s?\d"
"""Web pages lose the blank between two fields: "5 min readMay 3, 2021"."""

_TOKEN = re.compile(
    rf"""
    (?P<compound> \b(?:{COMPOUND.pattern})\b )
  | (?P<abbr> (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|(?<!\d)ca?|nos?|pp?|art|vol|para)\.(?=\s?\d)
            | (?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.(?=,?\s) | [ap]\.m\. | B\.C\. | A\.D\. )
  | (?P<number> (?<!\d) (?:
        {ISO.pattern}(?![\d-]) | {SLASHED.pattern}(?![\d/]) | {DOTTED.pattern}(?!\d)
      | {YEARSPAN.pattern.replace("(", "(?:")}(?![\d/–-]) | {CLOCK.pattern}(?!\d)
      | \d{{2,3}}0['’]?s\b | ['’]\d0s\b | \d{{1,2}}(?:st|nd|rd|th)\b | \d{{1,3}}(?:,\d{{3}})+(?!\d)
      | (?!(?:1[5-9]|20)\d\d\.)\d+[.+/]\d+(?:[.+/]\d+)*  # but "2013.14" is a year, a full stop and a marker
      | \d+ ) )
  | (?P<code> \b[QH][1-4]\b )
  | (?P<word> (?-i: [^\W\d_] (?: (?![A-Z])[^\W\d_] | (?!{_GLUED_MONTH})[A-Z] )* ) )
  | (?P<mark> [^\w\s] )
    """,
    re.VERBOSE | re.IGNORECASE,
)

_TRIGGER = re.compile(
    r"""
    (?<!\d)[12]\d{3}(?!\d) | \d/\d+/\d | \d0['’]?s\b | \d\s?(?:[ap]\.?m\b|b\.?c|a\.d|ad\b|ce\b)
  | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|centur
       |(?:spring|summer|autumn|fall|winter|minute|hour|day|week|month|year|decade)s?\b
       |(?:now|today|tomorrow|yesterday|currently|recently|nowadays)\b)
  | \b\d{1,2}\.\d{1,2}\.\d{4}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE, _AFTER = 40, 40
"""How many characters before and after a trigger can belong to its expression or decide on it."""


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where a text can hold a time expression: cut at blanks, not overlapping."""
    start = end = -1
    for trigger in _TRIGGER.finditer(text):
        low, high = trigger.start() - _BEFORE, trigger.end() + _AFTER
        if low > end:
            if end >= 0:
                yield _at_blanks(text, start, end)
            start = low
        end = high
    if end >= 0:
        yield _at_blanks(text, start, end)


def _at_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    start = 0 if start <= 0 else text.find(" ", start) + 1
    blank = text.rfind(" ", start, end) if end < len(text) else -1
    return start, blank if blank > start else len(text)


def windows(text: str) -> Iterator[list[Word]]:
    """The words of each stretch of a text that can hold a time expression, between stand-ins for its edges."""
    for start, end in _stretches(text):
        words = [Word(GAP if start else START, start, start)]
        words += _in_stretch(text, start, end)
        words.append(Word(GAP if end < len(text) else END, end, end))
        yield words


def _in_stretch(text: str, start: int, end: int) -> Iterator[Word]:
    for match in _TOKEN.finditer(text, start, end):
        low, high = match.span()
        word = match.group()
        # "2019f": the letter that tells a source's works of one year apart is no part of the date.
        if len(word) == 1 and word.isalpha() and word.islower() and low and text[low - 1].isdigit():
            word = f"~{word}"
        elif word == "-" and not (text[low - 1 : low].isalnum() and text[high : high + 1].isalnum()):
            word = "–"  # a hyphen with a blank beside it is a dash
        yield Word(word, low, high)
