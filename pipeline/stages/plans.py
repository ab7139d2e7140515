"""The four stages over a folder: which work there is, what each piece of it depends on, what it leaves."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from pipeline.errors import StageError
from pipeline.ingest import document_id
from pipeline.places import is_local
from pipeline.records import DocumentRow, Fact, content_id
from pipeline.running.progress import Progress
from pipeline.running.runner import Job, Result, forget, is_whole, run_stage, stamp_path
from pipeline.stages.crews import crew_of, spread_of
from pipeline.stages.fingerprints import digest_of, rules_digest, stage_version
from pipeline.stages.settings import Failure, Settings, alone
from pipeline.stages.sources import SOURCES, raw_files, read_sources
from pipeline.stages.work import (
    OCR,
    audit_all,
    draw_lost,
    draw_one,
    extract_lost,
    extract_one,
    ingest_lost,
    ingest_one,
    reconcile_all,
    share_one,
    verify_lost,
    verify_one,
)
from pipeline.store import (
    document_paths,
    extraction_error,
    extraction_path,
    read_manifest,
    share_path,
    to_json,
    write_manifest,
)


@alone
def run_ingest(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Make documents of all raw files; those whose raw file is gone are taken away."""
    if not settings.raw.is_dir():
        wrong = f"{settings.raw} is a file" if settings.raw.is_file() else f"there is no folder {settings.raw}"
        raise StageError(f"{wrong}; put reports into a folder, and name it with --raw")
    if settings.raw.resolve() == settings.out.resolve():
        raise StageError(f"{settings.raw} holds the reports, results need another folder; name one with --out")
    given = read_sources(settings.raw / SOURCES)
    if settings.ocr:
        if not is_local(settings.out):
            raise StageError(f"OCR leaves searchable copies in a folder of this machine, which {settings.out} is not")
        from pipeline.ingest.ocr import check_ocr

        check_ocr()
    jobs: list[Job] = []
    told: list[DocumentRow] = []
    first_of: dict[str, str] = {}
    for path in raw_files(settings):
        if not path.isprintable() and _is_undecodable(path):
            told.append(_unnamed(path))
            continue
        try:
            data = (settings.raw / path).read_bytes()
        except OSError as error:
            told.append(_unreadable(path, error))
            continue
        doc_id = document_id(data)
        if doc_id in first_of:
            told.append(_double(path, data, first_of[doc_id]))
            continue
        first_of[doc_id] = path
        jobs.append(_ingest_job(settings, path, data, given.get(path, {})))
    results = _each("ingest", settings, jobs, progress)
    rows = [*(_row(r) for r in results.values()), *told]
    write_manifest(settings.out, rows)
    _take_away(settings.out, {r.doc_id for r in rows if r.status == "ok"}, set(first_of))
    failures = [
        Failure("ingest", r.path, r.error, skipped=r.status == "skipped")
        for r in sorted(rows, key=lambda r: r.path)
        if r.status != "ok"
    ]
    remarks = [Failure("ingest", r.path, r.remarks, skipped=True) for r in rows if r.remarks]
    absent = sorted(set(given) - {r.path for r in rows})
    gone = [Failure("ingest", SOURCES, f"it tells of {name}, which is not here", skipped=True) for name in absent]
    return [*failures, *sorted(remarks, key=lambda f: f.path), *gone]


def _ingest_job(settings: Settings, path: str, data: bytes, given: Mapping[str, str]) -> Job:
    doc_id, sha = document_id(data), hashlib.sha256(data).hexdigest()
    ocr_seconds = settings.limits.seconds if settings.ocr and b"%PDF-" in data[:1024] else 0
    chosen = [settings.pdf_reader, asdict(settings.limits), bool(ocr_seconds)]
    depends_on = (stage_version("ingest"), doc_id, path, to_json([dict(given), *chosen]))
    fingerprint = hashlib.sha256("\0".join(depends_on).encode()).hexdigest()
    limits = settings.limits
    raw, out = str(settings.raw), str(settings.out)
    arguments = (raw, out, path, sha, dict(given), settings.pdf_reader, limits.pages, ocr_seconds)
    facts = {k: Fact(v, SOURCES) for k, v in given.items() if k != "password"}
    lost = partial(ingest_lost, DocumentRow(doc_id, path, sha, "", facts, 0, 0, "failed"))
    return Job(doc_id, path, fingerprint, document_paths(settings.out, doc_id), ingest_one, arguments, lost)


