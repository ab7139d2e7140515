"""Where the words of a document stand in its reading text: blocks, places of spans, excerpts, page breaks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.reading import Reading, read_block
from pipeline.records import Block, Document, Fragments, Marker, Page

NOTES = ("footnote", "endnote")


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a span: `start` and `end` count in the reading text of the block with that index."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a block's reading text; `before` and `behind` tell whether something was cut off there."""

    start: int
    end: int
    before: bool
    behind: bool


class Layout:
    """A document as it is read: each block's reading text (note markers in it), each source offset's place there."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._fragments = sorted(
            (start, end, i) for i, block in enumerate(document.blocks) for start, end in block.fragments
        )
        self._starts = [start for start, _, _ in self._fragments]

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Of the blocks, in their order."""
        return tuple(read_block(self.document.source, block) for block in self.document.blocks)

    def places(self, fragments: Fragments) -> list[Place]:
        """Where a span stands, a piece for each stretch of a block; what stands in no block is left out."""
        out: list[Place] = []
        for low, high in fragments:
            first = max(0, bisect_right(self._starts, low) - 1)
            behind = bisect_left(self._starts, high)
            for start, end, block in (self._fragments[i] for i in range(first, behind)):
                if end <= low:
                    continue
                reading = self.readings[block]
                begin = reading.from_source(max(low, start))
                until = reading.from_source(min(high, end))
                if begin < until:
                    out.append(Place(block, begin, until))
        return _joined(out)

    @cached_property
    def page_breaks(self) -> Mapping[int, Sequence[tuple[int, Page]]]:
        """By block: before which character of it a page begins. A page with nothing on it has no break."""
        out: defaultdict[int, list[tuple[int, Page]]] = defaultdict(list)
        for page in self.document.pages:
            if place := self._first_of(page):
                out[place.block].append((place.start, page))
        return out

    def _first_of(self, page: Page) -> Place | None:
        """The first running text of a page; where it has none, whatever else comes first."""
        places = self.places(((page.start, page.end),)) if page.start < page.end else []
        apart = (*NOTES, "furniture")
        running = [p for p in places if self.document.blocks[p.block].kind not in apart]
        return next(iter(running or places), None)

    @cached_property
    def markers(self) -> Mapping[int, Sequence[tuple[Place, Marker]]]:
        """The note markers of each block."""
        out: defaultdict[int, list[tuple[Place, Marker]]] = defaultdict(list)
        for marker in self.document.markers:
            for place in self.places(((marker.start, marker.end),))[:1]:
                out[place.block].append((place, marker))
        return out

    @cached_property
    def _notes(self) -> Mapping[tuple[int, str], Block]:
        return {(b.scope, b.label): b for b in reversed(self.document.blocks) if b.kind in NOTES and b.label}

    def note_of(self, scope: int, label: str) -> Block | None:
        """The note that a marker cites."""
        return self._notes.get((scope, label))


def _joined(places: Iterable[Place]) -> list[Place]:
    """Places that meet (a span over a page break has no gap in reading text) as one."""
    out: list[Place] = []
    for place in places:
        last = out[-1] if out else None
        if last and last.block == place.block and last.end == place.start:
            out[-1] = Place(last.block, last.start, place.end)
        else:
            out.append(place)
    return out


def windows(text: str, spans: Sequence[tuple[int, int]], *, before: int = 160, behind: int = 160) -> list[Window]:
    """What to quote so that spans are understood: each with its surroundings, cut at words, the near ones as one.

    Args:
        text: Of one block.
        spans: In it.
        before: Characters in front of a span that are quoted at most.
        behind: Characters behind a span that are quoted at most.
    """
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        low, high = _word_start(text, start - before, start), _word_end(text, end + behind, end)
        if out and low <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return [Window(low, high, low > 0, high < len(text)) for low, high in out]


def _word_start(text: str, at: int, limit: int) -> int:
    if at <= 0:
        return 0
    return next((i for i in range(at, limit + 1) if text[i - 1].isspace()), at)


def _word_end(text: str, at: int, limit: int) -> int:
    if at >= len(text):
        return len(text)
    return next((i for i in range(at, limit - 1, -1) if text[i].isspace()), at)
