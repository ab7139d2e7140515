"""Mentions become events: one row for the same type, participants, date and name, wherever it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.reconcile.dates import bounds
from pipeline.records import EventMention, Mention, Row, content_id, joined

PLOVER = {
    "agreement": "AGREE",
    "dialogue": "CONSULT",
    "visit": "CONSULT",
    "exercise": "COOPERATE",
    "exchange": "COOPERATE",
    "industrial_project": "COOPERATE",
    "operation": "COOPERATE",
    "deployment": "MOBILIZE",
    "sanction": "SANCTION",
    "conflict": "ASSAULT",
}
"""The PLOVER ontology (Open Event Data Alliance) has no type for statements, appointments, institutions and
policies."""


def event_rows(events: Sequence[EventMention], mentions: Mapping[str, Mention]) -> list[Row]:
    """Make `events.csv`.

    Args:
        events: In the order of documents and places.
        mentions: By id.
    """
    groups: dict[tuple[object, ...], list[EventMention]] = defaultdict(list)
    for e in events:
        groups[(e.type, e.participants, e.date, e.name.casefold(), e.modality)].append(e)
    return [_row(group, mentions) for group in groups.values()]


def _row(group: Sequence[EventMention], mentions: Mapping[str, Mention]) -> Row:
    first = group[0]
    start, end = bounds(first.date)
    return {
        "event_id": content_id("e", first.type, *first.participants, first.date, first.name.casefold(), first.modality),
        "type": first.type,
        "plover": PLOVER.get(first.type, ""),
        "name": first.name,
        "participants": joined(first.participants),
        "place": next((e.place for e in group if e.place), ""),
        "date": first.date,
        "date_start": start,
        "date_end": end,
        "modality": first.modality,
        "summary": mentions[first.mention_id].text,
        "documents": joined(dict.fromkeys(e.doc_id for e in group)),
        "evidence": joined(dict.fromkeys(i for e in group for i in (e.mention_id, *e.evidence))),
    }
