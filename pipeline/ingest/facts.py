"""What a document prints of itself at its head: title, authors, date. Found or left out, never invented."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence

from pipeline.records import Fact, joined

_NO_TITLE = re.compile(
    r"(?:preface|foreword|summary|executive summary|contents|table of contents|introduction|abstract|abbreviations|"
    r"acknowledge?ments|cover|chapter|part|figure|table|photo|notes?|by)\b",
    re.IGNORECASE,
)
_WORKING_TITLE = re.compile(
    r"microsoft \w+ -|untitled|\(?unknown|.*\.(?:docx?|pdf|indd|qxd|qxp|rtf|odt|tex|dvi|pptx?|xlsx?|pub|wpd|txt)$|"
    r"(?:document|title|layout|slide|presentation)\s*\d*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"""[.,;:][”’"')\]]*\d{0,4}$|[a-z]{3}\.[”’"')\]]*\d{0,4}\s+[A-Z]""")
"""What ends like a sentence, perhaps with a note's marker, or holds the end of one."""
_BYLINE = re.compile(r"by\s+(?P<names>[^\W\d_][^\d\n]{3,120})$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?:{_MONTH}\s+(?:(?P<day>\d{{1,2}}),?\s+)?(?P<year>(?:19|20)\d\d)"
    rf"|(?P<day2>\d{{1,2}})\s+{_MONTH.replace('month', 'month2')}\s+(?P<year2>(?:19|20)\d\d))$"
)
_DATE_LINE = re.compile(rf"(?:(?:first )?published:?\s+(?:on\s+)?)?{_DATE}", re.IGNORECASE)
_DATED_BYLINE = re.compile(rf"(?P<byline>by\s+[^\d\n]+?)[\s,|·•–—-]+{_DATE}", re.IGNORECASE)


def printed_facts(lines: Sequence[str]) -> dict[str, Fact]:
    """Title, authors and date of publication from the first lines of a document.

    Args:
        lines: The first printed lines, in order. The title is the first that could be one: short, no sentence, no
            section's name, no date; a date is taken only from a line that says nothing else but who wrote it.

    Returns:
        Facts of origin `page`: `title`, `authors` (as printed behind "By"), `published` (EDTF).
    """
    facts: dict[str, Fact] = {}
    for line in lines:
        text = line
        if dated := _DATED_BYLINE.match(text):
            text = dated["byline"]
            if value := _edtf(dated):
                facts.setdefault("published", Fact(value, "page"))
        if date := _DATE_LINE.match(text):
            if value := _edtf(date):
                facts.setdefault("published", Fact(value, "page"))
        elif byline := _BYLINE.match(text):
            facts.setdefault("authors", Fact(byline["names"].strip(), "page"))
        elif "title" not in facts and len(text) < 150 and not _SENTENCE.search(text) and not _NO_TITLE.match(text):
            facts["title"] = Fact(text, "page")
    return facts


def _edtf(date: re.Match[str]) -> str:
    """The value of a date line; empty for a day that no calendar has."""
    month = _MONTHS.index((date["month"] or date["month2"])[:3].lower()) + 1
    year, day = int(date["year"] or date["year2"]), int(date["day"] or date["day2"] or 0)
    if day > monthrange(year, month)[1]:
        return ""
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"


def stated_title(text: str) -> str:
    """The title in a file's metadata, if it reads like one: neither a file's name nor what a program puts there."""
    text = " ".join(text.split())
    return text if len(_WORD.findall(text)) >= 2 and not _WORKING_TITLE.match(text) else ""


def stated_authors(text: str) -> str:
    """The authors in a file's metadata: names of two words and more; a login or a house's address is none."""
    text = " ".join(text.split())
    if "@" in text or "://" in text or not text:
        return ""
    parts = [p.strip() for p in re.split(r"\s*;\s*|,?\s+and\s+|\s*,\s*" if "," in text else r"\s*;\s*|\s+and\s+", text)]
    if all(" " in p for p in parts):
        return joined(parts)
    return text if " " in text else ""
