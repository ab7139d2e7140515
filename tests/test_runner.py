"""The runner: what is unchanged is not done again, a run that was killed goes on, workers change nothing."""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

import pytest

from pipeline.cli.bars import Bars
from pipeline.running.progress import Lines
from pipeline.running.runner import Job, Result, forget, run_stage, stamp_path


def leave(path: str, log: str) -> Result:
    """Write a file and a line in the log, so that calls can be counted in whatever process they are made."""
    Path(path).write_text("done", encoding="utf-8")
    with Path(log).open("a", encoding="utf-8") as lines:
        lines.write(f"{Path(path).stem}\n")
    return {"name": Path(path).stem}


def slowly(path: str, log: str) -> Result:
    """Take the longer the earlier in the alphabet the file stands: workers finish in the other order."""
    time.sleep(0.02 * (ord("f") - ord(Path(path).stem[0])))
    return leave(path, log)


def break_down(path: str, log: str) -> Result:
    leave(path, log)
    raise RuntimeError("the third job breaks down")


def jobs(out: Path, names: str = "abcde", *, fingerprint: str = "1", work: object = leave) -> list[Job]:
    assert callable(work)
    return [
        Job(n, f"{n}.txt", fingerprint, (out / n, out / f"{n}.never"), work, (str(out / n), str(out / "log")))
        for n in names
    ]


def calls(out: Path) -> str:
    """The names of the jobs that were done since the last look, in order."""
    log = out / "log"
    done = log.read_text(encoding="utf-8").split() if log.exists() else []
    log.unlink(missing_ok=True)
    return "".join(done)


def test_done_once_remembered_after(tmp_path: Path) -> None:
    first = run_stage("s", tmp_path, jobs(tmp_path), workers=1)
    assert calls(tmp_path) == "abcde"
    assert run_stage("s", tmp_path, jobs(tmp_path), workers=1) == first == {n: {"name": n} for n in "abcde"}
    assert calls(tmp_path) == ""


def test_what_workers_share_is_imported_here_and_only_for_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_stage("s", tmp_path, jobs(tmp_path), workers=1)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    run_stage("s", tmp_path, jobs(tmp_path), workers=1, shared=["colorsys"])
    assert "colorsys" not in sys.modules
    run_stage("s", tmp_path, jobs(tmp_path, fingerprint="2"), workers=1, shared=["colorsys"])
    assert "colorsys" in sys.modules


def test_changed_fingerprint_is_done_again(tmp_path: Path) -> None:
    run_stage("s", tmp_path, jobs(tmp_path), workers=1)
    calls(tmp_path)
    run_stage("s", tmp_path, [*jobs(tmp_path, "ab"), *jobs(tmp_path, "c", fingerprint="2")], workers=1)
    assert calls(tmp_path) == "c"


def test_missing_output_is_made_again(tmp_path: Path) -> None:
    run_stage("s", tmp_path, jobs(tmp_path), workers=1)
    calls(tmp_path)
    (tmp_path / "d").unlink()
    run_stage("s", tmp_path, jobs(tmp_path), workers=1)
    assert calls(tmp_path) == "d", "an output that the job never left is no reason"


@pytest.mark.parametrize(
    "stamp",
    [
        *("", '{"finger', "[]", "7", "{}", '{"fingerprint": "1"}', '{"fingerprint": "1", "outputs": {}}'),
        *('{"fingerprint": "1", "outputs": 3, "result": {}}', '{"fingerprint": "1", "outputs": {}, "result": 5}'),
    ],
)
def test_spoilt_stamp_counts_for_nothing(tmp_path: Path, stamp: str) -> None:
    run_stage("s", tmp_path, jobs(tmp_path), workers=1)
    calls(tmp_path)
    stamp_path(tmp_path, "s", "b").write_text(stamp, encoding="utf-8")
    assert run_stage("s", tmp_path, jobs(tmp_path), workers=1)["b"] == {"name": "b"}
    assert calls(tmp_path) == "b"


def test_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    broken = [*jobs(tmp_path, "ab"), *jobs(tmp_path, "c", work=break_down), *jobs(tmp_path, "de")]
    with pytest.raises(RuntimeError, match="third"):
        run_stage("s", tmp_path, broken, workers=1)
    assert calls(tmp_path) == "abc"
    run_stage("s", tmp_path, jobs(tmp_path), workers=1)
    assert calls(tmp_path) == "cde"


