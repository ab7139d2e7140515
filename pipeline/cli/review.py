"""`chronocite review`: the audit site on this machine alone, with decisions by key."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Annotated

import typer

from pipeline.cli.options import LIMITS, OUT, RAW, REVIEW, Author, Finished, Megabytes, Review, Rules, Seconds, Workers
from pipeline.cli.stopping import told
from pipeline.running.limits import Limits
from pipeline.stages import Settings

PORT = 8650


def review(
    raw: Annotated[Path, typer.Option("--raw", help="The folder of reports.", envvar="CHRONOCITE_RAW")] = RAW,
    out: Finished = OUT,
    decisions: Review = REVIEW,
    author: Author = "",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port that it is served at; 0 means any that is free.")
    ] = PORT,
    workers: Workers = 0,
    rules: Rules = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
    max_seconds: Seconds = LIMITS.seconds,
    max_megabytes: Megabytes = LIMITS.megabytes,
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
        pages = f"The pages of {gold} are there under “Gold”.\n" if gold else ""
        print(f"Open {address}\n{pages}Decisions go to {decisions}; end with Ctrl+C.", flush=True)
        if browser:
            # A browser of the terminal's own would keep the server from answering it.
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    try:
        with told():
            office = Office(settings, author)
            Service(office, out / "audit", port, Room(gold, office) if gold else None).run(started)
    except KeyboardInterrupt:
        print(f"Your decisions are in {decisions}.")
