"""Who makes an agreement, as a sentence tells it: lists of actors before and behind the verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.actors import ActorFound
from pipeline.extract.agreements.settling import AgreementAt

Actor = tuple[int, int, ActorFound]
"""An actor and its characters."""

_BY = re.compile(
    r"\b(?:signed|initialled|initialed|concluded|ratified|adopted|issued|reached|agreed|negotiated)\b[^.;]{0,80}?\bby\s+"
    r"(?:(?:the|both)\s+)?(?:(?:\w+\s+){1,3}(?:of|from)\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
"""Before those who signed: `signed in Paris by the presidents of`."""
_SIGN = re.compile(
    r"(?:\s+\w+){0,3}?\s+(?:sign(?:ed)?|ink(?:ed)?|initial(?:l?ed)?|conclude[d]?|negotiate[d]?|reach(?:ed)?|"
    r"str(?:uck|ike)|forged?|agreed? (?:to|on)|entered(?: into)?|made|renew(?:ed)?|extend(?:ed)?|amend(?:ed)?|"
    r"revised?|terminated?|suspend(?:ed)?)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
"""Between those who sign and what they sign."""
_WHICH = re.compile(r",? (?:which|that) (?:the )?", re.IGNORECASE)
_DID_SIGN = re.compile(
    r"(?: had| have| has)?(?: (?:all|both|jointly|\w+ly))? (?:signed|initial|conclud|negotiat|issu|releas|adopt|"
    r"reach|made|struck|agreed|publish)",
    re.IGNORECASE,
)
"""Behind a list of those who do: `a treaty that Chad, Mali and Niger signed`."""
_LISTED = re.compile(
    r"\s*(?:,|and|&|,\s*and|as well as|along with|together with|,? with|[-–—/])\s*(?:the\s+)?", re.IGNORECASE
)
_OF_LIST = re.compile(r"(?:\s+[a-z]+){0,3}?\s*(?:,|and|&|,\s*and)\s+(?:[a-z]+\s+){0,3}")
"""Between two of a list whose members are organs: `the chief of the Chadian and the commander of the Malian army`."""


def list_from(text: str, at: int, actors: Sequence[Actor]) -> set[str]:
    """The actors of a list that begins at a place: `Chad, Niger and Mali`."""
    out: set[str] = set()
    for start, end, d in actors:
        if start < at:
            continue
        if start == at or (out and _LISTED.fullmatch(text[at:start])):
            out.add(d.code)
            at = end
        else:
            break
    return out


def signers_of(text: str, sentence: tuple[int, int], mention: AgreementAt, actors: Sequence[Actor]) -> set[str]:
    """The list behind "by": `the treaty was signed in Faro by the leaders of Chad, Mali and Niger`."""
    if which := _WHICH.match(text, mention.end):
        listed = list_from(text, which.end(), actors)
        last = max((end for _, end, d in actors if d.code in listed and end < sentence[1]), default=0)
        if listed and _DID_SIGN.match(text, last):
            return listed
    by = _BY.search(text, mention.end, sentence[1])
    return list_from(text, by.end(), actors) if by else set()


def who_signed(text: str, sentence: tuple[int, int], mention: AgreementAt, actors: Sequence[Actor]) -> set[str]:
    """Those who are said to have signed what has parties of its own: `Chad and Mali signed the Treaty of Faro`."""
    acting = [a for a in actors if not a[2].place]
    if signers := signers_of(text, sentence, mention, acting):
        return signers
    last = max((end for _, end, _ in acting if end <= mention.start), default=-1)
    return subjects_of(text, mention, acting) if last >= 0 and _SIGN.match(text[last : mention.start]) else set()


def subjects_of(text: str, mention: AgreementAt, actors: Sequence[Actor]) -> set[str]:
    """The actors of the last list before the mention: `Chad, Niger and Mali signed a treaty`."""
    ahead = [a for a in actors if a[1] <= mention.start]
    out = {ahead[-1][2].code} if ahead else set()
    for before, after in reversed(list(pairwise(ahead))):
        between = text[before[1] : after[0]]
        if not _LISTED.fullmatch(between) and not _OF_LIST.fullmatch(between):
            break
        out.add(before[2].code)
    return out
