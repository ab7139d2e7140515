"""Every rule's own examples, run: what each must find, and what it may not.

`MODELS` says what the rules of each file look like, `faults` runs one rule's examples through what reads that file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.actors import ActorFound, ActorRule
from pipeline.extract.actors.context import ContextRule
from pipeline.extract.agreements.acts import ActFinder, ActRule
from pipeline.extract.agreements.rules import AgreementFound, AgreementRule
from pipeline.extract.agreements.settling import settle
from pipeline.extract.citations import CitationFound
from pipeline.extract.citations.interviews.fields import Interview
from pipeline.extract.citations.interviews.rules import InterviewRule
from pipeline.extract.citations.wording import RoleRule
from pipeline.extract.claims import ClaimFound, ClaimRule
from pipeline.extract.dates import DateFound
from pipeline.extract.dates.notation import DateRule
from pipeline.extract.events import EventRule, triggers_in
from pipeline.extract.events.modality import ModalityRule, modality_of
from pipeline.extract.events.naming import PlaceRule, places_in
from pipeline.extract.nlp import TextBlock, found, pipeline, read
from pipeline.extract.rulefile import Example, Rule
from pipeline.records import Block, BlockKind, cell_of

MODELS: Mapping[str, type[Rule]] = {
    "actor_context": ContextRule,
    "actors": ActorRule,
    "acts": ActRule,
    "agreements": AgreementRule,
    "claims": ClaimRule,
    "dates": DateRule,
    "events": EventRule,
    "interviews": InterviewRule,
    "modality": ModalityRule,
    "places": PlaceRule,
    "roles": RoleRule,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule found in an example: the words, their value, further results by name."""

    rule: str
    words: str
    value: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """An example that fails: `key` is `examples` or `against`, `index` its place there."""

    key: str
    index: int
    message: str


def faults(name: str, rule: Rule) -> Iterator[Fault]:
    """Run the examples of one rule of the file `name`; the rules in use must be read (`use_rules`)."""
    for i, example in enumerate(rule.examples):
        if message := _wrong(name, rule, example):
            yield Fault("examples", i, message)
    for i, text in enumerate(rule.against):
        for seen in _SEERS[name](rule, text):
            if seen.rule == rule.id:
                yield Fault("against", i, f"{seen.words!r} is found in {text!r}, where it may not be")
                break


def cited(text: str, where: str = "note") -> list[tuple[str, CitationFound]]:
    """The citations of a note, or of running text, that says this."""
    block = _read(text, "footnote" if where == "note" else "paragraph")
    return [(span.text, said) for span, said in found(block.doc, "citations", CitationFound)]


def cells(said: Interview) -> dict[str, str]:
    """What an interview's citation says, as the cells of its row."""
    names = ("attribution", "affiliation", "role", "status", "anonymity", "mode", "counterpart", "place", "date")
    values = {name: getattr(said, name) for name in ("kind", *names, "date_from", "locator", "actors")}
    return {name: cell_of(v) for name, v in values.items()}


def _wrong(name: str, rule: Rule, example: Example) -> str:
    if example.find not in example.text:
        return f"{example.find!r} does not stand in {example.text!r}"
    every = _SEERS[name](rule, example.text)
    own = [s for s in every if s.rule == rule.id and s.words == example.find]
    if not own:
        return f"wants {example.find!r} in {example.text!r}, finds {_told(every)}"
    wanted = dict(example.fields) | ({"value": example.value} if example.value is not None else {})
    for seen in own:
        has = {"value": seen.value, **seen.fields}
        if unknown := sorted(set(wanted) - set(has)):
            return f"no field {unknown[0]!r}; known are {', '.join(sorted(has))}"
        if all(has[k] == v for k, v in wanted.items()):
            return ""
    differ = [f"{k} {has[k]!r}, wants {v!r}" for k, v in wanted.items() if has[k] != v]
    return f"in {example.find!r}: {'; '.join(differ)}"


def _told(every: Sequence[Seen]) -> str:
    return ", ".join(f"{s.words!r} ({s.rule})" for s in every) or "nothing"


# --- what reads each file ------------------------------------------------------------------------------------------

_See = Callable[[Rule, str], list[Seen]]


def _read(text: str, kind: BlockKind = "paragraph") -> TextBlock:
    return read(pipeline(), text, Block("b1", kind, ((0, len(text)),)))


def _actors(rule: Rule, text: str) -> list[Seen]:
    return [Seen(d.rule, s.text, d.code) for s, d in found(_read(text).doc, "actors", ActorFound)]


