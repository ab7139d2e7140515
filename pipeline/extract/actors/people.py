"""Whose people are whose: names that a document itself gives a country ("Danish Prime Minister Ole Berg").

Nothing is known of anybody beforehand. A name that the document gives to two actors is given to none. Where a document
is about one state, and speaks of no other's president or prime minister, the one that it names without saying
whose is that state's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.extract.actors import ActorFound, states
from pipeline.extract.actors.focus import CENTRAL
from pipeline.extract.agreements.phrases import CLOSED, word_set
from pipeline.extract.nlp import TextBlock, found

_OFFICE = (
    r"(?i:(?:(?:then|former|acting|current|late|newly elected|deputy|vice|chief|state|first|foreign|defen[cs]e|finance"
    r"|interior|trade|prime|joint|cabinet|national|army|navy|air force|military)[-–\s]+)*)"
    r"(?:(?i:president|prime minister|PM|premier|chancellor|minister)(?: (?:of|for) (?:the )?[A-Z]\w+(?: [A-Z]\w+)*?)?"
    r"|(?i:foreign secretary|defen[cs]e secretary|secretary[- –]general|director general|king|queen|emperor|prince"
    r"|general|admiral|ambassador|envoy|senator|chairman|commissioner|leader|counterpart|spokes(?:man|woman|person)"
    r"|(?:army|navy|air force|defen[cs]e|military) chief)"
    r"|(?i:secretary of (?:state|defen[cs]e))(?: for [A-Z]\w+)?)"
)
_NAME = r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:de |von |van |al-|(?:[A-Z]\. )+)?[A-ZÀ-Þ][\w’'-]+){0,3})"
_BEHIND = re.compile(rf"(?:[’']s)?[\s–-]*(?:then[-–\s]+)?{_OFFICE} {_NAME}")
_AHEAD = re.compile(rf"{_NAME}, {_OFFICE}(?: of| for)?,? (?:the )?$")
_OF = re.compile(rf"(?:{_OFFICE}) {_NAME} of (?:the )?$")
_LEADER = r"(?P<office>[Pp]resident|[Pp]rime [Mm]inister|PM|[Pp]remier)"
_ITS_LEADER = re.compile(
    rf"(?:[’']s)?[\s–-]*(?:(?:then|former|acting|current|late|new|first|second|next|last|new|incumbent|previous)[-–\s]+)*"
    rf"{_LEADER}\b"
)
_SOME_LEADER = re.compile(rf"(?<![\w-]){_LEADER} {_NAME}")
_WHO_BECAME = re.compile(
    rf"{_NAME}(?:, (?:the |then[-– ])"
    r"| (?:was|is|became|had become|has been|had been|serves as|served as) (?:the |then[-– ]|a )?)"
    r"(?:(?:first|second|third|last|only|new|former|current|longest-serving|late) )*$"
)
_OFFICE_NEXT = re.compile(
    r" (?:(?:deputy|vice|state|foreign|defen[cs]e|finance|trade|interior|prime|opposition) )*(?:president|minister"
    r"|premier|chancellor|secretary|leader|ambassador|king|queen|emperor|general|admiral|envoy|negotiator|diplomat"
    r"|politician)\b",
    re.IGNORECASE,
)
"""Of "Ole Berg became the first Danish minister": before the actor and behind it."""
HOME = 2
"""So many times as often as the next state a document names the one that it is about."""
_CAPITAL_NEXT = re.compile(r"\s+[A-ZÀ-Þ]")
_CAPITAL_BEFORE = re.compile(r"[A-ZÀ-Þ][\w’'-]+\s+$")
_NO_NAMES = word_set(
    "january february march april may june july august september october november december general admiral "
    "forces affairs defense defence foreign minister secretary president armed navy army europe office staff "
    "state king queen prince princess emperor empress sultan sheikh shah pope premier chancellor chairman "
    "commissioner leader senator ambassador deputy vice prime speaker crown lord lady sir"
)
"""Months, which are never safe alone, and words of offices that stand before a name."""


class People:
    """The names of one document's people and the actors that they belong to.

    Attributes:
        home: The state that the document is about, which it names far more often than any other; may be empty.
    """

    def __init__(self, blocks: Sequence[TextBlock]) -> None:
        self.home = _home(blocks)
        claims: dict[str, set[str]] = defaultdict(set)
        for block in blocks:
            for name, code in _introduced(block):
                claims[name].add(code)
                if " " in name:
                    for part in name.split():
                        if len(part) > 2 and part.casefold() not in _NO_NAMES:
                            claims[part].add(code)
        for name, code in _at_home(blocks, self.home, claims):
            claims[name].add(code)
        self._codes = {name: next(iter(codes)) for name, codes in claims.items() if len(codes) == 1}
        names = sorted(self._codes, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])") if names else None

    def codes_in(self, text: str, start: int, end: int) -> set[str]:
        """The actors whose people `text[start:end]` names; a name inside another's ("Ole Lund") names nobody known."""
        if self._pattern is None:
            return set()
        return {self._codes[m.group()] for m in self._pattern.finditer(text, start, end) if self._alone(text, m)}

    def _alone(self, text: str, match: re.Match[str]) -> bool:
        if " " in match.group():
            return True
        after = _CAPITAL_NEXT.match(text, match.end())
        before = _CAPITAL_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
        office = before and re.search(rf"{_OFFICE}\s+$", text[max(0, match.start() - 60) : match.start()])
        opener = before and before.group().strip().casefold() in CLOSED
        return not after and (not before or bool(office) or bool(opener))


