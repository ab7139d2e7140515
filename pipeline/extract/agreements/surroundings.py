"""What the words around a noun say of it: article, owner, date, number, acronym; and whether it is an agreement at all.

"Agreement" is consensus as well, and a "statement" what anybody says: `is_barred` and `may_recall` tell them apart.
"""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Doc, Span

from pipeline.extract.agreements.phrases import CLOSED, DETERMINERS, word_set
from pipeline.extract.agreements.rules import AgreementFound, AgreementRule, Around, Form
from pipeline.extract.dates import DateFound
from pipeline.extract.nlp import found

OWNERS = frozenset({"its", "their", "his", "her", "our", "’s", "'s", "’"})
DEFINITE = frozenset({"the", "this", "that"})
_CLASS = word_set(
    "any no each every such several many some various other numerous further more most all few these those"
)
SKIPPED = word_set(
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
_KIND_OF = re.compile(r"\b(?:some|any|no|what) (?:kind|sort|form|type)s? of(?: \w+)?$", re.IGNORECASE)
_LAST = re.compile(r"(?:agreement|accord|pact|arrangement|deal)s?", re.IGNORECASE)
"""Nouns that stand last in the head of a name."""
_ONE_PAPER = word_set("articles terms")
"""Plurals that are one paper: "articles of surrender"."""
_NUMBERS = word_set("two three four five six seven eight nine ten")
_FEW = word_set("these those all both any other last first next")
_LISTS = frozenset(",:;(—–-")
"""Behind a plural whose members follow."""
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_IN_PRINCIPLE = re.compile(
    r"(?:basic|political|broad|preliminary|tentative|provisional|general|wide) (?:agreements?|accord|understanding) "
    r"(?:on|over|about|regarding|in)\b"
)
"""What is agreed, not what it is agreed in."""
_LAW_OR_BODY = re.compile(
    r"(?:of \d{4} )?(?:Acts?|Bills?|Organi[sz]ation|Series|Committee|Commission|Council|Secretariat|Office|Authority|"
    r"Cent(?:er|re)|Institute|Association|Journal|Review|Monitor|Unit|Fund|Body|Program(?:me)?s?|Agency|Database|Project|School|Group)\b"
)
"""Behind a noun in capitals: the name is that of a law, a body, a periodical."""


def may_recall(doc: Doc, first: int, start: int, head: Span, form: Form) -> bool:
    """Whether a noun for papers of all kinds may be one of an agreement: "a deal", "the Kabul Memorandum".

    Args:
        doc: The text.
        first: Where the phrase begins, with what it is about.
        start: Where the words begin that the rules know.
        head: The noun.
        form: How it names the agreement.
    """
    if form == "name":
        return head.start > start and bool(doc[head.start - 1].tag_)
    if start == head.start and first < start:
        return all(t.lower_ not in _NO_DEALS for t in doc[first:start])
    return start != head.start or _introduced(doc, start)


def is_plural(head: Span) -> bool:
    """Whether a head noun is a plural: "treaties of friendship", but not "status of forces agreement"."""
    noun = head[-1] if _LAST.fullmatch(head[-1].text) else head[0]
    return noun.lower_.endswith(("s", "memoranda")) and noun.lower_ not in _ONE_PAPER


def is_counted(doc: Doc, start: int, end: int) -> bool:
    """Whether a plural is so many of one making, none of which is named: "two memoranda on fish were signed"."""
    at = _skip_left(doc, start)
    if at < 0 or doc[at].lower_ not in _NUMBERS or (end < len(doc) and doc[end].text in _LISTS):
        return False
    return at == 0 or doc[at - 1].lower_ not in DEFINITE | OWNERS | _FEW


def made_from(rule: AgreementRule, span: Span, form: Form) -> AgreementFound:
    """What a phrase and the words before it say of an agreement."""
    doc = span.doc
    before = _skip_left(doc, span.start)
    determiner = doc[before].lower_ if before >= 0 else ""
    if before > 0 and doc[before].is_lower and doc[before - 1].lower_ in {"a", "an", "no", "any"}:
        determiner = doc[before - 1].lower_  # "a water treaty": a word that no rule knows
    ahead = {doc[i].lower_ for i in range(before + 1, span.start)}
    around = Around(
        generic=determiner in _CLASS or bool(_KIND_OF.search(doc[max(0, before - 3) : before + 1].text)),
        year=dated_before(doc, before + 1, span.start),
        indefinite=determiner in {"a", "an", "another"} and (before < 0 or doc[before].lower_ not in _REVISED),
        owned=determiner in OWNERS,
        definite=determiner in DEFINITE,
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


def told_of(made: AgreementFound, *, several: bool) -> AgreementFound:
    """The same, of no single agreement where the noun is a plural."""
    return replace(made, around=replace(made.around, generic=True)) if several else made


def _skip_left(doc: Doc, start: int) -> int:
    """The index of the first token to the left that is neither a date nor an adjective like `new`; -1 at the start."""
    i = start - 1
    while i >= 0 and (
        doc[i].lower_ in SKIPPED or _YEAR.match(doc[i].text) or doc[i].text == "-" or doc[i].ent_type_ == "DATE"
    ):
        i -= 1
    return i


def dated_before(doc: Doc, low: int, high: int) -> str:
    """The value of the date between a determiner and its noun: "the 2014 joint statement", "the May 2014 accord"."""
    if not any(doc[i].ent_type_ == "DATE" for i in range(low, high)):
        return next((doc[i].text for i in range(low, high) if _YEAR.match(doc[i].text)), "")
    values = (d.value for s, d in found(doc, "dates", DateFound) if low <= s.start and s.end <= high and d.value)
    return next(values, "")


def determiner_of(doc: Doc, start: int) -> str:
    """The article before a noun phrase, `the` for an owner, adjectives like "new" and dates between; or nothing."""
    i = _skip_left(doc, start)
    if i < 0 or doc[i].lower_ not in DETERMINERS | OWNERS:
        return ""
    return "the" if doc[i].lower_ in OWNERS else doc[i].lower_


def _introduced(doc: Doc, start: int) -> bool:
    """Whether a noun stands behind an article, with a word between at most: "a cocoa deal", not "a great deal"."""
    if determiner_of(doc, start):
        return True
    before = _skip_left(doc, start)
    word = doc[before].lower_ if before > 0 else ""
    return bool(word) and word.isalpha() and word not in CLOSED | _NO_DEALS and bool(determiner_of(doc, before))


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


def is_barred(doc: Doc, start: int, head: Span, end: int) -> bool:
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
    if _IN_PRINCIPLE.match(doc[start : end + 1].text) and head.text.islower():
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
