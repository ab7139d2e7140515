"""The language of conventions, and what the shipped ones make of houses that no rule names."""

from __future__ import annotations

import re

import pytest

from pipeline.errors import RuleError
from pipeline.extract.citations.conventions import DATE, DATED, compile_form, mask
from pipeline.extract.citations.interviews.fields import Interview
from pipeline.extract.citations.interviews.years import days_of, with_known_day, with_years
from pipeline.rulebook.examples import cells, cited

ASKERS = ("the author", "author")


def held(form: str, text: str, modes: tuple[str, ...] = ("interview",)) -> list[dict[str, str]]:
    """What each member of a form holds; dates stand in angle brackets."""
    dates = [(m.start(), m.end()) for m in re.finditer(r"<[^>]+>", text)]
    compiled = compile_form(form, modes, ASKERS)
    return [
        {slot: text[a:b] for slot, (a, b) in member.slots.items()}
        for member in compiled.read(mask(text, dates), 0, len(text))
    ]


FORMS = [
    (
        "{who}, {mode}, {date}",
        "a clerk, Interview, <3 May>",
        [{"who": "a clerk", "mode": "Interview", "date": "<3 May>"}],
    ),
    ("talk with {name}", "TALK  with Ann Berg", [{"name": "Ann Berg"}]),
    ("talk[s] with {name}", "Talks with Ann Berg", [{"name": "Ann Berg"}]),
    ("(talk|chat) with {name}", "chat with Ann Berg", [{"name": "Ann Berg"}]),
    ("{name} \\({date}\\)", "Ann Berg (<3 May>)", [{"name": "Ann Berg", "date": "<3 May>"}]),
    ("{mode} with {asker}", "interviews with the author", [{"mode": "interviews", "asker": "the author"}]),
    (
        "of <{name} \\({date}\\)>",
        "of Ann Berg (<3 May>), Bo Lund (<4 May>), and Cy Holt (<5 May>)",
        [
            {"name": "Ann Berg", "date": "<3 May>"},
            {"name": "Bo Lund", "date": "<4 May>"},
            {"name": "Cy Holt", "date": "<5 May>"},
        ],
    ),
    ("talk with {name}", "a talk with Ann Berg", []),
    ("talk with {name}", "talk with Ann Berg, again", []),
    ("{name}", "<3 May>", []),
]


@pytest.mark.parametrize(("form", "text", "expected"), FORMS)
def test_forms(form: str, text: str, expected: list[dict[str, str]]) -> None:
    assert held(form, text) == expected


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("[open", "wants a ']'"),
        ("closed)", "nothing opened"),
        ("{nobody}", "no slot 'nobody'; known slots are asker, by"),
        ("{mode}", "no modes"),
        ("<{name}> <{name}>", "two lists"),
    ],
)
def test_a_form_that_is_none_is_refused(form: str, words: str) -> None:
    with pytest.raises(RuleError, match=re.escape(words)):
        compile_form(form, (), ASKERS)


def test_a_form_says_where_it_stops() -> None:
    form = compile_form("{name} met {place}", (), ASKERS)
    atom, at = form.stops_at("Ann Berg saw Oslo")
    assert (atom.label, at) == ("met", 2)


def test_a_masked_text_keeps_its_length() -> None:
    assert mask("on 3 May, late", [(3, 8)]) == f"on {DATE}{DATED * 4}, late"


# --- houses that no rule names -------------------------------------------------------------------------------------


def told(text: str, where: str = "note") -> list[dict[str, str]]:
    return [{"text": words, **cells(c.said)} for words, c in cited(text, where) if isinstance(c.said, Interview)]


ONE = [
    (
        "Reef Watch interview with Lea Moss, Deputy Chief of Tides, Coast Office, March 4, 2016.",
        {
            "attribution": "Lea Moss",
            "role": "Deputy Chief of Tides",
            "affiliation": "Coast Office",
            "date": "2016-03-04",
        },
    ),
    (
        "Reef Watch telephone interview with two fishermen (names withheld), Lamu, March 2016.",
        {"anonymity": "withheld", "place": "Lamu", "mode": "telephone interview", "date": "2016-03"},
    ),
    (
        "Interview with a former Kenyan minister, Nairobi, Kenya, 4 March 2016.",
        {"attribution": "former Kenyan minister", "place": "Nairobi, Kenya", "actors": "KEN", "status": "former"},
    ),
    ("Kenyan judge, interview, Nairobi, 4 March 2016.", {"attribution": "Kenyan judge", "place": "Nairobi"}),
    ("NATO planner, Tide Council interview, fall 2016.", {"counterpart": "Tide Council", "date": "2016-23"}),
    (
        "Lea Moss, conversation with the author, by telephone, 4 March 2016.",
        {"attribution": "Lea Moss", "date": "2016-03-04", "counterpart": "the author"},
    ),
    ("Author's interview with [REDACTED], 4 March 2016.", {"anonymity": "withheld", "date": "2016-03-04"}),
    ("Moss 3/4/16 302, at 7–8.", {"attribution": "Moss", "mode": "302", "date": "2016-03-04", "locator": "at 7–8"}),
    ("Deposition of Lea Moss (Mar. 4, 2016), at 7.", {"mode": "deposition", "locator": "at 7", "date": "2016-03-04"}),
    ("Tide Council Interview. Lea Moss. 4 March 2016.", {"counterpart": "Tide Council", "date": "2016-03-04"}),
    ("Reef Watch interview with Lea Moss, Coast Office, March 4.", {"date": "", "affiliation": "Coast Office"}),
]


