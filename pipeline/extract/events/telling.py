"""What is read of events: the events of a document, with where each is told."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.agreements.milestones import MilestoneAt
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.dates.timing import DateAt
from pipeline.extract.events.modality import Modality
from pipeline.extract.events.triggers import Trigger


@dataclass(frozen=True, slots=True)
class EventAt:
    """An event of a document.

    Attributes:
        block: Index of the block.
        start: Of the sentence in `doc.text`; `end` its end.
        end: See `start`.
        trigger: With type and rule.
        words: Of the trigger.
        date: With its value.
        participants: Actor codes, sorted.
        participants_from: `sentence`, `heading`, `pair`, `paragraph`, `document`, or
            `sentence+…` where the focus supplied one; may be empty.
        modality: With its cue.
        name: Of an exercise, dialogue, operation; as printed.
        place: As printed.
        date_from: `sentence`, or `context` where the sentence before dates it.
        cue: The words of the modality's cue.
        roles: `agent:CODE`, `target:CODE`.
        date_block: Index of the block that the date stands in, where that is another one; else -1.
    """

    block: int
    start: int
    end: int
    trigger: Trigger
    words: str
    date: DateAt
    participants: tuple[str, ...]
    participants_from: str
    modality: Modality
    name: str = ""
    place: str = ""
    date_from: str = "sentence"
    cue: str = ""
    roles: tuple[str, ...] = ()
    date_block: int = -1


@dataclass(frozen=True, slots=True)
class EventsFound:
    """All that a document says of agreements and events, in reading order; blocks by index, positions in `doc.text`."""

    agreements: tuple[AgreementAt, ...]
    milestones: tuple[MilestoneAt, ...]
    events: tuple[EventAt, ...]
