"""People's decisions applied to what was found, before it is put together; what became of each is told.

A pure function: decisions and extractions in, extractions and constraints out. Nothing is dropped: a decision that
finds its words nowhere is told as orphaned, one that finds only words like them is there for a person to confirm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pipeline.reconcile.anchoring import STATES, Finder, Place
from pipeline.reconcile.clusters import Constraint
from pipeline.reconcile.decisions import FIELDS, Anchor, Decision, standing
from pipeline.reconcile.rows import Correction, Corrections, mention_of
from pipeline.records import (
    AgreementMention,
    Citation,
    EventMention,
    Extraction,
    MilestoneMention,
    Row,
    joined,
)

Record = AgreementMention | MilestoneMention | EventMention | Citation
_LISTS = frozenset({"parties", "participants"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one decision.

    Attributes:
        decision: As made.
        places: Of its anchors, group by group.
        applied: `yes`, `partly` (not at all of its places) or `no`.
        reason: Why not, or what to confirm.
        records: That it is about, as they are after all decisions.
    """

    decision: Decision
    places: tuple[tuple[Place, ...], ...]
    applied: Literal["yes", "partly", "no"]
    reason: str = ""
    records: tuple[Record, ...] = ()

    @property
    def state(self) -> str:
        """The worst of its anchors' states."""
        every = [p.state for group in self.places for p in group]
        return max(every, key=STATES.index, default="exact")


@dataclass(frozen=True, slots=True)
class Applied:
    """What reconciliation goes on from.

    Attributes:
        extractions: As people have them.
        no_talks: Citations that people say are of no interview.
        constraints: By table, in the order in which they were decided.
        corrections: What people corrected in records.
        names: By mention of an agreement, the name that people gave it.
        outcomes: One a decision, those that were taken back too, in the order of the file.
    """

    extractions: tuple[Extraction, ...]
    no_talks: frozenset[str] = frozenset()
    constraints: Mapping[str, Sequence[Constraint[Any]]] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()

    @property
    def asked(self) -> frozenset[str]:
        """The mentions that decisions are about."""
        return frozenset(mention_of(r) for o in self.outcomes for r in o.records)


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
    work = _Work(extractions, finder)
    outcomes: dict[str, Outcome] = {d.decision_id: work.do(d) for d in held}
    for d in decisions:
        if d.decision_id in withdrawn:
            outcomes[d.decision_id] = Outcome(d, (), "no", f"taken back by {withdrawn[d.decision_id]}")
    told = {d.decision_id: outcomes[d.decision_id] for d in decisions if d.decision_id in outcomes}
    return work.done([*told.values()])


