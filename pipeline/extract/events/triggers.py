"""The words that tell of an event: a lexicon of verbs and nouns by type, in `events.yaml`.

An entry is a word or a phrase in the form of a dictionary. Verbs are inflected here, irregular ones name their
forms (`hold/held`, `fly/flew/flown`); nouns get their plural. In a phrase `|` parts alternatives and `...` stands for
up to five words: `send/sent ... troops|forces`. An entry that begins with `=` is taken as it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from pydantic import model_validator

from pipeline.errors import RuleError
from pipeline.extract.rulefile import Rule, following_rules, read_rules

STRONG, WEAK, LIGHT = 0, 150, 400
"""What a trigger pays, in characters of distance from its date."""

Form = Literal["noun", "base", "s", "ing", "past"]

_WORD = re.compile(r"\w+")
_GAP = (
    r"(?: (?!(?:in|on|at|by|from|for|during|after|before|when|that|which|who|as|with|until|since)\b)[^\s,;:.()]+)"
    r"{0,5}? "
)
"""Up to five words of one phrase, then a blank."""
_DOUBLED = re.compile(r"(?:^|[^aeiou])[aeiou][bdfglmnprt]$")
"""An end that may be doubled: `stopped`; that `visitted` is made, too, harms nobody."""
_CAPITAL_NEXT = re.compile(r" [A-Z](?![A-Z])")
_NO_VERB_AHEAD = re.compile(
    r"\b(?:the|an?|its|their|his|her|our|these|those|any|some|no|of|for|with|by|from|about|between|in|on)"
    r" (?:(?:newly|recently|previously|formerly|specially|freshly|jointly|currently) )?$",
    re.IGNORECASE,
)
_VERB_AHEAD = re.compile(
    r"\b(?:to|will|would|may|might|can|could|shall|should|must|did|does|do|not|never|they|we|i|you|who|then|also) $",
    re.IGNORECASE,
)
_COMING_AHEAD = re.compile(
    r"\b(?:is|are|was|were|be|been|scheduled|planned|expected|set|due|slated|supposed|about|going|likely|projected|agree[ds]?"
    r"|plans?|planning|intend(?:s|ed)?|intention|decided?|decision|hope[ds]?|refused?|failed?|able|began|continued?)"
    r" to $",
    re.IGNORECASE,
)
_PREPOSITIONS = frozenset(["of", "on", "to", "at", "in", "for", "against", "between", "with", "from", "since", "as"])
_CARRIERS = re.compile(
    r" (?:aircraft|planes?|jets?|helicopters?|ships?|vessels?|boats?|submarines?|craft|vehicles?|forces?|units?|"
    r"rooms?|halls?|equipment|weapons?|systems?|gear|cent(?:er|re)s?|grounds?|areas?|zones?|bans?|capabilit(?:y|ies)|"
    r"capacity|force|dates?|crimes?|criminals?|veterans?|efforts?|memorials?|correspondents?|officers?|officials?|staff|personnel|groups?|teams?|squads?|squadrons?|crews?|committees?|policy|"
    r"polic(?:y|ies)|rights?|rate|rates|costs?|prices?|funds?|schools?|manuals?|documents?|plans?|budgets?|records?|"
    r"results?|objectives?|goals?|agenda|agendas|purposes?|partners?|campaigns?|bids?|process|proportions|levels|seasons?|observers?|averaging|averaged|per|commissions?|laws?|attach[eé]s?)\b"
)
"""Behind a noun of an event: what it only describes ("patrol boats", "a test ban")."""


class EventRule(Rule):
    """The words of one kind of event.

    `weak` words pay for it where a stronger one is near, `light` ones say only that something happened. `topic` words
    take the type of what was spoken of before, `deciding` ones that of what was decided behind them ("agreed to set
    up"), and words of a rule that `yields` to types that of what they were for ("sailed there to train"). What is
    `joint` takes two; events of a type that is `named` in one of its rules have names of their own; `plover` is the
    nearest type of the PLOVER ontology. `triggers` are regular expressions over whole words, any case, for what verbs
    and nouns can't say; What a `speaking` verb has as its object is only spoken of ("condemned
    the attack"). `unless` are some for what makes it another thing right behind a verb of the rule ("held
    that").
    """

    type: str
    plover: str = ""
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    weak: bool = False
    light: bool = False
    topic: bool = False
    deciding: bool = False
    speaking: bool = False
    yields: tuple[str, ...] = ()
    joint: bool = False
    named: bool = False

    @property
    def weight(self) -> int:
        """What its words pay, in characters of distance."""
        return LIGHT if self.light else WEAK if self.weak else STRONG

    @model_validator(mode="after")
    def _has_words(self) -> EventRule:
        if not (self.verbs or self.nouns or self.triggers):
            raise ValueError("names no verbs, nouns or triggers")
        return self

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The regular expressions as one pattern over whole words."""
        if not self.triggers:
            return None
        return re.compile(rf"(?<![\w-])(?:{'|'.join(self.triggers)})(?!\w)", re.IGNORECASE)

    @cached_property
    def undone(self) -> re.Pattern[str] | None:
        """What follows a verb that is none of the rule's then."""
        return re.compile(rf" (?:{'|'.join(self.unless)})\b", re.IGNORECASE) if self.unless else None


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words `text[start:end]` that tell of an event.

    Attributes:
        type: Of the event.
        rule: The id of its rule.
        start: In the text; `end` its end.
        end: See `start`.
        weight: `STRONG`, `WEAK` or `LIGHT`: what it pays, in characters of distance.
        agreement: The index of the agreement mention that it is about, else -1.
        form: A noun, or which form of a verb.
        plover: The PLOVER type of its rule.
        joint: It takes two.
        speaking: What is its object, is only spoken of.
    """

    type: str
    rule: str
    start: int
    end: int
    weight: int = 0
    agreement: int = -1
    form: Form = "noun"
    plover: str = ""
    joint: bool = False
    speaking: bool = False


def event_rules() -> tuple[EventRule, ...]:
    """The rules of `events.yaml`."""
    return read_rules("events", EventRule)


def triggers_in(text: str, start: int, end: int) -> list[Trigger]:
    """The triggers of `text[start:end]` in order; of overlapping ones the longer, then that of the earlier rule."""
    return _lexicon().triggers(text, start, end)


@following_rules
def _lexicon() -> Lexicon:
    return Lexicon(event_rules())


_Rank = tuple[int, int, bool, int]


@dataclass(frozen=True, slots=True)
class _Entry:
    rule: EventRule
    order: int
    form: Form
    words: str
    """The whole phrase; empty where its first word is all."""


class Lexicon:
    """The words of all rules by the first word that they begin with."""

    def __init__(self, rules: Sequence[EventRule]) -> None:
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._patterns = [(order, rule, rule.pattern) for order, rule in enumerate(rules) if rule.pattern]
        for order, rule in enumerate(rules):
            for entry in rule.verbs:
                for words, form in verb_forms(entry).items():
                    if not (rule.weight and form in {"s", "ing"}):
                        self._add(rule, order, words, form)
            for entry in rule.nouns:
                for words in noun_forms(entry):
                    self._add(rule, order, words, "noun")

    def _add(self, rule: EventRule, order: int, words: str, form: Form) -> None:
        first = _WORD.match(words)
        if first is None:
            raise RuleError(f"events.yaml: rule {rule.id!r}: {words!r} begins with no word; name one")
        phrase = "" if first.group() == words else words
        self._entries[first.group().lower()].append(_Entry(rule, order, form, phrase))

    def triggers(self, text: str, start: int, end: int) -> list[Trigger]:
        """See `triggers_in`."""
        every: list[tuple[_Rank, Trigger]] = []
        for word in _WORD.finditer(text, start, end):
            here = self._entries.get(word.group().lower())
            if here is None or (word.start() > start and text[word.start() - 1] == "-"):
                continue
            for entry in here:
                match = _compiled(entry.words).match(text, word.start(), end) if entry.words else word
                if match is None or _in_a_name(text, start, *match.span()):
                    continue
                undone = entry.rule.undone
                # "Held-for-sale" is no "held", "held that" none either.
                if text.startswith("-", match.end()) or (
                    undone and entry.form != "noun" and undone.match(text, match.end(), end)
                ):
                    continue
                # "To attack", "the attack": of a word that is both, what stands before it decides.
                if entry.form == "base" and not _verb_ahead(text, word.start(), light=entry.rule.light):
                    continue
                if entry.form == "noun" and _CARRIERS.match(text, match.end()):
                    continue
                # "The Annual Program Statement": a common noun in a name is what the name is of, not an event.
                if entry.rule.weight and entry.form == "noun" and word.start() > start and word.group()[0].isupper():
                    continue
                # "A proposed treaty", "of captured towns": behind an article or a preposition stands no verb.
                if entry.form in {"past", "s"} and _NO_VERB_AHEAD.search(
                    text, max(start, word.start() - 20), word.start()
                ):
                    continue
                made = _trigger(entry.rule, match, entry.form)
                every.append(((made.weight, -len(match.group()), entry.form in {"s", "ing"}, entry.order), made))
        for order, rule, pattern in self._patterns:
            found = (m for m in pattern.finditer(text, start, end) if not _in_a_name(text, start, *m.span()))
            every += (((rule.weight, -len(m.group()), False, order), _trigger(rule, m, "noun")) for m in found)
        return _apart(every)


def _trigger(rule: EventRule, match: re.Match[str], form: Form) -> Trigger:
    start, end = match.span()
    return Trigger(
        rule.type,
        rule.id,
        start,
        end,
        rule.weight,
        form=form,
        plover=rule.plover,
        joint=rule.joint,
        speaking=rule.speaking and form != "noun",
    )


def _apart(every: list[tuple[_Rank, Trigger]]) -> list[Trigger]:
    """Of overlapping ones the stronger, then the longer; of a noun within a longer one the longer, however weak."""
    nouns = [t for _, t in every if t.form == "noun"]
    kept: list[Trigger] = []
    for _, t in sorted(every, key=lambda scored: (scored[0], scored[1].start)):
        if any(t.start < k.end and k.start < t.end for k in kept):
            continue
        if t.form == "noun" and any(
            n.start < t.start and t.end == n.end and t.weight < n.weight < LIGHT for n in nouns
        ):
            continue
        kept.append(t)
    return sorted(kept, key=lambda t: t.start)


def _in_a_name(text: str, low: int, start: int, end: int) -> bool:
    """Whether a capitalised word stands in the middle of a name: "Rapid Deployment Brigade"."""
    return start > low and text[start].isupper() and _CAPITAL_NEXT.match(text, end) is not None


def _verb_ahead(text: str, at: int, *, light: bool) -> bool:
    """Whether a verb is to be expected; of a word that says little itself, one that says what comes ("is set to")."""
    if _VERB_AHEAD.search(text, max(0, at - 10), at) is None:
        return False
    return not (light and text.endswith("to ", 0, at)) or _COMING_AHEAD.search(text, max(0, at - 40), at) is not None


# --- inflection --------------------------------------------------------------------------------------------------


def verb_forms(entry: str) -> dict[str, Form]:
    """The forms of a verb or a phrase that begins with one, each with its kind.

    >>> list(verb_forms("hold/held talks"))
    ['hold talks', 'holds talks', 'holding talks', 'held talks']
    """
    if entry.startswith("="):
        return {entry[1:]: "past"}
    word, _, rest = entry.partition(" ")
    rest = f" {rest}" if rest else ""
    base, *irregular = word.split("/")
    out: dict[str, Form] = {}
    for spelling in (base, base.removesuffix("ize") + "ise") if base.endswith("ize") else (base,):
        out[spelling + rest] = "base"
        out[_with_s(spelling) + rest] = "s"
        out |= {form + rest: "ing" for form in _with_ing(spelling)}
        out |= {form + rest: "past" for form in irregular or _regular_past(spelling)}
    return out


def noun_forms(entry: str) -> tuple[str, ...]:
    """A noun, or a phrase that ends with one, and its plural.

    >>> noun_forms("port call")
    ('port call', 'port calls')
    """
    if entry.startswith("="):
        return (entry[1:],)
    words = entry.split(" ")
    # "Strike on|against", "launch of": the noun stands before what goes with it.
    behind = [i for i, word in enumerate(words) if word.split("|")[0] in _PREPOSITIONS]
    at = behind[0] - 1 if behind and behind[0] > 0 else len(words) - 1
    words[at] = "|".join(_with_s(w) for w in words[at].split("|"))
    return entry, " ".join(words)


def _with_s(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return f"{word}es"
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}s"


def _with_ing(word: str) -> list[str]:
    if word.endswith("ie"):
        return [f"{word[:-2]}ying"]
    if re.search(r"[^eoy]e$", word):
        return [f"{word[:-1]}ing"]
    return [f"{word}ing", *([f"{word}{word[-1]}ing"] if _DOUBLED.search(word) else [])]


def _regular_past(word: str) -> list[str]:
    if word.endswith("e"):
        return [f"{word}d"]
    if re.search(r"[^aeiou]y$", word):
        return [f"{word[:-1]}ied"]
    return [f"{word}ed", *([f"{word}{word[-1]}ed"] if _DOUBLED.search(word) else [])]


@cache
def _compiled(words: str) -> re.Pattern[str]:
    """The pattern of a phrase, made when its first word first occurs: of two thousand, a text needs some."""
    return re.compile(_pattern_of(words), re.IGNORECASE)


def _pattern_of(form: str) -> str:
    """The pattern of a phrase: `|` parts alternatives, `...` is up to five words, an article may stand between."""
    out = ""
    for part in form.split(" "):
        if part == "...":
            out += _GAP
        else:
            joint = "" if not out or out.endswith(_GAP) else r"[ -](?:(?:an?|the|its|their|his|her) )?[“\"‘]?"
            out += joint + "(?:" + "|".join(re.escape(w) for w in part.split("|")) + ")"
    return out + r"(?!\w)"
