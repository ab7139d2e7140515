"""A note's source against the event that it is cited for, and sources of one author against each other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.audit.checks.audited import Audited, Tested, contradicted, place_of, short, undecidable
from pipeline.audit.checks.oneoff import is_yearly
from pipeline.edtf import bounds, year_of
from pipeline.records import Citation, Claim, Extraction, Mention, Support

_SOON = timedelta(days=92)
"""A source may be this much younger than what it tells of, and the two still speak for each other."""
_AHEAD = timedelta(days=31)
"""So long before an event it is announced."""
_SLIP = (timedelta(days=-1), timedelta(days=8))
"""In the right year, a release would be of the event's day or of the week behind it."""
_LONG = timedelta(days=31)
"""What lasts longer is no single event."""
_NOT_YET = re.compile(
    r"\b(?:as of|will|would|shall|(?:is|are|was|were) (?:to|due|expected|set|slated)|plan(?:s|ned)?|scheduled|"
    r"invit\w+|intend(?:s|ed)?|forthcoming|upcoming|postponed|agreed to)\b",
    re.IGNORECASE,
)
"""A sentence with these may tell of what was still to come when its source was printed."""
_SIC = re.compile(r"[\[(]\s?sic\b", re.IGNORECASE)
"""Who cites knows that the date is wrong."""
_CUT = re.compile(r"(?:[-–,;:(]|\b(?:and|of|in|the|see|at|for))\s*$", re.IGNORECASE)
"""How a note ends that goes on where the file does not."""
_NEAR = 500
"""Characters before the marker in which the event is told, if its own sentence gives no date."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A date of the text that a note's source may be held against."""

    mention: Mention
    first: date
    last: date


def source_dates(audited: Audited) -> Iterator[Tested]:
    """Sources dated to the day against the dated event before their marker; all sources of a note against its sentence.

    What contradicts is a source that would fit the event to the week if its year were the event's, and that speaks of
    no other year told there: a slip of a digit in one of the two. And a sentence that tells of what happened when all
    that its note cites was long printed.
    """
    cited: dict[str, list[Citation]] = defaultdict(list)
    for c in audited.extraction.citations:
        if c.note_id:
            cited[c.note_id].append(c)
    happened = _happened(audited.extraction)
    places = Counter(s.note_id for s in audited.extraction.supports)
    for s in audited.extraction.supports:
        sources = cited[s.note_id] if s.note_id else []
        if not sources:
            continue
        marker = audited.mentions[s.marker_id]
        told = _before(marker, s, audited.dates.get(marker.block_id, ()))
        precise = [c for c in sources if c.kind == "full" and len(c.date) == 10]
        tested = [t for c in precise for t in _tested(audited, s, c, told)]
        yield from tested
        # The sources of a note that is cited in two places may be of the other one; of a cut one, some may be lost.
        cut = audited.mentions[s.note_id].complete == "no" or _CUT.search(audited.mentions[s.note_id].text)
        if places[s.note_id] == 1 and not cut and not any(finding for _, finding in tested):
            yield from _older(audited, s, sources, [m for m in told if m.mention_id in happened])


def _happened(extraction: Extraction) -> frozenset[str]:
    """The dates of what did happen; an instrument is older than its entry into force, so of none of these."""
    return frozenset(
        i for e in extraction.events if e.modality == "actual" and e.type != "agreement" for i in e.evidence
    )


def _older(
    audited: Audited, support: Support, sources: Sequence[Citation], dates: Sequence[Mention]
) -> Iterator[Tested]:
    """All sources of a note older than the one event that its sentence dates."""
    start = support.fragments[0][0] if support.fragments else 0
    values = {m.value for m in dates if m.start >= start}
    first = bounds(next(iter(values)))[0] if len(values) == 1 else ""
    if not first or len(next(iter(values))) < 7 or _NOT_YET.search(support.sentence):
        return
    days = [_day_of(audited, c) for c in sources if c.kind != "note"]
    if days and all(days) and date.fromisoformat(first) - max(date.fromisoformat(d) for d in days) > _AHEAD:
        event = _Told(dates[-1], date.fromisoformat(first), date.fromisoformat(first))
        newest = max((c for c in sources if c.kind != "note"), key=lambda c: _day_of(audited, c))
        message = "the source is older than what it is cited for; see whether it told of a plan."
        yield _contradicted(audited, newest, event, message)


