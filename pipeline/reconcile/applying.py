"""People's decisions applied to what was found, before it is put together; what became of each is told.

A pure function: decisions and extractions in, extractions and constraints out. Nothing is dropped: a decision that
finds its words nowhere is told as orphaned, one that finds only words like them is there for a person to confirm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from pipeline.reconcile.anchoring import STATES, Finder, Place
from pipeline.reconcile.clusters import Constraint
from pipeline.reconcile.decisions import SAID, Anchor, Decision, standing
from pipeline.reconcile.renaming import Naming, changed_fields, named_by, renamed, restored
from pipeline.reconcile.rows import Correction, Corrections, mention_of
from pipeline.records import (
    AgreementMention,
    Citation,
    ClaimMention,
    EventMention,
    Extraction,
    Mention,
    MilestoneMention,
    Row,
    cell_of,
    joined,
)
from pipeline.revisions import PARTS, cell_value, revised, revision_row

Record = AgreementMention | MilestoneMention | EventMention | Citation | ClaimMention | Mention
_PART_OF: Mapping[str, str] = {"interviews": "citations", "dates": "mentions", "actors": "mentions"}
"""The part of an extraction that the rows of a table are made of, where its name is another one."""


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
        revisions: What was changed in the extractions: rows of `revisions.csv`.
        outcomes: One a decision, those that were taken back too, in the order of the file.
    """

    extractions: tuple[Extraction, ...]
    no_talks: frozenset[str] = frozenset()
    constraints: Mapping[str, Sequence[Constraint[Any]]] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    revisions: tuple[Row, ...] = ()
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
    work = _Work(extractions, finder, {_PART_OF.get(d.table, d.table) for d in held})
    outcomes: dict[str, Outcome] = {d.decision_id: work.do(d) for d in held}
    for d in decisions:
        if d.decision_id in withdrawn:
            outcomes[d.decision_id] = Outcome(d, (), "no", f"taken back by {withdrawn[d.decision_id]}")
    told = {d.decision_id: outcomes[d.decision_id] for d in decisions if d.decision_id in outcomes}
    return work.done([*told.values()])


