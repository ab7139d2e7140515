"""Floors: the F1 that a task has reached once and is not to fall below; they only rise."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.errors import StageError
from pipeline.evaluate.scores import Score
from pipeline.store import write_text

_HEAD = """\
# F1 by task, not to be fallen below. `chronocite evaluate --raise-floors` raises them, nothing lowers them.

"""


def read_floors(path: Path) -> dict[str, float]:
    """Floors by task; none where there is no file yet.

    Raises:
        StageError: The file is not TOML, or has something else than numbers.
    """
    if not path.is_file():
        return {}
    try:
        floors = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise StageError(f"{path}: {error}") from error
    for task, floor in floors.items():
        if isinstance(floor, bool) or not isinstance(floor, (int, float)) or not 0 <= floor <= 1:
            raise StageError(f"{path}: the floor of {task!r} must be a number from 0 to 1")
    return {task: float(floor) for task, floor in floors.items()}


def raised(floors: Mapping[str, float], scores: Iterable[Score]) -> dict[str, float]:
    """The higher of floor and score, by task; scores are cut to three places, so that they reach their floor."""
    now = {score.task: math.floor(score.f1 * 1000) / 1000 for score in scores if not score.empty}
    return {task: max(floors.get(task, 0.0), now.get(task, 0.0)) for task in {**floors, **now}}


def below(floors: Mapping[str, float], scores: Iterable[Score]) -> list[str]:
    """The tasks that fall below their floor, a line each; one that is no longer scored is one of them."""
    now = {score.task: score.f1 for score in scores}
    return [
        f"{task}: F1 {now[task]:.3f} is below its floor {floor:.3f}"
        if task in now
        else f"{task}: has a floor, {floor:.3f}, and is not scored"
        for task, floor in floors.items()
        if now.get(task, -1.0) < floor
    ]


def write_floors(path: Path, floors: Mapping[str, float]) -> None:
    """Write the floors; the comments at the head of the file stay."""
    head = _HEAD
    if path.is_file():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
        head = "".join(lines[:kept]) or _HEAD
    write_text(path, head + "".join(f"{json.dumps(task)} = {floor:.3f}\n" for task, floor in floors.items()))
