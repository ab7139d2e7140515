"""The notation of `dates.yaml` and what it compiles to: regular expressions over classes of words.

A pattern is a row of elements:

    month day comma? year       one word of each class, in this order; see `words.CLASSES`
    'between'                   this word, whatever its case
    !counted                    a word that is not of the class
    x?  x*  x+                  at most one; any number; at least one
    ( … )?                      the elements inside, or none of them
    [ … ]                       context in front or behind: must stand there, is no part of the expression

Each word becomes one sign for the set of classes that it has, each pattern a regular expression over signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal

from pydantic import Field, field_validator

from pipeline.extract.dates.windows import Word
from pipeline.extract.dates.words import CLASSES, classes, usual_words
from pipeline.extract.rulefile import Rule

Reader = Literal[
    "nothing", "date", "numeric", "yearspan", "range", "list", "decade", "century", "part", "duration", "shift",
    "calendar", "vague", "set", "clock", "fiscal", "feast", "foreign", "roman", "portion", "open", "daytime", "day",
    "nameless", "week", "yeartail", "gluedpart", "decades",
]  # fmt: skip
"""How a match is read; each is a function of `readers`. `nothing`: what is matched is no time expression."""

_ELEMENT = re.compile(
    r"\s*(?:(?P<mark>\[|\]|\(|\)\?)|(?P<no>!?)(?:'(?P<literal>[^']+)'|(?P<name>[a-z]+))(?P<op>[?*+]?))"
)


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern; `name` is a class, or the word itself where `literal`."""

    name: str
    literal: bool = False
    negated: bool = False
    op: str = ""
    context: bool = False

    @property
    def key(self) -> str:
        """The class, or the literal in its quotation marks."""
        return f"'{self.name}'" if self.literal else self.name


