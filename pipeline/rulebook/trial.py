"""`chronocite rules list` and `rules try`: which rules there are, what they take a text for, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract.citations.conventions import Held
from pipeline.extract.citations.interviews import InterviewGrammar
from pipeline.extract.citations.interviews.dating import DatedText, dated
from pipeline.extract.citations.interviews.fields import Interview
from pipeline.extract.citations.interviews.rules import Convention, InterviewRule
from pipeline.extract.citations.refusing import refusal
from pipeline.extract.nlp import build
from pipeline.extract.rulefile import Rule, own_files, read_rule_file, read_rules, use_rules
from pipeline.rulebook.examples import MODELS, cited

_WHERE = ("note", "text")


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule that is in use: its file, and whether it is the user's own."""

    name: str
    rule: Rule
    own: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a convention makes of a text: the citations it reads, or the step that its nearest form stops at.

    `reached` is how many characters the nearest form takes before that.
    """

    rule: InterviewRule
    read: tuple[tuple[str, Interview], ...]
    form: str = ""
    reason: str = ""
    reached: int = 0


def listing(folder: Path | None) -> list[Listed]:
    """All rules in use, file by file, in the order in which they are tried."""
    use_rules(folder)
    paths = own_files(folder) if folder else []
    own = {path.stem: {rule.id for rule in read_rule_file(path, MODELS[path.stem])} for path in paths}
    return [
        Listed(name, rule, rule.id in own.get(name, set()))
        for name, model in sorted(MODELS.items())
        for rule in read_rules(name, model)
    ]


def attempt(text: str, folder: Path | None) -> list[Attempt]:
    """Try every interview convention on a text, those for notes and those for running text.

    Returns:
        First the rules that read it, then the others, those first whose forms take most of it.
    """
    use_rules(folder)
    doc = build(("dates",))(text)
    source = dated(doc)
    told = {where: [(w, c.said) for w, c in cited(text, where) if isinstance(c.said, Interview)] for where in _WHERE}
    out = []
    for each in InterviewGrammar().conventions:
        read = tuple((words, said) for words, said in told[each.rule.where] if said.rule == each.rule.id)
        out.append(Attempt(each.rule, read) if read else _nearest(each, source))
    return sorted(out, key=lambda a: (not a.read, -a.reached))


def _nearest(tried: Convention, source: DatedText) -> Attempt:
    """The form of a rule that takes most of a text, and why it does not take the rest."""
    rule, masked = tried.rule, source.masked.rstrip(" .;")
    if not tried.cue.search(masked):
        some = ", ".join(rule.modes[:3]) + (" …" if len(rule.modes) > 3 else "")
        return Attempt(rule, (), rule.forms[0], f"none of its modes is in the text: {some}", -1)
    attempts = []
    for form in tried.forms:
        whole: Sequence[Held] = form.read(masked, 0, len(masked)) if rule.where == "note" else ()
        atom, at = form.stops_at(masked)
        if whole:
            why = next(filter(None, (refusal(source.plain, held) for held in whole)), "an earlier rule reads it")
            at = len(masked)
        elif at < len(masked):
            why = f"{atom.label} is wanted where the text goes on with {source.plain[at : at + 30]!r}"
        else:
            why = f"the text ends where {atom.label} is wanted"
        attempts.append(Attempt(rule, (), form.written, why, at))
    return max(attempts, key=lambda a: a.reached)
