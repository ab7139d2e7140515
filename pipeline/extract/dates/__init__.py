"""Time expressions: found by the rules of `dates.yaml`, bounded, and given the value that their own words say.

What needs a context (a month without its year, "two years later") is found here with what its words do say;
`narrative` gives it an anchor when the whole document is read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.extract.dates.collecting import Value
from pipeline.extract.dates.notation import DateMatcher, DateRule, Match
from pipeline.extract.dates.order import Order
from pipeline.extract.dates.readers import read
from pipeline.extract.dates.windows import windows
from pipeline.extract.nlp import put, text_of
from pipeline.extract.rulefile import read_rules

Place = tuple[str, int, int]
"""Of a date in its document: its block's id, and where it begins and ends in the doc's text."""


@dataclass(frozen=True, slots=True)
class DateFound:
    """What a time expression says by itself.

    Attributes:
        rule: The id of its rule.
        value: EDTF; empty where the words alone don't say.
        timex3: ISO-TimeML; `XXXX` for a year that is not said; empty where all needs an anchor.
        type: `DATE`, `DURATION`, `SET` or `TIME`.
        parts: The ends of a range or the members of a list, else the one span; in the doc's text.
        problem: `impossible` for a date that no calendar has, `weekday` where the printed weekday does not fit,
            `ambiguous` where a numeric date may be read in two ways: its value is the year alone.
        relative: How an anchor gives the value: from where (`now` is the time of writing, `ref` the date that the
            narrative stands at), which way (`+` after, `-` before, `=` in the same) and how far, as an ISO 8601
            period: `ref+P2Y` "two years later", `now-P1W` "last week", `ref=P1Y` "that year". Without
            a period the words name the unit themselves (`timex3` has it): `ref=` "that August". Empty for the rest.
        anchor: Where the date stands that gave the value, where one did; `None` also for the time of writing.
        by: What gave it: `focus`, `heading`, `writing`, `shared` (see `narrative`); empty where the words alone say it.
        mod: TIMEX3's: `START`, `MID`, `END` of the time, `APPROX`, `MORE_THAN` …; empty for all of it.
    """

    rule: str
    value: str
    timex3: str
    type: str
    parts: tuple[tuple[int, int], ...]
    problem: str = ""
    relative: str = ""
    anchor: Place | None = None
    by: str = ""
    mod: str = ""

    @property
    def dated(self) -> bool:
        """It says when something was: a date, or a part of a day that names its day ("the night of May 13")."""
        return self.type == "DATE" or (self.type == "TIME" and self.timex3[4:6] in {"-0", "-1"})


@Language.factory("chronocite_dates")
def create(nlp: Language, name: str) -> Dates:
    """Make the component from the shipped rules."""
    return Dates(read_rules("dates", DateRule))


class Dates:
    """The component: leaves the span group `dates`, in order, and marks the tokens with the entity type `DATE`."""

    def __init__(self, rules: Sequence[DateRule]) -> None:
        self._matcher = DateMatcher(rules)

    def __call__(self, doc: Doc) -> Doc:
        """Find the time expressions of one block."""
        chosen = find(self._matcher, text_of(doc), doc.user_data.get("numeric_order", "month"))
        spans = [_span(doc, match) for match, _ in chosen]
        put(doc, "dates", spans, [_found(match, value) for match, value in chosen])
        if spans:
            doc.set_ents(filter_spans([Span(doc, s.start, s.end, "DATE") for s in spans]), default="unmodified")
        return doc


def find(matcher: DateMatcher, text: str, order: Order = "month") -> list[tuple[Match, Value]]:
    """The time expressions of a text, in order, none overlapping another.

    Of matches that overlap the longest wins, then the one whose rule stands first in the file; what a rule
    for no time expression (`read: nothing`) has won is left out. `order`: see `order.numeric_order`.
    """
    return [chosen for window in windows(text) for chosen in _chosen(matcher(window), order)]


def _chosen(matches: Sequence[Match], order: Order) -> list[tuple[Match, Value]]:
    taken: list[tuple[int, int]] = []  # ascending, none overlapping another
    out: list[tuple[Match, Value]] = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.order, -m.context, m.start)):
        start, end = match.start, match.end
        at = bisect_left(taken, (end, end))
        if at and taken[at - 1][1] > start:
            continue
        value = read(match, order)
        if value is None:
            continue
        taken.insert(at, (start, end))
        if match.rule.read != "nothing":
            out.append((match, value))
    return sorted(out, key=lambda found: found[0].start)


def _span(doc: Doc, match: Match) -> Span:
    span = doc.char_span(match.start, match.end, label=match.rule.id, alignment_mode="expand")
    assert span is not None, match
    return span


def _found(match: Match, value: Value) -> DateFound:
    return DateFound(
        rule=match.rule.id,
        value=value.value,
        timex3=value.timex3,
        type=value.type,
        parts=value.parts,
        problem=value.problem,
        relative=value.relative,
        mod=value.mod,
    )
