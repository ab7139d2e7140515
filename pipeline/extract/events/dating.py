"""Which words a date dates: not the nearest ones, but those that it governs.

A date governs the words of its own clause before those of another, a noun that it stands before or behind ("the May
2004 summit", "the summit of May 2004") before all, and a strong word before a weak one. Where the date is that of an
occasion ("at the May 2004 summit they agreed to set up …"), what happened on the occasion is dated by it, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.dates.timing import DateAt, gap
from pipeline.extract.events.clauses import OF_IT, SUBJECT_AHEAD, UNTIL, WHEN, elsewhere, joined_clause, opens
from pipeline.extract.events.triggers import LIGHT, WEAK, Trigger

CLAUSE = 160
"""What every clause between costs, in characters of distance; so for commas, semicolons, a gerund ("of sailing"), and
for what is joined on behind the date ("in May and left")."""
COMMA = 25
STOP = 300
COLON = 100
GERUND = 100
JOINED = 60
NEAR_DECADE = 60
"""Characters from a word that says little to the decade that dates it."""
SPOKEN = 200
"""What a noun pays that is only spoken of: "condemned the attack"."""
REACH_OF_BRACKET = 60
"""Characters from a word to the date alone in brackets behind it."""
INFINITIVE = 60
"""What a verb pays behind another one: "decided to move"."""
AIM = 120
"""What everything pays behind a date for an infinitive between."""

BARRIER = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|while|although|though|because|whereas|whereby|if|unless|until|till|whether|than"
    r"|so that|in order to|before|after|since|as|but|following|compared (?:to|with))\b|\s[–—]\s|\w—\w|[()“”]",
    re.IGNORECASE,
)
_SPEECH_OF = re.compile(r"(?: (?!(?:in|at|on|during|after|before|to|that|and|when)\b)[\w’'+–-]+){0,5} ")
_IT_WAS = re.compile(
    r"\b[Ii]t (?:was|is) (?:not until|only|first)?(?: ?(?:in|on|during|by))?(?: (?:the|early|late))* ?$"
)
_THAT = re.compile(r"(?:, [^,;]{1,100},)? that ")
_OPENING_WHEN = re.compile(r"(?:[A-Z]\w+(?: \w+){0,2}, )?(?:[Ww]hen|[Aa]s|[Ww]hile) ")
_UP_TO_OBJECT = re.compile(r" (?:the|its|their|his|her|an?|[A-Z][\w’'-]*[’']s?)?(?: ?[A-Z][\w’'-]*){0,3} ?")
_JOINED = re.compile(r",? (?:and|but|then) ")
_INSERTED = re.compile(r", (?:which|who|whose|whom|where)\b[^,;]*,")
"""A relative clause between two commas: what goes on behind it is as near as if it were not there."""
_BRACKETS = re.compile(r" ?\([^()]*\)")
_GERUND = re.compile(r"\b(?:of|in|for|by|to|on|at|with|from|before|after|without|toward|towards)(?: \w+ly)? $")
_OF_DATE = re.compile(
    r"\s(?:(?:held|taking place|that took place) )?(?:in|of|on|from|at the end of|in early|in late)\s"
)
_IN_PHRASE = re.compile(
    r"(?:[,\s]+(?!(?:and|or|but|in|on|at|by|with|to|of|for|from|the|an?|when|as|that|which|who|was|were|is|has|had)\b)"
    r"[\w’'–+-]+){0,5}[,\s]*"
)
_DETERMINER = re.compile(r"(?:\b(?:the|an?|its|their|his|her|our|this|that|each|every)|[’']s|s[’']) $", re.IGNORECASE)
_DESCRIBED = re.compile(r",? \w")
_LAW_OF = re.compile(
    r"\b(?:Act|Law|Laws|Code|Bill|Constitution|Decree|Ordinance|Statute|Regulations?|Directive|Rules?|Orders?"
    r"|Amendments?|Edition|Report|Resolution)(?: \([A-Z]+\))? of $"
)
_PLAN_TO = re.compile(
    r"\b(?:plans?|proposals?|calls?|efforts?|bids?|attempts?|ability|rights?|requests?|orders?|pressure|desire|needs?"
    r"|obligations?|authority|permission)\b[^,;:()]* to $"
)
_THROUGH = re.compile(
    r"\b(?:(?:through|up to|prior to)(?: the)?(?: early| late| mid)?"
    r"|(?:periods?|years?|months?|eras?|phases?|terms?|cycles?|quarters?|weeks?|days?)"
    r" (?:starting|beginning|ending|ended)(?: in| on| from| with)?(?: the)?)\s$",
    re.IGNORECASE,
)
"""Before a date that only bounds something."""
_OFFICE = re.compile(r",\s(?:(?:its|the|an?|then|former|his|her|their|our)\b|[A-Z])[^,;]*\sfrom $")
"""An apposition that tells when somebody was what: ", its treasurer from 2004 to 2005, testified"."""
_NAME_AHEAD = re.compile(r"(?<![.:;?!”] )(?<!^)(?:\b[A-Z][\w’'-]*[a-z] ){2,}$")
_NOTE_NUMBER = re.compile(r"[^\W\d_][.,;:!?”’\")\]]{1,2}\d{4}")
_PARTICIPLE = re.compile(
    r", (?:\w+ly )?(?!(?:following|including|according|during|beginning|starting|regarding|concerning)\b)\w+ing "
)
"""Behind a date: what was done besides, and what it was done to ("spoke in May, declaring an end to the war")."""
_TO_DO = re.compile(
    r"\bto (?!(?:the|an?|its|their|his|her|our|some|this|that|these|those|all|any|both|each|no|war|date|power|office"
    r")\b)(?![a-z]*[^s]s\b)(?=[a-z]+\b)"
)
"""Behind a date: an infinitive, and what comes behind it was to be done then ("invited her to address the meeting")."""
_AS_THEN = re.compile(
    r"\b(?:as|like|unlike|than)(?: (?:was|were|it did|they did|had been))?(?: [a-z]+)? (?:in|on|during) $"
)
"""Before a date that only compares: "it was allowed, as in 2004"."""
_CODE = re.compile(r"-(?:[A-Z]|\d{1,2}\b)")
"""Behind the year of a number: "Fund 2016-B"."""
_YEAR = re.compile(r"\d{4}$")
_QUOTES = re.compile(r"[“”\"]")
_OCCASION = re.compile(
    r"\b(?:during|at|following|after|upon|on the occasion of|on the sidelines of|on the margins of)"
    r"(?: (?!(?:of|in|on|to|for|with|by|from|that|which|and)\b)[\w’'.,–+-]+){0,7} $",
    re.IGNORECASE,
)


def dated(
    text: str, sentence: tuple[int, int], dates: Sequence[DateAt], triggers: Sequence[Trigger]
) -> Iterator[tuple[Trigger, DateAt]]:
    """Each date with the trigger that it governs, and with a second one where two things happened then.

    Args:
        text: Of the block.
        sentence: Its span.
        dates: Of the sentence that still want a trigger, in order.
        triggers: Of the sentence, in order; none inside a date.
    """
    for i, date in enumerate(dates):
        if _dates_no_deed(text, sentence, date, triggers):
            continue
        # What stands in quotation marks is somebody's words, or a title.
        quoted = in_quotes(text, sentence, date.start)
        said = [t for t in triggers if in_quotes(text, sentence, t.start) == quoted]
        if "X" in date.value:
            # In a decade much went on: a word that says little must stand by it.
            cleft = _cleft_end(text, date)
            said = [t for t in said if not t.weight or _right_ahead(text, t, date) or 0 <= cleft < t.start]
        whole = _with_those_beside(text, dates[i:])
        others = [d for d in dates if not whole.start <= d.start < whole.end]
        said = [t for t in said if not elsewhere(text, sentence, t, date) and not _taken(text, t, whole, others, said)]
        if whole.end != date.end and text.startswith(", when ", whole.end):
            # Of a list the last date is that of the "when".
            said = [t for t in said if t.start < whole.end]
        closes = _when_ahead(text, sentence, date) >= 0
        costs = {
            t: cost(text, t, whole, closes=closes)
            + SPOKEN * _spoken_of(text, t, said)
            + CLAUSE * joined_clause(text, t, whole, said)
            - LIGHT * opens(text, sentence, t, whole)
            for t in said
        }
        if _bracketed(text, date):
            costs = {t: c for t, c in costs.items() if 0 <= date.start - t.end <= REACH_OF_BRACKET}
        if tells_which(text, whole):
            costs = {t: c for t, c in costs.items() if c < 0}
        best = min(costs, key=lambda t: (costs[t], t.start), default=None)
        if best is None:
            continue
        yield best, date
        if (second := also(text, sentence, date, best, said, dates)) is not None:
            yield second, date


def also(
    text: str,
    sentence: tuple[int, int],
    date: DateAt,
    first: Trigger,
    triggers: Sequence[Trigger],
    dates: Sequence[DateAt],
) -> Trigger | None:
    """What else is dated by the date of `first`: an occasion and what happened on it; what a "when" tells.

    Args:
        text: Of the block.
        sentence: Its span.
        date: The date.
        first: What it dates.
        triggers: Of the sentence.
        dates: All of the sentence; what stands nearer to another of them is dated by that.
    """
    if first.weight:
        return None
    others = [t for t in triggers if t.type != first.type and (not t.weight or (t.weight == WEAK and t.joint))]
    others = [t for t in others if all(cost(text, t, d) >= cost(text, t, date) for d in dates)]
    both = (
        t
        for t in others
        if _on_occasion(text, sentence, first, t)
        or _when(text, date, first, t)
        or _whereupon(text, sentence, date, first, t)
        or _object(text, date, first, t)
    )
    return min(both, key=lambda t: (cost(text, t, date), t.start), default=None)


def _taken(text: str, trigger: Trigger, date: DateAt, others: Sequence[DateAt], triggers: Sequence[Trigger]) -> bool:
    """Whether a trigger of another clause is dated by one of the other dates: "one fell in May, while …"."""
    low, high = sorted(((trigger.start, trigger.end), date.reach))
    joined = SUBJECT_AHEAD.search(text, date.end, trigger.start) if low == date.reach else None
    if joined and any(u.form == "past" and u.start < joined.start() for u in triggers):
        # "In May they agreed to it, and the king ratified it in June."
        return any(trigger.end <= d.start for d in others)
    if not others or not BARRIER.search(OF_IT.sub("", UNTIL.sub("", text[low[1] : high[0]]))):
        return False
    own = cost(text, trigger, date)
    return any(cost(text, trigger, d) <= own - CLAUSE for d in others)


def _with_those_beside(text: str, dates: Sequence[DateAt]) -> DateAt:
    """A date together with those that it is listed with: "the May 2004 and June 2005 summits"."""
    whole = dates[0]
    for following in dates[1:]:
        if text[whole.end : following.start].strip() not in {"and", ",", "or", ", and", "&"}:
            break
        whole = replace(whole, end=following.end)
    return whole


def _dates_no_deed(text: str, sentence: tuple[int, int], date: DateAt, triggers: Sequence[Trigger]) -> bool:
    """Whether a date bounds what goes on ("through 2034"), names a law ("the Fisheries Act of 1976"), says when
    somebody held an office, or is a part of a name ("Healthy Rivers 2010").
    """
    low = max(sentence[0], date.start - 100)
    if _THROUGH.search(text, low, date.start) or _LAW_OF.search(text, max(low, date.start - 40), date.start):
        return True
    if text.startswith(",", date.end) and "/" in date.value and (office := _OFFICE.search(text, low, date.start)):
        return not any(office.start() <= t.start < date.start for t in triggers)
    if _AS_THEN.search(text, low, date.start) and text[date.end : date.end + 1] in {",", ".", ";", ")", ""}:
        return True
    if not _YEAR.match(text, date.start, date.end):
        return False
    if _CODE.match(text, date.end):
        return True
    name = _NAME_AHEAD.search(text, low, date.start)
    return name is not None and not any(name.start() <= t.start < date.start for t in triggers)


def glued(text: str, start: int, end: int, value: str) -> bool:
    """Whether a year is printed right behind a word's full stop or quotation mark: the number of a note, not a year.

    Args:
        text: Of the block.
        start: Of the date, which may hold the word where no blank parts them.
        end: Of the date.
        value: Of the date.
    """
    return len(value) == len("2014") and _NOTE_NUMBER.search(text, max(0, start - 2), end) is not None


def in_quotes(text: str, sentence: tuple[int, int], at: int) -> bool:
    """Whether a place of a sentence is inside “…”, "…" or […]: somebody's words, a title, a translation.

    A quotation may have begun in a sentence before: then a mark closes it that none has opened here.
    """
    if text.count("[", sentence[0], at) > text.count("]", sentence[0], at):
        return True
    before = after = ""
    for mark in _QUOTES.finditer(text, *sentence):
        opens = mark.group() == "“" or (mark.group() == '"' and _opening(text, mark.start(), sentence[0]))
        if mark.start() < at:
            before = "opens" if opens else "closes"
        else:
            after = "opens" if opens else "closes"
            break
    return before == "opens" or (not before and after == "closes")


def _opening(text: str, at: int, start: int) -> bool:
    """Whether a straight quotation mark opens: a blank or a bracket before it, none behind."""
    return (at == start or text[at - 1] in " ([—–") and not text[at + 1 : at + 2].isspace()


def cost(text: str, trigger: Trigger, date: DateAt, *, closes: bool = False) -> int:
    """How far a trigger is from a date's government; less is nearer, and below 0 it is the noun that the date is of.

    `closes`: the date ends a clause that begins with "when"; what follows is another.
    """
    span = (trigger.start, trigger.end)
    if trigger.form == "noun" and _names(text, span, date):
        # Of "the 2016 air show visit" the last noun is the head.
        return trigger.weight - 2000 - max(0, trigger.start - date.end)
    low, high = sorted((span, date.reach))
    if low == date.reach and 0 <= (cleft := _cleft_end(text, date)) < high[0]:
        low = low[0], cleft
    between = _INSERTED.sub("", _BRACKETS.sub("", text[low[1] : high[0]]))
    distance = min(gap(low, high), len(between))
    joined = False
    if low == date.reach:
        joined = trigger.form != "noun" and _JOINED.match(between) is not None
        if clause := WHEN.match(between):
            between = between[clause.end() :]
    aims = len(_TO_DO.findall(between)) if low == date.reach and trigger.form != "past" else 0
    gerund = trigger.form == "ing" and _GERUND.search(text, max(0, trigger.start - 25), trigger.start)
    return (
        distance
        + trigger.weight
        + JOINED * joined
        + GERUND * bool(gerund)
        + AIM * aims
        + CLAUSE * (low == date.reach and _PARTICIPLE.match(between) is not None)
        + INFINITIVE * (trigger.form == "base" and (trigger.weight > 0 or _aim(text, trigger)))
        + COMMA * between.count(",")
        + STOP * between.count(";")
        + COLON * between.count(": ")
        + CLAUSE * (low[0] == date.reach[0] and between.startswith(", ") and trigger.form == "past" and closes)
        + CLAUSE * len(BARRIER.findall(between))
    )


def _right_ahead(text: str, verb: Trigger, date: DateAt) -> bool:
    """Whether a verb's own phrase ends with the date: "began in the 1980s"."""
    between = text[verb.end : date.start]
    return (
        verb.form == "past" and 0 < len(between) <= NEAR_DECADE and not BARRIER.search(between) and "," not in between
    )


