"""`chronocite evaluate` and `chronocite gold`: a run held against annotations, and the making of such."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import OUT, Finished
from pipeline.cli.stopping import told
from pipeline.errors import StageError

app = typer.Typer(
    name="gold",
    help="Annotations to score runs against. Example: chronocite gold sample --out results --to gold",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def evaluate(
    gold: Annotated[Path, typer.Argument(help="The folder of annotations.", metavar="GOLD")],
    out: Finished = OUT,
    floors: Annotated[
        Path | None, typer.Option("--floors", help="A TOML file of the F1 that each task must reach.", dir_okay=False)
    ] = None,
    raise_floors: Annotated[bool, typer.Option("--raise-floors", help="Raise them to what is reached now.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List every error with its words.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Figures and errors as JSON.")] = False,
) -> None:
    """Precision, recall and F1 by task; 1 when below a floor. Example: chronocite evaluate gold --out results."""
    from pipeline.evaluate.floors import below, raised, read_floors, write_floors
    from pipeline.evaluate.gold import read_gold, said_by
    from pipeline.evaluate.report import as_json, listing, table
    from pipeline.evaluate.tasks import evaluate as score
    from pipeline.results import read_results

    if raise_floors and floors is None:
        raise typer.BadParameter("--raise-floors needs --floors, the file to raise", param_hint="--raise-floors")
    with told(gold):
        annotated, results = read_gold(gold), read_results(out)
        said = said_by(results, annotated)
        scores = score(results, annotated)
        if not scores:
            raise StageError(f"{gold} has an empty scope; `chronocite gold done {gold}` takes pages into it")
        known = read_floors(floors) if floors else {}
        if json:
            print(as_json(scores, said))
        else:
            print("\n".join([*table(scores), *(listing(scores, said) if errors else ())]))
        if floors and raise_floors:
            higher = raised(known, scores)
            write_floors(floors, higher)
            risen = sum(floor > known.get(task, 0.0) for task, floor in higher.items())
            print(f"{floors}: {risen} of {len(higher)} floors raised", file=sys.stderr)
        fallen = below(known, scores)
    for line in fallen:
        print(f"chronocite: {line}", file=sys.stderr)
    if fallen:
        raise typer.Exit(1)


@app.command()
def sample(
    to: Annotated[Path, typer.Option("--to", help="The folder to make.", file_okay=False)],
    out: Finished = OUT,
    pages: Annotated[int, typer.Option("--pages", min=1, help="How many pages to draw.")] = 10,
    seed: Annotated[int, typer.Option("--seed", help="Another one draws other pages.")] = 1,
    blank: Annotated[bool, typer.Option("--blank", help="Don't fill in what the run found.")] = False,
) -> None:
    """Draw pages for a person to annotate. Example: chronocite gold sample --out results --pages 20 --to gold."""
    from pipeline.evaluate.sample import draw
    from pipeline.results import read_results

    with told(to):
        drawn = draw(read_results(out), to, pages=pages, seed=seed, blank=blank)
    print(f"{drawn.pages} pages with {drawn.rows} rows to look at in {to}; {to / 'README.md'} says how")


@app.command()
def done(
    folder: Annotated[Path, typer.Argument(help="The folder that `gold sample` made.")],
    out: Finished = OUT,
    page: Annotated[list[str] | None, typer.Option("--page", help="A page gone through; none means all.")] = None,
) -> None:
    """Check the rows and take pages into the scope. Example: chronocite gold done gold --out results."""
    from pipeline.evaluate.finishing import finish
    from pipeline.results import read_results

    with told(folder):
        wrong = finish(read_results(out), folder, page or ())
    for line in wrong:
        print(line)
    if wrong:
        raise typer.Exit(1)
    print(f"{folder / 'scope.json'} holds {', '.join(page) if page else 'all pages'} now")
