"""Who is said to be the first, or the only one, to do something: of two different names one is wrong.

Two claims are of one deed if they are told in the same words, but for small ones and dates. What one is only at a time
("the only state that …", "the last to …") is held against the same document alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.audit.checks.audited import Dataset, Tested, contradicted, short
from pipeline.records import Claim, Mention

_SPLIT = re.compile(
    r"\s(?:(?:has|had|then|also|thus)\s)*(?:was|is|became|remains|remained|become)\s(?:(?:also|still)\s)?the\s(?:very\s)?"
)
_DATED = re.compile(
    r",?\s(?:in|on|by|during)\s(?:(?:early|mid|late)[- ])?(?:(?:\d{1,2}\s)?[A-Z][a-z]+\s)?(?:\d{1,2},\s)?\d{4}\b"
)
_GOES_ON = re.compile(
    r",\s(?:where|which|when|who|whose|while|as|and|but|after|before|with|he|she|it|they)\b.*", re.DOTALL
)
_WORD = re.compile(r"[^\W_][\w’'-]*")
_SMALL_WORDS = "a an the to that who which of in on at and or ever its their his her has have had"
_SMALL = frozenset(_SMALL_WORDS.split())
_AT_A_TIME = frozenset({"only", "last"})
"""Ranks that one may have when one document is written, and another one later."""
_MOST = 20
"""So many names are held against each other."""
_FEWEST = 4
"""So many words, rank and thing among them, must two such claims share."""


@dataclass(frozen=True, slots=True)
class _Said:
    """That somebody is the so manyth to do something."""

    mention: Mention
    words: frozenset[str]
    name: str
    codes: frozenset[str]


def unique_claims(dataset: Dataset) -> Iterator[Tested]:
    """Hold the claims of each deed against each other."""
    deeds: dict[tuple[frozenset[str], str], list[_Said]] = defaultdict(list)
    for extraction in dataset.extractions:
        claims = [dataset.mentions[c.mention_id] for c in extraction.claims if c.check == "unique_claim"]
        actors: dict[str, list[Mention]] = defaultdict(list)
        for m in extraction.mentions if claims else ():
            if m.kind == "actor":
                actors[m.block_id].append(m)
        for m in claims:
            if said := _said(m, actors[m.block_id]):
                deeds[said.words, m.doc_id if said.words & _AT_A_TIME else ""].append(said)
    for same in deeds.values():
        names: dict[frozenset[str], _Said] = {}
        for b in same:
            key = b.codes or frozenset({b.name})
            # What many documents say of one name is held against the first that says it, and that against other names.
            for a in [names[key]] if key in names else list(names.values()):
                if tested := _tested(a, b, dataset):
                    yield tested
            if len(names) < _MOST:
                names.setdefault(key, b)


def _said(claim: Mention, actors: Sequence[Mention]) -> _Said | None:
    """What a claim says; None where too few words say what was done."""
    name, _, deed = _SPLIT.sub("\0", claim.text, count=1).partition("\0")
    told = _GOES_ON.sub("", _DATED.sub("", deed))
    words = frozenset(w.casefold() for w in _WORD.findall(_plain(told))) - _SMALL
    if len(words) < _FEWEST:
        return None
    codes = frozenset(a.value for a in actors if a.value and claim.start <= a.start < claim.start + len(name))
    return _Said(claim, frozenset("only" if w == "sole" else w for w in words), name, codes)


def _plain(text: str) -> str:
    """A text without accents: names are printed with them and without."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _differ(a: _Said, b: _Said) -> bool | None:
    """Whether two names are of two; None where that can't be told."""
    if a.codes and b.codes:
        return not a.codes & b.codes
    one, other = ({w for w in _WORD.findall(_plain(s.name)) if w[0].isupper() and len(w) > 2} for s in (a, b))
    if one & other:
        return False
    return None if a.codes or b.codes or not one or not other else True


def _tested(a: _Said, b: _Said, dataset: Dataset) -> Tested | None:
    differ = _differ(a, b)
    if differ is None:
        return None
    claim = Claim(
        "unique_claim",
        a.mention.doc_id,
        short(a.mention.text, 200),
        expected=a.name,
        found=b.name,
        verdict="confirmed",
        evidence=(a.mention.mention_id, b.mention.mention_id),
    )
    if not differ:
        return claim, None
    one, other = (f"“{short(s.mention.text, 160)}”" for s in (a, b))
    place = dataset.where(b.mention, beside=a.mention)
    message = f"{one} in {dataset.where(a.mention)}, but {other} in {place}: not both can be."
    return contradicted(claim, message, f"{dataset.where(b.mention)} says so of {b.name}")
