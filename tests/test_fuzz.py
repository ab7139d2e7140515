"""A short form of `make fuzz`, and that it sees what it is there for; hostile repetitions end in time."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ChronociteError
from pipeline.extract import extract
from pipeline.ingest import ingest
from pipeline.ingest.pdf import read_pdf
from pipeline.records import Extraction
from pipeline.running.limits import Limits, Task, run_limited
from tests import fuzz, mutations
from tests.pdf_pages import typeset
from tests.proportion import doubling

_INPUTS = 100
_SIZE = 100_000
"""Characters of a hostile text: what is quadratic shows at that."""
_SECONDS = 4
"""Of processor time for them: twice what 20 s a megabyte come to, for a busy machine; what is quadratic takes tens."""


def test_spoilt_inputs_crash_nothing() -> None:
    ended, faults = fuzz.fuzz(_INPUTS, first=20_000, seconds=90)
    assert faults == []
    assert ended.total() > 0


def test_an_input_is_made_again_from_its_number(tmp_path: Path) -> None:
    for kind in mutations.KINDS:
        first, second = (mutations.make(kind, 3, tmp_path) for _ in range(2))
        assert first == second
    # What it is made of, too: PDFium, for one, puts a name by chance into what it writes.
    assert mutations.few_pages.__wrapped__() == mutations.few_pages()


def test_a_crash_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a defect")

    monkeypatch.setattr(fuzz, "ingest", broken)
    how, fault = fuzz.trial("text", 0, tmp_path)
    assert how == "fault"
    assert fault is not None
    assert fault.what == "KeyError: 'a defect'"


def test_a_hang_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "SECONDS", 1)
    monkeypatch.setattr(fuzz, "ingest", lambda *_: time.sleep(30))
    _, fault = fuzz.trial("text", 0, tmp_path)
    assert fault is not None
    assert "takes more than" in fault.what


def test_two_sentences_are_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def talkative(*_: object) -> None:
        raise ChronociteError("one line\nand another")

    monkeypatch.setattr(fuzz, "ingest", talkative)
    assert fuzz.trial("text", 0, tmp_path)[0] == "fault"


def test_a_span_beside_its_words_is_a_fault() -> None:
    document = ingest("a.txt", b"Peru and Fiji signed a treaty on May 3, 2004.\n")
    extraction = extract(document)
    fuzz.check_spans(document, extraction)
    date = next(m for m in extraction.mentions if m.kind == "date")
    (start, end), *_ = date.fragments
    for wrong in (replace(date, fragments=((start - 1, end - 1),)), replace(date, fragments=((start, 10**6),))):
        with pytest.raises(AssertionError):
            fuzz.check_spans(document, Extraction(document.doc_id, mentions=(wrong,)))


HOSTILE = {
    "letters": "a", "brackets": "(", "apostrophes": "'", "dots": ".", "quotes": "“", "numbers": "1 ", "digits": "1",
    "months": "January ", "dates": "May 3, 2012, ", "years": "2012, ", "ranges": "1990–",
    "agreements": "the agreement of ",
    "thousands": ",000", "lists": "1,", "raised lists": "¹,", "raised": "¹",
    "blank lines": "\n", "lines": "a\n", "semicolons": "; ", "ibid": "Ibid.; ", "names": "Peru and Fiji, ",
    "listed": "It was signed by three states (" + "V Aa’ " * 45 + "x). ",
    "hyphens": "air-to-air-", "sentences": "They met in May. ", "parties": "the former prime minister of ",
}  # fmt: skip


def read_all(name: str, text: str) -> float:
    """Ingest and extract; the seconds of processor time that it takes."""
    extract(ingest("a.txt", b"Peru and Fiji met in May 2004.\n"))
    begun = time.process_time()
    # It may say that this is no text; it may not think about it for long.
    with suppress(ChronociteError):
        extract(ingest(name, text.encode()))
    return time.process_time() - begun


@pytest.mark.parametrize("what", HOSTILE)
def test_repetitions_end_in_time(what: str) -> None:
    check_in_time(HOSTILE[what] * (_SIZE // len(HOSTILE[what])))


def test_thousands_of_notes_end_in_time() -> None:
    check_in_time("".join(f"The word.{i} " for i in range(1, 6_000)))
    check_in_time("".join(f"{i}. See above.\n" for i in range(1, 6_000)))


def test_nested_brackets_end_in_time() -> None:
    check_in_time("(" * (_SIZE // 2) + ")" * (_SIZE // 2))


_PIECES = 2_000
NOTES = {
    "prose": ("", "a note; "),
    "interviews": ("", "Interview with Ann Berg, Oslo, May 3, 2004; "),
    "continued": ("Interviews with Ann Berg (May 3, 2004); ", "Rita Moss (Mar. 10, 2004); "),
    "broken off": ("Interviews with Ann Berg (May 3, 2004); ", "a note; "),
}


def read_note(unit: str, count: int, first: str = "") -> tuple[float, list[str]]:
    """Extract a note of repeated pieces with an interview at its end; processor time, and whom its citations name."""
    last = "Interview with Bo Lund, Bergen, June 4, 2005."
    document = ingest("a.txt", f"They met in the port.1\n\n1. {first}{unit * count}{last}\n".encode())
    assert [b.kind for b in document.blocks] == ["paragraph", "footnote"]
    begun = time.process_time()
    cited = extract(document).citations
    return time.process_time() - begun, [c.attribution for c in cited if c.kind == "interview"]


@pytest.mark.parametrize("what", NOTES)
def test_a_note_of_thousands_of_pieces_takes_time_in_proportion(what: str) -> None:
    first, unit = NOTES[what]
    read_note(unit, 1, first)

    def seconds(count: int) -> float:
        taken, asked = read_note(unit, count, first)
        assert asked[-1] == "Bo Lund"
        return taken

    assert doubling(seconds, _PIECES, most=3) <= 3


def test_a_note_of_unclosed_quotes_in_unclosed_brackets_ends_in_time() -> None:
    seconds, _ = read_note("(a “b ", _PIECES)
    assert seconds < _SECONDS


def read_print(words: str) -> float:
    """Read a page that is wide enough for all in one line; the seconds of processor time that it takes."""
    data = typeset(f"#set page(width: 150000pt, height: 200pt)\n#set text(10pt)\n{words}")
    begun = time.process_time()
    read_pdf(data)
    return time.process_time() - begun


def test_a_long_printed_line_ends_in_time() -> None:
    assert read_print("a . . . . " * 4_000 + "end!") < _SECONDS


def check_in_time(text: str) -> None:
    ((_, taken),) = run_limited([Task(read_all, ("a.txt", text))], 1, Limits(seconds=10 * _SECONDS))
    assert isinstance(taken, float), taken
    assert taken < _SECONDS
