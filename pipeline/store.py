"""Where records meet files: the one place that knows how a run's folder is laid out.

Every file is written under a temporary name and renamed, so that whoever reads sees an old file or a new one, never
half of one. JSON is written with sorted keys and without blanks: the same records are the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO, TypeVar

from pipeline.errors import ChronociteError, StageError
from pipeline.places import is_local, put_bytes
from pipeline.records import (
    AgreementMention,
    Block,
    Citation,
    ClaimMention,
    DateSeries,
    Document,
    DocumentRow,
    Edit,
    EventMention,
    Extraction,
    Fact,
    Marker,
    Mention,
    MilestoneMention,
    Page,
    Support,
    Word,
)
from pipeline.records.packing import frozen

_PARTS: Mapping[str, type[Any]] = {
    "mentions": Mention,
    "citations": Citation,
    "agreements": AgreementMention,
    "milestones": MilestoneMention,
    "events": EventMention,
    "claims": ClaimMention,
    "series": DateSeries,
    "supports": Support,
}
T = TypeVar("T")

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
"""Made once: `json.dumps` makes one at each call, which takes as long as a short value."""
_UNFINISHED = re.compile(r"\..+\.[a-z0-9_]{8}\.part")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` to write to; it takes the place of `path` when all went well.

    Of a path in a store the temporary one is on this machine.
    """
    if not is_local(path):
        with tempfile.TemporaryDirectory(prefix="chronocite-") as folder:
            there = Path(folder, path.name)
            yield there
            put_bytes(path, there.read_bytes())
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        # Whoever reads the message knows the file that was to be written, not the temporary one.
        raise OSError(error.errno, error.strerror, str(path)) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes files for their owner alone; a dataset is to be read by others.
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sweep(out: Path) -> None:
    """Take away what writers that were killed left of the files of a run's folder; nobody may be writing there now.

    In a store there is no half-written object.
    """
    if not is_local(out):
        return
    for folder, _, names in os.walk(out):
        for name in names:
            if _UNFINISHED.fullmatch(name):
                Path(folder, name).unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; one that already holds these bytes is left alone, time stamp and all."""
    if not is_local(path):
        put_bytes(path, data)
        return
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8, line ends as they stand."""
    write_bytes(path, text.encode("utf-8", errors="surrogatepass"))


def to_json(value: object) -> str:
    """One line of JSON, the same for the same value."""
    return _ENCODER.encode(value)


_CHECKSUM = b',"crc32":"'


def with_checksum(body: bytes) -> bytes:
    """A JSON object whose last field is a checksum of all bytes before it; `body` is the object without its end."""
    return b'%b%b%08x"}' % (body, _CHECKSUM, zlib.crc32(body))


def holds_checksum(data: bytes) -> bool:
    """Whether bytes are as `with_checksum` made them: what a disk, or somebody's edit, made of them is not."""
    body, _, checksum = data.rpartition(_CHECKSUM)
    return checksum == b'%08x"}' % zlib.crc32(body)


def read_json_lines(path: Path, make: Callable[[Any], T]) -> list[T]:
    """Read a file that people write or keep: one JSON value a line; empty lines are none, nor is a missing file any.

    Args:
        path: Of the file, in UTF-8.
        make: Makes a record of a line's value; what it can't take it refuses by `ValueError`, `TypeError`, `KeyError`.

    Returns:
        The records, in the order of the lines.

    Raises:
        ChronociteError: A line is not JSON, or `make` refused it; the message names file and line. Or it is a folder.
    """
    if path.is_dir():
        raise ChronociteError(f"{path} is a folder, where a file of lines of JSON is wanted; name one")
    if not path.is_file():
        return []
    records = []
    # Not `splitlines`: JSON leaves a line separator (U+2028) in a title as it is.
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            records.append(make(json.loads(line)))
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise ChronociteError(
                f"{path}, line {number}: not JSON ({error}); mend the line or take it away"
            ) from error
        except (ValueError, TypeError, KeyError) as error:
            raise ChronociteError(f"{path}, line {number}: {error}; mend the line or take it away") from error
    return records


