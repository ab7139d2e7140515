"""Notes of a document of blocks (Markdown, HTML) that nothing links: told by headings, numbers and brackets.

The readers of Markdown and HTML know the notes that the format marks. What they leave are blocks: a list, a table or
paragraphs behind a heading "Notes", `[Footnote 12: …]` in the text, and in the text numbers that are raised, bracketed
or glued to words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.notes import align
from pipeline.ingest.notes.forms import Head, Mark, head_at, marks_in, signs_around
from pipeline.ingest.notes.inline import InlineNote, inline_marks, inline_notes
from pipeline.ingest.notes.markers import choose_markers
from pipeline.ingest.notes.pairs import paired
from pipeline.ingest.notes.sections import LONGEST_BREAK, choose_heads, closes_notes, names_part, opens_notes
from pipeline.reading import read_block
from pipeline.records import Block, Edit, Fragment, Marker, hull

_SILENT = frozenset({"furniture", "front"})
_NOTES = frozenset({"footnote", "endnote"})
_BEFORE = re.compile(r"(?:[>|*+-]|\s)*")
"""What Markdown prints before a list item's number or a row's first cell."""
_CELLS = re.compile(r"[^\S\n]*\|[^\S\n]*|[^\S\n]{2,}")
_LIKELY = 0.3
"""A number that a converter left plain must look so much like a marker: the 8 of `$63.8 million` is none."""


@dataclass(frozen=True, slots=True)
class _Section:
    """Blocks (by index) behind a heading; before those in `parts` counting may start again."""

    blocks: tuple[int, ...]
    parts: frozenset[int]


def with_plain_notes(
    source: str, blocks: Sequence[Block], markers: Sequence[Marker]
) -> tuple[tuple[Block, ...], tuple[Marker, ...]]:
    """Find the notes that the format doesn't mark, and their markers.

    Args:
        source: The source text.
        blocks: In reading order.
        markers: Those that are known.

    Returns:
        Blocks and markers with those found. Where the format marks notes itself, they are those in brackets, and the
        markers that it left as plain numbers.
    """
    blocks, inline = _lift(source, blocks)
    cited = _inline_markers(source, blocks, inline)
    linked = bool(markers) or any(b.kind in _NOTES for b in blocks if b not in inline)
    if linked:
        found = _left_plain(source, blocks, markers)
    else:
        sections = _sections(source, blocks)
        blocks = _with_endnotes(source, blocks, sections)
        found = _counted(source, blocks, sections, {m.start for m in cited[0]})
        notes = align(found, [b for b in blocks if b.kind == "endnote"])
        by_id = {n.block_id: n for n in notes}
        blocks = [by_id.get(b.block_id, b) for b in blocks]
    first = 1 + max((*(m.scope for m in (*markers, *found)), *(b.scope for b in blocks)), default=-1)
    more = [replace(m, scope=m.scope + first) for m in cited[0]]
    blocks = [*blocks, *(replace(n, scope=s + first) for n, s in zip(inline, cited[1], strict=True))]
    new = sorted([*found, *more], key=lambda m: m.start)
    return _renumbered(_marked(source, blocks, new), [*markers, *new])


# --- notes in brackets -------------------------------------------------------------------------------------------


def _lift(source: str, blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Cut the notes in brackets out of the blocks that they stand in: what is left, and the notes."""
    found = inline_notes(source)
    if not found:
        return list(blocks), []
    kept: list[Block] = []
    pieces: dict[int, list[Fragment]] = {}
    edits: dict[int, list[Edit]] = {}
    section: dict[int, tuple[str, ...]] = {}
    for block in blocks:
        if block.kind in _SILENT or not any(_touch(block.fragments, n) for n in found):
            kept.append(block)
            continue
        left = list(block.fragments)
        for i, note in enumerate(found):
            inner = _cut(block.fragments, note.head, note.tail)
            if inner:
                pieces.setdefault(i, []).extend(inner)
                edits.setdefault(i, []).extend(e for e in block.edits if note.head <= e.start and e.end <= note.tail)
                section.setdefault(i, block.section)
            left = [f for a, b in left for f in ((a, min(b, note.start)), (max(a, note.end), b)) if f[0] < f[1]]
        left = [f for f in left if source[f[0] : f[1]].strip()]
        if left:
            inside = tuple(e for e in block.edits if any(a <= e.start and e.end <= b for a, b in left))
            kept.append(replace(block, fragments=tuple(left), edits=inside))
    notes = [
        Block(
            f"inline{i}", "footnote", tuple(pieces[i]), tuple(edits[i]), section[i],
            label=found[i].label, complete=found[i].complete,
        )
        for i in sorted(pieces)
    ]  # fmt: skip
    return kept, notes


def _touch(fragments: Sequence[Fragment], note: InlineNote) -> bool:
    return any(a < note.end and note.start < b for a, b in fragments)


