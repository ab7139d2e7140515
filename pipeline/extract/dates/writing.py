"""When a document was written, and whether it tells from there: news does, narratives do not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.dates import DateFound
from pipeline.extract.dates.relative import as_day, step_of, weekday_of
from pipeline.extract.dates.surroundings import LONGEST_HEADING, quotes_of
from pipeline.extract.dates.values import When, read_timex3
from pipeline.extract.nlp import TextBlock, found, text_of

_HEAD = 12
"""Blocks at the beginning that can hold a dateline."""
_PLACE = re.compile(
    r"[A-ZÀ-Þ][\w.’'-]*(?: (?:de |la |el |al )?[A-ZÀ-Þ][\w.’'-]*){0,3}"
    r"(?:, [A-ZÀ-Þ][\w.]*(?: [A-ZÀ-Þ][\w.]*){0,2})?,? (?:\([A-Z]\w+\) )?"
)
_STORY = re.compile(r",? (?:\([A-Z][\w ]+\) )?(?:—|–|--|-)\s")
"""Before and behind the day that a news story opens with: `LIMA, Peru, May 5 (Harbour News) — `."""
_SENTENCE = 200
"""Characters. A block as long is text, and what stands behind it no head."""


def written_on(published: str) -> When | None:
    """The document's own date; `None` where it is not known.

    Args:
        published: EDTF, a year, month or day.
    """
    members = read_timex3(published)
    return members[0][0] if members and members[0][0].year is not None else None


def opens_story(text: str, start: int, end: int) -> bool:
    """Whether a date is that of a news story's first line, `LIMA, May 5 — The two …`: when it was sent, and no more.

    Args:
        text: Of a block.
        start: Of the date.
        end: Of the date.
    """
    return 0 < start <= 60 and _PLACE.fullmatch(text, 0, start) is not None and _STORY.match(text, end) is not None


def dateline(texts: Sequence[TextBlock]) -> tuple[int, DateFound] | None:
    """A day alone on a line of the head ("5 min read, May 3, 2021"), or one that a story opens with.

    Returns:
        The number of its block, and itself; `None` where there is none.
    """
    for number, text in enumerate(texts[:_HEAD]):
        words = text_of(text.doc)
        dates = [d for _, d in found(text.doc, "dates", DateFound)]
        if dates and opens_story(words, dates[0].parts[0][0], dates[0].parts[-1][1]):
            return (number, dates[0]) if as_day(written_on(dates[0].timex3) or When()) else None
        if len(words) > _SENTENCE:
            return None
        if len(dates) == 1 and len(words) <= LONGEST_HEADING // 2 and as_day(written_on(dates[0].timex3) or When()):
            return number, dates[0]
    return None


def day_of_writing(texts: Sequence[TextBlock], published: str) -> str:
    """When a document was written, EDTF: its own date, else that of its dateline; empty where neither is known.

    Args:
        texts: The blocks of running text in reading order, with `dates`.
        published: EDTF of the document's own date; empty where it is not known.
    """
    if not published and (head := dateline(texts)):
        return head[1].value
    return published


def reports(texts: Sequence[TextBlock], written: When | None) -> bool:
    """The document tells of its own days, as news does.

    What hangs on the day of writing outweighs months and days that have their year; what others say in quotations
    counts for neither.
    """
    if written is None or as_day(written) is None:
        return False
    deictic = dated = 0
    for text in texts:
        quotes = quotes_of(text)
        for _, date in found(text.doc, "dates", DateFound):
            if any(a <= date.parts[0][0] < b for a, b in quotes):
                continue
            step = step_of(date.relative)
            if (step and step.now) or weekday_of(date.timex3) is not None:
                deictic += 1
            elif date.value and date.value != written.edtf() and any(w[0].month for w in read_timex3(date.timex3)):
                dated += 1
    return deictic > dated
