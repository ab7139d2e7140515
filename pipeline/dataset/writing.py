"""The tables as files: CSV, Parquet, SQLite, and a data package that describes them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline.dataset.schema import BY_NAME, TABLES, Column, Table
from pipeline.records import Row
from pipeline.store import to_json, write_bytes, write_text

_AT_ONCE = 10_000
"""Rows."""


def output_paths(folder: Path) -> tuple[Path, ...]:
    """All files that `write_tables` leaves."""
    tables = [folder / f"{t.name}{suffix}" for t in TABLES for suffix in (".csv", ".parquet")]
    return (*tables, folder / "chronocite.sqlite", folder / "datapackage.json")


def write_tables(
    folder: Path,
    tables: Mapping[str, Sequence[Row]],
    changed: Collection[str] = tuple(BY_NAME),
    lines: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Write all tables in all forms; rows keep their order, columns that a row lacks are empty.

    Args:
        folder: Of the dataset.
        tables: All of them, by name; one that isn't there is empty.
        changed: Names of those that may be other than in the folder; the CSV and Parquet files of others are kept.
        lines: Tables that come as parts of their CSV file already, see `csv_lines`.
    """
    cells: dict[str, Any] = {}
    for table in TABLES:
        as_csv, as_parquet = folder / f"{table.name}.csv", folder / f"{table.name}.parquet"
        if table.name not in changed and as_csv.is_file() and as_parquet.is_file():
            cells[table.name] = _cells(table, as_csv.read_bytes())
            continue
        parts = lines.get(table.name) or [csv_lines(table.name, tables.get(table.name, ()))]
        text = "".join([",".join(table.names), "\n", *parts]).encode("utf-8", errors="surrogatepass")
        cells[table.name] = _cells(table, text)
        write_bytes(as_csv, text)
        write_bytes(as_parquet, _as_parquet(table, cells[table.name]))
    write_bytes(folder / "chronocite.sqlite", _as_sqlite(cells))
    write_text(folder / "datapackage.json", _datapackage())


def csv_lines(name: str, rows: Iterable[Row]) -> str:
    """Some rows of a table as they stand in its CSV file."""
    names = BY_NAME[name].names
    text = io.StringIO()
    plain = csv.writer(text, lineterminator="\n")
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = [row.get(c, "") for c in names]
        # A carriage return alone ends a row for whoever reads it, and the writer doesn't know.
        (quoted if "\r" in "".join(cells) else plain).writerow(cells)
    return text.getvalue()


def _cells(table: Table, text: bytes) -> Any:
    """The bytes of a CSV file as Arrow has them: whole numbers where they should be, no value in an empty cell."""
    import pyarrow as pa
    import pyarrow.csv as pc

    kinds = {"string": pa.string(), "integer": pa.int64()}
    return pc.read_csv(
        pa.py_buffer(text),
        # In one block: none may end within a row.
        read_options=pc.ReadOptions(use_threads=False, block_size=len(text)),
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types={c.name: kinds[c.type] for c in table.columns},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )


def _as_parquet(table: Table, cells: Any) -> bytes:
    import pyarrow.parquet as pq

    data = io.BytesIO()
    pq.write_table(cells.replace_schema_metadata({"pandas": _for_pandas(table)}), data)
    return data.getvalue()


def _for_pandas(table: Table) -> str:
    """Tells pandas which columns are whole numbers even where some are missing.

    https://pandas.pydata.org/docs/development/developer.html#storing-pandas-dataframe-objects-in-apache-parquet-format
    """
    kinds = {"string": ("unicode", "string"), "integer": ("int64", "Int64")}
    columns = [
        {"name": c.name, "field_name": c.name, "pandas_type": kind, "numpy_type": as_read, "metadata": None}
        for c in table.columns
        for kind, as_read in [kinds[c.type]]
    ]
    return to_json({"index_columns": [], "column_indexes": [], "columns": columns, "pandas_version": "2.2.0"})


def _as_sqlite(tables: Mapping[str, Any]) -> bytes:
    """A database file, made in memory: on a disk SQLite has files beside it, and its own words for one that is full."""
    import sqlite3

    with closing(sqlite3.connect(":memory:")) as connection:
        for table in TABLES:
            connection.execute(_create(table))
            # By their keys, as they are kept: pages fill up one after the other.
            ordered = tables[table.name].sort_by(table.key)
            # As Python has it, a table takes several times the memory that it takes here: that is made of it in parts.
            parts = ordered.to_batches(max_chunksize=_AT_ONCE)
            rows = (row for part in parts for row in zip(*(c.to_pylist() for c in part.columns), strict=True))
            places = ", ".join("?" * len(table.columns))
            connection.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', rows)
        connection.commit()
        return connection.serialize()


def _create(table: Table) -> str:
    columns = [
        f'"{c.name}" {"INTEGER" if c.type == "integer" else "TEXT"}{" PRIMARY KEY" if c.name == table.key else ""}'
        f"{_reference(c)}"
        for c in table.columns
    ]
    return f'CREATE TABLE "{table.name}" ({", ".join(columns)}) WITHOUT ROWID'


def _reference(column: Column) -> str:
    return f' REFERENCES "{column.points_to}"' if column.points_to else ""


def _datapackage() -> str:
    """The description of the tables: Data Package, https://specs.frictionlessdata.io/data-package/."""
    resources = [
        {
            "name": table.name,
            "path": f"{table.name}.csv",
            "profile": "tabular-data-resource",
            "description": table.about,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "fields": [{"name": c.name, "type": c.type, "description": c.about} for c in table.columns],
                "primaryKey": [table.key],
                "missingValues": [""],
                "foreignKeys": [
                    {
                        "fields": [c.name],
                        "reference": {
                            "resource": "" if c.points_to == table.name else c.points_to,
                            "fields": [BY_NAME[c.points_to].key],
                        },
                    }
                    for c in table.columns
                    if c.points_to
                ],
            },
        }
        for table in TABLES
    ]
    package = {
        "name": "chronocite",
        "title": "Dated events, agreements and interview citations, each with its words",
        "profile": "tabular-data-package",
        "resources": resources,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"
