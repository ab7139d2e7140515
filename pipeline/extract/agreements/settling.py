"""Which candidates of an agreement the document bears out, read in order: acronyms that it defines, "the agreement"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from pipeline.extract.agreements.acts import CLOSE, PASSIVE, REDUCED, SIGNING, ActFinder, act_finder, to_be_made
from pipeline.extract.agreements.rules import PAPERS, AgreementFound, Form, agreement_rules
from pipeline.extract.dates import DateFound
from pipeline.extract.dates.timing import dates_of, sentences_of
from pipeline.extract.nlp import TextBlock, found, text_of

NEAR = 2
"""Blocks: how far back "the agreement" may look for what it means."""
VERSIONED = frozenset({"partnership_programme"})
"""Kinds that are made anew every few years under one name."""
NEXT_WORDS = 30
"""Characters behind "the 2014 version" that may say of what it is one."""
SHORT = 8
"""Characters: a title no longer than this may be any word."""
_DATED = re.compile(
    r"\s+(?:of|from|dated|(?:signed|concluded|reached|made|agreed)"
    r"(?: (?:by|with|between|in|at) [^,;.]{1,60}?)? (?:in|on))\s+"
)
"""Between a noun and the date that tells which is meant."""
_TRANSLATED = re.compile(r"[,.]?[”\"’]?\s*\[\s*[“\"]?")
"""Between a title and its translation."""
_ALSO = re.compile(
    r"(?:,? \(?|, )(?:or )?(?:(?:also|better|commonly|often|officially|formally|popularly|widely|otherwise|now) )?"
    r"(?:known as|called|named|dubbed|nicknamed|referred to as) (?:the )?[“‘\"]?| \((?:the )?[“‘\"]?",
    re.IGNORECASE,
)
"""Between two names of one agreement."""
_OTHER_SERIES = re.compile(
    r"\b(?:exercises?|drills?|manoeuvres|maneuvers|meetings?|summits?|for(?:um|a)|dialogues?|conferences?|games|reports?|"
    r"surveys?|strateg(?:y|ies)|white papers?|laws?|acts?|bills?|budgets?|films?|songs?|books?|polls?|festivals?)\b",
    re.IGNORECASE,
)
"""What else comes in yearly versions."""
_WAS = re.compile(
    r"(?:, (?:which|that) [^,.;]{1,80},|,? (?:which|that))?,? (?:(?:was|were|had been|first|finally|formally|later) )*"
)
_SIGNED = frozenset({"signed", "concluded"})
_ANY = frozenset({"agreement", "pact", "accord", "deal", "instrument", "document", "compact", "arrangement"})
"""Nouns that are said of an agreement of any kind."""
_BODIES = frozenset({"alliance", "alliances"})
"""Nouns that are said of an organisation as well: "the alliance" behind one means that."""
_SHORT = frozenset({"acronym", "learned"})
_TRUCES = frozenset({"truce", "ceasefire", "cease-fire", "armistice", "cessation of hostilities"})
"""Nouns that are said of each other."""


Learned = dict[str, tuple[AgreementFound, int]]
"""Names that a document gives: the definition and the index of the block that holds it."""


@dataclass(frozen=True, slots=True)
class AgreementAt:
    """An agreement mention of a document: `doc.text[start:end]` of the block at index `block`.

    `parties` are actor codes, sorted; `parties_from` is `name`, `sentence` or `focus`, empty where nobody is known.
    `refers` is the index of the settled mention that "the agreement" means, -1 for others; `words` tell a name from
    others of its kind and parties.
    """

    block: int
    start: int
    end: int
    found: AgreementFound
    parties: tuple[str, ...] = ()
    parties_from: str = ""
    refers: int = -1
    words: tuple[str, ...] = ()


def settle(blocks: Sequence[TextBlock]) -> tuple[AgreementAt, ...]:
    """Keep the candidates that the document bears out, in reading order.

    "The agreement" counts where an agreement stands in the same block or the one or two before; a bare
    noun ("an agreement") where something that happens to agreements is said in its sentence, or where "the agreement"
    behind it means it. An acronym counts everywhere behind the place that spells it out.
    """
    settler = _Settler(_learned(blocks))
    for index, block in enumerate(blocks):
        settler.read(index, block.doc)
    return tuple(settler.out)


class _Settler:
    """Reads candidates in order; `out` are those kept, `passed` the bare nouns behind the last one that were not."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned
        self._acts = act_finder()
        self._proper = frozenset(a for r in agreement_rules() for a in r.proper_acronyms)
        self.out: list[AgreementAt] = []
        self._passed: list[AgreementAt] = []

    def read(self, index: int, doc: Doc) -> None:
        """Settle the candidates of one block."""
        told = [AgreementAt(index, s.start_char, s.end_char, d) for s, d in found(doc, "agreements", AgreementFound)]
        aliases = _aliases(index, text_of(doc), self._learned, self._proper)
        candidates = told + [a for a in aliases if not any(a.start < t.end and t.start < a.end for t in told)]
        for c in sorted(candidates, key=lambda c: c.start):
            c = _defined(c, self._learned, self.out)
            if c.found.form == "elliptic":
                self._keep_meaning(c, _series_of(c, self.out, text_of(doc)))
            elif c.found.form == "definite":
                self._definite(c, doc)
            elif (at := _recalled(c, self.out)) >= 0:
                self._keep_meaning(c, at)
            elif c.found.form != "bare" or self._acts.in_sentence_of(doc, c.start, c.end, only=_only(c)):
                self._keep_new(c, text_of(doc))
            elif c.found.around.definite and (at := _antecedent(c, self.out)) >= 0 and _may_be(c, self.out[at]):
                self._keep_meaning(c, at)
            elif _certain(c, doc) or (c.found.form == "bare" and to_be_made(text_of(doc), c.start)):
                self._keep_new(c, text_of(doc))
            elif not (c.found.around.generic or c.found.paper or _noun(c) in _BODIES):
                self._passed.append(c)

    def _keep(self, mention: AgreementAt) -> None:
        self.out.append(mention)
        self._passed.clear()

    def _keep_meaning(self, mention: AgreementAt, at: int) -> None:
        """Keep what means the mention at an index of `out`; -1 is none."""
        if at >= 0:
            said = mention.found
            kind = self.out[at].found.kind if said.kind == "other" else said.kind
            self._keep(replace(mention, found=replace(said, kind=kind), refers=at))

    def _definite(self, mention: AgreementAt, doc: Doc) -> None:
        at = _antecedent(mention, self.out)
        if at < 0 and (passed := _antecedent(mention, self._passed)) >= 0:
            self._keep(self._passed[passed])
            at = len(self.out) - 1
        if at >= 0 and self.out[at].found.name.casefold().endswith(mention.found.name.casefold()):
            mention = _single(mention)  # "the accords", of what is called so
        if at >= 0:
            self._keep_meaning(mention, at)
        elif _tells_which(mention, doc, self._acts):
            self._keep(mention)

    def _keep_new(self, mention: AgreementAt, text: str) -> None:
        """Keep a name or a noun; what stands before it may be another name of the same."""
        last = self.out[-1] if self.out and self.out[-1].block == mention.block else None
        if last and _TRANSLATED.fullmatch(text, last.end, mention.start):
            # A title and its translation in brackets are one; the translation tells the kind.
            self.out[-1] = replace(last, found=replace(last.found, kind=mention.found.kind))
            mention = replace(mention, refers=len(self.out) - 1)
        elif last and _is_called(mention, last, text):
            kind = mention.found.kind if last.found.kind == "other" else last.found.kind
            self.out[-1] = replace(last, found=replace(last.found, kind=kind))
            mention = replace(mention, found=replace(mention.found, kind=kind), refers=len(self.out) - 1)
        self._keep(mention)


