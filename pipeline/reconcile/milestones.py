"""One milestone an act: the dates that mentions state for it put together, what contradicts them kept beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pipeline.reconcile.dates import compatible
from pipeline.reconcile.rows import ASIDE, Corrections, corrected
from pipeline.reconcile.values import Told, chosen_date, dissent_rows
from pipeline.records import AgreementMention, Mention, MilestoneMention, Row, content_id, joined

IDENTIFYING = frozenset({"signed", "adopted", "concluded"})
"""Acts that make an agreement; their year tells it from others."""
_AGAIN = ("revised", "renewed")


@dataclass(frozen=True, slots=True)
class Steps:
    """The milestones of one agreement: rows, what contradicts them, and the row that each telling went into."""

    rows: list[Row]
    dissent: list[Row]
    row_of: Mapping[Any, str]


def milestone_id(agreement_id: str, act: str) -> str:
    """An agreement has one milestone an act, whatever its date turns out to be."""
    return content_id("s", agreement_id, act)


def milestone_rows(
    agreement_id: str,
    mentions: Sequence[AgreementMention],
    milestones: Sequence[MilestoneMention],
    found: Mapping[str, Mention] = MappingProxyType({}),
    corrections: Corrections = MappingProxyType({}),
) -> Steps:
    """The rows of `milestones.csv` of one agreement, in the order in which its acts are told of.

    Args:
        agreement_id: Of the agreement.
        mentions: All its mentions.
        milestones: All that is told of it.
        found: The spans by id.
        corrections: What people corrected.
    """
    by_act: dict[str, list[MilestoneMention]] = defaultdict(list)
    for m in milestones:
        if not m.named:
            by_act[m.act].append(m)
    for m in milestones:
        if m.named:
            by_act[_act_of_name(m, by_act)].append(m)
    _fold_concluded(by_act)
    if not any(by_act[a] for a in IDENTIFYING):
        for m in _of_years(mentions, by_act):
            by_act[m.act].append(m)
    rows, dissent = [], []
    row_of: dict[Any, str] = {}
    by_mention = {m.mention_id: m for m in mentions}
    for act, told in by_act.items():
        if told:
            row, others = _milestone_row(agreement_id, act, told, found, corrections)
            rows.append(row)
            dissent += others
            for m in told:
                # A year before a name is told by the mention itself.
                row_of[m] = row["milestone_id"]
                if m.evidence == (m.agreement_mention,):
                    row_of.setdefault(by_mention[m.agreement_mention], row["milestone_id"])
    return Steps(rows, dissent, row_of)


def _act_of_name(milestone: MilestoneMention, told: Mapping[str, Sequence[MilestoneMention]]) -> str:
    """What the date beside a name dates: an act that a sentence tells of with that date, else what made it."""
    for act in (*_AGAIN, *sorted(IDENTIFYING)):
        if any(compatible(milestone.date, m.date) for m in told.get(act, ())):
            return act
    return next((act for act in sorted(IDENTIFYING) if act in told and milestone.act in IDENTIFYING), milestone.act)


def _of_years(
    mentions: Sequence[AgreementMention], told: Mapping[str, Sequence[MilestoneMention]]
) -> Iterator[MilestoneMention]:
    """What the year before a name says ("the 1951 treaty") where nothing else does."""
    dated = [m for m in mentions if m.year and m.act]
    for a in dated:
        if not any(compatible(a.year, m.date) for act in _AGAIN for m in told.get(act, ())):
            yield MilestoneMention(a.mention_id, a.doc_id, a.act, a.year, (a.mention_id,), named=True)


def _fold_concluded(by_act: dict[str, list[MilestoneMention]]) -> None:
    """Who says that an agreement "was concluded in January" speaks of its signing on the 26th."""
    signed = {m.date for m in by_act.get("signed", ())}
    concluded = by_act.pop("concluded", [])
    same = [m for m in concluded if any(compatible(m.date, d) for d in signed)]
    if same:
        by_act["signed"] += same
    if rest := [m for m in concluded if m not in same]:
        by_act["concluded"] = rest


def _milestone_row(
    agreement_id: str,
    act: str,
    told: Sequence[MilestoneMention],
    found: Mapping[str, Mention],
    corrections: Corrections,
) -> tuple[Row, list[Row]]:
    """One act: of the dates told the one that counts (see `values.py`), and those that contradict it."""
    dates = [Told(m.date, m.doc_id, m.evidence, _aside(m, found), corrected("date", m, corrections)) for m in told]
    chosen = chosen_date(dates)
    row_id = milestone_id(agreement_id, act)
    row = {
        "milestone_id": row_id,
        "agreement_id": agreement_id,
        "act": act,
        "date": chosen.value,
        "other_dates": joined(chosen.others),
        "documents": joined(dict.fromkeys(m.doc_id for m in told)),
        "evidence": joined(dict.fromkeys(e for m in told for e in m.evidence)),
    }
    return row, dissent_rows("milestones", row_id, "date", chosen, dates)


def _aside(milestone: MilestoneMention, found: Mapping[str, Mention]) -> bool:
    """Whether an act is told by the way: no verb tells it, or it stands in a note or a list."""
    mention = found.get(milestone.agreement_mention)
    return milestone.named or (mention is not None and mention.block in ASIDE)
