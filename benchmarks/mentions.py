"""Made-up mentions for reconciliation: documents that tell of the same agreements and events, some of them vaguely.

The same number gives the same mentions. The world that they tell of grows with their number, as that of a growing shelf
of reports does; a few pairs of states are told of far more often than the others.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

from pipeline.records import (
    AgreementMention,
    Citation,
    DocumentRow,
    EventMention,
    Extraction,
    Mention,
    MentionKind,
    MilestoneMention,
    content_id,
)

A_DOCUMENT = 100
"""Mentions in each."""
STATES = [f"{a}{b}{c}" for a in "ABCD" for b in "KLMN" for c in "XYZ"]
PAIRS = list(combinations(STATES, 2))
KINDS = ("acsa", "isa", "mou", "joint_statement", "treaty", "partnership_programme", "other")
TYPES = ("dialogue", "visit", "exercise", "operation", "statement", "appointment", "conflict")
SYLLABLES = [a + b for a in "bdfgklmnprst" for b in ("al", "en", "ir", "ou", "ath")]


class World:
    """What the documents tell of."""

    def __init__(self, mentions: int) -> None:
        self.chance = random.Random(mentions)
        things = max(50, mentions // 8)
        self.events = [self._event() for _ in range(things)]
        self.agreements = [self._agreement() for _ in range(things)]

    def _pair(self) -> tuple[str, ...]:
        return PAIRS[min(int(self.chance.expovariate(1 / 120)), len(PAIRS) - 1)]

    def _day(self) -> str:
        pick = self.chance.randint
        return f"{pick(1950, 2023)}-{pick(1, 12):02d}-{pick(1, 28):02d}"

    def word(self) -> str:
        """One of some thousand words."""
        return "".join(self.chance.choices(SYLLABLES, k=2))

    def _event(self) -> tuple[str, tuple[str, ...], str, str, list[str]]:
        name = f"{self.word()} {self.word()}".title() if self.chance.random() < 0.2 else ""
        return self.chance.choice(TYPES), self._pair(), self._day(), name, [self.word() for _ in range(8)]

    def _agreement(self) -> tuple[str, tuple[str, ...], str, tuple[str, ...]]:
        words = tuple(sorted({self.word() for _ in range(self.chance.randint(0, 3))}))
        return self.chance.choice(KINDS), self._pair(), self._day(), words


def shelf(mentions: int) -> Iterator[tuple[DocumentRow, Extraction]]:
    """So many mentions, `A_DOCUMENT` in each document: events, agreements with their milestones, interviews."""
    world = World(mentions)
    for number in range(mentions // A_DOCUMENT):
        doc_id = content_id("d", number)
        found: list[Mention] = []
        agreements, milestones, events, citations = [], [], [], []
        for i in range(A_DOCUMENT):
            turn = i % 5
            if turn < 2:
                events.append(_event(world, doc_id, found))
            elif turn < 4:
                agreement, step = _agreement(world, doc_id, found)
                agreements.append(agreement)
                milestones += [step] if step else []
            else:
                citations.append(_interview(world, doc_id, found, i))
        row = DocumentRow(doc_id, f"{number:06d}.txt", "", "text/plain", {}, 100 * A_DOCUMENT, 0, "ok")
        yield (
            row,
            Extraction(
                doc_id,
                tuple(found),
                tuple(citations),
                tuple(agreements),
                tuple(milestones),
                tuple(events),
            ),
        )


def _mention(kind: MentionKind, doc_id: str, text: str, found: list[Mention]) -> str:
    start = 200 * len(found)
    mention_id = content_id("m", doc_id, start)
    found.append(Mention(mention_id, doc_id, kind, text, ((start, start + len(text)),), "bench", "paragraph", "b1"))
    return mention_id


def _event(world: World, doc_id: str, found: list[Mention]) -> EventMention:
    kind, pair, day, name, words = world.chance.choice(world.events)
    told = words[: world.chance.randint(4, 8)] + [world.word() for _ in range(10)]
    world.chance.shuffle(told)
    date = day[: world.chance.choice([10, 10, 7, 4])]
    mention_id = _mention("event", doc_id, " ".join([*told, name, date]), found)
    shown = name if world.chance.random() < 0.7 else ""
    return EventMention(mention_id, doc_id, kind, "held", pair, date, "actual", shown)


def _agreement(world: World, doc_id: str, found: list[Mention]) -> tuple[AgreementMention, MilestoneMention | None]:
    kind, pair, day, words = world.chance.choice(world.agreements)
    named = bool(words) and world.chance.random() < 0.6
    name = f"{' '.join(words)} {kind}".strip() if named else kind
    mention_id = _mention("agreement", doc_id, name, found)
    agreement = AgreementMention(
        mention_id, doc_id, kind, name, pair, "sentence", form="name" if named else "bare", words=words if named else ()
    )
    if world.chance.random() < 0.4:
        return agreement, None
    date = day[: world.chance.choice([10, 7, 4])]
    return agreement, MilestoneMention(mention_id, doc_id, "signed", date, (mention_id,))


def _interview(world: World, doc_id: str, found: list[Mention], number: int) -> Citation:
    who, date = world.chance.choice(["official", "retired officer", "diplomat"]), f"2019-07-{number % 28 + 1:02d}"
    mention_id = _mention("citation", doc_id, f"{who}, interview with the author, {date}", found)
    citation_id = content_id("c", mention_id)
    return Citation(citation_id, mention_id, doc_id, "interview", str(number), 0, 1, attribution=who, date=date)
