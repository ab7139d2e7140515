"""Which note a claim rests on: that of the next marker in its sentence, else of the next sentence's first one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.audit.checks.audited import Audited
from pipeline.records import ClaimMention, DateSeries, Mention, Support

_REACH = 320
"""Characters from a claim to the sentence behind it whose marker may stand for both."""
_BREAK = re.compile(r"[.!?][”’\"')\]]*(?:\d{1,3})?\s+(?=[“‘\"'(]*[A-Z])")


@dataclass(frozen=True, slots=True)
class Cited:
    """The claims that one marker stands for.

    Attributes:
        support: The marker with its note and sentence.
        claims: Of its sentence, behind the marker before it.
        carried: Of the sentence before, which has no marker behind them.
        lists: The lists of dates in the note, in order.
        cut: A part of the note is lost.
    """

    support: Support
    claims: tuple[ClaimMention, ...]
    carried: tuple[ClaimMention, ...] = ()
    lists: tuple[DateSeries, ...] = ()
    cut: bool = False


def cited_claims(audited: Audited, checks: Sequence[str]) -> tuple[list[Cited], list[ClaimMention]]:
    """Put the claims of some checks to the markers that stand for them.

    Returns:
        The markers with their claims, and the claims that no marker stands for; both in order.
    """
    extraction, mentions = audited.extraction, audited.mentions
    by_block: dict[str, list[Support]] = defaultdict(list)
    for s in extraction.supports:
        by_block[mentions[s.marker_id].block_id].append(s)
    direct: dict[str, list[ClaimMention]] = defaultdict(list)
    carried: dict[str, list[ClaimMention]] = defaultdict(list)
    alone = []
    for claim in (c for c in extraction.claims if c.check in checks):
        m = mentions[claim.mention_id]
        near = _next(audited, m, by_block[m.block_id])
        if near is None:
            alone.append(claim)
        else:
            support, same_sentence = near
            (direct if same_sentence else carried)[support.marker_id].append(claim)
    cut = {m.mention_id for m in extraction.mentions if m.kind == "footnote" and m.complete == "no"}
    out = [
        Cited(
            s,
            tuple(direct[s.marker_id]),
            tuple(carried[s.marker_id]),
            tuple(audited.lists.get(s.note_id, ())) if s.note_id else (),
            s.note_id in cut,
        )
        for s in extraction.supports
        if direct[s.marker_id] or carried[s.marker_id]
    ]
    return out, alone


def _next(audited: Audited, claim: Mention, supports: Sequence[Support]) -> tuple[Support, bool] | None:
    """The next marker behind a claim, and whether it stands in the same sentence."""
    for s in supports:
        marker = audited.mentions[s.marker_id]
        if marker.start < claim.end or not s.fragments:
            continue
        if s.fragments[0][0] <= claim.start:
            return s, True
        between = audited.document.source[claim.end : s.fragments[0][0] + 1]
        near = len(between) <= _REACH and len(_BREAK.findall(between)) <= 1
        return (s, False) if near else None
    return None
