"""What mentions of events say, and whether two that say different things may say them of one event."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.edtf import compatible
from pipeline.reconcile.milestones import IDENTIFYING
from pipeline.records import EventMention

DAY, MONTH = len("2014-05-06"), len("2014-05")
"""Characters of a date that says so much."""
_SHOWN = ("type", "modality", "name", "agreement", "act", "place")
"""Fields told of a merge where they are the same."""
_SHARED = (1 / 3, 2)
"""Of the words of the shorter sentence so many must stand in the other, at least two, where the same took part."""
_SHARED_BY_ALL = (1 / 2, 3)
"""Likewise where nobody is known to have taken part, or of types of which a day has many."""
_MANY_A_DAY = frozenset({"statement", "other"})
"""Types of which one day may have several with the same participants."""
_AT_MOST = 12
"""Sentences of a telling that are read for their words: what is told more often than that is well enough known."""
_NEAR = 60
"""Characters before a trigger that may say that it is another one."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = (
    "about after again against agreed agreement also although among another became because been before being"
    " between both could countries country despite during each even first following from further government have"
    " held here however including into itself last later like made many meeting more most much nations next"
    " occurred occurring only other over recent recently same second security several should since some such than"
    " that their them then there these they third this those three through time times took total toward under"
    " until visit visited were what when where which while will with within without would year years"
    " january february march april june july august september october november december early late"
)
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words of four letters and more that any two sentences may share."""
_ANOTHER = re.compile(
    r"\b(?:another|the next|an? (?:second|third|fourth|fifth|sixth|further|new|separate|additional|similar|subsequent|"
    r"follow-on|follow-up|longer|shorter|larger|smaller|bigger|broader|later|greater))(?: [\w’'-]+){0,3} $",
    re.IGNORECASE,
)
"""What stands before an event that is none of those told of before."""
_RECALLED = re.compile(
    r"\b(?:the|this|that)(?: (?:same|joint|combined|bilateral|trilateral|multilateral|annual))? $", re.I
)
"""What stands before an event that was told of just before: "called Blue Crab, the exercise began"."""
_CALLED = re.compile(r"(?:Called|Named|Dubbed|Code-?named|Known as|Titled|Labell?ed)\b")
"""What begins a sentence that gives a name to what the one before told of."""
_JUST_BEFORE = 800
"""Characters: so far back does "the exercise" point."""
_EDITION = re.compile(
    r"\b(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|[ivx]{2,})\b"
)
"""What makes a name that of one meeting or exercise of its series."""


class Said(NamedTuple):
    """What one telling says; `sentence` tells it from others where the rest is too little to go by."""

    type: str
    modality: str
    participants: tuple[str, ...]
    date: str
    name: str
    agreement: str
    act: str
    place: str
    sentence: str = ""
    another: str = ""
    """The mention, where its words bring it in as another one."""


@dataclass(slots=True)
class Telling:
    """Mentions that say the same."""

    said: Said
    members: list[int] = field(default_factory=list)
    sentences: dict[tuple[str, int], str] = field(default_factory=dict)
    """Their texts by document and place."""
    recalling: set[tuple[str, int]] = field(default_factory=set)
    """The places where it is told of as known already."""
    words: frozenset[str] | None = None

    @property
    def vocabulary(self) -> frozenset[str]:
        """The words of its sentences that not any two share; read when first asked for."""
        if self.words is None:
            texts = [self.sentences[s] for s in sorted(self.sentences)[:_AT_MOST]]
            said = (w.casefold() for text in texts for w in _WORD.findall(text))
            self.words = frozenset(w for w in said if w not in _COMMON)
        return self.words


def said_by(e: EventMention, sentence: str, agreement: str) -> Said:
    """What a mention says. A day says where; a year alone does not say which, nor does a day where nobody is named.

    Args:
        e: The mention.
        sentence: Its text.
        agreement: The id of the agreement that it tells of; empty where it tells of none.
    """
    name = " ".join(e.name.split()).casefold()
    plain = "/" not in e.date and "{" not in e.date
    known = bool(name or agreement)
    vague = plain and (len(e.date) < MONTH or not e.participants or e.type in _MANY_A_DAY)
    place = "" if agreement or len(e.date) >= DAY else e.place.casefold()
    alone = e.mention_id if vague and not known else ""
    act = "signed" if e.act in IDENTIFYING else e.act
    another = e.mention_id if _stands_before(_ANOTHER, e.trigger, sentence) else ""
    return Said(e.type, e.modality, e.participants, e.date, name, agreement, act, place, alone, another)


def is_recalled(e: EventMention, sentence: str) -> bool:
    """Whether the text of a mention tells of its event as known already."""
    return bool(e.name and _CALLED.match(sentence)) or _stands_before(_RECALLED, e.trigger, sentence)


def _stands_before(words: re.Pattern[str], trigger: str, text: str) -> bool:
    """Whether some words stand before the trigger of an event: "a longer exercise followed", "the exercise began"."""
    at = text.find(trigger)
    return at > 0 and words.search(text, max(0, at - _NEAR), at) is not None


def speaks_for(vague: Telling, fine: Telling) -> tuple[str, ...]:
    """The fields that speak for two tellings being of one event; none where they may be of two."""
    a, b = vague.said, fine.said
    if _differ(a.place, b.place) and not a.agreement:
        return ()
    same_name = bool(a.name) and a.name == b.name
    same = [n for n in _SHOWN if getattr(a, n) == getattr(b, n) != ""]
    if not _in_one_circle(a, b, named=same_name or bool(a.agreement and b.agreement)):
        return ()
    if "{" in a.date or "{" in b.date:
        # A list of dates is as many events.
        return ()
    if not compatible(a.date, b.date):
        return (*same, "participants", "edition") if same_name and _is_edition(a.name) else ()
    same += ["participants", "date"]
    told = bool(a.participants) and a.type != "agreement" and a.type not in _MANY_A_DAY
    on_one_day = told and a.date == b.date and len(a.date) >= DAY
    in_one_place = a.date == b.date and a.name == b.name and not a.sentence and not b.sentence
    if (a.agreement and b.agreement) or same_name or on_one_day or (in_one_place and a.agreement == b.agreement):
        return tuple(same)
    if a.date == b.date and (_recalls(vague, fine) or _recalls(fine, vague)):
        return (*same, "reference")
    if _names_series(a.name, fine) or _names_series(b.name, vague):
        return (*same, "series")
    return (*same, "words") if _share(vague, fine) else ()


def _recalls(one: Telling, other: Telling) -> bool:
    """Whether a text speaks of the other one as told just before."""
    return any(doc == d and 0 < spot - at <= _JUST_BEFORE for doc, at in other.sentences for d, spot in one.recalling)


def _names_series(name: str, other: Telling) -> bool:
    """Whether sentences of a month say the name without its number: "the fifth 2+2", "their 2+2 in January 2019"."""
    if not _is_edition(name) or len(other.said.date) < MONTH or other.said.name:
        return False
    series = " ".join(_EDITION.sub(" ", name, count=1).split())
    return any(series in text.casefold() for text in other.sentences.values())


def _share(one: Telling, other: Telling) -> bool:
    """Whether the sentences of two tellings speak of the same things."""
    a, b = one.vocabulary, other.vocabulary
    certain = one.said.participants and one.said.type not in _MANY_A_DAY
    part, least = _SHARED if certain else _SHARED_BY_ALL
    return len(a & b) >= max(least, part * min(len(a), len(b)))


def told_apart(one: Telling, other: Telling) -> bool:
    """Whether two tellings say that they are of two events."""
    a, b = one.said, other.said
    return (
        not one.sentences.keys().isdisjoint(other.sentences)
        or _differ(a.agreement, b.agreement)
        or _differ(a.act, b.act)
        or _differ(a.name, b.name)
        or (bool(a.another) and _told_before(other, one))
        or (bool(b.another) and _told_before(one, other))
    )


def _told_before(one: Telling, other: Telling) -> bool:
    """Whether a document tells of the one before it tells of the other."""
    return any(doc == d and at < spot for doc, at in one.sentences for d, spot in other.sentences)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _in_one_circle(a: Said, b: Said, *, named: bool) -> bool:
    """Whether the participants are the same; of what has a name a text may tell only some."""
    one, other = set(a.participants), set(b.participants)
    return one == other or (named and (one <= other or other <= one))


def _is_edition(name: str) -> bool:
    """Whether a name is that of one meeting: "fifth 2+2", "Grey Heron III"; not "first meeting"."""
    rest = _EDITION.sub("", name, count=1)
    return rest != name and (any(c.isdigit() for c in rest) or len(rest.split()) > 1)
