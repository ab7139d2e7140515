"""Mentions of agreements put together by what they mean: references, names, years; and the dates of their acts."""

from __future__ import annotations

import pytest

from pipeline.reconcile.agreements import make_agreements
from pipeline.records import AgreementMention, MilestoneMention, Row


def said(key: str, kind: str, parties: str, words: str = "", **more: object) -> AgreementMention:
    """A mention with id `key`; its first letter names the document; with `words` it is a name."""
    form = str(more.pop("form", "name" if words else "described"))
    told = AgreementMention(key, f"d{key[0]}", kind, words or kind, tuple(parties.split()), "name")
    values = {**{f: getattr(told, f) for f in told.__slots__}, "form": form, "words": tuple(sorted(words.split()))}
    return AgreementMention(**{**values, "act": "signed", **more})  # type: ignore[arg-type] # built by name


def step(key: str, act: str, date: str, *, named: bool = False) -> MilestoneMention:
    return MilestoneMention(key, f"d{key[0]}", act, date, (key,), named)


def groups(*told: AgreementMention | MilestoneMention) -> list[str]:
    """The evidence of each agreement row."""
    return [row["evidence"] for row in _rows(*told)[0]]


def acts(*told: AgreementMention | MilestoneMention) -> dict[str, tuple[str, str]]:
    """Of the only agreement: its acts with their dates and what contradicts them."""
    agreements, steps = _rows(*told)
    assert len(agreements) == 1
    return {s["act"]: (s["date"], s["other_dates"]) for s in steps}


def _rows(*told: AgreementMention | MilestoneMention) -> tuple[list[Row], list[Row]]:
    mentions = [t for t in told if isinstance(t, AgreementMention)]
    made = make_agreements(mentions, [t for t in told if isinstance(t, MilestoneMention)])
    return made.made.rows, made.steps


GROUPS = {
    "a name without parties that says no more": (
        [
            said("a1", "partnership_agreement", "CHL PER", "free trade"),
            said("b1", "partnership_agreement", "", "free trade"),
        ],
        ["a1; b1"],
    ),
    "a longer name without parties is of another one": (
        [
            said("a1", "partnership_agreement", "CHL PER", "free trade"),
            said("b1", "partnership_agreement", "", "free northern trade"),
        ],
        ["a1", "b1"],
    ),
    "one word of a longer name, in another document": (
        [said("a1", "action_plan", "", "northern harbour climate"), said("b1", "action_plan", "", "climate")],
        ["a1", "b1"],
    ),
    "two of a kind, a pair, a year, with names that differ": (
        [
            said("a1", "mou", "CHL PER", "port tax", year="2004"),
            said("a2", "mou", "CHL PER", "port rescue", year="2004"),
        ],
        ["a1", "a2"],
    ),
    "a shorter form of the name": (
        [said("a1", "mou", "CHL PER", "port tax"), said("a2", "mou", "CHL PER", "tax", year="2004")],
        ["a1; a2"],
    ),
    "what the agreement means": (
        [
            said("a1", "treaty", "CHL PER", "lake"),
            said("a2", "treaty", "CHL PER", "river"),
            said("a3", "treaty", "CHL PER", refers="a1", form="definite"),
        ],
        ["a1; a3", "a2"],
    ),
    "versions of one programme, and another": (
        [
            said("a1", "partnership_programme", "CHL NATO", "tailored", alias="TPP", year="2014"),
            said("a2", "partnership_programme", "CHL NATO", alias="TPP", year="2018"),
            said("a3", "partnership_programme", "CHL NATO", "individual", alias="IPP", year="2023"),
        ],
        ["a1; a2", "a3"],
    ),
    "a second one of a kind of which there is one, years later": (
        [
            said("a1", "acsa", "CHL PER"),
            step("a1", "signed", "1998"),
            said("a2", "acsa", "CHL PER", introduced=True),
            step("a2", "signed", "2016"),
        ],
        ["a1", "a2"],
    ),
    "a name without parties": (
        [said("a1", "other", "", "kalmar"), said("b1", "other", "", "kalmar"), said("b2", "other", "", "oslo")],
        ["a1; b1", "b2"],
    ),
    "a name without parties that is elsewhere named with them": (
        [said("a1", "other", "", "kalmar"), said("b1", "other", "DNK SWE", "kalmar")],
        ["a1; b1"],
    ),
    "one party is nobody's agreement": ([said("a1", "treaty", "CHL")], []),
    "one party with a name": ([said("a1", "treaty", "CHL", "kalmar")], []),
    "only an agreement of two": ([said("a1", "other", "CHL PER", introduced=True)], []),
    "the announcement of one that is signed later": (
        [
            said("a1", "mou", "CHL PER", "port", form="described"),
            step("a1", "announced", "2003"),
            said("a2", "mou", "CHL PER", "port"),
            step("a2", "signed", "2004-05"),
        ],
        ["a1; a2"],
    ),
    "the end of an older one": (
        [said("a1", "treaty", "CHL PER", year="1950"), said("a2", "treaty", "CHL PER"), step("a2", "ended", "1940")],
        ["a1", "a2"],
    ),
}


@pytest.mark.parametrize(("told", "expected"), GROUPS.values(), ids=GROUPS)
def test_what_belongs_together(told: list[AgreementMention | MilestoneMention], expected: list[str]) -> None:
    assert groups(*told) == expected


def test_ids_differ_even_where_nothing_else_does() -> None:
    told = [said("a1", "treaty", "CHL PER", form="described"), said("a2", "treaty", "CHL PER", introduced=True)]
    dated = [step("a1", "entered_into_force", "2004"), step("a2", "entered_into_force", "2009")]
    agreements, _ = _rows(*told, *dated)
    assert len({row["agreement_id"] for row in agreements}) == len(agreements) == 2


LAKE = said("a1", "treaty", "CHL PER", "lake")


def titled(date: str) -> MilestoneMention:
    """The date beside the title of the lake treaty."""
    return step("a1", "signed", date, named=True)


ACTS = {
    "the year of a name, where nothing else dates it": (
        [said("a1", "treaty", "CHL PER", "lake", year="1951")],
        {"signed": ("1951", "")},
    ),
    "the year of a name beside a day": (
        [said("a1", "treaty", "CHL PER", "lake", year="1951"), step("a1", "signed", "1951-05-03")],
        {"signed": ("1951-05-03", "")},
    ),
    "days that disagree under one year": (
        [LAKE, step("a1", "signed", "2013"), step("a1", "signed", "2013-04-15"), titled("2013-04-13")],
        {"signed": ("2013-04-15", "2013-04-13")},
    ),
    "a title's date that is of the adoption": (
        [LAKE, step("a1", "adopted", "2013-04"), titled("2013-04-15")],
        {"adopted": ("2013-04-15", "")},
    ),
    "a title's date that is of the revision": (
        [LAKE, step("a1", "signed", "2001"), step("a1", "revised", "2013-04"), titled("2013-04-15")],
        {"signed": ("2001", ""), "revised": ("2013-04-15", "")},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("told", "expected"), ACTS.values(), ids=ACTS)
def test_acts_and_their_dates(
    told: list[AgreementMention | MilestoneMention], expected: dict[str, tuple[str, str]]
) -> None:
    assert acts(*told) == expected
