"""How a command ends before its time: refused, with one sentence that says why, or stopped by who called it."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from pipeline.errors import ChronociteError, RuleError, RuleFolderError


def refused(why: object) -> typer.Exit:
    """Say why, and give what is to be raised then."""
    print(f"chronocite: {why}", file=sys.stderr)
    return typer.Exit(2)


def refused_rules(error: RuleError, rules: Path | None) -> typer.Exit:
    """Likewise of rules; where a user's file is at fault, with the way to all that is wrong in it."""
    if rules is None or isinstance(error, RuleFolderError):
        return refused(error)
    return refused(f"{error}; `chronocite rules check {rules}` names all that is wrong, by line")


@contextmanager
def told(place: Path | None = None, way_out: str = "", rules: Path | None = None) -> Iterator[None]:
    """Make one sentence of an error of ours, or of the system's.

    Args:
        place: What an error of the system is about that names no file; without it such errors are let through.
        way_out: What to do about one.
        rules: The folder of the user's rule files, where these are read.

    Raises:
        typer.Exit: It was told.
    """
    try:
        yield
    except RuleError as error:
        raise refused_rules(error, rules) from error
    except ChronociteError as error:
        raise refused(error) from error
    except OSError as error:
        if place is None:
            raise
        raise refused(f"{error.filename or place}: {error.strerror}{way_out and f'; {way_out}'}") from error


class StoppedError(BaseException):
    """Somebody wants this process to end; not an `Exception`, for no stage may take it for a fault of a document."""

    def __init__(self, signal: int) -> None:
        super().__init__(signal)
        self.signal = signal


@contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C, and what systems send before they shut down, end a run in order: files whole, the folder given back."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _: object) -> None:
        raise StoppedError(number)

    wanted = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # What is ignored stays so: `nohup` sees to it that a run outlives its terminal.
    before = {number: signal.signal(number, stop) for number in wanted if signal.getsignal(number) != signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
