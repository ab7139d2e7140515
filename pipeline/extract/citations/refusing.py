"""What a form holds and yet is no citation: a sentence, an interview in a newspaper, a name that may be a place."""

from __future__ import annotations

import re

from pipeline.extract.citations.conventions import Held
from pipeline.extract.citations.described import describe
from pipeline.extract.citations.wording import (
    bare_name,
    has_role,
    is_addressed,
    is_asker,
    is_body,
    is_known_place,
    is_media,
    is_sentence,
    is_withheld,
    without_reserve,
    words,
)

_NO_HOUSE = re.compile(
    r"(?:the|an?|this|that|these|those|in|on|at|by|for|from|my|his|her|its|their|our|see|also|two|three|several|many|some|"
    r"during|according|based|after|before|with|when|as|and|or|video|interview|personal|anonymous|confidential|telephone|"
    r"phone|skype|zoom|e-?mail|key|written|oral|background|previous|earlier|unpublished|recorded|taped|transcribed|sworn|"
    r"transcripts?|notes?|records?|confirmed|drawn|exclusive|online|virtual|follow|same|ibid|other|another|further|first|second|third|last|joint|"
    r"separate|subsequent|initial)\b",
    re.IGNORECASE,
)
_LINKS = re.compile(r"of|for|the|and|in|on|de|la|le|du|des|der|van|von|al|el|bin|y|e")
PERSONS = ("who", "someone", "people", "name")
"""The slots that hold who was asked."""
_TOLD_BY = frozenset((*PERSONS, "asker", "counterpart", "house", "number"))
"""One of these besides a place: without any, a name that no list of places has may be who was asked."""
_TWO_SENTENCES = re.compile(r"[^\W\dA-Z]{5,}\.\s")
_ASKED_BY = re.compile(r"(?<!\bled )\bby\s+(?:the\s+|an?\s+)?[^\W\d_]")
_WITHIN = re.compile(r"\b(?:in|on|for)\s+")
_AUTHOR = re.compile(r"\bauthors?\b", re.IGNORECASE)
_SURNAMES = frozenset({"post", "press", "fox", "welt", "spiegel"})
"""Words of newspapers' names that are families' names, too."""
_ARTICLE = re.compile(r"(?:[Tt]he|El|La|Le|Les|Il|Lo|Die|Der|Das|De|Het)\s")
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
        if slot == "who" and _ASKED_BY.search(said):
            return f"who: {said!r} says who asked, too"
        if slot == "who" and (_is_newspaper(said) or _is_newspaper(_WITHIN.split(said)[-1])):
            return f"who: {said!r} is of the media, whose interviews are publications"
        if said and is_sentence(said):
            return f"{slot}: {said!r} is a sentence"
        if said and slot in {"details", "house", "place", "tail", "counterpart"} and is_media(said):
            return f"{slot}: {said!r} is of the media, whose interviews are publications"
    if any(not has_role(s) for s in of("details").split(";")[1:]):
        return f"details: {of('details')!r} holds more than one citation"
    if (house := of("house")) and not (is_asker(house) or _is_house(house)):
        return f"house: {house!r} is no name of one"
    for slot in ("someone", "people"):
        told = (said := of(slot)) and describe(said)
        if told and (told.anonymity == "named" or not (has_role(said) or (slot == "people" and told.role))):
            return f"{slot}: {said!r} is described by no role"
    if (name := of("name")) and (not _is_proper(name) or has_role(name) or len(name.split()) > 6):
        return f"name: {name!r} is no person's name"
    if (place := of("place")) and (not _is_proper(place) or has_role(place)):
        return f"place: {place!r} is no name of one"
    if place and is_body(place) and not (held.slots.keys() & set(PERSONS) or is_known_place(place)):
        return f"place: {place!r} is a body that may have been asked"
    if place and not held.slots.keys() & _TOLD_BY and not (is_known_place(place) or is_withheld(of("mode"))):
        return f"place: {place!r} may as well be a person"
    if _asked_the_other(text, held):
        return f"counterpart: {of('counterpart')!r} was asked by {of('who')!r}"
    if (asker := of("counterpart")) and not (is_asker(asker) or _is_proper(_without_staff(bare_name(asker)))):
        return f"counterpart: {asker!r} is neither an author nor a name"
    return ""


def _is_house(text: str) -> bool:
    """Whether it is a name and holds no word for an author, whose own the interview then is."""
    return _is_proper(_without_staff(text)) and _AUTHOR.search(text) is None


def _asked_the_other(text: str, held: Held) -> bool:
    """Whether a body comes before people by their role: `Audit Office, interview with Treasury officials`."""
    who, mode, other = (
        text[slice(*held.slots[slot])] if slot in held.slots else "" for slot in ("who", "mode", "counterpart")
    )
    return "interview" in mode.casefold() and is_body(who) and not has_role(who) and _is_of_people(other)


def _is_newspaper(text: str) -> bool:
    """Whether it is a newspaper or broadcaster as such; `Emily Post` is somebody, the `editor of the Post`, too."""
    whole = " ".join(text.casefold().split())
    named = whole in words("media") or _ARTICLE.match(text) or whole.rpartition(" ")[2] not in _SURNAMES
    return is_media(text) and not has_role(text) and bool(named)


def _is_of_people(text: str) -> bool:
    return has_role(text) and not is_asker(text)


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
