"""Work that hangs on nothing but its arguments, spread over processes: the same functions, by another `map`.

What is compared with each other stands in one block. Blocks are dealt into bundles, each work enough to be worth a
message, and the same ones however many there are to do them; what comes back is ids and numbers, in the order of the
blocks. So nothing in a dataset tells who put it together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Calls a function once for each of some arguments; gives what it returns, in their order."""

    def __call__(self, work: Callable[..., R], calls: Sequence[tuple[Any, ...]], /) -> list[R]:
        """Do the work.

        Args:
            work: At the top level of a module, so that another process can call it.
            calls: The arguments of each call; what is changed in them is not seen here.
        """


def here(work: Callable[..., R], calls: Sequence[tuple[Any, ...]], /) -> list[R]:
    """One call after the other, in this process."""
    return [work(*arguments) for arguments in calls]


def bundled(blocks: Iterable[T], size: Callable[[T], int], enough: int) -> Iterator[list[T]]:
    """Blocks in bundles, in their order.

    Args:
        blocks: Of any sizes.
        size: Of a block.
        enough: A bundle is closed when it has come to so much.
    """
    bundle: list[T] = []
    held = 0
    for block in blocks:
        bundle.append(block)
        held += size(block)
        if held >= enough:
            yield bundle
            bundle, held = [], 0
    if bundle:
        yield bundle
