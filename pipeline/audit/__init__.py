"""The fourth stage: every span held against the raw file, every claim against what is there; pages to look at."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import StageError
from pipeline.places import files_below, is_local
from pipeline.running.runner import Job, run_stage

if TYPE_CHECKING:
    from pipeline.audit.pages_pdf import PageImages


_COMPLETED = ("mentions", "findings", "claims")
"""The tables that the audit adds to; the others are as reconciliation left them."""


_APART = ("checks", "site", "cards")
"""What the audit does in parts, each with a stamp of its own."""


def output_paths(out: Path) -> list[Path]:
    """What the audit left: where a file of it is gone, or not whole, it must run again.

    Asked when it has run, for how many pages a long list has only it knows. Pictures of pages have stamps of their own.
    """
    from pipeline.audit.site import LEDGER

    site = out / "audit"
    names = [p.relative_to(site).as_posix() for p in site.rglob("*")] if is_local(out) else files_below(site)
    pages = [site / name for name in sorted(names) if not name.startswith("pages/")]
    stamps = [path for stage in _APART for path in sorted((out / ".stamps" / stage).glob("*.json"))]
    return [out / "dataset" / "findings.csv", *pages, out / LEDGER, *stamps]


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
        workers: Processes that check documents and make pages; 0 means one a core.

    Returns:
        How many findings of each check there are.

    Raises:
        StageError: The dataset was made of other documents than those that are there now.
    """
    from pipeline.audit.checks import Dataset, check_together
    from pipeline.audit.examined import cases, claim_row, examine, finding_row, read_again
    from pipeline.audit.site import write_site
    from pipeline.dataset import read_tables, write_tables

    tables = read_tables(out / "dataset")
    if stale := {r["doc_id"] for r in tables["documents"] if r["status"] == "ok"} ^ set(verified):
        raise StageError(
            f"{out}: the dataset is not of these documents ({min(stale)}); run `chronocite reconcile` first"
        )
    jobs = [
        Job(c.doc_id, c.path, c.fingerprint(out, made_by), (), examine, (str(out), c)) for c in cases(tables, verified)
    ]
    examined = run_stage("checks", out, jobs, workers=workers)
    extractions = [read_again(doc_id, result["read"]) for doc_id, result in examined.items()]
    found, tested = check_together(Dataset(tables, extractions))
    findings = chain(*(result["findings"] for result in examined.values()), map(finding_row, found))
    claims = chain(*(result["claims"] for result in examined.values()), map(claim_row, tested))
    missing = {i for v in verified.values() for i in v["unverified"]}
    for row in tables["mentions"]:
        row["verified"] = "no" if row["mention_id"] in missing else "yes"
    tables["findings"] = list({row["finding_id"]: row for row in findings}.values())
    tables["claims"] = list({row["claim_id"]: row for row in claims}.values())
    write_tables(out / "dataset", tables, _COMPLETED)
    write_site(out, tables, images, made_by=made_by, workers=workers)
    counts: dict[str, int] = {}
    for row in tables["findings"]:
        counts[row["check"]] = counts.get(row["check"], 0) + 1
    return counts


__all__ = ["audit", "output_paths"]
