"""DOCX: the text as Word shows it with all changes accepted, footnotes and endnotes with the numbers that Word gives.

Numbers of lists and headings, running heads, comments and hidden text are not in it; text boxes stand behind the
paragraph that they are anchored in.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.ingest.archive import DOCX, Archive
from pipeline.ingest.draft import Draft
from pipeline.ingest.html.notes import Note
from pipeline.ingest.office.builder import TOC, Builder
from pipeline.ingest.office.numbering import NoteCount
from pipeline.numbers import whole

_Kind = Literal["footnote", "endnote"]
_KINDS: tuple[_Kind, ...] = ("footnote", "endnote")
_GONE = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr", "sectPr"})
"""What was deleted or moved away in tracked changes, what old programs would show instead, and properties."""
_BOXES = {"tbl": "table", "tr": "tr", "tc": "td"}
_SIGNS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_CODE = re.compile("[0-9A-Fa-f]{4}")
_OFF = frozenset({"0", "false", "off"})


def read_docx(data: bytes) -> Draft:
    """Read a Word file.

    Raises:
        EmptyError: It holds no text.
        UnreadableError: It is damaged or expands beyond bounds.
    """
    archive = Archive(data)
    document = _Document(archive)
    document.write()
    return document.page.draft(DOCX, _said(archive))


def _said(archive: Archive) -> Mapping[str, str]:
    if "docProps/core.xml" not in archive:
        return {}
    core = archive.xml("docProps/core.xml")
    names = {"title": "title", "authors": "creator", "language": "language"}
    return {fact: core.findtext(name) or "" for fact, name in names.items()}


class _Styles:
    """What a paragraph's style says of it, through the styles that it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        self._by_id = {s.get("styleId", ""): s for s in (root.iter("style") if root is not None else ())}

    def chain(self, paragraph: etree._Element) -> list[etree._Element]:
        """The paragraph's own properties, then its style's, and so on."""
        found = [paragraph]
        seen: set[str] = set()
        named = paragraph.find("pPr/pStyle")
        while named is not None and (name := named.get("val", "")) not in seen and name in self._by_id:
            seen.add(name)
            found.append(self._by_id[name])
            named = self._by_id[name].find("basedOn")
        return found

    def tag(self, paragraph: etree._Element) -> tuple[str, str]:
        """The element and the class that a paragraph has on a page."""
        chain = self.chain(paragraph)
        names = [(n.get("val", "").casefold() if (n := s.find("name")) is not None else "") for s in chain]
        if any(n.startswith("toc ") or n == "table of figures" for n in names):
            return "p", TOC
        if (level := whole(_first(chain, "pPr/outlineLvl"), 9)) < 9:
            return f"h{min(level + 1, 6)}", ""
        for name in names:
            if name.startswith("heading ") and name[8:].isdecimal():
                return f"h{min(whole(name[8:], 6), 6)}", ""
        if "title" in names:
            return "h1", ""
        if "caption" in names:
            return "figcaption", ""
        return ("li" if _first(chain, "pPr/numPr/numId") not in {"", "0"} else "p"), ""


def _first(chain: list[etree._Element], path: str) -> str:
    return next((p.get("val", "") for s in chain if (p := s.find(path)) is not None), "")