def plain_of(record: Any) -> dict[str, Any]:
    """A record's fields by name; records in them stay what they are (`asdict` copies all, and takes its time)."""
    return {name: getattr(record, name) for name in _names(record)}


def thaw(kind: type[T], plain: Mapping[str, Any]) -> T:
    """A record from the JSON that was made of it: lists become tuples again; what it doesn't know is left out."""
    known = {name: plain[name] for name in _names(kind) if name in plain}
    return kind(**{k: frozen(v) if type(v) is list else v for k, v in known.items()})


def _names(kind: Any) -> Iterable[str]:
    """The fields of a class of records: what `dataclasses.fields` goes through at each call."""
    names: Iterable[str] = kind.__dataclass_fields__
    return names


# --- documents -------------------------------------------------------------------------------------------------


def document_paths(out: Path, doc_id: str) -> tuple[Path, Path]:
    """The JSON and the source text of a document."""
    folder = out / "documents"
    return folder / f"{doc_id}.json", folder / f"{doc_id}.txt"


_AT_ONCE = 20_000


def write_document(out: Path, document: Document) -> None:
    """Leave a document as `documents/<doc_id>.txt`, exactly its source text, and `.json`, all the rest."""
    as_json, as_text = document_paths(out, document.doc_id)
    plain = plain_of(document)
    del plain["source"], plain["words"]
    plain["facts"] = {k: plain_of(f) for k, f in document.facts.items()}
    plain["pages"] = [plain_of(p) for p in document.pages]
    plain["markers"] = [plain_of(m) for m in document.markers]
    plain["blocks"] = [plain_of(b) | {"edits": [(e.op, e.start, e.end) for e in b.edits]} for b in document.blocks]
    source = document.source.encode("utf-8", errors="surrogatepass")
    # Two files can't take the places of old ones at once: the second says which text it is of.
    plain["text_sha256"] = hashlib.sha256(source).hexdigest()
    write_bytes(as_text, source)
    # A long document has a million words: what is made of them is made in parts.
    parts = [to_json(plain)[:-1].encode("utf-8", errors="surrogatepass"), b',"words":[']
    for i in range(0, len(document.words), _AT_ONCE):
        parts += [b"," if i else b"", to_json(document.words[i : i + _AT_ONCE])[1:-1].encode()]
    write_bytes(as_json, with_checksum(b"".join([*parts, b"]"])))


def read_document(out: Path, doc_id: str, *, words: bool = True) -> Document:
    """Read a document that `write_document` left; without its words, most of it, where nobody asks for them.

    Raises:
        StageError: Its text and its structure are not of one reading, or not as they were left.
    """
    as_json, as_text = document_paths(out, doc_id)
    data = as_json.read_bytes()
    if not holds_checksum(data):
        raise _spoilt(as_json, "or is of an earlier version")
    if not words and (at := data.rfind(b',"words":[')) >= 0:
        # They are written last, and no string holds a bare quotation mark.
        data = data[:at] + b',"words":[]}'
    plain = json.loads(data)
    source = as_text.read_bytes()
    if plain["text_sha256"] != hashlib.sha256(source).hexdigest():
        raise _spoilt(as_text, f"it is not the text of {as_json.name}")
    plain["source"] = source.decode("utf-8", errors="surrogatepass")
    plain["facts"] = {k: Fact(**v) for k, v in plain["facts"].items()}
    plain["blocks"] = [Block(**_block(b)) for b in plain["blocks"]]
    plain["markers"] = [Marker(**m) for m in plain["markers"]]
    plain["pages"] = [Page(**p) for p in plain["pages"]]
    plain["words"] = tuple(map(Word._make, plain["words"]))
    return thaw(Document, plain)