def _cut(fragments: Sequence[Fragment], start: int, end: int) -> list[Fragment]:
    """The parts of the fragments that lie between two offsets."""
    return [(max(a, start), min(b, end)) for a, b in fragments if max(a, start) < min(b, end)]


def _inline_markers(source: str, blocks: Sequence[Block], notes: Sequence[Block]) -> tuple[list[Marker], list[int]]:
    """The markers of notes in brackets, and the scopes of these notes."""
    spans = [f for b in blocks if b.kind not in _SILENT for f in b.fragments]
    labels = [(n.label, hull(n.fragments)[0]) for n in notes]
    found = inline_marks(source, {n.label for n in notes}, sorted(spans)) if notes else []
    scopes, of_notes = paired([(m[0], m[1]) for m in found], labels)
    return [Marker(label, a, b, "", s) for (label, a, b), s in zip(found, scopes, strict=True)], of_notes


# --- notes behind a heading --------------------------------------------------------------------------------------


def _sections(source: str, blocks: Sequence[Block]) -> list[_Section]:
    out: list[tuple[list[int], set[int]]] = []
    inside, level, unnumbered = False, 0, 0
    for i, block in enumerate(blocks):
        if block.kind in _SILENT:
            continue
        text = read_block(source, block, markers=False).text.strip() if _short(block) else ""
        if opens_notes(text):
            if not inside:
                out.append(([], set()))
                level = block.level
            inside = True
            out[-1][1].add(i)
        elif inside and (block.kind == "heading" or closes_notes(text)) and _head(source, block) is None:
            inside = not closes_notes(text) and (names_part(text) or block.level > level) and _leads(source, blocks, i)
            if inside:
                out[-1][1].add(i)
        elif inside:
            out[-1][0].append(i)
            unnumbered = 0 if _head(source, block) else unnumbered + 1
            inside = unnumbered <= LONGEST_BREAK
    return [_Section(tuple(ids), frozenset(parts)) for ids, parts in out]


def _short(block: Block) -> bool:
    start, end = hull(block.fragments)
    return block.kind in {"heading", "paragraph", "list"} and end - start <= 120


def _leads(source: str, blocks: Sequence[Block], i: int) -> bool:
    """Whether the next block that says something, titles left out, begins a note."""
    behind = [b for b in blocks[i + 1 : i + 6] if b.kind not in _SILENT and b.kind != "heading"]
    return bool(behind) and _head(source, behind[0]) is not None


def _head(source: str, block: Block) -> Head | None:
    """The number that a block begins with; a list item's or a row's first cell's may stand before the block."""
    start, end = hull(block.fragments)
    line = source.rfind("\n", 0, start) + 1
    before = _BEFORE.match(source, line, start)
    head = head_at(source, before.end() if before else start, end)
    return head if head and (head.start >= start or source[head.end : start].strip(" \t.)]\\") == "") else None


def _with_endnotes(source: str, blocks: Sequence[Block], sections: Sequence[_Section]) -> list[Block]:
    """Make notes of the blocks that begin one, and of those that stand between two notes further parts of the first."""
    heads = {i: h for s in sections for i in s.blocks if (h := _head(source, blocks[i]))}
    parts = sorted(hull(blocks[i].fragments)[0] for s in sections for i in s.parts)
    chosen = {h.start: scope for scope, h in choose_heads([heads[i] for i in sorted(heads)], parts)}
    made: dict[int, Block] = {}
    gone: set[int] = set()
    for section in sections:
        last, between = -1, list[int]()
        for i in section.blocks:
            if i in heads and heads[i].start in chosen:
                if last >= 0 and not any(last < p < i for p in section.parts):
                    for k in between:
                        made[last] = _joined(made[last], blocks[k])
                    gone.update(between)
                made[i] = _note(source, blocks[i], heads[i], chosen[heads[i].start])
                last, between = i, []
            elif last >= 0 and not between and _indented(source, blocks[i]):
                made[last] = _joined(made[last], blocks[i])
                gone.add(i)
            else:
                between.append(i)
    return [made.get(i, b) for i, b in enumerate(blocks) if i not in gone]


def _indented(source: str, block: Block) -> bool:
    """Whether Markdown's source sets a block in, as it does the further paragraphs of a list item."""
    start = hull(block.fragments)[0]
    before = source[source.rfind("\n", 0, start) + 1 : start]
    return block.kind == "list" and len(before) >= 2 and before.isspace()


def _note(source: str, block: Block, head: Head, scope: int) -> Block:
    """A block as a note: it begins at its number, cells are parted by a blank."""
    first, *rest = block.fragments
    start = min(first[0], head.start)
    edits = [e for e in block.edits if e.start >= start]
    for gap in _CELLS.finditer(source, start, first[1]):
        if not any(e.start < gap.end() and gap.start() < e.end for e in edits):
            edits.append(Edit("space", *gap.span()))
    return replace(
        block,
        kind="endnote",
        fragments=((start, first[1]), *rest),
        edits=tuple(sorted(edits, key=lambda e: (e.start, e.end))),
        label=str(head.label),
        scope=scope,
        level=0,
    )


