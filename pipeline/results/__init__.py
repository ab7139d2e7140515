"""A finished run: its tables and its texts; what changed between two, why a row is what it is, what people decide."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipeline.dataset import BY_NAME, TABLES, dataset_of, read_tables
from pipeline.records import Fragments, Row, members
from pipeline.store import read_source


@dataclass(frozen=True)
class Results:
    """What a run left behind.

    Attributes:
        out: The folder of the run.
        tables: Rows by the contract's name of their table.
    """

    out: Path
    tables: Mapping[str, Sequence[Row]]
    _sources: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def documents(self) -> dict[str, Row]:
        """Those that could be read, by id, in the order of their table."""
        return {row["doc_id"]: row for row in self.tables["documents"] if row["status"] == "ok"}

    @cached_property
    def mentions(self) -> dict[str, Row]:
        """All mentions by id."""
        return {row["mention_id"]: row for row in self.tables["mentions"]}

    @cached_property
    def mentions_of(self) -> dict[str, list[Row]]:
        """The mentions of each document that could be read, in source order."""
        out: dict[str, list[Row]] = {doc_id: [] for doc_id in self.documents}
        for row in self.tables["mentions"]:
            out[row["doc_id"]].append(row)
        for rows in out.values():
            rows.sort(key=lambda r: (int(r["start"]), int(r["end"]), r["mention_id"]))
        return out

    @cached_property
    def users(self) -> dict[str, list[tuple[str, str]]]:
        """By mention: the table and id of each row that rests on it; whatever names it in a cell of ids."""
        out: dict[str, list[tuple[str, str]]] = {}
        for table in TABLES:
            if table.name in ("documents", "mentions"):
                continue
            columns = [c.name for c in table.columns if c.name in ("evidence", "supports") or c.points_to == "mentions"]
            for row in self.tables[table.name]:
                for mention_id in dict.fromkeys(m for c in columns for m in members(row[c])):
                    out.setdefault(mention_id, []).append((table.name, row[table.key]))
        return out

    def source(self, doc_id: str) -> str:
        """The source text of a document, that offsets count in."""
        if doc_id not in self._sources:
            self._sources.clear()  # readers go document by document: one text at a time is in memory
            self._sources[doc_id] = read_source(self.out, doc_id)
        return self._sources[doc_id]


def read_results(out: Path) -> Results:
    """Read what a run left.

    Raises:
        StageError: There is no finished dataset.
    """
    tables = read_tables(dataset_of(out))
    # A dataset of an earlier version may lack a column that came later: to readers it is empty.
    empty = {name: dict.fromkeys(table.names, "") for name, table in BY_NAME.items()}
    return Results(out, {name: [{**empty[name], **row} for row in rows] for name, rows in tables.items()})


def fragments_of(row: Row) -> Fragments:
    """Where a mention or citation stands."""
    return tuple((int(start), int(end)) for start, end in json.loads(row["fragments"]))


def hull_of(row: Row) -> tuple[int, int]:
    """From where to where a mention or citation stands."""
    return int(row["start"]), int(row["end"])
