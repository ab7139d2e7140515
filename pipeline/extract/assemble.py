"""From what the components found to records: spans mapped to the source, pages and boxes looked up, ids given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.nlp import TextBlock
from pipeline.reading import reading_text
from pipeline.records import Block, Document, Fragments, Mention, MentionKind, content_id


class Assembler:
    """Makes the mentions of one document; the same span, kind, rule and value is one mention."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._page_starts = [p.start for p in document.pages]
        self._word_ends = [w.end for w in document.words]
        self._made: dict[str, Mention] = {}

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """All that were made, by place and then by kind."""
        return tuple(sorted(self._made.values(), key=lambda m: (m.start, m.end, m.kind, m.mention_id)))

    def mention(
        self,
        kind: MentionKind,
        block: Block,
        fragments: Fragments,
        *,
        rule: str,
        label: str = "",
        value: str = "",
        timex3: str = "",
        mod: str = "",
        type: str = "",
        complete: str = "",
    ) -> Mention:
        """Make a mention of fragments of the source."""
        doc_id = self._document.doc_id
        mention_id = content_id("m", doc_id, kind, fragments, rule, label, value)
        if mention_id not in self._made:
            self._made[mention_id] = Mention(
                mention_id=mention_id,
                doc_id=doc_id,
                kind=kind,
                text=reading_text(self._document.source, block, fragments),
                fragments=fragments,
                rule=rule,
                block=block.kind,
                block_id=block.block_id,
                section=block.section,
                page=self.page_of(fragments[0][0]),
                boxes=self._boxes(fragments),
                label=label,
                value=value,
                timex3=timex3,
                mod=mod,
                type=type,
                complete=complete,
            )
        return self._made[mention_id]

    def of_span(
        self,
        kind: MentionKind,
        text: TextBlock,
        spans: Sequence[tuple[int, int]],
        *,
        rule: str,
        value: str = "",
        timex3: str = "",
        mod: str = "",
        type: str = "",
        with_marker: bool = False,
    ) -> Mention:
        """Make a mention of character spans of a block's doc.

        Args:
            kind: Of the mention.
            text: The block.
            spans: In the doc's text; more than one for the ends of a range, the members of a list.
            rule: The id of the rule.
            value: Normalised.
            timex3: For dates.
            mod: For dates, see `records.Mention`.
            type: For dates.
            with_marker: Take in the note markers that stand directly behind, as a sentence does.
        """
        fragments = self.fragments(text, spans, with_marker=with_marker)
        return self.mention(kind, text.block, fragments, rule=rule, value=value, timex3=timex3, mod=mod, type=type)

    def tell_anchor(self, mention_id: str, anchor: str) -> None:
        """Note where a date has its value from; it is no part of what the mention's id is made of."""
        self._made[mention_id] = replace(self._made[mention_id], anchor=anchor)

    def fragments(self, text: TextBlock, spans: Sequence[tuple[int, int]], *, with_marker: bool = False) -> Fragments:
        """Where character spans of a block's doc stand in the source; the arguments are those of `of_span`."""
        fragments = tuple(f for a, b in spans for f in text.reading.to_source(a, b))
        if with_marker:
            fragments = (*fragments[:-1], (fragments[-1][0], self._behind_markers(text.block, fragments[-1][1])))
        return fragments

    def page_of(self, offset: int) -> int | None:
        """The number of the page that a source offset stands on; `None` where there are no pages."""
        i = bisect_right(self._page_starts, offset) - 1
        return self._document.pages[i].number if i >= 0 else None

    def _behind_markers(self, block: Block, end: int) -> int:
        for edit in block.edits:
            if (
                edit.op == "marker"
                and 0 <= edit.start - end <= 2
                and not self._document.source[end : edit.start].strip(" \u00a0[(,")
            ):
                end = edit.end
        return end

    def _boxes(self, fragments: Fragments) -> tuple[tuple[float, ...], ...]:
        """One box a printed line: the words that the fragments touch, put together while they share a line."""
        out: list[list[float]] = []
        words = self._document.words
        for start, end in fragments:
            for i in range(bisect_right(self._word_ends, start), len(words)):
                w = words[i]
                if w.start >= end:
                    break
                last = out[-1] if out else None
                if last and last[0] == w.page and w.x0 >= last[1] and w.top < last[4] and w.bottom > last[2]:
                    last[2:] = [min(last[2], w.top), max(last[3], w.x1), max(last[4], w.bottom)]
                else:
                    out.append([w.page, w.x0, w.top, w.x1, w.bottom])
        return tuple(tuple(round(x, 2) if i else int(x) for i, x in enumerate(box)) for box in out)
