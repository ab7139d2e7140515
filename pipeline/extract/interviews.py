"""Interviews and correspondence: which words of a citation are the person, the place, the day.

The conventions are rules (`rules/interviews.yaml`): a form with slots, compiled to a spaCy Matcher pattern. A
citation is one only if the form covers all of it, so that prose about interviewing is never taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import Field
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Span

from pipeline.extract.rulefile import Rule, read_rules

_SLOT = re.compile(r"\{(\w+)\}")
_SLOTS: dict[str, list[dict[str, Any]]] = {
    "who": [{"ORTH": {"NOT_IN": [",", ";", ":", "“", "”", '"']}, "OP": "{1,14}"}],
    "counterpart": [{"ORTH": {"NOT_IN": [",", ";", "“", "”", '"', "(", ")"]}, "OP": "{1,8}"}],
    "date": [{"ENT_TYPE": "DATE", "OP": "+"}],
}


class InterviewRule(Rule):
    """A convention: `kind`, the `form` of a whole citation, and the `modes` that may stand in it."""

    kind: Literal["interview", "correspondence"]
    form: str
    modes: tuple[str, ...] = Field(min_length=1)


class RoleRule(Rule):
    """Words of a kind: a `role`, a `status` before it, or words that say that a name is `withheld`."""

    kind: Literal["role", "status", "withheld"]
    words: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Interview:
    """A citation of somebody talked to; the fields are those of `citations.csv`. `date` is a span of the doc."""

    rule: str
    kind: Literal["interview", "correspondence"]
    attribution: str
    affiliation: str
    role: str
    status: tuple[str, ...]
    anonymity: Literal["anonymous", "named", "withheld"]
    mode: str
    counterpart: str
    date: tuple[int, int]


class InterviewGrammar:
    """All conventions, compiled for one vocabulary."""

    def __init__(self, nlp: Language) -> None:
        self._matcher = Matcher(nlp.vocab, validate=True)
        self._rules: dict[str, InterviewRule] = {}
        self._slots: dict[str, list[str]] = {}
        for rule in read_rules("interviews", InterviewRule):
            for mode in rule.modes:
                key = f"{rule.id}/{mode}"
                pattern, slots = _compile(rule.form, mode, nlp)
                self._matcher.add(key, [pattern], greedy="LONGEST")
                self._rules[key], self._slots[key] = rule, slots

    def read(self, span: Span) -> Interview | None:
        """Read a whole citation; `None` if no form covers it from end to end."""
        text = span.text.casefold()
        if not any(word in text for word in _mode_words()):
            return None
        # spaCy's own annotation leaves out the fourth member, the alignment of tokens with the pattern.
        matches: list[Any] = self._matcher(span, with_alignments=True)
        for key, start, end, alignment in matches:
            if start == 0 and end == len(span):
                name = span.vocab.strings[key]
                return self._told(span, self._rules[name], self._slots[name], alignment)
        return None

    def _told(self, span: Span, rule: InterviewRule, slots: list[str], alignment: list[int]) -> Interview:
        held: dict[str, Span] = {}
        for slot in ("who", "mode", "counterpart", "date"):
            at = [i for i, a in enumerate(alignment) if slots[a] == slot]
            held[slot] = span[at[0] : at[-1] + 1]
        who = held["who"].text
        person = describe(who)
        date = held["date"]
        return Interview(
            rule=rule.id,
            kind=rule.kind,
            attribution=who,
            affiliation=person.affiliation,
            role=person.role,
            status=person.status,
            anonymity=person.anonymity,
            mode=held["mode"].text.lower(),
            counterpart=held["counterpart"].text,
            date=(date.start_char, date.end_char),
        )


def _compile(form: str, mode: str, nlp: Language) -> tuple[list[dict[str, Any]], list[str]]:
    """A form and one of its modes as a Matcher pattern, and for each of its tokens the slot that it fills."""
    pattern: list[dict[str, Any]] = []
    slots: list[str] = []
    for i, piece in enumerate(_SLOT.split(form)):
        if i % 2 and piece != "mode":
            tokens, name = _SLOTS[piece], piece
        else:
            words = mode if i % 2 else piece
            tokens, name = [{"LOWER": t.lower_} for t in nlp.make_doc(words.strip())], piece if i % 2 else ""
        pattern += tokens
        slots += [name] * len(tokens)
    return pattern, slots


@cache
def _mode_words() -> frozenset[str]:
    return frozenset(mode for rule in read_rules("interviews", InterviewRule) for mode in rule.modes)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a citation describes them."""

    affiliation: str
    role: str
    status: tuple[str, ...]
    anonymity: Literal["anonymous", "named", "withheld"]


@cache
def describe(attribution: str) -> Person:
    """Take an attribution apart: `retired Japanese official` is a status, an affiliation and a role.

    A person described by a role is anonymous; one whose words hold no role is named.
    """
    words = re.sub(r"[()\[\]]", " ", attribution).split()
    lowered = [w.casefold() for w in words]
    statuses, withheld = _words("status"), any(w in attribution.casefold() for w in _words("withheld"))
    first = 0
    while first < len(words) and lowered[first] in statuses:
        first += 1
    start = next(
        (i for i in range(first, len(words)) for n in (2, 1) if " ".join(lowered[i : i + n]) in _words("role")), None
    )
    if start is None:
        return Person("", "", tuple(lowered[:first]), "withheld" if withheld else "named")
    role = words[start:]
    between = words[first:start]
    late = [w for w in between if w.casefold() in statuses]
    affiliation = [w for w in between if w.casefold() not in statuses]
    return Person(
        affiliation=" ".join(affiliation),
        role=" ".join(role),
        status=(*lowered[:first], *(w.casefold() for w in late)),
        anonymity="withheld" if withheld else "anonymous",
    )


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(w for rule in read_rules("roles", RoleRule) if rule.kind == kind for w in rule.words)
