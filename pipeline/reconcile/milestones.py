"""One milestone an act: the dates that mentions state for it put together, what contradicts them kept beside.

People may have it otherwise: what they say are two is two (an agreement that was renewed twice), what they say is one
has the act of what they named first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Any

from pipeline.edtf import compatible
from pipeline.reconcile.clusters import Clusters, Constraint
from pipeline.reconcile.rows import ASIDE, Corrections, corrected
from pipeline.reconcile.values import Told, chosen_date, dissent_rows
from pipeline.records import AgreementMention, Mention, MilestoneMention, Row, content_id, joined, members

IDENTIFYING = frozenset({"signed", "adopted", "concluded"})
"""Acts that make an agreement; their year tells it from others."""
_AGAIN = ("revised", "renewed")


@dataclass(frozen=True, slots=True)
class Steps:
    """The milestones of one agreement: rows, what contradicts them, and the row that each telling went into.

    `overruled` are decisions that later ones gainsay.
    """

    rows: list[Row]
    dissent: list[Row]
    row_of: Mapping[Any, str]
    overruled: frozenset[str] = frozenset()


def milestone_id(agreement_id: str, act: str, beside: str = "") -> str:
    """An agreement has one milestone an act, whatever its date turns out to be.

    Args:
        agreement_id: Of the agreement.
        act: What happened to it.
        beside: Of a milestone that people told from another one of its act, the least id of its evidence.
    """
    base = content_id("s", agreement_id, act)
    return content_id("s", base, beside) if beside else base


def id_in(agreement_id: str, row: Row) -> str:
    """The id that a milestone has where its agreement has this one."""
    usual = row["milestone_id"] == milestone_id(row["agreement_id"], row["act"])
    return milestone_id(agreement_id, row["act"], "" if usual else min(members(row["evidence"])))


def milestone_rows(
    agreement_id: str,
    mentions: Sequence[AgreementMention],
    milestones: Sequence[MilestoneMention],
    found: Mapping[str, Mention] = MappingProxyType({}),
    corrections: Corrections = MappingProxyType({}),
    decided: Sequence[Constraint[Any]] = (),
) -> Steps:
    """The rows of `milestones.csv` of one agreement, in the order in which its acts are told of.

    Args:
        agreement_id: Of the agreement.
        mentions: All its mentions.
        milestones: All that is told of it.
        found: The spans by id.
        corrections: What people corrected.
        decided: What people decided about what is one milestone, in their order.
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
    by_mention = {m.mention_id: m for m in mentions}
    parts = _Parts(by_act, by_mention, decided) if decided else None
    rows, dissent = [], []
    row_of: dict[Any, str] = {}
    for act, every in by_act.items():
        for number, told in enumerate(parts.of(every) if parts else [every] if every else []):
            beside = min(e for m in told for e in m.evidence) if number else ""
            row, others = _milestone_row(milestone_id(agreement_id, act, beside), act, told, found, corrections)
            rows.append({"agreement_id": agreement_id} | row)
            dissent += others
            for m in told:
                row_of[m] = row["milestone_id"]
                if (by := _told_by(m, by_mention)) is not m:
                    row_of.setdefault(by, row["milestone_id"])
    return Steps(rows, dissent, row_of, parts.overruled if parts else frozenset())


def _told_by(milestone: MilestoneMention, mentions: Mapping[str, AgreementMention]) -> Any:
    """The record that tells of a milestone: a year before a name is told by the mention itself."""
    alone = milestone.evidence == (milestone.agreement_mention,)
    return mentions[milestone.agreement_mention] if alone else milestone


class _Parts:
    """What people decided about the milestones of one agreement."""

    def __init__(
        self,
        by_act: dict[str, list[MilestoneMention]],
        mentions: Mapping[str, AgreementMention],
        decided: Sequence[Constraint[Any]],
    ) -> None:
        """Bring together what people say is one act; what tells of it moves to the act that they named first."""
        self._of = {m: _told_by(m, mentions) for told in by_act.values() for m in told}
        own = [self._about(c) for c in decided]
        for constraint in own:
            if constraint.action == "merge":
                self._bring_together(by_act, [m for group in constraint.groups for m in group])
        self._clusters = Clusters([*self._of], own)
        self._left = {m for c in own if c.action == "split" for m in c.groups[0]}

    @property
    def overruled(self) -> frozenset[str]:
        """Decisions that later ones gainsay."""
        return frozenset(self._clusters.overruled)

    def of(self, told: Sequence[MilestoneMention]) -> list[list[MilestoneMention]]:
        """The milestones that are told of as one act: one, but for what people keep apart; what left comes last."""
        for one, other in combinations(sorted(told, key=lambda m: m in self._left), 2):
            self._clusters.join(one, other, ("act",))
        sets: dict[MilestoneMention, list[MilestoneMention]] = defaultdict(list)
        for m in told:
            sets[self._clusters.root(m)].append(m)
        return sorted(sets.values(), key=lambda same: any(m in self._left for m in same))

    def _about(self, constraint: Constraint[Any]) -> Constraint[MilestoneMention]:
        groups = tuple(
            tuple(m for m, by in self._of.items() if m in group or by in group) for group in constraint.groups
        )
        return Constraint(constraint.action, groups, constraint.decided)

    @staticmethod
    def _bring_together(by_act: dict[str, list[MilestoneMention]], same: Sequence[MilestoneMention]) -> None:
        act_of = {m: act for act, told in by_act.items() for m in told}
        for m in same[1:]:
            if act_of[m] != act_of[same[0]]:
                by_act[act_of[m]] = [other for other in by_act[act_of[m]] if other != m]
                by_act[act_of[same[0]]].append(m)


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
    row_id: str,
    act: str,
    told: Sequence[MilestoneMention],
    found: Mapping[str, Mention],
    corrections: Corrections,
) -> tuple[Row, list[Row]]:
    """One act: of the dates told the one that counts (see `values.py`), and those that contradict it."""
    dates = [Told(m.date, m.doc_id, m.evidence, _aside(m, found), corrected("date", m, corrections)) for m in told]
    chosen = chosen_date(dates)
    row = {
        "milestone_id": row_id,
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
