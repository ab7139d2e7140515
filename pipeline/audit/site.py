"""The audit site: plain pages that walk from every value of a run to the words that it rests on, and back.

Whatever can be decided on carries `data-id` and `data-kind`: a mention its kind (`event`), a row its table (`events`).
The pages need no network and no server: links are relative, the styles and the one script lie beside
them. Their text comes from strangers' files; templates escape everything, and a policy in every page
forbids what is not the site's own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.audit.cards import SEVERITIES, Cards, ask_for_cards, finding_order
from pipeline.audit.figures import Picture, pictures
from pipeline.audit.layout import Layout
from pipeline.audit.links import CARDS, Links, Sheet, Tables, counted, document_file
from pipeline.audit.marking import visible
from pipeline.audit.overview import Coverage, Matrix, coverage, parties
from pipeline.audit.page import document_page
from pipeline.audit.pages_pdf import PageImages
from pipeline.audit.passages import KINDS, Quoter
from pipeline.dataset import BY_NAME, TABLES, Column
from pipeline.records import Document, Row
from pipeline.store import write_bytes, write_text

_ASSETS = ("site.css", "site.js")
_PAGES = ("documents/*.html", "tables/*.html", *(f"{name}*.html" for name in CARDS))
_FOR_PROGRAMS = ("fragments", "boxes")
"""Columns that say where something stands in numbers; a page shows the place itself."""
_DRAWN_ALONE = 24
"""Documents whose sections the overview tells one by one; of more it would be a long page."""


def write_site(
    out: Path,
    documents: Iterable[Document],
    tables: Mapping[str, Sequence[Row]],
    images: Mapping[str, PageImages] | None = None,
) -> None:
    """Write `audit/index.html` and all that it links to; pages of an earlier run that are no more are removed.

    Args:
        out: The folder of the run.
        documents: Those of status `ok`; each gets a page. They are gone through once, one at a time, and their words
            (`Document.words`) are not looked at.
        tables: Rows by the contract's name of their table; a table that is not there counts as empty.
        images: Of the pages of PDFs, by `doc_id`.
    """
    site = _Site(out / "audit", complete(tables), images or {})
    for document in documents:
        site.write_document(document)
    site.write_tables()
    site.write_cards()
    site.write_index()
    site.finish()


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many findings of one check and severity there are, and the file in which they begin."""

    count: int
    file: str


