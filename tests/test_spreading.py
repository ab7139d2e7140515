"""What is divided among processes: bundles, who does them, what becomes of lost ones, what is kept of a document."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from pipeline.reconcile import agreement_linking, event_linking, reconcile
from pipeline.reconcile.shares import plain_of_share, share_again, share_of
from pipeline.records import Citation, Extraction, Mention, Support
from pipeline.running.limits import Limits, Lost, Task
from pipeline.running.spreading import Spread, bundled, here
from pipeline.stages import Settings, plans, run_extract, run_ingest, run_reconcile
from pipeline.stages.crews import spread_by_fork, spread_of, spread_over
from pipeline.store import read_extraction, read_manifest, share_path, to_json
from tests.test_reconcile_order import document, extraction, row

R = TypeVar("R")
LIMITS = Limits(seconds=20, megabytes=500)
by_fork = partial(spread_by_fork, 2, LIMITS)

# --- bundles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "bundles"),
    [
        ([], []),
        ([1, 2], [[1, 2]]),
        ([5, 1, 1], [[5], [1, 1]]),
        ([2, 2, 2, 2], [[2, 2, 2], [2]]),
        ([1, 9, 1, 4], [[1, 9], [1, 4]]),
        ([0, 0, 7], [[0, 0, 7]]),
    ],
)
def test_blocks_in_bundles(sizes: list[int], bundles: list[list[int]]) -> None:
    assert list(bundled(sizes, lambda size: size, 5)) == bundles


# --- who does it ---------------------------------------------------------------------------------------------------


def signed_square(number: int, _: object = None) -> tuple[int, int]:
    return number * number, os.getpid()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_others_do_it_and_answers_are_in_order(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    monkeypatch.setattr("pipeline.stages.crews.get_start_method", lambda: method)
    done = by_fork(signed_square, [(i,) for i in range(9)])
    assert [square for square, _ in done] == [i * i for i in range(9)]
    assert os.getpid() not in {pid for _, pid in done}


def test_a_fork_needs_no_message() -> None:
    """What could not be sent is there."""
    unsendable = lambda: None  # noqa: E731
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(unsendable)
    assert [square for square, _ in by_fork(signed_square, [(2, unsendable), (3, unsendable)])] == [4, 9]


@pytest.mark.parametrize("calls", [[], [(3,)]])
def test_one_call_is_no_reason_to_ask_others(calls: list[tuple[int]]) -> None:
    assert by_fork(signed_square, calls) == here(signed_square, calls)


def test_a_defect_is_raised() -> None:
    with pytest.raises(TypeError):
        by_fork(signed_square, [(1,), ("two",)])


def elsewhere_ended(here_is: int, number: int) -> int:
    """End a process that is another one."""
    if os.getpid() != here_is:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_what_is_lost_with_its_process_is_done_here() -> None:
    assert by_fork(elsewhere_ended, [(os.getpid(), i) for i in range(3)]) == [0, 1, 2]


def test_what_a_crew_loses_is_done_here() -> None:
    def crew(tasks: Sequence[Task], limits: Limits) -> Any:
        assert limits == LIMITS
        for i in reversed(range(len(tasks))):
            yield i, Lost("it was lost") if i == 1 else (tasks[i].work(*tasks[i].arguments)[0], "a crew")

    done = spread_over(crew, LIMITS, signed_square, [(1,), (2,), (3,)])
    assert done == [(1, "a crew"), (4, os.getpid()), (9, "a crew")]


def test_one_worker_needs_no_other_process(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path / "out", tmp_path / "none.jsonl", 1)
    assert spread_of(settings) is here


# --- blocks --------------------------------------------------------------------------------------------------------


def backwards(work: Callable[..., R], calls: Sequence[tuple[Any, ...]], /) -> list[R]:
    """The last call first, each with its own copy of everything, as another machine has it."""
    done = [pickle.loads(pickle.dumps(work(*pickle.loads(pickle.dumps(call))))) for call in reversed(calls)]
    return done[::-1]


@pytest.fixture
def small_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block is a bundle of its own."""
    for module in (agreement_linking, event_linking):
        monkeypatch.setattr(module, "_ENOUGH", 1)


def divided(calls: list[int], spread: Spread) -> Spread:
    """Counts the calls, so that a test knows that there was something to divide."""

    def counted(work: Callable[..., R], of: Sequence[tuple[Any, ...]], /) -> list[R]:
        calls.append(len(of))
        return spread(work, of)

    return counted


def test_the_tables_do_not_tell_who_compared_blocks(small_bundles: None) -> None:
    most: list[int] = []

    @examples(max_examples=60, deadline=None)
    @given(st.lists(document, min_size=2, max_size=5))
    def told_alike(parts: list[Any]) -> None:
        made = [extraction(i, p) for i, p in enumerate(parts)]
        rows = [row(x) for x in made]
        assert reconcile(rows, made, spread=divided(most, backwards)) == reconcile(rows, made)

    told_alike()
    assert max(most) > 3


def test_forked_processes_compare_blocks_alike(small_bundles: None, samples_run: Path) -> None:
    rows = [r for r in read_manifest(samples_run) if r.status == "ok"]
    read = [read_extraction(samples_run, r.doc_id) for r in rows]
    calls: list[int] = []
    assert reconcile(rows, read, spread=divided(calls, by_fork)) == reconcile(rows, read)
    assert len(calls) == 2, "agreements and events"
    assert min(calls) > 1


