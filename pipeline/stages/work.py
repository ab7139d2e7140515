"""The work of the stages itself, called in other processes: a document at a time, or the whole dataset.

What is called takes and returns plain data, and is at the top level of this module.
"""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import (
    ChronociteError,
    EmptyError,
    PassingError,
    StageError,
    UnreadableError,
    UnsupportedError,
)
from pipeline.ingest import document_id, ingest, media_type_of
from pipeline.ingest.remarks import pages_by_ocr, remarks_on
from pipeline.places import at_hand, place
from pipeline.records import Document, DocumentRow, Extraction, Fact, Status, joined
from pipeline.running.runner import Result, forget, stamp_path
from pipeline.running.uncollected import without_collector
from pipeline.stages.sources import SOURCES
from pipeline.store import (
    holds_checksum,
    read_document,
    read_manifest,
    read_source,
    share_path,
    to_json,
    with_checksum,
    write_bytes,
    write_document,
    write_extraction,
)

if TYPE_CHECKING:
    from pipeline.ingest.ocr import Ocr
    from pipeline.reconcile.applying import Applied
    from pipeline.reconcile.decisions import Decision
    from pipeline.running.spreading import Spread


_SHOWN = 60
"""Characters of the words that a decision is about, when it is told of."""
OCR = "ocr"
"""The folder of searchable copies in a run's results."""
_OF_THE_SYSTEM = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EACCES}
)
"""What a file that is read in memory can't be to blame for: a full disk, too many open files."""


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
    """Read one raw file; what goes wrong becomes the row's reason.

    Args:
        raw: The folder of reports.
        out: The run's folder.
        path: Of the file, relative to `raw`.
        sha: SHA-256 of its bytes when they were last looked at.
        given: What `sources.toml` says of it.
        pdf_reader: One of `pipeline.records.PDF_READERS`.
        max_pages: Of a PDF; 0 means any number.
        ocr_seconds: For a page; 0 means no OCR.

    Returns:
        Its `DocumentRow`, as plain data.

    Raises:
        PassingError: The file is not the one whose SHA-256 is `sha`, or is gone.
        OSError: The disk is full, or another fault that is none of the file's.
    """
    data = _read_again(place(raw) / path, sha)
    facts = {k: Fact(v, SOURCES) for k, v in given.items() if k != "password"}
    doc_id = document_id(data)
    media_type = ""
    try:
        media_type = media_type_of(path, data) if data else ""
        more = {"ocr": _ocr_of(place(out), doc_id, ocr_seconds)} if ocr_seconds else {}
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
        write_document(place(out), document)
        count = len(document.pages)
        remarks = joined(remarks_on(document.facts, count))
        size = len(document.source)
        return asdict(DocumentRow(doc_id, path, sha, media_type, document.facts, size, count, "ok", remarks=remarks))
    return asdict(DocumentRow(doc_id, path, sha, media_type, facts, 0, 0, _status(status), " ".join(reason.split())))


def ingest_lost(row: DocumentRow, reason: str) -> Result:
    """The result of a reading that was ended."""
    return asdict(replace(row, error=reason))


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

    return Ocr(out / OCR / f"{doc_id}.pdf", seconds)


def _status(name: str) -> Status:
    statuses: dict[str, Status] = {"empty": "empty", "skipped": "skipped", "failed": "failed"}
    return statuses[name]


def extract_one(out: str, doc_id: str, rules: str = "") -> Result:
    """Extract one document, by the shipped rules and a folder's.

    Raises:
        PassingError: Extraction broke down. It is told, and tried again in the next run: that the same document breaks
            it every time is not known, for a library's memory may be at fault as well as a rule. Or something spoilt
            what ingest left: then the next run reads the raw file anew.
        ChronociteError: A rule file says what it may not.
        OSError: The disk is full, or another fault that is none of the document's.
    """
    from pipeline.extract import extract
    from pipeline.extract.rulefile import use_rules

    try:
        use_rules(Path(rules) if rules else None)
        extraction = extract(_read_or_forget(place(out), doc_id))
    except (ChronociteError, OSError, MemoryError):
        # A rule file that says what it may not concerns every document, a fault of the system is none of this one's.
        raise
    except Exception as error:
        reason = " ".join(f"extraction broke down ({type(error).__name__}: {error}); please report the file".split())
        raise PassingError(reason) from error
    write_extraction(place(out), extraction)
    return {"mentions": len(extraction.mentions), "error": ""}


