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
from pipeline.audit.links import Links, Target
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


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be quoted: mentions of one document, and how much around them.

    Attributes:
        key: Of the record that asks, and what for.
        mentions: In the order in which they are to be quoted.
        around: Characters in front of each and behind it that are quoted at most.
        within: Sentences of the source text; where one stands in the block, it is quoted instead.
    """

    key: tuple[str, str]
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
    """Quotes mentions from their documents; these are open one at a time, so what is wanted is said before.

    Args:
        mentions: Rows by mention id.
        links: Of the run.
    """

    def __init__(self, mentions: Mapping[str, Row], links: Links) -> None:
        self._mentions = mentions
        self._links = links
        self._wishes: defaultdict[str, list[Wish]] = defaultdict(list)
        self._order: dict[tuple[str, str], list[str]] = {}
        self._quoted: dict[tuple[tuple[str, str], str], list[Passage]] = {}

    def ask(
        self,
        key: tuple[str, str],
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

    def quote(self, layout: Layout, mentions: Sequence[Row]) -> None:
        """Quote all that is wanted of a document; `mentions` are its rows."""
        doc_id = layout.document.doc_id
        values = _Values(mentions)
        for wish in self._wishes.pop(doc_id, ()):
            self._quoted[wish.key, doc_id] = self._passages(layout, wish, values)

    def quoted(self, key: tuple[str, str]) -> list[Passage]:
        """What was asked for under a key: by document in the order asked, in each a passage a block."""
        return [p for doc_id in self._order.get(key, ()) for p in self._quoted.get((key, doc_id), ())]

    def _passages(self, layout: Layout, wish: Wish, values: _Values) -> list[Passage]:
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
            out.append(Passage(html, self._place(first), self._target(first), tuple(said), unsure))
        return out

    def _target(self, row: Row) -> Target:
        target = self._links.get(row["mention_id"])
        if target is None:
            raise KeyError(f"the mention {row['mention_id']} is in no table of this run")
        return target

    def _place(self, row: Row) -> str:
        document = self._links.get(row["doc_id"])
        note = f"note {row['label']}" if row.get("label") else row.get("block", "")
        page = f"page {row['page']}" if row.get("page") else ""
        return " · ".join(filter(None, (document.label if document else row["doc_id"], row.get("section"), note, page)))


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
