"""Markers meet notes: which numbering each belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from pipeline.records import Block, Marker, hull

_PARTED = 1.0
"""What it costs to part notes that count on, in units of a note that has a marker."""


@dataclass(frozen=True, slots=True)
class _Counting:
    """A numbering of markers: its scope, where it starts, its numbers, and the last of them."""

    scope: int
    start: int
    labels: frozenset[str]
    last: int


def align(markers: Sequence[Marker], notes: Sequence[Block]) -> list[Block]:
    """Give each note the scope of the markers that can cite it.

    Markers and notes are each a row of numberings (chapters, or pages). The notes are laid along the numberings of the
    markers in order, all together, so that as many as possible have a marker of their number; where that leaves a
    choice, a note belongs to the numbering that runs where it stands (at page bottoms, at chapter ends).

    Args:
        markers: With scopes, in source order; labels that are no numbers are passed over.
        notes: Note blocks with the scopes of their own counting, in source order; likewise.

    Returns:
        The notes, their scopes changed. A numbering of which no marker is left gets a scope that no marker has.
    """
    countings = _countings([m for m in markers if m.label.isdecimal()])
    counted = [n for n in notes if n.label.isdecimal()]
    if not countings or not counted:
        return list(notes)
    free = max(c.scope for c in countings) + 1
    rows = list(accumulate((int(a.scope != b.scope) for a, b in pairwise(counted)), initial=0))
    slots = _lay(_gains(counted, rows, countings, markers[-1].start), rows)
    scopes = [countings[s // 2].scope if s % 2 else free + row for s, row in zip(slots, rows, strict=True)]
    found = iter(scopes)
    return [replace(n, scope=next(found)) if n.label.isdecimal() else n for n in notes]


def _countings(markers: Sequence[Marker]) -> list[_Counting]:
    by_scope: dict[int, list[Marker]] = {}
    for m in markers:
        by_scope.setdefault(m.scope, []).append(m)
    return [
        _Counting(scope, ms[0].start, frozenset(m.label for m in ms), max(int(m.label) for m in ms))
        for scope, ms in sorted(by_scope.items(), key=lambda item: item[1][0].start)
    ]


def _gains(
    notes: Sequence[Block], rows: Sequence[int], countings: Sequence[_Counting], last_marker: int
) -> list[list[float]]:
    """For each note what it is worth to lay it along each numbering: 1 for a marker, a half for standing there.

    Endnotes stand with no numbering; that both end with the same number is worth a half.
    """
    starts = [c.start for c in countings]
    among = hull(notes[0].fragments)[0] < last_marker
    out = []
    for i, n in enumerate(notes):
        here = max(0, bisect_right(starts, hull(n.fragments)[0]) - 1) if among else -1
        last = not among and (i + 1 == len(notes) or rows[i + 1] != rows[i])
        out.append(
            [
                (n.label in c.labels) + 0.5 * (k == here) + 0.5 * (last and int(n.label) == c.last)
                for k, c in enumerate(countings)
            ]
        )
    return out


def _lay(gains: Sequence[Sequence[float]], rows: Sequence[int]) -> list[int]:
    """Lay notes along numberings, both in order, for the highest sum.

    Args:
        gains: For each note its worth with each numbering.
        rows: For each note its own numbering, ascending. Two of them never share one; one is parted at a price.

    Returns:
        For each note a slot: `2 * k + 1` is numbering `k`, an even one lies between two of them.
    """
    slots = 2 * len(gains[0]) + 1
    best = [0.0] * slots
    steps: list[list[int]] = []
    for i, gain in enumerate(gains):
        new_row = i == 0 or rows[i] != rows[i - 1]
        after, came_from = [], []
        highest, at = float("-inf"), 0
        for s in range(slots):
            stay = best[s] - (_PARTED * len(gains) if new_row and s % 2 and i else 0.0)
            move = highest - (0.0 if new_row else _PARTED)
            value, before = max((stay, s), (move, at), key=lambda x: x[0])
            after.append(value + (gain[s // 2] if s % 2 else 0.0))
            came_from.append(before)
            if best[s] > highest:
                highest, at = best[s], s
        best = after
        steps.append(came_from)
    slot = max(range(slots), key=lambda s: (best[s], s % 2))
    out = [slot]
    for came_from in reversed(steps[1:]):
        slot = came_from[slot]
        out.append(slot)
    return out[::-1]


def placed(markers: Iterable[Marker], blocks: Sequence[Block]) -> tuple[Marker, ...]:
    """Tell each marker the block that it stands in; markers in source order, each in one of the blocks."""
    spans = sorted((s, e, b.block_id) for b in blocks for s, e in b.fragments)
    out, i = [], 0
    for m in markers:
        while i + 1 < len(spans) and spans[i][1] <= m.start:
            i += 1
        out.append(replace(m, block_id=spans[i][2]))
    return tuple(out)
