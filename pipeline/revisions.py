"""What people's decisions changed in what was read of a document: the rows of `revisions.csv`, and a reading with them.

Reconciliation goes on from readings so revised, and so do the checks: what a person rejected proves nothing and
contradicts nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Literal

from pipeline.records import Extraction, Row, cell_of, content_id, members

PARTS = ("agreements", "milestones", "events", "citations", "claims", "mentions")
"""The records of an extraction that decisions are about; of mentions those of dates and actors."""
_LISTS = frozenset({"parties", "participants", "roles", "authors", "actors"})
_RESTING = ("milestones", "events", "claims", "series")
"""The records of an extraction that name mentions as their evidence."""
How = Literal["rejected", "corrected", "dropped"]
"""A citation is `rejected` as an interview's, and stays; it is `dropped` where it is none at all."""


def revision_row(
    extraction: Extraction, part: str, position: int, how: How, decision: str, field: str = "", value: object = ""
) -> Row:
    """A row of `revisions.csv`.

    Args:
        extraction: Of the document, as it was read.
        part: One of `PARTS`.
        position: Of the record among its part's, from 0.
        how: What became of it.
        decision: The id of the decision that says so.
        field: What is corrected.
        value: What it says instead, text or a tuple of texts.
    """
    record = getattr(extraction, part)[position]
    read_from = record.agreement_mention if part == "milestones" else record.mention_id
    return {
        "revision_id": content_id("v", extraction.doc_id, part, position, how, field),
        "doc_id": extraction.doc_id,
        "part": part,
        "position": str(position),
        "mention_id": "" if (part, how) == ("mentions", "rejected") else read_from,
        "how": how,
        "field": field,
        "value": cell_of(value),
        "decision_id": decision,
    }


def by_document(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    """The rows of `revisions.csv` by document; those that no decision is about aren't there."""
    out: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        out[row["doc_id"]].append(row)
    return dict(out)


def revised(extraction: Extraction, rows: Sequence[Row]) -> Extraction:
    """A reading as people have it: without the records that they rejected, with what they corrected.

    A citation that is no interview's is still a citation, and stays.

    Args:
        extraction: As it was read.
        rows: Of `revisions.csv`, those of its document.
    """
    if not rows:
        return extraction
    gone: dict[str, set[int]] = defaultdict(set)
    fields: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        part, position = row["part"], int(row["position"])
        if row["how"] == "corrected":
            fields[part][position][row["field"]] = cell_value(row["field"], row["value"])
        elif part != "citations" or row["how"] == "dropped":
            gone[part].add(position)
    changed: dict[str, Any] = {
        part: tuple(
            replace(record, **fields[part][i]) if i in fields[part] else record
            for i, record in enumerate(getattr(extraction, part))
            if i not in gone[part]
        )
        for part in PARTS
        if gone[part] or fields[part]
    }
    made = replace(extraction, **changed)
    lost = {extraction.mentions[i].mention_id for i in gone["mentions"]}
    return _without(made, lost) if lost else made


def _without(extraction: Extraction, lost: AbstractSet[str]) -> Extraction:
    """A reading in which nothing rests on some mentions any more, and no date is told from them."""
    changed: dict[str, Any] = {
        part: tuple(
            replace(record, evidence=tuple(i for i in record.evidence if i not in lost))
            if not lost.isdisjoint(record.evidence)
            else record
            for record in getattr(extraction, part)
        )
        for part in _RESTING
    }
    changed["mentions"] = tuple(replace(m, anchor="") if m.anchor in lost else m for m in extraction.mentions)
    return replace(extraction, **changed)


def cell_value(field: str, cell: str) -> str | tuple[str, ...]:
    """What a record's field holds where a table has this cell."""
    return tuple(members(cell)) if field in _LISTS else cell
