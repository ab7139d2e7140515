"""The review as a person works it, by key, in headless Chromium: each kind of decision, two tabs, undo, a rerun."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from pipeline.stages import Settings, run_audit, run_extract, run_ingest, run_reconcile
from tests.browser.conftest import NewWindow
from tests.browser.person import Person
from tests.browser.slowness import Slowness
from tests.review_service import Served, served

OF_THE_PAGE = re.compile(r"/review(\?[^/]*)?$")
"""What the page asks for when the run has changed: itself, anew."""


def test_accept_and_reject_and_take_back(person: Person, desk: Served) -> None:
    cable, custom = desk.item("events", date="2017")["key"], desk.item("events", date="2014-03-09")["key"]
    person.to(cable)
    with person.deciding():
        person.press("r")
    person.sees("The run changed")
    expect(person.card(cable)).to_have_count(0)
    assert "2017" not in [e["date"] for e in desk.table("events")]

    person.to(custom)
    with person.deciding():
        person.press("a")
    # Only what is undecided is shown; the accepted row is there among all.
    expect(person.card(custom)).to_have_count(0)
    person.press("v")
    expect(person.card(custom)).to_contain_text("accept by Ama")

    # The last decision of this window first, though the page was loaded anew.
    person.ready()
    with person.deciding():
        person.press("u")
    expect(person.card(custom)).not_to_contain_text("accept by")
    with person.deciding():
        person.press("u")
    expect(person.card(cable)).to_have_count(1)
    assert [d.action for d in desk.decisions()] == ["reject", "accept", "withdraw", "withdraw"]


def test_taken_back_and_restored_on_the_page_of_decisions(person: Person, desk: Served) -> None:
    person.to(desk.item("events", date="2017")["key"])
    with person.deciding():
        person.press("r")
    person.visit("/review/decisions")
    person.ready()
    for button, left in (("take back", True), ("restore", False)):
        with person.deciding():
            person.window.get_by_role("button", name=button, exact=True).click()
        assert ("2017" in [e["date"] for e in desk.table("events")]) == left
        # The line of what was done last comes first.
        expect(person.window.locator("tbody tr").first).to_contain_text("withdraw")
    assert [d.action for d in desk.decisions()] == ["reject", "withdraw", "withdraw"]


def test_a_form_begins_with_what_is_doubted(person: Person, desk: Served) -> None:
    doubted = {
        key: next(d.field for d in item.doubts if d.field)
        for key, item in desk.office.items.items()
        if item.table == "events" and any(d.field for d in item.doubts) and not item.row["other_dates"]
    }
    assert {"participants", "type"} & {*doubted.values()}
    key = next(key for key, field in doubted.items() if field in ("participants", "type"))
    person.to(key)
    person.press("c")
    expect(person.form.locator("[name=field]")).to_have_value(doubted[key])


def test_correct(person: Person, desk: Served) -> None:
    key = desk.item("events", date="2016-11")["key"]
    person.to(key)
    field, value = (person.form.locator(f"[name={name}]") for name in ("field", "value"))
    person.press("c")
    field.select_option("date")
    expect(value).to_have_value("2016-11")
    value.fill("2016-13")
    with person.asking() as answers:
        value.press("Enter")
    assert answers == [400]
    expect(person.card(key).locator(".said")).to_have_class(re.compile(r"\bbad\b"))
    assert desk.decisions() == []

    person.press("c")
    field.select_option("date")
    value.fill("2016-11-20")
    person.form.locator("[name=comment]").fill("the navy's yearbook")
    with person.deciding():
        person.press("Enter")
    person.sees("2016-11 → 2016-11-20")
    assert [e["date"] for e in desk.table("events") if e["date"].startswith("2016")] == ["2016-11-20"]
    assert desk.decisions()[0].comment == "the navy's yearbook"


def test_leaving_a_form_decides_nothing(person: Person, desk: Served) -> None:
    person.to(desk.item("events", date="2013-06")["key"])
    for opens in ("c", "s"):
        person.press(opens)
        expect(person.form).to_be_visible()
        # A key pressed there is text, not a decision.
        person.press("a", "Escape")
        expect(person.form).to_be_hidden()
    assert desk.decisions() == []


def test_a_key_right_behind_a_form_is_not_lost(person: Person, desk: Served) -> None:
    key = desk.item("events", date="2013-06")["key"]
    person.to(key)
    person.press("c")
    expect(person.form).to_be_visible()
    # The focus stays in a form that is closed until the browser draws again; who types fast is there before.
    person.window.evaluate(
        """() => {
            const field = document.querySelector("#form select");
            document.getElementById("form").close();
            field.dispatchEvent(new KeyboardEvent("keydown", { key: "x", bubbles: true, cancelable: true }));
        }"""
    )
    expect(person.card(key)).to_contain_class("picked")
    assert desk.decisions() == []


# --- faster than the server -----------------------------------------------------------------------------------------


def test_what_answers_a_key_stays_until_there_is_news(person: Person) -> None:
    person.press("u")
    for _ in range(2):
        with person.window.expect_response("**/review/state*") as told:
            person.window.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        told.value.finished()
    expect(person.window.locator("#run")).to_have_text("Nothing was decided in this window.")


def test_who_takes_back_at_once_means_what_is_on_its_way(person: Person, desk: Served) -> None:
    first, second = desk.item("events", date="2017")["key"], desk.item("events", date="2013-06")["key"]
    person.to(first)
    with person.deciding():
        person.press("a")
    person.to(second)
    slowness = Slowness(person.window, "/review/decide")
    person.press("r", "u")
    slowness.begun()
    assert [d.action for d in desk.decisions()] == ["accept"]
    with person.window.expect_response("**/review/undo") as answer:
        slowness.end()
    assert answer.value.status == 200
    assert [d.action for d in desk.decisions()] == ["accept", "reject", "withdraw"]
    accepted, rejected, withdrawn = desk.decisions()
    assert withdrawn.withdraws == rejected.decision_id != accepted.decision_id


def test_a_form_that_is_open_keeps_its_row_until_it_is_closed(person: Person, desk: Served) -> None:
    """Somebody decides elsewhere; the page has asked for what came of it, and the form is opened meanwhile."""
    key, gone = desk.item("events", date="2013-06")["key"], desk.item("events", date="2017")["key"]
    person.to(key)
    slowness = Slowness(person.window, "/review")
    assert desk.decide("reject", desk.item("events", date="2017")).status == 200
    desk.settle()
    slowness.begun()
    person.press("c")
    expect(person.form).to_be_visible()
    with person.window.expect_response(OF_THE_PAGE):
        slowness.end()
    # What came is left until the form is closed, and asked for anew then.
    person.window.evaluate("new Promise(done => setTimeout(done, 200))")
    assert person.card(gone).count() == 1
    person.press("Escape")
    expect(person.card(gone)).to_have_count(0)
    expect(person.card(key)).to_have_count(1)


def test_an_answer_that_was_overtaken_is_passed_over(person: Person, desk: Served) -> None:
    gone = desk.item("events", date="2017")["key"]
    slowness = Slowness(person.window, "/review", on="answer", once=True)
    assert desk.decide("accept", desk.item("events", date="2013-06")).status == 200
    desk.settle()
    slowness.begun()
    person.to(gone)
    with person.deciding():
        person.press("r")
    expect(person.card(gone)).to_have_count(0)
    assert f"r={gone}" in slowness.end()
    person.window.evaluate("new Promise(done => setTimeout(done, 200))")
    assert person.card(gone).count() == 0


def test_every_kind_of_decision_is_kept(person: Person, desk: Served, new_window: NewWindow, tmp_path: Path) -> None:
    """All six by key; then the page is loaded anew, and the pipeline run from the beginning."""
    accepted = desk.item("agreements", first_date="2014-03-09")["key"]
    rejected = desk.item("events", date="2017")["key"]
    corrected = desk.item("events", date="2016-11")["key"]
    visits = [desk.item("events", date=f"2015-10-{day}")["key"] for day in (12, 13)]
    signed = [desk.item("events", date=date)["key"] for date in ("2011-05-04", "2014-03-09")]
    exercise = desk.item("events", date="2013-06")["key"]

    for key, row in (("a", accepted), ("r", rejected)):
        person.to(row)
        with person.deciding():
            person.press(key)
    person.to(corrected)
    person.press("c")
    person.form.locator("[name=field]").select_option("place")
    person.form.locator("[name=value]").fill("Tema")
    with person.deciding():
        person.press("Enter")
    for key, rows in (("m", visits), ("p", signed)):
        for row in rows:
            person.to(row)
            person.press("x")
        expect(person.window.locator("#picked")).to_contain_text(f"{len(rows)} rows picked")
        with person.deciding():
            person.press(key)
        expect(person.window.locator("#picked")).to_be_hidden()
    person.to(exercise)
    person.press("s")
    boxes = person.form.locator("input[type=checkbox]")
    expect(boxes).to_have_count(2)
    boxes.first.check()
    with person.deciding():
        person.form.locator("button.main").click()

    kinds = ["accept", "reject", "correct", "merge", "apart", "split"]
    assert [d.action for d in desk.decisions()] == kinds
    dates = [e["date"] for e in desk.table("events")]
    assert "2017" not in dates
    assert [e["place"] for e in desk.table("events") if e["date"] == "2016-11"] == ["Tema"]
    assert dates.count("2013-06") == 2
    assert len([d for d in dates if d.startswith("2015-10")]) == 1
    undecided = sum(not i.decided for i in desk.office.items.values())
    person.reload()
    expect(person.window.locator("#queue")).to_have_attribute("data-count", str(undecided))
    here = shown(person)

    # The pipeline run from the beginning keeps it all, and so does a server that is started on what it left.
    again = Settings(desk.folder / "raw", tmp_path / "anew" / "out", desk.review, 1)
    for stage in (run_ingest, run_extract, run_reconcile, run_audit):
        assert stage(again) == []
    for name in ("events", "agreements", "milestones", "decisions"):
        ours, theirs = (out / "dataset" / f"{name}.csv" for out in (desk.folder / "out", again.out))
        assert ours.read_bytes() == theirs.read_bytes(), name
    for name in ("raw", "review"):
        (tmp_path / "anew" / name).symlink_to(desk.folder / name)
    with served(tmp_path / "anew") as elsewhere:
        elsewhere.settle()
        late = Person(new_window(), elsewhere)
        expect(late.window.locator("#queue")).to_have_attribute("data-count", str(undecided))
        assert shown(late) == here
        late.visit("/review/decisions")
        late.ready()
        actions = late.window.locator("tbody tr td:nth-child(3) b").all_text_contents()
        assert actions == kinds[::-1]
        assert late.window.locator("tbody tr .state").all_text_contents() == ["holds"] * len(kinds)
        late.window.goto("about:blank")


def shown(person: Person) -> list[str]:
    """What the queue of all rows shows: of each row its key, its values and what was decided on it."""
    person.visit("/review?all=1")
    person.ready()
    cards = person.window.locator(".decidable").all()
    assert cards
    return [f"{c.get_attribute('data-id')} {c.locator('.held, .fields').all_inner_texts()}" for c in cards]


def test_of_two_tabs_the_late_one_looks_again(person: Person, desk: Served) -> None:
    """It has not heard of the other's decision, and does not decide on what it did not see."""
    key = desk.item("events", date="2017")["key"]
    late = person.another_tab()
    late.to(key)
    # Its questions how things stand are left without an answer.
    Slowness(late.window, "/review/state")
    person.to(key)
    with person.deciding():
        person.press("a")
    assert late.card(key).count() == 1
    with late.asking() as answers:
        late.press("r")
    assert answers == [409]
    late.sees("look again")
    assert [d.action for d in desk.decisions()] == ["accept"]


