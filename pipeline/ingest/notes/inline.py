"""Notes that stand in brackets in the text and say what they are: `[Footnote 12: …]`, `[Footnote 8-23: …]`,
`[Note: …]`.

Transcriptions (Project Gutenberg's are the best known) put a page's notes so behind the paragraph that cites them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_OPENS = re.compile(
    r"\[(?:foot|end)-?note\s*(?P<label>(?:[A-Za-z]{0,2}\d{1,4}(?:[-–.]\d{1,4})?[a-z]?|[A-Za-z]{1,2}|[*†‡§¶]{1,4}))\s*[:.]\s*(?=\S)",
    re.IGNORECASE,
)
_LONGEST = 20_000
"""Characters: a bracket that nobody closed must not swallow the document."""


@dataclass(frozen=True, slots=True)
class InlineNote:
    """A note in brackets: `source[start:end]` with them; its label stands at `head`, its text ends at `tail`."""

    label: str
    start: int
    end: int
    head: int
    tail: int
    complete: bool


def inline_notes(source: str) -> list[InlineNote]:
    """All notes in brackets, in source order; one whose bracket is never closed ends with its paragraph."""
    out: list[InlineNote] = []
    at = 0
    while m := _OPENS.search(source, at):
        tail = _closing(source, m.end())
        closed = tail is not None
        if tail is None:
            blank = re.compile(r"\r?\n[^\S\n]*\r?\n|\Z").search(source, m.end())
            tail = blank.start() if blank else len(source)
        end = tail + closed
        out.append(InlineNote(m["label"], m.start(), end, m.start("label"), _behind_text(source, tail), closed))
        at = end
    return out


def _closing(source: str, at: int) -> int | None:
    """Where the bracket that was opened before `at` is closed; those inside are passed over."""
    depth = 1
    following = _OPENS.search(source, at)
    limit = min(at + _LONGEST, following.start() if following else len(source))
    for m in re.compile(r"[\[\]]").finditer(source, at, limit):
        depth += 1 if m.group() == "[" else -1
        if depth == 0:
            return m.start()
    return None


def _behind_text(source: str, tail: int) -> int:
    while source[tail - 1].isspace():
        tail -= 1
    return tail


def inline_marks(source: str, labels: Collection[str], spans: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """The markers `[8-23]`, `[A]`, `[*]` in some spans of the source: those whose label a note has.

    Returns:
        Label, start and end of each, in source order; the span is the label's, without brackets.
    """
    mark = re.compile(r"\[([^\[\]\s]{1,10})\](?!\()")
    found = [m for a, b in spans for m in mark.finditer(source, a, b)]
    return [(m[1], *m.span(1)) for m in found if m[1] in labels]
