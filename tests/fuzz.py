"""Ten thousand spoilt inputs: none may crash a reader, hang it, or leave a span that is not in the text.

    python -m tests.fuzz                 # all kinds, 10,000 inputs; `make fuzz`
    python -m tests.fuzz --inputs 500    # fewer
    python -m tests.fuzz html:317        # one again, with its traceback; its bytes are left in a file

What a reader refuses, it refuses with a `ChronociteError`, one sentence; anything else is a fault.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

from pipeline.audit.verify import unverified
from pipeline.errors import ChronociteError
from pipeline.extract import extract
from pipeline.extract.rulefile import read_rules, use_rules
from pipeline.ingest import ingest
from pipeline.reconcile import reconcile
from pipeline.records import Document, DocumentRow, Extraction
from pipeline.rulebook.check import check
from pipeline.rulebook.examples import MODELS
from pipeline.running.limits import Limits, Lost, Task, run_limited
from pipeline.stages import read_sources
from tests.mutations import KINDS, SUFFIXES, make
from tests.spoilt_runs import APART, finished, use_gold, use_kept, use_results

SECONDS = 10
"""Of processor time that one small input may take; what takes longer hangs, or four times as long by the clock."""
SHARES = {
    "text": 22, "markdown": 13, "html": 18, "pdf": 10, "docx": 7, "odt": 5, "epub": 5, "rules": 4,
    "decisions": 5, "registry": 2, "sources": 2, "gold": 3, "results": 2, "torn": 2,
}  # fmt: skip
"""Of 100 inputs."""
_BATCH = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong with one input."""

    kind: str
    number: int
    what: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.number}: {self.what}\n{self.where}"


class _Hangs(BaseException):
    """The clock ran out; no `except Exception` of a library may swallow it."""


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise _Hangs

    timers = (signal.SIGPROF, signal.ITIMER_PROF, seconds), (signal.SIGALRM, signal.ITIMER_REAL, 4 * seconds)
    before = [(name, signal.signal(name, ring)) for name, _, _ in timers]
    for _, timer, until in timers:
        signal.setitimer(timer, until)
    try:
        yield
    finally:
        for _, timer, _ in timers:
            signal.setitimer(timer, 0)
        for name, handler in before:
            signal.signal(name, handler)


def trial(kind: str, number: int, scratch: Path) -> tuple[str, Fault | None]:
    """Try one input: how it ended (`ok`, or the name of the error that refuses it), and the fault if it is one."""
    data = make(kind, number, scratch)
    try:
        with _within(SECONDS):
            _use(kind, data, scratch)
    except ChronociteError as error:
        said = str(error)
        if not said or "\n" in said.strip():
            return "fault", Fault(kind, number, f"its reason is not one sentence: {said!r}")
        return type(error).__name__, None
    except _Hangs:
        return "fault", Fault(kind, number, f"takes more than {SECONDS} s", traceback.format_exc())
    except Exception as error:
        return "fault", Fault(kind, number, f"{type(error).__name__}: {error}"[:300], traceback.format_exc())
    return "ok", None


def _use(kind: str, data: bytes, scratch: Path) -> None:
    """What a run does with such an input."""
    path = scratch / f"input{SUFFIXES.get(kind, '')}"
    if kind in SUFFIXES:
        _use_document(path.name, data)
    elif kind == "rules":
        _use_rules(data, scratch)
    elif kind in {"decisions", "registry"}:
        use_kept(kind, data, scratch)
    elif kind == "gold":
        use_gold(data, scratch)
    elif kind in APART:
        use_results(data, scratch)
    else:
        path.write_bytes(data)
        read_sources(path)


def _use_document(name: str, data: bytes) -> None:
    document = ingest(name, data)
    check_document(document)
    extraction = extract(document)
    check_spans(document, extraction)
    d = document
    row = DocumentRow(d.doc_id, d.path, d.sha256, d.media_type, d.facts, len(d.source), len(d.pages), "ok")
    reconcile([row], [extraction])
    unverified(document, data, extraction.mentions)


def _use_rules(data: bytes, scratch: Path) -> None:
    """A user's rule file: checked as `rules check` does, and taken into the pipeline as a run does."""
    name = data[: data.index(b"\n")].decode()[2:]
    folder = scratch / "rules"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / f"{name}.yaml").write_bytes(data)
    try:
        _, mistakes = check(folder)
        use_rules(folder)
        try:
            read_rules(name, MODELS[name])
            extract(ingest("a.txt", b"Peru and Fiji signed a treaty on May 3, 2004.\n"))
        except ChronociteError:
            if not mistakes:
                raise
    finally:
        use_rules(None)


def check_document(document: Document) -> None:
    """Blocks, edits and markers lie in the text and in order."""
    size = len(document.source)
    for block in document.blocks:
        _in_order(block.fragments, size, f"fragments of {block.block_id}")
        _in_order([(e.start, e.end) for e in block.edits], size, f"edits of {block.block_id}")
    for marker in document.markers:
        if not 0 <= marker.start < marker.end <= size:
            raise AssertionError(f"{marker} is not in the text")
    document.source.encode("utf-8", errors="surrogatepass")


