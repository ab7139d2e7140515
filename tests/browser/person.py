"""Somebody in front of one window of the review, who works by key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.review_service import Served

FARTHEST = 60
"""Rows that are walked past before a row is held to be out of reach."""
AWAY = """id => {
  const ids = chronocite.items().map(item => item.dataset.id);
  return ids.indexOf(id) - ids.indexOf(chronocite.chosen()?.dataset.id);
}"""
"""How many rows behind the chosen one a row is."""


class Person:
    """In front of one window.

    Args:
        window: Where to work.
        desk: The server.
        path: The page to begin with; empty for the address that the terminal gives, which leads in.
    """

    def __init__(self, window: Page, desk: Served, path: str = "") -> None:
        self.window = window
        self.desk = desk
        if path:
            self.visit(path)
        else:
            window.goto(desk.address)
        self.ready()

    def another_tab(self) -> Person:
        """The same person in another tab of the same browser."""
        return Person(self.window.context.new_page(), self.desk)

    def visit(self, path: str) -> None:
        self.window.goto(f"http://127.0.0.1:{self.desk.port}{path}")

    def reload(self) -> None:
        self.window.reload()
        self.ready()

    def ready(self) -> None:
        """The page has asked how things stand."""
        expect(self.window.locator("body")).to_have_attribute("data-done", re.compile(r"\d"))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.window.keyboard.press(key)

    def card(self, key: str) -> Locator:
        return self.window.locator(f'[id="r={key}"]')

    @property
    def form(self) -> Locator:
        return self.window.locator("#form")

    def sees(self, text: str) -> None:
        expect(self.window.locator("body")).to_contain_text(text)

    def to(self, key: str) -> None:
        """Walk to a row, by key."""
        expect(self.card(key)).to_have_count(1)
        for _ in range(FARTHEST):
            # Which way it is must be looked up each time: what was chosen may be gone with what was decided before.
            away = self.window.evaluate(AWAY, key)
            if not away:
                return
            self.press("j" if away > 0 else "k")
        pytest.fail(f"no way to {key} by key")

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """What is done herein is a decision: it is taken, the run heeds it, and the page shows what it made of it."""
        with self.asking() as answers:
            yield
        assert answers == [200]
        self.desk.settle()
        done = str(self.desk.office.state(0).done)
        expect(self.window.locator("body")).to_have_attribute("data-done", done)

    @contextmanager
    def asking(self) -> Iterator[list[int]]:
        """What is done herein asks the server for something; its answer's status is in the list afterwards."""
        answers: list[int] = []
        with self.window.expect_response(lambda answer: answer.request.method == "POST") as told:
            yield answers
        answers.append(told.value.status)
