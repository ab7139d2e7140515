"""Work in processes of their own: what goes beyond a limit, or breaks down, is lost alone and says why."""

from __future__ import annotations

import faulthandler
import os
import re
import signal
import time
from pathlib import Path

import pytest

from pipeline.errors import StageError
from pipeline.running.limits import Limits, Lost, Task, run_limited, started
from pipeline.running.runner import Job, Result, run_stage
from pipeline.stages import Settings, run_ingest, work
from pipeline.store import read_manifest

LIMITS = Limits(seconds=1, megabytes=300)


def add(a: int, b: int) -> int:
    return a + b


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(600)


def swallow() -> int:
    return len(b"x" * 2**30)


def crash() -> None:
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    os._exit(3)


def fail() -> None:
    raise KeyError("a defect")


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (spin, "more than [14] s"),
        (sleep, "more than 4 s"),
        (swallow, "more than 300 MB"),
        (crash, "SIGSEGV"),
        (leave, "without a word"),
    ],
)
def test_what_goes_beyond_is_lost_alone(work: object, reason: str) -> None:
    assert callable(work)
    tasks = [Task(add, (1, 2)), Task(work, ()), Task(add, (3, 4))]
    results = dict(run_limited(tasks, 1, LIMITS))
    assert (results[0], results[2]) == (3, 7)
    assert isinstance(results[1], Lost)
    assert re.search(reason, results[1].reason)


@pytest.mark.parametrize("workers", [1, 3])
def test_every_task_is_done_once(workers: int) -> None:
    results = list(run_limited([Task(add, (i, 1)) for i in range(20)], workers, LIMITS))
    assert sorted(results) == [(i, i + 1) for i in range(20)]


def test_each_task_has_the_time_to_itself() -> None:
    # Short ones, and many: by the clock, too, a busy machine may take its time with each.
    tasks = [Task(busy_for, (0.1,)) for _ in range(25)]
    assert [r for _, r in run_limited(tasks, 1, LIMITS)] == [0.1] * 25


def busy_for(seconds: float) -> float:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return seconds


def test_a_defect_is_raised_and_the_rest_given_up() -> None:
    with pytest.raises(KeyError, match="a defect"):
        list(run_limited([Task(fail, ()), Task(sleep, ())], 2, LIMITS))


def who() -> int:
    return os.getpid()


def test_a_reader_that_is_a_program_does_one_task_after_the_other() -> None:
    reader = started(LIMITS, __name__)
    try:
        pids = {reader.do(Task(who, ()), lambda: True) for _ in range(3)}
        assert len(pids) == 1
        assert os.getpid() not in pids
        assert isinstance(reader.do(Task(swallow, ()), lambda: True), Lost)
        assert reader.alive
        assert reader.do(Task(sleep, ()), lambda: False) == Lost("nobody waits for it any more", passing=True)
        assert not reader.alive
    finally:
        reader.end()


def test_a_program_that_does_not_start_says_so() -> None:
    with pytest.raises(StageError, match=r"doesn't start \(exit 1\)"):
        started(LIMITS, "no_such_module")


def answer(out: str) -> Result:
    return {"error": ""}


def die(out: str) -> Result:
    crash()
    return {}


def test_a_lost_job_leaves_the_row_that_it_is_given(tmp_path: Path) -> None:
    jobs = [
        Job(name, name, "1", (), work, (str(tmp_path),), lambda reason: {"error": reason})
        for name, work in (("good", answer), ("bad", die))
    ]
    results = run_stage("s", tmp_path, jobs, workers=2, limits=LIMITS)
    assert results["good"] == {"error": ""}
    assert "SIGSEGV" in results["bad"]["error"]
    assert run_stage("s", tmp_path, jobs, workers=2, limits=LIMITS) == results, "remembered as well"


def test_a_file_that_ends_its_reader_is_a_failed_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest = work.ingest

    def hostile(path: str, *given: object, **options: object) -> object:
        if path == "bomb.txt":
            crash()
        return ingest(path, *given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "ingest", hostile)
    (tmp_path / "raw").mkdir()
    for name in ("bomb.txt", "calm.txt"):
        (tmp_path / "raw" / name).write_text(f"The {name} treaty was signed in 1999.\n")
    settings = Settings(tmp_path / "raw", tmp_path / "out", tmp_path / "none", 1)
    failures = run_ingest(settings)
    assert [f.path for f in failures] == ["bomb.txt"]
    rows = {r.path: r for r in read_manifest(settings.out)}
    assert (rows["calm.txt"].status, rows["bomb.txt"].status) == ("ok", "failed")
    assert rows["bomb.txt"].sha256
    assert "SIGSEGV" in rows["bomb.txt"].error
