"""Words quoted with their surroundings: what a finding or an interview rests on, one passage for each block."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    """A quotation: `html` is its words with the mentions marked, `place` where they stand, `target` the way there."""

    html: Markup
    place: str
    target: Target


def fragments_of(row: Row) -> Fragments:
    """The fragments of a row of mentions or citations; its hull where it names none."""
    if cell := row.get("fragments"):
        return tuple((int(start), int(end)) for start, end in json.loads(cell))
    return ((int(row["start"]), int(row["end"])),)


def kind_class(row: Row) -> str:
    """The style of a mention's kind."""
    return f"k-{row['kind']}" if row["kind"] in KINDS else "k-other"


class Quoter:
    """Quotes mentions from their documents.

    Args:
        layouts: By the document's id.
        mentions: Rows by mention id.
        links: Of the run.
    """

    def __init__(self, layouts: Mapping[str, Layout], mentions: Mapping[str, Row], links: Links) -> None:
        self._layouts = layouts
        self._mentions = mentions
        self._links = links

    def passages(
        self,
        mention_ids: Iterable[str],
        *,
        before: int = 160,
        behind: int = 160,
        within: Sequence[tuple[int, int]] = (),
    ) -> list[Passage]:
        """Quote mentions, in the order of their first one in each block; ids that name no mention are passed over.

        Args:
            mention_ids: In the order in which they are to be quoted.
            before: Characters in front of each that are quoted at most.
            behind: Characters behind each that are quoted at most.
            within: Sentences of the source text; where one stands in the block, it is quoted instead of a count of
                characters.
        """
        found: defaultdict[tuple[str, int], list[tuple[Row, Place]]] = defaultdict(list)
        for row in (self._mentions[i] for i in mention_ids if i in self._mentions):
            if layout := self._layouts.get(row["doc_id"]):
                for place in layout.places(fragments_of(row)):
                    found[row["doc_id"], place.block].append((row, place))
        out = []
        for (doc_id, block), marked in found.items():
            layout, first = self._layouts[doc_id], marked[0][0]
            marks = [Mark(place.start, place.end, "mark", {"class": kind_class(row)}) for row, place in marked]
            signs = [place for place, _ in layout.markers.get(block, ())]
            sentences = [p for p in layout.places(tuple(sorted(within))) if p.block == block]
            spans = [(mark.start, mark.end) for mark in marks]
            text = layout.readings[block].text
            quoted = _whole(text, sentences) or windows(text, spans, before=before, behind=behind)
            html = _quoted(text, quoted, marks, signs)
            out.append(Passage(html, self._place(first), self._target(first)))
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
