"""A folder with one short report, and what an undisturbed run over it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import torture
from tests.faults.runs import TEXT, cli


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    return folder


@pytest.fixture(scope="package")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What an undisturbed run over the one file leaves."""
    folder = tmp_path_factory.mktemp("calm")
    (folder / "raw").mkdir()
    (folder / "raw" / "a.txt").write_text(TEXT)
    assert cli("run", "--raw", str(folder / "raw"), "--out", str(folder / "out"), "--quiet").returncode == 0
    return torture.digests(folder / "out")
