"""The four stages over a folder: which work there is, what each piece of it depends on, what it leaves.

Each reads only what the stage before it left on disk, so each can be run alone.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.errors import ChronociteError, EmptyError, StageError, UnreadableError, UnsupportedError
from pipeline.ingest import document_id, ingest, media_type_of
from pipeline.records import DocumentRow, Fact, Status
from pipeline.runner import Job, Progress, Result, forget, run_stage
from pipeline.store import (
    document_paths,
    extraction_path,
    read_document,
    read_manifest,
    to_json,
    write_document,
    write_extraction,
    write_manifest,
)

SOURCES = "sources.toml"
_LIBRARIES = {
    "ingest": ("charset-normalizer", "lxml", "markdown-it-py", "pdfminer.six", "pdfplumber"),
    "extract": ("dateparser", "spacy"),
    "reconcile": ("pandas", "pyarrow"),
    "audit": ("chardet", "jinja2", "pandas", "pyarrow", "pypdfium2", "selectolax"),
}
_GIVEN = ("title", "authors", "publisher", "published", "language", "url", "password")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a run reads and writes.

    Attributes:
        raw: The folder of reports.
        out: The folder that the run leaves its results in.
        review: People's decisions; need not exist.
        workers: Processes; 0 means one a core.
    """

    raw: Path
    out: Path
    review: Path
    workers: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that a stage could not do, and why; a file that was `skipped` on purpose is no failure of the run."""

    stage: str
    path: str
    reason: str
    skipped: bool = False


def run_ingest(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Make documents of all raw files; those whose raw file is gone are taken away."""
    if not settings.raw.is_dir():
        raise StageError(f"there is no folder {settings.raw}; put reports into it, or name another with --raw")
    given = read_sources(settings.raw / SOURCES)
    jobs: list[Job] = []
    doubles: list[DocumentRow] = []
    first_of: dict[str, str] = {}
    for path, data in _raw_files(settings.raw):
        doc_id = document_id(data)
        if doc_id in first_of:
            doubles.append(_double(path, data, first_of[doc_id], len(doubles) + 1))
            continue
        first_of[doc_id] = path
        jobs.append(_ingest_job(settings, path, doc_id, given.get(path, {})))
    results = run_stage("ingest", settings.out, jobs, workers=settings.workers, progress=progress)
    rows = [*(_row(r) for r in results.values()), *doubles]
    write_manifest(settings.out, rows)
    _take_away(settings.out, {r.doc_id for r in rows if r.status == "ok"})
    return [
        Failure("ingest", r.path, r.error, skipped=r.status == "skipped")
        for r in sorted(rows, key=lambda r: r.path)
        if r.status != "ok"
    ]


