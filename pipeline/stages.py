"""The four stages over a folder: which work there is, what each piece of it depends on, what it leaves.

Each reads only what the stage before it left on disk, so each can be run alone.
"""

from __future__ import annotations

import errno
import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial, wraps
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from pipeline.errors import (
    ChronociteError,
    EmptyError,
    PassingError,
    StageError,
    UnreadableError,
    UnsupportedError,
)
from pipeline.ingest import document_id, ingest, media_type_of
from pipeline.ingest.given import mistake_in
from pipeline.ingest.remarks import pages_by_ocr, remarks_on
from pipeline.limits import Limits
from pipeline.lock import hold
from pipeline.records import DocumentRow, Extraction, Fact, Status, content_id, joined
from pipeline.runner import Job, Progress, Result, forget, run_stage, stamp_path
from pipeline.store import (
    document_paths,
    extraction_error,
    extraction_path,
    read_document,
    read_manifest,
    read_source,
    to_json,
    write_document,
    write_extraction,
    write_manifest,
)

if TYPE_CHECKING:
    from pipeline.ingest.ocr import Ocr

SOURCES = "sources.toml"
_SHOWN = 60
"""Characters of the words that a decision is about, when it is told of."""
_OCR = "ocr"
"""The folder of searchable copies in a run's results."""
_LIBRARIES = {
    "ingest": (
        *(
            "numpy",
            "charset-normalizer",
            "lxml",
            "markdown-it-py",
            "pdfminer.six",
            "pdfplumber",
            "py3langid",
            "pypdfium2",
        ),
    ),
    "extract": ("dateparser", "pydantic", "pyyaml", "spacy"),
    "reconcile": ("pandas", "pyarrow", "rapidfuzz"),
    "audit": ("chardet", "jinja2", "pandas", "pdfminer.six", "pyarrow", "pypdfium2", "selectolax"),
    "pages": ("pillow", "pypdfium2"),
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
        pdf_reader: The library that reads PDF; one of `pipeline.records.PDF_READERS`.
        limits: What reading one raw file may take.
        ocr: Whether the pages of PDFs that have no text are read by OCR.
        rules: A folder of the user's own rule files.
        page_images: Whether the audit site shows the pages of PDFs as they are printed.
    """

    raw: Path
    out: Path
    review: Path
    workers: int = 0
    pdf_reader: str = "pdfium"
    limits: Limits = field(default_factory=Limits)
    rules: Path | None = None
    ocr: bool = False
    page_images: bool = True


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that a stage could not do, and why; what was `skipped` on purpose, or only needs a remark, is none."""

    stage: str
    path: str
    reason: str
    skipped: bool = False


P = ParamSpec("P")
T = TypeVar("T")


def _alone(stage: Callable[Concatenate[Settings, P], T]) -> Callable[Concatenate[Settings, P], T]:
    """A stage that no other run disturbs."""

    @wraps(stage)
    def held(settings: Settings, /, *args: P.args, **options: P.kwargs) -> T:
        with hold(settings.out):
            return stage(settings, *args, **options)

    return held


@_alone
def run_ingest(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Make documents of all raw files; those whose raw file is gone are taken away."""
    if not settings.raw.is_dir():
        raise StageError(f"there is no folder {settings.raw}; put reports into it, or name another with --raw")
    if settings.raw.resolve() == settings.out.resolve():
        raise StageError(f"{settings.raw} holds the reports, results need another folder; name one with --out")
    given = read_sources(settings.raw / SOURCES)
    if settings.ocr:
        from pipeline.ingest.ocr import check_ocr

        check_ocr()
    jobs: list[Job] = []
    told: list[DocumentRow] = []
    first_of: dict[str, str] = {}
    for path in _raw_files(settings):
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
    results = run_stage(
        "ingest", settings.out, jobs, workers=settings.workers, progress=progress, limits=settings.limits
    )
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


@_alone
def run_extract(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Find the mentions of all documents; one that extraction breaks down on is told, and the others are done."""
    made_by = f"{stage_version('extract')}:{_rules_digest(settings.rules)}"
    rows = [r for r in read_manifest(settings.out) if r.status == "ok"]
    rules = str(settings.rules) if settings.rules else ""
    jobs = []
    for row in rows:
        paths = document_paths(settings.out, row.doc_id)
        outputs = (extraction_path(settings.out, row.doc_id),)
        fingerprint = f"{made_by}:{_digest(paths)}"
        arguments = (str(settings.out), row.doc_id, rules)
        lost = partial(_extract_lost, str(settings.out), row.doc_id)
        jobs.append(Job(row.doc_id, row.path, fingerprint, outputs, extract_one, arguments, lost))
    limits = settings.limits
    results = run_stage("extract", settings.out, jobs, workers=settings.workers, progress=progress, limits=limits)
    for path in (settings.out / "mentions").glob("*.jsonl"):
        if path.stem not in results:
            path.unlink()
    return [Failure("extract", row.path, r["error"]) for row in rows if (r := results[row.doc_id])["error"]]


@_alone
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
    fingerprint = f"{stage_version('reconcile')}:{_digest([*inputs, settings.review, registry])}"
    outputs = output_paths(settings.out / "dataset")
    arguments = (str(settings.out), str(settings.review))
    job = Job("dataset", "dataset", fingerprint, outputs, reconcile_all, arguments)
    results = run_stage("reconcile", settings.out, [job], workers=1, progress=progress)
    return [Failure("reconcile", str(settings.review), told, True) for told in results["dataset"].get("decisions", ())]


@_alone
def run_audit(settings: Settings, progress: Progress | None = None) -> list[Failure]:
    """Read the raw files again, check every span, run the checks, write the site."""
    from pipeline.audit import output_paths

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
        digest = _digest([raw, *document_paths(settings.out, row.doc_id), extraction_path(settings.out, row.doc_id)])
        arguments = (str(settings.raw), str(settings.out), row.doc_id, row.path, passwords.get(row.path, ""))
        lost = partial(_verify_lost, str(settings.out), row.doc_id)
        jobs.append(Job(row.doc_id, row.path, f"{made_by}:{digest}", (), verify_one, arguments, lost))
    limits = settings.limits
    verified = run_stage("verify", settings.out, jobs, workers=settings.workers, progress=progress, limits=limits)
    forget(settings.out, "second", {r.doc_id for r in rows})
    # The pages show the whole text of the documents, not only what was found in it.
    shown = [path for row in rows for path in document_paths(settings.out, row.doc_id)]
    images = _draw_pages(settings, rows, passwords, progress)
    depends_on = [made_by, verified, images, _digest([stamp_path(settings.out, "reconcile", "dataset"), *shown])]
    fingerprint = hashlib.sha256(to_json(depends_on).encode()).hexdigest()
    outputs = output_paths(settings.out, [r.doc_id for r in rows])
    job = Job("audit", "audit", fingerprint, outputs, audit_all, (str(settings.out), verified, images))
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
        fingerprint = f"{folder_of(row.doc_id)}:{row.sha256}:{_digest([mentions])}"
        arguments = (str(settings.raw), str(settings.out), row.doc_id, row.path, passwords.get(row.path, ""))
        folder = settings.out / "audit" / folder_of(row.doc_id)
        outputs = tuple(folder / f"{number}.jpg" for number in range(1, row.pages + 1))
        jobs.append(Job(row.doc_id, row.path, fingerprint, outputs, draw_one, arguments, _draw_lost))
    drawn = (
        run_stage("pages", settings.out, jobs, workers=settings.workers, progress=progress, limits=settings.limits)
        if jobs
        else {}
    )
    if not jobs:
        forget(settings.out, "pages")
    take_away(settings.out, drawn)
    return drawn


# --- the work itself, called in other processes ------------------------------------------------------------------


def ingest_one(
    raw: str,
    out: str,
    path: str,
    sha: str,
    given: Mapping[str, str],
    pdf_reader: str = "pdfium",
    max_pages: int = 0,
    ocr_seconds: int = 0,
) -> Result:
    """Read one raw file; what goes wrong becomes the row's reason. `ocr_seconds` are for a page; 0 means no OCR.

    Raises:
        PassingError: The file is not the one whose SHA-256 is `sha`, or is gone.
        OSError: The disk is full, or another fault that is none of the file's.
    """
    data = _read_again(Path(raw) / path, sha)
    facts = {k: Fact(v, SOURCES) for k, v in given.items() if k != "password"}
    doc_id = document_id(data)
    media_type = ""
    try:
        media_type = media_type_of(path, data) if data else ""
        more = {"ocr": _ocr_of(Path(out), doc_id, ocr_seconds)} if ocr_seconds else {}
        document = ingest(path, data, given, pdf_reader=pdf_reader, max_pages=max_pages, **more)
    except EmptyError as error:
        status, reason = "empty", str(error)
    except UnsupportedError as error:
        status, reason = "skipped", str(error)
    except UnreadableError as error:
        status, reason = "failed", str(error)
    except MemoryError:
        # Whoever set the limit says so.
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _OF_THE_SYSTEM:
            raise
        # A parser's crash on one file may not take the others along; the row says that it was one.
        status, reason = "failed", f"its reader broke down ({type(error).__name__}: {error}); please report the file"
    else:
        write_document(Path(out), document)
        count = len(document.pages)
        remarks = joined(remarks_on(document.facts, count))
        size = len(document.source)
        return asdict(DocumentRow(doc_id, path, sha, media_type, document.facts, size, count, "ok", remarks=remarks))
    return asdict(DocumentRow(doc_id, path, sha, media_type, facts, 0, 0, _status(status), " ".join(reason.split())))


_OF_THE_SYSTEM = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EACCES}
)
"""What a file that is read in memory can't be to blame for: a full disk, too many open files."""


