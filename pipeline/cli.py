"""What a person types: `chronocite run`, or each stage alone. Parses, calls, and turns errors into one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__, stages
from pipeline.errors import ChronociteError
from pipeline.runner import Lines, Progress, Silent

app = typer.Typer(
    name="chronocite",
    help="From a folder of reports to a dataset in which every value leads back to its words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Raw = Annotated[Path, typer.Option("--raw", help="The folder of reports.", envvar="CHRONOCITE_RAW")]
Out = Annotated[Path, typer.Option("--out", help="The folder for the results.", envvar="CHRONOCITE_OUT")]
Review = Annotated[Path, typer.Option("--review", help="People's decisions.", envvar="CHRONOCITE_REVIEW")]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 means one a core.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]

_RAW, _OUT, _REVIEW = Path("raw"), Path("extracted"), Path("review/decisions.jsonl")
Stage = Callable[[stages.Settings, Progress | None], Sequence[stages.Failure]]


@app.command()
def run(raw: Raw = _RAW, out: Out = _OUT, review: Review = _REVIEW, workers: Workers = 0, quiet: Quiet = False) -> None:
    """All four stages. Example: chronocite run --raw reports --out results."""
    all_stages = (stages.run_ingest, stages.run_extract, stages.run_reconcile, stages.run_audit)
    settings = stages.Settings(raw, out, review, workers)
    _go(all_stages, settings, quiet=quiet)
    if not quiet:
        print(f"The dataset is in {out / 'dataset'}; open {out / 'audit' / 'index.html'} to look at it.")


@app.command()
def ingest(raw: Raw = _RAW, out: Out = _OUT, workers: Workers = 0, quiet: Quiet = False) -> None:
    """Raw files to text and blocks. Example: chronocite ingest --raw reports --out results."""
    _go((stages.run_ingest,), stages.Settings(raw, out, _REVIEW, workers), quiet=quiet)


@app.command()
def extract(out: Out = _OUT, workers: Workers = 0, quiet: Quiet = False) -> None:
    """Text to mentions. Example: chronocite extract --out results."""
    _go((stages.run_extract,), stages.Settings(_RAW, out, _REVIEW, workers), quiet=quiet)


@app.command()
def reconcile(out: Out = _OUT, review: Review = _REVIEW, quiet: Quiet = False) -> None:
    """Mentions to tables. Example: chronocite reconcile --out results."""
    _go((stages.run_reconcile,), stages.Settings(_RAW, out, review), quiet=quiet)


@app.command()
def audit(raw: Raw = _RAW, out: Out = _OUT, workers: Workers = 0, quiet: Quiet = False) -> None:
    """Spans against the raw files, checks, site. Example: chronocite audit --raw reports --out results."""
    _go((stages.run_audit,), stages.Settings(raw, out, _REVIEW, workers), quiet=quiet)


def _version(value: bool) -> None:
    if value:
        print(f"chronocite {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    """Options of the program itself."""


def _go(chosen: Sequence[Stage], settings: stages.Settings, *, quiet: bool) -> None:
    """Run stages one after the other; every failure is told at the end, so that none is lost in the progress."""
    failures: list[stages.Failure] = []
    try:
        with _progress(quiet=quiet) as progress:
            for stage in chosen:
                failures += stage(settings, progress)
    except ChronociteError as error:
        print(f"chronocite: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
    for failure in failures:
        if not (quiet and failure.skipped):
            print(f"chronocite: {failure.stage}: {failure.path}: {failure.reason}", file=sys.stderr)
    if any(not f.skipped for f in failures):
        raise typer.Exit(1)


def _progress(*, quiet: bool) -> _Told:
    if quiet:
        return _Told(Silent())
    if sys.stderr.isatty():
        from pipeline.bars import Bars

        return _Told(Bars())
    return _Told(Lines())


class _Told:
    """A progress that is stopped whatever happens, so that a terminal is left as it was."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def __enter__(self) -> Progress:
        return self._progress

    def __exit__(self, *_: object) -> None:
        stop = getattr(self._progress, "stop", None)
        if stop is not None:
            stop()


def main() -> None:
    """The console script."""
    app()
