"""A run on a cluster: a real scheduler and two workers on this machine, one of which is killed in the middle."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import StageError
from pipeline.reconcile import agreement_linking, event_linking, reconcile
from pipeline.running.limits import Limits, Lost, Task
from pipeline.running.lock import hold
from pipeline.running.progress import Silent
from pipeline.stages import Settings, run_audit, run_extract, run_ingest, run_reconcile
from pipeline.stages.crews import spread_over
from pipeline.stages.fingerprints import alike
from pipeline.store import read_extraction, read_manifest
from tests.conftest import RAW, ROOT
from tests.test_limits import add, crash, fail, sleep, spin, swallow
from tests.test_stages import results

distributed = pytest.importorskip("distributed", reason="chronocite[cluster] is not installed")

from pipeline.running import cluster  # noqa: E402
from pipeline.running.cluster import run_on_cluster  # noqa: E402

LIMITS = Limits(seconds=1, megabytes=300)
SECONDS = 120.0
"""Until what is waited for is held to be missing: generous, a machine may be busy."""


@dataclass
class Machines:
    """A scheduler and its workers; the first of these is its own process, the second is watched and started again."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def work(self, *options: str, **environment: str) -> None:
        """Start a worker."""
        self.workers.append(start("dask_worker", self.address, "--nthreads", "1", *options, **environment))

    def end(self) -> None:
        """End all of them."""
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            process.wait(SECONDS)


def start(program: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
    """A program of distributed's, which finds this package and its tests as this process does."""
    command = [sys.executable, "-m", f"distributed.cli.{program}", *options, "--no-dashboard"]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests"), *filter(None, [os.environ.get("PYTHONPATH")])])
    quiet = {"PYTHONPATH": paths, "PYTHONWARNINGS": "ignore", "DASK_LOGGING__DISTRIBUTED": "critical"}
    return subprocess.Popen(command, env=os.environ | quiet | environment, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    found = Machines(address, start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port)))
    try:
        found.work("--no-nanny", "--name", "first")
        found.work("--name", "second")
        with distributed.Client(address, timeout=SECONDS, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=SECONDS)
        yield found
    finally:
        found.end()


def agreed() -> dict[str, str]:
    return {"is another program": "the same"}


def on(machines: Machines, *tasks: Task) -> dict[int, Any]:
    return dict(run_on_cluster(tasks, LIMITS, scheduler=machines.address, common=agreed))


class Killer(Silent):
    """Kills a worker, the first one unless told otherwise, when it has work of a stage."""

    def __init__(self, machines: Machines, stage: str, name: str = "first", number: int = 0) -> None:
        self._machines, self._stage = machines, stage
        self._name, self._number = name, number
        self.at_work: tuple[str, ...] = ()

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        if stage == self._stage:
            threading.Thread(target=self._kill).start()

    def _kill(self) -> None:
        until = time.monotonic() + SECONDS
        with distributed.Client(self._machines.address, set_as_default=False) as client:
            names = {address: w["name"] for address, w in client.scheduler_info()["workers"].items()}
            while time.monotonic() < until and not self.at_work:
                doing = {names.get(worker): keys for worker, keys in client.processing().items()}
                self.at_work = tuple(doing.get(self._name, ()))
                time.sleep(0.01)
        self._machines.workers[self._number].kill()


# --- tasks ---------------------------------------------------------------------------------------------------------


def test_what_goes_beyond_is_lost_alone(machines: Machines) -> None:
    hostile = (Task(spin, ()), Task(crash, ()), Task(swallow, ()))
    tasks = [Task(add, (1, 2)), *hostile, *(Task(add, (i, 1)) for i in range(10))]
    done = on(machines, *tasks)
    assert [done[i] for i in (0, *range(4, 14))] == [3, *range(1, 11)]
    assert all(isinstance(done[i], Lost) for i in (1, 2, 3))
    assert re.search("more than [14] s", done[1].reason), "four times as long by the clock, on a busy machine"
    assert "SIGSEGV" in done[2].reason
    assert "more than 300 MB" in done[3].reason


def test_a_defect_is_raised_and_the_rest_given_up(machines: Machines) -> None:
    begun = time.monotonic()
    patient = replace(LIMITS, seconds=60)
    with pytest.raises(KeyError, match="a defect"):
        list(run_on_cluster([Task(sleep, ()), Task(fail, ())], patient, scheduler=machines.address, common=agreed))
    assert time.monotonic() - begun < 2 * patient.seconds, "nobody waits for the other one, four times as long"


def leave_pid(path: str) -> int:
    """Tell who one is, once, and wait to be ended."""
    if Path(path).exists():
        return 1
    Path(path).write_text(str(os.getpid()))
    time.sleep(600)
    return 0


def test_a_reader_that_is_ended_from_outside_has_a_second_chance(machines: Machines, tmp_path: Path) -> None:
    path = tmp_path / "pid"

    def end() -> None:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and not (path.exists() and path.read_text()):
            time.sleep(0.05)
        os.kill(int(path.read_text()), signal.SIGKILL)

    threading.Thread(target=end).start()
    assert on(machines, Task(leave_pid, (str(path),)), Task(add, (1, 1))) == {0: 1, 1: 2}


def test_no_more_is_handed_over_than_there_is_room_for(machines: Machines) -> None:
    tasks = [Task(add, (i, 0)) for i in range(40)]
    known: list[int] = []
    with distributed.Client(machines.address, set_as_default=False) as client:
        for _ in run_on_cluster(tasks, LIMITS, scheduler=machines.address, common=agreed):
            known.append(client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)))
    assert len(known) == 40
    assert max(known) <= cluster._AHEAD * 2


# --- what must be alike --------------------------------------------------------------------------------------------


