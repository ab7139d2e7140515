"""EPUB: the content documents in the order of the spine, as one page of HTML; notes by their links, over files too."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.entities import html5
from urllib.parse import unquote

from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.ingest.archive import EPUB, Archive, parse_xml, plain_names
from pipeline.ingest.draft import Draft
from pipeline.ingest.html import first_heading, read_tree
from pipeline.ingest.html.encoding import decode_html
from pipeline.ingest.html.page import parse_page
from pipeline.ingest.metadata import stated_facts
from pipeline.records import Fact

_CONTENT = frozenset({"application/xhtml+xml", "text/html"})
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TYPE = "{http://www.idpf.org/2007/ops}type"
_UNDATED = "0101-01-01"
"""What Calibre writes for a day that it doesn't know."""


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A content document: its path in the archive, its `body`."""

    path: str
    body: etree._Element


def read_epub(data: bytes) -> Draft:
    """Read an EPUB.

    Raises:
        EmptyError: It holds no text.
        UnreadableError: It is damaged, protected, or expands beyond bounds.
    """
    archive = Archive(data)
    root = next((r.get("full-path", "") for r in archive.xml("META-INF/container.xml").iter("rootfile")), "")
    package = archive.xml(root)
    paths = list(dict.fromkeys(_spine(package, posixpath.dirname(root))))
    if not paths:
        raise UnreadableError("its spine names no document")
    if protected := _encrypted(archive) & set(paths):
        raise UnreadableError(f"it is protected by digital rights management ({min(protected)})")
    chapters = [_Chapter(path, _parse(archive.read(path))) for path in paths]
    draft = read_tree(_one_page(chapters), EPUB)
    return replace(draft, facts=_facts(package, first_heading(draft).strip()))


def _spine(package: etree._Element, folder: str) -> Iterator[str]:
    items = {item.get("id", ""): item for item in package.iter("item")}
    for reference in package.iter("itemref"):
        item = items.get(reference.get("idref", ""))
        if item is not None and item.get("media-type") in _CONTENT:
            yield _resolved(folder, item.get("href", ""))


def _resolved(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href)))


def _encrypted(archive: Archive) -> set[str]:
    """The parts that are encrypted; fonts often are, without any harm."""
    name = "META-INF/encryption.xml"
    found = archive.xml(name).iter("CipherReference") if name in archive else ()
    return {unquote(reference.get("URI", "")) for reference in found}


def _parse(data: bytes) -> etree._Element:
    """The body of a content document; one that is no well-formed XML is read as browsers read HTML."""
    try:
        tree = parse_xml(_ENTITY.sub(_character, data))
        for element in tree.iter(etree.Element):
            _tell_role(element, element.attrib.pop(_TYPE, ""))
        tree = plain_names(tree)
    except etree.XMLSyntaxError:
        try:
            # Controls may be read from a page of the web, but not written to an attribute again.
            tree = parse_page(_CONTROLS.sub("\ufffd", decode_html(data)))
        except etree.ParserError:
            return etree.Element("body")
        for element in tree.iter(etree.Element):
            _tell_role(element, element.get("epub:type", ""))
    body = tree.find("body")
    return tree if body is None else body


def _character(entity: re.Match[bytes]) -> bytes:
    """An entity of HTML as the numbers of its characters: to XML without a DTD its name says nothing."""
    name = entity[1].decode("ascii")
    text = html5.get(f"{name};", "") if name not in _XML_ENTITIES else ""
    return "".join(f"&#{ord(c)};" for c in text).encode("ascii") or entity[0]


def _tell_role(element: etree._Element, types: str) -> None:
    """Say in HTML's words what an element is by `epub:type` (EPUB 3 Structural Semantics)."""
    kinds = types.split()
    if "pagebreak" in kinds:
        element.set("hidden", "hidden")
    elif kinds and "role" not in element.attrib:
        element.set("role", f"doc-{kinds[0]}")


def _one_page(chapters: Sequence[_Chapter]) -> etree._Element:
    """All chapters in one body; ids get their chapter's number, so that links lead from one to another."""
    tree = etree.Element("html")
    body = etree.SubElement(tree, "body")
    numbers = {chapter.path: i for i, chapter in enumerate(chapters)}
    for i, chapter in enumerate(chapters):
        for element in chapter.body.iter(etree.Element):
            # Each chapter may have a `main` of its own; none is more the content than the others.
            if element.tag in {"html", "body", "main", "article"}:
                element.tag = "div"
            for name in ("id", "name"):
                if name in element.attrib:
                    element.set(name, f"c{i}_{element.get(name)}")
            if element.tag == "a" and "href" in element.attrib:
                element.set("href", _on_page(element.get("href", ""), chapter, numbers))
        body.append(chapter.body)
    return tree


def _on_page(href: str, chapter: _Chapter, numbers: Mapping[str, int]) -> str:
    """A link into one of the chapters as one on the page; any other as it is."""
    file, _, name = href.partition("#")
    path = _resolved(posixpath.dirname(chapter.path), file) if file else chapter.path
    return f"#c{numbers[path]}_{name}" if name and path in numbers else href


def _facts(package: etree._Element, heading: str) -> dict[str, Fact]:
    metadata = package.find("metadata")
    said: dict[str, list[str]] = {}
    for element in metadata.iter(etree.Element) if metadata is not None else ():
        event = element.get("event", "publication")
        if element.text and event == "publication" and not element.text.startswith(_UNDATED):
            said.setdefault(str(element.tag), []).append(element.text)
    names = {"title": "title", "authors": "creator", "publisher": "publisher", "published": "date"}
    values = {fact: said.get(name, []) for fact, name in (names | {"language": "language"}).items()}
    facts = stated_facts({fact: v if fact == "authors" else v[:1] for fact, v in values.items()})
    return facts if "title" in facts or not heading else facts | {"title": Fact(heading, "text")}
