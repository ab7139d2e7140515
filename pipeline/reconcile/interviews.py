"""The distinct interviews behind the citations, and the least number of people that they prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.reconcile.clusters import Clusters
from pipeline.reconcile.rows import (
    NO_OVERRIDES,
    Made,
    Overrides,
    as_read,
    by_position,
    merge_rows,
    rows_asked_for,
    unique_ids,
)
from pipeline.records import Citation, Mention, Row, joined


@dataclass(frozen=True, slots=True)
class Supported:
    """What the markers that cite a note support: marker mentions, their sentences, the quotes in them, who speaks."""

    markers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    sentences: tuple[tuple[str, int, int], ...] = ()
    """Reading text, start and end of each."""
    speakers: tuple[str, ...] = ()


def make_interviews(
    citations: Sequence[Citation],
    mentions: Mapping[str, Mention],
    supported: Mapping[str, Supported],
    stands_for: Mapping[str, str] = MappingProxyType({}),
    overrides: Overrides = NO_OVERRIDES,
) -> Made:
    """Make `interviews.csv`, and tell why citations were put together.

    A row is a person or group described alike, on one day, in one way; the rows stand in the order of their first
    citations. `interviewees_at_least` is the largest number of people that one note proves: who cites "official" twice
    in a note means two, who cites "three officials" means three.
    Interviews are of one document: in two reports "a Dutch official" may be two people.

    Args:
        citations: Of kind `interview` and `correspondence`, in the order in which they stand.
        mentions: By id.
        supported: By `note_id`.
        stands_for: For short forms the citation in full.
        overrides: What people decided.
    """
    known = {c.citation_id: c for c in citations}
    fulls = [known.get(stands_for.get(c.citation_id, ""), c) for c in citations]
    keys = [_key(c, full) for c, full in zip(citations, fulls, strict=True)]
    clusters = Clusters(range(len(citations)), by_position(overrides.constraints.get("interviews", ()), citations))
    first: dict[tuple[str, ...], int] = {}
    for i, key in enumerate(keys):
        if (alike := first.setdefault(key, i)) != i:
            short = fulls[i] is not citations[i]
            clusters.join(alike, i, ("reference",) if short else tuple(n for n, v in zip(_KEY, key, strict=True) if v))
    groups = clusters.sets()
    corrections = overrides.corrections
    read = [_key(as_read(citations[g[0]], corrections), as_read(fulls[g[0]], corrections)) for g in groups]
    ids = unique_ids("i", read, [[citations[i].mention_id for i in g] for g in groups])
    rows = [
        _row(interview_id, [citations[i] for i in group], mentions, supported)
        for interview_id, group in zip(ids, groups, strict=True)
    ]
    row_of = {i: row_id for row_id, group in zip(ids, groups, strict=True) for i in group}
    merges = merge_rows("interviews", clusters, row_of, lambda i: citations[i].mention_id)
    of_record = rows_asked_for(citations, [row_of[i] for i in range(len(citations))], overrides.asked)
    return Made(rows, merges, [], of_record, frozenset(clusters.overruled))


_KEY = ("document", "attribution", "mode", "place", "date")


def _key(c: Citation, full: Citation) -> tuple[str, ...]:
    """What makes an interview: what the citation in full says."""
    return c.doc_id, full.attribution.casefold(), full.mode, full.place.casefold(), full.date


def _people_by_note(group: Sequence[Citation]) -> Mapping[str, int]:
    people: Counter[str] = Counter()
    for c in group:
        people[c.note_id or c.citation_id] += c.people
    return people


def _row(
    interview_id: str,
    group: Sequence[Citation],
    mentions: Mapping[str, Mention],
    supported: Mapping[str, Supported],
) -> Row:
    first = group[0]
    sections = dict.fromkeys(" > ".join(mentions[c.mention_id].section) for c in group)
    quotes = dict.fromkeys(q for c in group for q in supported.get(c.note_id, Supported()).quotes)
    return {
        "interview_id": interview_id,
        "doc_id": first.doc_id,
        "attribution": first.attribution,
        "affiliation": first.affiliation,
        "role": first.role,
        "status": first.status,
        "anonymity": first.anonymity,
        "mode": first.mode,
        "place": first.place,
        "date": first.date,
        "citations": joined(c.citation_id for c in group),
        "interviewees_at_least": str(max(_people_by_note(group).values())),
        "sections": joined(sections),
        "quotes": joined(f"“{mentions[q].text}”" for q in quotes),
        "evidence": joined([*(c.mention_id for c in group), *quotes]),
    }
