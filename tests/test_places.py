"""Reports and results in a store: the same bytes as in folders, one run at a time, nothing asked of the system."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("upath", reason="chronocite[stores] is not installed")

import fsspec
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.dataset import read_tables
from pipeline.errors import StageError
from pipeline.places import at_hand, files_below, is_local, place, put_bytes
from pipeline.running.lock import hold
from pipeline.stages import Settings, run_audit, run_extract, run_ingest, run_reconcile
from pipeline.store import read_manifest, replacing, to_json, write_text
from tests.conftest import RAW
from tests.shelf import Shelf, shelve
from tests.test_stages import HARBOR, count, results

STAGES = (run_ingest, run_extract, run_reconcile, run_audit)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Path]:
    """The folder that holds what is in the store."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    shelve(folder)
    yield folder
    Shelf.clear_instance_cache()


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("raw", "raw"),
        ("/data/raw", "/data/raw"),
        ("file:///data/raw", "/data/raw"),
        ("file:///data/two%20words", "/data/two words"),
        ("local:///data/raw", "/data/raw"),
    ],
)
def test_names_of_folders(name: str, path: str) -> None:
    assert place(name) == Path(path)
    assert is_local(place(name))


@pytest.mark.parametrize("name", ["memory://raw", "memory://raw/", "memory:///raw/"])
def test_name_of_a_place_in_a_store(name: str) -> None:
    found = place(name)
    assert not is_local(found)
    assert found == place(str(found)) == place("memory://raw")
    assert str(found / "a" / "b.txt") == "memory://raw/a/b.txt"


def test_a_store_that_nothing_knows() -> None:
    with pytest.raises(StageError, match=r"^cupboard://a: .*cupboard.*name a folder$"):
        place("cupboard://a")


# --- files ---------------------------------------------------------------------------------------------------------


def test_files_are_put_whole_and_folders_made(shelf: Path) -> None:
    there = place("shelf://a/b")
    put_bytes(there / "c" / "d.txt", b"one")
    write_text(there / "c" / "d.txt", "two")
    with replacing(there / "e.txt") as temporary:
        temporary.write_text("three")
        assert not (shelf / "a" / "b" / "e.txt").exists()
    assert files_below(there) == ["c/d.txt", "e.txt"]
    assert (there / "c" / "d.txt").read_text() == "two"
    assert (shelf / "a" / "b" / "e.txt").read_text() == "three"


