"""How many dates are found and rightly valued, by class: WikiWars by TIMEX3, the seeds' annotations by EDTF.

Run by hand: `python tests/measure_dates.py [--only wikiwars,seeds] [--errors] [--class month]`. It reads the
annotations beside the repository (`../shared/benchmarks/wikiwars`, `../shared/gold`); without them it says so and ends.
Only what dates need is run: sentences, dates, quotes, and the pass over the document that gives relative dates their
anchor.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from spacy.language import Language

from pipeline.extract.dates import DateFound
from pipeline.extract.dates.narrative import resolve
from pipeline.extract.nlp import build, found, read
from pipeline.ingest import ingest
from pipeline.records import Document, Fact

SHARED = Path(__file__).parents[1].parent / "shared"
UNREAD = {"furniture", "front", "footnote", "endnote"}
Row = dict[str, Any]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"\d{3,4}"
_CLASSES = {
    "reference": r"(?:now|today|currently|current|recent|recently|former|the future|future|the past)",
    "range": rf".*\d\s*(?:[-–—/]|\bto\b|\buntil\b)\s*(?:\d|{_MONTH}).*",
    "full": rf".*(?:{_MONTH}.*\d{{1,2}}\D+{_YEAR}|\d{{1,2}}\D*{_MONTH}.*{_YEAR}|\d{{4}}-\d\d-\d\d).*",
    "month-year": rf".*{_MONTH}\D*{_YEAR}.*",
    "month-day": rf"(?:.*{_MONTH}\.? {_DAY}|.*{_DAY}(?: of)? {_MONTH}|\d{{1,2}})",
    "month": rf".*{_MONTH}",
    "season": rf"(?:.*\W)?{_SEASON}(?:\W.*)?",
    "decade/century": r".*(?:\d0['’]?s\b|centur).*",
    "year": rf"(?:.*\W)?{_YEAR}(?:\W.*)?",
    "deictic": r".*\b(?:ago|yesterday|tomorrow|this|next|last)\b.*",
    "relative": r".*",
}
"""The first that fits an expression is its class; `reference` is what no calendar has."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An annotated expression and what was found there; `right` in value, `exact` in its span."""

    doc: str
    row: Row
    got: Row | None
    right: bool
    exact: bool


