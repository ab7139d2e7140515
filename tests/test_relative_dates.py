"""Relative and underspecified dates: the value that a narrative or a heading gives them, and what holds for any."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents import document
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st
from text_blocks import text_blocks
from told_dates import NLP, placed, values

from pipeline.extract.dates import DateFound
from pipeline.extract.dates.narrative import resolve
from pipeline.extract.dates.relative import as_day, contains, on_weekday, step_of, stepped
from pipeline.extract.dates.values import When, list_values, range_values, read_timex3
from pipeline.extract.gather import gather
from pipeline.records import Fact

NARRATIVES: list[tuple[str, tuple[str, ...], list[str]]] = [
    (
        "what was held that year",
        (
            "They met in March 1938. The 1931 edition was moved from May to August.",
            "In the 1932 race, Ann fell in June.",
        ),
        ["1938-03", "1931", "1931-05/1931-08", "1932", "1932-06"],
    ),
    (
        "a thing of that year may meet with more later",
        ("They met in March 1938. The 1931 law was struck down in August.",),
        ["1938-03", "1931", "1938-08"],
    ),
    ("the last year told", ("The ferry line opened in March 1931. In June it carried mail.",), ["1931-03", "1931-06"]),
    ("over a paragraph", ("The line opened in March 1931.", "On June 4 it carried mail."), ["1931-03", "1931-06-04"]),
    ("on into the next year", ("The siege began in November 1877. In January the town fell.",), ["1877-11", "1878-01"]),
    ("back by small steps", ("The town fell in May 1878. In March it had still traded.",), ["1878-05", "1878-03"]),
    ("a bare year", ("In 1931 the line opened. By the end of May it paid.",), ["1931", "1931-05"]),
    (
        "the pluperfect looks back",
        ("In March 1931 the line opened. Its owner had died in November.",),
        ["1931-03", "1930-11"],
    ),
    ("by … had goes on", ("In March 1931 the line opened. By November it had paid.",), ["1931-03", "1931-11"]),
    (
        "days shared",
        ("It rained on May 3, 1931. The two met on May 9 and 10.",),
        ["1931-05-03", "{1931-05-09,1931-05-10}"],
    ),
    (
        "a range over the new year",
        ("It closed in March 1931, shut from November to February.",),
        ["1931-03", "1930-11/1931-02"],
    ),
    ("a year shared from behind", ("They built it in the spring and early summer of 1931.",), ["1931-21", "1931-22"]),
    ("no day of that year", ("It was 1931. On February 29 nothing happened.",), ["1931", "XXXX-02-29"]),
    ("nothing to tell it from", ("In June the line carried mail.",), ["XXXX-06"]),
    ("a season", ("The line opened in March 1931. In the summer it paid.",), ["1931-03", "1931-22"]),
]

BESIDE: list[tuple[str, tuple[str, ...], list[str]]] = [
    (
        "brackets",
        ("In March 1931 the line (an idea of 1902) opened. It paid in June.",),
        ["1931-03", "1902", "1931-06"],
    ),
    (
        "a quotation",
        ("In March 1931 she said “we planned it in 1902.” It paid in June.",),
        ["1931-03", "1902", "1931-06"],
    ),
    (
        "a year before a noun",
        ("In March 1931 it opened under the 1902 charter. It paid in June.",),
        ["1931-03", "1902", "1931-06"],
    ),
    (
        "since",
        ("In March 1931 it opened, the first pier since 1902. It paid in June.",),
        ["1931-03", "1902", "1931-06"],
    ),
    (
        "until",
        ("In March 1931 it opened and ran until the flood of 1950. In June it paid.",),
        ["1931-03", "1950", "1931-06"],
    ),
    (
        "what is planned",
        ("In March 1931 it opened; a bridge was planned for 1950. In June it paid.",),
        ["1931-03", "1950", "1931-06"],
    ),
    (
        "looking back",
        ("In March 1931 it opened, as its twin had a year earlier. In June it paid.",),
        ["1931-03", "1930", "1931-06"],
    ),
    (
        "a caption's year in a noun phrase",
        ("In March 1931 it opened. Pilots liked the May 1902 plan. In June it paid.",),
        ["1931-03", "1902-05", "1931-06"],
    ),
]

HEADINGS: list[tuple[str, tuple[str, ...], list[str]]] = [
    ("a year", ("The line closed in May 1930.", "# 1931", "In June it opened again."), ["1930-05", "1931", "1931-06"]),
    ("a year and a title", ("# 1931: New owners", "In June it opened again."), ["1931", "1931-06"]),
    ("months", ("# March–May 1931", "In April it opened again."), ["1931-03/1931-05", "1931-04"]),
    (
        "its years bound the section",
        ("# The line, 1931–1933", "It opened in May 1932.", "In 1977 a film told of it.", "In June it paid."),
        ["1931/1933", "1932-05", "1977", "1932-06"],
    ),
]

STEPS: list[tuple[str, str, list[str]]] = [
    (
        "what a day without its year explains is that day",
        "The pier opened on June 9, 1931. Two days later, on June 12, it sank.",
        ["1931-06-09", "1931-06-12", "1931-06-12"],
    ),
    ("years", "It opened in March 1931. Two years later it paid.", ["1931-03", "1933"]),
    ("months", "It opened in March 1931. Eleven months later it paid.", ["1931-03", "1932-02"]),
    ("days", "It opened on March 30, 1931. Three days later it paid.", ["1931-03-30", "1931-04-02"]),
    (
        "weeks are weeks",
        "It opened on March 30, 1931. Two weeks later it paid.",
        ["1931-03-30", "1931-04-13/1931-04-19"],
    ),
    ("days from a month", "It opened in March 1931. Three days later it paid.", ["1931-03", "XXXX-XX-XX"]),
    (
        "from the date beside it",
        "In March 1931 it opened; it ran until 1950. Two years later it was gone.",
        ["1931-03", "1950", "1952"],
    ),
    ("the next day", "It opened on December 31, 1931. The next day it paid.", ["1931-12-31", "1932-01-01"]),
    ("the following year", "It opened in March 1931. The following year it paid.", ["1931-03", "1932"]),
    ("the previous December", "It opened in March 1931. The previous December it had burnt.", ["1931-03", "1930-12"]),
    ("that year", "It opened in March 1931. Later that year it paid.", ["1931-03", "1931"]),
    ("that month", "It opened on March 3, 1931. Later that month it paid.", ["1931-03-03", "1931-03"]),
    ("the same day", "It opened on March 3, 1931. The same day it rained.", ["1931-03-03", "1931-03-03"]),
    ("the same day of a month", "It opened in March 1931. The same day it rained.", ["1931-03", "1931-03-XX"]),
    ("August of that year", "It opened in March 1931. In August of that year it paid.", ["1931-03", "1931-08"]),
    ("that August", "It opened in March 1931. That August it paid.", ["1931-03", "1931-08"]),
    ("the following decade", "It opened in 1931. In the following decade it paid.", ["1931", "194X"]),
    (
        "explained by the date behind it",
        "In March 1931 it opened, as its twin had in 1925. A year later, in May 1932, it paid.",
        ["1931-03", "1925", "1932", "1932-05"],
    ),
    ("an unknown length", "It opened in March 1931. A few months later it paid.", ["1931-03", "FUTURE_REF"]),
    (
        "told from an event",
        "It opened on March 3, 1931. The day before the flood it paid.",
        ["1931-03-03", "XXXX-XX-XX"],
    ),
    ("a length, no date", "It opened in 1931. Over the next year it paid.", ["1931", "P1Y"]),
]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [pytest.param(lines, e, id=name) for name, lines, e in NARRATIVES + BESIDE + HEADINGS]
    + [pytest.param((text,), e, id=name) for name, text, e in STEPS],
)
def test_a_narrative_gives_the_value(lines, expected):
    assert values(*lines) == expected


OPEN: list[tuple[str, str, list[str]]] = [
    (
        "what comes round",
        "The pier opened in March 1931. It is celebrated each year on April 22.",
        ["1931-03", "P1Y", "XXXX-04-22"],
    ),
    ("a fiscal year", "In 1931 it paid less than in the preceding fiscal year.", ["1931", "FY1930"]),
    ("a number of a note", "In March 1931 the pier opened.”1902 In June it paid.", ["1931-03", "1902", "1931-06"]),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(t, e, id=n) for n, t, e in OPEN])
def test_what_no_anchor_gives_stays_open(text, expected):
    assert values(text) == expected


def test_what_is_told_in_the_past_lies_behind_the_writing():
    text = "The line opened in March 1931. In May 2015 it was sold. In November its rails were sold."
    assert values(text, published="2015-08-07") == ["1931-03", "2015-05", "2014-11"]


def test_a_chapter_begins_without_a_date():
    texts = text_blocks(NLP, "# One", "It opened in March 1931.", "# Two", "In June it paid.", "# A part", "It rained.")
    levels = [1, 0, 1, 0, 2, 0]
    texts = [replace(t, block=replace(t.block, level=n)) for t, n in zip(texts, levels, strict=True)]
    resolve(texts)
    assert [date.value for _, _, date in placed(texts)] == ["1931-03", ""]


def test_a_date_long_ago_is_out_of_focus():
    lines = ["It opened in March 1931.", *["Nothing happened."] * 20, "In June it paid."]
    assert values(*lines) == ["1931-03", "XXXX-06"]


def test_a_value_leads_to_the_date_that_gave_it():
    made = document("# 1931: New owners", "In June the line opened. Two years later it paid.", "It was sold last week.")
    made = replace(made, facts={"published": Fact("2015", "page")})
    by_id = {m.mention_id: m for m in gather(made).mentions if m.kind == "date"}
    anchors = {m.text: (m.rule, by_id[m.anchor].text if m.anchor in by_id else m.anchor) for m in by_id.values()}
    assert anchors == {
        "1931": ("date.year", ""),
        "June": ("date.month@heading", "1931"),
        "Two years later": ("date.shift@focus", "June"),
        "last week": ("date.calendar", ""),
    }


# --- what holds for any text -----------------------------------------------------------------------------------

MONTHS = ["January", "March", "May", "August", "November", "December"]
PIECES = st.one_of(
    st.builds("In {} {} it rained.".format, st.sampled_from(MONTHS), st.integers(1801, 2014)),
    st.builds("On {} {}, {} it rained.".format, st.sampled_from(MONTHS), st.integers(1, 31), st.integers(1801, 2014)),
    st.builds("In {} it rained.".format, st.sampled_from([*MONTHS, "the summer", "1931", "the 1860s"])),
    st.builds("On {} {} it rained.".format, st.sampled_from(MONTHS), st.integers(1, 31)),
    st.builds(
        "{} {} later it had rained.".format,
        st.sampled_from(["Two", "Nine"]),
        st.sampled_from(["years", "months", "weeks", "days"]),
    ),
    st.sampled_from(
        [
            "Later that year it rained.",
            "The same day it rained.",
            "On Tuesday it rained.",
            "It rained last week.",
            "The previous month it rained.",
            "The following decade was dry.",
            "(It rained in June 1950.)",
        ]
    ),
)
_FINENESS = {"Y": 1, "M": 2, "D": 3, "DE": 0}


def fineness(date: DateFound) -> int:
    """0 decade, 1 year, 2 month or season, 3 day: of the value."""
    first = next(iter(read_timex3(date.timex3.removesuffix("-XX"))), (When(),))[0]
    return 3 if first.day else 2 if first.month or first.season else 0 if first.decade else 1


@settings(deadline=None)  # the first text of all makes the rules
@given(st.lists(PIECES, min_size=1, max_size=8), st.sampled_from(["", "2015", "2015-04", "2015-04-07"]))
def test_any_story(sentences, published):
    texts = text_blocks(NLP, *sentences)
    before = {place: date for place, _, date in placed(texts)}
    resolve(texts, published)
    after = {place: date for place, _, date in placed(texts)}
    assert list(after) == list(before)
    for place, date in after.items():
        was = before[place]
        assert (date.rule, date.parts, date.relative) == (was.rule, was.parts, was.relative)
        if was.value:
            assert date == was
        if date.by and date.by != "writing":
            assert date.anchor in after
            assert after[date.anchor].value
        if date.value and not was.value:
            assert date.by
            assert parse_edtf(date.value)
            step = step_of(was.relative)
            if not was.timex3 and step and step.unit in _FINENESS:
                assert fineness(date) <= _FINENESS[step.unit]
            elif was.timex3.startswith("XXXX-") and "WXX" not in was.timex3:
                assert date.timex3[4:] == was.timex3[4:]


WHENS = st.one_of(
    st.builds(When, st.integers(1000, 2100), st.integers(1, 12), st.integers(1, 28)),
    st.builds(When, st.integers(-700, 2100), st.integers(1, 12)),
    st.builds(When, st.integers(-700, 2100), season=st.sampled_from([21, 22, 23, 24, 33, 36, 40])),
    st.builds(When, st.none(), st.integers(1, 12), st.integers(1, 28)),
    st.builds(
        When, st.integers(-70, 210).filter(bool).map(lambda n: n * 10 + (2 if n < 0 else 0)), decade=st.just(True)
    ),
)


@given(st.lists(st.tuples(WHENS, WHENS), min_size=1, max_size=3))
def test_timex3_is_read_as_it_is_written(members):
    if len(members) == 1:
        one, other = members[0]
        assert read_timex3(range_values(one, other)[1]) == ((one, other),)
    assert read_timex3(list_values(members)[1]) == tuple(members)


@pytest.mark.parametrize("text", ["", "P2Y", "PAST_REF", "XXXX-WXX-4", "1943-07-XX", "2019-W23", "T21:34", "FY2019"])
def test_what_is_no_date_of_the_calendar_is_not_read(text):
    assert read_timex3(text) == ()


@given(st.dates(), st.integers(0, 6), st.sampled_from("+-="))
def test_a_weekday_is_within_a_week(day, weekday, way):
    resolved = on_weekday(weekday, way, When(day.year, day.month, day.day))
    if resolved and resolved.when:
        at = as_day(resolved.when)
        assert at
        assert at.weekday() == weekday
        assert {"+": 1, "-": -7, "=": -6}[way] <= (at - day).days <= {"+": 7, "-": -1, "=": 6}[way]


@given(st.dates(), st.sampled_from("YMWD"), st.integers(1, 40))
def test_there_and_back_again(day, unit, amount):
    anchor = When(day.year, day.month, day.day)
    there, here = step_of(f"ref+P{amount}{unit}"), step_of(f"ref-P{amount}{unit}")
    assert there
    assert here
    went = stepped(there, anchor)
    if went and went.when and unit != "W":
        back = stepped(here, went.when)
        assert back
        assert back.when
        assert contains(back.when, anchor)
