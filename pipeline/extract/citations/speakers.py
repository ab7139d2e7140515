"""Who speaks in a sentence: "one official admitted that …", "as Minister Holt put it", "according to an expert".

Only a person is a speaker: somebody described by a role (`rules/roles.yaml`), or named before a verb of speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.extract.actors import actors_in
from pipeline.extract.citations.wording import is_personal_name, words

_SPEECH = (
    r"(?:said|says|told|tells|noted|notes|admitted|admits|argued|argues|stated|states|claimed|claims"
    r"|explained|explains|"
    r"added|adds|acknowledged|acknowledges|conceded|concedes|described|describes|remarked|remarks|observed"
    r"|observes|warned|"
    r"warns|recalled|recalls|insisted|insists|complained|complains|confirmed|confirms|emphasi[sz]ed"
    r"|emphasi[sz]es|stressed|"
    r"stresses|commented|comments|declared|declares|suggested|suggests|mentioned|mentions|pointed out|points out|"
    r"put it|puts it|called|calls|wrote|writes|replied|asserted|asserts|contended|contends|quipped|lamented|joked|"
    r"disclosed|revealed|reported|expressed|believes|believed)"
)
_SAYING = r"(?:saying|calling|adding|arguing|noting|describing|explaining|admitting|warning|claiming|stating)"
_ADVERB = (
    r"(?:(?:also|even|later|then|once|openly|privately|publicly|frankly|further|similarly|candidly|has|had"
    r"|have|[a-z]+ly)\s+){0,2}"
)
_NUMBER = (
    r"(?:[Oo]ne|[Aa]n?|[Tt]he|[Aa]nother|[Ss]ome|[Ss]everal|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Mm]any"
    r"|[Mm]ultiple|[Tt]his|[Tt]hat|[Tt]hese|"
    r"[Bb]oth|[Aa]ll|[Oo]ther|[Mm]ost|[Aa] number of|[Aa]t least (?:one|two|three))"
)
_WORD = r"(?!(?:is|are|was|were|has|have|had|that|which|who|and)\b)[\w’'.–-]+"
_CAPITAL = r"[A-ZÀ-Þ][\w’'-]*\.?"
_PARTICLE = r"(?:(?:de|del|der|den|di|da|la|van|von|al|bin|el|of|for|and)\s+|al-|d’)"
_NAME = rf"{_CAPITAL}(?:\s+{_PARTICLE}?{_CAPITAL}){{0,7}}"
_DESCRIBED = (
    rf"(?P<who>{_NUMBER}\s+(?:{_WORD}\s+){{0,5}}?(?P<role>{_WORD})(?:\s+(?:of|from|in|at|for"
    rf"|with)\s+(?:the\s+)?{_NAME})?)"
)
_PLURAL = rf"(?P<who>(?:{_WORD}\s+){{0,3}}?(?P<role>{_WORD}s))"
_NAMED = rf"(?P<who>(?:[Tt]hen-?\s?)?(?:former\s+)?{_NAME})(?:,\s+[^,“”\"]{{3,80}},)?"
_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"(?<![\w-]){_DESCRIBED},?\s+(?:who\s+)?{_ADVERB}{_SPEECH}\b",
        rf"\b[Aa]ccording to\s+{_DESCRIBED}(?=[,.;]|$)",
        rf"\b(?:admission|remark|comment|statement|observation|words|expressed|described|explained|noted"
        rf"|admitted|told|put)"
        rf"(?:\s+\w+){{0,2}}?\s+by\s+{_DESCRIBED}(?=\s+that\b|[,.;:]|$)",
        rf"\bwith\s+{_DESCRIBED}\s+{_SAYING}\b",
        rf"\b(?:said|added|explained|noted|argued|recalled)\s+{_DESCRIBED}(?=[,.;]|$)",
        rf"\b[Ii]n the words of\s+{_DESCRIBED}(?=[,.;]|$)",
        rf"(?<![\w.-])(?<!\.\s)(?:As\s+)?{_NAMED}\s+{_ADVERB}{_SPEECH}\b",
        rf"\b[Aa]ccording to\s+{_NAMED}(?=[,.;]|$)",
        rf"\b[Ii]n the words of\s+{_NAMED}(?=[,.;]|$)",
        rf"[”\"],?\s+(?:said|added|explained|noted|argued|recalled)\s+{_NAMED}(?=[,.;]|$)",
        rf"(?:^|,\s+|^As\s+){_PLURAL}\s+{_ADVERB}{_SPEECH}\b",
    )
)
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_NO_PEOPLE = frozenset(
    [
        "it",
        "he",
        "she",
        "they",
        "we",
        "i",
        "this",
        "that",
        "these",
        "those",
        "there",
        "here",
        "what",
        "which",
        "who",
        "in",
        "on",
        "at",
        "by",
        "as",
        "when",
        "while",
        "after",
        "before",
        "however",
        "although",
        "though",
        "also",
        "but",
        "and",
        "or",
        "for",
        "from",
        "some",
        "many",
        "most",
        "others",
        "both",
        "each",
        "report",
        "paper",
        "document",
        "statement",
        "agreement",
        "declaration",
        "article",
        "study",
        "text",
        "treaty",
        "communiqué",
        "survey",
        "press",
        "chapter",
        "section",
        "table",
        "figure",
        "annex",
        "appendix",
        "part",
        "note",
    ]
)
"""What begins a sentence or speaks without being a person."""
_TITLES = frozenset(
    ["pm", "premier", "mr.", "ms.", "mrs.", "dr.", "prof.", "gen.", "adm.", "col.", "sen.", "rep.", "amb."]
)


@lru_cache(maxsize=64)
def speaker_of(sentence: str) -> str:
    """Whom a sentence names as saying what it tells, as printed and without an article.

    Args:
        sentence: Reading text, without note markers.

    Returns:
        `retired Danish official`, `Foreign Minister Ann Holt`; empty where it names nobody or more than one.
    """
    # What is quoted tells of others who speak; it is blanked, its length kept.
    spoken = _QUOTED.sub(lambda m: m.group()[0] + " " * (len(m.group()) - 2) + m.group()[-1], sentence)
    found = list(dict.fromkeys(_speakers(spoken)))
    outermost = [a for a in found if not any(a != b and a in b for b in found)]
    return outermost[0] if len(outermost) == 1 else ""


def _speakers(text: str) -> Iterator[str]:
    for pattern in _PATTERNS:
        for m in pattern.finditer(text):
            who = m["who"].strip(" ,.")
            described = "role" in pattern.groupindex
            if described and not _is_role(m["role"]):
                continue
            if not described and not _is_person(who):
                continue
            yield re.sub(r"^(?:an?|one(?!\s+of\b)|the|another|as)\s+", "", who, flags=re.IGNORECASE)


def _is_role(word: str) -> bool:
    folded = word.casefold().strip(".,")
    return folded in words("role") or folded.rpartition("-")[2] in words("role")


def _is_person(name: str) -> bool:
    """Two names, or an office and a name: a name alone may be a body or a country, a report or the first word."""
    parts = name.split()
    if parts[0].casefold() in _NO_PEOPLE or parts[-1].casefold() in _NO_PEOPLE:
        return False
    if len(parts) < 2:
        return False
    office = any(_is_role(p) or p.casefold() in _TITLES for p in parts[:-1])
    return office or (is_personal_name(parts) and not actors_in(name))
