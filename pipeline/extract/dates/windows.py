"""A tokeniser for time: the words around what can be a date at all.

spaCy's tokeniser keeps `2013–2018`, `27–May` and `mid-1990s` in one piece each and cuts `2019m` in two, so
dates are matched on words of their own; the rest of the text is not looked at twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.extract.dates.words import (
    CLOCK,
    COMPOUND,
    DOTTED,
    END,
    FEAST,
    GAP,
    ISO,
    ISOWEEK,
    ROMAN,
    SLASHED,
    START,
    TELLING,
    YEARSPAN,
)


class Word(NamedTuple):
    """A word of time or its neighbour: `text` as printed (a citation letter as `~f`), its place in the block's text.

    A tuple, since there are tens of thousands of them in a report.
    """

    text: str
    start: int
    end: int


_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_GLUED_MONTH = rf"(?<=[a-z]){_MONTH}\.?\s?\d"
"""Web pages lose the blank between two fields: "5 min readMay 3, 2021"."""

_THE_DECADE = r"(?:(?<=[Tt]he\s)|(?<=early\s)|(?<=late\s)|(?<=mid[-\s])|(?<=0['’]s\sand\s))"
"""What makes "1960's" a decade; else it is what belongs to the year."""

_TOKEN = re.compile(
    rf"""
    (?=[hw])(?:https?://|www\.)\S+  # nothing in an address is a word
  | (?=[EeFfHhNnOoSsTt]) \b(?i:{COMPOUND.pattern})\b
  | (?=[A-Z]) \b(?i:{FEAST.pattern})
  | (?=[1-4]) (?<!\w) [1-4][QH]\d\d (?!\w)
  | (?=[12]) (?<!\w) {ISOWEEK.pattern} (?!\w)
  | (?=[A-Za-z]) (?:
        (?i: jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?<!\d)ca?|nos?|pp?|art|vol|para )\.(?=\s?['’]?\d)
      | (?i: mon|tues?|wed|thu(?:rs?)?|fri|sat|sun )\.(?=,?\s)
      | (?i: [ap]\.\s?m\. | b\.\s?c\.(?:\s?e\.)? | a\.\s?d\. | c\.\s?e\. )
      | [QH][1-4]\b | (?: H\.\s?R | (?<![\w.])S | P\.\s?L | Pub\.\s?L )\.(?=\s?\d) )
  | (?=['’]?\d) (?<!\d) (?: \d[\d/]*/(?![IVX]+/|{_MONTH})[A-Za-z]{{2}}\S*  # "2003/88/EC", the rest of a broken address
      |
        {ISO.pattern}(?![\d/-]) | {SLASHED.pattern}(?![\d/]) | {DOTTED.pattern}(?!\d) | {ROMAN.pattern}(?!\d)
      | {YEARSPAN.pattern.replace("(", "(?:")}(?![\d/–-]) | {CLOCK.pattern}(?!\d)
      | (?:(?<=0s\sand\s)|(?<=0s,\s)|(?<=0s\sto\s)|(?<=0s[-–]))\d0s\b
      | \d{{2,3}}0s\b | {_THE_DECADE}\d{{2,3}}0['’]s\b | ['’]\d0s\b | (?:(?<![\da-z'’])|(?<=[QH][1-4]))['’]\d\d(?!\w)
      | \d{{1,2}}(?:st|nd|rd|th|ST|ND|RD|TH|(?<=1)er)\b | 1[º°](?=\s)
      | [1-4]Q(?=['’]?\d|\b) | \d{{1,3}}(?:,\d{{3}})+(?!\d)
      | (?! \d{{1,2}}/\d{{1,2}}(?:,?\s[12]\d{{3}}\b|\s{_MONTH})  # but not "5/6, 2014", "5/6 May" and "2014/2015", nor
          | (?:1[5-9]|20)\d\d(?: \. | /(?:1[5-9]|20)\d\d(?![\d/]) ) )  # "2013.14": a year, a full stop, a marker
        \d+[.+/]\d+(?:[.+/]\d+)*
      | \d+ )
  | [^\W\d_] (?: (?![A-Z])[^\W\d_] | (?!{_GLUED_MONTH})[A-Z] )*
  | [^\w\s]
    """,
    re.VERBOSE,
)


def _spelt(words: Iterable[str]) -> str:
    """An alternation of words by their first letter, which the engine looks at before it tries any."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, reverse=True):
        by_letter.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{letter}(?:{'|'.join(map(re.escape, rest))})" for letter, rest in sorted(by_letter.items()))


_TRIGGER = re.compile(
    rf"""
    (?<!\d)[12]\d{{3}}(?!\d)
  | \b(?: \d{{1,2}}[/.]\d{{1,2}}[/.]\d | \d{{1,2}}[./-][IVX]{{1,4}}[./-]\d
        | \d{{2,3}}0['’]?s\b | \d+\s?(?: [AaPp](?:m\b|M\b|\.\s?[Mm]\b) | [Bb]\.?\s?[Cc] | [Aa]\.?\s?[Dd]\b | CE\b )
        | [1-4][QH](?:\d\d)?\b | [QH][1-4]\b | the\s\d{{1,2}}(?:st|nd|rd|th)\b | (?:{_spelt(TELLING)})\b
        | (?:A\.D\.|AD|FY|JFY|CY)\s?['’]?\d )
  | (?<![\w'’])['’]\d\d(?:s\b|(?!\w))
  | {_GLUED_MONTH}
    """,
    re.VERBOSE,
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
        if high - low == 1:
            # "2019f": the letter that tells a source's works of one year apart is no part of the date.
            if word.islower() and low and text[low - 1].isdigit():
                word = f"~{word}"
            elif word == "-" and not (text[low - 1 : low].isalnum() and text[high : high + 1].isalnum()):
                word = "–"  # a hyphen with a blank beside it is a dash
        yield Word(word, low, high)
