"""The gold editor: rows of drawn pages accepted, rejected, corrected and added, in the files that `evaluate` reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.evaluate.editing import Change, Entry, GoneError, MistakenError, change, entries, read_files, undo
from pipeline.evaluate.forms import FILES
from pipeline.evaluate.gold import read_rows
from pipeline.evaluate.sample import draw, read_pages
from pipeline.results import read_results
from pipeline.review.gold import marked
from pipeline.store import to_json
from tests.review_service import HOSTILE, Served, finished_run, served

SOURCE = "Page one.\n\nOn 4 May 2011 Peru and Ghana signed an accord. It ended in 2019."
PAGE = {"page": "d1-2", "doc": "a.txt", "start": 11, "end": len(SOURCE), "done": False}


def at(words: str) -> tuple[int, int]:
    """Where words stand."""
    start = SOURCE.index(words)
    return start, start + len(words)


def placed(words: str) -> dict[str, Any]:
    return {"page": "d1-2", "doc": "a.txt", "start": at(words)[0], "end": at(words)[1], "text": words}


DAY = placed("4 May 2011") | {"type": "DATE", "note": "kept"}
ACCORD = placed("accord")
STEP = {"act": "signed", "date": None, "dates_stated": ["2011"], "mentions": [ACCORD]}
AGREEMENT = {"canonical_name": "accord", "kind": "treaty", "parties": ["GHA", "PER"], "milestones": [STEP]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One page, one row of each sort."""
    for name in FILES:
        (tmp_path / f"{name}.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "timexes.jsonl").write_text(json.dumps(DAY | {"value_edtf": "2011-05-04"}) + "\n", encoding="utf-8")
    (tmp_path / "agreements.jsonl").write_text(json.dumps(AGREEMENT) + "\n", encoding="utf-8")
    return tmp_path


def only(folder: Path, file: str) -> Entry:
    (found,) = [e for e in entries(read_files(folder), PAGE) if e.file == file]
    return found


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return read_rows(folder / f"{name}.jsonl")


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# --- rows -------------------------------------------------------------------------------------------------------------


def test_a_row_is_accepted_corrected_and_rejected(folder: Path) -> None:
    day = only(folder, "timexes")
    assert (day.text, day.said["value_edtf"], day.checked) == ("4 May 2011", "2011-05-04", False)
    change(folder, PAGE, SOURCE, Change("accept", "timexes", seen=day.seen))
    (row,) = rows(folder, "timexes")
    assert row == DAY | {"value_edtf": "2011-05-04", "checked": True}

    now = only(folder, "timexes")
    said = {"value_edtf": "2011", "type": "DATE"}
    change(folder, PAGE, SOURCE, Change("change", "timexes", "timexes", now.seen, *at("2011"), said))
    (row,) = rows(folder, "timexes")
    assert (row["text"], row["value_edtf"], row["note"], row["checked"]) == ("2011", "2011", "kept", True)

    change(folder, PAGE, SOURCE, Change("reject", "timexes", seen=only(folder, "timexes").seen))
    assert rows(folder, "timexes") == []


def test_an_added_row_stands_where_it_does_in_the_text(folder: Path) -> None:
    for words in ("2019", "2011"):
        said = {"type": "DATE", "value_edtf": words}
        change(folder, PAGE, SOURCE, Change("add", "timexes", "", "", *at(words), said))
    assert [r["text"] for r in rows(folder, "timexes")] == ["4 May 2011", "2011", "2019"]
    assert [SOURCE[r["start"] : r["end"]] for r in rows(folder, "timexes")] == ["4 May 2011", "2011", "2019"]
    change(folder, PAGE, SOURCE, Change("add", "references", "", "", *at("It ended"), {"kind": "full", "title": "End"}))
    (made,) = rows(folder, "references")
    assert made["id"]
    assert (made["text"], made["title"], made["resolves_to"]) == ("It ended", "End", "")


def test_a_row_that_may_be_found_or_not_goes_to_the_optional_file(folder: Path) -> None:
    day = only(folder, "timexes")
    wanted = Change("change", "timexes_optional", "timexes", day.seen, day.start, day.end, {"type": "DATE"})
    step = change(folder, PAGE, SOURCE, wanted)
    assert rows(folder, "timexes") == []
    assert [r["note"] for r in rows(folder, "timexes_optional")] == ["kept"]
    undo(folder, step)
    assert rows(folder, "timexes") == [DAY | {"value_edtf": "2011-05-04"}]
    assert rows(folder, "timexes_optional") == []


@pytest.mark.parametrize("action", ["accept", "reject", "change", "add"])
@pytest.mark.parametrize("file", ["timexes", "agreements"])
def test_every_change_can_be_taken_back(folder: Path, file: str, action: Any) -> None:
    before = {path.name: read_rows(path) for path in folder.glob("*.jsonl")}
    row = only(folder, file)
    said = dict(row.said) | ({"value_edtf": "2012"} if file == "timexes" else {"act": "ended", "date": "2019"})
    seen = "" if action == "add" else row.seen
    wanted = Change(
        action, file, file, seen, row.start, row.end, said if seen != row.seen or action == "change" else {}
    )
    step = change(folder, PAGE, SOURCE, wanted)
    assert {path.name: read_rows(path) for path in folder.glob("*.jsonl")} != before
    undo(folder, step)
    assert {path.name: read_rows(path) for path in folder.glob("*.jsonl")} == before
    with pytest.raises(GoneError):
        undo(folder, change_and_hide(folder, row))


def change_and_hide(folder: Path, row: Entry) -> Any:
    """A change whose row somebody changes again with an editor."""
    step = change(folder, PAGE, SOURCE, Change("accept", row.file, seen=row.seen))
    path = folder / f"{row.file}.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("2011", "2031"), encoding="utf-8")
    return step


def test_a_milestone_moves_within_its_agreement_and_what_is_known_of_it_stays(folder: Path) -> None:
    step = only(folder, "agreements")
    assert step.said == {
        "canonical_name": "accord",
        "kind": "treaty",
        "parties": "GHA; PER",
        "act": "signed",
        "date": "",
    }
    said = {**step.said, "date": "2011-05-04"}
    change(
        folder,
        PAGE,
        SOURCE,
        Change("change", "agreements", "agreements", step.seen, *at("accord"), said, step.agreement),
    )
    (row,) = rows(folder, "agreements")
    (milestone,) = row["milestones"]
    assert (milestone["act"], milestone["date"], milestone["dates_stated"]) == ("signed", "2011-05-04", ["2011"])

    # Another milestone of the same agreement, told at another place; its name is the agreement's.
    ended = said | {"act": "ended", "date": "2019", "canonical_name": "Lima accord"}
    key = only(folder, "agreements").agreement
    change(folder, PAGE, SOURCE, Change("add", "agreements", "", "", *at("It ended"), ended, key))
    (row,) = rows(folder, "agreements")
    assert [m["act"] for m in row["milestones"]] == ["signed", "ended"]
    assert row["canonical_name"] == "Lima accord"

    # A second place of the first milestone is the same milestone.
    first = next(e for e in entries(read_files(folder), PAGE) if e.said.get("act") == "signed")
    told = Change("add", "agreements", "", "", *at("signed"), first.said, first.agreement)
    change(folder, PAGE, SOURCE, told)
    (row,) = rows(folder, "agreements")
    assert [len(m["mentions"]) for m in row["milestones"]] == [2, 1]

    # The agreement goes with the last place that tells of it.
    for _ in range(3):
        left = [e for e in entries(read_files(folder), PAGE) if e.file == "agreements"]
        change(folder, PAGE, SOURCE, Change("reject", "agreements", seen=left[0].seen))
    assert rows(folder, "agreements") == []


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (Change("add", "scope", start=14, end=24), "no kind of row"),
        (Change("add", "../timexes", start=14, end=24), "no kind of row"),
        (Change("add", "timexes", start=0, end=4, said={"type": "DATE"}), "begin on this page"),
        (Change("add", "timexes", start=14, end=14, said={"type": "DATE"}), "begin on this page"),
        (Change("add", "timexes", start=14, end=4000, said={"type": "DATE"}), "begin on this page"),
        (Change("add", "timexes", start=14, end=24, said={"type": "DAY"}), "is no type"),
        (Change("add", "timexes", start=14, end=24, said={"value_edtf": "2011"}), "say the type"),
        (Change("add", "timexes", start=14, end=24, said={"type": "DATE", "value_edtf": "May"}), "no date in EDTF"),
        (Change("add", "timexes", start=14, end=24, said={"type": "DATE", "doc": "b"}), "nothing that such a row says"),
        (Change("add", "markers", start=14, end=15), "say the number"),
        (Change("change", "timexes", "agreements", "x", 14, 24, {"type": "DATE"}), "can't become something else"),
    ],
)
def test_what_makes_no_sense_changes_nothing(folder: Path, wanted: Change, reason: str) -> None:
    before = contents(folder)
    with pytest.raises(MistakenError, match=reason):
        change(folder, PAGE, SOURCE, wanted)
    assert contents(folder) == before


