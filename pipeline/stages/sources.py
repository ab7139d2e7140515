"""The raw files, and what a user says of them in `sources.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pipeline.errors import ChronociteError
from pipeline.ingest.given import mistake_in
from pipeline.places import files_below, is_local
from pipeline.records import cell_of
from pipeline.stages.settings import Settings

SOURCES = "sources.toml"
_GIVEN = ("title", "authors", "publisher", "published", "language", "url", "password")


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
        out[name] = {k: cell_of(v).strip() for k, v in facts.items()}
        if mistake := mistake_in(out[name]):
            raise ChronociteError(f"{path}: [{name!r}]: {mistake}")
    return out


def raw_files(settings: Settings) -> Iterator[str]:
    """All files below the raw folder, sorted by path; left out are hidden ones, `sources.toml` and a run's results."""
    raw, out = settings.raw.resolve(), settings.out.resolve()
    results = out.relative_to(raw).parts if raw in out.parents else None
    for relative in _files(settings.raw):
        if relative.name == SOURCES or any(p.startswith(".") for p in relative.parts):
            continue
        if results and relative.parts[: len(results)] == results:
            continue
        yield relative.as_posix()


def _files(raw: Path) -> Iterator[PurePosixPath]:
    if not is_local(raw):
        yield from sorted(map(PurePosixPath, files_below(raw)))
        return
    for path in sorted(raw.rglob("*")):
        # A link that leads nowhere is a file that can't be opened, and said to be so.
        if path.is_file() or (path.is_symlink() and not path.exists()):
            yield PurePosixPath(path.relative_to(raw))