def _introduced(block: TextBlock) -> Iterator[tuple[str, str]]:
    text = block.reading.text
    for span, actor in found(block.doc, "actors", ActorFound):
        if actor.form in {"metonym", "prefix"}:
            continue
        # In notes this would read headlines: "Danish Minister Praises Fleet".
        if block.block.kind not in {"footnote", "endnote"} and (m := _BEHIND.match(text, span.end_char)):
            yield m["name"], actor.code
        ahead = text[max(0, span.start_char - 120) : span.start_char]
        # Both are searched only where they can end: most actors have no comma and no "of" before them.
        m = _AHEAD.search(ahead) if "," in ahead else None
        if m or (ahead.endswith((" of ", " of the ")) and (m := _OF.search(ahead))):
            yield m["name"], actor.code
        if _OFFICE_NEXT.match(text, span.end_char) and (m := _WHO_BECAME.search(ahead)):
            yield m["name"], actor.code


def _at_home(blocks: Sequence[TextBlock], home: str, claims: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """The leaders that a document about one state names without saying whose they are."""
    if not home:
        return
    leaders: dict[str, set[str]] = defaultdict(set)
    for block in blocks:
        for span, actor in found(block.doc, "actors", ActorFound):
            if m := _ITS_LEADER.match(block.reading.text, span.end_char):
                leaders[_office(m["office"])].add(actor.code)
    alone = {office for office, states in leaders.items() if states == {home}}
    for block in blocks if alone else ():
        for m in _SOME_LEADER.finditer(block.reading.text):
            name = m["name"].removesuffix("’s").removesuffix("'s")
            if _office(m["office"]) in alone and not any(part in claims for part in (name, *name.split())):
                yield name, home
                yield name.split()[-1], home


def _home(blocks: Sequence[TextBlock]) -> str:
    """The state that a document is about, named far more often than any other, and often among all; else nothing."""
    counts = Counter(
        actor.code
        for block in blocks
        if block.block.kind not in {"footnote", "endnote"}
        for _, actor in found(block.doc, "actors", ActorFound)
        if actor.code in states()
    )
    (home, often), (_, next_often), *_ = [*counts.most_common(2), ("", 0), ("", 0)]
    return home if often > max(1, HOME * next_often, CENTRAL * counts.total()) else ""


def _office(words: str) -> str:
    return "prime minister" if words.casefold() in {"pm", "premier", "prime minister"} else words.casefold()
