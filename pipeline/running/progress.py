"""Who is told how a stage gets on."""

from __future__ import annotations

import sys
from typing import Protocol, TextIO


class Progress(Protocol):
    """Is told of each stage: when it begins, of each document, and when it is over."""

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        """A stage begins: so many documents to do, so many as they were."""

    def done(self, stage: str, name: str) -> None:
        """One is done."""

    def finish(self, stage: str) -> None:
        """The stage is over."""


class Silent:
    """Tells nobody."""

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        """Nothing."""

    def done(self, stage: str, name: str) -> None:
        """Nothing."""

    def finish(self, stage: str) -> None:
        """Nothing."""


class Lines:
    """Plain lines, a few a stage: for logs and continuous integration."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._todo = self._done = 0

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        """Say how much there is."""
        self._todo, self._done = todo, 0
        print(f"{stage}: {todo} to do, {unchanged} unchanged", file=self._stream, flush=True)

    def done(self, stage: str, name: str) -> None:
        """Say every tenth part."""
        self._done += 1
        if self._todo > 1 and (self._done == self._todo or self._done % max(1, self._todo // 10) == 0):
            print(f"{stage}: {self._done}/{self._todo} {name}", file=self._stream, flush=True)

    def finish(self, stage: str) -> None:
        """Nothing more to say."""
