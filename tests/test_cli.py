"""The command line: exit codes, one sentence for what goes wrong, an example in every help text."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from pipeline import __version__, stages
from pipeline.cli import app
from pipeline.running.progress import Silent
from tests.conftest import RAW, ROOT


def leaves(command: Any, *names: str) -> dict[str, Any]:
    """The commands that do something, by what is typed behind `chronocite`."""
    subcommands = getattr(command, "commands", None)
    if subcommands is None:
        return {" ".join(names): command}
    return {k: v for name, sub in subcommands.items() for k, v in leaves(sub, *names, name).items()}


COMMANDS = leaves(typer.main.get_command(app))
STAGES = ("ingest", "extract", "reconcile", "audit")
TEXT = "The harbor treaty was signed on May 3, 2011.\n"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, so that defaults touch nothing of the project's."""
    monkeypatch.chdir(tmp_path)
    for name in ("CHRONOCITE_RAW", "CHRONOCITE_OUT", "CHRONOCITE_REVIEW"):
        monkeypatch.delenv(name, raising=False)


def chronocite(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def raw(**files: str) -> None:
    Path("raw").mkdir(exist_ok=True)
    for name, text in files.items():
        Path("raw", name.replace("_", ".")).write_text(text, encoding="utf-8")


# --- help ----------------------------------------------------------------------------------------------------------


def test_commands_are_those_of_the_contract() -> None:
    assert {"run", *STAGES} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_that_can_be_typed(name: str) -> None:
    command = COMMANDS[name]
    example = re.search(r"Example: (chronocite .+?)\.?$", command.help or "", re.MULTILINE)
    assert example, f"the help text of {name} has no example"
    typed = shlex.split(example[1])
    words = name.split()
    assert typed[1 : 1 + len(words)] == words
    command.make_context(name, typed[1 + len(words) :])  # refuses options that there are not


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for(name: str) -> None:
    assert [p.name for p in COMMANDS[name].params if not getattr(p, "help", "")] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_shown(name: str) -> None:
    said = chronocite(*name.split(), "--help")
    assert said.exit_code == 0
    assert "Example" in said.stdout


def test_version_and_no_arguments() -> None:
    assert chronocite("--version").stdout == f"chronocite {__version__}\n"
    bare = chronocite()
    assert bare.exit_code == 2
    assert "Usage" in bare.output


# --- exit codes ----------------------------------------------------------------------------------------------------


def test_run_that_succeeds() -> None:
    raw(a_txt=TEXT)
    said = chronocite("run", "--workers", "1")
    assert said.exit_code == 0, said.output
    assert str(Path("extracted", "audit", "index.html")) in said.stdout
    assert re.findall(r"^(\w+): 1 to do", said.stderr, re.MULTILINE) == [*STAGES[:3], "verify", "audit"]


def test_run_in_which_one_file_fails() -> None:
    raw(a_txt=TEXT, torn_pdf="%PDF-1.4 torn", empty_txt="", letter_rtf="{\\rtf1 Fog}")
    said = chronocite("run", "--workers", "1")
    assert said.exit_code == 1
    told = [line for line in said.stderr.splitlines() if line.startswith("chronocite: ")]
    assert [line.split(": ")[1:3] for line in told] == [
        ["ingest", "empty.txt"],
        ["ingest", "letter.rtf"],
        ["ingest", "torn.pdf"],
    ]
    rows = Path("extracted/dataset/documents.csv").read_text(encoding="utf-8")
    assert [rows.count(f",{status},") for status in ("ok", "failed", "empty", "skipped")] == [1, 1, 1, 1]
    assert Path("extracted/audit/index.html").is_file(), "the rest is complete"
    assert said.stdout.startswith("1 of 4 files could be read. ")
    assert str(Path("extracted", "audit", "index.html")) in said.stdout


def test_file_that_no_reader_takes_is_told_but_no_failure() -> None:
    raw(a_txt=TEXT, letter_rtf="{\\rtf1 Fog}")
    said = chronocite("ingest", "--workers", "1")
    assert said.exit_code == 0
    assert "letter.rtf" in said.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "no folder raw"),
        (["ingest", "--raw", "no where"], "no folder no where"),
        (["extract"], "chronocite ingest --out extracted"),
        (["reconcile", "--out", "x y"], "chronocite ingest --out"),
        (["audit"], "chronocite ingest --out extracted"),
        (["ingest", "--raw", ".", "--out", "."], "--out"),
        (["run", "--raw", "a.txt"], "a.txt is a file; put reports into a folder"),
        (["run", "--rules", "no-rules"], "no folder no-rules"),
        (["decide", "merge", "e1"], "name two or more"),
        (["decide", "apart", "e1", "e1"], "name two or more"),
    ],
    ids=" ".join,
)
def test_one_sentence_says_what_is_wrong_and_the_way_out(arguments: list[str], words: str) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    said = chronocite(*arguments)
    assert said.exit_code == 2
    last = said.stderr.splitlines()[-1]
    assert last.startswith("chronocite: ")
    assert words in last
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    "arguments",
    [["fly"], ["ingest", "--colour", "red"], ["run", "--workers", "-1"], ["run", "--workers", "many"], ["run", "raw"]],
    ids=" ".join,
)
def test_called_wrongly(arguments: list[str]) -> None:
    assert chronocite(*arguments).exit_code == 2


def test_sources_that_are_wrong_name_the_file() -> None:
    raw(a_txt=TEXT, sources_toml="[oops\n")
    said = chronocite("run")
    assert said.exit_code == 2
    assert str(Path("raw", "sources.toml")) in said.stderr


