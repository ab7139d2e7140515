"""What the components found becomes records: spans in the source, pages, ids, what a marker supports."""

from __future__ import annotations

from collections import Counter

import pytest
from documents import document

from pipeline.extract.gather import gather
from pipeline.ingest import ingest
from pipeline.records import Extraction, Mention, Page

REPORT = """\
CHAPTER ONE
The Grey Harbour

Early Days

Malta and Chile signed a port agreement on May 3, 2014.1 An official called it “the first step
of many,” and another one spoke of “fog.”2 The study rests on 31 interviews.

1 Ann Holt, “Fog and Horns,” Stone Review, May 4, 2014, p. 7.
2 Maltese official, interview with the author, July 11,
2018; Chilean official, email correspondence with the author, July 2019.
\fThe talks went on until June 31, 2016, and ended in “smoke.”3 Nobody came.4

3 Holt, 2014, p. 9. The talks took place on April 27 and 28, 2018; and on May 3, 2019.
4 Ibid.
"""


@pytest.fixture(scope="module")
def report() -> tuple[str, Extraction]:
    made = ingest("a.txt", REPORT.encode())
    return made.source, gather(made)


def of_kind(extraction: Extraction, kind: str) -> list[Mention]:
    return [m for m in extraction.mentions if m.kind == kind]


def test_every_mention_stands_in_the_source_as_it_says(report):
    source, extraction = report
    for m in extraction.mentions:
        printed = " ".join(source[a:b] for a, b in m.fragments)
        assert printed.split() == m.text.split(), m
        assert m.start == m.fragments[0][0] < m.end


def test_mentions_are_in_order_and_their_ids_are_their_own(report):
    _, extraction = report
    assert list(extraction.mentions) == sorted(extraction.mentions, key=lambda m: (m.start, m.end))
    assert not [i for i, n in Counter(m.mention_id for m in extraction.mentions).items() if n > 1]


def test_what_points_to_a_mention_finds_it(report):
    _, extraction = report
    known = {m.mention_id: m.kind for m in extraction.mentions}
    assert {known[c.mention_id] for c in extraction.citations} == {"citation"}
    assert {known[c.note_id] for c in extraction.citations} == {"footnote"}
    assert {known[s.marker_id] for s in extraction.supports} == {"marker"}
    assert {known[q] for s in extraction.supports for q in s.quotes} == {"quote"}
    assert {known[i] for e in extraction.events for i in (e.mention_id, *e.evidence)} <= set(known.values())


def test_citations_say_what_their_notes_say(report):
    _, extraction = report
    assert [(c.footnote, c.position, c.kind, c.date) for c in extraction.citations] == [
        ("1", 1, "full", "2014-05-04"), ("2", 1, "interview", "2018-07-11"), ("2", 2, "correspondence", "2019-07"),
        ("3", 1, "short", ""), ("3", 2, "note", ""), ("4", 1, "ibid", ""),
    ]  # fmt: skip


def test_a_citation_over_a_line_break_reads_on(report):
    source, extraction = report
    (m,) = [m for m in of_kind(extraction, "citation") if m.rule == "interview.role-first"]
    assert m.text == "Maltese official, interview with the author, July 11, 2018"
    assert source[m.start : m.end] == "Maltese official, interview with the author, July 11,\n2018"


def test_a_prose_note_tells_its_dates(report):
    _, extraction = report
    (m,) = [m for m in of_kind(extraction, "citation") if m.rule == "reference.prose"]
    assert m.value == "{2018-04-27,2018-04-28,2019-05-03}"


def test_dates_of_notes_are_the_citations_but_impossible_ones_are_shown(report):
    _, extraction = report
    assert [(m.text, m.value) for m in of_kind(extraction, "date")] == [
        ("May 3, 2014", "2014-05-03"),
        ("June 31, 2016", ""),
    ]
    shown = gather(document("^7 It came on June 31, 2016, or on May 3, 2016."))
    assert [m.text for m in of_kind(shown, "date")] == ["June 31, 2016"]


def test_pages_sections_and_labels(report):
    _, extraction = report
    assert {m.page for m in extraction.mentions if m.label in {"1", "2"}} == {1}
    assert {m.page for m in extraction.mentions if m.label in {"3", "4"}} == {2}
    assert {m.section for m in extraction.mentions if m.kind == "marker"} == {
        ("CHAPTER ONE: The Grey Harbour", "Early Days")
    }
    assert [(m.label, m.text) for m in of_kind(extraction, "marker")] == [(n, n) for n in "1234"]
    assert [m.block for m in of_kind(extraction, "footnote")] == ["footnote"] * 4


