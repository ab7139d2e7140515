"""One run at a time in a folder: the kernel keeps the lock, and gives it back when who holds it is killed.

The lock is of the file `.stamps/lock`. While a run goes on, the file says whose it is; when a run ends, it is empty.
Who finds words in it without a lock follows a run that was killed, and takes away what that left half-written.

A store keeps no locks. There the file is made only if it isn't there yet, which the store sees to, and taken away at
the end. Who is killed leaves it: another run on the same machine sees that its process is no more, and takes it over;
from another machine nobody can tell, and a person must take the file away.
"""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import BusyError, StageError
from pipeline.places import is_local, store_of
from pipeline.store import sweep, to_json

_PATIENCE = 60.0
"""Seconds for the readers of a run that was killed to notice it: until then they hold its lock."""
_PAUSE = 0.05
_held: set[tuple[Path, int]] = set()
"""The folders that are held, and by which thread of this process."""


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Keep other runs out of a folder; within one thread a second hold is part of the first.

    Raises:
        BusyError: Another run holds it; the message says which.
        StageError: Its file system keeps no locks.
        OSError: The folder can't be made or written to.
    """
    key = (out.resolve(), threading.get_ident())
    if key in _held:
        yield
        return
    if not is_local(out):
        with _hold_object(out):
            _held.add(key)
            try:
                yield
            finally:
                _held.discard(key)
        return
    handle = _lock(out)
    _held.add(key)
    try:
        if os.fstat(handle).st_size:
            sweep(out)
        _write(handle, to_json(_myself()))
        yield
    finally:
        _held.discard(key)
        try:
            # A worker that was killed may have left something, too.
            sweep(out)
            _write(handle, "")
            _leave_nothing_new(out)
        finally:
            # Not by closing alone: a process that was forked meanwhile has the same lock.
            fcntl.flock(handle, fcntl.LOCK_UN)
            os.close(handle)


def holder(out: Path) -> str:
    """What the lock of a folder says of the run that holds it; no two runs say the same. Empty where none does."""
    path = _path(out)
    return path.read_text(encoding="utf-8", errors="surrogateescape") if path.is_file() else ""


def _path(out: Path) -> Path:
    return out / ".stamps" / "lock"


def _lock(out: Path) -> int:
    """Lock the folder's file, and give its handle."""
    path = _path(out)
    until = time.monotonic() + _PATIENCE
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(path, handle):
                return handle
        except BlockingIOError:
            holder = _read(handle)
            if (holder and _runs(holder)) or time.monotonic() > until:
                os.close(handle)
                raise BusyError(_told(out, holder)) from None
        except OSError as error:
            os.close(handle)
            raise StageError(
                f"{out} is on a file system that keeps no locks ({error.strerror}); name another folder with --out"
            ) from error
        os.close(handle)
        time.sleep(_PAUSE)


@contextmanager
def _hold_object(out: Path) -> Iterator[None]:
    """Hold a place in a store by an object that is there as long."""
    store, name = store_of(_path(out))
    mine = to_json(_myself()).encode("utf-8", errors="surrogateescape")
    try:
        _create(store, name, mine)
    except FileExistsError:
        theirs = _who(holder(out))
        if theirs is None or _runs(theirs):
            raise StageError(f"{_told(out, theirs)}; if that run is no more, take away {_path(out)}") from None
        store.rm_file(name)
        _create(store, name, mine)
    try:
        yield
    finally:
        store.rm_file(name)


def _create(store: Any, name: str, data: bytes) -> None:
    """Make an object, unless it is there: of two that try at once one is told that it is."""
    try:
        store.pipe_file(name, data, mode="create")
    except FileNotFoundError:
        # Some stores have folders, and want them made.
        store.makedirs(store._parent(name), exist_ok=True)
        store.pipe_file(name, data, mode="create")


def _is_at(path: Path, handle: int) -> bool:
    """Whether the file that was opened is still the one of its name: its last holder may have taken it away."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _myself() -> dict[str, Any]:
    return {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(sep=" ", timespec="seconds"),
        "command": shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
    }


def _runs(holder: dict[str, Any]) -> bool:
    """Whether the process that holds a lock runs, as far as can be told from here."""
    if holder["host"] != socket.gethostname():
        return True
    try:
        os.kill(holder["process"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _told(out: Path, holder: dict[str, Any] | None) -> str:
    way_out = "wait until it is over, or name another folder with --out"
    if holder is None:
        return f"{out} is in use by another run; {way_out}"
    who = f"process {holder['process']} on {holder['host']}, since {holder['since']}: {holder['command']}"
    return f"{out} is in use by another run ({who}); {way_out}"


def _read(handle: int) -> dict[str, Any] | None:
    """Who holds the lock; `None` where it doesn't say so yet, or no more."""
    return _who(os.pread(handle, 65_536, 0))


def _who(words: str | bytes) -> dict[str, Any] | None:
    """What the file of a lock says."""
    try:
        plain = json.loads(words)
    except ValueError:
        return None
    return plain if isinstance(plain, dict) and plain.keys() == _myself().keys() else None


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode("utf-8", errors="surrogateescape"), 0)


def _leave_nothing_new(out: Path) -> None:
    """Where a run ended before it made anything, nothing tells of it: its folder may have been a slip of the keys."""
    stamps = _path(out).parent
    if [p.name for p in stamps.iterdir()] == ["lock"]:
        _path(out).unlink()
        stamps.rmdir()
        # It goes if nothing else is in it.
        with suppress(OSError):
            out.rmdir()