def test_rules_that_are_wrong_are_told_before_anything_is_read_or_with_the_way_to_all_mistakes() -> None:
    raw(a_txt=TEXT)
    assert "ingest:" not in chronocite("run", "--rules", "no-rules").stderr
    Path("own").mkdir()
    assert "own holds no rule file" in chronocite("run", "--rules", "own").stderr
    Path("own", "actors.yaml").write_text("rules: [{id: a.b}]\n", encoding="utf-8")
    one = ("--workers", "1")
    for command in (("run", *one), ("extract", *one), ("rules", "list"), ("rules", "try", TEXT)):
        said = chronocite(*command, "--rules", "own")
        assert said.exit_code == 2
        assert said.stderr.splitlines()[-1].endswith("`chronocite rules check own` names all that is wrong, by line")


def test_of_a_folder_that_holds_no_rules_there_are_no_mistakes_to_name() -> None:
    raw(a_txt=TEXT)
    assert chronocite("ingest").exit_code == 0
    for command in (["run"], ["extract"], ["rules", "list"], ["rules", "try", TEXT]):
        said = chronocite(*command, "--rules", "no-rules")
        assert said.exit_code == 2
        assert said.stderr.splitlines()[-1].endswith("no-rules; name one that holds rule files with --rules")


def test_decisions_are_listed_where_there_are_none() -> None:
    said = chronocite("decide", "list", "--review", "none.jsonl")
    assert (said.exit_code, said.stdout, said.stderr) == (0, "", "none.jsonl holds no decision that stands.\n")


# --- what is said, and where -----------------------------------------------------------------------------------------


def test_quiet_says_nothing_but_errors() -> None:
    raw(a_txt=TEXT, letter_rtf="{\\rtf1 Fog}")
    said = chronocite("run", "--quiet", "--workers", "1")
    assert (said.exit_code, said.stdout, said.stderr) == (0, "", "")
    raw(empty_txt="")
    said = chronocite("run", "-q", "--workers", "1")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr == "chronocite: ingest: empty.txt: the file is empty\n"


def test_folders_may_be_told_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    raw(a_txt=TEXT)
    Path("raw").rename("shelf")
    monkeypatch.setenv("CHRONOCITE_RAW", "shelf")
    monkeypatch.setenv("CHRONOCITE_OUT", "results")
    assert chronocite("ingest", "-q").exit_code == 0
    assert Path("results/documents/manifest.jsonl").is_file()


def test_stages_one_by_one_are_the_run() -> None:
    raw(a_txt=TEXT)
    for stage in STAGES:
        assert chronocite(stage, "-q", "--out", "one").exit_code == 0
    assert chronocite("run", "-q", "--out", "all").exit_code == 0
    one, other = ({p.name: p.read_bytes() for p in Path(o, "dataset").iterdir()} for o in ("one", "all"))
    assert one == other


class Terminal(io.StringIO):
    """A standard error that says that it is one."""

    def isatty(self) -> bool:
        return True


def test_terminal_gets_bars_and_is_given_back_when_a_stage_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class Bars(Silent):
        def start(self, stage: str, todo: int, unchanged: int) -> None:
            told.append(stage)

        def stop(self) -> None:
            told.append("stop")

    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setattr("pipeline.cli.bars.Bars", Bars)
    Path("raw").mkdir()
    for stage, code in (("ingest", 0), ("audit", 2)):
        with pytest.raises(SystemExit) as end:
            app([stage])
        assert (end.value.code or 0) == code
    assert told == ["ingest", "stop", "stop"]


# --- as a program ----------------------------------------------------------------------------------------------------


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)


def test_program_exits_as_the_contract_says() -> None:
    raw(empty_txt="", a_txt=TEXT)
    failed = program("-m", "pipeline", "ingest", "--workers", "1")
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == "chronocite: ingest: empty.txt: the file is empty"
    Path("raw/empty.txt").unlink()
    assert program("-m", "pipeline", "ingest", "-q").returncode == 0
    wrong = program("-m", "pipeline", "ingest", "--raw", "nowhere")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1


RUN_AGAIN = """
import sys
from pipeline.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
heavy = {"spacy", "pandas", "pyarrow", "dateparser", "pdfplumber", "lxml", "jinja2"} & set(sys.modules)
assert not heavy, heavy
"""


def test_second_run_does_nothing_and_loads_nothing(samples_run: Path) -> None:
    shutil.copytree(samples_run, "out")
    before = _seen(Path("out"))
    review = str(samples_run / "no-decisions.jsonl")
    again = program("-c", RUN_AGAIN, "run", "--raw", str(RAW), "--out", "out", "--review", review)
    assert again.returncode == 0, again.stderr
    count = len(list(RAW.iterdir())) - (RAW / stages.SOURCES).is_file()
    todo = re.findall(r"^(\w+): (\d+) to do, (\d+) unchanged", again.stderr, re.MULTILINE)
    pages = len(list(RAW.glob("*.pdf")))
    jobs = {"ingest": count, "extract": count, "reconcile": 1, "verify": count, "pages": pages, "audit": 1}
    assert todo == [(stage, "0", str(number)) for stage, number in jobs.items()]
    assert _seen(Path("out")) == before


def _seen(out: Path) -> dict[Path, tuple[int, bytes]]:
    """When each file was written, and what it holds; the lock is touched by whoever looks in."""
    files = (p for p in out.rglob("*") if p.is_file() and p.name != "lock")
    return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in files}
