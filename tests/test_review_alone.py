"""Citations, dates and actors decided on by themselves: what goes with them, what stays, what can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ChronociteError
from pipeline.reconcile.decisions import append_decision, signed
from pipeline.reconcile.renaming import renamed, restored
from pipeline.records import AgreementMention, EventMention, Row
from pipeline.results.deciding import Deciding
from tests.conftest import run_all
from tests.review_service import Served, copied, served

TEXT = """Ferries of the Gulf

Oman and Iran

On 4 May 2011, Oman and Iran signed a ferry agreement in Muscat.1 The two navies held an exercise off Jask two months
later. Iranian officials visited Salalah in June 2013.2

1 Ada Byrne, “Ferries and Flags,” Harbour Review, 2012, p. 4.
2 Omani official, interview with the author, July 3, 2014.
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alone") / "base"
    (folder / "raw").mkdir(parents=True)
    (folder / "raw" / "gulf.txt").write_text(TEXT, encoding="utf-8")
    assert run_all(folder / "raw", folder / "out", workers=1) == []
    return folder


@pytest.fixture
def desk(base: Path, tmp_path: Path) -> Iterator[Served]:
    with served(copied(base, tmp_path / "run")) as at_work:
        at_work.settle()
        yield at_work


def the(rows: list[Row], **cells: str) -> Row:
    (found,) = [row for row in rows if all(row[name] == value for name, value in cells.items())]
    return found


def shown(desk: Served, key: str) -> dict[str, str]:
    """A row as its page sends it."""
    item = desk.office.item(key)
    assert item is not None
    assert f'data-id="{item.key}"' in desk.ask(f"/review?about={key}").body
    return {"key": item.key, "seen": item.seen}


def test_a_corrected_date_goes_where_it_dates_and_no_id_changes(desk: Served) -> None:
    day = the(desk.table("mentions"), kind="date", text="4 May 2011")
    event = the(desk.table("events"), date="2011-05-04")
    step = the(desk.table("milestones"), date="2011-05-04")
    made = desk.decide("correct", shown(desk, day["mention_id"]), field="value", value="2012-05-04")
    assert made.status == 200
    desk.settle()
    assert the(desk.table("mentions"), mention_id=day["mention_id"])["value"] == "2012-05-04"
    assert the(desk.table("events"), event_id=event["event_id"])["date"] == "2012-05-04"
    assert the(desk.table("milestones"), milestone_id=step["milestone_id"])["date"] == "2012-05-04"
    told = the(desk.table("decisions"), decision_id=made.said["decision_id"])
    assert (told["applied"], told["table"], told["rows"]) == ("yes", "dates", day["mention_id"])
    assert desk.office.item(day["mention_id"]).decided == (made.said["decision_id"],)  # type: ignore[union-attr]

    assert desk.ask("/review/undo", {"decision_id": made.said["decision_id"]}).status == 200
    desk.settle()
    assert the(desk.table("events"), event_id=event["event_id"])["date"] == "2011-05-04"
    assert the(desk.table("mentions"), mention_id=day["mention_id"]) == day


def test_a_rejected_date_is_in_no_table_and_dates_nothing(desk: Served) -> None:
    day = the(desk.table("mentions"), kind="date", text="June 2013")
    visit = the(desk.table("events"), date="2013-06")
    assert desk.decide("reject", shown(desk, day["mention_id"])).status == 200
    desk.settle()
    assert day["mention_id"] not in {m["mention_id"] for m in desk.table("mentions")}
    left = the(desk.table("events"), event_id=visit["event_id"])
    assert (left["date"], day["mention_id"] in left["evidence"]) == ("", False)
    tables = ("events", "milestones", "agreements", "claims", "findings", "dissent", "decisions")
    evidence = {i for name in tables for row in desk.table(name) for i in row.get("evidence", "").split("; ") if i}
    evidence |= {row["mention_id"] for row in desk.table("revisions")}
    assert evidence <= {"", *(m["mention_id"] for m in desk.table("mentions"))}

    # A later decision says otherwise, in a terminal: the page has nothing left to show.
    (made,) = desk.decisions()
    append_decision(desk.review, signed(replace(made, action="accept"), "Kofi"))
    desk.office.state(0)
    desk.settle()
    again = the(desk.table("events"), event_id=visit["event_id"])
    assert (again["date"], again["evidence"]) == (visit["date"], visit["evidence"])
    assert the(desk.table("mentions"), mention_id=day["mention_id"]) == day


def test_what_people_said_of_an_event_outlives_its_date(desk: Served) -> None:
    event = desk.item("events", date="2011-05-04")
    assert desk.decide("correct", event, field="date", value="2011-05-05").status == 200
    day = the(desk.table("mentions"), kind="date", text="4 May 2011")
    assert desk.decide("correct", shown(desk, day["mention_id"]), field="value", value="2012").status == 200
    desk.settle()
    assert the(desk.table("events"), event_id=event["key"])["date"] == "2011-05-05"


def test_an_actor_is_another_one_or_none(desk: Served) -> None:
    actors = [m for m in desk.table("mentions") if m["kind"] == "actor" and m["text"] == "Oman"]
    first, second = actors[:2]
    assert desk.decide("correct", shown(desk, first["mention_id"]), field="value", value="YEM").status == 200
    assert desk.decide("reject", shown(desk, second["mention_id"])).status == 200
    desk.settle()
    now = {m["mention_id"]: m["value"] for m in desk.table("mentions")}
    assert now[first["mention_id"]] == "YEM"
    assert second["mention_id"] not in now
    changed = {(c.how, c.table) for c in desk.office.state(1).changes}
    assert {("changed", "mentions"), ("gone", "mentions")} <= changed


