"""What the README tells a stranger to do works: its commands, its rule, its Python, in a copy of the repository."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RAW, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LONGEST = 150
"""Lines of a README that a stranger reads to its end."""


def fenced(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as a user has it, with the environment of these tests in place of one that needs a network."""
    copy = tmp_path_factory.mktemp("stranger") / "chronocite"
    copy.mkdir()
    for name in ("Makefile", "README.md", "pyproject.toml", "requirements.lock"):
        shutil.copy2(ROOT / name, copy)
    shutil.copytree(ROOT / "pipeline", copy / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(RAW, copy / "raw")
    bin_folder = copy / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    programs = {
        "python": f'#!/bin/sh\nexec "{sys.executable}" "$@"\n',
        "chronocite": f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n',
        "activate": f'PATH="{bin_folder}:$PATH"\n',
    }
    for name, text in programs.items():
        (bin_folder / name).write_text(text, encoding="utf-8")
        (bin_folder / name).chmod(0o755)
    (copy / ".venv" / ".ready").touch()
    return copy


@pytest.fixture(scope="module")
def done(copy: Path) -> dict[str, str]:
    """All commands of the README in one shell, in their order; what each block printed."""
    (rules,) = fenced(README, "yaml")
    assert "`my-rules/interviews.yaml`" in README
    (copy / "my-rules").mkdir()
    (copy / "my-rules" / "interviews.yaml").write_text(rules, encoding="utf-8")
    blocks = fenced(README, "sh")
    assert blocks
    script = "".join(f"echo '== {i}'\n{block}" for i, block in enumerate(blocks))
    chosen = ("RAW", "OUT", "REVIEW", "RULES", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    environment = {k: v for k, v in os.environ.items() if k not in chosen and not k.startswith("CHRONOCITE_")}
    # The package is that of the copy; nothing may ask for another one.
    environment |= {"PIP_NO_INDEX": "1", "PYTHONPATH": str(copy)}
    ran = subprocess.run(
        ["sh", "-eu"], input=script, cwd=copy, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    parts = re.split(r"^== (\d+)\n", ran.stdout, flags=re.MULTILINE)[1:]
    return dict(zip(blocks, parts[1::2], strict=True))


def printed_by(done: dict[str, str], command: str) -> str:
    (block,) = [b for b in done if re.search(rf"^{re.escape(command)}\b", b, re.MULTILINE)]
    return done[block]


def test_make_leaves_what_the_readme_promises(copy: Path, done: dict[str, str]) -> None:
    said = printed_by(done, "chronocite rules check")
    assert "1 rule, all examples hold." in said
    assert "is read by interview.watch-log" in said
    for name in ("dataset/events.csv", "dataset/events.parquet", "dataset/chronocite.sqlite", "audit/index.html"):
        assert (copy / "extracted" / name).stat().st_size > 0
    assert "the dataset is in" in "".join(done.values()).casefold()


def test_help_lists_the_commands(done: dict[str, str]) -> None:
    said = printed_by(done, "chronocite --help")
    assert [name for name in ("run", "review", "rules", "export", "evaluate") if name not in said] == []


def test_python_of_the_readme_finds_the_words_of_interviews(
    copy: Path, done: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = fenced(README, "python")
    monkeypatch.chdir(copy)
    names: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert "attribution" in capsys.readouterr().out
    shown = names["interviews"]
    with closing(sqlite3.connect(copy / "extracted" / "dataset" / "chronocite.sqlite")) as db:
        ((interviews,),) = db.execute("SELECT count(*) FROM interviews").fetchall()
    assert len(shown) >= interviews > 0
    assert shown[["attribution", "words", "path"]].notna().all(axis=None)


def test_python_of_the_dataset_page_finds_the_words_of_events(
    copy: Path, done: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = fenced((ROOT / "docs" / "dataset.md").read_text(encoding="utf-8"), "python")
    monkeypatch.chdir(copy)
    exec(compile(code, "dataset.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(re.match(r"e[0-9a-f]{12} .*\[\(", line) for line in lines)


def test_python_of_the_first_report_shows_visits_beside_their_words(
    copy: Path, done: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = fenced((ROOT / "docs" / "first-report.md").read_text(encoding="utf-8"), "python")
    monkeypatch.chdir(copy)
    exec(compile(code.replace('Path.home() / "results"', 'Path("extracted")'), "first-report.md", "exec"), {})
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["date", "participants", "words", "path", "page"]
    assert rows


def test_a_folder_behind_an_equals_sign_may_begin_with_a_tilde(copy: Path) -> None:
    """`sh`, and zsh likewise, hand the tilde on as it is typed."""
    assert "make RAW=~/reports OUT=~/results" in README
    told = subprocess.run(
        ["sh", "-c", 'make -n RAW=~/reports OUT="~/my results"'],
        cwd=copy, env=os.environ | {"HOME": "/home/ada"}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert '--raw "/home/ada/reports" --out "/home/ada/my results" --review "review/decisions.jsonl"' in told


def test_tables_that_the_readme_names_are_there(copy: Path, done: dict[str, str]) -> None:
    (listed,) = re.findall(r"the tables: `([\w, ]+)`", README)
    names = listed.split(", ")
    assert [n for n in names if not (copy / "extracted" / "dataset" / f"{n}.csv").is_file()] == []


def test_rules_of_the_rules_page_hold(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    for rules in fenced(page, "yaml"):
        before = page[: page.index(rules)]
        name = re.findall(r"`my-rules/(\w+\.yaml)`", before)[-1]
        (tmp_path / name).write_text(rules, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == len(fenced(page, "yaml"))
    command = [sys.executable, "-m", "pipeline", "rules", "check", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= LONGEST
