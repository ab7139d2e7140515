"""What a text cites, as the tests of interviews look at it."""

from __future__ import annotations

from pipeline.extract.citations.interviews import Interview
from pipeline.rulebook.examples import cells, cited


def told(text: str, where: str = "note") -> list[dict[str, str]]:
    """The interviews that a text cites: their words, and the cells of their rows."""
    return [{"text": words, **cells(c.said)} for words, c in cited(text, where) if isinstance(c.said, Interview)]
