"""The tasks of a span at a time: notes, markers, interviews, references, dates, mentions of agreements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.evaluate.agreements import agreement_scores
from pipeline.evaluate.events import event_scores
from pipeline.evaluate.gold import Gold, Said, said_by
from pipeline.evaluate.matching import Item, at_least, folded, match, overlap, same_date, without
from pipeline.evaluate.scores import Error, Score, astray, differing, scored
from pipeline.results import Results

Pairs = Sequence[tuple[Item, Item]]

_SHORT = ("short", "ibid")
_INTERVIEW = ("attribution", "mode", "role", "status", "affiliation")


def evaluate(results: Results, gold: Gold) -> list[Score]:
    """Score a run on every task that the gold's scope has.

    Raises:
        ChronociteError: A row of the gold is not what it should be; the message names file and line.
    """
    said = said_by(results, gold)
    return [score for name, task in _TASKS.items() if gold.scope.get(name) for score in task(said, gold)]


def _footnotes(said: Said, gold: Gold) -> Iterator[Score]:
    yield _numbered("note bodies (span, number)", "footnote", "footnotes", 0.9, said, gold)


def _markers(said: Said, gold: Gold) -> Iterator[Score]:
    yield _numbered("note markers (exact, number)", "marker", "markers", 0.99, said, gold)


def _numbered(task: str, kind: str, name: str, least: float, said: Said, gold: Gold) -> Score:
    wanted = gold.items(name, name)
    found = said.items("mentions", frozenset({kind}), gold.scope[name])
    pairs = match(found, wanted, at_least(least))
    wrong = [differing(g, g.row["number"], p.row["label"]) for p, g in pairs if not _same_number(p, g)]
    return scored(task, len(pairs) - len(wrong), found, wanted, [*astray(pairs, found, wanted), *wrong])


def _same_number(found: Item, wanted: Item) -> bool:
    return folded(found.row["label"]) == str(wanted.row["number"])


def _interviews(said: Said, gold: Gold) -> Iterator[Score]:
    wanted = gold.items("interviews", "interviews")
    found = said.items("citations", frozenset({"interview", "correspondence"}), gold.scope["interviews"])
    pairs = match(found, wanted, at_least(0.9))
    lost = list(astray(pairs, found, wanted))
    yield scored("interview citations (span)", len(pairs), found, wanted, lost)
    wrong = [error for p, g in pairs for error in _other_fields(p, g)]
    right = sum(1 for p, g in pairs if not any(_other_fields(p, g)))
    yield scored("interview citations (all fields)", right, found, wanted, [*lost, *wrong])


def _other_fields(found: Item, wanted: Item) -> Iterator[Error]:
    """At most one error for all the fields of an interview that differ."""
    names = [n for n in _INTERVIEW if folded(found.row[n]) != folded(wanted.row.get(n))]
    date = str(wanted.row.get("date") or "")
    if not (same_date(found.row["date"], date) if date else not found.row["date"]):
        names.append("date")
    if names:
        expected, said = ({n: row.get(n) or "" for n in names} for row in (wanted.row, found.row))
        yield differing(wanted, _told(expected), _told(said))


def _told(fields: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in fields.items())


def _references(said: Said, gold: Gold) -> Iterator[Score]:
    ranges = gold.scope["references"]
    wanted = [g for g in gold.items("references", "references") if g.row["kind"] != "note"]
    found = said.items("citations", frozenset({"full", "short", "ibid"}), ranges)
    pairs = match(found, wanted, at_least(0.8))
    lost = list(astray(pairs, found, wanted))
    yield scored("references (span)", len(pairs), found, wanted, lost)
    wrong = [differing(g, g.row["kind"], p.row["kind"]) for p, g in pairs if p.row["kind"] != g.row["kind"]]
    yield scored("references (span, kind)", len(pairs) - len(wrong), found, wanted, [*lost, *wrong])
    yield _resolved(said, gold, wanted, found, pairs)


def _resolved(said: Said, gold: Gold, wanted: Sequence[Item], found: Sequence[Item], pairs: Pairs) -> Score:
    """Short forms, and what says *Ibid.*, that lead to the full form that the gold leads them to."""
    full = {row["id"]: Item(row["doc"], row["start"], row["end"], row) for row in gold.rows("references")}
    short = [g for g in wanted if g.row["kind"] in _SHORT and g.row.get("resolves_to") in full]
    resolving = [p for p in found if p.row["kind"] in _SHORT and p.row["resolves_to"]]
    cited = {row["citation_id"]: row for row in said.results.tables["citations"]}
    to_resolve = {id(g) for g in short}
    right: Pairs = [
        (p, g)
        for p, g in pairs
        if id(g) in to_resolve
        and p.row["resolves_to"] in cited
        and overlap(said.item(cited[p.row["resolves_to"]]), full[g.row["resolves_to"]]) >= 0.5
    ]
    return scored("short forms resolved", len(right), resolving, short, astray(right, resolving, short))


def _timexes(said: Said, gold: Gold) -> Iterator[Score]:
    wanted = gold.items("timexes", "timexes")
    found = said.items("mentions", frozenset({"date"}), gold.scope["timexes"])
    optional = gold.items("timexes_optional", "timexes")
    near = {id(p) for p, _ in match(found, wanted, at_least(0.5))}
    found = [p for p in found if id(p) in near] + without([p for p in found if id(p) not in near], optional)
    for task, least in (("time expressions (strict)", 1.0), ("time expressions (overlap)", 0.0)):
        pairs = match(found, wanted, at_least(least))
        yield scored(task, len(pairs), found, wanted, astray(pairs, found, wanted))
    dated = [g for g in wanted if g.row["type"] == "DATE" and g.row.get("value_edtf")]
    has_value = {id(g) for g in dated}
    pairs = match(found, dated, overlap)
    wrong = [
        differing(g, g.row["value_edtf"], p.row["value"])
        for p, g in pairs
        if not same_date(p.row["value"], g.row["value_edtf"])
    ]
    said_dates = without(found, [g for g in wanted if id(g) not in has_value])
    errors = [*astray(pairs, said_dates, dated), *wrong]
    yield scored("dates (overlap, EDTF value)", len(pairs) - len(wrong), said_dates, dated, errors)


def _agreement_mentions(said: Said, gold: Gold) -> Iterator[Score]:
    wanted = gold.items("agreement_mentions", "agreement_mentions")
    found = said.items("mentions", frozenset({"agreement"}), gold.scope["agreement_mentions"])
    optional = gold.items("agreement_mentions_optional", "agreement_mentions")
    pairs = match(found, wanted, at_least(0.3))
    hit = {id(p) for p, _ in pairs}
    found = [p for p, _ in pairs] + without([p for p in found if id(p) not in hit], optional)
    yield scored("agreement mentions (overlap)", len(pairs), found, wanted, astray(pairs, found, wanted))


_TASKS: Mapping[str, Callable[[Said, Gold], Iterator[Score]]] = {
    "footnotes": _footnotes,
    "markers": _markers,
    "interviews": _interviews,
    "references": _references,
    "timexes": _timexes,
    "agreement_mentions": _agreement_mentions,
    "agreements": agreement_scores,
    "events": event_scores,
}
TASKS = tuple(_TASKS)
"""The tasks of a gold's scope."""
