"""What a PDF says of itself: in its metadata, or on its title page."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from pipeline.ingest.facts import printed_facts, stated_authors, stated_title
from pipeline.ingest.language import is_language
from pipeline.ingest.pdf.lines import Print, PrintedLine
from pipeline.ingest.pdf.page import LANG
from pipeline.records import Fact

_WORD = re.compile(r"[^\W\d_]{2,}")
_FIRST_LINES = 60


def find_facts(printed: Print, furniture: Collection[int], metadata: Mapping[str, str]) -> dict[str, Fact]:
    """Title, authors, date of publication, language, those that the file says.

    The title is the metadata's if it reads like one, else the largest print of the first page that has any. The date
    is taken from a line of the first pages that says nothing else, never from the metadata, which tell when the file
    was made.
    """
    facts: dict[str, Fact] = {}
    lines = [x for i, x in enumerate(printed.lines) if i not in furniture and x.page <= 2]
    shown = printed_facts([" ".join(x.text.split()) for x in lines[:_FIRST_LINES]])
    if title := stated_title(metadata.get("Title", "")):
        facts["title"] = Fact(title, "metadata")
    elif title := _largest(lines):
        facts["title"] = Fact(title, "page")
    if authors := stated_authors(metadata.get("Author", "")):
        facts["authors"] = Fact(authors, "metadata")
    elif "authors" in shown:
        facts["authors"] = shown["authors"]
    if is_language(language := metadata.get(LANG, "")):
        facts["language"] = Fact(language, "metadata")
    if "published" in shown:
        facts["published"] = shown["published"]
    return facts


def _largest(lines: list[PrintedLine]) -> str:
    """The largest print of the first page, if it is a few words."""
    first = [x for x in lines if x.page == lines[0].page and _WORD.search(x.text)] if lines else []
    if not first:
        return ""
    size = max(x.size for x in first)
    rest = [x for x in first if x.size < size - 0.5]
    largest = [x for x in first if x.size >= size - 0.5]
    text = " ".join(" ".join(x.text.split()) for x in largest)
    return text if rest and len(largest) <= 5 and 5 <= len(text) <= 250 else ""
