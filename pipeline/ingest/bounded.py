"""Blocks that no reader would call a paragraph, cut into several: a text without line breaks is one of a megabyte.

What is found in a block is held against what else is found in it, so time grows faster than its length. Cut where a
sentence ends, nothing is lost but the wish to look back over ten pages.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.ingest.draft import Draft
from pipeline.records import Block, Fragment, Fragments, Marker

LONGEST = 20_000
"""Characters of a block: six pages without a break."""
_NEAR = 4_000
"""Characters before that in which the end of a sentence, else a blank, is looked for."""
_SENTENCE = re.compile(r"[.?!][”’\"')\]]{0,3}[\d\]\[,]{0,9}(\s{1,100})(?=[^\sa-z])")
_BLANK = re.compile(r"\s{1,100}(?=\S)")
_WHOLE = frozenset({"heading", "footnote", "endnote"})
"""What is one by its number or its place above others."""


def cut_blocks(draft: Draft) -> Draft:
    """A draft whose blocks are no longer than `LONGEST`, headings and notes apart."""
    if all(_length(b) <= LONGEST or b.kind in _WHOLE for b in draft.blocks):
        return draft
    blocks: list[Block] = []
    markers: list[Marker] = []
    inner: dict[str, list[Marker]] = {}
    for marker in draft.markers:
        inner.setdefault(marker.block_id, []).append(marker)
    for block in draft.blocks:
        own = inner.get(block.block_id, [])
        for piece in _pieces(draft.source, block, own):
            block_id = f"b{len(blocks) + 1}"
            blocks.append(replace(piece, block_id=block_id))
            low, high = piece.fragments[0][0], piece.fragments[-1][1]
            markers += [replace(m, block_id=block_id) for m in own if low <= m.start < high]
    return replace(draft, blocks=tuple(blocks), markers=tuple(sorted(markers, key=lambda m: m.start)))


def _length(block: Block) -> int:
    return sum(end - start for start, end in block.fragments)


def _pieces(source: str, block: Block, markers: Sequence[Marker]) -> Iterator[Block]:
    """A block, or what it is cut into; edits go with the piece that they stand in."""
    if _length(block) <= LONGEST or block.kind in _WHOLE:
        yield block
        return
    whole = sorted([*((e.start, e.end) for e in block.edits if e.op != "space"), *((m.start, m.end) for m in markers)])
    starts = [e.start for e in block.edits]
    for fragments in _cut(source, block.fragments, whole):
        edits = block.edits[bisect_left(starts, fragments[0][0]) : bisect_left(starts, fragments[-1][1])]
        yield replace(block, fragments=fragments, edits=edits)


def _cut(source: str, fragments: Fragments, whole: Sequence[Fragment]) -> Iterator[Fragments]:
    piece: list[Fragment] = []
    room = LONGEST
    for start, end in fragments:
        while end - start > room:
            until, start_of_next = _place(source, start, start + room, end, whole)
            yield (*piece, (start, until))
            piece, room, start = [], LONGEST, start_of_next
        piece.append((start, end))
        room -= end - start
    yield tuple(piece)


def _place(source: str, start: int, until: int, end: int, whole: Sequence[Fragment]) -> tuple[int, int]:
    """Where a piece ends at `until` or before, and the next one starts: behind a sentence, else at a blank."""
    low = max(start + 1, until - _NEAR)
    for form, group in ((_SENTENCE, 1), (_BLANK, 0)):
        spans = [m.span(group) for m in form.finditer(source, low, until) if m.end(group) < end]
        for a, b in reversed(spans):
            if a == _outside(a, whole) and b == _outside(b, whole):
                return a, b
    at = _outside(until, whole)
    at = at if at > start else until
    return at, at


def _outside(at: int, whole: Sequence[Fragment]) -> int:
    """This offset, or the start of what it would cut in two."""
    before = bisect_right(whole, (at, -1)) - 1
    return whole[before][0] if before >= 0 and whole[before][0] < at < whole[before][1] else at
