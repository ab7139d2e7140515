"""The third stage: the mentions of all documents become the tables of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from pipeline.reconcile.agreements import make_agreements
from pipeline.reconcile.anchoring import Finder, Text
from pipeline.reconcile.applying import Applied, apply, decision_rows
from pipeline.reconcile.decisions import Decision
from pipeline.reconcile.events import make_events
from pipeline.reconcile.interviews import Supported, make_interviews
from pipeline.reconcile.recalls import TALKS, recall, through
from pipeline.reconcile.references import Resolution, resolve
from pipeline.reconcile.registry import Entry, keep_ids
from pipeline.reconcile.rows import Made
from pipeline.records import Citation, DocumentRow, Extraction, Mention, Row, hull, joined
from pipeline.store import to_json
from pipeline.uncollected import without_collector


def reconcile(
    rows: Sequence[DocumentRow],
    extractions: Sequence[Extraction],
    *,
    decisions: Sequence[Decision] = (),
    registry: Sequence[Entry] = (),
    text: Text | None = None,
) -> dict[str, list[Row]]:
    """Put the mentions of all documents together.

    Args:
        rows: All raw files, those that failed too.
        extractions: Of the documents that are `ok`; their order says nothing.
        decisions: What people decided, in the order in which they did.
        registry: Ids given before.
        text: The source text of a document by its id; asked only where a decision is to be found again.

    Returns:
        The tables by name; findings and claims are the audit's.
    """
    with without_collector():
        return _reconciled(rows, extractions, decisions, registry, text or (lambda _: ""))


def _reconciled(
    rows: Sequence[DocumentRow],
    extractions: Sequence[Extraction],
    decisions: Sequence[Decision],
    registry: Sequence[Entry],
    text: Text,
) -> dict[str, list[Row]]:
    paths = {r.doc_id: r.path for r in rows}
    # Files may be renamed: what is told first, in the order of ids, hangs on their content alone.
    ordered = sorted(extractions, key=lambda x: x.doc_id)
    found = {m.mention_id: m for x in ordered for m in x.mentions}
    here = {x.doc_id: paths.get(x.doc_id, "") for x in ordered}
    about = {anchor.kind for d in decisions for group in d.groups for anchor in group}
    applied = apply(decisions, ordered, Finder((m for m in found.values() if m.kind in about), here, text))
    if decisions:
        found = {m.mention_id: m for x in applied.extractions for m in x.mentions}
    tables = _sorted(_tables(applied, found), found, here)
    tables["documents"] = [_document_row(r) for r in sorted(rows, key=lambda r: (r.path, r.doc_id))]
    if not registry:
        return tables | {"history": []}
    kept = keep_ids(tables, registry, found, _HOLDS_IDS)
    return kept.tables | {"history": kept.history}


_HOLDS_IDS = frozenset(
    {
        "agreements.agreement_id",
        "milestones.agreement_id",
        "milestones.milestone_id",
        "events.event_id",
        "interviews.interview_id",
        "merges.row_id",
        "dissent.row_id",
        "decisions.rows",
    }
)
"""The columns that hold ids of rows whose ids are kept."""


def _tables(applied: Applied, mentions: Mapping[str, Mention]) -> dict[str, list[Row]]:
    """The tables of what was found, as people have it."""
    extractions, constraints, asked = applied.extractions, applied.constraints, applied.asked
    supported = {k: v for x in extractions for k, v in _supported(x).items()}
    resolved = {k: r for x in extractions for k, r in _resolved(x).items()}
    stands_for = {k: r.target for k, r in resolved.items() if r.target}
    talks = _talks([c for x in extractions for c in x.citations if c.citation_id not in applied.no_talks], stands_for)
    interviews = make_interviews(
        [*talks],
        mentions,
        supported,
        stands_for,
        constraints.get("interviews", ()),
        applied.corrections,
        asked,
    )
    agreements = make_agreements(
        [a for x in extractions for a in x.agreements],
        [m for x in extractions for m in x.milestones],
        mentions,
        constraints.get("agreements", ()),
        applied.corrections,
        applied.names,
        asked,
        constraints.get("milestones", ()),
    )
    events = make_events(
        [e for x in extractions for e in x.events],
        mentions,
        agreements.of_mention,
        constraints.get("events", ()),
        applied.corrections,
        asked,
    )
    made: dict[str, Made] = {"interviews": interviews, "agreements": agreements.made, "events": events}
    of_row: dict[str, Mapping[Any, str]] = {table: m.row_of for table, m in made.items()}
    of_row |= {"milestones": agreements.row_of_step} | _alone(applied)
    overruled = frozenset(d for m in made.values() for d in m.overruled)
    decided = decision_rows(applied.outcomes, of_row, overruled, mentions)
    tables = {
        "mentions": [_mention_row(m) for m in mentions.values()],
        "citations": [row for x in extractions for row in _citation_rows(x, mentions, supported, resolved)],
        "interviews": interviews.rows,
        "agreements": agreements.made.rows,
        "milestones": agreements.steps,
        "events": events.rows,
        "merges": [row for m in made.values() for row in m.merges],
        "dissent": [row for m in made.values() for row in m.dissent],
        "decisions": decided,
        "revisions": [*applied.revisions],
    }
    _mark_reviewed(tables, decided)
    return tables


def _sorted(
    tables: dict[str, list[Row]], mentions: Mapping[str, Mention], paths: Mapping[str, str]
) -> dict[str, list[Row]]:
    """Rows in the order of files, and of places in them: a row stands where the first of its mentions does."""

    def place(row: Row) -> tuple[str, str, int]:
        own = (mentions[i] for i in row["evidence"].split("; "))
        return min((paths[m.doc_id], m.doc_id, m.start) for m in own)

    for table in ("mentions", "citations", "interviews"):
        tables[table].sort(key=lambda row: (paths[row["doc_id"]], row["doc_id"]))
    for table in ("events", "agreements"):
        tables[table].sort(key=place)
    order = {row["agreement_id"]: i for i, row in enumerate(tables["agreements"])}
    tables["milestones"].sort(key=lambda row: order[row["agreement_id"]])
    return tables


def _mark_reviewed(tables: Mapping[str, Sequence[Row]], decided: Sequence[Row]) -> None:
    """Say beside each row which decisions are about it."""
    about: dict[str, list[str]] = {}
    for row in decided:
        for row_id in row["rows"].split("; ") if row["rows"] and row["applied"] != "no" else ():
            about.setdefault(row_id, []).append(row["decision_id"])
    if about:
        for table in _REVIEWED:
            for row in tables[table]:
                row["reviewed"] = joined(about.get(row[f"{table[:-1]}_id"], ()))


def _alone(applied: Applied) -> dict[str, dict[Any, str]]:
    """The rows of records that are one row each, those that decisions are about."""
    records = {r for o in applied.outcomes for r in o.records}
    mentions = {m: m.mention_id for m in records if isinstance(m, Mention)}
    return {
        "citations": {c: c.citation_id for c in records if isinstance(c, Citation)},
        "dates": mentions,
        "actors": mentions,
    }


_REVIEWED = ("agreements", "milestones", "events", "interviews")
"""The tables with a column for the decisions about their rows."""


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
        "remarks": row.remarks,
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
        "type": m.type,
        "rule": m.rule,
        "complete": m.complete,
        "mod": m.mod,
        "anchor": m.anchor,
    }


def _citation_rows(
    extraction: Extraction,
    mentions: Mapping[str, Mention],
    supported: Mapping[str, Supported],
    resolved: Mapping[str, Resolution],
) -> list[Row]:
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
