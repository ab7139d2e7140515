"""Gold changed a row at a time: what the editor in the review server does to the files that `evaluate` reads.

A row is known by what it says: who wants to change it says what was seen, and is refused where it says something else
by now, whoever changed it: another window, or somebody with an editor. The folder is locked for the moment of a change,
and each file is replaced whole.
"""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import ChronociteError, StageError
from pipeline.evaluate import milestones
from pipeline.evaluate.forms import FORMS, GoldRow, cells, filled, mistakes
from pipeline.evaluate.gold import read_rows
from pipeline.records import content_id
from pipeline.store import to_json, write_text

Plain = Mapping[str, Any]
"""A line of `pages.jsonl`."""
Act = Literal["add", "change", "accept", "reject"]
AGREEMENTS = "agreements"


class MistakenError(ChronociteError):
    """A change that makes no sense."""


class GoneError(ChronociteError):
    """A change that came too late: the row says something else now, or is no more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as the editor shows it.

    Attributes:
        file: Without its ending.
        seen: Changes with whatever the row says.
        start: In the source text; -1 where the row doesn't say.
        end: Likewise.
        text: Its words.
        said: Its fields as cells.
        checked: Whether a person has looked at it.
        agreement: The key of the agreement that a milestone is of.
    """

    file: str
    seen: str
    start: int
    end: int
    text: str
    said: Mapping[str, str]
    checked: bool
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants.

    Attributes:
        action: `add` a row, `change` one, `accept` it as it is, or `reject` it.
        file: Where the row is to be; for `accept` and `reject` where it is.
        was: Where it was.
        seen: As it was shown; empty for `add`.
        start: Of its words in the source text.
        end: Likewise.
        said: Its fields as cells.
        agreement: The key of the agreement that a milestone is of; empty for one that isn't there yet.
    """

    action: Act
    file: str
    was: str = ""
    seen: str = ""
    start: int = -1
    end: int = -1
    said: Mapping[str, str] = field(default_factory=dict)
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one change did, so that it can be undone: by file, the rows that went with their places, those that came."""

    gone: Mapping[str, Sequence[tuple[int, GoldRow]]]
    came: Mapping[str, Sequence[GoldRow]]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep everybody else out who changes a gold folder.

    Raises:
        StageError: There is no such folder.
    """
    if not folder.is_dir():
        raise StageError(f"there is no folder {folder}; draw pages with `chronocite gold sample --to {folder}`")
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def read_files(folder: Path) -> dict[str, list[GoldRow]]:
    """All rows of a folder, by file.

    Raises:
        ChronociteError: A line of a file is no JSON object.
    """
    return {name: read_rows(folder / f"{name}.jsonl") for name in FORMS}


def entries(files: Mapping[str, list[GoldRow]], page: Plain) -> list[Entry]:
    """The rows of a page, in the order of the text."""
    found: list[Entry] = []
    for name, rows in files.items():
        if name == AGREEMENTS:
            found += [_step(spot) for spot in milestones.spots(rows) if _is_on(spot.mention, page)]
        else:
            found += [_entry(name, row) for row in rows if _is_on(row, page)]
    return sorted(found, key=lambda e: (e.start, -e.end, e.file))


def change(folder: Path, page: Plain, source: str, wanted: Change) -> Step:
    """Do what a person wants.

    Args:
        folder: Of the gold.
        page: On which.
        source: The document's text.
        wanted: What.

    Raises:
        MistakenError: It makes no sense.
        GoneError: It came too late.
        ChronociteError: A line of a file is no JSON object.
    """
    for name in (wanted.file, wanted.was or wanted.file):
        if name not in FORMS:
            raise MistakenError(f"{name!r} is no kind of row; known are {', '.join(FORMS)}")
    if (AGREEMENTS in (wanted.file, wanted.was)) and wanted.action == "change" and wanted.file != wanted.was:
        raise MistakenError("a milestone can't become something else; reject it, and add what it is")
    if wanted.action in ("add", "change"):
        _check(page, source, wanted)
    with locked(folder):
        names = dict.fromkeys((wanted.was or wanted.file, wanted.file))
        before = {name: read_rows(folder / f"{name}.jsonl") for name in names}
        after = deepcopy(before)
        (_milestone if wanted.file == AGREEMENTS else _flat)(after, page, source, wanted)
        step = _difference(before, after)
        # What comes is written first: who is killed in between leaves a row twice rather than nowhere.
        for name in reversed(names):
            _write(folder, name, after[name])
    return step


def undo(folder: Path, step: Step) -> None:
    """Take back what a change did.

    Raises:
        GoneError: Its rows say something else by now.
        ChronociteError: A line of a file is no JSON object.
    """
    with locked(folder):
        files = {name: read_rows(folder / f"{name}.jsonl") for name in {**step.gone, **step.came}}
        for name, came in step.came.items():
            for row in came:
                if row not in files[name]:
                    raise GoneError("the row was changed meanwhile; look again")
                files[name].remove(row)
        for name, gone in step.gone.items():
            for at, row in gone:
                files[name].insert(at, row)
        for name, rows in files.items():
            _write(folder, name, rows)


# --- rows with a place of their own -----------------------------------------------------------------------------------


def _flat(files: Mapping[str, list[GoldRow]], page: Plain, source: str, wanted: Change) -> None:
    rows = files[wanted.was or wanted.file]
    if wanted.action == "add":
        _insert(files[wanted.file], _filled(_place(page, source, wanted), wanted))
        return
    at = next((i for i, row in enumerate(rows) if content_id("g", to_json(row)) == wanted.seen), None)
    if at is None:
        raise GoneError("the row was changed meanwhile, or is no more; look again")
    if wanted.action == "accept":
        rows[at] = rows[at] | {"checked": True}
        return
    row = rows.pop(at)
    if wanted.action == "change":
        changed = _filled(row | _place(page, source, wanted), wanted)
        same_place = wanted.was == wanted.file and row.get("start") == changed["start"]
        rows.insert(at, changed) if same_place else _insert(files[wanted.file], changed)


def _filled(row: GoldRow, wanted: Change) -> GoldRow:
    full = filled(row, wanted.said, FORMS[wanted.file]) | {"checked": True}
    if wanted.file == "references":
        full.setdefault("id", content_id("c", full["doc"], full["start"], full["end"]))
    return full


def _place(page: Plain, source: str, wanted: Change) -> GoldRow:
    words = source[wanted.start : wanted.end]
    return {"page": page["page"], "doc": page["doc"], "start": wanted.start, "end": wanted.end, "text": words}


def _insert(rows: list[GoldRow], row: GoldRow) -> None:
    """Put a row where it stands in the text, as far as the others are in its order."""
    behind = (i for i, r in enumerate(rows) if r.get("doc") == row["doc"] and r.get("start", -1) > row["start"])
    rows.insert(next(behind, len(rows)), row)


def _entry(name: str, row: GoldRow) -> Entry:
    return Entry(
        file=name,
        seen=content_id("g", to_json(row)),
        start=row.get("start", -1),
        end=row.get("end", -1),
        text=str(row.get("text", "")),
        said=cells(row, FORMS[name]),
        checked=bool(row.get("checked")),
    )


# --- milestones, that have places in agreements -----------------------------------------------------------------------


def _milestone(files: Mapping[str, list[GoldRow]], page: Plain, source: str, wanted: Change) -> None:
    rows = files[AGREEMENTS]
    if wanted.action == "add":
        mention = _place(page, source, wanted) | {"checked": True}
        milestones.put(rows, wanted.agreement, wanted.said, mention)
        return
    spot = next((spot for spot in milestones.spots(rows) if spot.seen == wanted.seen), None)
    if spot is None:
        raise GoneError("the milestone was changed meanwhile, or is no more; look again")
    if wanted.action == "accept":
        spot.mention["checked"] = True
        return
    spot.milestone["mentions"].remove(spot.mention)
    if wanted.action == "change":
        mention = spot.mention | _place(page, source, wanted) | {"checked": True}
        milestones.put(rows, wanted.agreement, wanted.said, mention, of=spot.milestone)
    milestones.prune(rows, spot.agreement)


def _step(spot: milestones.Spot) -> Entry:
    return Entry(
        file=AGREEMENTS,
        seen=spot.seen,
        start=spot.mention.get("start", -1),
        end=spot.mention.get("end", -1),
        text=str(spot.mention.get("text", "")),
        said=spot.said,
        checked=bool(spot.mention.get("checked")),
        agreement=spot.key,
    )


# --- common ---------------------------------------------------------------------------------------------------------


def _check(page: Plain, source: str, wanted: Change) -> None:
    if not page["start"] <= wanted.start < page["end"] or not wanted.start < wanted.end <= len(source):
        raise MistakenError("the words must begin on this page")
    if wrong := next(mistakes(wanted.said, FORMS[wanted.file]), ""):
        raise MistakenError(wrong)


def _is_on(row: Mapping[str, Any], page: Plain) -> bool:
    if "start" not in row:
        return str(row.get("page")) == str(page["page"])
    return str(row.get("doc")) == str(page["doc"]) and int(page["start"]) <= int(row["start"]) < int(page["end"])


def _difference(before: Mapping[str, list[GoldRow]], after: Mapping[str, list[GoldRow]]) -> Step:
    gone: dict[str, list[tuple[int, GoldRow]]] = {}
    came: dict[str, list[GoldRow]] = {}
    for name, rows in before.items():
        old, new = Counter(map(to_json, rows)), Counter(map(to_json, after[name]))
        lost, made = old - new, new - old
        gone[name] = [(i, row) for i, row in enumerate(rows) if lost[to_json(row)]]
        came[name] = [row for row in after[name] if made[to_json(row)]]
    return Step(gone, came)


def _write(folder: Path, name: str, rows: Sequence[GoldRow]) -> None:
    write_text(folder / f"{name}.jsonl", "".join(f"{to_json(row)}\n" for row in rows))
