"""The printed pages beside the text: drawn once, only where something was found, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from pipeline.audit.pages_pdf import PAGES, draw_pages, folder_of, take_away
from pipeline.errors import UnreadableError
from pipeline.stages import Settings, run_audit

RAW = Path(__file__).parents[1] / "raw"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return (RAW / "northern-arc.pdf").read_bytes()


def drawn(out: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (out / "audit" / "pages").rglob("*.jpg")}


def test_only_wanted_pages_are_drawn_and_only_once(pdf: bytes, tmp_path: Path) -> None:
    images = draw_pages(pdf, tmp_path, "d1", [5, 3, 5])
    assert images.pages == (3, 5)
    first = tmp_path / "audit" / images.file(3)
    with Image.open(first) as picture:
        assert 600 < picture.width < picture.height < 1600
    before = first.stat().st_mtime_ns
    assert draw_pages(pdf, tmp_path, "d1", [3, 4]).pages == (3, 4)
    assert first.stat().st_mtime_ns == before, "what is drawn is not drawn again"
    assert set(drawn(tmp_path)) == {"3.jpg", "4.jpg"}, "what nobody wants any more is taken away"


def test_the_same_bytes_every_time(pdf: bytes, tmp_path: Path) -> None:
    for name in ("one", "two"):
        draw_pages(pdf, tmp_path / name, "d1", [4])
    assert drawn(tmp_path / "one") == drawn(tmp_path / "two") != {}


def test_a_page_that_is_not_there_is_not_drawn(pdf: bytes, tmp_path: Path) -> None:
    assert draw_pages(pdf, tmp_path, "d1", [3, 999]).pages == (3,)


def test_there_is_a_limit(pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PAGES >= 100
    monkeypatch.setattr("pipeline.audit.pages_pdf.PAGES", 2)
    images = draw_pages(pdf, tmp_path, "d1", range(3, 9))
    assert images.pages == (3, 4)
    assert images.left_out == 4, "what is not drawn is counted, so that the page can tell it"


def test_a_broken_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="PDFium can't draw"):
        draw_pages(b"%PDF-1.7\nnothing", tmp_path, "d1", [1])


def test_pictures_of_documents_that_are_gone_are_taken_away(pdf: bytes, tmp_path: Path) -> None:
    draw_pages(pdf, tmp_path, "d1", [3])
    draw_pages(pdf, tmp_path, "d2", [3])
    take_away(tmp_path, ["d2"])
    assert [p.name for p in (tmp_path / "audit" / "pages").iterdir()] == [folder_of("d2").removeprefix("pages/")]


def test_a_run_without_page_images(samples_run: Path, tmp_path: Path) -> None:
    import shutil

    out = tmp_path / "out"
    shutil.copytree(samples_run, out)
    assert drawn(out)
    assert run_audit(Settings(RAW, out, out / "none.jsonl", 1, page_images=False)) == []
    assert not drawn(out)
    assert "data-folder" not in "".join(p.read_text() for p in (out / "audit" / "documents").glob("*.html"))
    assert run_audit(Settings(RAW, out, out / "none.jsonl", 1)) == []
    assert drawn(out) == drawn(samples_run)
