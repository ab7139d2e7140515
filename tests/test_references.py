"""References told by their form: full ones, short ones, ibids, and what is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.citations.references import Reference, authors_of, read_reference, split_names


def told(text: str, *, cut: bool = False) -> dict[str, object]:
    """What a reference says, what is empty left out; `zone` is not for readers."""
    reference = read_reference(text, cut=cut)
    if reference is None:
        return {}
    names = [n for n in Reference.__slots__ if n != "zone"]
    return {n: value for n in names if (value := getattr(reference, n))}


SHORT = [
    # text, authors, year, locator
    ("Holt, 2014", ("Holt",), "2014", ""),
    ("Holt, 2014c, p. 3", ("Holt",), "2014c", "p. 3"),
    ("Holt (2014), pp. 3–5", ("Holt",), "2014", "pp. 3–5"),
    ("Holt, 2014, at 5", ("Holt",), "2014", "at 5"),
    ("Holt, 2014, pp. 3, 5–7", ("Holt",), "2014", "pp. 3, 5–7"),
    ("Holt, undated", ("Holt",), "", ""),
    ("Holt, forthcoming", ("Holt",), "", ""),
    ("Holt and Wren, 2014", ("Holt", "Wren"), "2014", ""),
    ("Holt & Wren, 2014", ("Holt", "Wren"), "2014", ""),
    ("Holt, Wren, and Berg, 2014", ("Holt", "Wren", "Berg"), "2014", ""),
    ("Holt et al., 2014", ("Holt",), "2014", ""),
    ("G. Holt, 2014", ("G. Holt",), "2014", ""),
    ("A. B. Holt and C. Wren, 2014", ("A. B. Holt", "C. Wren"), "2014", ""),
    ("van der Meer, 2014", ("van der Meer",), "2014", ""),
    ("de Vries and van Dam, 2014", ("de Vries", "van Dam"), "2014", ""),
    ("d’Aubigny and al-Sabah, 2014", ("d’Aubigny", "al-Sabah"), "2014", ""),
    ("O’Neil, 2014", ("O’Neil",), "2014", ""),
    ("Öberg, 2014", ("Öberg",), "2014", ""),
    ("NATO, 2014a", ("NATO",), "2014a", ""),
    ("Ministry of Ports and Trade, 2014", ("Ministry of Ports and Trade",), "2014", ""),
]


@pytest.mark.parametrize(("text", "authors", "year", "locator"), SHORT)
def test_short_forms(text, authors, year, locator):
    said = {"kind": "short", "authors": authors, "year": year, "locator": locator}
    assert told(text) == {k: v for k, v in said.items() if v}


FULL = [
    # text, authors, title, year
    ("Ann Holt, “Fog,” Stone Review, Vol. 3, No. 2, May 2014b, p. 7", ("Ann Holt",), "Fog", "2014b"),
    ("“Fog,” Stone Review, May 3, 2014", (), "Fog", "2014"),
    ("“Fog” (Holt, 2014)", ("Holt",), "Fog", "2014"),
    ("Ann Holt and Paul Wren, “Fog,” 2014, p. 3", ("Ann Holt", "Paul Wren"), "Fog", "2014"),
    ("Ann Holt, PM, Malta, and Paul Wren, Minister, Chile, “Fog,” 2014", ("Ann Holt", "Paul Wren"), "Fog", "2014"),
    ("Ministry of Ports, Chile, “Fog (No. 5) in [old] times,” webpage, undated", ("Ministry of Ports",),
     "Fog (No. 5) in [old] times", ""),
    ("Ann Holt, “Fog; or, the Horn,” 2014", ("Ann Holt",), "Fog; or, the Horn", "2014"),
    ("Ann Holt, “The “Grey” Fog,” 2014", ("Ann Holt",), "The “Grey” Fog", "2014"),
    ('Ann Holt, "The "Grey" Fog," 2014', ("Ann Holt",), 'The "Grey" Fog', "2014"),
    ("Ann Holt, “Fog in 1998,” undated", ("Ann Holt",), "Fog in 1998", ""),
    ("Ann Holt, “Unclosed Fog, 2014", ("Ann Holt",), "Unclosed Fog, 2014", "2014"),
    ("van der Meer, Jan, “Fog,” 2014", ("van der Meer",), "Fog", "2014"),
    ("al-Sabah, “Fog,” 2014", ("al-Sabah",), "Fog", "2014"),
    ("Ann Holt, Fog of the North, Lima: Stone Press, 2014, p. 12", ("Ann Holt",), "Fog of the North", "2014"),
    ("Ann Holt, “Fog,” 2014; entered into force in 2016", ("Ann Holt",), "Fog", "2014"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "authors", "title", "year"), FULL)
def test_full_references(text, authors, title, year):
    found = read_reference(text)
    assert found is not None
    assert (found.kind, found.authors, found.title, found.year) == ("full", authors, title, year)


def test_an_acronym_behind_an_author_is_an_alias():
    found = read_reference("Ministry of Ports (MOP), Chile, White Paper on Fog, 2014")
    assert found is not None
    assert found.aliases == ("MOP",)


def test_an_address_alone_is_a_source_of_which_nothing_else_is_known():
    assert told("https://example.org/2014") == {"kind": "full", "url": "https://example.org/2014"}


@pytest.mark.parametrize(
    ("text", "locator"), [("Ibid", ""), ("ibid.", ""), ("Idem", ""), ("Ibid., p. 4", "p. 4"), ("Id. at 5", "at 5"),
                         ("Ibid., pp. 4–9", "pp. 4–9")]
)  # fmt: skip
def test_ibids(text, locator):
    assert told(text) == {"kind": "ibid"} | ({"locator": locator} if locator else {})


NONE = [
    "It came late", "The fog came in May 2014", "In 2014, fog came", "2014", "May 3, 2014", "It is told in Holt, 2014",
    "Identity cards, 2014", "This is the year 2014", "Both states met, 2014",
    "They met on May 3, June 4, and July 5, 2014",
    "However, “fog” came in 2014", "See note 3 above", "in force since May 3, 2014",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_reference(text):
    assert told(text) == {}


def test_a_cut_note_may_lack_its_date_or_its_head():
    assert told("Ann Holt, “Fog of the") == {}
    assert told("Ann Holt, “Fog of the", cut=True)["title"] == "Fog of the"
    assert told("of the north, 2014", cut=True) == {"kind": "full", "year": "2014"}


NAMES = [
    ("Holt", ("Holt",)), ("Holt and Wren", ("Holt", "Wren")), ("Holt, Wren, and Berg", ("Holt", "Wren", "Berg")),
    ("Holt, Wren and Berg", ("Holt", "Wren", "Berg")), ("Ann Holt & Paul Wren", ("Ann Holt", "Paul Wren")),
    ("Ministry for Ports and Bays", ("Ministry for Ports and Bays",)),
    ("Government of Malta and Government of Chile", ("Government of Malta", "Government of Chile")),
    ("Holt, Lima", ()), ("", ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_names_are_split_and_bodies_are_not(text, names):
    assert split_names(text) == names


ZONES = [
    ("Navy, Chile", ("Navy",)), ("Ann Holt, PM, Malta, and Paul Wren, Minister, Chile", ("Ann Holt", "Paul Wren")),
    ("Ann Holt, Paul Wren, and Ida Berg", ("Ann Holt", "Paul Wren", "Ida Berg")), ("", ()),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "authors"), ZONES)
def test_authors_without_their_roles_and_countries(zone, authors):
    assert authors_of(zone) == authors


SURNAME = st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True).filter(
    lambda w: read_reference(f"{w}, 2014") is not None and not re.match("Jan|Feb|Mar|Apr|May|Ju|Aug|Sep|Oct|Nov|Dec", w)
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.lists(SURNAME, min_size=1, max_size=4, unique=True),
    st.integers(1900, 2039),
    st.sampled_from(["", "a", "k"]),
    st.integers(1, 999),
)
def test_any_short_form_is_told_apart(names, year, letter, page):
    joined = (
        names[0]
        if len(names) == 1
        else " and ".join(names)
        if len(names) == 2
        else f"{', '.join(names[:-1])}, and {names[-1]}"
    )
    said = told(f"{joined}, {year}{letter}, p. {page}")
    assert said == {"kind": "short", "authors": tuple(names), "year": f"{year}{letter}", "locator": f"p. {page}"}


@settings(max_examples=100, deadline=None)
@given(st.text('AbHolt .,;()[]“”"0124\n’–p', max_size=80), st.booleans())
def test_nothing_makes_it_stumble(text, cut):
    found = read_reference(text, cut=cut)
    assert found is None or found.kind in {"full", "short", "ibid"}
