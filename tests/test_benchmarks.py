"""The tables of `benchmarks/`: what they name is there, what they reckon is right."""

import json
import re
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"
MODULES = ("growth", "measuring", "results", "run", "shelf", "tasks")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(FOLDER)
    import run

    yield run
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture
def figures(bench):
    def make(cpu: float, **more: object):
        return bench.Figures(**({"start": 0.0, "wall": cpu, "mb": 80.0} | more), cpu=cpu)

    return make


# --- tasks and what they took ---------------------------------------------------------------------------------------


def test_goals_are_about_tasks(bench):
    named = [name for goal in bench.GOALS for name in (goal.ours, goal.theirs)]
    assert {*named, *bench.RATES, *bench.NEEDS, *bench.SLOW, *bench.ASKED} <= set(bench.TASKS)


def test_the_quick_form_leaves_out_what_is_slow(bench):
    assert bench.SLOW.isdisjoint(bench._wanted(None, full=False))
    assert set(bench._wanted(None, full=True)) == set(bench.TASKS) - bench.ASKED
    assert bench._wanted(["reconcile 1,000,000"], full=False) == ["reconcile 1,000,000"]


def test_a_rate_leaves_the_start_out(figures):
    assert figures(3.0, start=1.0, characters=500_000).rate == 250_000


def test_the_median_is_of_each_figure(bench, figures):
    runs = [
        figures(cpu, wall=wall, parts={"extract": part})
        for cpu, wall, part in ((1.0, 9.0, 6.0), (2.0, 5.0, 4.0), (3.0, 7.0, 5.0))
    ]
    assert bench.middle(runs) == figures(2.0, wall=7.0, parts={"extract": 5.0})


@pytest.mark.parametrize(
    ("characters", "told"),
    [(600_000, "ingest / pdfplumber chars: 0.3 (goal ≤ 0.25, missed)"), (40_000, "ingest / pdfplumber chars: 0.30")],
)
def test_a_bound_holds_where_there_is_enough_to_read(bench, figures, characters: int, told: str):
    took = {"ingest": figures(3.0, characters=characters), "pdfplumber chars": figures(10.0)}
    assert [str(ratio) for ratio in bench._ratios(took)] == [told]


@pytest.mark.parametrize(
    ("value", "bound", "more", "kept"),
    [(0.2, 0.25, False, True), (0.3, 0.25, False, False), (1.9, 1.8, True, True), (1.7, 1.8, True, False)],
)
def test_a_bound_is_kept_or_not(bench, value: float, bound: float, more: bool, kept: bool):
    ratio = bench.Ratio("a / b", value, bound, more=more)
    assert ratio.kept is kept
    assert ("missed" in str(ratio)) is not kept


def test_copies_keep_files_of_one_name_apart(bench, tmp_path: Path):
    for folder in ("a", "b"):
        (tmp_path / "raw" / folder).mkdir(parents=True)
        (tmp_path / "raw" / folder / "report.pdf").write_text(folder)
    (tmp_path / "raw" / "a" / "notes.txt").write_text("no PDF")
    files, digest = bench._copies(tmp_path / "raw", "*.pdf", tmp_path / "out")
    assert files == 2
    assert sorted(p.read_text() for p in (tmp_path / "out").rglob("*.pdf")) == ["a", "b"]
    (tmp_path / "raw" / "b" / "report.pdf").write_text("another")
    assert bench._copies(tmp_path / "raw", "*.pdf", tmp_path / "other")[1] != digest


# --- shelves of copies ----------------------------------------------------------------------------------------------


def test_a_copy_tells_of_other_states_and_years(bench):
    from shelf import STATES, changed

    text = "In 2014, Norwegian ships called at Lisbon; Norway and Portugal agreed on 2,014 berths in Oslo."
    copy = changed(text, 7, 12)
    form = re.fullmatch(
        r"In (\d{4}), (\w+) ships called at (\w+); (\w+) and (\w+) agreed on 2,014 berths in (\w+).", copy
    )
    assert form
    year, adjective, capital, state, other, seat = form.groups()
    assert int(year) == 2002
    assert (state, adjective, seat) in STATES
    assert (other, capital) in {(name, town) for name, _, town in STATES}
    assert copy == changed(text, 7, 12) != changed(text, 8, 12)


def test_no_state_has_the_word_of_another(bench):
    from shelf import STATES

    words = [word for state in STATES for word in state]
    assert len(set(words)) == len(words) == 3 * len(STATES)