def test_a_text_of_every_character_keeps_its_offsets() -> None:
    class Text(HTMLParser):
        said = ""

        def handle_data(self, data: str) -> None:
            self.said += data

    source = "a\r\nb\rc \U0001f6a2 <i> & \u202e \x00 d"
    rows = [Entry("timexes", f"g{i}", i, i + 3, "", {}, checked=False) for i in range(0, len(source), 2)]
    html = str(marked(source, 0, rows))
    parsed = Text()
    parsed.feed(html)
    assert len(parsed.said) == len(source)
    assert "<i>" not in html
    assert "\r" not in html


# --- the server -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished_run(tmp_path_factory.mktemp("gold") / "base")


@pytest.fixture
def gold(base: Path, tmp_path: Path) -> Path:
    """The pages of the small run, with what it found on them."""
    draw(read_results(base / "out"), tmp_path / "gold", pages=100, seed=1)
    return tmp_path / "gold"


@pytest.fixture
def desk(base: Path, gold: Path) -> Iterator[Served]:
    with served(base, gold) as at_work:
        yield at_work


def page_of(gold: Path, doc: str) -> str:
    return next(str(page["page"]) for page in read_pages(gold) if page["doc"] == doc)


def seen_of(desk: Served, page: str, file: str, words: str) -> str:
    """What the editor shows of the one row with these words."""
    assert desk.room is not None
    found = [e for e in desk.room.open(page).entries if e.file == file and e.text == words]
    assert len(found) == 1, (file, words)
    return found[0].seen


