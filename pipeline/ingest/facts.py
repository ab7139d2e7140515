"""What a document prints of itself at its head: title, authors, date. Found or left out, never invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.records import Fact

_NO_TITLE = re.compile(
    r"(?:preface|foreword|summary|executive summary|contents|table of contents|introduction|abstract|abbreviations|"
    r"acknowledge?ments|cover|chapter|part|figure|table|photo|notes?|by)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by\s+(?P<names>[^\W\d_][^\d\n]{3,120})$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\.?"
_DATE_LINE = re.compile(
    rf"(?:(?:first )?published:?\s+(?:on\s+)?)?(?:{_MONTH}\s+(?:(?P<day>\d{{1,2}}),?\s+)?(?P<year>(?:19|20)\d\d)"
    rf"|(?P<day2>\d{{1,2}})\s+{_MONTH.replace('month', 'month2')}\s+(?P<year2>(?:19|20)\d\d))$",
    re.IGNORECASE,
)


def printed_facts(lines: Sequence[str]) -> dict[str, Fact]:
    """Title, authors and date of publication from the first lines of a document.

    Args:
        lines: The first printed lines, in order. The title is the first that could be one: short, no sentence, no
            section's name, no date; a date is taken only from a line that says nothing else.

    Returns:
        Facts of origin `page`: `title`, `authors` (as printed behind "By"), `published` (EDTF).
    """
    facts: dict[str, Fact] = {}
    for text in lines:
        if date := _DATE_LINE.match(text):
            facts.setdefault("published", Fact(_edtf(date), "page"))
        elif byline := _BYLINE.match(text):
            facts.setdefault("authors", Fact(byline["names"].strip(), "page"))
        elif "title" not in facts and len(text) < 150 and not text.endswith(".") and not _NO_TITLE.match(text):
            facts["title"] = Fact(text, "page")
    return facts


def _edtf(date: re.Match[str]) -> str:
    month = (date["month"] or date["month2"])[:3].lower()
    day = date["day"] or date["day2"]
    value = f"{date['year'] or date['year2']}-{_MONTHS.index(month) + 1:02d}"
    return f"{value}-{int(day):02d}" if day else value
