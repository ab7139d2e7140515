"""Runs scored against annotations, the annotations made from drawn pages, and the floors that only rise."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.errors import ChronociteError, StageError
from pipeline.evaluate.finishing import finish
from pipeline.evaluate.floors import below, raised, read_floors, write_floors
from pipeline.evaluate.forms import FILES
from pipeline.evaluate.gold import read_gold, read_rows, said_by
from pipeline.evaluate.matching import Item, at_least, match, overlap, same_date, without
from pipeline.evaluate.report import as_json, in_context, table
from pipeline.evaluate.sample import draw, pages_of
from pipeline.evaluate.scores import Error, Score
from pipeline.evaluate.shapes import row_mistakes
from pipeline.evaluate.tasks import evaluate
from pipeline.results import Results, read_results
from pipeline.store import to_json
from tests.conftest import ROOT
from tests.documents import document

SCORER = ROOT.parent / "shared" / "score.py"
EVERY = 10_000


@pytest.fixture(scope="module")
def results(samples_run: Path) -> Results:
    return read_results(samples_run)


@pytest.fixture(scope="module")
def gold(results: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the run found, as if a person had found all of it right; not to be written to."""
    folder = tmp_path_factory.mktemp("gold") / "gold"
    draw(results, folder, pages=EVERY, seed=1)
    assert finish(results, folder) == []
    return folder


def spoilt(gold: Path, folder: Path) -> Path:
    """A copy of the annotations that the run doesn't fit so well: by turns rows are gone, moved, or say otherwise."""
    folder.mkdir()
    for name in FILES:
        rows = []
        for i, row in enumerate(read_rows(gold / f"{name}.jsonl")):
            if i % 7 == 1:
                continue
            rows.append(changed(row, i))
        (folder / f"{name}.jsonl").write_text("".join(f"{to_json(row)}\n" for row in rows), encoding="utf-8")
    for name in ("timexes", "events", "agreement_mentions"):
        optional = [row for i, row in enumerate(read_rows(gold / f"{name}.jsonl")) if i % 14 == 1]
        lines = "".join(f"{to_json(row)}\n" for row in optional)
        (folder / f"{name}_optional.jsonl").write_text(lines, encoding="utf-8")
    scope = json.loads((gold / "scope.json").read_text(encoding="utf-8"))
    cut = {task: {Path(doc).name: [[200, 30_000]] for doc in ranges} for task, ranges in scope.items()}
    (folder / "scope.json").write_text(json.dumps(cut), encoding="utf-8")
    return folder


def changed(row: dict[str, Any], i: int) -> dict[str, Any]:
    if i % 5 == 2 and "start" in row:
        row = row | {"start": row["start"] + 3, "end": max(row["end"], row["start"] + 4)}
    for key, value in (
        ("number", 99),
        ("role", "envoy"),
        ("kind", "short"),
        ("value_edtf", "1871"),
        ("modality", "planned"),
    ):
        if key in row and i % 6 == 3:
            row[key] = value
    if "participants" in row and i % 4 == 3:
        row["participants"] = ["ISL"]
    if "milestones" in row and i % 3 == 2:
        row["milestones"] = [m | {"date": "1871-05-10"} for m in row["milestones"]]
    return row


# --- matching ---------------------------------------------------------------------------------------------------------


def at(start: int, end: int, doc: str = "a") -> Item:
    return Item(doc, start, end, {})


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (at(0, 10), at(0, 10), 1.0),
        (at(0, 10), at(5, 10), 0.5),
        (at(0, 6), at(4, 10), 0.2),
        (at(0, 5), at(5, 9), 0.0),
    ],
)
def test_overlap(a: Item, b: Item, expected: float) -> None:
    assert overlap(a, b) == overlap(b, a) == expected


