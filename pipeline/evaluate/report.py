"""An evaluation as a person reads it, and as a program does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pipeline.evaluate.gold import Said
from pipeline.evaluate.scores import Error, Score

_AROUND = 50
"""Characters of context on either side of an error's words."""
_LONGEST = 300


def table(scores: Sequence[Score]) -> Iterator[str]:
    """A line a task."""
    width = max((len(score.task) for score in scores), default=0)
    for s in scores:
        figures = f"P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}"
        if s.empty:
            # Zeros would say that the run does badly where there is nothing to do.
            figures = f"{'nothing to find':{len(figures)}}"
        yield f"{s.task:{width}}  {figures}  ({s.predicted} predicted, {s.gold} gold)"


def listing(scores: Sequence[Score], said: Said) -> Iterator[str]:
    """The errors of each task, each with its words in their context; «…» marks the words."""
    for score in scores:
        if score.errors:
            yield f"\n{score.task}: {len(score.errors)}"
        for error in score.errors:
            source = said.source(error.doc)
            words = "(the run has no such document)" if source is None else in_context(source, error)
            yield f"  {error.kind:7} {error.doc}:{error.start}  {words}"
            if error.expected:
                yield f"          gold: {error.expected}"
            if error.found:
                yield f"          run:  {error.found}"


def in_context(source: str, error: Error) -> str:
    """The words of an error between what stands around them, on one line; very long ones are cut."""
    before = source[max(0, error.start - _AROUND) : error.start]
    behind = source[error.end : error.end + _AROUND]
    words = source[error.start : error.end]
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST]}…"
    return " ".join(f"{before}«{words}»{behind}".split())


def as_json(scores: Sequence[Score], said: Said) -> str:
    """All figures and errors."""
    return json.dumps([_plain(score, said) for score in scores], ensure_ascii=False, indent=1)


def _plain(score: Score, said: Said) -> dict[str, object]:
    return {
        "task": score.task,
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "hits": score.hits,
        "predicted": score.predicted,
        "gold": score.gold,
        "errors": [
            {
                "kind": error.kind,
                "doc": error.doc,
                "start": error.start,
                "end": error.end,
                "text": (said.source(error.doc) or "")[error.start : error.end],
                "expected": error.expected,
                "found": error.found,
            }
            for error in score.errors
        ],
    }
