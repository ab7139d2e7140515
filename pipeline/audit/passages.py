"""Words quoted with their surroundings: what a finding or an interview rests on, one passage for each block."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from markupsafe import Markup

from pipeline.audit.layout import Layout, Place, Window, windows
from pipeline.audit.links import Links, Target, document_file, shortened
from pipeline.audit.marking import Mark, lay
from pipeline.records import Fragments, MentionKind, Row

KINDS: tuple[str, ...] = get_args(MentionKind)


@dataclass(frozen=True, slots=True)
class Passage:
    """A quotation.

    Attributes:
        html: Its words with the mentions marked.
        place: Where they stand.
        target: The way there.
        said: What was read from these words, `2011-05`, `JPN`, in the order in which it is said.
        unsure: Whether a second reading of the file does not hold the same words.
    """

    html: Markup
    place: str
    target: Target
    said: Sequence[str] = ()
    unsure: bool = False


Key = tuple[str, str]
"""Of what is quoted: the table of the record that asks (or what it asks for), and its id."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be quoted: mentions of one document, and how much around them.

    Attributes:
        key: Of the record that asks, and what for.
        mentions: In the order in which they are to be quoted.
        around: Characters in front of each and behind it that are quoted at most.
        within: Sentences of the source text; where one stands in the block, it is quoted instead.
    """

    key: Key
    mentions: Sequence[Row]
    around: int
    within: Sequence[tuple[int, int]]


def fragments_of(row: Row) -> Fragments:
    """The fragments of a row of mentions or citations; its hull where it names none."""
    if cell := row.get("fragments"):
        return tuple((int(start), int(end)) for start, end in json.loads(cell))
    return ((int(row["start"]), int(row["end"])),)


def kind_class(row: Row) -> str:
    """The style of a mention's kind."""
    return f"k-{row['kind']}" if row["kind"] in KINDS else "k-other"


