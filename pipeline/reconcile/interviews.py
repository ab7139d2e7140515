"""The distinct interviews behind the citations, and the least number of people that they prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.records import Citation, Mention, Row, content_id, joined


@dataclass(frozen=True, slots=True)
class Supported:
    """What the markers that cite a note support: marker mentions, their sentences, the quotes in them, who speaks."""

    markers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    sentences: tuple[tuple[str, int, int], ...] = ()
    """Reading text, start and end of each."""
    speakers: tuple[str, ...] = ()


def interview_rows(
    citations: Sequence[Citation],
    mentions: Mapping[str, Mention],
    supported: Mapping[str, Supported],
    stands_for: Mapping[str, str] = MappingProxyType({}),
) -> list[Row]:
    """Make `interviews.csv`: one row a person or group described alike, on one day, in one way.

    Args:
        citations: Of kind `interview` and `correspondence`, in the order in which they stand.
        mentions: By id.
        supported: By `note_id`.
        stands_for: For short forms the citation in full.

    Returns:
        Rows in the order of the first citation. `interviewees_at_least` is the largest number of people that one note
        proves: who cites "official" twice in a note means two, who cites "three officials" means three.
    """
    groups: dict[tuple[str, ...], list[Citation]] = {}
    known = {c.citation_id: c for c in citations}
    for c in citations:
        full = known.get(stands_for.get(c.citation_id, ""), c)
        key = (c.doc_id, full.attribution.casefold(), full.mode, full.place.casefold(), full.date)
        groups.setdefault(key, []).append(c)
    return [_row(key, group, mentions, supported) for key, group in groups.items()]


def _people_by_note(group: Sequence[Citation]) -> Mapping[str, int]:
    people: Counter[str] = Counter()
    for c in group:
        people[c.note_id or c.citation_id] += c.people
    return people


def _row(
    key: tuple[str, ...],
    group: Sequence[Citation],
    mentions: Mapping[str, Mention],
    supported: Mapping[str, Supported],
) -> Row:
    first = group[0]
    sections = dict.fromkeys(" > ".join(mentions[c.mention_id].section) for c in group)
    quotes = dict.fromkeys(q for c in group for q in supported.get(c.note_id, Supported()).quotes)
    return {
        "interview_id": content_id("i", *key),
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