class _Document:
    """Writes a page while it walks the parts of the file."""

    def __init__(self, archive: Archive) -> None:
        self.page = Builder()
        self._archive = archive
        self._main = archive.main_part()
        body = archive.xml(self._main).find("body")
        if body is None:
            raise UnreadableError("its main part has no body")
        self._body = body
        self._styles = _Styles(self._part("styles"))
        sections = [s for s in body.iter("sectPr") if _is_of_section(s)]
        settings = self._part("settings")
        self._counts = {kind: NoteCount(kind, settings, sections) for kind in _KINDS}
        self._cited: dict[tuple[_Kind, str], Note] = {}
        self._boxes: list[etree._Element] = []
        self._own = ""

    def _part(self, name: str) -> etree._Element | None:
        """A part beside the main one, if there is one."""
        path = posixpath.join(posixpath.dirname(self._main), f"{name}.xml")
        return self._archive.xml(path) if path in self._archive else None

    @cached_property
    def _notes(self) -> Mapping[tuple[_Kind, str], etree._Element]:
        found = {}
        for kind in _KINDS:
            root = self._part(f"{kind}s")
            for note in root.iter(kind) if root is not None else ():
                found[kind, note.get("id", "")] = note
        return found

    def write(self) -> None:
        """The text, then the footnotes, then the endnotes, which a footnote may cite too."""
        self._blocks(self._body)
        for kind in _KINDS:
            for key, note in [c for c in self._cited.items() if c[0][0] == kind]:
                if key in self._notes:
                    self._own = note.label
                    with self.page.note(note):
                        self._blocks(self._notes[key])
        self._own = ""

    def _blocks(self, parent: etree._Element) -> None:
        for child in parent.iterchildren(etree.Element):
            tag = child.tag
            if tag in _GONE or (tag == "tr" and child.find("trPr/del") is not None):
                continue
            if tag == "p":
                self._paragraph(child)
            elif tag in _BOXES:
                with self.page.inside(_BOXES[tag]):
                    self._blocks(child)
            else:
                self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        with self.page.inside(*self._styles.tag(paragraph)):
            self._inline(paragraph)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            with self.page.inside("div"):
                self._blocks(box)
        if paragraph.find("pPr/sectPr") is not None:
            for count in self._counts.values():
                count.end_section()

    def _inline(self, parent: etree._Element) -> None:
        for child in parent.iterchildren(etree.Element):
            if child.tag == "r":
                self._run(child)
            elif child.tag not in _GONE:
                self._inline(child)

    def _run(self, run: etree._Element) -> None:
        if _is_on(run.find("rPr/vanish")):
            return
        raised = run.find("rPr/vertAlign")
        if raised is not None and raised.get("val") == "superscript" and run.find("t") is not None and not _cites(run):
            with self.page.inside("sup"):
                self._content(run)
        else:
            self._content(run)

    def _content(self, run: etree._Element) -> None:
        children = run.iterchildren(etree.Element)
        for child in children:
            tag = child.tag
            if tag == "t":
                self.page.text(child.text)
            elif tag in _SIGNS:
                self.page.text(_SIGNS[tag])
            elif tag in {"br", "cr", "lastRenderedPageBreak"}:
                self._break(child)
            elif tag == "sym":
                self.page.text(_symbol(child))
            elif tag in {"footnoteReference", "endnoteReference"}:
                own = _is_on(child, "customMarkFollows", unsaid=False)
                # The mark is the rest of the run.
                mark = "".join(_symbol(c) if c.tag == "sym" else c.text or "" for c in children) if own else ""
                self._cite("footnote" if tag == "footnoteReference" else "endnote", child.get("id", ""), mark)
            elif tag in {"footnoteRef", "endnoteRef"}:
                self.page.text(f"{self._own} ")
            elif tag in {"drawing", "pict", "object", "AlternateContent"}:
                self._boxes += _boxes_in(child)
            elif tag == "ruby":
                self._inline(base if (base := child.find("rubyBase")) is not None else child)

    def _break(self, element: etree._Element) -> None:
        if element.tag == "lastRenderedPageBreak" or element.get("type") in {"page", "column"}:
            for count in self._counts.values():
                count.end_page()
            self.page.text(" " if element.tag == "br" else "")
        else:
            self.page.end_line()

    def _cite(self, kind: _Kind, name: str, mark: str) -> None:
        note = self._cited.get((kind, name))
        if note is None:
            note = self._cited[kind, name] = Note(mark.strip() or self._counts[kind].next(), kind=kind)
        self.page.cite(note)


def _is_on(element: etree._Element | None, name: str = "val", *, unsaid: bool = True) -> bool:
    """Whether a switch is set; `unsaid`: what it means where it has no value."""
    if element is None:
        return False
    value = element.get(name)
    return unsaid if value is None else value not in _OFF


def _cites(run: etree._Element) -> bool:
    return any(c.tag.endswith(("noteReference", "noteRef")) for c in run.iterchildren(etree.Element))


def _is_of_section(properties: etree._Element) -> bool:
    """Whether they are in force: tracked changes keep the old ones inside the new."""
    return bool(properties.getparent().tag != "sectPrChange")


def _symbol(element: etree._Element) -> str:
    """A character given by its code; fonts of signs keep theirs at U+F000, where the asterisk is that of ASCII."""
    said = element.get("char", "")
    code = int(said, 16) if _CODE.fullmatch(said) else 0xFFFD
    return "*" if code == 0xF02A and element.get("font") == "Symbol" else chr(code)


def _boxes_in(drawing: etree._Element) -> list[etree._Element]:
    """The text boxes in a drawing, without those for old programs and those inside another box."""
    return [
        box
        for box in drawing.iter("txbxContent")
        if not any(a.tag in {"Fallback", "txbxContent"} for a in box.iterancestors())
    ]
