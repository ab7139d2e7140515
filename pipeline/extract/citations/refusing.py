"""What a form holds and yet is no citation: a sentence, an interview in a newspaper, a name that may be a place."""

from __future__ import annotations

import re

from pipeline.extract.citations.conventions import Held
from pipeline.extract.citations.described import (
    bare_name,
    describe,
    has_role,
    is_addressed,
    is_asker,
    is_known_place,
    is_media,
    is_sentence,
    is_withheld,
    without_reserve,
)

_NO_HOUSE = re.compile(
    r"(?:the|an?|this|that|these|those|in|on|at|by|for|from|my|his|her|its|their|our|see|also|two|three|several|many|some|"
    r"during|according|based|after|before|with|when|as|and|or|video|interview|personal|anonymous|confidential|telephone|"
    r"phone|skype|zoom|e-?mail|key|written|oral|background|previous|earlier|unpublished|recorded|taped|transcribed|sworn|"
    r"exclusive|online|virtual|follow|same|ibid|other|another|further|first|second|third|last|joint|"
    r"separate|subsequent|initial)\b",
    re.IGNORECASE,
)
_LINKS = re.compile(r"of|for|the|and|in|on|de|la|le|du|des|der|van|von|al|el|bin|y|e")
PERSONS = ("who", "someone", "people", "name")
"""The slots that hold who was asked."""
_TOLD_BY = frozenset((*PERSONS, "asker", "counterpart", "house", "number"))
"""One of these besides a place: without any, a name that no list of places has may be who was asked."""
_TWO_SENTENCES = re.compile(r"[^\W\dA-Z]{5,}\.\s")
_ANOTHER = re.compile(
    r"\b(?:interviews?|intervs?|telecon|correspondence|(?:e-?mail|letter|message)s?\s+(?:from|to))\b", re.IGNORECASE
)


def refusal(text: str, held: Held) -> str:
    """Why what a form holds is no citation after all; empty if it is one."""

    def of(slot: str) -> str:
        return text[slice(*held.slots[slot])] if slot in held.slots else ""

    for slot in (*PERSONS, "details", "house", "counterpart", "place", "tail"):
        said = without_reserve(of(slot))
        if slot in PERSONS and _TWO_SENTENCES.search(said):
            return f"{slot}: {said!r} goes on behind a full stop"
        if slot in {"who", "someone"} and is_addressed(said):
            return f"{slot}: {said!r} goes to somebody"
        if said and _ANOTHER.search(said):
            return f"{slot}: {said!r} speaks of another citation"
        if slot == "who" and is_asker(said):
            return f"who: {said!r} is who asked"
        if said and is_sentence(said):
            return f"{slot}: {said!r} is a sentence"
        if said and slot in {"details", "house", "place", "tail", "counterpart"} and is_media(said):
            return f"{slot}: {said!r} is of the media, whose interviews are publications"
    if any(not has_role(s) for s in of("details").split(";")[1:]):
        return f"details: {of('details')!r} holds more than one citation"
    if (house := of("house")) and not (is_asker(house) or _is_proper(_without_staff(house))):
        return f"house: {house!r} is no name of one"
    for slot in ("someone", "people"):
        told = (said := of(slot)) and describe(said)
        if told and (told.anonymity == "named" or not (has_role(said) or (slot == "people" and told.role))):
            return f"{slot}: {said!r} is described by no role"
    if (name := of("name")) and (not _is_proper(name) or has_role(name) or len(name.split()) > 6):
        return f"name: {name!r} is no person's name"
    if (place := of("place")) and (not _is_proper(place) or has_role(place)):
        return f"place: {place!r} is no name of one"
    if place and not held.slots.keys() & _TOLD_BY and not (is_known_place(place) or is_withheld(of("mode"))):
        return f"place: {place!r} may as well be a person"
    if (asker := of("counterpart")) and not (is_asker(asker) or _is_proper(_without_staff(bare_name(asker)))):
        return f"counterpart: {asker!r} is neither an author nor a name"
    return ""


def _without_staff(body: str) -> str:
    """`Rights Forum` of `Rights Forum researchers`, `Audit` of `Audit team`."""
    name, _, last = body.rpartition(" ")
    return name if name and last.islower() and (has_role(last) or last in {"team", "mission", "panel"}) else body


def _is_proper(text: str) -> bool:
    """Whether it is written as a name: capitals but for the words that link them."""
    if not text or _NO_HOUSE.match(text):
        return False
    first, *rest = text.split()
    return first[0].isupper() and all(w[0].isupper() or not w[0].isalpha() or _LINKS.fullmatch(w) for w in rest)
