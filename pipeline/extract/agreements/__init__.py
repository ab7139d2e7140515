"""Where a text speaks of an agreement: names, titles, acronyms, noun phrases, "the agreement".

`agreements.yaml` says which head nouns and cues make a kind. The component searches a block and leaves candidates;
`settling.py` keeps those that the whole document bears out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.extract.agreements.phrases import (
    CLOSED,
    DASHES,
    DETERMINERS,
    HEADLINE_VERBS,
    left_edge,
    right_edge,
    word_set,
)
from pipeline.extract.agreements.rules import AgreementFound, AgreementRule, Around, Form, agreement_rules
from pipeline.extract.agreements.scanning import HeadScanner, fixed_words
from pipeline.extract.dates import DateFound
from pipeline.extract.nlp import found, put, text_of
from pipeline.extract.sentences import SentenceFound

_OWNERS = frozenset({"its", "their", "his", "her", "our", "’s", "'s", "’"})
_DEFINITE = frozenset({"the", "this", "that"})
_CLASS = word_set(
    "any no each every such several many some various other numerous further more most all few these those"
)
_SKIPPED = word_set(
    "new previous another existing current former updated first second third fourth fifth own proposed "
    "prospective recent similar possible formal important bilateral earlier later latest original same "
    "landmark historic old"
)
_REVISED = word_set("revised amended updated renegotiated modified modernised modernized reworked")
"""Before "a … treaty": the one told of before, changed."""
_FRESH = word_set("new another second third fourth fifth further successor replacement subsequent")
_NO_DEALS = word_set("great good big whole record book film movie plea pay wage drug sponsorship real")
"""Before "deal", where it is no agreement between parties."""
_BESIDE = word_set(
    "center centre hall hotel floor delegate delegates port ports officer officers flight flights plane planes airline "
    "car cars disc discs disk school schools breaker breakers maker makers stack suite"
)
"""Behind a noun that only says what kind of thing it is: "a treaty port"."""
_MANNER = word_set("by under in of with without through for on")
"""Before a noun that only says how: "by treaty", "without agreement"."""
_REACHED = word_set("reach reaches reached reaching come came find found seek")
"""Before "agreement", where minds meet: "after reaching agreement on the price"."""
_KIND_OF = re.compile(r"\b(?:some|any|no|what) (?:kind|sort|form|type)s? of(?: \w+)?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_TITLE = re.compile(r"[“\"\[]([^“”\"\[\]]{4,400}?)[,.]?[”\"\]]")
_CALLED = re.compile(
    r"(?P<head>agreement|treaty|pact|accord|declaration|statement|memorandum|roadmap|plan|convention|protocol),? "
    r"(?:called|titled|entitled|named|known as) (?:the )?[“\"](?P<title>[^”\"]{4,300}?)[,.]?[”\"]"
    r"(?: \[(?P<translation>[^\]]{4,300})\])?"
)
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_CJK_HEADS = (
    ("共同声明", "joint_statement"), ("联合声明", "joint_statement"), ("声明", "joint_statement"),
    ("宣言", "joint_declaration"), ("ロードマップ", "roadmap"), ("行動計画", "action_plan"), ("覚書", "mou"),
    ("協定", "other"), ("协定", "other"), ("条約", "treaty"), ("条约", "treaty"),
)  # fmt: skip


_LAW_OR_BODY = re.compile(
    r"(?:of \d{4} )?(?:Acts?|Bills?|Organi[sz]ation|Series|Committee|Commission|Council|Secretariat|Office|Authority|"
    r"Cent(?:er|re)|Institute|Association|Journal|Review|Monitor|Unit|Fund|Body|Program(?:me)?s?|Agency|Database|Project|School|Group)\b"
)
"""Behind a noun in capitals: the name is that of a law, a body, a periodical."""


class AgreementFinder:
    """The component `chronocite_agreements`: leaves candidates in group `agreements`; `settle` decides."""

    def __init__(self) -> None:
        self._rules = agreement_rules()
        self._scanner = HeadScanner([r.head_words for r in self._rules if r.heads])
        self._heads = re.compile(rf"\b(?:{self._scanner.pattern.pattern})", re.IGNORECASE)
        self._allowed = frozenset(m for r in self._rules for m in r.modifiers)
        self._in_titles = self._allowed | _SKIPPED
        self._acronyms = {a: r for r in self._rules for a in (*r.acronyms, *r.proper_acronyms)}
        words = sorted(self._acronyms, key=len, reverse=True)
        self._acronym = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")
        self._names = [(fixed_words(n), re.compile(rf"(?<!\w)(?:{n})(?!\w)"), r) for r in self._rules for n in r.names]

    def __call__(self, doc: Doc) -> Doc:
        """Find the candidates of one block."""
        told = [*self._titled(doc), *self._called(doc), *self._named(doc), *self._headed(doc), *self._abbreviated(doc)]
        by_span = {(s.start, s.end): d for s, d in reversed(told)}
        kept = filter_spans([s for s, _ in told])
        put(doc, "agreements", kept, [by_span[s.start, s.end] for s in kept])
        return doc

    def _titled(self, doc: Doc) -> Iterator[tuple[Span, AgreementFound]]:
        """Whole titles in quotes or brackets whose beginning is the noun phrase of an agreement."""
        for title in _TITLE.finditer(text_of(doc)):
            text = title[1].strip().removesuffix(",")
            start = title.start(1)
            if _CJK.search(text):
                kind = next((k for h, k in _CJK_HEADS if h in text), "")
                rule = next((r for r in self._rules if r.kind == kind), None)
            else:
                head = next(self._scanner.finditer(text), None)
                first = doc.char_span(start, start + len(text), alignment_mode="expand")
                if head is None or first is None or " " not in text:
                    continue
                at = doc.char_span(start + head.start(), start + head.end(), alignment_mode="expand")
                if at is None or left_edge(doc, at.start, self._in_titles, ()) > first.start:
                    continue
                if any(t.lower_ in HEADLINE_VERBS and t.text[0].isupper() for t in doc[at.end : first.end]):
                    continue  # a headline about it: "Lake Treaty Enters into Force"
                rule = self._rule_of(text)
                if rule and rule.recalling:
                    continue
            span = doc.char_span(start, start + len(text), label=rule.id if rule else "", alignment_mode="expand")
            if rule and span is not None:
                yield span, AgreementFound(rule.kind, text, rule, "name")

    def _called(self, doc: Doc) -> Iterator[tuple[Span, AgreementFound]]:
        """A title behind "an agreement called", and its translation in brackets; no word of it need be a head."""
        for match in _CALLED.finditer(text_of(doc)):
            rule = self._rule_of(match["head"]) or self._rule_of(f"joint {match['head']}")
            for group in ("title", "translation"):
                span = doc.char_span(*match.span(group), alignment_mode="expand") if match[group] else None
                if rule is not None and span is not None:
                    made = AgreementFound(rule.kind, span.text, rule, "name", called=True)
                    yield Span(doc, span.start, span.end, label=rule.id), made

    def _named(self, doc: Doc) -> Iterator[tuple[Span, AgreementFound]]:
        text = text_of(doc)
        for words, pattern, rule in self._names:
            for match in pattern.finditer(text) if words in text else ():
                span = doc.char_span(match.start(), match.end(), label=rule.id, alignment_mode="expand")
                if span is not None:
                    yield span, _found(rule, span, "proper")

    def _abbreviated(self, doc: Doc) -> Iterator[tuple[Span, AgreementFound]]:
        for match in self._acronym.finditer(text_of(doc)):
            rule = self._acronyms[match.group()]
            span = doc.char_span(match.start(), match.end(), label=rule.id, alignment_mode="strict")
            if span is None:
                continue
            end = span.end
            if end < len(doc) and self._heads.fullmatch(doc[end].text):
                end += 1  # "the IPCP agreement" is one mention
            span = Span(doc, span.start, end, label=rule.id)
            made = _found(rule, span, "proper" if match.group() in rule.proper_acronyms else "acronym")
            yield span, _told_of(replace(made, alias=match.group()), several=match.group().endswith("s"))

    def _headed(self, doc: Doc) -> Iterator[tuple[Span, AgreementFound]]:
        heads = list(self._scanner.finditer(text_of(doc)))
        starts = _sentence_starts(doc) if heads else frozenset()
        for match in heads:
            head = doc.char_span(match.start(), match.end(), alignment_mode="strict")
            if head is not None and (told := self._phrase(doc, head, starts)):
                yield told

    def _phrase(self, doc: Doc, head: Span, starts: frozenset[int]) -> tuple[Span, AgreementFound] | None:
        """The noun phrase around a head, if it is one of an agreement."""
        capital = head[0].text[0].isupper() and (head.start not in starts or head.text.istitle())
        limit = head.sent.end if doc.has_annotation("SENT_START") else len(doc)
        start = left_edge(doc, head.start, self._allowed, starts)
        end = right_edge(doc, head.end, capital=capital and head.start not in starts, limit=limit)
        rule = self._rule_of(doc[start:end].text) or self._rule_of(doc[start : head.end].text)
        if rule is None or _barred(doc, start, head, end):
            return None
        bare = end == head.end and start == head.start
        form: Form = "described" if rule.evident else "bare"
        if capital and not bare and head.start not in starts:
            form = "name"
        if form == "bare" and start == head.start and head.text.islower() and start > 0:
            before = doc[start - 1].lower_
            if before in _REACHED or (bare and before in _MANNER):
                return None
        if rule.elliptic:
            if not bare or _determiner(doc, start) != "the" or not _dated(doc, max(0, start - 1), start):
                return None
            form = "elliptic"
        elif bare and len(head) == 1 and _determiner(doc, start) in _DEFINITE:
            form = "definite"
        elif form == "bare" and not rule.recalling and self._says_which(doc, start, head, end):
            form = "described"
        if rule.recalling and (form == "name" or (start == head.start and not _introduced(doc, start))):
            return None
        span = Span(doc, start, end, label=rule.id)
        made = _found(rule, span, form)
        alias = made.alias or next((t.text for t in span if t.text in self._acronyms), "")
        plural = head[0].lower_.endswith(("s", "memoranda")) and not (capital and form == "name")
        made = replace(
            made,
            kind=self._acronyms[alias].kind if rule.kind == "other" and alias in self._acronyms else rule.kind,
            alias=alias,
            descriptive=self._describes(doc, start, head, end),
        )
        return span, _told_of(made, several=plural)

    def _says_which(self, doc: Doc, start: int, head: Span, end: int) -> bool:
        """Whether a noun in small letters is told from others: "a truce with Malta", "the Kalmar agreement"."""
        if end > head.end and doc[head.end].lower_ in {"with", "between"}:
            return True
        named = any(t.text[:1].isupper() for t in doc[start : head.start])
        return named and _determiner(doc, start) in _DEFINITE

    def _describes(self, doc: Doc, start: int, head: Span, end: int) -> bool:
        # A city is what a name is known by ("the Kalmar Accord").
        rest = (t for t in doc[start:end] if not head.start <= t.i < head.end and t.tag_ in {"", "metonym"})
        return all(t.lower_ in self._allowed or t.lower_ in CLOSED or t.text in DASHES for t in rest)

    def _rule_of(self, phrase: str) -> AgreementRule | None:
        return next((r for r in self._rules if r.fits(phrase)), None)


def _sentence_starts(doc: Doc) -> frozenset[int]:
    if not doc.has_annotation("SENT_START"):
        return frozenset({0})
    return frozenset({0, *(s.start for s, _ in found(doc, "sentences", SentenceFound))})


def _found(rule: AgreementRule, span: Span, form: Form) -> AgreementFound:
    doc = span.doc
    before = _skip_left(doc, span.start)
    determiner = doc[before].lower_ if before >= 0 else ""
    if before > 0 and doc[before].is_lower and doc[before - 1].lower_ in {"a", "an", "no", "any"}:
        determiner = doc[before - 1].lower_  # "a water treaty": a word that no rule knows
    ahead = {doc[i].lower_ for i in range(before + 1, span.start)}
    around = Around(
        generic=determiner in _CLASS or bool(_KIND_OF.search(doc[max(0, before - 3) : before + 1].text)),
        year=_dated(doc, before + 1, span.start),
        indefinite=determiner in {"a", "an", "another"} and (before < 0 or doc[before].lower_ not in _REVISED),
        owned=determiner in _OWNERS,
        definite=determiner in _DEFINITE,
        fresh=determiner == "another" or not _FRESH.isdisjoint(ahead),
        further=determiner in {"a", "an"} and any(doc[i].lower_ == "also" for i in range(max(0, before - 3), before)),
    )
    return AgreementFound(
        rule.kind,
        span.text,
        rule,
        form,
        alias=_bracketed(doc, span.start, span.end),
        around=around,
        abbreviations=tuple(a for a in rule.defined_acronyms if _initials(span) == a),
    )


def _told_of(made: AgreementFound, *, several: bool) -> AgreementFound:
    """The same, of no single agreement where the noun is a plural."""
    return replace(made, around=replace(made.around, generic=True)) if several else made


def _skip_left(doc: Doc, start: int) -> int:
    """The index of the first token to the left that is neither a date nor an adjective like `new`; -1 at the start."""
    i = start - 1
    while i >= 0 and (
        doc[i].lower_ in _SKIPPED or _YEAR.match(doc[i].text) or doc[i].text == "-" or doc[i].ent_type_ == "DATE"
    ):
        i -= 1
    return i


def _dated(doc: Doc, low: int, high: int) -> str:
    """The value of the date between a determiner and its noun: "the 2014 joint statement", "the May 2014 accord"."""
    if not any(doc[i].ent_type_ == "DATE" for i in range(low, high)):
        return next((doc[i].text for i in range(low, high) if _YEAR.match(doc[i].text)), "")
    values = (d.value for s, d in found(doc, "dates", DateFound) if low <= s.start and s.end <= high and d.value)
    return next(values, "")


def _determiner(doc: Doc, start: int) -> str:
    i = _skip_left(doc, start)
    if i < 0 or doc[i].lower_ not in DETERMINERS | _OWNERS:
        return ""
    return "the" if doc[i].lower_ in _OWNERS else doc[i].lower_


def _introduced(doc: Doc, start: int) -> bool:
    """Whether a noun stands behind an article, with a word between at most: "a cocoa deal", not "a great deal"."""
    if _determiner(doc, start):
        return True
    before = _skip_left(doc, start)
    word = doc[before].lower_ if before > 0 else ""
    return bool(word) and word.isalpha() and word not in CLOSED | _NO_DEALS and bool(_determiner(doc, before))


def _bracketed(doc: Doc, start: int, end: int) -> str:
    """An acronym in brackets right behind: `(ACSA)`."""
    if end + 2 < len(doc) and doc[end].text == "(" and doc[end + 2].text == ")":
        word = doc[end + 1].text
        if 2 <= len(word) <= 10 and sum(c.isupper() for c in word) >= 2 and _abbreviates(word, doc[start:end].text):
            return word
    return ""


def _initials(span: Span) -> str:
    return "".join(t.text[0].upper() for t in span if t.is_alpha and t.lower_ not in CLOSED and not t.tag_)


def _abbreviates(word: str, phrase: str) -> bool:
    """Whether the capitals of a word are initials of a phrase's words, in order: ACSA, but not PDF."""
    initials = iter(re.findall(r"\b\w", phrase.casefold()))
    return all(letter in initials for letter in (c.casefold() for c in word if c.isupper()))


