"""What all reconciled tables share: ids that differ, merges told, decisions found again among numbered records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pipeline.reconcile.clusters import Clusters, Constraint
from pipeline.records import MilestoneMention, Row, content_id, joined

T = TypeVar("T", bound=Hashable)

ASIDE = frozenset({"footnote", "endnote", "list", "table"})
"""Blocks that tell of things by the way: a sentence of running text goes before them."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What people corrected in a record.

    Attributes:
        origin: The record as it was read; the id of its row is derived from that, so that a correction renames nothing.
        fields: The fields that say something else now.
    """

    origin: Any
    fields: frozenset[str]


Corrections = Mapping[Any, Correction]
"""By the record as it is now."""


def corrected(name: str, record: Any, corrections: Corrections) -> bool:
    """Whether people said what a field of a record says."""
    return bool(corrections) and record in corrections and name in corrections[record].fields


def as_read(record: T, corrections: Corrections) -> T:
    """A record as it was before anybody corrected it."""
    return corrections[record].origin if corrections and record in corrections else record


@dataclass(frozen=True, slots=True)
class Overrides:
    """What people decided, as the tables are made by it.

    Attributes:
        constraints: By table what is one row and what is not, in the order in which it was decided.
        corrections: What people corrected in records.
        names: By mention of an agreement, the name that people gave it.
        asked: The mentions of which it is to be told what row they went into.
    """

    constraints: Mapping[str, Sequence[Constraint[Any]]] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()


NO_OVERRIDES = Overrides()


@dataclass(frozen=True, slots=True)
class Made:
    """A table, and what its reader asks next.

    Attributes:
        rows: Of the table.
        merges: Of `merges.csv`: which mentions were put together, and what spoke for it.
        dissent: Of `dissent.csv`.
        row_of: The id of the row that a record went into, for those that were asked for.
        overruled: Decisions that later ones gainsay.
    """

    rows: list[Row]
    merges: list[Row]
    dissent: list[Row]
    row_of: Mapping[Any, str]
    overruled: frozenset[str]


def mention_of(record: Any) -> str:
    """The mention that a record was read from; a milestone's is that of its agreement."""
    found: str = record.agreement_mention if isinstance(record, MilestoneMention) else record.mention_id
    return found


def rows_asked_for(records: Sequence[T], row_ids: Sequence[str | None], asked: Collection[str]) -> dict[T, str]:
    """The row that each record went into, for those of the mentions that are asked for.

    Args:
        records: All that went into rows, or may have.
        row_ids: As many: the row of each, `None` for none.
        asked: Ids of mentions.
    """
    if not asked:
        return {}
    pairs = zip(records, row_ids, strict=True)
    return {r: row_id for r, row_id in pairs if row_id is not None and mention_of(r) in asked}


def by_position(constraints: Sequence[Constraint[T]], records: Sequence[T]) -> list[Constraint[int]]:
    """Constraints on the numbers of records instead of on the records."""
    if not constraints:
        return []
    at: dict[T, list[int]] = defaultdict(list)
    for i, record in enumerate(records):
        at[record].append(i)
    return [
        Constraint(c.action, tuple(tuple(i for r in group for i in at.get(r, ())) for group in c.groups), c.decided)
        for c in constraints
    ]


def unique_ids(prefix: str, identities: Sequence[tuple[str, ...]], mentions: Sequence[Sequence[str]]) -> list[str]:
    """Ids from what rows say; of rows that say the same, those behind the first in order of mentions say on what, too.

    Args:
        prefix: Of the table.
        identities: What each row's id is derived from.
        mentions: The ids of each row's mentions.
    """
    ids = [content_id(prefix, *identity) for identity in identities]
    same: dict[str, list[int]] = defaultdict(list)
    for i, row_id in enumerate(ids):
        same[row_id].append(i)
    for numbers in same.values():
        for i in sorted(numbers, key=lambda i: min(mentions[i]))[1:]:
            ids[i] = content_id(prefix, *identities[i], min(mentions[i]))
    if len(set(ids)) < len(ids):
        # Rows of the same mentions that say the same: their number tells them apart.
        counts: dict[str, int] = defaultdict(int)
        for i, row_id in enumerate(ids):
            counts[row_id] += 1
            if counts[row_id] > 1:
                ids[i] = content_id(prefix, *identities[i], min(mentions[i]), counts[row_id])
    return ids


def merge_rows(table: str, clusters: Clusters[T], row_of: Mapping[T, str], mention_of: Callable[[T], str]) -> list[Row]:
    """Rows of `merges.csv`: two mentions of one row, and the fields that spoke for it. One sentence is none.

    Args:
        table: Whose rows they are.
        clusters: With the links that put them together.
        row_of: The row of each member; those without one are told of in none.
        mention_of: The mention of a member.
    """
    out: dict[str, Row] = {}
    for link in clusters.links:
        one, other = mention_of(link.one), mention_of(link.other)
        row_id = row_of.get(link.one)
        if row_id is None or one == other:
            continue
        merge_id = content_id("j", table, row_id, one, other)
        out[merge_id] = {
            "merge_id": merge_id,
            "table": table,
            "row_id": row_id,
            "one": one,
            "other": other,
            "fields": joined(link.fields),
            "decided": link.decided,
        }
    return list(out.values())
