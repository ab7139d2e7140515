"""`chronocite figures` and `chronocite browse`: a finished run as pictures for a paper, and in Datasette."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from pipeline.cli.options import OUT, Finished
from pipeline.cli.stopping import refused, told

Pdf = Annotated[bool, typer.Option("--pdf", help="As PDF, too; typst makes it.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port that it is served at.")]


def figures(out: Finished = OUT, pdf: Pdf = False) -> None:
    """The pictures of a run as SVG, for a paper. Example: chronocite figures --out results --pdf."""
    from pipeline.audit.figure_files import write_figures

    with told():
        written = write_figures(out, pdf=pdf)
    for path in written:
        print(path)


def browse(out: Finished = OUT, port: Port = 8001) -> None:
    """The dataset in Datasette, on this machine alone. Example: chronocite browse --out results."""
    import subprocess

    from pipeline.audit.browse import prepare

    if find_spec("datasette") is None:
        raise refused("Datasette is not installed; run `pip install 'chronocite[browse]'`")
    with told():
        database, metadata = prepare(out)
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(database), "--metadata", str(metadata)]
    raise typer.Exit(subprocess.run([*command, "--host", "127.0.0.1", "--port", str(port)], check=False).returncode)
