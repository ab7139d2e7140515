"""Spoilt documents of each format, made of the samples or written for the purpose."""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pypdfium2

from tests import test_ingest_office as office
from tests.conftest import RAW
from tests.mutations.odd import LONG, ODD_PDF, ODD_TAGS, ODD_WORDS
from tests.mutations.spoiling import as_bytes, encoded, spoil, spoil_text

_WINDOW = 5_000
"""Characters of a sample that one input holds: small ones are many."""


def _window(chance: random.Random, text: str) -> str:
    at = chance.randrange(max(1, len(text) - _WINDOW))
    return text[at : at + _WINDOW]


def make_text(chance: random.Random, scratch: Path) -> bytes:
    text = _window(chance, (RAW / "small-navies.txt").read_text(encoding="utf-8"))
    if chance.random() < 0.7:
        return encoded(chance, spoil_text(chance, text, ODD_WORDS))
    return spoil(chance, text.encode(), as_bytes(ODD_WORDS))


def make_markdown(chance: random.Random, scratch: Path) -> bytes:
    lines = _window(chance, (RAW / "small-navies.txt").read_text(encoding="utf-8")).splitlines(keepends=True)
    signs = ("# ", "## ", "> ", "- ", "1. ", "    ", "**", "[^1]: ", "| a | b |\n|---|---|\n", "```\n", "<div>\n", "\n")
    text = "".join(chance.choice(signs) + line if chance.random() < 0.2 else line for line in lines)
    return encoded(chance, spoil_text(chance, text, (*ODD_WORDS, *signs, *ODD_TAGS)))


def make_html(chance: random.Random, scratch: Path) -> bytes:
    text = (RAW / "loose-ends.html").read_text(encoding="utf-8")
    if chance.random() < 0.5:
        at = text.find("<body")
        text = text[:at] + _window(chance, text[at:])
    if chance.random() < 0.7:
        tags = re.findall(r"<[^>]*>", text)
        return encoded(chance, spoil_text(chance, text, (*ODD_WORDS, *ODD_TAGS, *ODD_TAGS, *tags[:50])))
    return spoil(chance, text.encode(), as_bytes(ODD_TAGS))


