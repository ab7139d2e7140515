"""Dates against dates: a source and its event, two tellings of one act, of one instrument, of what comes once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from documents import document

from pipeline.audit.checks import Audited, Dataset, check, check_together
from pipeline.audit.checks.slips import slip
from pipeline.extract.gather import gather
from pipeline.records import Claim, Finding, Row


def of_sources(*lines: str) -> tuple[list[Finding], list[Claim]]:
    made = document(*lines)
    findings, claims = check(Audited(made, gather(made), frozenset(), {}, ()))
    kinds = {"source_date", "date_conflict"}
    return [f for f in findings if f.check in kinds], [c for c in claims if c.check in kinds]


def verdicts(*lines: str) -> list[str]:
    return [c.verdict for c in of_sources(*lines)[1]]


CALL = "On May 3, 2014, the frigate called at Accra.{1}"
NAVY = "Ghana Navy, “Frigate in Accra,” press release, {}."
SOURCES = [
    # sentence, note: verdicts
    (CALL, NAVY.format("May 4, 2014"), ["confirmed"]),
    (CALL, NAVY.format("May 1, 2014"), ["confirmed"]),
    (CALL, NAVY.format("May 4, 2015"), ["contradicted"]),
    (CALL, NAVY.format("May 4, 2013"), ["contradicted"]),
    (CALL, "Ann Holt, “Ten Years of Calls,” Stone Review, August 9, 2019.", []),
    (CALL.replace("called at", "paid its yearly visit to"), NAVY.format("May 4, 2015"), []),
    (CALL.replace("Accra.", "Accra, as on May 2, 2015."), NAVY.format("May 4, 2015"), ["confirmed"]),
    (CALL.replace("Accra.", "Accra. It brought a crane."), NAVY.format("May 4, 2015"), ["contradicted"]),
]


@pytest.mark.parametrize(("sentence", "note", "expected"), SOURCES, ids=[f"{s[:40]} {n[-20:]}" for s, n, _ in SOURCES])
def test_source_against_the_event_that_it_is_cited_for(sentence: str, note: str, expected: list[str]) -> None:
    findings, claims = of_sources(sentence, f"^1 {note}")
    assert [c.verdict for c in claims] == expected
    assert {f.finding_id for f in findings} == {c.finding_id for c in claims if c.verdict == "contradicted"}


def test_date_that_the_note_itself_calls_wrong_is_no_finding() -> None:
    note = NAVY.format("May 4, 2015 [sic: the year is 2014]")
    findings, claims = of_sources(CALL, f"^1 {note}")
    assert findings == []
    assert [(c.verdict, "the note itself says" in c.reason) for c in claims] == [("undecidable", True)]


MET = "In October 2018, the ministers met in Accra.{1}"
POST = "“Ministers and Fish,” Accra Post, {}."
OLDER = [
    (MET, POST.format("July 2, 2018"), ["contradicted"]),
    (MET, POST.format("September 30, 2018"), []),
    (MET, POST.format("July 2, 2018; “Fish Again,” Accra Post, October 5, 2018"), []),
    (MET, POST.format("July 2, 2018; see the minutes of").rstrip("."), []),
    (MET.replace("met", "will meet"), POST.format("July 2, 2018"), []),
    (MET.replace("ministers", "ministers, who had met in May 2017,"), POST.format("July 2, 2017"), []),
]


@pytest.mark.parametrize(("sentence", "note", "expected"), OLDER, ids=[f"{s[:40]} {n[-20:]}" for s, n, _ in OLDER])
def test_sources_older_than_what_they_are_cited_for(sentence: str, note: str, expected: list[str]) -> None:
    findings, claims = of_sources(sentence, f"^1 {note}")
    assert [c.verdict for c in claims] == expected
    assert all("older than what it is cited for" in f.message for f in findings)


def test_note_that_is_cited_twice_is_not_older_than_either() -> None:
    sentence = MET.replace("{1}", "{1} The fish were counted.{1}")
    assert of_sources(sentence, f"^1 {POST.format('July 2, 2018')}") == ([], [])


SLIPS = [
    ("2014-05-03", "2015-05-03", True),
    ("2014-05-03", "2014-06-03", True),
    ("2014-05-03", "2014-05-30", True),
    ("2014-05-30", "2014-06-02", True),
    ("2014-05", "2015-05", True),
    ("2014-05", "2014-06", True),
    ("2014-05-03", "1974-05-03", False),
    ("2014-05-03", "2016-09-12", False),
    ("2014", "2015", False),
    ("2014-05", "2014-05-03", False),
    ("2014-05/2014-06", "2014-05/2014-07", False),
    ("201X", "2014", False),
]


@pytest.mark.parametrize(("a", "b", "expected"), SLIPS)
def test_what_a_slip_explains(a: str, b: str, expected: bool) -> None:
    assert slip(a, b) is slip(b, a) is expected


NOTE = "In 2011, Togo sent two boats. In 2013, it sent four. In May 2015, it sent one. In 2017, it sent none."


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("March 2017", ["confirmed"]),
        ("March 2018", []),
    ],
)
def test_dates_of_a_sentence_against_those_of_its_note(last: str, expected: list[str]) -> None:
    sentence = f"Boats took part in June 2011, June 2013, May 2015, and {last}."
    assert verdicts(f"{sentence[:-1]}.{{1}}", f"^1 {NOTE}") == expected


def test_one_date_that_differs_by_a_slip_is_a_finding() -> None:
    note = "May 2011, June 2013, May 2015, and March 2017"
    findings, claims = of_sources("Boats came in May 2011, June 2013, April 2015, and March 2017.{1}", f"^1 {note}.")
    assert [(c.verdict, c.expected) for c in claims] == [("contradicted", "4")]
    assert [(f.expected, f.found) for f in findings] == [("2015-04", "2015-05")]


# --- all documents together -------------------------------------------------------------------------------------------


def together(*documents: Sequence[str], milestones: Sequence[Row] = ()) -> tuple[list[Finding], list[Claim]]:
    made = [document(*lines, doc_id=f"d{i}") for i, lines in enumerate(documents)]
    tables: dict[str, list[Row]] = {
        "documents": [{"doc_id": d.doc_id, "path": f"{d.doc_id}.txt"} for d in made],
        "agreements": [{"agreement_id": "a1", "name": "Fish Accord", "evidence": ""}],
        "milestones": list(milestones),
    }
    return check_together(Dataset(tables, [gather(d) for d in made]))


def milestone(documents: Sequence[Sequence[str]], date: str, others: str) -> Row:
    """A row that rests on all that the documents say of signing."""
    extractions = [gather(document(*lines, doc_id=f"d{i}")) for i, lines in enumerate(documents)]
    evidence = [e for x in extractions for m in x.milestones for e in m.evidence]
    return {
        "agreement_id": "a1",
        "act": "signed",
        "date": date,
        "other_dates": others,
        "evidence": "; ".join(dict.fromkeys(evidence)),
    }


SIGNED = "Ghana and Togo signed an information security agreement on {}."


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("May 3, 2014", "May 3, 2014", "confirmed"),
        ("May 3, 2014", "May 3, 2015", "contradicted"),
        ("May 3, 2014", "May 13, 2014", "contradicted"),
        ("May 3, 2014", "September 12, 2016", "undecidable"),
    ],
)
def test_two_tellings_of_one_act(first: str, second: str, verdict: str) -> None:
    documents = [[SIGNED.format(first)], [SIGNED.format(second)]]
    dates = [gather(document(*d)).milestones[0].date for d in documents]
    row = milestone(documents, dates[0], dates[1] if dates[0] != dates[1] else "")
    findings, (claim,) = together(*documents, milestones=[row])
    assert (claim.check, claim.text, claim.verdict) == ("date_conflict", "Fish Accord: signed", verdict)
    assert [(f.expected, f.found) for f in findings] == ([tuple(dates)] if verdict == "contradicted" else [])
    assert all("d0.txt" in f.message and "d1.txt" in f.message for f in findings)


INSTRUMENT = "^1 Government of Ghana and Government of Togo, “Joint Declaration on Fish,” Lomé, {}."


@pytest.mark.parametrize(
    ("day", "expected"), [("May 3, 2014", ["confirmed"]), ("May 5, 2014", ["contradicted"]), ("May 2014", [])]
)
def test_instrument_against_the_day_that_the_text_signs_it(day: str, expected: list[str]) -> None:
    lines = ["Ghana and Togo signed the Joint Declaration on Fish on May 3, 2014.{1}", INSTRUMENT.format(day)]
    findings, claims = together(lines)
    assert [c.verdict for c in claims] == expected
    there = "is dated 2014-05-03 in d0.txt, but 2014-05-05 in note 1 of the same file."
    assert [f.message.partition("” ")[2] for f in findings] == [there] * ("contradicted" in expected)


ONCE = "On {}, the first Togolese harbour master was appointed to the joint pilot station at Keta"
TWO = (
    "The first harbour masters of the joint pilot station at Keta were appointed on May 3, 2014 (for the quays of the "
    "north), and on May 3, 2015 (for those of the south)"
)
OFTEN = "On May 3, {}, the ministers met in Lomé for talks on fish and pilots"
MALI = "On May 3, 2015, the first Malian harbour master was appointed in Mopti"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (ONCE.format("May 3, 2014"), ONCE.format("May 3, 2015") + ", to much applause", ["contradicted"]),
        (ONCE.format("May 3, 2014"), ONCE.format("May 2014"), ["confirmed"]),
        (ONCE.format("May 3, 2014"), ONCE.format("June 9, 2018"), []),
        (ONCE.format("May 3, 2014"), MALI, []),
        (TWO, f"{TWO}, and again to much applause", ["confirmed", "confirmed"]),
        (OFTEN.format("2014"), OFTEN.format("2015"), []),
    ],
)
def test_what_comes_once_and_is_told_twice(a: str, b: str, expected: list[str]) -> None:
    findings, claims = together([f"{a}."], [f"{b}."])
    assert [c.verdict for c in claims] == expected
    assert len(findings) == expected.count("contradicted")


VISITED = "On May 3, {}, a Ghanaian frigate visited Togo and called at the naval base of Lomé."


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([VISITED.format(2014)], [VISITED.format(2015)], ["contradicted"]),
        ([VISITED.format(2014)], [VISITED.format(2019)], []),
        ([VISITED.format(2014)], [VISITED.format(2015).replace("May 3", "May 4")], []),
        ([VISITED.format(2014)], [VISITED.format(2014)], []),
        ([VISITED.format(2014), VISITED.format(2015)], [VISITED.format(2015)], []),
        ([VISITED.format(2014)], [VISITED.format(2015).replace("visited", "on its annual tour visited")], []),
        ([VISITED.format(2014), VISITED.format(2015)], [], []),
    ],
)
def test_one_day_in_two_years(first: list[str], second: list[str], expected: list[str]) -> None:
    findings, claims = together(first, second)
    assert [c.verdict for c in claims] == expected
    assert [f.check for f in findings] == ["date_conflict"] * expected.count("contradicted")


ROW = "The {} between Ghana and Togo was held in {}."
RANKS = [
    ("first joint naval exercise", "May 2014", "first joint naval exercise", "May 2015", "date conflict"),
    ("first joint naval exercise", "May 2014", "first joint naval exercise", "2014", "confirmed"),
    ("first joint naval exercise", "May 2014", "first joint naval exercise", "June 2019", "undecidable"),
    ("first joint naval exercise", "May 2014", "second joint naval exercise", "June 2019", "confirmed"),
    ("second joint naval exercise", "May 2014", "third joint naval exercise", "June 2012", "contradicted"),
    ("second joint naval exercise", "2014", "third joint naval exercise", "June 2014", "confirmed"),
    ("second joint naval exercise", "May 2014", "third joint air exercise", "June 2012", ""),
    ("second exercise", "May 2014", "third exercise", "June 2012", ""),
]


@pytest.mark.parametrize(("a", "day", "b", "other", "verdict"), RANKS, ids=[f"{r[0]} {r[1]} {r[3]}" for r in RANKS])
def test_ranks_of_one_row(a: str, day: str, b: str, other: str, verdict: str) -> None:
    findings, claims = together([ROW.format(a, day)], [ROW.format(b, other)])
    if verdict == "date conflict":  # Nearly the same words, so it is said once, as that.
        assert [f.check for f in findings] == ["date_conflict"]
        return
    ranks = [c for c in claims if c.check == "rank_order"]
    assert [c.verdict for c in ranks] == ([verdict] if verdict else [])
    assert [f.check for f in findings if f.check == "rank_order"] == ["rank_order"] * (verdict == "contradicted")


def test_two_firsts_in_other_words() -> None:
    findings, _ = together(
        ["Under grey skies near Takoradi the first joint naval exercise between Ghana and Togo was held in May 2014."],
        ["Off Lomé, in June 2014, crowds of pilots saw Ghana and Togo open the first joint naval exercise in style."],
    )
    assert [(f.check, f.expected, f.found) for f in findings] == [("rank_order", "2014-05", "2014-06")]


LIAISON = "In June 2019, Ghana appointed its first liaison officer to the Togolese pilot station in Lomé."
EARLIER = [
    # what another document tells: what is found
    ("Ghana appointed a liaison officer to the pilot station of Togo in Lomé in May 2018.", ["2018-05"]),
    ("In May 2018, Ghana appointed a liaison officer to the Togolese pilot station in Lomé, to applause.", ["2018-05"]),
    ("In May 2020, Ghana appointed a liaison officer to the Togolese pilot station in Lomé.", []),
    ("In May 1998, Ghana appointed a liaison officer to the Togolese pilot station in Lomé.", []),
    ("In May 2018, Ghana appointed an envoy to the Togolese pilot station.", []),
    ("In May 2018, Benin appointed a liaison officer to the Togolese pilot station in Lomé.", []),
    ("In May 2018, Ghana was to appoint a liaison officer to the Togolese pilot station in Lomé.", []),
]


@pytest.mark.parametrize(("earlier", "found"), EARLIER, ids=[e for e, _ in EARLIER])
def test_what_is_called_the_first_against_what_was_before_it(earlier: str, found: list[str]) -> None:
    findings, _ = together([LIAISON], [earlier])
    assert [(f.check, f.expected) for f in findings] == [("date_conflict", "2019-06")] * len(found)
    assert [f.found for f in findings] == found
    assert all("calls it the first, of 2019-06 in d0.txt" in f.message for f in findings)


def test_what_is_done_is_told_behind_the_verb_and_not_behind_its_like() -> None:
    pilots = "to the Togolese pilot station in Lomé"
    (deed,) = together(
        [f"Through the newly appointed liaison board, in June 2019, Ghana appointed its first officer {pilots}."],
        [f"In May 2018, Ghana appointed an officer {pilots}."],
    )[0]
    assert (deed.check, deed.expected, deed.found) == ("date_conflict", "2019-06", "2018-05")


def test_first_of_one_document_is_its_own_affair() -> None:
    assert together([LIAISON, EARLIER[1][0]]) == ([], [])
