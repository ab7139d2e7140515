"""The tables as data frames, against the CSV that they come from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipeline.dataset import BY_NAME, TABLES
from pipeline.errors import ChronociteError
from pipeline.export.frames import WORDS, frame, with_words
from pipeline.records import Row

RESTING = [t.name for t in TABLES if "evidence" in t.names]


@pytest.mark.parametrize("table", [t.name for t in TABLES])
def test_frame_says_what_the_csv_says(samples_run: Path, tables: Mapping[str, Sequence[Row]], table: str) -> None:
    read = frame(samples_run, table)
    assert list(read.columns) == BY_NAME[table].names
    assert [_as_text(row) for row in read.to_dict("records")] == list(tables[table])
    kinds = {c.name: str(read[c.name].dtype) for c in BY_NAME[table].columns if c.type == "integer"}
    assert set(kinds.values()) <= {"Int64"}


def _as_text(row: Mapping[str, object]) -> Row:
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list):
        return json.dumps(value, separators=(",", ":"))
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None or value is pd.NA else str(value)


def test_months_stay_months(samples_run: Path) -> None:
    dates = set(frame(samples_run, "events")["date"].dropna())
    assert any(len(date) == len("2014-07") for date in dates)


@pytest.mark.parametrize("table", RESTING)
def test_every_row_stands_beside_all_its_words(
    samples_run: Path, tables: Mapping[str, Sequence[Row]], table: str
) -> None:
    read = with_words(samples_run, table)
    key = BY_NAME[table].key
    wanted = [(row[key], i) for row in tables[table] for i in row["evidence"].split("; ")]
    assert list(zip(read[key], read["mention_id"].fillna(""), strict=True)) == wanted
    words = {m["mention_id"]: m["text"] for m in tables["mentions"]}
    told = read[read["mention_id"].notna()]
    assert list(told["words"]) == [words[i] for _, i in wanted if i]
    assert told["path"].notna().all()


def test_words_of_events_are_in_the_source(samples_run: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    doc_ids = {d["path"]: d["doc_id"] for d in tables["documents"]}
    read = with_words(samples_run, "agreements")
    assert list(read.columns)[-len(WORDS) :] == list(WORDS)
    assert len(read) > 3
    for row in read.to_dict("records"):
        source = (samples_run / "documents" / f"{doc_ids[row['path']]}.txt").read_text(encoding="utf-8")
        assert row["words"].split()[0] in source[row["start"] : row["end"]]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("event", "there is no table 'event'; there are documents"),
        ("documents", "rows of documents rest on no mentions"),
    ],
)
def test_tables_without_words_are_refused(samples_run: Path, table: str, said: str) -> None:
    with pytest.raises(ChronociteError, match=said):
        with_words(samples_run, table)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ChronociteError, match="holds no dataset; name the folder of a finished run"):
        frame(tmp_path, "events")
