"""How many of some dates a count may mean: all of them, those of certain years, those after the first.

A text leaves room: "since 2012" may or may not mean March 2012, "27 and 28 April" is one meeting of two days or two.
So there is a least and a most, and only what lies outside contradicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from pipeline.edtf import bounds, compatible
from pipeline.records import ClaimMention, Verdict

PARTS = frozenset({"part", "half"})
"""What a claim is of that counts some of what another one counts."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Dates that a count is held against.

    Attributes:
        dates: EDTF, one for each time.
        plain: They stand in a row, and are meant as a list.
        partial: They are said to be some of more.
        cut: The note that they stand in has lost a part.
    """

    dates: tuple[str, ...]
    plain: bool = True
    partial: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a count: how many were found, and why."""

    verdict: Verdict
    found: int
    reason: str = ""


def judge(claim: ClaimMention, listed: Listed) -> Judged:
    """Hold a count against dates."""
    least, most = reading(claim, listed.dates)
    number = claim.number
    found = most if number > most else least
    if claim.bound in {"least", "over"} and most >= number:
        return Judged("confirmed", most)
    if claim.bound == "most" and least <= number:
        return Judged("confirmed", least)
    if not claim.bound and least <= number <= most:
        return Judged("confirmed", number, _said(claim, listed, number))
    if claim.bound == "about":
        near = abs(found - number) <= max(1, number // 5)
        return Judged("confirmed" if near else "undecidable", found, "" if near else "the text says about how many")
    if claim.bound == "over":
        return Judged("undecidable", found, "the text says more than a round number")
    if reason := _doubt(claim, listed, most):
        return Judged("undecidable", found, reason)
    return Judged("contradicted", found, _said(claim, listed, found))


def _doubt(claim: ClaimMention, listed: Listed, most: int) -> str:
    """Why a number that does not fit proves nothing; empty where it does."""
    if not listed.plain:
        return "the dates are strewn over prose, which may not tell of all"
    fewer = most < claim.number
    if fewer and listed.partial:
        return "the list says that it gives some of them"
    if fewer and listed.cut:
        return "a part of the note is lost"
    if fewer and 2 * most < claim.number:
        return f"only {len(listed.dates)} dates are listed, which are hardly meant to be all"
    if fewer and all(len(d) == 4 for d in listed.dates) and len(set(listed.dates)) == len(listed.dates):
        return "the list gives years, and a year may hold several"
    return ""


def _said(claim: ClaimMention, listed: Listed, found: int) -> str:
    said = f"{len(listed.dates)} date{'s are' if len(listed.dates) > 1 else ' is'} listed"
    if claim.window and any(_within(d, claim.window, whole=claim.of not in PARTS) != "yes" for d in listed.dates):
        return f"{said}, {found} of them {_in_words(claim.window)}"
    if claim.further and found < len(listed.dates) and _told_first(claim, listed.dates):
        return f"{said}, {found} of them after the first ({claim.first})"
    return said


def _in_words(window: str) -> str:
    low, high = window.split("/")
    if low == high:
        return f"in {low}"
    if ".." in (low, high):
        return f"until {high}" if low == ".." else f"since {low}"
    return f"from {low} to {high}"


def reading(claim: ClaimMention, dates: Sequence[str]) -> tuple[int, int]:
    """The least and the most that a count of these dates may come to."""
    inside = [_within(d, claim.window, whole=claim.of not in PARTS) for d in dates]
    most, least = sum(i != "no" for i in inside), sum(i == "yes" for i in inside)
    least -= _days_in_a_row([d for d, i in zip(dates, inside, strict=True) if i == "yes"])
    if claim.further and not claim.window:
        told = _told_first(claim, dates)
        if told and claim.further == "yes":
            return least - 1, most - 1
        if told or not claim.first:
            return least - 1, most
    return least, most


def _told_first(claim: ClaimMention, dates: Sequence[str]) -> bool:
    """Whether the first, that the text tells of, is in the list."""
    return bool(claim.first) and any(compatible(claim.first, d) for d in dates)


def _within(value: str, window: str, *, whole: bool) -> Literal["yes", "perhaps", "no"]:
    """Whether a date lies in an interval; one in the year that it begins or ends with may be on either side.

    What is counted as a whole "since 1966" began in 1966, so what is of that year is counted, too.
    """
    if not window:
        return "yes"
    low, high = window.split("/")
    first, last = bounds(value)
    if not first or not last:
        return "perhaps"
    if (low != ".." and last < bounds(low)[0]) or (high != ".." and first > bounds(high)[1]):
        return "no"
    if low == high:
        return "yes"
    at_edge = (low != ".." and not whole and first <= bounds(low)[1]) or (high != ".." and last >= bounds(high)[0])
    return "perhaps" if at_edge else "yes"


def _days_in_a_row(dates: Sequence[str]) -> int:
    """How often a day follows the one listed before it."""
    days = sorted(date.fromisoformat(d) for d in dates if len(d) == 10)
    return sum(b - a == timedelta(days=1) for a, b in pairwise(days))
