r"""A length of time between two dates of its own sentence: "signed in May 2013, ratified two years later, in May 2015".

A form of such a claim is a regular expression over one sentence in which a blank is any white space and

- `{earlier}` and `{later}` are single dates whose own words say the year, `{range}` is one from such to such;
- `{length}` is a number and a unit of time (`about two years`, `18-month`, `a decade`), `{rank}` is `20th`, `{age}` a
  number;
- `{gap}` is words without a date, a bracket or a word of what was only planned, `{phrase}` such without comma or stop;
  `{begin}` is the same from the sentence's start on, `{end}` words without a date to its end.

So a date that a form does not name can't stand between those that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.claims.context import Bound
from pipeline.extract.claims.forms import Notation, Spelled, promising
from pipeline.extract.claims.series import Dated
from pipeline.numbers import COUNT, RANK, count_of

DATE, RANGE, ON = "\x01", "\x03", "\x02"
"""What the first character of a date or of a range is replaced with, and what its others."""
_PLANNED = (
    r"(?:will|would|shall|should|could|may|might|to be|planned|plans?|scheduled|due|until|till|deadline|expected|"
    rf"agreed to|promised|pledged|each|every|any)\b|(?:for|by|through|since|from|around|about)\s{DATE}"
)
_WORDS = rf"(?:(?!\b(?:{_PLANNED}))[^;:()\x01-\x03])"
_BOUNDS: dict[Bound, str] = {
    "about": r"about|around|approximately|roughly|some|nearly|almost|not quite|close to|"
    r"(?:just|a little|slightly|barely) (?:over|under)|a little (?:more|less) than|barely",
    "least": r"more than|over|well over|at least|no less than|not less than|upwards of",
    "most": r"less than|fewer than|under|within|up to|no more than|not more than|at most",
}
_BOUND = "|".join(f"(?P<{name}>{words})" for name, words in _BOUNDS.items())
_LENGTH = (
    r"(?<![\w–-])(?<!\bor )(?<!\bto )(?<![^,]\sand )(?<!\bhalf )"
    rf"(?:(?:{_BOUND}|just|exactly|precisely|fully?)(?: an?)? )?"
    rf"(?P<number>{COUNT}|an?)(?:[- ]|-? )(?P<unit>year|month|week|day|decade)s?\b(?!-)"
)
_SLOTS = {
    "{earlier}": rf"(?P<earlier>{DATE}{ON}*)",
    "{later}": rf"(?P<later>{DATE}{ON}*)",
    "{range}": rf"(?P<range>{RANGE}{ON}*)",
    "{length}": f"(?P<length>{_LENGTH})",
    "{rank}": rf"(?P<length>(?P<number>{RANK})(?=[- ]))",
    "{age}": rf"(?P<length>(?P<number>{COUNT})(?!\w))",
    "{gap}": rf"{_WORDS}{{0,120}}?",
    "{phrase}": rf"(?:(?![,.]){_WORDS}){{0,100}}?",
    "{begin}": rf"^{_WORDS}*?",
    "{end}": rf"(?=[^{DATE}{RANGE}]*$)",
}
_OFTEN = {"{gap}", "{phrase}"}
_WORTH = re.compile(r"years?\b|months?\b|weeks?\b|days?\b|decades?\b|anniversary\b|\baged?\b", re.IGNORECASE)
"""A sign of such a claim."""
_ANNIVERSARY, _AGE = "anniversary", "age"


@dataclass(frozen=True, slots=True)
class IntervalFound:
    """A length claimed at `text[start:end]`.

    Attributes:
        rule: The id of its rule.
        number: Of units.
        unit: `day, week, month, year, decade`; `anniversary`: which in a row, by calendar years; `age`: full years.
        bound: As `Around.bound`.
        dates: The earlier and the later date, or the one range.
    """

    rule: str
    start: int
    end: int
    number: int
    unit: str
    bound: Bound
    dates: tuple[Dated, ...]


def _fault(form: str) -> str:
    """A form names a length and the dates that it lies between."""
    lengths = sum(form.count(slot) for slot in ("{length}", "{rank}", "{age}"))
    ends = ("{range}" in form) != ("{earlier}" in form and "{later}" in form)
    if lengths == 1 and ends and all(form.count(slot) <= 1 for slot in _SLOTS if slot not in _OFTEN):
        return ""
    return "does not name one {length}, {rank} or {age} and either {range} or both of {earlier} and {later}"


INTERVAL_FORMS = Notation(_SLOTS, _fault)


def intervals_in(
    text: str, sentences: Sequence[tuple[int, int]], dates: Sequence[Dated], forms: Spelled
) -> Iterator[IntervalFound]:
    """The lengths that sentences tell together with their two dates, in order, none overlapping another.

    Args:
        text: Of the block.
        sentences: Where they begin and end.
        dates: Of the block that have a value by themselves, in order.
        forms: With the ids of their rules.
    """
    if not dates:
        return
    for low, high in promising(text, sentences, _WORTH):
        here = [d for d in dates if low <= d.start < high and "{" not in d.value]
        if len(here) > 1 or any("/" in d.value for d in here):
            yield from _in_sentence(text[low:high], low, here, forms)


def _in_sentence(sentence: str, low: int, dates: Sequence[Dated], forms: Spelled) -> Iterator[IntervalFound]:
    at = {d.start - low: d for d in dates}
    words = masked(sentence, low, dates)
    reach = 0
    hits = [(rule, m) for rule, form in forms for m in form.finditer(words)]
    for rule, m in sorted(hits, key=lambda h: (h[1].start("length"), -h[1].end())):
        named = [m.start(g) for g in ("earlier", "later", "range") if g in m.re.groupindex]
        start = min(m.start("length"), *named)
        end = max(m.end(g) for g in ("length", "earlier", "later", "range") if g in m.re.groupindex)
        number = _number(m["number"])
        if start >= reach and number:
            reach = end
            yield IntervalFound(rule, low + start, low + end, number, _unit(m), _bound(m), tuple(at[n] for n in named))


def masked(sentence: str, low: int, dates: Iterable[Dated]) -> str:
    """A sentence that begins at `low` with its dates replaced, character by character."""
    for d in dates:
        start, end = d.start - low, d.end - low
        mark = RANGE if "/" in d.value else DATE
        sentence = f"{sentence[:start]}{mark}{ON * (end - start - 1)}{sentence[end:]}"
    return sentence


def _number(words: str) -> int:
    return 1 if words.casefold() in {"a", "an"} else count_of(words)


def _unit(m: re.Match[str]) -> str:
    if unit := m.groupdict().get("unit"):
        return unit.casefold()
    return _ANNIVERSARY if _ANNIVERSARY in m.re.pattern else _AGE


def _bound(m: re.Match[str]) -> Bound:
    said = m.groupdict()
    return next((name for name in _BOUNDS if said.get(name)), "")
