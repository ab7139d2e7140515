"""The checks, each on a document made for it: what it says, of what, and when it keeps silent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents import document

from pipeline.audit.checks import Audited, by_ocr, check, interviews_by_document, unreadable
from pipeline.extract.gather import gather
from pipeline.records import (
    Block,
    Citation,
    CitationKind,
    Claim,
    ClaimMention,
    Document,
    Extraction,
    Finding,
    Mention,
    MentionKind,
    Page,
    Support,
)

BLOCK = Block("b1", "paragraph", ((0, 5),))
NOTHING = Audited(
    Document("d1", "x.txt", "0", "text/plain", "Words", blocks=(BLOCK,)), Extraction("d1"), frozenset(), {}, ()
)


def mention(mention_id: str, kind: MentionKind, text: str, *, rule: str = "r.s", label: str = "") -> Mention:
    return Mention(mention_id, "d1", kind, text, ((0, 5),), rule, "paragraph", "b1", ("One", "Two"), 7, label=label)


def with_mentions(*mentions: Mention, supports: tuple[Support, ...] = ()) -> Audited:
    return replace(NOTHING, extraction=Extraction("d1", mentions, supports=supports))


def the_finding(audited: Audited) -> Finding:
    (finding,), _ = check(audited)
    return finding


def test_nothing_is_wrong_with_nothing() -> None:
    assert check(NOTHING) == ([], [])


def test_marker_without_its_note() -> None:
    marker, note = mention("m1", "marker", "1", label="1"), mention("m2", "footnote", "1 A log.", label="1")
    made = document("# Ports", "It rose.{1} It fell.{2}", "^1 A log.")
    finding = the_finding(Audited(made, gather(made), frozenset(), {}, ()))
    assert (finding.check, finding.severity, len(finding.evidence)) == ("missing_footnote", "error", 1)
    assert (finding.expected, finding.found) == ("note 2", "none")
    assert finding.message == "The text cites note 2, but the file holds no such note (Ports)."
    assert check(with_mentions(marker, note, supports=(Support("m1", "d1", "m2", "1", 0),))) == ([], [])


COUNTED = " ".join(f"Ship {'ABCDEFGHIJ'[n - 1]}x sank.{{{n}}}" for n in range(1, 10))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((COUNTED,), [("error", "notes 1 to 9")]),
        (("Three sank.{1} Two rose.{2}",), [("note", "notes 1 and 2")]),
        (("Three sank.{1} Two rose.{2} It cost 24.{3} percent.", "^1 A log.", "^2 A map."), [("note", "note 3")]),
        (("Three sank.{1} Two rose.{2} See section C.{3} for more.", "^1 A log.", "^2 A map."), [("note", "note 3")]),
        (("Three sank.{1} Two rose.{2} They are ({3}) ships.", "^1 A log.", "^2 A map."), [("note", "note 3")]),
        (("Three sank.{1} Two rose.{2} So it was in 1904.{3}", "^1 A log.", "^2 A map."), [("error", "note 3")]),
        (("Three sank.{1} Two rose.{2} So it was in World War I.{3}", "^1 A log.", "^2 A map."), [("error", "note 3")]),
        (("Three sank.{1} Two rose.{2} They are ships.{3}", "^1 A log."), [("error", "notes 2 and 3")]),
        (("A rose.{1} B fell.{2} C sank.{3} D rose.{4}", "^1 A.", "^3 C."), [("error", "note 2"), ("error", "note 4")]),
        (("A rose.{1} B fell.{2} So did Sam.{2}", "^1 A."), [("error", "note 2")]),
        (("A rose.{1} B fell.{2}", "^1 A.", "---", "A rose.{1} B fell.{2}", "^1 A."), [("error", "note 2")] * 2),
        ((" ".join(f"({{{n}}}) ships;" for n in range(1, 12)),), [("note", "notes 1 to 11")]),
    ],
)
def test_how_sure_a_missing_note_is(lines: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    made = document(*lines)
    findings, _ = check(Audited(made, gather(made), frozenset(), {}, ()))
    assert [(f.severity, f.expected) for f in findings if f.check == "missing_footnote"] == expected


def test_missing_notes_are_told_with_the_pages_of_the_first_and_the_last() -> None:
    lines = ("# Ports", "It rose.{1} It fell.{2}", "It sank.{3} It rose.{4}", "^1 A log.")
    made = document(*lines)
    at = made.source.index("It sank")
    pages = (Page(7, 0, at), Page(8, at, len(made.source)))
    made = document(*lines, pages=pages)
    finding = the_finding(Audited(made, gather(made), frozenset(), {}, ()))
    assert finding.message == "The text cites notes 2 to 4, but the file holds none of them (Ports, pages 7 to 8)."
    assert len(finding.evidence) == 3


def test_note_that_nothing_cites() -> None:
    marker = mention("m1", "marker", "1", label="1")
    cited, spare = mention("m2", "footnote", "1 A log.", label="1"), mention("m3", "footnote", "2 A map.", label="2")
    finding = the_finding(with_mentions(marker, cited, spare, supports=(Support("m1", "d1", "m2", "1", 0),)))
    assert (finding.check, finding.severity, finding.evidence) == ("unmatched_marker", "warning", ("m3",))
    assert finding.expected == "a marker 2"


@pytest.mark.parametrize(
    ("spare", "expected"), [(4, ["a marker 2", "a marker 3", "a marker 4", "a marker 5"]), (5, ["5 markers"])]
)
def test_many_notes_in_a_row_that_nothing_cites_are_one_finding(spare: int, expected: list[str]) -> None:
    marker = mention("m0", "marker", "1", label="1")
    notes = [mention(f"m{n}", "footnote", f"{n} A log.", label=str(n)) for n in range(1, spare + 2)]
    findings, _ = check(with_mentions(marker, *notes, supports=(Support("m0", "d1", "m1", "1", 0),)))
    assert [f.expected for f in findings if f.check == "unmatched_marker"] == expected


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("It rose.{1} It fell at last. 2 It rose.{3}", "note"),
        ("It rose.{1} It fell 2 times.{3}", "note"),
        ("It rose.{1} It fell.{3} It rose by 2 feet.", "warning"),
        ("It rose.{1} It fell by 2.5 feet, or $2, or 2%.{3}", "warning"),
    ],
)
def test_note_whose_number_stands_where_its_marker_would(words: str, severity: str) -> None:
    made = document(words, "^1 A log.", "^2 A map.", "^3 A chart.")
    (finding,), _ = check(Audited(made, gather(made), frozenset(), {}, ()))
    assert (finding.check, finding.severity, finding.expected) == ("unmatched_marker", severity, "a marker 2")
    assert finding.message.endswith("may be the marker.") == (severity == "note")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("1", "2", "3"), []),
        (("1", "4"), ["2 to 3"]),
        (("1", "3", "4", "6"), ["2", "5"]),
        (("3",), ["1 to 2"]),
        (("8-1", "8-3"), ["8-2"]),
        (("*", "†"), []),
    ],
    ids=" ".join,
)
def test_numbers_that_neither_notes_nor_markers_have(labels: tuple[str, ...], expected: list[str]) -> None:
    mentions, supports = [], []
    for n, label in enumerate(labels):
        mentions += [mention(f"m{n}", "marker", label, label=label), mention(f"n{n}", "footnote", "x", label=label)]
        supports.append(Support(f"m{n}", "d1", f"n{n}", label, 0))
    findings, _ = check(with_mentions(*mentions, supports=tuple(supports)))
    assert [(f.check, f.severity, f.expected) for f in findings] == [("missing_footnote", "note", e) for e in expected]


@pytest.mark.parametrize(
    ("text", "severity"),
    [("They met on June 31, 2016.", "error"), ("There is no such day as June 31, 2016.", "note")],
)
def test_impossible_date_that_the_text_calls_so(text: str, severity: str) -> None:
    made = document(text)
    (finding,), _ = check(Audited(made, gather(made), frozenset(), {}, ()))
    assert (finding.check, finding.severity) == ("impossible_date", severity)


def test_impossible_date_is_told_by_its_rule() -> None:
    good = mention("m1", "date", "June 30, 2016", rule="date.day")
    bad = mention("m2", "date", "June 31, 2016", rule="date.day!impossible")
    finding = the_finding(with_mentions(good, bad))
    assert (finding.check, finding.severity, finding.found) == ("impossible_date", "error", "June 31, 2016")
    assert finding.evidence == ("m2",)


@pytest.mark.parametrize("reason", ["no candidate", "ambiguous", "chain broken"])
def test_reference_that_leads_nowhere_says_why(reason: str) -> None:
    said = mention("m1", "citation", "Holt, 2016")
    citations = tuple(Citation(i, "m1", "d1", "short", "4", 0, 1) for i in ("c1", "c2"))
    audited = replace(NOTHING, extraction=Extraction("d1", (said,), citations), unresolved={"c1": reason, "c2": ""})
    finding = the_finding(audited)
    assert (finding.check, finding.severity, finding.found) == ("unresolved_reference", "note", reason)
    assert "“Holt, 2016” in note 4" in finding.message


def test_words_that_the_second_reading_does_not_hold() -> None:
    long = mention("m1", "event", "x" * 200)
    finding = the_finding(replace(with_mentions(long), unverified=frozenset({"m1"})))
    assert (finding.check, finding.severity) == ("unverified_text", "error")
    assert len(finding.expected) == 80
    assert finding.expected.endswith("…")


def test_file_that_cannot_be_read_again() -> None:
    finding = unreadable("d1", "x.pdf", "it is gone")
    assert (finding.check, finding.doc_id, finding.evidence) == ("unverified_text", "d1", ())
    assert finding.message == "x.pdf could not be read again: it is gone."


def test_spans_on_pages_read_by_ocr_are_told_once() -> None:
    finding = by_ocr("d1", "x.pdf", ["m1", "m2"])
    assert (finding.check, finding.severity, finding.evidence) == ("unverified_text", "note", ("m1",))
    assert finding.message == "2 spans of x.pdf stand on pages whose text is by OCR and can't be verified."
    assert by_ocr("d1", "x.pdf", ["m1"]).message.startswith("1 span of x.pdf stands on")


# --- letters behind years ---------------------------------------------------------------------------------------------


def lettered(*cited: tuple[str, str]) -> Audited:
    citations = tuple(
        Citation(f"c{i}", f"m{i}", "d1", "full", str(i), 0, 1, authors=(author,), year=year)
        for i, (author, year) in enumerate(cited)
    )
    mentions = tuple(mention(f"m{i}", "citation", f"{author}, {year}") for i, (author, year) in enumerate(cited))
    return replace(NOTHING, extraction=Extraction("d1", mentions, citations))


LETTERS = [
    # cited: what is expected, verdict
    ([("Ann Holt", "2014a"), ("Ann Holt", "2014b")], "2014a to 2014b", "confirmed"),
    ([("Ann Holt", "2014a"), ("Holt", "2014c")], "2014b", "contradicted"),
    ([("Harbour Board (HB)", "2014a"), ("HB", "2014d")], "2014b, 2014c", "contradicted"),
    ([("Bank of Ghana", "2014a"), ("Bank of Togo", "2014c")], None, None),
    ([("Ann Holt", "2014a"), ("Ann Holt", "2015c")], None, None),
    ([("Ann Holt", "2014c")], None, None),
    ([("Ann Holt", "2014b"), ("Ann Holt", "2014c")], "2014a", "contradicted"),
]


@pytest.mark.parametrize(("cited", "expected", "verdict"), LETTERS)
def test_letters_left_out(cited: list[tuple[str, str]], expected: str | None, verdict: str | None) -> None:
    findings, claims = check(lettered(*cited))
    assert [(c.check, c.expected, c.verdict) for c in claims] == (
        [("missing_letter", expected, verdict)] if verdict else []
    )
    assert [f.severity for f in findings] == (["note"] if verdict == "contradicted" else [])


RULES, DUES = "Harbour Rules of the North", "Dues and Tolls"
WORKS = [
    ([("Ann Holt", "2014a", RULES), ("Ann Holt", "2014b", DUES)], []),
    ([("Ann Holt", "2014a", RULES), ("Ann Holt", "2014a", RULES.replace("the ", "the  "))], ["confirmed"]),
    ([("Ann Holt", "2014a", RULES), ("Ann Holt", "2014a", DUES)], ["contradicted"]),
    ([("Ann Holt", "2014a", t) for t in (RULES, DUES, RULES, DUES, f"{DUES}.")], ["contradicted"]),
    ([("Ann Holt", "2014a", t) for t in (RULES, RULES, RULES)], ["confirmed"]),
    ([("Ann Holt", "2014a", t) for t in (DUES, f"{DUES}: A Guide for Masters of Ships")], ["confirmed"]),
    ([("Ann Holt", "2014a", t) for t in (f"{RULES}: A Guide for Masters of Ships", RULES)], ["confirmed"]),
    ([("Ann Holt", "2014a", RULES), ("Bo Holt", "2014a", DUES)], []),
    ([("Ann Holt", "2014", RULES), ("Ann Holt", "2014", DUES)], []),
]


@pytest.mark.parametrize(("cited", "verdicts"), WORKS)
def test_two_works_under_one_letter(cited: list[tuple[str, str, str]], verdicts: list[str]) -> None:
    audited = lettered(*((author, year) for author, year, _ in cited))
    titled = tuple(replace(c, title=t) for c, (_, _, t) in zip(audited.extraction.citations, cited, strict=True))
    findings, claims = check(replace(audited, extraction=replace(audited.extraction, citations=titled)))
    assert [c.verdict for c in claims if c.check == "repeated_letter"] == verdicts
    said = f"Two works are Ann Holt, 2014a: “{RULES}” in note 0 and “{DUES}” in note 1;"
    told = [f.message.partition(" a short form")[0] for f in findings if f.check == "repeated_letter"]
    assert told == [said] * ("contradicted" in verdicts)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("They met on May 6, 2014, a Friday, in Accra.", ["May 6, 2014, a Friday"]),
        ("They met on 6 May 2014 (a Friday).", ["6 May 2014 (a Friday"]),
        ("The vote fell on May 6, 2014, which was a Friday.", ["May 6, 2014, which was a Friday"]),
        ("They met on May 6, 2014, a Tuesday, in Accra.", []),
        ("They met in May 2014, a Friday being the last day.", []),
        ("It was printed on May 6, 2014, a Sunday Herald column said.", []),
        ("On 6 May 2014, a Friday prayer leader spoke.", []),
        ("He came on 6 May 2014, a Friday–Sunday guest.", []),
        ("They met on May 6, 2014, a Friday.{1}", ["May 6, 2014, a Friday"]),
        ("They met on May 6, 2014, a Friday{1} and left.", ["May 6, 2014, a Friday"]),
        ("They met on May 6, 2014, a Friday — in Accra.", ["May 6, 2014, a Friday"]),
        ("They met on May 6, 2014, a Friday", ["May 6, 2014, a Friday"]),
        ("On May 6, 2014, a day of rain, they met.", []),
    ],
)
def test_weekday_behind_its_date(words: str, found: list[str]) -> None:
    made = document(words, *(["^1 A log."] if "{1}" in words else []))
    findings, _ = check(Audited(made, gather(made), frozenset(), {}, ()))
    assert [(f.check, f.found, f.expected) for f in findings] == [("weekday_mismatch", w, "Tuesday") for w in found]


def test_letters_left_out_prove_nothing_where_notes_are_lost() -> None:
    audited = lettered(("Ann Holt", "2014a"), ("Ann Holt", "2014c"))
    marker = mention("l1", "marker", "1")
    extraction = replace(
        audited.extraction,
        mentions=(*audited.extraction.mentions, marker),
        supports=(Support("l1", "d1", "", "1", 0),),
    )
    findings, (claim,) = check(replace(audited, extraction=extraction))
    assert (claim.verdict, claim.reason) == ("undecidable", "1 note is lost or cut, which may have cited the rest")
    assert [f.check for f in findings] == ["missing_footnote"]


# --- interviews: what is stated, what is cited ------------------------------------------------------------------------


def interviews(stated: tuple[int, ...], cited: int, *, lost: int = 0, cut: int = 0) -> Audited:
    mentions = tuple(mention(f"s{i}", "claim", f"{n} interviews") for i, n in enumerate(stated))
    claims = tuple(ClaimMention(f"s{i}", "d1", "interview_count", n, "interviews") for i, n in enumerate(stated))
    markers = tuple(mention(f"l{i}", "marker", str(i)) for i in range(lost))
    supports = tuple(Support(f"l{i}", "d1", "", str(i), 0) for i in range(lost))
    blocks = tuple(Block(f"b{i}", "footnote", ((0, 5),), label=str(i), complete=False) for i in range(cut))
    return replace(
        NOTHING,
        document=replace(NOTHING.document, blocks=blocks),
        extraction=Extraction("d1", (*mentions, *markers), claims=claims, supports=supports),
        interviews=tuple(f"i{i}" for i in range(cited)),
    )


JUDGED = [
    # stated, cited, lost notes, cut notes: verdict, severity of the finding
    (3, 3, 0, 0, "confirmed", None),
    (3, 3, 2, 0, "confirmed", None),
    (3, 2, 0, 0, "contradicted", "warning"),
    (3, 4, 0, 0, "contradicted", "warning"),
    (3, 4, 1, 0, "contradicted", "warning"),
    (3, 2, 1, 0, "undecidable", "note"),
    (3, 2, 0, 1, "undecidable", "note"),
    (3, 0, 0, 0, "undecidable", None),
]


@pytest.mark.parametrize(("stated", "cited", "lost", "cut", "verdict", "severity"), JUDGED)
def test_stated_number_against_cited_interviews(
    stated: int, cited: int, lost: int, cut: int, verdict: str, severity: str | None
) -> None:
    findings, (claim,) = check(interviews((stated,), cited, lost=lost, cut=cut))
    assert (claim.verdict, claim.expected, claim.found) == (verdict, str(stated), str(cited))
    assert bool(claim.reason) == (verdict != "confirmed")
    told = [f for f in findings if f.check == "interview_count"]
    assert [f.severity for f in told] == ([severity] if severity else [])
    assert [f.finding_id for f in told] == ([claim.finding_id] if claim.finding_id else [])
    assert claim.evidence == ("s0", *(f"i{i}" for i in range(cited)))


@pytest.mark.parametrize(
    ("bound", "cited", "verdict"),
    [("least", 4, "confirmed"), ("least", 2, "undecidable"), ("about", 2, "undecidable"), ("about", 3, "confirmed")],
)
def test_number_that_is_not_exact_is_not_contradicted(bound: str, cited: int, verdict: str) -> None:
    audited = interviews((3,), cited)
    claims = tuple(replace(c, bound=bound) for c in audited.extraction.claims)
    findings, (claim,) = check(replace(audited, extraction=replace(audited.extraction, claims=claims)))
    assert (claim.verdict, findings) == (verdict, [])


def test_smaller_of_two_numbers_may_be_of_a_part() -> None:
    _, claims = check(interviews((2, 5), 5))
    assert [(c.expected, c.verdict) for c in claims] == [("2", "undecidable"), ("5", "confirmed")]


def test_number_stated_twice_is_one_claim_two_numbers_are_two() -> None:
    _, claims = check(interviews((3, 3), 3))
    assert [(c.expected, c.evidence[:2]) for c in claims] == [("3", ("s0", "s1"))]
    _, claims = check(interviews((3, 4), 3))
    assert [(c.expected, c.verdict) for c in claims] == [("3", "confirmed"), ("4", "contradicted")]


CITED: list[tuple[str, CitationKind, str]] = [
    ("c1", "interview", "4"),
    ("c2", "interview", "7"),
    ("c3", "correspondence", "5"),
    ("c4", "interview", ""),
]


@pytest.mark.parametrize(
    ("cited", "date", "counts"),
    [
        ("c1; c2", "2019-04-02", True),
        ("c1", "", True),
        ("c3", "2019-04-02", False),
        ("c4", "2019-04-02", True),
        ("c4", "", False),
        ("c4; c1", "", True),
    ],
    ids=["twice", "without a day", "letter", "in the text", "in the text without a day", "in the text and a note"],
)
def test_interviews_that_can_be_told_apart(cited: str, date: str, counts: bool) -> None:
    citations = [{"citation_id": i, "kind": kind, "footnote": note} for i, kind, note in CITED]
    rows = [{"doc_id": "d1", "citations": cited, "date": date, "evidence": "m1; m2"}]
    assert interviews_by_document(rows, citations) == ({"d1": ("m1",)} if counts else {})


def test_ids_tell_what_was_found_not_when() -> None:
    one = Finding("c", "note", "d1", "message", "1", "2", ("m1",))
    assert one.finding_id == replace(one, severity="error").finding_id
    assert one.finding_id != replace(one, found="3").finding_id
    claim = Claim("c", "d1", "three boats", "3", "2", "contradicted", evidence=("m1",))
    assert claim.claim_id == replace(claim, found="3", verdict="confirmed").claim_id
    assert claim.claim_id != replace(claim, text="four boats").claim_id
