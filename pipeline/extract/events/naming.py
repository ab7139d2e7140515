"""What an event is called, and where it was.

A place is what the rules of `places.yaml` know: a town by its name, others by the noun that ends or begins it (the
Coral Sea, Lake Chad), and the states that the actors know. Other capitals behind "in" are no place: "in Parliament".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from pydantic import Field
from spacy.tokens import Doc

from pipeline.extract.actors import ActorFound, states
from pipeline.extract.dates.timing import gap
from pipeline.extract.events.clauses import in_quotes
from pipeline.extract.events.triggers import Trigger, event_rules
from pipeline.extract.nlp import found
from pipeline.extract.rulefile import Rule, following_rules, read_rules

REACH = 90
"""Characters between an event's word and its name."""

_CAPITALS = (
    r"[A-ZÀ-Þ][\w’'.–-]*(?: (?:of|the|and|de|du|del|la|le|des|for|[A-ZÀ-Þ][\w’'.–-]*|\d{1,4}))*"
    r"(?<! of)(?<! the)(?<! and)(?<! for)"
)
_CALLED = re.compile(
    r"\b(?:[Cc]alled|[Nn]amed|[Dd]ubbed|[Cc]ode-?named|[Kk]nown as|[Tt]itled|[Ee]ntitled),? (?:the )?[“\"‘]?"
    rf"({_CAPITALS})"
)
_OPERATION = re.compile(r"\b(?:Operation|Exercise) [“\"‘]?[A-ZÀ-Þ][\w’-]+(?: [A-ZÀ-Þ][\w’-]+| \d{2,4})*")
_BEFORE = re.compile(r"(?<![\w’'])(?:[A-ZÀ-Þ][\w’'.–-]* (?:of (?:the )?|de |du )?)+$")
_OF_WHERE = re.compile(r" of (?:the )?[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*")
"""Behind a capital: "the Battle of the Green Ford"."""
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|Fall|Winter)\b"
)
_WHOSE = re.compile(r"^.*?[’']s ")
_NO_NAME = re.compile(
    r"\d|^(?:January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|Fall"
    r"|Winter|One|Two|Three|This|That|These|Those|Its|Their|His|Her|Another|Other|When|While|As|By|From|To|With|No|Such"
    r"|Joint|Annual|Formal|Further|Previous|Subsequent|Initial|Recent|Regular)\b"
)
_NTH = (
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|inaugural"
    r"|\d{1,3}(?:st|nd|rd|th))"
)
_WHICH = re.compile(rf"{_NTH}\b", re.IGNORECASE)
_ORDINAL = re.compile(
    rf"{_NTH}(?: (?!in|on|of|to|at|by|for|and\b)[\w’+–-]+(?<!ed)){{0,2}} $",
    re.IGNORECASE,
)
_OPENERS = re.compile(r"^(?:(?:The|In|At|On|A|An|During|After|Since|For|Following|of) )+")

