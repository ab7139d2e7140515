"""Which event mentions tell of one event: by type, modality, participants, date, name, agreement, place and words.

Mentions that say the same in all of these are one event. Beyond that, a vaguer telling joins a more precise one ("in
2010" and "on June 25, 2010") where something besides speaks for it and there is only one that it can mean. What tells
events of one kind apart: another agreement, another act of it, another name, another place, that one sentence tells of
both, and that a text brings one in as another ("a second visit"). Nothing joins an event of which one telling is told
apart from it. A year and who took part are not enough: there may have been two.

Nothing here hangs on the order of the mentions: they are gathered in sets, and sets are compared from the most precise
to the vaguest. Only events of one type, modality and year are compared, of one circle of participants or one name, so
that the work grows with their number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.reconcile.clusters import Clusters, Link
from pipeline.reconcile.dates import compatible, precision, year_of
from pipeline.reconcile.milestones import IDENTIFYING
from pipeline.records import EventMention, Mention
from pipeline.running.spreading import Spread, bundled, here


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


_DAY, _MONTH = len("2014-05-06"), len("2014-05")
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
_FREQUENT = 64
"""Tellings of a block that may share a word for it to lead from one to another."""
_ENOUGH = 4_000
"""Tellings that are worth a message to another process."""
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


class EventLinker:
    """Proposes links between the events of a run, which are numbered as in `events`."""

    def __init__(
        self, events: Sequence[EventMention], agreements: Mapping[str, str], mentions: Mapping[str, Mention]
    ) -> None:
        """Gather what says the same.

        Args:
            events: Of all documents.
            agreements: The agreement of each mention of one, by any id that all mentions of it share.
            mentions: By id.
        """
        self._tellings: dict[Said, Telling] = {}
        for i, e in enumerate(events):
            agreement = agreements.get(e.agreement_mention, "") if e.type == "agreement" else ""
            sentence = mentions[e.mention_id]
            said = _said(e, agreement, another=_stands_before(_ANOTHER, e.trigger, sentence.text))
            telling = self._tellings.setdefault(said, Telling(said))
            telling.members.append(i)
            telling.sentences[sentence.doc_id, sentence.start] = sentence.text
            if (e.name and _CALLED.match(sentence.text)) or _stands_before(_RECALLED, e.trigger, sentence.text):
                telling.recalling.add((sentence.doc_id, sentence.start))

    def link(self, clusters: Clusters[int], spread: Spread = here) -> None:
        """Put together what is one event; `spread` says by whom."""
        for said, telling in self._tellings.items():
            fields = tuple(n for n in Said._fields if getattr(said, n))
            for member in telling.members[1:]:
                clusters.join(telling.members[0], member, fields)
        parts = ((block, clusters.part(t.members[0] for t in block)) for block in self.blocks())
        for found in spread(link_blocks, [(bundle,) for bundle in bundled(parts, lambda b: len(b[0]), _ENOUGH)]):
            for one, other, fields in found:
                clusters.join(one, other, fields)

    def blocks(self) -> list[list[Telling]]:
        """What is told of one type, modality and year: only there may two tellings be of one event."""
        blocks: dict[tuple[str, ...], list[Telling]] = defaultdict(list)
        for said, telling in self._tellings.items():
            if said.date:
                blocks[said.type, said.modality, year_of(said.date) or said.date].append(telling)
        return [block for block in blocks.values() if len(block) > 1]


def link_blocks(
    blocks: Sequence[tuple[Sequence[Telling], Clusters[int]]],
) -> list[tuple[int, int, tuple[str, ...]]]:
    """What `link_block` finds in some blocks, told in numbers: two events, and what speaks for their being one."""
    return [(link.one, link.other, link.fields) for block in blocks for link in link_block(*block)]


def link_block(block: Sequence[Telling], clusters: Clusters[int]) -> list[Link[int]]:
    """From the most precise to the vaguest: each joins what it can mean, if that is one event.

    What it finds hangs on nothing but its arguments, so that other processes may do it, block by block.

    Args:
        block: Of one type, modality and year.
        clusters: Of the first members of these tellings, as decisions have them; they are joined there.

    Returns:
        What was joined, and what spoke for it.
    """
    index = _Index()
    before = len(clusters.links)
    for telling in sorted(block, key=lambda t: (-precision(t.said.date), t.said, min(t.sentences))):
        found: dict[int, tuple[Telling, tuple[str, ...]]] = {}
        others: set[int] = set()
        for other in index.near(telling):
            root = clusters.root(other.members[0])
            if _told_apart(telling, other):
                others.add(root)
            elif root not in found and (fields := _speaks(telling, other)):
                found[root] = (other, fields)
        fits = [it for root, it in found.items() if root not in others]
        if len(fits) == 1:
            other, fields = fits[0]
            clusters.join(other.members[0], telling.members[0], fields)
        index.add(telling)
    return clusters.links[before:]


def _speaks(vague: Telling, fine: Telling) -> tuple[str, ...]:
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
    on_one_day = told and a.date == b.date and len(a.date) >= _DAY
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
    if not _is_edition(name) or len(other.said.date) < _MONTH or other.said.name:
        return False
    series = " ".join(_EDITION.sub(" ", name, count=1).split())
    return any(series in text.casefold() for text in other.sentences.values())


def _share(one: Telling, other: Telling) -> bool:
    """Whether the sentences of two tellings speak of the same things."""
    a, b = one.vocabulary, other.vocabulary
    certain = one.said.participants and one.said.type not in _MANY_A_DAY
    part, least = _SHARED if certain else _SHARED_BY_ALL
    return len(a & b) >= max(least, part * min(len(a), len(b)))


class _Index:
    """The tellings of a block that another one may be about: by circle and time, by name, by agreement, by words."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[object, ...], list[Telling]] = defaultdict(list)

    def near(self, telling: Telling) -> Iterator[Telling]:
        """Those that come before it and may be the same, each once."""
        seen: set[int] = set()
        for key in self._asked(telling):
            among = self._by_key.get(key, ())
            if key[0] == "word" and len(among) > _FREQUENT:
                continue
            for other in among:
                if id(other) not in seen:
                    seen.add(id(other))
                    yield other

    def add(self, telling: Telling) -> None:
        """Let it be found."""
        for key in _keys(telling.said):
            self._by_key[key].append(telling)
        if telling.said.sentence:
            for word in telling.vocabulary:
                self._by_key["word", telling.said.participants, word].append(telling)

    def _asked(self, telling: Telling) -> Iterator[tuple[object, ...]]:
        said = telling.said
        if said.name:
            yield "name", said.name
        if said.agreement:
            yield "agreement", said.agreement
        date = said.date if len(said.date) in {_DAY, _MONTH} and "/" not in said.date else ""
        yield "circle", said.participants, date
        if said.sentence:
            for word in sorted(telling.vocabulary):
                yield "word", said.participants, word


