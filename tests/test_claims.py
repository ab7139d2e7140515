"""Counts and ranks in running text with what the words around them say, and lists of dates in notes."""

from __future__ import annotations

import pytest
from documents import document

from pipeline.extract.claims.sums import sum_in
from pipeline.extract.gather import gather
from pipeline.numbers import count_of
from pipeline.records import ClaimMention, DateSeries


def claims(*lines: str) -> list[ClaimMention]:
    return list(gather(document(*lines)).claims)


def series(note: str) -> list[DateSeries]:
    return list(gather(document("The board met.{1}", f"^1 {note}")).series)


NUMBERS = [
    ("17 times", 17),
    ("1,204 times", 1204),
    ("twenty-one visits", 21),
    ("Twenty one visits", 21),
    ("ninety talks", 90),
    ("a dozen times", 12),
    ("half a dozen rounds", 6),
    ("two dozen", 24),
    ("twice", 2),
    ("thrice", 3),
    ("a hundred times", 100),
    ("one hundred and four visits", 104),
    ("Three hundred and twenty-one calls", 321),
    ("two hundred and visits", 200),
    ("fifth round", 5),
    ("twenty-third round", 23),
    ("fortieth", 40),
    ("21st summit", 21),
    ("harbour", 0),
]


@pytest.mark.parametrize(("text", "number"), NUMBERS, ids=[t for t, _ in NUMBERS])
def test_numbers_as_they_are_written(text: str, number: int) -> None:
    assert count_of(text) == number


COUNTED = [
    # text, numbers
    ("The league has met 14 times.", [14]),
    ("They met a dozen times.", [12]),
    ("Ghana was host six times, with Togo being host four.", [6, 4]),
    ("Ghanaian ships called at Lomé twenty-one times.", [21]),
    ("Three high-level meetings and 11 joint patrols followed.", [3, 11]),
    ("The quay is three times as long, and the fee is due four times a year.", []),
    ("It grew twice as fast.", []),
    ("In 2014 exercises were rare.", []),
    ("A three-day exercise was held.", []),
    ("One visit was made.", []),
    ("The 2+2 meetings went well.", []),
]


@pytest.mark.parametrize(("text", "numbers"), COUNTED, ids=[t for t, _ in COUNTED])
def test_what_counts_and_what_does_not(text: str, numbers: list[int]) -> None:
    assert [c.number for c in claims(text) if c.check == "count_claim"] == numbers


AROUND = [
    # text, number: bound, further, window, first
    ("It has met at least nine times.", 9, "least", "", "", ""),
    ("It has met nine times or more.", 9, "least", "", "", ""),
    ("It has met up to nine times.", 9, "most", "", "", ""),
    ("It has met about nine times.", 9, "about", "", "", ""),
    ("It met three or four times.", 4, "about", "", "", ""),
    ("It met nine times since 2003.", 9, "", "", "2003/..", ""),
    ("Since the coup of May 2003, it has met nine times.", 9, "", "", "2003-05/..", ""),
    ("It met nine times between 2003 and 2011.", 9, "", "", "2003/2011", ""),
    ("It met nine times until 2011.", 9, "", "", "../2011", ""),
    ("It met nine times in 2011.", 9, "", "", "2011/2011", ""),
    ("The council (or, since 2006, the board) met nine times.", 9, "", "", "", ""),
    ("It met nine times, and each year since it began except for 2007.", 9, "", "", "", ""),
    ("The first meeting was held in May 2003. Nine further meetings followed.", 9, "", "yes", "", "2003-05"),
    ("It first met in May 2003, and there have been nine meetings since.", 9, "", "yes", "", "2003-05"),
    ("It was launched in May 2003. Since then, it has met nine times.", 9, "", "perhaps", "", "2003-05"),
    ("It was launched in May 2003 and has met each year since then, nine times in all.", 9, "", "", "", "2003-05"),
]


@pytest.mark.parametrize(("text", "number", "bound", "further", "window", "first"), AROUND, ids=[a[0] for a in AROUND])
def test_what_the_words_around_a_count_say(
    text: str, number: int, bound: str, further: str, window: str, first: str
) -> None:
    (claim,) = [c for c in claims(text) if c.number == number]
    assert (claim.bound, claim.further, claim.window, claim.first) == (bound, further, window, first)


def test_part_of_a_count_has_years_of_its_own() -> None:
    whole, part = claims("It has met 14 times since 1996, with only three occurring since a coup in 2012.")
    assert (whole.number, whole.of, whole.window) == (14, "times", "1996/..")
    assert (part.number, part.of, part.window) == (3, "part", "2012/..")


