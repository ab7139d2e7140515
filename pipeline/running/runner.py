"""A stage over many documents: what is unchanged is not done again, a failure is told and the rest goes on.

Work is keyed by content. A job's fingerprint names all that its result depends on; the stamp that it leaves
behind, after its files, holds the fingerprint. A run that was killed has stamps for what it finished. What failed for
reasons that pass, such as a file that somebody was just writing, has none, and is tried again.

A stamp also holds how large its files were. Nothing here waits until a disk has taken what it was given: when a machine
loses power, a stamp may have reached the disk and a file before it not, which then is empty or cut short. It is seen by
its size, and made anew; to look at that costs nothing beside looking whether the file is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from pipeline.errors import PassingError, StageError
from pipeline.places import at_once, is_local
from pipeline.running.limited import end_with_run
from pipeline.running.limits import Limits, Lost, Task, run_limited
from pipeline.running.progress import Progress, Silent
from pipeline.store import holds_checksum, to_json, with_checksum, write_bytes

Result = dict[str, Any]
"""What a job says of itself: plain data, kept in its stamp."""
Crew = Callable[[Sequence[Task], Limits], Iterator[tuple[int, Any]]]
"""Does tasks within limits and tells of them as `pipeline.running.limits.run_limited` does."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document's turn in a stage.

    Attributes:
        key: Names the stamp: the document's id, or the stage's own name where it works on all at once.
        name: What a person calls it: the file's path.
        fingerprint: Of all that the result depends on.
        outputs: The files that it may leave; one that it left and that is gone, or not whole, is a reason to do it
            again.
        work: A function at the top level of a module, so that another process can call it.
        arguments: For `work`.
        lost: Makes the result, from the reason, of a job that raised `PassingError`, or whose process was ended because
            it went beyond a limit.
        completed_later: A later stage writes its `outputs` once more: of their sizes the stamp says nothing.
        also: Tells, when the work is done, of further outputs: those whose names only it knows.
    """

    key: str
    name: str
    fingerprint: str
    outputs: tuple[Path, ...]
    work: Callable[..., Result]
    arguments: tuple[Any, ...]
    lost: Callable[[str], Result] | None = None
    completed_later: bool = False
    also: Callable[[], Iterable[Path]] | None = None


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
    crew: Crew | None = None,
    shared: Sequence[str] = (),
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
        crew: Does the jobs instead of processes of this machine, within limits.
        shared: Modules that every process would import for itself; this one does, if there is work, and its forks have
            them.

    Returns:
        Results by key, in the order of the jobs: new ones and remembered ones.
    """
    progress = progress or Silent()
    remembered = dict(zip([j.key for j in jobs], _all_remembered(out, stage, jobs), strict=True))
    todo = [job for job in jobs if remembered[job.key] is None]
    for job in todo:
        # Whoever is killed between the files of a job and its stamp may not leave new files under an old stamp.
        stamp_path(out, stage, job.key).unlink(missing_ok=True)
    for module in shared if todo and crew is None else ():
        import_module(module)
    progress.start(stage, len(todo), len(jobs) - len(todo))
    fresh: dict[str, Result] = {}
    for job, result, lasting in _results(todo, workers, limits, crew):
        if lasting:
            plain = {"fingerprint": job.fingerprint, "outputs": _left(out, job), "result": result}
            body = to_json(plain)[:-1].encode("utf-8", errors="surrogatepass")
            write_bytes(stamp_path(out, stage, job.key), with_checksum(body))
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


def _results(todo: Sequence[Job], workers: int, limits: Limits | None, crew: Crew | None) -> Iterator[Ended]:
    count = min(workers or os.cpu_count() or 1, len(todo))
    if limits is not None:
        tasks = [Task(job.work, job.arguments) for job in todo]
        results = crew(tasks, limits) if crew and tasks else run_limited(tasks, count, limits)
        yield from _with_reasons(todo, results)
        return
    if count <= 1:
        for job in todo:
            yield _ended(job, partial(job.work, *job.arguments))
        return
    with ProcessPoolExecutor(count, initializer=end_with_run) as pool:
        try:
            yield from _gathered(pool, todo)
        finally:
            # After an exception nobody would keep the results of those that still wait.
            pool.shutdown(cancel_futures=True)


def _with_reasons(todo: Sequence[Job], results: Iterator[tuple[int, Any]]) -> Iterator[Ended]:
    for i, result in results:
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


def _all_remembered(out: Path, stage: str, jobs: Sequence[Job]) -> list[Result | None]:
    if is_local(out):
        return [_remembered(out, stage, job) for job in jobs]
    return at_once(partial(_remembered, out, stage), jobs)


def _remembered(out: Path, stage: str, job: Job) -> Result | None:
    plain = _stamp(out, stage, job.key)
    if plain.get("fingerprint") != job.fingerprint:
        return None
    left, result = plain["outputs"], cast("Result", plain["result"])
    return result if all(_is_whole(out / name, size) for name, size in left.items()) else None


def _stamp(out: Path, stage: str, key: str) -> Result:
    """What a stamp says; nothing where there is none, or not as it was left: then the work is simply done again."""
    path = stamp_path(out, stage, key)
    if not path.is_file():
        return {}
    data = path.read_bytes()
    if not holds_checksum(data):
        return {}
    plain: Result = json.loads(data)
    return plain


def _left(out: Path, job: Job) -> dict[str, int | None]:
    """The files that a job left, with their sizes; of those that a later stage completes these are not known."""
    sizes = {name: None if job.completed_later else size for name, size in _sizes(out, job.outputs)}
    return sizes | dict(_sizes(out, job.also() if job.also else ()))


def _sizes(out: Path, paths: Iterable[Path]) -> Iterator[tuple[str, int]]:
    return ((p.relative_to(out).as_posix(), p.stat().st_size) for p in paths if p.is_file())


def _is_whole(path: Path, size: int | None) -> bool:
    """Whether a file is there and as large as it was; where `size` is not known, whether anything is in it."""
    if not path.is_file():
        return False
    there = path.stat().st_size
    return there > 0 if size is None else there == size


def is_whole(out: Path, stage: str, key: str) -> bool:
    """Whether the files that a job left are as large as its stamp says; so they are, too, where it has none."""
    left = _stamp(out, stage, key).get("outputs", {})
    return all(_is_whole(out / name, size) for name, size in left.items())


def forget(out: Path, stage: str, kept: Collection[str] = ()) -> None:
    """Drop the stamps of a stage, those with some keys apart: what it reads was made anew, or is gone."""
    for path in (out / ".stamps" / stage).glob("*.json"):
        if path.stem not in kept:
            path.unlink(missing_ok=True)