def test_a_file_that_could_not_be_made_is_not_put(shelf: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing(place("shelf://a.txt")) as temporary:
        temporary.with_name("b.txt").rename(temporary)
    assert list(shelf.iterdir()) == []


def test_what_is_made_at_hand_takes_the_place_of_what_was(shelf: Path) -> None:
    out = place("shelf://out")
    for name in ("documents/d.txt", "audit/old.html", "audit/same.html", "audit/pages/d/1.jpg"):
        put_bytes(out / name, name.encode())
    with at_hand(out, ["documents"], ["audit"], ["audit/pages"]) as here:
        assert is_local(here)
        assert [p.relative_to(here).as_posix() for p in here.rglob("*.*")] == ["documents/d.txt"]
        write_text(here / "audit" / "same.html", "another")
        write_text(here / "audit" / "tables" / "new.html", "new")
    assert files_below(out) == ["audit/pages/d/1.jpg", "audit/same.html", "audit/tables/new.html", "documents/d.txt"]
    assert (out / "audit" / "same.html").read_text() == "another"
    assert not here.exists()


def test_a_folder_of_this_machine_is_its_own_copy(tmp_path: Path) -> None:
    with at_hand(tmp_path, ["documents"], ["audit"]) as here:
        assert here == tmp_path


# --- one run at a time ---------------------------------------------------------------------------------------------


def test_a_store_is_held_by_one_run(shelf: Path) -> None:
    out = place("shelf://out")
    with hold(out), hold(out):
        other = (shelf / "out" / ".stamps" / "lock").read_text()
    assert not (shelf / "out" / ".stamps" / "lock").exists()
    write_text(out / ".stamps" / "lock", other)
    with pytest.raises(StageError, match=r"in use by another run .*is no more, take away shelf://out/\.stamps/lock"):
        hold(out).__enter__()


def left_by_a_killed_run(out: Path, **told: str) -> Path:
    """The lock of a run whose process is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    with hold(out):
        mine = json.loads((out / ".stamps" / "lock").read_text())
    write_text(out / ".stamps" / "lock", to_json(mine | {"process": gone.pid} | told))
    return out / ".stamps" / "lock"


def test_a_run_that_was_killed_here_holds_nothing(shelf: Path) -> None:
    lock = left_by_a_killed_run(place("shelf://out"))
    with hold(place("shelf://out")):
        assert json.loads(lock.read_text())["process"] == os.getpid()
    assert not lock.exists()


def test_nobody_knows_of_a_run_on_another_machine(shelf: Path) -> None:
    lock = left_by_a_killed_run(place("shelf://out"), host="another.example")
    with pytest.raises(StageError, match=r"on another\.example, since"):
        hold(place("shelf://out")).__enter__()
    assert lock.exists()


# --- runs ----------------------------------------------------------------------------------------------------------


def test_a_run_in_a_store_leaves_the_same_bytes(samples_run: Path, shelf: Path, tmp_path: Path) -> None:
    shutil.copytree(RAW, shelf / "reports")
    settings = Settings(place("shelf://reports"), place("shelf://results/one"), tmp_path / "none.jsonl", 2)
    for stage in STAGES:
        assert stage(settings) == []
    one, two = results(shelf / "results" / "one"), results(samples_run)
    assert one.keys() == two.keys()
    assert [name for name, data in one.items() if data != two[name]] == []
    assert count(settings) == dict.fromkeys(("ingest", "extract", "reconcile", "verify", "pages", "audit"), 0)


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An object store that speaks S3's protocol, as a file system of fsspec's."""
    server = pytest.importorskip("moto.server", reason="moto[server] is not installed").ThreadedMotoServer(port=0)
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    server.start()
    _, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "of-a-test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    store = fsspec.filesystem("s3")
    try:
        store.mkdir("shelf")
        yield store
    finally:
        type(store).clear_instance_cache()
        server.stop()


def test_a_run_in_s3_leaves_the_same_bytes(samples_run: Path, bucket: Any, tmp_path: Path) -> None:
    for path in RAW.rglob("*.*"):
        bucket.pipe_file(f"shelf/raw/{path.relative_to(RAW).as_posix()}", path.read_bytes())
    settings = Settings(place("s3://shelf/raw"), place("s3://shelf/out"), tmp_path / "none.jsonl", 2)
    for stage in STAGES:
        assert stage(settings) == []
    bucket.get("shelf/out", str(tmp_path / "fetched"), recursive=True)
    one, two = results(tmp_path / "fetched"), results(samples_run)
    assert one.keys() == two.keys()
    assert [name for name, data in one.items() if data != two[name]] == []


def test_a_run_in_a_folder_by_its_url_leaves_the_same_bytes(samples_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "two words"
    settings = Settings(place(RAW.as_uri()), place(out.as_uri()), tmp_path / "none.jsonl", 1)
    for stage in STAGES:
        assert stage(settings) == []
    assert results(out) == results(samples_run)


def test_what_is_gone_from_a_store_is_gone_from_the_results(shelf: Path, tmp_path: Path) -> None:
    settings = Settings(place("shelf://all/raw"), place("shelf://all"), tmp_path / "none.jsonl", 1)
    for name in ("a.txt", "b/c.txt", ".hidden/d.txt"):
        write_text(settings.raw / name, HARBOR.replace("harbor", name[0] * 4))
    count(settings)
    assert [r.path for r in read_manifest(settings.out)] == ["a.txt", "b/c.txt"]
    (settings.raw / "a.txt").unlink()
    assert count(settings) == {"ingest": 0, "extract": 0, "reconcile": 1, "verify": 0, "audit": 1}
    rows = read_tables(shelf / "all" / "dataset")["documents"]
    assert [r["path"] for r in rows] == ["b/c.txt"]
    left = [p.name for p in (shelf / "all" / "documents").iterdir()]
    assert sorted(left) == sorted([f"{rows[0]['doc_id']}.json", f"{rows[0]['doc_id']}.txt", "manifest.jsonl"])
    assert len(list((shelf / "all" / "mentions").iterdir())) == 1


def test_reports_in_a_store_and_results_here(shelf: Path, tmp_path: Path) -> None:
    put_bytes(place("shelf://raw/a.txt"), HARBOR.encode())
    settings = Settings(place("shelf://raw"), tmp_path / "out", tmp_path / "none.jsonl", 1)
    for stage in STAGES:
        assert stage(settings) == []
    assert [r["verified"] for r in read_tables(settings.out / "dataset")["mentions"]].count("yes") > 0


def test_a_store_by_name_on_the_command_line(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put_bytes(place("shelf://raw/a.txt"), HARBOR.encode())
    done = CliRunner().invoke(app, ["run", "--raw", "shelf://raw", "--out", "shelf://out", "--workers", "1"])
    assert (done.exit_code, done.output.splitlines()[-1]) == (
        0,
        "The dataset is in shelf://out/dataset; open shelf://out/audit/index.html to look at it.",
    )
    assert (shelf / "out" / "dataset" / "events.csv").is_file()
    assert list(tmp_path.iterdir()) == [shelf], "nothing is left on this machine"


@pytest.mark.parametrize(
    ("broken", "told"),
    [("exists", "can't be reached: LookupError: who are you?"), ("find", "no room on the shelf; name another folder")],
)
def test_a_store_that_says_no(shelf: Path, monkeypatch: pytest.MonkeyPatch, broken: str, told: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise LookupError("who are you?") if broken == "exists" else OSError("no room on the shelf")

    put_bytes(place("shelf://raw/a.txt"), HARBOR.encode())
    monkeypatch.setattr(Shelf, broken, refuse)
    said = CliRunner().invoke(app, ["ingest", "--raw", "shelf://raw", "--out", "shelf://out", "--workers", "1"])
    assert said.exit_code == 2
    assert told in " ".join(said.output.replace("│", " ").split())


def test_ocr_wants_a_folder(shelf: Path, tmp_path: Path) -> None:
    put_bytes(place("shelf://raw/a.txt"), HARBOR.encode())
    settings = Settings(place("shelf://raw"), place("shelf://out"), tmp_path / "none.jsonl", 1, ocr=True)
    with pytest.raises(StageError, match=r"OCR .*shelf://out is not"):
        run_ingest(settings)