def check_spans(document: Document, extraction: Extraction) -> None:
    """`source[start:end]` is what is quoted: letter by letter, blanks and what edits lift out apart."""
    blocks = {b.block_id: b for b in document.blocks}
    for mention in extraction.mentions:
        _in_order(mention.fragments, len(document.source), mention.mention_id)
        edits = blocks[mention.block_id].edits
        lifted = {i for e in edits if e.op in {"join", "drop", "space"} for i in range(e.start, e.end)}
        kept = "".join(document.source[i] for a, b in mention.fragments for i in range(a, b) if i not in lifted)
        if "".join(kept.split()) != "".join(mention.text.split()):
            raise AssertionError(f"{mention.kind} {mention.text!r} stands where the text says {kept!r}")


def _in_order(spans: Sequence[tuple[int, int]], size: int, what: str) -> None:
    if any(not 0 <= a < b <= size for a, b in spans) or any(b > c for (_, b), (c, _) in pairwise(spans)):
        raise AssertionError(f"{what}: {list(spans)[:9]} in a text of {size}")


def batch(kind: str, numbers: Sequence[int]) -> tuple[dict[str, int], list[Fault]]:
    """Try some inputs in this process."""
    ended: Counter[str] = Counter()
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            how, fault = trial(kind, number, Path(folder))
            ended[how] += 1
            faults += [fault] if fault else []
    return dict(ended), faults


def fuzz(
    inputs: int,
    *,
    first: int = 0,
    workers: int = 1,
    seconds: float = float("inf"),
    tell: Callable[[int, Sequence[Fault]], None] = lambda done, faults: None,
) -> tuple[Counter[str], list[Fault]]:
    """Try inputs of all kinds in processes of their own, within limits.

    Args:
        inputs: How many.
        first: The number of the first of each kind.
        workers: How many processes.
        seconds: When to stop, by the clock.
        tell: Is called after each batch with how many are done, and the faults of the batch.

    Returns:
        How many ended how, by `kind how`; and the faults.
    """
    batches = list(_batches(inputs, first))
    limits = Limits(seconds=_BATCH * SECONDS, megabytes=1024)
    ended: Counter[str] = Counter()
    faults: list[Fault] = []
    until = time.monotonic() + seconds
    # Processes within limits share the finished run, and may have none of their own, as runs need.
    finished()
    shared = [b for b in batches if b[0] not in APART]
    done = ((shared[i], result) for i, result in run_limited([Task(batch, b) for b in shared], workers, limits))
    for (kind, numbers), result in chain(((b, batch(*b)) for b in batches if b[0] in APART), done):
        counted, found = _lost(kind, numbers, result) if isinstance(result, Lost) else result
        for how, count in counted.items():
            ended[f"{kind} {how}"] += count
        faults += found
        tell(ended.total(), found)
        if time.monotonic() > until:
            break
    return ended, faults


def _lost(kind: str, numbers: Sequence[int], lost: Lost) -> tuple[dict[str, int], list[Fault]]:
    reason = f"one of {len(numbers)} inputs from here on ended its process: {lost.reason}"
    return {"fault": len(numbers)}, [Fault(kind, numbers[0], reason)]


def _batches(inputs: int, first: int) -> Iterator[tuple[str, range]]:
    """The kinds take turns: whoever stops early has seen all of them."""
    counts = {kind: max(1, inputs * SHARES[kind] // 100) for kind in KINDS}
    for start in range(0, max(counts.values()), _BATCH):
        for kind, count in counts.items():
            if start < count:
                yield kind, range(first + start, first + min(count, start + _BATCH))


def main() -> int:
    """The command line."""
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    told.add_argument("one", nargs="*", help="kind:number, to try again")
    told.add_argument("--inputs", type=int, default=10_000)
    told.add_argument("--first", type=int, default=0, help="number of the first input of each kind")
    told.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    told.add_argument("--seconds", type=float, default=float("inf"), help="when to stop")
    asked = told.parse_args()
    if asked.one:
        return _again(asked.one)
    begun = time.monotonic()
    ended, faults = fuzz(asked.inputs, first=asked.first, workers=asked.workers, seconds=asked.seconds, tell=_tell)
    for how, count in sorted(ended.items()):
        print(f"{count:6} {how}")
    print(f"{ended.total()} inputs, {len(faults)} faults, {time.monotonic() - begun:.0f} s")
    return 1 if faults else 0


def _tell(done: int, faults: Sequence[Fault]) -> None:
    """Faults as they are found, and how many inputs are done: it takes a while."""
    for fault in faults:
        print(f"\n{fault}", flush=True)
    print(f"{done} done", file=sys.stderr, flush=True)


def _again(names: Sequence[str]) -> int:
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            kind, _, number = name.partition(":")
            left = Path(tempfile.gettempdir(), f"fuzz-{kind}-{number}{SUFFIXES.get(kind, '')}")
            left.write_bytes(make(kind, int(number), Path(folder)))
            how, fault = trial(kind, int(number), Path(folder))
            print(f"{fault or f'{name}: {how}'}\nits bytes are in {left}")
            found += fault is not None
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
