"""The dataset as Datasette shows it: tables with facets, full-text search, every column explained.

The dataset's own SQLite file stays as it is. Full-text search needs tables with row numbers, so that they are copied
into a file of their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.audit.rows import FACETS
from pipeline.dataset import BY_NAME, TABLES, Table
from pipeline.errors import StageError
from pipeline.store import replacing, to_json, write_text

_SEARCHED: Mapping[str, Sequence[str]] = {
    "documents": ("title", "authors", "path"),
    "mentions": ("text", "value", "section"),
    "citations": ("text", "attribution", "title", "authors", "quote"),
    "interviews": ("attribution", "place", "quotes"),
    "agreements": ("name", "aliases", "parties"),
    "events": ("name", "summary", "participants", "place"),
    "findings": ("message", "expected", "found"),
    "claims": ("text", "reason"),
}


def prepare(out: Path) -> tuple[Path, Path]:
    """Make a database to look through, and what Datasette should know of it.

    Args:
        out: The folder of a finished run.

    Returns:
        `browse/chronocite.db` and `browse/metadata.json`.

    Raises:
        StageError: There is no dataset.
    """
    dataset = out / "dataset" / "chronocite.sqlite"
    if not dataset.is_file():
        raise StageError(f"{out} holds no dataset; run `chronocite run --out {out}` first")
    database, metadata = out / "browse" / "chronocite.db", out / "browse" / "metadata.json"
    with replacing(database) as temporary:
        temporary.unlink()
        with closing(sqlite3.connect(temporary)) as connection:
            connection.execute("ATTACH ? AS run", (str(dataset),))
            for table in TABLES:
                _copy(connection, table)
            connection.commit()
            connection.execute("DETACH run")
    write_text(metadata, to_json(_metadata()) + "\n")
    return database, metadata


def _copy(connection: sqlite3.Connection, table: Table) -> None:
    made = connection.execute("SELECT sql FROM run.sqlite_master WHERE name = ?", (table.name,)).fetchone()
    if made is None:
        return
    sql = str(made[0]).replace(" WITHOUT ROWID", "")
    for name in sorted({column.points_to for column in table.columns if column.points_to}):
        # Datasette wants to be told the column, too.
        sql = sql.replace(f'REFERENCES "{name}"', f'REFERENCES "{name}" ("{BY_NAME[name].key}")')
    connection.execute(sql)
    connection.execute(f'INSERT INTO main."{table.name}" SELECT * FROM run."{table.name}"')
    if searched := _SEARCHED.get(table.name):
        columns = ", ".join(f'"{name}"' for name in searched)
        connection.execute(f'CREATE VIRTUAL TABLE "{table.name}_fts" USING fts5({columns}, content="{table.name}")')
        connection.execute(
            f'INSERT INTO "{table.name}_fts" (rowid, {columns}) SELECT rowid, {columns} FROM main."{table.name}"'
        )


def _metadata() -> dict[str, Any]:
    tables = {
        table.name: {
            "description": table.about,
            "columns": {column.name: column.about for column in table.columns},
            "facets": list(FACETS.get(table.name, ())),
        }
        for table in TABLES
    }
    title = "Chronocite: dated events, agreements and interviews, every value traced to its words"
    return {"title": title, "databases": {"chronocite": {"tables": tables}}}
