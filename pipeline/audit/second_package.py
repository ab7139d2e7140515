"""The second reading of DOCX, ODT and EPUB: their words by the standard library's parsers.

Nothing is shared with the first readers; what both must know, how Word counts notes above all, is written twice on
purpose. Notes and text boxes are read behind the text that they are anchored in, as in print.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pipeline.errors import BREAKDOWNS, UnreadableError

_BOUND = 256 * 2**20
"""Bytes of one part of the archive, expanded."""
_BROKEN: tuple[type[Exception], ...] = (zipfile.BadZipFile, ElementTree.ParseError, *BREAKDOWNS)
_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def package_words(data: bytes, media_type: str) -> str:
    """All that a DOCX, ODT or EPUB says.

    Args:
        data: The file.
        media_type: What the first reading took it for.

    Raises:
        UnreadableError: The standard library can't read it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if media_type == "application/epub+zip":
                return "\n".join(_page_words(_part(archive, name)) for name in _spine(archive))
            flow = _OdtFlow() if "opendocument" in media_type else _WordFlow(archive)
            return flow.read(_xml(archive, "content.xml") if "opendocument" in media_type else _main(archive))
    except _BROKEN as error:
        raise UnreadableError(f"the standard library can't read it: {error}") from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        data = part.read(_BOUND + 1)
    if len(data) > _BOUND:
        raise UnreadableError(f"{name} expands to more than {_BOUND} bytes")
    return data


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    return ElementTree.fromstring(_part(archive, name))


