"""The records of all documents while people's decisions change them.

Each is known by what it was read as. What hangs on words goes with them: what a date dates, whoever an actor's words
name, the acts of an agreement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, TypeVar, cast

from pipeline.reconcile.decisions import Decision
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
)
from pipeline.revisions import PARTS, cell_value, revision_row

Record = AgreementMention | MilestoneMention | EventMention | Citation | ClaimMention | Mention
R = TypeVar("R", bound=Record)


class Records:
    """Records of extractions, as they are after the decisions so far."""

    def __init__(self, extractions: Sequence[Extraction], parts: AbstractSet[str]) -> None:
        """Index what decisions may be about.

        Args:
            extractions: Of all documents.
            parts: Of an extraction, those that decisions are about.
        """
        self._extraction_of = {x.doc_id: x for x in extractions}
        self._now: dict[Record, Record] = {}
        self._rejected: dict[Record, str] = {}
        """By the decision that says so."""
        self._no_talks: dict[str, str] = {}
        """Citations, likewise."""
        self._decided: dict[Record, dict[str, str]] = defaultdict(dict)
        """By corrected field the decision."""
        self._names: dict[str, str] = {}
        self._of: dict[tuple[str, str], list[Record]] = defaultdict(list)
        self._resting: dict[str, list[EventMention | MilestoneMention]] = defaultdict(list)
        """By mention of a date what it dates."""
        # Mentions are by far the most: they are gone through only where one is decided on.
        self._parts = [part for part in PARTS if part != "mentions" or part in parts]
        for x in extractions:
            for part in self._parts:
                for record in getattr(x, part):
                    self._of[part, mention_of(record)].append(record)
            if "mentions" in parts:
                self._note_dated(x.events)
                self._note_dated(x.milestones)

    def _note_dated(self, records: Iterable[EventMention | MilestoneMention]) -> None:
        for record in records:
            for key in record.evidence:
                self._resting[key].append(record)

    # --- as they are

    @property
    def no_talks(self) -> frozenset[str]:
        """The citations that people say are of no interview."""
        return frozenset(self._no_talks)

    @property
    def names(self) -> Mapping[str, str]:
        """By mention of an agreement, the name that people gave it."""
        return self._names

    @property
    def corrections(self) -> Corrections:
        """What people corrected in the records that are left."""
        held = ((r, fields) for r, fields in self._decided.items() if r not in self._rejected)
        return {self._current(r): Correction(r, frozenset(fields)) for r, fields in held}

    def of(self, part: str, mention_id: str) -> Sequence[Record]:
        """The records of a part of an extraction that were read from a mention, as they were read."""
        return self._of.get((part, mention_id), ())

    def left(self, records: Sequence[Record]) -> tuple[Record, ...]:
        """Those of some records that are not rejected, as they are now."""
        return tuple(self._current(r) for r in records if r not in self._rejected)

    def _current(self, record: R) -> R:
        """A record as it is now."""
        return cast("R", self._now.get(record, record))

    def revisions(self, x: Extraction) -> Iterator[Row]:
        """The rows of `revisions.csv` of a document: what is changed in it.

        With a rejected mention of an agreement goes what it tells of its acts.
        """
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

    # --- changed

    def correct(self, record: Record, decision: Decision) -> None:
        """Have a record say in a field what a person says."""
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
        self._now[record] = replace(self._current(record), **value)
        self._decided[record][name] = decision.decision_id

    def judge(self, record: Record, decision: Decision) -> None:
        """Accept or reject a record; what was rejected and is accepted later is as it was read."""
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
            self._now[record] = replace(self._current(record), **said)
            self._decided[record]["act"] = decision.decision_id
        elif kept:
            rejected.pop(key, None)
        else:
            rejected[key] = decision.decision_id

    def _revalue(self, mention: Mention, decision: Decision, *, gone: bool = False) -> None:
        """A date or an actor is another one; what a date dates, as long as nothing else does, goes with it."""
        was = self._current(mention)
        value = "" if gone else decision.value
        for dated in self._resting.get(mention.mention_id, ()) if mention.kind == "date" else ():
            now = self._current(dated)
            if gone:
                # As `revised` has it, so that the record is known by what it is then.
                now = replace(now, evidence=tuple(i for i in now.evidence if i != mention.mention_id))
            if now.date == was.value:
                now = replace(now, date=value)
                self._decided[dated]["date"] = decision.decision_id
            self._now[dated] = now
        if mention.kind == "actor":
            for naming in self._named_by(mention):
                self._say(naming, renamed(self._current(naming), was.value, value), decision)
        # The other notation of a date would say something else now.
        self._now[mention] = replace(was, value=value, timex3="")
        for name in ("value", "timex3"):
            self._decided[mention][name] = decision.decision_id

    def _named_by(self, actor: Mention) -> list[Naming]:
        return [*named_by(actor, self._extraction_of[actor.doc_id], lambda mention: self._current(mention).value)]

    def _say(self, record: Naming, now: Naming, decision: Decision) -> None:
        for name in changed_fields(now, self._current(record)):
            self._decided[record][name] = decision.decision_id
        self._now[record] = now

    def _restore(self, mention: Mention, decision: Decision) -> None:
        """What was rejected is a date again, and dates what it did; or an actor, and is named by what named it."""
        self._now.pop(mention, None)
        self._decided.pop(mention, None)
        for naming in self._named_by(mention) if mention.kind == "actor" else ():
            self._say(naming, restored(self._current(naming), naming, mention.value), decision)
        for dated in self._resting.get(mention.mention_id, ()):
            now = self._current(dated)
            left = {*now.evidence, mention.mention_id}
            now = replace(now, evidence=tuple(i for i in dated.evidence if i in left))
            if not now.date and dated.date == mention.value:
                now = replace(now, date=dated.date)
                self._decided[dated]["date"] = decision.decision_id
            self._now[dated] = now
