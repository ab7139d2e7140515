"""Two texts, one map: reading text made from source text by named edits, every character accounted for.

Rules run on reading text; every span that they find is mapped back, so that `source[start:end]` is what
is quoted. The map is made while the text is: nothing is searched for afterwards.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Block, Edit, Fragments


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading text of one block.

    Attributes:
        text: What a person would read.
        offsets: For each character of `text` the offset of the source character that it stands for; of a
            character made by an edit, the start of the span that was edited. Ascending.
        fragments: Of the block, in the source.
    """

    text: str
    offsets: Sequence[int]
    fragments: Fragments

    def to_source(self, start: int, end: int) -> Fragments:
        """The fragments of the source that `text[start:end]` stands for, blanks at the edges left out.

        Args:
            start: In `text`.
            end: In `text`, behind `start`.

        Raises:
            ValueError: The span is empty or blank, or reaches outside.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no span {start}:{end} in a reading text of {len(self.text)} characters")
        out = []
        for low, high in self.fragments:
            first = max(start, bisect_left(self.offsets, low))
            last = min(end, bisect_left(self.offsets, high))
            while first < last and self.text[first].isspace():
                first += 1
            while last > first and self.text[last - 1].isspace():
                last -= 1
            if first < last:
                out.append((self.offsets[first], self.offsets[last - 1] + 1))
        if not out:
            raise ValueError(f"the span {start}:{end} is blank")
        return tuple(out)

    def from_source(self, offset: int) -> int:
        """The index in `text` of the first character at or behind a source offset."""
        return bisect_left(self.offsets, offset)


def read_block(source: str, block: Block, *, markers: bool = True) -> Reading:
    """Make a block's reading text.

    Args:
        source: The document's source text.
        block: With its edits.
        markers: Keep note markers, as `text` columns do; rules run on the text without them.
    """
    return read_fragments(source, block.fragments, block.edits, markers=markers)


def read_fragments(source: str, fragments: Fragments, edits: Sequence[Edit], *, markers: bool = True) -> Reading:
    """Make the reading text of some fragments under the edits that touch them; others are passed over unread."""
    pieces: list[str] = []
    offsets = array("L")
    count = _numbers(max((e for _, e in fragments), default=0))
    for start, end, made in _stretches(fragments, edits, markers=markers):
        pieces.append(" " if made else source[start:end])
        offsets.extend(count[start:end])
    return Reading("".join(pieces), offsets, fragments)


def _stretches(fragments: Fragments, edits: Sequence[Edit], *, markers: bool) -> Iterator[tuple[int, int, bool]]:
    """What reading text is made of: spans of the source that are kept, and the one offset of each space that is made.

    Yields:
        Start, end, and whether it is a space made by an edit.
    """
    for low, high in fragments:
        at = low
        for i in range(bisect_right(edits, low, key=_end), len(edits)):
            edit = edits[i]
            if edit.start >= high:
                break
            if edit.op == "marker" and markers:
                continue
            if at < edit.start:
                yield at, edit.start, False
            if edit.op == "space":
                start = max(edit.start, low)
                yield start, start + 1, True
            at = min(edit.end, high)
        if at < high:
            yield at, high, False


def _end(edit: Edit) -> int:
    return edit.end


_counted = array("L")
"""As long as the longest document of this process."""


def _numbers(below: int) -> array[int]:
    """0, 1, 2 … up to a number at least: offsets are cut out of it, which is faster than to count them each time."""
    _counted.extend(range(len(_counted), below))
    return _counted


def _text(source: str, fragments: Fragments, edits: Sequence[Edit]) -> str:
    """The text of `read_fragments` alone."""
    return "".join(" " if made else source[a:b] for a, b, made in _stretches(fragments, edits, markers=True))


def reading_text(source: str, block: Block, fragments: Fragments) -> str:
    """The reading text of a span of a block, its parts joined by a space where neighbours would run together.

    This is what stands in a `text` column.
    """
    # The break between two fragments may be a part of the first, and reads as a space: one is enough.
    parts = [_text(source, (f,), block.edits).strip() for f in fragments]
    text = parts[0]
    for (_, end), (start, _), part in zip(fragments, fragments[1:], parts[1:], strict=False):
        healed = any(e.op == "join" and e.start >= end - 1 and e.end <= start + 1 for e in block.edits)
        text += part if healed else f" {part}"
    return text
