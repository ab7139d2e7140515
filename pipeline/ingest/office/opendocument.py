"""ODT: the text as LibreOffice shows it, with the notes and the numbers that the file itself gives them.

Numbers of lists and headings, running heads, comments, tracked deletions and hidden text are not in it; text boxes
stand behind the paragraph that they are anchored in.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.ingest.archive import ODT, Archive
from pipeline.ingest.draft import Draft
from pipeline.ingest.html.notes import Note
from pipeline.ingest.office.builder import TOC, Builder
from pipeline.numbers import whole

_GONE = frozenset({"tracked-changes", "annotation", "sequence-decls", "forms", "hidden-text", "ruby-text", "number"})
_INDEXES = frozenset(
    {"table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index"}
)
_BOXES = {"table": "table", "table-row": "tr", "table-cell": "td"}


def read_odt(data: bytes) -> Draft:
    """Read an OpenDocument text.

    Raises:
        EmptyError: It holds no text.
        UnreadableError: It is damaged or encrypted or expands beyond bounds.
    """
    archive = Archive(data)
    manifest = "META-INF/manifest.xml"
    if manifest in archive and next(archive.xml(manifest).iter("encryption-data"), None) is not None:
        raise UnreadableError("it is encrypted; save it without a password")
    content = archive.xml("content.xml")
    body = content.find("body/text")
    if body is None:
        raise UnreadableError("its content.xml holds no text document")
    styles = [content, *([archive.xml("styles.xml")] if "styles.xml" in archive else [])]
    text = _Text(_Styles(styles))
    text.blocks(body)
    text.write_notes()
    return text.page.draft(ODT, _said(archive))


def _said(archive: Archive) -> Mapping[str, str]:
    if "meta.xml" not in archive:
        return {}
    meta = archive.xml("meta.xml")
    names = {"title": "meta/title", "authors": "meta/initial-creator", "language": "meta/language"}
    return {fact: meta.findtext(path) or "" for fact, path in names.items()}


class _Styles:
    """Styles by name, the content's own before the common ones, through the styles that they are derived from."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self._by_name: dict[str, etree._Element] = {}
        for root in roots:
            for style in root.iter("style"):
                self._by_name.setdefault(style.get("name", ""), style)

    def names(self, element: etree._Element) -> set[str]:
        """The styles of a paragraph."""
        return {s.get("name", "") for s in self._chain(element)}

    def _chain(self, element: etree._Element) -> list[etree._Element]:
        found: list[etree._Element] = []
        style = self._by_name.get(element.get("style-name", ""))
        while style is not None and style not in found:
            found.append(style)
            style = self._by_name.get(style.get("parent-style-name", ""))
        return found

    def raises(self, span: etree._Element) -> bool:
        """Whether a span is superscript."""
        position = self._said(span, "text-position").split(" ")[0]
        return position == "super" or whole(position.rstrip("%")) > 0

    def hides(self, span: etree._Element) -> bool:
        """Whether nobody sees a span."""
        return self._said(span, "display") == "none"

    def _said(self, element: etree._Element, name: str) -> str:
        for style in self._chain(element):
            for properties in style.iterchildren("text-properties"):
                if value := properties.get(name, ""):
                    return str(value)
        return ""


class _Text:
    """Writes a page while it walks the content."""

    def __init__(self, styles: _Styles) -> None:
        self.page = Builder()
        self._styles = styles
        self._notes: list[tuple[Note, etree._Element]] = []
        self._boxes: list[etree._Element] = []
        self._own = ""

    def blocks(self, parent: etree._Element, tag: str = "p", name: str = "") -> None:
        """Write what stands in an element.

        Args:
            parent: The body, or a part of it.
            tag: What its paragraphs are on the page.
            name: Their class.
        """
        for child in parent.iterchildren(etree.Element):
            if child.tag in _GONE or child.get("display") == "none":
                continue
            if child.tag in {"p", "h"}:
                self._paragraph(child, tag, name)
            elif child.tag in _BOXES:
                with self.page.inside(_BOXES[child.tag]):
                    self.blocks(child)
            else:
                inner = "li" if child.tag == "list" else tag
                self.blocks(child, inner, TOC if child.tag in _INDEXES else name)

    def write_notes(self) -> None:
        """Write the notes that were cited, footnotes first; a footnote may cite an endnote."""
        for kind in ("footnote", "endnote"):
            for note, body in [n for n in self._notes if n[0].kind == kind]:
                self._own = f"{note.label} "
                with self.page.note(note):
                    self.blocks(body)

    def _paragraph(self, paragraph: etree._Element, tag: str, name: str) -> None:
        with self.page.inside(self._tag(paragraph, tag), name):
            own, self._own = self._own, ""
            self.page.text(own)
            self._inline(paragraph)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            with self.page.inside("div"):
                self.blocks(box)

    def _tag(self, paragraph: etree._Element, tag: str) -> str:
        if paragraph.tag == "h":
            return f"h{min(max(whole(paragraph.get('outline-level', '')), 1), 6)}"
        names = self._styles.names(paragraph)
        return "h1" if "Title" in names else "figcaption" if "Caption" in names else tag

    def _inline(self, parent: etree._Element) -> None:
        self.page.text(parent.text)
        for child in parent.iterchildren(etree.Element):
            self._part(child)
            self.page.text(child.tail)

    def _part(self, child: etree._Element) -> None:
        tag = child.tag
        if tag == "note":
            self._cite(child)
        elif tag in {"s", "tab"}:
            self.page.text(" ")
        elif tag == "line-break":
            self.page.end_line()
        elif tag == "frame":
            self._boxes += child.iterchildren("text-box")
        elif tag in _GONE or (tag == "span" and self._styles.hides(child)):
            return
        elif tag == "span" and self._styles.raises(child) and child.find("note") is None:
            with self.page.inside("sup"):
                self._inline(child)
        else:
            self._inline(child)

    def _cite(self, element: etree._Element) -> None:
        citation, body = element.find("note-citation"), element.find("note-body")
        if citation is None or body is None:
            raise UnreadableError("its content.xml holds a note without number or body")
        label = "".join(citation.itertext()).strip()
        note = Note(label, kind="endnote" if element.get("note-class") == "endnote" else "footnote")
        self._notes.append((note, body))
        self.page.cite(note)
