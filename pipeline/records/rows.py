"""Rows of the dataset, with lists in their cells, and what the audit adds to it: findings and claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.records.ids import content_id

Row = dict[str, str]
"""A row of a table of the contract: column to cell."""
SEPARATOR = "; "
"""Between the members of a list in a cell, as the contract has it."""
Severity = Literal["error", "warning", "note"]
Verdict = Literal["confirmed", "contradicted", "undecidable"]


def joined(values: Iterable[str]) -> str:
    """A list as one cell."""
    return SEPARATOR.join(values)


def members(cell: str) -> list[str]:
    """The members of a list in a cell; none of them may hold the separator itself, as ids and codes don't."""
    return [member for member in cell.split(SEPARATOR) if member]


def cell_of(value: object) -> str:
    """What a record's field holds as a cell: a list joined, nothing as the empty cell."""
    if isinstance(value, (tuple, list)):
        return joined(map(str, value))
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a careful reader should look at; the columns of `findings.csv`. `evidence` are mention ids."""

    check: str
    severity: Severity
    doc_id: str
    message: str
    expected: str = ""
    found: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def finding_id(self) -> str:
        """From what was found, not from when."""
        return content_id("f", self.check, self.doc_id, self.expected, self.found, *self.evidence, self.message)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that a check tested; the columns of `claims.csv`."""

    check: str
    doc_id: str
    text: str
    expected: str
    found: str
    verdict: Verdict
    reason: str = ""
    finding_id: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def claim_id(self) -> str:
        """From what is claimed and where."""
        return content_id("k", self.check, self.doc_id, self.text, *self.evidence)
