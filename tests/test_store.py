"""Records as files: the same records are the same bytes, what is written is read back, nothing is ever half written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import StageError
from pipeline.records import (
    Block,
    Document,
    DocumentRow,
    Edit,
    Extraction,
    Fact,
    Marker,
    Mention,
    Page,
    Word,
)
from pipeline.store import (
    document_paths,
    extraction_path,
    read_document,
    read_extraction,
    read_manifest,
    replacing,
    to_json,
    write_bytes,
    write_document,
    write_extraction,
    write_manifest,
    write_text,
)

ODD = "é 🚢 \x85 \u2028 \u2029 \x0b\x0c\x1c \t\0 \r\n"
"""What breaks lines in Python but not in JSON, and other trouble."""
DOCUMENT = Document(
    doc_id="d1",
    path="reports/ödd name.pdf",
    sha256="0" * 64,
    media_type="application/pdf",
    source=f"On 3 May 2011\r\nthey met.1{ODD}",
    facts={"title": Fact(ODD, "text")},
    pages=(Page(1, 0, 10, "i", 612.0, 792.5), Page(2, 10, 34)),
    blocks=(
        Block("b1", "paragraph", ((0, 13), (15, 25)), (Edit("space", 13, 15),), ("One", "Two")),
        Block("b2", "footnote", ((26, 27),), label="1", scope=3, complete=False),
    ),
    markers=(Marker("1", 24, 25, "b1", 3),),
    words=(Word(0, 2, 1, 72.25, 100.5, 80.125, 112.0),),
)
ROW = DocumentRow("d1", "b.txt", "0" * 64, "text/plain", {"title": Fact(ODD, "text")}, 30, 2, "ok")


def test_document_comes_back_as_it_was(tmp_path: Path) -> None:
    write_document(tmp_path, DOCUMENT)
    assert read_document(tmp_path, "d1") == DOCUMENT


def test_source_text_is_the_file_to_the_last_byte(tmp_path: Path) -> None:
    write_document(tmp_path, DOCUMENT)
    assert document_paths(tmp_path, "d1")[1].read_bytes().decode() == DOCUMENT.source


def test_extraction_comes_back_as_it_was(samples_run: Path, tmp_path: Path) -> None:
    for path in sorted((samples_run / "mentions").iterdir()):
        extraction = read_extraction(samples_run, path.stem)
        write_extraction(tmp_path, extraction)
        assert read_extraction(tmp_path, path.stem) == extraction
        assert extraction_path(tmp_path, path.stem).read_bytes() == path.read_bytes()


def test_text_of_a_mention_may_hold_any_character(tmp_path: Path) -> None:
    mention = Mention("m1", "d1", "quote", ODD, ((0, 5), (7, 9)), "quote.double", "paragraph", "b1", ("A", ODD))
    write_extraction(tmp_path, Extraction("d1", (mention,)))
    assert read_extraction(tmp_path, "d1").mentions == (mention,)


def test_manifest_is_sorted_by_path_and_comes_back(tmp_path: Path) -> None:
    rows = [ROW, replace(ROW, doc_id="d2", path="a.txt", status="failed", error=f"torn {ODD}")]
    write_manifest(tmp_path, rows)
    assert read_manifest(tmp_path) == rows[::-1]


@pytest.mark.parametrize(
    "line", [b'{"doc_id": 1', b"7", b"{}", b'{"facts": 3}', b'{"facts": {}, "colour": "red"}', b"\xff\xfe"]
)
def test_a_spoilt_manifest_is_told_in_one_sentence(tmp_path: Path, line: bytes) -> None:
    write_manifest(tmp_path, [ROW])
    with (tmp_path / "documents" / "manifest.jsonl").open("ab") as end:
        end.write(line + b"\n")
    with pytest.raises(StageError, match=r"manifest\.jsonl is not as the run left it .*take it away and run"):
        read_manifest(tmp_path)


def test_json_is_the_same_for_the_same_value() -> None:
    assert to_json({"b": 1, "a": (1, "ü")}) == to_json({"a": [1, "ü"], "b": 1}) == '{"a":[1,"ü"],"b":1}'


def test_file_with_these_bytes_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write_text(path, "ä\r\n")
    assert path.read_bytes() == "ä\r\n".encode()
    before = path.stat()
    write_bytes(path, "ä\r\n".encode())
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    write_text(path, "ö\r\n")
    assert path.read_bytes() == "ö\r\n".encode()


def test_what_breaks_off_leaves_the_old_file_and_no_rubbish(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old", encoding="utf-8")

    def write_half() -> None:
        with replacing(path) as temporary:
            temporary.write_text("ne", encoding="utf-8")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_half()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_can_not_be_written_is_told_by_its_own_name(tmp_path: Path) -> None:
    # A name that a folder takes, and not with more before and behind it.
    path = tmp_path / ("n" * 250)
    with pytest.raises(OSError, match="too long") as told:
        write_text(path, "x")
    assert told.value.filename == str(path)


def test_files_may_be_read_by_others(tmp_path: Path) -> None:
    write_text(tmp_path / "file", "x")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


def test_what_is_not_there_yet_says_which_stage_makes_it(tmp_path: Path) -> None:
    with pytest.raises(StageError, match="run `chronocite ingest"):
        read_manifest(tmp_path)
    with pytest.raises(StageError, match="run `chronocite extract"):
        read_extraction(tmp_path, "d1")


def test_field_that_an_older_run_left_is_passed_over(tmp_path: Path) -> None:
    write_extraction(tmp_path, Extraction("d1", (Mention("m1", "d1", "date", "x", ((0, 1),), "r", "list", "b1"),)))
    path = extraction_path(tmp_path, "d1")
    path.write_text(to_json(json.loads(path.read_bytes()) | {"mood": "good"}) + "\n", encoding="utf-8")
    assert len(read_extraction(tmp_path, "d1").mentions) == 1
