"""What is read from a document: its mentions, and what each kind of them says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.records.documents import BlockKind
from pipeline.records.spans import Fragments, hull

MentionKind = Literal["date", "actor", "agreement", "event", "footnote", "marker", "citation", "quote", "claim"]
CitationKind = Literal["interview", "correspondence", "full", "short", "ibid", "note"]


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
            `pair`, `paragraph`, `sentence+pair` …, or `document` (of the state that it is about).
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


THINGS = "things"
"""What a claim is of that counts what is no happening, coups, laws, vetoes: anything that dates may be of."""


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
