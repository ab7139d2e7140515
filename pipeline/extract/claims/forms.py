"""How the forms of claims are written: regular expressions with slots in braces, in which a blank is any white space.

Each kind of claim has a notation of its own, and says in its module what its slots stand for. Forms are costly to try,
so a sentence is looked over for a sign of such a claim before any is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Spelled = Sequence[tuple[str, re.Pattern[str]]]
"""Forms compiled, each with the id of its rule; in the order of the rules."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How the forms of one kind of claim are written.

    Attributes:
        slots: What may stand in a form, and the regular expression that it stands for.
        fault: Why a form is none of this kind, to be read behind the form; empty where it is one.
        end: A regular expression that is to match behind every form.
        flags: With which forms are compiled.
    """

    slots: Mapping[str, str]
    fault: Callable[[str], str]
    end: str = ""
    flags: re.RegexFlag = re.IGNORECASE

    def compiled(self, form: str) -> re.Pattern[str]:
        """A form as a regular expression; `re.error` if it is none."""
        for slot, pattern in self.slots.items():
            form = form.replace(slot, pattern)
        return re.compile(form.replace(" ", r"\s") + self.end, self.flags)


def promising(text: str, sentences: Sequence[tuple[int, int]], sign: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The sentences of a text that hold a sign; the text as a whole is looked at first, for most hold none."""
    if sign.search(text):
        for low, high in sentences:
            if sign.search(text, low, high):
                yield low, high


def first_hit(forms: Spelled, text: str, low: int, high: int) -> tuple[str, re.Match[str]] | None:
    """Of the forms that fit between two places the one that begins first, then the first in order; with its rule."""
    hits = [(rule, m) for rule, form in forms if (m := form.search(text, low, high))]
    return min(hits, key=lambda hit: hit[1].start()) if hits else None
