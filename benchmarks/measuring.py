"""One run of a task in a process of its own, and what it took."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from statistics import median

from tasks import TASKS, Run

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run took.

    Attributes:
        cpu: Seconds of the processor, of the process and its children, imports included.
        start: Those of them that were over before the work itself began, where the task tells.
        wall: Seconds by the clock.
        mb: Peak memory of the process itself.
        worker_mb: Peak memory of its largest child; 0 where it had none. What a child shares with its parent counts.
        characters: Of text that it went through.
        dates: How many it found, if that is what it does.
        mentions: How many it put together, if that is what it does.
        parts: CPU seconds of its stages, by name; `<name>, alone` those of the process itself, which no worker shares.
        walls: Seconds by the clock of its stages.
    """

    cpu: float
    start: float
    wall: float
    mb: float
    worker_mb: float = 0.0
    characters: float = 0
    dates: float = 0
    mentions: float = 0
    parts: Mapping[str, float] = field(default_factory=dict)
    walls: Mapping[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Characters a second of CPU; 0 where there are none to count."""
        return self.characters / (self.cpu - self.start)

    @property
    def peak(self) -> float:
        """Memory of the largest process."""
        return max(self.mb, self.worker_mb)


def measure(task: str, folder: Path, out: Path, *, workers: int = 1) -> Figures:
    """Run a task in a process of its own.

    Raises:
        subprocess.CalledProcessError: It failed; it has said why on standard error.
    """
    command = [sys.executable, __file__, task, str(folder), str(out), str(workers)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return Figures(**json.loads(done.stdout.splitlines()[-1]))


def middle(runs: Sequence[Figures]) -> Figures:
    """The median of each figure for itself."""
    out: dict[str, float | dict[str, float]] = {}
    for name in (f.name for f in fields(Figures)):
        values = [getattr(run, name) for run in runs]
        if isinstance(values[0], Mapping):
            out[name] = {key: median(value[key] for value in values) for key in values[0]}
        else:
            out[name] = median(values)
    return Figures(**out)  # type: ignore[arg-type]  # by the kinds of the fields just read


def main() -> None:
    """The process that is measured: its last line says what the task took."""
    task, folder, out, workers = sys.argv[1:]
    begun = time.perf_counter()
    run = Run(Path(folder), Path(out), workers=int(workers))
    TASKS[task](run)
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    took = Figures(
        cpu=sum(u.ru_utime + u.ru_stime for u in (own, children)),
        start=run.begun,
        wall=time.perf_counter() - begun,
        mb=own.ru_maxrss / 1024,
        worker_mb=children.ru_maxrss / 1024,
        characters=run.characters,
        dates=run.dates,
        mentions=run.mentions,
        parts=run.parts,
        walls=run.walls,
    )
    print(json.dumps(asdict(took)))


if __name__ == "__main__":
    main()
