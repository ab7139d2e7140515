"""Events: found where the run tells of one in the gold's sentence and gives it the gold's date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.evaluate.gold import Gold, Said
from pipeline.evaluate.matching import Item, match, same_date, without
from pipeline.evaluate.scores import Error, Score, astray, differing, scored
from pipeline.records import Row, members

Told = Mapping[str, Sequence[Row]]
"""Events by the mention that tells of them."""

_TYPE, _PARTICIPANTS = 0.5, 0.25
"""What a same type and same participants add to a same date, when several events could be meant."""


def event_scores(said: Said, gold: Gold) -> Iterator[Score]:
    """By place and date, then by type, too, then by all."""
    told: defaultdict[str, list[Row]] = defaultdict(list)
    for row in said.results.tables["events"]:
        for mention in members(row["evidence"]):
            told[mention].append(row)

    def close(found: Item, wanted: Item) -> float:
        if min(found.end, wanted.end) <= max(found.start, wanted.start):
            return 0.0
        return max((_fit(event, found, wanted) for event in told[found.row["mention_id"]]), default=0.0)

    wanted = gold.items("events", "events")
    found = said.items("mentions", frozenset({"event"}), gold.scope["events"])
    found = [p for p in found if told.get(p.row["mention_id"])]
    pairs = match(found, wanted, close)
    hit = {id(p) for p, _ in pairs}
    optional = gold.items("events_optional", "events")
    found = [p for p, _ in pairs] + without([p for p in found if id(p) not in hit], optional)
    lost = [_dated(e, wanted) for e in astray(pairs, found, wanted)]
    yield scored("events (place in text, date)", len(pairs), found, wanted, lost)
    for task, names in (("events (+ type)", _BY_TYPE), ("events (+ type, participants, modality)", _BY_ALL)):
        wrong = [
            differing(g, _shown(g.row, names), " or ".join(_shown(e, names) for e in told[p.row["mention_id"]]))
            for p, g in pairs
            if not any(_agrees(e, g, names) for e in told[p.row["mention_id"]])
        ]
        yield scored(task, len(pairs) - len(wrong), found, wanted, [*lost, *wrong])


_BY_TYPE = ("type",)
_BY_ALL = ("type", "participants", "modality")


def _fit(event: Row, found: Item, wanted: Item) -> float:
    meant = wanted.row["date_edtf"]
    if not (same_date(event["date"], meant) or same_date(found.row["value"], meant)):
        return 0.0
    same_type = bool(event["type"] == wanted.row["type"])
    return 1.0 + _TYPE * same_type + _PARTICIPANTS * _shared(event, wanted)


def _shared(event: Row, wanted: Item) -> float:
    """Participants that both name, of all that either names; all where nobody is named."""
    said, meant = set(members(event["participants"])), set(wanted.row["participants"])
    return len(said & meant) / len(said | meant) if said | meant else 1.0


def _agrees(event: Row, wanted: Item, names: Sequence[str]) -> bool:
    same = all(event[name] == wanted.row[name] for name in names if name != "participants")
    return same and ("participants" not in names or _shared(event, wanted) >= 0.5)


def _shown(row: Mapping[str, object], names: Sequence[str]) -> str:
    told = (row[name] for name in names)
    return ", ".join("+".join(map(str, each)) if isinstance(each, list) else str(each) for each in told)


def _dated(error: Error, wanted: Sequence[Item]) -> Error:
    """What a missed event is, since a sentence may tell of several."""
    if error.kind != "missed":
        return error
    here = (g for g in wanted if (g.doc, g.start, g.end) == (error.doc, error.start, error.end))
    expected = " or ".join(f"{g.row['type']} {g.row['date_edtf']}" for g in here)
    return Error(error.kind, error.doc, error.start, error.end, expected)