class _Work:
    """The records while they are being changed; each keeps the number that it was given first."""

    def __init__(self, extractions: Sequence[Extraction], finder: Finder, about: AbstractSet[str]) -> None:
        self._extractions = extractions
        self._extraction_of = {x.doc_id: x for x in extractions}
        self._finder = finder
        self._now: dict[Record, Record] = {}
        self._rejected: dict[Record, str] = {}
        """By the decision that says so."""
        self._no_talks: dict[str, str] = {}
        """Citations, likewise."""
        self._decided: dict[Record, dict[str, str]] = defaultdict(dict)
        """By corrected field the decision."""
        self._of: dict[tuple[str, str], list[Record]] = defaultdict(list)
        self._resting: dict[str, list[EventMention | MilestoneMention]] = defaultdict(list)
        """By mention of a date what it dates."""
        # Mentions are by far the most: they are gone through only where one is decided on.
        self._parts = [part for part in PARTS if part != "mentions" or part in about]
        for x in extractions:
            for part in self._parts:
                for record in getattr(x, part):
                    self._of[part, mention_of(record)].append(record)
            if "mentions" in about:
                self._note_dated(x.events)
                self._note_dated(x.milestones)
        self._constraints: dict[str, list[tuple[Decision, list[list[Record]]]]] = defaultdict(list)
        self._names: dict[str, str] = {}

    def _note_dated(self, records: Iterable[EventMention | MilestoneMention]) -> None:
        for record in records:
            for key in record.evidence:
                self._resting[key].append(record)

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
            self._now.get(r, r): Correction(r, frozenset(fields))
            for r, fields in self._decided.items()
            if r not in self._rejected
        }
        told = [replace(o, records=self._left(o.records)) for o in outcomes]
        rows = {x.doc_id: [*self._revisions(x)] for x in self._extractions}
        return Applied(
            tuple(revised(x, rows[x.doc_id]) for x in self._extractions),
            frozenset(self._no_talks),
            constraints,
            corrections,
            self._names,
            tuple(row for of_document in rows.values() for row in of_document),
            tuple(told),
        )

    def _meant(self, table: str, anchor: Anchor, place: Place) -> list[Record]:
        """The records of the mention that an anchor found; of several those that say most of what it said."""
        if not place.sure:
            return []
        found = self._of[_PART_OF.get(table, table), place.mention_id]
        if table == "milestones" and not found:
            return list(self._of["agreements", place.mention_id])
        scores = [sum(_cell(r, f) == v for f, v in anchor.says.items() if f in SAID[table]) for r in found]
        return [r for r, score in zip(found, scores, strict=True) if score == max(scores)]

    def _change(self, decision: Decision, groups: Sequence[list[Record]], every: Sequence[Record]) -> bool:
        if decision.action == "correct":
            for record in every:
                self._correct(record, decision)
        elif decision.action in {"accept", "reject"}:
            for record in every:
                self._judge(record, decision)
        else:
            if sum(map(bool, groups)) < (1 if decision.action == "split" else 2):
                return False
            self._constraints[decision.table].append((decision, [*groups]))
        return True

    def _correct(self, record: Record, decision: Decision) -> None:
        if isinstance(record, AgreementMention) and decision.field == "name":
            self._names[record.mention_id] = decision.value
            return
        name = decision.field
        if isinstance(record, Mention):
            self._revalue(record, decision)
            return
        if isinstance(record, AgreementMention) and decision.table == "milestones" and name == "date":
            # The year before a name ("the 1951 treaty") is all that tells of the act.
            name = "year"
        value: dict[str, Any] = {name: cell_value(name, decision.value)}
        self._now[record] = replace(self._now.get(record, record), **value)
        self._decided[record][name] = decision.decision_id

    def _revalue(self, mention: Mention, decision: Decision, *, gone: bool = False) -> None:
        """A date or an actor is another one; what a date dates, as long as nothing else does, goes with it."""
        was: Any = self._now.get(mention, mention)
        value = "" if gone else decision.value
        for dated in self._resting.get(mention.mention_id, ()) if mention.kind == "date" else ():
            now: Any = self._now.get(dated, dated)
            if gone:
                # As `revised` has it, so that the record is known by what it is then.
                now = replace(now, evidence=tuple(i for i in now.evidence if i != mention.mention_id))
            if now.date == was.value:
                now = replace(now, date=value)
                self._decided[dated]["date"] = decision.decision_id
            self._now[dated] = now
        if mention.kind == "actor":
            for naming in self._named_by(mention):
                self._say(naming, renamed(self._as_named(naming), was.value, value), decision)
        # The other notation of a date would say something else now.
        self._now[mention] = replace(was, value=value, timex3="")
        for name in ("value", "timex3"):
            self._decided[mention][name] = decision.decision_id

    def _named_by(self, actor: Mention) -> list[Naming]:
        def means(mention: Mention) -> str:
            now: Any = self._now.get(mention, mention)
            return str(now.value)

        return [*named_by(actor, self._extraction_of[actor.doc_id], means)]

    def _as_named(self, record: Naming) -> Naming:
        now: Any = self._now.get(record, record)
        return cast("Naming", now)

    def _say(self, record: Naming, now: Naming, decision: Decision) -> None:
        for name in changed_fields(now, self._as_named(record)):
            self._decided[record][name] = decision.decision_id
        self._now[record] = now

    def _restore(self, mention: Mention, decision: Decision) -> None:
        """What was rejected is a date again, and dates what it did; or an actor, and is named by what named it."""
        self._now.pop(mention, None)
        self._decided.pop(mention, None)
        for naming in self._named_by(mention) if mention.kind == "actor" else ():
            self._say(naming, restored(self._as_named(naming), naming, mention.value), decision)
        for dated in self._resting.get(mention.mention_id, ()):
            now: Any = self._now.get(dated, dated)
            left = {*now.evidence, mention.mention_id}
            now = replace(now, evidence=tuple(i for i in dated.evidence if i in left))
            if not now.date and dated.date == mention.value:
                now = replace(now, date=dated.date)
                self._decided[dated]["date"] = decision.decision_id
            self._now[dated] = now

    def _judge(self, record: Record, decision: Decision) -> None:
        kept = decision.action == "accept"
        if isinstance(record, Mention) and not kept:
            self._revalue(record, decision, gone=True)
        elif isinstance(record, Mention) and record in self._rejected:
            self._restore(record, decision)
        talk = isinstance(record, Citation) and decision.table == "interviews"
        rejected: dict[Any, str] = self._no_talks if talk else self._rejected
        key = record.citation_id if isinstance(record, Citation) and talk else record
        if decision.table == "milestones" and isinstance(record, AgreementMention):
            said: dict[str, Any] = {"act": record.act if kept else ""}
            self._now[record] = replace(self._now.get(record, record), **said)
            self._decided[record]["act"] = decision.decision_id
        elif kept:
            rejected.pop(key, None)
        else:
            rejected[key] = decision.decision_id

    def _constraint(self, decision: Decision, groups: Sequence[Sequence[Record]]) -> Constraint[Any]:
        action = decision.action
        assert action in {"merge", "apart", "split"}
        return Constraint(action, tuple(self._left(group) for group in groups), decision.decision_id)

    def _left(self, records: Sequence[Record]) -> tuple[Record, ...]:
        """Those that are not rejected, as they are now."""
        return tuple(self._now.get(r, r) for r in records if r not in self._rejected)

    def _revisions(self, x: Extraction) -> Iterator[Row]:
        """What is changed in a document; with an agreement's mention goes what it tells of its acts."""
        with_it = {r.mention_id: self._rejected[r] for r in x.agreements if r in self._rejected}
        for part in self._parts:
            for i, record in enumerate(getattr(x, part)):
                told_by = with_it.get(record.agreement_mention) if part == "milestones" else None
                no_talk = self._no_talks.get(record.citation_id) if part == "citations" else None
                if part == "citations" and record in self._rejected:
                    yield revision_row(x, part, i, "dropped", self._rejected[record])
                elif by := self._rejected.get(record) or told_by or no_talk:
                    yield revision_row(x, part, i, "rejected", by)
                elif record in self._decided:
                    for name, by in self._decided[record].items():
                        yield revision_row(x, part, i, "corrected", by, name, getattr(self._now[record], name))


