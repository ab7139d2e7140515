"""Dates that contradict each other: of one agreement's act, of an instrument and what is told of it, of what came once.

Two dates contradict only if a slip explains them. Dates further apart may be of two things: they are undecidable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from pipeline.audit.checks.audited import Dataset, Tested, contradicted, says_when, short, undecidable
from pipeline.audit.checks.oneoff import before_the_first, day_of_another_year, told_twice
from pipeline.audit.checks.slips import slip
from pipeline.edtf import compatible
from pipeline.records import (
    Citation,
    Claim,
    EventMention,
    Extraction,
    Mention,
    MilestoneMention,
    Support,
    hull,
    members,
)

_MADE = frozenset({"signed", "adopted", "concluded", "announced"})
"""Acts that give an instrument its date."""
_BEFORE = 300
"""Characters before a sentence in which the act may be told that its note gives the instrument for."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """That something was on a date, and the mentions that say so; the first names the place."""

    date: str
    mentions: tuple[Mention, ...]


def date_conflicts(dataset: Dataset) -> Iterator[Tested]:
    """Test all dates that are told more than once; the same two dates of the same words are tested once."""
    mentions = dataset.mentions
    seen: set[tuple[frozenset[str], frozenset[tuple[str, str]]]] = set()
    for pair in chain(
        _of_milestones(dataset, mentions),
        chain.from_iterable(_of_instruments(x, mentions) for x in dataset.extractions),
        _of_events(dataset.extractions, mentions),
    ):
        dates = frozenset({pair.a.date, pair.b.date})
        key = (dates, frozenset({_spot(pair.a.mentions[0]), _spot(pair.b.mentions[0])}))
        if key not in seen and (pair.named or pair.first or compatible(*pair.dates) or slip(*pair.dates)):
            seen.add(key)
            yield _tested(pair, dataset)


# --- what is told twice -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two statements of one thing.

    Attributes:
        what: It is.
        a: The statement that is held to be right.
        b: The other one.
        named: It has a name by which it is known to be one.
        first: `a` calls it the first, so that nothing like it may be before it.
    """

    what: str
    a: _Statement
    b: _Statement
    named: bool = False
    first: bool = False

    @property
    def dates(self) -> tuple[str, str]:
        """Of both."""
        return self.a.date, self.b.date


def _of_milestones(dataset: Dataset, mentions: Mapping[str, Mention]) -> Iterator[_Pair]:
    """An agreement's act: its date, and each other one or, where there is none, who else tells the same."""
    names = {a["agreement_id"]: a["name"] for a in dataset.tables["agreements"]}
    told: dict[str, list[MilestoneMention]] = defaultdict(list)
    for m in chain.from_iterable(x.milestones for x in dataset.extractions):
        dates = [mentions[i] for i in m.evidence if mentions[i].kind == "date"]
        if all(map(says_when, dates)):
            told[m.agreement_mention].append(m)
    for row in dataset.tables["milestones"]:
        of_row = [m for i in members(row["evidence"]) for m in told.get(i, ()) if m.date]
        what = f"{names[row['agreement_id']]}: {row['act'].replace('_', ' ')}"
        best = _first_of(row["date"], of_row, mentions)
        if best is None:
            continue
        for other in members(row["other_dates"]):
            if second := _first_of(other, of_row, mentions):
                yield _Pair(what, best, second, named=True)
        places = {_spot(mentions[m.agreement_mention]): m for m in of_row if m.act == row["act"]}
        same = [m for m in places.values() if compatible(m.date, row["date"]) and not _holds(best, m, mentions)]
        if same and not row["other_dates"]:
            yield _Pair(what, best, _statement(same[-1], mentions), named=True)


def _spot(m: Mention) -> tuple[str, str]:
    """The block that a mention stands in, among all documents."""
    return m.doc_id, m.block_id


def _holds(statement: _Statement, m: MilestoneMention, mentions: Mapping[str, Mention]) -> bool:
    return any(_spot(mentions[i]) == _spot(statement.mentions[0]) for i in m.evidence)


def _first_of(value: str, told: Iterable[MilestoneMention], mentions: Mapping[str, Mention]) -> _Statement | None:
    return next((_statement(m, mentions) for m in told if m.date == value), None)


def _statement(m: MilestoneMention, mentions: Mapping[str, Mention]) -> _Statement:
    """Date first: it is what differs."""
    ordered = sorted((mentions[i] for i in m.evidence), key=lambda e: e.kind != "date")
    return _Statement(m.date, tuple(ordered))


