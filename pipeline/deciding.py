"""From the rows of a dataset to decisions about them: each row's words become the anchors of a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from pipeline.dataset import BY_NAME, read_table
from pipeline.errors import ChronociteError
from pipeline.reconcile.anchoring import around
from pipeline.reconcile.applying import says
from pipeline.reconcile.decisions import FIELDS, KIND_OF_TABLE, Action, Anchor, DecidedTable, Decision, mistake_in
from pipeline.records import Extraction, Mention, Row
from pipeline.store import read_extraction, read_source

_TABLE_OF_KIND = {"agreement": "agreements", "event": "events", "citation": "interviews"}


class Deciding:
    """Makes decisions about the rows of one run's dataset."""

    def __init__(self, out: Path, tables: Mapping[str, Sequence[Row]] | None = None) -> None:
        """Look at a run's folder.

        Args:
            out: The folder.
            tables: All of its dataset, where they are read already; another run may be writing them anew.

        Raises:
            ChronociteError: There is no dataset in it.
        """
        if not (out / "dataset" / "mentions.csv").is_file():
            raise ChronociteError(f"{out} holds no dataset; run `chronocite run --out {out}` first")
        self._out = out
        self._table = cache(lambda name: read_table(out / "dataset", name) if tables is None else tables[name])
        self._source = cache(lambda doc_id: read_source(out, doc_id))
        self._extraction = cache(self._read)
        self._paths = {row["doc_id"]: row["path"] for row in self._table("documents")}

    def decide(self, action: Action, ids: Sequence[str], *, field: str = "", value: str = "") -> Decision:
        """Make a decision; it is not signed, and not written yet.

        Args:
            action: `accept`, `reject`, `correct`: of rows or mentions; `merge`, `apart`: of two rows or more; `split`:
                of a row and those of its mentions that are to leave it.
            ids: Of rows of `agreements, milestones, events, interviews`, or of mentions.
            field: For `correct`.
            value: For `correct`, a cell of the table.

        Raises:
            ChronociteError: An id is not there, or the decision makes no sense.
        """
        found = [self._anchors(i) for i in ids]
        tables = {table for table, _ in found}
        if len(tables) > 1:
            raise ChronociteError(f"a decision is about one table, these are of {' and '.join(sorted(tables))}")
        groups = [anchors for _, anchors in found]
        if action == "split":
            groups = _split(ids, groups)
        elif action in {"accept", "reject", "correct"}:
            groups = [[a for group in groups for a in group]]
        table = cast("DecidedTable", min(tables))
        decision = Decision(action, table, tuple(map(tuple, groups)), field, " ".join(value.split()))
        if mistake := mistake_in(decision):
            raise ChronociteError(mistake)
        return decision

    def _anchors(self, row_id: str) -> tuple[str, list[Anchor]]:
        """The table that an id is of, and the words of its row, or of the mention."""
        for table in FIELDS:
            for row in self._table(table):
                if row_id in {row[BY_NAME[table].key], row.get("derived_id")}:
                    return table, list(self._of_row(table, row))
        for row in self._table("mentions"):
            if row["mention_id"] == row_id:
                return self._of_mention(row)
        for row in self._table("history"):
            if row["former_id"] == row_id and row["row_id"]:
                raise ChronociteError(f"{row_id} is {row['row_id']} now; decide about that")
        raise ChronociteError(f"{row_id} is no row of {', '.join(FIELDS)} and no mention in {self._out / 'dataset'}")

    def _of_row(self, table: str, row: Row) -> Iterator[Anchor]:
        kind = KIND_OF_TABLE[table]
        wanted = set(row["evidence"].split("; "))
        for doc_id in row["doc_id"].split("; ") if "doc_id" in row else row["documents"].split("; "):
            for mention in self._extraction(doc_id).mentions:
                if mention.mention_id in wanted and mention.kind == kind:
                    yield self._anchor(table, mention, row)

    def _of_mention(self, row: Row) -> tuple[str, list[Anchor]]:
        table = _TABLE_OF_KIND.get(row["kind"])
        if table is None:
            kinds = ", ".join(_TABLE_OF_KIND)
            raise ChronociteError(f"{row['mention_id']} is of kind {row['kind']}; decide about one of {kinds}")
        mentions = self._extraction(row["doc_id"]).mentions
        mention = next(m for m in mentions if m.mention_id == row["mention_id"])
        return table, [self._anchor(table, mention, {"date": mention.value})]

    def _anchor(self, table: str, mention: Mention, row: Mapping[str, str]) -> Anchor:
        prefix, suffix = around(self._source(mention.doc_id), mention.start, mention.end)
        records = _records(self._extraction(mention.doc_id), table).get(mention.mention_id, ())
        said = [says(r, table) for r in records] or [{k: row[k] for k in FIELDS[table] if row.get(k)}]
        return Anchor(
            kind=KIND_OF_TABLE[table],
            exact=mention.text,
            prefix=prefix,
            suffix=suffix,
            start=mention.start,
            end=mention.end,
            doc_id=mention.doc_id,
            path=self._paths[mention.doc_id],
            says=max(said, key=lambda s: sum(row.get(name) == value for name, value in s.items())),
        )

    def _read(self, doc_id: str) -> Extraction:
        return read_extraction(self._out, doc_id)


def _records(x: Extraction, table: str) -> dict[str, list[Any]]:
    """What was read from each mention, as it was before any decision."""
    out: dict[str, list[Any]] = {}
    if table == "milestones":
        for m in x.milestones:
            out.setdefault(m.agreement_mention, []).append(m)
        return out
    found: dict[str, tuple[Any, ...]] = {"agreements": x.agreements, "events": x.events, "interviews": x.citations}
    for record in found[table]:
        out.setdefault(record.mention_id, []).append(record)
    return out


def _split(ids: Sequence[str], groups: Sequence[list[Anchor]]) -> list[list[Anchor]]:
    """What leaves the row, and what stays."""
    if len(groups) < 2:
        raise ChronociteError("split needs a row and the mentions of it that are to leave it")
    row, leaving = groups[0], [a for group in groups[1:] for a in group]
    places = {(a.doc_id, a.start, a.end) for a in leaving}
    staying = [a for a in row if (a.doc_id, a.start, a.end) not in places]
    if len(staying) + len(leaving) != len(row):
        raise ChronociteError(f"not all of {', '.join(ids[1:])} are mentions of {ids[0]}")
    if not staying:
        raise ChronociteError(f"these are all mentions of {ids[0]}; name those that are to leave it")
    return [leaving, staying]