def test_new_files_never_stand_under_an_old_stamp(tmp_path: Path) -> None:
    """A run with other rules is killed after it wrote, and the rules are taken back: the old stamp may not count."""
    run_stage("s", tmp_path, jobs(tmp_path, "a", fingerprint="old"), workers=1)
    with pytest.raises(RuntimeError):
        run_stage("s", tmp_path, jobs(tmp_path, "a", fingerprint="new", work=break_down), workers=1)
    calls(tmp_path)
    run_stage("s", tmp_path, jobs(tmp_path, "a", fingerprint="old"), workers=1)
    assert calls(tmp_path) == "a"


@pytest.mark.parametrize("workers", [0, 1, 2, 9])
def test_results_stand_in_the_order_of_the_jobs(tmp_path: Path, workers: int) -> None:
    results = run_stage("s", tmp_path, jobs(tmp_path, work=slowly), workers=workers)
    assert list(results) == list("abcde")
    assert sorted(calls(tmp_path)) == list("abcde")
    stamps = {p.name: json.loads(p.read_bytes()) for p in (tmp_path / ".stamps" / "s").iterdir()}
    left = {n: {n: (tmp_path / n).stat().st_size} for n in "abcde"}
    assert all(stamp.pop("crc32") for stamp in stamps.values())
    assert stamps == {f"{n}.json": {"fingerprint": "1", "outputs": left[n], "result": {"name": n}} for n in "abcde"}, (
        "the same stamps with any number of workers"
    )


def test_job_that_breaks_down_calls_off_those_that_wait(tmp_path: Path) -> None:
    waiting = [f"e{i}" for i in range(30)]
    todo = [*jobs(tmp_path, "a", work=break_down)]
    for name in waiting:
        todo.append(Job(name, name, "1", (), slowly, (str(tmp_path / name), str(tmp_path / "log"))))
    with pytest.raises(RuntimeError, match="third"):
        run_stage("s", tmp_path, todo, workers=2)
    assert len(list(tmp_path.glob("e*"))) < len(waiting)


def test_stamps_of_jobs_that_are_gone_are_taken_away(tmp_path: Path) -> None:
    run_stage("s", tmp_path, jobs(tmp_path), workers=1)
    run_stage("s", tmp_path, jobs(tmp_path, "ab"), workers=1)
    assert {p.stem for p in (tmp_path / ".stamps" / "s").iterdir()} == set("ab")
    forget(tmp_path, "s")
    calls(tmp_path)
    run_stage("s", tmp_path, jobs(tmp_path, "ab"), workers=1)
    assert calls(tmp_path) == "ab"


def test_stages_keep_their_stamps_apart(tmp_path: Path) -> None:
    run_stage("s", tmp_path, jobs(tmp_path, "a"), workers=1)
    run_stage("t", tmp_path, jobs(tmp_path, "a"), workers=1)
    assert calls(tmp_path) == "aa"


class Told:
    """A progress that writes down what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        self.lines.append(f"{stage} {todo}+{unchanged}")

    def done(self, stage: str, name: str) -> None:
        self.lines.append(name)

    def finish(self, stage: str) -> None:
        self.lines.append(f"end of {stage}")


def test_progress_counts_what_is_to_do(tmp_path: Path) -> None:
    run_stage("s", tmp_path, jobs(tmp_path, "a"), workers=1)
    told = Told()
    run_stage("s", tmp_path, jobs(tmp_path, "ab"), workers=1, progress=told)
    assert told.lines == ["s 1+1", "b.txt", "end of s"]


def test_lines_of_a_log_are_few(tmp_path: Path) -> None:
    stream = io.StringIO()
    names = [chr(ord("a") + i) for i in range(25)]
    run_stage("s", tmp_path, jobs(tmp_path, "".join(names)), workers=1, progress=Lines(stream))
    lines = stream.getvalue().splitlines()
    assert lines[0] == "s: 25 to do, 0 unchanged"
    assert lines[-1] == "s: 25/25 y.txt"
    assert len(lines) <= 14


def test_bars_are_drawn_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bars = Bars()
    run_stage("stage", tmp_path, jobs(tmp_path, "ab"), workers=1, progress=bars)
    bars.stop()
    said = capsys.readouterr()
    assert said.out == ""
    assert "stage" in said.err
    assert "2/2" in said.err
