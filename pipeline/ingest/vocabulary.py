"""The words of a document, and where it says nothing those of English: the evidence for healing what print broke."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib import resources

from pipeline.records import Fragment

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-\s+([^\W\d_]+)")
_POSSESSIVE = re.compile(r"['’]s$")
_SPACED = re.compile(r"(?<![\w.'’])(?:[^\W\d_] ){4,}[^\W\d_](?![\w.'’])")
_BLANK = re.compile(r"(?<=\w) (?=\w)")
_ENGLISH = 0.02
"""The share of `the` among the words of an English text is greater than that."""
_LEAST = 6
"""Letters; a shorter word may well be two (`maybe`)."""
_LONGEST = 3
"""How many pieces a word is set apart into."""


class Vocabulary:
    """The words of a document, hyphenated ones as they stand."""

    def __init__(self, source: str) -> None:
        """Count words.

        Args:
            source: The document's source text.
        """
        words = WORD.findall(source)
        self._counts = Counter(map(str.casefold, words))
        self._english = self._counts["the"] > _ENGLISH * len(words)
        self._apart = _printed_apart(source, self._set_apart(words).difference(_BROKEN.findall(source)))
        self._spaced = _SPACED.search(source) is not None

    def keeps_hyphen(self, head: str, tail: str) -> bool:
        """Whether `head-` at a line's end and `tail` at the next line's start are written with a hyphen.

        The document's own use decides; without any, a hyphen before a capital or digit is kept (`Indo-Pacific`), and in
        English one between two words that make no third (`policy-oriented`). Any other was put in by the typesetter
        (`cooper-ation`).
        """
        capitals = len(head) > 1 and head.isupper() and tail.isupper()
        if not tail[:1].islower() and not capitals:
            return True
        joined = self._counts[(head + tail).casefold()]
        hyphened = self._counts[f"{head}-{tail}".casefold()]
        if joined != hyphened:
            return hyphened > joined
        if not self._english:
            return capitals
        if self._known([head + tail]):
            return False
        return capitals or (min(len(head), len(tail)) > 1 and self._known([head, tail]))

    def blanks_within_words(self, source: str, start: int, end: int) -> Iterator[Fragment]:
        """The blanks that part a word in `source[start:end]`, such as in `ex chang es` or `S U M M A R Y`."""
        if self._spaced:
            for m in _SPACED.finditer(source, start, end):
                ends = self._words_in(m.group()[::2])
                for i in range(1, max(ends, default=0)):
                    if i not in ends:
                        yield m.start() + 2 * i - 1, m.start() + 2 * i
        for printed in self._apart:
            at = source.find(printed, start, end)
            while at >= 0:
                if not source[at - 1 : at].isalnum():
                    yield from (b.span() for b in _BLANK.finditer(source, at, at + len(printed)))
                at = source.find(printed, at + len(printed), end)

    def _set_apart(self, words: Sequence[str]) -> set[tuple[str, ...]]:
        """The pieces of words that the document prints whole elsewhere; one piece at least stands nowhere else."""
        found: dict[tuple[str, ...], set[int]] = defaultdict(set)
        counts = self._counts
        for i, word in enumerate(words):
            # A piece is in small letters unless it is the first, so that a rare one tells where to look.
            if not word.islower() or counts[word] > 2 or not word.isalpha():
                continue
            spans = {(a, a + n) for n in range(2, _LONGEST + 1) for a in range(max(0, i - n + 1), i + 1)}
            for a, b in spans:
                pieces = words[a:b]
                if len(pieces) == b - a and all(p.islower() and p.isalpha() for p in pieces[1:]):
                    whole = "".join(pieces).casefold()
                    if len(whole) >= _LEAST and whole in counts:
                        found[tuple(pieces)].add(a)
        return {p for p, at in found.items() if min(counts[x.casefold()] for x in p) <= len(at) and not self._known(p)}

    def _words_in(self, letters: str) -> set[int]:
        """Where the words in a row of letters end, the fewest that it can be cut into; empty where it can't be."""
        best: list[list[int] | None] = [[]]
        for end in range(1, len(letters) + 1):
            starts = [k for k, way in enumerate(best) if way is not None and self._is_word(letters[k:end])]
            ways = [[*(best[k] or ()), end] for k in starts]
            best.append(min(ways, key=len, default=None))
        return set(best[-1] or ())

    def _is_word(self, letters: str) -> bool:
        """Whether letters are a word of the document, or a longer one of English."""
        word = letters.casefold()
        if len(word) == 1:
            return letters in {"a", "A", "I"}
        return word in self._counts or (len(word) >= _LEAST and self._known([word]))

    def _known(self, words: Sequence[str]) -> bool:
        """Whether all are English words, in an English text."""
        return self._english and all(_POSSESSIVE.sub("", w).casefold() in english_words() for w in words)


def _printed_apart(source: str, words: Collection[tuple[str, ...]]) -> list[str]:
    """How words that are set apart stand in the source, with the character behind them, which is no letter."""
    if not words:
        return []
    ways = "|".join(r"(?:\ |-?\s+)".join(map(re.escape, pieces)) for pieces in sorted(words))
    found = {m.group() for m in re.finditer(rf"(?<!\w)(?:{ways})(?:\W|\Z)", source)}
    return sorted(printed for printed in found if _BLANK.search(printed))


@cache
def english_words() -> frozenset[str]:
    """Some 83,000 English words with their forms, in small letters.

    They are the list that symspellpy brings along (MIT), made of SCOWL's words that Google Books knows.
    """
    listed = resources.files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    # Each word is followed by how often it was met.
    return frozenset(listed.split()[::2])
