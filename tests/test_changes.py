"""What is different between two runs, and why: by document, decision, rule, grouping."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.dataset import read_tables
from pipeline.reconcile.decisions import append_decision, signed
from pipeline.results.changes import Change, changes, report
from pipeline.results.deciding import Deciding
from pipeline.stages import Settings, run_audit, run_extract, run_ingest, run_reconcile

PORTS = """\
# Ports

On June 9, 2014, the Chilean frigate Almirante visited Norway. In September 2015, Chile and Norway held the exercise
Grey Heron. On August 20, 2016, Chile and Norway signed a memorandum of understanding on fishing grounds.
"""
TUGS = """\
# Tugs

The exercise Grey Heron was held by Chile and Norway on September 14, 2015. On March 1, 2018, Peru and Norway signed an
agreement on the exchange of information.
"""
OWN_RULE = """\
rules:
  - id: event.mooring
    type: mooring
    plover: CONSULT
    verbs: [visit]
    examples: [{text: "A tug visited Oslo in 2011.", find: visited, value: mooring}]
"""


class Runs:
    """A folder of reports, and runs over it, each into a folder of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw = path / "raw"
        self.review = path / "decisions.jsonl"
        self.raw.mkdir()
        self.write("ports.md", PORTS)

    def write(self, name: str, text: str) -> None:
        (self.raw / name).write_text(text, encoding="utf-8")

    def run(self, name: str, rules: Path | None = None) -> Path:
        out = self.path / name
        settings = Settings(self.raw, out, self.review, workers=1, rules=rules)
        for stage in (run_ingest, run_extract, run_reconcile, run_audit):
            stage(settings)
        return out


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    runs = Runs(tmp_path_factory.mktemp("first"))
    return runs.run("old")


@pytest.fixture
def runs(first: Path, tmp_path: Path) -> Runs:
    shutil.copytree(first, tmp_path / "old")
    return Runs(tmp_path)


def told(runs: Runs, new: Path, table: str) -> list[Change]:
    return [c for c in changes(runs.path / "old", new) if c.table == table]


def event(out: Path, date: str) -> str:
    (row,) = [r for r in read_tables(out / "dataset")["events"] if r["date"] == date]
    return row["event_id"]


def test_the_same_run_twice_changes_nothing(runs: Runs) -> None:
    new = runs.run("new")
    assert changes(runs.path / "old", new) == []
    assert next(report([])) == "documents: nothing changed"


def test_new_document_brings_rows_and_a_better_date(runs: Runs) -> None:
    runs.write("tugs.md", TUGS)
    new = runs.run("new")
    assert [(c.how, c.label) for c in told(runs, new, "documents")] == [("gained", "tugs.md")]
    by_how = {c.how: c for c in told(runs, new, "events")}
    assert set(by_how) == {"gained", "changed"}
    assert all(c.reason == "new document tugs.md" for c in by_how.values())
    says = {column: (old, now) for column, old, now in by_how["changed"].says}
    assert says["date"] == ("2015-09", "2015-09-14")
    assert says["documents"] == ("ports.md", "ports.md; tugs.md")
    assert says["event_id"] == (event(runs.path / "old", "2015-09"), by_how["changed"].key), "it has another id now"


def test_document_taken_away_takes_its_rows(runs: Runs) -> None:
    runs.write("tugs.md", TUGS)
    fuller = runs.run("fuller")
    lost = [c for c in changes(fuller, runs.path / "old") if c.how == "lost"]
    assert {c.table for c in lost} >= {"documents", "events", "agreements", "milestones"}
    assert {c.reason for c in lost if c.table != "documents"} == {"tugs.md is gone"}


def test_edited_and_renamed_files_are_told_apart_from_new_ones(runs: Runs) -> None:
    runs.write("ports.md", PORTS.replace("June 9, 2014", "June 10, 2014"))
    (change,) = told(runs, runs.run("new"), "documents")
    assert (change.how, change.label, change.reason) == ("changed", "ports.md", "new edition")
    reasons = {c.reason for c in told(runs, runs.path / "new", "events") if c.how != "changed"}
    assert reasons == {"new edition of ports.md"}
    runs.write("ports.md", PORTS)
    (runs.raw / "ports.md").rename(runs.raw / "harbours.md")
    renamed = runs.run("renamed")
    assert [(c.how, c.reason) for c in told(runs, renamed, "documents")] == [("changed", "renamed")]
    assert {c.how for c in told(runs, renamed, "events")} == {"changed"}


def test_decision_is_the_reason_and_its_withdrawal(runs: Runs) -> None:
    decision = Deciding(runs.path / "old").decide("reject", [event(runs.path / "old", "2014-06-09")])
    name = append_decision(runs.review, signed(decision, "mo"))
    new = runs.run("new")
    (change,) = told(runs, new, "events")
    assert (change.how, change.reason) == ("lost", f"decision {name} (reject mo)")
    (back,) = [c for c in changes(new, runs.path / "old") if c.table == "events"]
    assert (back.how, back.reason) == ("gained", f"taken back {name} (reject mo)")


def test_rule_is_the_reason(runs: Runs) -> None:
    rules = runs.path / "rules"
    rules.mkdir()
    (rules / "events.yaml").write_text(OWN_RULE, encoding="utf-8")
    new = runs.run("new", rules)
    (change,) = told(runs, new, "events")
    assert ("type", "visit", "mooring") in change.says
    assert change.reason.startswith("rules: ")
    assert "event.mooring" in change.reason


def test_diff_from_the_command_line(runs: Runs) -> None:
    runs.write("tugs.md", TUGS)
    done = CliRunner().invoke(app, ["diff", str(runs.path / "old"), str(runs.run("new"))])
    assert done.exit_code == 0, done.output
    assert "documents: 1 gained" in done.output
    assert "date: 2015-09 → 2015-09-14" in done.output
    done = CliRunner().invoke(app, ["diff", str(runs.path / "old"), str(runs.path / "nowhere")])
    assert done.exit_code == 2
    assert "holds no dataset" in done.output
