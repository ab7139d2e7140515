"""Who wrote it: names of people and bodies as references print them, and what cannot be one.

Persons come as `Ann Holt`, `Holt, Ann`, `van der Meer`, `al-Sabah`, `Tanaka Ichirō`; bodies with an "and" of
their own (`Ministry of Ports and Trade`), with a parent before or behind (`U.S. Congress, House of …`; `Navy, Chile`).
"""

from __future__ import annotations

import re

FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|took|take|takes|will|would|can|could|may|might|should"
    r"|occurred|held|"
    r"said|says|sent|met|began|visited|includes?|included|thanks?|notes?|noted|see|refers?|referred|remains?|estimates|"
    r"became|provides|stated|shows|told|found|wrote|reported|argued|argues|purchased|appears?)\b"
)
"""Verbs that a sentence has and a reference outside its title has not."""
SENTENCE_OPENERS = re.compile(
    r"(?:in|on|at|by|from|with|as|since|during|after|before|until|between|namely|not|this|these|those|it"
    r"|its|they|their|"
    r"he|she|we|i|there|here|however|although|though|also|both|each|all|some|such|see|note|because|if|when|while|for|"
    r"among|according|data|unless|most|many|other|another|both|two|three|one)\b(?!-(?-i:[A-Z]))",
    re.IGNORECASE,
)
"""What a sentence begins with, an author doesn't; a given name may (`In-Suk Han`)."""
_PARTICLES = frozenset(
    [
        "and",
        "of",
        "the",
        "for",
        "on",
        "to",
        "in",
        "at",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "des",
        "la",
        "le",
        "les",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "zu",
        "zur",
        "al",
        "el",
        "bin",
        "ibn",
        "with",
        "et",
        "al.",
        "&",
        "und",
        "y",
        "e",
        "s’",
        "d’",
        "l’",
        "ʿabd",
        "abd",
        "st",
    ]
)
_BODY = re.compile(
    r"\b(?:of|for|ministry|department|delegation|agency|office|council|committee|commission|institute?"
    r"|affairs|defen[cs]e|"
    r"government|command|centre|center|bureau|board|bank|union|organi[sz]ation|association|foundation|university|navy|"
    r"army|force|forces|services?|authority|secretariat|treasury|press|customs|protection|administration|congress)\b",
    re.IGNORECASE,
)
"""Words of bodies: an "and" beside one may be a part of its name."""
_BODY_WORD = re.compile(_BODY.pattern.replace("of|for|", "", 1), re.IGNORECASE)
"""The same without the little words, which titles have, too."""
_CHILD_BODY = re.compile(
    r"(?:U\.S\.\s+)?(?:House|Senate|Committee|Subcommittee|Office|Department|Bureau|Division|Directorate|Ministry|"
    r"Permanent|Inspector|Congress|Parliament|Secretariat|Delegation|Embassy|Task Force|Joint (?:Committee|Chiefs))\b"
)
"""How a part of a body begins that is printed behind it: `U.S. Congress, House of Representatives`."""
_ELIDED = re.compile(r"^(?:dell|[dls]|al|el|an|ar|as|ul|ad|ash|at|az)[’'ʼ‐-](?=[^\W\d_])", re.IGNORECASE)
"""What stands glued before a name: `d’Estaing`, `al-Sabah`."""
_ROLES = re.compile(
    r"^(?:(?:Prime |Foreign |Defen[cs]e |Deputy |Vice |Acting |Former |former )*(?:PM|President|Minister"
    r"|Secretary|Chancellor|"
    r"Ambassador|Speaker|Adviser|Advisor|Director|Chair|Commissioner|General|Admiral)|Jr|Sr|II|III|eds?|trans|editors?|"
    r"compilers?)\b"
)
_EDITORS = re.compile(
    r",?\s+(?:eds?|editors?|trans|translators?|comps?)\.?$|,?\s+\((?:eds?|editors?|trans)\.?\)$", re.IGNORECASE
)
_MAKER = re.compile(
    r"^(?:(?:prepared|opening|written|oral)\s+)?(?:statement|testimony|remarks|speech|address|lecture"
    r"|deposition)\s+(?:of|by)\s+",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"[(\[](?P<acronym>[A-Z][\w&./-]{1,12})[)\]]")
_GIVEN = re.compile(r"(?:[A-Z]\.[\s-]?)+|[A-Z][\w’'-]+(?:\s+(?:[A-Z]\.\s?)+|\s+[A-Z][\w’'-]+)?")
_OTHERS = re.compile(r",?\s+(?:et al\.?|and others|and colleagues)$")
_INITIALS = re.compile(r"(?:[A-Z]\.?[\s-]?){1,4}")
_INVERTED = re.compile(r"(?P<surname>[^\W\d_][^,.;]{1,40}),\s+(?:[A-Z](?:\.|$)[\s-]?)+(?:,\s*)?(?:(?:and|&)\s+)?")
"""An author as bibliographies print several: `Holt, A., ` of `Holt, A., Wren, P. and Berg, I.`"""
_DAY = re.compile(r"^(?:\d{1,2}/){0,2}\d{4}(?:\s+|$)")


