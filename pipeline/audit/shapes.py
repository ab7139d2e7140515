"""What a picture is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 960.0


@dataclass(frozen=True, slots=True)
class Shape:
    """One element of a picture.

    Attributes:
        tag: `rect`, `circle`, `line` or `text`.
        css: Classes, see `templates/picture.svg`.
        at: Its geometry, attributes of SVG in pixels.
        text: Of a `text`.
        title: Shown when it is pointed at, and read aloud.
        href: Where it leads, from the audit folder.
    """

    tag: str
    css: str
    at: Mapping[str, float]
    text: str = ""
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: `name` is its file's, `about` says what it shows and what it leaves out, `legend` its colours."""

    name: str
    title: str
    about: str
    height: float
    shapes: Sequence[Shape]
    legend: Sequence[tuple[str, str]] = ()
    width: float = WIDTH
