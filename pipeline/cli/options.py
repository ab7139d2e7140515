"""Options that several commands have, written once so that they mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.running.limits import Limits

RAW, OUT, REVIEW = Path("raw"), Path("extracted"), Path("review/decisions.jsonl")
"""Where things are if nobody says otherwise."""
LIMITS = Limits()

Finished = Annotated[Path, typer.Option("--out", help="The folder of the results.", envvar="CHRONOCITE_OUT")]
Review = Annotated[
    Path,
    typer.Option("--review", help="The file of people's decisions.", dir_okay=False, envvar="CHRONOCITE_REVIEW"),
]
Author = Annotated[
    str, typer.Option("--author", help="Who decides; else who is logged in.", envvar="CHRONOCITE_AUTHOR")
]
Rules = Annotated[
    Path | None, typer.Option("--rules", help="A folder with rule files of your own.", envvar="CHRONOCITE_RULES")
]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 means one a core.")]
Seconds = Annotated[int, typer.Option("--max-seconds", min=1, help="Processor time that reading one file may take.")]
Megabytes = Annotated[int, typer.Option("--max-megabytes", min=64, help="Memory that reading one file may take.")]
