"""What one document brings to the dataset, made apart from the others and in whatever process.

Most rows of a dataset are a document's own: those of its mentions and of its citations hang on nothing but its reading.
What is put together with other documents - agreements, events, interviews, and the mentions that these rest on - is two
in five of the records. A share is both, so that it is made once for each reading of a document, and may be kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.reconcile.interviews import Supported
from pipeline.reconcile.recalls import TALKS, recall, through
from pipeline.reconcile.references import Resolution, resolve
from pipeline.records import (
    AgreementMention,
    Citation,
    EventMention,
    Extraction,
    Mention,
    MilestoneMention,
    Row,
    hull,
    joined,
)
from pipeline.records.packing import Packing, frozen
from pipeline.store import to_json

OWN = ("mentions", "citations")
"""The tables whose rows are each document's own."""


@dataclass(frozen=True, slots=True)
class Share:
    """The records of a document that are put together with those of others.

    Attributes:
        doc_id: The document.
        mentions: Those that the other records rest on.
        talks: Citations of interviews and letters.
        agreements: As extracted.
        milestones: As extracted.
        events: As extracted.
        stands_for: For short forms among the talks the citation in full.
        supported: By note, of those that hold talks.
    """

    doc_id: str
    mentions: tuple[Mention, ...] = ()
    talks: tuple[Citation, ...] = ()
    agreements: tuple[AgreementMention, ...] = ()
    milestones: tuple[MilestoneMention, ...] = ()
    events: tuple[EventMention, ...] = ()
    stands_for: Mapping[str, str] = field(default_factory=dict)
    supported: Mapping[str, Supported] = field(default_factory=dict)


Rows = dict[str, list[Row]]
"""The rows of the tables in `OWN`."""
_PACKING = Packing(
    {
        "mentions": Mention,
        "talks": Citation,
        "agreements": AgreementMention,
        "milestones": MilestoneMention,
        "events": EventMention,
    }
)


def share_of(x: Extraction, no_talks: Collection[str] = ()) -> tuple[Share, Rows]:
    """What a document brings, and its own rows.

    Args:
        x: Its reading, as people have it.
        no_talks: Citations that people say are of no interview.
    """
    mentions = {m.mention_id: m for m in x.mentions}
    supported, resolved = _supported(x), _resolved(x)
    stands_for = {k: r.target for k, r in resolved.items() if r.target}
    talks = tuple(_talks([c for c in x.citations if c.citation_id not in no_talks], stands_for))
    notes = {c.note_id: supported[c.note_id] for c in talks if c.note_id in supported}
    rested_on = {
        *(i for c in talks for i in (c.mention_id, *(notes[c.note_id].quotes if c.note_id in notes else ()))),
        *(a.mention_id for a in x.agreements),
        *(m.agreement_mention for m in x.milestones),
        *(i for e in x.events for i in (e.mention_id, *e.evidence)),
    }
    share = Share(
        x.doc_id,
        tuple(m for i, m in mentions.items() if i in rested_on),
        talks,
        x.agreements,
        x.milestones,
        x.events,
        {c.citation_id: stands_for[c.citation_id] for c in talks if c.citation_id in stands_for},
        notes,
    )
    rows = {
        "mentions": [_mention_row(m) for m in mentions.values()],
        "citations": [
            _citation_row(c, mentions, supported.get(c.note_id, Supported()), resolved.get(c.citation_id, Resolution()))
            for c in x.citations
        ],
    }
    return share, rows


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


def _resolved(extraction: Extraction) -> dict[str, Resolution]:
    """What stands in running text is outside the chain of the notes."""
    in_notes = [c for c in extraction.citations if c.note_id]
    return through(resolve(in_notes) | recall(in_notes))


# --- kept ----------------------------------------------------------------------------------------------------------


def plain_of_share(share: Share) -> dict[str, Any]:
    """A share as JSON keeps it."""
    supported = {note: (s.markers, s.quotes, s.sentences, s.speakers) for note, s in share.supported.items()}
    rest = {"doc_id": share.doc_id, "stands_for": share.stands_for, "supported": supported}
    return _PACKING.pack(share) | rest


def share_again(plain: Mapping[str, Any]) -> Share:
    """The share that `plain_of_share` was given."""
    records: dict[str, Any] = _PACKING.unpack(plain)
    supported = {note: Supported(*map(frozen, values)) for note, values in plain["supported"].items()}
    return Share(plain["doc_id"], **records, stands_for=plain["stands_for"], supported=supported)


# --- rows ----------------------------------------------------------------------------------------------------------


def _mention_row(m: Mention) -> Row:
    start, end = hull(m.fragments)
    return {
        "mention_id": m.mention_id,
        "doc_id": m.doc_id,
        "kind": m.kind,
        "text": m.text,
        "start": str(start),
        "end": str(end),
        "fragments": to_json(m.fragments),
        "page": str(m.page or ""),
        "boxes": to_json(m.boxes) if m.boxes else "",
        "section": " > ".join(m.section),
        "block": m.block,
        "label": m.label,
        "value": m.value,
        "timex3": m.timex3,
        "type": m.type,
        "rule": m.rule,
        "complete": m.complete,
        "mod": m.mod,
        "anchor": m.anchor,
    }


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
        "quote": joined(f"“{mentions[q].text}”" for q in by.quotes),
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
