"""The two readers of PDF: they must agree, and every box must hold the words that it is said to hold."""

from __future__ import annotations

import ctypes
import io
import re
import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from pipeline.audit.second import fold, second_reading
from pipeline.errors import EmptyError, UnreadableError
from pipeline.extract import extract
from pipeline.ingest import ingest
from pipeline.ingest.pdf import read_pages, read_pdf
from pipeline.ingest.pdf.glyphs import GlyphTable, stretches
from pipeline.ingest.pdf.page import Glyph, PrintedPage, turn_box
from pipeline.ingest.pdf.unmapped import Unmapped
from pipeline.records import PDF_READERS, Document
from pipeline.stages import Settings, run_ingest
from pipeline.store import read_manifest
from tests.conftest import RAW
from tests.measure_pdf import parts_of
from tests.pdf_pages import PrintedPages, typeset

SAMPLES = sorted(RAW.glob("*.pdf"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_readers_agree_on_the_samples(path: Path) -> None:
    ours, theirs = (read_pdf(path.read_bytes(), reader=reader) for reader in PDF_READERS)
    assert parts_of(ours) == parts_of(theirs)
    assert ours.source == theirs.source
    away = [abs(a.x0 - b.x0) + abs(a.x1 - b.x1) for a, b in zip(ours.words, theirs.words, strict=True)]
    assert max(away) < 2


PAGES = {
    "ligatures": "The office staff drafted five baffling affidavits after the fifth craft.",
    "italics and kerning": "_The chief of staff of the fief_ (_half_ of it) saw AVATAR, To Yo.",
    "superscripts": "A first claim.#footnote[Ledger 4, p. 2.] A second.#super[,]#footnote[Ledger 5.]",
    "a page on its side": "#set page(flipped: true)\nA wide page with two lines of text, \\ the second one shorter.",
    "turned print": "Upright words stand here. #rotate(-90deg, reflow: true)[Words that climb the page.]",
    "other scripts": "Žižek met Đorđević and Łukasz at Ærø; naïve façade — “quoted” … 12 €.",
    "two columns": "#set page(columns: 2)\n" + "The harbor was dredged again that year by order of the board. " * 40,
    "a table": "#table(columns: 3, [Port], [Ships], [Tons], [Aal], [12], [340], [Bergen], [9], [118])",
    "letter spacing": "#text(tracking: 1.2pt)[Spaced words] and close ones; #text(tracking: -0.3pt)[tight words].",
}


@pytest.mark.parametrize("name", PAGES)
def test_readers_agree(name: str) -> None:
    data = typeset("#set page(width: 300pt, height: 300pt)\n#set par(justify: true)\n" + PAGES[name])
    ours, theirs = (read_pdf(data, reader=reader) for reader in PDF_READERS)
    assert ours.source == theirs.source
    assert parts_of(ours) == parts_of(theirs)


def rotated(data: bytes, turns: int) -> bytes:
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            page.set_rotation(90 * turns)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_is_shown_turned(turns: int) -> None:
    data = rotated(typeset("#set page(width: 300pt, height: 200pt)\nThe charter\n\nwas signed in Vardo."), turns)
    ours, theirs = (read_pdf(data, reader=reader) for reader in PDF_READERS)
    assert ours.source == theirs.source
    assert (ours.pages[0].width, ours.pages[0].height) == ((200, 300) if turns % 2 else (300, 200))
    for a, b in zip(ours.words, theirs.words, strict=True):
        assert abs(a.x0 - b.x0) + abs(a.top - b.top) + abs(a.x1 - b.x1) + abs(a.bottom - b.bottom) < 4


# --- boxes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_boxes_hold_their_words(path: Path) -> None:
    """PDFium's own text within each mention's boxes has the mention's words, and there is ink there."""
    document = ingest(path.name, path.read_bytes())
    with pypdfium2.PdfDocument(path) as pdf:
        shown = {i: pdf[i].render(scale=1).to_numpy() for i in range(len(pdf))}
        texts = {i: pdf[i].get_textpage() for i in range(len(pdf))}
        for mention in extract(document).mentions:
            inside = ""
            for page, x0, top, x1, bottom in mention.boxes:
                index, height = int(page) - 1, document.pages[int(page) - 1].height
                inside += texts[index].get_text_bounded(x0, height - bottom, x1, height - top)
                part = shown[index][int(top) : int(bottom) + 1, int(x0) : int(x1) + 1]
                assert part.min() < 160, "paper without ink"
            assert mention.boxes
            for start, end in mention.fragments:
                assert fold(document.source[start:end]) in fold(inside), document.source[start:end]


def text_in(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, box: tuple[float, float, float, float]) -> str:
    """PDFium's own text in a box of the page as it is shown, whatever its turn and its crop."""
    wide, high = round(page.get_width() * 100), round(page.get_height() * 100)
    x, y = ctypes.c_double(), ctypes.c_double()
    corners = []
    for across, down in ((box[0], box[1]), (box[2], box[3])):
        pdfium.FPDF_DeviceToPage(page, 0, 0, wide, high, 0, round(across * 100), round(down * 100), x, y)
        corners.append((x.value, y.value))
    (x0, y0), (x1, y1) = corners
    return text.get_text_bounded(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def check_boxes(data: bytes, reader: str = PDF_READERS[0]) -> int:
    """Every word's box holds the word, and there is ink in it; how many words were looked at."""
    draft = read_pdf(data, reader=reader)
    with pypdfium2.PdfDocument(data) as pdf:
        shown = [page.render(scale=2).to_numpy() for page in pdf]
        texts = [page.get_textpage() for page in pdf]
        for w in draft.words:
            page, size = pdf[w.page - 1], draft.pages[w.page - 1]
            assert (size.width, size.height) == pytest.approx((page.get_width(), page.get_height()))
            word = draft.source[w.start : w.end]
            # A point more on either side: PDFium takes only what lies wholly within.
            inside = text_in(page, texts[w.page - 1], (w.x0 - 1, w.top - 1, w.x1 + 1, w.bottom + 1))
            assert fold(word) in fold(inside), (word, inside)
            part = shown[w.page - 1][int(2 * w.top) : int(2 * w.bottom) + 1, int(2 * w.x0) : int(2 * w.x1) + 1]
            assert part.size
            assert part.min() < 200, f"paper without ink: {word}"
    return len(draft.words)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_boxes_hold_every_word_of_the_samples(path: Path) -> None:
    assert check_boxes(path.read_bytes()) > 5000


UPRIGHT = "The charter was signed in Vardo on a cold day. #lorem(60)"
SIDEWAYS = "An upright line.\n#rotate({}deg, reflow: true)[Words that are set askew on the page, two lines \\ of them.]"
MIXED = """#set page(width: 300pt, height: 200pt)
A small page.
#page(width: 500pt, height: 420pt)[A large page.]
Small again."""


@pytest.mark.parametrize("reader", PDF_READERS)
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("source", [UPRIGHT, *(SIDEWAYS.format(a) for a in (-90, 90, 180)), MIXED])
def test_boxes_hold_every_word_however_the_page_is_turned(source: str, turns: int, reader: str) -> None:
    data = rotated(typeset("#set page(width: 400pt, height: 300pt)\n" + source), turns)
    assert check_boxes(data, reader) >= 7


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_boxes_are_those_of_what_a_cropped_page_shows(turns: int) -> None:
    data = typeset("#set page(width: 400pt, height: 300pt, margin: 100pt)\n" + UPRIGHT)
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            page.set_cropbox(60, 40, 390, 280)
        out = io.BytesIO()
        pdf.save(out)
    assert check_boxes(rotated(out.getvalue(), turns)) >= 10


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_page_is_read_as_it_is_shown(turns: int) -> None:
    """The same words in the same order, and where a page is shown upright the same boxes."""
    data = typeset("#set page(width: 400pt, height: 300pt)\n" + UPRIGHT)
    straight, turned = read_pdf(data), read_pdf(rotated(data, turns))
    assert turned.source == straight.source
    back = [turn_box((w.x0, w.top, w.x1, w.bottom), (4 - turns) % 4, *SIZES[turns % 2]) for w in turned.words]
    for box, w in zip(back, straight.words, strict=True):
        assert box == pytest.approx((w.x0, w.top, w.x1, w.bottom), abs=1.5)


SIZES = ((400.0, 300.0), (300.0, 400.0))


# --- stretches -----------------------------------------------------------------------------------------------------


def table(*glyphs: tuple[str, float, float]) -> GlyphTable:
    """Glyphs of size 10 on one baseline: text, left and right edge."""
    places = np.array([(x0, 0.0, x1, 10.0, 10.0, 8.0) for _, x0, x1 in glyphs])
    zeros = np.zeros(len(glyphs), np.int64)
    return GlyphTable([t for t, _, _ in glyphs], zeros, ("Serif",), places, zeros)


@pytest.mark.parametrize(
    ("glyphs", "expected"),
    [
        ([("a", 0, 5), ("b", 5, 10)], [("ab", False)]),
        ([("a", 0, 5), ("b", 7, 12)], [("a", False), ("b", False)]),
        ([("a", 0, 5), (" ", 5, 7), ("b", 7, 12)], [("a", True), ("b", False)]),
        ([("a", 0, 5), (" ", 5, 7), (" ", 7, 9), ("b", 9, 14)], [("a", True), ("b", False)]),
        ([("1", 0, 5), ("9", 5, 10), ("x", 10, 15)], [("1", False), ("9", False), ("x", False)]),
        ([("ff", 0, 7), (" ", 3, 6), ("i", 6.8, 9)], [("ffi", False)]),
        ([(" ", 0, 3), ("a", 3, 8)], [(" ", False), ("a", False)]),
        ([("a", 0, 5), ("b", -20, -15)], [("a", False), ("b", False)]),
    ],
)
def test_stretches(glyphs: list[tuple[str, float, float]], expected: list[tuple[str, bool]]) -> None:
    assert [(g.text, g.blank) for g in stretches(table(*glyphs))] == expected


def test_no_glyphs_no_stretches() -> None:
    assert stretches(GlyphTable((), np.zeros(0, np.int64), (), np.zeros((0, 6)), np.zeros(0, np.int64))) == ()


class Second:
    """A second reader that knows one page and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def table(self, index: int) -> GlyphTable | None:
        self.asked += 1
        return table(("ffi", 30.2, 40), ("x", 80, 85)) if index == 0 else None


def test_unmapped_glyphs_are_asked_for_once() -> None:
    second = Second()
    unmapped = Unmapped(lambda: second)
    place = np.array([[30.0, 0, 40, 10, 10, 8], [50.0, 0, 55, 10, 10, 8]])
    kinds = [("Serif", 30), ("Serif", 31)]
    assert unmapped.meanings(["a", "b"], kinds, place) == ["a", "b"]
    assert second.asked == 0
    for page in range(3):
        unmapped.page = page
        assert unmapped.meanings(["\ufffd", "\ufffd"], kinds, place) == ["ffi", "\ufffd"]
    assert second.asked == 1


def test_a_file_that_the_second_reader_does_not_open_is_tried_once() -> None:
    tried = []

    def second() -> Second:
        tried.append(1)
        raise UnreadableError("damaged")

    unmapped = Unmapped(second)
    place = np.array([[30.0, 0, 40, 10, 10, 8]])
    for page in range(3):
        unmapped.page = page
        assert unmapped.meanings(["\ufffd"], [("Serif", 30)], place) == ["\ufffd"]
    assert tried == [1]


# --- refusals and memory -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("box", [b"[0 0]", b"5", b"null", b"[/A /B /C /D]", b"[(x) 0 300 300]"])
def test_a_page_without_a_size_is_no_crash(box: bytes) -> None:
    """PDFium gives such a page a size of its own; pdfplumber and pdfminer trip over it, each in a way of its own."""
    data = typeset("#set page(width: 300pt, height: 300pt)\nThe ferry sailed at dawn.")
    spoilt, count = re.subn(rb"/MediaBox ?\[[^\]]*\]", lambda m: (b"/MediaBox " + box).ljust(len(m[0])), data)
    assert count == 1
    with pytest.raises(UnreadableError, match="damaged"):
        read_pdf(spoilt, reader="pdfplumber")
    document = ingest("a.pdf", spoilt)
    assert "ferry" in document.source
    # The second reading needs no size, or says that there is none.
    with suppress(UnreadableError):
        assert second_reading(spoilt, "application/pdf", document).holds([(0, 9)])


@pytest.mark.parametrize("reader", PDF_READERS)
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no bytes"),
        (b"<!DOCTYPE html><html><body>gone</body></html>", "web page"),
        (b"nothing of the kind", "does not begin with %PDF-"),
        (b"%PDF-1.4\nnothing else", "damaged"),
    ],
)
def test_what_is_no_pdf_is_refused_alike(reader: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_pdf(data, reader=reader)


@pytest.mark.parametrize("reader", PDF_READERS)
def test_too_many_pages(reader: str) -> None:
    data = typeset("One\n#pagebreak()\nTwo\n#pagebreak()\nThree")
    assert len(read_pdf(data, reader=reader, max_pages=3).pages) == 3
    with pytest.raises(UnreadableError, match="3 pages"):
        read_pdf(data, reader=reader, max_pages=2)


def test_pages_that_are_pictures_are_told_apart() -> None:
    words = tuple(Glyph(ch, "Serif", 10, 50 + 5 * i, 40, 55 + 5 * i, 50, 48) for i, ch in enumerate("A short text"))
    scan = PrintedPage(2, 200, 300, (), (), ((0, 0, 200, 290),))
    mixed = read_pages(PrintedPages((PrintedPage(1, 200, 300, words), scan)))
    assert mixed.facts["scanned"].value == "1 of 2 pages"
    plain = read_pages(PrintedPages((PrintedPage(1, 200, 300, words, (), ((0, 0, 200, 290),)),)))
    assert "scanned" not in plain.facts
    with pytest.raises(EmptyError, match="run OCR"):
        read_pages(PrintedPages((scan,)))


def test_second_reading_is_by_the_other_library_and_kept(tmp_path: Path) -> None:
    data = SAMPLES[0].read_bytes()
    for reader in PDF_READERS:
        document = ingest("a.pdf", data, pdf_reader=reader)
        assert document.reader == reader
        first = second_reading(data, "application/pdf", document, out=tmp_path)
        kept = next((tmp_path / ".stamps" / "second").glob("*.json"))
        library = "pdfminer.six" if reader == "pdfium" else "pypdfium2"
        assert library in kept.read_text(encoding="utf-8")[-200:] or library in kept.read_text(encoding="utf-8")[:200]
        before = kept.stat().st_mtime_ns
        again = second_reading(data, "application/pdf", document, out=tmp_path)
        assert kept.stat().st_mtime_ns == before
        assert share_held(document, first) == share_held(document, again) > 0.99


def share_held(document: Document, reading: object) -> float:
    held = [reading.holds(b.fragments) for b in document.blocks if b.kind == "paragraph"]  # type: ignore[attr-defined]
    return sum(held) / len(held)


HARD = Path(__file__).parents[1].parent / "shared" / "reports" / "hard-pdf"


@pytest.mark.skipif(not HARD.is_dir(), reason="the hard files do not lie beside the repository")
@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("unstructured__password.pdf", "failed", "a password"),
        ("unstructured__loremipsum-flat.pdf", "empty", "run OCR"),
        ("format-corpus__minimal_test.pdf", "failed", "damaged"),
        ("format-corpus__T02-02_002_page-tree-kids-links-recursive.pdf", "failed", "no page"),
        ("pdf.js__bomb_giant.pdf", "ok", ""),
        ("pdf.js__Pages-tree-refs.pdf", "ok", ""),
        ("format-corpus__corruptionOneByteMissing.pdf", "ok", ""),
        ("qpdf__enc-XI-R6,V5,O=master.pdf", "ok", ""),
    ],
)
def test_hard_files_end_as_a_document_or_as_a_reason(tmp_path: Path, name: str, status: str, reason: str) -> None:
    (tmp_path / "raw").mkdir()
    shutil.copy(HARD / name, tmp_path / "raw" / name)
    run_ingest(Settings(tmp_path / "raw", tmp_path / "out", tmp_path / "none", 1))
    row = read_manifest(tmp_path / "out")[0]
    assert row.status == status
    assert reason in row.error


@pytest.mark.skipif(not HARD.is_dir(), reason="the hard files do not lie beside the repository")
def test_a_password_opens_both_readings(tmp_path: Path) -> None:
    name = "unstructured__password.pdf"
    data = (HARD / name).read_bytes()
    for reader in PDF_READERS:
        document = ingest(name, data, {"password": "password"}, pdf_reader=reader)
        assert share_held(document, second_reading(data, "application/pdf", document, password="password")) == 1
        with pytest.raises(UnreadableError, match="another password"):
            ingest(name, data, {"password": "wrong"}, pdf_reader=reader)
