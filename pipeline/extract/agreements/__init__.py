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
    in_force,
    left_edge,
    right_edge,
    subject_before,
    word_set,
)
from pipeline.extract.agreements.press import in_periodical
from pipeline.extract.agreements.rules import AgreementFound, AgreementRule, Form, agreement_rules
from pipeline.extract.agreements.scanning import HeadScanner, fixed_words
from pipeline.extract.agreements.surroundings import (
    DEFINITE,
    OWNERS,
    SKIPPED,
    dated_before,
    determiner_of,
    is_barred,
    is_counted,
    is_plural,
    made_from,
    may_recall,
    told_of,
)
from pipeline.extract.nlp import found, put, text_of
from pipeline.extract.sentences import SentenceFound

_MANNER = word_set("by under in of with without through for on")
"""Before a noun that only says how: "by treaty", "without agreement"."""
_REACHED = word_set("reach reaches reached reaching come came find found seek")
"""Before "agreement", where minds meet: "after reaching agreement on the price"."""
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
        self._scanner = HeadScanner([r.head_words for r in self._rules if r.heads])
        self._heads = re.compile(rf"\b(?:{self._scanner.pattern.pattern})", re.IGNORECASE)
        self._allowed = frozenset(m for r in self._rules for m in r.modifiers)
        self._in_titles = self._allowed | SKIPPED
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
                told = doc[at.end : first.end]
                if any((t.lower_ in HEADLINE_VERBS and t.text[0].isupper()) or in_force(doc, t.i) for t in told):
                    continue  # a headline about it: "Lake Treaty Enters into Force"
                if in_periodical(text_of(doc), title.end() - 1):
                    continue  # an article about it: "Lake Treaty at a Crossroads," Faro Times
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
                    yield span, made_from(rule, span, "proper")

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
            made = made_from(rule, span, "proper" if match.group() in rule.proper_acronyms else "acronym")
            yield span, told_of(replace(made, alias=match.group()), several=match.group().endswith("s"))

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
        if rule is None or is_barred(doc, start, head, end):
            return None
        first = subject_before(doc, start, head.start, DETERMINERS | OWNERS) if head.text.islower() else start
        if first < start and doc[first - 1].text[:1].isupper():
            first = left_edge(doc, first, self._allowed, starts)
        named = capital and head.start not in starts and (start, end) != (head.start, head.end)
        form = self._form(doc, doc[start:end], head, rule, named=named)
        if form == "bare" and not rule.recalling and self._says_which(doc, first, head, end):
            form = "described"
        if form is None or (rule.recalling and not may_recall(doc, first, start, head, form)):
            return None
        span = Span(doc, first, end, label=rule.id)
        made = made_from(rule, span, form)
        alias = made.alias or next((t.text for t in span if t.text in self._acronyms), "")
        plural = is_plural(head) and form != "name" and not is_counted(doc, first, end)
        made = replace(
            made,
            kind=self._acronyms[alias].kind if rule.kind == "other" and alias in self._acronyms else rule.kind,
            alias=alias,
            descriptive=self._describes(doc, first, head, end),
        )
        return span, told_of(made, several=plural)

    def _form(self, doc: Doc, phrase: Span, head: Span, rule: AgreementRule, *, named: bool) -> Form | None:
        """How a phrase names its agreement; `None` where it names none.

        Args:
            doc: The text.
            phrase: As the rules know it.
            head: In it.
            rule: That it fits.
            named: It is written like a name.
        """
        bare = (phrase.start, phrase.end) == (head.start, head.end)
        form: Form = "name" if named else ("described" if rule.evident else "bare")
        if form == "bare" and phrase.start == head.start and head.text.islower() and head.start > 0:
            before = doc[head.start - 1].lower_
            if before in _REACHED or (bare and before in _MANNER):
                return None
        if rule.elliptic:
            dated = dated_before(doc, max(0, head.start - 1), head.start)
            return "elliptic" if bare and determiner_of(doc, head.start) == "the" and dated else None
        return "definite" if bare and len(head) == 1 and determiner_of(doc, head.start) in DEFINITE else form

    def _says_which(self, doc: Doc, start: int, head: Span, end: int) -> bool:
        """Whether a noun in small letters is told from others: "a truce with Malta", "the Kalmar agreement"."""
        if end > head.end and doc[head.end].lower_ in {"with", "between"}:
            return True
        named = any(t.text[:1].isupper() for t in doc[start : head.start])
        return named and determiner_of(doc, start) in DEFINITE

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


@Language.factory("chronocite_agreements")
def make_agreement_finder(nlp: Language, name: str) -> AgreementFinder:
    """For spaCy, which wants a factory."""
    return AgreementFinder()
