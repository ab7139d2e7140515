"""The review as a person works it, by key, in headless Chromium: each kind of decision, two windows, undo, a rerun."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from pipeline.stages import Settings, run_reconcile
from tests.browser.test_accessible import faults, with_scheme
from tests.conftest import run_all
from tests.review_service import Served, copied, finished_run, served


@pytest.fixture(scope="module")
def base(browser: webdriver.Chrome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Asks for the browser first: without one there is no need of a run."""
    return finished_run(tmp_path_factory.mktemp("deciding") / "base")


@pytest.fixture
def desk(base: Path, tmp_path: Path) -> Iterator[Served]:
    with served(copied(base, tmp_path / "run")) as at_work:
        at_work.settle()
        yield at_work


class Person:
    """In front of one window."""

    def __init__(self, browser: webdriver.Chrome, desk: Served) -> None:
        self.browser = browser
        self.desk = desk
        self.window = browser.current_window_handle
        self.asked = desk.office.state(0).asked
        browser.get(desk.address)
        self.ready()

    def turn(self) -> None:
        """Turn to this window."""
        self.browser.switch_to.window(self.window)

    def ready(self) -> None:
        """The page has asked how things stand."""
        self.until(lambda: bool(self.browser.find_elements(By.CSS_SELECTOR, "body[data-done]")))

    def until(self, holds: Callable[[], bool]) -> None:
        # The page renews its rows while one looks.
        wait = WebDriverWait(self.browser, 60, poll_frequency=0.05, ignored_exceptions=[StaleElementReferenceException])
        wait.until(lambda _: holds())

    def see(self, text: str) -> None:
        self.until(lambda: text in self.browser.find_element(By.TAG_NAME, "body").text)

    def press(self, *keys: str) -> None:
        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()

    def card(self, key: str) -> WebElement:
        return self.browser.find_element(By.ID, f"r={key}")

    def is_there(self, key: str) -> bool:
        return bool(self.browser.find_elements(By.ID, f"r={key}"))

    def to(self, key: str) -> None:
        """Walk to a row, by key."""
        for _ in range(40):
            if self.browser.execute_script("return chronocite.chosen()?.dataset.id") == key:
                return
            self.press("j")
        pytest.fail(f"no way to {key} by key")

    def decided(self, number: int) -> None:
        """So many lines are in the file, and the page shows what the run made of them."""
        self.until(lambda: len(self.desk.decisions()) == number)
        # The line is written before the run is asked for.
        self.until(lambda: self.desk.office.state(0).asked > self.asked)
        self.asked = self.desk.office.state(0).asked
        self.desk.settle()
        done = self.desk.office.state(0).done
        self.until(lambda: int(self.browser.find_element(By.TAG_NAME, "body").get_attribute("data-done") or 0) >= done)


@pytest.fixture
def person(browser: webdriver.Chrome, desk: Served) -> Iterator[Person]:
    browser.get_log("browser")
    # The look at accessibility lifts it.
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    yield Person(browser, desk)
    messages = [m["message"] for m in browser.get_log("browser") if m["level"] in {"SEVERE", "WARNING"}]
    # What was refused on purpose the browser tells as an error.
    assert [m for m in messages if " 409 " not in m and " 400 " not in m] == []
    browser.get("about:blank")


def test_accept_and_reject_and_take_back(person: Person, desk: Served) -> None:
    cable, custom = desk.item("events", date="2017")["key"], desk.item("events", date="2014-03-09")["key"]
    person.to(cable)
    person.press("r")
    person.decided(1)
    person.see("The run changed")
    person.until(lambda: not person.is_there(cable))
    assert "2017" not in [e["date"] for e in desk.table("events")]

    person.to(custom)
    person.press("a")
    person.decided(2)
    # Only what is undecided is shown; the accepted row is there among all.
    person.until(lambda: not person.is_there(custom))
    person.press("v")
    person.until(lambda: person.is_there(custom))
    assert "accept by Ama" in person.card(custom).text

    # The last decision of this window first, though the page was loaded anew.
    person.ready()
    person.press("u")
    person.decided(3)
    person.until(lambda: "accept by" not in person.card(custom).text)
    person.press("u")
    person.decided(4)
    person.until(lambda: person.is_there(cable))
    assert [d.action for d in desk.decisions()] == ["reject", "accept", "withdraw", "withdraw"]


def test_correct(person: Person, desk: Served) -> None:
    key = desk.item("events", date="2016-11")["key"]
    person.to(key)
    person.press("c")
    form = person.browser.find_element(By.ID, "form")
    Select(form.find_element(By.NAME, "field")).select_by_value("date")
    value = form.find_element(By.NAME, "value")
    assert value.get_attribute("value") == "2016-11"
    value.clear()
    value.send_keys("2016-13", Keys.ENTER)
    person.until(lambda: "bad" in person.card(key).find_element(By.CSS_SELECTOR, ".said").get_attribute("class"))
    assert desk.decisions() == []
    person.press("c")
    Select(form.find_element(By.NAME, "field")).select_by_value("date")
    value = form.find_element(By.NAME, "value")
    value.clear()
    value.send_keys("2016-11-20")
    form.find_element(By.NAME, "comment").send_keys("the navy's yearbook", Keys.ENTER)
    person.decided(1)
    person.see("2016-11 → 2016-11-20")
    assert [e["date"] for e in desk.table("events") if e["date"].startswith("2016")] == ["2016-11-20"]
    assert desk.decisions()[0].comment == "the navy's yearbook"


