"""What a row of gold says, field by field: which there are, what each may hold, how a cell becomes a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.edtf import bounds
from pipeline.reconcile.decisions import ALLOWED
from pipeline.records import cell_of, members

GoldRow = dict[str, Any]
"""A line of a file of gold."""
OPTIONAL = "_optional"
"""Ends the name of a file whose rows may be found or not, and count neither way."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a row says.

    Attributes:
        name: Its key in the row.
        form: How it is written: `codes` are a list, `number` is a whole number where it can be one.
        choices: All that it may say; empty where that is open.
        needed: Whether it may not be empty.
    """

    name: str
    form: Literal["text", "number", "date", "codes"] = "text"
    choices: tuple[str, ...] = ()
    needed: bool = False


_NUMBER = (Field("number", "number", needed=True),)
_TIMEX = (
    Field("value_edtf", "date"),
    Field("type", choices=("DATE", "TIME", "DURATION", "SET"), needed=True),
    Field("value_timex3"),
)
_EVENT = (
    Field("date_edtf", "date"),
    Field("type", needed=True),
    Field("participants", "codes"),
    Field("modality", choices=ALLOWED["modality"], needed=True),
    Field("name"),
    Field("place"),
)
AGREEMENT = (Field("canonical_name"), Field("kind", needed=True), Field("parties", "codes"))
"""Of an agreement itself, the same for all its milestones."""
MILESTONE = (Field("act", needed=True), Field("date", "date"))
FORMS: Mapping[str, tuple[Field, ...]] = {
    "timexes": _TIMEX,
    "timexes_optional": _TIMEX,
    "events": _EVENT,
    "events_optional": _EVENT,
    "agreement_mentions": (),
    "agreement_mentions_optional": (),
    "agreements": (*AGREEMENT, *MILESTONE),
    "footnotes": _NUMBER,
    "markers": _NUMBER,
    "interviews": (
        Field("attribution"),
        Field("affiliation"),
        Field("role"),
        Field("status"),
        Field("mode", needed=True),
        Field("date", "date"),
        Field("place"),
        Field("counterpart"),
    ),
    "references": (
        Field("kind", choices=("full", "short", "ibid", "note"), needed=True),
        Field("authors"),
        Field("title"),
        Field("year"),
        Field("locator"),
        Field("date", "date"),
        Field("resolves_to"),
    ),
}
"""By file; a row of `agreements` is shown a milestone at a time."""
FILES = tuple(FORMS)
"""The files of a gold folder, without their ending."""
_CODE = re.compile(r"\S+")


def cells(row: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, str]:
    """What a row says, each value as a cell."""
    return {field.name: cell_of(row.get(field.name)) for field in fields}


def filled(row: Mapping[str, Any], said: Mapping[str, str], fields: Sequence[Field]) -> dict[str, Any]:
    """A row that says what the cells say; a value that is told as before stays as it was, unknown keys stay too."""
    told = {
        f.name: _value(f, said[f.name]) for f in fields if f.name in said and cell_of(row.get(f.name)) != said[f.name]
    }
    missing = {f.name: _value(f, "") for f in fields if f.name not in row}
    return {**row, **missing, **told}


def mistakes(said: Mapping[str, str], fields: Sequence[Field]) -> Iterator[str]:
    """What is wrong with the cells of a row, a sentence each."""
    if unknown := sorted(set(said) - {field.name for field in fields}):
        yield f"{unknown[0]!r} is nothing that such a row says"
    for field in fields:
        value = said.get(field.name, "")
        if not value:
            if field.needed:
                yield f"say the {field.name}"
        elif field.choices and value not in field.choices:
            yield f"{value!r} is no {field.name}; known are {', '.join(field.choices)}"
        elif field.form == "date" and not any(bounds(value)):
            yield f"{value!r} is no date in EDTF, such as 2014-05-06, 2014-05, 2014-05-03/2014-05-22 or 199X"
        elif field.form == "codes" and not all(_CODE.fullmatch(code) for code in members(value)):
            yield f"{field.name} are codes with “; ” between them: JPN; GBR"


def number_of(label: str) -> int | str:
    """The number of a note; a symbol stays what it is."""
    return int(label) if label.isascii() and label.isdecimal() else label


def _value(field: Field, cell: str) -> Any:
    if field.form == "codes":
        return members(cell)
    return number_of(cell) if field.form == "number" else cell
