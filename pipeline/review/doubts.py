"""How sure a row is: what speaks against it, in words, and by how much, so that a reviewer begins where it matters.

No score of a model: every doubt is something that the run itself noted, and is shown beside the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.audit.cards import whence
from pipeline.audit.links import Tables
from pipeline.dataset import BY_NAME
from pipeline.edtf import bounds
from pipeline.reconcile.decisions import KIND_OF_TABLE
from pipeline.records import Row, members


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to look at a row.

    Attributes:
        weight: 1 for what is merely worth a glance, 4 for what may well be wrong.
        says: The reason, in words.
        field: The column that is to be looked at, where it is one; a form to correct the row begins there.
        finding: The finding that tells more, where there is one.
    """

    weight: int
    says: str
    field: str = ""
    finding: str = ""


_SAID = frozenset({"", "sentence", "name"})
"""Where a value that nobody need wonder about is from."""


def _from_elsewhere(column: str, what: str) -> Callable[[Row], str]:
    def told(row: Row) -> str:
        return f"{what} from {whence(row[column])}" if row.get(column, "") not in _SAID else ""

    return told


def _empty(column: str, says: str) -> Callable[[Row], str]:
    return lambda row: "" if row.get(column) else says


def _others(row: Row) -> str:
    return f"told otherwise: {row['other_dates']}" if row.get("other_dates") else ""


def _kind(column: str) -> Callable[[Row], str]:
    return lambda row: f"{column} not told" if row.get(column) == "other" else ""


def _verdict(verdict: str) -> Callable[[Row], str]:
    return lambda row: verdict if row["verdict"] == verdict else ""


def _vague(row: Row) -> str:
    """A date that covers more than a year says little of when."""
    low, high = bounds(row.get("date", ""))
    return "date vague" if low and high and int(high[:4]) > int(low[:4]) else ""


_OWN: Mapping[str, Sequence[tuple[int, str, Callable[[Row], str]]]] = {
    "events": (
        (3, "date", _others),
        (3, "date", _empty("date", "no date")),
        (2, "date", _from_elsewhere("date_from", "date")),
        (2, "participants", _empty("participants", "nobody takes part")),
        (2, "participants", _from_elsewhere("participants_from", "participants")),
        (1, "type", _kind("type")),
        (1, "date", _vague),
    ),
    "milestones": ((4, "date", _others), (2, "date", _empty("date", "no date")), (1, "date", _vague)),
    "agreements": (
        (3, "parties", _empty("parties", "no parties")),
        (1, "kind", _kind("kind")),
        (1, "", _empty("first_date", "never dated")),
    ),
    "claims": ((3, "", _verdict("contradicted")), (1, "", _verdict("undecidable"))),
    "interviews": (
        (3, "attribution", _empty("attribution", "nobody named or described")),
        (2, "date", _empty("date", "no date")),
    ),
}
"""What a row says of itself, by table: the weight, the column that it is about, the words."""
_OF_DATES = frozenset({"date_conflict", "impossible_date", "source_date", "weekday_mismatch"})
"""Checks whose findings are about the date of a row."""


class Doubter:
    """Tells the doubts of rows; what other tables say of them is gathered once.

    Args:
        tables: Of a run.
    """

    def __init__(self, tables: Tables) -> None:
        self._mentions = {row["mention_id"]: row for row in tables["mentions"]}
        self._findings: defaultdict[str, list[Row]] = defaultdict(list)
        for finding in tables["findings"]:
            for key in members(finding["evidence"]):
                self._findings[key].append(finding)
        self._dissent: defaultdict[str, list[str]] = defaultdict(list)
        for row in tables.get("dissent", ()):
            self._dissent[row["row_id"]].append(row["field"])
        self._unsettled: defaultdict[str, list[str]] = defaultdict(list)
        for row in tables.get("decisions", ()):
            if row["state"] in ("fuzzy", "orphaned") or (row["applied"] == "no" and row["state"] != "withdrawn"):
                for key in members(row["evidence"]):
                    self._unsettled[key].append(f"a decision to {row['action']} waits to be confirmed: {row['reason']}")

    def doubts(self, table: str, row: Row) -> list[Doubt]:
        """What speaks against a row, the gravest first; nothing where all is as it should be."""
        own = [Doubt(weight, says, field) for weight, field, told in _OWN[table] if (says := told(row))]
        told = [*self._others(table, row, members(row["evidence"])), *own]
        return sorted({d.says: d for d in told}.values(), key=lambda d: (-d.weight, d.says))

    def _others(self, table: str, row: Row, evidence: Sequence[str]) -> Iterator[Doubt]:
        """What the audit, the other mentions and people's decisions say of a row."""
        mentions = [self._mentions[i] for i in evidence if i in self._mentions]
        for key in evidence:
            yield from (Doubt(8, says) for says in self._unsettled.get(key, ()))
        found = {f["finding_id"]: f for key in evidence for f in self._findings.get(key, ())}
        for finding in found.values():
            check, weight = finding["check"], 1 if finding["severity"] == "note" else 3
            field = "date" if check in _OF_DATES else ""
            yield Doubt(weight, f"finding: {check.replace('_', ' ')}", field, finding["finding_id"])
        if any(m.get("verified") == "no" for m in mentions):
            yield Doubt(3, "the second reading does not hold its words")
        if any(m["kind"] == "date" and m.get("anchor") for m in mentions) and table != "interviews":
            yield Doubt(1, "date reckoned from another", "date")
        fields = [f for f in dict.fromkeys(self._dissent.get(row[BY_NAME[table].key], ())) if f != "date"]
        if fields:
            yield Doubt(2, f"mentions differ in {', '.join(fields)}", fields[0])
        places = sum(m["kind"] == KIND_OF_TABLE[table] for m in mentions)
        if places > 1 and table != "claims":
            yield Doubt(1, f"put together from {places} places")
