"""The layout of printed pages: columns, bars, tables, quotations, line numbers, initials, letter-spaced print."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.draft import Draft
from pipeline.ingest.pdf import read_pdf
from pipeline.ingest.pdf.lines import hundredths
from pipeline.reading import read_block
from tests.pdf_pages import typeset

TIDE = "The tide came in at dawn and the boats were floated off the sand by men with poles. "
CRANE = "A crane was set up on the new quay and lifted barrels of salt from the hold of a brig. "
LAMP = "Each lamp was lit by a boy who rowed from post to post with a can of oil and a wick. "


def read(source: str) -> Draft:
    """Typeset a page of 420 by 520 points and read it."""
    style = "#set page(width: 420pt, height: 520pt, margin: 40pt)\n#set text(10pt)\n#set par(justify: true)\n"
    return read_pdf(typeset(style + source))


def texts(draft: Draft, *kinds: str) -> list[str]:
    """What the blocks of some kinds say; without kinds all but furniture."""
    chosen = [b for b in draft.blocks if b.kind in kinds or (not kinds and b.kind != "furniture")]
    return [read_block(draft.source, b).text.strip() for b in chosen]


def grid(left: str, right: str, columns: str = "1fr, 1fr", gutter: int = 12) -> str:
    """Two columns side by side, whose baselines don't agree."""
    return f"#grid(columns: ({columns}), gutter: {gutter}pt, [{left}], [#v(5pt)\n{right}])\n"


@pytest.mark.parametrize("gutter", [8, 12, 24])
def test_two_columns_are_read_one_after_the_other(gutter: int) -> None:
    assert texts(read(grid(TIDE * 4, CRANE * 4, gutter=gutter))) == [(TIDE * 4).strip(), (CRANE * 4).strip()]


def test_three_columns_are_read_one_after_the_other() -> None:
    three = (
        f"#set text(8pt)\n#grid(columns: 3, gutter: 10pt, [{TIDE * 6}], [#v(3pt)\n{CRANE * 6}], [#v(6pt)\n{LAMP * 6}])"
    )
    assert texts(read(three)) == [(t * 6).strip() for t in (TIDE, CRANE, LAMP)]


def test_what_stands_across_the_columns_parts_them_into_bands() -> None:
    wide = "A line that goes all the way across the page, over both of its columns of text, as a title would. "
    source = f"{wide * 6}\n\n{grid(TIDE * 4, CRANE * 4)}\n{wide * 6}\n\n{grid(LAMP * 4, TIDE * 4)}"
    expected = [wide * 6, TIDE * 4, CRANE * 4, wide * 6, LAMP * 4, TIDE * 4]
    assert texts(read(source)) == [t.strip() for t in expected]


def test_a_column_may_hold_a_table() -> None:
    rows = ", ".join(f"[P{i}], [{i}.5], [Q{i}], [{i}.7]" for i in range(1, 8))
    table = f"#table(columns: (1fr,) * 4, stroke: none, inset: 3pt, {rows})"
    draft = read(grid(TIDE * 3 + table + TIDE * 3, CRANE * 8))
    assert texts(draft, "paragraph") == [(TIDE * 3).strip()] * 2 + [(CRANE * 8).strip()]
    assert texts(draft, "table")[0].startswith("P1 1.5 Q1 1.7 P2")


def test_a_bar_beside_the_text_is_read_apart() -> None:
    bar = "#set text(8pt)\n#set par(justify: false)\n" + "Told to a clerk \\ by a pilot of \\ the outer sound. \\ " * 3
    assert texts(read(grid(CRANE * 6, bar, columns="4fr, 1.4fr")))[0] == (CRANE * 6).strip()


def test_a_table_is_no_pair_of_columns() -> None:
    ports = ["Aalborg and its roads", "Bergen with the bay", "Cork and the haven", "Dunkirk of the sands"]
    cells = "".join(f"[{port}], [Harbour dues of the {w} year],\n" for port in ports for w in ("first", "second"))
    draft = read(f"{TIDE * 2}\n\n#table(columns: (1fr, 1fr), {cells})\n\n{CRANE * 2}")
    assert len(texts(draft, "table")) == 1
    assert "Aalborg and its roads\tHarbour dues of the first year" in draft.source


def test_the_text_goes_on_past_a_table_at_the_foot_of_the_page() -> None:
    cells = "".join(f"[Pier {i}], [{i} m], [{i} t]," for i in range(6))
    table = f"#place(bottom, float: true, table(columns: (1fr,) * 3, stroke: none, {cells}))"
    text = f"So it was. {TIDE}{CRANE}{LAMP}"
    draft = read(f"{table}\n{text * 15}")
    assert texts(draft, "paragraph") == [(text * 15).strip()]
    assert draft.source.index("Pier 0") < draft.source.rindex("The tide")


QUOTED = """The clerk wrote of it in the book of the harbour, which is kept in the chest of the board, that
#pad(x: 24pt, text(9pt)[{}])
and he was believed by most of the town until the autumn, when the ice came early and stayed for long.
"""


def test_a_quotation_is_a_paragraph_and_the_text_goes_on_behind_it() -> None:
    paragraphs = texts(read(QUOTED.format(LAMP * 3)), "paragraph")
    assert paragraphs[1] == (LAMP * 3).strip()
    assert paragraphs[0].startswith("The clerk wrote")
    assert "of the board, that and he was believed" in paragraphs[0]
    assert len(paragraphs) == 2


def numbered(step: int, count: int = 24) -> str:
    """Lines of text with every so many of them numbered in the margin."""
    rows = "".join(
        f"[{i if i % step == 0 else ''}], [{'the' if i % 3 else 'The'} witness went on about the ice of that year],"
        for i in range(1, count + 1)
    )
    return f"#table(columns: (20pt, 1fr), stroke: none, inset: 2pt, {rows})"