def _cell(record: Record, name: str) -> str:
    """A field as a table shows it."""
    value = getattr(record, name, "")
    return cell_of(value)


def says(record: Record, table: str) -> dict[str, str]:
    """What an anchor keeps of a record: the fields that tell it from others, those that are not empty."""
    return {name: value for name in SAID[table] if (value := _cell(record, name))}


_OVERRULED = "a later decision says otherwise, or its rows are of several agreements"


def decision_rows(
    outcomes: Sequence[Outcome],
    row_of: Mapping[str, Mapping[Any, str]],
    overruled: frozenset[str],
    mentions: Container[str],
) -> list[Row]:
    """Rows of `decisions.csv`: every decision, and what became of it.

    Args:
        outcomes: Of `apply`.
        row_of: By table, the row that a record went into.
        overruled: Decisions that later ones gainsay.
        mentions: The ids of those that there are; a date that was rejected is none of them.
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
                "reason": _OVERRULED if gainsaid else o.reason,
                "rows": joined(dict.fromkeys(rows[r] for r in o.records if r in rows)),
                "words": anchors[0].exact if anchors else "",
                "path": anchors[0].path if anchors else "",
                "author": d.author,
                "time": d.time,
                "comment": d.comment,
                "evidence": joined(
                    dict.fromkeys(p.mention_id for group in o.places for p in group if p.mention_id in mentions)
                ),
            }
        )
    return out