class _Site:
    """One run of the templates."""

    def __init__(self, folder: Path, tables: Tables, images: Mapping[str, PageImages]) -> None:
        self._folder = folder
        self._tables = tables
        self._images = images
        self._rows = {row["doc_id"]: row for row in tables["documents"]}
        self._links = Links(tables, frozenset(i for i, row in self._rows.items() if row["status"] == "ok"))
        self._mentions: defaultdict[str, list[Row]] = defaultdict(list)
        for row in tables["mentions"]:
            self._mentions[row["doc_id"]].append(row)
        self._findings: defaultdict[str, list[Row]] = defaultdict(list)
        for row in tables["findings"]:
            self._findings[row["doc_id"]].append(row)
        self._quoter = Quoter({row["mention_id"]: row for row in tables["mentions"]}, self._links)
        ask_for_cards(tables, self._quoter)
        self._environment = environment()
        self._written: set[Path] = set()

    def write_document(self, document: Document) -> None:
        """The page of a document; what other pages quote of it is quoted now, as it is open."""
        doc_id, layout = document.doc_id, Layout(document)
        mentions = self._mentions[doc_id]
        self._quoter.quote(layout, mentions)
        self._write(
            document_file(doc_id),
            "document.html",
            document=document,
            row=self._rows[doc_id],
            page=document_page(layout, mentions, self._links),
            counts=_by_kind(mentions),
            findings=self._findings[doc_id],
            images=self._images.get(doc_id),
        )

    def write_tables(self) -> None:
        """A page for each table, or several; a list of its pages where a table has groups."""
        for name, parts in self._links.sheets.items():
            for sheet in parts:
                shown, hidden = _columns(sheet)
                self._write(sheet.file, "table.html", sheet=sheet, table=BY_NAME[name], shown=shown, hidden=hidden)
        sheets = self._links.sheets["mentions"]
        if sheets[0].rows:
            matrix: defaultdict[str, dict[str, list[Sheet]]] = defaultdict(dict)
            for sheet in sheets:
                matrix[sheet.rows[0]["doc_id"]].setdefault(sheet.rows[0]["kind"], []).append(sheet)
            self._write("tables/mentions.html", "mentions.html", matrix=matrix)

    def write_cards(self) -> None:
        """Findings, interviews, agreements and events at length."""
        cards = Cards(self._tables, self._quoter, self._links)
        totals = counted(self._tables["findings"], "severity", "check")
        for sheet in self._links.cards["findings"]:
            self._write(sheet.file, "findings.html", sheet=sheet, groups=cards.findings(sheet.rows), totals=totals)
        for sheet in self._links.cards["interviews"]:
            self._write(sheet.file, "interviews.html", sheet=sheet, cards=cards.interviews(sheet.rows))
        for sheet in self._links.cards["agreements"]:
            self._write(sheet.file, "agreements.html", sheet=sheet, cards=cards.agreements(sheet.rows))
        for sheet in self._links.cards["events"]:
            self._write(sheet.file, "events.html", sheet=sheet, cards=cards.events(sheet.rows))

    def write_index(self) -> None:
        """What the run holds at a glance."""
        tables = self._tables
        drawn: list[Picture] = pictures(tables, self._links)
        matrix: Matrix = parties(tables["agreements"])
        sections: list[Coverage] = (
            [coverage(row, self._mentions[row["doc_id"]]) for row in tables["documents"] if row["status"] == "ok"]
            if len(tables["documents"]) <= _DRAWN_ALONE
            else []
        )
        self._write(
            "index.html",
            "index.html",
            documents=tables["documents"],
            counts={doc_id: _by_kind(rows) for doc_id, rows in self._mentions.items()},
            found={doc_id: Counter(row["severity"] for row in rows) for doc_id, rows in self._findings.items()},
            checks=_tallies(tables["findings"], self._links),
            verdicts=counted(tables["claims"], "verdict"),
            statuses=counted(tables["documents"], "status"),
            sizes={name: len(rows) for name, rows in tables.items()},
            pictures=drawn,
            matrix=matrix,
            sections=sections,
        )

    def finish(self) -> None:
        """Lay the styles and the script beside the pages, and take away pages of an earlier run."""
        source = resources.files("pipeline.audit") / "templates"
        for name in _ASSETS:
            write_bytes(self._folder / name, (source / name).read_bytes())
        for pattern in _PAGES:
            for path in sorted(self._folder.glob(pattern)):
                if path not in self._written:
                    path.unlink()

    def _write(self, file: str, template: str, **context: Any) -> None:
        path = self._folder / file
        root = "../" * file.count("/")
        text = self._environment.get_template(template).render(
            root=root, file=file, links=self._links, kinds=KINDS, severities=SEVERITIES, cards_of=CARDS, **context
        )
        write_text(path, text)
        self._written.add(path)


def environment() -> Environment:
    """Templates that escape everything, and show what would else act unseen."""
    made = Environment(
        loader=PackageLoader("pipeline.audit"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    made.filters["words"] = lambda name: name.replace("_", " ")
    return made


def _seen(value: object) -> object:
    # What is HTML already was made by `lay` or by a template.
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _by_kind(rows: Sequence[Row]) -> dict[str, int]:
    counts = Counter(row["kind"] for row in rows)
    return {kind: counts[kind] for kind in KINDS}


def complete(tables: Tables) -> Tables:
    """All tables of the contract, their rows with all columns, the findings in the order that they are read in."""
    full: dict[str, list[Row]] = {
        table.name: [{**dict.fromkeys(table.names, ""), **row} for row in tables.get(table.name, ())]
        for table in TABLES
    }
    return {**full, "findings": sorted(full["findings"], key=finding_order)}


def _columns(sheet: Sheet) -> tuple[list[Column], list[str]]:
    """The columns that a page shows, and the names of those that it doesn't since they are empty all through."""
    columns = BY_NAME[sheet.table].columns
    filled = {name for row in sheet.rows for name, cell in row.items() if cell}
    # A page of mentions is of one document and kind, and says so above the table.
    told = ("doc_id", "kind", *_FOR_PROGRAMS) if sheet.table == "mentions" else _FOR_PROGRAMS
    shown = [c for c in columns if c.name in filled and c.name not in told]
    return shown, [c.name for c in columns if c.name not in filled]


def _tallies(findings: Sequence[Row], links: Links) -> dict[str, dict[str, _Tally]]:
    """The findings of each check by severity, the most severe check first (findings come in that order)."""
    out: defaultdict[str, dict[str, _Tally]] = defaultdict(dict)
    for (check, severity), count in counted(findings, "check", "severity").items():
        first = next(row for row in findings if (row["check"], row["severity"]) == (check, severity))
        target = links.get(first["finding_id"])
        out[check][severity] = _Tally(count, target.file if target else "findings.html")
    return out
