"""Citations: a note is covered by sources and prose, each source told by its form; running text names interviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extract.citations.interviews import InterviewGrammar, Pieces
from pipeline.extract.citations.interviews.dating import dated
from pipeline.extract.citations.interviews.fields import Interview
from pipeline.extract.citations.interviews.years import with_years
from pipeline.extract.citations.parts import Part, parts, sentences_of
from pipeline.extract.citations.reference_text import with_double_quotes
from pipeline.extract.citations.references import Reference, read_reference, read_run
from pipeline.extract.nlp import block_of, put, text_of

RULES = {"full": "reference.full", "short": "reference.short", "ibid": "reference.ibid", "note": "reference.prose"}
_READ = frozenset({"paragraph", "list"})


@dataclass(frozen=True, slots=True)
class CitationFound:
    """A source or a stretch of prose in a note; `said` is `None` for prose.

    `start` and `end` are its characters in the doc's text: the span in the group is widened to whole tokens.
    """

    rule: str
    said: Interview | Reference | None
    position: int
    nested: bool
    start: int
    end: int


@Language.factory("chronocite_citations")
def make_citations(nlp: Language, name: str) -> CitationFinder:
    """The pipeline's component; it works on notes, and on what running text says of interviews."""
    return CitationFinder()


class CitationFinder:
    """Leaves the citations of a block as span group `citations`, positions counted from 1."""

    def __init__(self) -> None:
        self._grammar = InterviewGrammar()

    def __call__(self, doc: Doc) -> Doc:
        """Find them."""
        block = block_of(doc)
        if block is None:
            return doc
        if block.kind in {"footnote", "endnote"}:
            self._leave(doc, self._cited(doc, cut=not block.complete))
        elif block.kind in _READ:
            interviews = self._grammar.find(dated(doc))
            self._leave(doc, [(Part(i.start, i.end, source=True), i) for i in interviews])
        return doc

    def _cited(self, doc: Doc, *, cut: bool) -> Sequence[tuple[Part, Interview | Reference | None]]:
        """The parts of a note; one part may cite several interviews."""
        words, pieces = with_double_quotes(text_of(doc)), Pieces(self._grammar, dated(doc))

        @cache
        def interviews(a: int, b: int) -> tuple[Interview, ...]:
            return pieces.read(a, b)

        @cache
        def reference(a: int, b: int) -> Reference | None:
            return read_reference(words[a:b], cut=cut)

        def is_source(a: int, b: int) -> bool:
            return bool(interviews(a, b)) or reference(a, b) is not None

        @cache
        def is_certain(a: int, b: int) -> bool:
            if interviews(a, b):
                return True
            # An interview among the sentences is a source of its own, not the start of a bibliography's entry.
            own = (
                interviews(a + low, a + len(words[a : a + high].rstrip(" ."))) for low, high in sentences_of(words[a:b])
            )
            return read_run(words[a:b]) is not None and not any(own)

        out: list[tuple[Part, Interview | Reference | None]] = []
        for part in parts(words, is_source, is_certain):
            several = interviews(part.start, part.end) if part.source else ()
            if several:
                out += [(replace(part, start=i.start, end=i.end), i) for i in several]
            else:
                out.append((part, reference(part.start, part.end) if part.source else None))
        years = iter(with_years([said for _, said in out if isinstance(said, Interview)]))
        return [(part, next(years) if isinstance(said, Interview) else said) for part, said in out]

    def _leave(self, doc: Doc, told: Sequence[tuple[Part, Interview | Reference | None]]) -> None:
        spans, details = [], []
        for position, (part, what) in enumerate(told, 1):
            rule = what.rule if isinstance(what, Interview) else RULES[what.kind if what else "note"]
            span = doc.char_span(part.start, part.end, label=rule, alignment_mode="expand")
            if span is None:
                continue
            spans.append(span)
            details.append(CitationFound(rule, what, position, part.nested, part.start, part.end))
        put(doc, "citations", spans, details)
