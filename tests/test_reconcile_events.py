"""Which tellings are of one event, and which only look like it."""

from __future__ import annotations

import pytest

from pipeline.reconcile.clusters import Clusters, Constraint
from pipeline.reconcile.events import make_events
from pipeline.records import EventMention, Mention, Row

HERRING = "Ministers met in Bergen about herring quotas, trawlers and closed seasons."
HERRING_AGAIN = "In that year herring quotas and trawlers brought ministers to Bergen."
PILOTS = "Harbour pilots were exchanged under a scheme of their own."


def told(
    key: str, date: str, text: str, *, kind: str = "dialogue", actors: str = "CHL NOR", name: str = "", place: str = "",
    about: str = "", modality: str = "actual", act: str = "", trigger: str = "met",
) -> tuple[EventMention, Mention]:  # fmt: skip
    """An event mention with id `key`; its first letter names the document, what follows the place."""
    doc_id, start = f"d{key[0]}", 100 * int(key[1:].rstrip("x"))
    span = ((start, start + len(text)),)
    event = EventMention(key, doc_id, kind, trigger, tuple(actors.split()), date, modality, name, place, about, act=act)
    return event, Mention(key, doc_id, "event", text, span, "r", "paragraph", "b1")


def rows(*said: tuple[EventMention, Mention], agreements: dict[str, str] | None = None) -> list[Row]:
    made = make_events([e for e, _ in said], {m.mention_id: m for _, m in said}, agreements or {})
    return made.rows


ONE = {
    "a month and a day in it, of the same things": [
        told("a1", "2011-05-03", HERRING),
        told("b1", "2011-05", HERRING_AGAIN),
    ],
    "a year and a day in it, of the same things": [
        told("a1", "2011-05-03", HERRING),
        told("b1", "2011", HERRING_AGAIN),
    ],
    "one year, of the same things": [told("a1", "2011", HERRING), told("b1", "2011", HERRING_AGAIN)],
    "one day": [told("a1", "2011-05-03", HERRING), told("b1", "2011-05-03", PILOTS)],
    "a range and a day in it, of one name": [
        told("a1", "2011-05-01/2011-05-09", PILOTS, name="Grey Heron"),
        told("b1", "2011-05-04", HERRING, name="Grey Heron"),
    ],
    "one name, of whose participants one text tells some": [
        told("a1", "2011-05", PILOTS, name="Grey Heron", actors="CHL NOR PER"),
        told("b1", "2011-05-04", HERRING, name="Grey Heron"),
    ],
    "one agreement": [
        told("a1", "2011-05-03", PILOTS, kind="agreement", about="x"),
        told("b1", "2011", HERRING, kind="agreement", about="y"),
    ],
    "what one text tells of twice, signed and concluded": [
        told("a1", "2011-05-03", PILOTS, kind="agreement", about="x", act="signed"),
        told("b1", "2011-05", HERRING, kind="agreement", about="y", act="concluded"),
    ],
    "a meeting, and its series without the number": [
        told("a1", "2011-05-03", PILOTS, name="fifth 2+2"),
        told("a2", "2011-05", "After the 2+2 in May ministers spoke of whales."),
    ],
    "what is named by the sentence behind": [
        told("a1", "2011-05", PILOTS, kind="exercise", trigger="drilled"),
        told(
            "a2",
            "2011-05",
            "Called Red Kite, it began with a drill.",
            kind="exercise",
            trigger="drill",
            name="Red Kite",
        ),
    ],
    "what has a name in the sentence behind": [
        told("a1", "2011-05", PILOTS, kind="exercise", trigger="drilled"),
        told(
            "a2",
            "2011-05",
            "Called Red Kite, the exercise began.",
            kind="exercise",
            trigger="exercise",
            name="Red Kite",
        ),
    ],
    "a second visit of one text, and that of another text": [
        told("a1", "2011-05", "A second visit followed, of trawlers.", kind="visit", trigger="visit"),
        told("b1", "2011-05", "There was a visit of trawlers that month.", kind="visit", trigger="visit"),
    ],
    "one statement, in much the same words": [
        told("a1", "2011-05-03", HERRING, kind="statement"),
        told("b1", "2011-05-03", HERRING_AGAIN, kind="statement"),
    ],
    "nobody is named, and the words are much the same": [
        told("a1", "2011-05-03", HERRING, actors=""),
        told("b1", "2011-05-03", HERRING_AGAIN, actors=""),
    ],
    "an edition whose day is told in two ways": [
        told("a1", "2011-05-03", HERRING, name="fifth 2+2"),
        told("b1", "2011-05-13", PILOTS, name="fifth 2+2"),
    ],
}


@pytest.mark.parametrize("said", ONE.values(), ids=ONE)
def test_one_event(said: list[tuple[EventMention, Mention]]) -> None:
    agreements = {"x": "pact", "y": "pact"}
    (row,) = rows(*said, agreements=agreements)
    assert rows(*said[::-1], agreements=agreements)[0]["event_id"] == row["event_id"]


