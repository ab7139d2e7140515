"""What a reader should know of a document's text before trusting what was found in it: one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.records import Fact

_UNMAPPED = 0.02
"""The share of characters without a meaning from which on it is told."""


def unmapped_share(source: str) -> str:
    """The share of a text's characters that its file doesn't tell, as `12%`; empty where they are few."""
    unknown = source.count("\ufffd")
    if not unknown:
        return ""
    share = unknown / sum(not ch.isspace() for ch in source)
    return f"{share:.0%}" if share >= _UNMAPPED else ""


def remarks_on(facts: Mapping[str, Fact], pages: int) -> list[str]:
    """The remarks on a document that was read.

    Args:
        facts: Of the document; `scanned`, `ocr`, `ocr_failed`, `unmapped`, `language` and `text_language` are told.
        pages: How many it has.
    """
    return [*_on_pages(facts, pages), *_on_language(facts)]


def pages_by_ocr(facts: Mapping[str, Fact]) -> frozenset[int]:
    """The numbers of the pages whose text is OCR's."""
    ocr = facts.get("ocr")
    return frozenset(map(int, ocr.value.split(", "))) if ocr else frozenset()


def _on_pages(facts: Mapping[str, Fact], pages: int) -> Iterator[str]:
    if ocr := facts.get("ocr"):
        yield f"the text of {len(pages_by_ocr(facts))} of {pages} pages is by OCR ({ocr.origin}) and can't be verified"
    if failed := facts.get("ocr_failed"):
        yield failed.value
    if lost := facts.get("unread_pages"):
        yield f"damaged: it can't be read on page {lost.value}"
    if scanned := facts.get("scanned"):
        way = "OCR finds nothing on them" if "ocr" in facts else "run again with --ocr to have them read"
        yield f"{scanned.value} are pictures without text; {way}"
    if unmapped := facts.get("unmapped"):
        yield f"its fonts don't tell what {unmapped.value} of its characters are; run ocrmypdf --force-ocr on it"


def _on_language(facts: Mapping[str, Fact]) -> Iterator[str]:
    stated, read = facts.get("language"), facts.get("text_language")
    language = read or stated
    if language and language.value[:2].lower() != "en":
        said = f", though {stated.origin} says “{stated.value}”" if read and stated else ""
        yield f"its language is “{language.value}”{said}; the rules are for English and find little in it"
