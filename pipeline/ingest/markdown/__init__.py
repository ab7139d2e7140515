"""Markdown: the source text is the file as it stands; its marks are dropped from the reading text, edit by edit.

Block structure is markdown-it's (CommonMark and tables); footnotes (`[^7]`, `[^7]: body`) and front matter are read
here. Raw HTML counts as text with tags, indented code as text: in reports that were converted to Markdown both are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.ingest.draft import Draft
from pipeline.ingest.markdown.marks import Marks, read_marks
from pipeline.ingest.metadata import front_matter_facts
from pipeline.ingest.notes.blocks import with_plain_notes
from pipeline.reading import read_block
from pipeline.records import Block, BlockKind, Edit, Fact, Fragment, Marker

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_FRONT_MATTER = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(?P<yaml>(?:.*(?:\r\n|\r|\n))*?)(?:---|\.\.\.)[ \t]*(?=\r|\n|$)")
_DEFINITION = re.compile(r" {0,3}\[\^(?P<label>[^\]\s]{1,40})\]:[ \t]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_INDENTED = re.compile(r"(?: {2,}|\t)[ \t]*\S")
_ROW = re.compile(r"[ \t]*(?:\|[ \t]*)?(?P<cells>.*?)(?:[ \t]*(?<!\\)\|)?")
_PARSER = MarkdownIt("commonmark").enable("table").disable(["code", "html_block"])
_PARSER.core.ruler.disable("inline")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block before its number: `source[start:end]`."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    label: str = ""


def read_markdown(text: str) -> Draft:
    """Read Markdown.

    Args:
        text: The decoded characters, byte order mark removed, line ends as they stand: the source text.
    """
    lines = [m.span() for m in _LINE.finditer(text) if m.end() > m.start()]
    front = _FRONT_MATTER.match(text)
    behind = front.end() if front else 0
    notes, free = _lift_notes(text, [i for i, (start, _) in enumerate(lines) if start >= behind], lines)
    # What CommonMark shows for a NUL; the offsets stay.
    pieces = [*notes, *_read_blocks(text.replace("\0", "\ufffd"), lines, free)]
    pieces += _leftovers(text, lines, pieces)
    blocks, markers = with_plain_notes(text, *_finish(text, sorted(pieces, key=lambda p: p.start)))
    facts = front_matter_facts(front["yaml"]) if front else {}
    if "title" not in facts and (heading := _first_heading(text, blocks)):
        facts["title"] = Fact(heading, "text")
    return Draft("text/markdown", text, blocks, markers, facts=facts)


def _lift_notes(text: str, usable: Sequence[int], lines: Sequence[Fragment]) -> tuple[list[_Piece], set[int]]:
    """Take the definitions of footnotes out of the lines, fenced code excepted.

    Returns:
        The notes, with their indented further paragraphs, and the indexes of the lines that are left.
    """
    notes: list[_Piece] = []
    free = set(usable)
    fence = ""
    current: list[int] = []
    label = ""
    blank = False

    def close() -> None:
        if current:
            free.difference_update(current)
            notes.append(_Piece("endnote", lines[current[0]][0], _content_end(text, lines[current[-1]]), label=label))
        current.clear()

    for i in usable:
        start, end = lines[i]
        line = text[start:end]
        if mark := _FENCE.match(line):
            if not fence:
                close()
                fence = mark[1][:3]
            elif mark[1].startswith(fence):
                fence = ""
        if fence:
            continue
        if definition := _DEFINITION.match(line):
            close()
            label, blank = definition["label"], False
            current.append(i)
        elif not line.strip():
            blank = True
        elif current and (not blank or _INDENTED.match(line)) and not _starts_other(line):
            current.append(i)
            blank = False
        else:
            close()
    close()
    return notes, free


def _starts_other(line: str) -> bool:
    """Whether a line ends a note that goes on without indentation: a heading, a rule, a table row."""
    return bool(re.match(r"#{1,6}[ \t]|[ \t]*\||(?:[-*_][ \t]*){3,}$", line))


def _content_end(text: str, line: Fragment) -> int:
    start, end = line
    return start + len(text[start:end].rstrip())


def _read_blocks(text: str, lines: Sequence[Fragment], free: set[int]) -> Iterator[_Piece]:
    """The blocks that markdown-it finds in the free lines; the others are blank to it: lines keep their numbers."""
    visible = "\n".join(text[a:b].rstrip("\r\n") if i in free else "" for i, (a, b) in enumerate(lines))
    path: list[Token] = []
    for token in _PARSER.parse(visible):
        if token.nesting > 0:
            path.append(token)
        elif token.nesting < 0:
            if token.type == "tr_close" and path[-1].map:
                yield from _row(text, lines[path[-1].map[0]])
            path.pop()
        elif token.type == "inline" and token.map and path[-1].type not in {"th_open", "td_open"}:
            yield from _of_inline(text, lines, token, path)


def _of_inline(text: str, lines: Sequence[Fragment], token: Token, path: Sequence[Token]) -> Iterator[_Piece]:
    assert token.map is not None
    parts = token.content.split("\n")
    # A list item may begin with a line that holds nothing but a form feed.
    first = next(i for i in range(*token.map) if parts[0].strip() in text[slice(*lines[i])])
    own = [lines[first + i] for i in range(len(parts))]
    if path[-1].type == "paragraph_open" and any(_opens_row(text, x) for x in own):
        yield from _rows_and_lines(text, own)
        return
    start = text.index(parts[0].strip(), own[0][0])
    last = parts[-1].strip()
    end = text.rindex(last, own[-1][0] if len(own) > 1 else start, own[-1][1]) + len(last)
    if path[-1].type == "heading_open":
        yield _Piece("heading", start, end, level=int(path[-1].tag[1]))
    elif any(t.type == "list_item_open" for t in path):
        yield _Piece("list", start, end)
    else:
        yield _Piece("paragraph", start, end)


def _rows_and_lines(text: str, lines: Sequence[Fragment]) -> Iterator[_Piece]:
    """A table without the rule under its head is a paragraph to CommonMark; its lines are rows all the same."""
    pending: list[Fragment] = []
    for line in [*lines, None]:
        is_row = line is not None and _opens_row(text, line)
        if pending and (line is None or is_row):
            start = pending[0][0] + len(text[slice(*pending[0])]) - len(text[slice(*pending[0])].lstrip())
            yield _Piece("paragraph", start, _content_end(text, pending[-1]))
            pending = []
        if is_row and line is not None:
            yield from _row(text, line)
        elif line is not None:
            pending.append(line)


def _opens_row(text: str, line: Fragment) -> bool:
    return text[slice(*line)].lstrip(" \t").startswith("|")


def _row(text: str, line: Fragment) -> Iterator[_Piece]:
    """A table row, from its first cell to its last; pipes at the ends are no part of it, those between cells are."""
    found = _ROW.fullmatch(text, line[0], _content_end(text, line))
    if found and found["cells"]:
        yield _Piece("table", *found.span("cells"))


def _leftovers(text: str, lines: Sequence[Fragment], pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Lines that no block took: front matter, code, rules, reference definitions. Labelled, not lost."""
    spans = sorted((p.start, p.end) for p in pieces)
    at = 0
    for start, end in lines:
        stop = _content_end(text, (start, end))
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if text[start:stop].strip("> \t") and (at == len(spans) or spans[at][0] >= stop):
            yield _Piece("furniture", start, stop)


