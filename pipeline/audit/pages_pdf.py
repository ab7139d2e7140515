"""Pictures of the pages of a PDF, so that a reader sees the words where they were printed.

They depend on nothing but the file, the scale and the libraries, and are kept under a name that says so: a change of
rules draws no page again. Only pages on which something was found are drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.places import is_local
from pipeline.store import replacing

if TYPE_CHECKING:
    import pypdfium2

_SCALE = 80 / 72
"""Pixels a point: small print is still legible, a page has some 70 kB."""
_QUALITY = 50
_LARGEST = 1600
"""Pixels of a side at most: a poster is drawn smaller."""
PAGES = 1000
"""So many pages of a document are drawn at most: some 70 MB."""


@dataclass(frozen=True, slots=True)
class PageImages:
    """Pictures of some pages of a document.

    Attributes:
        folder: Relative to the audit folder.
        pages: That are drawn, in order.
        left_out: How many more hold words that something rests on, but are not drawn: there are too many.
        error: Why none is drawn.
    """

    folder: str
    pages: Sequence[int]
    left_out: int = 0
    error: str = ""

    def file(self, page: int) -> str:
        """Relative to the audit folder."""
        return f"{self.folder}/{page}.jpg"


def folder_of(doc_id: str) -> str:
    """Where the pictures of a document lie, from the audit folder: a name for the file and how it is drawn."""
    made_by = f"{_SCALE:.4f} {_QUALITY} {_LARGEST} {version('pypdfium2')} {version('pillow')}"
    return f"pages/{doc_id}-{hashlib.sha256(made_by.encode()).hexdigest()[:6]}"


def draw_pages(data: bytes, out: Path, doc_id: str, wanted: Iterable[int], *, password: str = "") -> PageImages:
    """Draw pages that are not drawn yet; those that nobody wants any more are taken away.

    Args:
        data: The file.
        out: The folder of the run.
        doc_id: The document.
        wanted: Numbers of pages, from 1; of more than `PAGES` the first ones are drawn.
        password: To open the file with.

    Raises:
        UnreadableError: PDFium can't open the file.
    """
    import pypdfium2

    numbers = sorted(set(wanted))
    images = PageImages(folder_of(doc_id), tuple(numbers[:PAGES]), len(numbers[PAGES:]))
    audit = out / "audit"
    files = {number: audit / images.file(number) for number in images.pages}
    keep = set(files.values())
    for path in sorted((audit / "pages").glob(f"{doc_id}-*/*.jpg")):
        if path not in keep:
            path.unlink()
    if missing := {number: path for number, path in files.items() if not path.is_file()}:
        try:
            with pypdfium2.PdfDocument(data, password=password or None) as pdf:
                for number, path in missing.items():
                    if number <= len(pdf):
                        _draw(pdf, number, path)
        except pypdfium2.PdfiumError as error:
            raise UnreadableError(f"PDFium can't draw its pages ({error})") from error
    drawn = tuple(number for number, path in files.items() if path.is_file())
    return PageImages(images.folder, drawn, images.left_out)


def _draw(pdf: pypdfium2.PdfDocument, number: int, path: Path) -> None:
    with closing(pdf[number - 1]) as page:
        scale = min(_SCALE, _LARGEST / max(*page.get_size(), 1))
        with closing(page.render(scale=scale, grayscale=True)) as bitmap, replacing(path) as temporary:
            bitmap.to_pil().save(temporary, format="JPEG", quality=_QUALITY)


def take_away(out: Path, kept: Iterable[str]) -> None:
    """Take away the pictures of documents that are no more; folders that hold none are left out, too."""
    known = set(kept)
    for folder in sorted((out / "audit" / "pages").glob("*-*")):
        if folder.name.rpartition("-")[0] not in known:
            for path in folder.glob("*.jpg"):
                path.unlink()
        # A store has no empty folders.
        if is_local(folder) and not any(folder.iterdir()):
            folder.rmdir()