def test_what_names_an_actor_by_its_words_alone_goes_with_it(desk: Served) -> None:
    """The visit names Iran by one word; the signature follows, and the agreement; the exercise is the two navies'."""
    visit = the(desk.table("events"), date="2013-06")
    signature = the(desk.table("events"), date="2011-05-04")
    exercise = the(desk.table("events"), type="exercise")
    signed_by = first_actor(desk, the(desk.table("mentions"), kind="event", value="2011-05-04"))
    visitor = the(desk.table("mentions"), kind="actor", text="Iranian")
    assert (signed_by["text"], "IRN" in visit["participants"]) == ("Oman", True)

    assert desk.decide("correct", shown(desk, visitor["mention_id"]), field="value", value="IRQ").status == 200
    assert desk.decide("correct", shown(desk, signed_by["mention_id"]), field="value", value="YEM").status == 200
    desk.settle()
    now = the(desk.table("events"), event_id=visit["event_id"])
    assert now["participants"] == visit["participants"].replace("IRN", "IRQ")
    assert now["roles"] == visit["roles"].replace("IRN", "IRQ")
    assert the(desk.table("events"), event_id=signature["event_id"])["participants"] == "IRN; YEM"
    assert the(desk.table("agreements"), kind="other")["parties"] == "IRN; YEM"
    assert the(desk.table("events"), event_id=exercise["event_id"])["participants"] == exercise["participants"]

    for decision in desk.decisions():
        assert desk.ask("/review/undo", {"decision_id": decision.decision_id}).status == 200
    desk.settle()
    assert the(desk.table("events"), event_id=visit["event_id"]) == visit
    assert the(desk.table("events"), event_id=signature["event_id"]) == signature


def first_actor(desk: Served, words: Row) -> Row:
    """The first actor that a mention's words name."""
    within = range(int(words["start"]), int(words["end"]))
    return next(m for m in desk.table("mentions") if m["kind"] == "actor" and int(m["start"]) in within)


VISIT = EventMention("m1", "d", "visit", "visited", ("IRN", "OMN"), "", "actual", roles=("agent:IRN", "target:OMN"))
PACT = AgreementMention("m2", "d", "treaty", "pact", ("IRN", "OMN"))


@pytest.mark.parametrize(
    ("record", "before", "after", "names", "roles"),
    [
        (VISIT, "IRN", "YEM", ("OMN", "YEM"), ("agent:YEM", "target:OMN")),
        (VISIT, "IRN", "", ("OMN",), ("target:OMN",)),
        (VISIT, "IRN", "OMN", ("OMN",), ("agent:OMN", "target:OMN")),
        (VISIT, "PER", "YEM", ("IRN", "OMN"), ("agent:IRN", "target:OMN")),
        (PACT, "OMN", "BHR", ("BHR", "IRN"), None),
    ],
)
def test_a_record_names_another_actor(
    record: EventMention | AgreementMention, before: str, after: str, names: tuple[str, ...], roles: Any
) -> None:
    now = renamed(record, before, after)
    assert (getattr(now, "participants", None) or getattr(now, "parties", None), getattr(now, "roles", None)) == (
        names,
        roles,
    )
    again = restored(renamed(record, before, ""), record, before)
    assert again == record, "who takes back a rejection wants all of it again"


def test_a_citation_says_something_else_or_is_none(desk: Served) -> None:
    source = the(desk.table("citations"), kind="full")
    assert desk.decide("correct", shown(desk, source["citation_id"]), field="year", value="2013").status == 200
    desk.settle()
    assert the(desk.table("citations"), citation_id=source["citation_id"])["year"] == "2013"
    assert desk.decide("reject", shown(desk, source["citation_id"])).status == 200
    desk.settle()
    assert source["citation_id"] not in {c["citation_id"] for c in desk.table("citations")}
    assert source["mention_id"] in {m["mention_id"] for m in desk.table("mentions")}
    # The other note's interview stays, and is decided on as such.
    (talk,) = desk.table("interviews")
    assert desk.decide("reject", desk.item("interviews", interview_id=talk["interview_id"])).status == 200
    desk.settle()
    assert desk.table("interviews") == []
    assert the(desk.table("citations"), kind="interview")["attribution"] == "Omani official"


@pytest.mark.parametrize(
    ("action", "field", "value", "reason"),
    [
        ("merge", "", "", "merge"),
        ("split", "", "", "mentions"),
        ("correct", "value", "4 May", "no date in EDTF"),
        ("correct", "value", "2011-13-40", "no date in EDTF"),
        ("correct", "date", "2011", "can't be corrected"),
    ],
)
def test_what_makes_no_sense_of_a_date_is_refused(
    base: Path, desk: Served, action: str, field: str, value: str, reason: str
) -> None:
    day = the(desk.table("mentions"), kind="date", text="4 May 2011")
    answer = desk.decide(action, shown(desk, day["mention_id"]), field=field, value=value)
    assert (answer.status, reason in answer.said["reason"]) == (400, True)
    with pytest.raises(ChronociteError):
        Deciding(base / "out").decide(action, [day["mention_id"]], field=field, value=value)  # type: ignore[arg-type]


def test_a_citation_becomes_what_people_say_it_is(desk: Served) -> None:
    source = the(desk.table("citations"), kind="full")
    unknown = desk.decide("correct", shown(desk, source["citation_id"]), field="kind", value="book")
    assert (unknown.status, "no kind of citation" in unknown.said["reason"]) == (400, True)
    assert desk.decide("correct", shown(desk, source["citation_id"]), field="kind", value="note").status == 200
    desk.settle()
    assert the(desk.table("citations"), citation_id=source["citation_id"])["kind"] == "note"
