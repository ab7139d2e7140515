"""Acronyms of a state's organs that a document itself spells out: "Norway's Coastal Rescue Service (CRS)".

Nothing is known of them beforehand. One that a document gives to two actors, or that means an actor anyway, is left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from spacy.tokens import Span

from pipeline.extract.actors import ActorFound
from pipeline.extract.nlp import TextBlock, found, put, text_of

RULE = "actor.learned-acronym"
_BRACKETED = re.compile(r"\((?:the )?[“\"]?(?P<short>[A-Z][A-Za-z]{0,8}[A-Z])s?[”\"]?\)")
_WORD = re.compile(r"[^\W\d_][\w’'.]*")
_ORGAN = re.compile(
    r"\b(?:Ministr(?:y|ies)|Departments?|Offices?|Agenc(?:y|ies)|Forces?|Navy|Army|Guards?|Corps|Marines|Staff|Commands?|"
    r"Fleet|Services?|Bureau|Authority|Commission|Council|Assembly|Parliament|Congress|Senate|Cabinet|Administration|"
    r"Secretariat|Directorate|Treasury|Embassy|Police)\b"
)
OWNER = 4
"""Characters between an organ's owner and its name: `Norway’s `, `Norwegian `."""
LONGEST = 90


def learn(texts: Sequence[TextBlock]) -> None:
    """Add what the acronyms that a document spells out name to its actors.

    Args:
        texts: All blocks of one document; the group `actors` of those that hold such an acronym grows.
    """
    claims: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for short, code in _spelt_out(text):
            claims[short].add(code)
    known = {s.text for t in texts for s, _ in found(t.doc, "actors", ActorFound)} if claims else set()
    codes = {short: next(iter(c)) for short, c in claims.items() if len(c) == 1 and short not in known}
    if not codes:
        return
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(codes)))})(?![\w-])")
    for text in texts:
        if any(short in text_of(text.doc) for short in codes):
            _add(text, pattern, codes)


def _spelt_out(text: TextBlock) -> Iterator[tuple[str, str]]:
    """The acronyms in brackets behind the name of an organ, and whose organ it is."""
    source = text_of(text.doc)
    if "(" not in source:
        return
    actors = [(s.start_char, s.end_char, d) for s, d in found(text.doc, "actors", ActorFound)]
    for match in _BRACKETED.finditer(source) if actors else ():
        start = _name_start(source[max(0, match.start() - LONGEST) : match.start()], match["short"])
        if start < 0:
            continue
        low = max(0, match.start() - LONGEST) + start
        owners = {d.code for a, b, d in actors if low - OWNER < b and a < match.start() and _owns(d, a, low)}
        if len(owners) == 1 and _ORGAN.search(source, low, match.start()):
            yield match["short"], owners.pop()


def _owns(actor: ActorFound, start: int, name: int) -> bool:
    """An owner stands before an organ's name or opens it; in it, only as in "Ministry of Defence of Malta"."""
    return start <= name or actor.form in {"name", "acronym", "body"}


def _name_start(ahead: str, short: str) -> int:
    """Where the words begin whose initials an acronym is, read from its end; -1 where they are not there."""
    words = [(m.start(), m.group()) for m in _WORD.finditer(ahead)]
    letters = [c for c in short if c.isupper()]
    at = len(words)
    for letter in reversed(letters):
        # One small word ("of", "and") may stand between two that count.
        options = [i for i in range(at - 1, max(-1, at - 4), -1) if words[i][1][0] == letter]
        if not options or any(words[i][1][0].isupper() for i in range(options[0] + 1, at)):
            return -1
        at = options[0]
    return words[at][0]


def _add(text: TextBlock, pattern: re.Pattern[str], codes: dict[str, str]) -> None:
    here = found(text.doc, "actors", ActorFound)
    taken = [(s.start_char, s.end_char) for s, _ in here]
    new: list[tuple[Span, ActorFound]] = []
    for match in pattern.finditer(text_of(text.doc)):
        span = text.doc.char_span(*match.span(), label=RULE)
        if span is not None and not any(match.start() < b and a < match.end() for a, b in taken):
            new.append((span, ActorFound(codes[match.group()], RULE, "acronym")))
    if new:
        every = sorted([*here, *new], key=lambda told: told[0].start)
        put(text.doc, "actors", [s for s, _ in every], [d for _, d in every])
