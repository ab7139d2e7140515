"""From a marked date in a document to a decision about it alone, by key; what goes with it, and back."""

from __future__ import annotations

from playwright.sync_api import expect

from pipeline.audit.links import document_file
from tests.browser.person import Person
from tests.review_service import Served


def test_a_date_is_decided_on_from_its_words(person: Person, desk: Served) -> None:
    (day,) = [m for m in desk.table("mentions") if m["kind"] == "date" and m["text"] == "9 March 2014"]
    person.visit(f"/{document_file(day['doc_id'])}#m={day['mention_id']}")
    expect(person.window.locator(".told .to-queue").first).to_contain_text("decide on it")
    person.press("d")
    person.ready()
    card = person.card(day["mention_id"])
    expect(card).to_contain_text("2014-03-09")
    # What it dates can be decided on beside it.
    assert person.window.locator(".decidable[data-kind=events]").count() == 1
    person.to(day["mention_id"])
    expect(card.locator("[data-action=split]")).to_have_count(0)
    person.press("c")
    person.form.locator("[name=value]").fill("2015-03-09")
    with person.deciding():
        person.form.locator("[value=yes]").click()
    assert "2015-03-09" in {e["date"] for e in desk.table("events")}
    expect(person.window.locator("#changes")).to_contain_text("2014-03-09")
    with person.deciding():
        person.press("u")
    assert "2014-03-09" in {e["date"] for e in desk.table("events")}


def test_the_page_says_what_can_be_decided(person: Person) -> None:
    person.window.locator(".what summary").click()
    for words in (
        "claims: accept, reject",
        "dates: accept, reject, correct (value)",
        "milestones: accept, reject, correct (act, date), split",
    ):
        expect(person.window.locator(".what")).to_contain_text(words)
