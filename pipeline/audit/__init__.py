"""The fourth stage: every span held against the raw file, every claim against what is there; pages to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import StageError
from pipeline.places import files_below, is_local
from pipeline.records import Claim, Finding, Row, joined
from pipeline.running.runner import stamp_path

if TYPE_CHECKING:
    from pipeline.audit.pages_pdf import PageImages


_COMPLETED = ("mentions", "findings", "claims")
"""The tables that the audit adds to; the others are as reconciliation left them."""


def output_paths(out: Path, doc_ids: Sequence[str]) -> list[Path]:
    """What the audit left: where a file of it is gone, or not whole, it must run again.

    Asked when it has run, for how many pages a long list has only it knows. Pictures of pages have stamps of their own.
    """
    from pipeline.audit.site import LEDGER

    site = out / "audit"
    names = [p.relative_to(site).as_posix() for p in site.rglob("*")] if is_local(out) else files_below(site)
    pages = [site / name for name in sorted(names) if not name.startswith("pages/")]
    return [out / "dataset" / "findings.csv", *pages, out / LEDGER, *(stamp_path(out, "site", i) for i in doc_ids)]


def audit(
    out: Path,
    verified: Mapping[str, Mapping[str, Any]],
    images: Mapping[str, PageImages] | None = None,
    *,
    made_by: str = "",
    workers: int = 1,
) -> dict[str, Any]:
    """Check the dataset of a run, complete its tables, write its site.

    Args:
        out: The folder of the run.
        verified: By `doc_id`: `unverified`, the ids of mentions that the second reading does not hold; `by_ocr`, those
            of them that stand on pages without text, whose first reading is OCR's; `error`, why there was no second
            reading.
        images: Of the pages of PDFs, by `doc_id`.
        made_by: Stands for the code: where it is another, every page of the site is made again.
        workers: Processes that make pages of documents; 0 means one a core.

    Returns:
        How many findings of each check there are.

    Raises:
        StageError: The dataset was made of other documents than those that are there now.
    """
    from pipeline.audit.checks import (
        Audited,
        Dataset,
        by_ocr,
        check,
        check_together,
        interviews_by_document,
        unreadable,
    )
    from pipeline.audit.site import write_site
    from pipeline.dataset import read_tables, write_tables
    from pipeline.revisions import by_document, revised
    from pipeline.store import read_document, read_extraction

    tables = read_tables(out / "dataset")
    paths = {r["doc_id"]: r["path"] for r in tables["documents"] if r["status"] == "ok"}
    if stale := set(paths) ^ set(verified):
        raise StageError(
            f"{out}: the dataset is not of these documents ({min(stale)}); run `chronocite reconcile` first"
        )
    findings, claims, extractions = [], [], []
    unresolved: dict[str, dict[str, str]] = {doc_id: {} for doc_id in paths}
    resolved: dict[str, dict[str, str]] = {doc_id: {} for doc_id in paths}
    for row in tables["citations"]:
        unresolved[row["doc_id"]][row["citation_id"]] = row["unresolved"]
        if row["resolves_to"]:
            resolved[row["doc_id"]][row["citation_id"]] = row["resolves_to"]
    revisions = by_document(tables["revisions"])
    interviews = interviews_by_document(tables["interviews"], tables["citations"])
    for doc_id, path in paths.items():
        if error := verified[doc_id]["error"]:
            findings.append(unreadable(doc_id, path, error))
        pictured = verified[doc_id]["by_ocr"]
        if pictured:
            findings.append(by_ocr(doc_id, path, pictured))
        missed = () if error else set(verified[doc_id]["unverified"]).difference(pictured)
        document = read_document(out, doc_id)
        extraction = revised(read_extraction(out, doc_id), revisions.get(doc_id, ()))
        found, tested = check(
            Audited(
                document,
                extraction,
                frozenset(missed),
                unresolved[doc_id],
                interviews.get(doc_id, ()),
                resolved[doc_id],
            )
        )
        findings += found
        claims += tested
        extractions.append(extraction)
    found, tested = check_together(Dataset(tables, extractions))
    findings += found
    claims += tested
    missing = {i for v in verified.values() for i in v["unverified"]}
    for row in tables["mentions"]:
        row["verified"] = "no" if row["mention_id"] in missing else "yes"
    tables["findings"] = list({f.finding_id: _finding_row(f) for f in findings}.values())
    tables["claims"] = list({c.claim_id: _claim_row(c) for c in claims}.values())
    write_tables(out / "dataset", tables, _COMPLETED)
    write_site(out, tables, images, made_by=made_by, workers=workers)
    counts: dict[str, int] = {}
    for row in tables["findings"]:
        counts[row["check"]] = counts.get(row["check"], 0) + 1
    return counts


def _finding_row(f: Finding) -> Row:
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


def _claim_row(c: Claim) -> Row:
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


__all__ = ["audit", "output_paths"]
