"""`chronocite export`: what a run found, in the forms that other tools read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import OUT, Finished
from pipeline.cli.stopping import told

if TYPE_CHECKING:
    from pipeline.results import Results

app = typer.Typer(
    name="export",
    help="A run's results for other tools. Example: chronocite export xlsx --out results --to results.xlsx",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

ToFile = Annotated[Path, typer.Option("--to", help="The file to write.", dir_okay=False)]
ToFolder = Annotated[Path, typer.Option("--to", help="The folder to write to.", file_okay=False)]


@app.command("annotations")
def web_annotations(to: ToFolder, out: Finished = OUT) -> None:
    """W3C Web Annotations, JSON-LD, a file a document. Example: chronocite export annotations --to annotations."""
    from pipeline.export.annotations import write_annotations

    _write(write_annotations, out, to, "annotations")


@app.command()
def csl(to: ToFile, out: Finished = OUT) -> None:
    """References and interviews as CSL-JSON. Example: chronocite export csl --to references.json."""
    from pipeline.export.csl import write_csl

    _write(write_csl, out, to, "items")


@app.command()
def bibtex(to: ToFile, out: Finished = OUT) -> None:
    """References and interviews for BibTeX and Zotero. Example: chronocite export bibtex --to references.bib."""
    from pipeline.export.bibtex import write_bibtex

    _write(write_bibtex, out, to, "entries")


@app.command()
def timeml(to: ToFolder, out: Finished = OUT) -> None:
    """Dates and dated events marked in the texts, TimeML. Example: chronocite export timeml --to timeml."""
    from pipeline.export.timeml import write_timeml

    _write(write_timeml, out, to, "dated events")


@app.command()
def xlsx(
    to: ToFile,
    out: Finished = OUT,
    site: Annotated[str, typer.Option("--site", help="Where the audit site is; by default in the run.")] = "",
) -> None:
    """An Excel workbook whose rows lead to their words. Example: chronocite export xlsx --to results.xlsx."""
    from pipeline.export.workbook import write_workbook

    def write(results: Results, path: Path) -> int:
        return write_workbook(results, path, site=site)

    _write(write, out, to, "rows")


@app.command()
def jsonl(to: ToFolder, out: Finished = OUT) -> None:
    """JSON Lines, a file a table, lists as lists. Example: chronocite export jsonl --to tables."""
    from pipeline.export.jsonlines import write_jsonl

    _write(write_jsonl, out, to, "rows")


@app.command()
def rocrate(
    to: ToFolder,
    out: Finished = OUT,
    published: Annotated[
        str, typer.Option("--published", help="ISO date; by default the day of the run.", metavar="DATE")
    ] = "",
    licence: Annotated[
        str, typer.Option("--license", help="Address of the licence of the dataset.", metavar="URL")
    ] = "",
    texts: Annotated[bool, typer.Option("--texts", help="Take the source texts along.")] = False,
) -> None:
    """An RO-Crate: tables and where they come from. Example: chronocite export rocrate --to crate."""
    from pipeline.export.crate import write_crate

    def write(results: Results, folder: Path) -> int:
        return write_crate(results, folder, published=published, licence=licence, texts=texts)

    _write(write, out, to, "files")


def _write(write: Callable[[Results, Path], int], out: Path, to: Path, what: str) -> None:
    """Read the run, write the export, say how much it is."""
    from pipeline.results import read_results

    with told(to, "name another place with --to"):
        count = write(read_results(out), to)
    print(f"{count} {what} in {to}")