def read_source(out: Path, doc_id: str) -> str:
    """Read the source text alone."""
    return document_paths(out, doc_id)[1].read_bytes().decode("utf-8", errors="surrogatepass")


def _block(plain: Mapping[str, Any]) -> dict[str, Any]:
    edits = tuple(Edit(*e) for e in plain["edits"])
    return {k: frozen(v) for k, v in plain.items() if k != "edits"} | {"edits": edits}


def write_manifest(out: Path, rows: Iterable[DocumentRow]) -> None:
    """Leave the list of all raw files and what became of each, sorted by path."""
    ordered = sorted(rows, key=lambda r: r.path)
    write_text(out / "documents" / "manifest.jsonl", "".join(f"{to_json(asdict(r))}\n" for r in ordered))


def read_manifest(out: Path) -> list[DocumentRow]:
    """The rows that ingest left.

    Raises:
        StageError: Ingest has not run on this folder, or the list is not as it left it.
    """
    path = out / "documents" / "manifest.jsonl"
    if not path.is_file():
        raise StageError(f"{out} holds no documents yet; run `chronocite ingest --out {out}` first")
    rows = []
    with _lines_as_left(path) as lines:
        for line in lines:
            plain = json.loads(line)
            plain["facts"] = {k: Fact(**v) for k, v in plain["facts"].items()}
            rows.append(DocumentRow(**plain))
    return rows


# --- mentions --------------------------------------------------------------------------------------------------


def extraction_path(out: Path, doc_id: str) -> Path:
    """Where the extract stage leaves a document's mentions."""
    return out / "mentions" / f"{doc_id}.jsonl"


def share_path(out: Path, doc_id: str) -> Path:
    """Where the reconcile stage keeps what a document brings to the dataset by itself."""
    return out / ".shares" / f"{doc_id}.json"


def write_extraction(out: Path, extraction: Extraction) -> None:
    """Leave one record a line; `record` names its kind."""
    lines = [to_json({"record": "error", "error": extraction.error}) + "\n"] if extraction.error else []
    lines += [
        to_json({"record": name} | plain_of(record)) + "\n" for name in _PARTS for record in getattr(extraction, name)
    ]
    write_text(extraction_path(out, extraction.doc_id), "".join(lines))


def extraction_error(out: Path, doc_id: str) -> str:
    """Why extract left nothing of a document; empty where it did its work.

    Raises:
        StageError: Extract has not run for this document.
    """
    path = extraction_path(out, doc_id)
    if not path.is_file():
        raise StageError(f"{path} is not there; run `chronocite extract --out {out}` first")
    with _lines_as_left(path) as lines:
        first = json.loads(next(lines, "{}"))
        return str(first["error"]) if first.get("record") == "error" else ""


@contextmanager
def _lines_as_left(path: Path) -> Iterator[TextIO]:
    """The lines of a file of JSON that a run left; what is wrong with one of them is told of the file.

    JSON leaves a line separator (U+2028) in a title as it is: only a line feed ends a line.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            yield lines
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _spoilt(path, error) from error


def _spoilt(path: Path, why: object) -> StageError:
    return StageError(f"{path} is not as the run left it ({why}); take it away and run `chronocite run` again")


def read_extraction(out: Path, doc_id: str) -> Extraction:
    """Read what `write_extraction` left.

    Raises:
        StageError: Extract has not run for this document.
    """
    path = extraction_path(out, doc_id)
    if error := extraction_error(out, doc_id):
        return Extraction(doc_id, error=error)
    parts: dict[str, list[Any]] = {name: [] for name in _PARTS}
    with _lines_as_left(path) as lines:
        for line in lines:
            plain = json.loads(line)
            name = plain.pop("record")
            parts[name].append(thaw(_PARTS[name], plain))
    frozen: dict[str, Any] = {name: tuple(records) for name, records in parts.items()}
    return Extraction(doc_id, **frozen)
