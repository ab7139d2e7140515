"""Did it happen, was it planned, did it fall through: the cue that an event stands under; rules in `modality.yaml`.

A cue has a scope. It reaches to the end of its clause, to a bracket or a dash, and not out of a quotation. A verb
stands under a cue before it ("did not visit", "is scheduled to visit"); what is said behind it is said of something
else. A noun may have it on either side ("the visit was cancelled", "a cancelled visit").
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import Field

from pipeline.extract.events.inflection import Form
from pipeline.extract.rulefile import Rule, read_rules

UNREAL = "unreal"
"""What only might be, or is denied: told as no event."""
REACH = 90
"""Characters between a cue and the words that it tells of."""
PREDICATE = 60
"""Characters between a noun and what is said of it."""

_CLAUSE = re.compile(
    r";|[()]|\s[–—]\s|\w—\w"
    r"|[,—] (?:it|he|she|they|this|these|which|who|whose|and|although|while|because|though|when|where|with)\b"
    r"|, (?=[A-Z][\w’']+ (?:will|would|is|are|was|were|has|had|did|could|may)\b)"
    r"|[,—] but (?!was|were|had|has|is)| but (?=did|does|do\b)| and (?:then |later )?(?=(?:had|was|were|has|have) )"
    r"| (?:although|because|while|whereas|when|where|after|before|despite|following)\b|\d,? (?:it|he|she|they)\b"
)
_PLANNED_FOR = re.compile(
    r"\b(?P<cue>(?:originally |initially |first )?(?:planned|scheduled|slated|(?:due|set)(?= (?:for|to)\b)))"
    r"(?: to (?:take place|be held|begin|start|open))? (?:for|on|in)(?: the)?(?: early| late| mid)? $"
)
"""A film "set in 1944", a bill "due on Monday" are no plans."""
_NOT_YET = re.compile(r"\b(?:be|been|being|have|get)(?: \w+ly)?\s$")
"""Between a plan and a verb in its past form: "is to be held"; "planned to meet, visited" is another matter."""

_NOT_COME = (
    r"(?:would|will|shall|can|could|may|might|should|to|is|are|be|scheduled|planned|slated|expected|due|set|supposed"
    r"|meant|intended|projected|proposed|needed)\b"
)
"""Of what is still to come, or only should."""
_PAST = (
    rf"(?!{_NOT_COME})(?:\w{{2,}}ed|was|were|had|has|have|did|began|came|went|took|led|held|met|made|left|sent|built|gave"
    rf"|fell|rose|broke|brought|became|won|lost|sold|bought|paid|ran|saw|got|kept|drew|fought|spoke|struck)"
    rf"\b(?! {_NOT_COME})"
)
_CAME_ABOUT = re.compile(
    rf", (?:which|who|where)(?: (?!{_NOT_COME})[\w’'-]+){{0,3}}? {_PAST}[^,;]*$"
    rf"|(?<!ed),? (?:and|but) (?:(?:it|he|she|they|both) )?(?:(?:\w+ly|then|later|soon|eventually) )?{_PAST}"
    r" (?:it|them|this|the|an?|its|their|his|her|both|there|in|on|by|to|so)\b",
    re.IGNORECASE,
)
"""Behind a promise: what became of it, "agreed to hold talks, which began in June"; the date is that of this."""

_RELATIVE = re.compile(
    r" (?:that|which|who) (?:\w+ly )?(?:is|are|was|were|has|have|had|do|does|did|will|would|could|may|might|should|can"
    r"|\w+ed)\b"
    r"| that (?:(?:there|it|he|she|they|the|this|these|those|its|their|his|her)\b|(?=[A-ZÀ-Þ]))"
)
"""What is said behind it, is said of the last noun before it."""
_IN_PHRASE = re.compile(
    r"\b(?:at|during|in|after|following|from|since|before|by|upon)"
    r"(?: (?!(?:of|to|for|with|and|or|on)\b)[\w’'+–-]+){0,6} $",
    re.IGNORECASE,
)
"""A noun in such a phrase is no subject: "the aim at the May meeting was not to sell"."""
_APPOSED = re.compile(r", an? (?:(?!(?:and|or)\b)[\w’'+–-]+ ){0,4}$")
_TELLS = re.compile(r" (?:that|which|in which) \w")
"""What is called again behind a comma, with a clause of its own: "would sail, a voyage that lasted until June"."""
_PREDICATE = re.compile(
    r"(?:is|are|was|were|has|have|had|do|does|did|will|would|could|might|may|should|can)\b", re.IGNORECASE
)

_GERUND = re.compile(r"(?:\w+ly )?(?-i:[a-z])\w*ing\b")
_CONDITION = re.compile(r"(?:if|unless|in case)\b", re.IGNORECASE)
"""What opens a clause that tells of nothing that happened, whatever form its verb has."""
_PLANS = re.compile(
    r"(?:(?:is|are|was|were|been|being|will|would|to|had)\b(?!.*\b(?:designed|intended|meant|poised)\b)"
    r"|scheduled|planned|slated|due|set|expected|upcoming|forthcoming|proposed)",
    re.IGNORECASE,
)
"""What is said of a noun that was planned; what it aims to do, or is meant to, says nothing of that."""
_DESCRIBES = re.compile(r"(?:upcoming|forthcoming|hypothetical|alleged|unconfirmed|rumou?red)\b", re.IGNORECASE)
_WITHIN = re.compile(r"\b(?:in|at|during|after|before|since|following|from)\b")
_BUT_WAS = re.compile(r"\bbut (?:it |they )?(?:was|were|had|has|have|is)\b")
"""What a second predicate says of the same subject: "was scheduled for May but was postponed"."""


class ModalityRule(Rule):
    """Cues of one modality: whether an event came about; a cue counts in the clause of its event."""

    modality: Literal["actual", "planned", "cancelled", "postponed", "negated", "unreal"] = Field(
        description="the modality; what is `unreal`, only possible or denied, is told as no event"
    )
    cues: tuple[str, ...] = Field(description="regular expressions, any case")
    unless: tuple[str, ...] = Field((), description="regular expressions of words in the clause that undo the cue")
    after: tuple[str, ...] = Field(
        (), description="regular expressions, one of which must stand before the cue in the sentence"
    )
    ahead: bool = Field(
        False, description="counts only for what is told behind it, with a date behind it: agreed `to` meet in May"
    )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All cues as one pattern."""
        return re.compile(rf"(?<!\w)(?:{'|'.join(self.cues)})", re.IGNORECASE)

    @cached_property
    def undone(self) -> re.Pattern[str] | None:
        """What undoes them."""
        return re.compile("|".join(self.unless), re.IGNORECASE) if self.unless else None

    @cached_property
    def lead(self) -> re.Pattern[str] | None:
        """What must stand before them."""
        return re.compile(rf"(?<!\w)(?:{'|'.join(self.after)})", re.IGNORECASE) if self.after else None


