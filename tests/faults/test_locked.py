"""Two runs at once in one folder: the later one is told of the earlier."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import StageError
from pipeline.running.lock import hold
from tests.conftest import ROOT
from tests.faults.runs import cli


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder `out`."""
    code = "import sys,time; from pathlib import Path; from pipeline.running.lock import hold\n"
    code += "with hold(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    command = [sys.executable, "-c", code, str(tmp_path / "out")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_folder_in_use_is_refused_with_who_has_it(tmp_path: Path, raw: Path, holder: subprocess.Popen[str]) -> None:
    done = cli("run", "--raw", str(raw), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"is in use by another run (process {holder.pid} on {socket.gethostname()}, since " in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_lock_of_a_dead_process_is_nobodys(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    out = tmp_path / "out"
    left = out / "documents" / ".d1.json.abcd1234.part"
    left.parent.mkdir()
    left.touch()
    holder.kill()
    holder.wait()
    assert json.loads((out / ".stamps" / "lock").read_text())["process"] == holder.pid
    with hold(out):
        assert not left.exists(), "what the dead left is swept"
    assert not (out / ".stamps").exists() or (out / ".stamps" / "lock").read_text() == ""


def test_another_thread_is_another_run(tmp_path: Path) -> None:
    told: list[str] = []

    def other() -> None:
        try:
            with hold(tmp_path / "out"):
                told.append("both")
        except StageError as error:
            told.append(str(error))

    with hold(tmp_path / "out"), hold(tmp_path / "out"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(told) == 1
    assert "is in use" in told[0]


def test_a_lock_is_given_back_after_a_fault(tmp_path: Path) -> None:
    with pytest.raises(KeyError), hold(tmp_path / "out"):
        raise KeyError
    with hold(tmp_path / "out"):
        assert (tmp_path / "out" / ".stamps" / "lock").read_text()
    assert not (tmp_path / "out").exists(), "nothing was made, nothing stays"
