"""What is said of a document as a whole: its language, what a user gives, what a page shows, what to know of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ChronociteError
from pipeline.ingest import ingest
from pipeline.ingest.given import mistake_in
from pipeline.ingest.html import read_html
from pipeline.ingest.language import language_of
from pipeline.ingest.remarks import pages_by_ocr, remarks_on
from pipeline.records import Fact
from pipeline.stages import Settings, read_sources, run_ingest
from pipeline.store import read_manifest

ENGLISH = (
    "The ministers of the two countries met in the old customs house and spoke of the ferries, of the price of coal "
    "and of the fog. They agreed to meet again in the spring, and to bring the harbour masters of the islands with "
    "them, who had asked for it since the great storm."
)
PORTUGUESE = (
    "Os ministros dos dois países reuniram-se na antiga alfândega e falaram das balsas, do preço do carvão e do "
    "nevoeiro. Concordaram em voltar a encontrar-se na primavera e em levar consigo os capitães dos portos das ilhas, "
    "que o pediam desde a grande tempestade."
)
GERMAN = (
    "Die Minister der beiden Länder trafen sich im alten Zollhaus und sprachen über die Fähren, über den Preis der "
    "Kohle und über den Nebel. Sie vereinbarten, sich im Frühling wieder zu treffen und die Hafenmeister der Inseln "
    "mitzubringen, die seit dem großen Sturm darum gebeten hatten."
)
RUSSIAN = (
    "Министры двух стран встретились в старой таможне и говорили о паромах, о цене на уголь и о тумане. Они "
    "договорились снова встретиться весной и привезти с собой начальников портов с островов, которые просили об этом "
    "со времени большой бури прошлой осенью."
)

LANGUAGES = [
    (ENGLISH, "en"),
    (PORTUGUESE, "pt"),
    (GERMAN, "de"),
    (RUSSIAN, "ru"),
    # Too little to be sure, no prose, no language.
    ("The harbour of Lamu.", ""),
    ("Porto, Lisboa, Faro; Lamu 1998, Riga 2014, Tallinn 2015. " * 2, ""),
    ("1998 2014 2015 " * 90, ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "language"), LANGUAGES)
def test_a_language_is_told_where_it_is_sure(text: str, language: str) -> None:
    assert language_of(text) == language


def facts_of(path: str, text: str, given: dict[str, str] | None = None) -> dict[str, tuple[str, str]]:
    return {k: (f.value, f.origin) for k, f in ingest(path, text.encode(), given).facts.items()}


def test_the_text_tells_its_language_where_nobody_else_does() -> None:
    assert facts_of("a.txt", ENGLISH)["language"] == ("en", "text")
    assert facts_of("a.html", f"<html lang=en-GB><p>{ENGLISH}")["language"] == ("en-GB", "metadata")
    assert "text_language" not in facts_of("a.html", f"<html lang=en-GB><p>{ENGLISH}")
    assert facts_of("a.txt", ENGLISH, {"language": "en"})["language"] == ("en", "sources.toml")


def test_a_page_that_states_another_language_than_it_is_in_is_remarked_upon() -> None:
    document = ingest("a.html", f"<html lang=en><p>{PORTUGUESE}".encode())
    assert document.facts["language"] == Fact("en", "metadata")
    (remark,) = remarks_on(document.facts, 0)
    assert "“pt”, though metadata says “en”" in remark


def test_a_document_that_is_not_english_is_told_in_its_row(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "relatorio.txt").write_text(PORTUGUESE, encoding="utf-8")
    (tmp_path / "raw" / "report.txt").write_text(ENGLISH, encoding="utf-8")
    settings = Settings(tmp_path / "raw", tmp_path / "out", tmp_path / "none", 1)
    (told,) = run_ingest(settings)
    assert (told.path, told.skipped) == ("relatorio.txt", True), "it is done, and no failure"
    rows = {r.path: r for r in read_manifest(settings.out)}
    assert {path: (r.status, bool(r.remarks)) for path, r in rows.items()} == {
        "relatorio.txt": ("ok", True),
        "report.txt": ("ok", False),
    }


REMARKS: list[tuple[dict[str, Fact], list[str]]] = [
    ({}, []),
    ({"language": Fact("en-GB", "metadata")}, []),
    ({"language": Fact("de", "text")}, ["“de”; the rules are for English"]),
    ({"scanned": Fact("2 of 5 pages", "page")}, ["2 of 5 pages are pictures without text; run again with --ocr"]),
    ({"ocr": Fact("2, 4", "ocrmypdf 9.9")}, ["2 of 5 pages is by OCR (ocrmypdf 9.9) and can't be verified"]),
    (
        {"ocr": Fact("2", "ocrmypdf"), "scanned": Fact("1 of 5 pages", "page")},
        ["1 of 5 pages is by OCR", "OCR finds nothing on them"],
    ),
    ({"unmapped": Fact("12%", "text")}, ["12% of its characters"]),
    ({"unread_pages": Fact("3, 4", "text")}, ["can't be read on page 3, 4"]),
]


@pytest.mark.parametrize(("facts", "words"), REMARKS)
def test_remarks(facts: dict[str, Fact], words: list[str]) -> None:
    remarks = remarks_on(facts, 5)
    assert [w in r for w, r in zip(words, remarks, strict=True)] == [True] * len(words)


def test_pages_by_ocr() -> None:
    assert pages_by_ocr({"ocr": Fact("2, 4, 11", "ocrmypdf")}) == {2, 4, 11}
    assert pages_by_ocr({}) == set()


def test_characters_that_the_file_does_not_tell_are_counted() -> None:
    assert facts_of("a.txt", "Fog came in. " * 9 + "\ufffd" * 9)["unmapped"] == ("9%", "text")
    assert "unmapped" not in facts_of("a.txt", "Fog came in. " * 99 + "\ufffd")


# --- what a user gives ------------------------------------------------------------------------------------------------

DATES = ["2020", "2020-03", "2020-03-05", "2020~", "199X", "2018-23", "1994/..", "2017-05-03/2017-05-22", "2020-03-31"]
NO_DATES = ["March 2020", "2020-13", "2020-02-30", "05/04/2020", "2020-3", "2020-03-05 10:00:00", "soon"]


@pytest.mark.parametrize("date", DATES)
def test_dates_that_a_user_may_give(date: str) -> None:
    assert mistake_in({"published": date}) == ""


@pytest.mark.parametrize("date", NO_DATES)
def test_dates_that_are_none(date: str) -> None:
    assert mistake_in({"published": date}).startswith(f"published = {date!r} is no EDTF date; write it as ")


def test_a_mistake_names_the_file_and_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('["a.pdf"]\npublished = 2020-03-05\nlanguage = "pt"\n')
    assert read_sources(path) == {"a.pdf": {"published": "2020-03-05", "language": "pt"}}
    path.write_text('["a.pdf"]\nlanguage = "Portuguese"\n')
    with pytest.raises(ChronociteError, match=r"sources\.toml: \['a\.pdf'\]: .*write it as en, pt or en-GB"):
        read_sources(path)


# --- what a web page shows --------------------------------------------------------------------------------------------

BODY = "<p>" + "Fog came in from the sea and stayed. " * 8
SHOWN = [
    # what stands around the first heading; authors; date
    ("<p>By Ann Holt</p><p>3 May 2015</p>", "Ann Holt", "2015-05-03"),
    ("<p>By Ann Holt and Paul Wren | May 3, 2015</p>", "Ann Holt and Paul Wren", "2015-05-03"),
    ("<p>By Ann Holt — May 2015</p>", "Ann Holt", "2015-05"),
    ("<div><a rel='author'>Ann Holt</a> and <a rel='author'>Paul Wren</a></div>", "Ann Holt; Paul Wren", ""),
    ("<span itemprop=author>by Ann Holt</span>", "Ann Holt", ""),
    ("<p class=byline><time datetime='2015-05-03T10:00'>yesterday</time>", "", "2015-05-03"),
    ("<p class=posted-on><time class=updated datetime='2016-01-02'>x</time><time datetime='2015-05-03'>y</time>", "",
     "2015-05-03"),
    ("<meta itemprop=datePublished content='2015-05'>", "", "2015-05"),
    # A date of change, a date of an event, a login, and a sentence are none.
    ("<p class=meta>Updated <time class=date-modified datetime='2016-01-02'>now</time></p>", "", ""),
    ("<p>The fair is on <time datetime='2016-01-02'>Saturday</time></p>", "", ""),
    ("<span itemprop=author>admin</span>", "", ""),
    ("<p>By 2015 the fog had come.</p>", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "authors", "published"), SHOWN)
def test_byline_and_date_of_a_page(shown: str, authors: str, published: str) -> None:
    facts = read_html(f"<h1>Grey Harbour</h1>{shown}{BODY}".encode()).facts
    assert {k: facts[k] for k in ("authors", "published") if k in facts} == {
        k: Fact(v, "page") for k, v in (("authors", authors), ("published", published)) if v
    }


def test_what_the_head_of_a_page_states_goes_before_what_it_shows() -> None:
    head = '<head><meta name="author" content="Ann Holt"><meta name="date" content="2015-05-03"></head>'
    facts = read_html(f"<html>{head}<h1>Grey Harbour</h1><p>By Paul Wren</p><p>4 May 2015</p>{BODY}".encode()).facts
    assert (facts["authors"], facts["published"]) == (Fact("Ann Holt", "metadata"), Fact("2015-05-03", "metadata"))
