"""What people rejected or corrected is told reading by reading, and taken out of what the checks look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.dataset import read_tables
from pipeline.errors import ChronociteError
from pipeline.reconcile.decisions import append_decision, signed
from pipeline.records import AgreementMention, ClaimMention, EventMention, Extraction, MilestoneMention, Row
from pipeline.results.deciding import Deciding
from pipeline.revisions import by_document, revised, revision_row
from pipeline.stages import Settings, run_audit, run_extract, run_ingest, run_reconcile
from pipeline.store import read_extraction

LOG = """\
# Harbour log

On June 9, 2014, the Chilean frigate Almirante visited Norway. On May 3, 2011, Chile and Norway signed a memorandum of
understanding on pilots. The pilots have met four times.[^1]

[^1]: May 2001, June 2002, July 2003, May 2005, and June 2006.
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "raw", tmp_path / "out", tmp_path / "review" / "decisions.jsonl", workers=1)
    made.raw.mkdir()
    (made.raw / "log.md").write_text(LOG, encoding="utf-8")
    return made


def run(settings: Settings) -> dict[str, list[Row]]:
    run_ingest(settings)
    run_extract(settings)
    run_reconcile(settings)
    run_audit(settings)
    return read_tables(settings.out / "dataset")


def decide(settings: Settings, action: str, *ids: str, **what: str) -> str:
    decision = Deciding(settings.out).decide(action, ids, **what)  # type: ignore[arg-type]
    return append_decision(settings.review, signed(decision, "mo"))


def as_people_have_it(settings: Settings, tables: dict[str, list[Row]]) -> Extraction:
    (doc,) = tables["documents"]
    read = read_extraction(settings.out, doc["doc_id"])
    return revised(read, by_document(tables["revisions"]).get(doc["doc_id"], ()))


READ = Extraction(
    "d1",
    agreements=(AgreementMention("m1", "d1", "mou", "memorandum", ("CHL", "NOR")),),
    milestones=(MilestoneMention("m1", "d1", "signed", "2011", ("m1",)),),
    events=(
        EventMention("m2", "d1", "visit", "visited", ("CHL", "NOR"), "2014", "actual"),
        EventMention("m2", "d1", "visit", "visited", ("CHL", "NOR"), "2015", "actual"),
    ),
    claims=(ClaimMention("m3", "d1", "count_claim", 5, "exercise"),),
)


def test_no_rows_no_change() -> None:
    assert revised(READ, ()) is READ


def test_one_of_two_records_of_a_sentence_is_taken_out() -> None:
    now = revised(READ, [revision_row(READ, "events", 0, "rejected", "r1")])
    assert [e.date for e in now.events] == ["2015"]
    assert (now.agreements, now.milestones, now.claims) == (READ.agreements, READ.milestones, READ.claims)


def test_corrected_list_is_a_list_again_and_may_be_empty() -> None:
    rows = [
        revision_row(READ, "events", 1, "corrected", "r1", "participants", ("NOR", "PER")),
        revision_row(READ, "agreements", 0, "corrected", "r2", "parties", ()),
    ]
    now = revised(READ, rows)
    assert now.events[1].participants == ("NOR", "PER")
    assert now.events[0] == READ.events[0]
    assert now.agreements[0].parties == ()


def test_every_row_tells_what_it_is_about() -> None:
    rows = [revision_row(READ, part, 0, "rejected", "r1") for part in ("agreements", "milestones", "events", "claims")]
    assert [r["mention_id"] for r in rows] == ["m1", "m1", "m2", "m3"]
    assert len({r["revision_id"] for r in rows}) == 4
    now = revised(READ, rows)
    assert (now.agreements, now.milestones, len(now.events), now.claims) == ((), (), 1, ())


def test_rejected_event_is_not_there_for_the_checks(settings: Settings) -> None:
    tables = run(settings)
    (visit,) = [r for r in tables["events"] if r["date"] == "2014-06-09"]
    decide(settings, "reject", visit["event_id"])
    tables = run(settings)
    (row,) = tables["revisions"]
    assert (row["part"], row["how"], row["mention_id"]) == ("events", "rejected", visit["evidence"].split("; ")[0])
    assert row["decision_id"] == tables["decisions"][0]["decision_id"]
    assert "2014-06-09" not in {e.date for e in as_people_have_it(settings, tables).events}


def test_corrected_date_is_what_the_checks_see(settings: Settings) -> None:
    tables = run(settings)
    (visit,) = [r for r in tables["events"] if r["date"] == "2014-06-09"]
    decide(settings, "correct", visit["event_id"], field="date", value="2014-06-10")
    tables = run(settings)
    assert [(r["field"], r["value"]) for r in tables["revisions"]] == [("date", "2014-06-10")]
    assert {"2014-06-10"} == {e.date for e in as_people_have_it(settings, tables).events if e.date[:4] == "2014"}


def test_with_an_agreement_its_milestones_go(settings: Settings) -> None:
    tables = run(settings)
    (memorandum,) = tables["agreements"]
    decide(settings, "reject", memorandum["agreement_id"])
    tables = run(settings)
    assert {r["part"] for r in tables["revisions"]} == {"agreements", "milestones"}
    assert (tables["agreements"], tables["milestones"]) == ([], [])
    assert as_people_have_it(settings, tables).milestones == ()


@pytest.mark.parametrize("by", ["claim", "finding", "mention"])
def test_rejected_claim_gives_no_finding(settings: Settings, by: str) -> None:
    tables = run(settings)
    (finding,) = [f for f in tables["findings"] if f["check"] == "count_claim"]
    (claim,) = [c for c in tables["claims"] if c["finding_id"] == finding["finding_id"]]
    (mention,) = [m for m in tables["mentions"] if m["kind"] == "claim" and m["mention_id"] in claim["evidence"]]
    ids = {"claim": claim["claim_id"], "finding": finding["finding_id"], "mention": mention["mention_id"]}
    decide(settings, "reject", ids[by])
    tables = run(settings)
    assert [r["part"] for r in tables["revisions"]] == ["claims"]
    assert [f for f in tables["findings"] if f["check"] == "count_claim"] == []
    assert [(r["state"], r["applied"]) for r in tables["decisions"]] == [("exact", "yes")]


def test_a_claim_is_only_accepted_or_rejected(settings: Settings) -> None:
    tables = run(settings)
    (claim,) = [c for c in tables["claims"] if c["check"] == "count_claim"]
    with pytest.raises(ChronociteError, match="can be accepted or rejected"):
        decide(settings, "correct", claim["claim_id"], field="number", value="4")
