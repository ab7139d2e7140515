"""Marks put around stretches of a text, as XML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True, slots=True)
class Tag:
    """A mark: from where to where in the text, its name and attributes."""

    start: int
    end: int
    name: str
    attributes: Mapping[str, str]


def tagged(name: str, text: str, tags: Iterable[Tag]) -> etree._Element:
    """An element that holds all of a text, with marks in it; the marks don't overlap.

    Raises:
        ValueError: Two marks overlap, or one is empty or leaves the text.
    """
    root = etree.Element(name)
    last: etree._Element | None = None
    at = 0
    for tag in sorted(tags, key=lambda t: (t.start, t.end)):
        if not at <= tag.start < tag.end <= len(text):
            raise ValueError(f"{tag.name} at {tag.start} overlaps the mark before it, or leaves the text")
        _put(root, last, text[at : tag.start])
        last = etree.SubElement(root, tag.name, dict(tag.attributes))
        last.text, at = text[tag.start : tag.end], tag.end
    _put(root, last, text[at:])
    return root


def _put(root: etree._Element, last: etree._Element | None, text: str) -> None:
    if last is None:
        root.text = text
    else:
        last.tail = text