def _read_again(path: Path, sha: str) -> bytes:
    """The bytes of a raw file, which was read before: two readings of one file that somebody is writing differ."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PassingError(f"it can't be opened any more ({error.strerror or error}); run again") from error
    if hashlib.sha256(data).hexdigest() != sha:
        raise PassingError("it changed while it was read; run again when whoever writes it has done")
    return data


def _ocr_of(out: Path, doc_id: str, seconds: int) -> Ocr:
    from pipeline.ingest.ocr import Ocr

    return Ocr(out / _OCR / f"{doc_id}.pdf", seconds)


def extract_one(out: str, doc_id: str, rules: str = "") -> Result:
    """Extract one document, by the shipped rules and a folder's; a breakdown is left in place of its mentions."""
    from pipeline.extract import extract
    from pipeline.extract.rulefile import use_rules

    try:
        use_rules(Path(rules) if rules else None)
        extraction = extract(read_document(Path(out), doc_id))
    except (ChronociteError, OSError, MemoryError):
        # A rule file that says what it may not concerns every document, a fault of the system is none of this one's.
        raise
    except Exception as error:
        reason = " ".join(f"extraction broke down ({type(error).__name__}: {error}); please report the file".split())
        extraction = Extraction(doc_id, error=reason)
    write_extraction(Path(out), extraction)
    return {"mentions": len(extraction.mentions), "error": extraction.error}


