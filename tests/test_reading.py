"""Two texts, one map: what edits make of a source, and the way back from every span."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading import read_block, read_fragments, reading_text
from pipeline.records import Block, Edit

QUICK = settings(max_examples=100, deadline=None)


def block(*fragments: tuple[int, int], edits: tuple[Edit, ...] = ()) -> Block:
    return Block("b1", "paragraph", fragments, edits)


#         0123456789012345678901234567890
SOURCE = "the har-\nbour was shut.7  It sank"
JOIN, MARK, FOLD = Edit("join", 7, 9), Edit("marker", 23, 24), Edit("space", 24, 26)
WHOLE = block((0, len(SOURCE)), edits=(JOIN, MARK, FOLD))

READINGS = [
    ((), "the har-\nbour was shut.7  It sank"),
    ((JOIN,), "the harbour was shut.7  It sank"),
    ((JOIN, FOLD), "the harbour was shut.7 It sank"),
    ((Edit("drop", 0, 4), JOIN, FOLD), "harbour was shut.7 It sank"),
    ((Edit("space", 7, 9),), "the har bour was shut.7  It sank"),
]


@pytest.mark.parametrize(("edits", "text"), READINGS)
def test_each_edit_does_what_it_says(edits, text):
    assert read_block(SOURCE, block((0, len(SOURCE)), edits=edits)).text == text


def test_rules_see_no_markers():
    assert read_block(SOURCE, WHOLE).text == "the harbour was shut.7 It sank"
    assert read_block(SOURCE, WHOLE, markers=False).text == "the harbour was shut. It sank"


SPANS = [
    # what is read, where it stands
    ("harbour", ((4, 13),)),
    ("bour", ((9, 13),)),
    ("shut. It", ((18, 28),)),
    (" was ", ((14, 17),)),
]


@pytest.mark.parametrize(("text", "fragments"), SPANS)
def test_a_span_goes_back_to_the_source(text, fragments):
    reading = read_block(SOURCE, WHOLE, markers=False)
    at = reading.text.index(text)
    assert reading.to_source(at, at + len(text)) == fragments


@pytest.mark.parametrize("span", [(0, 0), (3, 2), (-1, 2), (0, 99), (3, 4)])
def test_an_empty_blank_or_outer_span_is_refused(span):
    with pytest.raises(ValueError, match="span"):
        read_block(SOURCE, WHOLE).to_source(*span)


def test_what_a_note_interrupts_comes_back_in_two_fragments():
    source = "one fog\n1 A note.\nhorn two"
    broken = block((0, 8), (18, 26), edits=(Edit("space", 7, 8),))
    reading = read_block(source, broken)
    assert reading.text == "one fog horn two"
    assert reading.to_source(4, 12) == ((4, 7), (18, 22))
    assert reading_text(source, broken, ((4, 7), (18, 22))) == "fog horn"


def test_parts_of_a_word_meet_again_and_parts_of_a_list_do_not():
    source = "fog-\n1 A note.\nhorn two"
    broken = block((0, 5), (15, 23), edits=(Edit("join", 3, 5),))
    assert reading_text(source, broken, ((0, 3), (15, 19))) == "foghorn"
    assert reading_text("May 3 or May 4", block((0, 14)), ((0, 5), (9, 14))) == "May 3 May 4"


def test_from_source_finds_the_next_character_that_is_read():
    reading = read_block(SOURCE, WHOLE, markers=False)
    assert reading.text[reading.from_source(23) :] == " It sank"
    assert reading.from_source(len(SOURCE)) == len(reading.text)


def test_edits_outside_the_fragments_are_passed_over():
    assert read_fragments(SOURCE, ((9, 13),), (JOIN, MARK, FOLD)).text == "bour"


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, Block]:
    """Any text, cut into any fragments, under any edits that keep to the rules of a `Block`."""
    source = draw(st.text("ab é\n-7.", min_size=1, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(source)), min_size=2, max_size=8)))
    fragments = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    edits = []
    for low, high in fragments:
        bounds = sorted(draw(st.sets(st.integers(low, high), max_size=6)))
        for start, end in zip(bounds[::2], bounds[1::2], strict=False):
            edits.append(Edit(draw(st.sampled_from(["join", "space", "drop", "marker"])), start, end))
    return source, block(*fragments, edits=tuple(edits))


@QUICK
@given(edited(), st.booleans(), st.data())
def test_any_span_maps_to_fragments_inside_the_block(made, markers, data):
    source, made_block = made
    reading = read_block(source, made_block, markers=markers)
    assert len(reading.offsets) == len(reading.text)
    assert list(reading.offsets) == sorted(reading.offsets)
    if not reading.text:
        return
    start = data.draw(st.integers(0, len(reading.text) - 1))
    end = data.draw(st.integers(start + 1, len(reading.text)))
    if reading.text[start:end].isspace():
        return
    fragments = reading.to_source(start, end)
    assert all(a < b for a, b in fragments)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(fragments))
    assert all(any(low <= a and b <= high for low, high in made_block.fragments) for a, b in fragments)
    (low, high), *more = fragments
    unedited = not any(e.start < high and e.end > low for e in made_block.edits if e.op != "marker" or not markers)
    if not more and unedited:
        assert source[low:high] == reading.text[start:end].strip()


@QUICK
@given(edited())
def test_what_no_edit_names_is_kept(made):
    source, made_block = made
    edited_at = {i for e in made_block.edits if e.op != "marker" for i in range(e.start, e.end)}
    kept = [i for low, high in made_block.fragments for i in range(low, high) if i not in edited_at]
    reading = read_block(source, made_block)
    for i in kept:
        assert reading.text[reading.from_source(i)] == source[i]
