"""The notation of `dates.yaml` and what it compiles to: patterns for spaCy's Matcher over classes of words.

A pattern is a row of elements:

    month day comma? year       one word of each class, in this order; see `dates_words.CLASSES`
    'between'                   this word, whatever its case
    !counted                    a word that is not of the class
    x?  x*  x+                  at most one; any number; at least one
    ( … )?                      the elements inside, or none of them
    [ … ]                       context: must stand there, is no part of the expression

Classes become flags of lexemes, so that a match asks nothing of Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, cast

from pydantic import Field, field_validator
from spacy.attrs import LOWER  # type: ignore[import-not-found]  # spaCy ships no stub for it
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.errors import RuleError
from pipeline.extract.dates.windows import Word
from pipeline.extract.dates.words import CLASSES, classes, standing_for
from pipeline.extract.rulefile import Rule

Reader = Literal[
    "nothing", "date", "numeric", "yearspan", "range", "list", "decade", "century", "part", "duration", "shift",
    "calendar", "vague", "set", "clock", "fiscal",
]  # fmt: skip
"""How a match is read; each is a function of `dates_readers`. `nothing`: what is matched is no time expression."""

_ELEMENT = re.compile(
    r"\s*(?:(?P<mark>\[|\]|\(|\)\?)|(?P<no>!?)(?:'(?P<literal>[^']+)'|(?P<name>[a-z]+))(?P<op>[?*+]?))"
)
_FLAG_IDS = range(1, 64)
"""A lexeme has 64 flags, the first of no use; spaCy's own meanings of some don't count in a vocabulary of ours."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern; `name` is a class, or the word itself where `literal`."""

    name: str
    literal: bool = False
    negated: bool = False
    op: str = ""
    context: bool = False


class DateRule(Rule):
    """A rule for time expressions.

    Attributes:
        patterns: In the notation of this module.
        read: How a match gets its value.
        formats: For `numeric`: the forms to try in order, in the codes of `strptime`.
    """

    patterns: tuple[str, ...] = Field(min_length=1)
    read: Reader
    formats: tuple[str, ...] = ()

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
        yield tuple(row)


Row = tuple[int, DateRule, tuple[Element, ...]]
"""The place of a rule in its file, the rule, and one row of elements that it stands for."""

_FAMILIES: Mapping[str, str] = {
    "month": "month", "clearmonth": "month", "namemonth": "month", "march": "month", "unit": "unit", "units": "unit",
    "season": "season", "clearseason": "season", "weekday": "weekday", "decade": "decade",
}  # fmt: skip
"""Classes rare enough to choose by: rows that want a word of one are tried only where there is such a word."""


class DateMatcher:
    """All patterns of all rules.

    Each place of each pattern costs time at each word, so the rows are dealt into families by the rarest word
    that they want, and a family sees only the windows that hold such a word.
    """

    def __init__(self, rules: Sequence[DateRule]) -> None:
        rows = [(n, rule, row) for n, rule in enumerate(rules) for p in rule.patterns for row in elements(p)]
        dealt: dict[str, list[Row]] = {}
        for row in rows:
            dealt.setdefault(_wanted(row[2]), []).append(row)
        self._families = {wanted: _Family(of_it) for wanted, of_it in dealt.items()}

    def __call__(self, windows: Iterable[Sequence[Word]]) -> list[Match]:
        """Every match of every rule in the windows of a text, overlapping ones too."""
        held = [(window, frozenset().union(*[_held(w.text) for w in window])) for window in windows]
        out: list[Match] = []
        for wanted, family in self._families.items():
            seen = [w for window, families in held if not wanted or wanted in families for w in window]
            if seen:
                out += family(seen)
        return out


class _Family:
    """Some rows as one Matcher, over a vocabulary whose flags are the classes that they name."""

    def __init__(self, rows: Sequence[Row]) -> None:
        named = {e.name: None for *_, row in rows for e in row if not e.literal}
        flags = dict(zip(named, _FLAG_IDS, strict=False))
        if len(flags) < len(named):
            raise RuleError(f"dates.yaml: {len(named)} classes of words are used, a lexeme has 63 flags; merge some")
        getters: dict[Any, Callable[[str], Any]] = {LOWER: str.casefold}
        self._vocab = Vocab(lex_attr_getters=getters | {flag: _fits(name) for name, flag in flags.items()})
        self._matcher = Matcher(self._vocab, validate=False)
        self._rows: dict[int, Row] = {}
        self._literals = {e.name for *_, row in rows for e in row if e.literal}
        self._known: dict[str, str] = {}
        for i, row in enumerate(rows):
            key = f"{row[1].id}#{i}"
            self._matcher.add(key, [[_token(e, flags) for e in row[2]]])
            self._rows[self._vocab.strings[key]] = row

    def __call__(self, words: Sequence[Word]) -> Iterator[Match]:
        doc = Doc(self._vocab, words=[self._stand_in(w.text) for w in words])
        found = self._matcher(doc, with_alignments=True)
        for key, start, _, alignment in cast("list[tuple[int, int, int, list[int]]]", found):
            order, rule, row = self._rows[key]
            taken = [(row[i], words[start + n]) for n, i in enumerate(alignment)]
            core = tuple((f"'{e.name}'" if e.literal else e.name, w) for e, w in taken if not e.context)
            if core:
                yield Match(rule, order, core, len(taken) - len(core))

    def _stand_in(self, word: str) -> str:
        known = self._known.get(word)
        if known is None:
            known = word if word.casefold() in self._literals else standing_for(word)
            # A run over many documents must not collect all their words.
            if len(self._known) < _KEPT:
                self._known[word] = known
        return known


_KEPT = 50_000


def _wanted(row: Sequence[Element]) -> str:
    """The family of a row: of the first class of `_FAMILIES` that it can't do without; empty where there is none."""
    sure = {e.name for e in row if e.op in {"", "+"} and not e.negated and not e.literal}
    return next((family for name, family in _FAMILIES.items() if name in sure), "")


@lru_cache(maxsize=_KEPT)
def _held(word: str) -> frozenset[str]:
    return frozenset(_FAMILIES[name] for name in classes(word) if name in _FAMILIES)


def _fits(name: str) -> Callable[[str], bool]:
    return lambda word: name in classes(word)


def _token(element: Element, flags: Mapping[str, int]) -> dict[Any, Any]:
    attribute = LOWER if element.literal else flags[element.name]
    wanted: str | bool = element.name if element.literal else not element.negated
    token: dict[Any, Any] = {attribute: wanted}
    if element.op:
        token["OP"] = element.op
    return token