def _noun(mention: AgreementAt) -> str:
    return mention.found.name.casefold().split()[-1]


def _may_be(mention: AgreementAt, other: AgreementAt) -> bool:
    """Whether "the peace accord" may be what was named before: "an accord", "a peace treaty", no "trade accord"."""
    own, known = (set(m.found.name.casefold().split()[:-1]) for m in (mention, other))
    return not own or not known or not own.isdisjoint(known)


def _certain(mention: AgreementAt, doc: Doc) -> bool:
    """Whether a noun means a certain one: "their water accord", "a 1994 agreement", "an agreement of May 1994"."""
    said = mention.found
    if said.paper or said.around.generic:
        return False
    return (said.around.owned and " " in said.name) or _is_dated(mention, doc)


def _is_dated(mention: AgreementAt, doc: Doc) -> bool:
    """Whether a date stands before a noun or right behind it: "the 1988 treaty", "the treaty of 1988"."""
    if mention.found.around.year:
        return True
    behind = _DATED.match(text_of(doc), mention.end)
    return behind is not None and any(s.start_char == behind.end() for s, _ in found(doc, "dates", DateFound))


def _single(mention: AgreementAt) -> AgreementAt:
    said = mention.found
    return replace(mention, found=replace(said, around=replace(said.around, generic=False)))


