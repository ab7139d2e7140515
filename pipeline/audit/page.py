"""The page of a document: its blocks as a reader meets them, every mention marked in its place."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter

from markupsafe import Markup

from pipeline.audit.layout import NOTES, Layout, Place
from pipeline.audit.links import Target
from pipeline.audit.marking import Mark, Point, lay
from pipeline.audit.passages import fragments_of, kind_class
from pipeline.records import Block, Marker, Page, Row

_TOLD = ("value", "timex3", "label", "page", "rule", "anchor")
_OUTER_FIRST = ("footnote", "event", "citation", "claim", "quote", "agreement", "actor", "date", "marker")
_LONG = 200_000
"""Characters of a document from which on its page is set in stretches."""
_STRETCH = 20_000
"""Characters of a stretch: some five windows full."""
_NUMBERED = re.compile(r"\(?\w{1,4}[.)]\s")


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block as the template sets it: `text` is bare, `html` has the marks, `backs` are anchors of its markers."""

    block: Block
    text: str
    html: Markup
    backs: Sequence[str] = ()

    @property
    def level(self) -> int:
        """Of a heading: `h2` to `h6`, as `h1` is the title of the page."""
        return min(max(self.block.level, 1) + 1, 6)

    @property
    def label(self) -> str:
        """The number of a note, where its text doesn't begin with it."""
        return "" if self.text.startswith(self.block.label) else self.block.label

    @property
    def numbered(self) -> bool:
        """Whether the item of a list brings its own number."""
        return bool(_NUMBERED.match(self.text))


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that stand together: the notes of a page, the items of a list, furniture; others stand alone."""

    kind: str
    views: Sequence[BlockView]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """What the template of a document sets.

    Attributes:
        stretches: All blocks in reading order. A long document is divided, so that a browser lays out what is in view
            and leaves the rest for later; another one is one stretch.
        headings: The table of contents.
        homeless: Mentions whose span is in no block; they are listed, so that no link leads nowhere.
        records: The rows that rest on the document's words, by table.
    """

    stretches: Sequence[Sequence[Group]]
    headings: Sequence[BlockView]
    homeless: Sequence[Row]
    records: Mapping[str, Sequence[Target]]


def document_page(layout: Layout, mentions: Sequence[Row], uses: Mapping[str, Sequence[Target]]) -> DocumentPage:
    """Lay out a document.

    Args:
        layout: Of the document.
        mentions: The rows of the document's mentions.
        uses: By mention, the rows that rest on it.
    """
    marks: defaultdict[int, list[Mark]] = defaultdict(list)
    homeless = []
    # Of two that cover the same words the outer one is the kind that comes first: a note, in it its citation.
    for row in sorted(mentions, key=lambda r: _OUTER_FIRST.index(r["kind"]) if r["kind"] in _OUTER_FIRST else 0):
        places = layout.places(fragments_of(row))
        if not places:
            homeless.append(row)
        for i, place in enumerate(places):
            marks[place.block].append(_mention_mark(row, place, uses, first=i == 0))
    backs = _marker_marks(layout, marks)
    views = [_view(layout, i, marks[i], backs) for i in range(len(layout.document.blocks))]
    headings = [view for view in views if view.block.kind == "heading"]
    return DocumentPage(_stretches(views), headings, homeless, _records(mentions, uses))


def _records(mentions: Sequence[Row], uses: Mapping[str, Sequence[Target]]) -> Mapping[str, Sequence[Target]]:
    by_table: defaultdict[str, dict[str, Target]] = defaultdict(dict)
    for row in mentions:
        for target in uses.get(row["mention_id"], ()):
            by_table[target.hint].setdefault(target.anchor, target)
    return {table: tuple(by_table[table].values()) for table in sorted(by_table)}


def _mention_mark(row: Row, place: Place, uses: Mapping[str, Sequence[Target]], *, first: bool) -> Mark:
    key = row["mention_id"]
    attributes = {"class": kind_class(row), "data-id": key, "data-kind": row["kind"]}
    if row.get("verified") == "no":
        attributes["class"] += " unsure"
    if not first:
        return Mark(place.start, place.end, "mark", attributes)
    once = {"id": f"m={key}"} | {f"data-{name}": row[name] for name in _TOLD if row.get(name)}
    if once.get("data-timex3") == once.get("data-value"):
        once.pop("data-timex3", None)
    if row.get("boxes"):
        once["data-boxes"] = boxes_of(row["boxes"])
    if resting := uses.get(key):
        once["data-uses"] = " ".join(target.key for target in resting)
    return Mark(place.start, place.end, "mark", attributes, once)


def boxes_of(cell: str) -> str:
    """The boxes of a cell as `page x0 top x1 bottom`, in points, `;` between them."""
    return ";".join(" ".join(f"{number:g}" for number in (round(n, 1) for n in box)) for box in json.loads(cell))


def _marker_marks(layout: Layout, marks: Mapping[int, list[Mark]]) -> Mapping[str, Sequence[str]]:
    """Lay the links from markers to notes over the blocks; returns the anchors of the markers by the note's block."""
    backs: defaultdict[str, list[str]] = defaultdict(list)
    for block, markers in layout.markers.items():
        for place, marker in markers:
            note = layout.note_of(marker.scope, marker.label)
            marks[block].append(_marker_mark(marker, place, note))
            if note:
                backs[note.block_id].append(_anchor(marker))
    return backs


def _anchor(marker: Marker) -> str:
    return f"k={marker.start}"


def _marker_mark(marker: Marker, place: Place, note: Block | None) -> Mark:
    if note is None:
        attributes = {"class": "note-link lost", "title": f"the document holds no note {marker.label}"}
        return Mark(place.start, place.end, "a", attributes, {"id": _anchor(marker)})
    attributes = {"class": "note-link", "href": f"#b={note.block_id}"}
    return Mark(place.start, place.end, "a", attributes, {"id": _anchor(marker)})


def _view(layout: Layout, index: int, marks: Sequence[Mark], backs: Mapping[str, Sequence[str]]) -> BlockView:
    block, text = layout.document.blocks[index], layout.readings[index].text
    points = [_page_break(at, page) for at, page in layout.page_breaks.get(index, ())]
    return BlockView(block, text, lay(text, marks, points), backs.get(block.block_id, ()))


def _page_break(at: int, page: Page) -> Point:
    printed = f" (printed {page.label})" if page.label not in ("", str(page.number)) else ""
    return Point(
        at,
        {
            "class": "page-break",
            "id": f"p={page.number}",
            "data-page": str(page.number),
            "data-says": f"page {page.number}{printed}",
        },
    )


def _stretches(views: Sequence[BlockView]) -> list[list[Group]]:
    """The groups of a document, some 20,000 characters of a long one together; notes and lists may be cut there."""
    length = sum(len(view.text) for view in views)
    if length < _LONG:
        return [_groups(views)]
    before = accumulate((len(view.text) for view in views), initial=0)
    stretch_of = [at // _STRETCH for at in before]
    return [
        _groups([view for _, view in members])
        for _, members in groupby(zip(stretch_of, views, strict=False), key=itemgetter(0))
    ]


def _groups(views: Sequence[BlockView]) -> list[Group]:
    def gathered(numbered: tuple[int, BlockView]) -> tuple[str, int]:
        index, view = numbered
        kind = "note" if view.block.kind in NOTES else view.block.kind
        return (kind, -1) if kind in ("note", "list", "furniture") else (kind, index)

    return [
        Group(kind, [view for _, view in members]) for (kind, _), members in groupby(enumerate(views), key=gathered)
    ]
