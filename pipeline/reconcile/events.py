"""Mentions become events: one row for one event, wherever it is told (see `event_linking.py`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from pipeline.edtf import bounds
from pipeline.reconcile.clusters import Clusters
from pipeline.reconcile.event_linking import EventLinker
from pipeline.reconcile.rows import (
    ASIDE,
    NO_OVERRIDES,
    Corrections,
    Made,
    Overrides,
    as_read,
    by_position,
    corrected,
    merge_rows,
    rows_asked_for,
    unique_ids,
)
from pipeline.reconcile.values import Chosen, Told, chosen_date, chosen_set, chosen_text, dissent_rows
from pipeline.records import EventMention, Mention, Row, joined, members
from pipeline.running.spreading import Spread, here


def make_events(
    events: Sequence[EventMention],
    mentions: Mapping[str, Mention],
    agreements: Mapping[str, str] = MappingProxyType({}),
    overrides: Overrides = NO_OVERRIDES,
    spread: Spread = here,
) -> Made:
    """Make `events.csv`, and tell why mentions were put together, and what they contradict each other in.

    Args:
        events: In the order of documents and places.
        mentions: By id.
        agreements: The id of the agreement by the mention of it.
        overrides: What people decided.
        spread: Who compares events with each other, block by block.
    """
    clusters = Clusters(range(len(events)), by_position(overrides.constraints.get("events", ()), events))
    EventLinker(events, agreements, mentions).link(clusters, spread)
    groups = clusters.sets()
    tellings = [_Group([events[i] for i in group], mentions, overrides.corrections) for group in groups]
    ids = unique_ids("e", [g.identity for g in tellings], [[events[i].mention_id for i in g] for g in groups])
    rows, dissent = [], []
    for event_id, group in zip(ids, tellings, strict=True):
        rows.append(group.row(event_id))
        dissent += group.dissent(event_id)
    row_of = {i: row_id for row_id, group in zip(ids, groups, strict=True) for i in group}
    merges = merge_rows("events", clusters, row_of, lambda i: events[i].mention_id)
    of_record = rows_asked_for(events, [row_of[i] for i in range(len(events))], overrides.asked)
    return Made(rows, merges, dissent, of_record, frozenset(clusters.overruled))


class _Group:
    """The mentions of one event, and the values that count."""

    def __init__(
        self,
        group: Sequence[EventMention],
        mentions: Mapping[str, Mention],
        corrections: Corrections,
    ) -> None:
        self._group = group
        self._mentions = mentions
        self._corrections = corrections
        self._told: dict[str, list[Told]] = {}
        """By column what was told, where not all tell the same."""
        self._chosen = {name: self._choose(name, read) for name, read in _FIELDS.items()}
        counts = self._chosen["date"].value
        self._first = next((e for e in group if e.date == counts), group[0])

    @property
    def identity(self) -> tuple[str, ...]:
        """What the id is derived from: what was read, not what people made of it."""
        chosen = self._as_read()._chosen if self._corrections else self._chosen
        value = {name: c.value for name, c in chosen.items()}
        act = self._act
        who, name = members(value["participants"]), value["name"].casefold()
        said = (value["type"], *who, value["date"], name, value["modality"])
        return (*said, act) if act else said

    @property
    def _act(self) -> str:
        """Of an agreement what most mentions say: who signs it concludes it, too."""
        acts = Counter(e.act for e in self._group if e.act)
        return min(acts, key=lambda act: (-acts[act], act != "signed", act), default="")

    def row(self, event_id: str) -> Row:
        """The row of `events.csv`."""
        value = {name: chosen.value for name, chosen in self._chosen.items()}
        start, end = bounds(value["date"])
        group, first = self._group, self._first
        return value | {
            "event_id": event_id,
            "plover": next((e.plover for e in group if e.plover), ""),
            "date_start": start,
            "date_end": end,
            "other_dates": joined(self._chosen["date"].others),
            "act": self._act,
            "cue": next((e.cue for e in group if e.cue), ""),
            "roles": joined(next((e.roles for e in group if e.roles), ())),
            "participants_from": first.participants_from,
            "date_from": "sentence" if any(e.date_from == "sentence" for e in group) else first.date_from,
            "summary": self._mentions[group[0].mention_id].text,
            "documents": joined(dict.fromkeys(e.doc_id for e in group)),
            "evidence": joined(dict.fromkeys(i for e in group for i in (e.mention_id, *e.evidence))),
        }

    def dissent(self, event_id: str) -> list[Row]:
        """Rows of `dissent.csv`."""
        told = self._told.items()
        return [r for name, said in told for r in dissent_rows("events", event_id, name, self._chosen[name], said)]

    def _as_read(self) -> _Group:
        return _Group([as_read(e, self._corrections) for e in self._group], self._mentions, {})

    def _choose(self, name: str, read: Callable[[EventMention], str]) -> Chosen:
        """The value of a column that counts; where there is but one, nothing is to be weighed."""
        said = {*map(read, self._group)} - {""}
        if len(said) < 2 and not self._corrections:
            return Chosen(next(iter(said), ""))
        told = self._told[name] = self._of(name, read)
        return _WAYS.get(name, chosen_text)(told)

    def _of(self, name: str, read: Callable[[EventMention], str]) -> list[Told]:
        return [
            Told(
                read(e),
                e.doc_id,
                (e.mention_id, *e.evidence),
                self._mentions[e.mention_id].block in ASIDE,
                corrected(name, e, self._corrections),
            )
            for e in self._group
        ]


_WAYS: Mapping[str, Callable[[Sequence[Told]], Chosen]] = {"date": chosen_date, "participants": chosen_set}
"""How the value of a column is chosen, where it is no plain text."""
_FIELDS: Mapping[str, Callable[[EventMention], str]] = {
    "type": lambda e: e.type,
    "name": lambda e: e.name,
    "participants": lambda e: joined(e.participants),
    "place": lambda e: e.place,
    "date": lambda e: e.date,
    "modality": lambda e: e.modality,
}
