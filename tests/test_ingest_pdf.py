"""PDF ingest, on small reports typeset here and, where they lie beside the repository, on real ones."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import EmptyError, UnreadableError
from pipeline.ingest.draft import Draft
from pipeline.ingest.pdf import read_pages, read_pdf
from pipeline.ingest.pdf.page import Glyph, PrintedPage, turn_box
from pipeline.reading import read_block
from pipeline.records import Block
from tests.pdf_pages import PrintedPages, typeset

SHARED = Path(__file__).parents[1].parent / "shared"

PREAMBLE = """
#set page(width: 400pt, height: 420pt, margin: 50pt, header: context [
  #set text(8pt)
  #if calc.even(counter(page).get().first()) [#counter(page).display() Ports and Piers] else [
    #h(1fr) The Harbour Papers #counter(page).display()]
])
#set text(11pt, hyphenate: true)
#set par(justify: true)
#show heading.where(level: 1): it => { pagebreak(weak: true); counter(footnote).update(0); block(text(20pt, it.body)) }
#show heading.where(level: 2): set text(13pt)
"""

CHAPTERS = (
    """
#page(header: none)[#v(80pt) #text(24pt)[Ports and Piers] \\ #v(10pt) Ada Quill \\ May 2019]
= Chapter 1: The Straits
Two harbours agreed on a common tariff.#footnote[First note of all.] The tariff held for nine years, and the ships
that paid it were counted each spring by a clerk from either side.#footnote[Clerk, interview with the author, May 3,
2017.]#super[,]#footnote[Ledger 9, folio 4.] It covered an area of 10#super[2] miles and was renewed on the
4#super[th] of June.

== Tolls
- Grain was free of toll.
- Timber was not.#footnote[A list of goods is lost.]