@dataclass(frozen=True, slots=True)
class Modality:
    """A modality and the cue `text[start:end]` that says so; no cue for what simply happened."""

    value: str = "actual"
    rule: str = ""
    start: int = -1
    end: int = -1


def modality_rules() -> tuple[ModalityRule, ...]:
    """The rules of `modality.yaml`; the first that fits counts."""
    return read_rules("modality", ModalityRule)


def modality_of(
    text: str, sentence: tuple[int, int], trigger: tuple[int, int], form: Form = "noun", *, dated: int = sys.maxsize
) -> Modality:
    """The modality of what `text[slice(*trigger)]` tells of, in its sentence.

    Args:
        text: Of the block.
        sentence: Its span.
        trigger: The span of the word.
        form: A noun, or which form of a verb.
        dated: Where the event's date begins.
    """
    low, high = max(sentence[0], trigger[0] - REACH), min(sentence[1], trigger[1] + REACH)
    low = max((m.end() for m in _CLAUSE.finditer(text, low, trigger[0])), default=low)
    if form == "noun" and _TELLS.match(text, trigger[1]) and (behind := _APPOSED.search(text, low, trigger[0])):
        low = behind.start()
    high = min((m.start() for m in _CLAUSE.finditer(text, trigger[1], high)), default=high)
    if form == "noun" and (relative := _RELATIVE.search(text, trigger[1] + 1, high)):
        high = relative.start()
    for rule in modality_rules():
        for cue in rule.pattern.finditer(text, low, high):
            if rule.undone and rule.undone.search(text, low, high):
                continue
            if rule.lead and not rule.lead.search(text, sentence[0], cue.start()):
                continue
            if rule.ahead and not _promises(text, cue.end(), trigger[0], dated):
                continue
            if _holds(text, rule, cue.span(), trigger, form) and _quoted(text, sentence[0], cue.start()) == _quoted(
                text, sentence[0], trigger[0]
            ):
                return Modality(rule.modality, rule.id, *cue.span())
    return Modality()


