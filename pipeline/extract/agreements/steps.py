"""A milestone as one place of a document tells of it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.dates.timing import DateAt

Mentioned = tuple[int, AgreementAt]
"""The index of a settled mention, and the mention."""


@dataclass(frozen=True, slots=True)
class MilestoneAt:
    """A milestone of a document.

    Attributes:
        agreement: Index of the mention in the document's settled agreement mentions.
        act: An act of the contract.
        rule: The id of the rule.
        block: Index of the block that act and date stand in.
        act_span: `doc.text[slice(*act_span)]` are the words of the act; the title itself where a note has no other.
        date: With its value; it may stand in the sentence before.
        sentence: The span of the sentence or note.
    """

    agreement: int
    act: str
    rule: str
    block: int
    act_span: tuple[int, int]
    date: DateAt
    sentence: tuple[int, int]

    @property
    def named(self) -> bool:
        """Whether no verb says the act, only the name with its date."""
        return self.rule.startswith("agreement.")
