"""Markdown: blocks, marks dropped by edits, footnotes; the source text is the file as it stands."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.draft import Draft
from pipeline.ingest.markdown import read_markdown
from pipeline.reading import read_block

REPORTS = Path(__file__).parents[1].parent / "shared" / "reports"


def rows(draft: Draft) -> list[tuple[str, str]]:
    """Kind and reading text of each block, markers lifted out."""
    return [(b.kind, read_block(draft.source, b, markers=False).text) for b in draft.blocks]


MARKS = [
    ("It was **signed** in *Oslo* and __not__ in _Rome_.", "It was signed in Oslo and not in Rome."),
    ("**Source: **the ministry", "Source: the ministry"),
    ("***Both*** and 2 * 3 * 4 and snake_case_name", "Both and 2 * 3 * 4 and snake_case_name"),
    ('See [the *log*](http://x.test/a_(b) "A title") and <http://x.test/c>.', "See the log and http://x.test/c."),
    ("An [unlinked] word, [a] [b] c", "An [unlinked] word, [a] [b] c"),
    ("The ![coat of arms](arms.png) king", "The king"),
    (r"Five \* stars, \[sic\]", "Five * stars, [sic]"),
    ("Run `a  **b**` now", "Run a  **b** now"),
    ("One<br>two <span class='x'>three</span><!-- no -->", "One two three"),
    ("Soft\nbreak  \nand hard\\\nbreak", "Soft break and hard break"),
    ("AT&amp;T on May&nbsp;3, May\u00a04, co\u00adoperate", "AT&T on May 3, May 4, cooperate"),
    ("a **b", "a **b"),
]


@pytest.mark.parametrize(("source", "expected"), MARKS)
def test_marks(source: str, expected: str) -> None:
    (block,) = read_markdown(source).blocks
    assert read_block(source, block).text == expected


BLOCKS = [
    ("# The *North*\n\nText\n", [("heading", "The North"), ("paragraph", "Text")]),
    ("Title\n=====\n\nSub ##\n---\n", [
        ("heading", "Title"), ("furniture", "====="), ("heading", "Sub ##"), ("furniture", "---"),
    ]),
    ("## Closed ##\n", [("heading", "Closed")]),
    ("- one\n  more\n- two\n\n  three\n", [("list", "one more"), ("list", "two"), ("list", "three")]),
    ("1. one\n2. two\n", [("list", "one"), ("list", "two")]),
    ("> Quoted\n> twice\n>\n> again\n", [("paragraph", "Quoted twice"), ("paragraph", "again")]),
    (
        "| Ship | Year |\n|---|:--|\n| **Skua** | 2011 |\n",
        [("table", "Ship | Year"), ("furniture", "|---|:--|"), ("table", "Skua | 2011")],
    ),
    ("Visits:\n| Skua | 2011\n| Tern |\n", [("paragraph", "Visits:"), ("table", "Skua | 2011"), ("table", "Tern")]),
    ("```\ncode [^1]\n[^1]: no\n```\n", [("furniture", x) for x in ("```", "code [^1]", "[^1]: no", "```")]),
    ("    an indented line of a report\n", [("paragraph", "an indented line of a report")]),
    ("a\n\n***\n\n[ref]: http://x.test\n\nb [c][ref]\n", [
        ("paragraph", "a"), ("furniture", "***"), ("furniture", "[ref]: http://x.test"), ("paragraph", "b c"),
    ]),
    ("<div>\n<p>Tagged text</p>\n</div>\n", [("paragraph", "Tagged text ")]),
    ("![](map.png)\n", [("furniture", "![](map.png)")]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), BLOCKS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_blocks(source: str, expected: list[tuple[str, str]], newline: str) -> None:
    assert [(k, t) for k, t in rows(read_markdown(source.replace("\n", newline)))] == expected


NOTES = [
    ("Yes.[^1]\n\n[^1]: Log, 1998.\n", "Yes.", [("1", "1 Log, 1998.")]),
    ("Yes.[^a-b]\n\n[^a-b]: Ibid.\n", "Yes.", [("a-b", "a-b Ibid.")]),
    ("Yes.[^1]\n\n[^1]:Log.\n", "Yes.", [("1", "1 Log.")]),
    (
        "Yes.[^1] No.[^2]\n\n[^1]: Log,\nlazily.\n[^2]: **Diary.**\n",
        "Yes. No.",
        [("1", "1 Log, lazily."), ("2", "2 Diary.")],
    ),
    ("Yes.[^1]\n\n[^1]: Log.\n\n    Lost since.\n\nMore.\n", "Yes.", [("1", "1 Log. Lost since.")]),
]


@pytest.mark.parametrize(("source", "text", "expected"), NOTES)
def test_notes(source: str, text: str, expected: list[tuple[str, str]]) -> None:
    draft = read_markdown(source)
    notes = [(b.label, read_block(source, b).text) for b in draft.blocks if b.kind == "endnote"]
    assert rows(draft)[0] == ("paragraph", text)
    assert notes == expected
    assert [(m.label, source[m.start : m.end]) for m in draft.markers] == [(label, label) for label, _ in expected]


def test_markers_that_a_converter_left_plain_are_those_of_notes_that_nothing_cites() -> None:
    cited = "One rose.[^1] Two fell.[^2] In 1904 the quay burned.3 It was mended.4 “So it was.”5 A G7 came.[^6]\n\n"
    source = cited + "".join(f"[^{n}]: Log, p. {n}.\n\n" for n in range(1, 8))
    assert [m.label for m in read_markdown(source).markers] == ["1", "2", "3", "4", "5", "6"]


def test_numbers_that_are_cited_leave_no_gap_between_those_left_plain() -> None:
    cited = " ".join(f"Ship {n} sank.[^{n}]" if n not in {30, 31, 90} else f"A ship sank.{n}" for n in range(1, 121))
    source = f"{cited}\n\n" + "".join(f"[^{n}]: Log, p. {n}.\n\n" for n in range(1, 121))
    assert [m.label for m in read_markdown(source).markers] == [str(n) for n in range(1, 121)]


def test_marker_without_note() -> None:
    assert [m.label for m in read_markdown("Lost.[^7]").markers] == ["7"]


def test_front_matter() -> None:
    draft = read_markdown("---\ntitle: Ships\nauthors: [Ada Holm, Li Wen]\npublished: 4 May 2016\n---\n\n# Other\n")
    assert {k: (f.value, f.origin) for k, f in draft.facts.items()} == {
        "title": ("Ships", "metadata"),
        "authors": ("Ada Holm; Li Wen", "metadata"),
        "published": ("2016-05-04", "metadata"),
    }
    assert [b.kind for b in draft.blocks] == ["furniture"] * 5 + ["heading"]


def test_rule_at_the_top_is_no_front_matter() -> None:
    draft = read_markdown("---\nPlain words\n\n---\n\n# Other\n")
    assert draft.facts["title"].value == "Other"


def test_ambiguous_date_is_not_guessed() -> None:
    assert "published" not in read_markdown("---\ndate: 04/05/2016\n---\n").facts


@given(st.text(alphabet="ab1 *_`[]()^:!<>|\\#-&\n\t~", max_size=80))
def test_any_text_is_read_with_sound_edits(source: str) -> None:
    """Edits are in order, inside their block, and no printed character is outside of all blocks."""
    draft = read_markdown(source)
    for block in draft.blocks:
        ((start, end),) = block.fragments
        assert 0 <= start < end <= len(source)
        assert all(start <= e.start < e.end <= end for e in block.edits)
        assert all(a.end <= b.start for a, b in pairwise(block.edits))
    for a, b in pairwise(draft.blocks):
        assert a.fragments[-1][1] <= b.fragments[0][0]
    for marker in draft.markers:
        assert source[marker.start : marker.end] == marker.label


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared reports are not here")
def test_long_report() -> None:
    """A report of two megabytes: all of its notes, within seconds, and the markers that are left plain."""
    source = (REPORTS / "psi" / "full.md").read_text(encoding="utf-8")
    before = time.process_time()
    draft = read_markdown(source)
    assert time.process_time() - before < 10
    assert sum(b.kind == "endnote" for b in draft.blocks) == 2812
    assert len(draft.markers) == 2997
