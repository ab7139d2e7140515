"""Blocks that are too long to be paragraphs are cut where sentences end, and nothing is lost or moved."""

from __future__ import annotations

import re

import pytest

from pipeline.ingest import bounded as subject
from pipeline.ingest import ingest
from pipeline.ingest.bounded import cut_blocks
from pipeline.ingest.draft import Draft
from pipeline.reading import read_block
from pipeline.records import Block, Edit, Fragments, Marker


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "LONGEST", 40)
    monkeypatch.setattr(subject, "_NEAR", 25)


def draft(source: str, *edits: Edit, kind: str = "paragraph", fragments: Fragments = (), at: int = -1) -> Draft:
    block = Block("b1", kind, fragments or ((0, len(source)),), edits, ("Sails",))  # type: ignore[arg-type]
    markers = (Marker("7", at, at + 1, "b1"),) if at >= 0 else ()
    return Draft("text/plain", source, (block,), markers)


def texts(made: Draft) -> list[str]:
    return [read_block(made.source, b).text for b in made.blocks]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("A ferry came to Lima at dawn.", ["A ferry came to Lima at dawn."]),
        ("A ferry came to Lima at dawn. The pilot slept on it.", ["A ferry came to Lima at dawn.",
        "The pilot slept on it."]),
        ("Ropes and sails and oars and masts and hulls and keels", ["Ropes and sails and oars and masts and",
        "hulls and keels"]),
        ("x" * 100, ["x" * 40, "x" * 40, "x" * 20]),
        ("“It came at noon.”12 The pilot slept on it all day.", ["“It came at noon.”12",
        "The pilot slept on it all day."]),
    ],
)  # fmt: skip
def test_cut_behind_a_sentence_else_at_a_blank(source: str, wanted: list[str]) -> None:
    made = cut_blocks(draft(source))
    assert texts(made) == wanted
    assert [b.block_id for b in made.blocks] == [f"b{i + 1}" for i in range(len(wanted))]
    assert {b.section for b in made.blocks} == {("Sails",)}


def test_edits_and_markers_go_with_their_piece() -> None:
    source = "A ferry came to Li-\nma at dawn. The pi-\nlot slept7 on it."
    edits = tuple(Edit("join", m.start(), m.end()) for m in re.finditer(r"-\n", source))
    made = cut_blocks(draft(source, *edits, at=source.index("7")))
    assert texts(made) == ["A ferry came to Lima at dawn.", "The pilot slept7 on it."]
    assert [m.block_id for m in made.markers] == ["b2"]


def test_no_edit_is_cut_in_two() -> None:
    source = "x" * 38 + "-\n\n\n" + "y" * 30
    made = cut_blocks(draft(source, Edit("join", 38, 42)))
    assert [b.fragments for b in made.blocks] == [((0, 38),), ((38, 72),)]
    assert "".join(texts(made)) == "x" * 38 + "y" * 30


def test_a_block_over_a_page_break_is_cut_as_well() -> None:
    source = "A ferry came to Lima. " + "[a page's foot]" + "The pilot slept on it. The sails were torn."
    made = cut_blocks(draft(source, fragments=((0, 21), (37, len(source)))))
    assert [b.fragments for b in made.blocks] == [((0, 21), (37, 52)), ((53, len(source)),)]


@pytest.mark.parametrize("kind", ["heading", "footnote", "endnote"])
def test_notes_and_headings_stay_whole(kind: str) -> None:
    made = cut_blocks(draft("Ropes and sails " * 9, kind=kind))
    assert len(made.blocks) == 1


def test_a_text_without_breaks_keeps_every_letter() -> None:
    source = "Fiji and Peru met in May 2004.1 They met again in June 2005.2 No accord was signed then. " * 5
    document = ingest("a.txt", source.encode())
    assert len(document.blocks) > 5
    assert max(b - a for x in document.blocks for a, b in x.fragments) <= 40
    read = "".join(document.source[a:b] for x in document.blocks for a, b in x.fragments)
    assert "".join(read.split()) == "".join(source.split())
    assert {m.block_id for m in document.markers} <= {b.block_id for b in document.blocks}
