"""The work of a stage on a Dask cluster (https://distributed.dask.org): a few jobs at once, each within limits.

A worker of the cluster does no job itself. For each of its threads it has a reader (`limits`), a program of its own
that the kernel ends when a job takes too much; with a worker its readers end. What travels is a job's
arguments and its result; documents and mentions go by the folder or store that all machines see.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pipeline.errors import StageError
from pipeline.running.limits import Limits, Lost, Reader, Task, started
from pipeline.running.uncollected import without_collector

if TYPE_CHECKING:
    from distributed import Client, Future

_AHEAD = 2
"""Jobs that are handed over for each thread of the cluster: one at work, one for it to go on with."""
_CONNECT = "15s"
_WORKERLESS = 60.0
"""Seconds that a run waits for workers when there are none (left)."""
_GLANCE = 1.0
"""Seconds between two looks at how many workers there are."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What a worker must know of the run that a job is of.

    Attributes:
        run_id: Tells it from others on the same cluster.
        limits: For each job.
        common: Makes the values that all machines must have alike; by what is wrong with a machine that has not.
        expected: Those values, here.
    """

    run_id: str
    limits: Limits
    common: Callable[[], Mapping[str, str]]
    expected: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Refused:
    """A worker is not fit for the run."""

    worker: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Killed:
    """A reader or its worker was ended from outside; what is to be said if that happens again."""

    lost: Lost


def run_on_cluster(
    tasks: Sequence[Task], limits: Limits, *, scheduler: str, common: Callable[[], Mapping[str, str]]
) -> Iterator[tuple[int, Any]]:
    """Do tasks on a cluster: what `pipeline.running.limits.run_limited` does on this machine.

    The tasks of a worker that is lost are given to others, as often as the scheduler's `allowed-failures` says (three
    times unless set otherwise). What is lost all the same, or whose reader was ended from outside, is tried once more
    when all others are done, with nothing beside it.

    Args:
        tasks: In the order in which they are handed over, a few at a time.
        limits: For each task.
        scheduler: Its address, `tcp://host:8786`.
        common: Called here and on each worker, before any work and before each task: makes values that must be alike,
            by what is wrong with a worker that has another one. At the top level of a module, or a `partial` of such.

    Yields:
        The index of a task and its result or `Lost`, in the order in which they end.

    Raises:
        StageError: There is no scheduler, or no worker, or one that may not work for this run.
        Exception: What a task raised; the others are given up.
    """
    run = _Run(uuid4().hex, limits, common, dict(common()))
    with _connected(scheduler) as client:
        _await_workers(client, scheduler)
        _refuse_unfit(client, run)
        try:
            yield from _results(client, scheduler, tasks, run)
        finally:
            # Where a worker is lost, its readers are, too; where the scheduler is, they see that the run is over.
            with suppress(OSError):
                client.run(_release, run.run_id, on_error="ignore")


def _refuse_unfit(client: Client, run: _Run) -> None:
    """Ask all workers whether they may work for a run.

    Raises:
        StageError: One may not, or has nothing of what it would work with.
    """
    for worker, told in sorted(client.run(_reasons, run, on_error="return").items()):
        if not isinstance(told, list):
            lacks = f"has no chronocite that answers ({told}); install the same as on this machine, and start it again"
            raise StageError(_refusal(worker, lacks))
        if told:
            raise StageError(_refusal(worker, told[0]))


def _refusal(worker: str, reason: str) -> str:
    return f"the worker {worker} {reason}"


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError as error:
        raise StageError(
            "a cluster needs the library that talks to it; install chronocite[cluster], or leave out --scheduler"
        ) from error
    # What it has to say of a scheduler that is lost is said here.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        # A client that never got through closes itself when it is collected, and would wait for ever for the lock that
        # this one holds while it begins.
        with without_collector():
            client = Client(scheduler, timeout=_CONNECT, set_as_default=False, name="chronocite")
    except (OSError, ValueError) as error:
        raise StageError(
            f"no scheduler answers at {scheduler} ({_first_line(error)}); start one with `dask scheduler`,"
            " or leave out --scheduler"
        ) from error
    try:
        yield client
    finally:
        with without_collector():
            client.close()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _await_workers(client: Client, scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_WORKERLESS)
    except TimeoutError as error:
        raise StageError(_without_workers(scheduler)) from error


def _without_workers(scheduler: str) -> str:
    return (
        f"the scheduler at {scheduler} has no workers, since {_WORKERLESS:.0f} s; "
        f"start some with `dask worker {scheduler}`, then run again: what was done is kept"
    )


# --- here ----------------------------------------------------------------------------------------------------------


def _results(client: Client, scheduler: str, tasks: Sequence[Task], run: _Run) -> Iterator[tuple[int, Any]]:
    """Hand tasks over as there is room for them, and take what comes of them as it comes."""
    waiting = deque(range(len(tasks)))
    again: deque[int] = deque()
    tried_again: set[int] = set()
    under_way: dict[int, Future[Any]] = {}
    ended: SimpleQueue[int] = SimpleQueue()
    room = _Room(client, scheduler)

    def begin(index: int) -> None:
        key = f"{tasks[index].work.__name__}-{run.run_id}-{index}-{index in tried_again:d}"
        under_way[index] = client.submit(_do, run, tasks[index], key=key, pure=False)
        under_way[index].add_done_callback(partial(_put, ended, index))

    try:
        while waiting or again or under_way:
            while waiting and len(under_way) < room.now():
                begin(waiting.popleft())
            if again and not under_way:
                # One at a time: of tasks that a worker had when it ended, one may be to blame.
                tried_again.add(again[0])
                begin(again.popleft())
            index = _next(ended, room)
            outcome = _outcome(under_way.pop(index), scheduler)
            if isinstance(outcome, _Killed) and index not in tried_again:
                again.append(index)
            else:
                yield index, outcome.lost if isinstance(outcome, _Killed) else outcome
    finally:
        if under_way:
            client.cancel(list(under_way.values()), force=True)


def _put(ended: SimpleQueue[int], index: int, _: Future[Any]) -> None:
    ended.put(index)


def _next(ended: SimpleQueue[int], room: _Room) -> int:
    while True:
        try:
            return ended.get(timeout=_GLANCE)
        except Empty:
            # A run whose workers are gone for good may not wait for them for ever.
            room.now()


def _outcome(future: Future[Any], scheduler: str) -> Any:
    """What became of a task; raises what it raised."""
    from distributed import CancelledError
    from distributed.scheduler import KilledWorker

    try:
        outcome = future.result()
    except KilledWorker as error:
        times = error.allowed_failures + 1
        reason = f"workers of the cluster that were at it ended, {times} in turn; see their logs, or run again"
        return _Killed(Lost(reason, passing=True))
    except CancelledError as error:
        raise StageError(_lost_scheduler(scheduler)) from error
    if isinstance(outcome, _Refused):
        raise StageError(_refusal(outcome.worker, outcome.reason))
    return outcome


def _lost_scheduler(scheduler: str) -> str:
    return (
        f"the scheduler at {scheduler} has gone; start it and its workers again, then run again: what was done is kept"
    )


class _Room:
    """How many tasks a cluster may have at once: more when workers come, fewer when they go."""

    def __init__(self, client: Client, scheduler: str) -> None:
        self._client, self._scheduler = client, scheduler
        self._threads = 0
        self._looked = self._seen = time.monotonic() - _GLANCE

    def now(self) -> int:
        """So many.

        Raises:
            StageError: The scheduler is gone, or there has been no worker for long.
        """
        now = time.monotonic()
        if now - self._looked >= _GLANCE:
            self._threads, self._looked = self._count(), now
            if self._threads:
                self._seen = now
            elif now - self._seen > _WORKERLESS:
                raise StageError(_without_workers(self._scheduler))
        return _AHEAD * self._threads or 1

    def _count(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except (OSError, RuntimeError) as error:
            raise StageError(_lost_scheduler(self._scheduler)) from error


# --- on a worker ---------------------------------------------------------------------------------------------------

_readers: dict[Reader, str] = {}
"""The readers of this worker that are at work, and for which run."""
_idle: list[Reader] = []
_hand = threading.Lock()
"""Held while a reader is taken or put back: the threads of a worker do so at once."""


def _reasons(run: _Run) -> list[str]:
    """Why this machine may not work for a run; empty where it may."""
    here = run.common()
    return [wrong for wrong, value in run.expected.items() if here.get(wrong) != value]


def _do(run: _Run, task: Task) -> Any:
    """Do a task of a run: its result, `Lost`, `_Killed` or `_Refused`; raises what it raised."""
    if reasons := _reasons(run):
        return _Refused(_address(), reasons[0])
    with _hand:
        fit = next((i for i, r in enumerate(_idle) if r.limits == run.limits), None)
        reader = None if fit is None else _idle.pop(fit)
    reader = reader or started(run.limits, task.work.__module__)
    with _hand:
        _readers[reader] = run.run_id
    try:
        outcome = reader.do(task, partial(_wanted, run))
        return _Killed(outcome) if reader.killed else outcome
    finally:
        with _hand:
            del _readers[reader]
            if reader.alive:
                _idle.append(reader)
        if not reader.alive:
            reader.end()


def _wanted(run: _Run) -> bool:
    """Whether anybody waits for results of a run: a run that was killed has lost its folder to the next one."""
    try:
        return not _reasons(run)
    except OSError:
        # A store that doesn't answer for a moment says nothing about the run.
        return True


def _address() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def _release(run_id: str) -> None:
    """End the readers that are at work for a run, which is over, and those that wait."""
    with _hand:
        for reader, whose in _readers.items():
            if whose == run_id:
                reader.kill()
        idle, _idle[:] = list(_idle), []
    for reader in idle:
        reader.end()
