"""The words that a decision is about, found again: in the same file, a renamed one, a new edition, after a rule change.

An anchor is held against the mentions of its kind, for a decision is about something that was found. What is the same,
words and place, is `exact`; the same words elsewhere, or other bounds around them, are `moved`; words much like them
are `fuzzy`, for a person to confirm; all else is `orphaned`, with the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.reconcile.decisions import CONTEXT, KIND_OF_TABLE, Anchor
from pipeline.records import Mention

State = Literal["exact", "moved", "fuzzy", "orphaned"]
STATES: tuple[State, ...] = ("exact", "moved", "fuzzy", "orphaned")
"""From the best to the worst."""
Text = Callable[[str], str]
"""The source text of a document by its id."""

ALIKE = 85.0
"""Of 100: words less like each other are not taken for one quote (as rapidfuzz reckons a ratio)."""
_SURE = 8.0
"""By so much the best place must be better than the next, or less than half as far from what it should be."""
_CONTEXT_WEIGHT = 4
"""Among quotes much alike, what stands around them counts by so much less than they do."""
_SAYING = 40
"""Characters: a quote as long as this is told by itself, a shorter one by what stands around it."""
_SAME_CONTEXT = 60.0
_OVERLAP = 0.3
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor's words are now.

    Attributes:
        state: How well they fit.
        mention_id: The mention; empty where there is none.
        sure: Whether a decision may be applied there without being asked again: not where figures differ, or where
            two places are as good.
        reason: Of a state other than `exact`.
    """

    state: State
    mention_id: str = ""
    sure: bool = False
    reason: str = ""


def folded(text: str) -> str:
    """White space folded: another edition breaks its lines elsewhere."""
    return " ".join(text.split())


