"""Statements that a check can test ("31 interviews", "held 17 times", "two years later") and lists to test them by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extract.claims.context import Around, Place, around, bound_of
from pipeline.extract.claims.intervals import intervals_in
from pipeline.extract.claims.items import BULLETS, ITEMS, items_in, may_list
from pipeline.extract.claims.recurring import FIRST_SINCE, YEARLY, recurring_in
from pipeline.extract.claims.rules import INTERVAL, OF_THEIR_OWN, SINGLE, UNIQUE, ClaimRule, Forms, Hit
from pipeline.extract.claims.series import Dated, SeriesFound, counts_for_a_date, dates_in, series_in
from pipeline.extract.claims.sums import names_parts, sum_in
from pipeline.extract.claims.unique import unique_in
from pipeline.extract.nlp import block_of, found, put, text_of
from pipeline.extract.rulefile import read_rules
from pipeline.extract.sentences import SentenceFound
from pipeline.numbers import count_of
from pipeline.records import THINGS

SUM = "parts"
"""What a claim is of that names the parts of its number."""
_OF_MORE = re.compile(r"\bof (?:the|these|those|its|his|her|their|our|all)(?: [^\W\d_]+)? $", re.IGNORECASE)
"""What stands before a number that the items may be some of: "some of the three agencies (one and another)"."""
_KNOWN = re.compile(r"\b(?:the|these|those|all|its|his|her|their|our) $", re.IGNORECASE)
"""What stands before a number of things that were told of before, and no list of them need follow."""
_REACH = 30
"""Characters before a number in which these stand."""


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """What is claimed: so many of something, and what the words around it say of the number."""

    rule: str
    check: str
    number: int
    of: str
    around: Around = field(default_factory=Around)
    total: int = 0
    """What the parts come to that the words name with the number."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A block's text, where its sentences begin and end, and its dates that have a value by themselves."""

    text: str
    sentences: Sequence[tuple[int, int]]
    dates: Sequence[Dated]


@Language.factory("chronocite_claims")
def make_claims(nlp: Language, name: str) -> ClaimFinder:
    """The pipeline's component; it works on running text, and on notes for what is made up of parts."""
    return ClaimFinder()


class ClaimFinder:
    """Leaves claims as span group `claims`."""

    def __init__(self) -> None:
        rules = read_rules("claims", ClaimRule)
        self._forms = Forms([r for r in rules if r.of not in {SUM, ITEMS, BULLETS, *OF_THEIR_OWN}])
        self._sums = Forms([r for r in rules if r.of == SUM])
        self._items = Forms([r for r in rules if r.of in {ITEMS, BULLETS}])
        self._rules = {r.id: r for r in rules}
        self._lengths = [form for r in rules if r.of == INTERVAL for form in r.spelled()]
        self._deeds = [form for r in rules if r.of == UNIQUE for form in r.spelled()]
        self._since = [form for r in rules if r.of in {YEARLY, FIRST_SINCE} for form in r.spelled()]

    def __call__(self, doc: Doc) -> Doc:
        """Find them."""
        block = block_of(doc)
        kind = block.kind if block else "paragraph"
        if kind == "furniture":
            return doc
        text = text_of(doc)
        made: list[tuple[Hit, ClaimFound]] = []
        if kind not in {"footnote", "endnote"}:
            read = _Read(
                text, [(s.start_char, s.end_char) for s, _ in found(doc, "sentences", SentenceFound)], dates_in(doc)
            )
            if hits := list(self._forms.hits(text)):
                made += _claims(read, hits)
            made += self._between(read)
            made += self._alone(read)
            made += self._again(read)
            if may_list(text):
                made += _listed(text, self._items)
        if names_parts(text):
            made += _sums(text, self._sums)
        made.sort(key=lambda m: (m[0].start, m[0].end))
        spans, details = [], []
        for hit, claim in made:
            span = doc.char_span(hit.start, hit.end, label=claim.rule, alignment_mode="expand")
            if span is not None:
                spans.append(span)
                details.append(claim)
        put(doc, "claims", spans, details)
        return doc

    def _between(self, read: _Read) -> Iterator[tuple[Hit, ClaimFound]]:
        """Lengths of time with the two dates that they lie between."""
        for one in intervals_in(read.text, read.sentences, read.dates, self._lengths):
            rule, told = self._rules[one.rule], Around(bound=one.bound, listed=one.dates)
            yield Hit(rule, one.start, one.end), ClaimFound(one.rule, rule.check, one.number, one.unit, told)

    def _alone(self, read: _Read) -> Iterator[tuple[Hit, ClaimFound]]:
        """Who is said to be the first or the only one."""
        for one in unique_in(read.text, read.sentences, self._deeds):
            rule = self._rules[one.rule]
            yield Hit(rule, one.start, one.end), ClaimFound(one.rule, rule.check, one.number, UNIQUE)

    def _again(self, read: _Read) -> Iterator[tuple[Hit, ClaimFound]]:
        """What comes each year, and the first after a gap."""
        for one in recurring_in(read.text, read.sentences, read.dates, self._since):
            rule = self._rules[one.rule]
            told = Around(window=f"{one.since.value if one.since else '..'}/..", listed=one.others)
            yield Hit(rule, one.start, one.end), ClaimFound(one.rule, rule.check, 1, rule.of, told)


