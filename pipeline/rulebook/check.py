"""`chronocite rules check`: every mistake of a rule file, with its line; it doesn't stop at the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from pipeline.errors import RuleError
from pipeline.extract.citations.interviews.rules import InterviewRule, convention
from pipeline.extract.rulefile import Rule, RuleLoader, own_files, read_rules, use_rules
from pipeline.rulebook.examples import MODELS, faults
from pipeline.rules import rule_file, rule_names

_Path = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a rule file, and where; lines count from 1."""

    path: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {f'{self.rule}: ' if self.rule else ''}{self.message}"


@dataclass(frozen=True, slots=True)
class _File:
    """A rule file as YAML nodes, which know their lines, and the rules in it that are well-formed, by index."""

    path: Path
    node: yaml.Node
    rules: tuple[tuple[int, Rule], ...]


def check(folder: Path | None) -> tuple[int, list[Mistake]]:
    """Check a user's rule files, or the shipped ones.

    Args:
        folder: The user's; `None` for the shipped ones.

    Returns:
        How many rules are well-formed, and every mistake, by file and line. The examples are run once no file has a
        mistake of form: what can't be read finds nothing.

    Raises:
        RuleError: There is no such folder, or a file in it is none of the known ones.
    """
    paths = [rule_file(n) for n in rule_names()] if folder is None else own_files(folder)
    files: list[_File] = []
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            file, wrong = _read(path)
        except yaml.MarkedYAMLError as error:
            mistakes.append(Mistake(path, _line_of_error(error), "", f"not YAML: {error.problem or error}"))
            continue
        files.append(file)
        mistakes += wrong
    if not mistakes:
        use_rules(folder)
        try:
            mistakes = [m for file in files for m in _failing(file)]
        except re.error as error:
            told = " ".join(f"{str(error.pattern)[:200]!r} is no regular expression: {error}".split())
            raise RuleError(f"in one of {', '.join(p.name for p in paths)}, {told}; mend the rule") from error
    return sum(len(f.rules) for f in files), sorted(mistakes, key=lambda m: (m.path, m.line))


def _line_of_error(error: yaml.MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _read(path: Path) -> tuple[_File, list[Mistake]]:
    loader = RuleLoader(path.read_text(encoding="utf-8"))
    node = loader.get_single_node()
    if node is None:
        return _File(path, yaml.MappingNode("", []), ()), [
            Mistake(path, 1, "", "is empty; wants a list under `rules:`")
        ]
    data = loader.construct_document(node)
    if not isinstance(data, dict) or set(data) != {"rules"} or not isinstance(data["rules"], list):
        return _File(path, node, ()), [Mistake(path, 1, "", "wants one list under `rules:` and nothing beside it")]
    model = MODELS[path.stem]
    rules: list[tuple[int, Rule]] = []
    mistakes: list[Mistake] = []
    first_of: dict[str, int] = {}
    for i, raw in enumerate(data["rules"]):
        try:
            rule = model.model_validate(raw)
        except ValidationError as error:
            mistakes += _invalid(path, node, i, raw, error, model)
            continue
        line = _line(node, ("rules", i, "id"))
        if rule.id in first_of:
            mistakes.append(Mistake(path, line, rule.id, f"the id is that of line {first_of[rule.id]}; rename one"))
        first_of.setdefault(rule.id, line)
        mistakes += _malformed(path, node, i, rule)
        rules.append((i, rule))
    return _File(path, node, tuple(rules)), mistakes


def _invalid(
    path: Path, node: yaml.Node, index: int, raw: object, error: ValidationError, model: type[Rule]
) -> Iterator[Mistake]:
    name = str(raw.get("id", "")) if isinstance(raw, dict) else ""
    for each in error.errors():
        where = ".".join(map(str, each["loc"]))
        message = f"{where}: {each['msg']}" if where else each["msg"]
        if each["type"] == "extra_forbidden" and len(each["loc"]) == 1:
            message = f"{where}: is not known; known keys are {', '.join(model.model_fields)}"
        yield Mistake(path, _line(node, ("rules", index, *each["loc"])), name, message)


def _malformed(path: Path, node: yaml.Node, index: int, rule: Rule) -> Iterator[Mistake]:
    """The forms of a convention that are not well-formed."""
    if not isinstance(rule, InterviewRule):
        return
    for key, forms in (("forms", rule.forms), ("continued", rule.continued)):
        for i, form in enumerate(forms):
            try:
                convention(rule.model_copy(update={"forms": (form,), "continued": ()}))
            except RuleError as error:
                yield Mistake(path, _line(node, ("rules", index, key, i)), rule.id, str(error))


def _failing(file: _File) -> Iterator[Mistake]:
    """The examples that fail with all the rules in use."""
    used = {rule.id: rule for rule in read_rules(file.path.stem, MODELS[file.path.stem])}
    for i, rule in file.rules:
        for fault in faults(file.path.stem, used[rule.id]):
            line = _line(file.node, ("rules", i, fault.key, fault.index))
            yield Mistake(file.path, line, rule.id, fault.message)


def _line(node: yaml.Node, path: _Path) -> int:
    """The line of what a path of keys and indexes leads to, as far as it can be followed."""
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pairs = [(k, v) for k, v in node.value if k.value == str(step)]
            if not pairs:
                break
            key, node = pairs[0]
            if not isinstance(node, (yaml.MappingNode, yaml.SequenceNode)):
                return int(key.start_mark.line) + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            break
    return int(node.start_mark.line) + 1
