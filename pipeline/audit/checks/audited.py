"""What the checks look at, how they say where something stands, and what a claim comes to that is wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from pipeline.records import Citation, Claim, DateSeries, Document, Extraction, Finding, Mention, Row, Severity

_T = TypeVar("_T")

_TITLE = re.compile(r"[^\W\d_]{3}|[\u3040-\u9fff]")
"""What a heading has that is more than a number or leftover marks."""
Tested = tuple[Claim, Finding | None]
"""A claim with its verdict, and the finding that it makes."""


@dataclass(frozen=True)
class Audited:
    """One document, with all that the checks look at.

    Attributes:
        document: As ingest read it: its text, blocks and markers.
        extraction: What was read from it, as people have revised it.
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
    def dates(self) -> Mapping[str, Sequence[Mention]]:
        """By block those whose words say all of their value, in source order."""
        return _by(lambda m: m.block_id, filter(says_when, self.extraction.mentions))

    @cached_property
    def quotes(self) -> Mapping[str, Sequence[Mention]]:
        """By block the words quoted in it, in source order."""
        return _by(lambda m: m.block_id, (m for m in self.extraction.mentions if m.kind == "quote"))

    @cached_property
    def lists(self) -> Mapping[str, Sequence[DateSeries]]:
        """By note the lists of dates in it, in order."""
        return _by(lambda s: s.note_id, self.extraction.series)

    @cached_property
    def lost_notes(self) -> int:
        """How many notes the file has lost or cut."""
        cut = sum(b.kind in {"footnote", "endnote"} and not b.complete for b in self.document.blocks)
        return cut + sum(not s.note_id for s in self.extraction.supports)


@dataclass(frozen=True)
class Dataset:
    """What is known of all documents together.

    Attributes:
        tables: As `reconcile` left them.
        extractions: Of the documents, in their order.
    """

    tables: Mapping[str, Sequence[Row]]
    extractions: Sequence[Extraction]

    @cached_property
    def mentions(self) -> Mapping[str, Mention]:
        """By id."""
        return {m.mention_id: m for x in self.extractions for m in x.mentions}

    def where(self, m: Mention, *, beside: Mention | None = None) -> str:
        """In which file, note, chapter and page a mention stands.

        Args:
            m: The mention.
            beside: One that was told of before; of its file only what differs is said.
        """
        file = "the same file" if beside and beside.doc_id == m.doc_id else self._paths[m.doc_id]
        note = self._notes.get((m.doc_id, m.block_id), "")
        return f"{f'note {note} of ' if note else ''}{file}{place_of(m)}"

    @cached_property
    def _notes(self) -> Mapping[tuple[str, str], str]:
        """By document and block the number of a note."""
        notes = (m for x in self.extractions for m in x.mentions if m.kind == "footnote" and m.label)
        return {(m.doc_id, m.block_id): m.label for m in notes}

    @cached_property
    def _paths(self) -> Mapping[str, str]:
        return {row["doc_id"]: row["path"] for row in self.tables["documents"]}


def _by(key: Callable[[_T], str], of: Iterable[_T]) -> Mapping[str, Sequence[_T]]:
    out: dict[str, list[_T]] = defaultdict(list)
    for each in of:
        out[key(each)].append(each)
    return out


def undecidable(claim: Claim, reason: str) -> Tested:
    """A claim that what was found does not decide."""
    return replace(claim, verdict="undecidable", reason=reason), None


def contradicted(claim: Claim, message: str, reason: str, severity: Severity = "warning") -> Tested:
    """A claim that is wrong, with the finding that says so.

    Args:
        claim: It expects and found what the finding does.
        message: What the finding says.
        reason: What the claim's row says.
        severity: Of the finding.
    """
    finding = Finding(
        claim.check,
        severity,
        claim.doc_id,
        message,
        expected=claim.expected,
        found=claim.found,
        evidence=claim.evidence,
    )
    return replace(claim, verdict="contradicted", reason=reason, finding_id=finding.finding_id), finding


def lost(notes: int) -> str:
    """So many notes are lost or cut, in words."""
    return f"{notes} note{'s are' if notes > 1 else ' is'} lost or cut"


def says_when(m: Mention) -> bool:
    """Whether the words of a date say all of its value; what another date lent it proves nothing."""
    return m.kind == "date" and bool(m.value) and not m.anchor and "@" not in m.rule


def place_of(m: Mention, last: Mention | None = None) -> str:
    """Chapter and page of a mention in brackets, behind a blank; empty where neither is known.

    Args:
        m: The mention.
        last: Of several, the last; where it stands on another page, it is said from which page to which.
    """
    section = m.section[0] if m.section and _TITLE.search(m.section[0]) else ""
    page = f"page {m.page}" if m.page else ""
    if m.page and last and last.page and last.page != m.page:
        page = f"pages {m.page} to {last.page}"
    place = ", ".join(p for p in (section, page) if p)
    return f" ({place})" if place else ""


def short(text: str, limit: int = 80) -> str:
    """A text, its end left out if it is longer."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
