"""PDF for tests: typeset from a few words, or pages that are there already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import typst

from pipeline.ingest.pdf.page import PrintedPage


def typeset(source: str) -> bytes:
    """A PDF of what stands in Typst's language."""
    made = typst.compile(source.encode())
    assert isinstance(made, bytes)
    return made


@dataclass(frozen=True, slots=True)
class PrintedPages:
    """Pages that are there already, as a `PageReader`."""

    printed: tuple[PrintedPage, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.printed)

    def pages(self) -> Iterator[PrintedPage]:
        return iter(self.printed)
