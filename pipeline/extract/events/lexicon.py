"""The lexicon of events: all words of `events.yaml` in all their forms, found in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline.errors import RuleError
from pipeline.extract.events.inflection import Form, noun_forms, verb_forms, with_s
from pipeline.extract.events.standing import BE, in_a_name, stands
from pipeline.extract.events.triggers import LIGHT, EventRule, Trigger, event_rules
from pipeline.extract.rulefile import following_rules

_WORD = re.compile(r"\w+")
_GAP = (
    r"(?: (?!(?:in|on|at|by|from|for|during|after|before|when|that|which|who|as|with|until|since)\b)"
    r"(?:(?:[A-Z]\.)+|[^\s,;:.()]+)){0,5}? "
)
"""Up to five words of one phrase, then a blank."""
_NO_OBJECT = re.compile(
    r" (?:in|on|by|at|during|after|before|since|to|from|under|against|last|this|the (?:following|next|same))\b"
    r"| ?[,.;:)]|$"
)
"""Behind a participle: "the envoy recalled in May"; "the envoy recalled her" has none."""
_SUBJECT = 100
"""Characters in which what something was done to is looked for before it, and"""
_COMPLEMENT = 7
"""so many words."""
_OF = frozenset(["of", "to", "from", "in", "on", "against", "for", "with", "between", "at"])


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
    others: tuple[frozenset[str], ...]
    """The words behind its first one, in small letters: of each set one must be in the sentence."""


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
        self._entries[first.group().lower()].append(_Entry(rule, order, form, phrase, tuple(_others(phrase))))

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
            if not BE.search(text, at, word.start()) and not _NO_OBJECT.match(text, verb.end(), end):
                continue
            made = _trigger(passive.rule, verb, "past")
            if not any(t.form == "noun" and t.type == made.type and at <= t.start for t in before):
                yield (made.weight, -len(verb.group()), False, passive.order), made

    def triggers(self, text: str, start: int, end: int) -> list[Trigger]:
        """See `triggers_in`."""
        every: list[tuple[_Rank, Trigger]] = []
        words = list(_WORD.finditer(text, start, end))
        present = {word.group().lower() for word in words}
        for word in words:
            if passives := self._passives.get(word.group().lower()):
                every += self._done_to(text, start, word, end, passives, [t for _, t in every])
            here = self._entries.get(word.group().lower())
            if here is None or (word.start() > start and text[word.start() - 1] == "-"):
                continue
            for entry in here:
                if any(present.isdisjoint(other) for other in entry.others):
                    continue
                match = _compiled(entry.words).match(text, word.start(), end) if entry.words else word
                if match is None or not stands(text, start, word, match, entry.form, entry.rule):
                    continue
                made = _trigger(entry.rule, match, entry.form)
                every.append(((made.weight, -len(match.group()), entry.form in {"s", "ing"}, entry.order), made))
        for order, rule, pattern in self._patterns:
            found = (m for m in pattern.finditer(text, start, end) if not in_a_name(text, start, *m.span()))
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
        home=rule.home,
        speaking=rule.speaking and form != "noun",
        deciding=rule.deciding and form != "noun",
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


def _subject(text: str, start: int, at: int) -> tuple[int, set[str]]:
    """The nouns of which a past form at a place may be said, in small letters, and where the phrase may begin.

    That is the word before it, or before its auxiliary; or one behind which a complement stands: "troops from Peru".
    """
    low = max(start, at - _SUBJECT)
    ahead = text[low:at]
    be = BE.search(ahead)
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
            out += joint + "(?:" + "|".join(map(re.escape, _ways(part, behind_gap=behind_gap))) + ")"
    return out + r"(?!\w)"


def _ways(part: str, *, behind_gap: bool) -> list[str]:
    """The words that may stand for a part of a phrase. "Issued three warnings": farther on there may be one or many."""
    return list(dict.fromkeys(s for w in part.split("|") for s in ((w, with_s(w)) if behind_gap else (w,))))


def _others(phrase: str) -> Iterator[frozenset[str]]:
    """For each part of a phrase behind its first one the first words of what may stand there, in small letters."""
    parts = phrase.split(" ")
    for before, part in pairwise(parts):
        if part != "...":
            firsts = [_WORD.search(way) for way in _ways(part, behind_gap=before == "...")]
            if all(firsts):
                yield frozenset(first.group().lower() for first in firsts if first)