def _read_or_forget(out: Path, doc_id: str) -> Document:
    """Read a document; one that is not as ingest left it has no stamp any more, so that ingest makes it anew."""
    try:
        return read_document(out, doc_id)
    except StageError as error:
        stamp_path(out, "ingest", doc_id).unlink(missing_ok=True)
        changed = "what `ingest` left of it was changed since; run again, which reads it anew"
        raise PassingError(changed) from error


def extract_lost(out: str, doc_id: str, reason: str) -> Result:
    """The result of an extraction that was ended."""
    write_extraction(place(out), Extraction(doc_id, error=reason))
    return {"mentions": 0, "error": reason}


def share_one(out: str, doc_id: str) -> Result:
    """Keep what one document brings to the dataset by itself."""
    from pipeline.store import read_extraction

    extraction = read_extraction(place(out), doc_id)
    path = share_path(place(out), doc_id)
    if extraction.error:
        path.unlink(missing_ok=True)
    else:
        body = to_json(_share(extraction)).removesuffix("}")
        write_bytes(path, with_checksum(body.encode("utf-8", errors="surrogatepass")))
    return {"error": extraction.error}


def _share(extraction: Extraction, no_talks: Collection[str] = ()) -> Result:
    from pipeline.dataset import csv_lines
    from pipeline.reconcile.shares import plain_of_share, share_of

    share, rows = share_of(extraction, no_talks)
    lines = {name: csv_lines(name, own) for name, own in rows.items()}
    return {"share": plain_of_share(share), "lines": lines}


def _kept_share(out: Path, doc_id: str) -> Result | None:
    """What `share_one` kept; nothing where somebody's edit, or a disk, made something else of it."""
    data = share_path(out, doc_id).read_bytes()
    kept: Result | None = json.loads(data) if holds_checksum(data) else None
    return kept


def reconcile_all(out: str, review: str, shares: Callable[[], Mapping[str, Result]], spread: Spread) -> Result:
    """Reconcile all documents, as people decided. The audit must follow: its stamp is taken away.

    Args:
        out: The run's folder.
        review: The file of decisions.
        shares: Has the share of each document kept, and returns what `share_one` does, by `doc_id`.
        spread: Who does what can be divided of putting them together.

    Returns:
        How many rows each table has that is of all documents, and under `decisions` what to say of those that don't
        fit as they did.
    """
    from pipeline.dataset import write_tables
    from pipeline.reconcile import in_order, put_together
    from pipeline.reconcile.decisions import read_decisions
    from pipeline.reconcile.registry import read_registry, registry_path
    from pipeline.reconcile.shares import OWN, share_again
    from pipeline.store import read_extraction

    decisions = read_decisions(Path(review))
    errors = {doc_id: result["error"] for doc_id, result in shares().items() if result["error"]}
    rows = read_manifest(place(out))
    rows = [replace(r, status="failed", error=e) if (e := errors.get(r.doc_id)) else r for r in rows]
    needed = [".shares", *(["documents", "mentions"] if decisions else [])]
    with at_hand(place(out), needed, ["dataset"]) as here, without_collector():
        applied = _as_decided(here, rows, decisions)
        revised = {row["doc_id"] for row in applied.revisions}
        anew = {x.doc_id: _share(x, applied.no_talks) for x in applied.extractions if x.doc_id in revised}
        together = []
        lines: dict[str, list[str]] = {name: [] for name in OWN}
        for doc_id in in_order(rows, [r.doc_id for r in rows if r.status == "ok"]):
            plain = anew.get(doc_id) or _kept_share(here, doc_id) or _share(read_extraction(place(out), doc_id))
            together.append(share_again(plain["share"]))
            for name in OWN:
                lines[name].append(plain["lines"][name])
        tables = put_together(rows, together, applied, read_registry(registry_path(Path(review))), spread)
        write_tables(here / "dataset", tables, lines=lines)
    forget(place(out), "audit")
    told = [line for row in tables["decisions"] if (line := _remark_on(row))]
    return {name: len(table) for name, table in tables.items()} | {"decisions": told}


