"""A number and what it counts, named or numbered behind it: "three ports (Tema, Lomé, Cotonou)", "two aims: (1) …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.claims.sums import MEASURES
from pipeline.numbers import count_of

ITEMS, BULLETS = "items", "bullets"
"""What claims are of whose items stand behind them in the same block, and in the blocks behind theirs."""

_SIGN = re.compile(r"s(?:\s\((?:the\s)?[^\Wa-z\d_]|\s\([“\"‘]|—|\s–\s|:\s)|:\s*$|\b[1ai]\)\s")
"""A sign of such a claim: what opens a list behind a plural, or the first of numbered items."""
_OPENS = re.compile(r"\(|:\s|—|\s–\s")
_NUMBERED = re.compile(r"\s?\(?(1|a|i)\)\s")
_TO_TWENTY = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_ROMANS = _TO_TWENTY.split()
_LETTERS = "abcdefghijklmnopqrst"
_HAPPENINGS = re.compile(
    r"\b(?:visits|trips|tours|meetings|summits|talks|rounds|sessions|exercises|drills|calls|interviews|hearings|elections|"
    r"attacks|incidents|seats|votes|copies|people|men|women|persons|times|occasions|deaths|casualties)\b",
    re.IGNORECASE,
)
"""Brackets behind these name other things than are counted: the places of visits, the parties of voters."""
_PARTLY = re.compile(
    r"\b(?:includ\w+|such as|e\.g|i\.e|for example|for instance|among|notably|especially|etc|see|cf|others?|both|"
    r"formerly|now|later|respectively|or|vs)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[,;]\s*(?:and\s+|as\s+well\s+as\s+|&\s+)?")
_AND = re.compile(r"\s(?:and|&)\s")
_CLOSES = re.compile(r"(?P<comma>[,;]?)\s(?:and|&|as\s+well\s+as)\s+[^,;]+$")
_CAPITAL = r"[“\"‘'(]?[^\W\d_a-zß-öø-ÿ][\w’'./&-]*[”\")]?"
_SMALL = r"(?:of|the|de|la|le|les|du|da|do|dos|das|del|des|von|van|der|den|for|in|on|at|y|e|bin|al|el|di)"
_NAME = re.compile(rf"(?:[Tt]he\s)?{_CAPITAL}(?:\s(?:{_CAPITAL}|{_SMALL}|\d[\w–-]*))*")
"""No word fits two of the ways, or a long list takes forever."""
_BELONGS = re.compile(r"(?:Inc|Ltd|LLC|LLP|PLC|Co|Corp|Jr|Sr|N\.?A|S\.?A|GmbH|AG|MD|PhD|II|III|D\.?C)\.?")
"""What stands behind a comma and is a part of the name before it."""
_COMPOUND = re.compile(
    r"\b(?:Trinidad and Tobago|Bosnia and Herzegovina|Antigua and Barbuda|S[ãa]o Tom[ée] and Pr[íi]ncipe|"
    r"(?:Saint|St\.?) Kitts and Nevis|(?:Saint|St\.?) Vincent and the Grenadines|Turks and Caicos|Wallis and Futuna|"
    r"Newfoundland and Labrador|England and Wales|Jammu and Kashmir|Tyne and Wear|Serbia and Montenegro)\b"
)
_GROUP = re.compile(
    r"[Tt]he\s(?!Netherlands|Philippines|United States|Maldives|Seychelles|Bahamas|Comoros|United Arab Emirates|"
    r"Solomon Islands|Marshall Islands|Hague)(?:\w+\s)*\w+s|Benelux|Scandinavia|Maghreb|G-?\d+"
)
"""A name of several: "the Baltics" are three states."""


def may_list(text: str) -> bool:
    """Whether a text may hold such words at all."""
    return _SIGN.search(text) is not None


def items_in(text: str, start: int, end: int) -> int:
    """How many items stand behind a number at `text[start:end]`; 0 where they aren't plainly those that it counts.

    The claim's words end with the last of the names, or where numbered items begin. Where the names can be told apart
    in more than one way and one of them fits the number, it is that one.
    """
    words = text[start:end]
    number = count_of(words)
    if numbered := _NUMBERED.match(text, end):
        return 0 if _PARTLY.search(words) else _numbered(text, numbered, number)
    before, inside = _parted(words)
    if not inside or MEASURES.search(before) or _HAPPENINGS.search(before) or _PARTLY.search(inside):
        return 0
    closed = words.endswith(")") or bool(_CLOSES.search(inside))
    return _named(inside, number) if closed else 0


def _parted(words: str) -> tuple[str, str]:
    """What counts and what is listed, without what opens and closes the list."""
    inside = words.rstrip(")—– ")
    opened = list(_OPENS.finditer(inside))
    return (inside[: opened[-1].start()], inside[opened[-1].end() :]) if opened else (words, "")


# --- numbered items ---------------------------------------------------------------------------------------------------


def _numbered(text: str, first: re.Match[str], number: int) -> int:
    """How far the numbers run on; fewer than claimed are all only if "and" stands before the last."""
    count, at, last = 1, first.end(), first
    for label in _labels(first[1]):
        again = re.compile(rf"\(?(?<!\w){re.escape(first[1])}\)\s").search(text, at)
        found = re.compile(rf"(?:[,;:.!?—–]|\b(?:and|or))[”\"]?\s?\(?(?<!\w){re.escape(label)}\)\s").search(text, at)
        if found is None or (again and again.start() < found.start()):
            break
        count, at, last = count + 1, found.end(), found
    if count < number and not last.group().startswith(("and", "or")):
        return 0
    return count if count > 1 else 0


def _labels(first: str) -> Sequence[str]:
    """What comes behind the first number."""
    if first == "1":
        return [str(n) for n in range(2, 40)]
    return _ROMANS[1:] if first == "i" else list(_LETTERS[1:])


# --- named items ------------------------------------------------------------------------------------------------------


def _named(inside: str, number: int) -> int:
    pieces = [p for p in _BETWEEN.split(inside.strip(" ,;")) if p]
    if ";" in inside:
        pieces = [p.strip() for p in re.split(r";\s*(?:and\s+)?", inside) if p.strip()]
    names = [p for n, p in enumerate(pieces) if n == 0 or not _BELONGS.fullmatch(p)]
    if not all(_is_name(p) for p in names):
        return 0
    closing = _CLOSES.search(inside)
    least, most = _readings(names, joined=closing is not None and not closing["comma"])
    if most < 2 or (most < number and any(_GROUP.fullmatch(n) for name in names for n in _AND.split(name))):
        return 0
    return number if least <= number <= most else (most if most < number else least)


def _is_name(piece: str) -> bool:
    return all(_NAME.fullmatch(part) for part in _AND.split(re.sub(r",\s", " ", piece)))


def _readings(names: Sequence[str], *, joined: bool) -> tuple[int, int]:
    """The fewest and the most names that there may be: "Trade and Industry" may be one ministry or two.

    Args:
        names: As commas part them.
        joined: No comma stands before the "and" that joins the last, so it is in the last of these.
    """
    least = most = len(names)
    for n, name in enumerate(names):
        ands = len(_AND.findall(_COMPOUND.sub("X", name)))
        last = n == len(names) - 1 and joined
        most += ands
        # A short name on either side of the last "and" is one of its own.
        if last and ands == 1 and all(len(part.split()) <= 2 for part in _AND.split(name)):
            least += 1
    return least, most


__all__ = ["BULLETS", "ITEMS", "items_in", "may_list"]
