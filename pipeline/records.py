"""What is known: documents and their blocks, the mentions found in them, the rows of the dataset.

Plain frozen data. Every offset counts Unicode code points in a document's source text; every span is
half-open. A *fragment* is one unbroken `(start, end)`; a span that something interrupts (a page break
with its footnotes) or that has parts (the ends of a date range) is a tuple of fragments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Fragment = tuple[int, int]
Fragments = tuple[Fragment, ...]

BlockKind = Literal["heading", "paragraph", "list", "footnote", "endnote", "caption", "table", "front", "furniture"]
"""The contract's kinds of block, and `furniture`: running heads, page numbers, contents, boilerplate."""

EditOp = Literal["join", "space", "drop", "marker"]

MentionKind = Literal["date", "actor", "agreement", "event", "footnote", "marker", "citation", "quote", "claim"]
CitationKind = Literal["interview", "correspondence", "full", "short", "ibid", "note"]
Status = Literal["ok", "failed", "empty", "skipped"]
Severity = Literal["error", "warning", "note"]

PDF_READERS = ("pdfium", "pdfplumber")
"""The libraries that can read a PDF: the usual one, and the slow one that it is held against."""


def content_id(prefix: str, *parts: object) -> str:
    """An id that depends on nothing but what it names, so that an unchanged input keeps it.

    Args:
        prefix: One letter that tells the table.
        parts: What makes the thing itself; their `str` must be stable.
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f"{prefix}{digest[:12]}"


def hull(fragments: Fragments) -> Fragment:
    """The smallest `(start, end)` that holds all fragments."""
    return min(s for s, _ in fragments), max(e for _, e in fragments)


# --- documents -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edit:
    """One step from source text to reading text; what no edit names is kept as it stands.

    `join`: the span vanishes and its neighbours meet (a hyphen at a line end and the break after it).
    `space`: the span becomes one space (a line break, folded white space, a no-break space).
    `drop`: the span vanishes (a bullet, Markdown's marks).
    `marker`: the span is a note marker: kept in reading text, lifted out of what rules run on.
    """

    op: EditOp
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of source text of one kind, perhaps in several fragments (a paragraph over a page break).

    Attributes:
        block_id: Unique in its document, `b1`, `b2` … in reading order.
        kind: See `BlockKind`.
        fragments: Where it stands; ascending, not overlapping.
        edits: Ascending, not overlapping, inside the fragments.
        section: The headings above it, outermost first.
        level: For headings: 1 is a chapter; otherwise 0.
        label: For notes: the number as printed, or as the sequence shows it where the print is lost.
        scope: For notes: which numbering it belongs to (0, 1, …: chapters that count from 1 again).
        complete: `False` where a part of the block is known to be lost (the tail or head of a cut note).
    """

    block_id: str
    kind: BlockKind
    fragments: Fragments
    edits: tuple[Edit, ...] = ()
    section: tuple[str, ...] = ()
    level: int = 0
    label: str = ""
    scope: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Marker:
    """A note marker in running text: its digits (or symbol) alone.

    Attributes:
        label: What it says, `17`.
        start: Of the digits in the source text.
        end: Of the digits in the source text.
        block_id: The block that it stands in.
        scope: The numbering that it belongs to; it cites the note of the same scope and label.
    """

    label: str
    start: int
    end: int
    block_id: str
    scope: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source: `number` counts from 1, `label` is what is printed on it, sizes are in points."""

    number: int
    start: int
    end: int
    label: str = ""
    width: float = 0.0
    height: float = 0.0


class Word(NamedTuple):
    """Where a run of characters without blanks stands on its page, in points from the top left.

    A tuple with names, for there are a million of them in a long document: it is made three times as fast.
    """

    start: int
    end: int
    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said of a document as a whole, and where: `sources.toml`, `metadata`, `page` or `text`."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Document:
    """A raw file as text with structure.

    Attributes:
        doc_id: From the content of the file.
        path: As the user gave it, relative to the raw folder, with `/`.
        sha256: Of the file's bytes.
        media_type: `text/plain`, `text/markdown`, `text/html`, `application/pdf`, or DOCX's, ODT's, EPUB's own.
        source: The source text, never edited.
        facts: `title, authors, publisher, published, language, url`, those that are known; `scanned, ocr, ocr_failed,
            unmapped, text_language` where its text is not what it should be (see `pipeline.ingest.remarks`).
        pages: In order; empty where the source has no pages.
        blocks: In reading order; notes stand where the source has them.
        markers: In source order.
        words: In source order; only for PDF.
        reader: The library that read it, where there are several for its media type; the audit asks another one.
    """

    doc_id: str
    path: str
    sha256: str
    media_type: str
    source: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    markers: tuple[Marker, ...] = ()
    words: tuple[Word, ...] = ()
    reader: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of `documents.csv`: what became of one raw file."""

    doc_id: str
    path: str
    sha256: str
    media_type: str
    facts: Mapping[str, Fact]
    characters: int
    pages: int
    status: Status
    error: str = ""
    remarks: str = ""
    """What a reader should know of its text: how much of it is by OCR, or not in English."""


# --- mentions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of one document that something was read from; the provenance of everything else.

    The columns are those of `mentions.csv` in the contract. `block` is the kind of the block, `block_id`
    the block itself.
    """

    mention_id: str
    doc_id: str
    kind: MentionKind
    text: str
    fragments: Fragments
    rule: str
    block: BlockKind
    block_id: str
    section: tuple[str, ...] = ()
    page: int | None = None
    boxes: tuple[tuple[float, ...], ...] = ()
    label: str = ""
    value: str = ""
    timex3: str = ""
    complete: str = ""
    """For notes: `yes`, or `no` where a part is known to be lost."""
    mod: str = ""
    """For dates: TIMEX3's `mod`, which part of the time is meant or how near the words come to it."""
    anchor: str = ""
    """For dates told from another one: the id of its mention, or `published` for the document's own date."""
    type: str = ""
    """For dates: TIMEX3's `type`, `DATE`, `TIME`, `DURATION` or `SET`."""

    @property
    def start(self) -> int:
        """Of the hull."""
        return hull(self.fragments)[0]

    @property
    def end(self) -> int:
        """Of the hull."""
        return hull(self.fragments)[1]


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation in a note or in running text; the columns of `citations.csv`.

    `mention_id` is the mention of kind `citation` that holds its span; `note_id` the mention of the note.
    """

    citation_id: str
    mention_id: str
    doc_id: str
    kind: CitationKind
    footnote: str
    scope: int
    position: int
    note_id: str = ""
    attribution: str = ""
    people: int = 1
    """The least number of people that the attribution proves: "two officials", "officials"."""
    affiliation: str = ""
    role: str = ""
    status: str = ""
    anonymity: str = ""
    mode: str = ""
    counterpart: str = ""
    place: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    title: str = ""
    year: str = ""
    locator: str = ""
    aliases: tuple[str, ...] = ()
    """Names under which a short form may cite this one: an acronym printed behind the author, a "hereinafter" name."""
    container: str = ""
    publisher: str = ""
    publisher_place: str = ""
    url: str = ""
    doi: str = ""
    cited_note: str = ""
    """The number of the note that a short form names (`supra note 12`), or `op. cit.`: the work, whatever its year."""
    date_from: str = ""
    """Where the year of an interview's date is from if not from the date: `note` or `document` (other citations)."""
    actors: tuple[str, ...] = ()
    """Of the affiliation or the person described."""


@dataclass(frozen=True, slots=True)
class AgreementMention:
    """What one mention of kind `agreement` says of its agreement.

    Attributes:
        mention_id: The mention.
        kind: A kind of the contract.
        name: As printed, without article.
        parties: Actor codes, sorted; empty where the text does not say.
        parties_from: `name`, `sentence`, `focus` (the pair that headings or earlier sentences speak of), or empty.
        alias: The acronym, where the mention is one or defines one.
        generic: `True` where no single agreement is meant ("several agreements", "an RAA provides").
        year: The date that stands before the noun ("the 2014 joint statement").
        form: How it is named: `name`, `proper`, `described`, `definite`, `bare`, `acronym`, `learned`.
        words: The words of the name that tell it from others: not "agreement", not its parties; sorted.
        refers: The mention that "the agreement" means.
        introduced: It stands behind "a", "another", "a new": the text brings it in here.
        act: What a date beside its name says of it.
        further: It is made beside the one told of before ("they also signed a treaty").
    """

    mention_id: str
    doc_id: str
    kind: str
    name: str
    parties: tuple[str, ...] = ()
    parties_from: str = ""
    alias: str = ""
    generic: bool = False
    year: str = ""
    form: str = ""
    words: tuple[str, ...] = ()
    refers: str = ""
    introduced: bool = False
    act: str = ""
    further: bool = False


@dataclass(frozen=True, slots=True)
class MilestoneMention:
    """A sentence or note that says what happened to an agreement, and when. `evidence` are mention ids.

    `named` is `True` where no verb says the act, only the name and its date ("the accord of 1988").
    """

    agreement_mention: str
    doc_id: str
    act: str
    date: str
    evidence: tuple[str, ...]
    named: bool = False


@dataclass(frozen=True, slots=True)
class EventMention:
    """What one mention of kind `event` (a sentence) says of a dated event. `evidence` are mention ids.

    Attributes:
        plover: The nearest type of the PLOVER ontology, by the rule of the trigger; empty where there is none.
        roles: What the grammar says of participants: `agent:JPN`, `target:GBR`.
        participants_from: Who says who took part: `sentence`, `name` (of an agreement), or the focus: `heading`,
            `pair`, `paragraph`, `sentence+pair` …
        date_from: `sentence`, or `context` where a sentence before dates it.
        cue: The words that say its modality; empty for what simply happened.
        trigger_at: Where the trigger stands.
        act: Of an agreement: what happened to it, as milestones have it (`signed`, `entered_into_force`).
    """

    mention_id: str
    doc_id: str
    type: str
    trigger: str
    participants: tuple[str, ...]
    date: str
    modality: str
    name: str = ""
    place: str = ""
    agreement_mention: str = ""
    evidence: tuple[str, ...] = ()
    plover: str = ""
    roles: tuple[str, ...] = ()
    participants_from: str = ""
    date_from: str = ""
    cue: str = ""
    trigger_at: Fragments = ()
    act: str = ""


@dataclass(frozen=True, slots=True)
class ClaimMention:
    """A statement that a check can test: `check` names the check, `number` what is claimed, `of` what it counts.

    Attributes:
        bound: `least`, `most` or `about`; `over` for more than a round number (a dozen); empty for a plain one.
        further: `yes` where it counts besides a first one ("six subsequent visits"), `perhaps` where it may ("since
            then, it has met six times").
        window: EDTF interval that what is counted lies in ("since 2012"); empty where none is told.
        first: EDTF date of the first, where the sentence or the one before tells it.
        listed: EDTF dates that the sentence lists right behind the number, one for each time.
        plainly: The list is meant to be all of them: it stands in brackets, behind a colon or a comma.
        total: What the parts come to that stand in brackets behind the number; 0 where none do.
        evidence: Mention ids of the dates listed.
    """

    mention_id: str
    doc_id: str
    check: str
    number: int
    of: str
    total: int = 0
    bound: str = ""
    further: str = ""
    window: str = ""
    first: str = ""
    listed: tuple[str, ...] = ()
    plainly: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateSeries:
    """A list of dates in a note, that a claim can be held against.

    Attributes:
        doc_id: The document.
        note_id: The mention of the note.
        dates: EDTF, in the order listed, one for each time: "2002 (two)" is there twice.
        plain: The dates stand in a row and tell when something happened; `False` for dates strewn over prose.
        partial: The note says that these are some of them ("including", "for example").
        evidence: The citation mentions that hold them.
    """

    doc_id: str
    note_id: str
    dates: tuple[str, ...]
    plain: bool = True
    partial: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """A marker, the note that it cites, the sentence that it stands in and the words quoted there."""

    marker_id: str
    doc_id: str
    note_id: str
    label: str
    scope: int
    quotes: tuple[str, ...] = ()
    """Mention ids of kind `quote`."""
    sentence: str = ""
    """Reading text, its own note markers left out."""
    fragments: Fragments = ()
    """Of the sentence with its markers; empty where no sentence was read."""
    speaker: str = ""
    """Whom the sentence names as saying it, as printed."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that the extract stage leaves of one document, each tuple in source order; `error`: why it left nothing."""

    doc_id: str
    mentions: tuple[Mention, ...] = ()
    citations: tuple[Citation, ...] = ()
    agreements: tuple[AgreementMention, ...] = ()
    milestones: tuple[MilestoneMention, ...] = ()
    events: tuple[EventMention, ...] = ()
    claims: tuple[ClaimMention, ...] = ()
    series: tuple[DateSeries, ...] = ()
    supports: tuple[Support, ...] = ()
    error: str = ""


# --- dataset ---------------------------------------------------------------------------------------------------

Row = dict[str, str]
"""A row of a table of the contract: column to cell."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a careful reader should look at; the columns of `findings.csv`. `evidence` are mention ids."""

    check: str
    severity: Severity
    doc_id: str
    message: str
    expected: str = ""
    found: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def finding_id(self) -> str:
        """From what was found, not from when."""
        return content_id("f", self.check, self.doc_id, self.expected, self.found, *self.evidence, self.message)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that a check tested; the columns of `claims.csv`."""

    check: str
    doc_id: str
    text: str
    expected: str
    found: str
    verdict: Literal["confirmed", "contradicted", "undecidable"]
    reason: str = ""
    finding_id: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def claim_id(self) -> str:
        """From what is claimed and where."""
        return content_id("k", self.check, self.doc_id, self.text, *self.evidence)


def joined(values: Iterable[str]) -> str:
    """A list as one cell: the contract separates its members by `; `."""
    return "; ".join(values)
