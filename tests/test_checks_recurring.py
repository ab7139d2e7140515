"""What comes every year, and what is the first after a gap, against the list of its note."""

from __future__ import annotations

import pytest
from documents import document

from pipeline.audit.checks import Audited, check
from pipeline.extract.gather import gather
from pipeline.records import Claim, Finding

LIST = "The talks took place in May 2001, May 2002, June 2003, May 2005, July 2006, and May 2007."


def checked(sentence: str, note: str = LIST) -> tuple[list[Finding], list[Claim]]:
    made = document("# Talks", f"{sentence}{{1}}", f"^1 {note}")
    findings, claims = check(Audited(made, gather(made), frozenset(), {}, ()))
    kinds = {"yearly_claim", "first_since"}
    return [f for f in findings if f.check in kinds], [c for c in claims if c.check in kinds]


YEARLY = [
    # sentence: verdict, found
    ("Ghana and Togo have met annually since 2001 except for 2004.", "confirmed", ""),
    ("Ghana and Togo have met every year since its establishment save for 2004.", "confirmed", ""),
    ("Ghana and Togo have met each year since 2005.", "confirmed", ""),
    ("Since 1999, it has been held annually except in 2004.", "confirmed", ""),
    ("Ghana and Togo have met annually since 2001.", "contradicted", "none of 2004"),
    ("Ghana and Togo have met annually since 2001 except for 2004 and 2006.", "contradicted", "2006"),
    ("Ghana and Togo have met annually since 2001, except for 2006.", "contradicted", "none of 2004; 2006"),
]


@pytest.mark.parametrize(("sentence", "verdict", "found"), YEARLY, ids=[s for s, *_ in YEARLY])
def test_every_year(sentence: str, verdict: str, found: str) -> None:
    findings, (claim,) = checked(sentence)
    assert (claim.check, claim.verdict) == ("yearly_claim", verdict)
    assert [f.found for f in findings] == [found] * (verdict == "contradicted")


@pytest.mark.parametrize(
    ("note", "verdicts"),
    [
        ("The talks took place, for example, in May 2001, May 2002, June 2003, and May 2005.", []),
        ("The talks took place in May 2001 and May 2005.", []),
        ("The talks took place in May 2001, May 2005, June 2009, and May 2013.", ["undecidable"]),
        ("Ann Holt, “Talks,” Stone Review, May 4, 2014.", []),
    ],
)
def test_lists_that_do_not_show_every_year(note: str, verdicts: list[str]) -> None:
    findings, claims = checked("Ghana and Togo have met annually since 2001.", note)
    assert (findings, [c.verdict for c in claims]) == ([], verdicts)


def test_messages() -> None:
    ((finding,), _) = checked("Ghana and Togo have met annually since 2001, except for 2006.")
    assert finding.message == (
        "The text says “annually since 2001, except for 2006” (Talks), but the list in note 1 has none of 2004 and has "
        "one of 2006."
    )
    ((finding,), _) = checked("In May 2007 they held the first bilateral talks since 2003.")
    assert finding.message == (
        "The text says “first bilateral talks since 2003” (Talks), but the list in note 1 has 2005-05, 2006-07, "
        "between 2003 and 2007-05."
    )


@pytest.mark.parametrize(
    ("sentence", "verdicts"),
    [
        ("In May 2005, they held the first talks since 2003.", ["confirmed"]),
        ("The first talks since 2003 were held in May 2005.", ["confirmed"]),
        ("In May 2007, they held the first talks since 2003.", ["contradicted"]),
        ("In May 2007, they held the first talks between the two countries since June 2003.", ["contradicted"]),
        ("In May 2007, they held the first talks at sea since 2003.", []),
        ("In August 2011, they held the first talks since 2003.", []),
        ("They held the first talks since 2003.", []),
    ],
)
def test_first_since(sentence: str, verdicts: list[str]) -> None:
    findings, claims = checked(sentence)
    assert [c.verdict for c in claims] == verdicts
    assert len(findings) == verdicts.count("contradicted")
