"""HTML, as saved from a web site or exported by a word processor: blocks of content, notes by their links.

The source text is the text of the page's blocks in page order, white space folded as a browser does it, one block a
line (a forced line break keeps its place), blocks parted by a blank line. Cells of a table row are parted by ` | `.
Scripts, menus, hidden boxes, and the links that lead from a note back to the text are not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lxml import etree

from pipeline.errors import EmptyError
from pipeline.ingest.draft import Draft
from pipeline.ingest.facts import printed_facts
from pipeline.ingest.html.encoding import decode_html
from pipeline.ingest.html.notes import LABEL, Note, NoteLinks, find_notes, words_of
from pipeline.ingest.html.page import BLOCKS, HEADINGS, Page, is_layout, parse_page
from pipeline.ingest.html.plain_notes import find_plain_notes
from pipeline.ingest.metadata import html_facts, marked_facts
from pipeline.ingest.notes.blocks import with_plain_notes
from pipeline.ingest.vocabulary import Vocabulary
from pipeline.ingest.weave import Line, weave
from pipeline.reading import read_block
from pipeline.records import Block, BlockKind, Edit, Fragment, Marker

_FOLDED = re.compile(r"[ \t\n\r\f]+")
_BRACKETED = re.compile(r"\[\s*([^\]\s]{1,8})\s*\]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]+")
_HEAD, _LINE = 8, 120
"""How many lines a page's head has at most, and how many characters such a line."""
_KINDS: dict[str, BlockKind] = {"li": "list", "dd": "list", "dt": "list", "figcaption": "caption", "caption": "caption"}


def read_html(data: bytes) -> Draft:
    """Read an HTML page.

    Raises:
        EmptyError: The page holds no text.
        UnreadableError: The bytes are text in no known encoding.
    """
    try:
        tree = parse_page(decode_html(data))
    except etree.ParserError as error:
        raise EmptyError("the page holds no element") from error
    draft = read_tree(tree, "text/html")
    # What the head of the page states goes before what its markup says of a line, and that before the line alone.
    printed = {k: f for k, f in printed_facts(_head(draft)).items() if k != "title"}
    return replace(draft, facts=printed | marked_facts(tree) | html_facts(tree, first_heading(draft)))


def read_tree(tree: etree._Element, media_type: str, links: NoteLinks | None = None) -> Draft:
    """Read a page that is parsed already, or that another format was made into.

    Args:
        tree: The `html` element.
        media_type: Of the file.
        links: The notes, where the format itself says which they are; else they are looked for.

    Returns:
        A draft without facts.

    Raises:
        EmptyError: The page holds no text.
    """
    writer = _Writer(tree, links or find_notes(tree))
    writer.walk()
    if not writer.source.strip():
        raise EmptyError("the page holds no text outside menus and scripts")
    blocks, markers = with_plain_notes(writer.source, *writer.finish())
    return Draft(media_type, writer.source, blocks, markers)


def _head(draft: Draft) -> list[str]:
    """The lines around the first heading, up to the first paragraph that is one: where a page says who wrote it."""
    lines: list[str] = []
    for block in draft.blocks:
        text = read_block(draft.source, block, markers=False).text.strip()
        if block.kind not in {"heading", "paragraph"} or len(lines) == _HEAD:
            continue
        if block.kind == "paragraph" and len(text) > _LINE:
            break
        lines.append(text)
    return lines


def first_heading(draft: Draft) -> str:
    """The words of the first heading; empty if there is none."""
    found = (read_block(draft.source, b, markers=False).text for b in draft.blocks if b.kind == "heading")
    return next(found, "")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the page the walk is."""

    kind: BlockKind = "paragraph"
    level: int = 0
    furniture: bool = False
    inside: bool = False
    note: Note | None = None
    row: bool = False
    pre: bool = False


@dataclass(slots=True)
class _Pending:
    """The text of a block while it is gathered: folded, with its markers and line breaks."""

    text: str = ""
    markers: list[tuple[int, int, str, Note]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Append text of the page, white space folded over the seam."""
        folded = _FOLDED.sub(" ", text)
        if not self.text or self.text[-1] in " \n":
            folded = folded.lstrip(" ")
        self.text += folded

    def add_marker(self, text: str, note: Note) -> None:
        """Append a marker; only its label is noted as one, not its brackets."""
        start = len(self.text)
        self.add(text)
        if found := LABEL.fullmatch(self.text[start:]):
            self.markers.append((start + found.start("label"), start + found.end("label"), found["label"], note))

    def end_line(self) -> None:
        """A forced line break."""
        self.text = self.text.rstrip(" ")
        if self.text:
            self.text += "\n"