_LOWER = (
    r"(?:[A-Z]\w+-(?:held|occupied|controlled|ruled|administered) "
    r"|(?:the|northern|southern|eastern|western|central|north|south|east|west|northeastern|northwestern"
    r"|southeastern|southwestern|downtown|nearby|neighbou?ring) )*"
)
_KIND = (
    r"(?P<kind>(?:(?:[A-Z]\w+ )?"
    r"(?:coast|waters|waters off|port|city|town|village|island|islands|province|region|shores?|outskirts)"
    r" (?:of )?(?:the )?)?)"
)
_PHRASE = r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?:(?: of(?: the)?| de| la| al| el|,)? [A-ZÀ-Þ][\w’'-]+)*)"
_IN = re.compile(
    r"(?<!Made )\b(?:[Ii]n|[Aa]t|[Oo]ff|[Nn]ear|[Oo]utside|[Aa]round|[Aa]cross|[Tt]hrough|[Ii]nto|[Tt]oward"
    rf"|[Vv]isit(?:ed|s|ing)?|[Vv]isits? to) {_LOWER}{_KIND}{_PHRASE}"
)
_TO = re.compile(rf"\b[Tt]o {_LOWER}{_KIND}{_PHRASE}")
_FROM = re.compile(rf"\b(?:[Ff]rom|[Oo]ut of) {_LOWER}{_KIND}{_PHRASE}")
_OBJECT = re.compile(rf"(?: (?:of|on|for|against|upon|to|at))? {_LOWER}{_KIND}{_PHRASE}")
_OTHER_CLAUSE = re.compile(
    r"\b(?:that|which|who|whom|whose|although|though|because|while|whereas|if|whether)\b|;|\s[–—]\s|\w—\w",
    re.IGNORECASE,
)
"""Between a place and the word: it is where something else was."""
_PUT_IN = re.compile(r"—[^—]{1,60}—|\s–[^–]{1,60}–\s")
_ABSTRACT = frozenset(["policy", "statement", "sanction", "agreement", "institution", "appointment", "other"])
BESIDE = 60
"""Characters from what is decided or said to where; farther on it is where something else is."""


class PlaceRule(Rule):
    """Places by name, and the nouns that end or begin the name of one."""

    names: tuple[str, ...] = Field((), description="names as printed, diacritics aside")
    heads: tuple[str, ...] = Field((), description="nouns that end the name of a place: the Coral `Sea`")
    leads: tuple[str, ...] = Field((), description="words that begin the name of a place: `Lake` Chad")


def place_rules() -> tuple[PlaceRule, ...]:
    """The rules of `places.yaml`."""
    return read_rules("places", PlaceRule)


def name_of(text: str, sentence: tuple[int, int], trigger: Trigger, date: int, dates: Sequence[tuple[int, int]]) -> str:
    """A name given beside the event's word: "Battle of …", "called …", capitals before it, or which it was.

    "The fifth summit" has no other name than "fifth summit"; of "the first summit in May and the second in June" the
    later is the "second summit".

    Args:
        text: Of the block.
        sentence: Its span.
        trigger: Of the event.
        date: Where the date of the event begins.
        dates: The spans of all dates of the sentence.
    """
    named = text[trigger.start].isupper() and _OF_WHERE.match(text, trigger.end, sentence[1])
    if (m := named) and not _MONTH.match(text, m.start() + len(" of ")):
        return text[trigger.start : trigger.end] + _bare(m.group())
    if trigger.type not in _named_types():
        return ""
    low, high = max(sentence[0], trigger.start - REACH), min(sentence[1], trigger.end + REACH)
    for pattern in (_OPERATION, _CALLED):
        if m := pattern.search(text, low, high):
            return m[m.lastindex or 0].rstrip(".,")
    if trigger.form != "noun":
        return ""
    words = text[trigger.start : trigger.end]
    if m := _BEFORE.search(text, low, trigger.start):
        # One capital at the start of a sentence is no name ("Formal talks"), and whose it is, is no part of it.
        name = _WHOSE.sub("", _OPENERS.sub("", m.group()))
        opens = m.start() == sentence[0] and name.count(" ") < 2
        if name.strip() and not opens and not _NO_NAME.search(name):
            return name + words
    before = [end for start, end in dates if trigger.end <= start and end <= date]
    if before:
        later = list(_WHICH.finditer(text, before[-1], date))
        return f"{later[-1].group().lower()} {words}" if later else ""
    if m := _ORDINAL.search(text, low, trigger.start):
        return m.group().lower() + words
    return ""


def place_of(
    doc: Doc, text: str, sentence: tuple[int, int], trigger: Trigger, date: int, dates: Sequence[tuple[int, int]]
) -> str:
    """The place nearest to the trigger, as printed; empty where nothing that is known to be a place stands there.

    Of a visit it is where it goes, of forces where they are sent to or leave, of an attack what is attacked. A place
    in a clause of its own or in a quotation is not that of what the sentence tells; where a sentence has more than one
    date, a place behind the first of them goes with the date that is nearest to it.

    Args:
        doc: Of the block.
        text: Its text.
        sentence: A span of it.
        trigger: Of the event.
        date: Where the date of the event begins.
        dates: The spans of all dates of the sentence.
    """
    span = (trigger.start, trigger.end)
    matches = list(_IN.finditer(text, *sentence))
    if trigger.type in {"visit", "deployment"}:
        matches += _TO.finditer(text, *sentence)
    if trigger.rule == "event.withdrawal":
        matches += _FROM.finditer(text, *sentence)
    attacked = _OBJECT.match(text, trigger.end, sentence[1]) if trigger.type == "conflict" else None
    if attacked:
        matches.append(attacked)
    options = sorted(((gap(m.span("name"), span), m) for m in matches), key=lambda o: (o[0], o[1].start("name")))
    by_name = {"name"} if trigger.type in {"visit", "conflict", "deployment"} else set()
    named = {
        s.start_char: s.end_char
        for s, d in found(doc, "actors", ActorFound)
        if d.form == "metonym" or (d.code in states() and (d.form in by_name or (d.place and d.form != "adjective")))
    }
    actors = {s.start_char for s, _ in found(doc, "actors", ActorFound)}
    if (
        attacked
        and trigger.form == "noun"
        and attacked.start("name") not in actors
        and not _MONTH.match(attacked["name"])
    ):
        # Of "the siege of Tamworth" a town that nobody knows is the place, and no other.
        return _known(attacked, named)
    if (
        attacked
        and not _elsewhere(text, sentence, trigger, attacked.span("name"), 0)
        and (name := _known(attacked, named))
    ):
        return name
    here = (m for distance, m in options if not _elsewhere(text, sentence, trigger, m.span("name"), distance))
    if len(dates) < 2:
        return next(filter(None, (_known(m, named) for m in here)), "")
    spans = {m.span("name"): name for m in here if (name := _known(m, named))}
    return next((spans[at] for at in _with_date(text, list(spans), date, dates)), "")


def _with_date(
    text: str, places: Sequence[tuple[int, int]], date: int, dates: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The places of one date among several; those before the first of them, where it has none of its own."""
    groups = [[dates[0]]]
    for one, other in pairwise(dates):
        beside = text[one[1] : other[0]].strip() in {"and", ",", "or", ", and", "&"}
        if not beside:
            groups.append([])
        groups[-1].append(other)
    of_date = next((g for g in groups if any(start == date for start, _ in g)), [])
    own = [p for p in places if min(groups, key=lambda g: (min(gap(d, p) for d in g), -g[0][0])) is of_date]
    return own or [p for p in places if p[1] <= dates[0][0]]


def _elsewhere(text: str, sentence: tuple[int, int], trigger: Trigger, place: tuple[int, int], distance: int) -> bool:
    """Whether a place is where something else was than what the trigger tells of."""
    ahead = place[1] <= trigger.start
    low, high = (place[1], trigger.start) if ahead else (trigger.end, place[0])
    opens = (
        ahead
        and text.startswith(",", place[1])
        and " " in text[sentence[0] : place[0]]
        and place[0] - sentence[0] < BESIDE
    )
    if trigger.type in _ABSTRACT and distance > BESIDE and not opens:
        return True
    if low < high and _OTHER_CLAUSE.search(_PUT_IN.sub(" ", text[low:high])):
        return True
    return in_quotes(text, sentence, place[0]) != in_quotes(text, sentence, trigger.start)


def places_in(text: str) -> list[tuple[str, str]]:
    """The places that a text names behind a preposition, each with the id of the rule that knows it."""
    return [(name, rule) for m in _IN.finditer(text) for name, rule in [_by_rule(m["name"])] if name]


def _known(match: re.Match[str], states: dict[int, int]) -> str:
    name, start = match["name"], match.start("name")
    if states.get(start):
        behind = match.string[start : max(states[start], match.end("name"))]
        return _bare(behind if behind.count(",") == 0 else match.string[start : states[start]])
    by_rule, _ = _by_rule(name)
    return by_rule or (_bare(name) if match["kind"] else "")


def _by_rule(name: str) -> tuple[str, str]:
    """The longest beginning of a name that the rules know, up to a comma."""
    names, heads, leads = _places()
    parts = name.split(", ")
    words = _bare(parts[0]).split(" ")
    if len(words) > 1 and (rule := heads.get(words[-1])):
        return " ".join(words), rule
    for size in range(len(words), 0, -1):
        phrase = " ".join(words[:size])
        if rule := names.get(_folded(phrase)):
            return phrase, rule
    rule = next((r for lead, r in leads.items() if parts[0].startswith(f"{lead} ")), "")
    return (_bare(parts[0]), rule) if rule else ("", "")


def _bare(name: str) -> str:
    return name.removesuffix("’s").removesuffix("'s").rstrip(".,’'")


def _folded(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


@following_rules
def _places() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    rules = place_rules()
    names = {_folded(n): r.id for r in reversed(rules) for n in r.names}
    heads = {h: r.id for r in reversed(rules) for h in r.heads}
    leads = {lead: r.id for r in reversed(rules) for lead in r.leads}
    return names, heads, leads


@following_rules
def _named_types() -> frozenset[str]:
    return frozenset(r.type for r in event_rules() if r.named)
