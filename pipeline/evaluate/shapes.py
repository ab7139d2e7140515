"""What a row of gold must say, and in what form, so that a run can be held against it.

A row may say more: other keys are kept and not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import ErrorDetails

from pipeline.evaluate.forms import FORMS


def _one_of(file: str, name: str) -> Callable[[str], str]:
    """A validator: the value is one of those that the field of a file may have."""
    choices = next(field.choices for field in FORMS[file] if field.name == name)

    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(f"{value!r} is not known; known are {', '.join(choices)}")
        return value

    return check


def _label(value: object) -> object:
    """The number of a note, or the sign that it has instead."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("it should be a whole number, or text where the note has a sign")
    return value


class _Plain(BaseModel):
    """JSON as it stands: `"12"` is no number."""

    model_config = ConfigDict(strict=True)


class _Place(_Plain):
    """Where a row stands: a file, and from where to where in its source text."""

    doc: str
    start: int
    end: int

    @model_validator(mode="after")
    def _in_order(self) -> _Place:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"{self.start} to {self.end} is no stretch of a text")
        return self


class _Numbered(_Place):
    number: Annotated[Any, AfterValidator(_label)]


class _Interview(_Place):
    attribution: str | None
    mode: str | None
    role: str | None = None
    status: str | None = None
    affiliation: str | None = None
    date: str | None = None


class _Reference(_Place):
    id: str
    kind: Annotated[str, AfterValidator(_one_of("references", "kind"))]
    resolves_to: str | None = None


class _Timex(_Place):
    type: Annotated[str, AfterValidator(_one_of("timexes", "type"))]
    value_edtf: str | None = None


class _Event(_Place):
    type: str
    date_edtf: str | None
    participants: list[str]
    modality: Annotated[str, AfterValidator(_one_of("events", "modality"))]


class _Milestone(_Plain):
    act: str
    date: str | None
    mentions: list[_Place]
    dates_stated: list[str] = []


class _Agreement(_Plain):
    kind: str
    parties: list[str]
    milestones: list[_Milestone]
    canonical_name: str | None = None


_ROWS: Mapping[str, type[_Plain]] = {
    "footnotes": _Numbered,
    "markers": _Numbered,
    "interviews": _Interview,
    "references": _Reference,
    "timexes": _Timex,
    "agreements": _Agreement,
    "events": _Event,
}
"""By file; of the others only the place is looked at."""
_Stretch = Annotated[list[int], Field(min_length=2, max_length=2)]
_SCOPE = TypeAdapter(dict[str, dict[str, list[_Stretch]]])
_AS_CLAUSE = re.compile(r"^(?:Input|List) should")


def row_mistakes(file: str, row: Mapping[str, Any], *, placed: bool = True) -> list[str]:
    """What a row lacks, or says in another form than it must, a clause each.

    Args:
        file: That it is of, without the ending.
        row: As read.
        placed: Whether it must say where it stands; a row that is still being written need not.
    """
    try:
        _ROWS.get(file, _Place).model_validate(row)
    except ValidationError as error:
        return [_clause(each) for each in error.errors() if placed or not _is_place_missing(each)]
    return []


def scope_mistakes(scope: object) -> list[str]:
    """What of a scope is not `{"task": {"file": [[start, end], …]}}`, a clause each."""
    try:
        _SCOPE.validate_python(scope, strict=True)
    except ValidationError as error:
        return [_clause(each) for each in error.errors()]
    return []


def _is_place_missing(error: ErrorDetails) -> bool:
    return error["type"] == "missing" and error["loc"][-1] in _Place.model_fields


def _clause(error: ErrorDetails) -> str:
    where = f"`{''.join(_steps(error['loc'])).lstrip('.')}`" if error["loc"] else ""
    if _is_place_missing(error):
        return f"{where} is missing; `chronocite gold done` fills it in from the words"
    if error["type"] == "missing":
        return f"{where} is missing"
    told = str(error["ctx"]["error"]) if error["type"] == "value_error" else _AS_CLAUSE.sub("it should", error["msg"])
    return f"{where}: {told}" if where else told


def _steps(loc: tuple[int | str, ...]) -> Iterator[str]:
    for step in loc:
        yield f"[{step}]" if isinstance(step, int) else f".{step}"
