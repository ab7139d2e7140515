"""The tables as pandas data frames, and beside each row the words that it rests on: for a notebook.

>>> events = with_words(Path("extracted"), "events")  # doctest: +SKIP
>>> events[["date", "participants", "words", "path", "page"]]  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.dataset import BY_NAME, dataset_of, read_table
from pipeline.errors import ChronociteError
from pipeline.export.jsonlines import LISTS, typed
from pipeline.records import Row

if TYPE_CHECKING:
    import pandas as pd

WORDS = ("mention_id", "words", "path", "page", "start", "end")
"""What `with_words` puts behind a table's columns; one that the table has too is called `mention_…` there."""


def frame(out: Path, table: str) -> pd.DataFrame:
    """A table of a finished run.

    Args:
        out: The folder of the run.
        table: A name of `pipeline.dataset.TABLES`.

    Returns:
        A row a row, in the order of the CSV. Whole numbers are `Int64`, lists of ids, codes and dates are lists, cells
        of JSON are what they say, all else is `string`; an empty cell is `<NA>`. Dates stay EDTF: a month is no day.

    Raises:
        ChronociteError: There is no such table, or no finished run.
    """
    return _frame(table, _rows(out, table))


def with_words(out: Path, table: str) -> pd.DataFrame:
    """A table of a finished run, each row once for every mention that it rests on.

    Args:
        out: The folder of the run.
        table: One with a column `evidence`.

    Returns:
        The columns of `frame`, then `WORDS`: the mention's id, its words, the report's path, the page, and where the
        words are in the source text. A row that rests on nothing, such as that of a missing note, is there once,
        without them.

    Raises:
        ChronociteError: There is no such table, it has no evidence, or there is no finished run.
    """
    rows = _rows(out, table)
    if "evidence" not in BY_NAME[table].names:
        raise ChronociteError(f"rows of {table} rest on no mentions; name another table")
    own = _frame(table, rows)
    found = _frame("mentions", _rows(out, "mentions"))[["mention_id", "doc_id", "text", "page", "start", "end"]]
    paths = _frame("documents", _rows(out, "documents"))[["doc_id", "path"]]
    found = found.merge(paths, on="doc_id", how="left", validate="many_to_one").drop(columns="doc_id")
    found = found.rename(columns={"text": "words"})[list(WORDS)]
    found = found.rename(columns={c: f"mention_{c}" for c in WORDS[1:] if c in own.columns})
    own = own.drop(columns="mention_id", errors="ignore").assign(mention_id=own["evidence"])
    return own.explode("mention_id", ignore_index=True).merge(found, on="mention_id", how="left")


def _rows(out: Path, table: str) -> list[Row]:
    if table not in BY_NAME:
        raise ChronociteError(f"there is no table {table!r}; there are {', '.join(BY_NAME)}")
    return read_table(dataset_of(out), table)


def _frame(table: str, rows: list[Row]) -> pd.DataFrame:
    import pandas as pd

    columns = BY_NAME[table].columns
    values = pd.DataFrame([typed(BY_NAME[table], row) for row in rows], columns=BY_NAME[table].names, dtype="object")
    kinds = {"integer": "Int64", "string": "string"}
    plain = [c for c in columns if c.name not in LISTS and not c.about.startswith("JSON ")]
    return values.astype({c.name: kinds[c.type] for c in plain})