def _of_instruments(extraction: Extraction, mentions: Mapping[str, Mention]) -> Iterator[_Pair]:
    """When a sentence says an instrument was made, and the date that its note cites the instrument with."""
    kinds = {a.mention_id: a.kind for a in extraction.agreements}
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention_id in kinds:
        named[mentions[mention_id].block_id].append(mentions[mention_id])
    made: dict[str, list[tuple[MilestoneMention, Mention]]] = defaultdict(list)
    for m in extraction.milestones:
        told = mentions[m.evidence[-1]]
        if m.act in _MADE and len(m.date) == 10 and told.kind == "date":
            made[told.block_id].append((m, told))
    sources: dict[str, list[Citation]] = defaultdict(list)
    for c in extraction.citations:
        if c.note_id and c.kind == "full" and len(c.date) == 10 and c.title:
            sources[c.note_id].append(c)
    for s in extraction.supports:
        acts = [(m, told) for m, told in made[mentions[s.marker_id].block_id] if _inside(told, s)]
        for c in sources[s.note_id] if s.note_id and acts else ():
            cited = mentions[c.mention_id]
            name = _instrument(c, cited, named[cited.block_id])
            for m, _ in acts if name else ():
                if kinds.get(m.agreement_mention) == kinds[name]:
                    what = mentions[m.agreement_mention].text
                    yield _Pair(what, _statement(m, mentions), _Statement(c.date, (cited,)))


def _instrument(source: Citation, cited: Mention, named: Sequence[Mention]) -> str:
    """The mention of the agreement whose text a source is: its title is the agreement's name; empty for none."""
    for m in named:
        if cited.start <= m.start and m.end <= cited.end:
            name, title = " ".join(m.text.split()).casefold(), source.title.casefold()
            if title.startswith(name) and 2 * len(name) >= len(title):
                return m.mention_id
    return ""


def _inside(m: Mention, support: Support) -> bool:
    """Whether something of the same block is told in the sentence of a marker, or a little before."""
    if not support.fragments:
        return False
    start, end = hull(support.fragments)
    return start - _BEFORE <= m.start and m.end <= end


def _of_events(extractions: Iterable[Extraction], mentions: Mapping[str, Mention]) -> Iterator[_Pair]:
    """What comes once, told in nearly the same words twice; what two documents tell of one day in different years.

    Sentences that both tell of both dates are one and the same twice, and each has its own event of each date.
    """
    events = [
        e
        for x in extractions
        for e in x.events
        if e.modality == "actual" and any(says_when(mentions[i]) for i in e.evidence)
    ]
    values: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for m in (m for x in extractions for m in x.mentions if says_when(m)):
        values[_spot(m)].append(m)

    def tells(event: EventMention, date: str) -> bool:
        sentence = mentions[event.mention_id]
        inside = (m for m in values[_spot(sentence)] if sentence.start <= m.start < sentence.end)
        return any(compatible(m.value, date) for m in inside)

    def pair(a: EventMention, b: EventMention, *, first: bool = False) -> _Pair:
        one, other = (_Statement(e.date, tuple(mentions[i] for i in (*e.evidence, e.mention_id))) for e in (a, b))
        return _Pair(short(mentions[a.mention_id].text, 100), one, other, first=first)

    for a, b in chain(told_twice(events, mentions), day_of_another_year(events, mentions)):
        if compatible(a.date, b.date) or not (tells(a, b.date) and tells(b, a.date)):
            yield pair(a, b)
    for a, b in before_the_first(events, mentions):
        yield pair(a, b, first=True)


# --- what is said of it -----------------------------------------------------------------------------------------------


def _tested(pair: _Pair, dataset: Dataset) -> Tested:
    what, a, b = pair.what, pair.a, pair.b
    first = a.mentions[0]
    claim = Claim(
        "date_conflict",
        first.doc_id,
        what,
        expected=a.date,
        found=b.date,
        verdict="confirmed",
        evidence=tuple(dict.fromkeys(m.mention_id for m in (*a.mentions, *b.mentions))),
    )
    if compatible(a.date, b.date):
        return claim, None
    if pair.first:
        there = f"{b.date} in {dataset.where(b.mentions[-1], beside=first)}"
        message = (
            f"“{what}” calls it the first, of {a.date} in {dataset.where(first)}, but the same is told of {there}."
        )
        return contradicted(claim, message, f"the same is told of {b.date} in {dataset.where(b.mentions[-1])}")
    if not slip(a.date, b.date):
        return undecidable(claim, "the dates are too far apart for a slip: they may be of two things")
    other = f"{b.date} in {dataset.where(b.mentions[0], beside=first)}"
    message = f"“{short(what, 100).rstrip('.')}” is dated {a.date} in {dataset.where(first)}, but {other}."
    return contradicted(claim, message, f"{b.date} in {dataset.where(b.mentions[0])}")
