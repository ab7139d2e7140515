"""The gold editor: drawn pages with what is annotated on them, changed a row at a time in the files themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, get_args

from markupsafe import Markup

from pipeline.audit.links import document_file
from pipeline.audit.marking import Mark, lay
from pipeline.evaluate.editing import (
    AGREEMENTS,
    Act,
    Change,
    Entry,
    GoneError,
    MistakenError,
    Step,
    change,
    entries,
    read_files,
    undo,
)
from pipeline.evaluate.finishing import finish, reopen
from pipeline.evaluate.forms import AGREEMENT, FORMS, OPTIONAL, Field
from pipeline.evaluate.gold import SCOPE, read_gold
from pipeline.evaluate.milestones import key_of
from pipeline.evaluate.sample import PAGES, read_pages
from pipeline.evaluate.scores import Score
from pipeline.evaluate.tasks import evaluate
from pipeline.records import cell_of
from pipeline.results import Results
from pipeline.review.desk import Snapshot
from pipeline.review.office import Office
from pipeline.review.wishes import RefusedError, object_of, text_of

_KINDS: Mapping[str, tuple[str, str]] = {
    "timexes": ("date", "1"),
    "events": ("event", "2"),
    "agreement_mentions": ("agreement", "3"),
    "agreements": ("milestone", "4"),
    "interviews": ("interview", "5"),
    "references": ("reference", "6"),
    "footnotes": ("note", "7"),
    "markers": ("marker", "8"),
}
"""By file: what a row of it is called, and the key that adds one."""
_VALUES = {
    ("events", "type"): ("events", "type"),
    ("events", "participants"): ("events", "participants"),
    ("events", "place"): ("events", "place"),
    ("agreements", "kind"): ("agreements", "kind"),
    ("agreements", "parties"): ("agreements", "parties"),
    ("agreements", "act"): ("milestones", "act"),
    ("interviews", "role"): ("interviews", "role"),
    ("interviews", "status"): ("interviews", "status"),
    ("interviews", "mode"): ("interviews", "mode"),
    ("interviews", "affiliation"): ("interviews", "affiliation"),
}
"""Fields whose values are known from a table of the run: to choose from."""
_SUGGESTED = 100
_UNDONE = 200
"""Changes of a page that can be taken back, at most."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one file, and of its `_optional` one: what they are called, the key that adds one, what they say."""

    file: str
    label: str
    key: str
    fields: tuple[Field, ...]
    optional: bool


