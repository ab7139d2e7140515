"""A stage over many documents: what is unchanged is not done again, a failure is told and the rest goes on.

Work is keyed by content. A job's fingerprint names all that its result depends on; the stamp that it leaves
behind, after its files, holds the fingerprint. A run that was killed has stamps for what it finished. What failed for
reasons that pass, such as a file that somebody was just writing, has none, and is tried again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TextIO

from pipeline.errors import PassingError, StageError
from pipeline.limits import Limits, Lost, Task, run_limited
from pipeline.store import to_json, write_text

Result = dict[str, Any]
"""What a job says of itself: plain data, kept in its stamp."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document's turn in a stage.

    Attributes:
        key: Names the stamp: the document's id, or the stage's own name where it works on all at once.
        name: What a person calls it: the file's path.
        fingerprint: Of all that the result depends on.
        outputs: The files that it may leave; one that it left and that is gone is a reason to do it again.
        work: A function at the top level of a module, so that another process can call it.
        arguments: For `work`.
        lost: Makes the result, from the reason, of a job that raised `PassingError`, or whose process was ended because
            it went beyond a limit.
    """

    key: str
    name: str
    fingerprint: str
    outputs: tuple[Path, ...]
    work: Callable[..., Result]
    arguments: tuple[Any, ...]
    lost: Callable[[str], Result] | None = None


class Progress(Protocol):
    """Who is told how a stage gets on."""

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        """A stage begins: so many documents to do, so many as they were."""

    def done(self, stage: str, name: str) -> None:
        """One is done."""

    def finish(self, stage: str) -> None:
        """The stage is over."""


class Silent:
    """Tells nobody."""

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        """Nothing."""

    def done(self, stage: str, name: str) -> None:
        """Nothing."""

    def finish(self, stage: str) -> None:
        """Nothing."""


class Lines:
    """Plain lines, a few a stage: for logs and continuous integration."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._todo = self._done = 0

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        """Say how much there is."""
        self._todo, self._done = todo, 0
        print(f"{stage}: {todo} to do, {unchanged} unchanged", file=self._stream, flush=True)

    def done(self, stage: str, name: str) -> None:
        """Say every tenth part."""
        self._done += 1
        if self._todo > 1 and (self._done == self._todo or self._done % max(1, self._todo // 10) == 0):
            print(f"{stage}: {self._done}/{self._todo} {name}", file=self._stream, flush=True)

    def finish(self, stage: str) -> None:
        """Nothing more to say."""


def stamp_path(out: Path, stage: str, key: str) -> Path:
    """Where the stamp of a job lies."""
    return out / ".stamps" / stage / f"{key}.json"


def run_stage(
    stage: str,
    out: Path,
    jobs: Sequence[Job],
    *,
    workers: int = 0,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> dict[str, Result]:
    """Do the jobs of a stage that are not done yet.

    Args:
        stage: Its name.
        out: The run's folder.
        jobs: Each with a key of its own. A job that fails on its input returns a result that says so; an exception is
            a defect and ends the run.
        workers: Processes; 0 means one a core. A single job is done in this process.
        progress: Who is told.
        limits: Each job may take so much; it is done in another process even if it is the only one.

    Returns:
        Results by key, in the order of the jobs: new ones and remembered ones.
    """
    progress = progress or Silent()
    remembered = {job.key: _remembered(out, stage, job) for job in jobs}
    todo = [job for job in jobs if remembered[job.key] is None]
    for job in todo:
        # Whoever is killed between the files of a job and its stamp may not leave new files under an old stamp.
        stamp_path(out, stage, job.key).unlink(missing_ok=True)
    progress.start(stage, len(todo), len(jobs) - len(todo))
    fresh: dict[str, Result] = {}
    for job, result, lasting in _results(todo, workers, limits):
        if lasting:
            left = [p.relative_to(out).as_posix() for p in job.outputs if p.is_file()]
            plain = {"fingerprint": job.fingerprint, "outputs": left, "result": result}
            write_text(stamp_path(out, stage, job.key), to_json(plain) + "\n")
        fresh[job.key] = result
        progress.done(stage, job.name)
    progress.finish(stage)
    forget(out, stage, {job.key for job in jobs})
    results: dict[str, Result] = {}
    for job in jobs:
        known = remembered[job.key]
        results[job.key] = fresh[job.key] if known is None else known
    return results


Ended = tuple[Job, Result, bool]
"""A job, its result, and whether this lasts until what it depends on changes."""


def _results(todo: Sequence[Job], workers: int, limits: Limits | None) -> Iterator[Ended]:
    count = min(workers or os.cpu_count() or 1, len(todo))
    if limits is not None:
        yield from _limited(todo, count, limits)
        return
    if count <= 1:
        for job in todo:
            yield _ended(job, partial(job.work, *job.arguments))
        return
    with ProcessPoolExecutor(count) as pool:
        try:
            yield from _gathered(pool, todo)
        finally:
            # After an exception nobody would keep the results of those that still wait.
            pool.shutdown(cancel_futures=True)


def _limited(todo: Sequence[Job], count: int, limits: Limits) -> Iterator[Ended]:
    for i, result in run_limited([Task(job.work, job.arguments) for job in todo], count, limits):
        job = todo[i]
        if not isinstance(result, Lost):
            yield job, result, True
        elif job.lost is None:
            raise StageError(f"{job.name}: {result.reason}")
        else:
            yield job, job.lost(result.reason), not result.passing


def _gathered(pool: Executor, todo: Iterable[Job]) -> Iterator[Ended]:
    waiting: dict[Future[Result], Job] = {pool.submit(job.work, *job.arguments): job for job in todo}
    for future in as_completed(waiting):
        yield _ended(waiting[future], future.result)


def _ended(job: Job, work: Callable[[], Result]) -> Ended:
    try:
        return job, work(), True
    except PassingError as error:
        if job.lost is None:
            raise
        return job, job.lost(str(error)), False


def _remembered(out: Path, stage: str, job: Job) -> Result | None:
    path = stamp_path(out, stage, job.key)
    if not path.is_file():
        return None
    try:
        plain = json.loads(path.read_bytes())
    except ValueError:
        # Half a stamp can only be somebody's edit; the work is simply done again.
        return None
    if not isinstance(plain, dict) or plain.get("fingerprint") != job.fingerprint:
        return None
    left, result = plain.get("outputs"), plain.get("result")
    if not isinstance(left, list) or not isinstance(result, dict):
        return None
    return result if all((out / name).is_file() for name in left) else None


def forget(out: Path, stage: str, kept: Collection[str] = ()) -> None:
    """Drop the stamps of a stage, those with some keys apart: what it reads was made anew, or is gone."""
    for path in (out / ".stamps" / stage).glob("*.json"):
        if path.stem not in kept:
            path.unlink(missing_ok=True)