def around(source: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a span, white space folded, at most `CONTEXT` characters each."""
    before, behind = source[max(0, start - 2 * CONTEXT) : start], source[end : end + 2 * CONTEXT]
    return folded(before)[-CONTEXT:], folded(behind)[:CONTEXT]


class Finder:
    """Finds anchors among the mentions of a run; made once, it is asked for each anchor."""

    def __init__(self, mentions: Iterable[Mention], paths: Mapping[str, str], text: Text) -> None:
        """Sort the mentions.

        Args:
            mentions: Of all documents.
            paths: Of the documents that there are, by id.
            text: Asked only for documents that may hold an anchor.
        """
        self._paths = paths
        self._text = text
        self._by_span: dict[tuple[str, str, int, int], list[Mention]] = defaultdict(list)
        self._by_words: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        self._by_document: dict[tuple[str, str], list[Mention]] = defaultdict(list)
        kinds = {*KIND_OF_TABLE.values()}
        for m in mentions:
            if m.kind not in kinds:
                continue
            self._by_span[m.kind, m.doc_id, m.start, m.end].append(m)
            self._by_words[m.kind, folded(m.text)].append(m)
            self._by_document[m.kind, m.doc_id].append(m)

    def find(self, anchor: Anchor) -> Place:
        """The best place for an anchor."""
        words = folded(anchor.exact)
        here = [
            m for m in self._by_span[anchor.kind, anchor.doc_id, anchor.start, anchor.end] if folded(m.text) == words
        ]
        if here:
            return Place("exact", self._said_alike(anchor, here).mention_id, sure=True)
        return (
            self._same_words(anchor, words)
            or self._other_bounds(anchor)
            or self._like(anchor, words)
            or self._none(anchor, words)
        )

    def _same_words(self, anchor: Anchor, words: str) -> Place | None:
        found = self._one_a_span(anchor, self._by_words[anchor.kind, words])
        home = [m for m in found if self._is_home(anchor, m)]
        ranked = self._ranked(anchor, home or found)
        if not ranked or not (home or len(words) >= _SAYING or ranked[0][0] >= _SAME_CONTEXT):
            return None
        where = self._paths[ranked[0][1].doc_id]
        if len(ranked) > 1 and not _clear(ranked[0][0], ranked[1][0]):
            return Place("fuzzy", ranked[0][1].mention_id, reason=f"the words stand in {len(ranked)} places of {where}")
        return Place("moved", ranked[0][1].mention_id, sure=True, reason=f"the words stand elsewhere in {where}")

    def _other_bounds(self, anchor: Anchor) -> Place | None:
        """A mention of the same file that overlaps the words: its rule draws it longer or shorter now."""
        near = [m for m in self._by_document[anchor.kind, anchor.doc_id] if _overlap(anchor, m) >= _OVERLAP]
        if not near:
            return None
        widest = max(_overlap(anchor, m) for m in near)
        best = self._said_alike(anchor, [m for m in near if _overlap(anchor, m) == widest])
        return Place("moved", best.mention_id, sure=True, reason="the mention has other bounds now")

    def _like(self, anchor: Anchor, words: str) -> Place | None:
        from rapidfuzz import fuzz, process

        for documents in self._homes_first(anchor):
            every = [m for d in documents for m in self._by_document[anchor.kind, d]]
            among = self._one_a_span(anchor, every)
            texts = [folded(m.text) for m in among]
            like = process.extract(words, texts, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=8)
            scored = [
                (ratio + self._context(anchor, among[i]) / _CONTEXT_WEIGHT, ratio, among[i]) for _, ratio, i in like
            ]
            if not scored:
                continue
            scored.sort(key=lambda s: (-s[0], _distance(anchor, s[2]), s[2].mention_id))
            best, ratio, mention = scored[0]
            clear = len(scored) == 1 or best - scored[1][0] >= _SURE / _CONTEXT_WEIGHT
            figures = sorted(_FIGURES.findall(words)) == sorted(_FIGURES.findall(mention.text))
            reason = f"the words are {ratio:.0f} % the same" + ("" if figures else ", and the figures in them changed")
            return Place("fuzzy", mention.mention_id, sure=clear and figures, reason=reason)
        return None

    def _none(self, anchor: Anchor, words: str) -> Place:
        for documents in self._homes_first(anchor):
            if any(words in folded(self._text(d)) for d in documents):
                return Place("orphaned", reason="the words are there, but nothing is read from them any more")
        return Place("orphaned", reason="the words are nowhere to be found")

    def _homes_first(self, anchor: Anchor) -> tuple[list[str], list[str]]:
        """The documents that the anchor was made in, by content or by name; then all the others."""
        home = [d for d, path in self._paths.items() if d == anchor.doc_id or path == anchor.path]
        return home, [d for d in self._paths if d not in home]

    def _is_home(self, anchor: Anchor, mention: Mention) -> bool:
        return mention.doc_id == anchor.doc_id or self._paths[mention.doc_id] == anchor.path

    def _one_a_span(self, anchor: Anchor, mentions: Iterable[Mention]) -> list[Mention]:
        """Of mentions on one span (one a date in the sentence) the one that says what the anchor says."""
        spans: dict[tuple[str, int, int], list[Mention]] = defaultdict(list)
        for m in mentions:
            spans[m.doc_id, m.start, m.end].append(m)
        return [self._said_alike(anchor, same) for same in spans.values()]

    def _said_alike(self, anchor: Anchor, mentions: Sequence[Mention]) -> Mention:
        said = set(anchor.says.values())
        return min(mentions, key=lambda m: (m.value not in said, m.mention_id))

    def _ranked(self, anchor: Anchor, mentions: Sequence[Mention]) -> list[tuple[float, Mention]]:
        """By how alike their surroundings are, of 100; the nearest first among those as good."""
        scored = [(self._context(anchor, m), m) for m in mentions]
        return sorted(scored, key=lambda s: (-s[0], _distance(anchor, s[1]), s[1].mention_id))

    def _context(self, anchor: Anchor, mention: Mention) -> float:
        from rapidfuzz import fuzz

        before, behind = around(self._text(mention.doc_id), mention.start, mention.end)
        return (fuzz.ratio(before, anchor.prefix) + fuzz.ratio(behind, anchor.suffix)) / 2


def _clear(best: float, next_best: float) -> bool:
    return best - next_best >= _SURE or (best > next_best and 2 * (100 - best) <= 100 - next_best)


def _distance(anchor: Anchor, mention: Mention) -> int:
    return abs(mention.start - anchor.start)


def _overlap(anchor: Anchor, mention: Mention) -> float:
    """Of the characters that either covers, the share that both do."""
    shared = min(anchor.end, mention.end) - max(anchor.start, mention.start)
    return max(0.0, shared / (max(anchor.end, mention.end) - min(anchor.start, mention.start)))
