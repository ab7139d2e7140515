"""People's decisions applied to what was found, before it is put together; what became of each is told.

A pure function: decisions and extractions in, extractions and constraints out. Nothing is dropped: a decision that
finds its words nowhere is told as orphaned, one that finds only words like them is there for a person to confirm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from pipeline.reconcile.anchoring import Finder, Place
from pipeline.reconcile.changing import Record, Records
from pipeline.reconcile.clusters import Constraint
from pipeline.reconcile.decisions import PART_OF_TABLE, SAID, Anchor, Decision, standing
from pipeline.reconcile.outcomes import Outcome
from pipeline.reconcile.rows import NO_OVERRIDES, Overrides, mention_of
from pipeline.records import Extraction, Row, cell_of, joined
from pipeline.revisions import revised


@dataclass(frozen=True, slots=True)
class Applied:
    """What reconciliation goes on from.

    Attributes:
        extractions: As people have them.
        no_talks: Citations that people say are of no interview.
        overrides: What the tables are made by.
        revisions: What was changed in the extractions: rows of `revisions.csv`.
        outcomes: One a decision, those that were taken back too, in the order of the file.
    """

    extractions: tuple[Extraction, ...]
    no_talks: frozenset[str] = frozenset()
    overrides: Overrides = NO_OVERRIDES
    revisions: tuple[Row, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


def apply(decisions: Sequence[Decision], extractions: Sequence[Extraction], finder: Finder) -> Applied:
    """Do what people decided.

    Args:
        decisions: All lines, in the order of the file.
        extractions: Of all documents.
        finder: Over the mentions of these extractions.
    """
    if not decisions:
        return Applied(tuple(extractions))
    held, withdrawn = standing(decisions)
    work = _Work(extractions, finder, {PART_OF_TABLE[d.table] for d in held})
    outcomes: dict[str, Outcome] = {d.decision_id: work.do(d) for d in held}
    for d in decisions:
        if d.decision_id in withdrawn:
            outcomes[d.decision_id] = Outcome(d, (), "no", f"taken back by {withdrawn[d.decision_id]}")
    told = {d.decision_id: outcomes[d.decision_id] for d in decisions if d.decision_id in outcomes}
    return work.done([*told.values()])


class _Work:
    """Decisions done one after another; the records are told by what they were read as until all is done."""

    def __init__(self, extractions: Sequence[Extraction], finder: Finder, parts: AbstractSet[str]) -> None:
        self._extractions = extractions
        self._finder = finder
        self._records = Records(extractions, parts)
        self._constraints: dict[str, list[Constraint[Record]]] = defaultdict(list)

    def do(self, decision: Decision) -> Outcome:
        """Apply one decision, as far as its words are found."""
        places = tuple(tuple(self._finder.find(a) for a in group) for group in decision.groups)
        groups = [
            [r for a, p in zip(anchors, found, strict=True) for r in self._meant(decision.table, a, p)]
            for anchors, found in zip(decision.groups, places, strict=True)
        ]
        reason = joined(dict.fromkeys(p.reason for group in places for p in group if p.reason))
        missing = sum(not p.sure for group in places for p in group)
        if missing and any(p.sure for group in places for p in group):
            reason = f"{missing} of {sum(map(len, places))} places: {reason}"
        every = tuple(dict.fromkeys(r for group in groups for r in group))
        if not every and not missing:
            reason = reason or "nothing like it is read from the words any more"
        done = bool(every) and self._change(decision, groups, every)
        return Outcome(decision, places, ("partly" if missing else "yes") if done else "no", reason, every)

    def done(self, outcomes: Sequence[Outcome]) -> Applied:
        """Everything as it is now."""
        records = self._records
        rows = {x.doc_id: [*records.revisions(x)] for x in self._extractions}
        told = tuple(replace(o, records=records.left(o.records)) for o in outcomes)
        overrides = Overrides(
            constraints={table: [self._as_left(c) for c in made] for table, made in self._constraints.items()},
            corrections=records.corrections,
            names=records.names,
            asked=frozenset(mention_of(r) for o in told for r in o.records),
        )
        return Applied(
            extractions=tuple(revised(x, rows[x.doc_id]) for x in self._extractions),
            no_talks=records.no_talks,
            overrides=overrides,
            revisions=tuple(row for of_document in rows.values() for row in of_document),
            outcomes=told,
        )

    def _meant(self, table: str, anchor: Anchor, place: Place) -> list[Record]:
        """The records of the mention that an anchor found; of several those that say most of what it said."""
        if not place.sure:
            return []
        found = self._records.of(PART_OF_TABLE[table], place.mention_id)
        if table == "milestones" and not found:
            return list(self._records.of("agreements", place.mention_id))
        scores = [sum(_cell(r, f) == v for f, v in anchor.says.items() if f in SAID[table]) for r in found]
        return [r for r, score in zip(found, scores, strict=True) if score == max(scores)]

    def _change(self, decision: Decision, groups: Sequence[list[Record]], every: Sequence[Record]) -> bool:
        action = decision.action
        if action == "correct":
            for record in every:
                self._records.correct(record, decision)
        elif action in {"accept", "reject"}:
            for record in every:
                self._records.judge(record, decision)
        else:
            assert action in {"merge", "apart", "split"}
            if sum(map(bool, groups)) < (1 if action == "split" else 2):
                return False
            held = Constraint(action, tuple(map(tuple, groups)), decision.decision_id)
            self._constraints[decision.table].append(held)
        return True

    def _as_left(self, constraint: Constraint[Record]) -> Constraint[Any]:
        """A constraint on records as they are when all decisions are done."""
        return replace(constraint, groups=tuple(map(self._records.left, constraint.groups)))


def says(record: Record, table: str) -> dict[str, str]:
    """What an anchor keeps of a record: the fields that tell it from others, those that are not empty."""
    return {name: value for name in SAID[table] if (value := _cell(record, name))}


def _cell(record: Record, name: str) -> str:
    """A field as a table shows it."""
    return cell_of(getattr(record, name, ""))
