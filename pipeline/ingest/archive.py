"""ZIP containers (DOCX, ODT, EPUB) opened with care: told by content, expanded within bounds, XML without entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from pipeline.errors import UnreadableError, UnsupportedError

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
EPUB = "application/epub+zip"

_BOUND = 256 * 2**20
"""Bytes that the parts of one file may have together when they are expanded; pictures are never expanded."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)


class Archive:
    """The parts of a ZIP file by name."""

    def __init__(self, data: bytes) -> None:
        """Open a file.

        Raises:
            UnreadableError: It is no whole ZIP file.
        """
        self._left = _BOUND
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise UnreadableError(f"a ZIP container (DOCX, EPUB, ODT …) that is damaged: {error}") from error
        self._names = frozenset(self._zip.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            UnreadableError: It is not there, is damaged or encrypted, or expands beyond what one file may.
        """
        if name not in self._names:
            raise UnreadableError(f"its part {name} is missing")
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise UnreadableError("it is encrypted; save it without a password")
        if info.file_size > self._left:
            raise UnreadableError(_too_large(name))
        try:
            with self._zip.open(info) as part:
                # What is declared may be a lie: no more is expanded than is allowed.
                data = part.read(self._left + 1)
        except _DAMAGED as error:
            raise UnreadableError(f"its part {name} is damaged: {error}") from error
        if len(data) > self._left:
            raise UnreadableError(_too_large(name))
        self._left -= len(data)
        return data

    def xml(self, name: str) -> etree._Element:
        """The root element of a part, names without their namespaces.

        Raises:
            UnreadableError: See `read`; or it is no well-formed XML.
        """
        try:
            return plain_names(parse_xml(self.read(name)))
        except etree.XMLSyntaxError as error:
            raise UnreadableError(f"its part {name} is no well-formed XML: {error}") from error

    def media_type(self) -> str:
        """Which format it is.

        Raises:
            UnsupportedError: No reader takes it.
            UnreadableError: It says nothing of itself that can be read.
        """
        declared = self.read("mimetype")[:200].strip().decode("ascii", "replace") if "mimetype" in self else ""
        if declared in {ODT, EPUB}:
            return declared
        if declared == f"{ODT}-template":
            return ODT
        if "META-INF/container.xml" in self:
            return EPUB
        if "_rels/.rels" in self and posixpath.dirname(self.main_part()) == "word":
            return DOCX
        raise UnsupportedError("a ZIP container, but no DOCX, EPUB or ODT; save it as PDF, HTML or plain text")

    def main_part(self) -> str:
        """The name of an Office file's main part, as its relationships tell; empty if they name none."""
        for relation in self.xml("_rels/.rels").iter("Relationship"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return str(posixpath.normpath(relation.get("Target", "").lstrip("/")))
        return ""


def parse_xml(data: bytes) -> etree._Element:
    """Parse XML that nobody vouches for: no entities, no DTD, no network, libxml2's own bounds of depth and length.

    Raises:
        etree.XMLSyntaxError: It is not well-formed.
        UnreadableError: It declares entities.
    """
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    tree = etree.fromstring(data, parser)
    dtd = tree.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise UnreadableError("its XML declares entities of its own, as no program does that writes such files")
    return tree


def plain_names(tree: etree._Element) -> etree._Element:
    """Take the namespaces from the names of elements and attributes: OOXML has two sets of them for one meaning."""
    for element in tree.iter(etree.Element):
        element.tag = etree.QName(element).localname
        for name in [n for n in element.attrib if n.startswith("{")]:
            value = element.attrib.pop(name)
            plain = etree.QName(name).localname
            if plain not in element.attrib:
                element.set(plain, value)
    return tree


def _too_large(name: str) -> str:
    return f"its parts expand to more than {_BOUND // 2**20} MB ({name}); no report does, a hostile file may"
