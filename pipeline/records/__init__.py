"""What is known: documents and their blocks, the mentions found in them, the rows of the dataset.

Plain frozen data. Every offset counts Unicode code points in a document's source text; every span is
half-open. A *fragment* is one unbroken `(start, end)`; a span that something interrupts (a page break
with its footnotes) or that has parts (the ends of a date range) is a tuple of fragments.
"""

from __future__ import annotations

from pipeline.records.documents import (
    PDF_READERS,
    Block,
    BlockKind,
    Document,
    DocumentRow,
    Edit,
    EditOp,
    Fact,
    Marker,
    Page,
    Status,
    Word,
)
from pipeline.records.ids import content_id
from pipeline.records.mentions import (
    THINGS,
    AgreementMention,
    Citation,
    CitationKind,
    ClaimMention,
    DateSeries,
    EventMention,
    Extraction,
    Mention,
    MentionKind,
    MilestoneMention,
    Support,
)
from pipeline.records.rows import (
    SEPARATOR,
    Claim,
    Finding,
    Row,
    Severity,
    Verdict,
    cell_of,
    joined,
    members,
)
from pipeline.records.spans import Fragment, Fragments, hull

__all__ = [
    "PDF_READERS",
    "SEPARATOR",
    "THINGS",
    "AgreementMention",
    "Block",
    "BlockKind",
    "Citation",
    "CitationKind",
    "Claim",
    "ClaimMention",
    "DateSeries",
    "Document",
    "DocumentRow",
    "Edit",
    "EditOp",
    "EventMention",
    "Extraction",
    "Fact",
    "Finding",
    "Fragment",
    "Fragments",
    "Marker",
    "Mention",
    "MentionKind",
    "MilestoneMention",
    "Page",
    "Row",
    "Severity",
    "Status",
    "Support",
    "Verdict",
    "Word",
    "cell_of",
    "content_id",
    "hull",
    "joined",
    "members",
]
