"""The review server: who gets in, what is served, what becomes of a decision."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.reconcile.decisions import Decision, append_decision, signed
from pipeline.review.doubts import Doubter
from pipeline.running.lock import hold
from pipeline.stages import Settings, run_reconcile
from tests.conftest import run_all
from tests.review_service import HOSTILE, TEXTS, Served, copied, finished_run, served


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished_run(tmp_path_factory.mktemp("review") / "base")


@pytest.fixture(scope="module")
def quiet(base: Path) -> Iterator[Served]:
    """A server that nobody gets to decide anything on."""
    with served(base) as at_work:
        at_work.settle()
        yield at_work
    assert not at_work.review.exists()


@pytest.fixture
def desk(base: Path, tmp_path: Path) -> Iterator[Served]:
    """A server to decide on."""
    with served(copied(base, tmp_path / "run")) as at_work:
        at_work.settle()
        yield at_work


# --- who gets in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        None, "", "127.0.0.1", "localhost", "evil.example", "evil.example:{port}", "127.0.0.1:1",
        "127.0.0.1.evil:{port}", "127.0.0.1:{port}\nevil.example", "evil.example\n127.0.0.1:{port}",
    ],
)  # fmt: skip
def test_another_host_is_refused(quiet: Served, host: str | None) -> None:
    answer = quiet.ask("/index.html", Host=host and host.format(port=quiet.port))
    # Without the header, or with two, the protocol itself is broken.
    assert answer.status in (400, 421)
    assert "<html" not in answer.body


def test_localhost_is_ours_too(quiet: Served) -> None:
    assert quiet.ask("/index.html", Host=f"localhost:{quiet.port}").status == 200


@pytest.mark.parametrize("path", ["/", "/index.html", "/review", "/review/decisions", "/review/state", "/site.js"])
def test_who_was_not_sent_by_the_terminal_reads_nothing(quiet: Served, path: str) -> None:
    admission = quiet.service.admission
    for cookie in (None, f"{admission.cookie}=", f"{admission.cookie}=x", f"other={admission.entry}"):
        answer = quiet.ask(path, Cookie=cookie)
        assert answer.status == 403
        assert "chronocite review" in answer.body
    assert quiet.ask(f"{path}?key=wrong", Cookie=None).status == 403


def test_the_address_of_the_terminal_leads_in_and_nowhere_else(quiet: Served) -> None:
    entry = quiet.service.admission.entry
    for path in ("/review", "//evil.example/", "/index.html"):
        answer = quiet.ask(f"{path}?key={entry}", Cookie=None)
        assert (answer.status, answer.headers["location"]) == (303, "/review")
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(answer.headers["set-cookie"].split("; "))


@pytest.mark.parametrize(
    ("status", "changed"),
    [
        (403, {"X_Chronocite_Token": None}),
        (403, {"X_Chronocite_Token": ""}),
        (403, {"X_Chronocite_Token": "wrong"}),
        (403, {"Cookie": None}),
        (403, {"Origin": "http://evil.example"}),
        (403, {"Origin": "null"}),
        (403, {"Origin": "http://127.0.0.1:1"}),
        (403, {"Sec_Fetch_Site": "cross-site"}),
        (403, {"Sec_Fetch_Site": "same-site"}),
        (415, {"Content_Type": "text/plain"}),
        (415, {"Content_Type": "application/x-www-form-urlencoded"}),
        (413, {"Content_Length": "99999999"}),
        (421, {"Host": "evil.example"}),
        (405, {"method": "PUT"}),
        (405, {"method": "DELETE"}),
    ],
)
@pytest.mark.parametrize("path", ["/review/decide", "/review/undo"])
def test_what_does_not_come_from_our_pages_changes_nothing(
    quiet: Served, path: str, status: int, changed: dict[str, str | None]
) -> None:
    row = quiet.item("events", date="2017")
    wish = {"action": "reject", "rows": [row]}
    assert quiet.ask(path, wish, **changed).status == status  # type: ignore[arg-type]
    assert not quiet.review.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/../dataset/events.csv", "/documents/../../dataset/events.csv", "/%2e%2e/dataset/events.csv",
        "/..%2fdataset/events.csv", "/documents/..%2f..%2fdataset%2fevents.csv", "/..%5cdataset%5cevents.csv",
        "/%252e%252e/dataset/events.csv", "//etc/passwd", "/%2fetc%2fpasswd", "/review/../../dataset/events.csv",
        "/review/..%2fguard.py", "/review/queue.html", "/index.html%00.css", "/%00", "/" + "a" * 5000, "/secret.html",
        "/tables", "/.stamps", "/documents/",
    ],
)  # fmt: skip
def test_nothing_beside_the_site_is_served(quiet: Served, path: str) -> None:
    secret = quiet.folder / "out" / "audit" / "secret.html"
    if not secret.is_symlink():
        secret.symlink_to(quiet.folder / "out" / "dataset" / "events.csv")
    answer = quiet.ask(path)
    assert answer.status in (400, 404, 414)
    assert "event_id" not in answer.body
    assert "root:" not in answer.body


# --- what is served -----------------------------------------------------------------------------------------------


class Alive(HTMLParser):
    """What a browser would run or load of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.handlers: list[str] = []
        self.inline = ""
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script"
        if tag == "script":
            self.scripts.append(dict(attrs).get("src"))
        self.handlers += [name for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.inline += data


@pytest.mark.parametrize(
    "path", ["/review?all=1", "/review?q=Santiago", "/review/decisions", "/events.html", "/index.html"]
)
def test_pages_run_our_two_scripts_and_no_other(quiet: Served, path: str) -> None:
    answer = quiet.ask(path)
    page = Alive(answer.body)
    assert sorted(str(s).lstrip("/") for s in page.scripts) == ["review/review.js", "site.js"]
    assert (page.inline, page.handlers) == ("", [])
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["frame-ancestors"]) == ("'none'", "'self'", "'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_hostile_words_are_words(quiet: Served) -> None:
    said = quiet.ask("/review?q=Santiago").body
    assert HOSTILE not in said
    assert "&lt;script&gt;" in said
    asked = quiet.ask("/review?q=%3Cimg%20src=x%3E&table=%22%3E%3Cb%3E&about=%3Ci%3E").body
    assert "<img" not in asked
    assert "<i>" not in asked


def test_the_queue_begins_with_what_is_least_sure(quiet: Served) -> None:
    items = list(quiet.office.items.values())
    assert [i.weight for i in items] == sorted((i.weight for i in items), reverse=True)
    assert {i.table for i in items} >= {"events", "agreements", "milestones"}
    shown = quiet.ask("/review").body
    assert shown.index(f'data-id="{items[0].key}"') < shown.index(f'data-id="{items[1].key}"')


def test_what_rests_on_a_mention_or_is_found_is_led_to(quiet: Served) -> None:
    event = quiet.item("events", date="2017")["key"]
    evidence = quiet.office.items[event].row["evidence"].split("; ")
    for about in (event, *evidence):
        assert f'data-id="{event}"' in quiet.ask(f"/review?about={about}").body
    assert "Nothing that can be decided on" in quiet.ask("/review?about=nothing").body


def test_doubts_are_told_in_words() -> None:
    none = dict.fromkeys(("mentions", "findings", "dissent", "decisions"), ())
    row = {"event_id": "e1", "evidence": "m1; m2", "date": "", "participants": "PER", "participants_from": "heading"}
    assert [d.says for d in Doubter(none).doubts("events", row)] == ["no date", "participants from a heading"]
    assert [d.field for d in Doubter(none).doubts("events", row)] == ["date", "participants"], "where to begin"
    sure = row | {"date": "2011-05-04", "participants_from": "sentence"}
    assert Doubter(none).doubts("events", sure) == []
    told = {
        **none,
        "mentions": [{"mention_id": "m1", "kind": "event", "verified": "no"}, {"mention_id": "m2", "kind": "event"}],
        "findings": [{"finding_id": "f1", "check": "date_conflict", "severity": "error", "evidence": "m2"}],
        "dissent": [{"row_id": "e1", "field": "place"}],
        "decisions": [
            {"state": "fuzzy", "applied": "no", "action": "reject", "reason": "words are like it", "evidence": "m1"}
        ],
    }
    doubts = Doubter(told).doubts("events", sure)
    assert [d.finding for d in doubts if d.finding] == ["f1"], "what tells more"
    assert [(d.weight, d.says) for d in doubts] == [
        (8, "a decision to reject waits to be confirmed: words are like it"),
        (3, "finding: date conflict"),
        (3, "the second reading does not hold its words"),
        (2, "mentions differ in place"),
        (1, "put together from 2 places"),
    ]


# --- decisions ------------------------------------------------------------------------------------------------------


def test_each_kind_of_decision_is_kept_over_reruns(desk: Served, tmp_path: Path) -> None:
    known = desk.office.state(0).done
    fisheries, customs = desk.item("events", date="2011-05-04"), desk.item("events", date="2014-03-09")
    exercise = desk.item("events", date="2013-06")
    parts = [m["mention_id"] for m in desk.office.snapshot.own_mentions(desk.office.items[exercise["key"]])]
    assert len(parts) == 2
    visits = [desk.item("events", date=f"2015-10-{day}") for day in (12, 13)]
    made = [
        desk.decide("accept", desk.item("agreements", first_date="2014-03-09")),
        desk.decide("reject", desk.item("events", date="2017"), comment="a company, no state"),
        desk.decide("correct", desk.item("events", date="2016-11"), field="place", value="Tema"),
        desk.decide("split", exercise, mentions=parts[:1]),
        desk.decide("merge", *visits),
        desk.decide("apart", fisheries, customs),
    ]
    assert [a.status for a in made] == [200] * 6, [a.body for a in made]
    lines = desk.decisions()
    assert [d.decision_id for d in lines] == [a.said["decision_id"] for a in made]
    assert [d.action for d in lines] == ["accept", "reject", "correct", "split", "merge", "apart"]
    assert {d.author for d in lines} == {"Ama"}
    assert lines[1].comment == "a company, no state"
    desk.settle()

    events = desk.table("events")
    dates = [e["date"] for e in events]
    assert "2017" not in dates
    assert dates.count("2013-06") == 2
    assert len([d for d in dates if d.startswith("2015-10")]) == 1
    assert [e["place"] for e in events if e["date"] == "2016-11"] == ["Tema"]
    assert {row["applied"] for row in desk.table("decisions")} == {"yes"}
    told = {(c.how, c.table) for c in desk.office.state(known).changes}
    assert {("gone", "events"), ("new", "events"), ("changed", "events")} <= told
    assert desk.office.state(desk.office.state(0).done).changes == []
    assert "Tema" in desk.ask("/events.html").body

    # The same files and decisions make the same tables, wherever they are made.
    again = Settings(desk.folder / "raw", tmp_path / "again", desk.review, 1)
    run_all(again.raw, again.out, workers=1)
    run_reconcile(again)
    for name in ("events", "agreements", "milestones", "decisions"):
        ours, theirs = (out / "dataset" / f"{name}.csv" for out in (desk.folder / "out", again.out))
        assert ours.read_bytes() == theirs.read_bytes(), name


def test_a_decision_can_be_taken_back_and_given_again(desk: Served) -> None:
    row = desk.item("events", date="2017")
    made = desk.decide("reject", row).said["decision_id"]
    desk.settle()
    assert "2017" not in [e["date"] for e in desk.table("events")]
    assert f'data-id="{row["key"]}"' not in desk.ask("/review?all=1").body

    back = desk.ask("/review/undo", {"decision_id": made})
    assert back.status == 200
    assert desk.ask("/review/undo", {"decision_id": made}).status == 409
    desk.settle()
    assert desk.item("events", date="2017")["key"] == row["key"]

    assert desk.ask("/review/undo", {"decision_id": back.said["decision_id"]}).status == 200
    desk.settle()
    assert "2017" not in [e["date"] for e in desk.table("events")]
    assert [d.action for d in desk.decisions()] == ["reject", "withdraw", "withdraw"]
    assert desk.ask("/review/decisions").body.count("data-undo=") == 2


def test_of_two_windows_the_second_looks_again(desk: Served) -> None:
    row = desk.item("events", date="2017")
    assert desk.decide("accept", row).status == 200
    late = desk.decide("reject", row)
    assert (late.status, "look again" in late.said["reason"]) == (409, True)
    # The second window has looked again: now it may.
    assert desk.decide("reject", desk.item("events", date="2017")).status == 200
    desk.settle()
    assert desk.decide("accept", row).status == 409
    assert [d.action for d in desk.decisions()] == ["accept", "reject"]


def test_of_many_at_once_one_decides(desk: Served) -> None:
    row = desk.item("events", date="2017")
    with ThreadPoolExecutor(8) as windows:
        answers = list(windows.map(lambda action: desk.decide(action, row).status, ["accept", "reject"] * 4))
    assert sorted(answers) == [200, *[409] * 7]
    assert len(desk.decisions()) == 1


@pytest.mark.parametrize(
    "wish",
    [
        [], "accept", 1, {}, {"action": "accept"}, {"action": "withdraw", "rows": []},
        {"action": "burn", "rows": ["ROW"]},
        {"action": "accept", "rows": []}, {"action": "accept", "rows": ["ROW", "OTHER"]},
        {"action": "accept", "rows": "x"},
        {"action": "merge", "rows": ["ROW"]}, {"action": "merge", "rows": ["ROW", "ROW"]},
        {"action": "merge", "rows": ["STEP", "STEP2"]},
        {"action": "merge", "rows": ["ROW", "AGREEMENT"]}, {"action": "accept", "rows": [1]},
        {"action": "accept", "rows": [{"key": 1, "seen": "x"}]}, {"action": "accept", "rows": ["ROW"], "more": "x"},
        {"action": "correct", "rows": ["ROW"]},
        {"action": "correct", "rows": ["ROW"], "field": "event_id", "value": "e1"},
        {"action": "correct", "rows": ["ROW"], "field": "place", "value": ["Tema"]},
        {"action": "correct", "rows": ["ROW"], "field": "place", "value": "x" * 3000},
        {"action": "accept", "rows": ["ROW"], "comment": "a\nb"},
        {"action": "accept", "rows": ["ROW"], "comment": "\ud800"},
        {"action": "split", "rows": ["ROW"]}, {"action": "split", "rows": ["ROW"], "mentions": ["nothing"]},
        {"action": "split", "rows": ["ROW"], "mentions": "x"}, {"action": "accept", "rows": ["ROW"], "mentions": ["x"]},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(quiet: Served, wish: object) -> None:
    rows = {
        '"ROW"': quiet.item("events", date="2017"),
        '"OTHER"': quiet.item("events", date="2016-11"),
        '"AGREEMENT"': quiet.item("agreements", first_date="2014-03-09"),
        '"STEP"': quiet.item("milestones", date="2014-03-09"),
        '"STEP2"': quiet.item("milestones", date="2011-05-04"),
    }
    body = json.dumps(wish)
    for name, row in rows.items():
        body = body.replace(name, json.dumps(row))
    answer = quiet.ask("/review/decide", body=body)
    assert answer.status == 400
    assert answer.said["reason"]
    assert not quiet.review.exists()


@pytest.mark.parametrize("body", ["{", "null", "[" * 100_000, "\x00", '{"action": NaN}'])
def test_what_is_no_wish_is_refused(quiet: Served, body: str) -> None:
    assert quiet.ask("/review/decide", body=body).status == 400
    assert quiet.ask("/review/undo", body=body).status == 400


def test_what_others_write_is_heeded_and_what_they_break_is_told(desk: Served) -> None:
    made = desk.decide("accept", desk.item("events", date="2017")).said["decision_id"]
    desk.settle()
    # `chronocite decide undo` in a terminal.
    append_decision(desk.review, signed(Decision("withdraw", withdraws=made), "Kofi"))
    desk.office.state(0)
    desk.settle()
    assert [d["state"] for d in desk.table("decisions") if d["decision_id"] == made] == ["withdrawn"]

    whole = desk.review.read_bytes()
    desk.review.write_bytes(whole + b"half a li\n")
    assert desk.office.wait(desk.office.state(0).asked)
    state = desk.office.state(0)
    assert "line 3" in state.error
    assert state.asked == state.done
    assert desk.ask("/review").status == 200
    desk.review.write_bytes(whole)
    desk.office.state(0)
    desk.settle()


def test_a_queue_with_decisions_is_shown_though_a_line_is_broken(desk: Served) -> None:
    row = desk.item("events", date="2017")
    made = desk.decide("accept", row).said["decision_id"]
    desk.settle()
    whole = desk.review.read_bytes()
    desk.review.write_bytes(whole + b"{\n")
    shown = desk.ask(f"/review?about={row['key']}")
    assert (shown.status, "line 2" in shown.body, f'data-id="{row["key"]}"' in shown.body) == (200, True, True)
    told = desk.ask("/review/decisions")
    assert (told.status, "line 2" in told.body, "<h1>" in told.body) == (500, True, True)
    back = desk.ask("/review/undo", {"decision_id": made})
    assert (back.status, "line 2" in back.said["reason"]) == (500, True)
    assert desk.review.read_bytes() == whole + b"{\n"
    # What is decided meanwhile stands behind the broken line, and holds when that is mended.
    assert desk.decide("reject", desk.item("events", date="2016-11")).status == 200
    assert desk.office.wait(desk.office.state(0).asked)
    desk.review.write_bytes(desk.review.read_bytes().replace(b"{\n", b"", 1))
    assert [d.action for d in desk.decisions()] == ["accept", "reject"]
    desk.office.state(0)
    desk.settle()
    assert "2016-11" not in [e["date"] for e in desk.table("events")]


def test_who_else_runs_the_pipeline_is_waited_for(desk: Served) -> None:
    with hold(desk.folder / "out"):
        assert desk.decide("reject", desk.item("events", date="2017")).status == 200
        until = time.monotonic() + 120
        while not (state := desk.office.state(0)).waiting and time.monotonic() < until:
            time.sleep(0.05)
        assert "in use by another run" in state.waiting
        assert (state.error, len(state.pending), state.done < state.asked) == ("", 1, True)
        assert desk.ask("/review").status == 200
    desk.settle()
    assert desk.office.state(0).waiting == ""
    assert "2017" not in [e["date"] for e in desk.table("events")]


def test_a_folder_that_a_run_is_writing_is_not_served(base: Path) -> None:
    with ThreadPoolExecutor(1) as another, hold(base / "out"):
        command = ["review", "--out", str(base / "out"), "--no-browser"]
        told = another.submit(CliRunner().invoke, app, command).result()
    assert told.exit_code == 2
    assert "in use by another run" in told.stderr


# --- the command ----------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_told(quiet: Served) -> None:
    out = quiet.folder / "out"
    told = CliRunner().invoke(app, ["review", "--out", str(out), "--port", str(quiet.port), "--no-browser"])
    assert told.exit_code == 2
    assert f"port {quiet.port} is taken" in told.stderr


def test_without_a_run_there_is_nothing_to_review(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["review", "--out", str(tmp_path), "--no-browser"])
    assert told.exit_code == 2
    assert f"run `chronocite run --out {tmp_path}` first" in told.stderr


def test_a_line_that_cannot_be_read_is_told_before_anything_is_served(base: Path, tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_text("{}\n", encoding="utf-8")
    told = CliRunner().invoke(
        app, ["review", "--out", str(base / "out"), "--review", str(tmp_path / "d.jsonl"), "--no-browser"]
    )
    assert told.exit_code == 2
    assert "line 1" in told.stderr


def test_texts_of_these_tests_tell_of_what_they_test(base: Path) -> None:
    assert all(HOSTILE in text for name, text in TEXTS.items() if name.startswith("hostile"))
    said = (base / "out" / "dataset" / "events.csv").read_text(encoding="utf-8")
    assert HOSTILE in said