@dataclass(slots=True)
class _Written:
    """A block in the source text: its lines, before markers and edits are made of it."""

    kind: BlockKind
    level: int
    note: Note | None
    lines: list[Fragment]
    markers: list[tuple[int, int, str, Note]]


class _Writer:
    """Writes the source text while it walks the page."""

    def __init__(self, tree: etree._Element, linked: NoteLinks) -> None:
        self._links = linked if linked.notes else find_plain_notes(tree)
        self._page = Page(tree, self._links.notes)
        self._pending = _Pending()
        self._parts: list[str] = []
        self._length = 0
        self._written: list[_Written] = []
        self._of_note: dict[Note, _Written] = {}

    @property
    def source(self) -> str:
        """What is written so far."""
        return "".join(self._parts)

    def walk(self) -> None:
        """Visit every element once, in order; without recursion, for pages are nested as deep as they like."""
        body = self._page.body
        place = self._place(body, _Place())
        stack: list[tuple[etree._Element, _Place, Iterator[etree._Element]]] = [(body, place, iter(body))]
        self._add(body.text, place)
        while stack:
            element, place, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if element.tag in BLOCKS and not (stack and stack[-1][1].row):
                    self._flush(place)
                if stack:
                    self._add(element.tail, stack[-1][1])
            elif self._visit(child, place):
                inner = self._place(child, place)
                self._add(child.text, inner)
                stack.append((child, inner, iter(child)))
            else:
                self._add(child.tail, place)

    def _visit(self, element: etree._Element, place: _Place) -> bool:
        """Begin an element; `False` if there is nothing to see inside."""
        tag = element.tag
        if not isinstance(tag, str) or element in self._links.back:
            return False
        if tag in BLOCKS:
            self._part_blocks(element, place)
        if tag == "br":
            self._break_line(place)
        elif tag == "hr":
            self._flush(place)
        elif element in self._links.markers:
            self._pending.add_marker(words_of(element), self._links.markers[element])
            return False
        return not (element not in self._links.notes and self._page.is_unread(element, inside=place.inside))

    def _part_blocks(self, element: etree._Element, place: _Place) -> None:
        """What a block's begin does to the text before it."""
        if not place.row:
            self._flush(place)
        elif element.tag in {"td", "th"} and self._pending.text:
            self._pending.add(" | " if place.note is None else " ")
        else:
            self._pending.add(" ")

    def _break_line(self, place: _Place) -> None:
        if place.row:
            self._pending.add(" ")
        elif self._pending.text.endswith("\n"):
            self._flush(place)
        else:
            self._pending.end_line()

    def _place(self, element: etree._Element, outer: _Place) -> _Place:
        """The place inside an element."""
        tag = element.tag
        place = outer
        if element is self._page.content:
            place = replace(place, inside=True, furniture=False)
        elif element is self._page.body:
            place = replace(place, furniture=True)
        if element in self._links.notes:
            note = self._links.notes[element]
            place = replace(place, kind=note.kind, level=0, furniture=False, note=note)
        elif place.note is None and self._page.is_furniture(element):
            place = replace(place, furniture=True)
        if tag in HEADINGS and not place.row:
            place = replace(place, kind="heading", level=HEADINGS[tag])
        elif tag in _KINDS and not place.row:
            place = replace(place, kind=_KINDS[tag], level=0)
        elif tag == "tr" and not is_layout(next(element.iterancestors("table"), element)):
            place = replace(place, kind="table", row=True)
        elif tag == "pre":
            place = replace(place, pre=True)
        return place

    def _add(self, text: str | None, place: _Place) -> None:
        if not text:
            return
        if not place.pre or place.row:
            self._pending.add(text)
            return
        for i, line in enumerate(re.split(r"\r\n|\r|\n", text)):
            if i:
                self._break_line(place)
            self._pending.add(line)

    def _flush(self, place: _Place) -> None:
        """Write the gathered text as a block, or as a further part of the note that it belongs to."""
        pending, self._pending = self._pending, _Pending()
        text = pending.text.rstrip(" \n")
        if not text.strip():
            return
        if self._parts:
            self._parts.append("\n\n")
            self._length += 2
        at = self._length
        self._parts.append(text)
        self._length += len(text)
        lines = [(at + m.start(), at + m.end()) for m in re.finditer(r"[^\n]+", text)]
        markers = [(at + a, at + b, label, note) for a, b, label, note in pending.markers]
        if place.note is not None and place.note in self._of_note:
            written = self._of_note[place.note]
            written.lines += lines
            written.markers += markers
            return
        kind: BlockKind = place.note.kind if place.note else "furniture" if place.furniture else place.kind
        written = _Written(kind, place.level if kind == "heading" else 0, place.note, lines, markers)
        self._written.append(written)
        if place.note is not None:
            self._of_note[place.note] = written

    def finish(self) -> tuple[tuple[Block, ...], tuple[Marker, ...]]:
        """Make blocks and markers of what is written."""
        source = self.source
        vocabulary = Vocabulary(source)
        blocks: list[Block] = []
        markers: list[Marker] = []
        path: list[tuple[int, str]] = []
        for i, written in enumerate(self._written, 1):
            own = [Marker(label, a, b, f"b{i}", note.scope) for a, b, label, note in written.markers]
            fragments, woven = weave(source, [Line(*span) for span in written.lines], vocabulary, own)
            edits = _with_drops(source, woven, own, written)
            block = Block(f"b{i}", written.kind, fragments, edits, level=written.level)
            if written.level:
                path = [p for p in path if p[0] < written.level]
            block = replace(block, section=tuple(text for _, text in path))
            if written.note is not None:
                block = replace(block, label=written.note.label, scope=written.note.scope)
            if written.level:
                path.append((written.level, read_block(source, block, markers=False).text.strip()))
            blocks.append(block)
            markers += own
        return tuple(blocks), tuple(markers)