_BY_CHANCE = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)|(?<=/CreationDate\(D:)\d{14}")


@cache
def few_pages() -> bytes:
    """The first pages of the sample: what much can be tried on in little time."""
    with pypdfium2.PdfDocument(RAW / "northern-arc.pdf") as pdf, pypdfium2.PdfDocument.new() as few:
        few.import_pages(pdf, pages=list(range(min(2, len(pdf)))))
        out = io.BytesIO()
        few.save(out)
    # PDFium names each file that it writes by chance, and dates it.
    return _BY_CHANCE.sub(lambda m: b"0" * len(m.group()), out.getvalue())


_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def make_pdf(chance: random.Random, scratch: Path) -> bytes:
    data = few_pages()
    if chance.random() < 0.5:
        return spoil(chance, data, ODD_PDF)
    # What is drawn, not how it is packed: the bytes inside of one stream, its length as it then is not.
    streams = list(_STREAM.finditer(data))
    chosen = chance.choice(streams)
    try:
        inner = zlib.compress(spoil(chance, zlib.decompress(chosen[1]), ODD_PDF))
    except zlib.error:
        inner = spoil(chance, chosen[1], ODD_PDF)
    return data[: chosen.start(1)] + inner + data[chosen.end(1) :]


def make_docx(chance: random.Random, scratch: Path) -> bytes:
    p, r = office.p, office.r
    body = [p(r("Ferries of the sound"), style="Own")]
    for i in range(2, 8):
        body.append(
            p(r(f"Norway and Peru signed a fishing accord on May {i}, 200{i}."), office.cite(i), r(" It held."))
        )
    body.append("<w:tbl><w:tr><w:tc>" + p(r("Year")) + "</w:tc><w:tc>" + p(r("Ships")) + "</w:tc></w:tr></w:tbl>")
    body += [p(r("Ropes"), style="L"), office.section("eachSect", "lowerRoman"), p(office.cite(2, "endnote"))]
    notes = "".join(office.note(i, f"Peruvian pilot, interview with the author, June {i}, 2018.") for i in range(2, 8))
    core = "<dc:title>Ferries</dc:title><dc:creator>Ada Moss</dc:creator>"
    return _archive(chance, office.docx(*body, footnotes=notes, endnotes=office.note(2, "Tern.", "endnote"), core=core))


def make_odt(chance: random.Random, scratch: Path) -> bytes:
    body = '<text:h text:outline-level="2">Ferries</text:h>' + "".join(
        f"<text:p>Chile and Ghana met in March 201{i}{office.odt_note(str(i), f'The Tern, p. {i}.')}.</text:p>"
        for i in range(1, 8)
    )
    body += (
        "<text:list><text:list-item><text:p>Ropes<text:s text:c='2'/>and sails</text:p></text:list-item></text:list>"
    )
    return _archive(chance, office.odt(body, meta="<title>Ferries</title><creation-date>2019-01-02</creation-date>"))


def make_epub(chance: random.Random, scratch: Path) -> bytes:
    link = '<a epub:type="noteref" id="r{0}" href="c%201.xhtml#n{0}">{0}</a>'
    back = '<a href="c%200.xhtml#r{0}">{0}</a>'
    note = f'<aside epub:type="footnote" id="n{{0}}"><p>{back} Ghanaian official, May 201{{0}}.</p></aside>'
    first = "<h1>Sails</h1>" + "".join(
        f"<p>Fiji and Peru signed it in 201{i}.{link.format(i)}</p>" for i in range(1, 6)
    )
    notes = "".join(note.format(i) for i in range(1, 6))
    return _archive(chance, office.epub(office.chapter(first), office.chapter(notes), metadata="<title>Sails</title>"))


def _archive(chance: random.Random, data: bytes) -> bytes:
    """The archive's own bytes spoilt, or its parts: a part's text, a part gone, a part under another's name."""
    if chance.random() < 0.25:
        return spoil(chance, data, (b"PK\3\4", b"PK\1\2", b"PK\5\6", b"\xff\xff\xff\xff", b"\0\0\0\0"))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = chance.choice(list(parts))
    match chance.randrange(10):
        case 0:
            del parts[name]
        case 1:
            parts[name] = parts[chance.choice(list(parts))]
        case 2 | 3:
            parts[name] = spoil(chance, parts[name], as_bytes(ODD_TAGS))
        case 4 | 5:
            parts[name] = re.sub(rb'"[^"]*"', lambda m: _other_value(chance, m[0]), parts[name])
        case _:
            # The XML stays well-formed: an element is doubled, or its end is drawn around what follows.
            parts[name] = _other_elements(chance, parts[name])
    return office.packed_parts(parts)


def _other_value(chance: random.Random, value: bytes) -> bytes:
    odd = (
        b'""',
        b'"-1"',
        b'"0"',
        b'"99999999999999999999"',
        b'"x"',
        b'"..%2f..%2fx"',
        b'"#"',
        b'"http://["',
        '"²"'.encode(),
        f'"{LONG}"'.encode(),
        b'"upperLetter"',
        b'"chicago"',
        b'"lowerRoman"',
    )
    return chance.choice(odd) if chance.random() < 0.1 else value


_ELEMENT = re.compile(rb"<([\w:]+)[^<>]*?(?:/>|>[^<>]*</\1>)")


def _other_elements(chance: random.Random, data: bytes) -> bytes:
    elements = [m[0] for m in _ELEMENT.finditer(data)]
    if not elements:
        return data
    return _ELEMENT.sub(lambda m: _other_element(chance, m[0], elements), data)


def _other_element(chance: random.Random, element: bytes, others: Sequence[bytes]) -> bytes:
    match chance.randrange(12):
        case 0:
            return b""
        case 1:
            return element * chance.choice((2, 40))
        case 2:
            return chance.choice(others)
        case 3:
            return element + chance.choice(others)
    return element
