"""The forms that a time expression takes, and what looks like one: tables of words and of what is read from them."""

from __future__ import annotations

import pytest
from documents import document
from edtf import parse_edtf
from spacy.language import Language

from pipeline.extract.dates import DateFound
from pipeline.extract.dates.feasts import FEASTS, day_of
from pipeline.extract.dates.foreign import read_foreign
from pipeline.extract.dates.order import numeric_order
from pipeline.extract.gather import gather
from pipeline.extract.nlp import build, found
from pipeline.ingest import ingest
from pipeline.records import Mention

NLP: Language = build(["dates"])


def dates(text: str) -> list[tuple[str, DateFound]]:
    """What the component finds: the words of the whole expression, and what is said of it."""
    return [(text[d.parts[0][0] : d.parts[-1][1]], d) for _, d in found(NLP(text), "dates", DateFound)]


# Each form stands in a sentence of its own; `|` encloses what is to be found.
FORMS = [
    # text, EDTF, TIMEX3, type, mod
    ("The mole was blessed on |May the 5th, 1940|.", "1940-05-05", "1940-05-05", "DATE", ""),
    ("It burnt |Tuesday, the 3rd of March 2015|, again.", "2015-03-03", "2015-03-03", "DATE", ""),
    ("The cable is stamped |31 Oct 71|.", "1971-10-31", "1971-10-31", "DATE", ""),
    ("They sailed in |June ’44|.", "1944-06", "1944-06", "DATE", ""),
    ("It was a cold |winter of ’62|.", "1962-24", "1962-WI", "DATE", ""),
    ("A decree of |12.IV.1985| forbade it.", "1985-04-12", "1985-04-12", "DATE", ""),
    ("A decree of |15 août 2004| forbade it.", "2004-08-15", "2004-08-15", "DATE", ""),
    ("Ein Erlass vom |3. Oktober 1990| gilt.", "1990-10-03", "1990-10-03", "DATE", ""),
    ("Logged |2011/07/30| at the lock.", "2011-07-30", "2011-07-30", "DATE", ""),
    ("By |mid-March 2015| it thawed.", "2015-03", "2015-03", "DATE", "MID"),
    ("In |late 2015| it froze.", "2015", "2015", "DATE", "END"),
    ("It grew in |the mid-to-late 1990s|.", "199X", "199", "DATE", ""),
    ("It grew |circa 1740|.", "1740~", "1740", "DATE", "APPROX"),
    ("It paid in |Q3 2017|.", "2017-35", "2017-Q3", "DATE", ""),
    ("It paid in |2Q’17|.", "2017-34", "2017-Q2", "DATE", ""),
    ("It paid in |3Q11|.", "2011-35", "2011-Q3", "DATE", ""),
    ("It paid in |Q2/2015|.", "2015-34", "2015-Q2", "DATE", ""),
    ("It paid from |Q4 2020 to Q1 2021|.", "2020-10/2021-03", "2020-Q4/2021-Q1", "DATE", ""),
    ("It paid in |1990-1|.", "1990/1991", "1990/1991", "DATE", ""),
    ("It paid from |1914 to 18|.", "1914/1918", "1914/1918", "DATE", ""),
    ("It paid in |FY15/16|.", "", "FY2016", "DATE", ""),
    ("It met in |the week of 4 May 2015|.", "2015-05-04/2015-05-10", "2015-05-04/2015-05-10", "DATE", ""),
    ("It met in |the week of May 6, 2015|.", "2015-05-04/2015-05-10", "2015-05-04/2015-05-10", "DATE", ""),
    ("It met in |week 7 of 2015|.", "2015-02-09/2015-02-15", "2015-W07", "DATE", ""),
    ("It met on |2015-W07-3|.", "2015-02-11", "2015-02-11", "DATE", ""),
    ("Un décret du |1er juin 1982| le dit.", "1982-06-01", "1982-06-01", "DATE", ""),
    ("It burnt on |the night of 3–4 March 2012|.", "2012-03-03/2012-03-04", "2012-03-03/2012-03-04", "DATE", ""),
    ("It stood from |the late 1960s to the mid-1970s|.", "196X/197X", "196/197", "DATE", ""),
    ("It grew in |the 1970s and 80s|.", "{197X,198X}", "197,198", "DATE", ""),
    ("It grew in |the first nine months of 2012|.", "2012", "2012", "DATE", ""),
    ("It shut in |autumn/winter 1989|.", "1989-23/1989-24", "1989-FA/1989-WI", "DATE", ""),
    ("It shut between |May 1926 and early 1927|.", "1926-05/1927", "1926-05/1927", "DATE", ""),
    ("It has been shut from |4 May 1926 to the present|.", "1926-05-04/..", "1926-05-04/PRESENT_REF", "DATE", ""),
    ("It was built |circa 1750–1760|.", "1750~/1760~", "1750/1760", "DATE", ""),
    ("It shut at |0630 hours|.", "", "T06:30", "TIME", ""),
    ("They meet |twice yearly|.", "", "P1Y", "SET", ""),
    ("They waited |30-odd years|.", "", "P30Y", "DURATION", ""),
    ("It paid in |the first half of 2016|.", "2016-40", "2016-H1", "DATE", ""),
    ("It paid in |FY2017|.", "", "FY2017", "DATE", ""),
    ("It paid from |FY2017 to FY2019|.", "", "FY2017/FY2019", "DATE", ""),
    ("It paid in |JFY 2019|.", "", "FY2019", "DATE", ""),
    ("The walls fell in |490 BC|.", "-0489", "BC0490", "DATE", ""),
    ("The siege (|499–493 BC|) failed.", "-0498/-0492", "BC0499/BC0493", "DATE", ""),
    ("The siege lasted from |27 BC to 14 AD|.", "-0026/0014", "BC0027/0014", "DATE", ""),
    ("In |the 480s BC| it throve.", "-048X", "BC048", "DATE", ""),
    ("In |the late 5th century BC| it throve.", "", "BC04", "DATE", "END"),
    ("At |the turn of the 20th century| it throve.", "19XX", "19", "DATE", "START"),
    ("From |the 18th to 20th centuries| it throve.", "17XX/19XX", "17/19", "DATE", ""),
    ("It throve in |the first weeks of May 1988|.", "1988-05", "1988-05", "DATE", ""),
    ("The truce of |Christmas 1914| held.", "1914-12-25", "1914-12-25", "DATE", ""),
    ("They rose on |Easter Monday 1916|.", "1916-04-24", "1916-04-24", "DATE", ""),
    ("They fasted through |Ramadan 1973|.", "1973", "1973", "DATE", ""),
    ("She kept the light |1994–present|.", "1994/..", "1994/PRESENT_REF", "DATE", ""),
    ("She kept the light from |1994| onwards.", "1994/..", "1994", "DATE", ""),
    ("She has kept the light since |2014|.", "2014", "2014", "DATE", ""),
    ("The season of |1995/96| was poor.", "1995/1996", "1995/1996", "DATE", ""),
    ("The decade |2001–10| was poor.", "2001/2010", "2001/2010", "DATE", ""),
    ("Between |1998 and early 2001| it was shut.", "1998/2001", "1998/2001", "DATE", ""),
    ("Closed from |late March to mid-April 2003|.", "2003-03/2003-04", "2003-03/2003-04", "DATE", ""),
    ("The |May/June 2014| issue sold out.", "2014-05/2014-06", "2014-05/2014-06", "DATE", ""),
    (
        "Fairs: |January, March, and May 2010|.",
        "{2010-01,2010-03,2010-05}",
        "2010-01,2010-03,2010-05",
        "DATE",
        "",
    ),
    (
        "Fairs: |13–15 and 20 May 2011|.",
        "{2011-05-13..2011-05-15,2011-05-20}",
        "2011-05-13/2011-05-15,2011-05-20",
        "DATE",
        "",
    ),
    ("On |the night of May 13, 1949|, it burnt.", "1949-05-13", "1949-05-13TNI", "TIME", ""),
    ("It opened at |11:45 p.m.|", "", "T23:45", "TIME", ""),
    ("They meet |annually|.", "", "P1Y", "SET", ""),
    ("They meet |once every four years|.", "", "P4Y", "SET", ""),
    ("They meet |three times a month|.", "", "P1M", "SET", ""),
    ("They waited |more than 25 years|.", "", "P25Y", "DURATION", "MORE_THAN"),
    ("They waited |nearly two decades|.", "", "P2DE", "DURATION", "LESS_THAN"),
    ("They waited |a fortnight|.", "", "P2W", "DURATION", ""),
    ("She was |45 years old|.", "", "P45Y", "DURATION", ""),
    ("They are |now| shut.", "", "PRESENT_REF", "DATE", ""),
]


