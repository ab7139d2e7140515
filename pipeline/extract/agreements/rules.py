"""What makes a phrase an agreement of a kind: the rules of `agreements.yaml`, and what is known of a mention."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import Field

from pipeline.extract.rulefile import Rule, following_rules, read_rules

Form = Literal["name", "proper", "described", "definite", "bare", "elliptic", "acronym", "learned"]


class AgreementRule(Rule):
    """A kind of agreement; the first rule that fits a noun phrase gives its kind."""

    kind: str = Field(description="the kind, one of `agreements.csv` or one of your own")
    heads: tuple[str, ...] = Field((), description="regular expressions of head nouns, any case")
    cues: tuple[str, ...] = Field(
        (), description="regular expressions, one of which must be in the phrase; without cues the head is enough"
    )
    names: tuple[str, ...] = Field(
        (), description="regular expressions of whole names that need no head, case as written"
    )
    acronyms: tuple[str, ...] = Field((), description="abbreviations that mean this kind anywhere")
    defined_acronyms: tuple[str, ...] = Field(
        (), description="abbreviations that mean it only in a document that spells them out"
    )
    proper_acronyms: tuple[str, ...] = Field(
        (), description="abbreviations that mean one agreement, with parties of its own"
    )
    modifiers: tuple[str, ...] = Field((), description="small words before a head that belong to the name")
    evident: bool = Field(
        False, description="a phrase of this kind is a mention anywhere; others want a name, an act or an antecedent"
    )
    recalling: bool = Field(
        False, description="nouns for papers of all kinds; they count of one named before, or where one is signed"
    )
    elliptic: bool = Field(False, description="the noun stands for a paper named before, where a year tells which one")
    default_act: str = Field("signed", description="what a date beside the title of one, in a note, says of it")

    @cached_property
    def head(self) -> re.Pattern[str] | None:
        """All heads as one pattern over whole words."""
        return re.compile(rf"\b(?:{self.head_words})", re.IGNORECASE) if self.heads else None

    @cached_property
    def head_words(self) -> str:
        """All heads as the source of one pattern, to be tried where a word begins."""
        return rf"(?:{'|'.join(self.heads)})(?!\w)"

    def fits(self, phrase: str) -> bool:
        """Whether a noun phrase is of this kind."""
        known = {*self.acronyms, *self.defined_acronyms, *self.proper_acronyms}
        if any(re.search(n, phrase) for n in self.names) or not known.isdisjoint(phrase.split()):
            return True
        return bool(self.head and self.head.search(phrase) and (not self.cues or self._cued(phrase)))

    def _cued(self, phrase: str) -> bool:
        # A cue that asks for a capital at the start must see one, whatever the case of the rest.
        return any(re.search(c, phrase, 0 if c.startswith("^[A-Z]") else re.IGNORECASE) for c in self.cues)


@dataclass(frozen=True, slots=True)
class Around:
    """What the words before a mention say of it.

    Attributes:
        generic: No single agreement is meant: "any treaty", "several accords".
        year: The date before the noun: `2014` of "the 2014 joint statement".
        indefinite: It stands behind "a" or "an": it is being introduced.
        owned: It stands behind "their", "its", "Peru’s".
        definite: It stands behind "the", "this", "that".
        fresh: Something says that it is another one: "a second agreement", "the new roadmap".
        further: It is made beside those told of before: "they also signed a treaty".
    """

    generic: bool = False
    year: str = ""
    indefinite: bool = False
    owned: bool = False
    definite: bool = False
    fresh: bool = False
    further: bool = False


@dataclass(frozen=True, slots=True)
class AgreementFound:
    """A mention of an agreement.

    Attributes:
        kind: A kind of the contract, or one that a rule file adds; not always the rule's own, for a document may say
            what an acronym means.
        name: As printed, without article, possessive, year.
        by: The rule that made it.
        form: `name` (capitals or a title), `proper` (a name that a rule lists whole), `described` (its subject is
            said), `definite` ("the agreement"), `bare` ("an agreement"), `elliptic` ("the 2014 version"), `acronym`,
            `learned` (an acronym that the document defines).
        alias: The acronym that the mention is, or that stands in brackets behind it.
        around: What the words before it say.
        called: It is the title that stands behind "an agreement called".
        descriptive: A name in capitals of which each word only describes ("Defence Cooperation Agreement").
        abbreviations: Of its kind that its words spell out: FTA for "free trade agreement".
    """

    kind: str
    name: str
    by: AgreementRule
    form: Form
    alias: str = ""
    around: Around = Around()
    called: bool = False
    descriptive: bool = False
    abbreviations: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The id of the rule."""
        return self.by.id

    @property
    def default_act(self) -> str:
        """What a date beside its title in a note says of it."""
        return self.by.default_act if self.by.kind == self.kind else _acts_of_kinds().get(self.kind, "signed")

    @property
    def paper(self) -> bool:
        """Whether its noun is one for papers of all kinds, agreements among them ("memorandum")."""
        return self.by.recalling


PAPERS = frozenset({"joint_statement", "joint_declaration", "roadmap", "action_plan"})
"""Kinds that are nobody's but of those who are spoken of, even where nothing is said to happen."""


def agreement_rules() -> tuple[AgreementRule, ...]:
    """The rules of `agreements.yaml`."""
    return read_rules("agreements", AgreementRule)


@following_rules
def _acts_of_kinds() -> dict[str, str]:
    """The default act of each kind: that of its first rule."""
    return {r.kind: r.default_act for r in reversed(agreement_rules())}
