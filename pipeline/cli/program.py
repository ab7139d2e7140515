"""What a person types: `chronocite run`, or each stage alone. Parses, calls, and turns errors into one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__, stages
from pipeline.cli import decide, diff, evaluate, export, review, rules, site
from pipeline.cli.options import LIMITS, OUT, RAW, REVIEW, Megabytes, Review, Rules, Seconds, Workers
from pipeline.cli.stopping import StoppedError, refused, refused_rules, stoppable, told
from pipeline.errors import ChronociteError, RuleError
from pipeline.places import is_local, place
from pipeline.records import PDF_READERS as READERS
from pipeline.running.limits import Limits
from pipeline.running.lock import hold
from pipeline.running.progress import Lines, Progress, Silent
from pipeline.stages.fingerprints import rules_digest
from pipeline.store import read_manifest

app = typer.Typer(
    name="chronocite",
    help="From a folder of reports to a dataset in which every value leads back to its words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _place(name: str | Path) -> Path:
    """The place that is typed; one in a store is asked for, so that it says now what it wants."""
    try:
        found = place(str(name))
    except ChronociteError as error:
        raise typer.BadParameter(str(error)) from error
    try:
        _ = is_local(found) or found.exists()
    except Exception as error:
        # Each kind of store has errors of its own: no credentials, nobody at the address.
        raise typer.BadParameter(f"{name} can't be reached: {type(error).__name__}: {error}") from error
    return found


Raw = Annotated[
    Path,
    typer.Option(
        "--raw", help="The folder of reports, or s3://…", envvar="CHRONOCITE_RAW", parser=_place, metavar="PATH"
    ),
]
Out = Annotated[
    Path,
    typer.Option(
        "--out", help="The folder for results, or s3://…", envvar="CHRONOCITE_OUT", parser=_place, metavar="PATH"
    ),
]
PdfReader = Annotated[
    str,
    typer.Option("--pdf-reader", help="pdfium, or pdfplumber: slow, for comparison.", envvar="CHRONOCITE_PDF_READER"),
]
Pages = Annotated[int, typer.Option("--max-pages", min=0, help="Pages that a PDF may have; 0 means any number.")]
Ocr = Annotated[bool, typer.Option("--ocr", help="Have ocrmypdf read the pages of PDFs that are pictures.")]
PageImages = Annotated[bool, typer.Option(help="Show the pages of PDFs as they are printed in the audit site.")]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        help="A Dask scheduler, tcp://host:8786: its workers do the work.",
        envvar="CHRONOCITE_SCHEDULER",
        metavar="ADDRESS",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]

Stage = Callable[[stages.Settings, Progress | None], Sequence[stages.Failure]]


@app.command()
def run(
    raw: Raw = RAW,
    out: Out = OUT,
    review: Review = REVIEW,
    workers: Workers = 0,
    pdf_reader: PdfReader = READERS[0],
    max_seconds: Seconds = LIMITS.seconds,
    max_megabytes: Megabytes = LIMITS.megabytes,
    max_pages: Pages = LIMITS.pages,
    ocr: Ocr = False,
    rules: Rules = None,
    page_images: PageImages = True,
    scheduler: Scheduler = "",
    quiet: Quiet = False,
) -> None:
    """All four stages. Example: chronocite run --raw reports --out results."""
    all_stages = (stages.run_ingest, stages.run_extract, stages.run_reconcile, stages.run_audit)
    limits = Limits(max_seconds, max_megabytes, max_pages)
    settings = stages.Settings(
        raw, out, review, workers, _known(pdf_reader), limits, rules, ocr, page_images, scheduler
    )
    with told(rules):
        rules_digest(rules)
    failed = _went(all_stages, settings, quiet=quiet)
    files = read_manifest(out)
    if not files:
        print(
            f"chronocite: there is no report in {raw}; put PDF, HTML, DOCX, ODT, EPUB, Markdown or text files into it",
            file=sys.stderr,
        )
    if not quiet:
        read = sum(file.status == "ok" for file in files)
        some = f"{read} of {len(files)} files could be read. " if read < len(files) else ""
        print(f"{some}The dataset is in {out / 'dataset'}; open {out / 'audit' / 'index.html'} to look at it.")
    if failed:
        raise typer.Exit(1)


@app.command()
def ingest(
    raw: Raw = RAW,
    out: Out = OUT,
    workers: Workers = 0,
    pdf_reader: PdfReader = READERS[0],
    max_seconds: Seconds = LIMITS.seconds,
    max_megabytes: Megabytes = LIMITS.megabytes,
    max_pages: Pages = LIMITS.pages,
    ocr: Ocr = False,
    scheduler: Scheduler = "",
    quiet: Quiet = False,
) -> None:
    """Raw files to text and blocks. Example: chronocite ingest --raw reports --out results."""
    limits = Limits(max_seconds, max_megabytes, max_pages)
    settings = stages.Settings(raw, out, REVIEW, workers, _known(pdf_reader), limits, ocr=ocr, scheduler=scheduler)
    _go((stages.run_ingest,), settings, quiet=quiet)


@app.command()
def extract(
    out: Out = OUT,
    workers: Workers = 0,
    rules: Rules = None,
    scheduler: Scheduler = "",
    quiet: Quiet = False,
) -> None:
    """Text to mentions. Example: chronocite extract --out results --rules house-rules."""
    settings = stages.Settings(RAW, out, REVIEW, workers, rules=rules, scheduler=scheduler)
    _go((stages.run_extract,), settings, quiet=quiet)


@app.command()
def reconcile(
    out: Out = OUT, review: Review = REVIEW, workers: Workers = 0, scheduler: Scheduler = "", quiet: Quiet = False
) -> None:
    """Mentions to tables. Example: chronocite reconcile --out results."""
    _go((stages.run_reconcile,), stages.Settings(RAW, out, review, workers, scheduler=scheduler), quiet=quiet)


@app.command()
def audit(
    raw: Raw = RAW,
    out: Out = OUT,
    workers: Workers = 0,
    max_seconds: Seconds = LIMITS.seconds,
    max_megabytes: Megabytes = LIMITS.megabytes,
    page_images: PageImages = True,
    scheduler: Scheduler = "",
    quiet: Quiet = False,
) -> None:
    """Spans against the raw files, checks, site. Example: chronocite audit --raw reports --out results."""
    limits = Limits(max_seconds, max_megabytes)
    settings = stages.Settings(raw, out, REVIEW, workers, limits=limits, page_images=page_images, scheduler=scheduler)
    _go((stages.run_audit,), settings, quiet=quiet)


# In the order of `--help`: behind the stages what one does with a run, then what one does for the next.
app.command()(review.review)
app.command()(decide.explain)
app.command()(decide.register)
app.command()(diff.diff)
app.command()(site.figures)
app.command()(site.browse)
app.command()(evaluate.evaluate)
app.add_typer(decide.app)
app.add_typer(rules.app)
app.add_typer(export.app)
app.add_typer(evaluate.app)


def _known(reader: str) -> str:
    if reader not in READERS:
        raise typer.BadParameter(f"{reader!r} is not known; known are {', '.join(READERS)}", param_hint="--pdf-reader")
    return reader


def _version(value: bool) -> None:
    if value:
        print(f"chronocite {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Options of the program itself."""


