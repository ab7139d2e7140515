"""What a dated paper says is to be made: "the 2014 statement called for talks on a treaty" announces one in 2014.

A statement, declaration, roadmap or plan lists what its parties mean to do. An agreement in such a list is announced,
or its negotiations start, when the paper is adopted, though no date stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.agreements.acts import NO_ACT, ActFound
from pipeline.extract.agreements.rules import PAPERS
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.dates.timing import DateAt

EARLY = frozenset({"announced", "negotiations_started", "agreed_in_principle", "proposed"})
"""Acts that a paper may do by itself, or say that its parties will."""
NEXT = 60
"""Characters between a paper and the verb that says what is in it."""

_HOLDS = re.compile(
    r"\b(?:include[sd]?|including|detail(?:s|ed)|list(?:s|ed)|call(?:s|ed) for|foresaw|foresees|envisag(?:es|ed)|"
    r"envision(?:s|ed)|provide[sd] for|promise[sd]|pledge[sd]|contain(?:s|ed)|cover(?:s|ed)|set out|laid out|"
    r"spel(?:led|t) out|outline[sd]?|specif(?:ies|ied)|stipulate[sd]|committed|announced|identified|named|"
    r"mention(?:s|ed)|comprised|featured)\b",
    re.IGNORECASE,
)
_OF_PAPER = re.compile(
    r"\b(?:(?:the|this|that|its) (?:\w+ )?(?:document|text|paper|statement|declaration|communiqu[eé]|roadmap|plan|"
    r"annex|(?:actionable |action |agreed |concrete |listed |main |key )?(?:items|measures|points|steps|deliverables|"
    r"outcomes|commitments|priorities|provisions))|it)\s+(?:also |further |specifically |explicitly )?$",
    re.IGNORECASE,
)
"""Before the verb: the subject is the paper told of before, or what is in it."""
_PAPER = re.compile(r"\b(?:statement|declaration|communiqu[eé]|roadmap|plan|document|items?|measures)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:]|\b(?:and|but|while|they|he|she|who)\b")
_IN_PAPER = re.compile(r"(?:^|[.!?”\"]\d*\s+)(?:In|Through|With|By)\s+(?:the|their|a|an|this|that)\s+[^.;]{0,40}$")
"""Before a paper that a sentence opens with."""
_MADE_ON = re.compile(
    r"\s+(?:of|from|dated|(?:issued|released|adopted|signed|published|agreed|made|unveiled)\b[^,;.]{0,60}?\b(?:in|on))\s+"
)
"""Between a paper and its date: `the statement issued after the summit on`."""
_TO_COME = re.compile(
    r"\b(?:opportunit|plans?\b|steps?\b|measures?\b|items?\b|goals?\b|aims?\b|priorit|agenda|possib|potential|future|would\b|"
    r"to include\b|call(?:s|ed) for\b|foresaw|foresees|envis|promise|pledge|commit)",
    re.IGNORECASE,
)


def holds_what_is_to_come(sentence: str) -> bool:
    """Whether a sentence may list what a paper foresees: an agreement in it is of those whose paper it is."""
    verb = _HOLDS.search(sentence)
    return verb is not None and bool(_PAPER.search(sentence, 0, verb.start()) and _TO_COME.search(sentence))


def foreseen(
    text: str,
    span: tuple[int, int],
    here: Sequence[tuple[int, AgreementAt]],
    every: Sequence[DateAt],
    acts: Sequence[ActFound],
    paper: DateAt | None,
) -> Iterator[tuple[int, str, ActFound | None, DateAt]]:
    """The agreements that a sentence says a paper foresees: index, act, its words if it has any, the paper's date.

    Args:
        text: Of the block.
        span: The sentence.
        here: Its mentions of single agreements.
        every: Its dates.
        acts: Its acts, `none` among them.
        paper: The date of the paper that the sentences before tell of.
    """
    told = _paper(text, span, here, every, paper)
    if told is None:
        return
    date, at = told
    for i, mention in here:
        said = mention.found
        if mention.start < at or said.kind in PAPERS or not (said.around.indefinite or said.form == "bare"):
            continue
        low = max(at, text.rfind(";", at, mention.start) + 1)
        own = [a for a in acts if low <= a.start and a.end <= mention.start]
        if not own and _TO_COME.search(text, span[0], mention.start):
            yield i, "announced", None, date
        elif own and own[-1].act in EARLY and not any(a.act == NO_ACT for a in own):
            yield i, own[-1].act, own[-1], date


def _paper(
    text: str,
    span: tuple[int, int],
    here: Sequence[tuple[int, AgreementAt]],
    every: Sequence[DateAt],
    before: DateAt | None,
) -> tuple[DateAt, int] | None:
    """The date of the paper that is the subject, and where its contents begin."""
    verb = _HOLDS.search(text, *span)
    if verb is None:
        return None
    if date := paper_before(text, verb.start(), here, every):
        return (date, verb.end()) if all(d == date for d in every) else None
    if before is not None and not every and _OF_PAPER.search(text[span[0] : verb.start()]):
        return before, verb.end()
    return None


def paper_before(text: str, at: int, here: Sequence[tuple[int, AgreementAt]], every: Sequence[DateAt]) -> DateAt | None:
    """The date of the paper that a verb's subject is, or that the sentence opens with.

    "The 2014 statement called for", "In the statement of May 2014, both agreed to".
    """
    for _, mention in here:
        if mention.found.kind not in PAPERS or mention.end > at:
            continue
        date = next((d for d in every if _tells_which(text, d, mention)), None)
        if date is None:
            continue
        end = max(mention.end, date.end)
        subject = 0 < at - end <= NEXT and not _CLAUSE.search(text, end, at)
        opens = text[end : end + 1] == "," and _IN_PAPER.search(text[max(0, mention.start - 60) : mention.start])
        if subject or (opens and not any(end <= d.start < at for d in every)):
            return date
    return None


def _tells_which(text: str, date: DateAt, mention: AgreementAt) -> bool:
    """Whether a date tells which paper is meant: "the 2014 statement", "the statement of May 2014"."""
    if date.start >= mention.end:
        return bool(_MADE_ON.fullmatch(text, mention.end, date.start))
    return date.end <= mention.start and bool(mention.found.around.year) and date.value == mention.found.around.year
