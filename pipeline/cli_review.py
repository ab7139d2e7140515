"""`chronocite review`: the audit site on this machine alone, with decisions by key."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Thread
from typing import Annotated

import typer

from pipeline.errors import ChronociteError
from pipeline.limits import Limits
from pipeline.stages import Settings

_RAW, _OUT, _REVIEW, _LIMITS = Path("raw"), Path("extracted"), Path("review/decisions.jsonl"), Limits()
PORT = 8650


def review(
    raw: Annotated[Path, typer.Option("--raw", help="The folder of reports.", envvar="CHRONOCITE_RAW")] = _RAW,
    out: Annotated[Path, typer.Option("--out", help="The folder of the results.", envvar="CHRONOCITE_OUT")] = _OUT,
    decisions: Annotated[
        Path, typer.Option("--review", help="The file of people's decisions.", envvar="CHRONOCITE_REVIEW")
    ] = _REVIEW,
    author: Annotated[
        str, typer.Option("--author", help="Who decides; else who is logged in.", envvar="CHRONOCITE_AUTHOR")
    ] = "",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port that it is served at; 0 means any that is free.")
    ] = PORT,
    workers: Annotated[int, typer.Option("--workers", min=0, help="Processes; 0 means one a core.")] = 0,
    rules: Annotated[
        Path | None, typer.Option("--rules", help="A folder with rule files of your own.", envvar="CHRONOCITE_RULES")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
    max_seconds: Annotated[
        int, typer.Option("--max-seconds", min=1, help="Processor time that reading one file may take.")
    ] = _LIMITS.seconds,
    max_megabytes: Annotated[
        int, typer.Option("--max-megabytes", min=64, help="Memory that reading one file may take.")
    ] = _LIMITS.megabytes,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", help="Pages of `gold sample`, to be annotated.", envvar="CHRONOCITE_GOLD"),
    ] = None,
    page_images: Annotated[bool, typer.Option("--page-images/--no-page-images", help="Show PDF pages.")] = True,
) -> None:
    """Look, walk and decide in a browser, served to this machine alone. Example: chronocite review --out results."""
    import webbrowser

    from pipeline.review.gold import Room
    from pipeline.review.office import Office
    from pipeline.review.serve import Service

    limits = Limits(max_seconds, max_megabytes)
    settings = Settings(raw, out, decisions, workers, limits=limits, rules=rules, page_images=page_images)

    def started(address: str) -> None:
        print(f"Open {address}\nDecisions go to {decisions}; end with Ctrl+C.", flush=True)
        if browser:
            # A browser of the terminal's own would keep the server from answering it.
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        office = Office(settings, author)
        Service(office, out / "audit", port, Room(gold, office) if gold else None).run(started)
    except KeyboardInterrupt:
        print(f"Your decisions are in {decisions}.")
    except ChronociteError as error:
        print(f"chronocite: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
