r"""What a claim looks like: forms in a rule file, compiled to one search for numbers and a match behind each.

    {number}( more| further)? (times|occasions)

A form is a regular expression in which a blank is any white space and

- `{number}` is a count (`17`, `twenty-one`, `a dozen`), `{often}` is `twice` or `thrice`, `{rank}` is `fifth`;
- `{once}` is `only once` or `just once`, `{only}` is `the only` or `the sole`: both say one;
- `{words}` is up to four words that describe a thing: no verb forms in -ed, no plurals, none that join clauses.

It begins with a number. Others are the forms of a length of time between two dates (see `intervals`), of who is the
first or the only one (see `unique`), and of what comes each year or is the first after a gap (see `recurring`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, model_validator

from pipeline.extract.claims.forms import Notation
from pipeline.extract.claims.intervals import INTERVAL_FORMS
from pipeline.extract.claims.recurring import FIRST_SINCE, RECURRING_FORMS, YEARLY
from pipeline.extract.claims.unique import UNIQUE_FORMS
from pipeline.extract.rulefile import Rule
from pipeline.numbers import BEGINNINGS, COUNT, OFTEN, RANK

_NOT_DESCRIBING = (
    "a|an|the|and|or|but|of|to|in|on|at|by|for|from|with|as|than|that|which|who|was|were|is|are|be|been|has|have|had|did|"
    "do|does|will|would|may|can|could|should|held|met|took|made|came|went|gave|saw|led|sent|when|while|where|after|"
    "before|since|until|during|between|their|its|his|her|our|not|per|into|about|over|under|if|so|because|this|these|"
    "those|it|they|he|she|we|i|say|says|said|people|men|women"
)
_WORD = r"[^\W\d_][\w’'/&]*(?:[-‐–][\w’'/&]+)*(?<!ed)(?<![^suiS]s)"
_WORDS = rf"(?:(?!(?:{_NOT_DESCRIBING})\b){_WORD}(?:, (?=\w+ \w)| )){{0,4}}?"
_ONCE, _ONLY = r"(?:only|just)\sonce", r"the\s(?:only|sole)"
_SLOTS = {"{number}": COUNT, "{often}": OFTEN, "{rank}": RANK, "{once}": _ONCE, "{only}": _ONLY, "{words}": _WORDS}
_STARTS = {s: _SLOTS.get(s, s) for s in ("half", "{rank}", "{often}", "{once}", "{only}", "{number}")}
_ANY_NUMBER = re.compile(
    rf"(?<![\w.,/+–-])(?={BEGINNINGS}|(?:only|just)\sonce|the\s(?:only|sole))"
    r"(?:(?P<half>half(?! (?:a )?dozen))"
    rf"|(?P<rank>{RANK})|(?P<often>{OFTEN})|(?P<once>{_ONCE})|(?P<only>{_ONLY})|(?P<number>{COUNT}))(?!\w)",
    re.IGNORECASE,
)
"""The one look at the whole text; forms are tried where it finds something."""
INTERVAL = "interval"
"""What a claim is of that is a length of time between two dates."""
SINGLE = "single"
"""What a claim is of that says one."""
UNIQUE = "unique"
"""What a claim is of that says who is the first or the only one to do something."""


Check = Literal[
    "count_claim",
    "item_count",
    "ordinal",
    "yearly_claim",
    "first_since",
    "unique_claim",
    "sum_claim",
    "interval",
    "interview_count",
]
"""The checks that test what rules find; a claim of another would be told nowhere."""


class ClaimRule(Rule):
    """Forms of a statement that a check can test."""

    check: Check = Field(description="the check that tests it")
    of: str = Field(description="what is counted")
    behind: tuple[str, ...] = Field(
        (), description="only where a claim of one of these stands before it in the sentence: six times, the other four"
    )
    forms: tuple[str, ...] = Field(
        min_length=1, description="regular expressions with slots; a blank is any white space"
    )

    @model_validator(mode="after")
    def _compiles(self) -> ClaimRule:
        notation = _NOTATIONS.get(self.of, _COUNTED)
        for form in self.forms:
            if fault := notation.fault(form):
                raise ValueError(f"{form!r} {fault}")
            try:
                notation.compiled(form)
            except re.error as error:
                raise ValueError(f"{form!r} is no regular expression: {error}") from error
        return self

    def spelled(self) -> list[tuple[str, re.Pattern[str]]]:
        """Its forms compiled, each with its id."""
        notation = _NOTATIONS.get(self.of, _COUNTED)
        return [(self.id, notation.compiled(form)) for form in self.forms]


@dataclass(frozen=True, slots=True)
class Hit:
    """A form that fits `text[start:end]`."""

    rule: ClaimRule
    start: int
    end: int


class Forms:
    """All forms of some rules."""

    def __init__(self, rules: Sequence[ClaimRule]) -> None:
        self._by_start: dict[str, list[tuple[re.Pattern[str], ClaimRule]]] = {s.strip("{}"): [] for s in _STARTS}
        for rule in rules:
            for form in rule.forms:
                start = next(s for s in _STARTS if form.startswith(s))
                self._by_start[start.strip("{}")].append((_COUNTED.compiled(form), rule))

    def hits(self, text: str) -> Iterator[Hit]:
        """Where a form fits, in order, none overlapping another; of several the longest, then the first of the file."""
        reach = 0
        for number in _ANY_NUMBER.finditer(text):
            start = number.start()
            if start < reach or number.lastgroup is None:
                continue
            fits = [
                (m.end(), rule) for form, rule in self._by_start[number.lastgroup] if (m := form.match(text, start))
            ]
            if fits:
                reach, rule = max(fits, key=lambda f: f[0])
                yield Hit(rule, start, reach)


def _fault(form: str) -> str:
    return "" if form.startswith(tuple(_STARTS)) else f"begins with none of {', '.join(_STARTS)}"


_COUNTED = Notation(_SLOTS, _fault, end=r"(?!\w)")
_NOTATIONS: Mapping[str, Notation] = {
    INTERVAL: INTERVAL_FORMS,
    UNIQUE: UNIQUE_FORMS,
    YEARLY: RECURRING_FORMS,
    FIRST_SINCE: RECURRING_FORMS,
}
OF_THEIR_OWN = frozenset(_NOTATIONS)
"""What claims are of whose forms need not begin with a number."""