def _go(chosen: Sequence[Stage], settings: stages.Settings, *, quiet: bool) -> None:
    """Run stages, and end with 1 if a document failed."""
    if _went(chosen, settings, quiet=quiet):
        raise typer.Exit(1)


def _went(chosen: Sequence[Stage], settings: stages.Settings, *, quiet: bool) -> bool:
    """Run stages one after the other; every failure is told at the end, so that none is lost in the progress.

    Returns:
        Whether a document failed.
    """
    failures: list[stages.Failure] = []
    try:
        with stoppable(), hold(settings.out), _progress(quiet=quiet) as progress:
            for stage in chosen:
                failures += stage(settings, progress)
    except RuleError as error:
        raise refused_rules(error, settings.rules) from error
    except ChronociteError as error:
        raise refused(error) from error
    except StoppedError as error:
        print("chronocite: stopped; the same command goes on from here", file=sys.stderr)
        raise typer.Exit(128 + error.signal) from error
    except OSError as error:
        # Without a word of the system's it is a defect, if not a store's.
        if not error.strerror and is_local(settings.raw) and is_local(settings.out):
            raise
        where = error.filename or settings.out
        raise refused(f"{where}: {error.strerror or error}; name another folder or make room") from error
    for failure in failures:
        if not (quiet and failure.skipped):
            print(f"chronocite: {failure.stage}: {failure.path}: {failure.reason}", file=sys.stderr)
    return any(not f.skipped for f in failures)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    """Bars on a terminal, lines elsewhere; a terminal is given back as it was, whatever happens."""
    if quiet:
        yield Silent()
    elif sys.stderr.isatty():
        from pipeline.cli.bars import Bars

        bars = Bars()
        try:
            yield bars
        finally:
            bars.stop()
    else:
        yield Lines()


def main() -> None:
    """The console script."""
    app()
