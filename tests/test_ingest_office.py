"""DOCX, ODT and EPUB: the words as their programs show them, real notes with their numbers, and hostile archives."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipeline.audit.second import second_reading
from pipeline.errors import UnreadableError, UnsupportedError
from pipeline.ingest import archive, ingest
from pipeline.ingest.office.numbering import number_as
from pipeline.reading import read_block
from pipeline.records import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def packed(**parts: str) -> bytes:
    return packed_parts({name: text.encode() for name, text in parts.items()})


def packed_parts(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            # Without the time at which it is packed: the same parts are the same bytes.
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def texts(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, read_block(document.source, b).text.strip()) for b in document.blocks]


def markers(document: Document) -> list[tuple[str, int]]:
    assert all(document.source[m.start : m.end] == m.label for m in document.markers)
    return [(m.label, m.scope) for m in document.markers]


def notes(document: Document) -> list[tuple[str, str, int, str]]:
    kinds = {"footnote", "endnote"}
    return [
        (b.kind, b.label, b.scope, read_block(document.source, b).text.strip())
        for b in document.blocks
        if b.kind in kinds
    ]


def check_second_reading(document: Document, data: bytes) -> None:
    """Everything is verified, and nothing once a word is another."""
    reading = second_reading(data, document.media_type, document)
    assert all(reading.holds(b.fragments) for b in document.blocks)
    assert all(reading.holds([(m.start, m.end)]) for m in document.markers)
    longest = max((b.fragments[0] for b in document.blocks), key=lambda f: f[1] - f[0])
    tampered = Document(
        document.doc_id, document.path, "", document.media_type, document.source[:-1].replace("a", "o") + "!"
    )
    assert not second_reading(data, document.media_type, tampered).holds([longest])


# --- DOCX --------------------------------------------------------------------------------------------------------


def p(*runs: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def cite(number: int, kind: str = "footnote", mark: str = "") -> str:
    own = ' w:customMarkFollows="1"' if mark else ""
    behind = f"<w:t>{mark}</w:t>" if mark else ""
    return f'<w:r><w:{kind}Reference{own} w:id="{number}"/>{behind}</w:r>'


def note(number: int, text: str, kind: str = "footnote", mark: str = "") -> str:
    head = r(mark) if mark else f"<w:r><w:{kind}Ref/></w:r>"
    return f'<w:{kind} w:id="{number}">{p(head, r(f" {text}"))}</w:{kind}>'


def section(restart: str = "", form: str = "", kind: str = "footnote") -> str:
    inner = (f'<w:numFmt w:val="{form}"/>' if form else "") + (f'<w:numRestart w:val="{restart}"/>' if restart else "")
    return f"<w:sectPr><w:{kind}Pr>{inner}</w:{kind}Pr></w:sectPr>"


STYLES = (
    f"<w:styles {W}>"
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:styleId="Own"><w:name w:val="Part of ours"/><w:basedOn w:val="H1"/></w:style>'
    '<w:style w:styleId="L"><w:name w:val="List Bullet"/>'
    '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="C"><w:name w:val="caption"/></w:style>'
    '<w:style w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    "</w:styles>"
)


def docx(*body: str, footnotes: str = "", endnotes: str = "", settings: str = "", core: str = "") -> bytes:
    parts = {
        "_rels/.rels": RELS,
        "word/document.xml": f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": STYLES,
        "word/footnotes.xml": f"<w:footnotes {W}>{footnotes}</w:footnotes>",
        "word/endnotes.xml": f"<w:endnotes {W}>{endnotes}</w:endnotes>",
        "word/settings.xml": f"<w:settings {W}>{settings}</w:settings>",
    }
    if core:
        dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
        parts["docProps/core.xml"] = f"<coreProperties {dc}>{core}</coreProperties>"
    return packed(**parts)


def test_a_word_file_is_read_as_word_shows_it():
    data = docx(
        p(r("Contents 1"), style="T"),
        p(r("Harbours of the north"), style="Own"),
        p(
            r("The quay"), cite(2), r(" was "), f"<w:del>{r('never ')}</w:del><w:ins>{r('soon ')}</w:ins>",
            r("secret ", "<w:vanish/>"), f"<w:hyperlink>{r('rebuilt in stone')}</w:hyperlink>", r("."), cite(3),
        ),
        p(r("Cranes and sheds"), style="L"),
        "<w:tbl><w:tr><w:tc>" + p(r("Year")) + "</w:tc><w:tc>" + p(r("Ships")) + "</w:tc></w:tr></w:tbl>",
        p(r("Ships by year"), style="C"),
        footnotes=note(2, "Harbour master, interview with the author, May 3, 2019.") + note(3, "The Gull, p. 4."),
        core="<dc:title>The Harbours of the North</dc:title><dc:creator>Ada Moss; Ben Rye</dc:creator>",
    )  # fmt: skip
    document = ingest("a.docx", data)
    assert texts(document) == [
        ("furniture", "Contents 1"),
        ("heading", "Harbours of the north"),
        ("paragraph", "The quay1 was soon rebuilt in stone.2"),
        ("list", "Cranes and sheds"),
        ("table", "Year | Ships"),
        ("caption", "Ships by year"),
        ("footnote", "1 Harbour master, interview with the author, May 3, 2019."),
        ("footnote", "2 The Gull, p. 4."),
    ]
    assert document.blocks[2].section == ("Harbours of the north",)
    assert markers(document) == [("1", 0), ("2", 0)]
    assert {k: f.value for k, f in document.facts.items()} == {
        "title": "The Harbours of the North",
        "authors": "Ada Moss; Ben Rye",
    }
    check_second_reading(document, data)


def test_footnotes_and_endnotes_count_apart():
    data = docx(
        p(r("Grey seals came to the sandbanks."), cite(1), cite(1, "endnote"), r(" They stayed."), cite(2)),
        p(r("Nobody counted the animals in winter."), cite(2, "endnote"), cite(9, mark="*")),
        footnotes=note(1, "First.") + note(2, "Second.") + note(9, "Own mark.", mark="*"),
        endnotes=note(1, "Third.", "endnote") + note(2, "Fourth.", "endnote"),
    )
    document = ingest("a.docx", data)
    assert markers(document) == [("1", 0), ("i", 0), ("2", 0), ("ii", 0), ("*", 0)]
    assert notes(document) == [
        ("footnote", "1", 0, "1 First."),
        ("footnote", "2", 0, "2 Second."),
        ("footnote", "*", 0, "* Own mark."),
        ("endnote", "i", 0, "i Third."),
        ("endnote", "ii", 0, "ii Fourth."),
    ]
    check_second_reading(document, data)


def test_numbers_start_again_where_word_starts_them_again():
    for place in ("section", "settings"):
        own = section("eachSect") if place == "section" else "<w:sectPr/>"
        data = docx(
            p(r("The first lighthouse was of wood."), cite(1), cite(2), properties=own),
            p(r("The second lighthouse was of brick."), cite(3)),
            own,
            footnotes=note(1, "One.") + note(2, "Two.") + note(3, "Three."),
            settings='<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr>' if place == "settings" else "",
        )
        document = ingest("a.docx", data)
        assert markers(document) == [("1", 0), ("2", 0), ("1", 1)]
        assert [n[1:] for n in notes(document)] == [("1", 0, "1 One."), ("2", 0, "2 Two."), ("1", 1, "1 Three.")]
        check_second_reading(document, data)


def test_numbers_may_start_again_on_each_page():
    page = "<w:r><w:lastRenderedPageBreak/></w:r>"
    data = docx(
        p(r("A first page of the pilot's book."), cite(1)),
        p(page, r("A second page of the pilot's book."), cite(2)),
        section("eachPage", "chicago"),
        footnotes=note(1, "One.") + note(2, "Two."),
    )
    document = ingest("a.docx", data)
    assert markers(document) == [("*", 0), ("*", 1)]
    check_second_reading(document, data)


def test_text_boxes_stand_behind_their_paragraph_once():
    box = f"<w:txbxContent>{p(r('A box about tides and moons.'))}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    drawing = f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    data = docx(p(r("Before it"), f"<w:r>{drawing}</mc:AlternateContent></w:r>", r(" and behind.")))
    document = ingest("a.docx", data)
    assert [t for _, t in texts(document)] == ["Before it and behind.", "A box about tides and moons."]
    check_second_reading(document, data)


NUMBERS = [
    (4, "decimal", "4"), (4, "lowerRoman", "iv"), (49, "upperRoman", "XLIX"), (2, "lowerLetter", "b"),
    (28, "upperLetter", "BB"), (3, "chicago", "‡"), (6, "chicago", "††"), (0, "lowerRoman", "0"), (5, "", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "form", "printed"), NUMBERS)
def test_numbers_in_words_forms(number, form, printed):
    assert number_as(number, form) == printed


# --- ODT ---------------------------------------------------------------------------------------------------------

ODF = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table", "style")
)


def odt(body: str, styles: str = "", meta: str = "", manifest: str = "<manifest/>") -> bytes:
    return packed_parts(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": (
                f"<office:document-content{ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
                f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
            ).encode(),
            "meta.xml": f"<office:document-meta{ODF}><office:meta>{meta}</office:meta></office:document-meta>".encode(),
        }
    )


def odt_note(number: str, text: str, kind: str = "footnote") -> str:
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>{number}</text:note-citation>'
        f"<text:note-body><text:p>{text}</text:p></text:note-body></text:note>"
    )


def test_an_opendocument_text_is_read_with_its_notes():
    data = odt(
        "<text:tracked-changes><text:p>Gone for good.</text:p></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>Ferries 1</text:p></text:index-body></text:table-of-content>"
        '<text:h text:outline-level="2">Ferries</text:h>'
        f"<text:p>The ferry{odt_note('1', 'Pilot, interview with the author, June 2, 2018.')}"
        " sailed<text:s text:c='2'/>"
        f"at <text:span>dawn</text:span>.{odt_note('i', 'The Tern, p. 9.', 'endnote')}</text:p>"
        "<text:list><text:list-item><text:p>Ropes and sails</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Port</text:p></table:table-cell>"
        "<table:table-cell><text:p>Berths</text:p></table:table-cell></table:table-row></table:table>",
        meta="<title>Ferries of the Sound</title><initial-creator>Ada Moss</initial-creator>",
    )
    document = ingest("a.odt", data)
    assert texts(document) == [
        ("furniture", "Ferries 1"),
        ("heading", "Ferries"),
        ("paragraph", "The ferry1 sailed at dawn.i"),
        ("list", "Ropes and sails"),
        ("table", "Port | Berths"),
        ("footnote", "1 Pilot, interview with the author, June 2, 2018."),
        ("endnote", "i The Tern, p. 9."),
    ]
    assert markers(document) == [("1", 0), ("i", 0)]
    assert {k: f.value for k, f in document.facts.items()} == {
        "title": "Ferries of the Sound",
        "authors": "Ada Moss",
    }
    check_second_reading(document, data)


def test_an_encrypted_opendocument_text_says_so():
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    with pytest.raises(UnreadableError, match="password"):
        ingest("a.odt", odt("<text:p>Fog</text:p>", manifest=manifest))


# --- EPUB --------------------------------------------------------------------------------------------------------

CONTAINER = '<container><rootfiles><rootfile full-path="book/a.opf"/></rootfiles></container>'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


def epub(*chapters: str, metadata: str = "", more: dict[str, str] | None = None) -> bytes:
    items = "".join(
        f'<item id="i{i}" href="text/c%20{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="i{i}"/>' for i in range(len(chapters)))
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "book/a.opf": (
            f"<package><metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
        ),
    }
    parts |= {f"book/text/c {i}.xhtml": c for i, c in enumerate(chapters)}
    return packed(**parts | (more or {}))


def chapter(body: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE html><html {XHTML}><head><title/></head><body>{body}</body></html>'


def test_an_epub_is_read_along_its_spine_with_notes_in_another_file():
    link = '<a epub:type="noteref" id="r{0}" href="c%202.xhtml#n{0}">{0}</a>'
    page = '<span epub:type="pagebreak">7</span>'
    data = epub(
        chapter(f"<main><h1>Tides</h1><p>The tide&nbsp;rose{page}.{link.format(1)}</p></main>"),
        chapter(f"<main><h1>Moons</h1><p>The moon stood over the bay.{link.format(2)}</p></main>"),
        chapter(
            '<h1>Notes</h1>'
            '<aside epub:type="footnote" id="n1"><p><a href="c%200.xhtml#r1">1</a> The Tern, p. 9.</p></aside>'
            '<aside epub:type="footnote" id="n2"><p><a href="c%201.xhtml#r2">2</a> The Gull, p. 4.</p></aside>'
        ),
        metadata="<title>Tides and Moons</title><creator>Ada Moss</creator><creator>Ben Rye</creator>"
        "<publisher>Quay Press</publisher><date>2017-03-02</date><language>en</language>",
    )  # fmt: skip
    document = ingest("a.epub", data)
    assert [t for _, t in texts(document)][:4] == [
        "Tides",
        "The tide rose.1",
        "Moons",
        "The moon stood over the bay.2",
    ]
    assert markers(document) == [("1", 0), ("2", 0)]
    assert notes(document) == [("endnote", "1", 0, "1 The Tern, p. 9."), ("endnote", "2", 0, "2 The Gull, p. 4.")]
    assert {k: f.value for k, f in document.facts.items()} == {
        "title": "Tides and Moons",
        "authors": "Ada Moss; Ben Rye",
        "publisher": "Quay Press",
        "published": "2017-03-02",
        "language": "en",
    }
    check_second_reading(document, data)


def test_a_chapter_that_is_no_xml_is_read_like_a_page_of_the_web():
    document = ingest("a.epub", epub("<html><body><p>Fog over<br>the harbour <b>and the town.</p></body></html>"))
    assert [t for _, t in texts(document)] == ["Fog over the harbour and the town."]


def test_a_protected_book_says_so():
    encrypted = '<encryption><CipherReference URI="book/text/c%200.xhtml"/></encryption>'
    with pytest.raises(UnreadableError, match="digital rights"):
        ingest("a.epub", epub(chapter("<p>Fog</p>"), more={"META-INF/encryption.xml": encrypted}))


# --- hostile and broken ------------------------------------------------------------------------------------------


def test_an_archive_is_expanded_within_bounds(monkeypatch):
    monkeypatch.setattr(archive, "_BOUND", 20_000)
    with pytest.raises(UnreadableError, match="expand to more than"):
        ingest("a.docx", docx(p(r("Fog " * 10_000))))


def test_a_size_that_is_declared_wrongly_is_found_out():
    data = bytearray(packed(**{"word/document.xml": "f" * 5000}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(UnreadableError, match="damaged"):
        archive.Archive(bytes(data)).read("word/document.xml")


BROKEN = [
    (docx(p(r("Fog")))[:-40], "damaged"),
    (b"PK\x03\x04rest", "damaged"),
    (packed(**{"_rels/.rels": RELS, "word/document.xml": "<w:document>"}), "well-formed"),
    (packed(**{"_rels/.rels": RELS}), "missing"),
    (packed(**{"META-INF/container.xml": CONTAINER}), "book/a.opf is missing"),
]


@pytest.mark.parametrize(("data", "reason"), BROKEN)
def test_a_broken_container_is_named(data, reason):
    with pytest.raises(UnreadableError, match=reason) as caught:
        ingest("a.docx", data)
    assert not isinstance(caught.value, UnsupportedError)


def test_other_containers_are_refused_with_the_way_out():
    with pytest.raises(UnsupportedError, match="no DOCX, EPUB or ODT; save it as"):
        ingest("a.zip", packed(**{"readme.txt": "Fog"}))


def test_an_office_file_behind_a_password_says_so():
    with pytest.raises(UnreadableError, match="password"):
        ingest("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))


def test_entities_are_never_expanded():
    bomb = '<!DOCTYPE d [<!ENTITY a "Fog "><!ENTITY b "&a;&a;&a;&a;">]>'
    document = f"{bomb}<w:document {W}><w:body>{p(r('Sea &b;air'))}</w:body></w:document>"
    with pytest.raises(UnreadableError, match="entities"):
        ingest("a.docx", packed(**{"_rels/.rels": RELS, "word/document.xml": document}))
