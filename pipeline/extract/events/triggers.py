"""The rules of events, and what they find: the words that tell of one.

An entry is a word or a phrase in the form of a dictionary. Verbs are inflected (`inflection`), irregular ones name
their forms (`hold/held`, `fly/flew/flown`); nouns get their plural. In a phrase `|` parts alternatives and `...` stands
for up to five words: `send/sent ... troops|forces`. An entry that begins with `=` is taken as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from pydantic import Field, model_validator

from pipeline.extract.events.inflection import Form
from pipeline.extract.rulefile import Rule, read_rules

STRONG, WEAK, LIGHT = 0, 150, 400
"""What a trigger pays, in characters of distance from its date."""


class EventRule(Rule):
    """The words of one kind of event; of words that overlap the longest counts, then the rule that stands first."""

    type: str = Field(description="the type, one of `events.csv` or one of your own")
    plover: str = Field("", description="the nearest type of the PLOVER ontology")
    verbs: tuple[str, ...] = Field(
        (),
        description="in their base form, irregular ones with their past forms: `hold/held`, `fly/flew/flown`; in a "
        "phrase `...` is up to five words; what begins with `=` is taken as it stands",
    )
    nouns: tuple[str, ...] = Field((), description="in the singular; in a phrase `|` parts alternatives")
    triggers: tuple[str, ...] = Field(
        (), description="regular expressions over whole words, any case, for what verbs and nouns can't say"
    )
    unless: tuple[str, ...] = Field(
        (),
        description="regular expressions of what makes it another thing right behind a verb of the rule: held `that`",
    )
    after: tuple[str, ...] = Field(
        (),
        description="regular expressions, one of which must stand right before a verb of the rule: `law` took effect",
    )
    weak: bool = Field(False, description="counts only where no stronger word is near the date")
    light: bool = Field(False, description="says only that something happened; counts where nothing else does")
    topic: bool = Field(False, description="takes the type of what was spoken of before, `type` where there is none")
    deciding: bool = Field(False, description="takes the type of what was decided, behind `to`: agreed to set up …")
    speaking: bool = Field(False, description="the object of its verbs is only spoken of: condemned the attack")
    yields: tuple[str, ...] = Field(
        (), description="types that it takes instead where it was for one, behind `to` or `for`: sailed there to train"
    )
    joint: bool = Field(False, description="takes two")
    home: bool = Field(False, description="concerns the state where it happens: an election in Chile is Chile's")
    named: bool = Field(False, description="events of this type have names of their own")

    @property
    def weight(self) -> int:
        """What its words pay, in characters of distance."""
        return LIGHT if self.light else WEAK if self.weak else STRONG

    @model_validator(mode="after")
    def _has_words(self) -> EventRule:
        if not (self.verbs or self.nouns or self.triggers):
            raise ValueError("names no verbs, nouns or triggers")
        if several := next((v for v in self.verbs if "|" in v.split(" ", 1)[0]), ""):
            raise ValueError(f"{several!r}: a verb's first word is one; write an entry for each")
        return self

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The regular expressions as one pattern over whole words."""
        if not self.triggers:
            return None
        return re.compile(rf"(?<![\w-])(?:{'|'.join(self.triggers)})(?!\w)", re.IGNORECASE)

    @cached_property
    def undone(self) -> re.Pattern[str] | None:
        """What follows a verb that is none of the rule's then."""
        return re.compile(rf"(?: |(?=[—,]))(?:{'|'.join(self.unless)})\b", re.IGNORECASE) if self.unless else None

    @cached_property
    def lead(self) -> re.Pattern[str] | None:
        """What must stand right before a verb of the rule."""
        return re.compile(rf"(?:{'|'.join(self.after)})$", re.IGNORECASE) if self.after else None


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words `text[start:end]` that tell of an event.

    Attributes:
        type: Of the event.
        rule: The id of its rule.
        start: In the text; `end` its end.
        end: See `start`.
        weight: `STRONG`, `WEAK` or `LIGHT`: what it pays, in characters of distance.
        agreement: The index of the agreement mention that it is about, else -1.
        form: A noun, or which form of a verb.
        plover: The PLOVER type of its rule.
        joint: It takes two.
        home: It concerns the state where it happens.
        speaking: What is its object, is only spoken of.
        deciding: What was decided, behind "to", says its type.
        act: What happens to its agreement.
    """

    type: str
    rule: str
    start: int
    end: int
    weight: int = 0
    agreement: int = -1
    form: Form = "noun"
    plover: str = ""
    joint: bool = False
    home: bool = False
    speaking: bool = False
    deciding: bool = False
    act: str = ""


def event_rules() -> tuple[EventRule, ...]:
    """The rules of `events.yaml`."""
    return read_rules("events", EventRule)