def _barred(doc: Doc, start: int, head: Span, end: int) -> bool:
    """Consensus and assertion ("agreement on the need", "a statement that"), labels, and names of organisations."""
    if all(t.tag_ for t in doc[start:end]):
        return True
    before = doc[start - 1].lower_ if start > 0 else ""
    after = doc[end].lower_ if end < len(doc) else ""
    if after in _BESIDE:
        return True
    if re.search(r"(?:quasi|pseudo)[-–]?\s*$", doc[max(0, start - 2) : head.start].text, re.IGNORECASE):
        return True
    lowered = head.text.islower() or head.start == 0
    if lowered and head.text.lower() in {"statement", "declaration"} and start == head.start and after == "that":
        return True
    if head.text.lower() == "agreements" and doc[head.end : head.end + 1].text == "on" and before in {"in", "to"}:
        return True
    if after == "in" and end + 1 < len(doc) and doc[end + 1].lower_ == "principle":
        return True
    if before in {"in", "by", "mutual", "general", "broad"} and head.text.lower() in {"agreement", "accord"}:
        return True
    if before == "own" and head.text.lower() == "accord":
        return True
    following = doc[end : end + 3].text
    if _LAW_OR_BODY.match(following) and not lowered:
        return True
    if doc[start:end].text == "Alliance":
        return True  # what an organisation calls itself
    return bool(re.search(r"\b(?:NATO|Atlantic)\b.*lliance", doc[start:end].text))


@Language.factory("chronocite_agreements")
def make_agreement_finder(nlp: Language, name: str) -> AgreementFinder:
    """For spaCy, which wants a factory."""
    return AgreementFinder()
