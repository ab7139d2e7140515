r"""What comes every year, and the first after a gap: "annually since 1997 except for 2000", "the first since 2003".

A form of such a claim is a regular expression over one sentence in which a blank is any white space and

- `{since}` is the date that it goes back to; of what comes each year it may be a word instead ("its establishment");
- `{but}` is the years that are left out, behind "except for" or the like; there need be none;
- `{words}` is up to four words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.claims.forms import Notation, Spelled, first_hit, promising
from pipeline.extract.claims.intervals import DATE, ON, masked
from pipeline.extract.claims.series import Dated

YEARLY, FIRST_SINCE = "yearly", "first"
"""What claims of the two kinds are of."""
_ONE = rf"{DATE}{ON}*"
_BEGUN = (
    r"(?:its|their|the) (?:establishment|inception|creation|founding|foundation|introduction|launch|beginning|start)"
)
_EXCEPT = (
    r"(?:except(?:ing)?(?: for| in| during)?|save(?: for| in)?|apart from|other than(?: in)?|with the exceptions? of|"
    r"but not(?: in)?|though not(?: in)?)"
)
_SLOTS = {
    "{since}": rf"(?P<since>{_ONE}|{_BEGUN})",
    "{but}": rf"(?:,? \(?{_EXCEPT} (?P<but>{_ONE}(?:(?:, and|,| and| or|, or) {_ONE})*))?",
    "{words}": r"(?:(?!since\b)[^\W\d_][\w’'/&–-]* ){0,4}?",
}
_WORTH = re.compile(r"\bsince\b", re.IGNORECASE)
"""A sign of such a claim."""


@dataclass(frozen=True, slots=True)
class RecurringFound:
    """A claim at `text[start:end]`: its rule, the date that it goes back to, if told, and other dates it speaks of.

    These are, of what comes each year, the years left out; of the first after a gap, the one other date of the
    sentence, which is its own.
    """

    rule: str
    start: int
    end: int
    since: Dated | None
    others: tuple[Dated, ...]


def _fault(form: str) -> str:
    """A form names what it goes back to once, and the years left out at most once."""
    well = form.count("{since}") == 1 and form.count("{but}") <= 1
    return "" if well else "does not name {since} once, or {but} more than once"


RECURRING_FORMS = Notation(_SLOTS, _fault)


def recurring_in(
    text: str, sentences: Sequence[tuple[int, int]], dates: Sequence[Dated], forms: Spelled
) -> Iterator[RecurringFound]:
    """The claims of a text, in order; of a sentence the first that fits.

    Args:
        text: Of the block.
        sentences: Where they begin and end.
        dates: Of the block that have a value by themselves, in order.
        forms: With the ids of their rules.
    """
    for low, high in promising(text, sentences, _WORTH):
        here = [d for d in dates if low <= d.start < high]
        words = masked(text[low:high], low, here)
        if hit := first_hit(forms, words, 0, len(words)):
            yield _found(*hit, low, here)


def _found(rule: str, m: re.Match[str], low: int, dates: Sequence[Dated]) -> RecurringFound:
    since = next((d for d in dates if d.start - low == m.start("since")), None)
    if "but" in m.re.groupindex:
        others = tuple(d for d in dates if m.start("but") <= d.start - low < m.end("but"))
    else:
        others = tuple(d for d in dates if d is not since)
    return RecurringFound(rule, low + m.start(), low + m.end(), since, others)
