"""Plain text: pages, chapters, paragraphs, notes and markers, in the ways in which exports leave them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.draft import Draft
from pipeline.ingest.text import read_text
from pipeline.reading import read_block

NOTES = {"footnote", "endnote"}


def texts(draft: Draft, *kinds: str) -> list[str]:
    """What the blocks of some kinds say."""
    return [read_block(draft.source, b).text for b in draft.blocks if b.kind in kinds]


def markers(draft: Draft) -> list[str]:
    """Each marker with the three characters before it, as printed."""
    return [draft.source[m.start - 3 : m.end].replace("\n", "|") for m in draft.markers]


def labels(draft: Draft) -> list[tuple[int, str]]:
    return [(b.scope, b.label) for b in draft.blocks if b.kind in NOTES]


PAGE = """\
The first pier was built of stone.1 A second pier followed
it, and the harbour master said that it was “too long.”2

It sank in the winter of 1998, with 1,907 sheep on board.3

1 Holm, 2014, p. 3.
2 Berg, “Piers,” Stone Review, May 3,
2015, and what follows there.
3 Ibid.
"""

# --- what stands glued to a word --------------------------------------------------------------------------------

MARKERS = [
    # a sentence whose note is the second of three, and what is read as its marker
    ("It sank.2", "nk.2"),
    ("“It sank.”2", "k.”2"),
    ("It sank,2 they say.", "nk,2"),
    ("It sank (or burnt)2 there.", "nt)2"),
    ("It lost $55,301 million2 there.", "ion2"),
    ("It sank in 1907,2 they say.", "07,2"),
    ("It was 1907.2 Nobody came.", "07.2"),
    ("The F-15s.2", "5s.2"),
    ("Did it sink?2", "nk?2"),
    ("It sank.[2]", "k.[2"),
    ("It sank.²", "nk.²"),
    ("It sank. 2", "k. 2"),
    ("It was set into ex chang-\nes.2", "es.2"),
]


@pytest.mark.parametrize(("sentence", "marker"), MARKERS)
def test_a_glued_number_that_counts_on_is_a_marker(sentence, marker):
    draft = read_text(f"The fog came.1 {sentence} Then it went.3\n\n1 Holm.\n2 Berg.\n3 Ibid.\n")
    assert markers(draft) == ["me.1", marker, "nt.3"]


@pytest.mark.parametrize(
    "words",
    [
        "F-15",
        "the G7 states",
        "CO2",
        "five km2",
        "1,907 sheep",
        "3.5 metres",
        "No. 5",
        "an A-40M",
        "the MiG-2",
        "2+2 talks",
        "U2",
        "in 2014",
        "a 2-day visit",
        "at 2:30",
        "£2",
        "page 2, line 2",
        "Section 2.2",
        "COVID-19",
        "2/3 of it",
        "the B2",
    ],
)
def test_a_number_in_a_word_is_no_marker(words):
    draft = read_text(f"The fog came.1 There was {words} and a horn. Then it went.2\n\n1 Holm.\n2 Berg.\n")
    assert markers(draft) == ["me.1", "nt.2"]


@pytest.mark.parametrize("words", ["The G7 met. CO2 fell. The F-15 flew.", "It covers 3.5 km2 of fog."])
def test_where_nothing_counts_nothing_is_a_marker(words):
    assert markers(read_text(words)) == []


# --- line ends and ways to print a note ---------------------------------------------------------------------------

PRINTED = [
    pytest.param(PAGE, id="plain"),
    pytest.param(PAGE.replace("\n", "\r\n"), id="crlf"),
    pytest.param(PAGE.replace("\n", "\r"), id="cr"),
    pytest.param(PAGE.rstrip(), id="no line end at the end"),
    pytest.param(PAGE.replace("\n1 ", "\n1\t").replace("\n2 ", "\n2\t").replace("\n3 ", "\n3\t"), id="tabs"),
    pytest.param(PAGE.replace("\n1 ", "\n1. ").replace("\n2 ", "\n2. ").replace("\n3 ", "\n3. "), id="full stops"),
    pytest.param(PAGE.replace("\n1 ", "\n[1] ").replace("\n2 ", "\n[2] ").replace("\n3 ", "\n[3] "), id="brackets"),
    pytest.param(PAGE.replace("\n1 ", "\n  1 ").replace("\n2 ", "\n  2 ").replace("\n3 ", "\n  3 "), id="indented"),
    pytest.param(PAGE.replace("\n2 ", "\n\n2 ").replace("\n3 ", "\n\n3 "), id="blank lines between"),
    pytest.param(PAGE.replace("\n\n1 ", "\n1 "), id="no blank line above"),
    pytest.param(PAGE.replace("\n1 ", "\n\n________________\n\n1 "), id="a rule above"),
]


@pytest.mark.parametrize("source", PRINTED)
def test_notes_and_markers_however_they_are_printed(source):
    draft = read_text(source)
    assert draft.source == source
    assert markers(draft) == ["ne.1", "g.”2", "rd.3"]
    assert labels(draft) == [(0, "1"), (0, "2"), (0, "3")]
    assert [t.lstrip("[]123. \t") for t in texts(draft, "footnote")] == [
        "Holm, 2014, p. 3.", "Berg, “Piers,” Stone Review, May 3, 2015, and what follows there.", "Ibid.",
    ]  # fmt: skip
    assert texts(draft, "paragraph")[:2] == [
        "The first pier was built of stone.1 A second pier followed it, "
        "and the harbour master said that it was “too long.”2",
        "It sank in the winter of 1998, with 1,907 sheep on board.3",
    ]
    assert all(b.complete for b in draft.blocks)


@pytest.mark.parametrize("source", ["", " \n\t\n", "\f\f", "\r\n", "\ufffc"])
def test_next_to_nothing_is_no_trouble(source):
    draft = read_text(source)
    assert (draft.source, draft.markers) == (source, ())


# --- notes that are cut, lost, or go on --------------------------------------------------------------------------


def pages(*pages_: str) -> Draft:
    return read_text("\f".join(pages_))


def test_a_note_goes_on_on_the_next_page():
    draft = pages(
        "The fog came.1\n\n1 Holm, who says in her book on\n",
        "Then it went.2\n\nThe Harbour Road that it came late.\n2 Berg, 2015.\n",
    )
    assert texts(draft, "footnote") == [
        "1 Holm, who says in her book on The Harbour Road that it came late.",
        "2 Berg, 2015.",
    ]
    assert [len(b.fragments) for b in draft.blocks if b.kind == "footnote"] == [2, 1]


def test_a_note_that_breaks_off_is_incomplete_and_keeps_its_number():
    draft = pages("The fog came.1\n\n1 Holm, who says in her book on\n", "Then it went.2\n\n2 Berg, 2015.\n")
    notes = [b for b in draft.blocks if b.kind == "footnote"]
    assert [(b.label, b.complete) for b in notes] == [("1", False), ("2", True)]


def test_the_rest_of_a_note_that_lost_its_number_gets_it_from_the_sequence():
    draft = pages("The fog came.1\n\n1 Holm.\n", "Then it went.2 It is gone.3\n\nin her book, p. 4.\n3 Berg, 2015.\n")
    notes = [b for b in draft.blocks if b.kind == "footnote"]
    assert [(b.label, b.complete) for b in notes] == [("1", True), ("2", False), ("3", True)]


def test_a_page_without_its_notes_leaves_a_gap():
    draft = pages("The fog came.1\n\n1 Holm.\n", "Then it went.2 It is gone.3\n", "It came again.4\n\n4 Berg, 2015.\n")
    assert [m.label for m in draft.markers] == ["1", "2", "3", "4"]
    assert labels(draft) == [(0, "1"), (0, "4")]


def test_a_line_in_a_note_that_begins_with_a_number_is_no_note():
    draft = read_text(
        "It sank.1 It burnt.2\n\n1 Holm writes that in\n1998 it sank, and that\n4 men saw it, on May\n"
        "2, 2014.\n2 Berg.\n"
    )
    assert texts(draft, "footnote") == [
        "1 Holm writes that in 1998 it sank, and that 4 men saw it, on May 2, 2014.",
        "2 Berg.",
    ]


def test_a_note_may_begin_with_a_quotation_and_end_with_an_address():
    draft = read_text("It sank.1 It burnt.2\n\n1 “Fog,” Daily Stone, 2014.\n2 Berg, https://example.org/fog\n")
    assert [(b.label, b.complete) for b in draft.blocks if b.kind == "footnote"] == [("1", True), ("2", True)]


def test_no_text_is_lost_above_notes_that_nothing_parts_from_it():
    draft = read_text("small letters begin here, and the fog came.1\n1 Holm.\n")
    assert texts(draft, "paragraph", "footnote") == ["small letters begin here, and the fog came.1", "1 Holm."]


# --- chapters and counts -----------------------------------------------------------------------------------------

COUNTS = [
    pytest.param(
        "\f".join([f"CHAPTER ONE\nFog\n\n{PAGE}", f"CHAPTER TWO\nHorns\n\n{PAGE}"]), 2, id="chapters on pages"
    ),
    pytest.param(f"CHAPTER ONE\nFog\n\n{PAGE}\nCHAPTER TWO\nHorns\n\n{PAGE}", 2, id="chapters without pages"),
    pytest.param("\f".join([PAGE] * 4), 4, id="every page counts from 1"),
    pytest.param("12    Fog\n\n" + f"\n\n\n13    Fog\n\n{PAGE}" * 3, 3, id="pages told by running heads"),
]


@pytest.mark.parametrize(("source", "scopes"), COUNTS)
def test_counts_that_start_again_are_told_apart(source, scopes):
    draft = read_text(source)
    expected = [(scope, label) for scope in range(scopes) for label in "123"]
    assert [(m.scope, m.label) for m in draft.markers] == expected
    assert labels(draft) == expected


def test_endnotes_behind_a_numbered_list():
    draft = read_text(
        "The plan has parts:\n\n1. Build it.\n\n2. Mend it.\n\n"
        "It was kept.1 It sank.2\n\nNotes\n\n1. Holm, 2014.\n\n2. Berg.\n"
    )
    assert texts(draft, "list") == ["1. Build it.", "2. Mend it."]
    assert texts(draft, "endnote") == ["1. Holm, 2014.", "2. Berg."]


def test_headings_make_the_path_of_sections():
    draft = read_text(
        "CHAPTER ONE\nThe Grey Harbour\n\nEarly Days\n\nIt came.\n\nLater Days\n\nIt went.\n\n"
        "CHAPTER TWO\nLoud Horns\n\nIt blew.\n"
    )
    assert [b.section for b in draft.blocks if b.kind == "paragraph"] == [
        ("CHAPTER ONE: The Grey Harbour", "Early Days"), ("CHAPTER ONE: The Grey Harbour", "Later Days"),
        ("CHAPTER TWO: Loud Horns",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ["Chapter 2 tells how it sank", "Part of the fog stayed", "Chapter Two of the book says so."]
)
def test_a_sentence_about_a_chapter_opens_none(line):
    draft = read_text(f"CHAPTER ONE\n\n{line}\nand more words that stand in small letters here.\n")
    assert [b.section for b in draft.blocks if b.kind == "paragraph"] == [("CHAPTER ONE",)]


# --- pages -------------------------------------------------------------------------------------------------------


def test_running_heads_are_furniture_and_give_title_and_page_numbers():
    heads = ["12    The Harbour Report", "The Harbour Report    13", "14    The Harbour Report"]
    draft = pages(*(f"{head}\n\nIt came in fog {i} and it went again that day.\n" for i, head in enumerate(heads)))
    assert texts(draft, "furniture") == heads
    assert [p.label for p in draft.pages] == ["12", "13", "14"]
    assert draft.facts["title"].value == "The Harbour Report"


def test_a_note_at_the_foot_of_many_pages_is_no_furniture():
    draft = pages(*(f"The fog came.{n} It went.{n + 1}\n\n{n} Holm, p. {n}.\n{n + 1} Ibid.\n" for n in (1, 3, 5, 7)))
    assert texts(draft, "furniture") == []
    assert [label for _, label in labels(draft)] == list("12345678")


@pytest.mark.parametrize("word", ["CHAPTER", "Part", "Figure", "Table"])
def test_what_is_counted_at_the_head_of_pages_is_no_running_head(word):
    draft = pages(*(f"{word} {n}\n\nIt came in fog and it went again that day.\n" for n in (1, 2, 3, 4)))
    assert texts(draft, "furniture") == []


def test_a_bare_page_number_that_counts_on_begins_a_page():
    page = "The fog came in over the sea.{} It stayed and went again.\n\n{} Holm.\n{}\n\n\n\n"
    source = "12    The Harbour Report\n\n" + page.format(1, 1, "") + "13\n\nCHAPTER TWO\n\n" + page.format(1, 1, "")
    draft = read_text("\n\n\n" + source)
    assert labels(draft) == [(0, "1"), (1, "1")]
    assert texts(draft, "furniture") == ["12    The Harbour Report", "13"]


@pytest.mark.parametrize("number", ["11", "19", "1998"])
def test_a_bare_number_that_does_not_count_on_begins_none(number):
    source = f"12    The Harbour Report\n\nThe fog came.\n\n\n\n{number}\n\nIt went.\n"
    assert texts(read_text("\n\n\n" + source), "furniture") == []


def test_a_paragraph_goes_on_over_a_page_break():
    draft = pages("The fog,1 it came from the\n\n1 Holm.\n", "sea, and it stayed.\n\nIt went.\n")
    assert texts(draft, "paragraph") == ["The fog,1 it came from the sea, and it stayed.", "It went."]


def test_every_offset_stands_on_a_page():
    draft = pages("One fog.\n", "Two fogs.\n", "Three fogs.\n")
    assert [draft.source[p.start : p.end].strip("\f\n") for p in draft.pages] == [
        "One fog.",
        "Two fogs.",
        "Three fogs.",
    ]


def test_a_sentence_is_no_title():
    source = "The harbour of the town was built in the year in which\nthe fog came for the first time, and went.\n"
    assert "title" not in read_text(source).facts
    assert read_text(f"The Harbour Report\n\n{source}").facts["title"].value == "The Harbour Report"


# --- a whole report, made at random ------------------------------------------------------------------------------

WORD = st.sampled_from(
    [
        "fog",
        "horn",
        "pier",
        "stone",
        "harbour",
        "master",
        "grey",
        "wall",
        "tide",
        "north",
        "sea",
        "ship",
        "light",
        "and",
        "then",
        "it",
        "came",
    ]
)
ENDS = st.sampled_from([".", ",", ".”", "?", ")", ";"])


@dataclass(frozen=True)
class Report:
    """A report as it is printed, and what must be found in it: (scope, label) of markers and notes."""

    source: str
    markers: list[tuple[int, str]]
    notes: list[tuple[int, str]]


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Chapters of pages, a few paragraphs and notes each; some pages have lost their notes."""
    heads = draw(st.booleans())
    printed, all_markers, all_notes = [], [], []
    number = 1
    for scope in range(draw(st.integers(1, 3))):
        label = 0
        for page in range(draw(st.integers(2, 4))):
            lines = [f"{number}    The Grey Harbour", ""] if heads else []
            lines += [f"CHAPTER {scope + 1}", ""] if page == 0 else []
            bodies = []
            for _ in range(draw(st.integers(2, 4))):
                label += 1
                words = draw(st.lists(WORD, min_size=6, max_size=18))
                cut = draw(st.integers(3, len(words) - 1))
                line = (
                    f"{' '.join(words[:cut]).capitalize()}{draw(ENDS)}{label} {' '.join(words[cut:])} in 19{label:02d}."
                )
                lines += [line, ""]
                all_markers.append((scope, str(label)))
                bodies.append(f"{label} Holm, {' '.join(draw(st.lists(WORD, min_size=2, max_size=6)))}, p. {label}.")
            # The first page of a chapter keeps its notes, so that it stays a chapter that has some.
            if page == 0 or draw(st.integers(0, 3)):
                lines += bodies
                all_notes += [(scope, body.split()[0]) for body in bodies]
            printed.append("\n".join(lines) + "\n")
            number += 1
    return Report(("\n\n" if heads else "\f").join(printed), all_markers, all_notes)


@settings(max_examples=60, deadline=None)
@given(reports())
def test_a_random_report_is_read_as_it_was_written(report):
    draft = read_text(report.source)
    assert [(m.scope, m.label) for m in draft.markers] == report.markers
    assert labels(draft) == report.notes
    assert all(report.source[m.start : m.end] == m.label for m in draft.markers)
    covered = {i for b in draft.blocks for low, high in b.fragments for i in range(low, high)}
    assert all(c.isspace() for i, c in enumerate(report.source) if i not in covered)


@settings(max_examples=100, deadline=None)
@given(st.text("ab .,12”[]\n\r\f\t-CHAPTER", max_size=300))
def test_no_printed_character_is_lost_whatever_comes(source):
    draft = read_text(source)
    covered = {i for b in draft.blocks for low, high in b.fragments for i in range(low, high)}
    lost = "".join(c for i, c in enumerate(source) if i not in covered and not c.isspace())
    # A bullet is no part of what its item says.
    assert not lost.strip("-")
    spans = sorted(f for b in draft.blocks for f in b.fragments)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
