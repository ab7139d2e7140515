"""What people rejected proves nothing and contradicts nothing: their decisions hold before the checks look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.dataset import read_tables
from pipeline.reconcile.decisions import append_decision, signed
from pipeline.records import Row
from pipeline.results.deciding import Deciding
from pipeline.stages import Settings, run_audit, run_extract, run_ingest, run_reconcile

LEAGUE = """\
# League

The league met four times.[^1] The first joint exercise of Chile and Norway, with three frigates, two tugs, and a
tanker, took place off Bergen on May 3, 2011.

[^1]: The meetings took place in May 2001, June 2002, July 2003, May 2005, and June 2006.
"""
TUGS = """\
# Tugs

The first joint exercise of Chile and Norway, with three frigates, two tugs, and a tanker, took place off Bergen on
May 13, 2011.
"""


class Folder:
    """Two reports that contradict themselves and each other, and runs over them."""

    def __init__(self, path: Path) -> None:
        self.settings = Settings(path / "raw", path / "out", path / "decisions.jsonl", workers=1)
        self.settings.raw.mkdir(parents=True)
        for name, text in (("league.md", LEAGUE), ("tugs.md", TUGS)):
            (self.settings.raw / name).write_text(text, encoding="utf-8")
        self.run()

    def run(self) -> None:
        for stage in (run_ingest, run_extract, run_reconcile, run_audit):
            assert stage(self.settings) == []

    def table(self, name: str) -> list[Row]:
        return read_tables(self.settings.out / "dataset")[name]

    def found(self) -> set[str]:
        return {f["check"] for f in self.table("findings")}

    def reject(self, row_id: str) -> None:
        decision = Deciding(self.settings.out).decide("reject", [row_id])
        append_decision(self.settings.review, signed(decision, "mo"))
        self.run()


def claim(folder: Folder) -> str:
    (row,) = [c for c in folder.table("claims") if c["check"] == "count_claim"]
    return row["claim_id"]


def event(folder: Folder) -> str:
    (row,) = [e for e in folder.table("events") if e["type"] == "exercise"]
    return row["event_id"]


def finding(folder: Folder) -> str:
    (row,) = [f for f in folder.table("findings") if f["check"] == "count_claim"]
    return row["finding_id"]


@pytest.mark.parametrize(
    ("rejected", "left"), [(claim, {"date_conflict"}), (finding, {"date_conflict"}), (event, {"count_claim"})]
)
def test_what_was_rejected_gives_no_finding(tmp_path: Path, rejected: Callable[[Folder], str], left: set[str]) -> None:
    folder = Folder(tmp_path)
    assert folder.found() == {"count_claim", "date_conflict"}
    folder.reject(rejected(folder))
    assert folder.found() == left
    assert {c["check"] for c in folder.table("claims") if c["verdict"] == "contradicted"} == left
