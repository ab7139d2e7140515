"""Words quoted twice from one source that are not quite the same: one of the two is misquoted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from pipeline.audit.checks.audited import Audited, Tested, contradicted, place_of, short
from pipeline.records import Claim, Mention

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_ALTERED = re.compile(r"[\[\]…]|\.\s?\.\s?\.")
"""Brackets and ellipses: who quotes says that these are not the source's words."""
_SHORTEST = 8
_TOGETHER = 4
"""So many words in a row bring two quotations together."""
_ALIKE = 0.85


def quotations(audited: Audited) -> Iterator[Tested]:
    """Test the quotations of a document that are of one source and nearly the same words."""
    sources = _sources(audited)
    quotes = [(audited.mentions[q], s) for q, s in sources.items() if not _ALTERED.search(audited.mentions[q].text)]
    quotes.sort(key=lambda q: (q[0].start, q[0].mention_id))
    words = [tuple(_WORD.findall(m.text.casefold())) for m, _ in quotes]
    holding: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, said in enumerate(words):
        if len(said) < _SHORTEST:
            continue
        grams = {said[k : k + _TOGETHER] for k in range(len(said) - _TOGETHER + 1)}
        for j in sorted({j for g in grams for j in holding[g]}):
            if quotes[i][1] & quotes[j][1] and _alike(said, words[j]):
                yield _tested(audited, quotes[j][0], quotes[i][0], same=said == words[j])
        for g in grams:
            holding[g].append(i)


def _sources(audited: Audited) -> dict[str, frozenset[str]]:
    """By quotation the sources that the notes behind it give; a short form is what it stands for."""
    by_note: dict[str, set[str]] = defaultdict(set)
    for c in audited.extraction.citations:
        if c.note_id and c.kind != "note":
            by_note[c.note_id].add(audited.resolved.get(c.citation_id, c.citation_id))
    out: dict[str, set[str]] = defaultdict(set)
    for s in audited.extraction.supports:
        for q in s.quotes:
            out[q] |= by_note[s.note_id] if s.note_id else set()
    return {q: frozenset(s) for q, s in out.items() if s}


def _alike(a: Sequence[str], b: Sequence[str]) -> bool:
    """Nearly the same words, and neither a stretch of the other."""
    if a == b:
        return True
    one, other = sorted((" ".join(a), " ".join(b)), key=len)
    return one not in other and SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE


def _tested(audited: Audited, first: Mention, second: Mention, *, same: bool) -> Tested:
    claim = Claim(
        "quote_differs",
        audited.document.doc_id,
        short(first.text, 200),
        expected=short(first.text, 200),
        found=short(second.text, 200),
        verdict="confirmed",
        evidence=(first.mention_id, second.mention_id),
    )
    if same:
        return claim, None
    one, other = (f"“{short(m.text)}”{place_of(m)}" for m in (first, second))
    message = f"One source is quoted with {one} and with {other}."
    return contradicted(claim, message, "the same source is quoted in other words elsewhere", "note")