def test_a_page_is_gone_through_and_scored(desk: Served, gold: Path) -> None:
    page = page_of(gold, "coasts.txt")
    assert f'href="/gold/{page}"' in desk.ask("/gold").body
    shown = desk.ask(f"/gold/{page}")
    assert shown.status == 200
    assert "4 May 2011" in shown.body

    seen = seen_of(desk, page, "timexes", "4 May 2011")
    wish = {"page": page, "action": "accept", "file": "timexes", "seen": seen}
    assert desk.ask("/gold/change", wish).status == 200
    assert desk.ask("/gold/change", wish).status == 409  # the second window looks again
    wrong = seen_of(desk, page, "timexes", "June 2013")
    assert desk.ask("/gold/change", {"page": page, "action": "reject", "file": "timexes", "seen": wrong}).status == 200
    assert "June 2013" not in [r["text"] for r in rows(gold, "timexes") if r["page"] == page]

    assert desk.ask("/gold/done", {"page": page, "done": True}).status == 200
    assert [p["done"] for p in read_pages(gold) if p["page"] == page] == [True]
    listed = desk.ask("/gold").body
    assert "time expressions (strict)" in listed
    told = CliRunner().invoke(
        app, ["evaluate", str(gold), "--out", str(desk.folder / "out"), "--errors"], catch_exceptions=False
    )
    assert "«June 2013»" in told.stdout

    assert desk.ask("/gold/done", {"page": page, "done": False}).status == 200
    assert json.loads((gold / "scope.json").read_text(encoding="utf-8")) == {}
    assert desk.ask("/gold/undo", {"page": page}).status == 200
    assert "June 2013" in [r["text"] for r in rows(gold, "timexes") if r["page"] == page]
    assert desk.ask("/gold/undo", {"page": page}).status == 200
    assert desk.ask("/gold/undo", {"page": page}).status == 409


def test_of_many_at_once_none_is_lost(desk: Served, gold: Path) -> None:
    page = page_of(gold, "coasts.txt")
    source = (gold / "pages" / f"{page}.txt").read_text(encoding="utf-8")
    before = len(rows(gold, "timexes"))

    def add(i: int) -> int:
        said = {"type": "DURATION"}
        wish = {"page": page, "action": "add", "file": "timexes", "start": i, "end": i + 4, "said": said}
        return desk.ask("/gold/change", wish).status

    with ThreadPoolExecutor(8) as windows:
        assert set(windows.map(add, range(24))) == {200}
    added = [r for r in rows(gold, "timexes") if r["type"] == "DURATION"]
    assert len(rows(gold, "timexes")) == before + 24
    assert all(r["text"] == source[r["start"] : r["end"]] for r in added)


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"page": "nowhere", "action": "accept", "file": "timexes", "seen": "x"}, 404),
        ({"action": "burn", "file": "timexes"}, 400),
        ({"action": "add", "file": "../pages", "start": 0, "end": 3}, 400),
        ({"action": "add", "file": "timexes", "start": 0, "end": 3, "said": []}, 400),
        ({"action": "add", "file": "timexes", "start": True, "end": 3, "said": {}}, 400),
        ({"action": "add", "file": "timexes", "start": "0", "end": 3, "said": {}}, 400),
        ({"action": "add", "file": "timexes", "start": 0, "end": 3, "said": {"type": 1}}, 400),
        ({"action": "add", "file": "timexes", "start": 0, "end": 3, "said": {"type": "DATE\n"}}, 400),
        ({"action": "accept", "file": "timexes", "seen": "x"}, 409),
        ({"action": "reject", "file": "agreements", "seen": "x"}, 409),
        ([], 400),
    ],
)
def test_what_is_no_change_is_refused(desk: Served, gold: Path, wish: Any, status: int) -> None:
    before = contents(gold)
    asked = {"page": page_of(gold, "coasts.txt")} | wish if isinstance(wish, dict) else wish
    answer = desk.ask("/gold/change", asked)
    assert (answer.status, bool(answer.said["reason"])) == (status, True)
    assert contents(gold) == before


