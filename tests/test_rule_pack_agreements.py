"""A rule pack for another subject: kinds of agreement and acts of its own through `--rules`, and no line of Python."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app

PACK = Path(__file__).parent / "rule_packs" / "trade"
REPORT = """\
Cocoa and copper

Ghana and Togo signed a cocoa quota accord on May 3, 1996. The accord was provisionally applied from June 1996 and
entered into force in January 1998.

Peru and Chile signed a fisheries treaty in March 2001. A common tariff schedule of Peru and Chile was consolidated in
October 2004.
"""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of a run with the pack."""
    base = tmp_path_factory.mktemp("trade")
    (base / "raw").mkdir()
    (base / "raw" / "trade.txt").write_text(REPORT, encoding="utf-8")
    out = ["--out", str(base / "out")]
    for command in (["ingest", "--raw", str(base / "raw")], ["extract", "--rules", str(PACK)], ["reconcile"]):
        result = CliRunner().invoke(app, [*command, *out])
        assert result.exit_code == 0, result.output
    return base / "out" / "dataset"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("kind", "parties", "acts"),
    [
        (
            "quota_accord",
            "GHA; TGO",
            {("signed", "1996-05-03"), ("provisionally_applied", "1996-06"), ("entered_into_force", "1998-01")},
        ),
        ("tariff_schedule", "CHL; PER", {("bound", "2004-10")}),
        ("treaty", "CHL; PER", {("signed", "2001-03")}),
    ],
)
def test_kinds_and_acts_of_the_pack_beside_shipped_ones(
    dataset: Path, kind: str, parties: str, acts: set[tuple[str, str]]
) -> None:
    (agreement,) = [a for a in rows(dataset / "agreements.csv") if a["kind"] == kind]
    assert agreement["parties"] == parties
    steps = [m for m in rows(dataset / "milestones.csv") if m["agreement_id"] == agreement["agreement_id"]]
    assert {(m["act"], m["date"]) for m in steps} == acts
