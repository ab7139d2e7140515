"""Gold annotations as files: a JSON object a line, one file for each thing annotated, and `scope.json`.

`scope.json` says by task and file in which ranges of the source text the gold is complete; what a run finds outside of
them counts for nothing. Offsets are those of the contract.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.errors import StageError
from pipeline.evaluate.matching import Item
from pipeline.evaluate.shapes import row_mistakes, scope_mistakes
from pipeline.records import Row
from pipeline.results import Results, hull_of
from pipeline.store import read_json_lines

SCOPE = "scope.json"
Ranges = Mapping[str, Sequence[Sequence[int]]]
"""By file: stretches `[start, end]` of its source text."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A folder of gold annotations.

    Attributes:
        folder: Where it is.
        scope: By task, the ranges in which it is complete.
    """

    folder: Path
    scope: Mapping[str, Ranges]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of one file; none where it isn't there.

        Raises:
            ChronociteError: A line is no JSON object, or doesn't say what it must; the message names file and line.
        """
        return read_json_lines(self.folder / f"{name}.jsonl", partial(_well_formed, name))

    def items(self, name: str, task: str) -> list[Item]:
        """The rows of one file that lie in the scope of a task.

        Raises:
            ChronociteError: See `rows`.
        """
        items = (Item(row["doc"], row["start"], row["end"], row) for row in self.rows(name))
        return [item for item in items if _within(item, self.scope[task])]


def read_gold(folder: Path) -> Gold:
    """Open a folder of gold annotations.

    Raises:
        StageError: There is no scope, or it isn't one.
    """
    path = folder / SCOPE
    if not path.is_file():
        raise StageError(f"{folder} has no {SCOPE}, that says which stretches of text are annotated")
    try:
        scope = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise StageError(f"{path} is no JSON: {error}") from error
    if wrong := scope_mistakes(scope):
        raise StageError(f'{path} must say {{"task": {{"file": [[start, end], …]}}}}; {wrong[0]}')
    return Gold(folder, scope)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one a line; none where there is no such file.

    Raises:
        ChronociteError: A line is no JSON object.
    """
    return read_json_lines(path, _object)


def _well_formed(name: str, plain: Any) -> dict[str, Any]:
    row = _object(plain)
    if wrong := row_mistakes(name, row):
        raise ValueError("; ".join(wrong))
    return row


def _object(plain: Any) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise ValueError("an object was expected, such as {…}")
    return plain


@dataclass(frozen=True)
class Said:
    """What a run says, told as the gold tells it.

    Attributes:
        results: Of the run.
        names: By document, the file as the gold names it: its path in the raw folder, or its name alone.
    """

    results: Results
    names: Mapping[str, str]

    def items(self, table: str, kinds: frozenset[str], ranges: Ranges) -> list[Item]:
        """Mentions or citations of some kinds that begin within ranges, in the order of their table."""
        rows = (row for row in self.results.tables[table] if row["kind"] in kinds)
        return [item for row in rows if _within(item := self.item(row), ranges)]

    def source(self, doc: str) -> str | None:
        """The source text of a document, by the name that the gold has for it; none if the run has no such document."""
        doc_id = next((doc_id for doc_id, name in self.names.items() if name == doc), None)
        return None if doc_id is None else self.results.source(doc_id)

    def item(self, row: Row) -> Item:
        """A mention or citation at its place."""
        return Item(self.names[row["doc_id"]], *hull_of(row), row)


def said_by(results: Results, gold: Gold) -> Said:
    """A run as it is held against gold annotations."""
    known = {doc for ranges in gold.scope.values() for doc in ranges}
    paths = {row["doc_id"]: row["path"] for row in results.documents.values()}
    return Said(results, {doc_id: path if path in known else Path(path).name for doc_id, path in paths.items()})


def within(doc: str, start: int, ranges: Ranges) -> bool:
    """Whether a place lies in one of the ranges."""
    return any(a <= start < b for a, b in ranges.get(doc, ()))


def _within(item: Item, ranges: Ranges) -> bool:
    return within(item.doc, item.start, ranges)
