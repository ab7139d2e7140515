"""All that the components found in a document, gathered into one extraction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from spacy.language import Language

from pipeline.extract.actors import ActorFound
from pipeline.extract.assemble import Assembler
from pipeline.extract.citations import CitationFound
from pipeline.extract.citations.described import least_number
from pipeline.extract.citations.interviews import Interview, KnownDays, days_of, with_known_day
from pipeline.extract.citations.references import Reference
from pipeline.extract.citations.speakers import speaker_of
from pipeline.extract.claims import ClaimFound
from pipeline.extract.dates import DateFound
from pipeline.extract.happenings import tell
from pipeline.extract.nlp import TextBlock, build, found, read
from pipeline.extract.quotes import QuoteFound
from pipeline.extract.rulefile import following_rules
from pipeline.extract.sentences import SentenceFound
from pipeline.records import (
    Block,
    Citation,
    ClaimMention,
    Document,
    Extraction,
    Marker,
    Mention,
    Support,
    content_id,
    joined,
)

NOTES = frozenset({"footnote", "endnote"})
_UNREAD = frozenset({"furniture", "front"})


@following_rules
def _pipeline() -> Language:
    return build()


def gather(document: Document) -> Extraction:
    """Run the pipeline over a document's blocks and make its records."""
    nlp = _pipeline()
    texts = [read(nlp, document.source, b) for b in document.blocks if b.kind not in _UNREAD]
    assembler = Assembler(document)
    notes = {b.block_id: _note(assembler, b) for b in document.blocks if b.kind in NOTES}
    known = days_of([c.said for t in texts for c in _cited(t) if isinstance(c.said, Interview)])
    citations = [c for t in texts for c in _citations(assembler, t, notes.get(t.block.block_id), known)]
    claims: list[ClaimMention] = []
    dates: dict[tuple[str, int, int], str] = {}
    for text in texts:
        dates |= _dates(assembler, text)
        _actors(assembler, text)
        claims += _claims(assembler, text)
    happenings = tell(assembler, texts, dates)
    supports = _supports(assembler, document, texts, notes)
    return Extraction(
        doc_id=document.doc_id,
        mentions=assembler.mentions,
        citations=tuple(citations),
        agreements=happenings.agreements,
        milestones=happenings.milestones,
        events=happenings.events,
        claims=tuple(claims),
        supports=tuple(supports),
    )


def _note(assembler: Assembler, block: Block) -> Mention:
    complete = "yes" if block.complete else "no"
    return assembler.mention("footnote", block, block.fragments, rule="note.body", label=block.label, complete=complete)


def _dates(assembler: Assembler, text: TextBlock) -> dict[tuple[str, int, int], str]:
    """Dates of running text are mentions; the dates in a note belong to the citations there, which carry them.

    A date that no calendar has is a mention wherever it stands: a reader must be able to see it.
    """
    made = {}
    for span, date in found(text.doc, "dates", DateFound):
        if text.block.kind not in NOTES or date.problem == "impossible":
            rule = f"{date.rule}!{date.problem}" if date.problem else date.rule
            parts = date.parts or ((span.start_char, span.end_char),)
            mention = assembler.of_span("date", text, parts, rule=rule, value=date.value, timex3=date.timex3)
            made[text.block.block_id, span.start_char, span.end_char] = mention.mention_id
    return made


def _actors(assembler: Assembler, text: TextBlock) -> None:
    for span, actor in found(text.doc, "actors", ActorFound):
        assembler.of_span("actor", text, [(span.start_char, span.end_char)], rule=actor.rule, value=actor.code)


def _claims(assembler: Assembler, text: TextBlock) -> Iterator[ClaimMention]:
    for span, claim in found(text.doc, "claims", ClaimFound):
        spot = [(span.start_char, span.end_char)]
        mention = assembler.of_span("claim", text, spot, rule=claim.rule, value=str(claim.number))
        yield ClaimMention(mention.mention_id, mention.doc_id, claim.check, claim.number, claim.of)


# --- citations -------------------------------------------------------------------------------------------------


def _cited(text: TextBlock) -> Iterator[CitationFound]:
    return (c for _, c in found(text.doc, "citations", CitationFound))


def _citations(assembler: Assembler, text: TextBlock, note: Mention | None, known: KnownDays) -> Iterator[Citation]:
    """The citations of a note; without a note those of running text."""
    dates = [(d.parts[0][0], d.parts[-1][1], d) for _, d in found(text.doc, "dates", DateFound)]
    for _, citation in found(text.doc, "citations", CitationFound):
        here = [d for a, b, d in dates if citation.start <= a and b <= citation.end]
        spot = [(citation.start, citation.end)]
        value = "" if citation.said else _told_dates(here)
        mention = assembler.of_span("citation", text, spot, rule=citation.rule, value=value)
        yield _citation(citation, mention, note, text.block, here, known)


