"""What lies on the reviewer's desk: the rows of the last finished run, the least sure first, and what was decided.

A snapshot is read when a run has ended and never changes; the next run brings another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TypeVar

from pipeline.audit.layout import Layout
from pipeline.audit.links import Links, Tables, Target
from pipeline.audit.passages import Passage, Quoter
from pipeline.dataset import BY_NAME, TABLES, read_tables
from pipeline.reconcile.decisions import KIND_OF_TABLE, DecidedTable
from pipeline.records import Extraction, Row, content_id, members
from pipeline.results.deciding import Deciding
from pipeline.review.doubts import Doubt, Doubter
from pipeline.store import document_paths, extraction_path, read_document, read_extraction

T = TypeVar("T")
_Kept = dict[str, tuple[tuple[int, ...], T]]
"""By document: when its files were made, and what was made of them."""

DECIDABLE: tuple[DecidedTable, ...] = ("events", "milestones", "agreements", "interviews", "claims")
ALONE: Mapping[str, DecidedTable] = {"date": "dates", "actor": "actors"}
"""Mentions that are decided on by themselves, by kind; like citations they are no part of the queue."""
_QUOTED = 12
"""So many mentions of a row are quoted at most."""
_LABEL = 60
"""Characters of its words that name a mention."""
_OPEN = 12
"""Documents that are kept open."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row that can be decided on.

    Attributes:
        table: Its table.
        key: Its id.
        row: As the run left it.
        doubts: What speaks against it, the gravest first.
        decided: Ids of the decisions that hold on it.
    """

    table: DecidedTable
    key: str
    row: Row
    doubts: Sequence[Doubt]
    decided: Sequence[str] = ()

    @property
    def weight(self) -> int:
        """How unsure it is; 0 is sure."""
        return sum(doubt.weight for doubt in self.doubts)

    @property
    def seen(self) -> str:
        """Changes with whatever a person would want to know of before deciding."""
        return content_id("s", *sorted(self.row.items()), *sorted(self.decided))


@dataclass(frozen=True, slots=True)
class Card:
    """An item and its words."""

    item: Item
    passages: Sequence[Passage]
    mentions: Sequence[Row]
    """Those that the row was put together from; one of several can be split off."""
    label: str
    of: Target | None
    """The agreement that a milestone is of."""
    others: Mapping[str, Sequence[str]]
    """By column, values that are told elsewhere and contradict the row's."""


