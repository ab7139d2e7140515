"""One milestone an act, unless people have it otherwise: what they keep apart, split, or put together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.dataset import read_tables
from pipeline.errors import ChronociteError
from pipeline.reconcile.decisions import append_decision, signed
from pipeline.reconcile.registry import read_registry, registered, registry_path, write_registry
from pipeline.records import Row
from pipeline.results.deciding import Deciding
from pipeline.stages import Settings, run_extract, run_ingest, run_reconcile

PILOTS = """\
# Pilots

On May 3, 2004, Chile and Norway signed the Harbour Pilots Treaty. In June 2009, Chile and Norway renewed the Harbour
Pilots Treaty. In March 2014, Chile and Norway renewed the Harbour Pilots Treaty once more.

The Harbour Pilots Treaty between Chile and Norway was adopted in the spring of 2004, as a clerk remembers it.

In June 2006, Peru and Norway signed the Lighthouse Treaty.
"""


class Folder:
    """A report of one treaty, and runs over it."""

    def __init__(self, path: Path) -> None:
        self.settings = Settings(path / "raw", path / "out", path / "review" / "decisions.jsonl", workers=1)
        self.settings.raw.mkdir(parents=True)
        (self.settings.raw / "pilots.md").write_text(PILOTS, encoding="utf-8")
        run_ingest(self.settings)
        run_extract(self.settings)
        self.run()

    def run(self) -> list[str]:
        return [f.reason for f in run_reconcile(self.settings)]

    def table(self, name: str) -> list[Row]:
        return read_tables(self.settings.out / "dataset")[name]

    def steps(self, act: str) -> list[Row]:
        return [r for r in self.table("milestones") if r["act"] == act and r["agreement_id"] == self.treaty]

    @property
    def treaty(self) -> str:
        (row,) = [r for r in self.table("agreements") if r["parties"] == "CHL; NOR"]
        return row["agreement_id"]

    def words(self, date: str) -> str:
        """The first mention of the treaty behind a date."""
        at = next(int(m["start"]) for m in self.table("mentions") if m["kind"] == "date" and m["value"] == date)
        behind = [m for m in self.table("mentions") if m["kind"] == "agreement" and int(m["start"]) > at]
        return min(behind, key=lambda m: int(m["start"]))["mention_id"]

    def decide(self, action: str, *ids: str) -> str:
        decision = Deciding(self.settings.out).decide(action, ids)  # type: ignore[arg-type]
        return append_decision(self.settings.review, signed(decision, "mo"))

    def applied(self) -> list[str]:
        return [r["applied"] for r in self.table("decisions")]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def dates(rows: Sequence[Row]) -> list[tuple[str, str]]:
    return [(r["date"], r["other_dates"]) for r in rows]


def test_the_report_tells_what_the_tests_count_on(folder: Folder) -> None:
    (renewed,) = folder.steps("renewed")
    assert {renewed["date"], renewed["other_dates"]} == {"2009-06", "2014-03"}
    assert [r["date"] for r in folder.steps("signed")] == ["2004-05-03"]
    assert len(folder.steps("adopted")) == 1


def test_split_milestone_is_two_of_one_act(folder: Folder) -> None:
    (renewed,) = folder.steps("renewed")
    folder.decide("split", renewed["milestone_id"], folder.words("2014-03"))
    assert folder.run() == []
    now = folder.steps("renewed")
    assert dates(now) == [("2009-06", ""), ("2014-03", "")]
    assert now[0]["milestone_id"] == renewed["milestone_id"], "what stays keeps its id"
    assert now[1]["milestone_id"] != renewed["milestone_id"]
    assert folder.applied() == ["yes"]


def test_split_milestones_keep_their_ids_under_a_registry(folder: Folder) -> None:
    (renewed,) = folder.steps("renewed")
    folder.decide("split", renewed["milestone_id"], folder.words("2014-03"))
    folder.run()
    before = [r["milestone_id"] for r in folder.steps("renewed")]
    tables = read_tables(folder.settings.out / "dataset")
    texts = {m["mention_id"]: (m["kind"], m["text"]) for m in tables["mentions"]}
    path = registry_path(folder.settings.review)
    write_registry(path, registered(tables, read_registry(path), texts))
    folder.run()
    assert [r["milestone_id"] for r in folder.steps("renewed")] == before
    # Its parties corrected the agreement has another id by what it says; by the registry it keeps its own.
    decision = Deciding(folder.settings.out).decide("correct", [folder.treaty], field="kind", value="arrangement")
    append_decision(folder.settings.review, signed(decision, "mo"))
    folder.run()
    assert [r["milestone_id"] for r in folder.steps("renewed")] == before
    ids = [r["milestone_id"] for r in folder.table("milestones")]
    assert len(ids) == len(set(ids))


def test_merged_milestones_have_the_act_named_first(folder: Folder) -> None:
    (signed_,), (adopted,) = folder.steps("signed"), folder.steps("adopted")
    folder.decide("merge", signed_["milestone_id"], adopted["milestone_id"])
    folder.run()
    (now,) = folder.steps("signed")
    assert now["milestone_id"] == signed_["milestone_id"]
    assert set(now["evidence"].split("; ")) == {
        *signed_["evidence"].split("; "),
        *adopted["evidence"].split("; "),
    }
    assert folder.steps("adopted") == []


def test_milestones_kept_apart_stay_two_when_merged_before(folder: Folder) -> None:
    (signed_,), (adopted,) = folder.steps("signed"), folder.steps("adopted")
    folder.decide("merge", signed_["milestone_id"], adopted["milestone_id"])
    folder.decide("apart", signed_["milestone_id"], adopted["milestone_id"])
    folder.run()
    assert folder.applied() == ["no", "yes"], "the later decision counts"
    every = [*folder.steps("signed"), *folder.steps("adopted")]
    assert sorted(set(dates(every))) == sorted({*dates([signed_]), *dates([adopted])})


def test_milestones_of_two_agreements_are_not_merged(folder: Folder) -> None:
    (signed_,) = folder.steps("signed")
    other = next(r for r in folder.table("milestones") if r["date"] == "2006-06")
    with pytest.raises(ChronociteError, match="several agreements; merge the agreements: a"):
        folder.decide("merge", signed_["milestone_id"], other["milestone_id"])
    assert not folder.settings.review.exists()
