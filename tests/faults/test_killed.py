"""Runs and workers that are killed or stopped, at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.errors import PassingError
from pipeline.running.limits import Limits, Lost, Task, run_limited
from pipeline.running.lock import holder as lock_of
from pipeline.running.runner import Job, Result, run_stage, stamp_path
from tests import torture
from tests.conftest import ROOT
from tests.faults.runs import alive, wait_for


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
        "started(Limits(), 'tests.faults.test_killed').do(task, lambda: True)",
        "run_stage('s', Path(sys.argv[1]).parent, [Job(n, n, '1', (), sleep_long, task.arguments) for n in 'ab'], "
        "workers=2)",
    ],
    ids=["forked", "started", "pool"],
)
def test_workers_end_with_a_run_that_is_killed(tmp_path: Path, do: str) -> None:
    code = (
        "import sys; from pathlib import Path; from pipeline.running.limits import *; "
        "from pipeline.running.runner import *; from tests.faults.test_killed import sleep_long\n"
        f"task = Task(sleep_long, (sys.argv[1],)); {do}"
    )
    log = tmp_path / "pid"
    with subprocess.Popen([sys.executable, "-c", code, str(log)], cwd=ROOT) as process:
        pid = int(wait_for(lambda: log.read_text() if log.exists() else ""))
        process.kill()
    wait_for(lambda: not alive(pid))


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


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_who_stops_a_run_is_told_that_the_next_goes_on(
    tmp_path: Path, raw: Path, calm: dict[str, str], name: str, code: int, request: pytest.FixtureRequest
) -> None:
    out = tmp_path / "out"
    # A shell has what it starts in the background ignore an interrupt, and tests may be run there.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
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
    # Who started the tests may have had them ignore it.
    signal.signal(getattr(signal, name), signal.SIG_DFL)
    os.kill(os.getpid(), getattr(signal, name))


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_worker_that_is_ended_with_the_system_is_lost_for_now(name: str) -> None:
    """A machine that shuts down says so to every process: no document is to blame."""
    ((_, lost),) = run_limited([Task(end_itself, (name,))], 1, Limits())
    assert isinstance(lost, Lost)
    assert lost.passing
