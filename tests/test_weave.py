"""Lines woven into blocks: breaks healed, blanks folded, words given back whatever stands between the lines."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.vocabulary import Vocabulary
from pipeline.ingest.weave import Line, weave
from pipeline.reading import read_block
from pipeline.records import Block, Marker

QUICK = settings(max_examples=100, deadline=None)


def woven(source: str, vocabulary: str = "", skip: str = "") -> str:
    """The reading text of a source whose lines are one block; lines that begin with `skip` are not of it."""
    lines, at = [], 0
    for text in source.splitlines(keepends=True):
        if not (skip and text.startswith(skip)):
            lines.append(Line(at, at + len(text.rstrip("\r\n"))))
        at += len(text)
    fragments, edits = weave(source, lines, Vocabulary(vocabulary or source))
    return read_block(source, Block("b1", "paragraph", fragments, edits)).text


BREAKS = [
    # lines, and what is read
    ("a grey\nharbour", "a grey harbour"),
    ("a grey\r\nharbour", "a grey harbour"),
    ("a grey   \n   harbour  ", "a grey harbour"),
    ("a grey\tharbour \u00a0 wall", "a grey harbour wall"),
    ("co-\noperation", "cooperation"),
    ("Indo-\nPacific", "Indo-Pacific"),
    ("F-\n35 jets", "F-35 jets"),
    ("nineteenth-\nand twentieth-century", "nineteenth- and twentieth-century"),
    ("soft\u00ad\nly", "softly"),
    ("2014–\n2016", "2014–2016"),
    ("fog—\nor smoke", "fog—or smoke"),
    ("fog —\nsmoke", "fog — smoke"),
    ("and/\nor", "and/or"),
    ("https://e.org/\nfog", "https://e.org/fog"),
    ("港湾の\n霧", "港湾の霧"),
    ("the end -\nof it", "the end - of it"),
]


@pytest.mark.parametrize(("lines", "text"), BREAKS)
def test_breaks_are_healed(lines, text):
    assert woven(lines) == text


@pytest.mark.parametrize(
    ("vocabulary", "text"),
    [
        ("they co-operate and co-operate", "co-operate"),
        ("they cooperate here, co-operate there", "cooperate"),
        ("nothing of the kind", "cooperate"),
    ],
)
def test_the_documents_own_use_decides_on_a_hyphen(vocabulary, text):
    assert woven("co-\noperate", vocabulary) == text


ENGLISH = "the fleet, the quay, the crane and the tide of the year "
HYPHENS = [
    # an English document that says nothing of the word: what the lines are read as
    ("a cooper-\nation", "a cooperation"),
    ("the inter-\noperability", "the interoperability"),
    ("a pre-\nwar hull", "a prewar hull"),
    ("a policy-\noriented board", "a policy-oriented board"),
    ("self-\nreliance", "self-reliance"),
    ("the part-\nner’s view", "the partner’s view"),
    ("from Vlissin-\ngen", "from Vlissingen"),
    ("the Indo-\nPacific", "the Indo-Pacific"),
    ("THE COOPER-\nATION", "THE COOPERATION"),
    ("the NATO-\nEU talks", "the NATO-EU talks"),
    ("the F-\n16", "the F-16"),
]


@pytest.mark.parametrize(("lines", "text"), HYPHENS)
def test_a_hyphen_goes_where_english_has_the_word(lines, text):
    assert woven(lines, ENGLISH) == text


def test_english_words_say_nothing_of_other_languages():
    german = "Die Hand- und Rat- und die Land- und die Stadt "
    assert woven("der Land-\nrat", german) == "der Landrat"


APART = [
    # what else the document says, a line with blanks in its words, what is read
    ("Five exchanges were planned. ", "Three ex chang es were held.", "Three exchanges were held."),
    ("Five exchanges were planned. ", "Three ex chang-\nes were held.", "Three exchanges were held."),
    ("An agreement on fuel. ", "Two agree ments on fuel.", "Two agree ments on fuel."),
    ("Both agreements hold. ", "Two agree ments on fuel.", "Two agreements on fuel."),
    ("Maybe so. Anyone may come. ", "It may be that any one comes.", "It may be that any one comes."),
    ("An executive summary. ", "E X E C U T I V E S U M M A R Y", "EXECUTIVE SUMMARY"),
    ("", "S U M M A R Y of it", "SUMMARY of it"),
    ("", "points A B C D E on the chart", "points A B C D E on the chart"),
    ("", "by J. K. L. M. Noor", "by J. K. L. M. Noor"),
]


@pytest.mark.parametrize(("elsewhere", "lines", "text"), APART)
def test_words_that_are_set_apart_are_read_whole(elsewhere, lines, text):
    assert woven(lines, ENGLISH + elsewhere + lines) == text


def test_what_stands_between_lines_parts_a_block_into_fragments():
    source = "grey har-\n1 A note.\nbour wall"
    lines = [Line(0, 9), Line(20, 29)]
    fragments, edits = weave(source, lines, Vocabulary(source))
    assert fragments == ((0, 10), (20, 29))
    assert read_block(source, Block("b1", "paragraph", fragments, edits)).text == "grey harbour wall"


def test_blank_lines_give_nothing():
    assert weave("  \n \n", [Line(0, 2), Line(3, 4)], Vocabulary("")) == ((), ())


def test_only_markers_of_the_lines_become_edits():
    source = "fog.1 Smoke.2"
    fragments, edits = weave(source, [Line(0, 5)], Vocabulary(""), [Marker("1", 4, 5, ""), Marker("2", 12, 13, "")])
    assert [(e.op, e.start, e.end) for e in edits] == [("marker", 4, 5)]
    assert fragments == ((0, 5),)


WORDS = st.text("abcdefgäéß", min_size=4, max_size=9)
BETWEEN = st.sampled_from(["", "", "", "~ 1 A note at the foot.\n", "~ head\n~ 12\n", "\f", "\n"])


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Words set into lines as a typesetter does: some broken with a hyphen, notes and page ends between the lines."""
    words = draw(st.lists(WORDS, min_size=1, max_size=25))
    end = draw(st.sampled_from(["\n", "\r\n", " \n"]))
    out = ""
    for i, word in enumerate(words):
        breaks = draw(st.integers(0, 6))
        if breaks == 0:
            cut = draw(st.integers(2, len(word) - 2))
            out += word[:cut] + "-" + end + draw(BETWEEN) + word[cut:]
        else:
            out += word
        if i + 1 < len(words):
            out += end + draw(BETWEEN) if breaks == 1 else draw(st.sampled_from([" ", " ", "  ", "\t", "\u00a0"]))
    return out, words


@QUICK
@given(paragraphs())
def test_the_words_come_back_however_they_were_set(made):
    source, words = made
    lines, at = [], 0
    for text in source.replace("\f", "\n").splitlines(keepends=True):
        if not text.startswith("~"):
            lines.append(Line(at, at + len(text.rstrip("\r\n"))))
        at += len(text)
    # The typesetter's hyphens are no evidence: the vocabulary is that of the words.
    fragments, edits = weave(source, lines, Vocabulary(" ".join(words)))
    block = Block("b1", "paragraph", fragments, edits)
    assert read_block(source, block).text == " ".join(words)
    assert list(edits) == sorted(edits, key=lambda e: e.start)
    assert all(a.end <= b.start for a, b in itertools.pairwise(edits))
    assert all(any(low <= e.start and e.end <= high for low, high in fragments) for e in edits)
    assert "~" not in "".join(source[a:b] for a, b in fragments)