def other_on_workers() -> dict[str, str]:
    return {"is another program": str(os.getpid())}


def test_a_worker_that_differs_is_refused(machines: Machines) -> None:
    with pytest.raises(StageError, match=r"^the worker tcp://\S+ is another program$"):
        list(run_on_cluster([Task(add, (1, 2))], LIMITS, scheduler=machines.address, common=other_on_workers))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("code", "has another version of chronocite or of a library"),
        ("out", "doesn't see the results in"),
        ("raw", "doesn't see the reports in"),
        ("rules", "doesn't see the rules in"),
    ],
)
def test_what_is_alike_names_what_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, told: str
) -> None:
    out, raw, rules = (tmp_path / name for name in ("out", "raw", "rules"))
    raw.mkdir()
    rules.mkdir()
    (rules / "dates.yaml").write_text("rules: []\n")
    tell = partial(alike, str(out), str(raw), str(rules))
    change = {
        "out": lambda: (out / ".stamps" / "lock").write_text("another run"),
        "raw": raw.rmdir,
        "rules": lambda: (rules / "dates.yaml").write_text("rules: []  # as they were\n"),
    }
    with hold(out):
        before = tell()
        assert tell() == before
        if changed == "code":
            monkeypatch.setattr("pipeline.stages.fingerprints.stage_version", lambda stage: f"another {stage}")
        else:
            change[changed]()
        after = tell()
    assert before.keys() == after.keys()
    wrong = [what for what, value in before.items() if after[what] != value]
    assert len(wrong) == 1
    assert wrong[0].startswith(told)


def test_no_scheduler_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", "1s")
    with pytest.raises(StageError, match=r"^no scheduler answers at tcp://127\.0\.0\.1:9 .*start one"):
        list(run_on_cluster([Task(add, (1, 2))], LIMITS, scheduler="tcp://127.0.0.1:9", common=agreed))


def test_what_is_no_address() -> None:
    with pytest.raises(StageError, match=r"^no scheduler answers at here"):
        list(run_on_cluster([Task(add, (1, 2))], LIMITS, scheduler="here", common=agreed))


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StageError, match=r"install chronocite\[cluster\]"):
        list(run_on_cluster([Task(add, (1, 2))], LIMITS, scheduler="tcp://127.0.0.1:9", common=agreed))


# --- a run ---------------------------------------------------------------------------------------------------------


def test_a_run_that_loses_a_worker_leaves_the_same_bytes(
    machines: Machines, samples_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    settings = Settings(RAW, Path("out"), out / "no-decisions.jsonl", scheduler=machines.address)
    killer = Killer(machines, "extract")
    for stage in (run_ingest, run_extract, run_reconcile, run_audit):
        assert stage(settings, killer) == []
    assert killer.at_work, "the worker that was killed had nothing to do"
    assert machines.workers[0].wait(SECONDS) == -signal.SIGKILL
    one, two = results(out), results(samples_run)
    assert one.keys() == two.keys()
    assert [name for name, data in one.items() if data != two[name]] == []


def slowly(work: Any, *arguments: Any) -> Any:
    """So that there is time to kill who does it."""
    time.sleep(0.2)
    return work(*arguments)


def test_blocks_are_compared_alike_by_workers_of_which_one_is_lost(
    machines: Machines, samples_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another first worker: the one before is gone."""
    for module in (agreement_linking, event_linking):
        monkeypatch.setattr(module, "_ENOUGH", 1)
    machines.work("--no-nanny", "--name", "third")
    with distributed.Client(machines.address, timeout=SECONDS, set_as_default=False) as client:
        until = time.monotonic() + SECONDS
        while "third" not in {w["name"] for w in client.scheduler_info()["workers"].values()}:
            assert time.monotonic() < until
            time.sleep(0.05)
    rows = [r for r in read_manifest(samples_run) if r.status == "ok"]
    read = [read_extraction(samples_run, r.doc_id) for r in rows]
    killer = Killer(machines, "reconcile", "third", -1)
    killer.start("reconcile", 1, 0)
    crew = partial(run_on_cluster, scheduler=machines.address, common=agreed)
    tables = reconcile(
        rows, read, spread=lambda work, calls: spread_over(crew, Limits(), slowly, [(work, *call) for call in calls])
    )
    assert [key for key in killer.at_work if key.startswith("slowly-")], "the worker that was killed had some"
    assert machines.workers[-1].wait(SECONDS) == -signal.SIGKILL
    assert tables == reconcile(rows, read)


def end_the_worker() -> None:
    """End what waits for this process: the worker, and with it this process."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)


def test_a_task_that_ends_workers_is_lost_alone(machines: Machines) -> None:
    """Not as often as usual: each worker that is started again takes its time."""
    machines.workers[0].kill()
    with distributed.Client(machines.address, set_as_default=False) as client:
        client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0))
    done = on(machines, Task(end_the_worker, ()), Task(add, (1, 2)))
    assert done[0] == Lost(
        "workers of the cluster that were at it ended, 1 in turn; see their logs, or run again", passing=True
    )
    assert done[1] == 3


def test_a_run_without_workers_says_so(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last one: it ends what is left of the workers, while they have work."""
    monkeypatch.setattr(cluster, "_WORKERLESS", 2.0)
    machines.workers[0].kill()
    threading.Timer(1.5, machines.workers[1].terminate).start()
    with pytest.raises(StageError, match=r"has no workers, .*start some with `dask worker"):
        list(run_on_cluster([Task(sleep, ())], replace(LIMITS, seconds=5), scheduler=machines.address, common=agreed))
    with pytest.raises(StageError, match="has no workers"):
        on(machines, Task(add, (1, 2)))
