"""The dataset made anew behind the pages: one run at a time, in a process of its own, and what it changed told."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context
from threading import Condition, Thread

from pipeline import stages
from pipeline.dataset import BY_NAME
from pipeline.errors import BusyError, ChronociteError
from pipeline.records import Row
from pipeline.results.changes import differences, successors
from pipeline.review.desk import Snapshot, evidence_of

_COMPARED = ("events", "agreements", "milestones", "interviews", "findings", "citations", "mentions")
_MOST = 200
"""Rows of a table that are told of at most: a new report brings thousands."""
_PATIENCE = 1.0
"""Seconds until a folder that another run holds is asked for again."""
_UNTOLD = frozenset({"evidence", "documents", "reviewed", "citations", "sections"})
"""Columns that change with others, and say nothing to a reader."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that a run made, took away or changed: what it is called, and which columns say something else now."""

    table: str
    how: str
    key: str
    label: str
    says: Sequence[tuple[str, str, str]] = ()
    """Column, what it said, what it says."""


def changes(before: Snapshot, after: Snapshot) -> list[Change]:
    """What a run changed.

    A row that goes by another id since it says something else is known by its mentions: it changed.
    """
    return [change for table in _COMPARED for change in islice(_changes(table, before, after), _MOST)]


def _changes(table: str, before: Snapshot, after: Snapshot) -> Iterator[Change]:
    key = BY_NAME[table].key
    old = {row[key]: row for row in before.tables[table]}
    new = {row[key]: row for row in after.tables[table]}
    gone = {k: row for k, row in old.items() if k not in new}
    made = {k: row for k, row in new.items() if k not in old}
    again = successors(*({k: evidence_of(row) for k, row in rows.items()} for rows in (gone, made)))
    for k, row in new.items():
        if k in old and old[k] != row and (said := _said(old[k], row, key)):
            yield Change(table, "changed", k, after.label(k), said)
    for k, successor in again.items():
        yield Change(table, "changed", successor, after.label(successor), _said(old[k], new[successor], key))
    for k in sorted(gone.keys() - again.keys()):
        yield Change(table, "gone", k, before.label(k))
    for k in sorted(made.keys() - set(again.values())):
        yield Change(table, "new", k, after.label(k))


def _said(old: Row, new: Row, key: str) -> tuple[tuple[str, str, str], ...]:
    return differences(old, new, {*_UNTOLD, key, *(c for c in new if c.endswith("_id"))})


def run_again(settings: stages.Settings) -> list[str]:
    """Reconcile and audit; what could not be done, a line each."""
    told = [stages.run_reconcile(settings), stages.run_audit(settings)]
    return [f"{f.stage}: {f.path}: {f.reason}" for failures in told for f in failures]


def _deaf() -> None:
    """A run that is under way when the server is stopped ends by itself: its files are whole then."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the runs are: `done` counts those that ended, `asked` those that are wanted; `waiting` says for whom."""

    asked: int = 0
    done: int = 0
    waiting: str = ""
    error: str = ""
    remarks: Sequence[str] = ()


class Again:
    """Runs once for all that was asked since the last run began.

    Args:
        settings: Of the run.
        finished: Is called with the number of each run that succeeded, before it counts as done.
    """

    def __init__(self, settings: stages.Settings, finished: Callable[[int], None]) -> None:
        self._settings = settings
        self._finished = finished
        self._progress = Progress()
        self._changed = Condition()
        self._closing = False
        self._pool = _pool()
        self._thread = Thread(target=self._work, name="reconcile again", daemon=True)

    def start(self) -> None:
        """Begin to wait for work."""
        self._thread.start()

    def ask(self) -> int:
        """Want a run that begins from now on; returns the number that `done` has when it has ended."""
        with self._changed:
            self._progress = replace(self._progress, asked=self._progress.asked + 1)
            self._changed.notify_all()
            return self._progress.asked

    @property
    def progress(self) -> Progress:
        """How far it is now."""
        with self._changed:
            return self._progress

    def wait(self, asked: int, seconds: float) -> bool:
        """Wait until the run that was asked for has ended."""
        with self._changed:
            return self._changed.wait_for(lambda: self._progress.done >= asked, seconds)

    def close(self) -> None:
        """End after the run that is under way."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._progress.done < self._progress.asked)
                if self._closing:
                    return
                asked = self._progress.asked
            try:
                error, remarks = self._run(asked)
            except BusyError as busy:
                # Somebody else runs the pipeline on this folder: what was decided is heeded behind them.
                with self._changed:
                    self._progress = replace(self._progress, waiting=str(busy))
                    self._changed.wait_for(lambda: self._closing, _PATIENCE)
                continue
            with self._changed:
                self._progress = Progress(self._progress.asked, asked, "", error, remarks)
                self._changed.notify_all()

    def _run(self, number: int) -> tuple[str, Sequence[str]]:
        """The reason why a run failed, or what it has to say.

        Raises:
            BusyError: Another run holds the folder.
        """
        try:
            remarks = self._pool.submit(run_again, self._settings).result()
            self._finished(number)
        except BusyError:
            raise
        except (ChronociteError, OSError) as error:
            return str(error), ()
        except BrokenProcessPool:
            self._pool = _pool()
            return "the process that makes the dataset was ended from outside; the next decision begins it again", ()
        except Exception as error:
            # The desk stays open whatever breaks: decisions are kept, and the page says what happened.
            return f"making the dataset anew broke down ({type(error).__name__}: {error}); please report it", ()
        return "", remarks


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_deaf)
