"""The third stage: the mentions of all documents become the tables of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from pipeline.reconcile.agreements import agreement_rows
from pipeline.reconcile.events import event_rows
from pipeline.reconcile.interviews import Supported, interview_rows
from pipeline.reconcile.recalls import TALKS, recall, through
from pipeline.reconcile.references import Resolution, resolve
from pipeline.records import Citation, DocumentRow, Extraction, Mention, Row, hull, joined
from pipeline.store import to_json


def reconcile(rows: Sequence[DocumentRow], extractions: Sequence[Extraction]) -> dict[str, list[Row]]:
    """Put the mentions of all documents together.

    Args:
        rows: All raw files, those that failed too.
        extractions: Of the documents that are `ok`, in the order of `rows`.

    Returns:
        The tables by name; findings and claims are the audit's.
    """
    mentions = {m.mention_id: m for x in extractions for m in x.mentions}
    agreements, milestones = agreement_rows(
        [a for x in extractions for a in x.agreements], [m for x in extractions for m in x.milestones]
    )
    supported = {k: v for x in extractions for k, v in _supported(x).items()}
    stands_for = {k: r.target for x in extractions for k, r in _resolved(x).items() if r.target}
    interviews = list(_talks([c for x in extractions for c in x.citations], stands_for))
    return {
        "documents": [_document_row(r) for r in sorted(rows, key=lambda r: r.path)],
        "mentions": [_mention_row(m) for m in mentions.values()],
        "citations": [row for x in extractions for row in _citation_rows(x, mentions, supported)],
        "interviews": interview_rows(interviews, mentions, supported, stands_for),
        "agreements": agreements,
        "milestones": milestones,
        "events": event_rows([e for x in extractions for e in x.events], mentions),
    }


def _talks(citations: Sequence[Citation], stands_for: Mapping[str, str]) -> Iterator[Citation]:
    """The citations of interviews and letters; an `Ibid.` that points to one is one, too, of nobody new."""
    talks = {c.citation_id for c in citations if c.kind in TALKS}
    for c in citations:
        if c.citation_id in talks:
            yield c
        elif stands_for.get(c.citation_id) in talks:
            yield replace(c, people=0)


def _supported(extraction: Extraction) -> dict[str, Supported]:
    """By note: the markers that cite it, and what is quoted before them."""
    out: dict[str, Supported] = {}
    for s in extraction.supports:
        if s.note_id:
            known = out.get(s.note_id, Supported())
            sentence = ((s.sentence, *hull(s.fragments)),) if s.fragments else ()
            speaker = (s.speaker,) if s.speaker and s.speaker not in known.speakers else ()
            out[s.note_id] = Supported(
                (*known.markers, s.marker_id),
                (*known.quotes, *s.quotes),
                (*known.sentences, *sentence),
                (*known.speakers, *speaker),
            )
    return out


def _document_row(row: DocumentRow) -> Row:
    facts = {name: row.facts[name].value if name in row.facts else "" for name in _FACTS}
    return facts | {
        "doc_id": row.doc_id,
        "path": row.path,
        "sha256": row.sha256,
        "media_type": row.media_type,
        "pages": str(row.pages),
        "characters": str(row.characters),
        "status": row.status,
        "error": row.error,
        "found_in": joined(f"{name}={fact.origin}" for name, fact in sorted(row.facts.items())),
    }


_FACTS = ("title", "authors", "publisher", "published", "language", "url")


def _mention_row(m: Mention) -> Row:
    return {
        "mention_id": m.mention_id,
        "doc_id": m.doc_id,
        "kind": m.kind,
        "text": m.text,
        "start": str(m.start),
        "end": str(m.end),
        "fragments": to_json(m.fragments),
        "page": str(m.page or ""),
        "boxes": to_json(m.boxes) if m.boxes else "",
        "section": " > ".join(m.section),
        "block": m.block,
        "label": m.label,
        "value": m.value,
        "timex3": m.timex3,
        "rule": m.rule,
        "complete": m.complete,
    }


def _citation_rows(
    extraction: Extraction, mentions: Mapping[str, Mention], supported: Mapping[str, Supported]
) -> list[Row]:
    resolved = _resolved(extraction)
    return [
        _citation_row(c, mentions, supported.get(c.note_id, Supported()), resolved.get(c.citation_id, Resolution()))
        for c in extraction.citations
    ]


def _resolved(extraction: Extraction) -> dict[str, Resolution]:
    """What stands in running text is outside the chain of the notes."""
    in_notes = [c for c in extraction.citations if c.note_id]
    return through(resolve(in_notes) | recall(in_notes))


def _citation_row(c: Citation, mentions: Mapping[str, Mention], by: Supported, resolution: Resolution) -> Row:
    m = mentions[c.mention_id]
    return {
        "citation_id": c.citation_id,
        "doc_id": c.doc_id,
        "section": " > ".join(m.section),
        "footnote": c.footnote,
        "position": str(c.position),
        "kind": "short" if c.kind == "full" and resolution.target else c.kind,
        "text": m.text,
        "start": str(m.start),
        "end": str(m.end),
        "fragments": to_json(m.fragments),
        "page": str(m.page or ""),
        "attribution": c.attribution,
        "affiliation": c.affiliation,
        "role": c.role,
        "status": c.status,
        "anonymity": c.anonymity,
        "mode": c.mode,
        "counterpart": c.counterpart,
        "place": c.place,
        "date": c.date,
        "authors": joined(c.authors),
        "title": c.title,
        "year": c.year,
        "locator": c.locator,
        "resolves_to": resolution.target,
        "supports": joined(by.markers),
        "quote": joined(f"“{mentions[q].text}”" for q in chain(by.quotes)),
        "mention_id": c.mention_id,
        "unresolved": resolution.reason,
        "container": c.container,
        "publisher": c.publisher,
        "publisher_place": c.publisher_place,
        "url": c.url,
        "doi": c.doi,
        "supported_sentence": joined(f"“{text}”" for text, _, _ in by.sentences),
        "supported_start": joined(str(start) for _, start, _ in by.sentences),
        "supported_end": joined(str(end) for _, _, end in by.sentences),
        "speaker": joined(by.speakers),
        "date_from": c.date_from,
        "actors": joined(c.actors),
    }


__all__ = ["reconcile"]
