"""What a run found on some pages, as gold rows: the form that a person corrects and `evaluate` reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.evaluate.forms import GoldRow, number_of
from pipeline.evaluate.gold import Said
from pipeline.evaluate.matching import Item
from pipeline.records import Row, members

_INTERVIEW = ("attribution", "affiliation", "role", "status", "mode", "counterpart", "place", "date")
_TIMEX = {"type": "type", "value_timex3": "timex3", "value_edtf": "value", "mod": "mod"}
_REFERENCE = ("authors", "title", "year", "locator", "date")


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a document: its id, the document, the file as the gold names it, from where to where."""

    page: str
    doc_id: str
    doc: str
    start: int
    end: int


def prefilled(said: Said, pages: Sequence[Page]) -> dict[str, list[GoldRow]]:
    """By file the rows of what the run found on the pages, in the order of the text."""
    on = _Lookup(said, pages)
    mentions, citations = said.results.tables["mentions"], said.results.tables["citations"]
    return {
        "footnotes": [on.row(i) | {"number": number_of(i.row["label"])} for i in on.items(mentions, "footnote")],
        "markers": [on.row(i) | {"number": number_of(i.row["label"])} for i in on.items(mentions, "marker")],
        "interviews": [
            on.row(i) | {name: i.row[name] for name in _INTERVIEW}
            for i in on.items(citations, "interview", "correspondence")
        ],
        "references": list(_references(said, on)),
        "timexes": [on.row(i) | {new: i.row[old] for new, old in _TIMEX.items()} for i in on.items(mentions, "date")],
        "agreement_mentions": [on.row(i) for i in on.items(mentions, "agreement")],
        "agreements": list(_agreements(said, on)),
        "events": list(_events(said, on)),
    }


class _Lookup:
    """Which page something stands on."""

    def __init__(self, said: Said, pages: Sequence[Page]) -> None:
        self._said = said
        self._pages: dict[str, list[Page]] = {}
        for page in pages:
            self._pages.setdefault(page.doc_id, []).append(page)

    def page(self, row: Mapping[str, Any]) -> str:
        """The id of the page on which a mention or citation begins; empty if it is none of those drawn."""
        start = int(row["start"])
        return next((p.page for p in self._pages.get(row["doc_id"], ()) if p.start <= start < p.end), "")

    def items(self, rows: Sequence[Row], *kinds: str) -> list[Item]:
        """Those of some kinds that begin on a page, in the order of the text."""
        found = [self._said.item(row) for row in rows if row["kind"] in kinds and self.page(row)]
        return sorted(found, key=lambda item: (item.doc, item.start, item.end))

    def row(self, item: Item) -> GoldRow:
        """Where an item stands, and its words as they stand there."""
        words = self._said.results.source(item.row["doc_id"])[item.start : item.end]
        return {"page": self.page(item.row), "doc": item.doc, "start": item.start, "end": item.end, "text": words}


def _references(said: Said, on: _Lookup) -> Iterator[GoldRow]:
    """Those on the pages, then the full forms elsewhere that they lead to: outside of the scope, but to be led to."""
    citations = said.results.tables["citations"]
    found = on.items(citations, "full", "short", "ibid", "note")
    by_id = {row["citation_id"]: row for row in citations}
    there = {item.row["citation_id"] for item in found}
    led_to = [by_id[i.row["resolves_to"]] for i in found if i.row["resolves_to"] in by_id]
    missing = {row["citation_id"]: row for row in led_to if row["citation_id"] not in there}
    for item in (*found, *map(said.item, missing.values())):
        said_of_it = {name: item.row[name] for name in ("kind", *_REFERENCE)}
        yield {"id": item.row["citation_id"], **on.row(item), **said_of_it, "resolves_to": item.row["resolves_to"]}


def _agreements(said: Said, on: _Lookup) -> Iterator[GoldRow]:
    milestones: dict[str, list[GoldRow]] = {}
    for row in said.results.tables["milestones"]:
        places = _places(said, on, row, ("agreement", "event"))
        if places:
            told = {"act": row["act"], "date": row["date"], "mentions": places}
            milestones.setdefault(row["agreement_id"], []).append(told)
    for row in said.results.tables["agreements"]:
        if row["agreement_id"] in milestones:
            parties = members(row["parties"])
            told = {"canonical_name": row["name"], "kind": row["kind"], "parties": parties}
            yield {"id": row["agreement_id"], **told, "milestones": milestones[row["agreement_id"]]}


def _events(said: Said, on: _Lookup) -> Iterator[GoldRow]:
    found = []
    for row in said.results.tables["events"]:
        told = {
            "type": row["type"],
            "date_edtf": row["date"],
            "participants": members(row["participants"]),
            "modality": row["modality"],
            "name": row["name"],
            "place": row["place"],
        }
        found += [place | told for place in _places(said, on, row, ("event",))]
    yield from sorted(found, key=lambda row: (row["doc"], row["start"], row["end"], row["date_edtf"]))


def _places(said: Said, on: _Lookup, row: Row, kinds: Sequence[str]) -> list[GoldRow]:
    """The mentions of some kinds that a row rests on, those on the pages."""
    mentions: Mapping[str, Row] = said.results.mentions
    evidence = (mentions[key] for key in members(row["evidence"]) if key in mentions)
    return [on.row(said.item(m)) for m in evidence if m["kind"] in kinds and on.page(m)]
