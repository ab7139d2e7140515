"""Searching fast finds what searching plainly finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.agreements.rules import agreement_rules
from pipeline.extract.agreements.scanning import HeadScanner, fixed_words, openings

OPENINGS = [
    ("treat(?:y|ies)", {"trea"}),
    ("(?:pacts?|Accord)", {"pact", "acco"}),
    ("(?-i:Acts?|Laws?)(?!x)", {"act", "law"}),
    ("road ?map", {"road"}),
    ("acts?", {"act"}),
    (r"\w+ pact", {""}),
    ("(?:old )?pact", {""}),
]
FIXED = [
    ("Treaty of (?:[A-Z]+ ?)", "Treaty of "),
    (r"[A-Z]\w+ Convention", "Convention"),
    ("Peace Pacts?", "Peace Pact"),
    ("Oslo|Lima", ""),
]


@pytest.mark.parametrize(("pattern", "expected"), OPENINGS)
def test_openings(pattern: str, expected: set[str]) -> None:
    assert openings(pattern) == expected


@pytest.mark.parametrize(("pattern", "expected"), FIXED)
def test_fixed_words(pattern: str, expected: str) -> None:
    assert fixed_words(pattern) == expected


@given(
    st.lists(
        st.sampled_from(["Treaty", "İ", "treaties", "of", "Agreement", "_pact", "memorandum of", "understanding", "x"])
    )
)
def test_scanner_finds_what_the_plain_search_finds(words: list[str]) -> None:
    heads = [r.head_words for r in agreement_rules() if r.heads]
    text = " ".join(words)
    plain = re.finditer("|".join(rf"\b(?:{h})" for h in heads), text, re.IGNORECASE)
    assert [m.span() for m in HeadScanner(heads).finditer(text)] == [m.span() for m in plain]