def _double(path: str, data: bytes, first: str) -> DocumentRow:
    sha = hashlib.sha256(data).hexdigest()
    return DocumentRow(content_id("d", sha, path), path, sha, "", {}, 0, 0, "skipped", f"the same bytes as {first}")


def _unreadable(path: str, error: OSError) -> DocumentRow:
    reason = f"the file can't be opened ({error.strerror or error}); see to its permissions, or take it away"
    return DocumentRow(content_id("d", path), path, "", "", {}, 0, 0, "failed", reason)


def _is_undecodable(path: str) -> bool:
    """Whether the bytes of a file's name are not the text that the system says names are."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return True
    return False


def _unnamed(path: str) -> DocumentRow:
    shown = os.fsencode(path).decode("utf-8", errors="backslashreplace")
    reason = "the bytes of its name are not UTF-8, so that no table can name it; give it another name"
    return DocumentRow(content_id("d", shown), shown, "", "", {}, 0, 0, "failed", reason)


def _row(result: Result) -> DocumentRow:
    facts = {k: Fact(**v) for k, v in result["facts"].items()}
    return DocumentRow(**(result | {"facts": facts}))


def _take_away(out: Path, kept: set[str], known: set[str]) -> None:
    """Drop the documents that aren't `kept`, and the searchable copies of files that aren't `known`."""
    for path in (out / "documents").glob("d*.*"):
        if path.stem not in kept:
            path.unlink()
    if (out / OCR).is_dir():
        from pipeline.ingest.ocr import take_away_copies

        take_away_copies(out / OCR, known)


@alone
def run_extract(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Find the mentions of all documents; one that extraction breaks down on is told, and the others are done."""
    made_by = f"{stage_version('extract')}:{rules_digest(settings.rules)}"
    rows = [r for r in read_manifest(settings.out) if r.status == "ok"]
    rules = str(settings.rules) if settings.rules else ""
    jobs = []
    for row in rows:
        paths = document_paths(settings.out, row.doc_id)
        outputs = (extraction_path(settings.out, row.doc_id),)
        fingerprint = f"{made_by}:{digest_of(paths)}"
        arguments = (str(settings.out), row.doc_id, rules)
        lost = partial(extract_lost, str(settings.out), row.doc_id)
        jobs.append(Job(row.doc_id, row.path, fingerprint, outputs, extract_one, arguments, lost))
    results = _each("extract", settings, jobs, progress)
    for path in (settings.out / "mentions").glob("*.jsonl"):
        if path.stem not in results:
            path.unlink()
    return [Failure("extract", row.path, r["error"]) for row in rows if (r := results[row.doc_id])["error"]]


