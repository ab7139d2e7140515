"""From the rows of a dataset to decisions about them: each row's words become the anchors of a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from pipeline.dataset import BY_NAME, dataset_of, read_table
from pipeline.errors import ChronociteError
from pipeline.reconcile.anchoring import around
from pipeline.reconcile.applying import says
from pipeline.reconcile.decisions import (
    KIND_OF_TABLE,
    PART_OF_TABLE,
    SAID,
    Action,
    Anchor,
    DecidedTable,
    Decision,
    mistake_in,
)
from pipeline.reconcile.rows import mention_of
from pipeline.records import Extraction, Mention, Row, joined, members
from pipeline.store import read_extraction, read_source

_TABLE_OF_KIND = {
    "agreement": "agreements",
    "event": "events",
    "citation": "citations",
    "claim": "claims",
    "date": "dates",
    "actor": "actors",
}

_REVIEWED = ("agreements", "milestones", "events", "interviews")
"""The tables whose rows rest on other records."""
VALUES: Mapping[str, tuple[str, ...]] = {
    "type": (
        *("agreement", "dialogue", "visit", "exercise", "exchange", "industrial_project", "operation", "deployment"),
        *("statement", "appointment", "institution", "policy", "sanction", "conflict", "other"),
    ),
    "kind": (
        *("acsa", "isa", "detta", "raa", "mou", "treaty", "alliance", "joint_declaration", "joint_statement"),
        *("roadmap", "action_plan", "partnership_programme", "partnership_agreement", "statement_of_intent", "sofa"),
        *("arrangement", "other"),
    ),
    "act": (
        *("proposed", "negotiations_started", "agreed_in_principle", "announced", "signed", "concluded", "ratified"),
        *("adopted", "entered_into_force", "revised", "renewed", "ended", "not_concluded"),
    ),
}
"""What columns hold that rules can add to: the values of the contract."""
_ADDED = ("agreements", "milestones", "events")
"""The tables that have these columns."""


class Deciding:
    """Makes decisions about the rows of one run's dataset."""

    def __init__(
        self,
        out: Path,
        tables: Mapping[str, Sequence[Row]] | None = None,
        extraction: Callable[[str], Extraction] | None = None,
    ) -> None:
        """Look at a run's folder.

        Args:
            out: The folder.
            tables: All of its dataset, where they are read already; another run may be writing them anew.
            extraction: Reads what was found in a document, where somebody keeps it.

        Raises:
            ChronociteError: There is no dataset in it.
        """
        folder = dataset_of(out)
        self._out = out
        self._table = cache(lambda name: read_table(folder, name) if tables is None else tables[name])
        self._source = cache(lambda doc_id: read_source(out, doc_id))
        self._extraction = cache(extraction or self._read)
        self._paths = {row["doc_id"]: row["path"] for row in self._table("documents")}

    def decide(
        self, action: Action, ids: Sequence[str], *, field: str = "", value: str = "", rules: Path | None = None
    ) -> Decision:
        """Make a decision; it is not signed, and not written yet.

        Args:
            action: `accept`, `reject`, `correct`: of rows or mentions; `merge`, `apart`: of two rows or more; `split`:
                of a row and those of its mentions that are to leave it.
            ids: Of rows of `agreements, milestones, events, interviews`, or of mentions.
            field: For `correct`.
            value: For `correct`, a cell of the table.
            rules: A folder of the user's own rules: what they find may be said, too.

        Raises:
            ChronociteError: An id is not there, or the decision makes no sense.
        """
        if not ids:
            raise ChronociteError("a decision is about something; name the id of a row")
        found = [self._anchors(ids[0])]
        # What is to leave a milestone is named by mentions of its agreement.
        found += [self._anchors(i, found[0][0] if action == "split" else "") for i in ids[1:]]
        tables = {table for table, _ in found}
        if len(tables) > 1:
            raise ChronociteError(f"a decision is about one table, these are of {' and '.join(sorted(tables))}")
        groups = [anchors for _, anchors in found]
        if action == "split":
            groups = _split(ids, groups)
        elif action in {"accept", "reject", "correct"}:
            groups = [[a for group in groups for a in group]]
        table = cast("DecidedTable", min(tables))
        decision = Decision(action, table, tuple(map(tuple, groups)), field, cell(field, value))
        if mistake := mistake_in(decision) or self._no_sense(decision, ids, rules):
            raise ChronociteError(mistake)
        return decision

    def _no_sense(self, decision: Decision, ids: Sequence[str], rules: Path | None) -> str:
        """Why a decision that is well said makes no sense in this dataset; empty where it does."""
        if decision.table == "milestones" and decision.action == "merge":
            owners = {r["agreement_id"] for r in self._table("milestones") if r["milestone_id"] in ids}
            if len(owners) > 1:
                return f"these are milestones of several agreements; merge the agreements: {', '.join(sorted(owners))}"
        if decision.action == "correct" and decision.value and decision.field in VALUES and decision.table in _ADDED:
            used = {row[decision.field] for row in self._table(decision.table)}
            if decision.value not in {*VALUES[decision.field], *used} and decision.value not in found_by_rules(
                decision.field, rules
            ):
                known = ", ".join(sorted({*VALUES[decision.field], *used} - {""}))
                return f"{decision.value!r} is no {decision.field}; known are {known}, and what rules of yours add"
        return ""

    def _anchors(self, row_id: str, table_of_row: str = "") -> tuple[str, list[Anchor]]:
        """The table that an id is of, and the words of its row, or of the mention."""
        for table in filter(BY_NAME.__contains__, SAID):
            for row in self._table(table):
                if row_id in {row[BY_NAME[table].key], row.get("derived_id")}:
                    if not (anchors := [*self._of_row(table, row)]):
                        raise self._about_others(row_id, row)
                    return table, anchors
        for row in self._table("mentions"):
            if row["mention_id"] == row_id:
                return self._of_mention(row, table_of_row)
        for row in self._table("findings"):
            if row["finding_id"] == row_id:
                return self._of_finding(row)
        for row in self._table("history"):
            if row["former_id"] == row_id and row["row_id"]:
                raise ChronociteError(f"{row_id} is {row['row_id']} now; decide about that")
        raise ChronociteError(f"{row_id} is no row of {', '.join(SAID)} and no mention in {self._out / 'dataset'}")

    def _of_row(self, table: str, row: Row) -> Iterator[Anchor]:
        kind = KIND_OF_TABLE[table]
        wanted = set(members(row.get("evidence", row.get("mention_id", ""))))
        for doc_id in members(row["doc_id"] if "doc_id" in row else row["documents"]):
            for mention in self._extraction(doc_id).mentions:
                if mention.mention_id in wanted and mention.kind == kind:
                    yield self._anchor(table, mention, row)

    def _of_finding(self, row: Row) -> tuple[str, list[Anchor]]:
        """The claim that a finding is about."""
        for claim in self._table("claims"):
            if claim["finding_id"] == row["finding_id"] and (anchors := [*self._of_row("claims", claim)]):
                return "claims", anchors
        raise self._about_others(row["finding_id"], row)

    def _about_others(self, row_id: str, row: Row) -> ChronociteError:
        """What to say of a claim or finding that no statement of a number was read for."""
        about = [
            other[BY_NAME[table].key]
            for table in _REVIEWED
            for other in self._table(table)
            if set(members(other["evidence"])) & set(members(row["evidence"]))
        ]
        instead = f"; decide about what it rests on: {', '.join(about)}" if about else ""
        return ChronociteError(f"{row_id} rests on no statement that could be misread{instead}")

    def _of_mention(self, row: Row, table_of_row: str = "") -> tuple[str, list[Anchor]]:
        table = _TABLE_OF_KIND.get(row["kind"])
        if table == "citations" and self._is_of_interview(row["mention_id"]):
            table = "interviews"
        if table_of_row and KIND_OF_TABLE.get(cast("DecidedTable", table_of_row)) == row["kind"]:
            table = table_of_row
        if table is None:
            kinds = ", ".join(_TABLE_OF_KIND)
            raise ChronociteError(f"{row['mention_id']} is of kind {row['kind']}; decide about one of {kinds}")
        mentions = self._extraction(row["doc_id"]).mentions
        mention = next(m for m in mentions if m.mention_id == row["mention_id"])
        return table, [self._anchor(table, mention, {"date": mention.value, "value": mention.value})]

    def _is_of_interview(self, mention_id: str) -> bool:
        return any(mention_id in members(row["evidence"]) for row in self._table("interviews"))

    def _anchor(self, table: str, mention: Mention, row: Mapping[str, str]) -> Anchor:
        prefix, suffix = around(self._source(mention.doc_id), mention.start, mention.end)
        records = _records(self._extraction(mention.doc_id), table).get(mention.mention_id, ())
        said = [says(r, table) for r in records] or [{k: row[k] for k in SAID[table] if row.get(k)}]
        return Anchor(
            kind=KIND_OF_TABLE[table],
            exact=mention.text,
            prefix=prefix,
            suffix=suffix,
            start=mention.start,
            end=mention.end,
            doc_id=mention.doc_id,
            path=self._paths[mention.doc_id],
            says=max(said, key=lambda s: sum(row.get(name) == value for name, value in s.items())),
        )

    def _read(self, doc_id: str) -> Extraction:
        return read_extraction(self._out, doc_id)