@pytest.mark.parametrize(("whole", "half"), [(12, [12, 6]), (13, [13])])
def test_half_is_of_the_number_before_it(whole: int, half: list[int]) -> None:
    said = claims(f"Out of these {whole} visits, half have occurred since 2012.")
    assert [c.number for c in said] == half


LISTED = [
    ("The envoy came twice, in May 2011 and June 2014.", ("2011-05", "2014-06"), True),
    ("The envoy came three times (2011, 2013, and 2014).", ("2011", "2013", "2014"), True),
    ("The envoy came twice by sea in May 2011 and June 2014.", ("2011-05", "2014-06"), False),
    ("The envoy came twice; the treaty of May 2011 says why.", (), False),
    ("The envoy came twice since May 2011.", (), False),
]


@pytest.mark.parametrize(("text", "dates", "plainly"), LISTED, ids=[t for t, _, _ in LISTED])
def test_dates_right_behind_a_count_are_its_list(text: str, dates: tuple[str, ...], plainly: bool) -> None:
    (claim,) = claims(text)
    assert (claim.listed, claim.plainly) == (dates, plainly)
    assert bool(claim.evidence) == bool(dates)


SUMS = [
    ("seven (three from the north, one from the coast, and one from the capital)", 5),
    ("12 ships (four frigates, two destroyers, and six tankers)", 12),
    ("nine (five from the army and navy; four from the police)", 9),
    ("two (both from the north)", 0),
    ("12 officers (four from the north, the rest from the south)", 0),
    ("nine metres (29 feet and 6 inches)", 0),
    ("10 boats (about four old ones and six new ones)", 0),
    ("six towns (two each from Ghana, three from Togo)", 0),
]


@pytest.mark.parametrize(("words", "total"), SUMS, ids=[w for w, _ in SUMS])
def test_parts_in_brackets_are_added_up(words: str, total: int) -> None:
    assert sum_in(words) == total


def test_sums_are_read_in_notes_too() -> None:
    text = "Togo sent five (three by sea and one by land)"
    for said in (claims(f"{text}."), claims("They went.{1}", f"^1 {text}.")):
        assert [(c.check, c.number, c.total) for c in said] == [("sum_claim", 5, 4)]


SERIES = [
    # note, dates, plain, partial
    ("The talks took place in May 2001, June and July 2004, and May 2005.", ["2001-05 2004-06 2004-07 2005-05"], True),
    ("May 2001 and June 2004 (Harbour Board, “Talks in Figures,” July 2, 2009).", ["2001-05 2004-06"], True),
    ("Drills were held in 1997, 2002 (two), and 2005.", ["1997 2002 2002 2005"], True),
    ("Drills were held in 1997 and twice in 2002.", ["1997 2002 2002"], True),
    ("May 1–2, 2001; June 3 and August 8, 2004.", ["2001-05-01/2001-05-02 2004-06-03 2004-08-08"], True),
    (
        "The first visit was in May 2001. Subsequent visits were in June 2004 and May 2005.",
        ["2001-05 2004-06 2005-05"],
        True,
    ),
    (
        "Army visits took place in May 2001 and June 2004. Navy visits took place in May 2005 and July 2006.",
        ["2001-05 2004-06", "2005-05 2006-07"],
        True,
    ),
    ("In 2001, Togo sent two boats, and in 2004 it sent a ship that sank in 2005.", ["2001 2004 2005"], False),
]


@pytest.mark.parametrize(("note", "dates", "plain"), SERIES, ids=[s[0][:40] for s in SERIES])
def test_lists_of_dates_in_notes(note: str, dates: list[str], plain: bool) -> None:
    said = series(note)
    assert [" ".join(s.dates) for s in said] == dates
    assert {s.plain for s in said} == {plain}


def test_list_that_gives_some_says_so() -> None:
    (said,) = series("Visits took place, for example, in May 2001, June 2004, and May 2005.")
    assert said.partial


def test_source_of_a_note_is_no_list() -> None:
    assert series("Ann Holt, “Fog and Horns,” Stone Review, May 4, 2014; “Horns,” Stone Review, June 2015.") == []


def test_remark_on_a_listed_date_is_no_list_of_its_own() -> None:
    said = series("Talks were held in May 2001, June 2004, and May 2005. The talks of June 2004 were held at sea.")
    assert [len(s.dates) for s in said] == [3]