def _joined(note: Block, more: Block) -> Block:
    """A note with a further paragraph; a blank stands for what parts them."""
    *before, (start, end) = note.fragments
    (first, behind), *rest = more.fragments
    gap = Edit("space", end, first)
    return replace(
        note,
        fragments=(*before, (start, behind), *rest),
        edits=tuple(sorted((*note.edits, gap, *more.edits), key=lambda e: (e.start, e.end))),
    )


# --- markers -----------------------------------------------------------------------------------------------------


def _counted(source: str, blocks: Sequence[Block], sections: Sequence[_Section], taken: set[int]) -> list[Marker]:
    """The markers among the numbers of running text; those that marks hide (the address of a link) are none."""
    labels = {int(b.label) for b in blocks if b.kind == "endnote"}
    chapters = [hull(b.fragments)[0] for b in blocks if b.level and b.kind == "heading"]
    marks = (m for b in blocks if b.kind not in _SILENT | _NOTES for m in _marks(source, b) if m.start not in taken)
    return [Marker(str(c.label), c.start, c.end, "", scope) for scope, c in choose_markers(marks, chapters, labels)]


def _left_plain(source: str, blocks: Sequence[Block], markers: Sequence[Marker]) -> list[Marker]:
    """Markers that a converter left as plain numbers ("services.1521"): of notes that nothing cites, in their order."""
    cited = {(m.scope, m.label) for m in markers}
    notes = [b for b in blocks if b.kind in _NOTES and b.label.isdecimal() and (b.scope, b.label) not in cited]
    scopes = {int(b.label): b.scope for b in notes}
    if len(scopes) < len(notes):  # counted by chapter: which chapter's note a plain number means is not sure
        return []
    first: dict[int, int] = {}
    for m in sorted((m for m in markers if m.label.isdecimal()), key=lambda m: m.start):
        first.setdefault(int(m.label), m.start)
    known = sorted(first)

    def in_order(mark: Mark) -> bool:
        """Whether it stands between the markers of the nearest cited notes; farther ones may be cited again."""
        i = bisect_left(known, mark.label)
        behind = first[known[i - 1]] if i else -1
        return behind < mark.start < (first[known[i]] if i < len(known) else len(source))

    labels = sorted(scopes)
    rank = {label: i for i, label in enumerate(labels, 1)}  # a number that is cited elsewhere leaves no gap
    texts = (b for b in blocks if b.kind not in _SILENT | _NOTES)
    marks = [
        replace(m, label=rank[m.label])
        for m in (m for b in texts for m in _marks(source, b))
        if m.label in scopes and m.weight >= _LIKELY and in_order(m)
    ]
    chosen = [(c, labels[c.label - 1]) for _, c in choose_markers(marks, (), set(rank.values()))]
    return [Marker(str(label), c.start, c.end, "", scopes[label]) for c, label in chosen]


def _marks(source: str, block: Block) -> Iterator[Mark]:
    """The numbers that may be markers; those in a table's cells are figures unless they are printed apart."""
    for start, end in block.fragments:
        for m in marks_in(source, start, end):
            hidden = any(e.start < m.end and m.start < e.end for e in block.edits)
            if not hidden and (block.kind != "table" or m.form in {"bracketed", "tagged", "raised"}):
                yield m


def _marked(source: str, blocks: Sequence[Block], markers: Sequence[Marker]) -> list[Block]:
    """The blocks with their new markers as edits."""
    starts = [m.start for m in markers]
    out = []
    for block in blocks:
        inner = [m for a, b in block.fragments for m in markers[bisect_left(starts, a) : bisect_left(starts, b)]]
        spans = list(dict.fromkeys((m.start, m.end) for m in inner))
        signs = [s for s in signs_around(source, spans) if any(a <= s[0] and s[1] <= b for a, b in block.fragments)]
        kept = [e for e in block.edits if not any(e.start < b and a < e.end for a, b in (*spans, *signs))]
        new = [Edit("marker", *s) for s in spans + signs]
        edits = tuple(sorted([*kept, *new], key=lambda e: (e.start, e.end)))
        out.append(replace(block, edits=edits) if inner else block)
    return out


def _renumbered(blocks: Sequence[Block], markers: Sequence[Marker]) -> tuple[tuple[Block, ...], tuple[Marker, ...]]:
    """Blocks in order and numbered anew, markers with the blocks that they stand in."""
    ordered = sorted(blocks, key=lambda b: hull(b.fragments))
    names = {b.block_id: f"b{i}" for i, b in enumerate(ordered, 1)}
    spans = sorted((a, b, block.block_id) for block in ordered for a, b in block.fragments)
    starts = [a for a, _, _ in spans]
    placed = [
        replace(m, block_id=names[m.block_id or spans[bisect_left(starts, m.start + 1) - 1][2]])
        for m in sorted(markers, key=lambda m: (m.start, m.end))
    ]
    return tuple(replace(b, block_id=names[b.block_id]) for b in ordered), tuple(placed)