TWO = {
    "a year says too little": [told("a1", "2011", HERRING), told("b1", "2011", PILOTS)],
    "a day and its year, of other things": [told("a1", "2011-05-03", HERRING), told("b1", "2011", PILOTS)],
    "two years": [told("a1", "2014", HERRING), told("b1", "2022", HERRING)],
    "two days": [told("a1", "2011-05-03", HERRING), told("b1", "2011-05-04", HERRING)],
    "other participants": [told("a1", "2011-05-03", HERRING), told("b1", "2011-05-03", HERRING, actors="NOR PER")],
    "planned and done": [told("a1", "2011-05-03", HERRING), told("b1", "2011-05-03", HERRING, modality="planned")],
    "two names on one day": [
        told("a1", "2011-05-03", HERRING, name="Grey Heron"),
        told("b1", "2011-05-03", HERRING, name="Red Kite"),
    ],
    "two agreements signed on one day": [
        told("a1", "2011-05-03", HERRING, kind="agreement", about="x"),
        told("b1", "2011-05-03", HERRING, kind="agreement", about="z"),
    ],
    "two places in one month": [
        told("a1", "2011-05", HERRING, place="Oslo"),
        told("b1", "2011-05", HERRING_AGAIN, place="Lima"),
    ],
    "one sentence tells of both": [told("a1", "2011-05-03", HERRING), told("a1x", "2011", HERRING)],
    "a list of dates is as many events": [
        told("a1", "{2011-05-03,2011-06-01}", HERRING),
        told("b1", "2011-05-03", HERRING_AGAIN),
    ],
    "signed and in force on one day": [
        told("a1", "2011-05-03", HERRING, kind="agreement", about="x", act="signed"),
        told("a2", "2011-05-03", HERRING, kind="agreement", about="y", act="entered_into_force"),
    ],
    "brought in as another one, behind one of the same month": [
        told("a1", "2011-05", HERRING, kind="exercise", trigger="exercise"),
        told("a2", "2011-05", "A longer exercise followed.", kind="exercise", trigger="exercise"),
    ],
    "on one day nobody is named": [
        told("a1", "2011-05-03", HERRING, actors=""),
        told("b1", "2011-05-03", PILOTS, actors=""),
    ],
    "two statements of one day": [
        told("a1", "2011-05-03", HERRING, kind="statement"),
        told("a2", "2011-05-03", PILOTS, kind="statement"),
    ],
    "the exercise of a sentence far behind": [
        told("a1", "2011-05", PILOTS, kind="exercise", trigger="drilled"),
        told(
            "a20",
            "2011-05",
            "Called Red Kite, the exercise began.",
            kind="exercise",
            trigger="exercise",
            name="Red Kite",
        ),
    ],
    "a series in another month": [
        told("a1", "2011-05-03", PILOTS, name="fifth 2+2"),
        told("a2", "2011-06", "After the 2+2 in June ministers spoke of whales."),
    ],
    "first meetings are of many series": [
        told("a1", "2011-05-03", HERRING, name="first meeting"),
        told("b1", "2011-05-13", HERRING, name="first meeting"),
    ],
}


@pytest.mark.parametrize("said", TWO.values(), ids=TWO)
def test_two_events(said: list[tuple[EventMention, Mention]]) -> None:
    found = rows(*said, agreements={"x": "pact", "y": "pact", "z": "treaty"})
    assert len({r["event_id"] for r in found}) == 2


def test_what_may_be_either_of_two_is_neither() -> None:
    spring, autumn = told("a1", "2011-05-03", HERRING), told("a2", "2011-09-08", HERRING)
    assert len(rows(spring, autumn, told("b1", "2011", HERRING_AGAIN))) == 3


def test_nothing_joins_an_event_that_one_telling_is_told_apart_from() -> None:
    signed = told("a1", "2011-05-03", HERRING, kind="agreement", about="x", act="signed")
    vaguely = told("b1", "2011-05", HERRING_AGAIN, kind="agreement", about="x")
    in_force = told("c1", "2011", HERRING_AGAIN, kind="agreement", about="x", act="entered_into_force")
    found = rows(signed, vaguely, in_force, agreements={"x": "pact"})
    assert [(r["evidence"], r["act"]) for r in found] == [("a1; b1", "signed"), ("c1", "entered_into_force")]


def test_more_precise_date_counts_and_the_year_contradicts_nothing() -> None:
    (row,) = rows(told("a1", "2011", HERRING), told("b1", "2011-05-03", HERRING_AGAIN))
    assert (row["date"], row["other_dates"], row["documents"]) == ("2011-05-03", "", "da; db")


def test_contradicting_date_stays_with_its_words() -> None:
    said = [told("a1", "2011-05-03", HERRING, name="fifth 2+2"), told("b1", "2011-05-13", PILOTS, name="fifth 2+2"),
            told("c1", "2011-05-13", PILOTS, name="fifth 2+2")]  # fmt: skip
    made = make_events([e for e, _ in said], {m.mention_id: m for _, m in said})
    assert [(r["date"], r["other_dates"]) for r in made.rows] == [("2011-05-13", "2011-05-03")], (
        "two documents over one"
    )
    assert [(d["field"], d["value"], d["kept"], d["evidence"]) for d in made.dissent] == [
        ("date", "2011-05-03", "2011-05-13", "a1")
    ]
    assert any("edition" in m["fields"] for m in made.merges)


# --- clusters ---------------------------------------------------------------------------------------------------------


def test_what_is_to_stay_apart_does_whoever_it_leads_over() -> None:
    clusters = Clusters("abcd", [Constraint("apart", (("a",), ("d",)), "r1")])
    assert clusters.join("a", "b", ("name",))
    assert clusters.join("c", "d", ("name",))
    assert not clusters.join("b", "c", ("name",))
    assert clusters.sets() == [["a", "b"], ["c", "d"]]
    assert [(x.one, x.other) for x in clusters.links] == [("a", "b"), ("c", "d")]


def test_later_decision_counts() -> None:
    merge, apart = Constraint("merge", (("a",), ("b",)), "r1"), Constraint("apart", (("a",), ("b",)), "r2")
    for first, second, sets in ((merge, apart, [["a"], ["b"]]), (apart, merge, [["a", "b"]])):
        clusters = Clusters("ab", [first, second])
        assert (clusters.sets(), clusters.overruled) == (sets, {first.decided})