def _extract_lost(out: str, doc_id: str, reason: str) -> Result:
    """The result of an extraction that was ended."""
    write_extraction(Path(out), Extraction(doc_id, error=reason))
    return {"mentions": 0, "error": reason}


def reconcile_all(out: str, review: str = "") -> Result:
    """Reconcile all documents, as people decided. The audit must follow: its stamp is taken away.

    Returns:
        How many rows each table has, and under `decisions` what to say of those that don't fit as they did.
    """
    from pipeline.dataset import write_tables
    from pipeline.reconcile import reconcile
    from pipeline.reconcile.decisions import read_decisions
    from pipeline.reconcile.registry import read_registry, registry_path
    from pipeline.store import read_extraction

    rows = read_manifest(Path(out))
    extractions = [read_extraction(Path(out), r.doc_id) for r in rows if r.status == "ok"]
    errors = {x.doc_id: x.error for x in extractions if x.error}
    rows = [replace(r, status="failed", error=e) if (e := errors.get(r.doc_id)) else r for r in rows]
    tables = reconcile(
        rows,
        [x for x in extractions if not x.error],
        decisions=read_decisions(Path(review)) if review else (),
        registry=read_registry(registry_path(Path(review))) if review else (),
        text=cache(partial(read_source, Path(out))),
    )
    write_tables(Path(out) / "dataset", tables)
    forget(Path(out), "audit")
    told = [line for row in tables["decisions"] if (line := _remark_on(row))]
    return {name: len(table) for name, table in tables.items()} | {"decisions": told}