def _context(rule: Rule, text: str) -> list[Seen]:
    """A context is seen by what it does: the words it takes no actor from, the places, the organs."""
    assert isinstance(rule, ContextRule)
    actors = found(_read(text).doc, "actors", ActorFound)
    if rule.effect == "not":
        taken = {s.text for s, _ in actors}
        return [Seen(rule.id, e.find) for e in rule.examples if e.text == text and not any(e.find in t for t in taken)]
    if rule.effect == "place":
        return [Seen(rule.id, s.text, "place") for s, d in actors if d.place]
    return [Seen(rule.id, s.text, d.code) for s, d in actors if d.form == "body"]


def _acts(rule: Rule, text: str) -> list[Seen]:
    """An act's example may name the first words of it alone."""
    out = []
    for act in ActFinder().acts(text):
        words = text[act.start : act.end]
        shorter = [e.find for e in rule.examples if e.text == text and words.startswith(e.find)]
        out += [Seen(act.rule, w, act.act) for w in {words, *shorter}]
    return out


def _agreements(rule: Rule, text: str) -> list[Seen]:
    """What may be no agreement is decided once the whole document is known."""
    block = _read(text)
    if text in rule.against:
        return [Seen(a.found.rule, text[a.start : a.end], a.found.kind) for a in settle([block])]
    return [Seen(d.rule, s.text, d.kind) for s, d in found(block.doc, "agreements", AgreementFound)]


def _claims(rule: Rule, text: str) -> list[Seen]:
    claims = found(_read(text).doc, "claims", ClaimFound)
    return [Seen(d.rule, s.text, str(d.number), {"check": d.check, "of": d.of}) for s, d in claims]


def _dates(rule: Rule, text: str) -> list[Seen]:
    """A rule for what is no date is seen by the absence of one."""
    dates = [d for _, d in found(_read(text).doc, "dates", DateFound)]
    assert isinstance(rule, DateRule)
    if rule.read == "nothing":
        spans = [(e.find, text.find(e.find)) for e in rule.examples if e.text == text]
        free = (w for w, a in spans if not any(d.parts[0][0] < a + len(w) and a < d.parts[-1][1] for d in dates))
        return [Seen(rule.id, words) for words in free]
    return [
        Seen(
            d.rule,
            text[d.parts[0][0] : d.parts[-1][1]],
            d.value,
            {"timex3": d.timex3, "type": d.type, "problem": d.problem, "relative": d.relative, "mod": d.mod},
        )
        for d in dates
    ]


def _events(rule: Rule, text: str) -> list[Seen]:
    return [Seen(t.rule, text[t.start : t.end], t.type) for t in triggers_in(text, 0, len(text))]


def _interviews(rule: Rule, text: str) -> list[Seen]:
    assert isinstance(rule, InterviewRule)
    return [
        Seen(c.rule, words, c.said.date, cells(c.said))
        for words, c in cited(text, rule.where)
        if isinstance(c.said, Interview)
    ]


def _modality(rule: Rule, text: str) -> list[Seen]:
    assert isinstance(rule, ModalityRule)
    end = len(text)
    told = modality_of(text, (0, end), (end - 3, end) if rule.ahead else (0, 3))
    words = text[max(told.start, 0) : max(told.end, 0)].strip()
    shorter = [e.find for e in rule.examples if e.text == text and words.startswith(e.find)]
    return [Seen(told.rule, w, told.value) for w in {words, *shorter} if told.rule]


def _places(rule: Rule, text: str) -> list[Seen]:
    return [Seen(by, name) for name, by in places_in(text)]


def _roles(rule: Rule, text: str) -> list[Seen]:
    assert isinstance(rule, RoleRule)
    folded = text.casefold()
    held = [w for w in rule.words if f" {w.casefold()} " in f" {' '.join(_bare(folded))} "]
    spelt = [text[folded.find(w.casefold()) :][: len(w)] for w in held]
    return [Seen(rule.id, w) for w in spelt]


def _bare(folded: str) -> list[str]:
    return [w.strip(".,;()[]") for w in folded.split()]


_SEERS: Mapping[str, _See] = {
    "actor_context": _context,
    "actors": _actors,
    "acts": _acts,
    "agreements": _agreements,
    "claims": _claims,
    "dates": _dates,
    "events": _events,
    "interviews": _interviews,
    "modality": _modality,
    "places": _places,
    "roles": _roles,
}
"""By file what reads it."""
