"""All that the components found in a document, gathered into one extraction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.edtf import values_of
from pipeline.extract.actors import ActorFound
from pipeline.extract.actors.learning import learn
from pipeline.extract.assemble import Assembler
from pipeline.extract.citations import CitationFound
from pipeline.extract.citations.described import least_number
from pipeline.extract.citations.interviews.fields import Interview
from pipeline.extract.citations.interviews.years import KnownDays, days_of, with_known_day
from pipeline.extract.citations.references import Reference
from pipeline.extract.citations.speakers import speaker_of
from pipeline.extract.claims import ClaimFound, series_in
from pipeline.extract.dates import DateFound, Place
from pipeline.extract.dates.narrative import resolve
from pipeline.extract.dates.order import numeric_order
from pipeline.extract.dates.writing import day_of_writing
from pipeline.extract.happenings import tell
from pipeline.extract.nlp import TextBlock, found, pipeline, read
from pipeline.extract.quotes import QuoteFound
from pipeline.extract.sentences import SentenceFound
from pipeline.records import (
    Block,
    Citation,
    ClaimMention,
    DateSeries,
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


def gather(document: Document) -> Extraction:
    """Run the pipeline over a document's blocks and make its records."""
    nlp = pipeline()
    order = numeric_order(document.source)
    texts = [read(nlp, document.source, b, numeric_order=order) for b in document.blocks if b.kind not in _UNREAD]
    running = [t for t in texts if t.block.kind not in NOTES]
    resolve(running, _published(document))
    learn(texts)
    assembler = Assembler(document)
    notes = {b.block_id: _note(assembler, b) for b in document.blocks if b.kind in NOTES}
    known = days_of([c.said for t in texts for c in _cited(t) if isinstance(c.said, Interview)])
    citations: list[Citation] = []
    series: list[DateSeries] = []
    for text in texts:
        cited = list(_citations(assembler, text, notes.get(text.block.block_id), known))
        series += _series(text, cited)
        citations += cited
    claims: list[ClaimMention] = []
    dates = _dates(assembler, texts)
    for text in texts:
        _actors(assembler, text)
        claims += _claims(assembler, text, dates)
    happenings = tell(assembler, texts, dates, published=day_of_writing(running, _published(document)))
    supports = _supports(assembler, document, texts, notes)
    return Extraction(
        doc_id=document.doc_id,
        mentions=assembler.mentions,
        citations=tuple(citations),
        agreements=happenings.agreements,
        milestones=happenings.milestones,
        events=happenings.events,
        claims=tuple(claims),
        series=tuple(series),
        supports=tuple(supports),
    )


def _note(assembler: Assembler, block: Block) -> Mention:
    complete = "yes" if block.complete else "no"
    return assembler.mention("footnote", block, block.fragments, rule="note.body", label=block.label, complete=complete)


def _published(document: Document) -> str:
    fact = document.facts.get("published")
    return fact.value if fact else ""


def _dates(assembler: Assembler, texts: Sequence[TextBlock]) -> dict[tuple[str, int, int], str]:
    """Dates of running text are mentions; the dates in a note belong to the citations there, which carry them.

    A date that no calendar has is a mention wherever it stands: a reader must be able to see it.
    A rule says behind `@` what gave the value to a date that its own words leave open, behind `!` what is wrong.
    """
    made: dict[tuple[str, int, int], str] = {}
    places: dict[Place, str] = {}
    told: list[tuple[str, DateFound]] = []
    for text in texts:
        for span, date in found(text.doc, "dates", DateFound):
            if text.block.kind in NOTES and date.problem != "impossible":
                continue
            rule = f"{date.rule}@{date.by}" if date.by else date.rule
            rule = f"{rule}!{date.problem}" if date.problem else rule
            mention = assembler.of_span(
                "date", text, date.parts, rule=rule, value=date.value, timex3=date.timex3, mod=date.mod, type=date.type
            )
            made[text.block.block_id, span.start_char, span.end_char] = mention.mention_id
            places[text.block.block_id, date.parts[0][0], date.parts[-1][1]] = mention.mention_id
            if date.by:
                told.append((mention.mention_id, date))
    for mention_id, date in told:
        assembler.tell_anchor(mention_id, places[date.anchor] if date.anchor else "published")
    return made


def _actors(assembler: Assembler, text: TextBlock) -> None:
    for span, actor in found(text.doc, "actors", ActorFound):
        assembler.of_span("actor", text, [(span.start_char, span.end_char)], rule=actor.rule, value=actor.code)


def _claims(assembler: Assembler, text: TextBlock, dates: Mapping[tuple[str, int, int], str]) -> Iterator[ClaimMention]:
    for span, claim in found(text.doc, "claims", ClaimFound):
        spot = [(span.start_char, span.end_char)]
        mention = assembler.of_span("claim", text, spot, rule=claim.rule, value=str(claim.number))
        said = claim.around
        told = (dates.get((text.block.block_id, d.start, d.end)) for d in said.listed)
        yield ClaimMention(
            mention_id=mention.mention_id,
            doc_id=mention.doc_id,
            check=claim.check,
            number=claim.number,
            of=claim.of,
            total=claim.total,
            bound=said.bound,
            further=said.further,
            window=said.window,
            first=said.first,
            listed=tuple(v for d in said.listed for v in d.members),
            plainly=said.plainly,
            evidence=tuple(m for m in told if m),
        )


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


def _series(text: TextBlock, citations: Sequence[Citation]) -> Iterator[DateSeries]:
    """The lists of dates that a note gives; `citations` are those of the block, as they were found."""
    if not any(c.note_id for c in citations):
        return
    parts = [(part, c) for (_, part), c in zip(found(text.doc, "citations", CitationFound), citations, strict=True)]
    for s in series_in(text.doc, [(part.start, part.end) for part, c in parts if c.kind != "note"]):
        cited = [c for part, c in parts if any(part.start <= spot < part.end for spot in s.spots)]
        if cited:
            evidence = tuple(c.mention_id for c in cited)
            yield DateSeries(cited[0].doc_id, cited[0].note_id, s.dates, s.plain, s.partial, evidence)


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
    members = [v for d in dates for v in values_of(d.value)]
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
