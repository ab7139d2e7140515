"""What the checks look at, and how they say where something stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.records import Citation, Claim, Document, Extraction, Finding, Mention

_TITLE = re.compile(r"[^\W\d_]{3}|[\u3040-\u9fff]")
"""What a heading has that is more than a number or leftover marks."""
Tested = tuple[Claim, Finding | None]
"""A claim with its verdict, and the finding that it makes."""


@dataclass(frozen=True)
class Audited:
    """One document, with all that the checks look at.

    Attributes:
        document: Without its source text's interpretation: blocks and markers.
        extraction: Its mentions.
        unverified: Ids of mentions that the second reading does not hold.
        unresolved: By citation id the reason why a short form or ibid resolves to nothing.
        interviews: For each distinct interview that it cites the mention of the first citation.
        resolved: By citation id of a short form or ibid the citation that it stands for.
    """

    document: Document
    extraction: Extraction
    unverified: frozenset[str]
    unresolved: Mapping[str, str]
    interviews: tuple[str, ...]
    resolved: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def mentions(self) -> Mapping[str, Mention]:
        """By id."""
        return {m.mention_id: m for m in self.extraction.mentions}

    @cached_property
    def citations(self) -> Mapping[str, Citation]:
        """By id."""
        return {c.citation_id: c for c in self.extraction.citations}

    @cached_property
    def lost_notes(self) -> int:
        """How many notes the file has lost or cut."""
        cut = sum(b.kind in {"footnote", "endnote"} and not b.complete for b in self.document.blocks)
        return cut + sum(not s.note_id for s in self.extraction.supports)


def lost(notes: int) -> str:
    """So many notes are lost or cut, in words."""
    return f"{notes} note{'s are' if notes > 1 else ' is'} lost or cut"


def says_when(m: Mention) -> bool:
    """Whether the words of a date say all of its value; what another date lent it proves nothing."""
    return m.kind == "date" and bool(m.value) and not m.anchor and "@" not in m.rule


def place_of(m: Mention) -> str:
    """Chapter and page of a mention in brackets, behind a blank; empty where neither is known."""
    section = m.section[0] if m.section and _TITLE.search(m.section[0]) else ""
    page = f"page {m.page}" if m.page else ""
    place = ", ".join(p for p in (section, page) if p)
    return f" ({place})" if place else ""


def short(text: str, limit: int = 80) -> str:
    """A text, its end left out if it is longer."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
