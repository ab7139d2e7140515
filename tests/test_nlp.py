"""The pipeline's own tokenizer, and what of a note its rules see."""

import subprocess
import sys

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.extract.nlp import found, language, pipeline, put, read
from pipeline.records import Block

NLP = language()
SPACY = spacy.blank("en")


@pytest.fixture(scope="module")
def nlp() -> Language:
    return NLP


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=12))
def test_no_affix_is_missed_in_a_word_of_letters(word: str):
    assert [t.text for t in NLP.make_doc(word)] == [t.text for t in SPACY.make_doc(word)]


@given(st.text("a0.,’'-+°%$(km", max_size=8), st.sampled_from("0123456789"))
def test_no_affix_is_missed_in_a_word_that_ends_in_a_figure(head: str, figure: str):
    assert [t.text for t in NLP.make_doc(head + figure)] == [t.text for t in SPACY.make_doc(head + figure)]


def test_spacy_comes_without_its_command_line_until_somebody_wants_it():
    program = """
import sys
from pipeline.extract.lean import import_spacy
import_spacy()
import spacy
print("spacy.cli" in sys.modules, "spacy.cli.download" in sys.modules)
print(spacy.info(silent=True)["spacy_version"] == spacy.__version__)
import spacy.cli
print(callable(spacy.cli.download), spacy.cli.info.__module__)
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.split("\n") == ["False False", "True", "True spacy.cli.info", ""]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya's envoys (two of them) paid $40m, i.e. 3.5km of rail; see www.example.org/a.b?c=d.",
        "“It can't go on,” she said—twice—in 2019–20... The U.S. didn't; Ghana/Togo did.",
        "5°C. and 10%! An e-mail: a.b@example.org #tag R&D co-operation 12/3/2020 9a.m. '90s :-)",
    ],
)
def test_signs_and_figures_are_parted_as_by_spacy(text: str):
    assert [t.text for t in NLP.make_doc(text)] == [t.text for t in SPACY.make_doc(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("U.S.–Kenya", ["U.S.", "–", "Kenya"]), ("U.K.-led", ["U.K.", "-", "led"]), ("Franco-Malian", None)],
)
def test_a_dash_behind_an_acronym_parts_words(nlp: Language, text: str, tokens: list[str] | None):
    assert [t.text for t in nlp.make_doc(text)] == (tokens or [t.text for t in SPACY.make_doc(text)])


@pytest.mark.parametrize(
    ("label", "source", "seen"),
    [
        ("31", "31 July 2002 was a Wednesday.", "July 2002 was a Wednesday."),
        ("31", "[31] July 2002.", "July 2002."),
        ("31", "[^31]: July 2002.", "July 2002."),
        ("31", "31.) July 2002.", "July 2002."),
        ("31", "\\[31\\] July 2002.", "July 2002."),
        ("31", "<sup>31</sup> July 2002.", "July 2002."),
        ("31", "31Moss, Harbours.", "Moss, Harbours."),
        ("31", "³¹ July 2002.", "July 2002."),
        ("31", "31,000 tons a year.", "31,000 tons a year."),
        ("31", "313 ships a year.", "313 ships a year."),
        ("31", "July 31, 2002.", "July 31, 2002."),
        ("*", "* Moss, Harbours.", "Moss, Harbours."),
    ],
)
def test_the_number_of_a_note_is_no_part_of_its_text(nlp: Language, label: str, source: str, seen: str):
    block = Block("b1", "footnote", ((0, len(source)),), label=label)
    text = read(nlp, source, block)
    assert text.reading.text.strip() == seen
    assert text.doc.text == text.reading.text


def test_what_is_put_is_found(nlp: Language):
    doc = nlp.make_doc("Ghana and Togo met.")
    put(doc, "places", [doc[0:1], doc[2:3]], ["GHA", "TGO"])
    assert [(s.text, d) for s, d in found(doc, "places", str)] == [("Ghana", "GHA"), ("Togo", "TGO")]
    assert [s.text for s in doc.spans["places"]] == ["Ghana", "Togo"]
    assert found(doc, "dates", str) == []


def test_each_span_wants_a_detail(nlp: Language):
    doc = nlp.make_doc("Ghana met.")
    with pytest.raises(ValueError, match="1 spans, 0 details"):
        put(doc, "places", [doc[0:1]], [])


def test_the_pipeline_is_put_together_once():
    assert pipeline() is pipeline()
