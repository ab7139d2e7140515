"""Lists of dates: "May 2001, June and July 2004, and 2005 (twice)". By what a note lists a count can be tested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from spacy.tokens import Doc

from pipeline.edtf import values_of
from pipeline.extract.dates import DateFound
from pipeline.extract.nlp import found, text_of
from pipeline.extract.sentences import SentenceFound
from pipeline.numbers import COUNT, OFTEN, count_of

_TIMES = rf"(?:once|{OFTEN}|{COUNT}(?: times| occasions| each)?)"
MANY_BEHIND = re.compile(rf"\s*[(\[]({_TIMES})[)\],;]", re.IGNORECASE)
"""How often a date is meant, in brackets behind it."""
_MANY_BEFORE = re.compile(rf"\b({OFTEN}|{COUNT} times)\s+in\s+$", re.IGNORECASE)
_BRACKET = r"(?:\s*[(\[][^()\[\]]{0,60}[)\]])?"
_NAMED = r"(?-i:(?:the\s)?[A-Z][\w’'.-]*(?:\s(?:(?:de|del|la|of|the)\s)?[A-Z][\w’'.-]*){0,3})"
PLACED = rf"(?:(?:in|at)\s+{_NAMED},?\s+(?=(?:in|on)\s)|{_NAMED}(?:\s\(|,\s))"
"""Where it was, before a date of a list: "in Lima in 2011", "Lima (2011)", "Lima, May 2011"."""
_WHERE = rf"(?:,?\s+(?:in|at)\s+{_NAMED}|\))?"
_JOINT = re.compile(
    rf"{_BRACKET}{_WHERE}\s*(?:[,;]|,?\s?\b(?:and|then|as well as)\b|[,;]\s+(?:and|then)\b|&|/)\s*(?:again\s+)?"
    rf"{PLACED}?(?:(?:{_TIMES}\s+)?(?:in|on)\s+)?(?:the\s+)?",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"\s*[(\[][A-Z][^()\[\]\d]*[,\s]\s?")
"""What stands between the last date of a list and the year of the source in brackets behind it."""
_PARTLY = re.compile(
    r"\b(?:includ(?:e|es|ed|ing)|such as|for example|for instance|among (?:others|them)|inter alia|etc|notably|e\.g|"
    r"at least|in particular|partial|incomplete|selected)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\W*(?:(?:the|all|these|other|more|two|three)\s+)*(?:subsequent|further|later|others?|additional|following|it|they|"
    r"this was followed|these were followed|since then|thereafter|afterwards)\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:visits?|trips?|meetings?|met|summits?|dialogues?|talks|consultations?|conferences?|rounds?|sessions?|"
    r"iterations?|editions?|exercises?|drills?|exchanges?|calls?|deployments?|launch\w*|tests?|attacks?|took place|"
    r"taken place|(?:was|were|been) (?:held|conducted|made|staged|in|on)|occurred|happened|dates?|followed|"
    r"began|first)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date at `text[start:end]`, with its EDTF value, meant for so many times ("2002 (two)", "twice in 2002")."""

    start: int
    end: int
    value: str
    times: int = 1

    @property
    def members(self) -> tuple[str, ...]:
        """The single values of a list ("April and May 2012"), else the one value, once for each time."""
        return tuple(values_of(self.value)) if self.value.startswith("{") else (self.value,) * self.times


@dataclass(frozen=True, slots=True)
class SeriesFound:
    """A list of dates.

    Attributes:
        spots: Where the dates start, in the text.
        dates: EDTF, one for each time; "2002 (two)" is there twice. As listed.
        plain: The dates stand in a row with nothing but commas and "and" between most of them, and what goes before
            says that these are the times at which something happened, or nothing.
        partial: The text says that these are some of them ("including", "for example").
    """

    spots: tuple[int, ...]
    dates: tuple[str, ...]
    plain: bool = True
    partial: bool = False


def dates_in(doc: Doc) -> list[Dated]:
    """The dates of a doc that have a value by themselves, in order; of a decade or a frequency there is none."""
    text = text_of(doc)
    spans = ((d.parts[0][0], d.parts[-1][1], d.value) for _, d in found(doc, "dates", DateFound) if d.dated and d.value)
    return [Dated(start, end, value, _times(text, start, end)) for start, end, value in spans]


