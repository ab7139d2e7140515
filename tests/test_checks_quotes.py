"""Words quoted twice from one source."""

from __future__ import annotations

import pytest
from documents import document

from pipeline.audit.checks import Audited, check
from pipeline.extract.gather import gather

SAID = "the harbour will stay open to all ships of both states at any hour"
SOURCES = ("^1 Ann Holt, “Fog and Horns,” Stone Review, May 4, 2014.", "^2 Holt, 2014.")


def verdicts(first: str, second: str, *, same_source: bool = True) -> list[tuple[str, str]]:
    made = document(f"She wrote that “{first}.”{{1}}", f"Again, “{second}.”{{2}}", *SOURCES)
    extraction = gather(made)
    full, short = extraction.citations
    resolved = {short.citation_id: full.citation_id} if same_source else {}
    findings, claims = check(Audited(made, extraction, frozenset(), {}, (), resolved))
    assert [f.severity for f in findings] == ["note"] * sum(c.verdict == "contradicted" for c in claims)
    return [(c.check, c.verdict) for c in claims]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (SAID, "confirmed"),
        (SAID.replace("will", "shall"), "contradicted"),
        (SAID.replace("harbour", "[harbour]"), None),
        (SAID.replace("of both states ", ". . . "), None),
        ("open to all ships of both states at any hour", None),
        ("the harbour will stay closed, and nobody but the board may say for how long", None),
    ],
)
def test_quotations_of_one_source(second: str, expected: str | None) -> None:
    assert verdicts(SAID, second) == ([("quote_differs", expected)] if expected else [])


def test_alike_words_of_two_sources_are_nobodys_fault() -> None:
    assert verdicts(SAID, SAID.replace("will", "shall"), same_source=False) == []
