"""Notes are a sequence: pick the numbers that count up, rather than judge each number alone.

A digit glued to a word may be a note marker or a part of an aircraft's name; a line that begins with a
number may be a note or the continuation of a sentence with a year in it. Read together, the true ones
count 1, 2, 3 … and start again with a new chapter. The choice is the path of the highest score through
all candidates: a candidate earns its weight, a number that is left out costs something, and so does a
count that starts again where no chapter begins. (Viterbi's algorithm over labels.)
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be a marker or the head of a note.

    Attributes:
        label: The number.
        start: Where its digits start in the source text.
        end: Where they end.
        weight: How much it looks like one, 0 to 1; superscript print and a place behind a full stop look much like one.
        fresh: A chapter begins between the candidate before and this one: counting may start again for free.
    """

    label: int
    start: int
    end: int
    weight: float = 1.0
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Costs:
    """What a path pays, in units of a candidate that surely is one.

    Attributes:
        gap: For one missing number; `n` of them cost `gap * log2(1 + n)`: pages are lost whole.
        restart: For counting from 1 again where no chapter begins.
    """

    gap: float = 0.4
    restart: float = 3.0

    def of_gap(self, missing: int) -> float:
        """The cost of leaving out that many numbers."""
        return self.gap * log2(1 + missing)


def best_sequence(candidates: Sequence[Candidate], costs: Costs | None = None) -> list[tuple[int, Candidate]]:
    """Choose the candidates that count up best.

    Args:
        candidates: In source order.
        costs: See `Costs`.

    Returns:
        The chosen ones in source order, each with its scope: 0 for the first numbering, 1 after the count
        started again, and so on.
    """
    costs = costs or Costs()
    score: list[float] = []
    back: list[int] = []
    restarted: list[bool] = []
    best_of_label: dict[int, int] = {}
    labels: list[int] = []
    best_end = before_chapter = -1
    for i, c in enumerate(candidates):
        if c.fresh:
            before_chapter = best_end
        options = [(c.weight - costs.of_gap(c.label - 1), -1, False)]
        for at in range(bisect_left(labels, c.label) - 1, -1, -1):
            label = labels[at]
            cost = costs.of_gap(c.label - label - 1)
            if score[best_end] + c.weight - cost < options[-1][0]:
                # The further back, the dearer: not even behind the best path so far would it be worth it.
                break
            j = best_of_label[label]
            if (value := score[j] + c.weight - cost) >= options[-1][0]:
                options.append((value, j, False))
        for j, fee in ((best_end, costs.restart), (before_chapter, 0.0)):
            if j >= 0:
                options.append((score[j] + c.weight - costs.of_gap(c.label - 1) - fee, j, True))
        value, j, again = max(options, key=lambda o: (o[0], o[1]))
        score.append(value)
        back.append(j)
        restarted.append(again)
        if c.label not in best_of_label:
            insort(labels, c.label)
        if c.label not in best_of_label or value >= score[best_of_label[c.label]]:
            best_of_label[c.label] = i
        if best_end < 0 or value >= score[best_end]:
            best_end = i
    path: list[int] = []
    i = best_end
    while i >= 0:
        path.append(i)
        i = back[i]
    out, scope = [], 0
    for i in reversed(path):
        scope += restarted[i]
        out.append((scope, candidates[i]))
    return out