def test_of_two_tabs_the_other_hears_of_it(person: Person, desk: Served) -> None:
    """Nobody touches it: rows go and come back, what is taken back in the one, too."""
    key = desk.item("events", date="2017")["key"]
    other = person.another_tab()
    expect(other.card(key)).to_have_count(1)
    person.to(key)
    with person.deciding():
        person.press("r")
    expect(other.card(key)).to_have_count(0)
    other.sees("The run changed")
    # One tab takes back its own decisions alone.
    other.press("u")
    other.sees("Nothing was decided in this window.")
    with person.deciding():
        person.press("u")
    expect(other.card(key)).to_have_count(1)
    assert [d.action for d in desk.decisions()] == ["reject", "withdraw"]


def test_from_the_pages_of_the_audit_to_a_decision(person: Person, desk: Served) -> None:
    key = desk.item("events", date="2017")["key"]
    person.visit(f"/events.html#r={key}")
    person.card(key).locator("a.to-queue").click()
    person.ready()
    expect(person.card(key)).to_have_count(1)
    expect(person.window.locator(".decidable")).to_have_count(1)

    mention = desk.office.snapshot.own_mentions(desk.office.items[key])[0]
    person.visit(f"/documents/{mention['doc_id']}.html#m={mention['mention_id']}")
    expect(person.window.locator("mark.chosen").first).to_be_visible()
    person.press("d")
    expect(person.card(key)).to_have_count(1)
    person.ready()


def test_hostile_words_run_nothing(person: Person, desk: Served) -> None:
    person.visit("/review?q=Santiago&all=1")
    person.ready()
    expect(person.window.locator("#queue")).to_contain_text("<script>document.title")
    person.to(str(person.window.locator(".decidable").first.get_attribute("data-id")))
    with person.deciding():
        person.press("r")
    person.sees("The run changed")
    expect(person.window).to_have_title(re.compile("^Review"))


def test_a_server_that_is_gone_is_told(person: Person, desk: Served, complaints: list[str]) -> None:
    key = desk.item("events", date="2017")["key"]
    person.to(key)
    desk.stop()
    person.press("a")
    expect(person.card(key)).to_contain_text("does not answer")
    assert desk.decisions() == []
    person.window.goto("about:blank")
    gone = ("net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_RESET", "net::ERR_EMPTY_RESPONSE")
    complaints[:] = [c for c in complaints if not any(reason in c for reason in gone)]
