"""The laid-out lines of a PDF woven into blocks, and the markers put into them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.notes import align, placed
from pipeline.ingest.pdf.headings import Heading
from pipeline.ingest.pdf.lines import Print
from pipeline.ingest.pdf.markers import FoundMarker
from pipeline.ingest.pdf.notes import FoundNote
from pipeline.ingest.pdf.text import BULLET, Run
from pipeline.ingest.vocabulary import Vocabulary
from pipeline.ingest.weave import Line, weave
from pipeline.records import Block, Marker, hull


@dataclass(frozen=True, slots=True)
class Layout:
    """What the lines of a document are, by their indices."""

    furniture: Collection[int]
    headings: Sequence[Heading]
    runs: Sequence[Run]
    notes: Sequence[FoundNote]
    markers: Sequence[FoundMarker]


def make_blocks(printed: Print, layout: Layout) -> tuple[tuple[Block, ...], tuple[Marker, ...]]:
    """Blocks in the order of their first characters, and the markers with the blocks that they stand in."""
    source = printed.source
    vocabulary = Vocabulary(source)
    found = [Marker(m.label, *m.span, "", m.scope) for m in layout.markers]
    notes = [_note(source, n, vocabulary) for n in layout.notes]
    drafts = _scoped(found, notes)
    drafts += [_heading(printed, h, found, vocabulary) for h in layout.headings]
    drafts += [_run(printed, r, found, vocabulary) for r in layout.runs]
    furniture = [printed.lines[i] for i in sorted(layout.furniture)]
    drafts += [Block("", "furniture", ((x.start, x.end),)) for x in furniture]
    drafts = sorted((b for b in drafts if b.fragments), key=lambda b: hull(b.fragments))
    blocks = _under_sections(drafts, [h.name for h in sorted(layout.headings, key=lambda h: h.lines)])
    return blocks, placed(found, blocks)


def _line(printed: Print, index: int) -> Line:
    line = printed.lines[index]
    return Line(line.start, line.end, line.page)


def _inner(markers: Iterable[Marker], lines: Sequence[Line]) -> list[Marker]:
    low, high = lines[0].start, lines[-1].end
    return [m for m in markers if low <= m.start < high]


def _heading(printed: Print, heading: Heading, markers: Iterable[Marker], vocabulary: Vocabulary) -> Block:
    lines = [_line(printed, i) for i in heading.lines]
    fragments, edits = weave(printed.source, lines, vocabulary, _inner(markers, lines))
    return Block("", "heading", fragments, edits, level=heading.level)


def _run(printed: Print, run: Run, markers: Iterable[Marker], vocabulary: Vocabulary) -> Block:
    lines = [_line(printed, i) for i in run.lines]
    if run.kind == "list" and (bullet := BULLET.match(printed.source, lines[0].start, lines[0].end)):
        # A bullet is no part of what its item says; one that stands alone in its line leaves the line empty.
        lines[0] = replace(lines[0], start=bullet.end())
    fragments, edits = weave(printed.source, lines, vocabulary, _inner(markers, lines))
    return Block("", run.kind, fragments, edits)


def _note(source: str, note: FoundNote, vocabulary: Vocabulary) -> Block:
    fragments, edits = weave(source, note.lines, vocabulary)
    return Block("", "endnote" if note.endnote else "footnote", fragments, edits, label=note.label, scope=note.scope)


def _scoped(markers: Sequence[Marker], notes: Sequence[Block]) -> list[Block]:
    """The notes with scopes that agree with the markers': those of their own counting, or those of where they stand.

    A page on which a chapter ends and another begins has notes of both at its foot, so that place alone would
    misjudge them; the reading under which more markers find their note is taken.
    """
    cited = {(m.scope, m.label) for m in markers}
    placed = align(markers, notes)

    def answered(blocks: Sequence[Block]) -> int:
        return len({(b.scope, b.label) for b in blocks} & cited)

    return list(notes) if answered(notes) > answered(placed) else placed


def _under_sections(drafts: Sequence[Block], names: Sequence[str]) -> tuple[Block, ...]:
    """Number the blocks and give each the path of headings above it; a heading's own path is what stands above it."""
    path: list[tuple[int, str]] = []
    above: list[tuple[int, str]] = []
    following = iter(names)
    out = []
    for i, b in enumerate(drafts, 1):
        if b.kind == "heading":
            above = [p for p in path if p[0] < b.level]
            path = [*above, (b.level, next(following))]
        own = above if b.kind == "heading" else path
        out.append(replace(b, block_id=f"b{i}", section=tuple(name for _, name in own)))
    return tuple(out)
