"""What people decided: lines of a file under version control, each anchored by the words that it is about.

A line is never changed and never taken away; who thinks better of it writes another one that withdraws it. An anchor
says where words stand as the W3C's Web Annotation model does (https://www.w3.org/TR/annotation-model/#selectors): the
quote with what stands before and behind it, and its position; besides, what was read from them at the time.
"""

from __future__ import annotations

import fcntl
import getpass
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from pipeline.edtf import bounds, well_formed
from pipeline.errors import ChronociteError
from pipeline.records import CitationKind, content_id
from pipeline.store import read_json_lines, to_json

Action = Literal["accept", "reject", "correct", "merge", "split", "apart", "withdraw"]
DecidedTable = Literal["agreements", "milestones", "events", "interviews", "claims", "citations", "dates", "actors"]
"""`dates` and `actors` are the mentions of these kinds."""
AnchorKind = Literal["agreement", "event", "citation", "claim", "date", "actor"]

ACTIONS: tuple[str, ...] = get_args(Action)
KIND_OF_TABLE: Mapping[str, AnchorKind] = {
    "agreements": "agreement",
    "milestones": "agreement",
    "events": "event",
    "interviews": "citation",
    "claims": "claim",
    "citations": "citation",
    "dates": "date",
    "actors": "actor",
}
"""The kind of the mentions that the rows of a table are made of."""
PART_OF_TABLE: Mapping[str, str] = {
    "agreements": "agreements",
    "milestones": "milestones",
    "events": "events",
    "interviews": "citations",
    "claims": "claims",
    "citations": "citations",
    "dates": "mentions",
    "actors": "mentions",
}
"""The part of an extraction that the rows of a table are made of."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "agreements": ("name", "kind", "parties"),
    "milestones": ("act", "date"),
    "events": ("type", "name", "participants", "place", "date", "modality"),
    "interviews": ("attribution", "affiliation", "role", "status", "anonymity", "mode", "place", "date"),
    "citations": ("kind", "authors", "title", "year", "locator", "date"),
    "dates": ("value",),
    "actors": ("value",),
}
"""What a decision may correct; the first column of a table, its id, is nobody's to give."""
SAID: Mapping[str, tuple[str, ...]] = {**FIELDS, "claims": ("check", "number", "of")}
"""The tables that decisions are about; of each what tells records of one mention from each other."""
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "modality": ("actual", "planned", "cancelled", "postponed", "negated"),
    "anonymity": ("anonymous", "named", "withheld"),
}
"""The values of fields that no rule can add to."""
CITATION_KINDS: tuple[str, ...] = get_args(CitationKind)
ALONE = frozenset({"claims", "citations", "dates", "actors"})
"""What is never put together with others: it can be right or wrong, or say something else."""
CONTEXT = 100
"""Characters of text kept before and behind a quote."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words that a decision is about, so told that they are found again in another edition.

    Attributes:
        kind: Of the mention.
        exact: The mention's reading text.
        prefix: What stands before it in the source text, white space folded.
        suffix: What stands behind it, likewise.
        start: Of the mention in the source text of `doc_id`.
        end: Likewise.
        doc_id: The document.
        path: Its file, relative to the raw folder.
        says: What was read from the words: the fields of `SAID` that are not empty. It tells apart two records of one
            sentence.
    """

    kind: AnchorKind
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    doc_id: str
    path: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file.

    Attributes:
        action: What was decided.
        table: Of the rows that it is about; empty for `withdraw`.
        groups: The words that the rows rest on. One group: accept, reject, correct. Two or more: `merge` makes them
            one row, `apart` keeps the rows from ever being one, `split` takes the first group out of the row.
        field: What `correct` corrects; one of `FIELDS`.
        value: What it says instead, as a cell of the table.
        withdraws: The `decision_id` that `withdraw` takes back.
        author: Who decided.
        time: When, UTC, ISO 8601.
        comment: Why.
    """

    action: Action
    table: DecidedTable | Literal[""] = ""
    groups: tuple[tuple[Anchor, ...], ...] = ()
    field: str = ""
    value: str = ""
    withdraws: str = ""
    author: str = ""
    time: str = ""
    comment: str = ""

    @property
    def decision_id(self) -> str:
        """From all that it says: two lines alike are one decision."""
        return content_id("r", to_json(asdict(self)))


def signed(decision: Decision, author: str = "", comment: str = "") -> Decision:
    """A decision with who decides, and when: now. Without `author`, whoever is logged in, if the system knows."""
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    return replace(decision, author=author or _logged_in(), comment=comment or decision.comment, time=now)


def _logged_in() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # In a container a number may be all that is known of a user: then nobody is named.
        return ""


def append_decision(path: Path, decision: Decision) -> str:
    """Write a decision at the end of the file, whole or not at all, whoever else is writing.

    The file is locked while it is looked at and written to; a last line that lacks its end gets it.

    Returns:
        The id of the decision.

    Raises:
        ChronociteError: The decision does not say what it must.
    """
    if mistake := mistake_in(decision):
        raise ChronociteError(f"this decision can't be kept: {mistake}")
    line = to_json({"id": decision.decision_id} | _plain(decision)) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        data = (b"\n" if torn else b"") + line.encode()
        written = os.write(handle, data)
        if written != len(data):
            os.ftruncate(handle, size)
            raise ChronociteError(f"{path}: there is no room for another decision; make room, and decide again")
        os.fsync(handle)
    finally:
        os.close(handle)
    return decision.decision_id


def read_decisions(path: Path) -> list[Decision]:
    """All decisions, in the order in which they were made; none where there is no file.

    Raises:
        ChronociteError: A line is not what `append_decision` writes; the message names it.
    """
    return read_json_lines(path, _decision)


def standing(decisions: Sequence[Decision]) -> tuple[list[Decision], dict[str, str]]:
    """The decisions that hold, and which one took back each of the others.

    A withdrawal can be withdrawn, too: then what it took back holds again.

    Args:
        decisions: In the order of the file.

    Returns:
        Those that hold, without withdrawals; and the id of the withdrawal by the id of what it took back.
    """
    withdrawn: dict[str, str] = {}
    for d in reversed(decisions):
        if d.action == "withdraw" and d.decision_id not in withdrawn:
            withdrawn.setdefault(d.withdraws, d.decision_id)
    held = [d for d in decisions if d.action != "withdraw" and d.decision_id not in withdrawn]
    return list({d.decision_id: d for d in held}.values()), withdrawn


def mistake_in(decision: Decision) -> str:
    """What a decision says that it may not, or lacks; empty where it is well said."""
    d = decision
    if d.action == "withdraw":
        return "" if d.withdraws else "it does not say which decision it withdraws"
    if not d.table:
        return f"it names no table; known are {', '.join(SAID)}"
    if d.table == "claims" and d.action not in {"accept", "reject"}:
        return f"a claim can be accepted or rejected; {d.action} is for {', '.join(FIELDS)}"
    if d.table in ALONE and d.action in {"merge", "apart", "split"}:
        return f"{d.table} stand alone; {d.action} is for {', '.join(t for t in FIELDS if t not in ALONE)}"
    needed = 1 if d.action in {"accept", "reject", "correct"} else 2
    if len(d.groups) < needed or not all(d.groups):
        return f"{d.action} needs {needed} {'group' if needed == 1 else 'groups'} of words to be about"
    kind = KIND_OF_TABLE[d.table]
    if wrong := [a.kind for group in d.groups for a in group if a.kind != kind]:
        return f"{d.table} rest on mentions of kind {kind}, not {wrong[0]}"
    if d.action == "correct" and d.field not in FIELDS[d.table]:
        return f"{d.field!r} of {d.table} can't be corrected; what can is {', '.join(FIELDS[d.table])}"
    if (d.field == "date" or d.table == "dates") and d.value and not (any(bounds(d.value)) and well_formed(d.value)):
        return f"{d.value!r} is no date in EDTF, such as 2014-05-06, 2014-05, 2014-05-03/2014-05-22 or 199X"
    if d.table == "citations" and d.field == "kind" and d.value not in CITATION_KINDS:
        return f"{d.value!r} is no kind of citation; known are {', '.join(CITATION_KINDS)}"
    if d.value not in (allowed := ALLOWED.get(d.field, (d.value,))):
        return f"{d.value!r} is no {d.field}; known are {', '.join(allowed)}"
    return ""


def _plain(decision: Decision) -> dict[str, Any]:
    """Only what it says: a withdrawal has no groups."""
    return {k: v for k, v in asdict(decision).items() if v}


def _decision(plain: Any) -> Decision:
    if not isinstance(plain, dict):
        raise ValueError("it is no JSON object")
    said = dict(plain)
    written = said.pop("id", "")
    groups = said.pop("groups", [])
    if unknown := sorted(set(said) - set(Decision.__dataclass_fields__)):
        raise ValueError(f"{unknown[0]!r} is not known; known are {', '.join(Decision.__dataclass_fields__)}")
    if said.get("action") not in ACTIONS:
        raise ValueError(f"the action {said.get('action')!r} is not known; known are {', '.join(ACTIONS)}")
    if said.get("table", "") not in {"", *SAID}:
        raise ValueError(f"the table {said['table']!r} is not known; known are {', '.join(SAID)}")
    if wrong := [k for k, v in said.items() if not isinstance(v, str)]:
        raise ValueError(f"{wrong[0]!r} must be text")
    decision = Decision(**said, groups=tuple(tuple(_anchor(a) for a in group) for group in groups))
    if mistake := mistake_in(decision):
        raise ValueError(mistake)
    if written and written != decision.decision_id:
        raise ValueError(f"it was changed after it was written (its id {written} would be {decision.decision_id})")
    return decision


def _anchor(plain: Any) -> Anchor:
    if not isinstance(plain, dict):
        raise ValueError("an anchor is no JSON object")
    if set(plain) != set(Anchor.__dataclass_fields__):
        raise ValueError(f"an anchor has the keys {', '.join(Anchor.__dataclass_fields__)}, no more and no less")
    for name, value in plain.items():
        wanted: type = int if name in {"start", "end"} else dict if name == "says" else str
        if type(value) is not wanted:
            raise ValueError(f"{name!r} of an anchor must be {_TYPES[wanted]}")
    if not all(isinstance(v, str) for v in plain["says"].values()):
        raise ValueError("'says' of an anchor must hold text")
    return Anchor(**plain)


_TYPES: Mapping[type, str] = {int: "a whole number", dict: "an object", str: "text"}