def _tells_which(mention: AgreementAt, doc: Doc, acts: ActFinder) -> bool:
    """Whether a definite noun needs none named before: "the 1988 treaty", "the treaty of 1988", "ended its lease"."""
    if mention.found.around.owned and not mention.found.paper:
        return acts.in_sentence_of(doc, mention.start, mention.end, only=_only(mention))
    dated = _is_dated(mention, doc) and not mention.found.paper
    return dated or (_in_dated_sentence(mention, doc) and _made(mention, doc, acts))


def _in_dated_sentence(mention: AgreementAt, doc: Doc) -> bool:
    sentence = next((s for s in sentences_of(doc) if s[0] <= mention.start < s[1]), None)
    return sentence is not None and bool(dates_of(doc, sentence))


def _made(mention: AgreementAt, doc: Doc, acts: ActFinder) -> bool:
    """Whether the words beside a noun say that it was made: "The pact, reached in May", "They signed the pact"."""
    text = text_of(doc)
    ahead = acts.acts(text, max(0, mention.start - CLOSE), mention.start)
    if any(a.act in _SIGNED and not a.weak and text[a.end : mention.start] == " the " for a in ahead[-1:]):
        return True
    behind = _WAS.match(text, mention.end)
    made = acts.acts(text, behind.end(), behind.end() + NEXT_WORDS)[:1] if behind else []
    done = SIGNING if mention.found.paper else SIGNING | {"adopted"}
    if behind is None or not made or made[0].start != behind.end() or made[0].act not in done:
        return False
    passive = PASSIVE.search(behind.group()) or (behind.group()[:1] == "," and REDUCED.match(text, made[0].end))
    return bool(passive) or not made[0].weak


def _is_called(mention: AgreementAt, before: AgreementAt, text: str) -> bool:
    """Whether a name is another one of what was named before it: "the Faro Accord, also known as the Tea Treaty"."""
    if mention.found.form not in {"name", "proper"}:
        return False
    between = text[before.end : mention.start]
    apposed = between == ", the " and before.found.around.indefinite and text[mention.end : mention.end + 1] == ","
    return apposed or bool(_ALSO.fullmatch(between))


def _only(mention: AgreementAt) -> frozenset[str] | None:
    """The acts that a bare noun wants beside it: a paper of any kind may be issued, but only an agreement signed.

    "A trade deal" says enough of itself.
    """
    said = mention.found
    return SIGNING if said.paper and not (said.descriptive and " " in said.name) else None


