"""Pages drawn for a person to annotate, filled in with what a run found there.

What is drawn depends on the seed and on the texts alone: another run over the same files draws the same pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from pipeline.errors import StageError
from pipeline.evaluate.forms import FILES
from pipeline.evaluate.gold import SCOPE, Said, read_rows
from pipeline.evaluate.prefill import Page, prefilled
from pipeline.records import Document, hull
from pipeline.results import Results
from pipeline.store import read_document, to_json, write_text

PAGES = "pages.jsonl"
STRETCH = 4000
"""Characters that a drawn stretch has at least, where a document has no pages: whole blocks are put together."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What `draw` left: how many pages, and how many rows for a person to look at."""

    pages: int
    rows: int


def draw(results: Results, folder: Path, *, pages: int, seed: int, blank: bool = False) -> Drawn:
    """Write the pages, the rows that the run found on them, an empty scope and a README into a folder.

    Args:
        results: Of a run.
        folder: That isn't there yet, or is empty.
        pages: How many; all, where there are fewer.
        seed: Another one draws other pages.
        blank: Leave the rows out: what is annotated then owes nothing to the run.

    Raises:
        StageError: The folder holds something, perhaps a person's work.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise StageError(f"{folder} is not empty; name another folder with --to, nothing in it is overwritten")
    names = {doc_id: row["path"] for doc_id, row in results.documents.items()}
    every = [p for doc_id in results.documents for p in pages_of(read_document(results.out, doc_id), names[doc_id])]
    chosen = sorted(every, key=lambda p: _lot(seed, p, results))[:pages]
    chosen = sorted(chosen, key=lambda p: (p.doc, p.start))
    said = Said(results, names)
    rows = {} if blank else prefilled(said, chosen)
    for name in FILES:
        write_text(folder / f"{name}.jsonl", "".join(f"{to_json(row)}\n" for row in rows.get(name, ())))
    for page in chosen:
        write_text(folder / "pages" / f"{page.page}.txt", results.source(page.doc_id)[page.start : page.end])
    write_text(folder / PAGES, "".join(f"{to_json(_plain(page))}\n" for page in chosen))
    write_text(folder / SCOPE, "{}\n")
    write_text(folder / "README.md", (resources.files("pipeline.evaluate") / "README.md").read_text(encoding="utf-8"))
    return Drawn(len(chosen), sum(map(len, rows.values())))


def pages_of(document: Document, name: str) -> Iterator[Page]:
    """The pages of a document that have text; stretches of whole blocks where it has no pages."""
    spans = [(p.start, p.end) for p in document.pages] or list(_stretches(document))
    for number, (start, end) in enumerate(spans, 1):
        if document.source[start:end].strip():
            yield Page(f"{document.doc_id}-{number}", document.doc_id, name, start, end)


def _stretches(document: Document) -> Iterator[tuple[int, int]]:
    """The text in parts that end where a block ends, and hold every character between the first and the last."""
    start, length = 0, len(document.source.rstrip())
    for block in sorted(document.blocks, key=lambda b: hull(b.fragments)):
        end = hull(block.fragments)[1]
        if end - start >= STRETCH and end < length:
            yield start, end
            start = end
    yield start, len(document.source)


def _lot(seed: int, page: Page, results: Results) -> str:
    words = results.source(page.doc_id)[page.start : page.end]
    lot = f"{seed}\x1f{page.doc_id}\x1f{page.start}\x1f{words}"
    return hashlib.sha256(lot.encode(errors="surrogatepass")).hexdigest()


def _plain(page: Page) -> dict[str, object]:
    return {"page": page.page, "doc": page.doc, "start": page.start, "end": page.end, "done": False}


def read_pages(folder: Path) -> list[dict[str, object]]:
    """The list of drawn pages.

    Raises:
        StageError: The folder was not made by `draw`.
    """
    rows: Sequence[dict[str, object]] = read_rows(folder / PAGES)
    if not rows:
        raise StageError(f"{folder} has no {PAGES}; draw pages with `chronocite gold sample --to {folder}`")
    return list(rows)
