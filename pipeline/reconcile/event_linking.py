"""Which event mentions tell of one event: by type, modality, participants, date, name, agreement, place and words.

Mentions that say the same in all of these are one event. Beyond that, a vaguer telling joins a more precise one ("in
2010" and "on June 25, 2010") where something besides speaks for it and there is only one that it can mean. What tells
events of one kind apart: another agreement, another name, another place, and that one sentence tells of both. A year
and who took part are not enough: there may have been two.

Nothing here hangs on the order of the mentions: they are gathered in sets, and sets are compared from the most precise
to the vaguest. Only events of one type, modality and year are compared, of one circle of participants or one name, so
that the work grows with their number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.reconcile.clusters import Clusters
from pipeline.reconcile.dates import compatible, precision, year_of
from pipeline.records import EventMention, Mention


class Said(NamedTuple):
    """What one telling says; `sentence` tells it from others where the rest is too little to go by."""

    type: str
    modality: str
    participants: tuple[str, ...]
    date: str
    name: str
    agreement: str
    place: str
    sentence: str = ""


_DAY, _MONTH = len("2014-05-06"), len("2014-05")
_SHARED = 1 / 3
"""Of the words of the shorter sentence so many must stand in the other, and two at least."""
_AT_MOST = 12
"""Sentences of a telling that are read for their words: what is told more often than that is well enough known."""
_FREQUENT = 64
"""Tellings of a block that may share a word for it to lead from one to another."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON_WORDS = (
    "about after again against agreed agreement also although among another became because been before being"
    " between both could countries country despite during each even first following from further government have"
    " held here however including into itself last later like made many meeting more most much nations next"
    " occurred occurring only other over recent recently same second security several should since some such than"
    " that their them then there these they third this those three through time times took total toward under"
    " until visit visited were what when where which while will with within without would year years"
)
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words of four letters and more that any two sentences may share."""
_EDITION = re.compile(
    r"\b(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|[ivx]{2,})\b"
)
"""What makes a name that of one meeting or exercise of its series."""


@dataclass(slots=True)
class _Telling:
    """Mentions that say the same."""

    said: Said
    members: list[int] = field(default_factory=list)
    sentences: dict[tuple[str, int], str] = field(default_factory=dict)
    """A mention by the document and the place of its sentence."""
    words: frozenset[str] | None = None


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
        self._mentions = mentions
        self._tellings: dict[Said, _Telling] = {}
        for i, e in enumerate(events):
            said = _said(e, agreements.get(e.agreement_mention, "") if e.type == "agreement" else "")
            telling = self._tellings.setdefault(said, _Telling(said))
            telling.members.append(i)
            sentence = mentions[e.mention_id]
            telling.sentences[sentence.doc_id, sentence.start] = e.mention_id

    def link(self, clusters: Clusters[int]) -> None:
        """Put together what is one event."""
        for said, telling in self._tellings.items():
            fields = tuple(n for n in Said._fields if getattr(said, n))
            for member in telling.members[1:]:
                clusters.join(telling.members[0], member, fields)
        blocks: dict[tuple[str, ...], list[_Telling]] = defaultdict(list)
        for said, telling in self._tellings.items():
            if said.date:
                blocks[said.type, said.modality, year_of(said.date) or said.date].append(telling)
        for block in blocks.values():
            if len(block) > 1:
                self._link_block(block, clusters)

    def _link_block(self, block: list[_Telling], clusters: Clusters[int]) -> None:
        """From the most precise to the vaguest: each joins what it can mean, if that is one event."""
        block.sort(key=lambda t: (-precision(t.said.date), t.said, min(t.sentences)))
        index = _Index()
        for telling in block:
            found: dict[int, tuple[_Telling, tuple[str, ...]]] = {}
            for other in index.near(telling, self._words):
                fields = self._speaks(telling, other)
                if fields:
                    found.setdefault(clusters.root(other.members[0]), (other, fields))
            if len(found) == 1:
                other, fields = next(iter(found.values()))
                clusters.join(other.members[0], telling.members[0], fields)
            index.add(telling, self._words)

    def _speaks(self, vague: _Telling, fine: _Telling) -> tuple[str, ...]:
        """The fields that speak for two tellings being of one event; none where they may be of two."""
        a, b = vague.said, fine.said
        if (
            vague.sentences.keys() & fine.sentences.keys()
            or _differ(a.agreement, b.agreement)
            or _differ(a.name, b.name)
        ):
            return ()
        if _differ(a.place, b.place) and not a.agreement:
            return ()
        same_name = bool(a.name) and a.name == b.name
        same = [n for n in ("type", "modality", "name", "agreement", "place") if getattr(a, n) == getattr(b, n) != ""]
        if not _in_one_circle(a, b, named=same_name or bool(a.agreement and b.agreement)):
            return ()
        if "{" in a.date or "{" in b.date:
            # A list of dates is as many events.
            return ()
        if not compatible(a.date, b.date):
            return (*same, "participants", "edition") if same_name and _is_edition(a.name) else ()
        same += ["participants", "date"]
        on_one_day = a.date == b.date and len(a.date) >= _DAY and a.type != "agreement"
        in_one_place = a.date == b.date and a.name == b.name and not a.sentence and not b.sentence
        if (a.agreement and b.agreement) or same_name or on_one_day or (in_one_place and a.agreement == b.agreement):
            return tuple(same)
        return (*same, "words") if self._share(vague, fine) else ()

    def _share(self, one: _Telling, other: _Telling) -> bool:
        """Whether the sentences of two tellings speak of the same things."""
        a, b = self._words(one), self._words(other)
        return len(a & b) >= max(2, _SHARED * min(len(a), len(b)))

    def _words(self, telling: _Telling) -> frozenset[str]:
        if telling.words is None:
            texts = [self._mentions[telling.sentences[s]].text for s in sorted(telling.sentences)[:_AT_MOST]]
            said = (w.casefold() for text in texts for w in _WORD.findall(text))
            telling.words = frozenset(w for w in said if w not in _COMMON)
        return telling.words


class _Index:
    """The tellings of a block that another one may be about: by circle and time, by name, by agreement, by words."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[object, ...], list[_Telling]] = defaultdict(list)

    def near(self, telling: _Telling, words: Callable[[_Telling], frozenset[str]]) -> Iterator[_Telling]:
        """Those that come before it and may be the same, each once."""
        seen: set[int] = set()
        for key in self._asked(telling, words):
            among = self._by_key.get(key, ())
            if key[0] == "word" and len(among) > _FREQUENT:
                continue
            for other in among:
                if id(other) not in seen:
                    seen.add(id(other))
                    yield other

    def add(self, telling: _Telling, words: Callable[[_Telling], frozenset[str]]) -> None:
        """Let it be found."""
        for key in _keys(telling.said):
            self._by_key[key].append(telling)
        if telling.said.sentence:
            for word in words(telling):
                self._by_key["word", telling.said.participants, word].append(telling)

    def _asked(self, telling: _Telling, words: Callable[[_Telling], frozenset[str]]) -> Iterator[tuple[object, ...]]:
        said = telling.said
        if said.name:
            yield "name", said.name
        if said.agreement:
            yield "agreement", said.agreement
        date = said.date if len(said.date) in {_DAY, _MONTH} and "/" not in said.date else ""
        yield "circle", said.participants, date
        if said.sentence:
            for word in sorted(words(telling)):
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


def _said(e: EventMention, agreement: str) -> Said:
    """What a mention says. A day says where; a year alone, even with who took part, does not say which."""
    name = " ".join(e.name.split()).casefold()
    plain = "/" not in e.date and "{" not in e.date
    known = bool(name or agreement)
    vague = plain and (len(e.date) < _MONTH or (len(e.date) < _DAY and not e.participants))
    place = "" if agreement or len(e.date) >= _DAY else e.place.casefold()
    sentence = e.mention_id if vague and not known else ""
    return Said(e.type, e.modality, e.participants, e.date, name, agreement, place, sentence)


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
