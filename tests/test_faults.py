"""What befalls a run from outside: it says so in one sentence, and the next run ends as if nothing had been."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import stages
from pipeline.dataset import read_tables
from pipeline.errors import ChronociteError, PassingError, StageError
from pipeline.limits import Limits, Lost, Task, run_limited
from pipeline.lock import hold
from pipeline.lock import holder as lock_of
from pipeline.reconcile.registry import read_registry
from pipeline.rules_check import check
from pipeline.runner import Job, Result, run_stage, stamp_path
from pipeline.stages import Settings, plans, run_audit, run_ingest
from pipeline.store import read_document, read_manifest, replacing, sweep, write_document
from tests import torture
from tests.conftest import ROOT
from tests.documents import document

TEXT = "Peru and Fiji signed a treaty on May 3, 2004. It entered into force in June 2005.\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    return folder


def cli(*arguments: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, preexec_fn=before, timeout=300, check=False
    )


# --- killed ----------------------------------------------------------------------------------------------------------


def test_killed_runs_leave_no_trace() -> None:
    tally = torture.torture(4, seed=1, seconds=60)
    assert tally.faults == []
    assert tally.compared > 0
    assert tally.kills > 0


def test_torture_sees_a_difference() -> None:
    """A check that can't fail proves nothing."""
    assert torture.differences({"a": "1", "b": "2", "d": "3"}, {"a": "1", "b": "x", "c": "4"}) == [
        "d is left over",
        "c is missing",
        "b differs",
    ]


def sleep_long(log: str) -> None:
    Path(log).write_text(str(os.getpid()))
    time.sleep(600)


@pytest.mark.parametrize(
    "do",
    [
        "list(run_limited([task], 1, Limits()))",
        "started(Limits(), 'tests.test_faults').do(task, lambda: True)",
    ],
    ids=["forked", "started"],
)
def test_workers_end_with_a_run_that_is_killed(tmp_path: Path, do: str) -> None:
    code = (
        "import sys; from pipeline.limits import *; from tests.test_faults import sleep_long\n"
        f"task = Task(sleep_long, (sys.argv[1],)); {do}"
    )
    log = tmp_path / "pid"
    with subprocess.Popen([sys.executable, "-c", code, str(log)], cwd=ROOT) as process:
        pid = int(wait_for(lambda: log.read_text() if log.exists() else ""))
        process.kill()
    wait_for(lambda: not alive(pid))


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody has asked for its answer does not."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            return stat.read_text().rpartition(")")[2].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(look: Callable[[], Any], seconds: float = 60) -> Any:
    until = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < until, "it does not come to pass"
        time.sleep(0.05)
    return seen


def killed_once(log: str) -> str:
    if not Path(log).exists():
        Path(log).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def killed_always() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_has_a_second_chance(tmp_path: Path) -> None:
    tasks = [Task(killed_once, (str(tmp_path / "log"),)), Task(len, ("abc",))]
    assert dict(run_limited(tasks, 1, Limits())) == {0: "done", 1: 3}


def test_one_that_is_killed_twice_is_lost_for_now() -> None:
    ((_, lost),) = run_limited([Task(killed_always, ())], 1, Limits())
    assert isinstance(lost, Lost)
    assert lost.passing
    assert "ended from outside" in lost.reason


def passing(out: str, log: str) -> Result:
    if not Path(log).exists():
        Path(log).touch()
        raise PassingError("not now")
    return {"error": ""}


@pytest.mark.parametrize("limits", [None, Limits()])
def test_what_passes_is_told_and_not_remembered(tmp_path: Path, limits: Limits | None) -> None:
    arguments = (str(tmp_path), str(tmp_path / "log"))
    job = Job("a", "a.txt", "1", (), passing, arguments, lambda reason: {"error": reason})
    assert run_stage("s", tmp_path, [job], workers=1, limits=limits) == {"a": {"error": "not now"}}
    assert not stamp_path(tmp_path, "s", "a").exists()
    assert run_stage("s", tmp_path, [job], workers=1, limits=limits) == {"a": {"error": ""}}
    assert stamp_path(tmp_path, "s", "a").exists()


# --- two at once -----------------------------------------------------------------------------------------------------


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder `out`."""
    code = "import sys,time; from pathlib import Path; from pipeline.lock import hold\n"
    code += "with hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    command = [sys.executable, "-c", code, str(tmp_path / "out")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_folder_in_use_is_refused_with_who_has_it(tmp_path: Path, raw: Path, holder: subprocess.Popen[str]) -> None:
    done = cli("run", "--raw", str(raw), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"is in use by another run (process {holder.pid} on {socket.gethostname()}, since " in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_lock_of_a_dead_process_is_nobodys(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    out = tmp_path / "out"
    left = out / "documents" / ".d1.json.abcd1234.part"
    left.parent.mkdir()
    left.touch()
    holder.kill()
    holder.wait()
    assert json.loads((out / ".stamps" / "lock").read_text())["process"] == holder.pid
    with hold(out):
        assert not left.exists(), "what the dead left is swept"
    assert not (out / ".stamps").exists() or (out / ".stamps" / "lock").read_text() == ""


def test_another_thread_is_another_run(tmp_path: Path) -> None:
    told: list[str] = []

    def other() -> None:
        try:
            with hold(tmp_path / "out"):
                told.append("both")
        except StageError as error:
            told.append(str(error))

    with hold(tmp_path / "out"), hold(tmp_path / "out"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(told) == 1
    assert "is in use" in told[0]


def test_a_lock_is_given_back_after_a_fault(tmp_path: Path) -> None:
    with pytest.raises(KeyError), hold(tmp_path / "out"):
        raise KeyError
    with hold(tmp_path / "out"):
        assert (tmp_path / "out" / ".stamps" / "lock").read_text()
    assert not (tmp_path / "out").exists(), "nothing was made, nothing stays"


# --- no room, no rights -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What an undisturbed run over the one file leaves."""
    folder = tmp_path_factory.mktemp("calm")
    (folder / "raw").mkdir()
    (folder / "raw" / "a.txt").write_text(TEXT)
    assert cli("run", "--raw", str(folder / "raw"), "--out", str(folder / "out"), "--quiet").returncode == 0
    return torture.digests(folder / "out")


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