def _bracketed(text: str, date: DateAt) -> bool:
    """Whether a date stands alone in brackets: it tells of what is right before."""
    return date.start > 0 and text[date.start - 1] == "(" and text.startswith(")", date.end)


def _spoken_of(text: str, noun: Trigger, triggers: Sequence[Trigger]) -> bool:
    """Whether a noun is the object of a verb of speech."""
    if noun.form != "noun":
        return False
    ahead = (t for t in triggers if t.speaking and t.end < noun.start)
    return any(_SPEECH_OF.fullmatch(text, t.end, noun.start) for t in ahead)


def _cleft_end(text: str, date: DateAt) -> int:
    """Where the clause begins that "it was in May 2004 that …" dates; -1 where nothing is told so."""
    if _IT_WAS.search(text, max(0, date.start - 40), date.start) is None:
        return -1
    that = _THAT.match(text, date.end)
    return that.end() if that else -1


def _aim(text: str, verb: Trigger) -> bool:
    """Whether a verb tells what a plan is for: "introduced plans in May to abolish"."""
    return _PLAN_TO.search(text, max(0, verb.start - 60), verb.start) is not None


def _names(text: str, noun: tuple[int, int], date: DateAt) -> bool:
    """Whether a date says which one is meant of a noun: "the May 2004 summit", "the summit of May 2004"."""
    low, high = date.reach
    if noun[0] >= high:
        return tells_which(text, date) and noun[0] - high <= 50 and bool(_IN_PHRASE.fullmatch(text, high, noun[0]))
    return noun[1] <= low and _OF_DATE.fullmatch(text, noun[1], low) is not None


