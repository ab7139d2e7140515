"""The conventions by which houses cite the people they talked to (`rules/interviews.yaml`), read and compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from pipeline.extract.citations.conventions import Form, compile_cue, compile_form
from pipeline.extract.citations.wording import words
from pipeline.extract.rulefile import Rule

Kind = Literal["interview", "correspondence"]


class InterviewRule(Rule):
    """A convention: how a house cites the people it talked to."""

    kind: Kind = Field(description="what its citations are")
    forms: tuple[str, ...] = Field(min_length=1, description="what a whole citation looks like, in slots and words")
    modes: tuple[str, ...] = Field((), description="what may fill `{mode}`")
    manners: tuple[Annotated[str, Field(pattern=r"\S")], ...] = Field(
        (), description="what may stand before a mode, once or several times; proper names with their capital"
    )
    mode: str = Field("", description="the mode where the form has no `{mode}`")
    cues: tuple[str, ...] = Field(
        (), description="words, as forms have them, of which each of its citations has one; else these are its modes"
    )
    continued: tuple[str, ...] = Field(
        (), description="forms of what may follow such a citation behind a semicolon, sharing what it doesn't say"
    )
    where: Literal["note", "text"] = Field(
        "note", description="`note`: a piece of a note from end to end; `text`: a span of a sentence of running text"
    )


@dataclass(frozen=True, slots=True)
class Convention:
    """A rule with its forms compiled; a text without `cue` has none of them."""

    rule: InterviewRule
    forms: tuple[Form, ...]
    continued: tuple[Form, ...]
    cue: re.Pattern[str]


def convention(rule: InterviewRule) -> Convention:
    """Compile a rule's forms.

    Raises:
        RuleError: A form is not well-formed.
    """
    askers = sorted(words("asker"))
    return Convention(
        rule,
        tuple(compile_form(f, rule.modes, askers, rule.manners) for f in rule.forms),
        tuple(compile_form(f, rule.modes, askers, rule.manners) for f in rule.continued),
        cue_of([rule]),
    )


def cue_of(rules: Iterable[InterviewRule]) -> re.Pattern[str]:
    """What a text has in which one of some rules may find anything: a cue, or else a mode; of neither, every text."""
    askers = sorted(words("asker"))
    told: set[str] = set()
    for rule in rules:
        told |= {compile_cue(cue, askers) for cue in rule.cues} or set(map(re.escape, rule.modes)) or {""}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(told))})", re.IGNORECASE)
