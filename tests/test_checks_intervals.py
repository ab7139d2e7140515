"""Lengths of time against the two dates told with them."""

from __future__ import annotations

import pytest
from documents import document

from pipeline.audit.checks import Audited, check
from pipeline.extract.gather import gather
from pipeline.records import Claim, Finding


def of_intervals(text: str) -> tuple[list[Finding], list[Claim]]:
    made = document(text)
    findings, claims = check(Audited(made, gather(made), frozenset(), {}, ()))
    return [f for f in findings if f.check == "interval"], [c for c in claims if c.check == "interval"]


LATER = "The pact was signed in {} and ratified {}, in {}."
TOLD = [
    # text: verdicts, what was found
    (LATER.format("May 2013", "two years later", "June 2015"), ["confirmed"], ["2 years and 1 month"]),
    (LATER.format("May 2013", "two years later", "May 2016"), ["contradicted"], ["3 years"]),
    (LATER.format("May 2013", "nearly three years later", "February 2016"), ["confirmed"], ["2 years and 9 months"]),
    (LATER.format("May 2013", "more than two years later", "May 2016"), ["confirmed"], ["3 years"]),
    (LATER.format("May 2013", "less than two years later", "May 2016"), ["contradicted"], ["3 years"]),
    (LATER.format("2013", "two years later", "2016"), ["undecidable"], ["3 years"]),
    (LATER.format("2013", "two years later", "2018"), ["contradicted"], ["5 years"]),
    (LATER.format("1913", "two years later", "2013"), ["undecidable"], ["100 years"]),
    (LATER.format("May 2013", "six months later", "September 2013"), ["contradicted"], ["4 months"]),
    (LATER.format("3 May 2013", "six months later", "28 October 2013"), ["confirmed"], ["5 months"]),
    (LATER.format("3 May 2013", "ten days later", "13 May 2013"), ["confirmed"], ["10 days"]),
    (LATER.format("3 May 2013", "ten days later", "23 May 2013"), ["contradicted"], ["20 days"]),
    (LATER.format("3 May 2013", "three weeks later", "6 June 2013"), ["contradicted"], ["5 weeks"]),
    (LATER.format("May 1998", "a decade later", "June 2009"), ["confirmed"], ["11 years and 1 month"]),
    (LATER.format("2016", "two years later", "2013"), ["undecidable"], [""]),
    ("On May 3, 2016, three months after the talks of January 2, 2016, they met.", ["contradicted"], ["4 months"]),
    ("Ten years after the accord of May 1999, the council met in Lomé in May 2010.", ["confirmed"], ["11 years"]),
    ("In May 2012, two years before the accord of May 2016, they fled.", ["contradicted"], ["4 years"]),
    ("She led it from 2001 to 2009 (eight years).", ["confirmed"], ["8 years"]),
    ("She led it from 2001 to 2009 (nine years).", ["confirmed"], ["8 years"]),
    ("She led it from 2001 to 2009 (eleven years).", ["contradicted"], ["8 years"]),
    ("The five-year lease of 2010 expired in 2014.", ["undecidable"], ["4 years"]),
    ("The five-year lease of 2010 expired in 2013.", ["contradicted"], ["3 years"]),
    ("The 20th anniversary in 2013 of the 1992 accord was marked.", ["contradicted"], ["21"]),
    ("The 21st anniversary in 2013 of the 1992 accord was marked.", ["confirmed"], ["21"]),
    ("Born on May 3, 1901, he died on May 2, 1972, aged 70.", ["confirmed"], ["70"]),
    ("Born in May 1901, he died in May 1972, aged 70.", ["confirmed"], ["70 or 71"]),
    ("Born in 1901, he died in 1972, aged 69.", ["contradicted"], ["70 or 71"]),
    ("After her six years in office (2001–2009) she left.", ["contradicted"], ["8 years"]),
    ("Between 2001 and 2009, a period of eight years, it rained.", ["confirmed"], ["8 years"]),
    ("Between 2001 and 2009, a period of five years, it rained.", ["contradicted"], ["8 years"]),
    ("From 2001 to 2009, a six-year drought, no ship came.", ["contradicted"], ["8 years"]),
    ("The 2001–2009 drought of the north lasted six years.", ["contradicted"], ["8 years"]),
    ("In 2012, both states marked the 30th anniversary of the accord of 1992.", ["contradicted"], ["20"]),
    ("The port closed on May 3, 2013, and ten days later, on May 23, 2013, it opened.", ["contradicted"], ["20 days"]),
    ("The pact was signed in May 2013 and lapsed one and two years later, in May 2016.", [], []),
    ("From 2001 to 2009, a six-year high in rain was followed by drought.", [], []),
    ("Two years later, in May 2016, the pact was ratified.", [], []),
    ("By the treaty of 1907 a port opened in 1950 and closed two years later, in 1963.", [], []),
    ("The pact of May 2013 was to be renewed two years later, in 2019.", [], []),
]


@pytest.mark.parametrize(("text", "verdicts", "found"), TOLD, ids=[t for t, _, _ in TOLD])
def test_length_against_its_dates(text: str, verdicts: list[str], found: list[str]) -> None:
    findings, claims = of_intervals(text)
    assert [(c.verdict, c.found) for c in claims] == list(zip(verdicts, found, strict=True))
    assert len(findings) == verdicts.count("contradicted")


def test_finding_says_both_dates_and_what_they_come_to() -> None:
    (finding,), (claim,) = of_intervals(LATER.format("May 2013", "two years later", "May 2016"))
    assert "from 2013-05 to 2016-05 it is 3 years, not 2 years" in finding.message
    assert (finding.expected, finding.found) == ("2 years", "3 years")
    assert finding.evidence == claim.evidence
    assert len(claim.evidence) == 3
