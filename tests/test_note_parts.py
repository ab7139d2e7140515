"""A note taken apart: what is a source of its own, what stands in brackets, what is prose."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.citations.parts import parts

_SOURCE = re.compile(r"(?:Holt|Wren|Berg), .*\d{4}(?:, p\. \d+)?|“[^”]*” \(Holt, \d{4}\)|“[^”]*, \d{4}|Ibid")


def taken_apart(text: str) -> list[str]:
    """The parts as printed; `<>` around sources, `(<>)` around those in the brackets of prose.

    For these tests a source is what begins with one of three names or a title, and ends with a year or page.
    """
    out = []
    for part in parts(text, lambda a, b: bool(_SOURCE.fullmatch(text, a, b))):
        words = text[part.start : part.end]
        out.append((f"(<{words}>)" if part.nested else f"<{words}>") if part.source else words)
    return out


NOTES = [
    ("Holt, 2014.", ["<Holt, 2014>"]),
    ("Holt, 2014", ["<Holt, 2014>"]),
    ("Holt, 2014; Wren, 2015.", ["<Holt, 2014>", "<Wren, 2015>"]),
    ("Holt, 2014. Wren, 2015.", ["<Holt, 2014>", "<Wren, 2015>"]),
    ("Holt, 2014, and Wren, 2015.", ["<Holt, 2014>", "<Wren, 2015>"]),
    ("Holt, 2014 and Wren, 2015.", ["<Holt, 2014>", "<Wren, 2015>"]),
    ("Holt, Fog for 2014 and Beyond, 2015.", ["<Holt, Fog for 2014 and Beyond, 2015>"]),
    ("See Holt, 2014.", ["<Holt, 2014>"]),
    ("See also Holt, 2014; see, for example, Wren, 2015; but see Berg, 2016.",
     ["<Holt, 2014>", "<Wren, 2015>", "<Berg, 2016>"]),
    ("For more on fog in the north, see Holt, 2014.", ["<Holt, 2014>"]),
    ("Quoted in Holt, 2014, p. 3.", ["<Holt, 2014, p. 3>"]),
    ("Holt, “Fog; or, the Horn. Part (II),” 2014; Wren, 2015.",
     ["<Holt, “Fog; or, the Horn. Part (II),” 2014>", "<Wren, 2015>"]),
    ("Holt, “A “grey; very grey” fog,” 2014; Wren, 2015.", ["<Holt, “A “grey; very grey” fog,” 2014>", "<Wren, 2015>"]),
    ('Holt, "Fog; or, the Horn," 2014; Wren, 2015.', ['<Holt, "Fog; or, the Horn," 2014>', "<Wren, 2015>"]),
    ("Holt, 2014; entered into force that year.", ["<Holt, 2014; entered into force that year>"]),
    # prose
    ("It came late.", ["It came late."]),
    ("It came late. It went early.", ["It came late. It went early."]),
    ("It came late (Holt, 2014). It went early.", ["It came late", "(<Holt, 2014>)", "It went early."]),
    ("It came late (see Holt, 2014; Wren, 2015).", ["It came late", "(<Holt, 2014>)", "(<Wren, 2015>)"]),
    ("It came late (and was cold).", ["It came late (and was cold)."]),
    ("It came (late (very late), Holt writes).", ["It came (late (very late), Holt writes)."]),
    ("It came on May 3, 2014; June 4, 2014; and in 2015 (Holt, 2014).",
     ["It came on May 3, 2014; June 4, 2014; and in 2015", "(<Holt, 2014>)"]),
    ("It came late. Holt, 2014.", ["It came late.", "<Holt, 2014>"]),
    ("Told in “Fog” (Holt, 2014) and not elsewhere.", ["Told in", "(<“Fog” (Holt, 2014)>)", "and not elsewhere."]),
    ("The list of all days: Holt, 2014; Wren, 2015.", ["The list of all days:", "<Holt, 2014>", "<Wren, 2015>"]),
    # what never closes
    ("“It came late, Holt, 2014.", ["<“It came late, Holt, 2014>"]),
    ("It came (late; Holt, 2014.", ["It came (late; Holt, 2014."]),
    ("Holt, 2014) came late.", ["Holt, 2014) came late."]),
    ("Ibid. Holt, 2014.", ["<Ibid>", "<Holt, 2014>"]),
    ("", []),
    ("   ", []),
    ("...", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NOTES)
def test_a_note_is_taken_apart(text, expected):
    assert taken_apart(text) == expected


@pytest.mark.parametrize(
    "words",
    ["p. 4 of it", "No. 5 there", "A. B. Holt’s words", "Dr. Holt’s words", "the U.S. Navy", "e.g. Grey fog", "Vol. 3"],
)
def test_an_abbreviation_ends_no_sentence(words):
    assert taken_apart(f"Holt, Words on {words}, 2014. It came.") == [f"<Holt, Words on {words}, 2014>", "It came."]


@settings(max_examples=100, deadline=None)
@given(st.text('Aab .;,:()[]“”"4', max_size=60))
def test_parts_are_in_order_and_nothing_but_punctuation_is_left_out(text):
    found = parts(text, lambda a, b: text[a:b].startswith("A"))
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    covered = {i for p in found for i in range(p.start, p.end)}
    assert not any(c.isalnum() for i, c in enumerate(text) if i not in covered)
