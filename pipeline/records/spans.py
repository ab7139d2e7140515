"""Spans of source text, in fragments."""

from __future__ import annotations

Fragment = tuple[int, int]
Fragments = tuple[Fragment, ...]


def hull(fragments: Fragments) -> Fragment:
    """The smallest `(start, end)` that holds all fragments."""
    return min(s for s, _ in fragments), max(e for _, e in fragments)
