"""Work on files that nobody vouches for: in processes of their own, with time and memory kept by the kernel.

A parser that loops, swallows memory or crashes ends its process, not the run: its task comes back with the reason, and
a new process goes on with the others.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess, parent_process
from pathlib import Path
from typing import Any

from pipeline.errors import PassingError

_PATIENCE = 4
"""How much longer than its share of processor time a task may take by the clock, on a busy machine."""
_CALM = 20_000
"""So many new objects, not Python's 700, before its collector looks for cycles: a document is a heap of small records
that all live until it is done."""
_GRACE = 5.0
"""Seconds that a process is given to end by itself."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take.

    Attributes:
        seconds: Of processor time.
        megabytes: Of memory, beside what the program itself has.
        pages: Of a PDF; 0 means any number.
    """

    seconds: int = 600
    megabytes: int = 2048
    pages: int = 20_000


@dataclass(frozen=True, slots=True)
class Task:
    """A call of a function at the top level of a module."""

    work: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """What comes back instead of a result: why there is none, in one sentence.

    `passing`: it is not for the task's own sake, and may be done another time.
    """

    reason: str
    passing: bool = False


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: int = -1
    until: float = 0.0


def run_limited(tasks: Sequence[Task], workers: int, limits: Limits) -> Iterator[tuple[int, Any]]:
    """Do tasks in processes of their own.

    A task whose process was ended from outside is given a second chance when all others have been begun: by then there
    may be memory for it.

    Args:
        tasks: In the order in which they are begun.
        workers: How many at once.
        limits: For each task.

    Yields:
        The index of a task and its result or `Lost`, in the order in which they end.

    Raises:
        Exception: What a task raised; the others are given up.
    """
    waiting = list(reversed(range(len(tasks))))
    again: set[int] = set()
    busy: list[_Worker] = []
    try:
        while waiting or busy:
            while waiting and len(busy) < max(1, workers):
                worker = _start(limits)
                busy.append(worker)
                _give(worker, tasks, waiting.pop(), limits)
            ready = wait([w.pipe for w in busy], timeout=max(0.0, min(w.until for w in busy) - time.monotonic()))
            for worker in [w for w in busy if w.pipe in ready or w.until <= time.monotonic()]:
                outcome, alive = _outcome(worker, limits)
                if _killed(worker) and worker.task not in again:
                    again.add(worker.task)
                    waiting.insert(0, worker.task)
                else:
                    yield worker.task, outcome
                if alive and waiting:
                    _give(worker, tasks, waiting.pop(), limits)
                else:
                    busy.remove(worker)
                    _end(worker)
    finally:
        for worker in busy:
            _kill(worker)
            _end(worker)


def _start(limits: Limits) -> _Worker:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context().Process(target=_serve, args=(theirs, ours, limits), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker, tasks: Sequence[Task], index: int, limits: Limits) -> None:
    worker.task = index
    worker.until = time.monotonic() + _PATIENCE * limits.seconds
    # It may have been killed while it had nothing to do: then its end of the pipe tells so.
    with suppress(OSError):
        worker.pipe.send((tasks[index].work, tasks[index].arguments))


def _outcome(worker: _Worker, limits: Limits) -> tuple[Any, bool]:
    """What a worker answers, and whether it can go on; raises what its task raised."""
    if not worker.pipe.poll():
        _kill(worker)
        reason = f"reading it takes more than {_PATIENCE * limits.seconds} s; allow more with --max-seconds"
        return Lost(reason, passing=True), False
    try:
        error, result = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(_GRACE)
        killed = _killed(worker)
        _kill(worker)
        return Lost(_death(worker.process.exitcode, limits), passing=killed), False
    if isinstance(error, PassingError):
        return Lost(str(error), passing=True), True
    if isinstance(error, MemoryError):
        return Lost(_too_large(limits)), False
    if error is not None:
        raise error
    return result, True


def _killed(worker: _Worker) -> bool:
    """Whether a process was ended from outside, and not by this one."""
    return worker.process.exitcode == -signal.SIGKILL


def _too_large(limits: Limits) -> str:
    return f"reading it takes more than {limits.megabytes} MB of memory; allow more with --max-megabytes"


def _death(code: int | None, limits: Limits) -> str:
    if code is None or code >= 0:
        return f"its reader ended without a word (exit {code}); please report the file"
    name = signal.Signals(-code).name
    if name == "SIGXCPU":
        return f"reading it takes more than {limits.seconds} s; allow more with --max-seconds"
    if name == "SIGKILL":
        return "its reader was ended from outside, as systems do that run out of memory; run again with fewer workers"
    return f"its reader broke down ({name}), by a defect or for want of memory: {limits.megabytes} MB are allowed"


def _end(worker: _Worker) -> None:
    # Its siblings may hold copies of our end: closing that would not tell it anything. One that is dead hears nothing.
    with suppress(OSError):
        worker.pipe.send(None)
    worker.pipe.close()
    worker.process.join(_GRACE)
    if worker.process.is_alive():
        _kill(worker)
        worker.process.join()


def _kill(worker: _Worker) -> None:
    """End a process and the programs that it started, which are in its group; it may be dead, and they not."""
    pid = worker.process.pid
    if hasattr(os, "killpg") and pid is not None:
        # It may not have come to make a group yet; then nothing was started either.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    worker.process.kill()


# --- in the other process ----------------------------------------------------------------------------------------


def _serve(pipe: Connection, others_end: Connection, limits: Limits) -> None:
    """Do one task after the other until there is none."""
    # Else this process would hold the pipe open itself that tells it of its parent's death.
    others_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setpgid"):
        # What a task starts is to end with it.
        os.setpgid(0, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(limits)
    gc.set_threshold(_CALM, 20, 20)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        if task is None:
            return
        work, arguments = task
        _limit_time(limits)
        reply: tuple[Exception | None, Any]
        try:
            reply = None, work(*arguments)
        except Exception as error:
            reply = _portable(error), None
        pipe.send(reply)


def _end_with_parent() -> None:
    """When the run is killed, nobody may go on to write into its folder: neither this process nor what it started."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


def _portable(error: Exception) -> Exception:
    """The error, if it survives the way to another process, else its words."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


if sys.platform == "win32":

    def _limit_memory(limits: Limits) -> None:
        """Windows has no such limits; there only the clock is watched."""

    def _limit_time(limits: Limits) -> None:
        """See `_limit_memory`."""

else:
    import resource

    def _limit_memory(limits: Limits) -> None:
        """Memory is reckoned by addresses: what a reader asks for counts before it is filled."""
        allowed = _addresses() + limits.megabytes * 2**20
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (allowed if hard < 0 else min(allowed, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))

    def _limit_time(limits: Limits) -> None:
        """The kernel ends the process when the processor time since now is used up."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(used.ru_utime + used.ru_stime) + 1 + limits.seconds
        resource.setrlimit(resource.RLIMIT_CPU, (until if hard < 0 else min(until, hard), hard))

    def _addresses() -> int:
        """Bytes of addresses that this process has, where the system tells."""
        statm = Path("/proc/self/statm")
        return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.is_file() else 0
