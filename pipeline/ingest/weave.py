"""Lines of source text woven into the text of a block: breaks healed, blanks folded, each step an edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.ingest.vocabulary import WORD, Vocabulary
from pipeline.records import Edit, Fragment, Fragments, Marker

_BLANKS = re.compile(r"[^\S\r\n]{2,}|[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_HYPHENS = ("-", "\u2010")
_BROKEN = re.compile(rf"([^\W\d_]+)[{''.join(_HYPHENS)}]$")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uff60・－「」（）]$")
"""Chinese and Japanese letters: their words are not parted by blanks."""
_GLUED_END = re.compile(r"[\w”’)]/$|\S[—]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: `source[start:end]` without its line break; `page` counts from 1, 0 where there are none."""

    start: int
    end: int
    page: int = 0


def weave(
    source: str, lines: Sequence[Line], vocabulary: Vocabulary, markers: Iterable[Marker] = ()
) -> tuple[Fragments, tuple[Edit, ...]]:
    """Make the fragments and edits of a block from its lines.

    Args:
        source: The source text.
        lines: The block's lines in order; a stretch of source text between two of them that is not blank (a
            footnote, a running head) splits the block into fragments.
        vocabulary: Of the document.
        markers: Those that stand in the lines.

    Returns:
        Fragments and edits for a `Block`; a break between two fragments is edited at the end of the first.
    """
    spans = [_stripped(source, line) for line in lines]
    spans = [s for s in spans if s[0] < s[1]]
    fragments: list[Fragment] = []
    # The numbers between the ends of a range share the span of its dash.
    marked = dict.fromkeys((m.start, m.end) for m in markers)
    edits: list[Edit] = [Edit("marker", *m) for m in marked if any(a <= m[0] < b for a, b in spans)]
    for i, (start, end) in enumerate(spans):
        edits += [Edit("space", *m.span()) for m in _BLANKS.finditer(source, start, end)]
        # A word may be set apart and broken at the line's end as well.
        ahead = spans[min(i + 1, len(spans) - 1)][1]
        edits += [Edit("join", *b) for b in vocabulary.blanks_within_words(source, start, ahead) if b[1] <= end]
        if i + 1 == len(spans):
            _grow(fragments, start, end)
            break
        following = spans[i + 1][0]
        inner = source[end:following].isspace() or end == following
        until = following if inner else _end_of_line(source, end, following)
        _grow(fragments, start, until)
        if not inner:
            fragments.append((following, following))
        cut, op = _heal(source, (start, end), spans[i + 1], vocabulary)
        if cut < until:
            edits.append(Edit(op, cut, until))
    return tuple(f for f in fragments if f[0] < f[1]), tuple(sorted(edits, key=lambda e: (e.start, e.end)))


def _stripped(source: str, line: Line) -> Fragment:
    start, end = line.start, line.end
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return start, end


def _grow(fragments: list[Fragment], start: int, end: int) -> None:
    if fragments:
        fragments[-1] = (fragments[-1][0], end)
    else:
        fragments.append((start, end))


def _end_of_line(source: str, end: int, limit: int) -> int:
    while end < limit and source[end].isspace():
        end += 1
        if source[end - 1] == "\n":
            break
    return end


def _heal(
    source: str, line: Fragment, following: Fragment, vocabulary: Vocabulary
) -> tuple[int, Literal["join", "space"]]:
    """Where the edit at the end of a line starts, and whether the lines meet (`join`) or a space parts them."""
    text = source[line[0] : line[1]]
    if text.endswith("\u00ad"):
        return line[1] - 1, "join"
    if text.endswith(_HYPHENS) and (broken := _BROKEN.search(text)):
        word = WORD.match(source, following[0], following[1])
        tail = word.group() if word else source[following[0]]
        # "nineteenth- and": a hyphen that hangs before a conjunction parts two words.
        if tail in {"and", "or", "to"}:
            return line[1], "space"
        return line[1] - (not vocabulary.keeps_hyphen(broken.group(1), tail)), "join"
    if _WIDE.search(text) and _WIDE.match(source[following[0]]):
        return line[1], "join"
    if _GLUED_END.search(text) or (text.endswith(("-", "–")) and text[-2:-1].isalnum()):
        return line[1], "join"
    return line[1], "space"
