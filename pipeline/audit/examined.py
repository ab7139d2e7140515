"""The checks of one document, made apart from the others and in whatever process.

A case holds all that they are given beside what was read of the document, so that they run again only when one of the
two has changed. What the checks of all documents together go by of one is kept with what was found: it is two in five
of the records, and nothing else need be read again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.audit.checks import Audited, by_ocr, check, interviews_by_document, unreadable
from pipeline.audit.checks.audited import says_when
from pipeline.records import (
    AgreementMention,
    Citation,
    Claim,
    ClaimMention,
    EventMention,
    Extraction,
    Finding,
    Mention,
    MilestoneMention,
    Row,
    Support,
    joined,
)
from pipeline.records.packing import Packing
from pipeline.revisions import by_document, revised
from pipeline.store import document_paths, extraction_path, read_document, read_extraction

_PACKING = Packing(
    {
        "mentions": Mention,
        "citations": Citation,
        "agreements": AgreementMention,
        "milestones": MilestoneMention,
        "events": EventMention,
        "claims": ClaimMention,
        "supports": Support,
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """What the checks of a document are given beside its text and its reading.

    Attributes:
        doc_id: The document.
        path: Of its file.
        error: Why there was no second reading; empty where there was one.
        unverified: Ids of mentions that the second reading does not hold.
        by_ocr: Those of them whose first reading is OCR's.
        unresolved: By citation id the reason why a short form or ibid resolves to nothing.
        resolved: By citation id of a short form or ibid the citation that it stands for.
        interviews: For each distinct interview that it cites the mention of the first citation.
        revisions: What people's decisions changed in its reading.
    """

    doc_id: str
    path: str
    error: str
    unverified: Sequence[str]
    by_ocr: Sequence[str]
    unresolved: Mapping[str, str]
    resolved: Mapping[str, str]
    interviews: tuple[str, ...]
    revisions: Sequence[Row]

    def fingerprint(self, out: Path, made_by: str) -> str:
        """Of all that is found of the document; `made_by` stands for the code."""
        digest = hashlib.sha256(f"{made_by}\0{self!r}\0".encode("utf-8", "surrogatepass"))
        for path in (*document_paths(out, self.doc_id), extraction_path(out, self.doc_id)):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def cases(tables: Mapping[str, Sequence[Row]], verified: Mapping[str, Mapping[str, Any]]) -> Iterator[Case]:
    """Of all documents that were read, in their order.

    Args:
        tables: As `reconcile` left them.
        verified: By `doc_id` what became of the second reading, see `pipeline.audit.audit`.
    """
    unresolved: defaultdict[str, dict[str, str]] = defaultdict(dict)
    resolved: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in tables["citations"]:
        unresolved[row["doc_id"]][row["citation_id"]] = row["unresolved"]
        if row["resolves_to"]:
            resolved[row["doc_id"]][row["citation_id"]] = row["resolves_to"]
    revisions = by_document(tables["revisions"])
    interviews = interviews_by_document(tables["interviews"], tables["citations"])
    for doc_id, path in ((r["doc_id"], r["path"]) for r in tables["documents"] if r["status"] == "ok"):
        seen = verified[doc_id]
        yield Case(
            doc_id,
            path,
            seen["error"],
            seen["unverified"],
            seen["by_ocr"],
            unresolved[doc_id],
            resolved[doc_id],
            interviews.get(doc_id, ()),
            revisions.get(doc_id, ()),
        )


def examine(out: str, case: Case) -> dict[str, Any]:
    """Run the checks that look at one document.

    Returns:
        Under `findings` and `claims` rows of these tables, under `read` what `read_again` takes.
    """
    doc_id = case.doc_id
    findings = [unreadable(doc_id, case.path, case.error)] if case.error else []
    findings += [by_ocr(doc_id, case.path, case.by_ocr)] if case.by_ocr else []
    missed = () if case.error else set(case.unverified).difference(case.by_ocr)
    extraction = revised(read_extraction(Path(out), doc_id), case.revisions)
    document = read_document(Path(out), doc_id)
    found, claims = check(
        Audited(document, extraction, frozenset(missed), case.unresolved, case.interviews, case.resolved)
    )
    return {
        "findings": [finding_row(f) for f in (*findings, *found)],
        "claims": [claim_row(c) for c in claims],
        "read": _PACKING.pack(gone_by(extraction)),
    }


def finding_row(f: Finding) -> Row:
    """A row of `findings.csv`."""
    return {
        "finding_id": f.finding_id,
        "check": f.check,
        "severity": f.severity,
        "doc_id": f.doc_id,
        "message": f.message,
        "expected": f.expected,
        "found": f.found,
        "evidence": joined(f.evidence),
    }


def claim_row(c: Claim) -> Row:
    """A row of `claims.csv`."""
    return {
        "claim_id": c.claim_id,
        "check": c.check,
        "doc_id": c.doc_id,
        "text": c.text,
        "expected": c.expected,
        "found": c.found,
        "verdict": c.verdict,
        "reason": c.reason,
        "finding_id": c.finding_id,
        "evidence": joined(c.evidence),
    }


# --- what the checks of all documents together go by ----------------------------------------------------------------


def gone_by(x: Extraction) -> Extraction:
    """Of a reading that part which `check_together` goes by; it finds the same in it as in the whole.

    These are agreements and what happened to them, events that a sentence dates itself, claims that something is the
    only one, notes that cite a dated source by its title; the mentions of all of these, the dates in the sentences of
    events, the actors beside claims, and the notes that any of them stand in. Where words stand on a page no such
    check asks.
    """
    mentions = {m.mention_id: m for m in x.mentions}
    events = [e for e in x.events if e.modality == "actual" and any(says_when(mentions[i]) for i in e.evidence)]
    claims = [c for c in x.claims if c.check == "unique_claim"]
    sources = [c for c in x.citations if c.note_id and c.kind == "full" and len(c.date) == 10 and c.title]
    notes = {c.note_id for c in sources}
    supports = [s for s in x.supports if s.note_id in notes]
    named = {
        *(i for e in events for i in (e.mention_id, *e.evidence)),
        *(i for m in x.milestones for i in (m.agreement_mention, *m.evidence)),
        *(a.mention_id for a in x.agreements),
        *(c.mention_id for c in claims),
        *(c.mention_id for c in sources),
        *(s.marker_id for s in supports),
    }
    dated = {mentions[e.mention_id].block_id for e in events}
    claimed = {mentions[c.mention_id].block_id for c in claims}

    def counts(m: Mention) -> bool:
        beside = m.block_id in claimed and m.kind == "actor"
        return m.mention_id in named or beside or (m.block_id in dated and says_when(m))

    told_in = {m.block_id for m in x.mentions if counts(m)}
    kept = (m for m in x.mentions if counts(m) or (m.kind == "footnote" and m.block_id in told_in))
    return Extraction(
        x.doc_id,
        tuple(replace(m, boxes=()) if m.boxes else m for m in kept),
        tuple(sources),
        x.agreements,
        x.milestones,
        tuple(events),
        tuple(claims),
        supports=tuple(supports),
    )


def read_again(doc_id: str, plain: Mapping[str, Any]) -> Extraction:
    """The part of a reading that `examine` kept."""
    records: dict[str, Any] = _PACKING.unpack(plain)
    return Extraction(doc_id, **records)
