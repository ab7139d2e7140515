"""The audit site: plain pages that walk from every value of a run to the words that it rests on, and back.

Whatever can be decided on carries `data-id` and `data-kind`: a mention its kind (`event`), a row its table (`events`).
The pages need no network and no server: links are relative, the styles and scripts lie beside
them. Their text comes from strangers' files; templates escape everything, and a policy in every page
forbids what is not the site's own.

A page is made again when what it shows has changed. Each document's share is a job of its own (`briefs`), and so is
each page of cards (`sheets`); of the others a ledger keeps what they were made of.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.audit.briefs import Brief, Told, by_kind, passages_of, write_share
from pipeline.audit.cards import Cards, ask_for_cards, finding_order
from pipeline.audit.figures import pictures
from pipeline.audit.links import (
    ALL_MENTIONS,
    ASSETS,
    CARDS,
    Links,
    Tables,
    counted,
    data_file,
    document_file,
    table_file,
)
from pipeline.audit.overview import coverage, parties
from pipeline.audit.pages_pdf import PageImages
from pipeline.audit.passages import Quoter
from pipeline.audit.rows import rows_script, rows_shown
from pipeline.audit.sheets import card_pages, script_of, tallies, write_cards
from pipeline.audit.templating import page
from pipeline.dataset import TABLES
from pipeline.records import Row
from pipeline.running.runner import Job, run_stage
from pipeline.store import to_json, write_bytes, write_text

_PAGES = ("documents/*.html", "tables/*.html", "data/*.js", *(f"{name}*.html" for name in CARDS))
_DRAWN_ALONE = 24
"""Documents whose sections the overview tells one by one; of more it would be a long page."""
TOGETHER = 60_000
"""Mentions that one page shows together, those of all documents; of more a browser would have too much to load."""
LEDGER = Path(".stamps") / "site.json"


def write_site(
    out: Path,
    tables: Mapping[str, Sequence[Row]],
    images: Mapping[str, PageImages] | None = None,
    *,
    made_by: str = "",
    workers: int = 1,
) -> None:
    """Write `audit/index.html` and all that it links to; pages of an earlier run that are no more are removed.

    Args:
        out: The folder of the run, with the documents of status `ok`; each gets a page.
        tables: Rows by the contract's name of their table; a table that is not there counts as empty.
        images: Of the pages of PDFs, by `doc_id`.
        made_by: Stands for the code: where it is another, every page is made again.
        workers: Processes that make pages of documents and of cards; 0 means one a core.
    """
    site = _Site(out, complete(tables), images or {}, made_by)
    site.write_documents(workers)
    site.write_tables()
    site.write_cards(workers)
    site.write_index()
    site.finish()


@dataclass(slots=True)
class _Ledger:
    """What the pages on disk were made of, and how large they were then.

    It is taken away while pages are written: whoever is killed then leaves none, and all pages are made anew.
    """

    path: Path
    _before: Mapping[str, Any] = field(init=False)
    _now: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        try:
            before = json.loads(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            # There is none yet, or somebody edited it: nothing is known of the pages.
            before = {}
        self._before = before if isinstance(before, dict) else {}
        self.path.unlink(missing_ok=True)

    def holds(self, folder: Path, file: str, made_of: str) -> bool:
        """Whether a file is there, whole, and was made of the same; it is noted that now it is."""
        self._now[file] = made_of
        path = folder / file
        return path.is_file() and self._before.get(file) == [made_of, path.stat().st_size]

    def close(self, folder: Path) -> None:
        """Keep what is known for the next run."""
        known = {file: [made_of, (folder / file).stat().st_size] for file, made_of in self._now.items()}
        write_text(self.path, to_json(known) + "\n")


class _Site:
    """One run of the templates."""

    def __init__(self, out: Path, tables: Tables, images: Mapping[str, PageImages], made_by: str) -> None:
        self._out = out
        self._folder = out / "audit"
        self._tables = tables
        self._images = images
        self._made_by = made_by
        self._rows = {row["doc_id"]: row for row in tables["documents"]}
        self._links = Links(tables, frozenset(i for i, row in self._rows.items() if row["status"] == "ok"))
        self._mentions = _by_document(tables["mentions"])
        self._findings = _by_document(tables["findings"])
        self._quoter = Quoter({row["mention_id"]: row for row in tables["mentions"]}, self._links)
        ask_for_cards(tables, self._quoter)
        self._ledger = _Ledger(out / LEDGER)
        self._written: set[Path] = set()

    def write_documents(self, workers: int) -> None:
        """Each document's share, where it is another than before; what other pages quote of it is kept."""
        jobs = []
        for doc_id, row in self._rows.items():
            if row["status"] != "ok":
                continue
            brief = self._brief(doc_id)
            files = brief.files(self._folder)
            self._written.update(files)
            made_of = brief.fingerprint(self._out, self._made_by)
            jobs.append(Job(doc_id, row["path"], made_of, files, write_share, (str(self._out), brief)))
        for doc_id, result in run_stage("site", self._out, jobs, workers=workers).items():
            self._quoter.keep(doc_id, passages_of(result))

    def _brief(self, doc_id: str) -> Brief:
        mentions = self._mentions[doc_id]
        return Brief(
            self._rows[doc_id],
            self._quoter.title(doc_id),
            mentions,
            {row["mention_id"]: uses for row in mentions if (uses := self._links.uses(row["mention_id"]))},
            [self._told(row) for row in self._findings[doc_id]],
            self._quoter.wishes(doc_id),
            self._images.get(doc_id),
        )

    def _told(self, row: Row) -> Told:
        target = self._links.get(row["finding_id"])
        return Told(row["severity"], row["message"], target.href if target else "")

    def write_tables(self) -> None:
        """For each table its rows as data, and a page that shows them; those of mentions are the documents' own."""
        for table in TABLES:
            rows = self._tables[table.name]
            if table.name == "mentions":
                continue
            self._keep(data_file(table.name), rows_script(table.name, rows, self._links))
            shown = rows_shown(table.name, rows, self._links, [data_file(table.name)])
            self._write(table_file(table.name), "table.html", **shown)
        data = {doc_id: data_file("mentions", doc_id) for doc_id, row in self._rows.items() if row["status"] == "ok"}
        every = self._tables["mentions"]
        together = len(data) > 1 and len(every) <= TOGETHER
        if together:
            self._write(ALL_MENTIONS, "table.html", **rows_shown("mentions", every, self._links, list(data.values())))
        counts = [
            (self._links.member(doc_id), table_file("mentions", doc_id), by_kind(self._mentions[doc_id]))
            for doc_id in data
        ]
        self._write("tables/mentions.html", "mentions.html", counts=counts, together=together, total=len(every))

    def write_cards(self, workers: int) -> None:
        """Findings, interviews, agreements and events at length: each page that shows something else than before."""
        made = Cards(self._tables, self._quoter, self._links)
        jobs = []
        for name in CARDS:
            pages = card_pages(name, self._tables[name], made, self._links)
            if len(pages) > 1:
                self._keep(data_file("pages", name), script_of(pages, self._tables[name], self._links))
            for one in pages:
                files = one.files(self._folder)
                self._written.update(files)
                made_of = one.fingerprint(self._made_by)
                jobs.append(Job(one.stem, one.file, made_of, files, write_cards, (str(self._out), one)))
        run_stage("cards", self._out, jobs, workers=workers)

    def write_index(self) -> None:
        """What the run holds at a glance."""
        tables = self._tables
        ok = [row for row in tables["documents"] if row["status"] == "ok"]
        sections = (
            [coverage(row, self._mentions[row["doc_id"]]) for row in ok]
            if len(tables["documents"]) <= _DRAWN_ALONE
            else []
        )
        self._write(
            "index.html",
            "index.html",
            documents=[(row, self._links.get(row["doc_id"])) for row in tables["documents"]],
            counts={doc_id: by_kind(rows) for doc_id, rows in self._mentions.items()},
            found={doc_id: Counter(row["severity"] for row in rows) for doc_id, rows in self._findings.items()},
            checks=tallies(tables["findings"], self._links),
            verdicts=counted(tables["claims"], "verdict"),
            statuses=counted(tables["documents"], "status"),
            sizes={name: len(rows) for name, rows in tables.items()},
            pictures=pictures(tables, self._links),
            matrix=parties(tables["agreements"]),
            sections=sections,
            opened=max(sections, key=lambda one: len(one.sections)).row["doc_id"] if sections else "",
            files={row["doc_id"]: document_file(row["doc_id"]) for row in ok},
        )

    def finish(self) -> None:
        """Lay the styles and the scripts beside the pages, and take away pages of an earlier run."""
        source = resources.files("pipeline.audit") / "templates"
        for name in ASSETS:
            write_bytes(self._folder / name, (source / name).read_bytes())
        for pattern in _PAGES:
            for path in sorted(self._folder.glob(pattern)):
                if path not in self._written:
                    path.unlink()
        self._ledger.close(self._folder)

    def _write(self, file: str, template: str, **context: Any) -> None:
        path = self._folder / file
        self._written.add(path)
        shown = f"{self._made_by}\0{template}\0{context!r}".encode("utf-8", "surrogatepass")
        if self._ledger.holds(self._folder, file, hashlib.sha256(shown).hexdigest()):
            return
        write_text(path, page(file, template, **context))

    def _keep(self, file: str, text: str) -> None:
        path = self._folder / file
        self._written.add(path)
        write_text(path, text)


def _by_document(rows: Sequence[Row]) -> defaultdict[str, list[Row]]:
    out: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        out[row["doc_id"]].append(row)
    return out


def complete(tables: Tables) -> Tables:
    """All tables of the contract, their rows with all columns, the findings in the order that they are read in."""
    full = {table.name: [_filled(row, table.names) for row in tables.get(table.name, ())] for table in TABLES}
    return {**full, "findings": sorted(full["findings"], key=finding_order)}


def _filled(row: Row, names: list[str]) -> Row:
    """A row with all columns; one that has them all, as those have that were read from a table, is not copied."""
    return row if [*row] == names else {**dict.fromkeys(names, ""), **row}
