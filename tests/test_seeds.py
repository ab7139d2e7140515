"""The seed report against the gold that others made of it: every marker and note of the chapters in scope."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest.draft import Draft
from pipeline.ingest.text import read_text
from pipeline.records import hull

SHARED = Path(__file__).parents[1].parent / "shared"
GOLD = SHARED / "gold"

pytestmark = pytest.mark.skipif(
    not GOLD.is_dir(), reason="the seeds are not here: no folder `shared` beside the repository"
)


def gold(name: str) -> list[dict[str, Any]]:
    path = GOLD / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def scope() -> tuple[str, int, int]:
    """The document whose notes are annotated, and the range in which they all are."""
    scopes = json.loads((GOLD / "scope.json").read_text(encoding="utf-8"))["markers"]
    ((name, ((low, high),)),) = scopes.items()
    return name, low, high


@pytest.fixture(scope="module")
def draft(scope: tuple[str, int, int]) -> Draft:
    return read_text((SHARED / "seeds" / scope[0]).read_bytes().decode("utf-8"))


def test_every_marker_is_found_and_nothing_else(scope, draft):
    _, low, high = scope
    expected = [(g["start"], g["end"], str(g["number"])) for g in gold("markers")]
    assert [(m.start, m.end, m.label) for m in draft.markers if low <= m.start < high] == expected


def test_every_note_is_found_whole_and_nothing_else(scope, draft):
    _, low, high = scope
    expected = [(g["start"], g["end"], str(g["number"]), g["complete"]) for g in gold("footnotes")]
    notes = [(*hull(b.fragments), b.label, b.complete) for b in draft.blocks if b.kind == "footnote"]
    assert sorted(n for n in notes if low <= n[0] < high) == sorted(expected)


def test_markers_and_notes_share_the_count_of_their_chapter(draft):
    chapter_of_marker = {(g["start"]): g["chapter"] for g in gold("markers")}
    chapter_of_note = {g["start"]: g["chapter"] for g in gold("footnotes")}
    scopes = {(chapter_of_marker[m.start], m.scope) for m in draft.markers if m.start in chapter_of_marker}
    notes = {
        (chapter_of_note[b.fragments[0][0]], b.scope)
        for b in draft.blocks
        if b.fragments[0][0] in chapter_of_note and b.label
    }
    assert notes == scopes
    assert len(scopes) == len({chapter for chapter, _ in scopes})


def test_notes_that_the_file_lost_are_not_made_up(draft):
    have = {(b.scope, b.label) for b in draft.blocks if b.kind == "footnote"}
    marked = {m.start: (m.scope, m.label) for m in draft.markers}
    lost = [marked[g["marker_start"]] for g in gold("missing_footnotes") if g.get("marker_start") in marked]
    assert lost
    assert not have & set(lost)
