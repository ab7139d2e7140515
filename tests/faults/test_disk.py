"""A disk that is full, read-only or without power, and names that are no text."""

from __future__ import annotations

import os
import re
import resource
import sys
from pathlib import Path

import pytest

from pipeline.audit import links
from pipeline.dataset import read_tables
from pipeline.running.runner import Job, Result, run_stage
from pipeline.store import replacing, sweep
from tests import torture
from tests.conftest import run_all
from tests.faults.runs import TEXT, cli

# --- no room, no rights -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("largest", [0, 2_000, 20_000])
def test_a_full_disk_is_told_and_the_next_run_goes_on(
    tmp_path: Path, raw: Path, calm: dict[str, str], largest: int
) -> None:
    """No file may grow beyond so many bytes: the kernel refuses as it does on a full disk."""
    out = tmp_path / "out"
    arguments = ("run", "--raw", str(raw), "--out", str(out), "--workers", "1", "--quiet")
    full = cli(*arguments, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)))
    assert full.returncode == 2, full.stderr
    assert full.stderr.startswith("chronocite: ")
    assert full.stderr.strip().endswith("name another folder or make room")
    assert len(full.stderr.strip().splitlines()) == 1
    again = cli(*arguments)
    assert (again.returncode, again.stderr) == (0, "")
    assert torture.digests(out) == calm


def test_a_folder_that_can_not_be_written_to_is_named(tmp_path: Path, raw: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    done = cli("run", "--raw", str(raw), "--out", str(tmp_path / "file" / "out"))
    assert done.returncode == 2
    assert "name another folder" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_named(tmp_path: Path, raw: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o555)
    done = cli("run", "--raw", str(raw), "--out", str(out))
    assert done.returncode == 2
    assert "name another folder" in done.stderr


def test_only_what_writers_left_is_swept(tmp_path: Path) -> None:
    for name in (".a.csv.abcd1234.part", "a.part", ".part", ".a.csv", "b.csv.abcd1234.part"):
        (tmp_path / name).touch()
    with pytest.raises(KeyError), replacing(tmp_path / "c.csv"):
        raise KeyError
    sweep(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".a.csv", ".part", "a.part", "b.csv.abcd1234.part"]


# --- a machine without power ------------------------------------------------------------------------------------------


def leave_two(out: str, log: str) -> Result:
    for name in ("one", "two"):
        Path(out, name).write_text("words")
    with Path(log).open("a") as lines:
        lines.write("done\n")
    return {}


@pytest.mark.parametrize("left", ["", "wor", "words and more"])
def test_a_file_of_another_size_than_its_stamp_says_is_made_anew(tmp_path: Path, left: str) -> None:
    log = tmp_path / "log"
    job = Job("a", "a.txt", "1", (tmp_path / "one", tmp_path / "two"), leave_two, (str(tmp_path), str(log)))
    run_stage("s", tmp_path, [job], workers=1)
    run_stage("s", tmp_path, [job], workers=1)
    assert log.read_text() == "done\n"
    (tmp_path / "two").write_text(left)
    run_stage("s", tmp_path, [job], workers=1)
    assert log.read_text() == "done\ndone\n"
    assert (tmp_path / "two").read_text() == "words"


def test_what_a_later_stage_completes_must_only_not_be_empty(tmp_path: Path) -> None:
    log = tmp_path / "log"
    outputs = (tmp_path / "one", tmp_path / "two")
    job = Job("a", "a.txt", "1", outputs, leave_two, (str(tmp_path), str(log)), completed_later=True)
    run_stage("s", tmp_path, [job], workers=1)
    (tmp_path / "two").write_text("words and more")
    run_stage("s", tmp_path, [job], workers=1)
    assert log.read_text() == "done\n"
    (tmp_path / "two").write_text("")
    run_stage("s", tmp_path, [job], workers=1)
    assert log.read_text() == "done\ndone\n"


@pytest.mark.parametrize("name", ["dataset/events.csv", "audit/tables/events.html"])
def test_torn_tables_and_pages_are_made_anew(tmp_path: Path, raw: Path, calm: dict[str, str], name: str) -> None:
    out = tmp_path / "out"
    assert torture.finish(raw, out) == ""
    torn = out / name
    torn.write_bytes(torn.read_bytes()[:100])
    assert torture.finish(raw, out) == ""
    assert torture.digests(out) == calm


def test_every_page_of_a_long_list_is_made_anew(tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many there are only the audit knows, when it has made them."""
    for limit in ("_FEWEST_CARDS", "CARDS_PER_PAGE"):
        monkeypatch.setattr(links, limit, 1)
    (raw / "a.txt").write_text(f"{TEXT}\nIn 2009 Chile and Kenya signed a treaty. They held talks in 2011.\n")
    out = tmp_path / "out"
    assert run_all(raw, out, workers=1) == []
    whole = torture.digests(out)
    torn = [name for name in whole if re.fullmatch(r"audit/(?:events-\w+\.html|data/\w*cards\w*\.js)", name)]
    assert len(torn) > 2, sorted(whole)
    for name in torn:
        (out / name).write_bytes((out / name).read_bytes()[:100])
        assert run_all(raw, out, workers=1) == []
        assert torture.digests(out) == whole


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "darwin", reason="its file system takes no such names")
def test_a_name_that_is_no_text_is_told_and_the_others_are_done(tmp_path: Path, raw: Path) -> None:
    for name in (b"\xff.txt", b"two\nlines.txt", "ü 'q\" \u202e.txt".encode()):
        (raw / os.fsdecode(name)).write_bytes(name + TEXT.encode())
    out = tmp_path / "o 'q\" ü\n"
    done = cli("run", "--raw", str(raw), "--out", str(out), "--quiet")
    assert done.returncode == 1
    assert "\\xff.txt: the bytes of its name are not UTF-8" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    status = {row["path"]: row["status"] for row in read_tables(out / "dataset")["documents"]}
    assert status == {"\\xff.txt": "failed", "a.txt": "ok", "two\nlines.txt": "ok", "ü 'q\" \u202e.txt": "ok"}
