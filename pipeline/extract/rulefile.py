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

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import RuleError, RuleFolderError
from pipeline.rules import rule_file, rule_names


class Example(BaseModel):
    """A text, the span that the rule must find in it, and what it must say of it."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    text: str = Field(description="a note or a sentence")
    find: str = Field(description="the words in it that the rule must find")
    value: str | None = Field(None, description="what these words must come to: EDTF, a code, a type")
    fields: dict[str, str] = Field({}, description="further results that it must have, by name")


class Rule(BaseModel):
    """What every rule has: an id that its author gave it, examples for and examples against."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    id: str = Field(
        pattern=r"^[a-z][a-z0-9]*(\.[a-z0-9-]+)+$",
        description="its name, told beside all that it finds: small letters, with dots between the parts",
    )
    note: str = Field("", description="what it is for, in a few words")
    examples: tuple[Example, ...] = Field(
        min_length=1, description="texts in which it must find something, one at least"
    )
    against: tuple[str, ...] = Field((), description="texts in which it may find nothing")


class PatternRule(Rule):
    """A rule of spaCy Matcher patterns."""

    patterns: tuple[list[dict[str, Any]], ...] = Field(
        min_length=1, description="spaCy Matcher patterns, each a list of tokens"
    )


R = TypeVar("R", bound=Rule)


class RuleLoader(yaml.CSafeLoader):
    """YAML in which a date stays the text that it is."""


RuleLoader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


P = ParamSpec("P")
T = TypeVar("T")
_forget: list[Callable[[], None]] = []
_own_folder: Path | None = None


def following_rules(function: Callable[P, T]) -> Callable[P, T]:
    """Like `functools.cache`, for what depends on the rules: it is forgotten when they change."""
    kept = cache(function)
    _forget.append(kept.cache_clear)
    # functools types a cached function by its arguments' hashability, not by their types.
    return cast("Callable[P, T]", kept)


def use_rules(folder: Path | None) -> None:
    """Take a user's rules in addition to the shipped ones, for this process.

    Args:
        folder: Files named as the shipped ones; a rule with the id of a shipped one takes its place, others are
            read before the shipped ones. `None`: the shipped ones alone.

    Raises:
        RuleError: There is no such folder, or a file in it is none of the known ones.
    """
    global _own_folder
    if folder is not None:
        own_files(folder)
    if folder != _own_folder:
        _own_folder = folder
        for forget in _forget:
            forget()


def own_files(folder: Path) -> list[Path]:
    """The rule files of a user's folder, sorted.

    Raises:
        RuleFolderError: There is no such folder, it holds no rule file, or a file in it is none of the known ones.
    """
    if not folder.is_dir():
        raise RuleFolderError(f"there is no folder {folder}; name one that holds rule files with --rules")
    paths = sorted(p for p in folder.iterdir() if p.suffix in {".yaml", ".yml"})
    known = rule_names()
    for path in paths:
        if path.suffix != ".yaml" or path.stem not in known:
            raise RuleFolderError(
                f"{path}: no rule file has this name; known are {', '.join(f'{k}.yaml' for k in known)}"
            )
    if not paths:
        raise RuleFolderError(f"{folder} holds no rule file; known are {', '.join(f'{k}.yaml' for k in known)}")
    return paths


@following_rules
def read_rules(name: str, model: type[R]) -> tuple[R, ...]:
    """Read the rules of one name: a user's own, then the shipped ones that these don't replace.

    Args:
        name: `dates` for `pipeline/rules/dates.yaml`.
        model: What its rules must look like.

    Raises:
        RuleError: A file is not YAML, a rule says what it may not, or an id is given twice.
    """
    shipped = read_rule_file(rule_file(name), model)
    own_path = _own_folder / f"{name}.yaml" if _own_folder else None
    if own_path is None or not own_path.is_file():
        return shipped
    own = read_rule_file(own_path, model)
    replaced = {rule.id: rule for rule in own}
    new = [rule for rule in own if rule.id not in {s.id for s in shipped}]
    return (*new, *(replaced.get(rule.id, rule) for rule in shipped))


def read_rule_file(path: Path, model: type[R]) -> tuple[R, ...]:
    """Read one file of rules.

    Raises:
        RuleError: The file is not YAML, a rule says what it may not, or an id is given twice.
    """
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=RuleLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
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
