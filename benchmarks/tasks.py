"""What `run.py` measures: our stages, our finder of dates alone, and what others offer for parts of the same work."""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.extract.nlp import TextBlock
    from pipeline.stages import Settings

COUNTED = 40_000_000
"""Steps of a loop that does nothing else: the yardstick of figures that are taken on different machines."""
SHARE = 30_000
"""Characters that a finder reads of which thousands of characters take a second; they are taken from all over."""


@dataclass(slots=True)
class Run:
    """What a task is given, and what it says of itself.

    Attributes:
        folder: The raw files.
        out: What a whole run left of them; a task may write there.
        workers: Processes that it may have, where it can use several.
        characters: Of text that the task went through; 0 where that says nothing.
        dates: How many it found, if that is what it does.
        mentions: How many it put together, if that is what it does.
        begun: CPU seconds of this process before the work itself: imports, rules, texts. 0 where all of it counts.
        parts: CPU seconds of its stages; `<name>, alone` those of this process itself.
        walls: Seconds by the clock of its stages.
    """

    folder: Path
    out: Path
    workers: int = 1
    characters: int = 0
    dates: int = 0
    mentions: int = 0
    begun: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    walls: dict[str, float] = field(default_factory=dict)

    def begin(self) -> None:
        """From here on time is the work's."""
        self.begun = time.process_time()


Task = Callable[[Run], None]


def pdfplumber_chars(run: Run) -> None:
    """Read all characters of all PDFs: what pdfplumber alone costs."""
    import pdfplumber

    for path in sorted(run.folder.rglob("*.pdf")):
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                run.characters += len(page.chars)
                page.close()


def pdfium_text(run: Run) -> None:
    """Read the plain text of all PDFs with PDFium."""
    import pypdfium2

    for path in sorted(run.folder.rglob("*.pdf")):
        pdf = pypdfium2.PdfDocument(path)
        for page in pdf:
            run.characters += len(page.get_textpage().get_text_bounded())
        pdf.close()


# --- our stages ----------------------------------------------------------------------------------------------------

STAMPS = {"ingest": ["ingest"], "extract": ["extract"], "reconcile": ["reconcile"], "audit": ["verify", "audit"]}


def stage(name: str, *, reader: str = "pdfium", forgotten: Sequence[str] = (), without: Sequence[str] = ()) -> Task:
    """A stage of ours on what those before it left; it does without some stamps and some folders of `out`, besides."""

    def call(run: Run) -> None:
        from pipeline import stages
        from pipeline.running.runner import forget

        for stamped in (*STAMPS[name], *forgotten):
            forget(run.out, stamped)
        for folder in without:
            shutil.rmtree(run.out / folder, ignore_errors=True)
        getattr(stages, f"run_{name}")(_settings(run, reader))
        run.characters = _characters(run.out)

    return call


def whole(*names: str) -> Task:
    """Several stages from nothing."""

    def call(run: Run) -> None:
        shutil.rmtree(run.out, ignore_errors=True)
        _go(run, names)
        run.characters = _characters(run.out)

    return call


def again(run: Run) -> None:
    """All stages on what there is: what has not changed is not done."""
    _go(run, STAMPS)


def _go(run: Run, names: Iterable[str]) -> None:
    from pipeline import stages

    for name in names:
        alone, with_children, clock = *_spent(), time.perf_counter()
        getattr(stages, f"run_{name}")(_settings(run))
        run.walls[name] = time.perf_counter() - clock
        now_alone, now = _spent()
        run.parts |= {name: now - with_children, f"{name}, alone": now_alone - alone}


def _spent() -> tuple[float, float]:
    """CPU seconds of this process, and of it and the children that have ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    alone = own.ru_utime + own.ru_stime
    return alone, alone + children.ru_utime + children.ru_stime


def _settings(run: Run, reader: str = "pdfium") -> Settings:
    from pipeline.stages import Settings

    return Settings(run.folder, run.out, run.out / "none.jsonl", workers=run.workers, pdf_reader=reader)


def count(run: Run) -> None:
    """Count, in as many processes as there are workers: what the machine itself makes of them."""
    shares = [COUNTED // run.workers] * run.workers
    if run.workers == 1:
        _count(COUNTED)
        return
    with ProcessPoolExecutor(run.workers) as pool:
        list(pool.map(_count, shares))


def _count(most: int) -> int:
    total = 0
    for i in range(most):
        total += i % 7
    return total


def _characters(out: Path) -> int:
    return sum(len(p.read_text(encoding="utf-8")) for p in (out / "documents").glob("*.txt"))


def extraction(run: Run) -> None:
    """The extract stage's own work on documents that are read already: what a long run comes to."""
    from pipeline.extract import extract
    from pipeline.extract.nlp import pipeline
    from pipeline.store import read_document, read_manifest

    pipeline()
    documents = [read_document(run.out, row.doc_id) for row in read_manifest(run.out) if row.status == "ok"]
    run.characters = sum(len(d.source) for d in documents)
    run.begin()
    for document in documents:
        extract(document)


