"""RO-Crate 1.1: a dataset that says what it is and how it came about, https://www.researchobject.org/ro-crate/1.1/.

The crate holds the tables. The reports that they were read from are named with their digests, not put in: they are
other people's. Their texts, in which offsets count, can be taken along.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline import __version__
from pipeline.dataset import BY_NAME
from pipeline.export.characters import for_json
from pipeline.records import Row
from pipeline.results import Results
from pipeline.store import document_paths, replacing, write_text

Entity = dict[str, Any]

_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_MEDIA = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".json": "application/json",
    ".txt": "text/plain",
}
_NO_LICENCE = "No licence is given yet; the reports that the tables were read from are their publishers'."
"""A crate must say under which terms it is given, if only in words."""
_FORMS = {".csv": "CSV", ".parquet": "Parquet"}


def write_crate(results: Results, folder: Path, *, published: str = "", licence: str = "", texts: bool = False) -> int:
    """Write `ro-crate-metadata.json`, and copies of what it describes where they aren't there already.

    Args:
        results: Of a run.
        folder: Of the crate; the folder of the run itself becomes one without a copy.
        published: ISO date; empty for the day on which the mentions were last written.
        licence: Under which the dataset is given: the address of its text, or a sentence; empty for none yet.
        texts: Take the source texts along.

    Returns:
        How many files are in the crate.
    """
    files = sorted(p for p in (results.out / "dataset").iterdir() if p.suffix in _MEDIA)
    files += [document_paths(results.out, doc_id)[1] for doc_id in results.documents] if texts else []
    names = [path.relative_to(results.out).as_posix() for path in files]
    for path, name in zip(files, names, strict=True):
        _copy(path, folder / name)
    published = published or _day_of(results.out / "dataset" / "mentions.csv")
    graph = list(_graph(results, folder, names, published, licence))
    document = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    text = for_json(json.dumps(document, ensure_ascii=False, indent=1))
    write_text(folder / "ro-crate-metadata.json", text + "\n")
    return len(files)


def _graph(results: Results, folder: Path, names: list[str], published: str, licence: str) -> Iterator[Entity]:
    inputs = [_input(row) for row in results.tables["documents"]]
    yield {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": _SPECIFICATION},
        "about": {"@id": "./"},
    }
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": "Dated events, agreements and interview citations, each with its words",
        "description": f"What chronocite {__version__} read from {len(inputs)} files.",
        "datePublished": published,
        "license": {"@id": licence} if _is_address(licence) else licence or _NO_LICENCE,
        "hasPart": [{"@id": name} for name in names],
        "mentions": {"@id": "#run"},
    }
    if _is_address(licence):
        about = "The licence that the tables are given under; the reports are their publishers'."
        yield {"@id": licence, "@type": "CreativeWork", "name": licence, "description": about}
    yield {
        "@id": "#run",
        "@type": "CreateAction",
        "name": "The four stages: ingest, extract, reconcile, audit",
        "instrument": {"@id": "#chronocite"},
        "object": [{"@id": each["@id"]} for each in inputs],
        "result": [{"@id": name} for name in names],
    }
    yield {"@id": "#chronocite", "@type": "SoftwareApplication", "name": "chronocite", "softwareVersion": __version__}
    yield from inputs
    for name in names:
        yield _file(results, folder, name)


def _input(row: Row) -> Entity:
    entity = {
        "@id": f"#{quote(row['path'])}",
        "@type": "CreativeWork",
        "name": row["title"] or row["path"],
        "alternateName": row["path"],
        "encodingFormat": row["media_type"],
        "identifier": f"sha256:{row['sha256']}" if row["sha256"] else "",
        "author": row["authors"],
        "publisher": row["publisher"],
        "datePublished": row["published"],
        "inLanguage": row["language"],
        "url": row["url"],
        "creativeWorkStatus": row["status"],
        "description": row["error"] or row["remarks"],
    }
    return {name: value for name, value in entity.items() if value}


def _file(results: Results, folder: Path, name: str) -> Entity:
    path = folder / name
    table = BY_NAME.get(path.stem)
    about = f"{table.about} {_FORMS[path.suffix]}." if table and path.suffix in _FORMS else ""
    document = results.documents.get(path.stem) if path.suffix == ".txt" else None
    if document:
        about = f"The source text of {document['path']}, in which offsets count."
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    entity = {
        "@id": name,
        "@type": "File",
        "name": path.name,
        "description": about,
        "encodingFormat": _MEDIA[path.suffix],
        "contentSize": str(path.stat().st_size),
        "identifier": f"sha256:{digest}",
    }
    return {key: value for key, value in entity.items() if value}


def _is_address(licence: str) -> bool:
    return licence.startswith(("https://", "http://"))


def _copy(source: Path, target: Path) -> None:
    if source.resolve() != target.resolve():
        with replacing(target) as temporary:
            shutil.copyfile(source, temporary)


def _day_of(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
