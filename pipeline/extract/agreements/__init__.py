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

from pipeline.extract.agreements.phrases import DETERMINERS, left_edge, right_edge, word_set
from pipeline.extract.agreements.rules import AgreementFound, AgreementRule, Form, agreement_rules
from pipeline.extract.nlp import put, text_of

_DEFINITE = frozenset({"the", "this", "that"})
_CLASS = word_set(
    "any no each every such several many some various other numerous further more most all few these those"
)
_SKIPPED = word_set(
    "new previous another existing current former updated first second third fourth fifth own proposed "
    "prospective recent similar possible formal important bilateral earlier later latest original same "
    "landmark historic old"
)
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


class AgreementFinder:
    """The component `chronocite_agreements`: leaves candidates in group `agreements`; `settle` decides."""

    def __init__(self) -> None:
        self._rules = agreement_rules()
        self._heads = re.compile("|".join(f"(?:{r.head.pattern})" for r in self._rules if r.head), re.IGNORECASE)
        self._allowed = frozenset(m for r in self._rules for m in r.modifiers)
        self._in_titles = self._allowed | _SKIPPED
        self._acronyms = {a: r for r in self._rules for a in r.acronyms}
        words = sorted(self._acronyms, key=len, reverse=True)
        self._acronym = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")
        self._names = [(re.compile(rf"(?<!\w)(?:{n})(?!\w)"), r) for r in self._rules for n in r.names]

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
                head = self._heads.search(text)
                first = doc.char_span(start, start + len(text), alignment_mode="expand")
                if head is None or first is None:
                    continue
                at = doc.char_span(start + head.start(), start + head.end(), alignment_mode="expand")
                if at is None or left_edge(doc, at.start, self._in_titles, ()) > first.start:
                    continue
                rule = self._rule_of(text)
            span = doc.char_span(start, start + len(text), label=rule.id if rule else "", alignment_mode="expand")
            if rule and span is not None:
                yield span, AgreementFound(rule.kind, text, rule.id, "name", default_act=rule.default_act)

    def _called(self, doc: Doc) -> Iterator[tuple[Span, AgreementFound]]:
        """A title behind "an agreement called", and its translation in brackets; no word of it need be a head."""
        for match in _CALLED.finditer(text_of(doc)):
            rule = self._rule_of(match["head"]) or self._rule_of(f"joint {match['head']}")
            for group in ("title", "translation"):
                span = doc.char_span(*match.span(group), alignment_mode="expand") if match[group] else None
                if rule is not None and span is not None:
                    found = AgreementFound(rule.kind, span.text, rule.id, "name", default_act=rule.default_act)
                    yield Span(doc, span.start, span.end, label=rule.id), found

    def _named(self, doc: Doc) -> Iterator[tuple[Span, AgreementFound]]:
        for pattern, rule in self._names:
            for match in pattern.finditer(text_of(doc)):
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
            made = _found(rule, span, "acronym")
            yield span, replace(made, alias=match.group(), generic=made.generic or match.group().endswith("s"))

    def _headed(self, doc: Doc) -> Iterator[tuple[Span, AgreementFound]]:
        starts = frozenset(s.start for s in doc.sents) if doc.has_annotation("SENT_START") else frozenset({0})
        for match in self._heads.finditer(text_of(doc)):
            head = doc.char_span(match.start(), match.end(), alignment_mode="strict")
            if head is None:
                continue
            capital = head[0].text[0].isupper() and (head.start not in starts or head.text.istitle())
            limit = head.sent.end if doc.has_annotation("SENT_START") else len(doc)
            start = left_edge(doc, head.start, self._allowed, starts)
            end = right_edge(doc, head.end, capital=capital and head.start not in starts, limit=limit)
            phrase = doc[start:end].text
            rule = self._rule_of(phrase) or self._rule_of(doc[start : head.end].text)
            if rule is None or _barred(doc, start, head, end):
                continue
            bare = end == head.end and start == head.start
            form: Form = "described" if rule.evident else "bare"
            if capital and (start < head.start or end > head.end) and head.start not in starts:
                form = "name"
            if bare and len(head) == 1 and _determiner(doc, start) in _DEFINITE:
                form = "definite"
            span = Span(doc, start, end, label=rule.id)
            made = _found(rule, span, form)
            plural = head[-1].lower_.endswith(("s", "memoranda")) and not capital
            yield span, replace(made, generic=made.generic or plural)

    def _rule_of(self, phrase: str) -> AgreementRule | None:
        return next((r for r in self._rules if r.fits(phrase)), None)


