"""What makes a phrase an agreement of a kind: the rules of `agreements.yaml`, and what is known of a mention."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline.extract.rulefile import Rule, read_rules

Form = Literal["name", "proper", "described", "definite", "bare", "acronym", "learned"]


@dataclass(frozen=True, slots=True)
class AgreementFound:
    """A mention of an agreement.

    Attributes:
        kind: A kind of the contract, or one that a rule file adds.
        name: As printed, without article, possessive, year.
        rule: The id of the rule.
        form: `name` (capitals or a title), `proper` (a name that a rule lists whole), `described` (its subject is
            said), `definite` ("the agreement"), `bare` ("an agreement"), `acronym`, `learned` (an acronym that the
            document defines).
        alias: The acronym that the mention is, or that stands in brackets behind it.
        generic: No single agreement is meant.
        year: The year before the noun, `2014`.
        indefinite: It stands behind "a" or "an": it is being introduced.
        default_act: What a date beside its title in a note says of it.
    """

    kind: str
    name: str
    rule: str
    form: Form
    alias: str = ""
    generic: bool = False
    year: str = ""
    indefinite: bool = False
    default_act: str = "signed"


class AgreementRule(Rule):
    """A kind of agreement; see the head of `agreements.yaml`."""

    kind: str
    heads: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    defined_acronyms: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    evident: bool = False
    default_act: str = "signed"

    @cached_property
    def head(self) -> re.Pattern[str] | None:
        """All heads as one pattern over whole words."""
        return re.compile(rf"\b(?:{'|'.join(self.heads)})(?!\w)", re.IGNORECASE) if self.heads else None

    def fits(self, phrase: str) -> bool:
        """Whether a noun phrase is of this kind."""
        known = {*self.acronyms, *self.defined_acronyms}
        if any(re.search(n, phrase) for n in self.names) or not known.isdisjoint(phrase.split()):
            return True
        return bool(self.head and self.head.search(phrase) and (not self.cues or self._cued(phrase)))

    def _cued(self, phrase: str) -> bool:
        # A cue that asks for a capital at the start must see one, whatever the case of the rest.
        return any(re.search(c, phrase, 0 if c.startswith("^[A-Z]") else re.IGNORECASE) for c in self.cues)


def agreement_rules() -> tuple[AgreementRule, ...]:
    """The rules of `agreements.yaml`."""
    return read_rules("agreements", AgreementRule)
