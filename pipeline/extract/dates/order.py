"""Which of the numbers in `2/9/2010` is the day: what the document itself gives to know."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.extract.dates.words import MONTH_NAMES

Order = Literal["month", "day", ""]
"""What stands first in a document's numeric dates; empty where the document does not show it."""

_NUMERIC = re.compile(r"(?<![\d/-])(\d{1,2})(?:/(\d{1,2})/(?:\d{4}|\d{2})|-(\d{1,2})-\d{4})(?![\d/-])")
_MONTHS = rf"(?:{'|'.join(MONTH_NAMES)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
_WRITTEN = re.compile(rf"\b(?:(?P<month>{_MONTHS}\s\d{{1,2}},?)|(?P<day>\d{{1,2}}\s{_MONTHS}))\s\d{{4}}\b")
_LEAST, _SHARE = 3, 0.9
"""A habit: at least so many dates written out, and this share of them in one order."""


def numeric_order(text: str) -> Order:
    """The order of a document's numeric dates.

    A number above 12 is a day: one such date decides for all. Where there is none, the document's habit in dates that
    are written out decides: who writes "May 3, 2010" writes 5/3/2010. Where numeric dates contradict each other, or
    nothing shows the order, none is said.

    Args:
        text: Of the whole document.
    """
    numeric = [(int(a), int(b or c)) for a, b, c in _NUMERIC.findall(text)]
    if not numeric:
        return ""
    day_first = any(a > 12 >= b for a, b in numeric)
    month_first = any(b > 12 >= a for a, b in numeric)
    if day_first or month_first:
        return "" if day_first and month_first else "day" if day_first else "month"
    written = [m.lastgroup for m in _WRITTEN.finditer(text)]
    for order in ("month", "day"):
        if len(written) >= _LEAST and written.count(order) >= _SHARE * len(written):
            return order
    return ""
