"""Words in quotation marks: what a report quotes from its sources."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extract.nlp import block_of, put, text_of

_QUOTED = re.compile(r"“(?P<curly>[^“”]{2,1200}?)”|(?<![\w\"])\"(?P<straight>[^\"“”]{2,1200}?)\"(?!\w)")
RULE = "quote.marked"


@dataclass(frozen=True, slots=True)
class QuoteFound:
    """A quotation; its span is the words between the marks."""

    rule: str = RULE


@Language.component("chronocite_quotes")
def find_quotes(doc: Doc) -> Doc:
    """Leave the quotations of running text as span group `quotes`; in notes, marks set off titles."""
    block = block_of(doc)
    if block is not None and block.kind in {"footnote", "endnote", "heading"}:
        return doc
    spans = []
    for m in _QUOTED.finditer(text_of(doc)):
        kind = m.lastgroup or ""
        span = doc.char_span(m.start(kind), m.end(kind), label=RULE, alignment_mode="contract")
        if span is not None and span.text.strip():
            spans.append(span)
    put(doc, "quotes", spans, [QuoteFound()] * len(spans))
    return doc
