"""What every PDF reader hands on: pages of glyphs and rules, one after another. Nothing behind it knows the reader.

Coordinates are points from the top left corner of the page as it is shown (a page's `/Rotate` is applied).
Text that stands askew on its page is measured in the frame of its own direction: see `turn_box`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

Box = tuple[float, float, float, float]
"""`x0, top, x1, bottom`."""

LANG = "Lang"
"""The key under which `PageReader.metadata` has the language that the file's catalogue states."""
BLANK_GAP = 0.17
"""In units of the size: a gap that reads as a blank where the file prints none."""


class Glyph(NamedTuple):
    """A printed character, or a stretch of neighbours that are alike and that no blank parts.

    Attributes:
        text: What it stands for, by the file's own account; U+FFFD where the file does not say.
        font: Its name, subset tag removed.
        size: In points.
        x0, top, x1, bottom: Its box on the page.
        base: The baseline that it stands on, in the frame of its direction.
        turn: How often the page must be turned by 90° clockwise for the glyph to stand upright.
        blank: A blank is printed behind it; its box does not cover that.
    """

    text: str
    font: str
    size: float
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    turn: int = 0
    blank: bool = False


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page as it is printed.

    Attributes:
        number: Counts from 1.
        width: In points.
        height: In points.
        glyphs: In the order of the file, which need not be that of reading.
        rules: The boxes of lines and of filled or stroked rectangles.
        pictures: The boxes of pictures.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    rules: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()

    @property
    def scanned(self) -> bool:
        """Whether it is a picture without a word."""
        area = max((max(0.0, x1 - x0) * max(0.0, y1 - y0) for x0, y0, x1, y1 in self.pictures), default=0.0)
        return area >= 0.5 * self.width * self.height > 0 and all(g.text.isspace() for g in self.glyphs)


class PageReader(Protocol):
    """An open PDF."""

    @property
    def metadata(self) -> Mapping[str, str]:
        """The information dictionary: `Title`, `Author` … as strings, and `LANG`."""
        ...

    def __len__(self) -> int:
        """How many pages there are."""
        ...

    def pages(self) -> Iterator[PrintedPage]:
        """The pages in order; what a reader holds of one is released when the next is asked for."""
        ...


def turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """A box after its page of that width and height was turned `turn` times by 90° clockwise."""
    x0, top, x1, bottom = box
    if turn == 1:
        return height - bottom, x0, height - top, x1
    if turn == 2:
        return width - x1, height - bottom, width - x0, height - top
    if turn == 3:
        return top, width - x1, bottom, width - x0
    return box
