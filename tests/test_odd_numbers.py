"""Digits that Python makes no number of, raised ones or thousands of them: they are words, and end no run."""

from __future__ import annotations

import pytest

from pipeline.audit.checks.slips import slip
from pipeline.evaluate.forms import number_of
from pipeline.evaluate.matching import same_date
from pipeline.extract import extract
from pipeline.extract.citations.described import least_number
from pipeline.ingest import ingest
from pipeline.numbers import whole
from tests.fuzz import check_document, check_spans
from tests.test_ingest_office import cite, docx, note, odt, p, r, section

MANY = "9" * 5000
"""Python refuses to make a number of more than 4,300 digits."""


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("٣", 3), ("²", -1), ("-1", -1), ("", -1), ("1.5", -1), (MANY, -1)]
)
def test_what_is_a_whole_number(text: str, number: int) -> None:
    assert whole(text, -1) == number


LINK = "<a href='#fn{0}' id='r{0}'>{1}</a>"
HEAD = "\n\n\nTHE FERRIES OF LAMU    12\n\n\n"
TEXTS = {
    "a number of people": ("a.txt", "It rained.1\n\n1. ²³ Dutch officials, interview with the author, May 3, 2021.\n"),
    "a number of times": ("a.txt", f"The two navies met {MANY} times and 1{',000' * 2000} times in May 2012.\n"),
    "a length of time": ("a.txt", f"Peru and Fiji met 1{',000' * 2000} days later, and again after {MANY} years.\n"),
    "a page's number": (
        "a.txt",
        f"It rained all day.{HEAD}It went on.{HEAD.replace('12', '13')}{MANY}\n\n\nIt ended.\n",
    ),
    "a note": ("a.txt", f"It rained.{MANY} It went on.2\n\n{MANY}. See the log.\n2. Ibid.\n"),
    "a raised note": ("a.txt", "It rained.² It went on.³\n\n²³ Holt, 2014.\n"),
    "a label": ("a.md", "The quay was built.[^²] It fell.[^³]\n\n[^²]: Log, 1998.\n\n[^³]: Log, 1999.\n"),
    "a long label": ("a.md", f"The quay was built.[^{MANY}] It fell.[^1]\n\n[^{MANY}]: Log, 1998.\n\n[^1]: Ibid.\n"),
    "the start of a list": (
        "a.html",
        f"<html><p>It sailed.{LINK.format(1, 1)}</p><ol start='²'><li id='fn1'>Log.</li><li>Map.</li></ol>",
    ),
    "the start of a long list": (
        "a.html",
        f"<html><p>It sailed.<sup>1</sup></p><h2>Notes</h2><ol start='{MANY}'><li>Log.</li></ol>",
    ),
    "labels of links": (
        "a.html",
        f"<html><p>It sailed.{LINK.format(1, '²')} Then{LINK.format(2, '³')}.</p>"
        "<p id='fn1'>² Log, 1998.</p><p id='fn2'>³ Log, 1999.</p>",
    ),
}


@pytest.mark.parametrize("what", TEXTS)
def test_odd_digits_in_a_document(what: str) -> None:
    name, text = TEXTS[what]
    document = ingest(name, text.encode())
    check_document(document)
    extraction = extract(document)
    check_spans(document, extraction)
    assert document.blocks


@pytest.mark.parametrize("start", ["²", MANY, "0", "-5", "99999999999"])
@pytest.mark.parametrize("form", ["lowerLetter", "upperRoman", "chicago", "decimal"])
def test_odd_first_numbers_of_notes_in_word(start: str, form: str) -> None:
    begins = section(form=form).replace("<w:numFmt", f'<w:numStart w:val="{start}"/><w:numFmt')
    assert "numStart" in begins
    data = docx(p(r("It sailed."), cite(2)), begins, footnotes=note(2, "The log of the Tern."))
    document = ingest("a.docx", data)
    (label,) = (b.label for b in document.blocks if b.kind in {"footnote", "endnote"})
    assert 0 < len(label) < 20


@pytest.mark.parametrize("level", ["²", MANY, "0", "-5", "3"])
def test_odd_levels_of_headings(level: str) -> None:
    heading = f'<text:h text:outline-level="{level}">Ferries</text:h><text:p>They sailed.</text:p>'
    document = ingest("a.odt", odt(heading))
    assert [b.kind for b in document.blocks] == ["heading", "paragraph"]
    style = f'<w:outlineLvl w:val="{level}"/>'
    assert ingest("a.docx", docx(p(r("Ferries"), properties=style), p(r("They sailed.")))).blocks


@pytest.mark.parametrize(
    ("attribution", "number"),
    [("²³ Dutch officials", 2), ("² official", 1), ("3 Dutch officials", 3), ("٣ Dutch officials", 3)],
)
def test_how_many_people_odd_digits_prove(attribution: str, number: int) -> None:
    assert least_number(attribution) == number


def test_odd_digits_in_what_people_write() -> None:
    assert number_of("²") == "²"
    assert not same_date("2014-0²,2014-03", "2014-02/2014-03")
    assert not slip("2014-0²", "2014-03")