def tells_which(text: str, date: DateAt) -> bool:
    """Whether a date only describes what follows it: "the 2014 review", "its May 2004 summit"."""
    ahead = _DETERMINER.search(text, max(0, date.start - 8), date.start)
    return ahead is not None and _DESCRIBED.match(text, date.end) is not None


def _when(text: str, date: DateAt, first: Trigger, second: Trigger) -> bool:
    """Whether the second is what a "when" behind the date tells: "began in May 2004, when a ship docked"."""
    clause = WHEN.match(text, date.end)
    if clause is None or second.form != "past" or not first.end <= date.start or second.start < clause.end():
        return False
    return BARRIER.search(text, clause.end(), second.start) is None


def _when_ahead(text: str, sentence: tuple[int, int], date: DateAt) -> int:
    """Where the "when" stands of a clause before the main one that ends with the date; -1 where there is none."""
    if not text.startswith(", ", date.end):
        return -1
    clause = _OPENING_WHEN.match(text, *sentence)
    return clause.end() if clause and text.find(",", clause.end(), date.end) < 0 else -1


def _whereupon(text: str, sentence: tuple[int, int], date: DateAt, first: Trigger, second: Trigger) -> bool:
    """Whether the second is what the main clause tells behind a "when": "when a ship docked in May, a band played"."""
    clause = _when_ahead(text, sentence, date)
    return 0 <= clause <= first.start < date.end < second.start and second.form == "past"


def _object(text: str, date: DateAt, noun: Trigger, verb: Trigger) -> bool:
    """Whether the verb was done to, or at, what the date tells of: "joined the 2014 exercise"."""
    if noun.form != "noun" or verb.form != "past" or not verb.end < date.start < noun.start:
        return False
    return _UP_TO_OBJECT.fullmatch(text, verb.end, date.start) is not None


def _on_occasion(text: str, sentence: tuple[int, int], first: Trigger, second: Trigger) -> bool:
    """Whether one is an occasion, and the other what happened on it: "signed it during a visit"."""
    noun, verb = (first, second) if first.form == "noun" else (second, first)
    if noun.form != "noun" or verb.form != "past":
        return False
    if not _OCCASION.search(text, max(sentence[0], noun.start - 80), noun.start):
        return False
    low, high = sorted(((noun.start, noun.end), (verb.start, verb.end)))
    return BARRIER.search(text, low[1], high[0]) is None