@pytest.mark.parametrize(("marked", "value", "timex3", "kind", "mod"), FORMS)
def test_forms(marked, value, timex3, kind, mod):
    words = marked.split("|")[1]
    ((told, date),) = dates(marked.replace("|", ""))
    assert (told, date.value, date.timex3, date.type, date.mod) == (words, value, timex3, kind, mod)
    assert not date.problem
    for member in value.strip("{}").replace("..2", ",2").split(",") if value else ():
        assert parse_edtf(member)


RELATIVE = [
    ("That is so |late last year|.", "now-P1Y", ""),
    ("That was |the year before last|.", "now-P2Y", ""),
    ("It reopens |the day after tomorrow|.", "now+P2D", ""),
    ("It reopens |in two years’ time|.".replace("|in ", "in |"), "now+P2Y", ""),
    ("It had sunk |10-15 years ago|.", "now-PXY", ""),
    ("It had sunk |only a few days earlier|.", "ref-PXD", ""),
    ("It sank in |the latter part of that year|.", "ref=P1Y", ""),
    ("It sank |that night|.", "ref=P1D", "TNI"),
    ("It sank on |the 17th|.", "ref=", "XXXX-XX-17"),
    ("It sank |Thursday|.", "", "XXXX-WXX-4"),
    ("It sank in |the third quarter|.", "", "XXXX-Q3"),
    ("It sank on |New Year’s Eve|.", "", "XXXX-12-31"),
    ("It sank before |the summer|.", "", "XXXX-SU"),
]


