"""What a run tells of the gold's events and what not, sentence by sentence: for whoever works on the rules, no test.

    python -m tests.measure_events OUT [--shared ../shared] [--kind missed|extra|wrong]

Reads the gold and its scorer in the folder that stands beside the repository; prints each gold row that no event
of the run carries, each event that no gold row bears out, and each whose type, participants or modality differ.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Item = tuple[str, tuple[int, int], dict[str, Any]]


def scorer(shared: Path) -> Any:
    """The scorer's module, which is no part of the project."""
    spec = importlib.util.spec_from_file_location("score", shared / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{shared} has no score.py; name the folder that holds it with --shared")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


def compared(out: Path, shared: Path) -> Iterator[tuple[str, str, str]]:
    """Kind of difference (`missed`, `extra`, `wrong`), where, and what is said of it."""
    score = scorer(shared)
    run = score.Run(out)
    scope = json.loads((shared / "gold" / "scope.json").read_text(encoding="utf-8"))["events"]
    gold = score.items(score.read_jsonl(shared / "gold" / "events.jsonl"), scope)
    soft = score.items(score.read_jsonl(shared / "gold" / "events_optional.jsonl"), scope)
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in run.events:
        for mention_id in score.split(row["evidence"]):
            rows[mention_id].append(row)
    told = [p for p in run.of(run.mentions, {"event"}, scope) if rows[p[2]["mention_id"]]]

    def jaccard(row: dict[str, str], item: Item) -> float:
        mine, theirs = set(score.split(row["participants"])), set(item[2]["participants"])
        return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0

    def close(mine: Item, theirs: Item) -> float:
        if min(mine[1][1], theirs[1][1]) <= max(mine[1][0], theirs[1][0]):
            return 0.0
        date = theirs[2]["date_edtf"]
        return max(
            (score.same_date(r["date"], date) or score.same_date(mine[2]["value"], date))
            * (1 + 0.5 * (r["type"] == theirs[2]["type"]) + 0.25 * jaccard(r, theirs))
            for r in rows[mine[2]["mention_id"]]
        )

    pairs = score.match(told, gold, close)
    found = {id(p[2]) for p, _ in pairs}
    met = {id(g[2]) for _, g in pairs}
    spared = {id(p[2]) for p in score.spare([p for p in told if id(p[2]) not in found], soft)}
    for doc, span, row in gold:
        if id(row) not in met:
            what = f"{row['trigger']!r} {row['type']} {row['modality']} {row['participants']} {row['date_text']!r}"
            what += f" = {row['date_edtf']} ({row['date_source']})"
            near = [p for p in told if p[0] == doc and p[1][0] < span[1] and span[0] < p[1][1]]
            here = "; ".join(f"{p[2]['value']} {p[2]['rule']}" for p in near)
            yield "missed", f"{doc[:3]}:{span[0]} {row['id']}", f"{what}\n    {flat(row['text'])}\n    told: {here}"
    for doc, span, mention in told:
        if id(mention) in spared:
            row = rows[mention["mention_id"]][0]
            what = f"{row['type']} {row['modality']} {row['participants']} {mention['value']} {mention['rule']}"
            yield "extra", f"{doc[:3]}:{span[0]}", f"{what}\n    {flat(mention['text'])}"
    for (doc, span, mention), (_, _, row) in pairs:
        for mine in rows[mention["mention_id"]][:1]:
            faults = Counter[str]()
            faults["type"] = mine["type"] != row["type"]
            faults["participants"] = jaccard(mine, ("", (0, 0), row)) < 0.5
            faults["modality"] = mine["modality"] != row["modality"]
            if sum(faults.values()):
                what = f"{+faults} {mine['type']} {mine['modality']} {mine['participants']} {mention['rule']}"
                want = f"{row['trigger']!r} {row['type']} {row['modality']} {row['participants']}"
                text = flat(mention["text"])
                yield (
                    "wrong",
                    f"{doc[:3]}:{span[0]} {row['id']}",
                    f"{what}\n    wanted {want} {row['date_edtf']}\n    {text}",
                )


def flat(text: str) -> str:
    """Without line breaks."""
    return " ".join(text.split())


def main() -> None:
    """Print the differences and how many there are of each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[1].parent / "shared")
    parser.add_argument("--kind", choices=("missed", "extra", "wrong"))
    wanted = parser.parse_args()
    counts: Counter[str] = Counter()
    for kind, where, what in compared(wanted.out, wanted.shared):
        counts[kind] += 1
        if wanted.kind in {None, kind}:
            print(f"{kind} {where}: {what}")
    print(dict(counts))


if __name__ == "__main__":
    main()
