"""The rows of a table as a script that a page loads from beside it, even without a server; how a page shows them.

A page that holds thousands of rows opens slowly, and pages that divide them can't be sorted or searched as one. So the
page of a table is empty, and its rows come as data: `chronocite.rows({...});`. Nothing of them ever becomes markup.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.audit.links import Links, Target, refers
from pipeline.audit.marking import visible
from pipeline.dataset import BY_NAME, Column
from pipeline.records import Row, members

FACETS: Mapping[str, Sequence[str]] = {
    "documents": ("status", "media_type", "language"),
    "mentions": ("kind", "doc_id", "block", "verified"),
    "citations": ("kind", "doc_id", "anonymity", "mode"),
    "interviews": ("affiliation", "role", "anonymity", "mode"),
    "agreements": ("kind", "last_act"),
    "milestones": ("act",),
    "events": ("type", "modality"),
    "merges": ("table",),
    "dissent": ("table", "field"),
    "decisions": ("action", "state", "applied"),
    "revisions": ("part", "how"),
    "history": ("table", "how"),
    "findings": ("severity", "check", "doc_id"),
    "claims": ("verdict", "check", "doc_id"),
}
"""The columns that rows are chosen by: each has a few values that many rows share."""
ORDERS: Mapping[str, Sequence[str]] = {
    "interviews": ("attribution", "affiliation", "date", "place"),
    "agreements": ("name", "kind", "parties", "first_date", "mentions"),
    "events": ("date_start", "type", "participants", "name", "place"),
}
"""The columns that cards can be sorted by; findings stand by severity and check, and are narrowed by facets."""
_CHOICES = 60
"""Values of a facet that a page offers at most; the most frequent ones."""
_FIRST: Mapping[str, Sequence[str]] = {
    "documents": ("title", "path", "status", "error", "remarks", "language", "published", "pages", "characters"),
    "mentions": ("kind", "text", "value", "page", "section", "label", "verified", "doc_id"),
    "citations": ("footnote", "kind", "text", "date", "resolves_to", "supports", "page", "section", "doc_id"),
    "interviews": ("attribution", "date", "mode", "place", "interviewees_at_least", "citations", "sections", "doc_id"),
    "agreements": ("name", "kind", "parties", "first_date", "last_act", "mentions", "aliases", "documents"),
    "milestones": ("agreement_id", "act", "date", "other_dates", "evidence", "documents"),
    "events": ("date", "type", "participants", "name", "summary", "place", "modality", "documents"),
    "merges": ("table", "row_id", "one", "other", "fields", "decided"),
    "dissent": ("table", "row_id", "field", "value", "kept", "evidence", "documents"),
    "decisions": ("time", "author", "action", "table", "field", "value", "words", "state", "applied", "reason"),
    "revisions": ("how", "part", "field", "value", "mention_id", "decision_id"),
    "history": ("former_id", "how", "table", "row_id"),
    "findings": ("severity", "check", "message", "expected", "found", "doc_id"),
    "claims": ("verdict", "check", "text", "expected", "found", "reason", "finding_id", "doc_id"),
}
"""The columns that a table shows first, in this order; the others when it is asked for all, and of a chosen row."""
_OF_DOCUMENTS = ("doc_id", "documents")
_FOR_PROGRAMS = ("fragments", "boxes")
"""Columns that say where something stands in numbers; a page leads to the place itself."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column as a page shows it; `aside` is one that is shown when all are asked for."""

    column: Column
    refers: bool
    aside: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, what a reader calls it, and how many rows have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A column and the values to choose from."""

    name: str
    label: str
    choices: Sequence[Choice]


def heads(table: str, rows: Sequence[Row]) -> tuple[list[Head], list[str]]:
    """The columns that a page of rows has, and the names of those that it hasn't since they are empty all through."""
    columns = BY_NAME[table].columns
    filled = {name for row in rows for name, cell in row.items() if cell}
    # Where all is of one document, its name in every row says nothing.
    one = {name for name in _OF_DOCUMENTS if name != BY_NAME[table].key and len({r.get(name, "") for r in rows}) < 2}
    first = [name for name in _FIRST.get(table, BY_NAME[table].names) if name not in one]
    order = {name: i for i, name in enumerate([BY_NAME[table].key, *first])}
    shown = [c for c in columns if c.name in filled and c.name not in _FOR_PROGRAMS]
    shown.sort(key=lambda c: order.get(c.name, len(order)))
    return [Head(c, refers(c.name), c.name not in order) for c in shown], [
        c.name for c in columns if c.name not in filled
    ]