class _Work:
    """The records while they are being changed; each keeps the number that it was given first."""

    def __init__(self, extractions: Sequence[Extraction], finder: Finder) -> None:
        self._extractions = extractions
        self._finder = finder
        self._now: dict[Record, Record | None] = {}
        self._of: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for x in extractions:
            for table, records in _records(x).items():
                for record in records:
                    self._of[table, mention_of(record)].append(record)
        self._no_talks: set[str] = set()
        self._constraints: dict[str, list[tuple[Decision, list[list[Record]]]]] = defaultdict(list)
        self._decided: dict[Record, set[str]] = defaultdict(set)
        self._names: dict[str, str] = {}

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
        constraints = {table: [self._constraint(*c) for c in made] for table, made in self._constraints.items()}
        corrections = {
            now: Correction(r, frozenset(fields))
            for r, fields in self._decided.items()
            if (now := self._now.get(r, r)) is not None
        }
        told = [
            replace(o, records=tuple(n for r in o.records if (n := self._now.get(r, r)) is not None)) for o in outcomes
        ]
        extractions = tuple(self._changed(x) for x in self._extractions)
        return Applied(extractions, frozenset(self._no_talks), constraints, corrections, self._names, tuple(told))

    def _meant(self, table: str, anchor: Anchor, place: Place) -> list[Record]:
        """The records of the mention that an anchor found; of several those that say most of what it said."""
        if not place.sure:
            return []
        found = self._of[table, place.mention_id]
        if table == "milestones" and not found:
            return list(self._of["agreements", place.mention_id])
        scores = [sum(_cell(r, f) == v for f, v in anchor.says.items() if f in FIELDS[table]) for r in found]
        return [r for r, score in zip(found, scores, strict=True) if score == max(scores)]

    def _change(self, decision: Decision, groups: Sequence[list[Record]], every: Sequence[Record]) -> bool:
        if decision.action == "correct":
            for record in every:
                self._correct(record, decision)
        elif decision.action in {"accept", "reject"}:
            for record in every:
                self._judge(record, decision.table, kept=decision.action == "accept")
        else:
            if sum(map(bool, groups)) < (1 if decision.action == "split" else 2):
                return False
            self._constraints[decision.table].append((decision, [*groups]))
        return True

    def _correct(self, record: Record, decision: Decision) -> None:
        now = self._now.get(record, record)
        if now is None:
            return
        if isinstance(now, AgreementMention) and decision.field == "name":
            self._names[now.mention_id] = decision.value
            return
        if isinstance(now, AgreementMention) and decision.table == "milestones":
            # The year before a name ("the 1951 treaty") is all that tells of the act.
            fields: dict[str, Any] = {"year": decision.value} if decision.field == "date" else {"act": decision.value}
        else:
            value = tuple(decision.value.split("; ")) if decision.value else ()
            fields = {decision.field: value if decision.field in _LISTS else decision.value}
        self._now[record] = replace(now, **fields)
        self._decided[record].add(decision.field)

    def _judge(self, record: Record, table: str, *, kept: bool) -> None:
        if isinstance(record, Citation):
            (self._no_talks.discard if kept else self._no_talks.add)(record.citation_id)
        elif table == "milestones" and isinstance(record, AgreementMention):
            self._now[record] = record if kept else replace(record, act="")
        elif kept and self._now.get(record, record) is None:
            self._now[record] = record
        elif not kept:
            self._now[record] = None

    def _constraint(self, decision: Decision, groups: Sequence[Sequence[Record]]) -> Constraint[Any]:
        now = [tuple(n for r in group if (n := self._now.get(r, r)) is not None) for group in groups]
        action = decision.action
        assert action in {"merge", "apart", "split"}
        return Constraint(action, tuple(now), decision.decision_id)

    def _changed(self, x: Extraction) -> Extraction:
        gone = {r.mention_id for r in x.agreements if r in self._now and self._now[r] is None}
        changed: dict[str, Any] = {
            name: tuple(n for r in records if (n := self._now.get(r, r)) is not None)
            for name, records in _records(x).items()
            if any(r in self._now for r in records)
        }
        if "interviews" in changed:
            changed["citations"] = changed.pop("interviews")
        if gone:
            steps = changed.get("milestones", x.milestones)
            changed["milestones"] = tuple(m for m in steps if m.agreement_mention not in gone)
        return replace(x, **changed) if changed else x


def _records(x: Extraction) -> dict[str, tuple[Any, ...]]:
    return {"agreements": x.agreements, "milestones": x.milestones, "events": x.events, "interviews": x.citations}


def _cell(record: Record, name: str) -> str:
    """A field as a table shows it."""
    value = getattr(record, name, "")
    return joined(value) if isinstance(value, tuple) else str(value)


def says(record: Record, table: str) -> dict[str, str]:
    """What an anchor keeps of a record: the fields that can be corrected, those that are not empty."""
    return {name: value for name in FIELDS[table] if (value := _cell(record, name))}


def decision_rows(
    outcomes: Sequence[Outcome], row_of: Mapping[str, Mapping[Any, str]], overruled: frozenset[str]
) -> list[Row]:
    """Rows of `decisions.csv`: every decision, and what became of it.

    Args:
        outcomes: Of `apply`.
        row_of: By table, the row that a record went into.
        overruled: Decisions that later ones gainsay.
    """
    out = []
    for o in outcomes:
        d = o.decision
        gainsaid = d.decision_id in overruled
        rows = row_of.get(d.table, {})
        anchors = [a for group in d.groups for a in group]
        out.append(
            {
                "decision_id": d.decision_id,
                "action": d.action,
                "table": d.table,
                "field": d.field,
                "value": d.value,
                "state": o.state if o.places else "withdrawn",
                "applied": "no" if gainsaid else o.applied,
                "reason": "a later decision says otherwise" if gainsaid else o.reason,
                "rows": joined(dict.fromkeys(rows[r] for r in o.records if r in rows)),
                "words": anchors[0].exact if anchors else "",
                "path": anchors[0].path if anchors else "",
                "author": d.author,
                "time": d.time,
                "comment": d.comment,
                "evidence": joined(dict.fromkeys(p.mention_id for group in o.places for p in group if p.mention_id)),
            }
        )
    return out