# --- over the same texts: those of the blocks that rules run on ------------------------------------------------------


def tokenizer(run: Run) -> None:
    """Tokenize with spaCy's blank English."""
    import spacy

    nlp = spacy.blank("en")
    texts = _texts(run)
    run.begin()
    for text in texts:
        nlp.make_doc(text)


def dates(run: Run) -> None:
    """Our dates alone, found and given their values; tokens, sentences and quotations are there already."""
    from pipeline.extract.dates import DateFound
    from pipeline.extract.dates.narrative import resolve
    from pipeline.extract.nlp import build, found

    nlp = build(("sentences", "quotes", "dates"))
    find = nlp.get_pipe("chronocite_dates")
    with nlp.select_pipes(disable="chronocite_dates"):
        documents = list(_documents(run.out, nlp))
    run.characters = sum(len(t.reading.text) for texts, _ in documents for t in texts)
    run.begin()
    for texts, published in documents:
        for text in texts:
            find(text.doc)
        resolve([t for t in texts if t.block.kind not in {"footnote", "endnote"}], published)
    run.dates = sum(len(found(t.doc, "dates", DateFound)) for texts, _ in documents for t in texts)


def dateparser_search(run: Run) -> None:
    """dateparser's search, told that the language is English, over a share of the texts."""
    from dateparser.search import search_dates

    texts = _texts(run, SHARE)
    run.begin()
    run.dates = sum(len(search_dates(text, languages=["en"]) or ()) for text in texts)


def datefinder_search(run: Run) -> None:
    """datefinder as it comes."""
    from datefinder import find_dates

    texts = _texts(run)
    run.begin()
    run.dates = sum(1 for text in texts for _ in find_dates(text))


def _documents(out: Path, nlp: Language) -> Iterator[tuple[list[TextBlock], str]]:
    """The blocks of each document that rules run on, and when it was published."""
    from pipeline.extract.dates.order import numeric_order
    from pipeline.extract.nlp import read
    from pipeline.store import read_document, read_manifest

    for row in read_manifest(out):
        if row.status == "ok":
            document = read_document(out, row.doc_id)
            kept = (b for b in document.blocks if b.kind not in {"furniture", "front"})
            published = document.facts.get("published")
            order = numeric_order(document.source)
            texts = [read(nlp, document.source, b, numeric_order=order) for b in kept]
            yield texts, published.value if published else ""


def _texts(run: Run, most: int = 0) -> list[str]:
    """The same texts as strings; `most`: about so many characters, every so-manieth text. Their length is noted."""
    from pipeline.extract.nlp import language

    every = [t.reading.text for texts, _ in _documents(run.out, language()) for t in texts]
    step = max(1, sum(map(len, every)) // most) if most else 1
    texts = list(islice(every, 0, None, step))
    run.characters = sum(map(len, texts))
    return texts


def reconciliation(mentions: int) -> Task:
    """Reconcile made-up mentions, in memory: what the clustering costs, without reading and writing."""

    def call(run: Run) -> None:
        from mentions import shelf

        from pipeline.reconcile import reconcile

        both = list(shelf(mentions))
        run.begin()
        reconcile([row for row, _ in both], [extraction for _, extraction in both])
        run.mentions = mentions

    return call


TASKS: Mapping[str, Task] = {
    "counting": count,
    "pdfium text": pdfium_text,
    "pdfplumber chars": pdfplumber_chars,
    "ingest by pdfplumber": stage("ingest", reader="pdfplumber"),
    "ingest": stage("ingest"),
    "spaCy tokenizer": tokenizer,
    "dates": dates,
    "dateparser.search": dateparser_search,
    "datefinder": datefinder_search,
    "extract, running": extraction,
    "extract": stage("extract"),
    "reconcile": stage("reconcile"),
    "reconcile 10,000": reconciliation(10_000),
    "reconcile 100,000": reconciliation(100_000),
    "reconcile 1,000,000": reconciliation(1_000_000),
    "audit": stage("audit", forgotten=["second", "pages", "checks", "site", "cards"], without=["audit"]),
    "audit, rules changed": stage("audit"),
    "ingest to reconcile": whole("ingest", "extract", "reconcile"),
    "whole run": whole("ingest", "extract", "reconcile", "audit"),
    "run, unchanged": again,
}
SLOW = frozenset(
    {"dateparser.search", "datefinder", "audit, rules changed", "reconcile 100,000", "reconcile 1,000,000"}
)
"""Left out of the quick form, and run once in the full one."""
ASKED = frozenset({"ingest by pdfplumber"})
"""Takes minutes: only where it is asked for by name."""
NEEDS: Mapping[str, str] = {"datefinder": "datefinder"}
"""Packages that a task wants and that are not ours to install."""
