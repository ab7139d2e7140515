"""One document's share of the site, made apart from the others: its pages, its mentions, its words that others quote.

A brief holds all that this share shows beside the document itself, so that it is made again only when one of the two
has changed, and in whatever process.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.audit.layout import Layout
from pipeline.audit.links import Links, Target, data_file, document_file, table_file
from pipeline.audit.page import document_page
from pipeline.audit.pages_pdf import PageImages
from pipeline.audit.passages import KINDS, Key, Passage, Wish, quotations
from pipeline.audit.rows import rows_script, rows_shown
from pipeline.audit.templating import page
from pipeline.records import Row
from pipeline.store import document_paths, read_document, write_text

_told = attrgetter("file", "anchor", "label", "hint", "key")
"""Of a target."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the page of its document tells it."""

    severity: str
    message: str
    href: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What a document's share of the site shows beside the document.

    Attributes:
        row: Of the document.
        title: What links call it.
        mentions: Its rows.
        uses: By mention, the rows that rest on it.
        findings: Of the document.
        wishes: What others quote of it.
        images: Of its pages.
    """

    row: Row
    title: str
    mentions: Sequence[Row]
    uses: Mapping[str, Sequence[Target]]
    findings: Sequence[Told]
    wishes: Sequence[Wish]
    images: PageImages | None

    def fingerprint(self, out: Path, made_by: str) -> str:
        """Of all that the share depends on; `made_by` stands for the code.

        It is asked for of every document in each run, and lists of plain text are told faster than records.
        """
        mentions = [list(row.values()) for row in self.mentions]
        uses = [(i, [_told(target) for target in targets]) for i, targets in self.uses.items()]
        wishes = [(w.key, [row["mention_id"] for row in w.mentions], w.around, w.within) for w in self.wishes]
        shown = (made_by, self.row, self.title, self.findings, self.images, mentions, uses, wishes)
        digest = hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass"))
        for path in document_paths(out, self.row["doc_id"]):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def files(self, audit: Path) -> tuple[Path, ...]:
        """What the share consists of."""
        doc_id = self.row["doc_id"]
        names = (document_file(doc_id), table_file("mentions", doc_id), data_file("mentions", doc_id))
        return tuple(audit / name for name in names)


def write_share(out: str, brief: Brief) -> dict[str, Any]:
    """Write a document's share of the site.

    Returns:
        Under `passages` what others quote of it, see `passages_of`.
    """
    audit, doc_id = Path(out) / "audit", brief.row["doc_id"]
    # Where the words stand on a page is told by the boxes of the mentions.
    layout = Layout(read_document(Path(out), doc_id, words=False))
    text = page(
        document_file(doc_id),
        "document.html",
        document=layout.document,
        row=brief.row,
        page=document_page(layout, brief.mentions, brief.uses),
        counts=by_kind(brief.mentions),
        findings=brief.findings,
        images=brief.images,
    )
    write_text(audit / document_file(doc_id), text)
    # All that a mention refers to is of its document.
    own = Links({"documents": [brief.row], "mentions": brief.mentions}, frozenset({doc_id}))
    file, data = table_file("mentions", doc_id), data_file("mentions", doc_id)
    shown = rows_shown("mentions", brief.mentions, own, [data], of=own.get(doc_id))
    write_text(audit / file, page(file, "table.html", **shown))
    write_text(audit / data, rows_script("mentions", brief.mentions, own))
    quoted = quotations(layout, brief.wishes, brief.mentions, brief.title)
    return {"passages": [[*key, [_plain(one) for one in passages]] for key, passages in quoted]}


def _plain(one: Passage) -> list[Any]:
    return [str(one.html), one.place, one.target.file, one.target.anchor, list(one.said), one.unsure]


def passages_of(result: Mapping[str, Any]) -> Iterator[tuple[Key, list[Passage]]]:
    """What `write_share` returned, as it was quoted."""
    for table, key, passages in result["passages"]:
        yield (
            (table, key),
            [
                Passage(Markup(html), place, Target(file, anchor, ""), tuple(said), unsure)
                for html, place, file, anchor, said, unsure in passages
            ],
        )


def by_kind(rows: Sequence[Row]) -> dict[str, int]:
    """How many mentions of each kind there are."""
    counts = Counter(row["kind"] for row in rows)
    return {kind: counts[kind] for kind in KINDS}