# --- shares --------------------------------------------------------------------------------------------------------


def again(x: Extraction) -> None:
    share, rows = share_of(x)
    assert share_again(json.loads(to_json(plain_of_share(share)))) == share
    assert [r["mention_id"] for r in rows["mentions"]] == [m.mention_id for m in x.mentions]
    assert [r["citation_id"] for r in rows["citations"]] == [c.citation_id for c in x.citations]


def test_shares_of_the_samples_are_kept_as_they_are(samples_run: Path) -> None:
    read = [read_extraction(samples_run, r.doc_id) for r in read_manifest(samples_run) if r.status == "ok"]
    assert any(x.events for x in read)
    for x in read:
        again(x)
        assert len(share_of(x)[0].mentions) < len(x.mentions), "dates of notes, markers and actors stay where they are"


@examples(max_examples=40, deadline=None)
@given(document)
def test_any_share_is_kept_as_it_is(parts: Any) -> None:
    again(extraction(0, parts))


def test_a_talk_brings_what_it_supports() -> None:
    spot = ((0, 5),)
    words = [("c1", "citation"), ("x1", "marker"), ("q1", "quote"), ("q2", "quote")]
    mentions = tuple(Mention(i, "d1", kind, i, spot, "r", "footnote", "b1") for i, kind in words)  # type: ignore[arg-type]
    talk = Citation(
        "t1", "c1", "d1", "interview", "1", 0, 1, note_id="n1", attribution="Kenyan pilot", date="2020-03-05"
    )
    supports = (Support("x1", "d1", "n1", "1", 0, ("q1",)), Support("x1", "d1", "n2", "2", 0, ("q2",)))
    x = Extraction("d1", mentions, (talk,), supports=supports)
    share, rows = share_of(x)
    assert [m.mention_id for m in share.mentions] == ["c1", "q1"]
    assert (share.talks, [*share.supported]) == ((talk,), ["n1"])
    assert rows["citations"][0]["quote"] == "“q1”"
    none, rows = share_of(x, {"t1"})
    assert (none.talks, none.mentions, len(rows["citations"])) == ((), (), 1), "a citation still, of no interview"


NOTES = {
    "a.txt": "Chile and Norway signed a treaty on May 3, 2011.\n",
    "b.txt": "In May 2011 Norway and Chile signed a treaty on pilots.\n",
    "c.txt": "Peru and Norway held the exercise Grey Heron in June 2012.\n",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    for name, text in NOTES.items():
        (tmp_path / "raw" / name).write_text(text, encoding="utf-8")
    settings = Settings(tmp_path / "raw", tmp_path / "out", tmp_path / "none.jsonl", 2)
    for stage in (run_ingest, run_extract, run_reconcile):
        stage(settings)
    return settings


def shares(settings: Settings) -> dict[str, tuple[bytes, int]]:
    """What is kept of each document, and when it was written."""
    found = {r.path: share_path(settings.out, r.doc_id) for r in read_manifest(settings.out)}
    assert {p.name for p in (settings.out / ".shares").iterdir()} == {p.name for p in found.values()}
    return {name: (path.read_bytes(), path.stat().st_mtime_ns) for name, path in found.items()}


def dataset(settings: Settings) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (settings.out / "dataset").iterdir()}


def test_one_report_more_is_one_share_more(settings: Settings) -> None:
    before = shares(settings)
    assert sorted(before) == sorted(NOTES)
    (settings.raw / "d.txt").write_text("Chile and Norway met in Oslo in 2013.\n", encoding="utf-8")
    for stage in (run_ingest, run_extract, run_reconcile):
        stage(settings)
    after = shares(settings)
    assert {name: after[name] for name in before} == before
    assert sorted(after) == [*sorted(NOTES), "d.txt"]
    (settings.raw / "d.txt").unlink()
    for stage in (run_ingest, run_extract, run_reconcile):
        stage(settings)
    assert shares(settings) == before, "and what it kept goes with it"


def ended(out: str, doc_id: str) -> Any:
    """What no other process lives to do."""
    return elsewhere_ended(_THIS, 0) or SHARE_ONE(out, doc_id)


_THIS = os.getpid()
SHARE_ONE = plans.share_one


def test_a_share_that_is_lost_with_its_process_is_made_here(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = dataset(settings)
    shutil.rmtree(settings.out / "dataset")
    shutil.rmtree(settings.out / ".shares")
    monkeypatch.setattr(plans, "share_one", ended)
    assert run_reconcile(settings) == []
    assert dataset(settings) == whole


@pytest.mark.parametrize("spoilt", ["cut short", "other letters"])
def test_a_share_that_somebody_spoilt_is_made_anew(settings: Settings, spoilt: str) -> None:
    whole = dataset(settings)
    for path in (settings.out / ".shares").iterdir():
        data = path.read_bytes()
        path.write_bytes(data[:99] if spoilt == "cut short" else data.replace(b"Norway", b"Norwey"))
    (settings.out / "dataset" / "events.csv").unlink()
    assert run_reconcile(settings) == []
    assert dataset(settings) == whole