def _remark_on(row: Mapping[str, str]) -> str:
    """What to say of a decision that doesn't fit as it did when it was made; empty where all is well."""
    if row["state"] == "withdrawn" or (row["state"] == "exact" and row["applied"] == "yes"):
        return ""
    state = "fuzzy, to confirm" if row["state"] == "fuzzy" else row["state"]
    done = {"yes": "", "partly": ", partly applied", "no": ", not applied"}[row["applied"]]
    reason = f": {row['reason']}" if row["reason"] else ""
    words = row["words"] if len(row["words"]) <= _SHOWN else row["words"][:_SHOWN] + "…"
    return f"{row['decision_id']} ({row['action']} “{words}”) is {state}{done}{reason}"


def _ingest_lost(row: DocumentRow, reason: str) -> Result:
    """The result of a reading that was ended."""
    return asdict(replace(row, error=reason))


def verify_one(raw: str, out: str, doc_id: str, path: str, password: str = "") -> Result:
    """Hold one document's spans against a second reading of its raw file."""
    from pipeline.audit.verify import unverified
    from pipeline.store import read_extraction

    mentions = read_extraction(Path(out), doc_id).mentions
    document = read_document(Path(out), doc_id)
    try:
        data = (Path(raw) / path).read_bytes()
        if document_id(data) != doc_id:
            raise PassingError("the raw file has changed since it was ingested; run `chronocite ingest` again")
        missing = unverified(document, data, mentions, password=password, out=Path(out))
    except PassingError:
        raise
    except (OSError, ChronociteError) as error:
        return {"unverified": [m.mention_id for m in mentions], "by_ocr": [], "error": str(error)}
    pictures = pages_by_ocr(document.facts)
    by_ocr = [m.mention_id for m in missing if m.page in pictures]
    return {"unverified": [m.mention_id for m in missing], "by_ocr": by_ocr, "error": ""}


def _verify_lost(out: str, doc_id: str, reason: str) -> Result:
    """The result of a second reading that was ended: nothing is verified."""
    from pipeline.store import read_extraction

    ids = [m.mention_id for m in read_extraction(Path(out), doc_id).mentions]
    return {"unverified": ids, "by_ocr": [], "error": reason}


def draw_one(raw: str, out: str, doc_id: str, path: str, password: str = "") -> Result:
    """Draw the pages of one PDF; where that fails, the site does without."""
    from pipeline.audit.pages_pdf import draw_pages
    from pipeline.store import read_extraction

    wanted = {m.page for m in read_extraction(Path(out), doc_id).mentions if m.page}
    try:
        images = draw_pages((Path(raw) / path).read_bytes(), Path(out), doc_id, wanted, password=password)
    except (OSError, ChronociteError) as error:
        return _draw_lost(str(error))
    return {"folder": images.folder, "pages": list(images.pages), "error": ""}


def _draw_lost(reason: str) -> Result:
    """The result of pages that could not be drawn."""
    return {"folder": "", "pages": [], "error": reason}


def audit_all(out: str, verified: Mapping[str, Result], images: Mapping[str, Result]) -> Result:
    """Run the checks over the dataset and write the site."""
    from pipeline.audit import audit
    from pipeline.audit.pages_pdf import PageImages

    drawn = {doc_id: PageImages(r["folder"], r["pages"]) for doc_id, r in images.items() if r["pages"]}
    return audit(Path(out), verified, drawn)


# --- what the work depends on --------------------------------------------------------------------------------------


