"""People as citations describe them: `retired Japanese official`, `Ann Berg, Chief of Surveys, Met Office`.

The words that tell a role from a name are rules (`rules/roles.yaml`). Whom words don't describe is named; a body
that was asked as such (`the Ports Authority of Malta`) is anonymous, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field

from pipeline.extract.actors import actor_rules, actors_in
from pipeline.extract.events.naming import places_in
from pipeline.extract.rulefile import Rule, following_rules, read_rules

Anonymity = Literal["anonymous", "named", "withheld"]
WordKind = Literal["role", "status", "withheld", "asker", "body", "media", "count"]

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ARTICLE = re.compile(r"\A(?:an?|one|another|the)\s+", re.IGNORECASE)
_PARTICLES = frozenset(
    (
        "al",
        "bin",
        "bint",
        "da",
        "de",
        "del",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "ten",
        "van",
        "von",
    )
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|would|could|said|says|told|explained|stated|noted|held|met|found|gave|conducted|"
    r"who|which|that|because|when|ran|printed|[Ww]e|[Tt]hey|[Hh]e|[Ss]he|[Ii]t|his|her|their|our)\b"
)
_LINK = re.compile(r"\s+(?:of|from|at|with|in|for|to)\s+(?:the\s+)?(?=[^\W\d_])")
_BY = re.compile(r"\(?(?:by|via|over)\s+(?:the\s+)?(?P<medium>[\w-]+)", re.IGNORECASE)
_RESERVE = re.compile(
    r",?\s+(?:who\s+(?:\w+\s+){1,4}?(?:anonym\w+|named|identified|quoted|cited)\b(?:\s+by\s+name)?"
    r"|(?:speaking\s+|who\s+spoke\s+|talking\s+)?(?:on|under)\s+(?:the\s+)?(?:condition\s+of\s+)?anonymity)",
    re.IGNORECASE,
)
"""That somebody wants no name: "who asked not to be named", "on condition of anonymity"."""
_TO = re.compile(r"(?P<who>[\w’-]+)\s+to\s+(?=(?:the|an?|his|her|its)\b|[A-Z])")
_ROLES_TO = re.compile(
    r"(?:advis[eo]r|ambassador|envoy|delegate|delegation|representative|secretar|consultant|assistant|aide|counsel|liaison"
    r"|attaché|deputy|observer|mission|embassy|commissioner|close|party|witness|contributor)\w*",
    re.IGNORECASE,
)
"""Words that a "to" may follow within one description."""
_NICKNAME = re.compile(r"[“\"][^“”\"]+[”\"]")
_RETIRED = re.compile(r"(?:ret|retd)\.?")
_AGE = re.compile(r"(?:aged?\s+)?\d{1,3}(?:\s*(?:years(?:\s+old)?|yrs?\.?))?", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z][A-Z&.\d]{1,9}")
_INITIALS = re.compile(r"(?:[A-Z]\.){1,3}[A-Z]?")
"""A name kept short: `B.K.`"""
_TAIL = re.compile(r"(?:[,;]\s|\s(?=[(\[]))")
_GLUED = re.compile(r"\A(?:[‘’'ʿʼʻ]+|(?:a[a-z]|el|ul|d|l|o)[-’'‐])+(?=[^\W\d_])")
"""What stands glued before a name: `al-Sabah`, `d’Estaing`, `‘Abd`."""
_STATE = re.compile(
    r"D\.C\.|A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
    r"|AB|BC|MB|NB|NS|ON|QC|SK|NSW|ACT|QLD"
)
"""Short for a state or province of the United States, Canada, Australia."""
_SUFFIX = re.compile(r"(?:Jr|Sr|Ph\.?\s?D|M\.?D|II|III|IV|Esq)\b\.?")


class RoleRule(Rule):
    """Words that tell a role from a name."""

    kind: WordKind = Field(
        description="a `role`; a `status` before one; that a name is `withheld`; who asks (`asker`) and how many were "
        "asked (`count`); words of a `body`'s name; words of the `media`, whose interviews are publications"
    )
    words: tuple[str, ...] = Field(min_length=1, description="the words, any case")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a citation describes them; the fields are those of `citations.csv`."""

    affiliation: str
    role: str
    status: tuple[str, ...]
    anonymity: Anonymity
    place: str = ""
    medium: str = ""


