"""The audit's second readings: what the raw file says is found, what somebody changed is not."""

from __future__ import annotations

import time

import pytest

from pipeline.audit.second import fold, second_reading
from pipeline.audit.verify import unverified
from pipeline.errors import UnreadableError, UnsupportedError
from pipeline.ingest.html import read_html
from pipeline.records import Document, Fragments, Mention, Page
from tests.pdf_pages import typeset


def document(source: str, media_type: str, pages: tuple[Page, ...] = ()) -> Document:
    return Document("d1", "x", "0", media_type, source, pages=pages)


def mention(text: str, *fragments: tuple[int, int]) -> Mention:
    return Mention("m1", "d1", "date", text, fragments, "test.rule", "paragraph", "b1")


def spans(source: str, *words: str) -> Fragments:
    """Where the words stand, one after the other."""
    out, at = [], 0
    for word in words:
        at = source.index(word, at)
        out.append((at, at + len(word)))
        at += len(word)
    return tuple(out)


TEXT = "Skua put out of Bodø on 3 May 2011.\r\n“Calm,” they said."


@pytest.mark.parametrize(
    "data",
    [TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("utf-16"), TEXT.encode("cp1252")],
    ids=["utf-8", "marked", "utf-16", "cp1252"],
)
@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
def test_text_in_any_encoding(data: bytes, media_type: str) -> None:
    reading = second_reading(data, media_type, document(TEXT, media_type))
    assert reading.holds([(0, len(TEXT))])


def test_text_must_be_the_same_at_the_same_place() -> None:
    tampered = TEXT.replace("2011", "2012")
    reading = second_reading(TEXT.encode(), "text/plain", document(tampered, "text/plain"))
    assert reading.holds(spans(tampered, "3 May", "Calm"))
    assert not reading.holds(spans(tampered, "3 May", "2012"))
    moved = second_reading(b"x" + TEXT.encode(), "text/plain", document(TEXT, "text/plain"))
    assert not moved.holds(spans(TEXT, "Calm"))


def test_span_behind_the_end_or_of_nothing() -> None:
    reading = second_reading(b"short", "text/plain", document("short, longer", "text/plain"))
    assert not reading.holds([(3, 9)])
    assert not reading.holds([(2, 2)])
    assert not reading.holds([])


PAGE = (
    "<meta charset='utf-8'><title>Skua</title><script>var year = 1999;</script><h1>Skua</h1>\n"
    "<p>She put out of <b>Bod</b>&oslash; on\n"
    "3&nbsp;May <i>2011</i>; the of&shy;fi&#99;ers&rsquo; log agrees.<sup><a href='#fn1' id='r1'>[1]</a></sup></p>"
    "<p>In 2012 she lay still.</p><table><tr><td>Tern</td><td>2009</td></tr></table>"
    "<ol><li id='fn1'>Log, 4 May 2011. <a href='#r1'>↩</a></li></ol>"
)


def test_html_words() -> None:
    data = PAGE.encode()
    draft = read_html(data)
    reading = second_reading(data, "text/html", document(draft.source, "text/html"))
    assert all(reading.holds(b.fragments) for b in draft.blocks)
    assert all(reading.holds([(m.start, m.end)]) for m in draft.markers)
    assert reading.holds(spans(draft.source, "Bodø on 3\u00a0May 2011"))


@pytest.mark.parametrize(
    ("original", "changed"),
    [("3\u00a0May", "8\u00a0May"), ("May 2011;", "May 2012;"), ("still", "still in 1999"), ("Bodø", "Bode")],
)
def test_changed_html_words_are_not_found(original: str, changed: str) -> None:
    """Not even where the changed words stand elsewhere in the file: what is short is sought with its neighbours."""
    tampered = read_html(PAGE.encode()).source.replace(original, changed)
    (span,) = spans(tampered, changed)
    reading = second_reading(PAGE.encode(), "text/html", document(tampered, "text/html"))
    assert not reading.holds([span])


TYPST = """
#set document(date: none)
#set page(width: 8cm, height: 6cm)
#set text(size: 10pt)
The officers of the Skua met the har- \\ bour master on 3 May 2011 and agreed
#pagebreak()
to meet again in June 2012, in Vardø.
"""
FIRST = "The officers of the Skua met the har-\nbour master on 3 May 2011 and agreed"
SOURCE = f"{FIRST}\nto meet again in June 2012, in Vardø."


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return typeset(TYPST)


def paged(source: str) -> Document:
    cut = source.index("to meet")
    return document(source, "application/pdf", (Page(1, 0, cut), Page(2, cut, len(source))))


def test_pdf_words(pdf: bytes) -> None:
    reading = second_reading(pdf, "application/pdf", paged(SOURCE))
    assert reading.holds(spans(SOURCE, "3 May 2011"))
    assert reading.holds(spans(SOURCE, "har-\nbour master"))
    assert reading.holds(spans(SOURCE, "3 May 2011 and agreed", "to meet again")), "fragments on two pages"
    assert reading.holds([(0, len(SOURCE))]), "one fragment over the page break"


@pytest.mark.parametrize("changed", ["3 May 2012", "June 2011", "Vadsø"])
def test_changed_pdf_words_are_not_found(pdf: bytes, changed: str) -> None:
    original = {"3 May 2012": "3 May 2011", "June 2011": "June 2012", "Vadsø": "Vardø"}[changed]
    tampered = SOURCE.replace(original, changed)
    assert not second_reading(pdf, "application/pdf", paged(tampered)).holds(spans(tampered, changed))


def test_words_of_another_page(pdf: bytes) -> None:
    swapped = f"{SOURCE[len(FIRST) + 1 :]} to meet {FIRST}"
    source = swapped.replace("to meet again", "To meet again", 1)
    reading = second_reading(pdf, "application/pdf", paged(source))
    assert not reading.holds(spans(source, "3 May 2011"))


def test_unverified_names_those_not_found() -> None:
    source = "On 3 May 2011 and in 2012."
    good, bad = mention("3 May 2011", *spans(source, "3 May 2011")), mention("2012", *spans(source, "2012"))
    raw = source.replace("2012", "2013").encode()
    assert unverified(document(source, "text/plain"), raw, [good, bad, good]) == [bad]


def test_folding() -> None:
    assert fold("co\u00adoper-\nation\u00a0of ﬁve\u200b") == fold("cooperation of five")
    assert fold("2011") != fold("2012")


def test_ten_thousand_mentions_take_a_moment() -> None:
    lines = [f"<p>Line {i} tells of the year {1000 + i}.</p>" for i in range(10_000)]
    data = "\n".join(lines).encode()
    source = read_html(data).source
    reading = second_reading(data, "text/html", document(source, "text/html"))
    places = spans(source, *(f"year {1000 + i}" for i in range(10_000)))
    before = time.process_time()
    assert all(reading.holds([place]) for place in places)
    assert time.process_time() - before < 5


def test_what_has_no_second_reader() -> None:
    with pytest.raises(UnsupportedError, match="application/zip"):
        second_reading(b"", "application/zip", document("", "application/zip"))
    with pytest.raises(UnreadableError, match="PDFium"):
        second_reading(b"no pdf", "application/pdf", document("", "application/pdf"))
