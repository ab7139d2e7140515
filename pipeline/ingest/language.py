"""Which language a text is in: said only where it is sure.

English is told by its commonest words; only for other texts is py3langid loaded, which takes longer than reading most
files.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from pipeline.ingest.draft import Draft

_SAMPLE = 6000
"""Characters that are looked at."""
_ENOUGH = 200
"""Letters below which a text says nothing sure of its language."""
_SURE = 0.99
_NONE = "zxx"
"""ISO 639-2 for what is in no language."""
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
"""A language's tag (BCP 47), as some write it with `_`; "C" is a machine's setting, a name is no tag."""
_ENGLISH = {"the": 0.02, "of": 0.01, "and": 0.01}
"""Shares of all words that these pass in English prose (where they make up 6, 3 and 3 of 100), and in no other."""


def is_language(text: str) -> bool:
    """Whether it is the tag of a language."""
    return bool(_TAG.fullmatch(text))


def language_of(text: str) -> str:
    """The language of a text as ISO 639 code; empty where it is too short, mixed or no prose."""
    words = [w.lower() for w in _WORD.findall(text)]
    if sum(map(len, words)) < _ENOUGH:
        return ""
    counts = Counter(words)
    if all(counts[word] >= share * len(words) for word, share in _ENGLISH.items()):
        return "en"
    language, probability = _identifier().classify(" ".join(words))
    return str(language) if probability >= _SURE and language != _NONE else ""


def sample_of(draft: Draft) -> str:
    """Running text of a document, else whatever it has: names and numbers of tables tell no language."""
    parts: list[str] = []
    length = 0
    for block in draft.blocks:
        if block.kind == "paragraph" and length < _SAMPLE:
            parts += [draft.source[a:b] for a, b in block.fragments]
            length += sum(b - a for a, b in block.fragments)
    return " ".join(parts)[:_SAMPLE] if length >= _ENOUGH else draft.source[:_SAMPLE]


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
