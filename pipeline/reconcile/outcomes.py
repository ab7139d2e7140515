"""What became of each decision, and the rows of `decisions.csv` that say so."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.reconcile.anchoring import STATES, Place
from pipeline.reconcile.changing import Record
from pipeline.reconcile.decisions import Decision
from pipeline.records import Row, joined

_OVERRULED = "a later decision says otherwise, or its rows are of several agreements"


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