@pytest.mark.parametrize(("text", "fields"), ONE)
def test_one_interview(text: str, fields: dict[str, str]) -> None:
    rows = told(text)
    assert len(rows) == 1
    assert rows[0]["text"] == text.rstrip(".")
    assert {name: rows[0][name] for name in fields} == fields


SEVERAL = [
    (
        "Tide Committee interviews of Lea Moss (3/4/2016) and counsel for Salt Bank (3/5/2016).",
        [("Tide Committee interviews of Lea Moss (3/4/2016)", "Lea Moss", "2016-03-04"),
         ("counsel for Salt Bank (3/5/2016)", "counsel for Salt Bank", "2016-03-05")],
    ),
    (
        "Tide Committee interview of Lea Moss (3/4/2016) and (3/5/2016).",
        [("Tide Committee interview of Lea Moss (3/4/2016)", "Lea Moss", "2016-03-04"),
         ("(3/5/2016)", "Lea Moss", "2016-03-05")],
    ),
    (
        "Lea M. interview (Mar. 4, 2016); Bo Lund (Mar. 5, 2016).",
        [("Lea M. interview (Mar. 4, 2016)", "Lea M.", "2016-03-04"),
         ("Bo Lund (Mar. 5, 2016)", "Bo Lund", "2016-03-05")],
    ),
    (
        "Reef Watch interviews, Omani pilots, Muscat, 4 March 2016; dock worker, Lamu, 5 March 2016.",
        [("Reef Watch interviews, Omani pilots, Muscat, 4 March 2016", "Omani pilots", "2016-03-04"),
         ("dock worker, Lamu, 5 March 2016", "dock worker", "2016-03-05")],
    ),
    (
        "Reef Watch interview with Lea Moss, Director, Coast Office, and Bo Lund, Clerk, Coast Office, March 4, 2016.",
        [("Reef Watch interview with Lea Moss, Director, Coast Office", "Lea Moss", "2016-03-04"),
         ("Bo Lund, Clerk, Coast Office, March 4, 2016", "Bo Lund", "2016-03-04")],
    ),
    (
        "Intervs, author with Moss, 4 and 22 Mar 72.",
        [("Intervs, author with Moss, 4", "Moss", "1972-03-04"), ("22 Mar 72", "Moss", "1972-03-22")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_a_row_each(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(row["text"], row["attribution"], row["date"]) for row in told(text)] == expected


NONE = [
    "We interviewed officials of 14 agencies between March and May 2016.",
    "Lea Moss, “The Minister Speaks,” Evening Tribune, March 4, 2016.",
    "Interview with Prime Minister Lea Moss, Evening Tribune, March 4, 2016.",
    "Radio interview with Lea Moss, March 4, 2016.",
    "The interviewees were chosen in March 2016.",
    "Moss and Lund, 2016, p. 4.",
    "The interview of March 4, 2016, with the minister was widely read.",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_interview(text: str) -> None:
    assert told(text) == []


def test_an_interview_among_other_sources() -> None:
    text = "Exhibit 4, SB-00012; Tide Committee interview of Lea Moss (3/4/2016); what she told the clerk is lost."
    assert [row["text"] for row in told(text)] == ["Tide Committee interview of Lea Moss (3/4/2016)"]


RUNNING = [
    ("In an interview on 4 March 2016, a Danish pilot said that he knew.", ["Danish pilot"]),
    ("It was late. One senior official told the author on condition of anonymity that it sank.", ["senior official"]),
    ("In an interview with the Evening Tribune, a pilot said that he knew.", []),
    ("The official told the press that it sank.", []),
]


@pytest.mark.parametrize(("text", "who"), RUNNING)
def test_running_text(text: str, who: list[str]) -> None:
    assert [row["attribution"] for row in told(text, "text")] == who


# --- a year left out -----------------------------------------------------------------------------------------------


def test_a_year_is_taken_from_the_same_note() -> None:
    rows = told("Interview with a pilot, Lamu, 4 March 2016; interview with a clerk, Lamu, 5 March.")
    assert [(r["date"], r["date_from"]) for r in rows] == [("2016-03-04", ""), ("2016-03-05", "note")]


def test_no_year_is_taken_from_a_note_that_names_two() -> None:
    text = "Interview with a pilot, 4 March 2016; interview with a cook, 4 May 2017; interview with a clerk, 5 March."
    assert [(r["date"], r["date_from"]) for r in told(text)][2] == ("", "")


def interviews(text: str) -> list[Interview]:
    return [c.said for _, c in cited(text) if isinstance(c.said, Interview)]


def test_a_year_is_taken_from_the_same_day_elsewhere() -> None:
    (dated,) = interviews("Reef Watch interview with Lea Moss, March 4, 2016.")
    (short,) = interviews("Reef Watch interview with Lea Moss, Coast Office, March 4.")
    (other,) = interviews("Reef Watch interview with Bo Lund, March 4.")
    known = days_of([dated])
    told_ = with_known_day(short, known)
    assert (told_.date, told_.date_from) == ("2016-03-04", "document")
    assert with_known_day(other, known).date == ""
    assert with_years([other])[0].date == ""


def test_a_long_list_that_is_none_is_given_up_at_once() -> None:
    """There are more ways to part it than there is time to try them."""
    assert told("Interviews with " + " and ".join(["Lea Moss (3/4/2016), clerk"] * 40) + " again.") == []
