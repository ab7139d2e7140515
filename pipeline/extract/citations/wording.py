"""What the words of a description are: a role, a body, a place, a name, the wish to be nameless.

The lists of words are rules (`rules/roles.yaml`); places, states and organisations are those of the actors' rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from pipeline.extract.actors import actor_rules, actors_in
from pipeline.extract.events.naming import places_in
from pipeline.extract.rulefile import Rule, following_rules, read_rules

WordKind = Literal["role", "status", "withheld", "asker", "body", "media", "count"]
BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ARTICLE = re.compile(r"\A(?:an?|one|another|the)\s+", re.IGNORECASE)
_PARTICLE = re.compile(r"al|bin|bint|da|de|del|den|der|di|dos|du|el|ibn|la|le|ten|van|von", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|would|could|put|puts|claimed|believed|suggested|confirmed|reported|described|argued|estimated|recalled|denied|agreed|insisted|"
    r"complained|added|thought|wanted|made|took|saw|came|went|said|says|told|explained|stated|noted|held|met|found|gave|conducted|"
    r"who|which|that|because|when|ran|printed|[Ww]e|[Tt]hey|[Hh]e|[Ss]he|[Ii]t|his|her|their|our)\b"
)
_RESERVE = re.compile(
    r",?\s+(?:who\s+(?:\w+\s+){1,7}?(?:anonym\w+|(?:un)?named|nameless|(?:un)?identified|quoted|cited)\b(?:\s+by\s+name)?"
    r"|(?:speaking\s+|who\s+spoke\s+|talking\s+)?(?:on|under)\s+(?:the\s+)?(?:condition\s+of\s+)?anonymity)",
    re.IGNORECASE,
)
"""That somebody wants no name: "who asked not to be named", "on condition of anonymity"."""
_WHERE_WITHHELD = re.compile(
    r"(?<!and )\b(?:(?:exact|precise|specific)\s+)?"
    r"(?:location|place|city|town|village|camp|site|district|country|date)s?\s+(?:of\s+interviews?\s+)?(?:withheld|redacted|confidential|undisclosed)|\bconfidential\s+location"
)
"""That a place or a day is kept back, which says nothing of the name; `name and location withheld` does."""
_TO = re.compile(r"(?P<who>[\w’-]+)\s+to\s+(?=(?:the|an?|his|her|its)\b|[A-Z])")
_ROLES_TO = re.compile(
    r"(?:advis[eo]r|ambassador|envoy|delegate|delegation|representative|secretar|consultant|assistant|aide|counsel|liaison"
    r"|attaché|deputy|observer|mission|embassy|commissioner|close|party|witness|contributor)\w*",
    re.IGNORECASE,
)
"""Words that a "to" may follow within one description."""
_NICKNAME = re.compile(r"[“\"][^“”\"]+[”\"]")
ACRONYM = re.compile(r"[A-Z][A-Z&.\d]{1,9}")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,3}[A-Z]?")
"""A name kept short: `B.K.`"""
_GLUED = re.compile(r"\A(?:[‘’'ʿʼʻ]+|(?:a[a-z]|el|ul|d|l|o)[-’'‐])+(?=[^\W\d_])")
"""What stands glued before a name: `al-Sabah`, `d’Estaing`, `‘Abd`."""


class RoleRule(Rule):
    """Words that tell a role from a name."""

    kind: WordKind = Field(
        description="a `role`; a `status` before one; that a name is `withheld`; who asks (`asker`) and how many were "
        "asked (`count`); words of a `body`'s name; words of the `media`, whose interviews are publications"
    )
    words: tuple[str, ...] = Field(min_length=1, description="the words, any case")


@following_rules
def words(kind: WordKind) -> frozenset[str]:
    """The words of one kind, in small letters."""
    return frozenset(w.casefold() for rule in read_rules("roles", RoleRule) if rule.kind == kind for w in rule.words)


def bare_name(attribution: str) -> str:
    """Without brackets, an article before it, and the wish to be nameless."""
    bare = without_reserve(" ".join(BRACKETED.sub(" ", attribution).split()))
    return _ARTICLE.sub("", bare, count=1).strip(" ,")


def is_withheld(text: str) -> bool:
    """Whether it says that a name is kept back."""
    folded = text.casefold()
    said = any(w in folded for w in words("withheld"))
    if said and (rest := _WHERE_WITHHELD.sub("", folded)) != folded:
        said = any(w in rest for w in words("withheld"))
    return said or bool(_RESERVE.search(text) or _NICKNAME.match(text))


def without_reserve(text: str) -> str:
    """Without the words that somebody wants no name: a clause, or a bracket that says so."""
    return _RESERVE.sub("", BRACKETED.sub(lambda m: "" if is_withheld(m.group()) else m.group(), text))


def is_known_place(text: str) -> bool:
    """Whether the lists of places and of states hold it, or its first part: `Sfax`, `Tunis and Sfax`, `Lyon, Erie`."""
    first = re.split(r",\s+|\s+and\s+", text, maxsplit=1)[0]
    if not first[:1].isupper() or is_media(text):
        return False
    listed = any(first in rule.names or first in rule.capitals for rule in actor_rules())
    return listed or [first] == [name for name, _ in places_in(f"in {first}")]


def is_seat(text: str) -> bool:
    """Whether it is the seat of a government, which is a city before it is anything else."""
    return any(text in rule.capitals for rule in actor_rules())


def is_actor(text: str) -> bool:
    """Whether it is the name of a state or an organisation in the lists of actors, or the adjective of one."""
    return any(text in rule.adjectives or text in rule.names for rule in actor_rules())


def is_media(text: str) -> bool:
    """Whether it names a newspaper, a broadcaster: their interviews are publications."""
    return _any_word(text, words("media"))


def is_asker(text: str) -> bool:
    """Whether it is a word for the author or the team that asks."""
    return " ".join(text.casefold().split()) in words("asker")


def has_role(text: str) -> bool:
    """Whether a role is among the words."""
    return role_at([w.casefold().strip(".,") for w in text.split()], 0) is not None


def role_at(lowered: Sequence[str], first: int) -> tuple[int, int] | None:
    """Where the first role stands, and how many words it has; `Co-Director` is one, too.

    Args:
        lowered: Words in small letters, without full stops.
        first: The index of the word to begin at.

    Returns:
        The index of its first word and its number of words, 1 or 2; `None` if there is none.
    """
    roles = words("role")
    for i in range(first, len(lowered)):
        for n in (2, 1):
            if i + n <= len(lowered) and " ".join(lowered[i : i + n]) in roles:
                return i, n
        if "-" in lowered[i] and lowered[i].rpartition("-")[2] in roles:
            return i, 1
    return None


def is_addressed(text: str) -> bool:
    """Whether it names to whom something went, `an officer to the prefect`; an `adviser to the mayor` is one person."""
    return any(_ROLES_TO.fullmatch(m["who"]) is None for m in _TO.finditer(text))


def is_sentence(text: str) -> bool:
    """Whether it talks: a verb or a pronoun is among its words, as never in a name, a title or a place."""
    return bool(_VERB.search(text))


def is_body(text: str) -> bool:
    """Whether it is the name of a body: it has a body's word, is an acronym, or names an organisation."""
    bare = text.strip()
    return bool(
        "&" in bare
        or (ACRONYM.fullmatch(bare) and not _INITIALS.fullmatch(bare))
        or _any_word(bare, words("body"))
        or (bare.split()[:1] and not bare.split()[0][0].isdigit() and any(len(c) != 3 for c in actors_in(bare)))
    )


def is_personal_name(name: Sequence[str]) -> bool:
    """Whether words look like a person's name: capitals and particles, no word of a body."""
    plain = [_GLUED.sub("", w) or w for w in name if not _PARTICLE.fullmatch(w)]
    return (
        0 < len(plain) <= 5
        and all(w[0].isupper() and not w.isdigit() for w in plain)
        and not is_body(" ".join(name))
        and not is_withheld(" ".join(name))
    )


def _any_word(text: str, listed: frozenset[str]) -> bool:
    folded = [w.strip(".,()[]").removesuffix("’s").removesuffix("'s") for w in text.casefold().split()]
    return any(" ".join(folded[i : i + n]) in listed for n in (1, 2) for i in range(len(folded)))