def rows_shown(
    table: str, rows: Sequence[Row], links: Links, data: Sequence[str], of: Target | None = None
) -> dict[str, Any]:
    """What the template of a page of rows sets.

    Args:
        table: Its name in the contract.
        rows: That the page shows.
        links: Tells what the rows refer to.
        data: The scripts that hold them.
        of: The document that all are of, if they are of one.
    """
    shown, hidden = heads(table, rows)
    chosen_by = facets(table, rows, links)
    about = {"table": BY_NAME[table], "count": len(rows), "data": data, "of": of}
    return about | {"heads": shown, "hidden": hidden, "facets": chosen_by}


def facets(table: str, rows: Sequence[Row], links: Links) -> list[Facet]:
    """What the rows of a table can be chosen by; a column in which all are the same is none."""
    out = []
    for name in FACETS.get(table, ()):
        counts = Counter(value for row in rows for value in (members(row[name]) if refers(name) else [row[name]]))
        counts.pop("", None)
        if len(counts) < 2:
            continue
        most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_CHOICES]
        choices = [Choice(value, _called(name, value, links), count) for value, count in most]
        out.append(Facet(name, "document" if name == "doc_id" else name, choices))
    return out


def orders(table: str, rows: Sequence[Row]) -> list[str]:
    """The columns that the cards of a table can be sorted by; one in which all are the same is not among them."""
    return [name for name in ORDERS.get(table, ()) if len({row[name] for row in rows}) > 1]


def _called(name: str, value: str, links: Links) -> str:
    target = links.get(value) if refers(name) else None
    return target.label if target else value.replace("_", " ")


def rows_script(table: str, rows: Sequence[Row], links: Links) -> str:
    """The script of some rows of a table.

    Args:
        table: Its name in the contract.
        rows: With all its columns.
        links: Tells where the ids in the rows lead.
    """
    names = [head.column.name for head in heads(table, rows)[0]]
    led = {key: target for key in dict.fromkeys(_ids_in(table, rows)) if (target := links.get(key))}
    return _script(
        "rows",
        {
            "columns": names,
            "rows": [[visible(row[name]) for name in names] for row in rows],
            "links": {key: [visible(target.label), target.href, target.hint] for key, target in led.items()},
        },
    )


def _ids_in(table: str, rows: Sequence[Row]) -> Iterator[str]:
    """The rows' own ids, and all that they refer to."""
    key = BY_NAME[table].key
    columns = [name for name in BY_NAME[table].names if refers(name)]
    for row in rows:
        yield row[key]
        for name in columns:
            if cell := row[name]:
                yield from members(cell)


@dataclass(frozen=True, slots=True)
class Found:
    """A card as a search over all pages of a table finds it: its words, and the values of its table's facets."""

    target: Target
    facets: Sequence[str]
    words: str


def index_script(found: Iterable[Found]) -> str:
    """The script of the cards of a page, for a search from the others."""
    return _script(
        "cards",
        [[visible(f.target.label), f.target.href, *map(visible, f.facets), visible(f.words).lower()] for f in found],
    )


@dataclass(frozen=True, slots=True)
class Way:
    """The way to the findings of one check and severity: what it says, and where they begin."""

    label: str
    severity: str
    count: int
    href: str


def pages_script(files: Sequence[tuple[str, str]], facets: Sequence[Facet], total: int, ways: Sequence[Way]) -> str:
    """The script of a table whose cards are on several pages: what each of these says of the others.

    Args:
        files: The pages, each with the index of its cards.
        facets: What the cards can be chosen by.
        total: How many there are.
        ways: To what they are gathered by, if they are.
    """
    shown = {
        "files": files,
        "facets": {f.name: [[c.value, visible(c.label), c.count] for c in f.choices] for f in facets},
        "total": total,
        "ways": [[visible(way.label), way.severity, way.count, way.href] for way in ways],
    }
    # It comes before the script of the site, which makes more of `chronocite`.
    return f"var chronocite={{pages:{_ascii(shown)}}};\n"


def _script(name: str, value: object) -> str:
    return f"chronocite.{name}({_ascii(value)});\n"


def _ascii(value: object) -> str:
    # Whatever a file's name or text holds, the script is one line that reads the same in every encoding.
    return json.dumps(value, separators=(",", ":"))