def _defined(mention: AgreementAt, learned: Learned, before: Sequence[AgreementAt]) -> AgreementAt:
    """An acronym with what the document says it means: the kind, and where it was spelt out."""
    said = mention.found
    if said.form not in {"acronym", "learned", "proper"} or said.alias not in learned:
        return mention
    kind = learned[said.alias][0].kind
    kind = said.kind if kind == "other" else kind
    at = next((i for i, b in enumerate(before) if b.found.alias == said.alias and b.found.form == "name"), -1)
    form: Form = "learned" if said.form != "proper" else said.form
    return replace(mention, found=replace(said, kind=kind, form=form), refers=at)


def _antecedent(mention: AgreementAt, before: Sequence[AgreementAt]) -> int:
    """The last mention nearby that the definite noun may mean, or -1.

    In the nearest block that names any, one of the same noun goes before others, of which "agreement" is said as well.
    """
    noun = _noun(mention)
    other = -1
    for i in range(len(before) - 1, -1, -1):
        m = before[i].found
        if mention.block - before[i].block > NEAR:
            break
        years = {m.around.year, mention.found.around.year} - {""}
        if m.around.generic or len(years) > 1:
            continue
        name = m.name.casefold()
        # An acronym ("ACSA") is short for something of the kind.
        short = noun in _ANY and m.form in _SHORT and m.kind not in PAPERS
        if noun in name or short or (noun in _TRUCES and any(n in name for n in _TRUCES)):
            return other if other >= 0 and before[other].block > before[i].block else i
        if other < 0 and noun in _ANY and (m.alias or m.kind not in PAPERS):
            other = i
    return other


def _recalled(mention: AgreementAt, before: Sequence[AgreementAt]) -> int:
    """The mention nearby that a name in capitals which only describes is short for: "the Joint Declaration"; or -1."""
    said = mention.found
    if said.form != "name" or not (said.descriptive and said.around.definite) or said.alias:
        return -1
    words = set(said.name.casefold().split())
    for i in range(len(before) - 1, -1, -1):
        m = before[i].found
        if mention.block - before[i].block > NEAR:
            break
        other = len({m.around.year, said.around.year} - {""}) > 1
        if m.kind == said.kind and not (m.around.generic or other) and words <= set(m.name.casefold().split()):
            return i
    return -1


def _series_of(mention: AgreementAt, before: Sequence[AgreementAt], text: str) -> int:
    """The last paper of the block that "the 2014 version" may be one of, and nothing else between; or -1."""
    near = [i for i, b in enumerate(before) if b.block == mention.block and b.found.kind in PAPERS | VERSIONED]
    if not near or _OTHER_SERIES.search(text, before[near[-1]].end, mention.end + NEXT_WORDS):
        return -1
    return max((i for i in near if not before[i].found.around.generic), default=-1)


def _learned(blocks: Sequence[TextBlock]) -> Learned:
    """Names that the document gives, each with its definition and the index of the block that holds it.

    Acronyms, and titles said to be an agreement's ("an accord called …").
    """
    known: Learned = {}
    for index, block in enumerate(blocks):
        for _, d in found(block.doc, "agreements", AgreementFound):
            if d.alias and d.form != "acronym":
                known.setdefault(d.alias, (d, index))
            if d.called and len(d.name) > SHORT:
                known.setdefault(d.name, (d, index))
            for spelt in d.abbreviations:
                known.setdefault(spelt, (d, index))
    return known


def _aliases(index: int, text: str, learned: Learned, proper: Collection[str]) -> Iterator[AgreementAt]:
    for alias, (definition, defined_in) in learned.items():
        if index < defined_in or alias not in text:
            continue
        for m in re.finditer(rf"(?<![\w-]){re.escape(alias)}(?![\w])", text):
            short = alias if alias != definition.name else ""
            form: Form = ("proper" if alias in proper else "learned") if short else "name"
            plain = replace(definition.around, year="", indefinite=False)
            made = replace(definition, name=alias, alias=short, form=form, around=plain)
            yield AgreementAt(index, m.start(), m.end(), made)
