"""Files of word processors made into a page: paragraphs, lists, tables and notes as the HTML reader takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from lxml import etree

from pipeline.ingest.draft import Draft
from pipeline.ingest.facts import printed_facts, stated_authors, stated_title
from pipeline.ingest.html import first_heading, read_tree
from pipeline.ingest.html.notes import Note, NoteLinks, number_notes
from pipeline.reading import read_block
from pipeline.records import Fact

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_BLOCKS = 30
TOC = "toc"
"""The class of what the HTML reader takes for furniture."""


class Builder:
    """A page that grows at its end."""

    def __init__(self) -> None:
        self.tree = etree.Element("html")
        self._at = etree.SubElement(self.tree, "body")
        self._markers: dict[etree._Element, Note] = {}
        self._notes: dict[etree._Element, Note] = {}

    @contextmanager
    def inside(self, tag: str, name: str = "") -> Iterator[etree._Element]:
        """An element, while its content is added; `name` is its class."""
        outer = self._at
        self._at = etree.SubElement(outer, tag, {"class": name} if name else {})
        yield self._at
        self._at = outer

    def text(self, text: str | None) -> None:
        """Add words."""
        clean = _NO_XML.sub("\ufffd", text or "")
        if len(self._at):
            self._at[-1].tail = (self._at[-1].tail or "") + clean
        else:
            self._at.text = (self._at.text or "") + clean

    def end_line(self) -> None:
        """Add a forced line break."""
        with self.inside("br"):
            pass

    def cite(self, note: Note) -> None:
        """Add the marker of a note."""
        with self.inside("a") as marker:
            self.text(note.label)
        self._markers[marker] = note

    @contextmanager
    def note(self, note: Note) -> Iterator[None]:
        """A note, while its content is added."""
        with self.inside("div") as element:
            note.elements.append(element)
            self._notes[element] = note
            yield

    def draft(self, media_type: str, said: Mapping[str, str]) -> Draft:
        """Read the page.

        Args:
            media_type: Of the file.
            said: What its metadata say: `title`, `authors`, `language`.

        Raises:
            EmptyError: It holds no text.
        """
        number_notes(list(dict.fromkeys(self._notes.values())))
        draft = read_tree(self.tree, media_type, NoteLinks(self._markers, self._notes, frozenset()))
        return replace(draft, facts=_facts(draft, said))


def _facts(draft: Draft, said: Mapping[str, str]) -> dict[str, Fact]:
    """As for PDF: the date is the printed one, for the metadata's tell when the file was made."""
    first = [b for b in draft.blocks if b.kind in {"heading", "paragraph"}][:_FIRST_BLOCKS]
    shown = printed_facts([read_block(draft.source, b, markers=False).text.strip() for b in first])
    facts = {k: v for k, v in shown.items() if k != "title"}
    if heading := first_heading(draft).strip():
        facts["title"] = Fact(heading, "text")
    metadata = {
        "title": stated_title(said.get("title", "")),
        "authors": stated_authors(said.get("authors", "")),
        "language": said.get("language", "").strip(),
    }
    return facts | {k: Fact(v, "metadata") for k, v in metadata.items() if v}