@pytest.mark.parametrize(("marked", "relative", "timex3"), RELATIVE)
def test_what_needs_an_anchor(marked, relative, timex3):
    ((told, date),) = dates(marked.replace("|", ""))
    assert (told, date.value, date.relative, date.timex3) == (marked.split("|")[1], "", relative, timex3)


NO_DATES = [
    "The fee was $1999, then €2015, then 1,950 dollars; 2001 people paid it.",
    "Under Section 1983, Article 2010 and Executive Order 1920 it is so.",
    "The bills H.R. 2018 and S. 2020 died; so did P.L. 119-74.",
    "The Harbours Act 2006 and Regulation 2003/88/EC say so.",
    "Call (202) 512-2000, or +44 202 555 1999.",
    "See pp. 1950–1952, vol. 2010, version 2010.3, in Room 2012.",
    "The score was 2-1; the ratio is 24/7/365/1 or 3.12.7.",
    "The F-35, an MH-2000 and two Dornier 2000 flew.",
    "They may march; an august body marches on.",
    "April Holt and June Reed met Theo May and Mrs. May.",
    "The second man seconded it; the fall of the city and the fall in prices hurt.",
    "Waters spring from it, in a minute crack.",
    "The Seven Years’ War, the Seven Years' War and the Six-Day War are past.",
    "After Bloody Sunday the Sunday Herald spoke of a Good Friday Agreement.",
    "Read https://example.org/2019/05/06/fog-2011 and www.example.org/may-2010.",
    "She asked for 1000s of masts, and 100s of oars.",
    "The System Enhancement Package (SEP) failed.",
    "At the 38th parallel the 5th Army stood.",
    "Summer school and winter quarters are not Christmas Island.",
    "It sold at 78.25.2461 and 81.72.2414.",
    "The form 3H11 and week 61 of Laputa are void.",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text):
    assert dates(text) == []


MIXED = [
    ("The Ports Act of 1933 and the accord of 1951 hold.", ["1933", "1951"]),
    ("Resolution 1755 (2007) renewed Resolution 1588.", ["2007"]),
    ("In the years 2001, 2003 and 2007 it flooded.", ["2001", "2003", "2007"]),
    ("In the 1990s and 2000s it flooded.", ["the 1990s", "2000s"]),
    ("They met on November 17 and January 9, 2007.", ["November 17", "January 9, 2007"]),
    ("The summer offensive and a spring campaign failed.", ["summer", "spring"]),
    ("The 5 May note and the May 2014 note differ.", ["5 May", "May 2014"]),
    ("From 1994 on the river, 1995 on the sea.", ["1994", "1995"]),
    ("On June 3 it closed, on June 31, 2016, it opened.", ["June 3", "June 31, 2016"]),
]


@pytest.mark.parametrize(("text", "expected"), MIXED)
def test_what_stands_beside_what(text, expected):
    assert [words for words, _ in dates(text)] == expected


PROBLEMS = [
    ("It closed on June 31, 2016.", "impossible"),
    ("It closed on February 29, 2019.", "impossible"),
    ("It closed on 31/6/2016.", "impossible"),
    ("It closed on Monday, March 3, 2015.", "weekday"),
    ("It closed on Tuesday, March 3, 2015.", ""),
]


@pytest.mark.parametrize(("text", "problem"), PROBLEMS)
def test_dates_of_no_calendar(text, problem):
    ((_, date),) = dates(text)
    assert date.problem == problem


# --- numeric dates: the document decides --------------------------------------------------------------------------

