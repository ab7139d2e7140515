"""JSON Lines: a file a table, an object a row, https://jsonlines.org."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.dataset import TABLES, Column, Table
from pipeline.export.characters import for_json
from pipeline.records import Row, members
from pipeline.results import Results
from pipeline.store import to_json, write_text

LISTS = frozenset(
    {
        *("actors", "citations", "documents", "evidence", "other_dates", "participants", "parties", "roles"),
        *("supported_end", "supported_start", "supports"),
    }
)
"""Columns of ids, codes, numbers and dates. Lists of what a text says (quotes, sentences, names) stay one string, as
the tables have them: their members may hold the separator."""
_POSITIONS = frozenset({"supported_start", "supported_end"})


def write_jsonl(results: Results, folder: Path) -> int:
    """Write `<table>.jsonl` for every table.

    Returns:
        How many rows there are.
    """
    for table in TABLES:
        lines = (for_json(to_json(typed(table, row))) for row in results.tables[table.name])
        write_text(folder / f"{table.name}.jsonl", "".join(f"{line}\n" for line in lines))
    return sum(len(rows) for rows in results.tables.values())


def typed(table: Table, row: Row) -> dict[str, Any]:
    """A row with numbers, lists and `null` for what the CSV has as text."""
    return {column.name: _value(column, row[column.name]) for column in table.columns}


def _value(column: Column, cell: str) -> Any:
    if column.name in LISTS:
        return [int(member) if column.name in _POSITIONS else member for member in members(cell)]
    if not cell:
        return None
    if column.type == "integer":
        return int(cell)
    return json.loads(cell) if column.about.startswith("JSON ") else cell
