"""`chronocite diff`: what is different between two runs, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ChronociteError

Folder = Annotated[Path, typer.Argument(help="The results of a run.", show_default=False)]


def diff(old: Folder, new: Folder) -> None:
    """What another run made of it, row by row, with the reason. Example: chronocite diff results-may results-june."""
    from pipeline.changes import changes, report

    try:
        for line in report(changes(old, new)):
            print(line)
    except ChronociteError as error:
        print(f"chronocite: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