class Quoter:
    """Gathers what is to be quoted by document, as these are open one at a time; and what was quoted, by record.

    Args:
        mentions: Rows by mention id.
        links: Of the run.
    """

    def __init__(self, mentions: Mapping[str, Row], links: Links) -> None:
        self._mentions = mentions
        self._links = links
        self._wishes: defaultdict[str, list[Wish]] = defaultdict(list)
        self._order: dict[Key, list[str]] = {}
        self._quoted: dict[tuple[Key, str], Sequence[Passage]] = {}

    def ask(
        self,
        key: Key,
        mention_ids: Iterable[str],
        *,
        around: int = 160,
        within: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Want mentions quoted; ids that name no mention are passed over. See `Wish`."""
        by_document: defaultdict[str, list[Row]] = defaultdict(list)
        for row in (self._mentions[i] for i in mention_ids if i in self._mentions):
            by_document[row["doc_id"]].append(row)
        self._order[key] = list(by_document)
        for doc_id, rows in by_document.items():
            self._wishes[doc_id].append(Wish(key, rows, around, within))

    def wishes(self, doc_id: str) -> Sequence[Wish]:
        """All that is wanted of a document."""
        return self._wishes[doc_id]

    def quote(self, layout: Layout, mentions: Sequence[Row]) -> None:
        """Quote all that is wanted of a document; `mentions` are its rows."""
        doc_id = layout.document.doc_id
        self.keep(doc_id, quotations(layout, self._wishes[doc_id], mentions, self.title(doc_id)))

    def keep(self, doc_id: str, quoted: Iterable[tuple[Key, Sequence[Passage]]]) -> None:
        """Take what was quoted of a document."""
        for key, passages in quoted:
            self._quoted[key, doc_id] = passages

    def quoted(self, key: Key) -> list[Passage]:
        """What was asked for under a key: by document in the order asked, in each a passage a block."""
        return [p for doc_id in self._order.get(key, ()) for p in self._quoted.get((key, doc_id), ())]

    def title(self, doc_id: str) -> str:
        """What a document is called."""
        target = self._links.get(doc_id)
        return target.label if target else doc_id


def quotations(
    layout: Layout, wishes: Iterable[Wish], mentions: Sequence[Row], title: str
) -> Iterator[tuple[Key, list[Passage]]]:
    """Quote what is wanted of one document.

    Args:
        layout: Of the document.
        wishes: Of its words.
        mentions: All rows of its mentions.
        title: What it is called.
    """
    values = _Values(mentions)
    for wish in wishes:
        yield wish.key, _passages(layout, wish, values, title)


def _passages(layout: Layout, wish: Wish, values: _Values, title: str) -> list[Passage]:
    found: defaultdict[int, list[tuple[Row, Place]]] = defaultdict(list)
    for row in wish.mentions:
        for place in layout.places(fragments_of(row)):
            found[place.block].append((row, place))
    out = []
    for block, marked in found.items():
        first = marked[0][0]
        marks = [Mark(place.start, place.end, "mark", {"class": kind_class(row)}) for row, place in marked]
        signs = [place for place, _ in layout.markers.get(block, ())]
        sentences = [p for p in layout.places(tuple(sorted(wish.within))) if p.block == block]
        spans = [(mark.start, mark.end) for mark in marks]
        text = layout.readings[block].text
        quoted = _whole(text, sentences) or windows(text, spans, before=wish.around, behind=wish.around)
        html = _quoted(text, quoted, marks, signs)
        said = dict.fromkeys(value for row, _ in marked for value in values.inside(row))
        unsure = any(row.get("verified") == "no" for row, _ in marked)
        out.append(Passage(html, _place(first, title), words_target(first), tuple(said), unsure))
    return out


def words_target(row: Row) -> Target:
    """Where the words of a mention stand in the page of their document."""
    return Target(document_file(row["doc_id"]), f"m={row['mention_id']}", "", row["kind"], row["mention_id"])


def _place(row: Row, title: str) -> str:
    """Where the words of a mention stand; a title that is the outermost heading, too, is said once."""
    outermost, *inner = row.get("section", "").split(" > ")
    section = " > ".join(inner if outermost and shortened(outermost) == title else [outermost, *inner])
    note = f"note {row['label']}" if row.get("label") else row.get("block", "")
    note = "" if note == "paragraph" else note
    page = f"page {row['page']}" if row.get("page") else ""
    return " · ".join(filter(None, (title, section, note, page)))


def _whole(text: str, places: Sequence[Place]) -> list[Window]:
    return [Window(p.start, p.end, p.start > 0, p.end < len(text)) for p in places]


def _quoted(text: str, quoted: Sequence[Window], marks: Sequence[Mark], signs: Sequence[Place]) -> Markup:
    """The windows with the marks in them; `signs` are the note markers of the text, which are set raised."""
    raised = [Mark(sign.start, sign.end, "sup", {}) for sign in signs]
    pieces = [
        lay(text[window.start : window.end], [*_within(window, marks), *_within(window, raised)])
        + Markup(" …" if window.behind else "")
        for window in quoted
    ]
    return Markup("… " if quoted[0].before else "") + Markup(" ").join(pieces)


def _within(window: Window, marks: Sequence[Mark]) -> list[Mark]:
    return [
        replace(mark, start=mark.start - window.start, end=mark.end - window.start)
        for mark in marks
        if window.start <= mark.start and mark.end <= window.end
    ]


class _Values:
    """What the mentions of one document say, by place."""

    def __init__(self, mentions: Sequence[Row]) -> None:
        self._spans = sorted(
            (int(row["start"]), int(row["end"]), row["value"])
            for row in mentions
            if row["kind"] in ("date", "actor") and row["value"] and row["start"]
        )

    def inside(self, row: Row) -> Iterator[str]:
        """The values of dates and actors whose words stand in those of a mention."""
        for low, high in fragments_of(row):
            for start, end, value in self._spans[bisect_left(self._spans, (low,)) :]:
                if start >= high:
                    break
                if end <= high:
                    yield value
