"""The third stage: the mentions of all documents become the tables of the contract.

Three steps: people's decisions are applied to what was read (`decided`), each document's share is made of its reading
(`shares.py`), and the shares are put together (`put_together`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.reconcile.agreements import make_agreements
from pipeline.reconcile.anchoring import Finder, Text
from pipeline.reconcile.applying import Applied, apply
from pipeline.reconcile.decisions import Decision
from pipeline.reconcile.events import make_events
from pipeline.reconcile.interviews import Supported, make_interviews
from pipeline.reconcile.outcomes import decision_rows
from pipeline.reconcile.registry import Entry, keep_ids
from pipeline.reconcile.rows import Made
from pipeline.reconcile.shares import OWN, Share, share_of
from pipeline.records import Citation, DocumentRow, Extraction, Mention, Row, joined, members
from pipeline.running.spreading import Spread, here
from pipeline.running.uncollected import without_collector


def reconcile(
    rows: Sequence[DocumentRow],
    extractions: Sequence[Extraction],
    *,
    decisions: Sequence[Decision] = (),
    registry: Sequence[Entry] = (),
    text: Text | None = None,
    spread: Spread = here,
) -> dict[str, list[Row]]:
    """Put the mentions of all documents together.

    Args:
        rows: All raw files, those that failed too.
        extractions: Of the documents that are `ok`; their order says nothing.
        decisions: What people decided, in the order in which they did.
        registry: Ids given before.
        text: The source text of a document by its id; asked only where a decision is to be found again.
        spread: Who does what can be divided.

    Returns:
        The tables by name; findings and claims are the audit's.
    """
    with without_collector():
        applied = decided(rows, extractions, decisions, text or (lambda _: ""))
        made = {x.doc_id: share_of(x, applied.no_talks) for x in applied.extractions}
        tables = put_together(rows, [share for share, _ in made.values()], applied, registry, spread)
        own = [made[doc_id][1] for doc_id in in_order(rows, made)]
        return tables | {name: [row for of_document in own for row in of_document[name]] for name in OWN}


def decided(
    rows: Sequence[DocumentRow], extractions: Sequence[Extraction], decisions: Sequence[Decision], text: Text
) -> Applied:
    """What was read of all documents, as people have it; the arguments are those of `reconcile`."""
    # Files may be renamed: what is told first, in the order of ids, hangs on their content alone.
    ordered = sorted(extractions, key=lambda x: x.doc_id)
    paths = {r.doc_id: r.path for r in rows}
    about = {anchor.kind for d in decisions for group in d.groups for anchor in group}
    among = (m for x in ordered for m in x.mentions if m.kind in about)
    return apply(decisions, ordered, Finder(among, {x.doc_id: paths.get(x.doc_id, "") for x in ordered}, text))


def in_order(rows: Sequence[DocumentRow], doc_ids: Iterable[str]) -> list[str]:
    """Some documents in the order in which tables tell of them: that of their files."""
    paths = {r.doc_id: r.path for r in rows}
    return sorted(doc_ids, key=lambda doc_id: (paths.get(doc_id, ""), doc_id))


def put_together(
    rows: Sequence[DocumentRow],
    shares: Sequence[Share],
    applied: Applied,
    registry: Sequence[Entry] = (),
    spread: Spread = here,
) -> dict[str, list[Row]]:
    """The tables of all documents, but for those whose rows are each document's own (`shares.OWN`).

    Args:
        rows: All raw files, those that failed too.
        shares: Of the documents that are `ok`, as people have them; their order says nothing.
        applied: What people decided.
        registry: Ids given before.
        spread: Who does what can be divided.
    """
    paths = {r.doc_id: r.path for r in rows}
    ordered = sorted(shares, key=lambda s: s.doc_id)
    found = {m.mention_id: m for s in ordered for m in s.mentions}
    held = {s.doc_id: paths.get(s.doc_id, "") for s in ordered}
    tables = _sorted(_tables(ordered, applied, found, spread), found, held)
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


def _tables(
    shares: Sequence[Share], applied: Applied, mentions: Mapping[str, Mention], spread: Spread
) -> dict[str, list[Row]]:
    """The tables of what was found, as people have it."""
    overrides = applied.overrides
    supported: dict[str, Supported] = {k: v for s in shares for k, v in s.supported.items()}
    interviews = make_interviews(
        [c for s in shares for c in s.talks],
        mentions,
        supported,
        {k: v for s in shares for k, v in s.stands_for.items()},
        overrides,
    )
    agreements = make_agreements(
        [a for s in shares for a in s.agreements],
        [m for s in shares for m in s.milestones],
        mentions,
        overrides,
        spread,
    )
    told = [e for s in shares for e in s.events]
    events = make_events(told, mentions, agreements.of_mention, overrides, spread)
    made: dict[str, Made] = {"interviews": interviews, "agreements": agreements.made, "events": events}
    of_row: dict[str, Mapping[Any, str]] = {table: m.row_of for table, m in made.items()}
    of_row |= {"milestones": agreements.row_of_step} | _alone(applied)
    overruled = frozenset(d for m in made.values() for d in m.overruled)
    there = {m.mention_id for x in applied.extractions for m in x.mentions} if applied.outcomes else frozenset[str]()
    tables = {
        "interviews": interviews.rows,
        "agreements": agreements.made.rows,
        "milestones": agreements.steps,
        "events": events.rows,
        "merges": [row for m in made.values() for row in m.merges],
        "dissent": [row for m in made.values() for row in m.dissent],
        "decisions": decision_rows(applied.outcomes, of_row, overruled, there),
        "revisions": [*applied.revisions],
    }
    _mark_reviewed(tables, tables["decisions"])
    return tables


def _sorted(
    tables: dict[str, list[Row]], mentions: Mapping[str, Mention], paths: Mapping[str, str]
) -> dict[str, list[Row]]:
    """Rows in the order of files, and of places in them: a row stands where the first of its mentions does."""

    def place(row: Row) -> tuple[str, str, int]:
        own = (mentions[i] for i in members(row["evidence"]))
        return min((paths[m.doc_id], m.doc_id, m.start) for m in own)

    tables["interviews"].sort(key=lambda row: (paths[row["doc_id"]], row["doc_id"]))
    for table in ("events", "agreements"):
        tables[table].sort(key=place)
    order = {row["agreement_id"]: i for i, row in enumerate(tables["agreements"])}
    tables["milestones"].sort(key=lambda row: order[row["agreement_id"]])
    return tables


def _mark_reviewed(tables: Mapping[str, Sequence[Row]], decided: Sequence[Row]) -> None:
    """Say beside each row which decisions are about it."""
    about: dict[str, list[str]] = {}
    for row in decided:
        for row_id in members(row["rows"]) if row["applied"] != "no" else ():
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


__all__ = ["decided", "in_order", "put_together", "reconcile"]
