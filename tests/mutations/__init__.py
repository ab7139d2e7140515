"""Inputs that nobody would write: samples of every format, spoilt byte by byte and part by part, by a seed.

The same kind and number give the same input, whatever machine it is made on.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.mutations.beside import (
    DECIDED,
    make_decisions,
    make_registry,
    make_rules,
    make_seed,
    make_sources,
    make_torn,
)
from tests.mutations.documents import (
    few_pages,
    make_docx,
    make_epub,
    make_html,
    make_markdown,
    make_odt,
    make_pdf,
    make_text,
)
from tests.mutations.spoiling import other_tree, spoil

__all__ = ["DECIDED", "KINDS", "SUFFIXES", "few_pages", "make", "other_tree", "spoil"]

SUFFIXES: Mapping[str, str] = {
    "text": ".txt", "markdown": ".md", "html": ".html", "pdf": ".pdf", "docx": ".docx", "odt": ".odt", "epub": ".epub",
}  # fmt: skip
"""Of the kinds that are documents."""

_MAKERS: Mapping[str, Callable[[random.Random, Path], bytes]] = {
    "text": make_text,
    "markdown": make_markdown,
    "html": make_html,
    "pdf": make_pdf,
    "docx": make_docx,
    "odt": make_odt,
    "epub": make_epub,
    "rules": make_rules,
    "decisions": make_decisions,
    "registry": make_registry,
    "sources": make_sources,
    "gold": make_seed,
    "results": make_seed,
    "torn": make_torn,
}
KINDS = tuple(_MAKERS)


def make(kind: str, number: int, scratch: Path) -> bytes:
    """The input of a kind and a number; `scratch` is a folder that may be written to."""
    chance = random.Random(f"{kind} {number}")
    return _MAKERS[kind](chance, scratch)