def planned_for(text: str, sentence: tuple[int, int], date: int) -> Modality | None:
    """That it was only planned for a date, said right before it: "the sixth, planned for May, took place in June"."""
    if cue := _PLANNED_FOR.search(text, sentence[0], date):
        return Modality("planned", "modality.planned", *cue.span("cue"))
    return None


def _promises(text: str, cue: int, trigger: int, dated: int) -> bool:
    """Whether what is told behind a promise that ends at `cue`, and its date, are what was promised."""
    if cue > min(trigger, dated):
        return False
    return _CAME_ABOUT.search(text, cue, trigger if dated == sys.maxsize else max(trigger, dated)) is None


def _holds(text: str, rule: ModalityRule, cue: tuple[int, int], trigger: tuple[int, int], form: Form) -> bool:
    """Whether the words stand under the cue."""
    if cue[0] < trigger[1] and trigger[0] < cue[1]:
        return True
    if form == "noun":
        # "The visit could follow", "the visit to Peru is planned for"; what is behind more words, or describes another
        # noun ("welcomed upcoming events"), is said of something else.
        if cue[0] < trigger[0]:
            # "Instead of waiting, Peru held talks": what a gerund stands for ends with its phrase.
            if _GERUND.match(text, cue[1]) and "," in text[cue[1] : trigger[0]]:
                return False
            # "Failed to win a seat in the elections": the elections were held.
            return _WITHIN.search(text, cue[1], trigger[0]) is None
        if _PREDICATE.match(text, cue[0]) and _IN_PHRASE.search(text, max(0, trigger[0] - 60), trigger[0]):
            return False
        if rule.modality not in {UNREAL, "planned"}:
            return True
        if rule.modality == "planned" and _PLANS.match(text, cue[0], cue[1]) is None:
            return False
        return cue[0] - trigger[1] <= PREDICATE and _DESCRIBES.match(text, cue[0]) is None
    if rule.modality == UNREAL and _CONDITION.match(text, cue[0]):
        return cue[0] < trigger[0] and "," not in text[cue[1] : trigger[0]]
    if cue[0] >= trigger[1]:
        if rule.modality in {"cancelled", "postponed"} and text.endswith("to be ", 0, trigger[0]):
            # "The third, to be held in May, was called off".
            return True
        return rule.modality == "actual" or _BUT_WAS.search(text, trigger[1], cue[1]) is not None
    if form != "past" or rule.modality not in {"planned", "unreal"}:
        return True
    between = text[cue[1] : trigger[0]]
    return not between.strip() or _NOT_YET.search(text, cue[0], trigger[0]) is not None


def _quoted(text: str, start: int, at: int) -> bool:
    return text.count("“", start, at) > text.count("”", start, at)