def test_leaving_a_form_decides_nothing(person: Person, desk: Served) -> None:
    person.to(desk.item("events", date="2013-06")["key"])
    for opens in ("c", "s"):
        person.press(opens)
        person.until(lambda: person.browser.find_element(By.ID, "form").is_displayed())
        # A key pressed there is text, not a decision.
        person.press("a", Keys.ESCAPE)
        person.until(lambda: not person.browser.find_element(By.ID, "form").is_displayed())
    assert desk.decisions() == []


def test_merge_and_keep_apart_and_split(person: Person, desk: Served, tmp_path: Path) -> None:
    visits = [desk.item("events", date=f"2015-10-{day}")["key"] for day in (12, 13)]
    signed = [desk.item("events", date=date)["key"] for date in ("2011-05-04", "2014-03-09")]
    exercise = desk.item("events", date="2013-06")["key"]
    for action, rows in (("m", visits), ("p", signed)):
        for row in rows:
            person.to(row)
            person.press("x")
        assert f"{len(rows)} rows picked" in person.browser.find_element(By.ID, "picked").text
        person.press(action)
        person.decided(1 if action == "m" else 2)
    person.to(exercise)
    person.press("s")
    boxes = person.browser.find_elements(By.CSS_SELECTOR, "#form input[type=checkbox]")
    assert len(boxes) == 2
    boxes[0].click()
    person.browser.find_element(By.CSS_SELECTOR, "#form button.main").click()
    person.decided(3)
    assert [d.action for d in desk.decisions()] == ["merge", "apart", "split"]
    dates = [e["date"] for e in desk.table("events")]
    assert dates.count("2013-06") == 2
    assert len([d for d in dates if d.startswith("2015-10")]) == 1

    # The pipeline run from the beginning keeps it all.
    again = Settings(desk.folder / "raw", tmp_path / "again", desk.review, 1)
    run_all(again.raw, again.out, workers=1)
    run_reconcile(again)
    ours, theirs = (out / "dataset" / "events.csv" for out in (desk.folder / "out", again.out))
    assert ours.read_bytes() == theirs.read_bytes()
    person.browser.refresh()
    person.ready()
    shown = person.browser.find_element(By.ID, "queue").get_attribute("data-count")
    assert shown == str(sum(not i.decided for i in desk.office.items.values()))


def test_two_windows(browser: webdriver.Chrome, person: Person, desk: Served) -> None:
    key = desk.item("events", date="2017")["key"]
    browser.switch_to.new_window("tab")
    try:
        other = Person(browser, desk)
        other.to(key)
        person.turn()
        person.to(key)
        person.press("a")
        person.until(lambda: len(desk.decisions()) == 1)
        other.turn()
        # Whether it has heard of the other's decision yet or not: it does not decide on what it did not see.
        if other.is_there(key):
            other.press("r")
        person.desk.settle()
        other.until(lambda: not other.is_there(key))
        assert [d.action for d in desk.decisions() if d.action == "accept"] == ["accept"]
        about = [d for d in desk.decisions() if d.groups[0][0].exact.startswith("A cable")]
        assert [d.action for d in about] == ["accept"]
    finally:
        browser.switch_to.window(browser.window_handles[-1])
        browser.close()
        person.turn()


def test_from_the_pages_of_the_audit_to_a_decision(person: Person, desk: Served) -> None:
    browser, key = person.browser, desk.item("events", date="2017")["key"]
    browser.get(f"http://127.0.0.1:{desk.port}/events.html#r={key}")
    person.card(key).find_element(By.CSS_SELECTOR, "a.to-queue").click()
    person.ready()
    assert person.is_there(key)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".decidable")) == 1

    mention = desk.office.snapshot.own_mentions(desk.office.items[key])[0]
    browser.get(f"http://127.0.0.1:{desk.port}/documents/{mention['doc_id']}.html#m={mention['mention_id']}")
    person.until(lambda: bool(browser.find_elements(By.CSS_SELECTOR, "mark.chosen")))
    person.press("d")
    person.until(lambda: person.is_there(key))
    person.ready()


def test_hostile_words_run_nothing(person: Person, desk: Served) -> None:
    person.browser.get(f"http://127.0.0.1:{desk.port}/review?q=Santiago&all=1")
    person.ready()
    assert "<script>document.title" in person.browser.find_element(By.ID, "queue").text
    key = str(person.browser.find_element(By.CSS_SELECTOR, ".decidable").get_attribute("data-id"))
    person.to(key)
    person.press("r")
    person.decided(1)
    person.see("The run changed")
    assert person.browser.title.startswith("Review")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(person: Person, desk: Served, scheme: str) -> None:
    with_scheme(person.browser, scheme)
    person.browser.refresh()
    person.ready()
    person.press("x", "c")
    assert faults(person.browser) == []
    person.browser.get(f"http://127.0.0.1:{desk.port}/review/decisions")
    person.ready()
    assert faults(person.browser) == []


def test_a_server_that_is_gone_is_told(person: Person, desk: Served) -> None:
    key = desk.item("events", date="2017")["key"]
    person.to(key)
    person.browser.execute_script("window.fetch = () => Promise.reject(new TypeError('gone'))")
    person.press("a")
    person.until(lambda: "does not answer" in person.card(key).text)
    assert desk.decisions() == []