def _with_drops(source: str, woven: tuple[Edit, ...], markers: list[Marker], written: _Written) -> tuple[Edit, ...]:
    """Add what vanishes: invisible characters, the brackets around markers, around a note's number, commas between."""
    spans = [m.span() for start, end in written.lines for m in _INVISIBLE.finditer(source, start, end)]
    for m in markers:
        a, b = _inside_brackets(source, m.start, m.end)
        if (a, b) != (m.start, m.end):
            spans += [(a, m.start), (m.end, b)]
    for left, right in pairwise(markers):
        end = _inside_brackets(source, left.start, left.end)[1]
        start = _inside_brackets(source, right.start, right.end)[0]
        if re.fullmatch(r"[\s,;]+", source[end:start]):
            spans.append((end, start))
    if written.note is not None and (number := _BRACKETED.match(source, written.lines[0][0])):
        spans += [(number.start(), number.start(1)), (number.end(1), number.end())]
    taken = [(e.start, e.end) for e in woven]
    free = [s for s in dict.fromkeys(spans) if s[0] < s[1] and not any(a < s[1] and s[0] < b for a, b in taken)]
    return tuple(sorted([*woven, *(Edit("drop", *s) for s in free)], key=lambda e: (e.start, e.end)))


def _inside_brackets(source: str, start: int, end: int) -> Fragment:
    """The span with the pair of brackets that stands directly around it, if one does."""
    a, b = start, end
    while a > 0 and source[a - 1] == " ":
        a -= 1
    while b < len(source) and source[b] == " ":
        b += 1
    pair = source[a - 1 : a] + source[b : b + 1]
    return (a - 1, b + 1) if pair in {"[]", "()"} else (start, end)
