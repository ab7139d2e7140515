"""Which date governs an act: the nearest, where no other act, clause or "after" puts it further away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.agreements.acts import OWN_ACT, ActFound
from pipeline.extract.agreements.pairing import BREAK, acts_between
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.dates.timing import DateAt, gap

BESIDE = 5
"""Characters between an agreement and the date of what is done to it: `signed an accord in 2004`."""
COMMA = 40
"""What a comma costs between a date and an act behind it: `adopted on 3 May, signed in June`."""
OTHERS = 50
"""What a date costs that stands behind another act."""
FAR = 220
"""What a date may cost at most: characters, and what stands between."""

_CARRIED = frozenset(
    {OWN_ACT, "signed", "adopted", "concluded", "agreed_in_principle", "announced", "negotiations_started"}
)
"""Acts that tell on where a dated sentence left off."""

_BOUND = re.compile(
    r"\b(?:after|following|before|prior to|despite|unlike|in response to|because of|under(?! ?way)|based on|"
    r"in line with|according to|pursuant to|in contrast (?:with|to)|building on|in view of|ahead of|contained in|"
    r"called for in)\b[^,;]*$",
    re.IGNORECASE,
)
_MET = re.compile(
    r"\s+(?:after|following|at the end of)\s+[^,;.]{0,40}\b(?:summit|meeting|talks|visit|session|conference|round|"
    r"dialogue|ceremony|negotiations)\b[^,;.]{0,40}",
    re.IGNORECASE,
)
"""Between an act and the day of the meeting that it ended: `issued after the summit on`."""
_MEETING = re.compile(r"^(?:after|following)\b.*\b(?:met|talks|(?:meeting|summit|visit|session)s?)\b", re.IGNORECASE)
"""Before a date: what came of a meeting is of its day, where nothing else says when it was."""
_THAT_DID = re.compile(r",? (?:which|who|that) ", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"\s*(?:[\w-]+ (?:years?|months?|weeks?|days?|decades?) )?(?:after|before|since|once|although|though|while|when|as|"
    r"having|because)\b[^,]*",
    re.IGNORECASE,
)
"""From the beginning of a sentence to an act in the clause that opens it."""
_DEADLINE = re.compile(r"\bby (?:(?:the )?(?:end|middle|start|close) of |early |late |mid-)?$", re.IGNORECASE)
_NOUN_ACT = re.compile(r"(?:\w+(?:ings?|ion|ure|al)(?: (?:of|on|from|to))?$|entry |accession)", re.IGNORECASE)
_LISTED = re.compile(
    r"(?:,|,? (?:and|then))(?:,? (?:again|once more|then|later|also|finally|lastly|most recently),?)?(?: (?:in|on))? "
)
"""Between two dates of what was done time and again."""
_HAD = re.compile(r"\b(?:had|has|have)\s+(?:\w+\s+)?$", re.IGNORECASE)
_BEHIND = re.compile(r"\b(?:after|following|since|despite)\b[^,;]*$", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:that|which|who|whose|where)\b", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:has|have|had|will|would|may|might|could|should|can|to|if)\s+(?:\w+\s+)?$", re.IGNORECASE)


def ruling(
    text: str, act: ActFound, target: AgreementAt | None, dates: Sequence[DateAt], acts: Sequence[ActFound]
) -> DateAt | None:
    """The date that governs an act; none where that one has no value ("that August") or where all are of other things.

    The nearest one counts, where another act between, a clause's end, or "after", "under" and the like before the date
    put it further away. Nothing reaches over a semicolon. What stands right behind the agreement is near, too.
    """
    low, high = text.rfind(";", 0, act.start) + 1, text.find(";", act.end)
    here = [d for d in dates if low <= d.start and (high < 0 or d.start < high)]
    if not here and act.act in _CARRIED and target and target.found.around.indefinite and target.start > act.end:
        # "They met in May 2004; it yielded a treaty": the clause before has the date.
        here = [d for d in dates if d.end < low]
        return here[0] if len(here) == 1 and here[0].value else None
    beside = [d for d in here if target and target.start > act.end and 0 <= d.start - target.end <= BESIDE]
    # A date costs the characters up to it at least: what is farther off need not be weighed.
    here = [d for d in here if d in beside or gap(d.reach, (act.start, act.end)) <= FAR]
    costs = [(0 if d in beside else _cost(text, act, d, acts), d.start < act.start, d.start, d) for d in here]
    best = min(costs, default=None, key=lambda c: c[:3])
    if best is None or best[0] > FAR or not best[3].value:
        return None
    if "/" in best[3].value and text.startswith("negotiat", act.start):
        return None  # "It was negotiated from 2004 to 2006"
    if act.act in {"announced", "proposed"} and _DEADLINE.search(text[max(0, best[3].start - 20) : best[3].start]):
        return None  # "They agreed to sign one by 2004"
    between = text[act.end : best[3].start]
    if act.act == "not_concluded" and (best[3].start < act.end or "," in between or _THAT_DID.search(between)):
        return None  # what was never ratified has the date of something else in its sentence
    return best[3]


def listed_behind(text: str, date: DateAt, dates: Sequence[DateAt]) -> Iterator[DateAt]:
    """The dates of a list behind its first one: "in 1994, 1999 and again in 2004"."""
    end = date.end
    for d in dates:
        if d.start >= end and d.value:
            if not _LISTED.fullmatch(text[end : d.start]):
                return
            end = d.end
            yield d


def _cost(text: str, act: ActFound, date: DateAt, acts: Sequence[ActFound]) -> int:
    a, b = date.reach
    low, high = (b, act.start) if b <= act.start else (act.end, a)
    between = text[low:high]
    first = bool(acts) and acts[0].end <= a  # another act stands before the date
    acts = acts_between(acts, low, high)
    if b <= act.start and "," in between and _NOUN_ACT.match(text[act.start : act.end]):
        return FAR + 1  # "In 1926, to mark the signing of the accord": the date is the sentence's
    if b <= act.start and _HAD.search(text[max(0, act.start - 20) : act.start]) and _WHICH.search(between):
        return FAR + 1  # "In May they signed the accord that they had negotiated": not in May
    if b <= act.start and _BEHIND.search(between):
        return FAR + 1  # "In April, after the signing of the pact": they signed before
    told = _THAT_DID.search(between) if a >= act.end else None
    if told and any(low + told.end() <= x.start < a for x in acts):
        return FAR + 1  # "They signed a pact that took effect in 2004": not signed then
    if a >= act.end and act.weak and _ended_before(text, act, a, acts):
        return FAR + 1  # "The pact, brokered by Chad, was signed in 2004": not brokered then
    if a >= act.end and _in_subordinate(text, act, a, acts):
        return FAR + 1  # "Nine years after they proposed a pact, they signed it in 2004": not proposed then
    cost = gap((a, b), (act.start, act.end)) + 30 * len(BREAK.findall(between))
    cost += 60 * sum(low <= x.start and x.end <= high for x in acts)
    if b <= act.start:
        # "Signed in 2003 and ratified …": the date is the other act's, if this one has one of its own.
        cost += COMMA * between.count(",") + OTHERS * first
    window = max(0, min(a, act.start) - FAR)
    clause = max(window - 1, *(text.rfind(c, window, a) for c in ",;.")) + 1
    if (bound := _BOUND.search(text[clause:a])) and not (
        _MET.fullmatch(text, act.end, a) or _MEETING.search(bound.group())
    ):
        # The act itself stands in the "after" clause: "after it was signed in May".
        cost += 0 if clause + bound.start() <= act.start < a else 500
    return cost


def _ended_before(text: str, act: ActFound, date: int, acts: Sequence[ActFound]) -> bool:
    """Whether a comma ends what is said of an act, and another act stands between that and a date."""
    comma = text.find(",", act.end, date)
    return comma >= 0 and any(comma < x.start < date for x in acts)


def _in_subordinate(text: str, act: ActFound, date: int, acts: Sequence[ActFound]) -> bool:
    """Whether an act stands in a clause that opens its sentence, and the date behind another act that follows it."""
    if not _ended_before(text, act, date, acts):
        return False
    opening = text[max(text.rfind(c, 0, act.start) for c in ".;") + 1 : act.start]
    return not opening.strip() or _SUBORDINATE.fullmatch(opening) is not None


def carried(
    text: str,
    act: ActFound,
    targets: Sequence[tuple[int, DateAt | None]],
    agreements: Sequence[AgreementAt],
    dates_before: Sequence[DateAt],
    *,
    on_occasion: bool,
) -> DateAt | None:
    """The only date of the sentence before, where this one clearly tells on: in the past tense, of something new.

    Where the sentence names the occasion that the date is of ("during that visit"), a noun says the act as well.
    """
    values = {d.value for d in dates_before}
    if len(values) != 1 or not targets or act.act not in _CARRIED:
        return None
    date = dates_before[0]
    if len(date.value) < 4 or "/" in date.value or "{" in date.value or "X" in date.value:
        return None
    first = text[act.start : act.end].split()[0].casefold()
    past = first.endswith("ed") or act.act == "concluded" or (on_occasion and _NOUN_ACT.match(first) is not None)
    new = all(agreements[i].found.around.indefinite or agreements[i].found.called for i, _ in targets)
    return date if past and new and not _PERFECT.search(text[max(0, act.start - 20) : act.start]) else None
