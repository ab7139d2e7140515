"""A finished run whose files something else spoilt, and what people keep beside it: the inputs of a second run.

A file is spoilt in one of two ways. It is *torn*, empty or cut short as after a loss of power: then the next run ends
as if nothing had been, byte by byte. Or bytes of it are other ones, as after somebody's edit: then the next run makes
it anew, takes it as it is, or says in one sentence what to do; it never breaks down.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline import stages
from pipeline.evaluate.gold import read_gold, said_by
from pipeline.evaluate.prefill import Page, prefilled
from pipeline.evaluate.tasks import TASKS, evaluate
from pipeline.reconcile.decisions import read_decisions
from pipeline.reconcile.registry import read_registry, registry_path
from pipeline.results import read_results
from pipeline.store import to_json
from tests.mutations import DECIDED, other_tree, spoil
from tests.torture import digests

APART = frozenset({"results", "torn"})
"""The kinds of input that are tried by running again, which wants processes of its own."""
_STAGES = (stages.run_ingest, stages.run_extract, stages.run_reconcile, stages.run_audit)
_ODD = (
    b"\0",
    b"\n",
    b"{",
    b"}",
    b"[",
    b"null",
    b'""',
    b"-1",
    b"1e999",
    b",",
    b'"',
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"]" * 9,
)
_MORE = """\
The lease was signed in March 2009.[1] It was renewed twice.

[1] Ghanaian pilot, interview with the author, 2011.
"""


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that nobody disturbed.

    Attributes:
        folder: Holds `raw`, `out` and `review`.
        digests: Of all files of `out`, by path.
    """

    folder: Path
    digests: Mapping[str, str]
    _kept: tempfile.TemporaryDirectory[str]


def run(folder: Path) -> list[stages.Failure]:
    """All stages over the reports of a folder; what is told of them, sound as they are."""
    settings = stages.Settings(folder / "raw", folder / "out", folder / "review" / "decisions.jsonl", 1)
    return [failure for stage in _STAGES for failure in stage(settings) if not failure.skipped]


@cache
def finished() -> Finished:
    """A run over two short texts; made once in a process, and taken away with it."""
    kept = tempfile.TemporaryDirectory(prefix="fuzz-run-")
    folder = Path(kept.name)
    (folder / "raw").mkdir()
    (folder / "raw" / "a.txt").write_text(DECIDED, encoding="utf-8")
    (folder / "raw" / "b.txt").write_text(_MORE, encoding="utf-8")
    if told := run(folder):
        raise AssertionError(f"a sound report fails: {told[0]}")
    return Finished(folder, digests(folder / "out"), kept)


def use_results(data: bytes, scratch: Path) -> None:
    """Spoil one file of a copy of the finished run, run again, and look at what came of it.

    Args:
        data: A seed, and whether the file is to be `torn`.
        scratch: A folder that may be written to.
    """
    chance = random.Random(data)
    folder = scratch / "run"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(finished().folder, folder)
    path = folder / "out" / chance.choice([name for name in finished().digests if name != ".stamps/lock"])
    whole = path.read_bytes()
    torn = data.startswith(b"torn")
    path.write_bytes(whole[: chance.choice((0, 0, len(whole) // 2))] if torn else spoil(chance, whole, _ODD))
    told = run(folder)
    if told and (torn or "report" in told[0].reason or run(folder)):
        raise AssertionError(f"after {path.relative_to(folder)} was spoilt, a sound report fails: {told[0]}")
    read_results(folder / "out")
    found = digests(folder / "out") if torn else {}
    if wrong := sorted(name for name in finished().digests if torn and found.get(name) != finished().digests[name]):
        raise AssertionError(f"after {path.relative_to(folder)} was torn, {wrong[:5]} are not as they were")


def use_kept(name: str, data: bytes, scratch: Path) -> None:
    """Reconcile the finished run with a file beside it: `decisions` or `registry`."""
    folder = scratch / "run"
    if not folder.is_dir():
        shutil.copytree(finished().folder, folder)
    review = folder / "review" / "decisions.jsonl"
    shutil.rmtree(review.parent, ignore_errors=True)
    review.parent.mkdir()
    (review if name == "decisions" else registry_path(review)).write_bytes(data)
    (read_decisions if name == "decisions" else read_registry)(review.parent / f"{name}.jsonl")
    stages.run_reconcile(stages.Settings(folder / "raw", folder / "out", review, 1))


def use_gold(data: bytes, scratch: Path) -> None:
    """Hold the finished run against gold annotations that say what it says, but for one file that is spoilt."""
    chance = random.Random(data)
    folder = scratch / "gold"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    results = read_results(finished().folder / "out")
    doc_id, row = next((i, r) for i, r in results.documents.items() if r["path"] == "a.txt")
    size = len(results.source(doc_id))
    scope = {task: {row["path"]: [[0, size]]} for task in TASKS}
    (folder / "scope.json").write_text(json.dumps(scope), encoding="utf-8")
    files = prefilled(said_by(results, read_gold(folder)), [Page("p1", doc_id, row["path"], 0, size)])
    for name, rows in files.items():
        (folder / f"{name}.jsonl").write_text("".join(to_json(r) + "\n" for r in rows), encoding="utf-8")
    path = folder / chance.choice(sorted(p.name for p in folder.iterdir()))
    if chance.random() < 0.5:
        path.write_bytes(spoil(chance, path.read_bytes(), _ODD))
    else:
        plain = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        path.write_text("".join(to_json(other_tree(chance, p)) + "\n" for p in plain), encoding="utf-8")
    evaluate(results, read_gold(folder))
