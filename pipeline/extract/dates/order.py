"""Which of the numbers in `2/9/2010` is the day: what the document itself gives to know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.extract.dates.words import MONTH_NAMES

Order = Literal["month", "day", ""]
"""What stands first in a document's numeric dates; empty where the document does not show it."""

_NUMERIC = re.compile(r"(?<![\d/-])(\d{1,2})(?:/(\d{1,2})/(?:\d{4}|\d{2})|-(\d{1,2})-\d{4})(?![\d/-])")
_MONTHS = rf"(?:{'|'.join(MONTH_NAMES)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
_WRITTEN = re.compile(rf"\b(?:(?P<month>{_MONTHS}\s\d{{1,2}},?)|(?P<day>\d{{1,2}}\s{_MONTHS}))\s\d{{4}}\b")
_LEAST, _SHARE = 3, 0.9
"""A habit: at least so many dates that show an order, and this share of them the same one."""
_ORDERS: tuple[Order, ...] = ("month", "day")


def numeric_order(text: str) -> Order:
    """The order of a document's numeric dates.

    A number above 12 is a day: one such date decides for all, unless others contradict it; then a habit does, for one
    slip in a long report is no other order. Where there is none, the document's habit in dates that are written out
    decides: who writes "May 3, 2010" writes 5/3/2010. Where nothing shows the order, none is said.

    Args:
        text: Of the whole document.
    """
    numeric = [(int(a), int(b or c)) for a, b, c in _NUMERIC.findall(text)]
    if not numeric:
        return ""
    told = ["day" if a > 12 else "month" for a, b in numeric if (a > 12) != (b > 12)]
    if told and len(set(told)) == 1:
        return "day" if told[0] == "day" else "month"
    return _habit(told or [m.lastgroup for m in _WRITTEN.finditer(text)])


def _habit(seen: Sequence[str | None]) -> Order:
    for order in _ORDERS:
        if len(seen) >= _LEAST and seen.count(order) >= _SHARE * len(seen):
            return order
    return ""
