"""Long sentences take time in proportion; what was denied or broken off has not been done."""

from __future__ import annotations

import time

import pytest

from pipeline.extract import extract
from pipeline.ingest import ingest
from pipeline.records import Extraction
from tests.proportion import doubling

LONG = {
    "commas": ("After ", "they drafted a treaty, they ratified it in 1994, "),
    "no commas": ("", "They signed an accord in 1994 and "),
}


def read(words: str) -> tuple[float, Extraction]:
    """Extract a text; the processor time that it takes."""
    document = ingest("a.txt", words.encode())
    begun = time.process_time()
    extraction = extract(document)
    return time.process_time() - begun, extraction


@pytest.mark.parametrize("what", LONG)
def test_a_sentence_of_hundreds_of_acts_takes_time_in_proportion(what: str) -> None:
    first, unit = LONG[what]
    read(f"{first}{unit}left.\n")

    def seconds(count: int) -> float:
        taken, told = read(f"{first}{unit * count}left.\n")
        assert len(told.milestones) >= count // 2
        return taken

    assert doubling(seconds, 200, most=3.5) <= 3.5


TOLD = [
    ("The treaty between Peru and Fiji was not approved by the senate in 1996.", {"not_concluded"}, {"ratified"}),
    (
        "Talks on a fish treaty between Peru and Fiji, which opened in 1991, were suspended in 1993 and concluded in "
        "1995.",
        set(),
        {"ended"},
    ),
]


@pytest.mark.parametrize(("text", "some", "none"), TOLD)
def test_what_was_denied_or_broken_off(text: str, some: set[str], none: set[str]) -> None:
    _, told = read(text + "\n")
    acts = {m.act for m in told.milestones}
    assert told.agreements
    assert some <= acts
    assert not none & acts
