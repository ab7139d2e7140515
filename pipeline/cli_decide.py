"""`chronocite decide`: people have the last word; and `explain`, why a row is what it is, `register`, ids that stay."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import ChronociteError

if TYPE_CHECKING:
    from pipeline.reconcile.decisions import Action, Decision

app = typer.Typer(
    name="decide",
    help="Accept, reject, correct, merge or split what was found. Example: chronocite decide reject e0123456789ab",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Out = Annotated[Path, typer.Option("--out", help="The folder of the results.", envvar="CHRONOCITE_OUT")]
Review = Annotated[Path, typer.Option("--review", help="The file of people's decisions.", envvar="CHRONOCITE_REVIEW")]
Author = Annotated[
    str, typer.Option("--author", help="Who decides; else who is logged in.", envvar="CHRONOCITE_AUTHOR")
]
Comment = Annotated[str, typer.Option("--comment", "-m", help="Why, in your own words.")]
Rules = Annotated[
    Path | None, typer.Option("--rules", help="A folder with rule files of your own.", envvar="CHRONOCITE_RULES")
]
Ids = Annotated[list[str], typer.Argument(help="Ids of rows, or of mentions.")]
Id = Annotated[str, typer.Argument(help="The id of a row.")]
_OUT, _REVIEW = Path("extracted"), Path("review/decisions.jsonl")


@app.command()
def accept(ids: Ids, out: Out = _OUT, review: Review = _REVIEW, author: Author = "", comment: Comment = "") -> None:
    """Rows are right as they are. Example: chronocite decide accept e0123456789ab."""
    _each("accept", ids, out, review, author, comment)


@app.command()
def reject(ids: Ids, out: Out = _OUT, review: Review = _REVIEW, author: Author = "", comment: Comment = "") -> None:
    """Rows, mentions of them or claims of findings are wrong. Example: chronocite decide reject e0123456789ab."""
    _each("reject", ids, out, review, author, comment)


@app.command()
def correct(
    row: Annotated[str, typer.Argument(help="The id of a row, or of a mention.")],
    field: Annotated[str, typer.Argument(help="The column that is wrong.")],
    value: Annotated[str, typer.Argument(help="What it says instead.")],
    out: Out = _OUT,
    review: Review = _REVIEW,
    author: Author = "",
    comment: Comment = "",
    rules: Rules = None,
) -> None:
    """A field says something else. Example: chronocite decide correct e0123456789ab date 2014-05-06."""
    _decide("correct", [row], out, review, author, comment, field=field, value=value, rules=rules)


@app.command()
def merge(ids: Ids, out: Out = _OUT, review: Review = _REVIEW, author: Author = "", comment: Comment = "") -> None:
    """Rows are one. Example: chronocite decide merge a0123456789ab aba9876543210."""
    _decide("merge", ids, out, review, author, comment)


@app.command()
def apart(ids: Ids, out: Out = _OUT, review: Review = _REVIEW, author: Author = "", comment: Comment = "") -> None:
    """Rows are never one, whatever is found. Example: chronocite decide apart a0123456789ab aba9876543210."""
    _decide("apart", ids, out, review, author, comment)


@app.command()
def split(
    row: Id,
    mentions: Annotated[list[str], typer.Argument(help="Ids of its mentions that are to leave it.")],
    out: Out = _OUT,
    review: Review = _REVIEW,
    author: Author = "",
    comment: Comment = "",
) -> None:
    """Some mentions are of another thing. Example: chronocite decide split e0123456789ab m0123456789ab."""
    _decide("split", [row, *mentions], out, review, author, comment)


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="The id of a decision; without it the last that stands.")] = "",
    review: Review = _REVIEW,
    author: Author = "",
    comment: Comment = "",
) -> None:
    """Take a decision back; its line stays, another one says so. Example: chronocite decide undo r0123456789ab."""
    from pipeline.reconcile.decisions import Decision, read_decisions, standing

    try:
        held = standing(read_decisions(review))[0]
        chosen = next((d for d in reversed(held) if decision in {"", d.decision_id}), None)
        if chosen is None:
            raise ChronociteError(f"{review}: there is no decision {decision} that stands".replace("  ", " "))
        _keep(Decision("withdraw", withdraws=chosen.decision_id), review, author, comment)
    except ChronociteError as error:
        raise _stopped(error) from error


@app.command("list")
def list_decisions(review: Review = _REVIEW) -> None:
    """All decisions that stand, the last one last. Example: chronocite decide list."""
    from pipeline.reconcile.decisions import read_decisions, standing

    try:
        for d in standing(read_decisions(review))[0]:
            what = f" {d.field} = {d.value}" if d.action == "correct" else ""
            words = " / ".join(group[0].exact for group in d.groups)
            why = f" ({d.comment})" if d.comment else ""
            print(f"{d.decision_id} {d.time[:16]} {d.author}: {d.action} {d.table}{what}: {words}{why}")
    except ChronociteError as error:
        raise _stopped(error) from error


def explain(row: Id, out: Out = _OUT) -> None:
    """Why a row is what it is: its words, what put them together. Example: chronocite explain e0123456789ab."""
    from pipeline.explaining import explain as explained

    try:
        print("\n".join(explained(out, row)))
    except ChronociteError as error:
        raise _stopped(error) from error


def register(out: Out = _OUT, review: Review = _REVIEW) -> None:
    """Keep the ids of the rows, whatever will be found out later. Example: chronocite register --out results."""
    from pipeline.dataset import read_tables
    from pipeline.reconcile.registry import read_registry, registered, registry_path, write_registry

    path = registry_path(review)
    try:
        if not (out / "dataset" / "mentions.csv").is_file():
            raise ChronociteError(f"{out} holds no dataset; run `chronocite run --out {out}` first")
        before = read_registry(path)
        tables = read_tables(out / "dataset")
        texts = {m["mention_id"]: (m["kind"], m["text"]) for m in tables["mentions"]}
        entries = registered(tables, before, texts)
        write_registry(path, entries)
    except ChronociteError as error:
        raise _stopped(error) from error
    print(f"{path} keeps {len(entries)} ids, {len(entries) - len(before)} of them new.")


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
    from pipeline.deciding import Deciding

    try:
        _keep(Deciding(out).decide(action, ids, field=field, value=value, rules=rules), review, author, comment)
    except ChronociteError as error:
        raise _stopped(error) from error


def _keep(decision: Decision, review: Path, author: str, comment: str) -> None:
    from pipeline.reconcile.decisions import append_decision, signed

    try:
        decision_id = append_decision(review, signed(decision, author, comment))
    except OSError as error:
        raise ChronociteError(f"{review}: {error.strerror}; name another file with --review") from error
    about = f" of {decision.withdraws}" if decision.withdraws else f" of {decision.table}"
    print(f"{decision_id}: {decision.action}{about}, kept in {review}; `chronocite reconcile` and `audit` apply it.")


def _stopped(error: ChronociteError) -> typer.Exit:
    print(f"chronocite: {error}", file=sys.stderr)
    return typer.Exit(2)
