"""Pages that are pictures: read by OCR when asked, once, in the coordinates of the file, and never called verified.

A fake `ocrmypdf` on PATH hands out a PDF that was typeset with the text; the real one is tried where it is installed.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import typst
from PIL import Image
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import StageError
from pipeline.ingest import ingest
from pipeline.ingest.ocr import Ocr
from pipeline.records import DocumentRow
from pipeline.running.limits import Limits
from pipeline.stages import Settings, run_audit, run_extract, run_ingest, run_reconcile
from pipeline.store import read_document, read_manifest
from tests.faults.runs import alive, wait_for

REAL = shutil.which("ocrmypdf")
PAGES = [
    "Fog came in from the sea that year. The ferry line to Lamu opened in June 2012. It ran for a decade and then it "
    "ran no more, for the sand had closed the channel and nobody in the harbour office would pay for a dredger.",
    "The boats were laid up. The harbour master resigned on 3 May 2015. He was followed by his deputy, who had kept "
    "the books of the line from the first day on and knew what each of the boats had cost and earned.",
]

FAKE = """#!{python}
import os, shutil, sys, time
with open({calls!r}, "a") as calls:
    print(*sys.argv[1:], file=calls)
{how}
shutil.copy({copy!r}, sys.argv[-1])
"""


def typeset(pages: list[str]) -> bytes:
    text = "#set page(width: 400pt, height: 300pt)\n#set text(size: 14pt)\n" + "\n#pagebreak()\n".join(pages)
    made = typst.compile(text.encode())
    assert isinstance(made, bytes)
    return made


def pictured(data: bytes, turns: int = 0) -> bytes:
    """The pages of a PDF as pictures, each turned so often by 90° clockwise."""
    with pypdfium2.PdfDocument(data) as pdf:
        shown = [page.render(scale=3).to_pil().convert("L").rotate(-90 * turns, expand=True) for page in pdf]
    out = io.BytesIO()
    first, *rest = shown
    first.save(out, "PDF", resolution=72 * 3, save_all=True, append_images=rest)
    return out.getvalue()


def joined(*files: bytes) -> bytes:
    out = io.BytesIO()
    with pypdfium2.PdfDocument.new() as whole:
        for data in files:
            with pypdfium2.PdfDocument(data) as part:
                whole.import_pages(part)
        whole.save(out)
    return out.getvalue()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    return Settings(tmp_path / "raw", tmp_path / "out", tmp_path / "none", 1, ocr=True)


Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts a fake `ocrmypdf` on PATH that leaves these pages after doing something; the file of its calls."""

    def put(copy: bytes, how: str = "") -> Path:
        folder, calls = tmp_path / "bin", tmp_path / "calls"
        folder.mkdir(exist_ok=True)
        (tmp_path / "copy.pdf").write_bytes(copy)
        program = folder / "ocrmypdf"
        program.write_text(
            FAKE.format(python=sys.executable, calls=str(calls), how=how, copy=str(tmp_path / "copy.pdf"))
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return calls

    return put


def row(settings: Settings) -> DocumentRow:
    run_ingest(settings)
    (only,) = read_manifest(settings.out)
    return only


def table(settings: Settings, name: str) -> list[dict[str, str]]:
    with (settings.out / "dataset" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_pictures_are_read_once_and_said_to_be(settings: Settings, install: Install) -> None:
    calls = install(typeset(PAGES))
    (settings.raw / "scan.pdf").write_bytes(pictured(typeset(PAGES)))
    without = row(replace(settings, ocr=False))
    assert (without.status, calls.exists()) == ("empty", False)
    assert "--ocr" in without.error
    found = row(settings)
    assert (found.status, found.facts["ocr"].value) == ("ok", "1, 2")
    assert "2 of 2 pages is by OCR" in found.remarks
    document = read_document(settings.out, found.doc_id)
    assert [text in " ".join(document.source.split()) for text in PAGES] == [True, True]
    assert {(p.width, p.height) for p in document.pages} == {(400.0, 300.0)}
    (kept,) = (settings.out / "ocr").iterdir()
    assert kept.name == f"{found.doc_id}.pdf"
    row(replace(settings, limits=Limits(pages=50)))
    assert len(calls.read_text().splitlines()) == 1, "read anew from the copy that is kept"


def test_the_copy_goes_with_its_file(settings: Settings, install: Install) -> None:
    install(typeset(PAGES))
    (settings.raw / "scan.pdf").write_bytes(pictured(typeset(PAGES)))
    row(settings)
    (settings.out / "ocr" / ".making-half").mkdir()
    (settings.raw / "scan.pdf").rename(settings.raw / "moved.pdf")
    assert row(settings).path == "moved.pdf"
    assert len(list((settings.out / "ocr").iterdir())) == 1
    (settings.raw / "moved.pdf").write_text("Nothing is scanned here.")
    row(settings)
    assert list((settings.out / "ocr").iterdir()) == []


def test_what_only_ocr_has_read_is_never_verified(settings: Settings, install: Install) -> None:
    title, text, picture = ["#text(size: 30pt)[Ferries of Lamu]"], PAGES[:1], PAGES[1:]
    install(typeset(title + text + picture))
    (settings.raw / "half.pdf").write_bytes(joined(typeset(title + text), pictured(typeset(picture))))
    failures = [f for stage in (run_ingest, run_extract, run_reconcile, run_audit) for f in stage(settings)]
    assert [f.skipped for f in failures] == [True], "a remark is no failure"
    verified = {m["page"]: m["verified"] for m in table(settings, "mentions") if m["kind"] == "date"}
    assert verified == {"2": "yes", "3": "no"}
    (finding,) = (f for f in table(settings, "findings") if f["check"] == "unverified_text")
    unread = {m["mention_id"] for m in table(settings, "mentions") if m["page"] == "3"}
    assert finding["severity"] != "error"
    assert set(finding["evidence"].split("; ")) <= unread
    (document,) = table(settings, "documents")
    assert "1 of 3 pages is by OCR" in document["remarks"]
    assert "ocr=" in document["found_in"]


def test_a_text_that_needs_no_ocr_is_left_alone(settings: Settings, install: Install) -> None:
    calls = install(typeset(PAGES))
    (settings.raw / "text.pdf").write_bytes(typeset(PAGES))
    found = row(settings)
    assert (found.status, found.remarks, calls.exists()) == ("ok", "", False)


BROKEN = "print('no such language pack', file=sys.stderr); sys.exit(3)"


def test_ocr_that_breaks_down_is_the_reason(settings: Settings, install: Install) -> None:
    install(typeset(PAGES), BROKEN)
    (settings.raw / "scan.pdf").write_bytes(pictured(typeset(PAGES)))
    found = row(settings)
    assert found.status == "failed"
    assert "no such language pack" in found.error
    assert list((settings.out / "ocr").iterdir()) == []


def test_ocr_that_breaks_down_loses_no_page_that_has_text(settings: Settings, install: Install) -> None:
    install(typeset(PAGES), BROKEN)
    (settings.raw / "half.pdf").write_bytes(joined(typeset(PAGES[:1]), pictured(typeset(PAGES[1:]))))
    found = row(settings)
    assert found.status == "ok"
    assert "no such language pack" in found.remarks
    assert "1 of 2 pages are pictures" in found.remarks


def test_other_pages_than_the_file_has_are_refused(settings: Settings, install: Install) -> None:
    install(typeset(PAGES[:1]))
    (settings.raw / "scan.pdf").write_bytes(pictured(typeset(PAGES)))
    assert "OCR made 1 pages of 2" in row(settings).error


def test_pictures_without_words_stay_empty(settings: Settings, install: Install) -> None:
    install(pictured(typeset(PAGES)))
    (settings.raw / "photos.pdf").write_bytes(pictured(typeset(PAGES)))
    found = row(settings)
    assert (found.status, "OCR finds no text" in found.error) == ("empty", True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of processes to end")
def test_ocr_ends_with_the_limit_of_its_document(settings: Settings, install: Install, tmp_path: Path) -> None:
    install(typeset(PAGES), f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)")
    (settings.raw / "scan.pdf").write_bytes(pictured(typeset(PAGES)))
    found = row(replace(settings, limits=Limits(seconds=2)))
    assert "allow more with --max-seconds" in found.error
    pid = int((tmp_path / "pid").read_text())
    wait_for(lambda: not alive(pid))


def test_without_the_program_one_sentence_says_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StageError, match="install it"):
        run_ingest(settings)
    said = CliRunner().invoke(app, ["ingest", "--raw", str(settings.raw), "--out", str(settings.out), "--ocr"])
    assert said.exit_code == 2
    assert said.stderr.count("\n") == 1
    assert "ocrmypdf" in said.stderr


# --- the real one ----------------------------------------------------------------------------------------------------

real = pytest.mark.skipif(REAL is None, reason="ocrmypdf is not installed on this machine")


@real
@pytest.mark.parametrize("turns", [0, 2])
def test_the_real_program_reads_a_picture_whichever_way_it_lies(tmp_path: Path, turns: int) -> None:
    upright = typeset(["#lorem(60)\n\n" + PAGES[1]])
    data = pictured(upright, turns)
    document = ingest("scan.pdf", data, ocr=Ocr(tmp_path / "copy.pdf"))
    assert "harbour master resigned on 3 May 2015" in " ".join(document.source.split())
    assert document.facts["ocr"].origin.startswith("ocrmypdf ")
    with pypdfium2.PdfDocument(data) as pdf:
        shown: Image.Image = pdf[0].render(scale=1).to_pil().convert("L")
    word = next(w for w in document.words if document.source[w.start : w.end] == "harbour")
    dark = [shown.crop((int(word.x0), int(word.top), int(word.x1) + 1, int(word.bottom) + 1)).getextrema()[0]]
    assert max(dark) < 128, "there is ink in the box"
    assert (word.top > 150) == (turns == 0), "the last line of the page stands at its foot, or head, as it lies"
