"""Counts, ranks and sums against what is listed for them: each verdict, its reason, and when there is none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from documents import document

from pipeline.audit.checks import Audited, check
from pipeline.extract.gather import gather
from pipeline.ingest import ingest
from pipeline.records import Claim, Finding, hull

SHARED = Path(__file__).parents[1].parent / "shared"

TALKS = "May 2001, June 2002, July 2003, May 2005, and June 2006"


def audited(*lines: str) -> Audited:
    made = document(*lines)
    return Audited(made, gather(made), frozenset(), {}, ())


def claims_of(*lines: str) -> list[Claim]:
    return check(audited(*lines))[1]


def told(*lines: str) -> list[tuple[str, str, str]]:
    return [(c.text, c.verdict, c.found) for c in claims_of(*lines)]


JUDGED = [
    # sentence, note: verdict, found
    ("The league has met five times.{1}", TALKS, "confirmed", "5"),
    ("The league has met four times.{1}", TALKS, "contradicted", "5"),
    ("The league has met six times.{1}", TALKS, "contradicted", "5"),
    ("The league has met at least four times.{1}", TALKS, "confirmed", "5"),
    ("The league has met at least six times.{1}", TALKS, "contradicted", "5"),
    ("The league has met up to six times.{1}", TALKS, "confirmed", "5"),
    ("The league has met about six times.{1}", TALKS, "confirmed", "5"),
    ("The league has met about 12 times.{1}", TALKS, "undecidable", "5"),
    ("The league has met six times.{1}", f"The meetings took place, for example, in {TALKS}.", "undecidable", "5"),
    ("The league has met four times.{1}", f"The meetings took place, for example, in {TALKS}.", "contradicted", "5"),
    ("The league has met 30 times.{1}", TALKS, "undecidable", "5"),
    ("The league has met six times.{1}", "2001, 2002, 2003, 2005, and 2006", "undecidable", "5"),
    ("The league has met six times.{1}", "2001, 2002 (two), 2003, 2005, and 2006", "confirmed", "6"),
    ("The league has met four times.{1}", "2001, 2002 (two), 2003, 2005, and 2006", "contradicted", "6"),
    ("The league has met twice since 2004.{1}", TALKS, "confirmed", "2"),
    ("The league has met three times since 2004.{1}", TALKS, "contradicted", "2"),
    ("The league has met three times until 2003.{1}", TALKS, "confirmed", "3"),
    ("The league has met a total of six times.{1}", TALKS, "contradicted", "5"),
    ("The league has met no fewer than six times.{1}", TALKS, "contradicted", "5"),
    ("The league has met no fewer than five times.{1}", TALKS, "confirmed", "5"),
    ("The league has met more than half a dozen times.{1}", TALKS, "undecidable", "5"),
    ("The league has met half a dozen times.{1}", TALKS, "confirmed", "5"),
    ("The league has met more than a dozen times.{1}", TALKS, "undecidable", "5"),
    ("The league has met on four occasions.{1}", TALKS, "contradicted", "5"),
    ("The league has met one hundred and five times.{1}", TALKS, "undecidable", "5"),
    ("The league has met only once.{1}", TALKS, "contradicted", "5"),
    ("The league has met only once.{1}", "The meeting took place in May 2001", "confirmed", "1"),
    ("The only summit took place in May 2001.{1}", TALKS, "contradicted", "5"),
    ("The league met four times.{1}", "Ann Holt, “Fog and Horns,” Stone Review, May 4, 2014.", "undecidable", ""),
    ("The league met three times.{1}", "May 1, 2001; April 27 and 28, 2003", "confirmed", "3"),
    ("The league met twice.{1}", "May 1, 2001; April 27 and 28, 2003", "confirmed", "2"),
    ("The first visit was in May 2001. Four further visits followed.{1}", TALKS, "confirmed", "4"),
    ("The first visit was in May 2001. Five further visits followed.{1}", TALKS, "contradicted", "4"),
    ("The first visit was in May 1997. Five further visits followed.{1}", TALKS, "confirmed", "5"),
    ("The first visit was in May 2001. Since then, ships have called five times.{1}", TALKS, "confirmed", "5"),
    ("Five further visits followed.{1}", TALKS, "confirmed", "5"),
    ("Four further visits followed.{1}", TALKS, "confirmed", "4"),
    ("Three further visits followed.{1}", TALKS, "contradicted", "4"),
    ("It met six times.{1}", f"Army talks took place in {TALKS}. Navy talks took place in May 2009.", "confirmed", "6"),
    ("It met 12 times.{1}", "The board met in May 2001, but not in June 2004, as it should.", "undecidable", "2"),
]


@pytest.mark.parametrize(("sentence", "note", "verdict", "found"), JUDGED, ids=[f"{s} {n[:20]}" for s, n, *_ in JUDGED])
def test_count_against_the_list_of_its_note(sentence: str, note: str, verdict: str, found: str) -> None:
    findings, claims = check(audited(sentence, f"^1 {note}"))
    assert [(c.verdict, c.found) for c in claims if c.check == "count_claim"] == [(verdict, found)]
    (claim,) = [c for c in claims if c.check == "count_claim"]
    assert claim.reason or verdict == "confirmed"
    assert [(f.check, f.severity, f.finding_id) for f in findings] == (
        [("count_claim", "warning", claim.finding_id)] if verdict == "contradicted" else []
    )


def test_finding_shows_both_passages() -> None:
    made = audited("# Ports", "The league has met four times.{1}", f"^1 {TALKS}.")
    ((finding,), (claim,)) = check(made)
    assert [made.mentions[i].kind for i in finding.evidence] == ["claim", "citation"]
    assert claim.evidence == finding.evidence
    assert finding.message == ("The text says “The league has met four times” (Ports), but note 1 lists 5 dates.")


def test_note_that_is_lost_or_cut_decides_nothing() -> None:
    (lost,) = claims_of("The league has met four times.{1}")
    assert (lost.verdict, lost.reason) == ("undecidable", "note 1, which the text cites for it, is lost")
    (cut,) = claims_of("The league has met seven times.{1}", f"^1~ {TALKS}, and July")
    assert (cut.verdict, cut.reason) == ("undecidable", "a part of the note is lost")


def test_parts_of_a_count_are_held_against_their_years() -> None:
    said = told("It has met five times, three of them since 2003.{1}", f"^1 {TALKS}.")
    assert said == [("five times", "confirmed", "5"), ("three of them", "confirmed", "3")]
    said = told("It has met five times, with four occurring since 2004.{1}", f"^1 {TALKS}.")
    assert said == [("five times", "confirmed", "5"), ("four occurring", "contradicted", "2")]


def test_counts_of_a_sentence_go_to_the_lists_of_the_note_in_order() -> None:
    sentence = "Ghana was host {} times and Togo was host {}.{{1}}"
    note = "^1 Ghana’s meetings took place in May 2001, June 2002, and May 2005. Togo’s were held in May 2006 and 2007."
    assert told(sentence.format("three", "two"), note) == [("three times", "confirmed", "3"), ("two", "confirmed", "2")]
    assert told(sentence.format("two", "three"), note)[0][1] == "confirmed", "who comes first may differ"
    assert told(sentence.format("three", "four"), note) == [
        ("three times", "confirmed", "3"),
        ("four", "contradicted", "2"),
    ]


def test_counts_that_make_up_the_total_are_confirmed_by_it() -> None:
    said = told(
        "Ministers came three times; their deputies came twice. Of these five visits, none failed.{1}", f"^1 {TALKS}."
    )
    assert sorted(said) == [
        ("five visits", "confirmed", "5"),
        ("three times", "confirmed", "3"),
        ("twice", "confirmed", "2"),
    ]


def test_places_stand_between_the_dates_of_a_list() -> None:
    note = "The talks were held in Accra in May 2001, in Lomé in June 2002, and in Porto-Novo in July 2003."
    assert told("They have held talks four times.{1}", f"^1 {note}") == [("four times", "contradicted", "3")]


@pytest.mark.parametrize(
    "sentence",
    [
        "“They came to us seven times,” she says.{1}",
        "There were 17 reviews of the port.{1}",
        "It sent twice-weekly bulletins.{1}",
    ],
)
def test_note_that_is_no_list_says_nothing_of_a_count(sentence: str) -> None:
    assert told(sentence, "^1 The minister spoke of the fish on May 3, 2014, at length.") == []


def test_each_count_goes_to_the_next_marker() -> None:
    said = told("Ships came five times,{1} and planes came twice.{2}", f"^1 {TALKS}.", "^2 May 2001 and June 2002.")
    assert said == [("five times", "confirmed", "5"), ("twice", "confirmed", "2")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy came twice, in May 2011 and June 2014.", [("twice", "confirmed", "2")]),
        ("The envoy came three times (May 2011 and June 2014).", [("three times", "contradicted", "2")]),
        ("The envoy came twice by sea in May 2011 and June 2014.", [("twice", "confirmed", "2")]),
        ("The envoy came three times in 2011 and 2014.", []),
        ("The envoy came three times.", []),
        (
            "They met six times between 2014 and 2018 (2014, 2015 (twice), 2017, 2018).",
            [("six times", "contradicted", "5")],
        ),
        (
            "They met five times between 2014 and 2018 (2014, 2015 (twice), 2017, 2018).",
            [("five times", "confirmed", "5")],
        ),
        ("They met six times since 2014: in 2014, twice in 2015, and in 2018.", [("six times", "contradicted", "4")]),
        (
            "It was used five times: once in 1978, twice in 1994, and again in 2008.",
            [("five times", "contradicted", "4")],
        ),
        ("It was used four times: once in 1978, twice in 1994, and again in 2008.", [("four times", "confirmed", "4")]),
        (
            "The board met on three occasions—in May 2011, June 2012, and August 2013.",
            [("three occasions", "confirmed", "3")],
        ),
        ("The board met on two occasions: May 2011, June 2012, August 2013.", [("two occasions", "contradicted", "3")]),
        (
            "In five rounds of talks (May, June, July, and August 2011) little came out.",
            [("five rounds of talks", "contradicted", "4")],
        ),
        ("There were three coups (1966, 1972, 1978, and 1981).", [("three coups", "contradicted", "4")]),
        ("There were three coups (1966, 1972, and 1978).", [("three coups", "confirmed", "3")]),
        ("Four of his vetoes (in May 1986 and June 1988) were upheld.", [("Four of his vetoes", "undecidable", "2")]),
        ("The two treaties (1966, 1972, and 1978, all lost) were long.", []),
        ("They met four times at the summits of the union (2011 and 2012).", []),
        ("The league met only once, in May 2011 and June 2012.", [("only once", "contradicted", "2")]),
        (
            "There were three summits: in Accra in 2011, in Lomé in 2013, in Kara in 2014, and again in Accra in 2016.",
            [("three summits", "contradicted", "4")],
        ),
        ("They met three times: Accra (2011), Lomé (2013), and Cotonou (2014).", [("three times", "confirmed", "3")]),
    ],
)
def test_list_in_the_sentence_itself(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text) == expected


# --- ranks and sums ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "verdict", "found"),
    [
        ("the third summit held in July 2003", "confirmed", "3"),
        ("the second summit held in July 2003", "contradicted", "3"),
        ("the fourth summit held in July 2003", "undecidable", "3"),
        ("the sixth summit held in July 2003", "contradicted", "3"),
    ],
)
def test_rank_against_the_list_of_its_note(said: str, verdict: str, found: str) -> None:
    findings, claims = check(audited(f"They meet often, with {said}.{{1}}", f"^1 The summits took place in {TALKS}."))
    assert [(c.check, c.verdict, c.found) for c in claims] == [("ordinal", verdict, found)]
    assert [f.check for f in findings] == (["ordinal"] if verdict == "contradicted" else [])


@pytest.mark.parametrize(
    ("sentence", "verdicts"),
    [
        ("In July 2003, Togo hosted the third round.{1}", ["confirmed"]),
        ("In July 2003, Togo hosted the second round.{1}", ["contradicted"]),
        ("The second of these rounds came in July 2003.{1}", ["contradicted"]),
        ("After the accord of July 2003, Togo hosted the second round.{1}", []),
    ],
)
def test_rank_whose_date_stands_before_it(sentence: str, verdicts: list[str]) -> None:
    claims = claims_of(sentence, f"^1 The rounds took place in {TALKS}.")
    assert [c.verdict for c in claims if c.check == "ordinal"] == verdicts


def test_rank_of_a_date_that_is_not_listed_is_not_tested() -> None:
    assert claims_of("They meet often, with the third summit held in July 2004.{1}", f"^1 {TALKS}.") == []


def test_sum_of_parts() -> None:
    right, wrong = "six boats (four old ones and two new ones)", "seven boats (four old ones and two new ones)"
    assert told(f"They have {right}.") == [(right, "confirmed", "6")]
    findings, (claim,) = check(audited(f"They have {wrong}."))
    assert (claim.check, claim.verdict, claim.expected, claim.found) == ("sum_claim", "contradicted", "7", "6")
    assert [f.message for f in findings] == [f"The parts of “{wrong}” come to 6, not 7."]


# --- the seeds --------------------------------------------------------------------------------------------------------


def gold_series() -> list[dict[str, Any]]:
    path = SHARED / "gold" / "event_series.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def judged_right(row: dict[str, Any], made: Audited, claims: Sequence[Claim]) -> bool:
    """Whether a claim rests on the note of a gold list and has the verdict that the gold's numbers give."""
    wanted = "confirmed" if row["list_count"] == row["body_count"] else "contradicted"
    notes = [m for m in made.extraction.mentions if m.kind == "footnote"]
    (note,) = [m for m in notes if m.start <= row["start"] < m.end]
    for claim in claims:
        held = [made.mentions[i] for i in claim.evidence[1:]]
        if claim.verdict == wanted and any(note.start <= hull(m.fragments)[0] < note.end for m in held):
            return True
    return False


@pytest.mark.skipif(not gold_series(), reason="the seeds are not here: no folder `shared` beside the repository")
def test_nine_in_ten_counts_of_the_seeds_have_the_right_verdict() -> None:
    rows = [r for r in gold_series() if r["body_count"] is not None]
    name = rows[0]["doc"]
    made = ingest(name, (SHARED / "seeds" / name).read_bytes())
    report = Audited(made, gather(made), frozenset(), {}, ())
    claims = [c for c in check(report)[1] if c.check in {"count_claim", "ordinal", "date_conflict"}]
    wrong = [r["id"] for r in rows if not judged_right(r, report, claims)]
    assert len(rows) > 15
    assert len(wrong) <= len(rows) / 10, wrong


def test_findings_are_findings() -> None:
    findings, _ = check(audited("The league has met four times.{1}", f"^1 {TALKS}."))
    assert [type(f) for f in findings] == [Finding]