ORDERS = [
    ("Paid 2/9/2010 and 25/9/2010.", "day"),
    ("Paid 2/9/2010 and 9/25/2010.", "month"),
    ("Paid 2/9/2010, 25/9/2010 and 9/25/2010.", ""),
    ("Paid 2/9/2010 and 3/9/2010.", ""),
    ("Paid 2/9/10 on 3 May 2010, 4 May 2010 and 5 June 2011.", "day"),
    ("Paid 2/9/10 on May 3, 2010, Sept. 4, 2010 and June 5, 2011.", "month"),
    ("Paid 2/9/10 on May 3, 2010, 4 May 2010 and June 5, 2011.", ""),
    ("Paid 02-09-2010 and 25-09-2010.", "day"),
    ("Nothing was paid.", ""),
]


@pytest.mark.parametrize(("text", "order"), ORDERS)
def test_order_of_numeric_dates(text, order):
    assert numeric_order(text) == order


def mentions(*lines: str) -> list[Mention]:
    return [m for m in gather(document(*lines)).mentions if m.kind == "date"]


@pytest.mark.parametrize(
    ("other", "value", "rule"),
    [
        ("It was answered on 25/9/2010.", "2010-09-02", "date.slashed"),
        ("It was answered on 9/25/2010.", "2010-02-09", "date.slashed"),
        ("It was never answered.", "2010", "date.slashed!ambiguous"),
    ],
)
def test_a_numeric_date_is_read_as_its_document_writes_them(other, value, rule):
    first, *_ = mentions("The letter of 2/9/2010 was lost.", other)
    assert (first.text, first.value, first.rule) == ("2/9/2010", value, rule)


# --- what stands between the words ---------------------------------------------------------------------------------

# The text of a range or a list is that of its fragments, without the "to" or "and" between them.
BREAKS = [
    ("The pact of Janu-\nary\u00a030, 1962, lapsed.", "January 30, 1962", "1962-01-30"),
    ("The pact of May\u00a03,\n2004, lapsed.", "May 3, 2004", "2004-05-03"),
    ("They met on April\u00a027 and\n28, 2018, at sea.", "April 27 28, 2018", "{2018-04-27,2018-04-28}"),
    ("It ran from May to\nJuly 2014 in all.", "May July 2014", "2014-05/2014-07"),
]


@pytest.mark.parametrize(("text", "words", "value"), BREAKS)
def test_dates_over_line_breaks(text, words, value):
    made = ingest("a.txt", f"The Fog\n\n{text}\n".encode())
    (date,) = [m for m in gather(made).mentions if m.kind == "date"]
    assert (date.text, date.value) == (words, value)
    assert made.source[date.start : date.end] in text


PAGES = """\
CHAPTER ONE
The Grey Harbour

The envoys of Malta and Chile came to the old harbour house.1 They signed the pact on November 27,

1 Ann Holt, “Fog and Horns,” Stone Review, May 4, 2014, p. 7.
\f2019, and left the same evening by boat.2

2 Ann Holt, “Fog Again,” Stone Review, June 4, 2014, p. 9.
"""


def test_a_date_over_a_page_break_with_notes_between():
    made = ingest("a.txt", PAGES.encode())
    date, *_ = [m for m in gather(made).mentions if m.kind == "date" and m.block == "paragraph"]
    assert (date.text, date.value) == ("November 27, 2019", "2019-11-27")
    assert [made.source[a:b] for a, b in date.fragments] == ["November 27,", "2019"]


# --- feasts and other languages --------------------------------------------------------------------------------------

EASTERS = [(1818, (3, 22)), (1916, (4, 23)), (1943, (4, 25)), (2000, (4, 23)), (2024, (3, 31))]


@pytest.mark.parametrize(("year", "day"), EASTERS)
def test_easter(year, day):
    assert day_of("easter sunday", year) == day


def test_a_feast_without_a_day_gets_none():
    for name in ("ramadan", "thanksgiving", "independence day", "new year"):
        assert name in FEASTS
        assert day_of(name, 2019) is None
    assert day_of("easter", None) is None
    assert day_of("easter", 1066) is None  # the Julian calendar's was another day
    assert day_of("christmas", None) == (12, 25)


@pytest.mark.parametrize(
    ("day", "month", "year", "value"),
    [
        (12, "mai", 1968, "1968-05-12"),
        (1, "Juli", 1990, "1990-07-01"),
        (15, "septiembre", 1810, "1810-09-15"),
        (3, "luglio", 1943, "1943-07-03"),
        (25, "março", 2010, "2010-03-25"),
        (31, "juin", 2010, ""),
        (12, "marks", 1923, ""),
    ],
)
def test_months_of_other_languages(day, month, year, value):
    when = read_foreign(day, month, year)
    assert (when.edtf() if when else "") == value
