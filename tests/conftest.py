"""What the tests share: one run of the pipeline over `raw/`, and the option that renews the golden files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline.dataset import read_tables
from pipeline.records import Row
from pipeline.stages import Settings, run_audit, run_extract, run_ingest, run_reconcile

# By the clock a busy machine is slow, whatever the code does; what is quadratic is looked for in tests/test_fuzz.py.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# A change is held against the same examples each time: what others find is not of its making. To look for those:
# `--hypothesis-profile=explore`, with `--hypothesis-seed=N` to come back to what was found.
settings.register_profile("same", settings.get_profile("explore"), derandomize=True)
settings.load_profile("same")

ROOT = Path(__file__).parents[1]
RAW = ROOT / "raw"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write tests/golden/ anew; then look at the diff")
    parser.addoption("--raise-floors", action="store_true", help="raise tests/floors.toml to what the seeds score")


def run_all(raw: Path, out: Path, *, workers: int) -> list[str]:
    """All four stages; what they could not do, a line each."""
    settings = Settings(raw, out, out / "no-decisions.jsonl", workers)
    stages = (run_ingest, run_extract, run_reconcile, run_audit)
    return [f"{f.stage}: {f.path}: {f.reason}" for stage in stages for f in stage(settings)]


@pytest.fixture(scope="session")
def samples_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run over the samples; to be read, not written."""
    out = tmp_path_factory.mktemp("samples") / "out"
    assert run_all(RAW, out, workers=2) == []
    return out


@pytest.fixture(scope="session")
def tables(samples_run: Path) -> Mapping[str, Sequence[Row]]:
    """The tables of that run."""
    return read_tables(samples_run / "dataset")