# --- what changes meanwhile -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [lambda p: p.write_text(TEXT * 2), lambda p: p.unlink()])
def test_a_file_that_changes_while_it_is_read_is_tried_again(
    tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    settings = Settings(raw, tmp_path / "out", tmp_path / "none", 1)
    fingerprint = stages.stage_version

    def meddle(stage: str) -> str:
        change(raw / "a.txt") if (raw / "a.txt").exists() else None
        return fingerprint(stage)

    with monkeypatch.context() as patch:
        patch.setattr(plans, "stage_version", meddle)
        (failure,) = run_ingest(settings)
    assert failure.reason.endswith(("run again", "run again when whoever writes it has done"))
    assert [r.status for r in read_manifest(settings.out)] == ["failed"]
    (raw / "a.txt").write_text(TEXT)
    assert run_ingest(settings) == []
    assert [r.status for r in read_manifest(settings.out)] == ["ok"]


def test_text_and_structure_of_two_readings_are_refused(tmp_path: Path) -> None:
    write_document(tmp_path, document("The pilot slept."))
    (tmp_path / "documents" / "d1.txt").write_text("The pilot woke.\n")
    with pytest.raises(StageError, match="run `chronocite ingest"):
        read_document(tmp_path, "d1")


def test_tables_that_are_not_finished_are_not_audited(tmp_path: Path, raw: Path) -> None:
    settings = Settings(raw, tmp_path / "out", tmp_path / "none", 1)
    for stage in (run_ingest, stages.run_extract, stages.run_reconcile):
        assert stage(settings) == []
    stamp_path(settings.out, "reconcile", "dataset").unlink()
    assert read_tables(settings.out / "dataset")["mentions"]
    with pytest.raises(StageError, match="run `chronocite reconcile"):
        run_audit(settings)


def test_only_what_writers_left_is_swept(tmp_path: Path) -> None:
    for name in (".a.csv.abcd1234.part", "a.part", ".part", ".a.csv", "b.csv.abcd1234.part"):
        (tmp_path / name).touch()
    with pytest.raises(KeyError), replacing(tmp_path / "c.csv"):
        raise KeyError
    sweep(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".a.csv", ".part", "a.part", "b.csv.abcd1234.part"]


# --- stopped on purpose -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_who_stops_a_run_is_told_that_the_next_goes_on(
    tmp_path: Path, raw: Path, calm: dict[str, str], name: str, code: int
) -> None:
    out = tmp_path / "out"
    with torture.start(raw, out) as process:
        wait_for(lambda: (out / "documents" / "manifest.jsonl").exists() or process.poll() is not None)
        process.send_signal(getattr(signal, name))
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (code, "chronocite: stopped; the same command goes on from here\n")
    assert lock_of(out) == "", "the folder is given back"
    assert list(out.rglob("*.part")) == []
    assert torture.finish(raw, out) == ""
    assert torture.digests(out) == calm


def end_itself(name: str) -> None:
    os.kill(os.getpid(), getattr(signal, name))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_worker_that_is_ended_with_the_system_is_lost_for_now(name: str) -> None:
    """A machine that shuts down says so to every process: no document is to blame."""
    ((_, lost),) = run_limited([Task(end_itself, (name,))], 1, Limits())
    assert isinstance(lost, Lost)
    assert lost.passing


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


# --- what people keep -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id":"e1","table":"events","derived":"e3","mentions":["m1"]}', "the id e1 is given to two rows"),
        ('{"id":{},"table":"events","derived":"e3","mentions":["m1"]}', "'id' must be text"),
        ('{"id":"e4","table":"events","derived":"e3","mentions":[[]]}', "'mentions' must be a list of texts"),
    ],
)
def test_a_registry_that_somebody_spoilt_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "registry.jsonl"
    first = '{"id":"e1","table":"events","derived":"e2","mentions":["m1"]}\n'
    path.write_text(first + first)
    assert len(read_registry(path)) == 1, "two people may have added the same line"
    path.write_text(first + line)
    with pytest.raises(ChronociteError, match=r"registry\.jsonl, line 2: " + said):
        read_registry(path)


def test_patterns_that_spacy_refuses_are_a_mistake_of_their_file(tmp_path: Path) -> None:
    rule = "rules:\n  - id: actor.x\n    effect: place\n    patterns: [[{LOWER: {IN: 5}}]]\n"
    rule += "    examples: [{text: Off Peru it rained., find: Peru}]\n    against: [Peru agreed.]\n"
    (tmp_path / "actor_context.yaml").write_text(rule)
    _, mistakes = check(tmp_path)
    assert any("actor_context.yaml" in m and "spaCy does not take them" in m for m in map(str, mistakes)), mistakes


def test_a_table_that_is_no_table_is_refused(tmp_path: Path) -> None:
    for spoilt in (b"event_id,type\ne1\n", b"event_id\n\xff\n"):
        (tmp_path / "events.csv").write_bytes(spoilt)
        with pytest.raises(StageError, match=r"events\.csv is not as the run left it .* take it away"):
            read_tables(tmp_path)