@pytest.mark.parametrize("path", ["/gold/change", "/gold/undo", "/gold/done"])
def test_gold_is_changed_from_our_pages_only(desk: Served, gold: Path, path: str) -> None:
    before = contents(gold)
    wish = {"page": page_of(gold, "coasts.txt"), "done": True}
    for header in ({"X_Chronocite_Token": "wrong"}, {"Origin": "http://evil.example"}, {"Cookie": None}):
        assert desk.ask(path, wish, **header).status == 403
    assert desk.ask(path, method="GET").status == 404
    assert contents(gold) == before


def test_hostile_words_are_words_and_nothing_beside_the_pages_is_served(desk: Served, gold: Path) -> None:
    page = page_of(gold, "hostile.txt")
    shown = desk.ask(f"/gold/{page}")
    assert HOSTILE not in shown.body
    assert "&lt;script&gt;" in shown.body
    assert "script-src 'self'" in shown.headers["content-security-policy"]
    for path in ("/gold/..%2f..%2fetc%2fpasswd", "/gold/pages.jsonl", "/gold/%00", "/gold/<i>"):
        answer = desk.ask(path.replace("<", "%3C").replace(">", "%3E"))
        assert answer.status == 404
        assert "<i>" not in answer.body


def test_a_broken_line_is_told_and_nothing_is_lost(desk: Served, gold: Path) -> None:
    page = page_of(gold, "coasts.txt")
    path = gold / "timexes.jsonl"
    path.write_bytes(path.read_bytes() + b'{"half\n')
    before = contents(gold)
    number = path.read_bytes().count(b"\n")
    for asked in ("/gold", f"/gold/{page}"):
        assert f"timexes.jsonl, line {number}" in desk.ask(asked).body
    wish = {"page": page, "action": "add", "file": "timexes", "start": 0, "end": 4, "said": {"type": "DATE"}}
    answer = desk.ask("/gold/change", wish)
    assert (answer.status, f"line {number}" in answer.said["reason"]) == (500, True)
    assert contents(gold) == before


def test_a_page_of_another_text_is_not_annotated(desk: Served, gold: Path) -> None:
    page = page_of(gold, "coasts.txt")
    (gold / "pages" / f"{page}.txt").write_text("Another edition.", encoding="utf-8")
    answer = desk.ask(f"/gold/{page}")
    assert (answer.status, "has another text now" in answer.body) == (409, True)


def test_a_row_without_its_place_is_found_by_its_words_when_the_page_is_done(desk: Served, gold: Path) -> None:
    page = page_of(gold, "coasts.txt")
    path = gold / "timexes.jsonl"
    bare = {"page": page, "text": "June 2013 nowhere", "type": "DATE"}
    path.write_text(path.read_text(encoding="utf-8") + to_json(bare) + "\n", encoding="utf-8")
    assert "June 2013 nowhere" in desk.ask(f"/gold/{page}").body
    answer = desk.ask("/gold/done", {"page": page, "done": True})
    assert (answer.status, "nowhere" in answer.said["reason"]) == (400, True)
    assert not any(p["done"] for p in read_pages(gold))


def test_without_gold_the_page_says_how_to_draw_some(base: Path) -> None:
    with served(base) as at_work:
        assert "chronocite gold sample" in at_work.ask("/gold").body
        assert at_work.ask("/gold/d1-1").status == 404
        assert at_work.ask("/gold/change", {"page": "d1-1"}).status == 404


def test_a_folder_that_is_no_gold_is_told(base: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["review", "--out", str(base / "out"), "--gold", str(tmp_path), "--no-browser"])
    assert told.exit_code == 2
    assert "chronocite gold sample" in told.stderr
