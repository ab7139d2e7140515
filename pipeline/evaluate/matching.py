"""What a run says, paired with what the gold says: one to one, the best pair first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BUCKET = 2000
"""Characters that a stretch of text has in which candidates are looked up."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """Something at a place: a row of a table or of the gold; each is itself alone, whatever it says.

    Attributes:
        doc: The name of the file, as the gold has it.
        start: In the source text.
        end: In the source text, exclusive.
        row: What is said.
    """

    doc: str
    start: int
    end: int
    row: Mapping[str, Any]


Closeness = Callable[[Item, Item], float]
"""How well a predicted item fits a gold one; 0 where it doesn't. Items that don't overlap never fit."""


def overlap(a: Item, b: Item) -> float:
    """The characters that both hold, of those that either or what is between them holds; 0 to 1."""
    both = min(a.end, b.end) - max(a.start, b.start)
    return both / (max(a.end, b.end) - min(a.start, b.start)) if both > 0 else 0.0


def at_least(least: float) -> Closeness:
    """Items fit by their overlap, from some overlap on."""

    def close(predicted: Item, gold: Item) -> float:
        value = overlap(predicted, gold)
        return value if value >= least else 0.0

    return close


def match(predicted: Sequence[Item], gold: Sequence[Item], close: Closeness) -> list[tuple[Item, Item]]:
    """Pair items one to one, the closest first; of pairs that are as close the first in order."""
    index = _Index(gold)
    pairs = [(close(p, gold[j]), i, j) for i, p in enumerate(predicted) for j in index.touching(p)]
    used: tuple[set[int], set[int]] = (set(), set())
    out = []
    for value, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if value > 0 and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            out.append((predicted[i], gold[j]))
    return out


def without(predicted: Iterable[Item], optional: Sequence[Item]) -> list[Item]:
    """The items that touch no optional row: such are neither rewarded nor punished."""
    index = _Index(optional)
    return [p for p in predicted if not any(overlap(p, optional[j]) > 0 for j in index.touching(p))]


class _Index:
    """Items by the stretches of text that they touch."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._at: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for j, item in enumerate(items):
            for bucket in _buckets(item):
                self._at[bucket].append(j)

    def touching(self, item: Item) -> list[int]:
        """Those that may overlap with an item, in their order."""
        return sorted({j for bucket in _buckets(item) for j in self._at.get(bucket, ())})


def _buckets(item: Item) -> Iterator[tuple[str, int]]:
    for bucket in range(item.start // _BUCKET, max(item.start, item.end - 1) // _BUCKET + 1):
        yield item.doc, bucket


def folded(text: object) -> str:
    """A text as it is compared: white space and case aside; nothing is the empty text."""
    return re.sub(r"\s+", " ", str(text or "").replace("\xa0", " ")).strip().casefold()


def same_date(said: str, meant: str) -> bool:
    """Whether two EDTF values are one, brackets and order of a list aside; no date is the same as none.

    Two neighbouring days or months, listed, are also the interval that they make.
    """
    return bool(meant) and _members(said) == _members(meant)


def _members(value: str) -> tuple[str, ...]:
    parts = sorted(re.sub(r"[\s{}\[\]]", "", value or "").split(","))
    if len(parts) == 2 and len(parts[0]) == len(parts[1]) and len(parts[0]) in (7, 10):
        first, last = parts
        digits = first[-2:].isdecimal() and last[-2:].isdecimal()
        if first[:-2] == last[:-2] and digits and int(last[-2:]) - int(first[-2:]) == 1:
            return (f"{first}/{last}",)
    return tuple(parts)
