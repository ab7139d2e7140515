"""A finished run over the samples: every span is in the text, what was planted is found, and nothing changed unseen.

The golden files under `tests/golden/` hold a few telling columns of the tables, without ids. After a change that is
meant, write them anew with `pytest tests/test_samples_run.py --renew-golden` and read the diff before it is committed.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipeline.records import Row
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden"
PLANTED = tomllib.loads((ROOT / "tests" / "planted.toml").read_text(encoding="utf-8"))
COUNTED = {"interview_count", "count_claim", "ordinal", "sum_claim", "interval"}
"""Those that expect one number and find another."""
Tables = Mapping[str, Sequence[Row]]


@pytest.fixture(scope="module")
def sources(samples_run: Path, tables: Tables) -> dict[str, str]:
    """Source texts by document."""
    folder = samples_run / "documents"
    return {
        r["doc_id"]: (folder / f"{r['doc_id']}.txt").read_bytes().decode()
        for r in tables["documents"]
        if r["status"] == "ok"
    }


def fragments(row: Row) -> list[list[int]]:
    out: list[list[int]] = json.loads(row["fragments"])
    return out


# --- every value leads to its words -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mentions", "citations"])
def test_fragments_lie_in_the_source_and_hull_is_theirs(tables: Tables, sources: Mapping[str, str], name: str) -> None:
    for row in tables[name]:
        parts = fragments(row)
        assert parts, row
        assert all(a < b for a, b in parts), row
        assert all(b <= c for (_, b), (c, _) in pairwise(parts)), row
        assert parts[-1][1] <= len(sources[row["doc_id"]]), row
        assert (row["start"], row["end"]) == (str(parts[0][0]), str(parts[-1][1])), row
        assert not any(sources[row["doc_id"]][i].isspace() for i in (parts[0][0], parts[-1][1] - 1)), row


def spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def squeezed(text: str) -> str:
    """What is left where hyphens at line ends may have been healed or kept."""
    return re.sub(r"[\s\-\u00ad\ufffe]+", "", text)


@pytest.mark.parametrize("name", ["mentions", "citations"])
def test_text_is_what_stands_in_the_source(tables: Tables, sources: Mapping[str, str], name: str) -> None:
    exact = 0
    for row in tables[name]:
        pieces = [sources[row["doc_id"]][a:b] for a, b in fragments(row)]
        if len(pieces) == 1 and not re.search(r"[-\u00ad\ufffe]\s*\n", pieces[0]):
            exact += 1
            assert spaced(pieces[0]) == spaced(row["text"]), row
        else:
            assert squeezed("".join(pieces)) == squeezed(row["text"]), row
    assert exact > 0.9 * len(tables[name]), "most spans are in one piece"


def test_reading_text_has_no_line_breaks(tables: Tables) -> None:
    said = [row["text"] for name in ("mentions", "citations") for row in tables[name]]
    assert [t for t in said if spaced(t).strip() != t] == []


def test_second_reading_holds_every_span(tables: Tables) -> None:
    assert Counter(m["verified"] for m in tables["mentions"]) == {"yes": len(tables["mentions"])}


def test_pages_and_boxes_are_there_where_the_source_has_them(tables: Tables) -> None:
    media = {r["doc_id"]: (r["media_type"], int(r["pages"])) for r in tables["documents"]}
    for m in tables["mentions"]:
        media_type, pages = media[m["doc_id"]]
        assert (1 <= int(m["page"]) <= pages) if pages else not m["page"]
        boxes = json.loads(m["boxes"] or "[]")
        assert bool(boxes) == (media_type == "application/pdf"), m
        assert all(len(box) == 5 and box[1] < box[3] and box[2] < box[4] for box in boxes), m
        if boxes:
            assert boxes[0][0] == int(m["page"])


def test_rule_of_every_mention_can_be_looked_up(tables: Tables) -> None:
    package = ROOT / "pipeline"
    files = [*package.glob("rules/*.yaml"), *package.rglob("*.py")]
    text = "\n".join(p.read_text(encoding="utf-8") for p in files)
    rules = {re.split("[@!]", m["rule"])[0] for m in tables["mentions"]}
    assert [r for r in sorted(rules) if not re.search(rf"(?<![\w.-]){re.escape(r)}(?![\w-])", text)] == []


# --- what was planted -------------------------------------------------------------------------------------------------


def evidence(row: Row, tables: Tables) -> list[Row]:
    mentions = {m["mention_id"]: m for m in tables["mentions"]}
    return [mentions[i] for i in row["evidence"].split("; ") if i]


def tells_of(finding: Row, row: Mapping[str, Any], tables: Tables) -> bool:
    """Whether a finding is the planted one: its check and documents, and words of one of its places."""
    path_of = {r["doc_id"]: r["path"] for r in tables["documents"]}
    found = evidence(finding, tables)
    if finding["check"] != row["check"] or path_of[finding["doc_id"]] not in row["documents"]:
        return False
    if not {path_of[m["doc_id"]] for m in found} <= set(row["documents"]):
        return False
    said = [m["text"] for m in found]
    return any(w["text"] in s or s in w["text"] for w in row["where"] for s in said)


@pytest.mark.parametrize(
    "row", [pytest.param(p, id=p["id"]) for p in PLANTED["planted"] if p["check"] != "missing_footnote"]
)
def test_planted_contradiction_is_found(tables: Tables, row: Mapping[str, Any]) -> None:
    (finding,) = [f for f in tables["findings"] if tells_of(f, row, tables)]
    if row["check"] in COUNTED:
        assert (finding["expected"], finding["found"]) == (row["expected"], row["found"])
    if row["check"] in {"date_conflict", "source_date"}:
        assert {finding["expected"], finding["found"]} == {row["expected"], row["found"]}


def test_lost_notes_are_found(tables: Tables) -> None:
    path_of = {r["doc_id"]: r["path"] for r in tables["documents"]}
    (row,) = [p for p in PLANTED["planted"] if p["check"] == "missing_footnote"]
    (missing,) = [f for f in tables["findings"] if f["check"] == "missing_footnote"]
    assert [path_of[missing["doc_id"]]] == row["documents"]
    assert ", ".join(m["label"] for m in evidence(missing, tables)) == row["expected"]


def test_nothing_is_found_that_was_not_planted(tables: Tables) -> None:
    strange = [
        f["message"]
        for f in tables["findings"]
        if f["check"] != "missing_footnote" and not any(tells_of(f, p, tables) for p in PLANTED["planted"])
    ]
    assert strange == []


def is_of(claim: Row, row: Mapping[str, Any], tables: Tables) -> bool:
    """Whether a tested claim is the sound or undecided one of a row: its document, its words, its number."""
    path_of = {r["doc_id"]: r["path"] for r in tables["documents"]}
    words = claim["text"] in row["claim"] and claim["expected"] == str(row["count"])
    return claim["check"] == "count_claim" and path_of[claim["doc_id"]] == row["document"] and words


@pytest.mark.parametrize("row", [pytest.param(p, id=p["claim"]) for p in PLANTED["sound"]])
def test_count_that_agrees_with_its_list_is_confirmed(tables: Tables, row: Mapping[str, Any]) -> None:
    same = [c for c in tables["claims"] if is_of(c, row, tables) and c["verdict"] == "confirmed"]
    said = [m["text"] for c in same for m in evidence(c, tables)]
    assert any(row["list"] in s or s in row["list"] for s in said if len(s) > len(row["list"]) / 3)


@pytest.mark.parametrize("row", [pytest.param(p, id=p["claim"]) for p in PLANTED["undecided"]])
def test_count_whose_note_is_lost_is_undecided(tables: Tables, row: Mapping[str, Any]) -> None:
    (claim,) = [c for c in tables["claims"] if is_of(c, row, tables) and "is lost" in c["reason"]]
    assert claim["verdict"] == "undecidable"


def test_note_that_lost_its_end_is_known_to_be_cut(samples_run: Path, tables: Tables) -> None:
    id_of = {r["path"]: r["doc_id"] for r in tables["documents"]}
    for row in PLANTED["damaged"]:
        document = json.loads((samples_run / "documents" / f"{id_of[row['document']]}.json").read_bytes())
        cut = [b for b in document["blocks"] if not b["complete"]]
        assert [b["label"] for b in cut] == [str(row["note"])]


# --- golden files -----------------------------------------------------------------------------------------------------


def picked(name: str, columns: str) -> Callable[[Tables], list[Sequence[str]]]:
    """A table's rows as they stand, a few columns; `document` is the path that `doc_id` stands for."""

    def rows(tables: Tables) -> list[Sequence[str]]:
        path_of = {r["doc_id"]: r["path"] for r in tables["documents"]}
        names = columns.split()
        return [
            names,
            *([{**r, "document": path_of.get(r.get("doc_id", ""), "")}[c] for c in names] for r in tables[name]),
        ]

    return rows


