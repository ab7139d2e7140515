"""A rule pack for another subject: event types and modalities of its own through `--rules`, and no line of Python."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app

PACK = Path(__file__).parent / "rule_packs" / "trade"
REPORT = """\
Peru and Chile trade

Peru and Chile are neighbors. In March 2015, Chile brought a complaint against Peru at Geneva. The two countries met in
April 2015.

On May 4, 2016, Peru imposed new tariffs on Chilean copper. Ghana shipped ninety tonnes to Chile in June 2017. A
consignment planned for July 2018 was put on ice.
"""


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The rows of `events.csv` of a run with the pack."""
    base = tmp_path_factory.mktemp("trade")
    (base / "raw").mkdir()
    (base / "raw" / "trade.txt").write_text(REPORT, encoding="utf-8")
    out = ["--out", str(base / "out")]
    stages = [["ingest", "--raw", str(base / "raw")], ["extract", "--rules", str(PACK)], ["reconcile"]]
    for stage in stages:
        result = CliRunner().invoke(app, [*stage, *out])
        assert result.exit_code == 0, (stage, result.output)
    with (base / "out" / "dataset" / "events.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_pack_has_no_mistakes() -> None:
    result = CliRunner().invoke(app, ["rules", "check", str(PACK)])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("type_", "plover", "date", "participants", "modality"),
    [
        ("trade_dispute", "ACCUSE", "2015-03", "CHL; PER", "actual"),
        ("dialogue", "CONSULT", "2015-04", "CHL; PER", "actual"),
        ("market_measure", "SANCTION", "2016-05-04", "CHL; PER", "actual"),
        ("shipment", "", "2017-06", "CHL; GHA", "actual"),
        ("shipment", "", "2018-07", "", "postponed"),
    ],
)
def test_events_of_the_pack_beside_shipped_ones(
    events: list[dict[str, str]], type_: str, plover: str, date: str, participants: str, modality: str
) -> None:
    told = {(e["type"], e["plover"], e["date"], e["participants"], e["modality"]) for e in events}
    assert (type_, plover, date, participants, modality) in told


def test_a_rule_of_a_shipped_id_takes_its_place(events: list[dict[str, str]]) -> None:
    assert {e["type"] for e in events if e["date"] == "2016-05-04"} == {"market_measure"}
