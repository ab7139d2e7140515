"""Pages that are pictures: a searchable copy of the PDF, made by ocrmypdf, is read in place of the file.

The copy is made once and kept, so that a dataset doesn't change with the day's OCR. Pages and boxes are the raw file's:
where the copy shows a page upright that the file shows askew, its boxes are turned back.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import EmptyError, StageError, UnmappedError, UnreadableError
from pipeline.ingest.draft import Draft
from pipeline.ingest.pdf import read_pdf
from pipeline.ingest.pdf.page import turn_box
from pipeline.ingest.pdf.pdfium import open_pdf
from pipeline.records import Fact, Page, Word

PROGRAM = "ocrmypdf"
_UNFINISHED = ".making-"
_PRODUCT = re.compile(r"ocrmypdf [\w.+-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ocr:
    """How OCR is done.

    Attributes:
        kept: The searchable copy of this file: read if it is there, else made.
        seconds: Of processor time that the OCR of one page may take.
    """

    kept: Path
    seconds: int = 600


def check_ocr() -> None:
    """See whether OCR can be done on this machine.

    Raises:
        StageError: It can't; the message says what to install.
    """
    if shutil.which(PROGRAM) is None:
        raise StageError(
            "--ocr needs ocrmypdf, which is not on this machine; install it "
            "(`apt install ocrmypdf`, `brew install ocrmypdf`), or run without --ocr"
        )


def take_away_copies(folder: Path, kept: set[str]) -> None:
    """Drop the copies of files that are no more, by id, and what a run that was killed left unfinished."""
    for path in folder.glob("d*.pdf"):
        if path.stem not in kept:
            path.unlink()
    for path in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(path)


def read_with_ocr(data: bytes, ocr: Ocr, *, password: str = "", reader: str = "pdfium", max_pages: int = 0) -> Draft:
    """Read a PDF; if pages of it have no text, read what OCR finds on them.

    Args:
        data: The bytes of the file.
        ocr: Where the copy is.
        password: To open the file with.
        reader: See `read_pdf`.
        max_pages: See `read_pdf`.

    Returns:
        A draft in the coordinates of the file. Its fact `ocr` names the pages whose text is OCR's, and the program;
        where OCR breaks down and other pages have text, `ocr_failed` says why.

    Raises:
        UnreadableError: As of `read_pdf`, or OCR breaks down.
        EmptyError: OCR finds no text either.
    """
    unmapped, draft = False, None
    try:
        draft = read_pdf(data, password=password, reader=reader, max_pages=max_pages)
        if "scanned" not in draft.facts:
            return draft
    except EmptyError as error:
        unmapped = isinstance(error, UnmappedError)
    try:
        copy = _searchable(data, ocr, password, all_pages=unmapped)
        found = read_pdf(copy, reader=reader)
    except EmptyError as error:
        if draft is None:
            raise EmptyError(
                "its pages are pictures in which OCR finds no text; look at what the file shows"
            ) from error
        return draft
    except UnreadableError as error:
        if draft is None:
            raise
        return replace(draft, facts={**draft.facts, "ocr_failed": Fact(str(error), PROGRAM)})
    return _in_the_file(found, _shown(data, password), _shown(copy, ""), _maker(copy), all_pages=unmapped)


# --- making the copy -----------------------------------------------------------------------------------------------


def _searchable(data: bytes, ocr: Ocr, password: str, *, all_pages: bool) -> bytes:
    """The searchable copy, from where it is kept or made now."""
    if ocr.kept.is_file():
        return ocr.kept.read_bytes()
    ocr.kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=ocr.kept.parent) as folder:
        raw, copy = Path(folder, "raw.pdf"), Path(folder, "copy.pdf")
        _write_open(data, password, raw)
        _run(raw, copy, ocr.seconds, all_pages=all_pages)
        copy.replace(ocr.kept)
    return ocr.kept.read_bytes()


def _write_open(data: bytes, password: str, path: Path) -> None:
    """Write the file as PDFium understands it: mended, and free of the encryption that ocrmypdf refuses."""
    with open_pdf(data, password) as pdf:
        pdf.save(path, flags=pdfium.FPDF_REMOVE_SECURITY)


def _run(raw: Path, copy: Path, seconds: int, *, all_pages: bool) -> None:
    """Run ocrmypdf. It lives within the limits of this process, and ends with it: see `pipeline.running.limits`.

    Pages are not straightened, whose boxes would stand elsewhere then. With `all_pages` those that have text are read
    from their picture as well.
    """
    command = [PROGRAM, "--force-ocr" if all_pages else "--skip-text", "--rotate-pages", "--output-type", "pdf"]
    command += ["--optimize", "0", "--jobs", "1", "--tesseract-timeout", str(seconds), "--quiet", str(raw), str(copy)]
    environment = os.environ | {"OMP_THREAD_LIMIT": "1", "TMPDIR": str(raw.parent)}
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise UnreadableError(f"{PROGRAM} can't be run ({error.strerror or error}); install it anew") from error
    if done.returncode or not copy.is_file():
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[0] if said else f"exit {done.returncode}"
        raise UnreadableError(f"OCR of it fails ({PROGRAM}: {reason}); run {PROGRAM} on the file to see why")


# --- reading it in place of the file --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a page is shown: its turns by 90° clockwise, its size in points as shown, whether it has text."""

    turns: int
    width: float
    height: float
    texted: bool


