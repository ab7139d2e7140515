"""Ids that are kept: by mentions, by what a row says, by sentences; and what is told of those that could not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ChronociteError
from pipeline.reconcile.registry import Entry, keep_ids, read_registry, registered, write_registry
from pipeline.records import Mention, Row

REFER = frozenset({"events.event_id", "merges.row_id"})
LONG = "Chile and Norway held the exercise near Bergen, and {} ships came to it."


def mention(mention_id: str, text: str = "") -> Mention:
    return Mention(mention_id, "d1", "event", text or LONG.format(mention_id), ((0, 9),), "r", "paragraph", "b1")


def event(event_id: str, *mentions: str) -> Row:
    return {"event_id": event_id, "evidence": "; ".join(mentions)}


def kept(entries: list[Entry], *rows: Row, **texts: str) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The ids of the rows, and the history as (former, row, how)."""
    mentions = {m: mention(m, texts.get(m, "")) for r in rows for m in r["evidence"].split("; ")}
    done = keep_ids({"events": list(rows), "merges": [{"row_id": rows[0]["event_id"]}]}, entries, mentions, REFER)
    assert done.tables["merges"][0]["row_id"] == done.tables["events"][0]["event_id"], "who points to it follows"
    return (
        [r["event_id"] for r in done.tables["events"]],
        [(h["former_id"], h["row_id"], h["how"]) for h in done.history],
    )


def entry(entry_id: str, *mentions: str, words: tuple[str, ...] = ()) -> Entry:
    return Entry(entry_id, "events", entry_id, mentions, words)


def test_new_evidence_renames_nothing() -> None:
    assert kept([entry("e1", "m1")], event("e9", "m1", "m2")) == (["e1"], [])


def test_row_that_nobody_knows_has_the_id_of_what_it_says() -> None:
    assert kept([entry("e1", "m1")], event("e1", "m1"), event("e2", "m2")) == (["e1", "e2"], [])


def test_of_rows_that_are_one_the_first_id_stays() -> None:
    assert kept([entry("e1", "m1"), entry("e2", "m2", "m3")], event("e2", "m1", "m2", "m3")) == (
        ["e1"],
        [("e2", "e1", "merged")],
    )


def test_split_row_keeps_its_id_where_most_of_it_is() -> None:
    ids, history = kept([entry("e1", "m1", "m2", "m3")], event("e8", "m1"), event("e9", "m2", "m3"))
    assert (ids, history) == (["e8", "e1"], [("e1", "e8", "split")])


def test_id_of_what_is_gone_is_told() -> None:
    assert kept([entry("e1", "m7")], event("e2", "m2")) == (["e2"], [("e1", "", "gone")])


def test_new_edition_of_a_document_is_known_by_its_sentences() -> None:
    (before,) = registered({"events": [event("e1", "m1")]}, [], {"m1": ("event", LONG.format("two"))})
    assert kept([before], event("e5", "m5"), m5=LONG.format("two")) == (["e1"], [])
    assert kept([before], event("e5", "m5"), m5=LONG.format("nine")) == (["e5"], [("e1", "", "gone")])


def test_what_was_merged_or_split_stays_told_when_it_is_registered() -> None:
    texts = {m: ("event", LONG.format(m)) for m in ("m1", "m2")}
    history = [
        {"former_id": "e2", "row_id": "e1", "how": "merged"},
        {"former_id": "e1", "row_id": "e3", "how": "split"},
    ]
    rows = [event("e1", "m1"), event("e3", "m2")]
    entries = registered({"events": rows, "history": history}, [entry("e1", "m1"), entry("e2", "m1")], texts)
    assert [(e.id, e.formerly, e.split_from) for e in entries] == [
        ("e1", ("e2",), ""),
        ("e2", (), ""),
        ("e3", (), "e1"),
    ]
    assert kept(entries, *rows)[1] == [("e2", "e1", "merged"), ("e1", "e3", "split")]


def test_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    entries = [Entry("e1", "events", "e2", ("m1",), ("w",), ("e0",), "e7"), Entry("a1", "agreements", "a1", ("m2",))]
    write_registry(tmp_path / "registry.jsonl", entries)
    assert read_registry(tmp_path / "registry.jsonl") == entries
    assert read_registry(tmp_path / "none.jsonl") == []


@pytest.mark.parametrize("line", ["?", "[]", '{"id": "e1"}', '{"id":"e","table":"towns","derived":"e","mentions":[]}'])
def test_bad_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "registry.jsonl").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(ChronociteError, match=r"registry\.jsonl, line 1: "):
        read_registry(tmp_path / "registry.jsonl")