def test_a_marker_supports_the_quotes_of_its_sentence(report):
    _, extraction = report
    text = {m.mention_id: m.text for m in extraction.mentions}
    assert [(s.label, [text[q] for q in s.quotes]) for s in extraction.supports] == [
        ("1", []), ("2", ["the first step of many,", "fog."]), ("3", ["smoke."]), ("4", []),
    ]  # fmt: skip


def test_claims_are_counted(report):
    _, extraction = report
    assert [(c.check, c.number, c.of) for c in extraction.claims] == [("interview_count", 31, "interviews")]


# --- markers and notes ---------------------------------------------------------------------------------------------


def supports(*lines: str) -> list[tuple[str, str, list[str]]]:
    """For each marker its label, what its note says, and what is quoted before it."""
    extraction = gather(document(*lines))
    text = {m.mention_id: m.text for m in extraction.mentions} | {"": ""}
    return [(s.label, text[s.note_id], [text[q] for q in s.quotes]) for s in extraction.supports]


def test_a_marker_cites_the_note_of_its_own_count():
    said = supports("It came.{1}", "^1 Holt, 2014.", "---", "It went.{1} It is gone.{2}", "^1 Wren, 2015.")
    assert said == [("1", "1 Holt, 2014.", []), ("1", "1 Wren, 2015.", []), ("2", "", [])]


QUOTES = [
    ("“One,” he said. “Two,” said she.{1}", ["Two,"]),
    ("He said “one”{1} and “two.”{2}", ["one"]),
    ('He said "one" and "two."{1}', ["one", "two."]),
    ("He said “one “and a half” of it.”{1}", ["and a half"]),
    ("He said “one and it never ends.{1}", []),
    ("It came.{1} He said “one.”", []),
]


@pytest.mark.parametrize(("text", "quotes"), QUOTES)
def test_which_quotes_a_marker_supports(text, quotes):
    assert supports(text)[0][2] == quotes


def test_titles_in_notes_are_no_quotes():
    assert of_kind(gather(document("^1 Holt, “Fog,” 2014.")), "quote") == []


# --- dates of sources, and ids -------------------------------------------------------------------------------------

SOURCES = [
    ("Ann Holt, “Fog,” Stone Review, May 3, 2014.", "2014-05-03"),
    ("Ann Holt, “Fog,” Stone Review, May 2014.", "2014-05"),
    ("Ann Holt, “Fog,” Stone Press, 2014.", "2014"),
    ("Ann Holt, “Fog of May 3, 1998,” Stone Press, 2014.", "2014"),
    ("Ann Holt, “Fog,” webpage, undated.", ""),
    ("Ann Holt, “Fog,” Stone Review, May 3, 2014g, p. 4.", "2014-05-03"),
    ("Holt, 2014.", ""),
]


@pytest.mark.parametrize(("text", "date"), SOURCES)
def test_the_date_of_a_source(text, date):
    assert [c.date for c in gather(document(f"^1 {text}")).citations] == [date]


def test_an_unchanged_note_keeps_its_ids_when_another_chapter_comes():
    one = gather(document("It came.{1}", "^1 Holt, 2014."))
    two = gather(document("It came.{1}", "^1 Holt, 2014.", "---", "More.{1}", "^1 Wren, 2015."))
    assert {m.mention_id for m in one.mentions} < {m.mention_id for m in two.mentions}
    assert {c.citation_id for c in one.citations} < {c.citation_id for c in two.citations}


def test_pages_come_from_the_document():
    made = gather(document("It came.{1}", "It went.{2}", pages=(Page(1, 0, 10), Page(2, 10, 20))))
    assert [(m.label, m.page) for m in of_kind(made, "marker")] == [("1", 1), ("2", 2)]


@pytest.mark.parametrize("lines", [(), ("",), ("# Only a Heading",), ("^1 x",), ("{1}",)])
def test_next_to_nothing_is_no_trouble(lines):
    assert gather(document(*lines)).doc_id == "d1"


def test_the_season_that_an_exercise_is_called_by_dates_no_event() -> None:
    made = document(
        "In 2015, Malta and Chile held the exercise Stone Gull. "
        "The winter exercise planned for February 2020 was canceled."
    )
    found = gather(made)
    assert "2015-24" in [m.value for m in of_kind(found, "date")]
    assert [(e.type, e.date) for e in found.events] == [("exercise", "2015"), ("exercise", "2020-02")]
