"""What a page asks for: read as strictly as a stranger's words, and held against what lies on the desk now."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pipeline.errors import ChronociteError
from pipeline.reconcile.decisions import Action, DecidedTable
from pipeline.review.desk import Item

_MOST = 200
"""Rows that one decision puts together at most."""
_LONGEST = 2000
"""Characters of a value or a comment."""
TAKES: Mapping[str, tuple[int, int]] = {
    "accept": (1, 1),
    "reject": (1, 1),
    "correct": (1, 1),
    "split": (1, 1),
    "merge": (2, _MOST),
    "apart": (2, _MOST),
}
"""How many rows each action is about, at least and at most."""
_RECORD = tuple(TAKES)
_ALONE = ("accept", "reject", "correct")
ACTS: Mapping[DecidedTable, tuple[str, ...]] = {
    "events": _RECORD,
    "milestones": _RECORD,
    "agreements": _RECORD,
    "interviews": _RECORD,
    "claims": ("accept", "reject"),
    "citations": _ALONE,
    "dates": _ALONE,
    "actors": _ALONE,
}
"""What can be decided about the rows of a table; `dates` and `actors` are mentions."""


class RefusedError(ChronociteError):
    """A wish that can't be fulfilled; `status` is HTTP's: 400 for what makes no sense, 409 for what came too late."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as a page showed it."""

    key: str
    seen: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page asks for.

    Attributes:
        action: Any but `withdraw`.
        rows: In the order in which they were chosen.
        field: That `correct` corrects.
        value: What it says instead.
        mentions: That `split` takes out.
        comment: Why.
    """

    action: Action
    rows: tuple[Seen, ...]
    field: str = ""
    value: str = ""
    mentions: tuple[str, ...] = ()
    comment: str = ""


def wish_of(body: bytes) -> Wish:
    """Read what a page sent.

    Raises:
        RefusedError: It is not what our script sends.
    """
    said = object_of(body)
    if unknown := sorted(set(said) - set(Wish.__dataclass_fields__)):
        raise RefusedError(f"{unknown[0]!r} is not known")
    action = text_of(said, "action")
    if action not in TAKES:
        raise RefusedError(f"the action {action!r} is not known; known are {', '.join(TAKES)}")
    rows = said.get("rows")
    least, most = TAKES[action]
    if not isinstance(rows, list) or not least <= len(rows) <= most:
        raise RefusedError(f"{action} is about {least if least == most else f'{least} to {most}'} rows")
    seen = tuple(Seen(text_of(row, "key"), text_of(row, "seen")) for row in rows)
    if len({s.key for s in seen}) < len(seen):
        raise RefusedError("one row was chosen twice")
    mentions = said.get("mentions", [])
    if not isinstance(mentions, list) or not all(isinstance(m, str) for m in mentions):
        raise RefusedError("mentions are told by their ids")
    known: Action = next(a for a in get_args(Action) if a == action)
    if (action == "split") != bool(mentions):
        raise RefusedError("a split takes some mentions out of a row, and nothing else does")
    texts = {name: text_of(said, name) for name in ("field", "value", "comment")}
    return Wish(known, seen, mentions=tuple(mentions), **texts)


def object_of(body: bytes) -> dict[str, Any]:
    """A JSON object.

    Raises:
        RefusedError: It is none.
    """
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"not JSON ({error})") from error
    if not isinstance(said, dict):
        raise RefusedError("not a JSON object")
    return said


def text_of(said: Any, name: str) -> str:
    """A text of an object, without blanks around it; empty where it is not there.

    Raises:
        RefusedError: It is no text, a very long one, or holds what can't be seen.
    """
    value = said.get(name, "") if isinstance(said, dict) else None
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise RefusedError(f"{name!r} must be text of at most {_LONGEST} characters")
    if not value.isprintable() or any("\ud800" <= c <= "\udfff" for c in value):
        raise RefusedError(f"{name!r} holds characters that no line of text does")
    return value.strip()


def checked(wish: Wish, item_of: Callable[[str], Item | None]) -> list[Item]:
    """The rows that a wish is about.

    Args:
        wish: What a page asks for.
        item_of: Finds a row by its id.

    Raises:
        RefusedError: Some are not there any more, or were decided on or changed since the page showed them; or they
            are of several tables, or of one that is not decided on like this.
    """
    found = []
    for row in wish.rows:
        item = item_of(row.key)
        if item is None:
            raise RefusedError("the row is not there any more; look again", 409)
        if item.seen != row.seen:
            raise RefusedError("the row was decided on or changed meanwhile; look again", 409)
        found.append(item)
    tables = {item.table for item in found}
    if len(tables) > 1:
        raise RefusedError("rows of several tables can't be one decision")
    (table,) = tables
    if wish.action not in ACTS[table]:
        raise RefusedError(f"what can be decided about {table} is: {', '.join(ACTS[table])}")
    return found
