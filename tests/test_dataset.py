"""The tables: the contract's columns, ids that lead somewhere, the same content in every form."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import frictionless
import pyarrow.parquet as pq
import pytest

from pipeline.dataset import BY_NAME, TABLES, output_paths, read_tables, write_tables
from pipeline.records import Row

CONTRACT = {
    "documents": "doc_id, path, sha256, media_type, title, authors, publisher, published, language, pages, characters, "
    "status, error",
    "mentions": "mention_id, doc_id, kind, text, start, end, fragments, page, boxes, section, block, label, value, "
    "timex3, rule, verified",
    "citations": "citation_id, doc_id, section, footnote, position, kind, text, start, end, fragments, page, "
    "attribution, affiliation, role, status, anonymity, mode, counterpart, place, date, authors, title, year, locator, "
    "resolves_to, supports, quote, mention_id",
    "interviews": "interview_id, doc_id, attribution, affiliation, role, status, anonymity, mode, place, date, "
    "citations, interviewees_at_least, sections, quotes, evidence",
    "agreements": "agreement_id, name, kind, parties, aliases, first_date, last_act, documents, mentions, evidence",
    "milestones": "milestone_id, agreement_id, act, date, other_dates, documents, evidence",
    "events": "event_id, type, plover, name, participants, place, date, date_start, date_end, modality, summary, "
    "documents, evidence",
    "findings": "finding_id, check, severity, doc_id, message, expected, found, evidence",
    "claims": "claim_id, check, doc_id, text, expected, found, verdict, reason, finding_id, evidence",
}
"""The contract, column by column."""
KINDS = {
    ("mentions", "kind"): "date actor agreement event footnote marker citation quote claim",
    ("mentions", "block"): "heading paragraph list footnote endnote caption table front",
    ("mentions", "verified"): "yes no",
    ("citations", "kind"): "interview correspondence full short ibid note",
    ("citations", "anonymity"): "anonymous named withheld",
    (
        "agreements",
        "kind",
    ): "acsa isa detta raa mou treaty alliance joint_declaration joint_statement roadmap action_plan "
    "partnership_programme partnership_agreement statement_of_intent sofa arrangement other",
    (
        "milestones",
        "act",
    ): "proposed negotiations_started agreed_in_principle announced signed concluded ratified adopted "
    "entered_into_force revised renewed ended not_concluded",
    ("events", "type"): "agreement dialogue visit exercise exchange industrial_project operation deployment statement "
    "appointment institution policy sanction conflict other",
    ("events", "modality"): "actual planned cancelled postponed negated",
    ("documents", "status"): "ok failed empty skipped",
    ("findings", "severity"): "error warning note",
    ("claims", "verdict"): "confirmed contradicted undecidable",
}
"""What the contract lets a cell say."""
LISTS = (
    *((name, "evidence", "mentions") for name in CONTRACT if "evidence" in CONTRACT[name]),
    *((name, "documents", "documents") for name in ("agreements", "milestones", "events")),
    ("citations", "supports", "mentions"),
    ("interviews", "citations", "citations"),
)


def ids(cell: str) -> list[str]:
    return cell.split("; ") if cell else []


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_are_the_contract_then_more(samples_run: Path, name: str) -> None:
    wanted = CONTRACT[name].split(", ")
    header = (samples_run / "dataset" / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    assert header[: len(wanted)] == wanted
    assert header == BY_NAME[name].names


def test_samples_fill_every_table(tables: Mapping[str, Sequence[Row]]) -> None:
    assert set(tables) >= set(CONTRACT)
    # Nobody has decided anything about the samples, and no id of theirs is registered.
    empty = {name for name, rows in tables.items() if not rows}
    assert empty == {"decisions", "history", "revisions"}


@pytest.mark.parametrize(("name", "column"), KINDS)
def test_cells_say_what_the_contract_lets_them_say(tables: Mapping[str, Sequence[Row]], name: str, column: str) -> None:
    said = {value for row in tables[name] for value in [row[column]]}
    assert said - {""} <= set(KINDS[name, column].split())
    if column not in {"anonymity"}:
        assert "" not in said


@pytest.mark.parametrize("name", CONTRACT)
def test_ids_are_unique_and_of_one_table(tables: Mapping[str, Sequence[Row]], name: str) -> None:
    keys = [row[BY_NAME[name].key] for row in tables[name]]
    assert len(set(keys)) == len(keys)
    assert len({key[0] for key in keys}) == 1
    assert all(key[1:].isalnum() for key in keys)


@pytest.mark.parametrize(("name", "column", "target"), LISTS)
def test_every_id_in_a_list_exists(tables: Mapping[str, Sequence[Row]], name: str, column: str, target: str) -> None:
    known = {row[BY_NAME[target].key] for row in tables[target]}
    cells = [ids(row[column]) for row in tables[name]]
    assert {i for cell in cells for i in cell} <= known
    assert all(len(set(cell)) == len(cell) for cell in cells), "none is named twice"
    if column != "supports":
        assert all(cells), "none is empty"


@pytest.mark.parametrize(
    ("name", "column", "target"), [(t.name, c.name, c.points_to) for t in TABLES for c in t.columns if c.points_to]
)
def test_every_single_id_exists(tables: Mapping[str, Sequence[Row]], name: str, column: str, target: str) -> None:
    assert {row[column] for row in tables[name]} - {""} <= {row[BY_NAME[target].key] for row in tables[target]}


def test_supports_are_markers_and_short_forms_lead_to_sources_of_their_document(
    tables: Mapping[str, Sequence[Row]],
) -> None:
    mentions = {m["mention_id"]: m for m in tables["mentions"]}
    citations = {c["citation_id"]: c for c in tables["citations"]}
    for c in citations.values():
        assert {mentions[i]["kind"] for i in ids(c["supports"])} <= {"marker"}
        assert mentions[c["mention_id"]]["kind"] == "citation"
        assert (mentions[c["mention_id"]]["start"], mentions[c["mention_id"]]["text"]) == (c["start"], c["text"])
        if c["resolves_to"]:
            target = citations[c["resolves_to"]]
            assert target["kind"] in {"full", "interview", "correspondence"}
            assert target["doc_id"] == c["doc_id"]
            assert int(target["start"]) < int(c["start"])
        else:
            assert bool(c["unresolved"]) == (c["kind"] in {"short", "ibid"})


def test_evidence_of_a_row_of_one_document_is_of_that_document(tables: Mapping[str, Sequence[Row]]) -> None:
    mentions = {m["mention_id"]: m for m in tables["mentions"]}
    for row in tables["interviews"]:
        assert {mentions[i]["doc_id"] for i in ids(row["evidence"])} == {row["doc_id"]}
    for row in (*tables["findings"], *tables["claims"]):  # one that sets documents against each other rests on all
        assert row["doc_id"] in {mentions[i]["doc_id"] for i in ids(row["evidence"])} or not row["evidence"]
    for name in ("agreements", "milestones", "events"):
        for row in tables[name]:
            assert {mentions[i]["doc_id"] for i in ids(row["evidence"])} == set(ids(row["documents"]))


def test_counts_of_rows_are_those_of_their_lists(tables: Mapping[str, Sequence[Row]]) -> None:
    assert all(int(a["mentions"]) == len(ids(a["evidence"])) for a in tables["agreements"])
    for row in tables["interviews"]:
        plural = any(word.endswith("s") for word in row["role"].split())
        assert 1 <= int(row["interviewees_at_least"]) <= len(ids(row["citations"])) * (2 if plural else 1)


# --- other forms -----------------------------------------------------------------------------------------------------


def test_frictionless_finds_the_package_valid(samples_run: Path) -> None:
    report = frictionless.validate(str(samples_run / "dataset" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert len(report.tasks) == len(TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda t: str(t.name))
def test_parquet_equals_csv(samples_run: Path, tables: Mapping[str, Sequence[Row]], table: object) -> None:
    name = table.name  # type: ignore[attr-defined]
    rows = pq.read_table(samples_run / "dataset" / f"{name}.parquet").to_pylist()
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows] == list(tables[name])
    numbers = {c.name for c in BY_NAME[name].columns if c.type == "integer"}
    assert all(isinstance(row[c], int | None) for row in rows for c in numbers)


@pytest.fixture(scope="module")
def database(samples_run: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{samples_run / 'dataset' / 'chronocite.sqlite'}?mode=ro", uri=True)


def test_sqlite_is_whole(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("name", CONTRACT)
def test_sqlite_equals_csv(database: sqlite3.Connection, tables: Mapping[str, Sequence[Row]], name: str) -> None:
    rows = database.execute(f'SELECT * FROM "{name}"').fetchall()
    said = sorted(tuple("" if v is None else str(v) for v in row) for row in rows)
    assert said == sorted(tuple(row[c] for c in BY_NAME[name].names) for row in tables[name])


def test_sqlite_leads_from_an_interview_to_its_words(database: sqlite3.Connection) -> None:
    words = database.execute(
        """
        SELECT d.path, i.attribution, i.date, m.text
        FROM interviews i
        JOIN mentions m ON instr('; ' || i.evidence || ';', '; ' || m.mention_id || ';') AND m.kind = 'citation'
        JOIN documents d USING (doc_id)
        WHERE i.attribution = 'Portuguese expert' AND d.path = 'small-navies.txt'
        """
    ).fetchall()
    assert words == [
        (
            "small-navies.txt",
            "Portuguese expert",
            "2019-10-15",
            "Portuguese expert, interview with the author, October 15, 2019",
        )
    ]


# --- writing and reading ----------------------------------------------------------------------------------------------


def test_any_text_survives_every_form(tmp_path: Path) -> None:
    odd = 'comma, "quote"; \u2028 line\nbreak\r\n🚢 \x85 =1+1'
    row = {"doc_id": "d1", "path": odd, "pages": "3", "status": "ok"}
    write_tables(tmp_path, {"documents": [row]})
    (back,) = read_tables(tmp_path)["documents"]
    assert {k: v for k, v in back.items() if v} == row
    (parquet,) = pq.read_table(tmp_path / "documents.parquet").to_pylist()
    assert (parquet["path"], parquet["pages"], parquet["title"]) == (odd, 3, None)
    with sqlite3.connect(tmp_path / "chronocite.sqlite") as database:
        assert database.execute("SELECT path, pages, title FROM documents").fetchall() == [(odd, 3, None)]


def test_rows_keep_their_order_and_empty_tables_their_header(tmp_path: Path) -> None:
    write_tables(tmp_path, {"documents": [{"doc_id": i} for i in ("d3", "d1", "d2")]})
    tables = read_tables(tmp_path)
    assert [r["doc_id"] for r in tables["documents"]] == ["d3", "d1", "d2"]
    assert tables["events"] == []
    assert {p.name for p in tmp_path.iterdir()} == {p.name for p in output_paths(tmp_path)}
    assert (tmp_path / "events.csv").read_text(encoding="utf-8") == ",".join(BY_NAME["events"].names) + "\n"


def test_same_rows_are_the_same_bytes(tmp_path: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    for folder in ("one", "two"):
        write_tables(tmp_path / folder, tables)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_tables_that_are_as_they_were_are_kept_and_those_that_are_gone_made_again(tmp_path: Path) -> None:
    before = {"documents": [{"doc_id": "d1"}], "events": [{"event_id": "e1"}], "findings": []}
    after = before | {"findings": [{"finding_id": "f1"}]}
    for folder, first in (("added", before), ("whole", after)):
        write_tables(tmp_path / folder, first)
    kept = tmp_path / "added" / "documents.parquet"
    kept.write_bytes(b"kept")
    (tmp_path / "added" / "events.parquet").unlink()
    write_tables(tmp_path / "added", after, ["findings"])
    assert kept.read_bytes() == b"kept"
    kept.write_bytes((tmp_path / "whole" / kept.name).read_bytes())
    for path in output_paths(tmp_path / "whole"):
        assert (tmp_path / "added" / path.name).read_bytes() == path.read_bytes(), path.name


def test_package_describes_every_column(samples_run: Path) -> None:
    package = json.loads((samples_run / "dataset" / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        assert all(f["description"] for f in resource["schema"]["fields"])
        assert (samples_run / "dataset" / resource["path"]).is_file()
