"""Events that come once, told twice: the first of its kind, an appointment, an opening, in nearly the same words.

And events that two documents tell of on the same day of different years, and what one calls the first that another
tells of before it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from pipeline.edtf import bounds
from pipeline.records import EventMention, Mention, hull

_ONCE = re.compile(r"\b(?:first|inaugural|maiden|unprecedented)\b", re.IGNORECASE)
_ONCE_TYPES = frozenset({"appointment", "institution"})
_WORD = re.compile(r"[^\W\d_][\w’'-]{3,}")
_MONTHS = "january february march april june july august september october november december"
_FUNCTION_WORDS = (
    "this that these those with from into their they have been were which when while after before between also then "
    "than such other both more most"
)
_NOT_TELLING = frozenset(f"{_MONTHS} {_FUNCTION_WORDS}".split())
_ALIKE = 0.75
"""So much of the shorter sentence's words must stand in the other one."""
_AT_LEAST = 6
_YEARLY = re.compile(r"\b(?:anniversary|annual(?:ly)?|every year|each year|yearly)\b", re.IGNORECASE)
_COMMON = 60
"""A word of more sentences than these brings none together; so the work grows with the sentences, not their square."""


def told_twice(
    events: Sequence[EventMention], mentions: Mapping[str, Mention]
) -> Iterator[tuple[EventMention, EventMention]]:
    """Pairs of events that tell of one thing, of different sentences; each pair once, in the order of the events."""
    words = {e.mention_id: _words(mentions[e.mention_id].text) for e in events}
    once = [e for e in events if _comes_once(e, mentions)]
    holding: dict[str, list[int]] = defaultdict(list)
    for i, e in enumerate(once):
        for word in words[e.mention_id]:
            holding[word].append(i)
    for i, e in enumerate(once):
        shared: dict[int, int] = defaultdict(int)
        for word in words[e.mention_id]:
            if len(holding[word]) <= _COMMON:
                for j in holding[word]:
                    if j < i:
                        shared[j] += 1
        for j in sorted(j for j, n in shared.items() if n >= _AT_LEAST - 2):
            if _apart(mentions[once[j].mention_id], mentions[e.mention_id]) and _same(once[j], e, words):
                yield once[j], e


_YEARS = 2
"""So many years may two tellings of one day be apart."""
_TELLINGS = 20
"""So many tellings of a date are held against those of another."""
_SHARED, _SHARE = 3, 0.4
"""So many of their words must such two sentences share, and so much of the shorter one."""


def day_of_another_year(
    events: Sequence[EventMention], mentions: Mapping[str, Mention]
) -> Iterator[tuple[EventMention, EventMention]]:
    """Pairs of events of two documents, of one type, the same parties and the same day, but not of the same year.

    A document that tells of both days itself shows that they are two events; so does one that says it comes each year.
    """
    days: dict[tuple[object, ...], list[EventMention]] = defaultdict(list)
    for e in events:
        if len(e.date) == 10 and e.participants and not is_yearly(mentions[e.mention_id].text):
            days[e.type, e.participants, e.date[5:]].append(e)
    for same in days.values():
        told = {(e.doc_id, e.date) for e in same}
        by_date: dict[str, list[EventMention]] = defaultdict(list)
        for e in same:
            if len(by_date[e.date]) < _TELLINGS:
                by_date[e.date].append(e)
        pairs = (p for one, other in combinations(by_date.values(), 2) for p in product(one, other))
        for a, b in pairs:
            apart = abs(int(a.date[:4]) - int(b.date[:4]))
            both = (a.doc_id, b.date) in told or (b.doc_id, a.date) in told
            if a.doc_id != b.doc_id and apart <= _YEARS and not both and _share(a, b, mentions):
                yield a, b


_FIRST = re.compile(
    r"\s(?:its|their|his|her|the|an?)\s(?:[\w’'-]+\s)?(?:first|inaugural)(?:[- ]ever)?\s", re.IGNORECASE
)
"""What stands behind the verb of a deed that is the first of its kind: "appointed its first envoy to …"."""
_CLAUSE = re.compile(r"[^,;:.()—]*")
_DEED = 4
"""So many words of the deed must two sentences share."""


