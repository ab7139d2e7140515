"""Markers and notes whose labels don't count (`*`, `†`, `a`, `8-23`) or begin anew on each page: paired as two lists.

Read in order, both lists say the same labels but for what is lost; the pairs are a longest common subsequence. So a
lost note costs one pair and shifts none, which looking for the nearest note would do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def paired(markers: Sequence[tuple[str, int]], notes: Sequence[tuple[str, int]]) -> tuple[list[int], list[int]]:
    """Give markers and notes scopes, so that the same label and scope means the same note.

    Args:
        markers: Label and offset of each, in source order.
        notes: Label and offset of each, in source order.

    Returns:
        The scopes of the markers and of the notes: for each label its pairs are counted from 0, then what has no
        partner.
    """
    pairs = _common(markers, notes)
    counts: Counter[str] = Counter()
    of_marker, of_note = [-1] * len(markers), [-1] * len(notes)
    for i, j in pairs:
        label = markers[i][0]
        of_marker[i] = of_note[j] = counts[label]
        counts[label] += 1
    for scopes, items in ((of_marker, markers), (of_note, notes)):
        for i, (label, _) in enumerate(items):
            if scopes[i] < 0:
                scopes[i] = counts[label]
                counts[label] += 1
    return of_marker, of_note


def _common(a: Sequence[tuple[str, int]], b: Sequence[tuple[str, int]]) -> list[tuple[int, int]]:
    """The index pairs of a longest common subsequence of labels; of several, the one that pairs early.

    A note stands behind its marker.
    """
    first = 0
    while first < min(len(a), len(b)) and _fit(a[first], b[first]):
        first += 1
    head = [(i, i) for i in range(first)]
    a, b = a[first:], b[first:]
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        row, below = best[i], best[i + 1]
        for j in range(len(b) - 1, -1, -1):
            row[j] = max(below[j], row[j + 1], below[j + 1] + 1 if _fit(a[i], b[j]) else 0)
    out, i, j = head, 0, 0
    while i < len(a) and j < len(b):
        if _fit(a[i], b[j]) and best[i][j] == best[i + 1][j + 1] + 1:
            out.append((first + i, first + j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return out


def _fit(marker: tuple[str, int], note: tuple[str, int]) -> bool:
    return marker[0] == note[0] and marker[1] < note[1]
