"""The words that tell the name of an agreement from others of its kind and parties."""

from __future__ import annotations

import re

from pipeline.extract.actors import ActorFound
from pipeline.extract.agreements.phrases import word_set
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.nlp import TextBlock, found

_WORD = re.compile(r"[^\W\d_]{2,}")
_VARIANTS = (
    ("defence", "defense"),
    ("programme", "program"),
    ("centre", "center"),
    ("isation", "ization"),
    ("licence", "license"),
)
_COMMON = word_set(
    "agreement treaty treatie pact accord deal declaration statement memorandum memoranda understanding convention "
    "roadmap road map plan action arrangement communique joint bilateral trilateral "
    "mutual government republic kingdom federal state national the of and on in for between to with concerning "
    "regarding by at as an its their new common intent letter international country nation"
)
"""Words of names that tell nothing apart, as `_spelling` leaves them."""


def words_of(mention: AgreementAt, block: TextBlock) -> tuple[str, ...]:
    """The words of a name in one spelling, sorted: no parties, no "agreement", no small words, not its acronym.

    Empty for "the agreement", for acronyms, and for what means no single agreement.
    """
    if mention.found.form in {"definite", "acronym", "learned"} or mention.found.around.generic:
        return ()
    text, at, left = block.reading.text, mention.start, []
    for span, actor in found(block.doc, "actors", ActorFound):
        if mention.start <= span.start_char and span.end_char <= mention.end and actor.code in mention.parties:
            left.append(text[at : span.start_char])
            at = max(at, span.end_char)
    words = _WORD.findall(" ".join([*left, text[at : mention.end]]).casefold())
    return tuple(sorted({_spelling(w) for w in words if w != mention.found.alias.casefold()} - _COMMON))


def _spelling(word: str) -> str:
    for old, new in _VARIANTS:
        word = word.replace(old, new)
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
