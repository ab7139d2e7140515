"""Findings and interviews told at length: each with the words that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.audit.links import members
from pipeline.audit.passages import Passage, Quoter
from pipeline.records import Row

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class FindingCard:
    """A finding and both its passages (or all of them)."""

    row: Row
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one check and severity."""

    severity: str
    check: str
    cards: Sequence[FindingCard]


@dataclass(frozen=True, slots=True)
class CitationCard:
    """One citation of an interview: where it is printed, the sentences that cite its note, the words quoted there."""

    row: Row
    printed: Sequence[Passage]
    supported: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class InterviewCard:
    """An interview and its citations."""

    row: Row
    citations: Sequence[CitationCard]


def finding_order(row: Row) -> tuple[int, str, str]:
    """Findings are read by severity, then by check, then by document."""
    severity = row["severity"]
    rank = SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
    return rank, row["check"], row["doc_id"]


def finding_cards(rows: Sequence[Row], quoter: Quoter) -> list[FindingCard]:
    """Tell findings."""
    return [FindingCard(row, quoter.passages(members(row["evidence"]))) for row in rows]


def finding_groups(cards: Sequence[FindingCard]) -> list[FindingGroup]:
    """Gather findings that stand together in `finding_order`."""
    return [
        FindingGroup(severity, check, list(gathered))
        for (severity, check), gathered in groupby(cards, key=lambda card: (card.row["severity"], card.row["check"]))
    ]


def interview_cards(rows: Sequence[Row], citations: Mapping[str, Row], quoter: Quoter) -> list[InterviewCard]:
    """Tell interviews.

    Args:
        rows: Of `interviews`.
        citations: All rows of `citations`, by id.
        quoter: Of the run.
    """
    return [
        InterviewCard(row, [_citation_card(citations[i], quoter) for i in members(row["citations"]) if i in citations])
        for row in rows
    ]


def _citation_card(row: Row, quoter: Quoter) -> CitationCard:
    return CitationCard(
        row,
        quoter.passages([row["mention_id"]], before=60, behind=60),
        quoter.passages(members(row["supports"]), within=_sentences(row)),
    )


def _sentences(row: Row) -> list[tuple[int, int]]:
    """The sentences that a citation supports, in the source text."""
    starts, ends = members(row["supported_start"]), members(row["supported_end"])
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]