@following_rules
def words(kind: WordKind) -> frozenset[str]:
    """The words of one kind, in small letters."""
    return frozenset(w.casefold() for rule in read_rules("roles", RoleRule) if rule.kind == kind for w in rule.words)


@following_rules
def describe(attribution: str) -> Person:
    """Take an attribution apart: `retired Japanese official` is a status, an affiliation and a role.

    A person described by a role is anonymous; one whose words hold no role is named.
    """
    bare = bare_name(attribution)
    held = [w for w in bare.split() if w]
    lowered = [w.casefold().strip(".") for w in held]
    first = 0
    while first < len(held) - 1 and (lowered[first] in words("status") or lowered[first] in words("count")):
        first += 1
    at = _role_at(lowered, first)
    bracketed = _BRACKETS.findall(attribution)
    retired = tuple("retired" for b in bracketed if _RETIRED.fullmatch(b))
    inside = next((b for b in bracketed if not (is_withheld(b) or _BY.match(b) or _RETIRED.fullmatch(b))), "")
    if at is None:
        return _without_role(" ".join(held[first:]), (*_statuses(lowered[:first]), *retired), inside, attribution)
    start, size = at
    affiliation = [w for w in held[first:start] if w.casefold() not in words("status")]
    late = [w.casefold() for w in held[first:start] if w.casefold() in words("status")]
    role, more = _role_and_body(" ".join(held[start:]))
    anonymity: Anonymity = "anonymous"
    rest = held[start + size :]
    if held[start][:1].isupper() and is_personal_name(rest) and len(rest[0]) > 1 and not has_role(" ".join(rest)):
        role, more, anonymity = " ".join(held[start : start + size]), "", "named"
    return Person(
        affiliation=_listed(" ".join(affiliation), more, inside),
        role=role,
        status=(*_statuses(lowered[:first]), *late, *retired),
        anonymity="withheld" if is_withheld(attribution) else anonymity,
    )


_NUMBERS = {w: n for n, w in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)}


@following_rules
def least_number(attribution: str) -> int:
    """The least number of people that an attribution proves: `three officials` are three, `officials` two at least."""
    lowered = [w.casefold().strip(".,") for w in bare_name(attribution).split()]
    # A number at the end tells which one: `Official 3`.
    counted = [w for w in lowered[:2] if w in words("count") or (w.isdecimal() and w is not lowered[-1])]
    if counted:
        return int(counted[0]) if counted[0].isdecimal() else _NUMBERS.get(counted[0], 2)
    at = _role_at(lowered, 0)
    if at is None:
        return 1
    role = " ".join(lowered[at[0] : sum(at)])
    return 2 if role.endswith("s") and role[:-1] in words("role") else 1


def describe_with(attribution: str, details: str) -> Person:
    """Describe somebody with what follows between commas: title, body, place, and how they were talked to.

    Args:
        attribution: The name or role.
        details: What follows, `, Chief of Surveys, Met Office`, with its first comma.
    """
    person = describe(attribution)
    held = segments(details)
    kept = [s for s in held if _BY.match(s) or is_withheld(s)]
    said = _with_country([s for s in held if s not in kept])
    for i, segment in enumerate((*said, *kept), 1):
        person = _with_segment(person, segment, last=i == len(said), titled=any(map(has_role, said[: i - 1])))
    return person


def _with_country(held: list[str]) -> list[str]:
    """`Valletta` and `Malta` are one place, as are `Erie` and `PA`."""
    ends = len(held) > 1 and (
        _is_actor(held[-1]) or _STATE.fullmatch(held[-1]) or (is_known_place(held[-1]) and is_known_place(held[-2]))
    )
    if ends and _is_place(held[-2]) and not (has_role(held[-2]) or is_body(held[-2])):
        return [*held[:-2], f"{held[-2]}, {held[-1]}"]
    return held


def segments(details: str) -> tuple[str, ...]:
    """The parts of what commas and brackets separate."""
    return tuple(s for part in _TAIL.split(details) if (s := part.strip(" ,;")))


