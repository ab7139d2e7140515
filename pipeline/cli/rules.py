"""`chronocite rules`: the rules listed, checked, and tried on a sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import Rules
from pipeline.cli.stopping import told

app = typer.Typer(
    name="rules",
    help="Look at the rules, check your own, try them on a sentence. Example: chronocite rules check house-rules",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_SHOWN = 5
"""Rules that `try` tells of when none reads the text."""


@app.command("list")
def list_rules(rules: Rules = None) -> None:
    """All rules in use, yours marked. Example: chronocite rules list --rules house-rules."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.rulebook.trial import listing

    table = Table("file", "rule", "examples", "of", "what")
    with told(rules=rules):
        for each in listing(rules):
            count = f"{len(each.rule.examples)} for, {len(each.rule.against)} against"
            table.add_row(f"{each.name}.yaml", each.rule.id, count, "you" if each.own else "", each.rule.note)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


@app.command("check")
def check_rules(
    folder: Annotated[Path | None, typer.Argument(help="Your folder; without it the shipped rules.")] = None,
) -> None:
    """Name every mistake with file and line, and run all examples. Example: chronocite rules check house-rules."""
    from pipeline.rulebook.check import check

    with told():
        count, mistakes = check(folder)
    for mistake in mistakes:
        print(mistake)
    if mistakes:
        raise typer.Exit(1)
    print(f"{count} rule{'s' * (count != 1)}, all examples hold.")


@app.command("try")
def try_rules(text: Annotated[str, typer.Argument(help="A note, or a sentence.")], rules: Rules = None) -> None:
    """Which convention reads a text, as what, and why the others don't. Example: chronocite rules try "…" ."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.rulebook.examples import cells
    from pipeline.rulebook.trial import attempt

    with told(rules=rules):
        attempts = attempt(text, rules)
    console = Console(width=None if sys.stdout.isatty() else 160)
    for each in (a for a in attempts if a.read):
        for words, said in each.read:
            table = Table("field", "value")
            for name, value in cells(said).items():
                table.add_row(name, _plain(value))
            what = f" ({_plain(each.rule.note)})" if each.rule.note else ""
            console.print(f"{_plain(words)}\nis read by {each.rule.id}{what}")
            console.print(table)
    others = Table("rule", "nearest form", "why not")
    for each in [a for a in attempts if not a.read][:_SHOWN]:
        others.add_row(each.rule.id, _plain(each.form), _plain(each.reason))
    console.print(others)
    if not any(a.read for a in attempts):
        print("No convention reads this as an interview or correspondence.")


def _plain(text: str) -> str:
    """For rich, to which square brackets are marks of its own."""
    from rich.markup import escape

    return escape(text)