def test_match_is_one_to_one_the_closest_first() -> None:
    predicted = [at(0, 10), at(0, 8), at(5000, 9000), at(0, 10, "b")]
    gold = [at(0, 8), at(1, 10), at(5100, 9000)]
    pairs = match(predicted, gold, at_least(0.5))
    assert {(predicted.index(p), gold.index(g)) for p, g in pairs} == {(1, 0), (0, 1), (2, 2)}
    assert match(predicted, gold, at_least(1.0)) == [(predicted[1], gold[0])]


def test_optional_rows_take_away_what_touches_them() -> None:
    predicted = [at(0, 5), at(4, 9), at(9, 12)]
    assert without(predicted, [at(5, 9)]) == [predicted[0], predicted[2]]


@pytest.mark.parametrize(
    ("said", "meant", "same"),
    [
        ("2011-03-04", "2011-03-04", True),
        ("{2011-03-04,2011-03-09}", "2011-03-09, 2011-03-04", True),
        ("{2011-03-04,2011-03-05}", "2011-03-04/2011-03-05", True),
        ("{2011-03,2011-04}", "2011-03/2011-04", True),
        ("{2011-03-04,2011-03-06}", "2011-03-04/2011-03-06", False),
        ("2011-03", "2011-03-04", False),
        ("", "", False),
        ("2011", "", False),
    ],
)
def test_same_date(said: str, meant: str, same: bool) -> None:
    assert same_date(said, meant) is same


# --- scores -----------------------------------------------------------------------------------------------------------


def test_what_a_run_found_itself_is_all_right(results: Results, gold: Path) -> None:
    scores = evaluate(results, read_gold(gold))
    assert len(scores) == 16
    assert {s.task: s.f1 for s in scores if s.f1 != 1.0 or s.errors} == {}


def test_figures_are_those_of_the_scorer(results: Results, gold: Path, tmp_path: Path) -> None:
    if not SCORER.is_file():
        pytest.skip(f"the scorer is not here ({SCORER.parent.name}/ beside the repository)")
    folder = spoilt(gold, tmp_path / "gold")
    for path in folder.glob("*.jsonl"):
        rows = [json.dumps(names_only(row)) for row in read_rows(path) if scored_alike(path.stem, row)]
        path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(results.out), "--gold", str(folder), "--json"]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = {
        s.task: {"p": s.precision, "r": s.recall, "f1": s.f1, "pred": s.predicted, "gold": s.gold}
        for s in evaluate(results, read_gold(folder))
    }
    assert ours == said
    assert all(0.1 < figures["f1"] < 1 for figures in said.values()), "every task was spoilt, none altogether"


def scored_alike(name: str, row: Mapping[str, Any]) -> bool:
    """The scorer was made for annotations without interviews that have no date, and without *Ibid.*"""
    return bool(row["date"]) if name == "interviews" else row.get("kind") != "ibid"


def names_only(value: Any) -> Any:
    """The scorer knows files by their names alone."""
    if isinstance(value, dict):
        return {k: Path(v).name if k == "doc" else names_only(v) for k, v in value.items()}
    return [names_only(v) for v in value] if isinstance(value, list) else value


def test_errors_account_for_every_figure(results: Results, gold: Path, tmp_path: Path) -> None:
    scores = evaluate(results, read_gold(spoilt(gold, tmp_path / "gold")))
    for s in scores:
        extra, missed, differs = (sum(e.kind == kind for e in s.errors) for kind in ("extra", "missed", "differs"))
        if s.task == "dates (overlap, EDTF value)":  # what a length of time overlaps is no date and no error
            assert missed + differs == s.gold - s.hits
        else:
            assert (extra + differs, missed + differs) == (s.predicted - s.hits, s.gold - s.hits), s.task
    assert any(s.errors for s in scores)


def test_errors_are_told_with_their_words(results: Results, gold: Path, tmp_path: Path) -> None:
    folder = spoilt(gold, tmp_path / "gold")
    annotated = read_gold(folder)
    told = json.loads(as_json(evaluate(results, annotated), said_by(results, annotated)))
    (missing,) = (task for task in told if task["task"] == "interview citations (all fields)")
    differing = [e for e in missing["errors"] if "role: envoy" in e["expected"]]
    assert differing
    assert all("role: " in e["found"] and e["text"] for e in differing)


