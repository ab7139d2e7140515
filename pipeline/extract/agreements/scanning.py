"""Regular expressions of rules, searched fast: most text holds nothing of what they begin with.

A search for many alternatives in any case tries each of them at every letter. Here one look for the letters that
they begin with says where it is worth trying, and a name is looked for where its longest fixed words stand at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_GROUP = re.compile(r"\(\?(?:[aims-]*):")
_LETTERS = re.compile(r"[A-Za-z]+")
_FIXED = re.compile(r"[A-Za-z][A-Za-z -]{2,}")
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
    for alternative in _split(pattern):
        if group := _GROUP.match(alternative):
            inner = alternative[group.end() : _closing(alternative)]
            rest = alternative[_closing(alternative) + 1 :]
            out |= {""} if rest[:1] in {"?", "*", "{"} else openings(inner)
            continue
        letters = _LETTERS.match(alternative)
        if not letters:
            return {""}
        stem = letters.group()
        if alternative[letters.end() : letters.end() + 1] in {"?", "*", "{"}:
            stem = stem[:-1]
        out.add(stem[:STEM].lower())
    return out


def fixed_words(pattern: str) -> str:
    """The longest words that every match of a pattern holds as they are; `""` where there are none for sure."""
    if len(_split(pattern)) > 1:
        return ""
    outside, at = "", 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            outside, at = outside + "\0", at + 2
        elif char == "[":
            outside, at = outside + "\0", pattern.index("]", at + 2) + 1
        elif char == "(":
            outside, at = outside + "\0", at + _closing(pattern[at:]) + 1
        else:
            # A letter that may be missing ends the words before it.
            optional = pattern[at + 1 : at + 2] in {"?", "*", "{"}
            outside, at = outside + ("\0" if optional or not (char.isalpha() or char in " -") else char), at + 1
    return max(_FIXED.findall(outside), key=len, default="")


def _split(pattern: str) -> list[str]:
    """The alternatives of a pattern, those inside of groups left alone."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = pattern.index("]", at + 2)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*parts, pattern[start:]]


def _closing(pattern: str) -> int:
    """Where the bracket that a pattern begins with closes."""
    depth = at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = pattern.index("]", at + 2)
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return at
        at += 1
    return len(pattern)