KINDS = tuple(
    Kind(file, label, key, FORMS[file], f"{file}{OPTIONAL}" in FORMS) for file, (label, key) in _KINDS.items()
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawn page as the list shows it."""

    name: str
    doc: str
    done: bool
    rows: int
    checked: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A drawn page as the editor shows it.

    Attributes:
        name: Its id.
        doc: The file.
        done: Whether it is in the scope.
        number: Of the page among those drawn, from 1.
        count: Of those drawn.
        before: The id of the page before; empty for the first.
        behind: Likewise.
        start: In the source text.
        html: The text with the rows marked.
        entries: The rows.
        counts: By kind.
        href: The page in the audit site.
        agreements: Of this gold, by key, what they say: a milestone is of one of them.
        full: References in full of the same document, by id: what a short form may lead to.
        values: By file and field, what may be said, the most frequent first.
    """

    name: str
    doc: str
    done: bool
    number: int
    count: int
    before: str
    behind: str
    start: int
    html: Markup
    entries: Sequence[Entry]
    counts: Mapping[str, int]
    href: str
    agreements: Mapping[str, Mapping[str, str]]
    full: Mapping[str, str]
    values: Mapping[str, Sequence[str]]

    @property
    def left(self) -> int:
        """Rows that nobody has looked at."""
        return sum(not entry.checked for entry in self.entries)


class Room:
    """A gold folder that is worked on; safe to be asked by many threads.

    Args:
        folder: That `chronocite gold sample` made.
        office: Knows the last finished run.

    Raises:
        StageError: It isn't such a folder.
    """

    def __init__(self, folder: Path, office: Office) -> None:
        read_pages(folder)
        self.folder = folder
        self._office = office
        self._lock = Lock()
        self._steps: dict[str, list[Step]] = {}

    def sheets(self) -> list[Sheet]:
        """All drawn pages.

        Raises:
            ChronociteError: A file can't be read.
        """
        files = read_files(self.folder)
        return [_sheet(entries(files, page), page) for page in read_pages(self.folder)]

    def scores(self) -> list[Score]:
        """How the last run does on the pages that are done; nothing while none is."""
        if not (self.folder / SCOPE).is_file() or not any(page["done"] for page in read_pages(self.folder)):
            return []
        return evaluate(self._results(), read_gold(self.folder))

    def open(self, name: str) -> Opened:
        """A page with its rows.

        Raises:
            RefusedError: There is no such page, or its text is another one now.
            ChronociteError: A file can't be read.
        """
        pages = read_pages(self.folder)
        page = _page(pages, name)
        at = pages.index(page)
        source, doc_id = self._source(page)
        files = read_files(self.folder)
        found = entries(files, page)
        start, end = int(str(page["start"])), int(str(page["end"]))
        number = name.rpartition("-")[2]
        return Opened(
            name=name,
            doc=str(page["doc"]),
            done=bool(page["done"]),
            number=at + 1,
            count=len(pages),
            before=str(pages[at - 1]["page"]) if at else "",
            behind=str(pages[at + 1]["page"]) if at + 1 < len(pages) else "",
            start=start,
            html=marked(source[start:end], start, found),
            entries=found,
            counts=Counter(e.file.removesuffix(OPTIONAL) for e in found),
            href=f"/{document_file(doc_id)}#p={number}",
            agreements=_agreements(files[AGREEMENTS]),
            full=_full(files["references"], str(page["doc"])),
            values=_values(self._office.snapshot),
        )

    def change(self, body: bytes) -> str:
        """Do what the editor asks for; returns the page's id.

        Raises:
            RefusedError: It makes no sense, or came too late.
            ChronociteError: A file can't be read.
        """
        said = object_of(body)
        page = _page(read_pages(self.folder), text_of(said, "page"))
        wanted = _wanted(said)
        with self._lock:
            try:
                step = change(self.folder, page, self._source(page)[0], wanted)
            except MistakenError as error:
                raise RefusedError(str(error)) from error
            except GoneError as error:
                raise RefusedError(str(error), 409) from error
            steps = self._steps.setdefault(str(page["page"]), [])
            steps.append(step)
            del steps[:-_UNDONE]
        return str(page["page"])

    def undo(self, body: bytes) -> None:
        """Take back the last change of a page.

        Raises:
            RefusedError: There is none, or its rows say something else by now.
        """
        name = text_of(object_of(body), "page")
        with self._lock:
            if not self._steps.get(name):
                raise RefusedError("nothing was changed on this page since the server was started", 409)
            try:
                undo(self.folder, self._steps[name].pop())
            except GoneError as error:
                raise RefusedError(str(error), 409) from error

    def done(self, body: bytes) -> Sequence[str]:
        """Take a page into the scope, or out of it; returns what is wrong with its rows.

        Raises:
            RefusedError: There is no such page.
            ChronociteError: A file can't be read.
        """
        said = object_of(body)
        name = text_of(said, "page")
        page = _page(read_pages(self.folder), name)
        self._source(page)
        if said.get("done") is False:
            reopen(self.folder, name)
            return []
        return finish(self._results(), self.folder, [name])

    def _results(self) -> Results:
        return Results(self._office.out, self._office.snapshot.tables)

    def _source(self, page: Mapping[str, object]) -> tuple[str, str]:
        """The text of a page's document, and its id."""
        results = self._results()
        doc_id = next((i for i, row in results.documents.items() if row["path"] == page["doc"]), "")
        path = self.folder / "pages" / f"{page['page']}.txt"
        if not doc_id:
            raise RefusedError(f"the run has no document {page['doc']}: this gold is of another one", 409)
        source = results.source(doc_id)
        start, end = int(str(page["start"])), int(str(page["end"]))
        if not path.is_file() or path.read_bytes().decode("utf-8", errors="surrogatepass") != source[start:end]:
            raise RefusedError(f"{page['doc']} has another text now than when {path} was drawn from it", 409)
        return source, doc_id


def marked(text: str, start: int, rows: Sequence[Entry]) -> Markup:
    """A page's text with its rows marked, each character of it one character of the HTML's text."""
    marks = [
        Mark(e.start - start, min(e.end - start, len(text)), "mark", {"class": f"g-{_css(e)}", "data-seen": e.seen})
        for e in rows
        if 0 <= e.start - start < min(e.end - start, len(text))
    ]
    # A browser reads a bare carriage return as a line's end, and two characters as one.
    return Markup(str(lay(text, marks)).replace("\r", "&#13;"))


def _css(entry: Entry) -> str:
    return _KINDS[entry.file.removesuffix(OPTIONAL)][0] + (" optional" if entry.file.endswith(OPTIONAL) else "")


def _wanted(said: Mapping[str, Any]) -> Change:
    """Read what the editor sent.

    Raises:
        RefusedError: It is not what our script sends.
    """
    action = text_of(said, "action")
    known = next((a for a in get_args(Act) if a == action), None)
    if known is None:
        raise RefusedError(f"the action {action!r} is not known")
    start, end, fields = said.get("start", -1), said.get("end", -1), said.get("said", {})
    if not isinstance(fields, dict) or type(start) is not int or type(end) is not int:
        raise RefusedError("a row says where it stands and what it says")
    texts = {name: text_of(said, name) for name in ("file", "was", "seen", "agreement")}
    return Change(known, start=start, end=end, said={str(k): text_of(fields, k) for k in fields}, **texts)


def _page(pages: Sequence[dict[str, object]], name: str) -> dict[str, object]:
    page = next((page for page in pages if page["page"] == name), None)
    if page is None:
        raise RefusedError(f"{PAGES} knows no page {name!r}", 404)
    return page


def _sheet(found: Sequence[Entry], page: Mapping[str, object]) -> Sheet:
    checked = sum(entry.checked for entry in found)
    return Sheet(str(page["page"]), str(page["doc"]), bool(page["done"]), len(found), checked)


def _agreements(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    fields = [field.name for field in AGREEMENT]
    out = {}
    for row in rows:
        told = {name: row.get(name) or "" for name in fields}
        out[key_of(row)] = {k: cell_of(v) for k, v in told.items()}
    return out


def _full(rows: Sequence[Mapping[str, Any]], doc: str) -> dict[str, str]:
    full = [row for row in rows if row.get("kind") == "full" and row.get("doc") == doc and row.get("id")]
    return {str(row["id"]): " ".join(str(row.get("text", "")).split()) for row in full}


def _values(snapshot: Snapshot) -> dict[str, list[str]]:
    out = {}
    for (file, name), (table, column) in _VALUES.items():
        counts = Counter(row[column] for row in snapshot.tables[table] if row.get(column))
        out[f"{file}-{name}"] = [value for value, _ in counts.most_common(_SUGGESTED)]
    return out