def cell(field: str, value: str) -> str:
    """What a person typed, as a table has it: blanks folded, the members of a list sorted, each once."""
    if field not in {"parties", "participants"}:
        return " ".join(value.split())
    told = {" ".join(m.split()) for m in value.replace(",", ";").split(";")}
    return joined(sorted(told - {""}))


def found_by_rules(field: str, rules: Path | None) -> frozenset[str]:
    """What the rules in use can say in a column of `VALUES`.

    Args:
        field: The column.
        rules: The user's own folder.
    """
    from pipeline.extract.agreements.acts import act_rules
    from pipeline.extract.agreements.rules import agreement_rules
    from pipeline.extract.events.triggers import event_rules
    from pipeline.extract.rulefile import use_rules

    use_rules(rules)
    if field == "type":
        return frozenset(r.type for r in event_rules())
    return frozenset(r.kind for r in agreement_rules()) if field == "kind" else frozenset(r.act for r in act_rules())


def _records(x: Extraction, table: str) -> dict[str, list[Any]]:
    """What was read from each mention, as it was before any decision."""
    out: dict[str, list[Any]] = {}
    for record in getattr(x, PART_OF_TABLE[table]):
        out.setdefault(mention_of(record), []).append(record)
    return out


def _split(ids: Sequence[str], groups: Sequence[list[Anchor]]) -> list[list[Anchor]]:
    """What leaves the row, and what stays."""
    if len(groups) < 2:
        raise ChronociteError("split needs a row and the mentions of it that are to leave it")
    row, leaving = groups[0], [a for group in groups[1:] for a in group]
    places = {(a.doc_id, a.start, a.end) for a in leaving}
    staying = [a for a in row if (a.doc_id, a.start, a.end) not in places]
    if len(staying) + len(leaving) != len(row):
        raise ChronociteError(f"not all of {', '.join(ids[1:])} are mentions of {ids[0]}")
    if not staying:
        raise ChronociteError(f"these are all mentions of {ids[0]}; name those that are to leave it")
    return [leaving, staying]
