"""The tables read back from their CSV files."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from pipeline.dataset.schema import TABLES
from pipeline.errors import StageError
from pipeline.records import Row

_NEEDED = ("documents", "mentions")
"""The tables without which there is no dataset."""


def dataset_of(out: Path) -> Path:
    """The folder of a run's tables.

    Raises:
        StageError: There is no finished dataset.
    """
    folder = out / "dataset"
    if not all((folder / f"{name}.csv").is_file() for name in _NEEDED):
        raise StageError(
            f"{out} holds no dataset; name the folder of a finished run, or run `chronocite run --out {out}` first"
        )
    return folder


def read_tables(folder: Path) -> dict[str, list[Row]]:
    """Read the tables back from CSV; those that aren't there are empty."""
    return {table.name: read_table(folder, table.name) for table in TABLES}


def read_table(folder: Path, name: str) -> list[Row]:
    """Read one table back from CSV; one that isn't there is empty."""
    csv.field_size_limit(sys.maxsize)
    path = folder / f"{name}.csv"
    if not path.is_file():
        return []
    # Most cells of a long table say what another one says: each is kept once, which halves the memory.
    share = dict[str, str]().setdefault
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            names = next(rows, [])
            return [dict(zip(names, [share(cell, cell) for cell in row], strict=True)) for row in rows if row]
    except (ValueError, csv.Error) as error:
        # Also what is no UTF-8, and a row that has other cells than the head.
        raise StageError(
            f"{path} is not as the run left it ({error}); take it away and run `chronocite run` again"
        ) from error
