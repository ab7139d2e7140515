"""What an evaluation comes to: a score a task, and its errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.evaluate.matching import Item


@dataclass(frozen=True, slots=True)
class Error:
    """One place where run and gold part.

    Attributes:
        kind: `missed` by the run, `extra` in it, or found there and said to be something else.
        doc: The file, as the gold names it.
        start: In the source text.
        end: In the source text.
        expected: What the gold says.
        found: What the run says.
    """

    kind: Literal["missed", "extra", "differs"]
    doc: str
    start: int
    end: int
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A task's figures.

    Attributes:
        task: Its name.
        hits: What the run has right.
        predicted: What the run says.
        gold: What there is.
        errors: In the order of the text.
    """

    task: str
    hits: int
    predicted: int
    gold: int
    errors: tuple[Error, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to find, and nothing was found: no figure says anything then."""
        return not self.predicted and not self.gold

    @property
    def precision(self) -> float:
        """How much of what is said is right."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """How much of what there is was found."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def scored(
    task: str, hits: int, predicted: Sequence[Item], gold: Sequence[Item], errors: Iterable[Error] = ()
) -> Score:
    """A score with its errors in order."""
    return Score(task, hits, len(predicted), len(gold), tuple(sorted(errors, key=_place)))


def astray(pairs: Sequence[tuple[Item, Item]], predicted: Iterable[Item], gold: Iterable[Item]) -> Iterator[Error]:
    """What is left on either side when the pairs are taken away."""
    said, meant = {id(p) for p, _ in pairs}, {id(g) for _, g in pairs}
    yield from (Error("extra", p.doc, p.start, p.end) for p in predicted if id(p) not in said)
    yield from (Error("missed", g.doc, g.start, g.end) for g in gold if id(g) not in meant)


def differing(gold: Item, expected: object, found: object) -> Error:
    """Found, but said to be something else."""
    return Error("differs", gold.doc, gold.start, gold.end, str(expected), str(found))


def _place(error: Error) -> tuple[str, int, int, str]:
    return error.doc, error.start, error.end, error.kind