def _finish(text: str, pieces: Sequence[_Piece]) -> tuple[tuple[Block, ...], tuple[Marker, ...]]:
    blocks: list[Block] = []
    markers: list[Marker] = []
    path: list[tuple[int, str]] = []
    defined: Counter[str] = Counter()
    for i, piece in enumerate(pieces, 1):
        block = Block(f"b{i}", piece.kind, ((piece.start, piece.end),), level=piece.level, label=piece.label)
        if piece.kind == "endnote":
            # A label that is defined again starts another numbering: the first one is what markers cite.
            block = replace(block, scope=defined[piece.label])
            defined[piece.label] += 1
        if piece.kind != "furniture":
            marks = _marks_of(text, piece)
            block = replace(block, edits=marks.edits)
            if not read_block(text, block).text.strip():
                block = replace(block, kind="furniture", edits=(), level=0)
            else:
                markers += [Marker(text[a:b], a, b, block.block_id) for a, b in marks.markers]
        if block.level:
            path = [p for p in path if p[0] < block.level]
        block = replace(block, section=tuple(t for _, t in path))
        if block.level:
            path.append((block.level, read_block(text, block, markers=False).text.strip()))
        blocks.append(block)
    return tuple(blocks), tuple(markers)


def _marks_of(text: str, piece: _Piece) -> Marks:
    """The edits of a piece: a note's number stays in its text, as in print, without `[^` and `]:`."""
    if piece.kind != "endnote":
        return read_marks(text, piece.start, piece.end)
    head = _DEFINITION.match(text, piece.start)
    assert head is not None
    body = read_marks(text, head.end(), piece.end)
    name = head.end("label")
    # "[^7]:body": the colon stands for the blank that is not there.
    parted = head.end() > name + 2
    behind = (Edit("drop", name, name + 1), Edit("drop" if parted else "space", name + 1, name + 2))
    return Marks((Edit("drop", piece.start, head.start("label")), *behind, *body.edits), body.markers)


def _first_heading(text: str, blocks: Sequence[Block]) -> str:
    return next((read_block(text, b, markers=False).text.strip() for b in blocks if b.level), "")