@cache
def stage_version(stage: str) -> str:
    """A digest of all that a stage's results depend on beside its input: code, rules, templates, libraries.

    Whoever changes any of them need not remember to say so: what was made before is then made anew.
    """
    package = Path(__file__).parent
    shared = [
        package / name for name in ("records.py", "edtf.py", "numbers.py", "reading.py", "store.py", "dataset.py")
    ]
    own = [p for p in (package / stage).rglob("*") if p.suffix in {".py", ".html", ".css", ".js", ".svg"}]
    rules = list((package / "rules").glob("*.yaml")) if stage == "extract" else []
    digest = hashlib.sha256()
    for path in sorted([*shared, *own, *rules]):
        digest.update(f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    for library in _LIBRARIES.get(stage, ()):
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()


def _rules_digest(folder: Path | None) -> str:
    """Of a user's rule files; a folder that isn't there is refused before any work is done."""
    if folder is None:
        return ""
    from pipeline.extract.rulefile import own_files

    paths = own_files(folder)
    return " ".join([*(p.name for p in paths), _digest(paths)])


def read_sources(path: Path) -> dict[str, dict[str, str]]:
    """Read what the user says of the reports: `["file.pdf"]` tables of `title, authors, publisher, published, url …`.

    Raises:
        ChronociteError: It is not TOML, or says what nobody asks, or what no date or language is.
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
        out[name] = {k: joined(map(str, v)) if isinstance(v, list) else str(v).strip() for k, v in facts.items()}
        if mistake := mistake_in(out[name]):
            raise ChronociteError(f"{path}: [{name!r}]: {mistake}")
    return out


def _raw_files(settings: Settings) -> Iterator[str]:
    """All files below the raw folder, sorted by path; left out are hidden ones, `sources.toml` and a run's results."""
    raw, out = settings.raw.resolve(), settings.out.resolve()
    results = out.relative_to(raw).parts if raw in out.parents else None
    for path in sorted(settings.raw.rglob("*")):
        relative = path.relative_to(settings.raw)
        if relative.name == SOURCES or any(p.startswith(".") for p in relative.parts):
            continue
        if results and relative.parts[: len(results)] == results:
            continue
        # A link that leads nowhere is a file that can't be opened, and said to be so.
        if path.is_file() or (path.is_symlink() and not path.exists()):
            yield relative.as_posix()


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
    lost = partial(_ingest_lost, DocumentRow(doc_id, path, sha, "", facts, 0, 0, "failed"))
    return Job(doc_id, path, fingerprint, document_paths(settings.out, doc_id), ingest_one, arguments, lost)


def _double(path: str, data: bytes, first: str) -> DocumentRow:
    sha = hashlib.sha256(data).hexdigest()
    return DocumentRow(content_id("d", sha, path), path, sha, "", {}, 0, 0, "skipped", f"the same bytes as {first}")


def _unreadable(path: str, error: OSError) -> DocumentRow:
    reason = f"the file can't be opened ({error.strerror or error}); see to its permissions, or take it away"
    return DocumentRow(content_id("d", path), path, "", "", {}, 0, 0, "failed", reason)


def _row(result: Result) -> DocumentRow:
    facts = {k: Fact(**v) for k, v in result["facts"].items()}
    return DocumentRow(**(result | {"facts": facts}))


def _status(name: str) -> Status:
    statuses: dict[str, Status] = {"empty": "empty", "skipped": "skipped", "failed": "failed"}
    return statuses[name]


def _take_away(out: Path, kept: set[str], known: set[str]) -> None:
    """Drop the documents that aren't `kept`, and the searchable copies of files that aren't `known`."""
    for path in (out / "documents").glob("d*.*"):
        if path.stem not in kept:
            path.unlink()
    if (out / _OCR).is_dir():
        from pipeline.ingest.ocr import take_away_copies

        take_away_copies(out / _OCR, known)


def _digest(paths: Sequence[Path]) -> str:
    """Of the bytes of some files; one that isn't there counts as such."""
    digest = hashlib.sha256()
    for path in paths:
        data = path.read_bytes() if path.is_file() else b"\0absent"
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()
