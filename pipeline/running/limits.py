"""Work on files that nobody vouches for: in processes of their own, with time and memory kept by the kernel.

A parser that loops, swallows memory or crashes ends its process, not the run: its task comes back with the reason, and
a new process goes on with the others.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from pipeline.errors import PassingError, StageError
from pipeline.running.limited import Limits, Program, Task, serve

__all__ = ["Limits", "Lost", "Reader", "Task", "forked", "run_limited", "started"]

_PATIENCE = 4
"""How much longer than its share of processor time a task may take by the clock, on a busy machine."""
_GRACE = 5.0
"""Seconds that a process is given to end by itself."""
_START = 120.0
"""Seconds for a program to import what it works with, on a busy machine."""
_FROM_OUTSIDE = frozenset(-getattr(signal, n) for n in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, n))
"""How processes end that somebody else ends: no reader does that to itself, and no document is to blame."""
_GLANCE = 1.0
"""Seconds between two looks at whether a task is still wanted."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What comes back instead of a result: why there is none, in one sentence.

    `passing`: it is not for the task's own sake, and may be done another time.
    """

    reason: str
    passing: bool = False


class Process(Protocol):
    """What there is to know and do about a process that does tasks."""

    @property
    def pid(self) -> int | None:
        """Its number."""

    @property
    def exitcode(self) -> int | None:
        """How it ended, minus the signal's number if by a signal; `None` while it runs."""

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""

    def kill(self) -> None:
        """End it."""


class Reader:
    """A process that does one task after the other, within limits.

    Attributes:
        limits: For each task.
        pipe: Is ready when there is an outcome.
        until: When the time of its task is over, by the monotonic clock.
        alive: Whether it can do another task.
        killed: Whether it was ended from outside.
    """

    def __init__(self, process: Process, pipe: Connection, limits: Limits) -> None:
        self.limits = limits
        self.pipe = pipe
        self.until = 0.0
        self.alive = True
        self.killed = False
        self._process = process

    def do(self, task: Task, wanted: Callable[[], bool]) -> Any:
        """Do one task: its result or `Lost`; raises what it raised.

        Args:
            task: What to do.
            wanted: Is asked now and then whether the result is; if not, the process is ended.
        """
        self.give(task)
        while not wait([self.pipe], timeout=min(_GLANCE, max(0.0, self.until - time.monotonic()))):
            if self.until <= time.monotonic():
                break
            if not wanted():
                self.alive = False
                self.kill()
                return Lost("nobody waits for it any more", passing=True)
        return self.outcome()

    def give(self, task: Task) -> None:
        """Have a task begun."""
        self.until = time.monotonic() + _PATIENCE * self.limits.seconds
        # It may have been killed while it had nothing to do: then its end of the pipe tells so.
        with suppress(OSError):
            self.pipe.send((task.work, task.arguments))

    def outcome(self) -> Any:
        """What became of the task, when the pipe is ready or its time is over; raises what the task raised."""
        if not self.pipe.poll():
            self.alive = False
            self.kill()
            reason = f"reading it takes more than {_PATIENCE * self.limits.seconds} s; allow more with --max-seconds"
            return Lost(reason, passing=True)
        try:
            error, result = self.pipe.recv()
        except (EOFError, OSError):
            self.alive = False
            self._process.join(_GRACE)
            self.killed = self._process.exitcode in _FROM_OUTSIDE
            self.kill()
            return Lost(_death(self._process.exitcode, self.limits), passing=self.killed)
        if isinstance(error, PassingError):
            return Lost(str(error), passing=True)
        if isinstance(error, MemoryError):
            return Lost(_too_large(self.limits))
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        """Have it end, and wait until it has."""
        # Its siblings may hold copies of our end: closing that would not tell it anything. The dead hear nothing.
        with suppress(OSError):
            self.pipe.send(None)
        self.pipe.close()
        self._process.join(_GRACE)
        if self._process.exitcode is None:
            self.kill()
            self._process.join()

    def kill(self) -> None:
        """End the process and the programs that it started, which are in its group; it may be dead, and they not."""
        pid = self._process.pid
        if hasattr(os, "killpg") and pid is not None:
            # It may not have come to make a group yet; then nothing was started either.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        self._process.kill()


def forked(limits: Limits) -> Reader:
    """A reader that multiprocessing starts: quick, for it has what this process has."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context().Process(target=serve, args=(theirs, ours, limits), daemon=True)
    process.start()
    theirs.close()
    return Reader(process, ours, limits)


def started(limits: Limits, module: str) -> Reader:
    """A reader that is a program of its own, for processes that have threads or may not have children by fork.

    Args:
        limits: For each task; their time begins when the program is ready.
        module: Is imported before memory is reckoned.

    Raises:
        StageError: The program doesn't start.
    """
    ours, theirs = multiprocessing.Pipe()
    process = Program(theirs, module)
    theirs.close()
    reader = Reader(process, ours, limits)
    try:
        ours.send(limits)
        ready = ours.poll(_START) and ours.recv()
    except (EOFError, OSError):
        ready = False
    if not ready:
        reader.end()
        raise StageError(f"the program that reads files doesn't start (exit {process.exitcode}); see what it said")
    return reader


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
    busy: dict[Reader, int] = {}
    try:
        while waiting or busy:
            while waiting and len(busy) < max(1, workers):
                reader = forked(limits)
                busy[reader] = waiting.pop()
                reader.give(tasks[busy[reader]])
            ready = wait([r.pipe for r in busy], timeout=max(0.0, min(r.until for r in busy) - time.monotonic()))
            for reader in [r for r in busy if r.pipe in ready or r.until <= time.monotonic()]:
                index, outcome = busy[reader], reader.outcome()
                if reader.killed and index not in again:
                    again.add(index)
                    waiting.insert(0, index)
                else:
                    yield index, outcome
                if reader.alive and waiting:
                    busy[reader] = waiting.pop()
                    reader.give(tasks[busy[reader]])
                else:
                    del busy[reader]
                    reader.end()
    finally:
        for reader in busy:
            reader.kill()
            reader.end()


def _too_large(limits: Limits) -> str:
    return f"reading it takes more than {limits.megabytes} MB of memory; allow more with --max-megabytes"


def _death(code: int | None, limits: Limits) -> str:
    if code is None or code >= 0:
        return f"its reader ended without a word (exit {code}); please report the file"
    name = signal.Signals(-code).name
    if name == "SIGXCPU":
        return f"reading it takes more than {limits.seconds} s; allow more with --max-seconds"
    if code in _FROM_OUTSIDE:
        return "its reader was ended from outside, as systems do that run out of memory; run again with fewer workers"
    return f"its reader broke down ({name}), by a defect or for want of memory: {limits.megabytes} MB are allowed"
