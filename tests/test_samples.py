"""The samples in raw/ are what tests/planted.toml says that they are, and samples/build.py makes the PDF of them."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdfium2 as pdfium
import pytest
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parents[1]
RAW = ROOT / "raw"
PLANTED = tomllib.loads((ROOT / "tests" / "planted.toml").read_text(encoding="utf-8"))
TRUTH = tomllib.loads((ROOT / "samples" / "truth.toml").read_text(encoding="utf-8"))
CHECKS = {
    *(
        "count_claim",
        "ordinal",
        "sum_claim",
        "missing_letter",
        "interval",
        "name_varies",
        "date_conflict",
        "source_date",
        "missing_footnote",
        "unmatched_marker",
    ),
    *("unresolved_reference", "impossible_date", "weekday_mismatch", "interview_count"),
}
MONTH = re.compile(r"January|February|March|April|May|June|July|August|September|October|November|December")
BY_ID = {p["id"]: p for p in PLANTED["planted"]}


@cache
def pages(name: str) -> tuple[str, ...]:
    path = RAW / name
    if path.suffix == ".pdf":
        return tuple(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(path))
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        root = LexborHTMLParser(text).css_first("article")
        assert root is not None
        for marker in root.css("sup"):
            marker.decompose()
        return (root.text(),)
    return tuple(text.split("\f"))


@cache
def folded(name: str) -> str:
    """A sample's words on one line: hyphens at line ends healed, markers that are glued to a mark left out."""
    text = "\n".join(pages(name)).replace("\ufffe", "")
    text = re.sub(r"\s+", " ", re.sub(r"(?<=[a-z])-\n", "", text))
    return re.sub(r"(?<=[.,”])\d{1,2}(?= |$)", "", text)


@pytest.fixture
def build() -> ModuleType:
    pytest.importorskip("typst", reason="typesetting the sample needs typst")
    spec = importlib.util.spec_from_file_location("samples_build", ROOT / "samples" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def quotations() -> list[tuple[str, str]]:
    planted = [(w["document"], w["text"]) for p in PLANTED["planted"] for w in p["where"]]
    counts = [(s["document"], s[side]) for s in PLANTED["sound"] for side in ("claim", "list")]
    rest = [(u["document"], u["claim"]) for u in PLANTED["undecided"]]
    return planted + counts + rest + [(d["document"], d["text"]) for d in PLANTED["damaged"]]


@pytest.mark.parametrize(("document", "text"), quotations())
def test_quoted_words_stand_in_the_sample(document: str, text: str) -> None:
    for part in text.split(" … "):
        assert part in folded(document)


def test_planted_rows_are_whole() -> None:
    assert len(BY_ID) == len(PLANTED["planted"])
    assert {p["check"] for p in BY_ID.values()} == CHECKS
    for row in BY_ID.values():
        assert set(row["documents"]) == {w["document"] for w in row["where"]}


@pytest.mark.parametrize("row", [p for p in BY_ID.values() if p["check"] == "count_claim"], ids=lambda r: str(r["id"]))
def test_planted_counts_differ_from_their_lists(row: dict[str, Any]) -> None:
    assert row["expected"] != row["found"]
    assert len(MONTH.findall(row["where"][1]["text"])) == int(row["found"])


@pytest.mark.parametrize("row", PLANTED["sound"], ids=lambda r: str(r["claim"]))
def test_sound_counts_agree_with_their_lists(row: dict[str, Any]) -> None:
    assert len(MONTH.findall(row["list"])) == row["count"]


def test_weekday_is_wrong() -> None:
    row = BY_ID["halifax-tuesday"]
    weekday, date = row["where"][0]["text"].split(", ")
    assert weekday == row["found"]
    assert datetime.strptime(date, "%d %B %Y").strftime("%A") == row["expected"]


def test_impossible_date_is_impossible() -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        datetime.strptime(BY_ID["minister-in-june"]["found"], "%B %d, %Y")


def test_fewer_interviews_are_cited_than_claimed() -> None:
    row = BY_ID["interviews"]
    assert int(row["found"]) == TRUTH["interviews"]["distinct"]
    assert int(row["found"]) + TRUTH["correspondence"]["distinct"] < int(row["expected"])


@pytest.mark.parametrize(
    ("document", "name"), [("northern-arc.pdf", "Osei and Brandt"), ("small-navies.txt", "Tamm and Kask")]
)
def test_unresolved_authors_are_named_once(document: str, name: str) -> None:
    assert folded(document).count(name.split()[0]) == 1


def test_pdf_has_the_pages_and_notes_of_a_report() -> None:
    assert 12 <= len(pages("northern-arc.pdf")) <= 20
    assert sum(c["notes"] for c in TRUTH["chapters"]) >= 60
    assert TRUTH["interviews"]["distinct"] >= 25


def test_every_note_of_the_pdf_begins_a_line() -> None:
    chapters = "\n\n".join(pages("northern-arc.pdf")[3:]).replace("\r", "")
    heads = re.findall(r"^(\d{1,2})\n?(?=[A-Z“])", chapters, re.M)
    assert [int(h) for h in heads] == [n for c in TRUTH["chapters"] for n in range(1, c["notes"] + 1)]


def test_a_note_of_the_pdf_runs_over_the_page() -> None:
    halves = ("The fact sheet gives the number", "a burning ferry in the first three")
    first, second = (i for half in halves for i, page in enumerate(pages("northern-arc.pdf")) if half in page)
    assert second == first + 1


def test_text_lost_the_notes_of_one_page() -> None:
    lost = [int(n) for n in BY_ID["lost-notes"]["expected"].split(", ")]
    chapter_one = "".join(pages("small-navies.txt")[1:6])
    bodies = [int(n) for n in re.findall(r"^(\d{1,2}) ", chapter_one, re.M)]
    assert bodies == [n for n in range(1, 23) if n not in lost]
    [page] = [p for p in pages("small-navies.txt") if "held eight times" in p]
    assert all(re.search(rf"[.,”]{n}\b", page) for n in lost)


def test_text_has_ten_pages() -> None:
    assert len(pages("small-navies.txt")) == 10


def test_one_endnote_of_the_html_is_never_cited() -> None:
    html = LexborHTMLParser((RAW / "loose-ends.html").read_text(encoding="utf-8"))
    cited = {a.attributes["href"] for a in html.css("sup > a")}
    notes = {f"#{li.attributes['id']}" for li in html.css(".endnotes li")}
    assert notes - cited == {f"#fn{BY_ID['tallinn-endnote']['expected']}"}
    assert cited < notes


def test_raw_holds_the_samples_alone() -> None:
    samples = {"northern-arc.pdf", "loose-ends.html", "small-navies.txt"}
    assert {p.name for p in RAW.iterdir()} == samples | {"sources.toml"}
    told = tomllib.loads((RAW / "sources.toml").read_text(encoding="utf-8"))
    assert set(told) == samples - {"loose-ends.html"}


def test_truth_is_counted_in_the_source(build: ModuleType) -> None:
    assert build.truth() == build.TRUTH.read_text(encoding="utf-8")


def test_build_makes_the_very_bytes(build: ModuleType) -> None:
    made, kept = build.typeset(), build.REPORT.read_bytes()
    creators = [pdfium.PdfDocument(b).get_metadata_value("Creator") for b in (made, kept)]
    if creators[0] != creators[1]:
        pytest.skip(f"this machine has {creators[0]}, the sample was made with {creators[1]}")
    assert made == kept