def test_a_task_with_nothing_to_find_has_no_figures() -> None:
    told = list(table([Score("a", 0, 0, 0), Score("bb", 1, 2, 2)]))
    assert told[0].startswith("a   nothing to find")
    assert "0.000" not in told[0]
    assert told[1].startswith("bb  P 0.500  R 0.500  F1 0.500")


def test_an_error_stands_in_its_context() -> None:
    source = "The desk\nmet in June and " + "again " * 100 + "in May."
    assert in_context(source, Error("extra", "a", 16, 20)).startswith("The desk met in «June» and again")
    cut = in_context(source, Error("extra", "a", 0, len(source)))
    assert cut.endswith("…»")
    assert len(cut) < 310


SCOPE_OF = '{"%s": {"a.txt": [[0, 9]]}}'
PLACE = {"doc": "a.txt", "start": 2, "end": 5}
EVENT = PLACE | {"type": "visit", "date_edtf": "2011", "participants": ["PER"], "modality": "actual"}
AGREEMENT = {"kind": "isa", "parties": ["PER", "BOL"]}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "has no scope.json"),
        ({"scope.json": "[1]"}, "must say"),
        ({"scope.json": '{"markers": {"a.txt": [[0]]}}'}, r"must say .*`markers\.a\.txt\[0\]`"),
        (
            {"scope.json": '{"markers": {"a.txt": [["0", 9]]}}'},
            r"`markers\.a\.txt\[0\]\[0\]`: it should be a valid integer",
        ),
        ({"scope.json": "{"}, "no JSON"),
        ({"scope.json": SCOPE_OF % "markers", "markers.jsonl": "7\n"}, "line 1: an object"),
        (
            {"scope.json": SCOPE_OF % "events", "events.jsonl": '{"doc": 1}'},
            "line 1: `doc`: it should be a valid string; ",
        ),
    ],
)
def test_a_faulty_gold_is_told(results: Results, tmp_path: Path, files: Mapping[str, str], message: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ChronociteError, match=message):
        evaluate(results, read_gold(tmp_path))


@pytest.mark.parametrize(
    ("task", "row", "message"),
    [
        ("markers", {"doc": "a.txt"}, "`start` is missing; `chronocite gold done` fills it in"),
        ("markers", PLACE, "`number` is missing"),
        ("markers", PLACE | {"number": True}, "`number`: it should be a whole number"),
        ("markers", PLACE | {"number": 1, "start": "2"}, "`start`: it should be a valid integer"),
        ("footnotes", PLACE | {"number": 1, "end": 1}, "2 to 1 is no stretch of a text"),
        ("interviews", PLACE | {"mode": "interview"}, "`attribution` is missing"),
        ("interviews", PLACE | {"attribution": "", "mode": 3}, "`mode`: it should be a valid string"),
        ("references", PLACE | {"id": "c1", "kind": "book"}, "`kind`: 'book' is not known; known are full, short"),
        ("timexes", PLACE | {"type": "DATE", "value_edtf": 2011}, "`value_edtf`: it should be a valid string"),
        ("agreement_mentions", {"start": 1, "end": 2}, "`doc` is missing"),
        ("agreements", AGREEMENT, "`milestones` is missing"),
        (
            "agreements",
            AGREEMENT | {"milestones": [{"act": "signed", "date": None}]},
            r"`milestones\[0\]\.mentions` is",
        ),
        ("agreements", AGREEMENT | {"parties": "PER", "milestones": []}, "`parties`: it should be a valid list"),
        ("events", EVENT | {"modality": "sure"}, "`modality`: 'sure' is not known; known are actual"),
        ("events", EVENT | {"participants": [1]}, r"`participants\[0\]`: it should be a valid string"),
    ],
)
def test_a_faulty_row_of_gold_is_told_by_file_and_line(
    tmp_path: Path, task: str, row: Mapping[str, Any], message: str
) -> None:
    (tmp_path / "scope.json").write_text(SCOPE_OF % task, encoding="utf-8")
    (tmp_path / f"{task}.jsonl").write_text(f"\n{json.dumps(row)}\n", encoding="utf-8")
    with pytest.raises(ChronociteError, match=rf"{task}\.jsonl, line 2: {message}"):
        read_gold(tmp_path).rows(task)