def _found(rule: AgreementRule, span: Span, form: Form) -> AgreementFound:
    doc = span.doc
    before = _skip_left(doc, span.start)
    year = next((doc[i].text for i in range(before + 1, span.start) if _YEAR.match(doc[i].text)), "")
    determiner = doc[before].lower_ if before >= 0 else ""
    return AgreementFound(
        rule.kind,
        span.text,
        rule.id,
        form,
        alias=_bracketed(doc, span.start, span.end),
        generic=determiner in _CLASS,
        year=year,
        indefinite=determiner in {"a", "an", "another"},
        default_act=rule.default_act,
    )


def _skip_left(doc: Doc, start: int) -> int:
    """The index of the first token to the left that is neither a year nor an adjective like `new`; -1 at the start."""
    i = start - 1
    while i >= 0 and (doc[i].lower_ in _SKIPPED or _YEAR.match(doc[i].text) or doc[i].text == "-"):
        i -= 1
    return i


def _determiner(doc: Doc, start: int) -> str:
    i = _skip_left(doc, start)
    if i < 0 or doc[i].lower_ not in DETERMINERS | {"’s", "'s", "’"}:
        return ""
    return "the" if doc[i].lower_ in {"its", "their", "’s", "'s", "’"} else doc[i].lower_


def _bracketed(doc: Doc, start: int, end: int) -> str:
    """An acronym in brackets right behind: `(ACSA)`."""
    if end + 2 < len(doc) and doc[end].text == "(" and doc[end + 2].text == ")":
        word = doc[end + 1].text
        if 2 <= len(word) <= 10 and sum(c.isupper() for c in word) >= 2 and _abbreviates(word, doc[start:end].text):
            return word
    return ""


def _abbreviates(word: str, phrase: str) -> bool:
    """Whether the capitals of a word are initials of a phrase's words, in order: ACSA, but not PDF."""
    initials = iter(re.findall(r"\b\w", phrase.casefold()))
    return all(letter in initials for letter in (c.casefold() for c in word if c.isupper()))


def _barred(doc: Doc, start: int, head: Span, end: int) -> bool:
    """Consensus and assertion ("agreement on the need", "a statement that"), labels, and names of organisations."""
    if all(t._.actor for t in doc[start:end]):
        return True
    before = doc[start - 1].lower_ if start > 0 else ""
    after = doc[end].lower_ if end < len(doc) else ""
    if re.search(r"(?:quasi|pseudo)[-–]?\s*$", doc[max(0, start - 2) : head.start].text, re.IGNORECASE):
        return True
    lowered = head.text.islower() or head.start == 0
    if lowered and head.text.lower() in {"statement", "declaration"} and start == head.start and after == "that":
        return True
    if head.text.lower() == "agreements" and doc[head.end : head.end + 1].text == "on" and before in {"in", "to"}:
        return True
    if after == "in" and end + 1 < len(doc) and doc[end + 1].lower_ == "principle":
        return True
    if before in {"in", "by", "mutual", "general", "broad"} and head.text.lower() == "agreement":
        return True
    following = doc[end : end + 3].text
    if head[-1].lower_.startswith("treaty") and re.match(r"(?:Organi[sz]ation|Series)\b", following):
        return True
    return bool(re.search(r"\b(?:NATO|Atlantic)\b.*lliance", doc[start:end].text))


@Language.factory("chronocite_agreements")
def make_agreement_finder(nlp: Language, name: str) -> AgreementFinder:
    """For spaCy, which wants a factory."""
    return AgreementFinder()