def split_names(text: str) -> tuple[str, ...]:
    """The members of `A`, `A and B`, `A, B, and C`, `A et al.`; empty if the commas part something else than names.

    A single body may hold an "and" itself (`Ministry for Europe and Foreign Affairs`): it is then one name.
    """
    text = _OTHERS.sub("", text.strip())
    segments = [s.strip() for s in text.split(",") if s.strip()]
    if not segments:
        return ()
    if len(segments) == 1:
        halves = re.split(r"\s+(?:and|&)\s+", segments[0])
        if len(halves) > 1 and _are_two(halves):
            return tuple(halves)
        return (segments[0],)
    last = re.split(r"^(?:and|&)\s+|\s+(?:and|&)\s+", segments[-1])
    if len(last) == 1:
        return ()
    return (*segments[:-1], *(x for x in last if x))


def authors_of(zone: str) -> tuple[str, ...]:
    """The persons or bodies in what stands before a title, without the roles and countries behind each.

    `David Holt, PM, Malta, and Ann Wren, Minister, Chile` are two; `Navy, Chile` is one.
    """
    zone = _MAKER.sub("", _DAY.sub("", _EDITORS.sub("", zone.strip())))
    zone = _OTHERS.sub("", zone)
    inverted = list(_INVERTED.finditer(zone))
    if len(inverted) > 1 and sum(len(m.group()) for m in inverted) == len(zone):
        return tuple(m["surname"] for m in inverted)
    people = re.split(r",\s+and\s+(?=[A-Z])", zone)
    if len(people) > 1 and all("," not in p for p in people[1:]) and people[0].count(",") >= 1:
        heads = [s.strip() for s in people[0].split(",")]
        if all(2 <= len(h.split()) <= 4 for h in heads):
            return (*heads, *people[1:])
    first = [p.split(",")[0].strip() for p in people]
    if len(first) == 1 and (halves := split_names(first[0])) and len(halves) > 1:
        return halves
    return tuple(p for p in first if p)


def aliases_of(zone: str) -> tuple[str, ...]:
    """Acronyms printed behind an author."""
    return tuple(m["acronym"] for m in _ACRONYM.finditer(zone))


def is_name(text: str) -> bool:
    """Capitalised but for particles, no verb, not long: a surname, a person's name or a body's."""
    words = _OTHERS.sub("", text).split()
    if not words or len(words) > 12 or FINITE.search(text) or SENTENCE_OPENERS.match(text):
        return False
    plain = [_ELIDED.sub("", w) for w in words if w.lower() not in _PARTICLES]
    capitals = [w.lstrip("([“‘'") for w in plain]
    return (
        bool(plain)
        and all(w and (w[0].isupper() or not w[0].isalpha()) for w in capitals)
        and any(w[0].isupper() for w in capitals)
    )


def is_author_zone(zone: str) -> bool:
    """What stands before a title: names, bodies and roles, no sentence."""
    zone = _DAY.sub("", zone)
    said = FINITE.search(zone) or SENTENCE_OPENERS.match(zone) or zone.endswith(":")
    return len(zone) < 300 and not said and (not zone or begins_a_name(zone) or not zone[0].isalpha())


def begins_a_name(text: str) -> bool:
    """Whether a capital stands at the start, behind particles (`van der Meer`, `al-Sabah`) if there are any."""
    words = text.split()
    while len(words) > 1 and words[0].lower() in _PARTICLES:
        del words[0]
    return bool(words) and _ELIDED.sub("", words[0])[:1].isupper()


def is_list_of_names(text: str) -> bool:
    """Whether a sentence is nothing but authors, the surname first: `Holt, Ann`, `Holt, Ann and Paul Wren`, a body."""
    text = _OTHERS.sub("", _EDITORS.sub("", text.strip(" .,")))
    pieces = [p for p in re.split(r",\s+(?:(?:and|&)\s+)?|\s+and\s+|\s+&\s+", text) if p]
    if not 0 < len(pieces) <= 12:
        return False
    pieces = [p for p in pieces if not _INITIALS.fullmatch(p)]
    return (
        bool(pieces) and all(len(p.split()) <= 7 and is_name(p) for p in pieces) and not any(c.isdigit() for c in text)
    )


def qualifies(segment: str) -> bool:
    """Whether a segment behind an author tells of the author still: a given name, a role, a country, another author."""
    return len(segment.split()) <= 2 or bool(_ROLES.match(segment)) or segment.startswith("and ")


def has_body_word(text: str) -> bool:
    """Whether a word of bodies' names is in it: `press`, `institute`, `ministry`."""
    return bool(_BODY_WORD.search(text))


def is_part_of_a_body(segment: str) -> bool:
    """Whether a segment names a part of the body printed before it."""
    return bool(_CHILD_BODY.match(segment))


def _are_two(halves: list[str]) -> bool:
    """Two people (`Ann Holt and Paul Wren`) or two bodies that each say so (`Government of A and Government of B`)."""
    bodies = [bool(_BODY.search(h)) for h in halves]
    if any(bodies):
        return all(_BODY.match(h) for h in halves)
    return all(len(h.split()) <= 4 and begins_a_name(h) for h in halves)
