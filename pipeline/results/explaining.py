"""Why a row is what it is: its words with their places, what spoke for each merge, what contradicts it, who decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.dataset import BY_NAME, dataset_of, read_tables
from pipeline.errors import ChronociteError
from pipeline.records import Row, members

EXPLAINED = ("agreements", "events", "interviews", "milestones")
_UNTOLD = frozenset({"evidence", "mentions", "documents", "doc_id", "citations", "quotes", "reviewed", "derived_id"})
_LENGTH = 160


def explain(out: Path, row_id: str) -> list[str]:
    """What there is to say of a row, line by line.

    Args:
        out: The run's folder.
        row_id: Of an agreement, event, interview or milestone; an id that a row had formerly will do.

    Raises:
        ChronociteError: There is no such row.
    """
    folder = dataset_of(out)
    return [*_Explanation(read_tables(folder), folder).lines(row_id)]


class _Explanation:
    def __init__(self, tables: Mapping[str, list[Row]], folder: Path) -> None:
        self._tables = tables
        self._folder = folder
        self._mentions = {row["mention_id"]: row for row in tables["mentions"]}
        self._paths = {row["doc_id"]: row["path"] for row in tables["documents"]}

    def lines(self, row_id: str) -> Iterator[str]:
        table, row = self._found(row_id)
        key = row[BY_NAME[table].key]
        yield f"{key}, one of {table}" + (f" (asked for as {row_id})" if row_id != key else "")
        for column in BY_NAME[table].names[1:]:
            if row[column] and column not in _UNTOLD:
                yield f"  {column}: {row[column]}"
        yield from self._history(key, row)
        if table == "agreements":
            yield from self._milestones(key)
        yield from self._evidence(row)
        yield from self._merges(key)
        yield from self._dissent(key)
        yield from self._decisions(key)

    def _found(self, row_id: str) -> tuple[str, Row]:
        now = {row["former_id"]: row["row_id"] for row in self._tables["history"] if row["how"] == "merged"}
        for table in EXPLAINED:
            for row in self._tables[table]:
                if now.get(row_id, row_id) in {row[BY_NAME[table].key], row.get("derived_id")}:
                    return table, row
        gone = any(row["former_id"] == row_id for row in self._tables["history"])
        why = "nothing tells of it any more" if gone else f"it is no row of {', '.join(EXPLAINED)}"
        raise ChronociteError(f"{row_id}: {why} in {self._folder}")

    def _history(self, key: str, row: Row) -> Iterator[str]:
        if row.get("derived_id"):
            yield f"  its id is kept by the registry; by what it says now it would be {row['derived_id']}"
        for past in self._tables["history"]:
            if past["row_id"] == key:
                yield f"  {past['former_id']} {_PAST[past['how']]}"

    def _milestones(self, key: str) -> Iterator[str]:
        for row in self._tables["milestones"]:
            if row["agreement_id"] == key:
                others = f", but also {row['other_dates']}" if row["other_dates"] else ""
                yield f"  {row['milestone_id']} {row['act']}: {row['date'] or 'no date'}{others}"

    def _evidence(self, row: Row) -> Iterator[str]:
        yield "the words:"
        for mention_id in members(row["evidence"]):
            yield f"  {mention_id} {self._words(mention_id)}"

    def _merges(self, key: str) -> Iterator[str]:
        merges = [row for row in self._tables["merges"] if row["row_id"] == key]
        yield "put together:" if merges else "put together: nothing, one place tells of it"
        for row in merges:
            by = f" ({row['decided']})" if row["decided"] else ""
            yield f"  {row['other']} with {row['one']}, by {row['fields']}{by}"

    def _dissent(self, key: str) -> Iterator[str]:
        rows = [row for row in self._tables["dissent"] if row["row_id"] == key]
        if rows:
            yield "contradicting:"
        for row in rows:
            told = ", ".join(self._paths.get(d, d) for d in members(row["documents"]))
            yield f"  {row['field']} {row['value']}, where {row['kept']} counts; told in {told}: {row['evidence']}"

    def _decisions(self, key: str) -> Iterator[str]:
        rows = [row for row in self._tables["decisions"] if key in members(row["rows"])]
        if rows:
            yield "decided:"
        for row in rows:
            what = f"{row['field']} = {row['value']}" if row["action"] == "correct" else ""
            said = " ".join(filter(None, [row["action"], what, row["comment"] and f"“{row['comment']}”"]))
            yield f"  {row['decision_id']} {said}, {row['author']}, {row['time']}: {row['state']}"

    def _words(self, mention_id: str) -> str:
        m = self._mentions.get(mention_id)
        if m is None:
            return "(not in mentions.csv)"
        text = m["text"] if len(m["text"]) <= _LENGTH else f"{m['text'][:_LENGTH]}…"
        place = [self._paths.get(m["doc_id"], m["doc_id"]), m["page"] and f"page {m['page']}", m["section"]]
        return f"{m['kind']} “{text}” — {', '.join(filter(None, place))}"


_PAST = {"merged": "is a part of it now", "split": "was the row that this was a part of", "gone": "is gone"}
