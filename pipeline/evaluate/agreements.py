"""Agreements by parties and kind, their milestones by act and date; only what the documents in scope state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.evaluate.gold import Gold, Said, within
from pipeline.evaluate.matching import same_date
from pipeline.evaluate.scores import Error, Score
from pipeline.records import Row, members

Wanted = tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]
"""An agreement of the gold, and those of its milestones that the scope tells of."""
Steps = Mapping[str, Sequence[Row]]
"""Milestones by agreement."""

_ONE_ACT = {"concluded": "signed"}
"""A text that says "concluded" and a gold that says "signed" mean one act."""


def agreement_scores(said: Said, gold: Gold) -> Iterator[Score]:
    """Agreements, then milestones."""
    wanted = list(_wanted(gold))
    if not wanted:
        return
    steps: defaultdict[str, list[Row]] = defaultdict(list)
    for row in said.results.tables["milestones"]:
        steps[row["agreement_id"]].append(row)
    found = [row for row in _in_scope(said, gold) if steps[row["agreement_id"]]]
    pairs = _paired(wanted, found, steps)
    paired = {id(row) for row in pairs.values()}
    missed = [_missed(w) for i, w in enumerate(wanted) if i not in pairs]
    extra = [_extra(said, row, _named(row)) for row in found if id(row) not in paired]
    task = "agreements (parties, and kind or a date)"
    yield Score(task, len(pairs), len(found), len(wanted), (*missed, *extra))
    errors: list[Error] = []
    spare = {row["milestone_id"]: row for agreement in found for row in steps[agreement["agreement_id"]]}
    predicted, total = len(spare), sum(len(milestones) for _, milestones in wanted)
    for i, (agreement, milestones) in enumerate(wanted):
        there = steps[pairs[i]["agreement_id"]] if i in pairs else ()
        right, lacking = _told(agreement, milestones, there)
        errors += lacking
        for row in right:
            del spare[row["milestone_id"]]
    hits = predicted - len(spare)
    errors += [_extra(said, row, f"{row['act']} {row['date'] or 'undated'}") for row in spare.values()]
    yield Score("agreement milestones (act, date)", hits, predicted, total, tuple(errors))


def _wanted(gold: Gold) -> Iterator[Wanted]:
    ranges = gold.scope["agreements"]
    for row in gold.rows("agreements"):
        told = [m for m in row["milestones"] if any(within(x["doc"], x["start"], ranges) for x in m["mentions"])]
        if told:
            yield row, told


def _in_scope(said: Said, gold: Gold) -> Iterator[Row]:
    """The run's agreements that rest on at least one mention in scope."""
    ranges, mentions = gold.scope["agreements"], said.results.mentions
    for row in said.results.tables["agreements"]:
        places = (said.item(mentions[key]) for key in members(row["evidence"]) if key in mentions)
        if any(within(place.doc, place.start, ranges) for place in places):
            yield row


def _paired(wanted: Sequence[Wanted], found: Sequence[Row], steps: Steps) -> dict[int, Row]:
    """To each of the gold's agreements in turn the best of the run's with its parties: its kind counts two dates."""
    out: dict[int, Row] = {}
    used: set[int] = set()
    for at, (agreement, milestones) in enumerate(wanted):
        best, most = -1, 0
        for i, row in enumerate(found):
            if i in used or set(members(row["parties"])) != set(agreement["parties"]):
                continue
            dates = [step["date"] for step in steps[row["agreement_id"]]]
            hits = sum(any(_states(date, m) for date in dates) for m in milestones)
            value = 2 * (row["kind"] == agreement["kind"]) + hits
            if value > most:
                best, most = i, value
        if best >= 0:
            used.add(best)
            out[at] = found[best]
    return out


def _told(
    agreement: Mapping[str, Any], milestones: Sequence[Mapping[str, Any]], there: Sequence[Row]
) -> tuple[list[Row], list[Error]]:
    """The run's milestones that an agreement of the gold has, each but once, and those that the run lacks."""
    left, right, errors = list(there), list[Row](), list[Error]()
    for milestone in milestones:
        same_act = (row for row in left if _act(row["act"]) == _act(milestone["act"]))
        fitting = (row for row in same_act if _states(row["date"], milestone))
        row = next(fitting, None)
        if row:
            left.remove(row)
            right.append(row)
        else:
            name = agreement.get("canonical_name") or agreement["kind"]
            expected = f"{name}: {milestone['act']} {milestone['date'] or 'undated'}"
            found = ", ".join(f"{r['act']} {r['date'] or 'undated'}" for r in there)
            errors.append(_at(milestone, "missed", expected, found))
    return right, errors


def _states(date: str, milestone: Mapping[str, Any]) -> bool:
    """The reconciled date of the gold, or one of those that the texts state."""
    meant = {milestone["date"], *milestone.get("dates_stated", [])}
    return any(same_date(date, each) for each in meant if each)


def _act(name: str) -> str:
    return _ONE_ACT.get(name, name)


def _missed(wanted: Wanted) -> Error:
    agreement, milestones = wanted
    name = agreement.get("canonical_name") or agreement["kind"]
    expected = f"{name} ({agreement['kind']}) of {', '.join(sorted(agreement['parties']))}"
    return _at(milestones[0], "missed", expected, "")


def _at(milestone: Mapping[str, Any], kind: Any, expected: str, found: str) -> Error:
    first = milestone["mentions"][0]
    return Error(kind, first["doc"], first["start"], first["end"], expected, found)


def _extra(said: Said, row: Row, found: str) -> Error:
    mentions = said.results.mentions
    place = next(said.item(mentions[key]) for key in members(row["evidence"]) if key in mentions)
    return Error("extra", place.doc, place.start, place.end, found=found)


def _named(row: Row) -> str:
    return f"{row['name']} ({row['kind']}) of {row['parties'].replace('; ', ', ') or 'nobody known'}"