def _citation(
    found_: CitationFound,
    mention: Mention,
    note: Mention | None,
    block: Block,
    dates: Sequence[DateFound],
    known: KnownDays,
) -> Citation:
    said = found_.said
    told = Citation(
        citation_id=content_id("c", mention.mention_id),
        mention_id=mention.mention_id,
        doc_id=mention.doc_id,
        kind="note",
        footnote=note.label if note else "",
        scope=block.scope,
        position=found_.position,
        note_id=note.mention_id if note else "",
    )
    if isinstance(said, Interview):
        said = with_known_day(said, known)
        return replace(
            told,
            kind=said.kind,
            attribution=said.attribution,
            people=least_number(said.attribution),
            affiliation=said.affiliation,
            role=said.role,
            status=joined(said.status),
            anonymity=said.anonymity,
            mode=said.mode,
            counterpart=said.counterpart,
            place=said.place,
            date=said.date,
            date_from=said.date_from,
            locator=said.locator,
            actors=said.actors,
        )
    if isinstance(said, Reference):
        return replace(
            told,
            kind=said.kind,
            authors=said.authors,
            title=said.title,
            year=said.year,
            locator=said.locator,
            aliases=said.aliases,
            container=said.container,
            publisher=said.publisher,
            publisher_place=said.publisher_place,
            url=said.url,
            doi=said.doi,
            cited_note=said.cited_note,
            date=_source_date(said, dates),
        )
    return told


def _source_date(said: Reference, dates: Sequence[DateFound]) -> str:
    """The date of a source: the last single one printed that lies in its year; `undated` sources have none."""
    year = said.year[:4]
    if said.kind != "full" or not year:
        return ""
    fitting = [d.value for d in dates if d.value[:4] == year and "/" not in d.value and "{" not in d.value]
    return fitting[-1] if fitting else year


def _told_dates(dates: Sequence[DateFound]) -> str:
    """The days and months that a prose note tells of, as one EDTF set; empty if it tells of none."""
    members = [v for d in dates if d.value for v in d.value.strip("{}").split(",")]
    if len(members) < 2:
        return members[0] if members else ""
    return "{" + ",".join(dict.fromkeys(members)) + "}"


# --- what markers support --------------------------------------------------------------------------------------


def _supports(
    assembler: Assembler, document: Document, texts: Sequence[TextBlock], notes: dict[str, Mention]
) -> list[Support]:
    """For each marker its note and the quotes of the sentence that it stands in."""
    cited = {(b.scope, b.label): notes[b.block_id] for b in document.blocks if b.kind in NOTES}
    by_block = {t.block.block_id: t for t in texts}
    blocks = {b.block_id: b for b in document.blocks}
    out = []
    for block_id, group in groupby(document.markers, key=lambda m: m.block_id):
        text = by_block.get(block_id)
        for marker in group:
            mention = assembler.mention(
                "marker", blocks[block_id], ((marker.start, marker.end),), rule="note.marker", label=marker.label
            )
            note = cited.get((marker.scope, marker.label))
            support = Support(
                mention.mention_id, document.doc_id, note.mention_id if note else "", marker.label, marker.scope
            )
            out.append(_told_by(assembler, text, marker, support) if text else support)
    for text in texts:
        for quote, _ in found(text.doc, "quotes", QuoteFound):
            _quote(assembler, text, quote.start_char, quote.end_char)
    return out


def _told_by(assembler: Assembler, text: TextBlock, marker: Marker, support: Support) -> Support:
    """The sentence that a marker stands in or behind, the quotations in it before the marker, and who speaks."""
    at = text.reading.from_source(marker.start)
    sentences = [(s.start_char, s.end_char) for s, _ in found(text.doc, "sentences", SentenceFound)]
    low, high = max(((a, b) for a, b in sentences if a < at), default=(0, 0))
    quotes = tuple(
        _quote(assembler, text, s.start_char, s.end_char).mention_id
        for s, _ in found(text.doc, "quotes", QuoteFound)
        if low <= s.start_char and s.end_char <= at
    )
    if low == high:
        return replace(support, quotes=quotes)
    sentence = text.reading.text[low:high]
    fragments = assembler.fragments(text, [(low, high)], with_marker=True)
    return replace(support, quotes=quotes, sentence=sentence, fragments=fragments, speaker=speaker_of(sentence))


def _quote(assembler: Assembler, text: TextBlock, start: int, end: int) -> Mention:
    return assembler.of_span("quote", text, [(start, end)], rule="quote.marked")
