"""Marks over text: nothing of the text lost, every marked character inside of its mark, nothing hostile alive."""

from __future__ import annotations

import time
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.marking import Mark, Point, lay, visible


class Laid(HTMLParser):
    """What a browser makes of laid text: each character with the marks that are open around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.around: list[frozenset[str]] = []
        self.open: list[tuple[str, str]] = []
        self.ids: list[str] = []
        # The text goes in by itself: HTMLParser would fold nothing, but reads entities only in whole input.
        self.feed(html)
        self.close()
        assert not self.open, "a tag stays open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.open.append((tag, found.get("data-m") or ""))
        if found.get("id"):
            self.ids.append(found["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, "tags cross"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.around += [frozenset(name for _, name in self.open)] * len(data)


def mark(start: int, end: int, name: str) -> Mark:
    return Mark(start, end, "mark", {"data-m": name}, {"id": f"m-{name}"})


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark], list[Point]]:
    text = draw(st.text(st.one_of(st.sampled_from("<>&\"'/ab \u202e\x00\n"), st.characters()), max_size=60))
    inside = st.tuples(st.integers(0, max(len(text) - 1, 0)), st.integers(1, 60))
    spans = draw(st.lists(inside, max_size=12)) if text else []
    marks = [mark(start, min(start + length, len(text)), f"n{i}") for i, (start, length) in enumerate(spans)]
    points = [Point(at, {"class": "page-break"}) for at in draw(st.lists(st.integers(0, len(text)), max_size=3))]
    return text, marks, points


@given(marked_texts())
def test_stripping_the_tags_gives_the_text_back(laid: tuple[str, list[Mark], list[Point]]) -> None:
    text, marks, points = laid
    assert Laid(str(lay(text, marks, points))).text == visible(text)


@given(marked_texts())
def test_every_character_is_inside_of_just_its_marks(laid: tuple[str, list[Mark], list[Point]]) -> None:
    text, marks, points = laid
    found = Laid(str(lay(text, marks, points)))
    for at, around in enumerate(found.around):
        assert around - {""} == {m.attributes["data-m"] for m in marks if m.start <= at < m.end}
    assert sorted(found.ids) == sorted(m.once["id"] for m in marks)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 3)], "<mark>one</mark> two"),
        ([(0, 7), (4, 7)], "<mark>one <mark>two</mark></mark>"),
        ([(4, 7), (0, 7)], "<mark>one <mark>two</mark></mark>"),
        ([(0, 5), (4, 7)], "<mark>one <mark>t</mark></mark><mark>wo</mark>"),
        ([(0, 3), (3, 7)], "<mark>one</mark><mark> two</mark>"),
    ],
)
def test_marks_nest_and_split(spans: list[tuple[int, int]], expected: str) -> None:
    assert lay("one two", [Mark(*span, "mark", {}) for span in spans]) == expected


@pytest.mark.parametrize("span", [(2, 2), (3, 2), (-1, 2), (0, 4)])
def test_a_mark_must_hold_something(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no mark"):
        lay("abc", [Mark(*span, "mark", {})])


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\u202eb", "a\ufffdb"),
        ("\u2066x\u2069", "\ufffdx\ufffd"),
        ("\x00\x1b[2J", "\u2400\u241b[2J"),
        ("\ud800", "\ufffd"),
        ("tab\tline\n", "tab\tline\n"),
        ("naïve 日本 \u200fعربي", "naïve 日本 \u200fعربي"),
    ],
)
def test_what_acts_unseen_is_shown(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown
    assert unescape(str(lay(hostile, []))) == shown


def test_attributes_cannot_be_left() -> None:
    html = lay("x", [Mark(0, 1, "mark", {"title": "\"><script>alert('1')</script>"})])
    assert "<script" not in html
    assert html.count('"') == 2


def test_many_marks_are_laid_in_little_time() -> None:
    text = "All of it happened in May, or so they say. " * 8_000
    marks = [mark(at, at + 40, f"e{at}") for at in range(0, len(text) - 60, 55)]
    marks += [mark(at + 22, at + 25, f"d{at}") for at in range(0, len(text) - 60, 55)]
    started = time.process_time()
    lay(text, marks)
    assert time.process_time() - started < 2
