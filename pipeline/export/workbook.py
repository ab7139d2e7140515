"""An Excel workbook: a sheet a table, each row linked to the place in the audit site that shows its words.

Text is only ever text: a cell that begins with `=`, `+`, `-` or `@` is no formula.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.url import Url

from pipeline.audit.links import document_file
from pipeline.dataset import TABLES, Table
from pipeline.export.characters import for_xml
from pipeline.records import Row, members
from pipeline.results import Results
from pipeline.store import replacing

ROWS_PER_SHEET = 65_000
"""Excel keeps 65,530 links a sheet; a longer table goes on in the next sheet."""
CELL_LENGTH = 32_767
"""Characters that a cell of Excel holds."""
_WIDEST = 60
_SAMPLE = 200
"""Rows that a column's width is measured on."""
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write_workbook(results: Results, path: Path, *, site: str = "") -> int:
    """Write the workbook.

    Args:
        results: Of a run.
        path: Of the file.
        site: The address of the audit site; empty for the one in the run's folder, as seen from the file.

    Returns:
        How many rows there are.
    """
    site = site or f"external:{_relative(results.out / 'audit', path.parent)}"
    with replacing(path) as temporary:
        # In memory: its parts then bear one fixed date, and no mode of a temporary file.
        book = xlsxwriter.Workbook(str(temporary), {"in_memory": True, "strings_to_numbers": False})
        book.set_properties({"title": "Chronocite", "created": _EPOCH})
        _Book(book, results, site.rstrip("/")).write()
        book.close()
    return sum(len(rows) for rows in results.tables.values())


class _Book:
    """One workbook in the making."""

    def __init__(self, book: Any, results: Results, site: str) -> None:
        self._book = book
        self._results = results
        self._site = site
        self._head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F5", "valign": "top"})
        self._text = book.add_format({"num_format": "@", "valign": "top"})
        self._number = book.add_format({"valign": "top"})
        self._link = book.add_format({"font_color": "#0B57D0", "underline": 1, "valign": "top"})

    def write(self) -> None:
        """All sheets, a list of them first."""
        contents = self._book.add_worksheet("contents")
        contents.freeze_panes(1, 0)
        contents.set_column(0, 0, 16)
        contents.set_column(1, 1, 10)
        contents.set_column(2, 2, 80)
        for column, name in enumerate(("table", "rows", "what")):
            contents.write_string(0, column, name, self._head)
        line = 1
        for table in TABLES:
            for name, rows in _parts(table, self._results.tables[table.name]):
                contents.write_url(line, 0, f"internal:'{name}'!A1", self._link, name)
                contents.write_number(line, 1, len(rows), self._number)
                contents.write_string(line, 2, table.about, self._text)
                self._sheet(name, table, rows)
                line += 1

    def _sheet(self, name: str, table: Table, rows: Sequence[Row]) -> None:
        sheet = self._book.add_worksheet(name)
        for column, each in enumerate(table.columns):
            sheet.write_string(0, column, each.name, self._head)
            sheet.write_comment(0, column, each.about)
            sheet.set_column(column, column, _width(each.name, rows))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(table.columns) - 1)
        for line, row in enumerate(rows, 1):
            self._row(sheet, line, table, row)

    def _row(self, sheet: Any, line: int, table: Table, row: Row) -> None:
        address = self._address(table, row)
        for column, each in enumerate(table.columns):
            cell = row[each.name]
            if column == 0 and address:
                sheet.write_url(line, 0, _link(address, cell), self._link, cell)
            elif not cell:
                continue
            elif each.type == "integer":
                sheet.write_number(line, column, int(cell), self._number)
            else:
                sheet.write_string(line, column, _fitting(cell, table), self._text)

    def _address(self, table: Table, row: Row) -> str:
        """Where the words are that a row rests on, the first of them."""
        if table.name == "documents":
            return f"{self._site}/{document_file(row['doc_id'])}" if row["status"] == "ok" else ""
        of = [row["mention_id"]] if "mention_id" in row else members(row.get("evidence", ""))
        mention = next((m for m in of if m in self._results.mentions), "")
        if not mention:
            return ""
        return f"{self._site}/{document_file(self._results.mentions[mention]['doc_id'])}#m={mention}"


def _parts(table: Table, rows: Sequence[Row]) -> Iterator[tuple[str, Sequence[Row]]]:
    for number, at in enumerate(range(0, max(1, len(rows)), ROWS_PER_SHEET), 1):
        yield (f"{table.name} {number}" if number > 1 else table.name), rows[at : at + ROWS_PER_SHEET]


def _fitting(cell: str, table: Table) -> str:
    text = for_xml(cell)
    if len(text) <= CELL_LENGTH:
        return text
    rest = f" … (cut; the whole is in {table.name}.csv)"
    return text[: CELL_LENGTH - len(rest)] + rest


def _width(name: str, rows: Sequence[Row]) -> int:
    return min(_WIDEST, 2 + max([len(name) + 2, *(len(row[name]) for row in rows[:_SAMPLE])]))


def _link(address: str, text: str) -> Any:
    """A link with `/` between folders: XlsxWriter puts Windows' `\\`, Excel takes both, others take only this one."""
    link = Url(address)
    link.text = text
    link._relationship_link = link._relationship_link.replace("\\", "/")
    return link


def _relative(folder: Path, start: Path) -> str:
    """A path from one folder to another, as links write it."""
    return Path(os.path.relpath(folder, start)).as_posix()
