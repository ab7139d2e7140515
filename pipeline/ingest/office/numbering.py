"""The numbers of Word's notes, which the file doesn't hold: counted by what its sections and settings say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lxml import etree

from pipeline.numbers import whole

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SYMBOLS = "*†‡§"
_LAST = 32_767
"""Word counts no further; `aaa…` and `mmm…` would grow with the number."""


class NoteCount:
    """Counts the notes of one kind.

    Numbering follows ECMA-376-1, 17.11: a section's own properties go before the document's; footnotes are decimal and
    endnotes small Roman numbers where neither says; a count that starts on each page does so where Word last broke one.
    """

    def __init__(
        self, kind: Literal["footnote", "endnote"], settings: etree._Element | None, sections: Sequence[etree._Element]
    ) -> None:
        """Begin at the first section.

        Args:
            kind: Of the notes.
            settings: The root of the settings, if there are any.
            sections: Their properties (`sectPr`), in order.
        """
        self._tag = f"{kind}Pr"
        self._usual = "decimal" if kind == "footnote" else "lowerRoman"
        self._settings = settings
        self._sections = sections
        self._section = 0
        self._last = self._start() - 1

    def next(self) -> str:
        """The number of the next note."""
        self._last += 1
        return number_as(self._last, self._said("numFmt") or self._usual)

    def end_section(self) -> None:
        """A section ends here."""
        self._section += 1
        if self._said("numRestart") == "eachSect":
            self._last = self._start() - 1

    def end_page(self) -> None:
        """A page ends here."""
        if self._said("numRestart") == "eachPage":
            self._last = self._start() - 1

    def _start(self) -> int:
        return whole(self._said("numStart"), 1)

    def _said(self, name: str) -> str:
        own = self._sections[self._section : self._section + 1]
        for place in (*own, self._settings):
            found = place.find(f"{self._tag}/{name}") if place is not None else None
            if found is not None:
                return str(found.get("val", ""))
        return ""


def number_as(number: int, form: str) -> str:
    """A number as a `ST_NumberFormat` of ECMA-376-1, 17.18.59 prints it; one of the rarer forms as decimal."""
    if not 1 <= number <= _LAST:
        return str(number)
    small = form.lower()
    if small.endswith("roman"):
        text = _roman(number)
    elif small.endswith("letter"):
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif small == "chicago":
        text = _SYMBOLS[(number - 1) % 4] * ((number - 1) // 4 + 1)
    else:
        text = str(number)
    return text.upper() if form.startswith("upper") else text


def _roman(number: int) -> str:
    text = ""
    for value, digits in _ROMAN:
        text += digits * (number // value)
        number %= value
    return text
