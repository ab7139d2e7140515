"""The second stage: a document becomes mentions, and what each of them says."""

from __future__ import annotations

from pipeline.extract.lean import import_spacy
from pipeline.records import Document, Extraction


def extract(document: Document) -> Extraction:
    """Find all mentions in a document.

    The spaCy pipeline is put together once in a process.
    """
    # First of all: whoever imports any part of spaCy imports the whole.
    import_spacy()
    from pipeline.extract.gather import gather

    return gather(document)


__all__ = ["extract"]
