"""`chronocite decide`: people have the last word; and `explain`, why a row is what it is, `register`, ids that stay."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import OUT, REVIEW, Author, Finished, Review, Rules
from pipeline.cli.stopping import refused, told
from pipeline.errors import ChronociteError

if TYPE_CHECKING:
    from pipeline.reconcile.decisions import Action, Decision

app = typer.Typer(
    name="decide",
    help="Accept, reject, correct, merge or split what was found. Example: chronocite decide reject e0123456789ab",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Comment = Annotated[str, typer.Option("--comment", "-m", help="Why, in your own words.")]
Ids = Annotated[list[str], typer.Argument(help="Ids of rows, or of mentions.")]
Id = Annotated[str, typer.Argument(help="The id of a row.")]


@app.command()
def accept(ids: Ids, out: Finished = OUT, review: Review = REVIEW, author: Author = "", comment: Comment = "") -> None:
    """Rows are right as they are. Example: chronocite decide accept e0123456789ab."""
    _each("accept", ids, out, review, author, comment)


@app.command()
def reject(ids: Ids, out: Finished = OUT, review: Review = REVIEW, author: Author = "", comment: Comment = "") -> None:
    """Rows, mentions of them or claims of findings are wrong. Example: chronocite decide reject e0123456789ab."""
    _each("reject", ids, out, review, author, comment)


@app.command()
def correct(
    row: Annotated[str, typer.Argument(help="The id of a row, or of a mention.")],
    field: Annotated[str, typer.Argument(help="The column that is wrong.")],
    value: Annotated[str, typer.Argument(help="What it says instead.")],
    out: Finished = OUT,
    review: Review = REVIEW,
    author: Author = "",
    comment: Comment = "",
    rules: Rules = None,
) -> None:
    """A field says something else. Example: chronocite decide correct e0123456789ab date 2014-05-06."""
    _decide("correct", [row], out, review, author, comment, field=field, value=value, rules=rules)


@app.command()
def merge(ids: Ids, out: Finished = OUT, review: Review = REVIEW, author: Author = "", comment: Comment = "") -> None:
    """Rows are one. Example: chronocite decide merge a0123456789ab aba9876543210."""
    _several(ids)
    _decide("merge", ids, out, review, author, comment)


@app.command()
def apart(ids: Ids, out: Finished = OUT, review: Review = REVIEW, author: Author = "", comment: Comment = "") -> None:
    """Rows are never one, whatever is found. Example: chronocite decide apart a0123456789ab aba9876543210."""
    _several(ids)
    _decide("apart", ids, out, review, author, comment)


@app.command()
def split(
    row: Id,
    mentions: Annotated[list[str], typer.Argument(help="Ids of its mentions that are to leave it.")],
    out: Finished = OUT,
    review: Review = REVIEW,
    author: Author = "",
    comment: Comment = "",
) -> None:
    """Some mentions are of another thing. Example: chronocite decide split e0123456789ab m0123456789ab."""
    _decide("split", [row, *mentions], out, review, author, comment)


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="The id of a decision; without it the last that stands.")] = "",
    review: Review = REVIEW,
    author: Author = "",
    comment: Comment = "",
) -> None:
    """Take a decision back; its line stays, another one says so. Example: chronocite decide undo r0123456789ab."""
    from pipeline.reconcile.decisions import Decision, read_decisions, standing

    with told():
        held = standing(read_decisions(review))[0]
        chosen = next((d for d in reversed(held) if decision in {"", d.decision_id}), None)
        if chosen is None:
            raise ChronociteError(f"{review}: there is no decision {decision} that stands".replace("  ", " "))
        _keep(Decision("withdraw", withdraws=chosen.decision_id), review, author, comment)


@app.command("list")
def list_decisions(review: Review = REVIEW) -> None:
    """All decisions that stand, the last one last. Example: chronocite decide list."""
    from pipeline.reconcile.decisions import read_decisions, standing

    with told():
        held = standing(read_decisions(review))[0]
        for d in held:
            what = f" {d.field} = {d.value}" if d.action == "correct" else ""
            words = " / ".join(group[0].exact for group in d.groups)
            why = f" ({d.comment})" if d.comment else ""
            print(f"{d.decision_id} {d.time[:16]} {d.author}: {d.action} {d.table}{what}: {words}{why}")
    if not held:
        print(f"{review} holds no decision that stands.", file=sys.stderr)


def explain(row: Id, out: Finished = OUT) -> None:
    """Why a row is what it is: its words, what put them together. Example: chronocite explain e0123456789ab."""
    from pipeline.results.explaining import explain as explained

    with told():
        print("\n".join(explained(out, row)))


def register(out: Finished = OUT, review: Review = REVIEW) -> None:
    """Keep the ids of the rows, whatever will be found out later. Example: chronocite register --out results."""
    from pipeline.dataset import dataset_of, read_tables
    from pipeline.reconcile.registry import read_registry, registered, registry_path, write_registry

    path = registry_path(review)
    with told():
        folder = dataset_of(out)
        before, tables = read_registry(path), read_tables(folder)
        texts = {m["mention_id"]: (m["kind"], m["text"]) for m in tables["mentions"]}
        entries = registered(tables, before, texts)
        write_registry(path, entries)
    print(f"{path} keeps {len(entries)} ids, {len(entries) - len(before)} of them new.")


def _several(ids: list[str]) -> None:
    if len(set(ids)) < 2:
        raise refused("one row alone is nothing to merge or to keep apart; name two or more")


def _each(action: Action, ids: list[str], out: Path, review: Path, author: str, comment: str) -> None:
    for row_id in ids:
        _decide(action, [row_id], out, review, author, comment)


def _decide(
    action: Action,
    ids: list[str],
    out: Path,
    review: Path,
    author: str,
    comment: str,
    *,
    field: str = "",
    value: str = "",
    rules: Path | None = None,
) -> None:
    from pipeline.results.deciding import Deciding

    with told(rules=rules):
        _keep(Deciding(out).decide(action, ids, field=field, value=value, rules=rules), review, author, comment)


def _keep(decision: Decision, review: Path, author: str, comment: str) -> None:
    from pipeline.reconcile.decisions import append_decision, signed

    try:
        decision_id = append_decision(review, signed(decision, author, comment))
    except OSError as error:
        raise ChronociteError(f"{review}: {error.strerror}; name another file with --review") from error
    about = f" of {decision.withdraws}" if decision.withdraws else f" of {decision.table}"
    print(f"{decision_id}: {decision.action}{about}, kept in {review}; the next run applies it.")
