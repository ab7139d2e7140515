"""Time expressions: every example of every rule, what several rules have to agree on, and dates in any format."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.extract.dates import DateFound
from pipeline.extract.dates.notation import DateMatcher, DateRule, elements
from pipeline.extract.dates.windows import windows
from pipeline.extract.nlp import build, found
from pipeline.extract.rulefile import read_rules

RULES = read_rules("dates", DateRule)
NLP: Language = build(["dates"])


def dates(text: str) -> list[tuple[str, DateFound]]:
    """What the component finds: the words of the whole expression, and what is said of it."""
    found_ = found(NLP(text), "dates", DateFound)
    return [(text[d.parts[0][0] : d.parts[-1][1]], d) for _, d in found_]


@pytest.mark.parametrize(
    ("rule", "example"), [pytest.param(r, e, id=f"{r.id}-{i}") for r in RULES for i, e in enumerate(r.examples)]
)
def test_examples_of_dates(rule, example):
    at = example.text.index(example.find)
    span = at, at + len(example.find)
    here = [d for words, d in dates(example.text) if (d.parts[0][0], d.parts[-1][1]) == span]
    if rule.read == "nothing":
        touching = [w for w, d in dates(example.text) if d.parts[0][0] < span[1] and d.parts[-1][1] > span[0]]
        assert not touching
        return
    assert len(here) == 1, dates(example.text)
    assert here[0].rule == rule.id
    assert example.value is None or here[0].value == example.value
    assert {k: getattr(here[0], k) for k in example.fields} == dict(example.fields)


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=r.id) for r in RULES for t in r.against])
def test_counterexamples_of_dates(rule, text):
    assert not [words for words, d in dates(text) if d.rule == rule.id]


# What no single rule can promise: what several rules make of a text together.
TOGETHER = [
    ("She may march in May, and fall in the fall of 2012.", ["May", "the fall of 2012"]),
    ("Agnes May met them in 2016; the 2+2 of March 2017 followed.", ["2016", "March 2017"]),
    ("They met in 2007, 2009, and 2011.", ["2007", "2009", "2011"]),
    ("From January 2016 to December 2017 exercise Grey Heron 16 had 2,013 guests.", ["January 2016 to December 2017"]),
    ("12 MoP, 2014, p. 3.", []),
    ("See Holm, 2014; Berg and Reed, 2015, p. 7; Ministry of Ports, “Fog,” June 10, 2019f.", ["June 10, 2019"]),
    ("It began in the late 1960s and early 1970s.", ["the late 1960s", "early 1970s"]),
    ("Visits: May 2001, June and July 2003, and August 2004.", ["May 2001", "June and July 2003", "August 2004"]),
    ("Committee interviews of Jo Hart (2/3/2010) and Al Roe (2/5/2010).", ["2/3/2010", "2/5/2010"]),
    ("On May 12, 120 people came; on 12 May 30 more.", ["May 12", "12 May"]),
    ("On page 1998, line 2001, nothing; section 3.2014.", []),
    ("A year later, in May 2018, it sank.", ["A year later", "May 2018"]),
    ("Harbour news4 min readMay 3, 2021", ["May 3, 2021"]),
    ("It sank in December 1996.43 The crew swam.", ["December 1996"]),
]


@pytest.mark.parametrize(("text", "expected"), TOGETHER)
def test_what_is_found_in_a_text(text, expected):
    assert [words for words, _ in dates(text)] == expected


def test_parts_are_the_members_own_words():
    ((_, found_),) = dates("They met on April 27 and 28, 2018.")
    assert ["They met on April 27 and 28, 2018."[a:b] for a, b in found_.parts] == ["April 27", "28, 2018"]


def test_tokens_of_a_date_are_marked():
    doc = NLP("It was signed on May 3, 2021, in Lima.")
    assert [t.text for t in doc if t.ent_type_ == "DATE"] == ["May", "3", ",", "2021"]


FORMATS = {
    "{m} {d}, {y}": "day", "{d} {m} {y}": "day", "{a}. {d}, {y}": "day", "{d} {a} {y}": "day",
    "the {o} of {m} {y}": "day", "{w}, {m} {d}, {y}": "day", "{y}-{mm}-{dd}": "day", "{mm}/{dd}/{y}": "day",
    "{m} {y}": "month", "{m} of {y}": "month",
}  # fmt: skip


DAYS = st.dates(date(1850, 1, 1), date(2099, 12, 31))


@given(DAYS, st.sampled_from(sorted(FORMATS)))
def test_any_date_in_any_format(day, form):
    nth = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    shown = form.format(
        m=day.strftime("%B"), a=day.strftime("%b") if day.month != 5 else "May", d=day.day, y=day.year,
        o=f"{day.day}{nth}", w=day.strftime("%A"), mm=f"{day.month:02d}", dd=f"{day.day:02d}",
    ).replace("May.", "May")  # fmt: skip
    ((words, found_),) = dates(f"It was renewed on {shown}, and nobody came.")
    assert words == shown
    assert found_.value == day.isoformat()[: 10 if FORMATS[form] == "day" else 7]
    assert not found_.problem
    assert parse_edtf(found_.value)


@given(
    st.dates(date(1850, 1, 1), date(2099, 12, 31)), st.integers(1, 400), st.sampled_from(["–", " to ", "-", " until "])
)
def test_any_range(first, days, to):
    last = first + timedelta(days)
    text = f"{first:%B} {first.day}, {first.year}{to}{last:%B} {last.day}, {last.year}"
    ((words, found_),) = dates(f"It was closed from {text}.")
    assert (words, found_.value) == (text, f"{first}/{last}")
    assert parse_edtf(found_.value)


def test_every_value_of_the_examples_is_edtf():
    values = {e.value for r in RULES for e in r.examples if e.value}
    assert len(values) > 50
    for value in values:
        # The parser takes no season and no century as a member of a set, which ISO 8601-2 does not forbid.
        for member in re.split(r"(?<!/)\.\.|,", value.strip("{}")):
            assert parse_edtf(member), value


@given(st.text(alphabet=st.sampled_from("May 3,–/-'’sth2019.th0 of and () 1st the year later Q"), max_size=60))
def test_any_text_is_survived(text):
    for words, found_ in dates(text):
        assert words.strip() == words
        assert found_.type in {"DATE", "DURATION", "SET", "TIME"}


def test_a_word_of_a_new_kind_is_learnt():
    """The signs that words are written in grow with what is met: a pattern that was used before knows the new ones."""
    matcher = DateMatcher([RULES[0].model_copy(update={"patterns": ("month number",)})])
    for text, times in (("May 2", 1), ("Xyz qq", 0), ("December twenty-one", 1), ("May 2.5", 1), ("May rain", 0)):
        assert sum(len(matcher(window)) for window in windows(f"In {text} it was so, in 2001.")) == times, text


def test_context_is_no_part_and_may_lead_the_next_one_in():
    matcher = DateMatcher([RULES[0].model_copy(update={"patterns": ("[comma] month [comma]",)})])
    ((window),) = windows("In 2001, May, June, July, all of it.")
    assert [m.words[0][1].text for m in matcher(window)] == ["May", "June", "July"]


@pytest.mark.parametrize(
    "pattern",
    [
        "month [day",
        "mnth day",
        "month !'of' year",
        "month (day",
        "month day)",
        "day [comma] year",
        "[day]",
        "[day] [year]",
    ],
)
def test_a_pattern_that_is_none_is_refused(pattern):
    with pytest.raises(ValueError, match=r"\w"):
        list(elements(pattern))