def run_of(text: str, dates: Sequence[Dated]) -> list[Dated]:
    """The dates from the first on that stand in a row."""
    run = list(dates[:1])
    for d in dates[1:]:
        if not _JOINT.fullmatch(text, run[-1].end, d.start):
            break
        run.append(d)
    return run


def series_in(doc: Doc, sources: Sequence[tuple[int, int]]) -> list[SeriesFound]:
    """The lists of dates of a note, one a sentence; "Subsequent visits were in …" goes on with the last.

    The date of a source is none of a list, but a list may stand before a source ("May 2001 and June 2004 (Harbour
    Board, 2009)"). A single date that stands in a list before is told again, not a list of its own.

    Args:
        doc: Of the note.
        sources: The characters of what is cited in it.
    """
    text = text_of(doc)
    out: list[SeriesFound] = []
    dates = list(_told(text, dates_in(doc), sources))
    if not dates:
        return out
    for low, high in [(s.start_char, s.end_char) for s, _ in found(doc, "sentences", SentenceFound)]:
        here = [d for d in dates if low <= d.start < high]
        if not here:
            continue
        one = _series(text, low, high, here)
        if len(one.dates) == 1 and any(one.dates[0] in s.dates for s in out):
            continue
        if out and _GOES_ON.match(text, low):
            out[-1] = _joined(out[-1], one)
        else:
            out.append(one)
    return out


def _told(text: str, dates: Sequence[Dated], sources: Sequence[tuple[int, int]]) -> Iterator[Dated]:
    """The dates that the note tells of itself: outside of sources, or in a row that begins outside or before one."""
    kept: Dated | None = None
    for d, following in zip_longest(dates, dates[1:]):
        source = next(((a, b) for a, b in sources if a <= d.start < b), None)
        if kept and len(d.value) == 4 and _AUTHOR.fullmatch(text, kept.end, d.start):
            continue
        goes_on = kept is not None and bool(_JOINT.fullmatch(text, kept.end, d.start))
        if source and not goes_on:
            row = len(d.members) > 1 or (following and _JOINT.fullmatch(text, d.end, following.start))
            if not row or re.search(r"[,;:“”\"(]", text[source[0] : d.start]):
                continue
        kept = d
        yield d


def _joined(last: SeriesFound, one: SeriesFound) -> SeriesFound:
    return SeriesFound(
        last.spots + one.spots, last.dates + one.dates, last.plain or one.plain, last.partial or one.partial
    )


def _series(text: str, low: int, high: int, dates: Sequence[Dated]) -> SeriesFound:
    joints = sum(bool(_JOINT.fullmatch(text, a.end, b.start)) for a, b in pairwise(dates))
    lead = text[low : dates[0].start].strip()
    alone = not (len(lead) > 4 or (len(dates) == 1 and len(text[dates[0].end : high].strip()) > 4))
    return SeriesFound(
        spots=tuple(d.start for d in dates),
        dates=tuple(v for d in dates for v in d.members),
        plain=2 * joints >= len(dates) - 1 and (alone or bool(_HAPPENED.search(lead))),
        partial=bool(_PARTLY.search(text[low:high])),
    )


def _times(text: str, start: int, end: int) -> int:
    """How many times a date is meant for."""
    bracket = text[end : end + 2].lstrip()[:1] in {"(", "["}
    many = (bracket and MANY_BEHIND.match(text, end)) or _before(text, start)
    number = count_of(many[1]) if many else 1
    return number if 1 <= number <= 20 else 1


def _before(text: str, start: int) -> re.Match[str] | None:
    return (
        _MANY_BEFORE.search(text[max(0, start - 24) : start])
        if text[max(0, start - 4) : start].split()[-1:] == ["in"]
        else None
    )


def counts_for_a_date(text: str, start: int, end: int, dates: Sequence[Dated]) -> bool:
    """Whether "twice" or "three times" at `text[start:end]` says how often a date of a list is meant.

    It stands in brackets behind the date, or before it ("once in 1978, twice in 1994"), where another date or what
    opens the list goes before.
    """
    if MANY_BEHIND.match(text, start - 1) and any(not text[d.end : start - 1].strip() for d in dates if d.end < start):
        return True
    if not any(text[end : d.start].split() in (["in"], ["on"]) for d in dates if d.start > end):
        return False
    last = max((d.end for d in dates if d.end <= start), default=-1)
    return text[:start].rstrip().endswith((":", "(", "—")) or (last > 0 and bool(_JOINT.fullmatch(text, last, start)))
