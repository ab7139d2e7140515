"""From bytes to a document: formats told by content, encodings, what can't be read and why, facts from a title page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import EmptyError, UnreadableError, UnsupportedError
from pipeline.ingest import document_id, ingest, media_type_of
from pipeline.ingest.encoding import decode
from pipeline.ingest.facts import printed_facts

TYPES = [
    ("a.txt", b"Grey fog.", "text/plain"),
    ("a.pdf", b"Grey fog.", "text/plain"),
    ("a.md", b"# Fog\n", "text/markdown"),
    ("a.MARKDOWN", b"# Fog\n", "text/markdown"),
    ("a.txt", b"# Fog\n", "text/plain"),
    ("a.txt", b"%PDF-1.7\n", "application/pdf"),
    ("a", b"\r\n%PDF-1.4\n", "application/pdf"),
    ("a.txt", b"<!DOCTYPE html><p>Fog", "text/html"),
    ("a.pdf", b"\xef\xbb\xbf  <HTML><body>Fog", "text/html"),
    ("a.htm", b"<?xml version='1.0'?><!-- x --><html xmlns='y'>", "text/html"),
    ("a.txt", "Grey fog came.".encode("utf-16"), "text/plain"),
    ("a.txt", "Grey fog came in from the sea.".encode("utf-16-le"), "text/plain"),
]


@pytest.mark.parametrize(("path", "data", "media_type"), TYPES)
def test_a_format_is_told_by_its_content(path, data, media_type):
    assert media_type_of(path, data) == media_type


REFUSED = [
    (b"\xd0\xcf\x11\xe0rest", "old Office document.*save it as DOCX"),
    (b"{\\rtf1 Fog}", "RTF.*save it as DOCX"),
    (b"\x89PNG\r\n", "picture.*make a PDF"),
    (b"II*\0\x08\0", "picture.*make a PDF"),
    (b"\x1f\x8b\x08", "compressed.*unpack"),
    (b"\0\1\2\3\0\0\0\7fog", "binary.*save it as"),
]


@pytest.mark.parametrize(("data", "what"), REFUSED)
def test_what_no_reader_takes_is_refused_with_the_way_out(data, what):
    with pytest.raises(UnsupportedError, match=what):
        ingest("a.txt", data)


NAMED = [
    # what a server sent under the name of a PDF, and what the reason says of it
    (b"<!DOCTYPE html><title>Error</title><p>No such page.", "a web page.*fetch the file again, or name it .html"),
    (b"../elsewhere/report.pdf", "text.*fetch the file again, or name it .txt"),
]


@pytest.mark.parametrize(("data", "what"), NAMED)
def test_what_is_named_pdf_and_is_none_is_told(data, what):
    with pytest.raises(UnreadableError, match=f"not a PDF but {what}"):
        ingest("in/report.PDF", data)
    assert ingest("in/report", data).source


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_nothing_in_a_file_is_an_error_of_its_own(data):
    with pytest.raises(EmptyError):
        ingest("a.txt", data)


# --- encodings -----------------------------------------------------------------------------------------------------

LINE = "The “grey” harbour — café, naïve, Señor Ångström — cost £3 in 1998.\r\nIt sank.\r\n"
ENCODED = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODED)
def test_text_comes_back_from_its_encoding_line_ends_and_all(encoding):
    text = (LINE.replace("Å", "A") if encoding == "cp1252" else LINE) * 5
    assert decode(text.encode(encoding)) == text


def test_a_wrong_byte_order_mark_is_told():
    with pytest.raises(UnreadableError, match="byte order mark says utf-8, but byte 6"):
        decode(b"\xef\xbb\xbffog\xff\xff")


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1, max_size=80))
def test_marked_utf8_is_always_read(text):
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text


# --- documents -------------------------------------------------------------------------------------------------------


def test_the_source_is_the_file_as_it_stands():
    document = ingest("in/a.txt", b"\xef\xbb\xbfFog came.1\r\n\r\n1 Holm.\r\n")
    assert document.source == "Fog came.1\r\n\r\n1 Holm.\r\n"
    assert (document.path, document.media_type, len(document.sha256)) == ("in/a.txt", "text/plain", 64)


def test_the_id_depends_on_the_bytes_alone():
    one, two, other = ingest("a.txt", b"Fog."), ingest("b/c.txt", b"Fog."), ingest("a.txt", b"Fog")
    assert one.doc_id == two.doc_id == document_id(b"Fog.") != other.doc_id


def test_given_facts_go_before_printed_ones_and_empty_ones_don_t_count():
    data = b"The Grey Harbour\n\nBy Ann Holt\n\nMay 3, 2015\n\nIt came in fog.\n"
    facts = ingest("a.txt", data, {"title": "Given", "published": "", "password": "x"}).facts
    assert {k: (f.value, f.origin) for k, f in facts.items()} == {
        "authors": ("Ann Holt", "page"), "published": ("2015-05-03", "page"), "title": ("Given", "sources.toml"),
    }  # fmt: skip


HEADS = [
    # the first lines of a document, and what they say
    (["The Grey Harbour", "By Ann Holt and Paul Wren", "May 2015"],
     {"title": "The Grey Harbour", "authors": "Ann Holt and Paul Wren", "published": "2015-05"}),
    (["3 May 2015", "The Grey Harbour"], {"published": "2015-05-03", "title": "The Grey Harbour"}),
    (["Published on Sept. 4, 2015", "Fog"], {"published": "2015-09-04", "title": "Fog"}),
    (["Contents", "Executive Summary", "Chapter 1", "The Grey Harbour"], {"title": "The Grey Harbour"}),
    (["It came in May 2015 and went in June.", "They met on May 3, 2015."], {}),
    (["The Grey Harbour", "Since May 2015"], {"title": "The Grey Harbour"}),
    (["It came in 2015.1 Then it went.2", "It came:", "fog,"], {}),
    (["Fog in St. Helena: For What End?"], {"title": "Fog in St. Helena: For What End?"}),
    (["by 1998"], {}),
    ([], {}),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "facts"), HEADS)
def test_facts_of_a_title_page(lines, facts):
    assert {k: f.value for k, f in printed_facts(lines).items()} == facts


@pytest.mark.parametrize("line", ["May 45, 2015", "31 June 2015", "Maybe 2015", "Marching 2015", "May 3, 1066"])
def test_what_is_no_date_of_publication_is_no_fact(line):
    assert "published" not in printed_facts([line, "Fog"])
