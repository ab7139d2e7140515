"""Quality gate: on the seeds, scored against the gold annotations, nothing falls below its recorded floor.

`tests/floors.toml` holds the floors. Raise them to what the seeds score now, none is ever lowered, with
`pytest tests/test_quality.py --raise-floors`.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT, run_all

SHARED = ROOT.parent / "shared"
FLOORS = ROOT / "tests" / "floors.toml"
HEAD = """\
# What the seeds score at least, F1 by task of the scorer; read by tests/test_quality.py.
# Raise with `pytest tests/test_quality.py --raise-floors`; floors only go up.

"""


def floors() -> dict[str, float]:
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}


def raised(old: Mapping[str, float], scores: Mapping[str, float]) -> dict[str, float]:
    """The higher of floor and score, by task; scores are cut to three places, so that they reach their floor."""
    now = {task: math.floor(score * 1000) / 1000 for task, score in scores.items()}
    return {task: max(old.get(task, 0.0), now.get(task, 0.0)) for task in {**old, **now}}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """F1 by task."""
    if not (SHARED / "seeds").is_dir() or not (SHARED / "score.py").is_file():
        pytest.skip(f"the seeds and their scorer are not here ({SHARED.name}/ beside the repository)")
    out = tmp_path_factory.mktemp("seeds") / "out"
    assert run_all(SHARED / "seeds", out, workers=0) == []
    command = [sys.executable, str(SHARED / "score.py"), str(out), "--json"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return {task: row["f1"] for task, row in json.loads(said.stdout).items()}


def test_no_task_falls_below_its_floor(scores: Mapping[str, float], pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--raise-floors"):
        lines = [f"{json.dumps(task)} = {value:.3f}\n" for task, value in raised(floors(), scores).items()]
        FLOORS.write_text(HEAD + "".join(lines), encoding="utf-8")
    assert set(floors()) == set(scores), "every task has a floor"
    below = {task: (scores[task], floor) for task, floor in floors().items() if scores[task] < floor}
    assert below == {}


def test_floors_only_go_up(tmp_path: Path) -> None:
    assert raised({"a": 0.5, "b": 0.5}, {"a": 0.61299, "b": 0.4, "c": 1.0}) == {"a": 0.612, "b": 0.5, "c": 1.0}
    assert floors(), "the floors are recorded"
