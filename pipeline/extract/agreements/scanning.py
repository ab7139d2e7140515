"""Regular expressions of rules, searched fast: most text holds nothing of what they begin with.

A search for many alternatives in any case tries each of them at every letter. Here one look for the letters that
they begin with says where it is worth trying, and a name is looked for where its longest fixed words stand at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

_GROUP = re.compile(r"\(\?(?:[aims-]*):")
_LETTER = re.compile(r"[A-Za-z]")
_FIXED = re.compile(r"[A-Za-z -]")
_WORDS = re.compile(r"[A-Za-z][A-Za-z -]{2,}")
_OPTIONAL = frozenset("?*{")
"""Behind a unit that may be missing."""
STEM = 4
"""Letters of a beginning that are looked for."""


class HeadScanner:
    """Finds the first of several alternatives at the beginnings of words, in any case."""

    def __init__(self, alternatives: Sequence[str]) -> None:
        self.pattern = re.compile("|".join(f"(?:{a})" for a in alternatives), re.IGNORECASE)
        stems = {s for a in alternatives for s in openings(a)}
        # An alternative that begins with no letters must be tried everywhere.
        self._stems = re.compile("|".join(sorted(stems))) if stems and "" not in stems else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches from left to right, none overlapping another."""
        lowered = text.lower()
        if self._stems is None or len(lowered) != len(text):
            yield from re.finditer(rf"\b(?:{self.pattern.pattern})", text, re.IGNORECASE)
            return
        behind = 0
        for stem in self._stems.finditer(lowered):
            at = stem.start()
            if at < behind or (at and (lowered[at - 1].isalnum() or lowered[at - 1] == "_")):
                continue
            if match := self.pattern.match(text, at):
                behind = match.end()
                yield match


def openings(pattern: str) -> set[str]:
    """The letters, at most `STEM` and in small case, that what a pattern matches may begin with; `""` where unknown."""
    out: set[str] = set()
    for units in _alternatives(pattern):
        behind = [*units[1:], ""]
        if units and (group := _GROUP.match(units[0])):
            out |= {""} if behind[0] in _OPTIONAL else openings(units[0][group.end() : -1])
            continue
        letters = [*takewhile(_LETTER.fullmatch, units)]
        if not letters:
            return {""}
        if behind[len(letters) - 1] in _OPTIONAL:
            letters.pop()
        out.add("".join(letters)[:STEM].lower())
    return out


def fixed_words(pattern: str) -> str:
    """The longest words that every match of a pattern holds as they are; `""` where there are none for sure."""
    units, *others = _alternatives(pattern)
    if others:
        return ""
    # A letter that may be missing ends the words before it.
    fixed = (u if _FIXED.fullmatch(u) and v not in _OPTIONAL else "\0" for u, v in pairwise([*units, ""]))
    return max(_WORDS.findall("".join(fixed)), key=len, default="")


def _alternatives(pattern: str) -> list[list[str]]:
    """The alternatives of a pattern, each in units; those inside of groups are left alone."""
    out: list[list[str]] = [[]]
    at = 0
    while at < len(pattern):
        end = _end_of_unit(pattern, at)
        if pattern[at] == "|":
            out.append([])
        else:
            out[-1].append(pattern[at:end])
        at = end
    return out


def _end_of_unit(pattern: str, at: int) -> int:
    """Where the unit ends that begins at a place: an escape, a class, a group with all in it, or one character."""
    if pattern[at] == "\\":
        return at + 2
    if pattern[at] == "[":
        return pattern.index("]", at + 2) + 1
    if pattern[at] != "(":
        return at + 1
    at += 1
    while pattern[at] != ")":
        at = _end_of_unit(pattern, at)
    return at + 1
