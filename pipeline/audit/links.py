"""What an id leads to: the words of a mention, the row of a table, the page of a document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from re import fullmatch

from pipeline.dataset import BY_NAME, TABLES
from pipeline.records import Row, content_id

Tables = Mapping[str, Sequence[Row]]

_LISTS = ("evidence", "supports", "citations", "documents", "rows", "row_id")
_NO_USE = ("documents", "mentions", "merges", "history")
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
}
"""What a link to a row says: of each list of columns the first that is filled."""

_LABEL_LENGTH = 60
ROWS_PER_PAGE = 2000
CARDS = ("findings", "interviews", "agreements", "events")
"""The tables whose rows are also told at length, each with the words that it rests on."""
CARDS_PER_PAGE = 200


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
    """One page of a table: `part` counts from 1 among the pages of its `group` (one kind in one document, say)."""

    table: str
    file: str
    group: str
    part: int
    parts: int
    rows: Sequence[Row]


def file_name(raw: str) -> str:
    """A name that is safe in a path and a URL: ids of ours stay as they are, anything else is digested."""
    return raw if fullmatch(r"[A-Za-z0-9_-]{1,80}", raw) else content_id("x", raw)


def document_file(doc_id: str) -> str:
    """The page of a document."""
    return f"documents/{file_name(doc_id)}.html"


def shortened(text: str, length: int = _LABEL_LENGTH) -> str:
    """A text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return (line[:length].rsplit(" ", 1)[0] or line[:length]) + "…"


def members(cell: str) -> list[str]:
    """The members of a list in a cell."""
    return [part for part in cell.split("; ") if part]


def sheets(table: str, rows: Sequence[Row], *, folder: str = "tables/", size: int = ROWS_PER_PAGE) -> list[Sheet]:
    """Divide a table into pages that a browser can sort; mentions have pages for each document and kind."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[f"{row['doc_id']}-{row['kind']}" if table == "mentions" else ""].append(row)
    if not groups:
        groups[""] = []
    out = []
    for group, content in groups.items():
        chunks = [content[at : at + size] for at in range(0, len(content), size)] or [content]
        for part, chunk in enumerate(chunks, 1):
            stem = "-".join(filter(None, (table, file_name(group) if group else "", str(part) if part > 1 else "")))
            out.append(Sheet(table, f"{folder}{stem}.html", group, part, len(chunks), chunk))
    return out


class Links:
    """All targets of a run, by id.

    Args:
        tables: Of the contract, those that there are.
        pages: Ids of the documents that have a page.
    """

    def __init__(self, tables: Tables, pages: frozenset[str]) -> None:
        self.tables = tables
        self.sheets = {name: sheets(name, tables.get(name, ())) for name in BY_NAME}
        self.cards = {
            name: sheets(name, _to_read(name, tables.get(name, ())), folder="", size=CARDS_PER_PAGE) for name in CARDS
        }
        self._targets: dict[str, Target] = {}
        # Whatever has a card is better shown there than as a row.
        for parts in (*self.sheets.values(), *self.cards.values()):
            for sheet in parts:
                for row in sheet.rows:
                    self._add(sheet, row, pages)
        for row in tables.get("milestones", ()):
            self._move(row["milestone_id"], row["agreement_id"])
        self._uses = self._count_uses()

    def _add(self, sheet: Sheet, row: Row, pages: frozenset[str]) -> None:
        key = row[BY_NAME[sheet.table].key]
        parts = (next((row[c] for c in columns if row.get(c)), "") for columns in _LABELS.get(sheet.table, ()))
        label = ", ".join(shortened(part) for part in parts if part) or key
        hint = sheet.table.removesuffix("s")
        if sheet.table == "documents" and key in pages:
            target = Target(document_file(key), "", label, hint, key)
        elif sheet.table == "mentions" and row["doc_id"] in pages:
            page = f", page {row['page']}" if row.get("page") else ""
            target = Target(document_file(row["doc_id"]), f"m={key}", label, f"{row['kind']}{page}: {key}", key)
        else:
            target = Target(sheet.file, f"r={key}", label, hint, key)
        self._targets[key] = target

    def _move(self, key: str, card: str) -> None:
        """Show a row on the card of another one that it belongs to, where there is one."""
        if card in self._targets:
            self._targets[key] = replace(self._targets[key], file=self._targets[card].file)

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
        return self._targets.get(key)

    def uses(self, key: str) -> Sequence[Target]:
        """The rows that rest on a mention, or refer to a row."""
        return self._uses.get(key, ())

    def cell(self, column: str, text: str) -> list[Target | str] | None:
        """The members of a cell that refers to something, with their targets; of any other cell nothing."""
        if column not in _REFERRING:
            return None
        found = [self._targets.get(member, member) for member in members(text)]
        return found if any(isinstance(f, Target) for f in found) else None


def _to_read(table: str, rows: Sequence[Row]) -> Sequence[Row]:
    """Cards of events are read in the order of time, those without a date last; others stand as in their table."""
    if table != "events":
        return rows
    return sorted(rows, key=lambda row: (not row.get("date_start"), row.get("date_start", ""), row.get("date_end", "")))


def _referred(row: Row) -> Iterator[str]:
    for column, cell in row.items():
        if column in _REFERRING and column not in ("doc_id", "documents"):
            yield from members(cell)


def counted(rows: Sequence[Row], *columns: str) -> Counter[tuple[str, ...]]:
    """How many rows have the same cells in some columns."""
    return Counter(tuple(row.get(column, "") for column in columns) for row in rows)