def bare_name(attribution: str) -> str:
    """Without brackets, an article before it, and the wish to be nameless."""
    bare = without_reserve(" ".join(_BRACKETS.sub(" ", attribution).split()))
    return _ARTICLE.sub("", bare, count=1).strip(" ,")


def is_withheld(text: str) -> bool:
    """Whether it says that a name is kept back."""
    folded = text.casefold()
    return any(w in folded for w in words("withheld")) or bool(_RESERVE.search(text) or _NICKNAME.match(text))


def without_reserve(text: str) -> str:
    """Without the words that somebody wants no name: a clause, or a bracket that says so."""
    return _RESERVE.sub("", _BRACKETS.sub(lambda m: "" if is_withheld(m.group()) else m.group(), text))


def is_known_place(text: str) -> bool:
    """Whether the lists of places and of states hold it, or its first part: `Sfax`, `Tunis and Sfax`, `Lyon, Erie`."""
    first = re.split(r",\s+|\s+and\s+", text, maxsplit=1)[0]
    if not first[:1].isupper() or is_media(text):
        return False
    listed = any(first in rule.names or first in rule.capitals for rule in actor_rules())
    return listed or [first] == [name for name, _ in places_in(f"in {first}")]


def is_media(text: str) -> bool:
    """Whether it names a newspaper, a broadcaster: their interviews are publications."""
    return _any_word(text, words("media"))


def is_asker(text: str) -> bool:
    """Whether it is a word for the author or the team that asks."""
    return " ".join(text.casefold().split()) in words("asker")


def has_role(text: str) -> bool:
    """Whether a role is among the words."""
    return _role_at([w.casefold().strip(".,") for w in text.split()], 0) is not None


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
        or (_ACRONYM.fullmatch(bare) and not _INITIALS.fullmatch(bare))
        or _any_word(bare, words("body"))
        or (bare.split()[:1] and not bare.split()[0][0].isdigit() and any(len(c) != 3 for c in actors_in(bare)))
    )


def is_personal_name(name: Sequence[str]) -> bool:
    """Whether words look like a person's name: capitals and particles, no word of a body."""
    plain = [_GLUED.sub("", w) or w for w in name if w.casefold() not in _PARTICLES]
    return (
        0 < len(plain) <= 5
        and all(w[0].isupper() and not w.isdigit() for w in plain)
        and not is_body(" ".join(name))
        and not is_withheld(" ".join(name))
    )


def _any_word(text: str, listed: frozenset[str]) -> bool:
    folded = [w.strip(".,()[]").removesuffix("’s").removesuffix("'s") for w in text.casefold().split()]
    return any(" ".join(folded[i : i + n]) in listed for n in (1, 2) for i in range(len(folded)))


def _without_role(rest: str, status: tuple[str, ...], inside: str, whole: str) -> Person:
    """No listed role: a body, a nationality, a description in small letters (`Dutch farmer`), or else a name."""
    affiliation = role = ""
    anonymity: Anonymity = "anonymous"
    small = re.search(r"(?:^|\s)(?P<role>[^\W\d_A-Z][\w-]*)$", rest)
    if is_body(rest) or _is_actor(rest) or whole.casefold().startswith("the "):
        affiliation = rest
    elif rest.rpartition(" ")[2].isdecimal():  # `Deckhand 4`
        role = rest
    elif small and not is_personal_name(rest.split()):
        affiliation, role = rest[: small.start()], small["role"]
    else:
        anonymity = "named"
    if is_withheld(whole):
        anonymity = "withheld"
    return Person(_listed(affiliation, inside), role, status, anonymity)


def _statuses(lowered: Sequence[str]) -> tuple[str, ...]:
    return tuple(w for w in lowered if w in words("status"))


def _role_at(lowered: Sequence[str], first: int) -> tuple[int, int] | None:
    """Where the first role stands and how many words it has; `Co-Director` is one, too."""
    roles = words("role")
    for i in range(first, len(lowered)):
        for n in (2, 1):
            if i + n <= len(lowered) and " ".join(lowered[i : i + n]) in roles:
                return i, n
        if "-" in lowered[i] and lowered[i].rpartition("-")[2] in roles:
            return i, 1
    return None