def test_every_file_of_a_drawn_gold_is_as_evaluate_wants_it(gold: Path) -> None:
    rows = {name: read_rows(gold / f"{name}.jsonl") for name in FILES}
    assert {name for name, of in rows.items() if of} >= {
        "footnotes",
        "interviews",
        "references",
        "agreements",
        "events",
    }
    assert [(name, wrong) for name, of in rows.items() for row in of for wrong in row_mistakes(name, row)] == []


# --- floors -----------------------------------------------------------------------------------------------------------


def test_floors_only_rise(tmp_path: Path) -> None:
    scores = [Score("a", 2, 3, 3), Score("b", 1, 4, 4), Score("c", 1, 1, 1)]
    assert raised({"a": 0.5, "b": 0.5}, scores) == {"a": 0.666, "b": 0.5, "c": 1.0}
    assert below({"a": 0.666, "b": 0.5, "d": 0.1}, scores) == [
        "b: F1 0.250 is below its floor 0.500",
        "d: has a floor, 0.100, and is not scored",
    ]
    # Where there is nothing to find, nothing was reached.
    assert raised({}, [Score("a", 0, 0, 0), Score("b", 0, 1, 0)]) == {"b": 0.0}
    path = tmp_path / "floors.toml"
    path.write_text("# Ours.\n\n'a b' = 0.25\n", encoding="utf-8")
    write_floors(path, raised(read_floors(path), scores))
    assert path.read_text(encoding="utf-8") == '# Ours.\n\n"a b" = 0.250\n"a" = 0.666\n"b" = 0.250\n"c" = 1.000\n'


@pytest.mark.parametrize("text", ["a = 'high'", "a = 2", "a = true", "a ="])
def test_faulty_floors_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "floors.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StageError, match=r"floors\.toml"):
        read_floors(tmp_path / "floors.toml")


