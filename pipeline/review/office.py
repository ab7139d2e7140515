"""Decisions taken: checked against the last run, written at the end of the file at once; then a run is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from uuid import uuid4

from pipeline.errors import ChronociteError, StageError
from pipeline.reconcile.decisions import (
    Decision,
    append_decision,
    read_decisions,
    signed,
    standing,
)
from pipeline.records import Row, members
from pipeline.review.again import Again, Change, changes
from pipeline.review.desk import Item, OpenDocuments, Snapshot
from pipeline.review.wishes import RefusedError, Wish, checked
from pipeline.running.lock import hold
from pipeline.running.runner import stamp_path
from pipeline.stages import Settings

_RUNS_TOLD = 20
"""Runs whose changes are remembered for pages that ask late."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that was written, and the run that will have heeded it.

    Attributes:
        decision_id: Of the line.
        rows: That it is about; those of a withdrawal, that the decision taken back was about.
        run: The number of the run.
        what: The action.
    """

    decision_id: str
    rows: tuple[str, ...]
    run: int
    what: str


@dataclass(frozen=True, slots=True)
class Line:
    """A decision as the list of all of them shows it.

    Attributes:
        decision: As it stands in the file.
        row: What the last run says became of it; empty of one that it has not heeded yet.
        withdrawn: The decision that took it back; empty while it holds.
    """

    decision: Decision
    row: Row
    withdrawn: str


@dataclass(frozen=True, slots=True)
class State:
    """What a page asks for every other second.

    Attributes:
        server: Changes when the server is started anew.
        asked: Runs that are wanted.
        done: Runs that ended.
        waiting: Who else runs the pipeline on the folder, so that ours waits.
        error: Why the last one failed.
        remarks: What it has to say.
        changes: Made by the runs that the page has not heard of.
        pending: Decisions that no run has heeded yet.
    """

    server: str
    asked: int
    done: int
    waiting: str
    error: str
    remarks: Sequence[str]
    changes: Sequence[Change]
    pending: Sequence[Taken]


class Office:
    """Where decisions are taken; safe to be asked by many threads.

    Args:
        settings: Of the run; `settings.review` is the file of the decisions.
        author: Who decides; empty for whoever is logged in.

    Raises:
        StageError: There is no finished run in the folder.
        BusyError: One is under way in it.
        ChronociteError: A line of the decisions' file can't be read.
    """

    def __init__(self, settings: Settings, author: str = "") -> None:
        if not (settings.out / "audit" / "index.html").is_file():
            raise StageError(f"{settings.out} holds no finished run; run `chronocite run --out {settings.out}` first")
        read_decisions(settings.review)
        self._settings = settings
        self._author = author
        self._server = uuid4().hex
        self._deciding = Lock()
        self._documents = OpenDocuments(settings.out)
        self._snapshot = self._read()
        self._told: dict[int, list[Change]] = {}
        self._taken: list[Taken] = []
        self._again = Again(settings, self._finished)
        self._heard: tuple[int, ...] = ()
        self._left: tuple[int, ...] = ()

    def open(self) -> None:
        """Begin; a run heeds what was decided while nobody served the pages."""
        self._again.start()
        self._ask()

    def close(self) -> None:
        """End after the run that is under way."""
        self._again.close()

    @property
    def out(self) -> Path:
        """The folder of the run."""
        return self._settings.out

    @property
    def snapshot(self) -> Snapshot:
        """The last finished run."""
        return self._snapshot

    @property
    def items(self) -> Mapping[str, Item]:
        """What can be decided on, with the decisions that the last run has not heeded."""
        items = dict(self._snapshot.items)
        for taken in self._pending():
            for key in taken.rows:
                if key in items:
                    items[key] = replace(items[key], decided=(*items[key].decided, taken.decision_id))
        return items

    def item(self, key: str) -> Item | None:
        """One row that can be decided on, those that are no part of the queue too."""
        item = self._snapshot.item(key)
        if item is None:
            return None
        ours = [taken.decision_id for taken in self._pending() if item.key in taken.rows]
        return replace(item, decided=(*item.decided, *ours))

    def decide(self, wish: Wish) -> Taken:
        """Write a decision.

        Raises:
            RefusedError: It makes no sense, or came too late.
            ChronociteError: It can't be written.
        """
        with self._deciding:
            found = checked(wish, self.item)
            try:
                ids = [*(item.key for item in found), *wish.mentions]
                decision = self._snapshot.deciding.decide(
                    wish.action, ids, field=wish.field, value=wish.value, rules=self._settings.rules
                )
            except ChronociteError as error:
                raise RefusedError(str(error)) from error
            keys = tuple(item.key for item in found)
            return self._write(signed(decision, self._author, wish.comment), keys, wish.action)

    def undo(self, decision_id: str) -> Taken:
        """Write that a decision is taken back; of a withdrawal, that what it took back holds again.

        Raises:
            RefusedError: There is no such decision, or it is taken back already.
            ChronociteError: It can't be written.
        """
        with self._deciding:
            decisions = read_decisions(self._settings.review)
            _, withdrawn = standing(decisions)
            if decision_id not in {d.decision_id for d in decisions}:
                raise RefusedError("there is no such decision", 409)
            if decision_id in withdrawn:
                raise RefusedError("the decision is taken back already", 409)
            keys = [k for t in self._taken if t.decision_id == decision_id for k in t.rows]
            told = [row for row in self._snapshot.tables["decisions"] if row["decision_id"] == decision_id]
            keys += [key for row in told for key in members(row["rows"])]
            decision = signed(Decision("withdraw", withdraws=decision_id), self._author)
            return self._write(decision, tuple(dict.fromkeys(keys)), "withdraw")

    def lines(self) -> list[Line]:
        """All decisions, the last first, those that were taken back too.

        Raises:
            ChronociteError: A line of the file can't be read.
        """
        decisions = read_decisions(self._settings.review)
        _, withdrawn = standing(decisions)
        told = {row["decision_id"]: row for row in self._snapshot.tables.get("decisions", ())}
        return [
            Line(d, told.get(d.decision_id, {}), withdrawn.get(d.decision_id, ""))
            for d in reversed(list({d.decision_id: d for d in decisions}.values()))
        ]

    def state(self, since: int) -> State:
        """How far the runs are, and what those behind number `since` changed; looks whether others did something."""
        # Whoever is writing a decision at this moment asks for a run, too.
        if self._deciding.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._deciding.release()
        progress = self._again.progress
        told = [change for run, made in sorted(self._told.items()) if run > since for change in made]
        return State(
            self._server,
            progress.asked,
            progress.done,
            progress.waiting,
            progress.error,
            progress.remarks,
            told,
            self._pending(),
        )

    def wait(self, run: int, seconds: float = 120) -> bool:
        """Wait until a run has ended."""
        return self._again.wait(run, seconds)

    def _write(self, decision: Decision, keys: tuple[str, ...], what: str) -> Taken:
        try:
            decision_id = append_decision(self._settings.review, decision)
        except OSError as error:
            raise RefusedError(f"{self._settings.review}: {error.strerror}; the decision is not kept", 500) from error
        taken = Taken(decision_id, keys, self._ask(), what)
        self._taken = [*self._pending(), taken]
        return taken

    def _pending(self) -> list[Taken]:
        progress = self._again.progress
        return [t for t in self._taken if t.run > progress.done or progress.error]

    def _ask(self) -> int:
        # What is written behind this look is somebody else's, or brings a run of its own.
        self._heard = self._files()
        return self._again.ask()

    def _look(self) -> None:
        """Ask for a run where others wrote decisions, or ran the pipeline."""
        progress = self._again.progress
        # A run that failed is not tried again until somebody changes what it failed on.
        stale = self._files() != self._heard or (not progress.error and self._results() != self._left)
        if progress.done == progress.asked and stale:
            self._ask()

    def _finished(self, run: int) -> None:
        """Take what a run left onto the desk."""
        before, self._snapshot = self._snapshot, self._read()
        self._told[run] = changes(before, self._snapshot)
        for oldest in sorted(self._told)[:-_RUNS_TOLD]:
            del self._told[oldest]
        self._left = self._results()

    def _read(self) -> Snapshot:
        """What the last run left: while it is read, none begins that would leave half of it another's."""
        with hold(self._settings.out):
            snapshot = Snapshot.of(self._settings.out, self._documents)
        # Put in order here, behind the pages: whoever decides first need not wait for it.
        _ = snapshot.items
        return snapshot

    def _files(self) -> tuple[int, ...]:
        return _looks(self._settings.review)

    def _results(self) -> tuple[int, ...]:
        return _looks(stamp_path(self._settings.out, "audit", "audit"))


def _looks(path: Path) -> tuple[int, ...]:
    """Changes when a file does; of one that is not there, nothing."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return ()
    return told.st_mtime_ns, told.st_size, told.st_ino