def test_a_shelf_goes_on_where_it_ended(bench, tmp_path: Path):
    from shelf import Original, fill

    of = [Original("a.txt", "Kenya signed in 2001."), Original("b.html", "<p>Nobody did in 1999.")]
    assert fill(tmp_path / "all", 5, of) == {".txt": 3, ".html": 2}
    fill(tmp_path / "parts", 3, of)
    fill(tmp_path / "parts", 2, of, first=3)
    both = [{p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("all", "parts")]
    assert both[0] == both[1]
    assert len(set(both[0].values())) == 5


def test_ten_in_turn_are_of_the_kinds_that_are_told(bench, tmp_path: Path):
    from shelf import originals

    for name in ("one.md", "two.md", "three.md"):
        (tmp_path / name).write_text("x" * 9_000)
    (tmp_path / "short.md").write_text("x")
    kinds = [[o.name.rsplit(".")[-1] for o in originals(folder)] for folder in (tmp_path, None)]
    assert [sorted(set(of)) for of in kinds] == [["html", "md", "pdf", "txt"], ["html", "pdf", "txt"]]
    assert [[of.count(kind) for kind in ("txt", "html", "pdf", "md")] for of in kinds] == [[4, 3, 1, 2], [5, 4, 1, 0]]


# --- growth and comparison ------------------------------------------------------------------------------------------


@pytest.fixture
def grown(bench, figures):
    from growth import STAGES, Growth, Second, Step

    def whole(cpu: float):
        parts = dict.fromkeys(STAGES, cpu / 4) | {f"{name}, alone": cpu / 16 for name in STAGES}
        return figures(cpu, parts=parts, characters=1_000)

    steps = (
        Step(10, whole(11.0), figures(0.5), figures(2.0)),
        Step(1000, whole(1200.0), figures(6.0), figures(60.0)),
    )
    second = Second(30, 3, 1.95, dict.fromkeys(STAGES, 1.5), 1.85, 1.5)
    return Growth({".txt": 1000}, 1_000, figures(2.0), steps, second)


def test_growth_is_reckoned_with_and_without_the_start(bench, grown):
    from growth import ratios

    told = {ratio.name: ratio for ratio in ratios(grown)}
    assert told["a document of 1,000 / of 10"].value == pytest.approx(1.2 / 1.1)
    assert told["the same beyond the first one"].value == pytest.approx((1198 / 999) / (9 / 9))
    assert told["unchanged / all of 1,000"].kept
    assert not told["the same beyond the first one"].kept
    assert told["second worker, ingest and extract"].kept


def test_the_table_tells_what_no_worker_takes(bench, grown):
    from growth import table

    text = table(grown)
    assert "25.0% (two workers at most 1.60×) of all, 25.0% (two workers at most 1.60×) of ingest and extract" in text
    assert "    1,000   1200.0   1.200" in text


def _taken(grown, tasks: dict[str, dict[str, float]], unit: float = 1.0) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "unit": unit,
        "machine": {},
        "shelves": [{"name": "samples", "digest": "0" * 64, "tasks": tasks, "ratios": []}],
        "growth": asdict(grown) if grown else None,
    }


def test_times_are_compared_in_units_and_marked_beyond_the_threshold(bench):
    from results import compare

    def tasks(ingest: float, mb: float) -> dict[str, dict[str, float]]:
        return {"ingest": {"cpu": ingest, "mb": mb, "worker_mb": 0.0}, "dates": {"cpu": 1.0, "mb": 1.0, "worker_mb": 0}}

    before, now = _taken(None, tasks(4.0, 90.0)), _taken(None, tasks(12.0, 60.0), unit=2.0)
    lines, worse = compare(before, now, 0.1)
    assert worse == ["samples (000000): ingest"]
    marks = {line[:58].strip(): line.split()[-1] for line in lines[1:]}
    assert marks["samples (000000): ingest"] == "worse"
    assert marks["samples (000000): ingest, MB"] == marks["samples (000000): dates"] == "better"
    assert compare(before, before, 0.1)[1] == []


def test_less_of_a_second_worker_is_worse(bench, grown):
    from dataclasses import replace

    from results import compare

    slower = replace(grown, second=replace(grown.second, reading=1.2))
    assert compare(_taken(grown, {}), _taken(slower, {}), 0.1)[1] == ["second worker, ingest and extract"]


def test_figures_survive_their_file_and_keep_the_ones_before(bench, grown, tmp_path: Path, monkeypatch):
    import results

    monkeypatch.setattr(results, "LAST", tmp_path / "last.json")
    monkeypatch.setattr(results, "BEFORE", tmp_path / "before.json")
    for unit in (1.0, 2.0):
        results.write({**_taken(grown, {}), "machine": results.machine(), "unit": unit}, results.LAST)
    assert [results.read(path)["unit"] for path in (results.BEFORE, results.LAST)] == [1.0, 2.0]
    assert results.read(results.LAST)["growth"]["second"]["reading"] == 1.85


@pytest.mark.parametrize(
    ("text", "told"), [(None, "`make bench` leaves such a file"), ('{"format": 0}', "take its figures anew")]
)
def test_what_cant_be_compared_is_told(bench, tmp_path: Path, text: str | None, told: str):
    from results import read

    path = tmp_path / "base.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SystemExit, match=told):
        read(path)


def test_the_machine_is_told_without_its_name(bench):
    import platform

    from results import machine

    facts = machine()
    assert facts["python"] == platform.python_version()
    assert facts["versions"]["spacy"]
    assert platform.node() not in json.dumps(facts) or not platform.node()


def test_a_task_is_measured_in_a_process_of_its_own(bench, tmp_path: Path, monkeypatch):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "note.txt").write_text("A short note of May 3, 2011.\n")
    took = bench.measure("whole run", tmp_path / "raw", tmp_path / "out")
    assert took.characters == 29
    assert took.worker_mb > 10
    assert set(took.walls) == {"ingest", "extract", "reconcile", "audit"}
    assert 0 < took.parts["extract, alone"] < took.parts["extract"] < took.cpu