def _claims(read: _Read, hits: Sequence[Hit]) -> Iterator[tuple[Hit, ClaimFound]]:
    """Sentence by sentence: what a form may only be behind must stand before it there."""
    text, sentences, dates = read.text, read.sentences, read.dates
    for i, (low, high) in enumerate(sentences):
        kept: list[tuple[Hit, int]] = []
        for hit in (h for h in hits if low <= h.start < high):
            if hit.rule.behind and not any(k.rule.of in hit.rule.behind for k, _ in kept):
                continue
            if counts_for_a_date(text, hit.start, hit.end, dates):
                continue
            number = _number(text, hit, kept)
            if number > 1 or (number and (hit.rule.check != "count_claim" or hit.rule.of == SINGLE)):
                kept.append((hit, number))
        for n, (hit, number) in enumerate(kept):
            room = (kept[n - 1][0].end if n else low, kept[n + 1][0].start if n + 1 < len(kept) else high)
            rank, closed = hit.rule.check == "ordinal", hit.rule.of == THINGS
            place = Place((hit.start, hit.end), low, sentences[i - 1][0] if i else low, room, rank, closed)
            told = around(text, place, dates)
            if told.plainly or not closed:
                yield hit, ClaimFound(hit.rule.id, hit.rule.check, number, hit.rule.of, told)


def _sums(text: str, forms: Forms) -> Iterator[tuple[Hit, ClaimFound]]:
    for hit in forms.hits(text):
        words = text[hit.start : hit.end]
        if total := sum_in(words):
            yield hit, ClaimFound(hit.rule.id, hit.rule.check, count_of(words), SUM, total=total)


def _listed(text: str, forms: Forms) -> Iterator[tuple[Hit, ClaimFound]]:
    """Numbers with the items behind them; those that stand in the blocks behind are for the check to find."""
    for hit in forms.hits(text):
        number = count_of(text[hit.start : hit.end])
        known = _KNOWN if hit.rule.of == BULLETS else _OF_MORE
        if number < 2 or known.search(text, max(0, hit.start - _REACH), hit.start):
            continue
        total = items_in(text, hit.start, hit.end) if hit.rule.of == ITEMS else 0
        if total or hit.rule.of == BULLETS:
            told = Around(bound=bound_of(text[max(0, hit.start - _REACH) : hit.start], text[hit.start : hit.end], ""))
            yield hit, ClaimFound(hit.rule.id, hit.rule.check, number, hit.rule.of, told, total)


def _number(text: str, hit: Hit, before: Sequence[tuple[Hit, int]]) -> int:
    """What a hit says; half is of the number told last, of an odd one there is none."""
    if hit.rule.of == SINGLE:
        return 1
    if not text[hit.start : hit.end].casefold().startswith("half ") or not before:
        return count_of(text[hit.start : hit.end])
    whole = before[-1][1]
    return whole // 2 if whole % 2 == 0 else 0


__all__ = ["ClaimFinder", "ClaimFound", "ClaimRule", "SeriesFound", "count_of", "series_in"]
