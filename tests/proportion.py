"""How the time that something takes grows with what it is given: what is quadratic takes four times as long for twice
as much, what is cubic eight times."""

from __future__ import annotations

from collections.abc import Callable

TRIES = 3
_JITTER = 0.05
"""Seconds of processor time that are nothing to go by."""


def doubling(seconds: Callable[[int], float], size: int, *, most: float) -> float:
    """How many times as long twice as much takes.

    A busy machine may be slow now and then: where it seems to be more than `most`, it is measured again, and the least
    of three is told.

    Args:
        seconds: Of processor time, for a size.
        size: The larger one.
        most: What it should be at most.
    """
    least = float("inf")
    for _ in range(TRIES):
        half = seconds(size // 2)
        least = min(least, seconds(size) / (half + _JITTER))
        if least <= most:
            break
    return least
