"""Mentions become agreements, milestones and events: what belongs together, which date counts, what contradicts it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.edtf import bounds, compatible, precision, year_of
from pipeline.reconcile.agreements import make_agreements
from pipeline.reconcile.events import make_events
from pipeline.records import AgreementMention, EventMention, Mention, MilestoneMention, Row

# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2014-05-06", "2014-05-06", "2014-05-06"),
        ("2014-02", "2014-02-01", "2014-02-28"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2014", "2014-01-01", "2014-12-31"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("1990~", "1990-01-01", "1990-12-31"),
        ("2018-21", "2018-03-01", "2018-05-31"),
        ("2018-23", "2018-09-01", "2018-11-30"),
        ("2018-24", "2018-12-01", "2019-02-28"),
        ("2017-05-03/2017-05-22", "2017-05-03", "2017-05-22"),
        ("2017-05/2018", "2017-05-01", "2018-12-31"),
        ("1994/..", "1994-01-01", ""),
        ("../1994", "", "1994-12-31"),
        ("{2018-04-27,2018-04-28}", "2018-04-27", "2018-04-28"),
        ("{2018-11, 2017-02}", "2017-02-01", "2018-11-30"),
        ("", "", ""),
        ("2018-13", "", ""),
        ("P2Y", "", ""),
        ("20", "", ""),
    ],
)
def test_days_that_a_value_may_cover(value: str, first: str, last: str) -> None:
    assert bounds(value) == (first, last)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2014-05-06", "2014-05", True),
        ("2014-05-06", "2014", True),
        ("2014-05-06", "201X", True),
        ("2014-05-06", "2014-05-06", True),
        ("2014-05-06", "2014-05-07", False),
        ("2014-05-06", "2014-06", False),
        ("2014-05", "2014-04/2014-06", True),
        ("2014-01/2014-03", "2014-02/2014-05", False),
        ("2014", "2014~", True),
        ("2018-23", "2018-10", True),
        ("", "2014", False),
        ("", "", True),
        ("1994/..", "1994/..", True),
        ("1994/..", "1995", False),
    ],
)
def test_compatible_is_one_within_the_other(one: str, other: str, expected: bool) -> None:
    assert compatible(one, other) is compatible(other, one) is expected


def test_the_more_is_known_the_more_precise() -> None:
    ordered = ["2014-05/2014-06", "20XX", "201X", "2014", "2014-05", "2014-05-06"]
    assert sorted(ordered, key=precision) == ordered
    assert precision("2014~") == precision("2014")


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("2014-05-06", "2014"),
        ("2014-05/2015", "2014"),
        ("199X", ""),
        ("", ""),
        ("../1994", ""),
        ("{2012,2013}", "2012"),
    ],
)
def test_year_in_which_a_value_begins(value: str, year: str) -> None:
    assert year_of(value) == year


# --- agreements -------------------------------------------------------------------------------------------------------

Told = tuple[str, str]


def said(
    key: str, kind: str, parties: str, name: str = "", *, year: str = "", alias: str = "", generic: bool = False
) -> AgreementMention:
    """A mention with id `key`; its first letter names the document."""
    return AgreementMention(
        key, f"d{key[0]}", kind, name or kind.upper(), tuple(parties.split()), "name", alias, generic, year
    )


def step(key: str, act: str, date: str) -> MilestoneMention:
    return MilestoneMention(key, f"d{key[0]}", act, date, (key, f"{key}-{act}-{date}"))


def rows(mentions: list[AgreementMention], milestones: list[MilestoneMention] | None = None) -> list[Row]:
    return make_agreements(mentions, milestones or []).made.rows


def steps(*milestones: MilestoneMention) -> list[Row]:
    keys = dict.fromkeys(m.agreement_mention for m in milestones)
    return make_agreements([said(k, "isa", "CHL NOR") for k in keys], milestones).steps


def test_same_kind_and_parties_are_one_agreement_across_documents() -> None:
    (row,) = rows([said("a1", "isa", "CHL NOR"), said("b1", "isa", "CHL NOR"), said("b2", "isa", "CHL NOR")])
    assert (row["parties"], row["documents"], row["mentions"]) == ("CHL; NOR", "da; db", "3")
    assert row["evidence"] == "a1; b1; b2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (said("a1", "isa", "CHL NOR"), said("a2", "acsa", "CHL NOR")),
        (said("a1", "isa", "CHL NOR"), said("a2", "isa", "NOR PRT")),
        (said("a1", "mou", "CHL NOR", year="2011"), said("a2", "mou", "CHL NOR", year="2015")),
    ],
    ids=["kind", "parties", "year of a kind of which there are many"],
)
def test_what_tells_two_agreements_apart(one: AgreementMention, other: AgreementMention) -> None:
    found = rows([one, other])
    assert len({r["agreement_id"] for r in found}) == 2


@pytest.mark.parametrize(("later", "expected"), [("2012", 1), ("2019", 2)], ids=["sources disagree", "a successor"])
def test_kind_of_which_there_is_one_is_split_by_years_far_apart(later: str, expected: int) -> None:
    assert len(rows([said("a1", "isa", "CHL NOR", year="2011"), said("a2", "isa", "CHL NOR", year=later)])) == expected


def test_mention_without_year_speaks_of_the_last_one() -> None:
    mentions = [
        said("a1", "mou", "CHL NOR", year="2011"),
        said("a2", "mou", "CHL NOR"),
        said("a3", "mou", "CHL NOR", year="2015"),
        said("a4", "mou", "CHL NOR"),
    ]
    assert [r["evidence"] for r in rows(mentions)] == ["a1; a2", "a3; a4"]


def test_year_may_come_from_the_signing_but_not_from_the_entry_into_force() -> None:
    mentions = [said("a1", "mou", "CHL NOR"), said("b1", "mou", "CHL NOR", year="2011")]
    assert len(rows(mentions, [step("a1", "signed", "2011-03-15")])) == 1
    assert len(rows(mentions, [step("a1", "entered_into_force", "2014-03-15")])) == 1
    assert len(rows(mentions, [step("a1", "entered_into_force", "2010-03-15")])) == 2


def test_generic_mentions_and_those_without_parties_are_no_agreement() -> None:
    assert rows([said("a1", "isa", ""), said("a2", "isa", "CHL NOR", generic=True)]) == []


def test_name_in_capitals_goes_before_description_and_the_others_are_aliases() -> None:
    (row,) = rows(
        [
            said("a1", "isa", "CHL NOR", "information security agreement", alias="ISA"),
            said("a2", "isa", "CHL NOR", "information security agreement"),
            said("a3", "isa", "CHL NOR", "Agreement on Secrets"),
        ]
    )
    assert row["name"] == "Agreement on Secrets"
    assert row["aliases"] == "information security agreement; ISA"


def test_first_date_and_last_act_are_of_dated_milestones() -> None:
    told = [step("a1", "entered_into_force", "2012"), step("a1", "signed", "2011-05"), step("a1", "ended", "")]
    (row,) = rows([said("a1", "isa", "CHL NOR")], told)
    assert (row["first_date"], row["last_act"]) == ("2011-05", "entered_into_force")


def test_id_does_not_hang_on_the_order_or_number_of_mentions() -> None:
    one = rows([said("a1", "isa", "CHL NOR")])[0]["agreement_id"]
    other = rows([said("b1", "acsa", "CHL NOR"), said("b2", "isa", "CHL NOR", "Treaty of Tugs")])[1]["agreement_id"]
    assert one == other


# --- milestones -------------------------------------------------------------------------------------------------------


def test_more_precise_of_compatible_dates_counts_and_none_contradicts() -> None:
    (row,) = steps(step("a1", "signed", "2011"), step("a2", "signed", "2011-03-15"), step("b1", "signed", "2011-03"))
    assert (row["act"], row["date"], row["other_dates"], row["documents"]) == ("signed", "2011-03-15", "", "da; db")


def test_majority_counts_and_the_rest_is_kept_as_contradicting() -> None:
    (row,) = steps(
        step("a1", "signed", "2011-03-13"), step("a2", "signed", "2011-03-15"), step("b1", "signed", "2011-03-15")
    )
    assert (row["date"], row["other_dates"]) == ("2011-03-15", "2011-03-13")
    assert len(row["evidence"].split("; ")) == 6, "the contradicting words are evidence, too"


def test_month_supports_every_day_in_it() -> None:
    (row,) = steps(
        step("a1", "signed", "2011-03-13"),
        step("a2", "signed", "2011-04-15"),
        step("b1", "signed", "2011-04"),
    )
    assert (row["date"], row["other_dates"]) == ("2011-04-15", "2011-03-13")


def test_acts_are_milestones_of_their_own() -> None:
    told = steps(step("a1", "signed", "2011"), step("a1", "ratified", "2012"), step("a1", "entered_into_force", "2012"))
    assert {(r["act"], r["date"]) for r in told} == {
        ("signed", "2011"),
        ("ratified", "2012"),
        ("entered_into_force", "2012"),
    }
    assert len({r["milestone_id"] for r in told}) == 3
    assert len({r["agreement_id"] for r in told}) == 1


def test_order_of_the_documents_decides_no_date() -> None:
    told = [step("a1", "signed", "2011-03-13"), step("b1", "signed", "2011-03-15")]
    assert [(r["date"], r["other_dates"]) for r in steps(*told)] == [
        (r["date"], r["other_dates"]) for r in steps(*told[::-1])
    ]


# --- events -----------------------------------------------------------------------------------------------------------


def event(key: str, date: str = "2011-05", *, name: str = "", kind: str = "exercise", **more: str) -> EventMention:
    return EventMention(
        key, f"d{key[0]}", kind, "held", tuple(more.pop("actors", "CHL NOR").split()), date,
        more.pop("modality", "actual"), name, more.pop("place", ""), evidence=(f"{key}-date",),
    )  # fmt: skip


def events(*told: EventMention) -> list[Row]:
    mentions = {
        e.mention_id: Mention(e.mention_id, e.doc_id, "event", f"Told at {e.mention_id}.", ((0, 5),), "r", "list", "b1")
        for e in told
    }
    return make_events(told, mentions).rows


def test_same_event_told_twice_is_one_row() -> None:
    (row,) = events(event("a1", name="Grey Heron"), event("b1", name="GREY HERON", place="Bodø"))
    assert (row["documents"], row["place"], row["summary"]) == ("da; db", "Bodø", "Told at a1.")
    assert row["evidence"] == "a1; a1-date; b1; b1-date"
    assert (row["date_start"], row["date_end"]) == ("2011-05-01", "2011-05-31")


@pytest.mark.parametrize(
    "other",
    [
        event("a2", "2011-06"),
        event("a2", name="Grey Heron"),
        event("a2", kind="visit"),
        event("a2", actors="NOR"),
        event("a2", modality="planned"),
    ],
    ids=["date", "name", "type", "participants", "modality"],
)
def test_what_tells_two_events_apart(other: EventMention) -> None:
    found = events(event("a1"), other)
    assert len({r["event_id"] for r in found}) == 2


def test_event_without_date_has_no_days() -> None:
    (row,) = events(event("a1", ""))
    assert (row["date"], row["date_start"], row["date_end"]) == ("", "", "")


def test_plover_type_stands_where_there_is_one() -> None:
    with_type = replace(event("a1"), plover="COOPERATE")
    assert [r["plover"] for r in events(with_type, event("a2", kind="appointment"))] == ["COOPERATE", ""]
