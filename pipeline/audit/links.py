"""What an id leads to: the words of a mention, the row of a table, the page of a document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from re import fullmatch
from zlib import crc32

from pipeline.dataset import BY_NAME, TABLES
from pipeline.records import Row, content_id, members

Tables = Mapping[str, Sequence[Row]]

_LISTS = ("evidence", "supports", "citations", "documents", "rows", "row_id")
_NO_USE = ("documents", "mentions", "merges", "history", "revisions")
"""Tables whose rows don't rest on a mention in the way of a record."""
_REFERRING = frozenset({*_LISTS, *(c.name for t in TABLES for c in t.columns if c.points_to)})
_LABELS: Mapping[str, Sequence[Sequence[str]]] = {
    "documents": [["title", "path"]],
    "mentions": [["text"]],
    "citations": [["text", "attribution", "title"]],
    "interviews": [["attribution"], ["date"]],
    "agreements": [["name", "kind"]],
    "milestones": [["act"], ["date"]],
    "events": [["name", "summary", "type"], ["date"]],
    "findings": [["message"]],
    "claims": [["text"]],
    "decisions": [["action"], ["words"]],
    "dissent": [["field"], ["value"]],
    "history": [["how"], ["former_id"]],
    "merges": [["fields"]],
    "revisions": [["how"], ["field"], ["value"]],
}
"""What a link to a row says: of each list of columns the first that is filled."""

_LABEL_LENGTH = 60
_LONGER = {"findings": 150}
"""A finding's message begins with what it is about; what is wrong with it comes behind."""
CARDS = ("findings", "interviews", "agreements", "events")
"""The tables whose rows are also told at length, each with the words that it rests on."""
CARDS_PER_PAGE = 600
"""Cards on one page at most."""
_FEWEST_CARDS = 150
"""Cards on a page that isn't the last."""
ALL_MENTIONS = "tables/mentions-all.html"
"""The mentions of all documents in one table, where they are not too many."""
ASSETS = ("site.css", "site.js", "rows.js")
"""The styles and scripts, beside the pages."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: `file` is relative to the audit folder; `label` is what the link says, `hint` its title,
    `key` the id that was asked for.
    """

    file: str
    anchor: str
    label: str
    hint: str = ""
    key: str = ""

    @property
    def href(self) -> str:
        """Relative to the audit folder."""
        return f"{self.file}#{self.anchor}" if self.anchor else self.file


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of cards, `opened` by the row with this id; empty for the first page of a table."""

    table: str
    opened: str
    rows: Sequence[Row]

    @property
    def file(self) -> str:
        """Relative to the audit folder."""
        return card_file(self.table, self.opened)


def file_name(raw: str) -> str:
    """A name that is safe in a path and a URL: ids of ours stay as they are, anything else is digested."""
    return raw if fullmatch(r"[A-Za-z0-9_-]{1,80}", raw) else content_id("x", raw)


def document_file(doc_id: str) -> str:
    """The page of a document."""
    return f"documents/{file_name(doc_id)}.html"


def card_file(table: str, opened: str = "") -> str:
    """A page of cards, by the row that opens it; the first page of a table is called after the table alone."""
    return f"{stem_of(table, opened)}.html"


def table_file(table: str, doc_id: str = "") -> str:
    """The page of a table's rows, of those that are of one document."""
    return f"tables/{stem_of(table, doc_id)}.html"


def data_file(table: str, doc_id: str = "") -> str:
    """The rows of a table as a script, of those that are of one document."""
    return f"data/{stem_of(table, doc_id)}.js"


def stem_of(table: str, part: str = "") -> str:
    """What a page of rows and its data are called; `part` is an id that names a part of the table."""
    return f"{table}-{file_name(part)}" if part else table


