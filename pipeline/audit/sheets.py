"""One page of cards and the index of it, made apart from the others and in whatever process.

What a page would say of all the others - how many there are, what the cards can be chosen by - stands in a script
beside them: so a page is made again only when its own cards or its neighbours have changed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.audit.cards import SEVERITIES, Cards, FindingCard, FindingGroup, InterviewCard, RecordCard
from pipeline.audit.links import Links, counted, data_file, stem_of
from pipeline.audit.passages import Passage
from pipeline.audit.rows import Facet, Found, Way, facets, index_script, orders, pages_script
from pipeline.audit.templating import page
from pipeline.dataset import BY_NAME
from pipeline.records import Row
from pipeline.store import write_text

Card = FindingCard | InterviewCard | RecordCard


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of one check and severity there are, and the file in which they begin."""

    count: int
    file: str


def tallies(findings: Sequence[Row], links: Links) -> dict[str, dict[str, Tally]]:
    """The findings of each check by severity, the most severe check first (findings come in that order)."""
    out: defaultdict[str, dict[str, Tally]] = defaultdict(dict)
    for (check, severity), count in counted(findings, "check", "severity").items():
        first = next(row for row in findings if (row["check"], row["severity"]) == (check, severity))
        out[check][severity] = Tally(count, links.of(first["finding_id"]).file)
    return out


@dataclass(frozen=True, slots=True)
class CardPage:
    """A page of cards.

    Attributes:
        table: Whose rows they tell.
        stem: The name of its file.
        groups: Findings.
        cards: Of the other tables.
        facets: What they can be chosen by; without choices where `pages` tells these.
        orders: The columns that they can be sorted by.
        pages: The script that tells of all pages; empty where this one is all.
        total: How many cards there are, where this page is all.
        before: The page before.
        behind: The page after.
        tallies: Of findings, how many there are of each check, where this page is all.
    """

    table: str
    stem: str
    groups: Sequence[FindingGroup]
    cards: Sequence[Card]
    facets: Sequence[Facet]
    orders: Sequence[str]
    pages: str
    total: int
    before: str
    behind: str
    tallies: Mapping[str, Mapping[str, Tally]]

    @property
    def file(self) -> str:
        """Relative to the audit folder."""
        return f"{self.stem}.html"

    @property
    def index(self) -> str:
        """The file of its index, likewise; the cards of the only page need none."""
        return data_file("cards", self.stem) if self.pages else ""

    def fingerprint(self, made_by: str) -> str:
        """Of all that it shows; `made_by` stands for the code."""
        return hashlib.sha256(f"{made_by}\0{self!r}".encode("utf-8", "surrogatepass")).hexdigest()

    def files(self, audit: Path) -> tuple[Path, ...]:
        """What it consists of."""
        return tuple(audit / name for name in (self.file, self.index) if name)


def card_pages(name: str, rows: Sequence[Row], made: Cards, links: Links) -> list[CardPage]:
    """The pages that tell the rows of a table; of several none says how many cards there are."""
    cards: Mapping[str, Callable[[Sequence[Row]], Sequence[Card]]] = {
        "interviews": made.interviews,
        "agreements": made.agreements,
        "events": made.events,
    }
    parts = links.cards[name]
    alone, groups = len(parts) == 1, name == "findings"
    chosen_by = [facet if alone else replace(facet, choices=()) for facet in facets(name, rows, links)]
    files = ["", *(part.file for part in parts), ""]
    return [
        CardPage(
            name,
            stem_of(name, part.opened),
            made.findings(part.rows) if groups else (),
            () if groups else cards[name](part.rows),
            chosen_by,
            orders(name, rows),
            "" if alone else data_file("pages", name),
            len(rows) if alone else 0,
            before,
            behind,
            tallies(rows, links) if alone and groups else {},
        )
        for part, before, behind in zip(parts, files, files[2:], strict=False)
    ]


def script_of(pages: Sequence[CardPage], rows: Sequence[Row], links: Links) -> str:
    """The script that tells each of several pages of all."""
    name = pages[0].table
    ways = [
        Way(check.replace("_", " "), severity, counts[severity].count, f"{counts[severity].file}#{severity}-{check}")
        for check, counts in (tallies(rows, links) if name == "findings" else {}).items()
        for severity in SEVERITIES
        if severity in counts
    ]
    return pages_script([(one.file, one.index) for one in pages], facets(name, rows, links), len(rows), ways)


def write_cards(out: str, sheet: CardPage) -> dict[str, Any]:
    """Write a page of cards, and its index."""
    audit = Path(out) / "audit"
    text = page(
        sheet.file,
        f"{sheet.table}.html",
        table=sheet.table,
        groups=sheet.groups,
        cards=sheet.cards,
        facets=sheet.facets,
        orders=sheet.orders,
        pages=sheet.pages,
        total=sheet.total,
        before=sheet.before,
        behind=sheet.behind,
        tallies=sheet.tallies,
    )
    write_text(audit / sheet.file, text)
    if sheet.index:
        write_text(audit / sheet.index, index_script(_found(sheet)))
    return {}


def _found(sheet: CardPage) -> Iterator[Found]:
    """The cards as a search finds them: by what their rows say, and by the words quoted."""
    cards = [*chain.from_iterable(group.cards for group in sheet.groups), *sheet.cards]
    links = Links({sheet.table: [card.row for card in cards]}, frozenset())
    for card in cards:
        target = replace(links.of(card.row[BY_NAME[sheet.table].key]), file=sheet.file)
        quoted = (one.html.striptags() for one in _quoted(card))
        values = [card.row[facet.name] for facet in sheet.facets]
        yield Found(target, values, "\n".join((*card.row.values(), *quoted)))


def _quoted(card: Card) -> Iterator[Passage]:
    if isinstance(card, FindingCard):
        yield from card.passages
    elif isinstance(card, InterviewCard):
        for citation in card.citations:
            yield from (*citation.printed, *citation.supported)
    else:
        yield from (saying.passage for saying in card.sayings)
