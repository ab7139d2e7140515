"""Documents for tests of what comes behind ingest: one line of words each, markers as `{7}`, notes as `^7 Words.`"""

from __future__ import annotations

import re

from pipeline.records import Block, BlockKind, Document, Edit, Marker, Page

_MARKER = re.compile(r"\{(\d+)\}")
_ITEM = re.compile(r"(?:•|–|\d{1,2}\.) ")
_NOTE = re.compile(r"\^(\d+)(?P<cut>~?) ")


def document(*lines: str, doc_id: str = "d1", pages: tuple[Page, ...] = ()) -> Document:
    """Make a document.

    Args:
        lines: A block each: `# ` begins a heading, `^7 ` the note 7 (`^7~ ` a cut one), `• `, `– ` or `2. ` an item of
            a list; `---` ends a count of notes.
        doc_id: Of the document.
        pages: Of the source, in which blocks are parted by a line break.
    """
    source, blocks, markers = "", [], []
    section: tuple[str, ...] = ()
    scope = 0
    for line in lines:
        if line == "---":
            scope += 1
            continue
        kind: BlockKind = "paragraph"
        label, complete = "", True
        if line.startswith("# "):
            kind, line = "heading", line[2:]
        elif _ITEM.match(line):
            kind = "list"
        elif m := _NOTE.match(line):
            kind, label, complete = "footnote", m[1], not m["cut"]
            line = f"{label} {line[m.end() :]}"
        start, block_id, at = len(source), f"b{len(blocks) + 1}", 0
        inner = []
        for m in _MARKER.finditer(line):
            source += line[at : m.start()]
            inner.append(Marker(m[1], len(source), len(source) + len(m[1]), block_id, scope))
            source += m[1]
            at = m.end()
        source += line[at:]
        edits = tuple(Edit("marker", m.start, m.end) for m in inner)
        blocks.append(
            Block(
                block_id, kind, ((start, len(source)),), edits, section, int(kind == "heading"), label, scope, complete
            )
        )
        markers += inner
        section = (line,) if kind == "heading" else section
        source += "\n"
    return Document(doc_id, "a.txt", "", "text/plain", source, {}, pages, tuple(blocks), tuple(markers))