def _shown(data: bytes, password: str) -> list[_Shown]:
    pages = []
    with open_pdf(data, password) as pdf:
        for index in range(len(pdf)):
            try:
                page = pdf[index]
            except pypdfium2.PdfiumError:
                # Its readers left it empty, too, and said so.
                pages.append(_Shown(0, 0.0, 0.0, False))
                continue
            words = page.get_textpage()
            texted = bool(words.get_text_range().strip())
            width, height = page.get_size()
            pages.append(_Shown(page.get_rotation() // 90, width, height, texted))
            words.close()
            page.close()
    return pages


def _maker(copy: bytes) -> str:
    """The program that made a copy, with its version, as the copy names it."""
    with open_pdf(copy, "") as pdf:
        said = pdf.get_metadata_dict(skip_empty=True)
    found = _PRODUCT.search(" ".join(said.get(key, "") for key in ("Creator", "Producer")))
    return found.group() if found else PROGRAM


def _in_the_file(draft: Draft, raw: Sequence[_Shown], copy: Sequence[_Shown], maker: str, *, all_pages: bool) -> Draft:
    """A draft of the copy with the pages and boxes of the file, and a fact that names the pages that OCR read."""
    if len(raw) != len(copy):
        raise UnreadableError(f"OCR made {len(copy)} pages of {len(raw)}; run {PROGRAM} on the file to see why")
    turns = {n: (r.turns - c.turns) % 4 for n, (r, c) in enumerate(zip(raw, copy, strict=True), 1)}
    by_ocr = [n for n, (r, c) in enumerate(zip(raw, copy, strict=True), 1) if c.texted and (all_pages or not r.texted)]
    return replace(
        draft,
        pages=tuple(_turned_page(p, raw[p.number - 1]) for p in draft.pages),
        words=tuple(_turned_word(w, copy[w.page - 1], turns[w.page]) for w in draft.words),
        facts={**draft.facts, **({"ocr": Fact(", ".join(map(str, by_ocr)), maker)} if by_ocr else {})},
    )


def _turned_page(page: Page, shown: _Shown) -> Page:
    return replace(page, width=shown.width, height=shown.height)


def _turned_word(word: Word, shown: _Shown, turns: int) -> Word:
    if not turns:
        return word
    box = turn_box((word.x0, word.top, word.x1, word.bottom), turns, shown.width, shown.height)
    x0, top, x1, bottom = (round(v, 2) for v in box)
    return word._replace(x0=x0, top=top, x1=x1, bottom=bottom)
