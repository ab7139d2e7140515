"""A run of the command line in a process of its own, and how to wait for what it does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

TEXT = "Peru and Fiji signed a treaty on May 3, 2004. It entered into force in June 2005.\n"


def cli(*arguments: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, preexec_fn=before, timeout=300, check=False
    )


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody has asked for its answer does not."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            return stat.read_text().rpartition(")")[2].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(look: Callable[[], Any], seconds: float = 120) -> Any:
    until = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < until, "it does not come to pass"
        time.sleep(0.05)
    return seen
