"""Spans laid over a text as HTML: nested where they nest, split where they cross, nothing of the text lost.

The text is hostile input. It is escaped here, and what would act on the page unseen (control characters,
bidirectional overrides) is shown as a sign in its place, one for one, so that no offset moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup, escape

_SIGNS: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **dict.fromkeys(range(0x202A, 0x202F), "\ufffd"),
    **dict.fromkeys(range(0x2066, 0x206A), "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """An element around `text[start:end]`; where marks cross, one of them becomes several pieces.

    Attributes:
        start: In the text.
        end: In the text, behind `start`.
        tag: `mark` or `a`.
        attributes: Of every piece.
        once: Further ones, of the first piece alone: an `id` may stand only once in a page.
    """

    start: int
    end: int
    tag: str
    attributes: Mapping[str, str]
    once: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """An empty `span` in front of `text[at]`: a page break, an anchor."""

    at: int
    attributes: Mapping[str, str]


def visible(text: str) -> str:
    """The text with a sign for each character that is not seen but acts: as long as before."""
    # Nothing that acts unseen is printable; most of what a page shows is nothing else, and asking is fast.
    return text if text.isprintable() else text.translate(_SIGNS)


def lay(text: str, marks: Sequence[Mark], points: Iterable[Point] = ()) -> Markup:
    """Lay marks over a text.

    One sweep over the ends of the marks: the work grows with their number times the depth to which they nest.

    Args:
        text: Any characters.
        marks: In any order; of two that start together the longer is the outer one, of two alike the first.
        points: In any order.

    Returns:
        HTML that gives `visible(text)` when its tags are taken out and its entities read.

    Raises:
        ValueError: A mark is empty or reaches outside of the text.
    """
    for mark in marks:
        if not 0 <= mark.start < mark.end <= len(text):
            raise ValueError(f"no mark {mark.start}:{mark.end} in a text of {len(text)} characters")
    breaks = sorted(points, key=lambda p: p.at)
    waiting = sorted(marks, key=lambda m: (m.start, -m.end))
    cuts = sorted({0, len(text)}.union(*((m.start, m.end) for m in marks), (p.at for p in breaks)))
    text = visible(text)
    pieces: list[str] = []
    stack: list[Mark] = []
    opened = passed = 0
    for at, following in pairwise([*cuts, len(text)]):
        again = _close(stack, at, pieces)
        while passed < len(breaks) and breaks[passed].at == at:
            pieces.append(f"<span{_attributes(breaks[passed].attributes)}></span>")
            passed += 1
        for mark in again:
            pieces.append(f"<{mark.tag}{_attributes(mark.attributes)}>")
        stack += again
        while opened < len(waiting) and waiting[opened].start == at:
            mark = waiting[opened]
            pieces.append(f"<{mark.tag}{_attributes({**mark.once, **mark.attributes})}>")
            stack.append(mark)
            opened += 1
        pieces.append(str(escape(text[at:following])))
    return Markup("".join(pieces))


def _close(stack: list[Mark], at: int, pieces: list[str]) -> list[Mark]:
    """Close the marks that end here, and those inside of them; the latter are returned to be opened again."""
    lowest = next((i for i, mark in enumerate(stack) if mark.end <= at), len(stack))
    closed = stack[lowest:]
    del stack[lowest:]
    pieces += [f"</{mark.tag}>" for mark in reversed(closed)]
    return [mark for mark in closed if mark.end > at]


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(visible(value))}"' for name, value in attributes.items())
