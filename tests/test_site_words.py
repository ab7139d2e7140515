"""What the site calls things: a place, an agreement where there is little room, a file that could not be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from site_samples import harbour, hostile, mention, row, tables, write

from pipeline.audit.figures import pictures
from pipeline.audit.links import Links, shortened
from pipeline.audit.passages import _place
from pipeline.audit.site import complete
from pipeline.records import Block, Document, Row

LONG = "The Harbours of the Northern Sea and What Became of Them After the Herring War"
TREATY = "Agreement Between the Government of Ruritania and the Government of Elbonia on Herring"


@pytest.mark.parametrize(
    ("section", "title", "place"),
    [
        ("Tides", "Harbour talks", "Harbour talks · Tides · page 3"),
        ("Harbour talks > Tides", "Harbour talks", "Harbour talks · Tides · page 3"),
        (f"{LONG} > Tides > Ebb", shortened(LONG), f"{shortened(LONG)} · Tides > Ebb · page 3"),
        ("Harbour talks", "Harbour talks", "Harbour talks · page 3"),
        ("", "Harbour talks", "Harbour talks · page 3"),
        ("Tides > Harbour talks", "Harbour talks", "Harbour talks · Tides > Harbour talks · page 3"),
    ],
)
def test_a_title_that_is_the_outermost_heading_is_said_once(section: str, title: str, place: str) -> None:
    assert _place(row("mentions", section=section, page="3", block="paragraph"), title) == place


@pytest.mark.parametrize(
    ("name", "aliases", "kind", "called"),
    [
        ("herring treaty", "Treaty of Zenda", "treaty", "ELB–RUR herring treaty"),
        (TREATY, "HA; herring agreement; agreement", "treaty", "ELB–RUR herring agreement"),
        (TREATY, "joint statement", "joint_statement", shortened(f"ELB–RUR {TREATY}", 52)),
        (TREATY, "tariff deal", "treaty", shortened(f"ELB–RUR {TREATY}", 52)),
        (TREATY, "HA", "treaty", shortened(f"ELB–RUR {TREATY}", 52)),
    ],
    ids=["it fits", "an alias that fits", "no more than the kind", "borne by another", "one word says little"],
)
def test_an_agreement_without_room_is_called_by_an_alias_of_its_own(
    name: str, aliases: str, kind: str, called: str
) -> None:
    one = row("agreements", agreement_id="a1", name=name, aliases=aliases, kind=kind, parties="ELB; RUR")
    other = row("agreements", agreement_id="a2", name="pact", aliases="tariff deal", kind="treaty", parties="ELB; RUR")
    signed = row("milestones", milestone_id="s1", agreement_id="a1", act="signed", date="2011-05-04")
    full = complete({"agreements": [one, other], "milestones": [signed]})
    (lives,) = [p for p in pictures(full, Links(full, frozenset())) if p.name == "agreements"]
    (label,) = [shape for shape in lives.shapes if shape.css == "name"]
    assert label.text == called
    assert label.title == f"ELB–RUR {name}", "the full name is told"


def test_a_file_that_could_not_be_read_is_told_with_its_reason_and_led_to(tmp_path: Path) -> None:
    overview = (write(tmp_path, [harbour(), hostile()], tables()) / "index.html").read_text(encoding="utf-8")
    (broken,) = re.findall(r'<tr id="r=d-broken".*?</tr>', overview, re.DOTALL)
    assert '<span class="reason">not a PDF; save it anew</span>' in broken
    assert broken.count("broken.pdf") == 1, "a file without a title is called by its path, once"
    assert '<a class="status failed" href="#q=failed">1 failed</a>' in overview


def test_a_run_without_reports_says_so(tmp_path: Path) -> None:
    overview = (write(tmp_path, [], {}) / "index.html").read_text(encoding="utf-8")
    assert "There was no report in the folder that this run read." in overview
    assert "<table" not in overview


@pytest.mark.parametrize(("number", "shown"), [(6, 6), (7, 4), (9, 4)])
def test_of_a_finding_with_many_passages_the_first_are_shown_and_the_others_folded(
    tmp_path: Path, number: int, shown: int
) -> None:
    lines = [f"Herring was landed in {1990 + i}.\n" for i in range(number)]
    starts = [sum(map(len, lines[:i])) for i in range(number)]
    spans = [(start, start + len(line)) for start, line in zip(starts, lines, strict=True)]
    blocks = tuple(Block(f"b{i}", "paragraph", (span,)) for i, span in enumerate(spans))
    shelf = Document("d-shelf", "shelf.txt", "cc", "text/plain", "".join(lines), {}, (), blocks)
    given: dict[str, list[Row]] = {
        "documents": [row("documents", doc_id="d-shelf", path="shelf.txt", status="ok")],
        "mentions": [mention(f"m{i}", "date", (span,), "d-shelf", text=str(i)) for i, span in enumerate(spans)],
        "findings": [row("findings", finding_id="f1", check="ordinal", severity="note", doc_id="d-shelf")],
    }
    given["findings"][0]["evidence"] = "; ".join(f"m{i}" for i in range(number))
    page = (write(tmp_path, [shelf], given) / "findings.html").read_text(encoding="utf-8")
    at_once, *folded = page.split("<details>")
    assert at_once.count("<blockquote") == shown
    assert [(one.count("<blockquote"), f"{number - shown} more passages" in one) for one in folded] == (
        [(number - shown, True)] if number > shown else []
    )
