"""What a reader of one format hands on: a document without its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.records import Block, Fact, Marker, Page, Word


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields are those of `pipeline.records.Document`; `facts` holds only what the file itself says."""

    media_type: str
    source: str
    blocks: tuple[Block, ...]
    markers: tuple[Marker, ...] = ()
    pages: tuple[Page, ...] = ()
    words: tuple[Word, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    reader: str = ""
