"""Pictures: what is drawn, what is said to be left out, and files that stand alone; the database to look through."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import combinations
from math import hypot
from pathlib import Path
from xml.etree import ElementTree

import pytest
from site_samples import HOSTILE, row

from pipeline.audit.browse import prepare
from pipeline.audit.figure_files import write_figures
from pipeline.audit.figures import Picture, pictures
from pipeline.audit.links import Links
from pipeline.audit.overview import parties
from pipeline.audit.site import complete
from pipeline.dataset import write_tables
from pipeline.errors import StageError
from pipeline.records import Row

SVG = "{http://www.w3.org/2000/svg}"


def event(key: str, start: str, end: str, **cells: str) -> Row:
    return row(
        "events", **({"event_id": key, "type": "visit", "date": start, "date_start": start, "date_end": end} | cells)
    )


def drawn(**tables: list[Row]) -> dict[str, Picture]:
    full = complete(tables)
    return {picture.name: picture for picture in pictures(full, Links(full, frozenset()))}


def bars(picture: Picture) -> list[tuple[float, float]]:
    return [(s.at["x"], s.at["width"]) for s in picture.shapes if s.tag == "rect"]


def test_a_bar_is_as_wide_as_its_date_is_vague() -> None:
    events = [event("e1", "2010-01-01", "2010-12-31"), event("e2", "2013-05-05", "2013-05-05")]
    (x1, year), (x2, day) = bars(drawn(events=events)["timeline"])
    assert x1 < x2
    assert year > 20 * day / 4
    assert day == 4


def test_the_type_other_is_one_of_the_other_types() -> None:
    events = [event(f"e{i}", "2013-05-05", "2013-05-05", type=("other", "visit")[i % 2]) for i in range(6)]
    assert drawn(events=events)["timeline"].legend == [("t0", "visit"), ("t6", "other types")]


def test_events_of_one_day_lie_above_each_other() -> None:
    picture = drawn(events=[event(f"e{i}", "2013-05-05", "2013-05-05") for i in range(3)])["timeline"]
    assert len({s.at["y"] for s in picture.shapes if s.tag == "rect"}) == 3


def test_what_is_not_drawn_is_said() -> None:
    events = [event(f"e{i}", f"20{i:02}-01-01", f"20{i:02}-12-31") for i in range(20)]
    events += [event("old", "1520-01-01", "1520-12-31"), row("events", event_id="undated", type="visit")]
    picture = drawn(events=events)["timeline"]
    assert len(bars(picture)) == 20
    assert "Not drawn: 1 without a date, 1 before 2000" in picture.about


@pytest.mark.parametrize(("modality", "hollow"), [("actual", False), ("planned", True), ("cancelled", True)])
def test_what_was_only_planned_is_hollow(modality: str, hollow: bool) -> None:
    picture = drawn(events=[event("e1", "2013-05-05", "2013-05-05", modality=modality)])["timeline"]
    assert [s.css.endswith("unreal") for s in picture.shapes if s.tag == "rect"] == [hollow]


def test_an_agreement_has_a_lane_and_a_disputed_date_a_ring() -> None:
    agreements = [row("agreements", agreement_id=i, name=f"pact {i}") for i in ("a1", "a2", "a3")]
    milestones = [
        row("milestones", milestone_id="s1", agreement_id="a1", act="signed", date="2010-03"),
        row("milestones", milestone_id="s2", agreement_id="a1", act="ended", date="2014"),
        row("milestones", milestone_id="s3", agreement_id="a2", act="signed", date="2012", other_dates="2013"),
    ]
    picture = drawn(agreements=agreements, milestones=milestones)["agreements"]
    lanes = [s.at["y"] for s in picture.shapes if s.tag == "rect"]
    assert lanes[0] == lanes[1] != lanes[2]
    assert [s.css for s in picture.shapes if s.tag == "rect"] == ["t0", "t5", "t0 disputed"]
    assert "Not drawn: 1 without a dated milestone." in picture.about


def test_one_of_long_ago_does_not_press_a_few_together() -> None:
    agreements = [row("agreements", agreement_id=f"a{i}", name=f"pact {i}") for i in range(4)]
    dates = ("1143", "2005", "2009-05", "2011")
    milestones = [
        row("milestones", milestone_id=f"s{i}", agreement_id=f"a{i}", act="signed", date=day)
        for i, day in enumerate(dates)
    ]
    picture = drawn(agreements=agreements, milestones=milestones)["agreements"]
    assert len(bars(picture)) == 3
    assert "Not drawn: 1 before 2005 or after 2011." in picture.about


def test_a_line_is_as_thick_as_what_two_share_and_leads_there() -> None:
    shared = ["NOR; PRT"] * 6 + ["NOR; CHL"]
    picture = drawn(agreements=[row("agreements", agreement_id=f"a{i}", parties=p) for i, p in enumerate(shared)])[
        "parties"
    ]
    edges = {s.title: s for s in picture.shapes if s.tag == "line"}
    assert set(edges) == {"NOR and CHL: 1 agreement", "NOR and PRT: 6 agreements"}
    thick, thin = (edges[t].at["stroke-width"] for t in sorted(edges, key=lambda t: "6" not in t))
    assert thick > 2 * thin
    assert edges["NOR and PRT: 6 agreements"].href == "tables/agreements.html#q=parties%3ANOR%20parties%3APRT"
    discs = {s.title: (s.at["cx"], s.at["cy"], s.at["r"]) for s in picture.shapes if s.tag == "circle"}
    assert set(discs) == {"NOR", "PRT", "CHL"}
    for a, b in combinations(discs.values(), 2):
        assert hypot(a[0] - b[0], a[1] - b[1]) > a[2] + b[2], "two discs lie on each other"
    assert all(0 < x < picture.width and 0 < y < picture.height for x, y, _ in discs.values())


def test_interviews_by_section() -> None:
    interviews = [
        row("interviews", interview_id=f"i{i}", doc_id="d1", affiliation=who, sections=where)
        for i, (who, where) in enumerate([("Dutch", "One > A; Two"), ("Dutch", "Two"), ("Greek", "One")])
    ]
    picture = drawn(interviews=interviews)["interviews"]
    titles = {s.title for s in picture.shapes if s.tag == "circle"}
    assert titles == {"Dutch, One: 1", "Dutch, Two: 2", "Greek, One: 1"}


def test_parties_are_counted_both_ways() -> None:
    matrix = parties([row("agreements", parties=p) for p in ("NOR; PRT", "CHL; NOR; PRT", "KEN")])
    assert matrix.names == ["NOR", "PRT", "CHL"]
    assert matrix.shared["PRT", "NOR"] == matrix.shared["NOR", "PRT"] == 2
    assert (matrix.heat("NOR", "PRT"), matrix.heat("NOR", "NOR")) == (5, 0)


def test_files_stand_alone(tmp_path: Path) -> None:
    tables = {"events": [event("e1", "2013-05-05", "2013-05-05", name=HOSTILE, modality="planned")]}
    write_tables(tmp_path / "dataset", tables)
    (path,) = write_figures(tmp_path)
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags == {"svg", "title", "desc", "line", "text", "rect"}
    assert all("class" not in element.attrib for element in root.iter())
    assert [e.attrib["fill"] for e in root.iter(f"{SVG}rect")] == ["#ffffff", "#0072b2"]


def test_figures_as_pdf(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    write_tables(tmp_path / "dataset", {"events": [event("e1", "2013-05-05", "2013-05-05")]})
    _, path = write_figures(tmp_path, pdf=True)
    before = path.read_bytes()
    assert before.startswith(b"%PDF-")
    write_figures(tmp_path, pdf=True)
    assert path.read_bytes() == before


def test_without_a_run_there_is_nothing_to_show(tmp_path: Path) -> None:
    for make in (write_figures, prepare):
        with pytest.raises(StageError, match="run `chronocite run"):
            make(tmp_path)


def test_a_database_to_look_through(tmp_path: Path) -> None:
    documents = [row("documents", doc_id="d1", path="x.txt")]
    mentions = [row("mentions", mention_id="m1", doc_id="d1", text="the harbour pact", start="0", end="16")]
    write_tables(tmp_path / "dataset", {"documents": documents, "mentions": mentions})
    before = (tmp_path / "dataset" / "chronocite.sqlite").read_bytes()
    database, metadata = prepare(tmp_path)
    with closing(sqlite3.connect(database)) as connection:
        query = (
            "SELECT mention_id FROM mentions WHERE rowid IN (SELECT rowid FROM mentions_fts WHERE mentions_fts MATCH ?)"
        )
        assert connection.execute(query, ("harbour",)).fetchall() == [("m1",)]
        assert connection.execute(query, ("bay",)).fetchall() == []
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'mentions'").fetchone()
        assert 'REFERENCES "documents" ("doc_id")' in sql
    told = json.loads(metadata.read_bytes())["databases"]["chronocite"]["tables"]
    assert "kind" in told["mentions"]["facets"]
    assert (tmp_path / "dataset" / "chronocite.sqlite").read_bytes() == before
