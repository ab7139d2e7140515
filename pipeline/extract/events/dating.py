"""Which words a date dates: not the nearest ones, but those that it governs.

A date governs the words of its own clause before those of another, a noun that it stands before or behind ("the May
2004 summit", "the summit of May 2004") before all, and a strong word before a weak one. Where the date is that of an
occasion ("at the May 2004 summit they agreed to set up …"), what happened on the occasion is dated by it, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.dates.timing import DateAt
from pipeline.extract.events.clauses import OF_IT, OPENING_PHRASE, SUBJECT_AHEAD, UNTIL, WHEN, elsewhere, in_quotes
from pipeline.extract.events.costs import (
    BARRIER,
    CLAUSE,
    cleft_end,
    cost,
    cost_among,
    inside,
    names,
    says_at_last,
    tells_which,
)
from pipeline.extract.events.triggers import WEAK, Trigger

NEAR_DECADE = 60
"""Characters from a word that says little to the decade that dates it."""
REACH_OF_BRACKET = 60
"""Characters from a word to the date alone in brackets behind it."""

_OPENING_WHEN = re.compile(r"(?:[A-Z]\w+(?: \w+){0,2}, )?(?:[Ww]hen|[Aa]s|[Ww]hile) ")
_UP_TO_OBJECT = re.compile(r" (?:the|its|their|his|her|an?|[A-Z][\w’'-]*[’']s?)?(?: ?[A-Z][\w’'-]*){0,3} ?")
_LAW_OF = re.compile(
    r"\b(?:Act|Law|Laws|Code|Bill|Constitution|Decree|Ordinance|Statute|Regulations?|Directive|Rules?|Orders?"
    r"|Amendments?|Edition|Report|Resolution)(?: \([A-Z]+\))?(?: of|,) $"
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
_AS_THEN = re.compile(
    r"\b(?:as|like|unlike|than)(?: (?:was|were|it did|they did|had been))?(?: [a-z]+)? (?:in|on|during) $"
    r"|\((?:like|such as|e\.g\.,?) $",
    re.IGNORECASE,
)
"""Before a date that only compares: "it was allowed, as in 2004"."""
_AND_DID_IT = re.compile(
    r",? (?:and|but) (?:(?:an?|the|its|their) (?:[\w’-]+ ){1,4}(?:was|were) )?"
    r"(?:\w+ed|began|held|won|led|sent|met|took|made)(?: [\w’-]+){0,4} "
)
_AND_DID = re.compile(r",? (?:and|but)(?: \w+ly| then| later| also)? ")
_PROMISE = re.compile(
    r"\b(?:agreed|decided|pledged|promised|vowed|undertook|resolved|offered|threatened|planned|proposed|announced plans"
    r"|announced (?:its|their|his|her|an?) (?:\w+ )?(?:plans?|intentions?|decision))\b"
    r"[^,;()]{0,60}? to (?=[a-z]+\b(?! date\b))"
)
"""What somebody said that they would do, up to the verb that tells it."""
_CODE = re.compile(r"-(?:[A-Z]|\d{1,2}\b)")
"""Behind the year of a number: "Fund 2016-B"."""
_SEASON = re.compile(r"(?:(?:the|an?|its|their|his|her) )?(?:spring|summer|autumn|fall|winter)", re.IGNORECASE)
_IN_SEASON = re.compile(
    r"\b(?:in|during|over|through|throughout|by|of|since|until|last|next|that|this) $", re.IGNORECASE
)
_SORTED = re.compile(
    r" (?!(?:and|or|of|but|to|in|on|at|by|with|from|for|as|when|while|that|which|after|before|until|the|an?"
    r"|is|was|were|had|has|saw|came|brought)\b)[a-z]"
)
_YEAR = re.compile(r"\d{4}$")
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
        if _dates_no_deed(text, sentence, date, triggers) or (len(dates) > 1 and _says_which_sort(text, date)):
            continue
        # What stands in quotation marks is somebody's words, or a title.
        quoted = in_quotes(text, sentence, date.start)
        said = [t for t in triggers if in_quotes(text, sentence, t.start) == quoted]
        if "X" in date.value:
            # In a decade much went on: a word that says little must stand by it.
            cleft = cleft_end(text, date)
            said = [t for t in said if not t.weight or _right_ahead(text, t, date) or 0 <= cleft < t.start]
        if len(dates) > 1:
            # "In May they released the 2004 data": the year only says which data.
            said = [t for t in said if not inside(text, t, date)]
        opening = OPENING_PHRASE.match(text, *sentence)
        if opening and opening.end() <= date.start:
            # "Following talks in Lima, on 3 May they signed": what opens the sentence was before.
            said = [t for t in said if t.start >= opening.end()] or said
        said = _of_promise(text, sentence, date, dates, said)
        whole = _with_those_beside(text, dates[i:])
        others = [d for d in dates if not whole.start <= d.start < whole.end]
        said = [t for t in said if not elsewhere(text, sentence, t, date) and not _taken(text, t, whole, others, said)]
        said = _not_of_others(text, sentence, others, said)
        if whole.end != date.end and text.startswith(", when ", whole.end):
            # Of a list the last date is that of the "when".
            said = [t for t in said if t.start < whole.end]
        closes = _when_ahead(text, sentence, date) >= 0
        alone = len(dates) == 1
        costs = {t: cost_among(text, sentence, t, whole, said, alone=alone, closes=closes) for t in said}
        if _bracketed(text, date):
            costs = {t: c for t, c in costs.items() if 0 <= date.start - t.end <= REACH_OF_BRACKET}
        if tells_which(text, whole):
            costs = {t: c for t, c in costs.items() if c < 0}
        best = min(costs, key=lambda t: (costs[t], t.start), default=None)
        if best is None or (best.weight and _told_closer(date, dates)):
            continue
        yield best, date
        if (second := also(text, sentence, date, best, said, dates)) is not None:
            yield second, date


def _of_promise(
    text: str, sentence: tuple[int, int], date: DateAt, dates: Sequence[DateAt], triggers: Sequence[Trigger]
) -> list[Trigger]:
    """Of "agreed in May to meet in June": the first date is that of the promise, the second that of what is to come."""
    promise = _PROMISE.search(text, *sentence)
    if promise is None or not any(d.end <= promise.end() for d in dates):
        return list(triggers)
    if not any(d.start >= promise.end() for d in dates):
        return list(triggers)
    if date.start >= promise.end():
        ours = [t for t in triggers if t.start >= promise.end()]
    else:
        ours = [t for t in triggers if t.start < promise.end()]
    return ours or list(triggers)


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
    others = [t for t in triggers if t.type != first.type and (not t.weight or _tells_enough(t))]
    if first.weight:
        # "When he died in May, she became queen": a word that says little has only what its clause led to beside it.
        others = [t for t in others if _whereupon(text, sentence, date, first, t)]
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


def _tells_enough(weak: Trigger) -> bool:
    return weak.weight == WEAK and (weak.joint or weak.deciding)


def _taken(text: str, trigger: Trigger, date: DateAt, others: Sequence[DateAt], triggers: Sequence[Trigger]) -> bool:
    """Whether a trigger of another clause is dated by one of the other dates: "one fell in May, while …"."""
    low, high = sorted(((trigger.start, trigger.end), date.reach))
    joined = SUBJECT_AHEAD.search(text, date.end, trigger.start) if low == date.reach else None
    if low == date.reach and joined is None:
        joined = (_AND_DID if trigger.form == "past" else _AND_DID_IT).fullmatch(text, date.end, trigger.start)
    if joined and any(u.form == "past" and u.start < joined.start() for u in triggers):
        # "In May they agreed to it, and the king ratified it in June."
        return any(trigger.end <= d.start for d in others)
    if not others or not BARRIER.search(OF_IT.sub("", UNTIL.sub("", text[low[1] : high[0]]))):
        return False
    own = cost(text, trigger, date)
    return any(cost(text, trigger, d) <= own - CLAUSE for d in others)


def _not_of_others(
    text: str, sentence: tuple[int, int], others: Sequence[DateAt], triggers: Sequence[Trigger]
) -> list[Trigger]:
    """Without what is said at last on another date, and, if stronger words are left, nouns that another date is of."""
    said = [t for t in triggers if not any(says_at_last(text, sentence, t, d) for d in others)]
    owned = [t for t in said if t.form == "noun" and any(tells_which(text, d) and names(text, t, d) for d in others)]
    left = [t for t in said if t not in owned]
    return left if any(not t.weight for t in left) else said


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
    compared = _AS_THEN.search(text, low, date.start)
    if compared and (compared[0].startswith("(") or text[date.end : date.end + 1] in {",", ".", ";", ")", ""}):
        return True
    if not _YEAR.match(text, date.start, date.end):
        return False
    if _CODE.match(text, date.end):
        return True
    name = _NAME_AHEAD.search(text, low, date.start)
    return name is not None and not any(name.start() <= t.start < date.start for t in triggers)


def _says_which_sort(text: str, date: DateAt) -> bool:
    """Whether a season is that of an event each year, and no date of this one: "the winter edition of 2014"."""
    if not _SEASON.fullmatch(text, date.start, date.end) or _IN_SEASON.search(
        text, max(0, date.start - 12), date.start
    ):
        return False
    return _SORTED.match(text, date.end) is not None


def glued(text: str, start: int, end: int, value: str) -> bool:
    """Whether a year is printed right behind a word's full stop or quotation mark: the number of a note, not a year.

    Args:
        text: Of the block.
        start: Of the date, which may hold the word where no blank parts them.
        end: Of the date.
        value: Of the date.
    """
    return len(value) == len("2014") and _NOTE_NUMBER.search(text, max(0, start - 2), end) is not None


def _right_ahead(text: str, verb: Trigger, date: DateAt) -> bool:
    """Whether a verb's own phrase ends with the date: "began in the 1980s"."""
    between = text[verb.end : date.start]
    return (
        verb.form == "past" and 0 < len(between) <= NEAR_DECADE and not BARRIER.search(between) and "," not in between
    )


def _bracketed(text: str, date: DateAt) -> bool:
    """Whether a date stands alone in brackets: it tells of what is right before."""
    return date.start > 0 and text[date.start - 1] == "(" and text.startswith(")", date.end)


def _told_closer(date: DateAt, dates: Sequence[DateAt]) -> bool:
    """Whether a relative date only leads to one that lies in it: "the year after, when ships came in May 2004"."""
    behind = (d for d in dates if d.start > date.end and not d.relative)
    return date.relative and any(d.value.startswith(f"{date.value}-") for d in behind)


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
