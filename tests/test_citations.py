"""Citations in notes, through the component: spans, kinds, positions, and that a note is covered."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.extract.citations import CitationFound
from pipeline.extract.citations.interviews.fields import Interview
from pipeline.extract.citations.references import Reference
from pipeline.extract.nlp import build, found, read
from pipeline.records import Block, BlockKind

NLP: Language = build(["dates", "citations"])


def citations(
    text: str, *, label: str = "7", kind: BlockKind = "footnote", complete: bool = True
) -> list[tuple[str, CitationFound]]:
    """What the component finds in a block that reads so."""
    block = Block("b1", kind, ((0, len(text)),), label=label, complete=complete)
    return [(span.text, said) for span, said in found(read(NLP, text, block).doc, "citations", CitationFound)]


def kinds(text: str, **of: object) -> str:
    """The kinds in order; nested ones in brackets."""
    out = []
    for _, c in citations(text, **of):  # type: ignore[arg-type]
        kind = c.said.kind if c.said else "note"
        out.append(f"({kind})" if c.nested else kind)
    return " ".join(out)


NOTES = [
    ("7 Ann Holt, “Fog,” Stone Review, May 3, 2014, p. 4.", "full"),
    ("7 Holt, 2014.", "short"),
    ("7. Holt, 2014.", "short"),
    ("[7] Holt, 2014.", "short"),
    ("7\tHolt, 2014.", "short"),
    ("Holt, 2014.", "short"),
    ("7 Ibid.", "ibid"),
    ("7 Id. at 5; Holt, 2014.", "ibid short"),
    ("7 See Holt, 2014, p. 3; see also Wren, 2015; and Ann Berg, “Fog,” 2016.", "short short full"),
    ("7 See Holt, 2014, and Wren, 2015.", "short short"),
    ("7 Dutch official, interview with the author, May 3, 2021; Holt, 2014.", "interview short"),
    ("7 Dutch official, interview with the author, May 3, 2021, and Polish expert, interview with the author, 2021.",
     "interview interview"),
    ("7 It came late. It went early.", "note"),
    ("7 It came late (Holt, 2014; Dutch official, letter exchange with the author, May 2021). It went.",
     "note (short) (correspondence) note"),
    ("7 It came on May 3, 2014; June 4, 2014; and July 5, 2015 (Holt, 2014).", "note (short)"),
    ("7 2014 was a year without fog.", "note"),
    ("7 “Fog,” 2014; “Horns (and fog); a tale,” 2015.", "short short"),
    ("7 Jan van der Meer, “Fog,” 2014. See also al-Sabah, 2015.", "full short"),
    ("7 For horns in the north, see G. Holt, 2014.", "short"),
    ("7 “Fog came late, Holt, 2014.", "full"),
    ("7 (Fog came late, Holt, 2014.", "note"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NOTES)
def test_kinds_of_citations(text, expected):
    assert kinds(text) == expected


def test_spans_leave_lead_ins_and_closing_marks_out():
    found_ = citations("7 See Holt, 2014, p. 3; see also Wren, 2015. It came (Berg, 2016).")
    assert [t for t, _ in found_] == ["Holt, 2014, p. 3", "Wren, 2015", "It came", "Berg, 2016"]
    assert [c.position for _, c in found_] == [1, 2, 3, 4]


def test_a_number_is_cut_off_only_if_it_is_the_notes_own():
    assert [t for t, _ in citations("12 men came.", label="12")] == ["men came."]
    assert [t for t, _ in citations("12 men came.", label="7")] == ["12 men came."]
    assert [t for t, _ in citations("7 men came.", label="")] == ["7 men came."]


def test_a_cut_note_may_lack_a_date():
    assert kinds("7 Ann Holt, “Fog of the") == "note"
    assert kinds("7 Ann Holt, “Fog of the", complete=False) == "full"


@pytest.mark.parametrize("kind", ["paragraph", "list", "heading", "table", "caption"])
def test_citations_stand_in_notes_alone(kind):
    assert citations("Holt, 2014.", label="", kind=kind) == []


def test_every_source_names_the_rule_that_found_it():
    said = citations("7 Dutch official, interview with the author, May 3, 2021; Holt, 2014; ibid. It came.")
    assert [c.rule for _, c in said] == ["interview.role-first", "reference.short", "reference.ibid", "reference.prose"]
    assert [type(c.said) for _, c in said] == [Interview, Reference, Reference, type(None)]


PIECE = st.sampled_from([
    "Holt, 2014", "Wren and Holt, 2015b, p. 4", "Ann Holt, “Fog; (grey),” Stone Review, May 3, 2014", "Ibid",
    "it came late",
    "Dutch official, interview with the author, May 3, 2021", "(Holt, 2014)", "on May 4, 2015", "“Fog",
    "see also Berg, 2016",
    "A. B. Holt", "No. 5", "https://example.org/fog.html",
])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(PIECE, st.sampled_from(["; ", ". ", ", ", " and ", " "])), min_size=1, max_size=6))
def test_a_note_is_covered_by_its_citations(pieces):
    text = "7 " + "".join(piece + mark for piece, mark in pieces).strip()
    block = Block("b1", "footnote", ((0, len(text)),), label="7")
    read_ = read(NLP, text, block)
    found_ = found(read_.doc, "citations", CitationFound)
    spans = [(s.start_char, s.end_char) for s, _ in found_]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert [c.position for _, c in found_] == list(range(1, len(found_) + 1))
    covered = {i for low, high in spans for i in range(low, high)}
    left = "".join(c if i not in covered else "|" for i, c in enumerate(read_.doc.text))
    words = [w for w in left.replace("|", " ").split() if any(c.isalnum() for c in w)]
    assert {w.strip(".,;()") for w in words} <= {"7", "see", "also", "and"}