def chronocite(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_the_command_ends_with_1_below_a_floor(results: Results, gold: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.toml"
    best = chronocite("evaluate", gold, "--out", results.out, "--floors", floors, "--raise-floors")
    assert best.exit_code == 0
    assert set(read_floors(floors).values()) == {1.0}
    poor = spoilt(gold, tmp_path / "gold")
    worse = chronocite("evaluate", poor, "--out", results.out, "--floors", floors, "--errors")
    assert worse.exit_code == 1
    assert "is below its floor 1.000" in worse.output
    assert "«" in worse.output
    again = ["evaluate", poor, "--out", results.out, "--floors", floors, "--raise-floors"]
    assert chronocite(*again).exit_code == 1
    assert set(read_floors(floors).values()) == {1.0}, "what was reached once is not given up"
    assert chronocite("evaluate", gold, "--out", results.out, "--raise-floors").exit_code == 2
    assert chronocite("evaluate", tmp_path, "--out", results.out).exit_code == 2


# --- drawing pages ----------------------------------------------------------------------------------------------------


def contents(folder: Path) -> dict[Path, bytes]:
    return {p.relative_to(folder): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_seed_draws_the_same_pages(results: Results, tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        drawn = draw(results, tmp_path / name, pages=3, seed=seed)
        assert drawn.pages == 3
        assert drawn.rows > 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert (tmp_path / "a" / "pages.jsonl").read_bytes() != (tmp_path / "c" / "pages.jsonl").read_bytes()
    with pytest.raises(StageError, match="not empty"):
        draw(results, tmp_path / "a", pages=3, seed=1)


def test_pages_hold_the_whole_text(results: Results, tmp_path: Path) -> None:
    draw(results, tmp_path / "gold", pages=EVERY, seed=1, blank=True)
    assert all(read_rows(tmp_path / "gold" / f"{name}.jsonl") == [] for name in FILES)
    for doc_id, row in results.documents.items():
        pages = [p for p in read_rows(tmp_path / "gold" / "pages.jsonl") if p["doc"] == row["path"]]
        texts = [(tmp_path / "gold" / "pages" / f"{p['page']}.txt").read_bytes().decode() for p in pages]
        source = results.source(doc_id)
        assert [source[p["start"] : p["end"]] for p in pages] == texts
        assert "".join("".join(texts).split()) == "".join(source.split())


def test_a_text_without_pages_is_cut_behind_blocks() -> None:
    lines = [f"Paragraph {i}. " + "Rain fell on the harbour. " * 40 for i in range(20)]
    pages = list(pages_of(document(*lines), "a.txt"))
    whole = document(*lines).source
    assert len(pages) > 3
    assert "".join(whole[p.start : p.end] for p in pages) == whole
    assert all(whole[p.end] == "\n" for p in pages[:-1])


def test_only_pages_that_are_done_count(results: Results, tmp_path: Path) -> None:
    folder = tmp_path / "gold"
    draw(results, folder, pages=4, seed=5)
    assert chronocite("evaluate", folder, "--out", results.out).exit_code == 2
    first, second = (p["page"] for p in read_rows(folder / "pages.jsonl")[:2])
    for page in (first, second, second):
        assert chronocite("gold", "done", folder, "--out", results.out, "--page", page).exit_code == 0
    stretches = [tuple(r) for ranges in read_gold(folder).scope["events"].values() for r in ranges]
    assert len(stretches) == len(set(stretches)) == 2
    assert [p["done"] for p in read_rows(folder / "pages.jsonl")] == [True, True, False, False]
    assert chronocite("evaluate", folder, "--out", results.out).exit_code == 0
    assert chronocite("gold", "done", folder, "--out", results.out, "--page", "p99").exit_code == 2


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def test_where_a_row_stands_is_filled_in_from_its_words(results: Results, tmp_path: Path) -> None:
    folder = tmp_path / "gold"
    draw(results, folder, pages=EVERY, seed=1)
    rows = read_rows(folder / "markers.jsonl")
    dates = read_rows(folder / "timexes.jsonl")
    pages = {p["page"]: p for p in read_rows(folder / "pages.jsonl")}
    texts = {name: (folder / "pages" / f"{name}.txt").read_text(encoding="utf-8") for name in pages}
    once = next(row for row in dates if texts[row["page"]].count(row["text"]) == 1)
    bare = {k: v for k, v in once.items() if k not in ("doc", "start", "end")}
    write_rows(folder / "timexes.jsonl", [bare])
    assert finish(results, folder) == []
    assert read_rows(folder / "timexes.jsonl") == [once]

    before = contents(folder)
    twice = next(r for r in rows if texts[r["page"]].count(r["text"]) > 1)
    faulty = [
        {k: v for k, v in twice.items() if k not in ("start", "end")},
        {"page": once["page"], "text": "Zanzibar Protocol of nowhere", "number": 1},
        rows[0] | {"start": rows[0]["start"] + 1, "end": rows[0]["end"] + 1},
        {"text": "1", "number": 1},
        {k: v for k, v in rows[0].items() if k != "number"},
    ]
    write_rows(folder / "markers.jsonl", faulty)
    wrong = finish(results, folder)
    assert [line.split(":")[0] for line in wrong] == [f"markers.jsonl, line {i}" for i in range(1, 6)]
    for line, reason in zip(wrong, ("times, say", "nowhere", "not ", "say `text`", "`number` is missing"), strict=True):
        assert reason in line
    (folder / "markers.jsonl").write_bytes(before[Path("markers.jsonl")])
    assert contents(folder) == before, "a faulty row changes nothing"
