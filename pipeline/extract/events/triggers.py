"""The words that tell of an event: a lexicon of verbs and nouns by type, in `events.yaml`.

An entry is a word or a phrase in the form of a dictionary. Verbs are inflected here, irregular ones name their
forms (`hold/held`, `fly/flew/flown`); nouns get their plural. In a phrase `|` parts alternatives and `...` stands for
up to five words: `send/sent ... troops|forces`. An entry that begins with `=` is taken as it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from pydantic import Field, model_validator

from pipeline.errors import RuleError
from pipeline.extract.events.inflection import Form, noun_forms, verb_forms, with_s
from pipeline.extract.rulefile import Rule, following_rules, read_rules

STRONG, WEAK, LIGHT = 0, 150, 400
"""What a trigger pays, in characters of distance from its date."""


_WORD = re.compile(r"\w+")
_GAP = (
    r"(?: (?!(?:in|on|at|by|from|for|during|after|before|when|that|which|who|as|with|until|since)\b)[^\s,;:.()]+)"
    r"{0,5}? "
)
"""Up to five words of one phrase, then a blank."""
_CAPITAL_NEXT = re.compile(r" [A-Z](?![A-Z])")
_NO_VERB_AHEAD = re.compile(
    r"\b(?:the|an?|its|their|his|her|our|these|those|any|some|no|of|for|with|by|from|about|between|in|on|despite|amid)"
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
_BE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|got)(?: (?:\w+ly|also|then|later|first|soon|already|not|never|now))? $",
    re.IGNORECASE,
)
"""Before the past form of a verb in the passive."""
_WAS = re.compile(r"\b(?:was|were|been)(?: \w+)? $", re.IGNORECASE)
_NO_OBJECT = re.compile(r" (?:in|on|by|at|during|after|before|since|to|from|under|against|last|this)\b| ?[,.;:)]|$")
"""Behind a participle: "the envoy recalled in May"; "the envoy recalled her" has none."""
_SUBJECT = 100
"""Characters in which what something was done to is looked for before it, and"""
_COMPLEMENT = 7
"""so many words."""
_OF = frozenset(["of", "to", "from", "in", "on", "against", "for", "with", "between", "at"])
_CARRIERS = re.compile(
    r" (?:aircraft|planes?|jets?|helicopters?|ships?|vessels?|boats?|submarines?|craft|vehicles?|forces?|units?|"
    r"rooms?|halls?|equipment|weapons?|systems?|gear|cent(?:er|re)s?|grounds?|areas?|zones?|bans?|capabilit(?:y|ies)|"
    r"capacity|force|dates?|crimes?|criminals?|veterans?|efforts?|memorials?|correspondents?|officers?|officials?|staff|personnel|groups?|teams?|squads?|squadrons?|crews?|committees?|policy|"
    r"polic(?:y|ies)|rights?|rate|rates|costs?|prices?|funds?|schools?|manuals?|documents?|plans?|budgets?|records?|"
    r"results?|objectives?|goals?|agenda|agendas|purposes?|partners?|campaigns?|bids?|process|proportions|levels|seasons?|observers?|averaging|averaged|per|commissions?|laws?|attach[eé]s?)\b"
)
"""Behind a noun of an event: what it only describes ("patrol boats", "a test ban")."""


class EventRule(Rule):
    """The words of one kind of event; of words that overlap the longest counts, then the rule that stands first."""

    type: str = Field(description="the type, one of `events.csv` or one of your own")
    plover: str = Field("", description="the nearest type of the PLOVER ontology")
    verbs: tuple[str, ...] = Field(
        (),
        description="in their base form, irregular ones with their past forms: `hold/held`, `fly/flew/flown`; in a "
        "phrase `...` is up to five words; what begins with `=` is taken as it stands",
    )
    nouns: tuple[str, ...] = Field((), description="in the singular; in a phrase `|` parts alternatives")
    triggers: tuple[str, ...] = Field(
        (), description="regular expressions over whole words, any case, for what verbs and nouns can't say"
    )
    unless: tuple[str, ...] = Field(
        (),
        description="regular expressions of what makes it another thing right behind a verb of the rule: held `that`",
    )
    weak: bool = Field(False, description="counts only where no stronger word is near the date")
    light: bool = Field(False, description="says only that something happened; counts where nothing else does")
    topic: bool = Field(False, description="takes the type of what was spoken of before, `type` where there is none")
    deciding: bool = Field(False, description="takes the type of what was decided, behind `to`: agreed to set up …")
    speaking: bool = Field(False, description="the object of its verbs is only spoken of: condemned the attack")
    yields: tuple[str, ...] = Field(
        (), description="types that it takes instead where it was for one, behind `to` or `for`: sailed there to train"
    )
    joint: bool = Field(False, description="takes two")
    named: bool = Field(False, description="events of this type have names of their own")

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
        act: What happens to its agreement.
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
    act: str = ""


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


@dataclass(frozen=True, slots=True)
class _Passive:
    """The past form of a verb, `words` where it is more than one, and the objects, one of which may stand before it."""

    rule: EventRule
    order: int
    words: str
    objects: frozenset[str]


class Lexicon:
    """The words of all rules by the first word that they begin with."""

    def __init__(self, rules: Sequence[EventRule]) -> None:
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._passives: dict[str, list[_Passive]] = defaultdict(list)
        self._patterns = [(order, rule, rule.pattern) for order, rule in enumerate(rules) if rule.pattern]
        for order, rule in enumerate(rules):
            for entry in rule.verbs:
                for words, form in verb_forms(entry).items():
                    if not (rule.weight and form == "s") and not (rule.light and form == "ing"):
                        self._add(rule, order, words, form)
                self._add_passive(rule, order, entry)
            for entry in rule.nouns:
                for words in noun_forms(entry):
                    self._add(rule, order, words, "noun")

    def _add(self, rule: EventRule, order: int, words: str, form: Form) -> None:
        first = _WORD.match(words)
        if first is None:
            raise RuleError(f"events.yaml: rule {rule.id!r}: {words!r} begins with no word; name one")
        phrase = "" if first.group() == words else words
        self._entries[first.group().lower()].append(_Entry(rule, order, form, phrase))

    def _add_passive(self, rule: EventRule, order: int, entry: str) -> None:
        """Of "recall ... envoy|ambassador" what is said of the envoy: "the envoy was recalled"."""
        verb, _, objects = entry.partition(" ... ")
        if not objects or " " in objects:
            return
        for words, form in verb_forms(verb).items():
            if form == "past" and (first := _WORD.match(words)):
                every = frozenset(s.lower() for w in objects.split("|") for s in (w, with_s(w)))
                phrase = "" if first.group() == words else words
                self._passives[first.group().lower()].append(_Passive(rule, order, phrase, every))

    def _done_to(
        self,
        text: str,
        start: int,
        word: re.Match[str],
        end: int,
        passives: Sequence[_Passive],
        before: Sequence[Trigger],
    ) -> Iterator[tuple[_Rank, Trigger]]:
        """What a participle says was done to the noun before it; not where that noun says more, as in "talks held"."""
        at, subject = _subject(text, start, word.start())
        for passive in passives:
            if passive.objects.isdisjoint(subject):
                continue
            verb = _compiled(passive.words).match(text, word.start(), end) if passive.words else word
            if verb is None or text.startswith("-", verb.end()):
                continue
            if not _BE.search(text, at, word.start()) and not _NO_OBJECT.match(text, verb.end(), end):
                continue
            made = _trigger(passive.rule, verb, "past")
            if not any(t.form == "noun" and t.type == made.type and at <= t.start for t in before):
                yield (made.weight, -len(verb.group()), False, passive.order), made

    def triggers(self, text: str, start: int, end: int) -> list[Trigger]:
        """See `triggers_in`."""
        every: list[tuple[_Rank, Trigger]] = []
        for word in _WORD.finditer(text, start, end):
            if passives := self._passives.get(word.group().lower()):
                every += self._done_to(text, start, word, end, passives, [t for _, t in every])
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
                if entry.form in {"noun", "ing"} and _CARRIERS.match(text, match.end()):
                    continue
                # "They were warning of it": of a word that says little the participle alone says nothing.
                if entry.form == "ing" and entry.rule.weight and not _WAS.search(text, start, word.start()):
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


def _subject(text: str, start: int, at: int) -> tuple[int, set[str]]:
    """The nouns of which a past form at a place may be said, in small letters, and where the phrase may begin.

    That is the word before it, or before its auxiliary; or one behind which a complement stands: "troops from Peru".
    """
    low = max(start, at - _SUBJECT)
    ahead = text[low:at]
    be = _BE.search(ahead)
    words = list(_WORD.finditer(ahead, 0, be.start() if be else len(ahead)))[-_COMPLEMENT:]
    if not words or ahead[words[-1].end() : be.start() if be else len(ahead)].strip(" ,"):
        return at, set()
    nouns = [words[-1]]
    if be:
        nouns += [w for w, after in pairwise(words) if after.group() in _OF and ahead[w.end() : after.start()] == " "]
    return low + min(w.start() for w in nouns), {w.group().lower() for w in nouns}


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
            behind_gap = out.endswith(_GAP)
            joint = "" if not out or behind_gap else r"[ -](?:(?:an?|the|its|their|his|her) )?[“\"‘]?"
            # "Issued three warnings": what stands farther on may be one or many.
            words = [s for w in part.split("|") for s in ((w, with_s(w)) if behind_gap else (w,))]
            out += joint + "(?:" + "|".join(map(re.escape, dict.fromkeys(words))) + ")"
    return out + r"(?!\w)"