class Snapshot:
    """One finished run.

    Args:
        tables: All of them.
        layouts: Opens a document.
        deciding: Makes decisions about the rows.
    """

    def __init__(self, tables: Tables, layouts: Callable[[str], Layout], deciding: Deciding) -> None:
        self.tables: Tables = {t.name: tables.get(t.name, ()) for t in TABLES}
        self._layouts = layouts
        self.deciding = deciding
        readable = frozenset(row["doc_id"] for row in self.tables["documents"] if row["status"] == "ok")
        self.links = Links(self.tables, readable)
        self.mentions: Mapping[str, Row] = {row["mention_id"]: row for row in self.tables["mentions"]}

    @classmethod
    def of(cls, out: Path, documents: OpenDocuments) -> Snapshot:
        """Read what a run left."""
        tables = read_tables(out / "dataset")
        return cls(tables, documents.layout, Deciding(out, tables, documents.extraction))

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """All rows that can be decided on, by id, the least sure first."""
        doubter = Doubter(self.tables)
        made = [
            Item(table, row[BY_NAME[table].key], row, doubter.doubts(table, row), self._decided(table, row))
            for table in DECIDABLE
            for row in self.tables[table]
            if self._own(table, row)
        ]
        made.sort(key=lambda item: (-item.weight, DECIDABLE.index(item.table), item.key))
        return {item.key: item for item in made}

    @cached_property
    def _resting(self) -> Mapping[str, Sequence[str]]:
        """By mention, the rows that can be decided on and rest on it."""
        out: defaultdict[str, list[str]] = defaultdict(list)
        for item in self.items.values():
            for key in members(item.row["evidence"]):
                out[key].append(item.key)
        return out

    @cached_property
    def _dissent(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """By row and column, the values that contradict the one that counts."""
        out: dict[str, dict[str, list[str]]] = {}
        for row in self.tables.get("dissent", ()):
            out.setdefault(row["row_id"], {}).setdefault(row["field"], []).append(row["value"])
        return out

    def about(self, key: str) -> list[str]:
        """The rows that can be decided on where a row, a finding or a mention is what one wonders about."""
        if key in self.items:
            return [key]
        found = next((row for row in self.tables["findings"] if row["finding_id"] == key), None)
        mentions = members(found["evidence"]) if found else [key]
        resting = [k for i in mentions for k in self._resting.get(i, ())]
        alone = [item.key] if (item := self.item(key)) else []
        return list(dict.fromkeys([*alone, *resting]))

    def item(self, key: str) -> Item | None:
        """What can be decided on by its id; a citation also by that of its mention."""
        if key in self.items:
            return self.items[key]
        table: DecidedTable | None = "citations"
        row = self._citations.get(key)
        if row is None and key in self.mentions:
            row = self.mentions[key]
            table = ALONE.get(row["kind"])
        if row is None or table is None:
            return None
        return Item(table, row[BY_NAME.get(table, BY_NAME["mentions"]).key], row, (), self._decided(table, row))

    @cached_property
    def _citations(self) -> Mapping[str, Row]:
        """By their own id and by that of their mention."""
        return {row[column]: row for row in self.tables["citations"] for column in ("citation_id", "mention_id")}

    @cached_property
    def _by_document(self) -> Mapping[str, Sequence[Row]]:
        out: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.tables["mentions"]:
            out[row["doc_id"]].append(row)
        return out

    def own_mentions(self, item: Item) -> list[Row]:
        """The mentions that a row was put together from, not those that only date it or name who took part."""
        return self._own(item.table, item.row)

    def _own(self, table: DecidedTable, row: Row) -> list[Row]:
        rows = (self.mentions[i] for i in evidence_of(row) if i in self.mentions)
        return [mention for mention in rows if mention["kind"] == KIND_OF_TABLE[table]]

    def _decided(self, table: DecidedTable, row: Row) -> tuple[str, ...]:
        """The decisions that hold on a row; a table without a column for them is looked up by its words."""
        if "reviewed" in BY_NAME.get(table, BY_NAME["mentions"]).names:
            return tuple(members(row.get("reviewed", "")))
        keys = (mention["mention_id"] for mention in self._own(table, row))
        return tuple(dict.fromkeys(d for key in keys for d in self._by_words.get((table, key), ())))

    @cached_property
    def _by_words(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """By table and mention the decisions that were applied."""
        out: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.tables["decisions"]:
            for key in members(row["evidence"]) if row["applied"] != "no" else ():
                out[row["table"], key].append(row["decision_id"])
        return out

    def cards(self, items: Sequence[Item]) -> list[Card]:
        """Quote the words of some items."""
        quoter = Quoter(self.mentions, self.links)
        documents: set[str] = set()
        for item in items:
            evidence = [i for i in evidence_of(item.row) if i in self.mentions]
            # What a row was put together from says most of it.
            evidence.sort(key=lambda i: self.mentions[i]["kind"] != KIND_OF_TABLE[item.table])
            quoter.ask((item.table, item.key), evidence[:_QUOTED])
            documents.update(self.mentions[i]["doc_id"] for i in evidence[:_QUOTED])
        for doc_id in sorted(documents):
            quoter.quote(self._layouts(doc_id), self._by_document[doc_id])
        return [
            Card(
                i,
                quoter.quoted((i.table, i.key)),
                self.own_mentions(i),
                self.label(i.key),
                self.links.get(i.row.get("agreement_id", "")) if i.table == "milestones" else None,
                self._dissent.get(i.key, {}),
            )
            for i in items
        ]

    def label(self, key: str) -> str:
        """What a row is called."""
        if target := self.links.get(key):
            return target.label
        item = self.item(key)
        return f"{item.row['text'][:_LABEL]}{'…' if len(item.row['text']) > _LABEL else ''}" if item else key


def evidence_of(row: Row) -> list[str]:
    """The mentions that a row rests on; a mention rests on itself."""
    return members(row["evidence"]) if "evidence" in row else [row["mention_id"]]


class OpenDocuments:
    """Documents that were opened last; one that a run made anew is opened again."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._lock = Lock()
        self._layouts: _Kept[Layout] = {}
        self._extractions: _Kept[Extraction] = {}

    def layout(self, doc_id: str) -> Layout:
        """The layout of a document; the places of its words on the page are not kept."""
        paths = document_paths(self._out, doc_id)
        return self._opened(self._layouts, doc_id, paths, lambda: Layout(read_document(self._out, doc_id, words=False)))

    def extraction(self, doc_id: str) -> Extraction:
        """What was read of a document, before any decision."""
        path = extraction_path(self._out, doc_id)
        return self._opened(self._extractions, doc_id, (path,), lambda: read_extraction(self._out, doc_id))

    def _opened(self, kept: _Kept[T], doc_id: str, paths: Sequence[Path], read: Callable[[], T]) -> T:
        made_at = tuple(path.stat().st_mtime_ns for path in paths)
        with self._lock:
            known = kept.pop(doc_id, None)
            if known is None or known[0] != made_at:
                known = made_at, read()
            kept[doc_id] = known
            for oldest in list(kept)[:-_OPEN]:
                del kept[oldest]
        return known[1]