def _keys(said: Said) -> Iterator[tuple[object, ...]]:
    if said.name:
        yield "name", said.name
    if said.agreement:
        yield "agreement", said.agreement
    if not said.sentence:
        times = {said.date, said.date[:_MONTH], ""} if "/" not in said.date and "{" not in said.date else {""}
        for time in sorted(times):
            yield "circle", said.participants, time


def _said(e: EventMention, agreement: str, *, another: bool) -> Said:
    """What a mention says. A day says where; a year alone does not say which, nor does a day where nobody is named."""
    name = " ".join(e.name.split()).casefold()
    plain = "/" not in e.date and "{" not in e.date
    known = bool(name or agreement)
    vague = plain and (len(e.date) < _MONTH or not e.participants or e.type in _MANY_A_DAY)
    place = "" if agreement or len(e.date) >= _DAY else e.place.casefold()
    sentence = e.mention_id if vague and not known else ""
    act = "signed" if e.act in IDENTIFYING else e.act
    brought_in = e.mention_id if another else ""
    return Said(e.type, e.modality, e.participants, e.date, name, agreement, act, place, sentence, brought_in)


def _stands_before(words: re.Pattern[str], trigger: str, text: str) -> bool:
    """Whether some words stand before the trigger of an event: "a longer exercise followed", "the exercise began"."""
    at = text.find(trigger)
    return at > 0 and words.search(text, max(0, at - _NEAR), at) is not None


def _told_apart(one: Telling, other: Telling) -> bool:
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
