"""Whose people are whose: names that a document itself gives a country ("Danish Prime Minister Ole Berg").

Nothing is known of anybody beforehand. A name that the document gives to two actors is given to none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.extract.actors import ActorFound
from pipeline.extract.agreements.phrases import CLOSED, word_set
from pipeline.extract.nlp import TextBlock, found

_OFFICE = (
    r"(?:(?:then|former|acting|current|late|newly elected|deputy|vice|chief|state|first)[-–\s]+"
    r"|(?:Foreign|Defen[cs]e|Finance|Interior|Trade|Deputy|Vice|Prime|State|Joint|Chief|Cabinet|National) )*"
    r"(?:President|Prime Minister|PM|Premier|Chancellor|Minister(?: (?:of|for) (?:the )?[A-Z]\w+(?: [A-Z]\w+)*?)?"
    r"|Foreign Secretary|Defen[cs]e Secretary|Secretary of (?:State|Defen[cs]e)(?: for [A-Z]\w+)?"
    r"|Secretary[- –]General|Director General|King|Queen|Emperor"
    r"|Prince|General|Admiral|Ambassador|Senator|Chairman|Commissioner|leader)"
)
_NAME = r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:de |von |van |al-)?[A-ZÀ-Þ][\w’'-]+){0,3})"
_BEHIND = re.compile(rf"(?:[’']s)?[\s–-]*(?:then[-–\s]+)?{_OFFICE} {_NAME}")
_AHEAD = re.compile(rf"{_NAME}, {_OFFICE}(?: of| for)?,? (?:the )?$")
_OF = re.compile(rf"(?:{_OFFICE}) {_NAME} of (?:the )?$")
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
    """The names of one document's people and the actors that they belong to."""

    def __init__(self, blocks: Sequence[TextBlock]) -> None:
        claims: dict[str, set[str]] = defaultdict(set)
        for block in blocks:
            for name, code in _introduced(block):
                claims[name].add(code)
                if " " in name:
                    for part in name.split():
                        if len(part) > 2 and part.casefold() not in _NO_NAMES:
                            claims[part].add(code)
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
        if m := (_AHEAD.search(ahead) or _OF.search(ahead)):
            yield m["name"], actor.code
