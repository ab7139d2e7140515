"""Notes wherever they stand and however they are numbered: what is written into a report is read out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audit.checks import Audited
from pipeline.audit.checks.numbering import jumps, uncited
from pipeline.extract.gather import gather
from pipeline.ingest import ingest
from pipeline.ingest.draft import Draft
from pipeline.ingest.html import read_html
from pipeline.ingest.markdown import read_markdown
from pipeline.ingest.notes.blocks import with_plain_notes
from pipeline.ingest.notes.forms import head_at, marks_in, signs_around
from pipeline.ingest.notes.inline import inline_notes
from pipeline.ingest.notes.pairs import paired
from pipeline.ingest.notes.sections import opens_notes
from pipeline.ingest.text import read_text
from pipeline.reading import read_block
from pipeline.records import hull

NOTES = {"footnote", "endnote"}
Read = Callable[[str], Draft]


def html(source: str) -> Draft:
    return read_html(source.encode())


def notes(draft: Draft) -> list[str]:
    return [read_block(draft.source, b).text for b in draft.blocks if b.kind in NOTES]


def links(draft: Draft) -> list[tuple[str, str]]:
    """For each marker its label and the text of the note that it cites, without the number."""
    bodies = {(b.scope, b.label): b for b in draft.blocks if b.kind in NOTES}
    out = []
    for m in draft.markers:
        block = bodies.get((m.scope, m.label))
        text = read_block(draft.source, block, markers=False).text if block else ""
        out.append((m.label, text.partition(" ")[2]))
    return out


# --- the forms of markers and of notes' numbers ------------------------------------------------------------------

MARKERS = [
    ("It sank.12 Then", "12"),
    ("It sank12. Then", "12"),
    ("“It sank.”12 Then", "12"),
    ("“It sank”12, they say", "12"),
    ("It sank.¹² Then", "12"),
    ("It sank.<sup>12</sup> Then", "12"),
    ("It sank.[12] Then", "12"),
    ("It sank [12]. Then", "12"),
    (r"It sank.\[12\] Then", "12"),
    ("It sank.[[12]](#ftnt12) Then", "12"),
    ("It sank.(12) Then", "12"),
    ("It sank (12). Then", "12"),
    ("It sank. 12", "12"),
    ("It sank in World War I.12 Then", "12"),
    ("It sank off the U.S.12 Then", "12"),
    ("It sank.12,13 Then", "12 13"),
    ("It sank.12, 15 Then", "12 15"),
    ("It sank.12–14 Then", "12 13 14"),
    ("It sank.[12, 13] Then", "12 13"),
    ("It sank.¹²,¹³ Then", "12 13"),
    ("It cost $1,200 then", ""),
    ("It cost $9.5 million then", ""),
    ("three parts: (1) the keel, (2) the mast", ""),
    ("see [12](http://example.org) then", ""),
    ("nothing 12 here", ""),
]


@pytest.mark.parametrize(("text", "expected"), MARKERS)
def test_forms_of_markers(text: str, expected: str) -> None:
    sure = [m for m in marks_in(text, 0, len(text)) if m.weight >= 0.3 and not text[m.end :].startswith(")](")]
    labels = list(dict.fromkeys(str(m.label) for m in sure))
    assert " ".join(labels) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a G7 state",
        "5 km² of ice",
        "the CO2 there",
        "10⁶ men",
        "an F-15 flew",
        "6.1 tons of",
        "see section C.4 for",
        "sections A.2.8 and B.1, all",
        "vol. 3, No.2, all",
        "on p. 4 and",
        "odds of 5:1 in",
        "I.4 What to do",
        "ships.\nI.4 What to do",
        '"5. The Board shall',
        "it came at 5:30 then",
    ],
)
def test_what_is_hardly_a_marker(text: str) -> None:
    assert all(m.weight <= 0.1 for m in marks_in(text, 0, len(text)))


HEADS = [
    ("12 Holm", 12),
    ("12. Holm", 12),
    ("12) Holm", 12),
    ("[12] Holm", 12),
    (r"\[12\] Holm", 12),
    ("12: Holm", 12),
    ("¹² Holm", 12),
    ("<sup>12</sup> Holm", 12),
    ("12Holm", 12),
    ("12th of May", None),
    ("12.5 per cent", None),
    ("012 Holm", None),
    ("Holm 12", None),
]


@pytest.mark.parametrize(("text", "label"), HEADS)
def test_forms_of_numbers_of_notes(text: str, label: int | None) -> None:
    head = head_at(text, 0, len(text))
    assert (head.label if head else None) == label


SIGNS = [("sank.[12] Then", "[ ]"), ("sank.12,13 Then", ","), ("sank.[12, 13] Then", ",  [ ]"), ("sank.12 Then", "")]


@pytest.mark.parametrize(("text", "expected"), SIGNS)
def test_signs_around_markers(text: str, expected: str) -> None:
    spans = [(m.start, m.end) for m in marks_in(text, 0, len(text))]
    assert " ".join(text[a:b] for a, b in signs_around(text, spans)) == expected


def test_rules_see_no_sign_that_is_there_for_a_marker() -> None:
    draft = read_text("It sank.[1, 2] It burnt.[3]\n\n[1] Holm.\n[2] Berg.\n[3] Lind.\n")
    assert read_block(draft.source, draft.blocks[0], markers=False).text == "It sank. It burnt."


HEADINGS = ["Notes", "NOTES", "Endnotes:", "Footnotes", "Notes and references", "Notes to Chapter 3", "IV. Notes"]


@pytest.mark.parametrize("text", HEADINGS)
def test_headings_of_notes(text: str) -> None:
    assert opens_notes(text)


@pytest.mark.parametrize("text", ["Note", "Noteworthy Ships", "Notes from a Harbour Town", "He took notes", ""])
def test_headings_of_something_else(text: str) -> None:
    assert not opens_notes(text)


# --- where notes stand -------------------------------------------------------------------------------------------

LAYOUTS: list[tuple[str, Read, str, list[tuple[str, str]]]] = [
    (
        "symbols at the bottoms of pages",
        read_text,
        "It sank.* It burnt.† So it was.\n\n* Holm, 2014.\n† Berg.\n\fIt rose.* So it was.\n\n* Lind.\n",
        [("*", "Holm, 2014."), ("†", "Berg."), ("*", "Lind.")],
    ),
    (
        "a symbol above numbers",
        read_text,
        "By A. Holm*\n\nIt sank.1 It burnt.2\n\n* Of the harbour office.\n1 Berg.\n2 Lind.\n",
        [("*", "Of the harbour office."), ("1", "Berg."), ("2", "Lind.")],
    ),
    (
        "letters",
        read_text,
        "It sank.[a] It burnt.[b]\n\n[a] Holm.\n[b] Berg.\n",
        [("a", "Holm."), ("b", "Berg.")],
    ),
    (
        "in brackets, by chapter",
        read_text,
        "It sank.[8-1] It burnt.[8-2]\n\n[Footnote 8-1: Holm [a lawyer],\nin May.]\n\n[Footnote 8-2: Berg.]\n",
        [("8-1", "Holm [a lawyer], in May."), ("8-2", "Berg.")],
    ),
    (
        "in brackets, letters that begin anew",
        read_text,
        "It sank.[A] It burnt.[B]\n\n[Footnote A: Holm.]\n\n[Footnote B: Berg.]\n\n"
        "It rose.[A]\n\n[Footnote A: Lind.]\n",
        [("A", "Holm."), ("B", "Berg."), ("A", "Lind.")],
    ),
    (
        "behind chapters",
        read_text,
        "Chapter 1\n\nIt sank.1 It burnt.2\n\nNotes\n\n1. Holm.\n2. Berg.\n\n"
        "Chapter 2\n\nIt rose.1 It fell.2\n\nNotes\n\n1. Lind.\n2. Ibid.\n",
        [("1", "Holm."), ("2", "Berg."), ("1", "Lind."), ("2", "Ibid.")],
    ),
    (
        "behind all, by chapter, before a bibliography",
        read_text,
        "Chapter 1\n\nIt sank.1 It burnt.2\n\nChapter 2\n\nIt rose.1 It fell.2\n\nNotes\n\nChapter 1\n\n"
        "1. Holm.\n2. Berg,\nwho says so.\n\nChapter 2\n\n1. Lind.\n2. Ibid.\n\nBibliography\n\nHolm, A. Fog. 2014.\n",
        [("1", "Holm."), ("2", "Berg, who says so."), ("1", "Lind."), ("2", "Ibid.")],
    ),
    (
        "numbers without a blank behind them",
        read_text,
        "It sank.1 It burnt.2 It rose.3\n\n1Holm, 2014.\n2Berg, 2015.\n3Lind.\n",
        [("1", "2014."), ("2", "2015."), ("3", "")],
    ),
    (
        "numbers on lines of their own",
        read_text,
        "It sank.1 It burnt.2\n\n1\nHolm, 2014.\n2\n“Fog,” by Berg.\n",
        [("1", "Holm, 2014."), ("2", "“Fog,” by Berg.")],
    ),
    (
        "several markers at once",
        read_text,
        "It sank.1–3 It burnt.4,5\n\n1 Holm.\n2 Berg.\n3 Lind.\n4 Rask.\n5 Ibid.\n",
        [("1", "Holm."), ("2", "Berg."), ("3", "Lind."), ("4", "Rask."), ("5", "Ibid.")],
    ),
    (
        "cited again in brackets",
        read_text,
        "It sank [1]. It burnt [2]. It rose [1].\n\nNotes\n\n[1] Holm.\n[2] Berg.\n",
        [("1", "Holm."), ("2", "Berg."), ("1", "Holm.")],
    ),
    (
        "a table",
        read_markdown,
        "It sank.[1] It burnt.[2]\n\n# Footnotes\n\n| 1. | Holm.\n| 2. | Berg.\n",
        [("1", "Holm."), ("2", "Berg.")],
    ),
    (
        "a list behind a heading",
        read_markdown,
        "It sank.<sup>1</sup> It burnt.²\n\n## Notes\n\n1. Holm, *Fog*.\n2. Berg.\n\n   Also Lind.\n",
        [("1", "Holm, Fog."), ("2", "Berg. Also Lind.")],
    ),
    (
        "in brackets in Markdown",
        read_markdown,
        "It sank.[12] It burnt.\n\n[Footnote 12: *Holm*, in May.]\n",
        [("12", "Holm, in May.")],
    ),
    (
        "plain brackets in HTML",
        html,
        "<p>It sank.[1] It burnt.[2]</p><h2>Notes</h2><p>1. Holm.</p><p>2. Berg.</p>",
        [("1", "Holm."), ("2", "Berg.")],
    ),
    (
        "in brackets in HTML",
        html,
        "<p>It sank.[3-1] It burnt.</p><p>[Footnote 3-1: Holm.]</p>",
        [("3-1", "Holm.")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("read", "source", "expected"), [x[1:] for x in LAYOUTS], ids=[x[0] for x in LAYOUTS])
def test_layouts(read: Read, source: str, expected: list[tuple[str, str]]) -> None:
    assert links(read(source)) == expected


NO_NOTES: list[tuple[Read, str]] = [
    (read_text, "* Buy salt.\n* Mend nets.\n* Sail.\n"),
    (read_text, "The plan has stars* of two kinds.\n\n* Buy salt.\n* Mend nets.\n"),
    (read_text, "We do this:\n\n1. Buy salt.\n2. Mend nets.\n3. Sail on the tide.\n"),
    (read_text, "a) the keel\nb) the mast\n\nOne option(s) is left.\n"),
    (read_text, "It lost 5 km2 and 4 m2 of H2O to the G7 in 1907. An F-15 flew.\n"),
    (read_text, "E = mc2 and x1 + x2 = x3, so y1 = 4.\n\n1 2 3\n4 5 6\n"),
    (read_text, "The Fog ........ 1\nThe Pier ....... 2\nThe Mast .......3\nThe Salt ...... 4\n"),
    (read_text, "AB 20.1 CD 13.2 EF 20.3\nGH 61.4 IJ 10.5 KL 33.6\nMN 2.7 OP 4.8 QR 5.9\n"),
    (read_text, "First [sic] it rained [and snowed], [a] they say.\n"),
    (read_markdown, "| Year | Ships |\n|---|---|\n| 2011 | 1.1 |\n| 2012 | 2.2 |\n| 2013 | 3.3 |\n"),
    (read_markdown, "1. Buy salt.\n2. Mend nets.\n3. Sail.\n\nIt costs $2.1 billion, $3.2 billion and $4.3 million.\n"),
    (html, "<ol><li>Buy salt.</li><li>Sail.</li></ol><p>It costs $1.1 billion and H2O.</p>"),
]


@pytest.mark.parametrize(("read", "source"), NO_NOTES)
def test_where_there_are_no_notes_none_is_found(read: Read, source: str) -> None:
    draft = read(source)
    assert (links(draft), notes(draft)) == ([], [])


# --- reports made from a model -----------------------------------------------------------------------------------

WORDS = ("fog", "pier", "salt", "harbour", "mast", "winter", "sheep", "gull")


@dataclass(frozen=True)
class Model:
    """Chapters of notes: of each its text and whether marker and body are there; `cuts` end pages."""

    chapters: tuple[tuple[tuple[str, bool, bool], ...], ...]

    def expected(self) -> list[tuple[str, str]]:
        """What the markers link to."""
        return [
            (str(n), text if body else "")
            for chapter in self.chapters
            for n, (text, marker, body) in enumerate(chapter, 1)
            if marker
        ]

    def bodies(self) -> int:
        return sum(body for chapter in self.chapters for _, _, body in chapter)


@st.composite
def models(draw: st.DrawFn) -> Model:
    chapters = []
    for c in range(draw(st.integers(1, 3))):
        size = draw(st.integers(4, 9))
        # The first and the last are never lost: without them nobody could tell the counts apart.
        lost = draw(st.sets(st.integers(1, size - 2), max_size=1))
        which = draw(st.booleans())
        chapters.append(
            tuple(
                (
                    f"{WORDS[n % len(WORDS)].capitalize()} {c}{n}, May 2014.",
                    n not in lost or which,
                    n not in lost or not which,
                )
                for n in range(size)
            )
        )
    return Model(tuple(chapters))


def sentence(n: int, mark: str) -> str:
    return f"Then the {WORDS[n % len(WORDS)]} came over the {WORDS[(n * 3 + 1) % len(WORDS)]}.{mark}"


def body_text(chapter: Sequence[tuple[str, bool, bool]], form: str) -> str:
    return "\n".join(sentence(n, form.format(n) if marker else "") for n, (_, marker, _) in enumerate(chapter, 1))


def note_lines(chapter: Sequence[tuple[str, bool, bool]], form: str) -> str:
    return "\n".join(form.format(n, text) for n, (text, _, body) in enumerate(chapter, 1) if body)


MARKS = ["{}", "[{}]", "<sup>{}</sup>"]
FORMS = ["{} {}", "{}. {}", "[{}] {}"]


def chapter_ends(model: Model, mark: str, form: str) -> str:
    return "\n\n".join(
        f"Chapter {c}\n\n{body_text(x, mark)}\n\nNotes\n\n{note_lines(x, form)}"
        for c, x in enumerate(model.chapters, 1)
    )


def document_end(model: Model, mark: str, form: str) -> str:
    text = "\n\n".join(f"Chapter {c}\n\n{body_text(x, mark)}" for c, x in enumerate(model.chapters, 1))
    ends = "\n\n".join(f"Chapter {c}\n\n{note_lines(x, form)}" for c, x in enumerate(model.chapters, 1))
    return f"{text}\n\nNotes\n\n{ends}\n\nBibliography\n\nHolm, A. The Fog. 2014.\n"


def page_bottoms(model: Model, mark: str, form: str) -> str:
    return "\f".join(
        f"Chapter {c}\n\n{body_text(x, mark)}\n\n{note_lines(x, form)}\n" for c, x in enumerate(model.chapters, 1)
    )


@given(models(), st.sampled_from(MARKS), st.sampled_from(FORMS))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("layout", [chapter_ends, document_end, page_bottoms])
def test_text_is_read_as_it_was_written(
    layout: Callable[[Model, str, str], str], model: Model, mark: str, form: str
) -> None:
    draft = read_text(layout(model, mark, form))
    assert links(draft) == model.expected()
    assert len(notes(draft)) == model.bodies()


@given(models(), st.sampled_from(MARKS), st.sampled_from(["{}. {}", "| {}. | {}", "[{}] {}\n"]))
@settings(max_examples=60, deadline=None)
def test_markdown_is_read_as_it_was_written(model: Model, mark: str, form: str) -> None:
    text = "\n\n".join(f"# Chapter {c}\n\n{body_text(x, mark)}" for c, x in enumerate(model.chapters, 1))
    ends = "\n\n".join(f"## Chapter {c}\n\n{note_lines(x, form)}" for c, x in enumerate(model.chapters, 1))
    draft = read_markdown(f"{text}\n\n# Notes\n\n{ends}\n\n# Index\n\nFog, 3\n")
    assert links(draft) == model.expected()
    assert len(notes(draft)) == model.bodies()


@given(st.lists(st.tuples(st.sampled_from("*†‡"), st.booleans()), min_size=1, max_size=12))
def test_a_lost_note_shifts_no_other(pairs: list[tuple[str, bool]]) -> None:
    markers = [(label, 10 * i) for i, (label, _) in enumerate(pairs)]
    kept = [(label, 10 * i + 5) for i, (label, there) in enumerate(pairs) if there]
    of_markers, of_notes = paired(markers, kept)
    pairs_made = {(label, s) for (label, _), s in zip(markers, of_markers, strict=True)} & {
        (label, s) for (label, _), s in zip(kept, of_notes, strict=True)
    }
    assert len(pairs_made) == len(kept)


# --- what is lost ------------------------------------------------------------------------------------------------


def test_a_bracket_that_nobody_closes_ends_with_its_paragraph() -> None:
    (note,) = inline_notes("It sank.[3]\n\n[Footnote 3: Holm, who says\nthis.\n\nThe next day")
    assert (note.label, note.complete) == ("3", False)


def test_cut_notes_say_so_and_numbers_that_nothing_has_are_found() -> None:
    source = b"It sank.1 It burnt.2 It rose.4\n\n1 Holm.\n2 Berg.\n4 Lind, who says that\n"
    document = ingest("a.txt", source)
    extraction = gather(document)
    bodies = [m for m in extraction.mentions if m.kind == "footnote"]
    assert [(m.label, m.complete) for m in bodies] == [("1", "yes"), ("2", "yes"), ("4", "no")]
    assert {m.complete for m in extraction.mentions if m.kind != "footnote"} == {""}
    (finding,) = jumps(Audited(document, extraction, frozenset(), {}, ()))
    assert finding.message == "The numbering jumps from 2 to 4: note 3 is neither cited nor there."


def test_notes_of_which_none_is_cited_are_one_finding() -> None:
    document = ingest("a.md", b"It sank.\n\n# Notes\n\n1. Holm.\n2. Berg.\n3. Lind.\n")
    findings, told = uncited(Audited(document, gather(document), frozenset(), {}, ()))
    assert [f.expected for f in findings] == ["3 markers"]
    assert len(told) == 3


def test_what_the_format_links_is_left_as_it_is() -> None:
    draft = read_markdown("It sank.[^1] H2O.\n\n[^1]: Holm.\n")
    assert with_plain_notes(draft.source, draft.blocks, draft.markers) == (draft.blocks, draft.markers)


@given(st.text(alphabet="ab1*†[](). \n|#²Notes:", max_size=120))
@settings(max_examples=150, deadline=None)
@pytest.mark.parametrize("read", [read_text, read_markdown])
def test_whatever_comes_spans_hold(read: Read, source: str) -> None:
    draft = read(source)
    for b in draft.blocks:
        low, high = hull(b.fragments)
        assert 0 <= low < high <= len(source)
        assert all(x.end <= y.start for x, y in zip(b.edits, b.edits[1:], strict=False))
    for m in draft.markers:
        (block,) = [b for b in draft.blocks if b.block_id == m.block_id]
        assert any(a <= m.start and m.end <= z for a, z in block.fragments)