def milestones(tables: Tables) -> list[Sequence[str]]:
    """Each milestone with the kind and parties of its agreement."""
    agreements = {a["agreement_id"]: a for a in tables["agreements"]}
    rows = [
        [
            agreements[m["agreement_id"]]["kind"],
            agreements[m["agreement_id"]]["parties"],
            m["act"],
            m["date"],
            m["other_dates"],
        ]
        for m in tables["milestones"]
    ]
    return [["kind", "parties", "act", "date", "other_dates"], *rows]


def notes(tables: Tables) -> list[Sequence[str]]:
    """Markers and notes by document and chapter."""
    path_of = {r["doc_id"]: r["path"] for r in tables["documents"]}
    counted = Counter(
        (path_of[m["doc_id"]], m["section"].split(" > ")[0], m["kind"])
        for m in tables["mentions"]
        if m["kind"] in {"marker", "footnote"}
    )
    places = dict.fromkeys((document, section) for document, section, _ in counted)
    rows = [[d, s, str(counted[d, s, "marker"]), str(counted[d, s, "footnote"])] for d, s in places]
    return [["document", "section", "markers", "notes"], *rows]


def mentions(tables: Tables) -> list[Sequence[str]]:
    """How many mentions of each kind a document has."""
    path_of = {r["doc_id"]: r["path"] for r in tables["documents"]}
    counted = Counter((path_of[m["doc_id"]], m["kind"]) for m in tables["mentions"])
    return [["document", "kind", "mentions"], *([*key, str(n)] for key, n in sorted(counted.items()))]


EXTRACTS: dict[str, Callable[[Tables], list[Sequence[str]]]] = {
    "documents": picked("documents", "path media_type title authors publisher published pages status"),
    "notes": notes,
    "mentions": mentions,
    "interviews": picked("interviews", "document attribution status mode place date interviewees_at_least"),
    "agreements": picked("agreements", "kind parties name first_date last_act mentions"),
    "milestones": milestones,
    "events": picked("events", "type participants name date modality"),
    "findings": picked("findings", "document check severity message"),
    "claims": picked("claims", "document check text expected found verdict reason"),
}


@pytest.mark.parametrize("name", EXTRACTS)
def test_extract_is_the_golden_one(tables: Tables, name: str, pytestconfig: pytest.Config) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(EXTRACTS[name](tables))
    path = GOLDEN / f"{name}.csv"
    if pytestconfig.getoption("--renew-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.getvalue(), encoding="utf-8")
    golden = path.read_text(encoding="utf-8") if path.is_file() else ""
    assert text.getvalue().splitlines() == golden.splitlines(), f"renew with --renew-golden if it is meant: {path.name}"


def test_golden_folder_holds_nothing_else() -> None:
    assert {p.stem for p in GOLDEN.iterdir()} == set(EXTRACTS)
