"""Which candidates of an agreement the document bears out, read in order: acronyms that it defines, "the agreement"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.agreements.acts import ActFinder
from pipeline.extract.agreements.rules import AgreementFound
from pipeline.extract.nlp import TextBlock, found, text_of

NEAR = 2
"""Blocks: how far back "the agreement" may look for what it means."""


@dataclass(frozen=True, slots=True)
class AgreementAt:
    """An agreement mention of a document: `doc.text[start:end]` of the block at index `block`.

    `parties` are actor codes, sorted; `parties_from` is `name`, `sentence` or `focus`, empty where nobody is known.
    """

    block: int
    start: int
    end: int
    found: AgreementFound
    parties: tuple[str, ...] = ()
    parties_from: str = ""


def settle(blocks: Sequence[TextBlock]) -> tuple[AgreementAt, ...]:
    """Keep the candidates that the document bears out, in reading order.

    "The agreement" counts where an agreement stands in the same block or the one or two before; a bare
    noun ("an agreement") where something that happens to agreements is said in its sentence. An acronym
    counts everywhere behind the place that spells it out.
    """
    acts = ActFinder()
    learned = _learned(blocks)
    out: list[AgreementAt] = []
    for index, block in enumerate(blocks):
        doc = block.doc
        told = [AgreementAt(index, s.start_char, s.end_char, d) for s, d in found(doc, "agreements", AgreementFound)]
        aliases = _aliases(index, text_of(doc), learned)
        candidates = told + [a for a in aliases if not any(a.start < t.end and t.start < a.end for t in told)]
        for c in sorted(candidates, key=lambda c: c.start):
            if c.found.form == "definite":
                antecedent = _antecedent(c, out)
                if antecedent is not None:
                    kind = antecedent.found.kind if c.found.kind == "other" else c.found.kind
                    out.append(replace(c, found=replace(c.found, kind=kind)))
            elif c.found.form != "bare" or acts.in_sentence_of(doc, c.start, c.end):
                out.append(c)
    return tuple(out)


def _antecedent(mention: AgreementAt, before: Sequence[AgreementAt]) -> AgreementAt | None:
    """The last mention nearby that the definite noun may mean: same noun, or "agreement" for any kind of one."""
    noun = mention.found.name.casefold().split()[-1]
    for m in reversed(before):
        if mention.block - m.block > NEAR:
            return None
        if m.found.generic:
            continue
        if noun in m.found.name.casefold() or (noun in {"agreement", "pact", "accord", "deal"} and m.found.alias):
            return m
    return None


def _learned(blocks: Sequence[TextBlock]) -> dict[str, tuple[AgreementFound, int]]:
    """Acronyms that the document defines, each with its definition and the index of the block that holds it."""
    known: dict[str, tuple[AgreementFound, int]] = {}
    for index, block in enumerate(blocks):
        for _, d in found(block.doc, "agreements", AgreementFound):
            if d.alias and d.form != "acronym":
                known.setdefault(d.alias, (d, index))
    return known


def _aliases(index: int, text: str, learned: dict[str, tuple[AgreementFound, int]]) -> Iterator[AgreementAt]:
    for alias, (definition, defined_in) in learned.items():
        if index < defined_in:
            continue
        for m in re.finditer(rf"(?<![\w-]){re.escape(alias)}(?![\w])", text):
            made = replace(definition, name=alias, alias=alias, form="learned", year="", indefinite=False)
            yield AgreementAt(index, m.start(), m.end(), made)