@pytest.mark.parametrize("step", [1, 5])
def test_line_numbers_are_no_text(step: int) -> None:
    draft = read(numbered(step))
    assert texts(draft, "furniture") == [str(i) for i in range(step, 25, step)]
    assert not any(ch.isdigit() for text in texts(draft) for ch in text)
    assert draft.markers == ()


def test_a_ranking_is_no_line_of_numbers() -> None:
    rows = "".join(f"[{i}], [Port of the Isle {i}], [{i * 7} ships]," for i in range(1, 15))
    draft = read(f"#table(columns: (20pt, 1fr, 1fr), stroke: none, inset: 3pt, {rows})")
    assert texts(draft, "furniture") == []
    assert "3 Port of the Isle 3" in draft.source


def test_a_numbered_list_is_no_line_of_numbers() -> None:
    items = "\n\n".join(f"{i}  salt was weighed at gate {i} by the same man" for i in range(1, 12))
    draft = read(f"{TIDE}\n\n{items}\n\n{CRANE}")
    assert texts(draft, "furniture") == []


INITIAL = '#grid(columns: (26pt, 1fr), text(32pt, top-edge: "cap-height")[{}], [{}])\n'
REST = (
    "arbours along this coast were dredged in each spring by order of a board, and what it cost was shared by all the"
)


@pytest.mark.parametrize(
    ("letter", "rest", "word"),
    [
        ("H", REST, "Harbours along"),
        ("A", "ship" + REST[7:], "A ship along"),
        ("A", "long" + REST[13:], "Along this"),
    ],
)
def test_a_large_first_letter_is_part_of_its_word_unless_it_is_one(letter: str, rest: str, word: str) -> None:
    text = texts(read(INITIAL.format(letter, rest) + "towns for as long as it stood. " + TIDE * 4))
    assert len(text) == 1
    assert text[0].startswith(word)


@pytest.mark.parametrize("spacing", [1, 2, 3, 5])
def test_letter_spaced_print_is_read_as_words(spacing: int) -> None:
    draft = read(f"#text(tracking: {spacing}pt)[OLD HARBOUR RULES]\n\n{TIDE * 3}")
    assert texts(draft)[0] == "OLD HARBOUR RULES"


def test_small_capitals_may_be_a_heading() -> None:
    heading = "*#text(10pt)[O]#text(8pt)[LD] #text(10pt)[R]#text(8pt)[ULES]*"
    draft = read(f"{TIDE * 3}\n\n#v(6pt)\n{heading}\n\n{CRANE * 3}")
    assert texts(draft, "heading") == ["OLD RULES"]


LETTERED = f"""#set super(typographic: false)
The tariff was low#super[a] and the pier was long#super[b] on the 4#super[th] of the month. {TIDE}

#v(1fr)
#line(length: 30%, stroke: 0.5pt)
#text(8pt)[#super[a] Ledger of the harbour.

#super[b] Ledger of the town.]
"""


def test_notes_may_be_lettered() -> None:
    draft = read(LETTERED)
    assert [b.label for b in draft.blocks if b.kind == "footnote"] == ["a", "b"]
    assert [m.label for m in draft.markers] == ["a", "b"]


def test_notes_to_a_table_belong_to_its_caption() -> None:
    cells = "".join(f"[Pier {i}], [{i} m], [{i} t]," for i in range(6))
    notes = "#text(8pt)[Source: Ledgers of the board.\n\na. Includes the old quay.\n\nb. Leaves out the mole.]"
    draft = read(f"{TIDE * 3}\n\n#table(columns: (1fr,) * 3, stroke: none, {cells})\n{notes}\n\n{CRANE * 3}")
    assert texts(draft, "caption") == [
        "Source: Ledgers of the board.",
        "a. Includes the old quay.",
        "b. Leaves out the mole.",
    ]


def test_a_printers_mark_on_most_pages_is_furniture() -> None:
    words = (TIDE + CRANE + LAMP).split()
    pages = [
        f"{' '.join(words[i:] + words[: i * i])}#v(1fr)\nVersion of {i}:{i + 31} o’clock, sheet {i * 7}, job {400 + i}"
        for i in range(2, 7)
    ]
    assert len(texts(read("\n#pagebreak()\n".join(pages)), "furniture")) == len(pages)


def test_a_first_page_with_an_abstract_is_no_title_page() -> None:
    head = "#align(center, text(20pt)[On Tides and Cranes])\n\n#align(center)[A. Keeper, B. Poleman]\n\n"
    abstract = f"#block(inset: (x: 20pt), text(9pt)[{TIDE * 9}])\n\n"
    draft = read(f"{head}{abstract}{LAMP * 2}\n#pagebreak()\n= Cranes\n{CRANE * 12}")
    assert texts(draft, "front") == ["On Tides and Cranes"]
    assert (LAMP * 2).strip() in texts(draft, "paragraph")


def test_a_title_page_is_one_whatever_small_print_stands_at_its_foot() -> None:
    head = "#align(center, text(20pt)[On Tides and Cranes])\n\n#align(center)[A. Keeper, B. Poleman]\n\n#v(1fr)\n"
    draft = read(f"{head}#text(8pt)[{LAMP * 3}]\n#pagebreak()\n{CRANE * 12}")
    assert (LAMP * 3).strip() in texts(draft, "front")


@given(
    st.lists(
        st.one_of(st.floats(-1e12, 1e12), st.integers(-(10**7), 10**7).map(lambda n: n / 1000)), min_size=1, max_size=8
    )
)
def test_numbers_are_rounded_as_python_does(numbers: list[float]):
    assert hundredths(np.array(numbers)).tolist() == [round(number, 2) for number in numbers]
