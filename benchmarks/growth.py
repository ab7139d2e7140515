"""How time and memory grow with the shelf: 10, 100, 1,000 documents, one more, none new, a second worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from measuring import Figures, measure, middle
from results import Ratio
from shelf import Original, fill, originals

STAGES = ("ingest", "extract", "reconcile", "audit")
READING = STAGES[:2]
"""Whose work is the documents' own."""
LONG = 100
"""Documents of which a run is long enough to be taken once."""
WHOLE, AGAIN = "whole run", "run, unchanged"


@dataclass(frozen=True, slots=True)
class Step:
    """A shelf of one size.

    Attributes:
        documents: How many.
        whole: Everything from nothing, with one worker.
        again: The same again: nothing has changed.
        one_more: Again, with one document more.
    """

    documents: int
    whole: Figures
    again: Figures
    one_more: Figures

    @property
    def each(self) -> float:
        """CPU seconds a document."""
        return self.whole.cpu / self.documents


@dataclass(frozen=True, slots=True)
class Second:
    """What a second worker does, by the clock; medians of runs taken in turns.

    Attributes:
        documents: On the shelf.
        runs: How often each.
        counting: What the machine makes of a second process that only counts: no more can be had.
        stages: Of each stage.
        reading: Of ingest and extract together.
        whole: Of the whole run.
    """

    documents: int
    runs: int
    counting: float
    stages: Mapping[str, float]
    reading: float
    whole: float


@dataclass(frozen=True, slots=True)
class Growth:
    """What was measured on which shelf: `mix` says how many files of each kind the largest holds."""

    mix: Mapping[str, int]
    characters: int
    first: Figures
    steps: tuple[Step, ...]
    second: Second

    def beyond_the_first(self, step: Step) -> float:
        """CPU seconds a document without what each run begins with: imports, rules."""
        return (step.whole.cpu - self.first.cpu) / (step.documents - 1)


def grow(room: Path, sizes: Sequence[int], *, runs: int, shared: int, reports: Path | None) -> Growth:
    """Measure shelves of some sizes, those below `LONG` several times; the second worker on `shared` documents.

    Args:
        room: An empty folder to work in.
        sizes: In documents, from small to large.
        runs: How often what is short is done.
        shared: Documents for one and for two workers.
        reports: Markdown files to copy beside the samples.
    """
    of = originals(reports)
    one = room / "raw-1"
    fill(one, 1, of)
    first = middle([measure(WHOLE, one, room / "out-1") for _ in range(max(3, runs))])
    mix: Mapping[str, int] = {}
    steps = []
    for size in sizes:
        raw, out = room / f"raw-{size}", room / f"out-{size}"
        mix = fill(raw, size, of)
        whole = middle([measure(WHOLE, raw, out) for _ in range(runs if size < LONG else 1)])
        again = middle([measure(AGAIN, raw, out) for _ in range(3)])
        fill(raw, 1, of, first=size)
        steps.append(Step(size, whole, again, measure(AGAIN, raw, out)))
    characters = int(steps[-1].whole.characters)
    return Growth(dict(mix), characters, first, tuple(steps), _second(room, shared, runs, of))


def _second(room: Path, documents: int, runs: int, of: Sequence[Original]) -> Second:
    raw = room / "raw-second"
    fill(raw, documents, of)
    whole: dict[int, list[Figures]] = {1: [], 2: []}
    counted: dict[int, list[Figures]] = {1: [], 2: []}
    for turn in range(runs):
        # Not always the same first: what the machine does meanwhile is to meet both.
        for workers in (1, 2) if turn % 2 else (2, 1):
            whole[workers].append(measure(WHOLE, raw, room / "out-second", workers=workers))
            counted[workers].append(measure("counting", raw, room, workers=workers))
    return Second(
        documents,
        runs,
        counting=_gain(counted, lambda f: f.wall),
        stages={name: _gain(whole, _clock(name)) for name in STAGES},
        reading=_gain(whole, _clock(*READING)),
        whole=_gain(whole, lambda f: f.wall),
    )


def _clock(*stages: str) -> Callable[[Figures], float]:
    return lambda figures: sum(figures.walls[name] for name in stages)


def _gain(runs: Mapping[int, Sequence[Figures]], clock: Callable[[Figures], float]) -> float:
    """How many times faster two workers are than one."""
    return median(map(clock, runs[1])) / median(map(clock, runs[2]))


def table(growth: Growth) -> str:
    """The figures for a person to read."""
    kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(growth.mix.items()))
    lines = [
        f"Shelves of copies, each of other states and years; the largest: {kinds}; {growth.characters:,} characters",
        f"{'documents':>9s} {'CPU s':>8s} {'each':>7s} {'… beyond the first':>19s}"
        + "".join(f" {name:>9s}" for name in STAGES)
        + f" {'again':>6s} {'share':>6s} {'one more':>8s} {'MB':>6s} {'worker':>6s}",
    ]
    for step in growth.steps:
        whole = step.whole
        lines.append(
            f"{step.documents:9,d} {whole.cpu:8.1f} {step.each:7.3f} {growth.beyond_the_first(step):19.3f}"
            + "".join(f" {whole.parts[name] / step.documents:9.4f}" for name in STAGES)
            + f" {step.again.cpu:6.2f} {step.again.cpu / whole.cpu:6.2%} {step.one_more.cpu:8.2f}"
            + f" {whole.mb:6.0f} {whole.worker_mb:6.0f}"
        )
    second, largest = growth.second, growth.steps[-1].whole
    stages = ", ".join(f"{name} {gain:.2f}" for name, gain in second.stages.items())
    lines += [
        "each, and by stage: CPU s a document; again: nothing has changed; one more: one document is new; MB: of the",
        "run itself and of its largest worker, memory that both share counted twice",
        f"CPU of the run itself, which no worker takes from it: {_alone(largest, STAGES)} of all, "
        f"{_alone(largest, READING)} of ingest and extract",
        f"A second worker on {second.documents} documents, {second.runs} runs each, by the clock: ingest and extract "
        f"{second.reading:.2f}×, whole run {second.whole:.2f}× ({stages}); counting alone {second.counting:.2f}×",
    ]
    return "\n".join(lines)


def _alone(whole: Figures, stages: Sequence[str]) -> str:
    """The share of CPU seconds that the run's own process takes, and what two workers can come to (Amdahl's law)."""
    share = sum(whole.parts[f"{name}, alone"] for name in stages) / sum(whole.parts[name] for name in stages)
    return f"{share:.1%} (two workers at most {2 / (1 + share):.2f}×)"


def ratios(growth: Growth) -> list[Ratio]:
    """What is to stay as it is however long the shelf."""
    small, large = growth.steps[0], growth.steps[-1]
    return [
        Ratio(f"a document of {large.documents:,} / of {small.documents:,}", large.each / small.each, 1.1),
        Ratio(
            "the same beyond the first one",
            growth.beyond_the_first(large) / growth.beyond_the_first(small),
            1.1,
        ),
        Ratio(f"unchanged / all of {large.documents:,}", large.again.cpu / large.whole.cpu, 0.01),
        Ratio(f"one more / all of {large.documents:,}", large.one_more.cpu / large.whole.cpu),
        Ratio("second worker, ingest and extract", growth.second.reading, 1.8, more=True),
        Ratio("second worker, whole run", growth.second.whole, more=True),
    ]