= Chapter 2: The Piers
"""
    + "The pier was lengthened twice, and a lamp was put upon its head so that late boats could find it. " * 9
    + "Nobody had asked for it.#footnote["
    + "This note is long and is meant to run over to the next page of the report, where it goes on. " * 14
    + "Here it ends.] "
    + "The lamp was tended by a widow, who kept a diary of the weather and of the ships that it delayed. " * 9
    + "It burnt until the war.#footnote[Diary, p. 7.]\n"
)


@pytest.fixture(scope="module")
def report() -> Draft:
    return read_pdf(typeset(PREAMBLE + CHAPTERS))


def texts(draft: Draft, *kinds: str) -> list[str]:
    return [read_block(draft.source, b).text for b in draft.blocks if b.kind in kinds]


def notes(draft: Draft) -> list[Block]:
    return [b for b in draft.blocks if b.kind in {"footnote", "endnote"}]


def check_invariants(draft: Draft) -> None:
    spans = sorted(f for b in draft.blocks for f in b.fragments)
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), "blocks overlap"
    for b in draft.blocks:
        assert b.fragments
        assert list(b.fragments) == sorted(b.fragments)
        assert all(0 <= s < e <= len(draft.source) for s, e in b.fragments)
    of = {b.block_id: b for b in draft.blocks}
    for m in draft.markers:
        assert draft.source[m.start : m.end] == m.label
        assert any(s <= m.start < m.end <= e for s, e in of[m.block_id].fragments)
    pages = {p.number: p for p in draft.pages}
    for w in draft.words:
        page = pages[w.page]
        assert page.start <= w.start < w.end <= page.end
        assert not any(ch.isspace() for ch in draft.source[w.start : w.end])
        assert 0 <= w.x0 <= w.x1 <= page.width
        assert 0 <= w.top <= w.bottom <= page.height
    assert "".join(draft.source[w.start : w.end] for w in draft.words) == re.sub(r"\s", "", draft.source)
    assert [p.start for p in draft.pages] == [0, *(p.end for p in draft.pages[:-1])]


def test_blocks_markers_words_and_pages_fit_the_source(report: Draft) -> None:
    check_invariants(report)


def test_notes_count_anew_in_each_chapter(report: Draft) -> None:
    assert [(n.scope, n.label) for n in notes(report)] == [(0, "1"), (0, "2"), (0, "3"), (0, "4"), (1, "1"), (1, "2")]


def test_each_marker_finds_its_note_and_powers_and_ordinals_are_none(report: Draft) -> None:
    assert [(m.scope, m.label) for m in report.markers] == [(n.scope, n.label) for n in notes(report)]


def test_a_note_over_a_page_break_is_one_block(report: Draft) -> None:
    long = next(n for n in notes(report) if (n.scope, n.label) == (1, "1"))
    assert len(long.fragments) == 2
    text = read_block(report.source, long).text
    assert text.startswith("1 This note is long")
    assert text.endswith("Here it ends.")
    assert text.count("where it goes on.") == 14


def test_a_paragraph_over_a_page_break_leaves_the_notes_outside(report: Draft) -> None:
    text = next(t for t in texts(report, "paragraph") if t.startswith("The pier was"))
    assert text.count("late boats could find it.") == 9
    assert text.count("the ships that it delayed.") == 9
    assert "meant to run over" not in text


def test_sections_and_levels(report: Draft) -> None:
    found = [(b.level, b.section) for b in report.blocks if b.kind == "heading"]
    one, two = "Chapter 1: The Straits", "Chapter 2: The Piers"
    assert found == [(1, ()), (2, (one,)), (1, ())]
    sections = dict.fromkeys(b.section for b in report.blocks if b.kind in {"paragraph", "list"})
    assert {(one,), (one, "Tolls"), (two,)} <= set(sections)


def test_running_heads_title_page_lists_and_labels(report: Draft) -> None:
    assert all("Papers" in t or "Ports and Piers" in t for t in texts(report, "furniture"))
    assert len(texts(report, "furniture")) == len(report.pages) - 1
    assert texts(report, "front")[0] == "Ports and Piers"
    assert texts(report, "list") == ["Grain was free of toll.", "Timber was not.4"]
    assert [p.label for p in report.pages] == ["", *map(str, range(2, len(report.pages) + 1))]


def test_facts_are_read_from_the_page_and_the_metadata(report: Draft) -> None:
    assert {k: (f.value, f.origin) for k, f in report.facts.items()} == {
        "title": ("Ports and Piers", "page"),
        "published": ("2019-05", "page"),
        "language": ("en", "metadata"),
    }
    named = read_pdf(
        typeset('#set document(title: "On Piers and Tolls", author: ("Ada Quill", "Jo Wren"))\nSome text.')
    )
    assert named.facts["title"].value == "On Piers and Tolls"
    assert named.facts["authors"].value == "Ada Quill; Jo Wren"


@pytest.mark.parametrize("title", ["Microsoft Word - draft7.doc", "report_final.indd", "Untitled 1", "Harbours"])
def test_a_file_name_is_no_title(title: str) -> None:
    draft = read_pdf(typeset(f'#set document(title: "{title}")\nSome text, all in one size.'))
    assert "title" not in draft.facts


def test_a_source_cited_at_the_foot_of_page_after_page_is_no_running_foot() -> None:
    source = "Watch interview with a pilot, Board of Lights and Buoys of the Isles, Harbour Office for the Outer Sounds"
    cited = f"#footnote[{source}, July 2, 2015.]"
    filler = "The channel silted up again before anybody had paid for it. " * 6
    pages = [f"Pilots saw it.{cited * n} {filler} #pagebreak()" for n in (1, 2, 1, 3)]
    style = "#set page(margin: (bottom: 25pt))\n#show footnote.entry: set text(8pt)\n"
    found = notes(draft := read_pdf(typeset(PREAMBLE + style + "".join(pages))))
    assert len(found) == 7
    assert all(read_block(draft.source, n).text.endswith("July 2, 2015.") for n in found)


def test_endnotes_stand_behind_their_heading() -> None:
    body = "The first treaty was short.#super[1] The second was not.#super[2]\n\n"
    ends = "== Notes\n1. Clerk, interview with the author, 2 May 2011.\n\n2. The same, 3 May 2011.\n"
    draft = read_pdf(typeset("#show heading: set text(18pt)\n= Treaties\n" + body + ends + "== Index\nTreaties, 4\n"))
    assert [(n.kind, n.label) for n in notes(draft)] == [("endnote", "1"), ("endnote", "2")]
    assert texts(draft, "endnote")[1] == "2. The same, 3 May 2011."
    assert [m.label for m in draft.markers] == ["1", "2"]


def test_a_table_of_contents_is_furniture() -> None:
    chapters = "".join(
        f"= The {name} Pier\nIt is made of stone and stands in the sea.\n" for name in ("Old", "New", "Long")
    )
    draft = read_pdf(typeset("#outline()\n#pagebreak()\n" + chapters))
    assert [t.split(" .")[0] for t in texts(draft, "furniture")][:2] == ["Contents", "The Old Pier"]
    assert texts(draft, "heading") == ["The Old Pier", "The New Pier", "The Long Pier"]


def test_columns_are_read_one_after_the_other() -> None:
    words = [f"word{i:03d}" for i in range(400)]
    draft = read_pdf(typeset("#set page(columns: 2)\n#set par(justify: true)\n" + " ".join(words)))
    assert re.findall(r"word\d{3}", draft.source) == words


def test_a_table_keeps_its_cells_apart() -> None:
    rows = "".join(f"[Pier {i}], [{1900 + i}], [{i} m]," for i in range(5))
    draft = read_pdf(typeset(f"Some words before the table.\n#table(columns: (1fr, 1fr, 1fr), stroke: none, {rows})"))
    assert "Pier 3\t1903\t3 m" in draft.source
    assert len(texts(draft, "table")) == 1


def line(text: str, x: float, base: float, size: float, *, turn: int = 0) -> list[Glyph]:
    """Glyphs of half an em each."""
    step = size / 2
    return [
        Glyph(ch, "Serif", size, x + i * step, base - size, x + (i + 1) * step, base, base, turn)
        for i, ch in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("size", "rise", "raised"),
    [(6, 4, True), (6, 0, False), (10, 4, False), (6, 12, False)],
    ids=["superscript", "small capitals", "another line", "a line above"],
)
def test_what_is_raised(size: float, rise: float, raised: bool) -> None:
    glyphs = line("The toll was paid in the end", 50, 100, 10) + line("7", 190, 100 - rise, size)
    glyphs += [g for k in range(6) for g in line("More of the same, line by line.", 50, 120 + 12 * k, 10)]
    draft = read_pages(PrintedPages((PrintedPage(1, 300, 300, tuple(glyphs)),)))
    assert [m.label for m in draft.markers] == (["7"] if raised else [])


def test_two_markers_without_a_comma_are_two() -> None:
    glyphs = line("The toll was paid", 50, 100, 10) + line("12", 136, 96, 6) + line("and kept", 150, 100, 10)
    glyphs += [g for k in range(6) for g in line("More of the same, line by line.", 50, 120 + 12 * k, 10)]
    glyphs += line("1 Ledger, folio 9.", 50, 250, 8) + line("2 Ledger, folio 10.", 50, 260, 8)
    draft = read_pages(PrintedPages((PrintedPage(1, 300, 300, tuple(glyphs)),)))
    assert [m.label for m in draft.markers] == [n.label for n in notes(draft)] == ["1", "2"]


def test_glyphs_in_any_order_make_the_same_line() -> None:
    glyphs = line("The toll was paid", 50, 100, 10) + line("at the pier", 50, 112, 10)
    straight = read_pages(PrintedPages((PrintedPage(1, 300, 300, tuple(glyphs)),)))
    mixed = read_pages(PrintedPages((PrintedPage(1, 300, 300, tuple(sorted(glyphs, key=lambda g: g.text))),)))
    assert straight.source == mixed.source == "The toll was paid\nat the pier\n\f"


def test_a_character_drawn_twice_is_one() -> None:
    glyphs = [
        g for one in line("Bold toll", 50, 100, 10) for g in (one, one._replace(x0=one.x0 + 0.3, x1=one.x1 + 0.3))
    ]
    assert read_pages(PrintedPages((PrintedPage(1, 300, 300, tuple(glyphs)),))).source == "Bold toll\n\f"


coordinate = st.floats(0, 800, allow_nan=False)


@given(coordinate, coordinate, coordinate, coordinate, st.integers(0, 3))
def test_turning_a_box_there_and_back(x0: float, top: float, x1: float, bottom: float, turn: int) -> None:
    width, height = 600.0, 800.0
    turned = turn_box((x0, top, x1, bottom), turn, width, height)
    frame = (height, width) if turn % 2 else (width, height)
    assert turn_box(turned, (4 - turn) % 4, *frame) == pytest.approx((x0, top, x1, bottom))


def test_an_upturned_page_is_read_and_its_words_stay_on_it() -> None:
    draft = read_pdf(
        typeset("#set page(width: 300pt, height: 500pt)\n#rotate(-90deg, reflow: true)[Read me upward, please.]")
    )
    assert draft.source == "Read me upward, please.\n\f"
    check_invariants(draft)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no bytes"),
        (b"<!DOCTYPE html>\n<html><head><title>Not found</title>", "web page"),
        (b"Dear Sir, the report is enclosed.", "not a PDF"),
        (b"%PDF-1.7\n%%EOF\n", "damaged"),
    ],
)
def test_what_is_no_pdf_says_so(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        read_pdf(data)


def test_a_page_without_text_wants_ocr() -> None:
    with pytest.raises(EmptyError, match="OCR"):
        read_pdf(typeset("#rect(width: 3cm, fill: gray)"))


def test_a_file_that_lost_its_end_is_mended() -> None:
    data = typeset(PREAMBLE + CHAPTERS)
    whole, cut = read_pdf(data), read_pdf(data[: data.rindex(b"startxref")])
    assert cut.source == whole.source


@pytest.mark.parametrize(
    ("name", "password"),
    [("pdfplumber__password-example.pdf", "test"), ("unstructured__password.pdf", "password")],
)
def test_a_password_is_asked_for_and_used(name: str, password: str) -> None:
    path = SHARED / "reports" / "hard-pdf" / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with pytest.raises(UnreadableError, match="password"):
        read_pdf(path.read_bytes())
    assert read_pdf(path.read_bytes(), password=password).pages


def test_notes_of_a_real_report_are_those_of_its_markdown() -> None:
    folder = SHARED / "reports" / "crs"
    if not folder.exists():
        pytest.skip(f"{folder} is not here")
    wanted = dict(re.findall(r"^\| (\d+)\. \| (.*)$", next(folder.glob("markdown/R48903*")).read_text(), re.MULTILINE))
    draft = read_pdf(next(folder.glob("pdf/R48903*")).read_bytes())
    check_invariants(draft)
    found = {n.label: _letters(read_block(draft.source, n).text) for n in notes(draft)}
    same = sum(found.get(label) == _letters(label + text) for label, text in wanted.items())
    assert {m.label for m in draft.markers} == set(found) == set(wanted)
    assert same >= 0.97 * len(wanted)


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()
