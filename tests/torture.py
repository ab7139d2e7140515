"""A run that is killed at any moment, a hundred times: the next one ends as if nothing had been.

    python -m tests.torture                          # 100 kills on the samples; `make torture`
    python -m tests.torture --kills 6 --seconds 120  # a short form
    python -m tests.torture --seed 7                 # other moments

Whole runs or single workers are killed with SIGKILL, from an empty folder, a finished one or one left by other kills,
and with rules that change from run to run. Every few kills a run may end, and its folder is held against one that was
never disturbed, byte by byte, stamps and all.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutations import few_pages

ROOT = Path(__file__).parents[1]
RAW = ROOT / "raw"
OWN_RULES = ROOT / "tests" / "rule_packs" / "trade"
_PATIENCE = 300
"""Seconds that an undisturbed run may take at most, on a busy machine."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run, and how it ends if nobody disturbs it.

    Attributes:
        options: Of the command line.
        digests: Of all files that it leaves, by path.
        seconds: That it takes.
    """

    options: tuple[str, ...]
    digests: Mapping[str, str]
    seconds: float


@dataclass(slots=True)
class Tally:
    """What was done, and what was found."""

    killed: dict[str, int] = field(default_factory=dict)
    compared: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How many processes were really killed."""
        return sum(self.killed.values())


def digests(folder: Path) -> dict[str, str]:
    """Of every file in a folder, hidden ones, too."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def differences(found: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """The files that are not as they should be, with what is wrong."""
    told = [f"{name} is left over" for name in sorted(found.keys() - wanted.keys())]
    told += [f"{name} is missing" for name in sorted(wanted.keys() - found.keys())]
    return told + [f"{n} differs" for n in sorted(found.keys() & wanted.keys()) if found[n] != wanted[n]]


def small_samples(folder: Path) -> Path:
    """The samples, of the PDF its first pages: a run that takes less time is killed more often in the same."""
    raw = folder / "raw"
    raw.mkdir(parents=True)
    for path in RAW.iterdir():
        (raw / path.name).write_bytes(few_pages() if path.suffix == ".pdf" else path.read_bytes())
    return raw


def start(raw: Path, out: Path, options: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Start a run in a session of its own."""
    command = [sys.executable, "-m", "pipeline", "run", "--raw", str(raw), "--out", str(out), "--quiet", *options]
    command += ["--review", str(out.parent / "no-decisions.jsonl")]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)


def finish(raw: Path, out: Path, options: Sequence[str] = ()) -> str:
    """Run to the end; what it says if it doesn't end well."""
    with start(raw, out, options) as process:
        try:
            _, said = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            kill_all(process)
            return f"hangs for {_PATIENCE} s"
    return f"ends with {process.returncode}: {said.strip()}" if process.returncode else ""


def kill_all(process: subprocess.Popen[str]) -> None:
    """Kill a run, and wait for it alone: its workers must notice by themselves."""
    process.kill()
    process.wait()


def workers_of(pid: int) -> list[int]:
    """The children of a process; none where the system doesn't tell."""
    told = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(child) for child in told.read_text().split()]
    except OSError:
        return []


def plans(raw: Path, folder: Path) -> list[Plan]:
    """The undisturbed runs: with the shipped rules, and with a house's own."""
    out = []
    for name, options in (("shipped", ()), ("own", ("--rules", str(OWN_RULES)))):
        begun = time.monotonic()
        if said := finish(raw, folder / name, options):
            raise SystemExit(f"an undisturbed run {said}")
        out.append(Plan(options, digests(folder / name), time.monotonic() - begun))
    return out


def torture(kills: int, *, seed: int = 0, seconds: float = float("inf")) -> Tally:
    """Kill runs, and look at what comes of it.

    Args:
        kills: How many.
        seed: Of the moments and of who is killed.
        seconds: When to stop, by the clock, once the undisturbed runs are done.
    """
    chance = random.Random(seed)
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        raw = small_samples(Path(folder))
        chosen = plans(raw, Path(folder))
        until = time.monotonic() + seconds
        out = Path(folder, "out")
        # Once at least: on a busy machine the undisturbed runs may have been the slow ones.
        while tally.kills < kills and (time.monotonic() < until or not tally.kills):
            for _ in range(chance.choice((1, 2, 3, 5, 8))):
                _disturb(raw, out, chance.choice(chosen), chance, tally)
            plan = chance.choice(chosen)
            said = finish(raw, out, plan.options)
            wrong = [said] if said else differences(digests(out), plan.digests)
            tally.compared += 1
            if wrong:
                tally.faults.append(f"after {tally.kills} kills, {plan.options}: {'; '.join(wrong[:5])}")
            if wrong or chance.random() < 0.5:
                shutil.rmtree(out)
    return tally


def _disturb(raw: Path, out: Path, plan: Plan, chance: random.Random, tally: Tally) -> None:
    """Start a run, and kill it, or a worker of it, at some moment; a worker's death alone it must survive."""
    process = start(raw, out, plan.options)
    if chance.random() < 0.3:
        _kill_worker(process, plan, chance, tally)
    _wait(process, chance.uniform(0.05, plan.seconds))
    if process.poll() is None:
        kill_all(process)
        tally.killed["run"] = tally.killed.get("run", 0) + 1
    assert process.stderr is not None
    process.stderr.close()


def _kill_worker(process: subprocess.Popen[str], plan: Plan, chance: random.Random, tally: Tally) -> None:
    """Kill one of the processes that read files, as a system does that runs out of memory."""
    until = time.monotonic() + plan.seconds
    while not (workers := workers_of(process.pid)) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    _wait(process, chance.uniform(0.0, plan.seconds / 4))
    for pid in workers[:1]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            tally.killed["worker"] = tally.killed.get("worker", 0) + 1


def _wait(process: subprocess.Popen[str], seconds: float) -> None:
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def main() -> int:
    """The command line."""
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    told.add_argument("--kills", type=int, default=100)
    told.add_argument("--seed", type=int, default=0)
    told.add_argument("--seconds", type=float, default=float("inf"), help="when to stop")
    asked = told.parse_args()
    begun = time.monotonic()
    tally = torture(asked.kills, seed=asked.seed, seconds=asked.seconds)
    for fault in tally.faults:
        print(fault)
    who = ", ".join(f"{count} of a {name}" for name, count in sorted(tally.killed.items()))
    took = f"{time.monotonic() - begun:.0f} s"
    print(f"{tally.kills} kills ({who}), {tally.compared} ends compared, {len(tally.faults)} faults, {took}")
    return 1 if tally.faults or not tally.compared else 0


if __name__ == "__main__":
    sys.exit(main())