class DateRule(Rule):
    """A rule for time expressions; of matches that overlap the longest wins, then the rule that stands first."""

    patterns: tuple[str, ...] = Field(min_length=1, description="rows of classes of words, in the notation below")
    read: Reader = Field(description="how a match gets its value; `nothing`: it is no time expression")
    formats: tuple[str, ...] = Field(
        (), description="for `numeric`: the forms to try in order, in the codes of `strptime`"
    )

    @field_validator("patterns")
    @classmethod
    def _well_formed(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            list(elements(pattern))
        return patterns


@dataclass(frozen=True, slots=True)
class Match:
    """What a pattern found: the words of the expression, each with the class, or the quoted literal, that took it."""

    rule: DateRule
    order: int
    words: tuple[tuple[str, Word], ...]
    context: int

    @property
    def start(self) -> int:
        """In the block's text."""
        return self.words[0][1].start

    @property
    def end(self) -> int:
        """In the block's text."""
        return self.words[-1][1].end


def elements(pattern: str) -> Iterator[tuple[Element, ...]]:
    """The rows of elements that a pattern stands for: one for each choice of its optional groups.

    Raises:
        ValueError: The pattern is not in the notation, or names an unknown class.
    """
    rows: list[list[Element]] = [[]]
    without: list[list[Element]] = []
    context, at = False, 0
    while at < len(pattern.rstrip()):
        found = _ELEMENT.match(pattern, at)
        if not found:
            raise ValueError(f"can't read {pattern[at:]!r} in {pattern!r}")
        at = found.end()
        match found["mark"]:
            case "[" | "]":
                context = found["mark"] == "["
            case "(":
                without = [list(row) for row in rows]
            case ")?":
                rows, without = rows + without, []
            case _:
                if found["no"] and found["literal"]:
                    raise ValueError(f"{found[0].strip()!r}: only a class can be negated")
                if found["name"] and found["name"] not in CLASSES:
                    raise ValueError(f"{found['name']!r} is no class of words; known are {', '.join(CLASSES)}")
                name = found["name"] or found["literal"].casefold()
                element = Element(name, bool(found["literal"]), bool(found["no"]), found["op"], context)
                for row in rows:
                    row.append(element)
    if context or without:
        raise ValueError(f"a bracket is left open in {pattern!r}")
    for row in rows:
        core = [i for i, element in enumerate(row) if not element.context]
        if not core or len(core) <= core[-1] - core[0]:
            raise ValueError(f"context stands in front of an expression or behind it, not so in {pattern!r}")
        yield tuple(row)


@dataclass(slots=True)
class _Row:
    """One row of elements of a rule, compiled when a text first holds all that it can't do without."""

    order: int
    rule: DateRule
    elements: tuple[Element, ...]
    wanted: int
    named: int
    pattern: re.Pattern[str] | None = None
    signs: int = 0
    """How many signs the alphabet had when `pattern` was made."""


class DateMatcher:
    """All patterns of all rules, as regular expressions over signs: one character for the classes of a word.

    A window is written as one string of signs. Most rows want a class that few windows hold; a row is tried only
    where every class that it can't do without is present.
    """

    def __init__(self, rules: Sequence[DateRule]) -> None:
        rows = [(n, rule, row) for n, rule in enumerate(rules) for p in rule.patterns for row in elements(p)]
        self._alphabet = _Alphabet({e.key for *_, row in rows for e in row})
        bit = self._alphabet.bits
        self._rows = [
            _Row(
                order,
                rule,
                row,
                _union(bit[e.key] for e in row if e.op in {"", "+"} and not e.negated),
                _union(bit[e.key] for e in row),
            )
            for order, rule, row in rows
        ]
        self._held: dict[int, tuple[_Row, ...]] = {}

    def __call__(self, window: Sequence[Word]) -> list[Match]:
        """The matches of every rule in one window of a text, overlapping ones of different rows too."""
        signs, present = self._alphabet.write(window)
        out: list[Match] = []
        for row in self._possible(present):
            pattern = self._compiled(row)
            at = 0
            while found := pattern.search(signs, at):
                match = _match(row, found, window)
                out.append(match)
                # What stands behind the expression may lead the next one in.
                at = max(found.end(), found.start() + 1)
        return out

    def _possible(self, present: int) -> tuple[_Row, ...]:
        rows = self._held.get(present)
        if rows is None:
            rows = tuple(row for row in self._rows if row.wanted & present == row.wanted)
            # A run over many documents must not collect all their windows.
            if len(self._held) < _KEPT:
                self._held[present] = rows
        return rows

    def _compiled(self, row: _Row) -> re.Pattern[str]:
        masks = self._alphabet.masks
        if row.pattern is None or any(mask & row.named for mask in masks[row.signs :]):
            row.pattern = re.compile(self._regex(row.elements), re.DOTALL)
        row.signs = len(masks)
        return row.pattern

    def _regex(self, row: Sequence[Element]) -> str:
        """A group for each element; what must stand behind the expression is only looked at."""
        groups = [f"({self._alphabet.charset(e)}{e.op})" for e in row]
        last = max(i for i, e in enumerate(row) if not e.context) + 1
        behind = "".join(groups[last:])
        return "".join(groups[:last]) + (f"(?={behind})" if behind else "")


def _match(row: _Row, found: re.Match[str], window: Sequence[Word]) -> Match:
    words, context = [], 0
    for i, element in enumerate(row.elements, 1):
        start, end = found.span(i)
        if element.context:
            context += end - start
        else:
            words += [(element.key, window[n]) for n in range(start, end)]
    return Match(row.rule, row.order, tuple(words), context)


class _Alphabet:
    """The signs that words are written in: one for each set of classes that a word was seen to have.

    Attributes:
        bits: For each class that the rules name its bit.
        masks: For each sign the bits of its classes.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.bits = {name: 1 << i for i, name in enumerate(sorted(names))}
        self.masks: list[int] = []
        self._signs: dict[int, str] = {}
        self._words: dict[str, tuple[str, int]] = {}
        for word in usual_words():
            self._sign(word)

    def write(self, window: Sequence[Word]) -> tuple[str, int]:
        """A window in signs, and the bits of all classes in it."""
        signs, present = [], 0
        known = self._words
        for word in window:
            sign, mask = known.get(word.text) or self._sign(word.text)
            signs.append(sign)
            present |= mask
        return "".join(signs), present

    def charset(self, element: Element) -> str:
        """The signs of all words that fit an element, as a regular expression."""
        bit = self.bits[element.key]
        signs = "".join(re.escape(chr(_FIRST + i)) for i, mask in enumerate(self.masks) if mask & bit)
        if element.negated:
            return f"[^{signs}]" if signs else "."
        return f"[{signs}]" if signs else "(?!)"

    def _sign(self, word: str) -> tuple[str, int]:
        mask = _union(self.bits[name] for name in (*classes(word), f"'{word.casefold()}'") if name in self.bits)
        sign = self._signs.get(mask)
        if sign is None:
            sign = self._signs[mask] = chr(_FIRST + len(self.masks))
            self.masks.append(mask)
        # A run over many documents must not collect all their words.
        if len(self._words) < _KEPT:
            self._words[word] = sign, mask
        return sign, mask


_FIRST = 0x100
"""Signs are characters from here on: none of them means anything in a regular expression."""
_KEPT = 50_000


def _union(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)