def _day_of(audited: Audited, source: Citation) -> str:
    """The last day that a source, or what a short form stands for, may be of; empty where that is not known."""
    target = audited.citations.get(audited.resolved.get(source.citation_id, ""), source)
    if not (target.title or target.attribution):
        return ""
    return bounds(target.date or target.year[:4])[1]


def _before(marker: Mention, support: Support, dates: Sequence[Mention]) -> list[Mention]:
    """The dates of the marker's sentence before it; where it has none, of the text before the sentence."""
    start = support.fragments[0][0] if support.fragments else marker.start
    own = [m for m in dates if start <= m.start and m.end <= marker.start]
    return own or [m for m in dates if marker.start - _NEAR <= m.start and m.end <= marker.start]


def _tested(audited: Audited, support: Support, source: Citation, dates: Sequence[Mention]) -> Iterator[Tested]:
    events = [t for m in dates if (t := _as_told(m))]
    day = date.fromisoformat(source.date)
    if not events:
        return
    fits = [t for t in events if t.first - _AHEAD <= day <= t.last + _SOON]
    slips = [t for t in events if _slipped(day, t)]
    years = {year_of(m.value) for m in dates}
    if fits:
        yield _claim(audited, source, fits[-1]), None
    elif slips and source.date[:4] not in years and not is_yearly(support.sentence):
        yield _contradicted(audited, source, slips[-1], "the days fit, but the years don't.")


def _as_told(m: Mention) -> _Told | None:
    """A date as precise as a few days; a set of days is from its first to its last."""
    first, last = bounds(m.value)
    members = re.split(r"[/,]", m.value.strip("{}"))
    if not first or not last or any(len(v) != 10 for v in members):
        return None
    told = _Told(m, date.fromisoformat(first), date.fromisoformat(last))
    return told if told.last - told.first <= _LONG else None


def _slipped(day: date, event: _Told) -> bool:
    """Whether the source's day fits the event in the event's year, and its own year is one or two off."""
    off = day.year - event.last.year
    if off == 0 or abs(off) > 2 or (day.month, day.day) == (2, 29):
        return False
    moved = day.replace(year=event.last.year)
    return event.first + _SLIP[0] <= moved <= event.last + _SLIP[1]


def _claim(audited: Audited, source: Citation, event: _Told) -> Claim:
    cited = audited.mentions[source.mention_id]
    return Claim(
        "source_date",
        source.doc_id,
        short(cited.text, 200),
        expected=event.mention.value,
        found=source.date,
        verdict="confirmed",
        evidence=(event.mention.mention_id, source.mention_id),
    )


def _contradicted(audited: Audited, source: Citation, event: _Told, why: str) -> Tested:
    claim = _claim(audited, source, event)
    if _SIC.search(audited.mentions[source.mention_id].text):
        return undecidable(claim, f"the note itself says of the date that it stands so in the source ({claim.found})")
    reason = f"the source is of {source.date}, what it is cited for of {event.mention.value}"
    message = (
        f"Note {source.footnote} cites a source of {source.date or source.year}, {_quoted(claim.text)}, for what the "
        f"text dates “{_printed(audited, event.mention)}”{place_of(event.mention)}: {why}"
    )
    return contradicted(claim, message, reason)


def _quoted(text: str) -> str:
    """A citation in quotation marks, unless it begins with one."""
    text = short(text, 120)
    return text if text.startswith(("“", '"')) else f"“{text}”"


def _printed(audited: Audited, date: Mention) -> str:
    """A date of several parts as it stands in the source, with what joins them ("April 27 and 28")."""
    words = " ".join(audited.document.source[date.start : date.end].split())
    return words if len(date.fragments) > 1 and len(words) <= 2 * len(date.text) else date.text
