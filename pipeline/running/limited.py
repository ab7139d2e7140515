"""The other process of `pipeline.running.limits`: it keeps itself within limits and does the tasks that it is given."""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import parent_process
from pathlib import Path
from typing import Any

_CALM = 20_000
"""So many new objects, not Python's 700, before its collector looks for cycles: a document is a heap of small records
that all live until it is done."""


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


class Program:
    """A program that does tasks, told of and treated as multiprocessing's processes are."""

    def __init__(self, tasks: Connection, module: str) -> None:
        """Start it.

        Args:
            tasks: Its end of the pipe.
            module: Is imported before memory is reckoned.
        """
        # When this process dies the kernel closes `_held`, and the program's end of that pipe tells it so.
        parent, self._held = os.pipe()
        given = (tasks.fileno(), parent, module)
        called = f"from {__name__} import {serve_alone.__name__} as serve; serve(*{given!r})"
        code = f"import sys; sys.path[:] = {sys.path!r}; {called}"
        try:
            self._process = subprocess.Popen([sys.executable, "-c", code], pass_fds=given[:2], stdin=subprocess.DEVNULL)
        finally:
            os.close(parent)

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def exitcode(self) -> int | None:
        """How it ended, minus the signal's number if by a signal; `None` while it runs."""
        return self._process.poll()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
            self._close()

    def kill(self) -> None:
        """End it."""
        self._process.kill()

    def _close(self) -> None:
        held, self._held = self._held, -1
        if held >= 0:
            os.close(held)


def serve(pipe: Connection, others_end: Connection, limits: Limits) -> None:
    """What a forked process does: one task after the other until there is none."""
    # Else this process would hold the pipe open itself that tells it of its parent's death.
    others_end.close()
    end_with_run()
    _work(pipe, limits)


def end_with_run() -> None:
    """Have this process, which multiprocessing started, end when the run does, however that ends.

    One that outlived it would hold the lock of its folder, which a fork has, too, for good.
    """
    _make_group()
    parent = parent_process()
    if parent is not None:
        _end_with(parent.sentinel)


def serve_alone(pipe: int, parent: int, module: str) -> None:
    """What a program does that `Program` starts; `pipe` and `parent` are handles that it was given."""
    _make_group()
    _end_with(parent)
    importlib.import_module(module)
    tasks = Connection(pipe)
    limits = tasks.recv()
    # The time of a task begins now.
    tasks.send(True)
    _work(tasks, limits)


def _work(pipe: Connection, limits: Limits) -> None:
    """Do one task after the other until there is none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        # The run's own way to end in order, which a fork has, too, is not for who only reads.
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) != signal.SIG_IGN:
            signal.signal(getattr(signal, name), signal.SIG_DFL)
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


def _make_group() -> None:
    """What a task starts is to end with it."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)


def _end_with(sentinel: int) -> None:
    """When the run is killed, nobody may go on to write into its folder: neither this process nor what it started."""

    def watch() -> None:
        wait([sentinel])
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


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
