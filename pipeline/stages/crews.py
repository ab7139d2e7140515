"""Who does the work of a stage: processes of this machine, or the workers of a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_start_method
from typing import Any, TypeVar

from pipeline.running.limits import Limits, Lost, Task, run_limited
from pipeline.running.runner import Crew
from pipeline.running.spreading import Spread, here
from pipeline.stages.fingerprints import alike
from pipeline.stages.settings import Settings

R = TypeVar("R")

_WITHOUT_REPORTS = frozenset({"extract", "share", "reconcile"})
"""The stages that don't open the raw files."""
_held: Sequence[tuple[Any, ...]] = ()
"""The arguments of the calls that are divided now: a process that is forked has them, and needs no message."""


def crew_of(settings: Settings, stage: str) -> Crew | None:
    """The workers of the cluster that a run has, if it has one; they must have all alike that the stage works with."""
    if not settings.scheduler:
        return None
    from pipeline.running.cluster import run_on_cluster

    rules = str(settings.rules) if settings.rules else ""
    raw = "" if stage in _WITHOUT_REPORTS else str(settings.raw)
    return partial(run_on_cluster, scheduler=settings.scheduler, common=partial(alike, str(settings.out), raw, rules))


def spread_of(settings: Settings) -> Spread:
    """Who does what of one job can be divided."""
    if crew := crew_of(settings, "reconcile"):
        return partial(spread_over, crew, settings.limits)
    workers = settings.workers or os.cpu_count() or 1
    return partial(spread_by_fork, workers, settings.limits) if workers > 1 else here


def spread_over(crew: Crew, limits: Limits, work: Callable[..., R], calls: Sequence[tuple[Any, ...]], /) -> list[R]:
    """Have a crew do some calls, as `pipeline.running.spreading.Spread` has it.

    One call is done here. So is what was lost with its process, for whatever reason: what it hangs on is here.

    Args:
        crew: Does the calls.
        limits: For each call.
        work: At the top level of a module.
        calls: The arguments of each call.

    Returns:
        What each call returns, in their order.
    """
    if len(calls) < 2:
        return here(work, calls)
    return _in_order(dict(crew([Task(work, arguments) for arguments in calls], limits)), work, calls)


def spread_by_fork(
    workers: int, limits: Limits, work: Callable[..., R], calls: Sequence[tuple[Any, ...]], /
) -> list[R]:
    """Have processes of this machine do some calls; likewise."""
    global _held
    crew = partial(_forked, workers)
    if get_start_method() != "fork":
        return spread_over(crew, limits, work, calls)
    _held = calls
    try:
        return spread_over(crew, limits, partial(_do_held, work), [(i,) for i in range(len(calls))])
    finally:
        _held = ()


def _forked(workers: int, tasks: Sequence[Task], limits: Limits) -> Any:
    return run_limited(tasks, min(workers, len(tasks)), limits)


def _do_held(work: Callable[..., R], number: int) -> R:
    return work(*_held[number])


def _in_order(done: dict[int, Any], work: Callable[..., R], calls: Sequence[tuple[Any, ...]]) -> list[R]:
    return [work(*call) if isinstance(done[i], Lost) else done[i] for i, call in enumerate(calls)]
