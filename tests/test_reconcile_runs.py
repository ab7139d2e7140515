"""One dataset for one folder of reports: read at once or one by one, by one worker or two, under whatever names."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.dataset import TABLES, read_tables
from pipeline.records import Row

REPORTS = {
    "a-pilots.md": """\
# Pilots

On May 3, 2011, Chile and Norway signed a memorandum of understanding on harbour pilots in Bergen.[^1] The memorandum
entered into force in June 2012. In September 2015, Chile and Norway held the exercise Grey Heron.

[^1]: Chilean official, interview with the author, July 9, 2016.
""",
    "b-herons.md": """\
# Herons

The exercise Grey Heron was held by Chile and Norway on September 14, 2015. In 2011 Chile and Norway signed a
memorandum of understanding on harbour pilots. On August 20, 2016, Chile and Norway signed a memorandum of understanding
on fishing.
""",
    "c-lights.md": """\
# Lights

In June 2006, Peru and Norway signed the Lighthouse Treaty. The Chilean frigate Almirante visited Norway on June 9,
2014. In September 2015, Chile and Norway met in Oslo. The Lighthouse Treaty entered into force on March 1, 2007.
""",
    "d-news.md": """\
# News

The Lighthouse Treaty, signed by Peru and Norway on June 7, 2006, was ratified in January 2007. In June 2014, a frigate
of Chile visited Norway.
""",
}
"""Four reports that tell of the same things, some of them more vaguely than others."""


def put(raw: Path, names: Sequence[str]) -> None:
    raw.mkdir(exist_ok=True)
    for name in names:
        (raw / name).write_text(REPORTS[name], encoding="utf-8")


def run(folder: Path, *, workers: int = 1) -> None:
    """All that a user types."""
    where = ["--raw", str(folder / "raw"), "--out", str(folder / "out"), "--review", str(folder / "decisions.jsonl")]
    done = CliRunner().invoke(app, ["run", *where, "--workers", str(workers), "--quiet"])
    assert done.exit_code == 0, done.output


def dataset(folder: Path) -> dict[str, bytes]:
    """Every file of it."""
    return {p.name: p.read_bytes() for p in sorted((folder / "out" / "dataset").iterdir())}


def tables(folder: Path) -> dict[str, list[Row]]:
    return read_tables(folder / "out" / "dataset")


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once")
    put(folder / "raw", [*REPORTS])
    run(folder)
    return folder


def test_the_reports_tell_of_the_same_things(at_once: Path) -> None:
    told = tables(at_once)
    several = [r for r in (*told["agreements"], *told["events"]) if "; " in r["documents"]]
    assert len(several) >= 4
    assert {"2015-09-14", "2014-06-09"} <= {r["date"] for r in several if "event_id" in r}
    assert len(told["interviews"]) == 1


@pytest.mark.parametrize(
    "order", [[*REPORTS], [*REPORTS][::-1], ["c-lights.md", "a-pilots.md", "d-news.md", "b-herons.md"]]
)
def test_one_report_at_a_time_gives_the_same_bytes(at_once: Path, tmp_path: Path, order: list[str]) -> None:
    for number in range(len(order)):
        put(tmp_path / "raw", order[: number + 1])
        run(tmp_path, workers=1 + number % 2)
    assert dataset(tmp_path) == dataset(at_once)


def test_a_report_that_came_and_went_leaves_no_trace(at_once: Path, tmp_path: Path) -> None:
    put(tmp_path / "raw", [*REPORTS])
    (tmp_path / "raw" / "e.md").write_text("On September 14, 2015, Chile and Norway met in Oslo.\n", encoding="utf-8")
    run(tmp_path)
    assert dataset(tmp_path) != dataset(at_once)
    (tmp_path / "raw" / "e.md").unlink()
    run(tmp_path)
    assert dataset(tmp_path) == dataset(at_once)


def test_two_workers_give_the_same_bytes(at_once: Path, tmp_path: Path) -> None:
    put(tmp_path / "raw", [*REPORTS])
    run(tmp_path, workers=2)
    assert dataset(tmp_path) == dataset(at_once)


def unordered(rows: Sequence[Row]) -> list[list[tuple[str, str]]]:
    """Rows without the names of files, and without the order that they give."""
    said = ({k: v for k, v in row.items() if k not in {"path", "finding_id", "message"}} for row in rows)
    return sorted(sorted(row.items()) for row in said)


def test_other_names_and_their_order_change_no_id_and_no_value(at_once: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for name, other in zip(REPORTS, reversed(["w.md", "x.md", "y.md", "z.md"]), strict=True):
        shutil.copy(at_once / "raw" / name, tmp_path / "raw" / other)
    run(tmp_path)
    now, before = tables(tmp_path), tables(at_once)
    for table in TABLES:
        assert unordered(now[table.name]) == unordered(before[table.name]), table.name


def test_with_a_registry_only_the_ids_of_first_sight_differ(at_once: Path, tmp_path: Path) -> None:
    put(tmp_path / "raw", ["a-pilots.md"])
    run(tmp_path)
    first = tables(tmp_path)
    where = ["--out", str(tmp_path / "out"), "--review", str(tmp_path / "decisions.jsonl")]
    assert CliRunner().invoke(app, ["register", *where]).exit_code == 0
    put(tmp_path / "raw", [*REPORTS])
    run(tmp_path)
    now, plain = tables(tmp_path), tables(at_once)
    ids = {row[key]: row["derived_id"] for _, key, row in kept(now) if row["derived_id"]}
    assert len(ids) >= 1, "a better date came, and the id stayed"
    held = {row[key] for _, key, row in kept(now)}
    assert {row[key] for _, key, row in kept(first)} <= held | {r["former_id"] for r in now["history"]}
    for name, key, row in kept(now):
        derived = row["derived_id"] or row[key]
        (same,) = [r for r in plain[name] if r[key] == derived]
        assert row | {key: derived, "derived_id": ""} == same


def kept(told: Mapping[str, Sequence[Row]]) -> list[tuple[str, str, Row]]:
    """The rows whose ids a registry keeps, each with its table and key."""
    names = {t.name: t.key for t in TABLES if t.name in {"agreements", "events", "interviews"}}
    return [(name, key, row) for name, key in names.items() for row in told[name]]