def _role_and_body(text: str) -> tuple[str, str]:
    """`official from the Ministry of Trade` is a role and a body; `professor of history` is a role alone."""
    link = _LINK.search(text)
    rest = text[link.end() :] if link else ""
    if link and rest[:1].isupper() and not has_role(rest) and (is_body(rest) or _is_actor(rest)):
        return text[: link.start()], rest
    return text, ""


def _with_segment(person: Person, segment: str, *, last: bool, titled: bool) -> Person:
    """Take in one thing more that is said of somebody; only the last one may be a place, behind a title if known."""
    if by := _BY.match(segment):
        return replace(person, medium=by["medium"].casefold())
    if is_withheld(segment):
        return replace(person, anonymity="withheld")
    if _SUFFIX.fullmatch(segment) or _AGE.fullmatch(segment):
        return person
    inner = segment.strip("()[]").removeprefix("and ")
    if has_role(inner) and not _ends_as_body(inner):
        return _with_title(person, inner)
    # A city is where they met; a state behind a title is whose minister it is.
    titled = titled and person.anonymity == "named" and (_is_actor(inner) or not is_known_place(inner))
    titled = titled and not _is_seat(inner)
    if last and _is_place(inner) and not is_body(inner) and not titled:
        return replace(person, place=inner)
    if not bare_name(inner)[:1].isupper() and not is_body(inner):
        return person
    return replace(person, affiliation=_listed(person.affiliation, inner))


def _ends_as_body(text: str) -> bool:
    """Whether a word of bodies ends it, and neither a role begins it nor a link leads there: `Investors Service`."""
    held = text.casefold().split()
    return held[-1] in words("body") and held[0] not in words("role") and not _LINK.search(text)


def _with_title(person: Person, title: str) -> Person:
    """All of a title is the role, but for a body in it: `Data Manager`, `Chief of the Ice Service`, `NATO planner`."""
    held = title.split()
    first = 0
    while first < len(held) - 1 and held[first].casefold() in words("status"):
        first += 1
    role, body = _role_and_body(" ".join(held[first:]))
    before, _, rest = role.partition(" ")
    if rest and has_role(rest) and (_is_actor(before) or _ACRONYM.fullmatch(before)):
        role, body = rest, before
    return replace(
        person,
        role=_listed(person.role, role),
        status=(*person.status, *(w.casefold() for w in held[:first])),
        affiliation=_listed(person.affiliation, body),
    )


def _listed(*members: str) -> str:
    return "; ".join(filter(None, members))


def _is_place(text: str) -> bool:
    held = text.split()
    return bool(held) and held[0][0].isupper() and len(held) <= 5 and not any(c.isdigit() for c in text)


def _is_seat(text: str) -> bool:
    """Whether it is the seat of a government, which is a city before it is anything else."""
    return any(text in rule.capitals for rule in actor_rules())


def _is_actor(text: str) -> bool:
    return any(text in rule.adjectives or text in rule.names for rule in actor_rules())


def split_people(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the people whom an "and" joins; one span for one person or a body with an "and" in its name."""
    for joint in re.finditer(r"\s+(?:and|&)\s+", text):
        if _are_two(text[: joint.start()], text[joint.end() :]):
            yield 0, joint.start()
            yield joint.end(), len(text)
            return
    yield 0, len(text)


def next_person(details: str) -> tuple[int, int, int] | None:
    """Where the details of one person end and another person begins: `, Director, Map House, and Bo Lund, Clerk`.

    Returns:
        The end of the first one's details, start and end of the second one's name; `None` if there is none.
    """
    for m in re.finditer(r",\s+and\s+(?P<name>[^,;]+)(?=[,;]|$)", details):
        name = m["name"].split()
        if len(name) > 1 and is_personal_name(name) and not has_role(m["name"]):
            return m.start(), *m.span("name")
    return None


def _are_two(one: str, other: str) -> bool:
    """Two whole names, two roles, or two surnames."""
    names = [h.split() if is_personal_name(h.split()) else [] for h in (one, other)]
    if all(len(n) == 1 for n in names):
        return True
    return all(len(n) > 1 or has_role(h) for n, h in zip(names, (one, other), strict=True))
