"""Which candidates of an agreement the document bears out, read in order: acronyms that it defines, "the agreement"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.agreements.acts import SIGNING, act_finder
from pipeline.extract.agreements.rules import PAPERS, AgreementFound, Form
from pipeline.extract.nlp import TextBlock, found, text_of

NEAR = 2
"""Blocks: how far back "the agreement" may look for what it means."""
VERSIONED = frozenset({"partnership_programme"})
"""Kinds that are made anew every few years under one name."""
NEXT_WORDS = 30
"""Characters behind "the 2014 version" that may say of what it is one."""
SHORT = 8
"""Characters: a title no longer than this may be any word."""
_TRANSLATED = re.compile(r"[,.]?[”\"’]?\s*\[\s*[“\"]?")
"""Between a title and its translation."""
_OTHER_SERIES = re.compile(
    r"\b(?:exercises?|drills?|manoeuvres|maneuvers|meetings?|summits?|for(?:um|a)|dialogues?|conferences?|games|reports?|"
    r"surveys?|strateg(?:y|ies)|white papers?|laws?|acts?|bills?|budgets?|films?|songs?|books?|polls?|festivals?)\b",
    re.IGNORECASE,
)
"""What else comes in yearly versions."""
_ANY = frozenset({"agreement", "pact", "accord", "deal", "instrument", "document", "compact", "arrangement"})
"""Nouns that are said of an agreement of any kind."""


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
    noun ("an agreement") where something that happens to agreements is said in its sentence. An acronym
    counts everywhere behind the place that spells it out.
    """
    acts = act_finder()
    learned = _learned(blocks)
    out: list[AgreementAt] = []
    for index, block in enumerate(blocks):
        doc = block.doc
        told = [AgreementAt(index, s.start_char, s.end_char, d) for s, d in found(doc, "agreements", AgreementFound)]
        aliases = _aliases(index, text_of(doc), learned)
        candidates = told + [a for a in aliases if not any(a.start < t.end and t.start < a.end for t in told)]
        for c in sorted(candidates, key=lambda c: c.start):
            c = _defined(c, learned, out)
            if c.found.form == "elliptic":
                at = _series_of(c, out, text_of(doc))
                if at >= 0:
                    out.append(replace(c, found=replace(c.found, kind=out[at].found.kind), refers=at))
            elif c.found.form == "definite":
                at = _antecedent(c, out)
                if at >= 0:
                    kind = out[at].found.kind if c.found.kind == "other" else c.found.kind
                    out.append(replace(c, found=replace(c.found, kind=kind), refers=at))
                elif c.found.around.year and not c.found.paper:
                    out.append(c)  # "the 1988 treaty" says itself which one it is
            elif c.found.form != "bare" or acts.in_sentence_of(doc, c.start, c.end, only=_only(c)):
                if out and out[-1].block == index and _TRANSLATED.fullmatch(text_of(doc)[out[-1].end : c.start]):
                    # A title and its translation in brackets are one; the translation tells the kind.
                    out[-1] = replace(out[-1], found=replace(out[-1].found, kind=c.found.kind))
                    c = replace(c, refers=len(out) - 1)
                out.append(c)
    return tuple(out)


def _only(mention: AgreementAt) -> frozenset[str] | None:
    """The acts that a bare noun wants beside it: a paper of any kind may be issued, but only an agreement signed."""
    return SIGNING if mention.found.paper else None


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
    """The last mention nearby that the definite noun may mean: same noun, or "agreement" for any kind of one; or -1."""
    noun = mention.found.name.casefold().split()[-1]
    for i in range(len(before) - 1, -1, -1):
        m = before[i].found
        if mention.block - before[i].block > NEAR:
            return -1
        years = {m.around.year, mention.found.around.year} - {""}
        if m.around.generic or len(years) > 1:
            continue
        if noun in m.name.casefold() or (noun in _ANY and m.alias):
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


def _aliases(index: int, text: str, learned: Learned) -> Iterator[AgreementAt]:
    for alias, (definition, defined_in) in learned.items():
        if index < defined_in or alias not in text:
            continue
        for m in re.finditer(rf"(?<![\w-]){re.escape(alias)}(?![\w])", text):
            short = alias if alias != definition.name else ""
            form: Form = "learned" if short else "name"
            plain = replace(definition.around, year="", indefinite=False)
            made = replace(definition, name=alias, alias=short, form=form, around=plain)
            yield AgreementAt(index, m.start(), m.end(), made)
