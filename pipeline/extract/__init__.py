"""The second stage: a document becomes mentions, and what each of them says."""

from __future__ import annotations

from pipeline.records import Document, Extraction


def extract(document: Document) -> Extraction:
    """Find all mentions in a document.

    The spaCy pipeline is put together once in a process.
    """
    from pipeline.extract.gather import gather

    return gather(document)


__all__ = ["extract"]