def load(path: Path, name: str) -> ModuleType:
    """A scorer beside the repository, as a module."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} can't be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def class_of(words: str) -> str:
    """See `_CLASSES`."""
    flat = " ".join(words.split())
    return next(name for name, form in _CLASSES.items() if re.fullmatch(form, flat, re.IGNORECASE))


def dates_of(nlp: Language, document: Document) -> Iterator[Row]:
    """The time expressions of a document with their values, as the scorers want them: hull, TIMEX3, EDTF."""
    texts = [read(nlp, document.source, b) for b in document.blocks if b.kind not in UNREAD]
    resolve(texts, document.facts.get("published", Fact("", "")).value)
    for text in texts:
        for span, date in found(text.doc, "dates", DateFound):
            fragments = [text.reading.to_source(a, b) for a, b in date.parts or ((span.start_char, span.end_char),)]
            row = {"start": fragments[0][0][0], "end": fragments[-1][-1][1], "edtf": date.value, "value": date.timex3}
            row |= {"by": date.by, "rule": date.rule, "relative": date.relative}
            values = re.split("[/,]", date.timex3)
            if len(values) == len(fragments) > 1:
                ends = [(f[0][0], f[-1][1]) for f in fragments]
                row["parts"] = [
                    row | {"start": a, "end": b, "value": v} for (a, b), v in zip(ends, values, strict=True)
                ]
            yield row


def wikiwars(nlp: Language) -> Iterator[Pair]:
    """Dates against WikiWars."""
    folder = SHARED / "benchmarks" / "wikiwars"
    scorer = load(SHARED / "score_timex.py", "score_timex")
    gold: dict[str, list[Row]] = defaultdict(list)
    for line in (folder / "timex3.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold[row["doc"]].append(row)
    for name, rows in gold.items():
        document = ingest(name, (folder / "text" / name).read_bytes())
        kept = [r for r in rows if r["type"] == "DATE"]
        other = [r for r in rows if r["type"] != "DATE"]
        told = [part for date in dates_of(nlp, document) for part in date.get("parts", [date])]
        told = [t for t in told if not any(min(t["end"], o["end"]) > max(t["start"], o["start"]) for o in other)]
        yield from _pairs(name, document.source, kept, told, scorer.match(kept, told))


def _pairs(name: str, source: str, gold: Sequence[Row], told: Sequence[Row], matched: Any) -> Iterator[Pair]:
    hits = {i: (told[j], exact) for i, j, exact in matched}
    for i, row in enumerate(gold):
        got, exact = hits.get(i, (None, False))
        context = " ".join(source[max(0, row["start"] - 230) : row["start"]].split())
        behind = " ".join(source[row["end"] : row["end"] + 90].split())
        row["context"] = f"…{context} ⟦{row['text']}⟧ {behind}…"
        yield Pair(name, row, got, got is not None and got["value"] == row["value"], exact)


def seeds(nlp: Language) -> Iterator[Pair]:
    """Dates against the annotations of the seeds."""
    scorer = load(SHARED / "score.py", "score")
    gold: dict[str, list[Row]] = defaultdict(list)
    for line in (SHARED / "gold" / "timexes.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["type"] == "DATE" and row["value_edtf"]:
            gold[row["doc"]].append(row | {"value": row["value_edtf"]})
    for name, rows in gold.items():
        document = ingest(name, (SHARED / "seeds" / name).read_bytes())
        told = [t | {"value": t["edtf"]} for t in dates_of(nlp, document)]
        matched = load(SHARED / "score_timex.py", "score_timex").match(rows, told)
        for pair in _pairs(name, document.source, rows, told, matched):
            right = pair.got is not None and scorer.same_date(pair.got["value"], pair.row["value"])
            yield Pair(pair.doc, pair.row, pair.got, right, pair.exact)


def table(pairs: Sequence[Pair], title: str) -> str:
    """Counts by class."""
    lines = [f"{title:16}{'gold':>7}{'found':>7}{'exact':>7}{'right':>7}"]
    by_class: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_class[class_of(pair.row["text"])].append(pair)
    by_class["all"] = list(pairs)
    for name in [*_CLASSES, "all"]:
        if of_it := by_class.get(name):
            found_, exact = sum(p.got is not None for p in of_it), sum(p.exact for p in of_it)
            lines.append(f"{name:16}{len(of_it):7}{found_:7}{exact:7}{sum(p.right for p in of_it):7}")
    return "\n".join(lines)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", default="wikiwars,seeds", help="comma-separated: wikiwars, seeds")
    parser.add_argument("--errors", action="store_true", help="each value that is not right, in its words")
    parser.add_argument("--missed", action="store_true", help="with --errors: also what was not found")
    parser.add_argument("--class", dest="of_class", default="", help="errors of this class alone")
    options = parser.parse_args()
    if not (SHARED / "gold").is_dir():
        print(f"{SHARED} is not there: nothing to measure", file=sys.stderr)
        return 1
    nlp = build(["sentences", "dates", "quotes"])
    for only in options.only.split(","):
        pairs = list({"wikiwars": wikiwars, "seeds": seeds}[only](nlp))
        if options.errors:
            for p in pairs:
                if p.right or (p.got is None and not options.missed):
                    continue
                if options.of_class in {"", class_of(p.row["text"])}:
                    got = {k: v for k, v in (p.got or {}).items() if k in {"value", "by", "rule", "relative"}}
                    print(f"{p.doc} {p.row['start']} gold {p.row['value']} got {got}\n    {p.row['context']}")
        print(table(pairs, only))
    return 0


if __name__ == "__main__":
    sys.exit(main())