@alone
def run_reconcile(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Put all mentions together into the tables."""
    from pipeline.dataset import output_paths
    from pipeline.reconcile.decisions import read_decisions
    from pipeline.reconcile.registry import read_registry, registry_path

    rows = read_manifest(settings.out)
    mentions = [extraction_path(settings.out, r.doc_id) for r in rows if r.status == "ok"]
    for path in mentions:
        if not path.is_file():
            raise StageError(f"{path} is not there; run `chronocite extract --out {settings.out}` first")
    registry = registry_path(settings.review)
    # What a person must mend is told before anything is made.
    read_decisions(settings.review)
    read_registry(registry)
    inputs = [settings.out / "documents" / "manifest.jsonl", *mentions]
    fingerprint = f"{stage_version('reconcile')}:{digest_of([*inputs, settings.review, registry])}"
    outputs = output_paths(settings.out / "dataset")
    arguments = (str(settings.out), str(settings.review), partial(_shares, settings, rows), spread_of(settings))
    if not is_whole(settings.out, "audit", "audit"):
        # The tables are of both stages; what is lost of them the audit alone can't make anew.
        forget(settings.out, "reconcile")
    ok = [r.doc_id for r in rows if r.status == "ok"]
    shares = [p for i in ok for p in (share_path(settings.out, i), stamp_path(settings.out, "share", i))]
    job = Job(
        "dataset", "dataset", fingerprint, outputs, reconcile_all, arguments, completed_later=True, also=lambda: shares
    )
    results = run_stage("reconcile", settings.out, [job], workers=1, progress=progress)
    return [Failure("reconcile", str(settings.review), told, True) for told in results["dataset"].get("decisions", ())]


def _shares(settings: Settings, rows: Sequence[DocumentRow]) -> dict[str, Result]:
    """Have kept what each document brings to the dataset by itself; results by `doc_id`."""
    out, made_by = str(settings.out), stage_version("reconcile")
    jobs = []
    for row in rows:
        if row.status == "ok":
            fingerprint = f"{made_by}:{digest_of([extraction_path(settings.out, row.doc_id)])}"
            # Where that process was lost, this one does without the others.
            lost = partial(_share_here, out, row.doc_id)
            outputs = (share_path(settings.out, row.doc_id),)
            jobs.append(Job(row.doc_id, row.path, fingerprint, outputs, share_one, (out, row.doc_id), lost))
    results = _each("share", settings, jobs, None)
    for path in (settings.out / ".shares").glob("*.json"):
        if path.stem not in results:
            path.unlink()
    return results


def _share_here(out: str, doc_id: str, _: str) -> Result:
    return share_one(out, doc_id)


@alone
def run_audit(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Read the raw files again, check every span, run the checks, write the site."""
    from pipeline.audit import output_paths
    from pipeline.dataset import output_paths as tables

    rows = [r for r in read_manifest(settings.out) if r.status == "ok"]
    # The stamp stands last: without it the tables may be of two runs.
    if not stamp_path(settings.out, "reconcile", "dataset").is_file():
        raise StageError(
            f"{settings.out} holds no finished dataset; run `chronocite reconcile --out {settings.out}` first"
        )
    rows = [r for r in rows if not extraction_error(settings.out, r.doc_id)]
    made_by = stage_version("audit")
    passwords = {path: given.get("password", "") for path, given in read_sources(settings.raw / SOURCES).items()}
    jobs = []
    for row in rows:
        raw = settings.raw / row.path
        digest = digest_of([raw, *document_paths(settings.out, row.doc_id), extraction_path(settings.out, row.doc_id)])
        arguments = (str(settings.raw), str(settings.out), row.doc_id, row.path, passwords.get(row.path, ""))
        lost = partial(verify_lost, str(settings.out), row.doc_id)
        jobs.append(Job(row.doc_id, row.path, f"{made_by}:{digest}", (), verify_one, arguments, lost))
    verified = _each("verify", settings, jobs, progress)
    forget(settings.out, "second", {r.doc_id for r in rows})
    # The pages show the whole text of the documents, not only what was found in it.
    shown = [path for row in rows for path in document_paths(settings.out, row.doc_id)]
    images = _draw_pages(settings, rows, passwords, progress)
    depends_on = [made_by, verified, images, digest_of([stamp_path(settings.out, "reconcile", "dataset"), *shown])]
    fingerprint = hashlib.sha256(to_json(depends_on).encode()).hexdigest()
    given = (str(settings.out), verified, images, made_by, settings.workers)
    left = partial(output_paths, settings.out)
    job = Job("audit", "audit", fingerprint, tables(settings.out / "dataset"), audit_all, given, also=left)
    run_stage("audit", settings.out, [job], workers=1, progress=progress)
    return [Failure("audit", row.path, r["error"]) for row in rows if (r := verified[row.doc_id])["error"]]


def _draw_pages(
    settings: Settings, rows: Sequence[DocumentRow], passwords: Mapping[str, str], progress: Progress | None
) -> dict[str, Result]:
    """Draw the pages of PDFs on which something was found; results by `doc_id`."""
    from pipeline.audit.pages_pdf import folder_of, take_away

    jobs = []
    for row in rows if settings.page_images else ():
        if row.media_type != "application/pdf":
            continue
        mentions = extraction_path(settings.out, row.doc_id)
        fingerprint = f"{folder_of(row.doc_id)}:{row.sha256}:{digest_of([mentions])}"
        arguments = (str(settings.raw), str(settings.out), row.doc_id, row.path, passwords.get(row.path, ""))
        folder = settings.out / "audit" / folder_of(row.doc_id)
        outputs = tuple(folder / f"{number}.jpg" for number in range(1, row.pages + 1))
        jobs.append(Job(row.doc_id, row.path, fingerprint, outputs, draw_one, arguments, draw_lost))
    drawn = _each("pages", settings, jobs, progress) if jobs else {}
    if not jobs:
        forget(settings.out, "pages")
    take_away(settings.out, drawn)
    return drawn


def _each(stage: str, settings: Settings, jobs: Sequence[Job], progress: Progress | None) -> dict[str, Result]:
    """Do the jobs of a stage that has one for each document: in processes of this machine, or on a cluster."""
    return run_stage(
        stage,
        settings.out,
        jobs,
        workers=settings.workers,
        progress=progress,
        limits=settings.limits,
        crew=crew_of(settings, stage),
        shared=_SHARED.get(stage, ()),
    )


_SHARED = {"ingest": ("numpy",), "extract": ("numpy",)}
"""What each worker of a stage imports, and so do the stages behind it."""
