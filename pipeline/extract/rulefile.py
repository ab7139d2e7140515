"""Rule files: YAML in, checked rules out; what a file may not say is refused with the list of what it may.

A rule file is a list of rules under `rules:`. Every rule has an `id`, what it matches, and its own examples:

    rules:
      - id: date.month-day-year
        patterns:                       # spaCy Matcher patterns, each a list of tokens
          - [{LOWER: {REGEX: "^may$"}}, {IS_DIGIT: true}, {ORTH: ","}, {SHAPE: dddd}]
        examples:                       # one test runs them all
          - {text: "It was signed on May 3, 2021.", find: "May 3, 2021", value: "2021-05-03"}
        against:
          - It may 3 times fail.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import RuleError
from pipeline.rules import rule_file


class Example(BaseModel):
    """A text, the span that the rule must find in it, and what it must say of it.

    `value` is the normalised value; `fields` are further results by name.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    text: str
    find: str
    value: str | None = None
    fields: dict[str, str] = Field(default_factory=dict)


class Rule(BaseModel):
    """What every rule has: an id that its author gave it, examples for and examples against."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9]*(\.[a-z0-9-]+)+$")
    note: str = ""
    examples: tuple[Example, ...] = Field(min_length=1)
    against: tuple[str, ...] = ()


class PatternRule(Rule):
    """A rule of spaCy Matcher patterns."""

    patterns: tuple[list[dict[str, Any]], ...] = Field(min_length=1)


R = TypeVar("R", bound=Rule)


class _Loader(yaml.CSafeLoader):
    """YAML in which a date stays the text that it is."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@cache
def read_rules(name: str, model: type[R]) -> tuple[R, ...]:
    """Read one rule file.

    Args:
        name: `dates` for `pipeline/rules/dates.yaml`.
        model: What its rules must look like.

    Raises:
        RuleError: The file is not YAML, a rule says what it may not, or an id is given twice.
    """
    path = rule_file(name)
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        raise RuleError(f"{path.name}: not YAML ({error}); mend the file") from error
    if not isinstance(loaded, dict) or set(loaded) != {"rules"} or not isinstance(loaded["rules"], list):
        raise RuleError(f"{path.name}: wants one list under `rules:` and nothing beside it")
    rules = tuple(_checked(path.name, raw, model) for raw in loaded["rules"])
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"{path.name}: the id {rule.id!r} is given twice; rename one of the two")
        seen.add(rule.id)
    return rules


def _checked(file: str, raw: object, model: type[R]) -> R:
    name = raw.get("id", "?") if isinstance(raw, dict) else "?"
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        known = ", ".join(model.model_fields)
        raise RuleError(f"{file}: rule {name!r}: {where}: {first['msg']}; known keys are {known}") from error