def before_the_first(
    events: Sequence[EventMention], mentions: Mapping[str, Mention]
) -> Iterator[tuple[EventMention, EventMention]]:
    """Pairs of an appointment or founding called the first, and an earlier one of another document, of the same words.

    Of both the same parties did the same; what is told of it between the verb and the end of its clause is compared.
    """
    groups: dict[tuple[object, ...], list[EventMention]] = defaultdict(list)
    for e in events:
        if e.type in _ONCE_TYPES and e.participants and e.date and e.trigger_at:
            groups[e.type, e.participants, e.trigger.casefold()].append(e)
    for same in groups.values():
        told = [(e, _deed(e, mentions)) for e in same]
        firsts = [(e, deed) for e, deed in told if _FIRST.match(deed)][:_TELLINGS]
        others = [(e, deed) for e, deed in told if not _FIRST.match(deed)][:_TELLINGS]
        for (a, one), (b, other) in product(firsts, others):
            if a.doc_id != b.doc_id and _shortly_before(b.date, a.date) and _one_deed(one, other):
                yield a, b


def _deed(event: EventMention, mentions: Mapping[str, Mention]) -> str:
    """The words behind the trigger, to the end of its clause.

    Of a word that the sentence has twice it is the one nearest to where the trigger stands: what ingest lifts out of a
    sentence or joins in it moves its words by some characters.
    """
    m = mentions[event.mention_id]
    at = hull(event.trigger_at)[0]
    ahead = sum(min(end, at) - start for start, end in m.fragments if start < at)
    again = re.finditer(rf"(?<!\w){re.escape(event.trigger)}(?!\w)", m.text)
    trigger = min(again, key=lambda found: abs(found.start() - ahead), default=None)
    clause = _CLAUSE.match(m.text, trigger.end()) if trigger else None
    return clause.group() if clause else ""


def _shortly_before(date: str, other: str) -> bool:
    """Whether a date lies wholly before another one, by some years at most."""
    end, start = bounds(date)[1], bounds(other)[0]
    return bool(end and start) and end < start and int(start[:4]) - int(end[:4]) <= _YEARS


def _one_deed(one: str, other: str) -> bool:
    a, b = ({w.removesuffix("’s").removesuffix("'s") for w in _words(t)} - {"first", "inaugural"} for t in (one, other))
    return len(a & b) >= max(_DEED, _ALIKE * min(len(a), len(b)))


def is_yearly(sentence: str) -> bool:
    """Whether a sentence tells of what comes each year, or looks back on it."""
    return _YEARLY.search(sentence) is not None


def _share(a: EventMention, b: EventMention, mentions: Mapping[str, Mention]) -> bool:
    one, other = _words(mentions[a.mention_id].text), _words(mentions[b.mention_id].text)
    common = len(one & other)
    return a.trigger.casefold() == b.trigger.casefold() and common >= max(_SHARED, _SHARE * min(len(one), len(other)))


def _apart(a: Mention, b: Mention) -> bool:
    """Whether two sentences are not one: several events of a sentence are told once."""
    return a.doc_id != b.doc_id or a.end <= b.start or b.end <= a.start


def _comes_once(event: EventMention, mentions: Mapping[str, Mention]) -> bool:
    return event.type in _ONCE_TYPES or bool(_ONCE.search(mentions[event.mention_id].text))


def _same(a: EventMention, b: EventMention, words: Mapping[str, frozenset[str]]) -> bool:
    if a.mention_id == b.mention_id or a.type != b.type or a.trigger.casefold() != b.trigger.casefold():
        return False
    if a.participants and b.participants and not set(a.participants) & set(b.participants):
        return False
    one, other = words[a.mention_id], words[b.mention_id]
    common = len(one & other)
    return common >= _AT_LEAST and common >= _ALIKE * min(len(one), len(other))


def _words(text: str) -> frozenset[str]:
    return frozenset(w for w in (m.group().casefold() for m in _WORD.finditer(text)) if w not in _NOT_TELLING)