def _as_decided(out: Path, rows: Sequence[DocumentRow], decisions: Sequence[Decision]) -> Applied:
    """What people decided, applied; only then all that was read is needed, for a decision may be about any of it."""
    from pipeline.reconcile import decided
    from pipeline.store import read_extraction

    read = [read_extraction(out, r.doc_id) for r in rows if r.status == "ok"] if decisions else []
    return decided(rows, read, decisions, cache(partial(read_source, out)))


def _remark_on(row: Mapping[str, str]) -> str:
    """What to say of a decision that doesn't fit as it did when it was made; empty where all is well."""
    if row["state"] == "withdrawn" or (row["state"] == "exact" and row["applied"] == "yes"):
        return ""
    state = "fuzzy, to confirm" if row["state"] == "fuzzy" else row["state"]
    done = {"yes": "", "partly": ", partly applied", "no": ", not applied"}[row["applied"]]
    reason = f": {row['reason']}" if row["reason"] else ""
    words = row["words"] if len(row["words"]) <= _SHOWN else row["words"][:_SHOWN] + "…"
    return f"{row['decision_id']} ({row['action']} “{words}”) is {state}{done}{reason}"


def verify_one(raw: str, out: str, doc_id: str, path: str, password: str = "") -> Result:
    """Hold one document's spans against a second reading of its raw file."""
    from pipeline.audit.verify import unverified
    from pipeline.store import read_extraction

    mentions = read_extraction(place(out), doc_id).mentions
    document = read_document(place(out), doc_id)
    try:
        data = (place(raw) / path).read_bytes()
        if document_id(data) != doc_id:
            raise PassingError("the raw file has changed since it was ingested; run `chronocite ingest` again")
        missing = unverified(document, data, mentions, password=password, out=place(out))
    except PassingError:
        raise
    except (OSError, ChronociteError) as error:
        return {"unverified": [m.mention_id for m in mentions], "by_ocr": [], "error": str(error)}
    pictures = pages_by_ocr(document.facts)
    by_ocr = [m.mention_id for m in missing if m.page in pictures]
    return {"unverified": [m.mention_id for m in missing], "by_ocr": by_ocr, "error": ""}


def verify_lost(out: str, doc_id: str, reason: str) -> Result:
    """The result of a second reading that was ended: nothing is verified."""
    from pipeline.store import read_extraction

    ids = [m.mention_id for m in read_extraction(place(out), doc_id).mentions]
    return {"unverified": ids, "by_ocr": [], "error": reason}


def draw_one(raw: str, out: str, doc_id: str, path: str, password: str = "") -> Result:
    """Draw the pages of one PDF; where that fails, the site does without."""
    from pipeline.audit.pages_pdf import draw_pages
    from pipeline.store import read_extraction

    wanted = {m.page for m in read_extraction(place(out), doc_id).mentions if m.page}
    try:
        images = draw_pages((place(raw) / path).read_bytes(), place(out), doc_id, wanted, password=password)
    except (OSError, ChronociteError) as error:
        return draw_lost(str(error))
    return {"folder": images.folder, "pages": list(images.pages), "left_out": images.left_out, "error": ""}


def draw_lost(reason: str) -> Result:
    """The result of pages that could not be drawn."""
    return {"folder": "", "pages": [], "left_out": 0, "error": reason}


def audit_all(
    out: str, verified: Mapping[str, Result], images: Mapping[str, Result], made_by: str = "", workers: int = 1
) -> Result:
    """Run the checks over the dataset and write the site, of this only what shows something else than before."""
    from pipeline.audit import audit
    from pipeline.audit.pages_pdf import PageImages

    drawn = {
        doc_id: PageImages(r["folder"], tuple(r["pages"]), r.get("left_out", 0), r["error"])
        for doc_id, r in images.items()
        if r["pages"] or r["error"]
    }
    folders = ["documents", "mentions", "dataset"], ["dataset", "audit"], ["audit/pages"]
    with at_hand(place(out), *folders) as here, without_collector():
        return audit(here, verified, drawn, made_by=made_by, workers=workers)