def _named(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(root: Element, name: str) -> Iterator[Element]:
    return (e for e in root.iter() if _named(e) == name)


def _said(element: Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


class _OdtFlow:
    """The words of an OpenDocument text."""

    unseen = frozenset({"tracked-changes", "annotation", "hidden-text", "ruby-text", "number"})

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.later: list[tuple[str, Element]] = []
        """What stands elsewhere in print: the number before it, and it."""

    def read(self, root: Element) -> str:
        """The words of an element, then those of what is anchored in it."""
        self.walk(root)
        while self.later:
            number, apart = self.later.pop(0)
            self.begin(number)
            for child in apart:
                self.walk(child)
        return "".join(self.parts)

    def begin(self, number: str) -> None:
        """A note or a box begins."""
        self.parts.append(f"\n{number} ")

    def walk(self, element: Element) -> None:
        """Gather the words of an element."""
        name = _named(element)
        if name in self.unseen:
            return
        if name == "note":
            number = "".join(next(_all(element, "note-citation")).itertext())
            self.parts.append(number)
            self.later.append((number, next(_all(element, "note-body"))))
        elif name == "text-box":
            self.later.append(("", element))
        else:
            self.parts.append(element.text or "")
            for child in element:
                self.walk(child)
                self.parts.append(child.tail or "")
            self.parts.append("\n" if name in {"p", "h"} else "")


class _WordFlow(_OdtFlow):
    """The words of a Word file, its notes counted."""

    unseen = frozenset({"del", "moveFrom", "Fallback", "sdtPr"})

    def __init__(self, archive: zipfile.ZipFile) -> None:
        super().__init__()
        names = {posixpath.basename(n): n for n in archive.namelist() if n.startswith("word/") and n.count("/") == 1}
        self._settings = [_xml(archive, names["settings.xml"])] if "settings.xml" in names else []
        self._notes: dict[tuple[str, str], Element] = {}
        for kind in ("footnote", "endnote"):
            if f"{kind}s.xml" in names:
                self._notes |= {(kind, _said(n, "id")): n for n in _all(_xml(archive, names[f"{kind}s.xml"]), kind)}
        self._sections: list[Element] = []
        self._counted: Counter[str] = Counter()
        self._number = ""
        self._fresh = {"footnote", "endnote"}

    def read(self, root: Element) -> str:
        """See `_OdtFlow`."""
        old = {id(s) for change in _all(root, "sectPrChange") for s in _all(change, "sectPr")}
        self._sections = [s for s in _all(root, "sectPr") if id(s) not in old]
        return super().read(root)

    def begin(self, number: str) -> None:
        """Keep the number: the note says where it stands."""
        self.parts.append("\n")
        self._number = number

    def walk(self, element: Element) -> None:
        """Gather the words of an element; only text elements hold any."""
        name = _named(element)
        if name in self.unseen or (name == "r" and _is_hidden(element)):
            return
        if name in {"t", "sym"}:
            self.parts.append(element.text or (_sign(element) if name == "sym" else ""))
        elif name in {"footnoteReference", "endnoteReference"}:
            kind = name.removesuffix("Reference")
            number = "" if _said(element, "customMarkFollows") in {"1", "true", "on"} else self._next(kind)
            self.parts.append(number)
            if note := self._notes.get((kind, _said(element, "id"))):
                self.later.append((number, note))
        elif name in {"footnoteRef", "endnoteRef"}:
            self.parts.append(f"{self._number} ")
        elif name == "txbxContent":
            self.later.append(("", element))
        else:
            self._through(element, name)

    def _through(self, element: Element, name: str) -> None:
        for child in element:
            self.walk(child)
        if name in {"p", "br", "cr", "tab"}:
            self.parts.append("\n")
        if name == "p" and any(p in self._sections for c in element if _named(c) == "pPr" for p in c):
            # The properties of a section stand at the head of its last paragraph, and its notes still belong to it.
            self._sections.pop(0)
            self._restart("eachSect")
        if name == "lastRenderedPageBreak" or (name == "br" and _said(element, "type") in {"page", "column"}):
            self._restart("eachPage")

    def _restart(self, when: str) -> None:
        self._fresh |= {kind for kind in ("footnote", "endnote") if self._property(kind, "numRestart") == when}

    def _next(self, kind: str) -> str:
        if kind in self._fresh:
            self._counted[kind] = int(self._property(kind, "numStart") or "1") - 1
            self._fresh.discard(kind)
        self._counted[kind] += 1
        return _printed(self._counted[kind], self._property(kind, "numFmt") or ("lowerRoman" if kind[0] == "e" else ""))

    def _property(self, kind: str, name: str) -> str:
        for place in (*self._sections[:1], *self._settings):
            for properties in (c for c in place if _named(c) == f"{kind}Pr"):
                for said in (c for c in properties if _named(c) == name):
                    return _said(said, "val")
        return ""


def _is_hidden(run: Element) -> bool:
    properties = [p for c in run if _named(c) == "rPr" for p in c if _named(p) == "vanish"]
    return any(_said(p, "val") not in {"0", "false", "off"} for p in properties)


def _sign(element: Element) -> str:
    code = int(_said(element, "char"), 16)
    return "*" if code == 0xF02A and _said(element, "font") == "Symbol" else chr(code)


def _printed(number: int, form: str) -> str:
    """A number in Word's forms; Roman ones to 1,000."""
    kind = form.removeprefix("lower").removeprefix("upper")
    if kind == "Roman" and 0 < number < 1000:
        text = "d" * (number // 500) + "c" * (number % 500 // 100) + _TENS[number % 100 // 10] + _ONES[number % 10]
        text = text.replace("dcccc", "cm").replace("cccc", "cd")
    elif kind == "Letter" and 0 < number < 2**15:
        text = "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * -(-number // 26)
    elif kind == "chicago" and 0 < number < 2**15:
        text = "*†‡§"[(number - 1) % 4] * -(-number // 4)
    else:
        return str(number)
    return text.upper() if form.startswith("upper") else text


def _main(archive: zipfile.ZipFile) -> Element:
    relations = _all(_xml(archive, "_rels/.rels"), "Relationship")
    target = next(_said(r, "Target") for r in relations if _said(r, "Type").endswith("/officeDocument"))
    return _xml(archive, posixpath.normpath(target.lstrip("/")))


# --- EPUB --------------------------------------------------------------------------------------------------------


def _spine(archive: zipfile.ZipFile) -> list[str]:
    root = _said(next(_all(_xml(archive, "META-INF/container.xml"), "rootfile")), "full-path")
    package = _xml(archive, root)
    hrefs = {_said(item, "id"): unquote(_said(item, "href")) for item in _all(package, "item")}
    names = [hrefs.get(_said(ref, "idref"), "") for ref in _all(package, "itemref")]
    paths = [posixpath.normpath(posixpath.join(posixpath.dirname(root), name)) for name in names if name]
    return [path for path in paths if path in archive.namelist()]


class _Page(HTMLParser):
    """The words of a page, without the numbers of printed pages; scripts and styles among them do no harm."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unread = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A page of the printed book may begin here."""
        if "pagebreak" in (dict(attrs).get("epub:type") or "").split():
            self._unread = tag

    def handle_endtag(self, tag: str) -> None:
        """See `handle_starttag`."""
        if tag == self._unread:
            self._unread = ""

    def handle_data(self, data: str) -> None:
        """Keep what is no tag."""
        if not self._unread:
            self.words.append(data)


def _page_words(data: bytes) -> str:
    page = _Page()
    page.feed(data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", errors="replace"))
    page.close()
    return "".join(page.words)
