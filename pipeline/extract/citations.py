"""Citations in notes: every note is covered by sources and prose, each source told by its form."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extract.interviews import Interview, InterviewGrammar
from pipeline.extract.nlp import block_of, put
from pipeline.extract.note_parts import parts
from pipeline.extract.references import Reference, read_reference

RULES = {"full": "reference.full", "short": "reference.short", "ibid": "reference.ibid", "note": "reference.prose"}


@dataclass(frozen=True, slots=True)
class CitationFound:
    """A source or a stretch of prose in a note; `said` is `None` for prose."""

    rule: str
    said: Interview | Reference | None
    position: int
    nested: bool


@Language.factory("chronocite_citations")
def make_citations(nlp: Language, name: str) -> CitationFinder:
    """The pipeline's component; it works on notes alone."""
    return CitationFinder(nlp)


class CitationFinder:
    """Leaves the citations of a note as span group `citations`, positions counted from 1."""

    def __init__(self, nlp: Language) -> None:
        self._grammar = InterviewGrammar(nlp)

    def __call__(self, doc: Doc) -> Doc:
        """Find them, if the doc is a note."""
        block = block_of(doc)
        if block is None or block.kind not in {"footnote", "endnote"}:
            return doc
        cut = not block.complete

        def said(a: int, b: int) -> Interview | Reference | None:
            span = doc.char_span(a, b, alignment_mode="expand")
            interview = self._grammar.read(span) if span is not None else None
            return interview or read_reference(doc.text[a:b], cut=cut)

        spans, details = [], []
        for position, part in enumerate(parts(doc.text, lambda a, b: said(a, b) is not None), 1):
            what = said(part.start, part.end) if part.source else None
            rule = what.rule if isinstance(what, Interview) else RULES[what.kind if what else "note"]
            span = doc.char_span(part.start, part.end, label=rule, alignment_mode="expand")
            if span is None:
                continue
            spans.append(span)
            details.append(CitationFound(rule, what, position, part.nested))
        put(doc, "citations", spans, details)
        return doc
