"""Markers meet notes: which numbering each belongs to, and which note is a lost one's remainder."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import Block, Marker, hull


def align(markers: Sequence[Marker], notes: Sequence[Block]) -> list[Block]:
    """Give each note the scope of the markers that can cite it.

    Args:
        markers: With scopes, in source order.
        notes: Note blocks with the scopes of their own counting, in source order.

    Returns:
        The notes, their scopes changed: where notes stand among the markers (at page bottoms, at chapter ends) a
        note belongs to the numbering that runs where it stands; where all notes stand behind all markers
        (endnotes), the first count belongs to the first, the second to the second. Counts without any
        marker keep their order behind the last.
    """
    if not markers or not notes:
        return list(notes)
    last_marker = markers[-1].start
    if all(hull(n.fragments)[0] > last_marker for n in notes) and len({n.scope for n in notes}) == len(
        {m.scope for m in markers}
    ):
        return list(notes)
    firsts: list[int] = []
    for m in markers:
        if m.scope == len(firsts):
            firsts.append(m.start)
    return [replace(n, scope=max(0, bisect_right(firsts, hull(n.fragments)[0]) - 1)) for n in notes]
