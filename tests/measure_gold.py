"""What a run over the seeds gets wrong, with its words: agreement mentions, agreements, milestones.

Run by hand: `python tests/measure_gold.py OUT`, where OUT is the folder of a run over `../shared/seeds`. It reads the
annotations beside the repository (`../shared/gold`) and matches as `../shared/score.py` does; without them it says so.
Each line tells what was missed (`-`), found where nothing is annotated (`+`), or found and told otherwise (`~`).
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

SHARED = Path(__file__).parents[1].parent / "shared"
Row = Mapping[str, Any]


def scorer() -> ModuleType:
    """The scorer beside the repository, as a module."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"{SHARED / 'score.py'} can't be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flat(text: str, width: int = 300) -> str:
    """A text on one line, cut."""
    return " ".join(text.split())[:width]


def around(source: str, start: int, end: int, width: int = 90) -> str:
    """A span in its surroundings."""
    return flat(f"{source[max(0, start - width) : start]}⟦{source[start:end]}⟧{source[end : end + width]}", 600)


def mention_errors(score: ModuleType, run: Any, gold: Path, scope: Mapping[str, Any]) -> Iterator[str]:
    """Agreement mentions: missed, and found too many."""
    wanted = score.items(score.read_jsonl(gold / "agreement_mentions.jsonl"), scope)
    soft = score.items(score.read_jsonl(gold / "agreement_mentions_optional.jsonl"), scope)
    said = run.of(run.mentions, {"agreement"}, scope)
    pairs = score.match(said, wanted, lambda p, g: v if (v := score.iou(p[1], g[1])) >= 0.3 else 0.0)
    hit, met = {id(p[2]) for p, _ in pairs}, {id(g[2]) for _, g in pairs}
    for doc, span, row in wanted:
        if id(row) not in met:
            yield f"- {around(_source(doc), *span)}"
    for doc, span, row in score.spare([p for p in said if id(p[2]) not in hit], soft):
        yield f"+ {around(_source(doc), *span)} ({row['rule']})"


def agreement_errors(score: ModuleType, run: Any, gold: Path, scope: Mapping[str, Any]) -> Iterator[str]:
    """Agreements missed or too many, and for each that was found its milestones that differ."""
    inside = _inside(run, scope)
    steps: dict[str, list[Row]] = defaultdict(list)
    for m in run.milestones:
        steps[m["agreement_id"]].append(m)
    said = [a for a in run.agreements if steps[a["agreement_id"]] and any(map(inside, _evidence(score, run, a)))]
    used: set[str] = set()
    for wanted, its in _wanted(score, gold, scope):
        best = _best(score, wanted, its, said, steps, used)
        name = f"{wanted['kind']} {'+'.join(sorted(wanted['parties']))} {flat(wanted['canonical_name'], 90)}"
        if best is None:
            yield f"- AGREEMENT {name}"
            yield from (f"    wanted {_told(m)}" for m in its)
            continue
        used.add(best["agreement_id"])
        yield f"~ {name}  ->  {best['kind']} {flat(best['name'], 60)}"
        yield from _milestone_errors(score, run, its, steps[best["agreement_id"]])
    for a in said:
        if a["agreement_id"] not in used:
            yield f"+ AGREEMENT {a['kind']} {a['parties']} {a['name']} | {a['aliases']}"
            yield from (f"    said {_said(score, run, m)}" for m in steps[a["agreement_id"]])


def _milestone_errors(score: ModuleType, run: Any, wanted: Sequence[Row], said: Sequence[Row]) -> Iterator[str]:
    left = list(said)
    for m in wanted:
        same = [x for x in left if _act(score, x) == _act(score, m) and score.stated(x["date"], m)]
        if same:
            left.remove(same[0])
        else:
            yield f"    - {_told(m)}"
    yield from (f"    + {_said(score, run, x)}" for x in left)


def _act(score: ModuleType, row: Row) -> str:
    return str(score.ACTS.get(row["act"], row["act"]))


def _wanted(score: ModuleType, gold: Path, scope: Mapping[str, Any]) -> Iterator[tuple[Row, list[Row]]]:
    for a in score.read_jsonl(gold / "agreements.jsonl"):
        its = [
            m
            for m in a["milestones"]
            if any(low <= x["start"] < high for x in m["mentions"] for low, high in scope.get(x["doc"], []))
        ]
        if its:
            yield a, its


def _best(
    score: ModuleType,
    wanted: Row,
    its: Sequence[Row],
    said: Sequence[Row],
    steps: Mapping[str, Sequence[Row]],
    used: set[str],
) -> Row | None:
    best, most = None, 0.0
    for a in said:
        if a["agreement_id"] in used or set(score.split(a["parties"])) != set(wanted["parties"]):
            continue
        dates = [x["date"] for x in steps[a["agreement_id"]]]
        value = 2.0 * (a["kind"] == wanted["kind"]) + sum(any(score.stated(d, m) for d in dates) for m in its)
        if value > most:
            best, most = a, value
    return best


def _inside(run: Any, scope: Mapping[str, Any]) -> Any:
    def inside(mention: Row) -> bool:
        spans = scope.get(run.file_of.get(mention["doc_id"], ""), [])
        return any(low <= int(mention["start"]) < high for low, high in spans)

    return inside


def _evidence(score: ModuleType, run: Any, row: Row) -> list[Row]:
    return [run.by_id[i] for i in score.split(row["evidence"]) if i in run.by_id]


def _told(milestone: Row) -> str:
    words = [f"{x['zone']} {x.get('date_value')}: {flat(x['text'])}" for x in milestone["mentions"]]
    return f"{milestone['act']} {milestone['date']} | " + " || ".join(words)


def _said(score: ModuleType, run: Any, milestone: Row) -> str:
    spots = [
        f"{around(_source(run.file_of[m['doc_id']]), int(m['start']), int(m['end']), 120)}"
        for m in _evidence(score, run, milestone)
        if m["kind"] == "agreement"
    ]
    return f"{milestone['act']} {milestone['date']} ({milestone['other_dates']}) | " + " || ".join(spots)


def _source(name: str) -> str:
    return (SHARED / "seeds" / name).read_text(encoding="utf-8")


def main() -> int:
    """Print the errors of a run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    if not (SHARED / "gold").is_dir():
        print(f"nothing to compare: {SHARED / 'gold'} is not there")
        return 0
    score, gold = scorer(), SHARED / "gold"
    run, scope = score.Run(out), score.json.loads((gold / "scope.json").read_text(encoding="utf-8"))
    print("# agreement mentions")
    print(*mention_errors(score, run, gold, scope["agreement_mentions"]), sep="\n")
    print("# agreements and milestones")
    print(*agreement_errors(score, run, gold, scope["agreements"]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