def run_extract(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Find the mentions of all documents."""
    made_by = stage_version("extract")
    rows = [r for r in read_manifest(settings.out) if r.status == "ok"]
    jobs = []
    for row in rows:
        paths = document_paths(settings.out, row.doc_id)
        outputs = (extraction_path(settings.out, row.doc_id),)
        fingerprint = f"{made_by}:{_digest(paths)}"
        arguments = (str(settings.out), row.doc_id)
        jobs.append(Job(row.doc_id, row.path, fingerprint, outputs, extract_one, arguments))
    run_stage("extract", settings.out, jobs, workers=settings.workers, progress=progress)
    kept = {r.doc_id for r in rows}
    for path in (settings.out / "mentions").glob("*.jsonl"):
        if path.stem not in kept:
            path.unlink()
    return []


def run_reconcile(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Put all mentions together into the tables."""
    from pipeline.dataset import output_paths

    rows = read_manifest(settings.out)
    mentions = [extraction_path(settings.out, r.doc_id) for r in rows if r.status == "ok"]
    for path in mentions:
        if not path.is_file():
            raise StageError(f"{path} is not there; run `chronocite extract --out {settings.out}` first")
    inputs = [settings.out / "documents" / "manifest.jsonl", *mentions]
    fingerprint = f"{stage_version('reconcile')}:{_digest([*inputs, settings.review])}"
    outputs = output_paths(settings.out / "dataset")
    job = Job("dataset", "dataset", fingerprint, outputs, reconcile_all, (str(settings.out),))
    run_stage("reconcile", settings.out, [job], workers=1, progress=progress)
    return []


def run_audit(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Read the raw files again, check every span, run the checks, write the site."""
    from pipeline.audit import output_paths

    rows = [r for r in read_manifest(settings.out) if r.status == "ok"]
    if not (settings.out / "dataset" / "mentions.csv").is_file():
        raise StageError(f"{settings.out} holds no dataset; run `chronocite reconcile --out {settings.out}` first")
    made_by = stage_version("audit")
    jobs = []
    for row in rows:
        raw = settings.raw / row.path
        digest = _digest([raw, extraction_path(settings.out, row.doc_id)])
        arguments = (str(settings.raw), str(settings.out), row.doc_id, row.path)
        jobs.append(Job(row.doc_id, row.path, f"{made_by}:{digest}", (), verify_one, arguments))
    verified = run_stage("verify", settings.out, jobs, workers=settings.workers, progress=progress)
    dataset = (settings.out / ".stamps" / "reconcile" / "dataset.json").read_bytes()
    fingerprint = hashlib.sha256(dataset + to_json([made_by, verified]).encode()).hexdigest()
    outputs = output_paths(settings.out, [r.doc_id for r in rows])
    job = Job("audit", "audit", fingerprint, outputs, audit_all, (str(settings.out), verified))
    run_stage("audit", settings.out, [job], workers=1, progress=progress)
    return [Failure("audit", row.path, r["error"]) for row in rows if (r := verified[row.doc_id])["error"]]


# --- the work itself, called in other processes ------------------------------------------------------------------


def ingest_one(raw: str, out: str, path: str, given: Mapping[str, str]) -> Result:
    """Read one raw file; what goes wrong with it becomes the row's reason."""
    data = (Path(raw) / path).read_bytes()
    facts = {k: Fact(v, SOURCES) for k, v in given.items() if k != "password"}
    sha, doc_id = hashlib.sha256(data).hexdigest(), document_id(data)
    media_type = ""
    try:
        media_type = media_type_of(path, data) if data else ""
        document = ingest(path, data, given)
    except EmptyError as error:
        status, reason = "empty", str(error)
    except UnsupportedError as error:
        status, reason = "skipped", str(error)
    except UnreadableError as error:
        status, reason = "failed", str(error)
    except Exception as error:
        # A parser's crash on one file may not take the others along; the row says that it was one.
        status, reason = "failed", f"its reader broke down ({type(error).__name__}: {error}); please report the file"
    else:
        write_document(Path(out), document)
        row = DocumentRow(
            doc_id, path, sha, media_type, document.facts, len(document.source), len(document.pages), "ok"
        )
        return asdict(row)
    return asdict(DocumentRow(doc_id, path, sha, media_type, facts, 0, 0, _status(status), " ".join(reason.split())))


def extract_one(out: str, doc_id: str) -> Result:
    """Extract one document."""
    from pipeline.extract import extract

    extraction = extract(read_document(Path(out), doc_id))
    write_extraction(Path(out), extraction)
    return {"mentions": len(extraction.mentions)}


def reconcile_all(out: str) -> Result:
    """Reconcile all documents. The audit must follow: its stamp is taken away."""
    from pipeline.dataset import write_tables
    from pipeline.reconcile import reconcile
    from pipeline.store import read_extraction

    rows = read_manifest(Path(out))
    extractions = [read_extraction(Path(out), r.doc_id) for r in rows if r.status == "ok"]
    tables = reconcile(rows, extractions)
    write_tables(Path(out) / "dataset", tables)
    forget(Path(out), "audit")
    return {name: len(table) for name, table in tables.items()}


def verify_one(raw: str, out: str, doc_id: str, path: str) -> Result:
    """Hold one document's spans against a second reading of its raw file."""
    from pipeline.audit.verify import unverified
    from pipeline.store import read_extraction

    mentions = read_extraction(Path(out), doc_id).mentions
    document = read_document(Path(out), doc_id)
    try:
        data = (Path(raw) / path).read_bytes()
        if document_id(data) != doc_id:
            raise UnreadableError("the raw file has changed since it was ingested; run `chronocite ingest` again")
        missing = unverified(document, data, mentions)
    except (OSError, ChronociteError) as error:
        return {"unverified": [m.mention_id for m in mentions], "error": str(error)}
    return {"unverified": [m.mention_id for m in missing], "error": ""}


def audit_all(out: str, verified: Mapping[str, Result]) -> Result:
    """Run the checks over the dataset and write the site."""
    from pipeline.audit import audit

    return audit(Path(out), verified)


# --- what the work depends on --------------------------------------------------------------------------------------


@cache
def stage_version(stage: str) -> str:
    """A digest of all that a stage's results depend on beside its input: code, rules, templates, libraries.

    Whoever changes any of them need not remember to say so: what was made before is then made anew.
    """
    package = Path(__file__).parent
    shared = [package / name for name in ("records.py", "reading.py", "store.py", "dataset.py")]
    own = [p for p in (package / stage).rglob("*") if p.suffix in {".py", ".html", ".css", ".js"}]
    rules = list((package / "rules").glob("*.yaml")) if stage == "extract" else []
    digest = hashlib.sha256()
    for path in sorted([*shared, *own, *rules]):
        digest.update(f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    for library in _LIBRARIES.get(stage, ()):
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()


def read_sources(path: Path) -> dict[str, dict[str, str]]:
    """Read what the user says of the reports: `["file.pdf"]` tables of `title, authors, publisher, published, url …`.

    Raises:
        ChronociteError: It is not TOML, or says what nobody asks.
    """
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ChronociteError(f"{path}: not TOML ({error}); mend the file") from error
    out: dict[str, dict[str, str]] = {}
    for name, facts in tables.items():
        unknown = sorted(set(facts) - set(_GIVEN)) if isinstance(facts, dict) else ["?"]
        if unknown:
            known = ", ".join(_GIVEN)
            raise ChronociteError(f"{path}: [{name!r}]: {unknown[0]!r} is not known; known keys are {known}")
        out[name] = {k: "; ".join(v) if isinstance(v, list) else str(v) for k, v in facts.items()}
    return out


def _raw_files(raw: Path) -> Iterator[tuple[str, bytes]]:
    """All files below the raw folder, sorted by path; hidden ones and `sources.toml` left out."""
    for path in sorted(raw.rglob("*")):
        relative = path.relative_to(raw)
        if path.is_file() and relative.name != SOURCES and not any(p.startswith(".") for p in relative.parts):
            yield relative.as_posix(), path.read_bytes()


def _ingest_job(settings: Settings, path: str, doc_id: str, given: Mapping[str, str]) -> Job:
    depends_on = (stage_version("ingest"), doc_id, path, to_json(dict(given)))
    fingerprint = hashlib.sha256("\0".join(depends_on).encode()).hexdigest()
    arguments = (str(settings.raw), str(settings.out), path, dict(given))
    return Job(doc_id, path, fingerprint, document_paths(settings.out, doc_id), ingest_one, arguments)


def _double(path: str, data: bytes, first: str, number: int) -> DocumentRow:
    sha = hashlib.sha256(data).hexdigest()
    return DocumentRow(
        f"{document_id(data)}-{number}", path, sha, "", {}, 0, 0, "skipped", f"the same bytes as {first}"
    )


def _row(result: Result) -> DocumentRow:
    facts = {k: Fact(**v) for k, v in result["facts"].items()}
    return DocumentRow(**(result | {"facts": facts}))


def _status(name: str) -> Status:
    statuses: dict[str, Status] = {"empty": "empty", "skipped": "skipped", "failed": "failed"}
    return statuses[name]


def _take_away(out: Path, kept: set[str]) -> None:
    for path in (out / "documents").glob("d*.*"):
        if path.stem not in kept:
            path.unlink()


def _digest(paths: Sequence[Path]) -> str:
    """Of the bytes of some files; one that isn't there counts as such."""
    digest = hashlib.sha256()
    for path in paths:
        data = path.read_bytes() if path.is_file() else b"\0absent"
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()