def shortened(text: str, length: int = _LABEL_LENGTH) -> str:
    """A text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return (line[:length].rsplit(" ", 1)[0] or line[:length]) + "…"


def sheets(table: str, rows: Sequence[Row]) -> list[Sheet]:
    """Divide the cards of a table into pages that a browser opens at once.

    Of the rows that may open a page that one does whose id has the least checksum, and the page is called after it. So
    a new row moves at most its neighbours to another page: were each page cut after so many rows, it would move all
    that follow, and each document that links to one of them would have to be written again.
    """
    key = BY_NAME[table].key
    marks = [crc32(row[key].encode()) for row in rows]
    starts = [0]
    while len(rows) - starts[-1] > CARDS_PER_PAGE:
        may_open = range(starts[-1] + _FEWEST_CARDS, starts[-1] + CARDS_PER_PAGE + 1)
        starts.append(min(may_open, key=marks.__getitem__))
    ends = [*starts[1:], len(rows)]
    return [Sheet(table, rows[a][key] if a else "", rows[a:b]) for a, b in zip(starts, ends, strict=True)]


class Links:
    """All targets of a run, by id.

    Args:
        tables: Of the contract, those that there are.
        pages: Ids of the documents that have a page.
    """

    def __init__(self, tables: Tables, pages: frozenset[str]) -> None:
        self.tables = tables
        self._pages = pages
        # Of mentions, two in three rows, most are asked for only by the documents that have changed.
        self._mentions = {row["mention_id"]: row for row in tables.get("mentions", ())}
        self.cards = {name: sheets(name, _to_read(name, tables.get(name, ()))) for name in CARDS}
        self._targets: dict[str, Target] = {}
        for name in BY_NAME:
            for row in tables.get(name, ()) if name != "mentions" else ():
                self._targets[row[BY_NAME[name].key]] = self._made(name, row)
        # Whatever has a card is better shown there than as a row.
        for parts in self.cards.values():
            for sheet in parts:
                for row in sheet.rows:
                    self._move(row[BY_NAME[sheet.table].key], sheet.file)
        for row in tables.get("milestones", ()):
            if card := self._targets.get(row["agreement_id"]):
                self._move(row["milestone_id"], card.file)
        self._uses = self._count_uses()

    def _made(self, table: str, row: Row) -> Target:
        key = row[BY_NAME[table].key]
        parts = (next((row[c] for c in columns if row.get(c)), "") for columns in _LABELS.get(table, ()))
        length = _LONGER.get(table, _LABEL_LENGTH)
        *front, last = [shortened(part, length) for part in parts if part] or [key]
        # A sentence in front of a date needs no full stop.
        label = ", ".join([*(part.rstrip(" .,;:") for part in front), last])
        hint = table.removesuffix("s")
        if table == "documents" and key in self._pages:
            return Target(document_file(key), "", label, hint, key)
        if table == "mentions" and row["doc_id"] in self._pages:
            page = f", page {row['page']}" if row.get("page") else ""
            return Target(document_file(row["doc_id"]), f"m={key}", label, f"{row['kind']}{page}: {key}", key)
        return Target(table_file(table, row["doc_id"] if table == "mentions" else ""), f"r={key}", label, hint, key)

    def _move(self, key: str, file: str) -> None:
        """Show a row on a page of cards."""
        self._targets[key] = replace(self._targets[key], file=file)

    def _count_uses(self) -> Mapping[str, Sequence[Target]]:
        uses: defaultdict[str, dict[str, Target]] = defaultdict(dict)
        for table in TABLES:
            if table.name in _NO_USE:
                continue
            for row in self.tables.get(table.name, ()):
                for key in _referred(row):
                    uses[key][row[table.key]] = self._targets[row[table.key]]
        return {key: tuple(found.values()) for key, found in uses.items()}

    def get(self, key: str) -> Target | None:
        """What an id leads to, if it is one."""
        found = self._targets.get(key)
        if found is None and (row := self._mentions.get(key)):
            found = self._targets[key] = self._made("mentions", row)
        return found

    def of(self, key: str) -> Target:
        """What the id of a row leads to, of a table other than that of mentions."""
        return self._targets[key]

    def uses(self, key: str) -> Sequence[Target]:
        """The rows that rest on a mention, or refer to a row."""
        return self._uses.get(key, ())

    def member(self, key: str) -> Target | str:
        """What an id leads to; where it leads nowhere, the id itself."""
        return self.get(key) or key


def _to_read(table: str, rows: Sequence[Row]) -> Sequence[Row]:
    """Cards of events are read in the order of time, those without a date last; others stand as in their table."""
    if table != "events":
        return rows
    return sorted(rows, key=lambda row: (not row.get("date_start"), row.get("date_start", ""), row.get("date_end", "")))


def refers(column: str) -> bool:
    """Whether the cells of a column hold ids."""
    return column in _REFERRING


def _referred(row: Row) -> Iterator[str]:
    for column, cell in row.items():
        if column in _REFERRING and column not in ("doc_id", "documents"):
            yield from members(cell)


def counted(rows: Sequence[Row], *columns: str) -> Counter[tuple[str, ...]]:
    """How many rows have the same cells in some columns."""
    return Counter(tuple(row.get(column, "") for column in columns) for row in rows)
