"""The tables of `benchmarks/`: what they name is there, what they reckon is right."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(FOLDER)
    import run

    yield run
    for name in ("run", "tasks"):
        sys.modules.pop(name, None)


def test_goals_are_about_tasks(bench):
    named = [name for goal in bench.GOALS for name in (goal.ours, goal.theirs)]
    assert {*named, *bench.RATES, *bench.NEEDS} <= set(bench.TASKS)


def test_a_rate_leaves_the_start_out(bench):
    took = bench.Figures(cpu=3.0, start=1.0, wall=4.0, mb=90.0, characters=500_000, dates=70)
    assert took.rate == 250_000


def test_the_median_is_of_each_figure(bench):
    runs = [bench.Figures(cpu, 0.0, wall, 80.0, 1000, 0) for cpu, wall in ((1.0, 9.0), (2.0, 5.0), (3.0, 7.0))]
    assert bench._median(runs) == bench.Figures(2.0, 0.0, 7.0, 80.0, 1000, 0)


def test_a_bound_is_told_beside_its_ratio(bench, capsys: pytest.CaptureFixture[str]):
    fast, slow = bench.Figures(1.0, 0.0, 1.0, 80.0, 1000, 0), bench.Figures(10.0, 0.0, 9.0, 80.0, 1000, 0)
    bench._goals({"ingest": fast, "pdfplumber chars": slow})
    assert capsys.readouterr().out == "ingest / pdfplumber chars: 0.10 (goal ≤ 0.25)\n"


def test_copies_keep_files_of_one_name_apart(bench, tmp_path: Path):
    for folder in ("a", "b"):
        (tmp_path / "raw" / folder).mkdir(parents=True)
        (tmp_path / "raw" / folder / "report.pdf").write_text(folder)
    (tmp_path / "raw" / "a" / "notes.txt").write_text("no PDF")
    assert bench._copies(tmp_path / "raw", "*.pdf", tmp_path / "out") == 2
    assert sorted(p.read_text() for p in (tmp_path / "out").rglob("*.pdf")) == ["a", "b"]
