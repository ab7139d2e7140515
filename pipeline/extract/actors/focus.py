"""Who "the two countries" are: the actors in focus, by the headings, by the last named pair, by the paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from spacy.tokens import Doc

from pipeline.extract.actors import ActorFound, actors_in, states
from pipeline.extract.nlp import TextBlock, found, text_of
from pipeline.extract.sentences import SentenceFound

_BETWEEN = frozenset({"-", "–", "—", "and", "with", "&", "and the", "with the", "/"})
OPENING = 60
"""Characters at a paragraph's start: an actor named there is what the paragraph is about."""
NEAR = 4
"""Blocks that a pair stays in focus without being named again."""
LOOKS_BACK = 3
"""Sentences of a paragraph, back from the one that is read, whose two actors are still spoken of."""
CENTRAL = 0.25
"""Share of all that is said of actors, of the one that a document is about; a survey of the world has none."""
_AND = frozenset({"and", "&", "and the"})
_LISTED = frozenset({",", ", the", ", and", ", and the", "and", "and the"})
"""Between two of a list of three."""
_COMMAS = frozenset({",", ", the"})
"""Of these, what may as well end a clause."""
_heading_actors = lru_cache(maxsize=4096)(actors_in)


@dataclass(frozen=True, slots=True)
class Focus:
    """The actors that a passage speaks of.

    `source` is `heading`, `pair` or `paragraph`, empty where nobody is known; `block` is the index of the block that
    names the pair, -1 for other sources.
    """

    actors: tuple[str, ...] = ()
    source: str = ""
    block: int = -1


class FocusTracker:
    """Knows for each place of a document who is in focus there."""

    def __init__(self, blocks: Sequence[TextBlock]) -> None:
        self._blocks = blocks
        counts: Counter[str] = Counter()
        self._alone: dict[int, str] = {}
        self._first: dict[str, tuple[int, int]] = {}
        self._pairs: list[tuple[int, int, tuple[str, str]]] = []
        self._named: list[list[tuple[str, int]]] = []
        for index, block in enumerate(blocks):
            acting = [(d.code, s.start_char) for s, d in found(block.doc, "actors", ActorFound) if not d.place]
            self._named.append(acting)
            if block.block.kind in {"footnote", "endnote"}:
                continue
            counts.update(code for code, _ in acting)
            for code, char in acting:
                self._first.setdefault(code, (index, char))
            self._pairs += [(index, at, pair) for at, pair in _pairs(block.doc)]
        leading = counts.most_common(1)
        self._central = leading[0][0] if leading and leading[0][1] > max(1, counts.total() * CENTRAL) else ""

    def at(self, block: int, char: int, *, referring: bool = False) -> Focus:
        """Who is in focus at a place.

        The innermost heading that names two actors, or one beside the document's main one; else the last pair named
        before in the paragraph; else the actor that the paragraph opens with, or the only one that it names before,
        beside the main one; else, if the words there refer to two (`referring`: "the two leaders"), those of whom a
        sentence before tells; else the last pair named before in this section or one around it.
        """
        for heading in reversed(self._blocks[block].block.section):
            codes = _heading_actors(heading)
            if len(codes) == 2:
                return Focus(tuple(sorted(codes)), "heading")
            if len(codes) == 1 and self._central and codes[0] != self._central:
                return Focus(tuple(sorted((self._central, codes[0]))), "heading")
        inside = [p for p in self._pairs if p[0] == block and p[1] < char]
        if inside:
            return Focus(inside[-1][2], "pair", block)
        others = [(code, at) for code, at in self._named[block] if at < char and code != self._central]
        if others and self._central and (others[0][1] < OPENING or len({code for code, _ in others}) == 1):
            return Focus(tuple(sorted((self._central, others[0][0]))), "paragraph")
        if referring and (both := self._told_of(block, char)):
            return Focus(both, "paragraph")
        before = [p for p in self._pairs if (p[0], p[1]) < (block, char) and block - p[0] <= NEAR]
        if before and self._above(before[-1][0], block):
            return Focus(before[-1][2], "pair", before[-1][0])
        return Focus()

    def about(self, block: int) -> str:
        """The one state that a block's headings name, the innermost first, if the document has no other main one."""
        for heading in reversed(self._blocks[block].block.section):
            codes = {code for code in _heading_actors(heading) if code in states()}
            if codes:
                code = codes.pop() if len(codes) == 1 else ""
                return code if self._central in {"", code} else ""
        return ""

    def alone_in(self, block: int) -> str:
        """The one state that a block names, as who acts or as where; nothing where it names none, or several."""
        if block not in self._alone:
            named = {d.code for _, d in found(self._blocks[block].doc, "actors", ActorFound) if d.code in states()}
            self._alone[block] = named.pop() if len(named) == 1 else ""
        return self._alone[block]

    def _told_of(self, block: int, char: int) -> tuple[str, ...]:
        """The two that one of the sentences before in the paragraph tells of, if no later one tells of others."""
        ends = [s.end_char for s, _ in found(self._blocks[block].doc, "sentences", SentenceFound) if s.end_char <= char]
        for start, end in reversed(list(pairwise([0, *ends]))[-LOOKS_BACK:]):
            codes = {code for code, at in self._named[block] if start <= at < end}
            if len(codes) > 1:
                return tuple(sorted(codes)) if len(codes) == 2 else ()
        return ()

    def _above(self, one: int, other: int) -> bool:
        """Whether what a block says may hold for another: it stands in the same section or in one around it."""
        section = self._blocks[one].block.section
        return self._blocks[other].block.section[: len(section)] == section


def _pairs(doc: Doc) -> list[tuple[int, tuple[str, str]]]:
    """Two actors side by side (`Malta–UK`, `Malta and the UK`) and where the second ends."""
    text = text_of(doc)
    actors = [(s, d) for s, d in found(doc, "actors", ActorFound) if not d.place]
    out: list[tuple[int, tuple[str, str]]] = []
    gaps = ["", *(text[a.end_char : b.start_char].strip().lower() for (a, _), (b, _) in pairwise(actors)), ""]
    for i, ((_, a), (second, b)) in enumerate(pairwise(actors), 1):
        # "Chad, Mali and Niger" are three.
        listed = gaps[i - 1] in _LISTED or (gaps[i] in _AND and gaps[i + 1] in _LISTED - _COMMAS)
        if gaps[i] in _BETWEEN and a.code != b.code and not listed:
            low, high = sorted((a.code, b.code))
            out.append((second.end_char, (low, high)))
    return out
