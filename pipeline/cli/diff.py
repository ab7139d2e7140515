"""`chronocite diff`: what is different between two runs, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.stopping import told

Folder = Annotated[Path, typer.Argument(help="The results of a run.", show_default=False)]


def diff(old: Folder, new: Folder) -> None:
    """What another run made of it, row by row, with the reason. Example: chronocite diff results-may results-june."""
    from pipeline.results.changes import changes, report

    with told():
        for line in report(changes(old, new)):
            print(line)
