"""One spaCy pipeline on `spacy.blank("en")`, put together from rule files; no statistical model.

Each component finds one kind of thing in the reading text of one block (markers lifted out) and leaves it
as a span group of that name: `sentences, dates, actors, agreements, quotes, claims, citations`. A span's label is
the id of its rule; what was found out about it stands beside it, in the group's `attrs`, read by `found`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from pipeline.reading import Reading, read_block
from pipeline.records import Block, Edit

COMPONENTS = ("sentences", "dates", "actors", "agreements", "quotes", "claims", "citations")
"""In the order that they run in; each registers itself as `chronocite_<name>` in the module of its name."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block as the rules see it: `reading` is without markers, `doc` is spaCy's document of it."""

    block: Block
    reading: Reading
    doc: Doc


T = TypeVar("T")


def put(doc: Doc, group: str, spans: Sequence[Span], details: Sequence[object]) -> None:
    """Leave what was found in a span group; `details[i]` tells of `spans[i]`."""
    if len(spans) != len(details):
        raise ValueError(f"{len(spans)} spans, {len(details)} details")
    doc.spans[group] = SpanGroup(doc, name=group, spans=list(spans), attrs={"details": list(details)})
    # A group makes its spans anew whenever it is gone through; whoever asks often is given this list.
    doc.user_data[f"found.{group}"] = list(zip(spans, details, strict=True))


def found(doc: Doc, group: str, kind: type[T]) -> list[tuple[Span, T]]:
    """What a component left of one kind, in the order that it was left in."""
    left: list[tuple[Span, object]] = doc.user_data.get(f"found.{group}", [])
    return [(s, d) for s, d in left if isinstance(d, kind)]


def split_dashes(nlp: Language) -> None:
    """Have the tokenizer split `U.S.–Japan` and `U.S.-led`, too: its own rules want a letter before the dash."""
    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=\.)[-–—](?=[A-Za-z])"]
    nlp.tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer  # type: ignore[union-attr]


def block_of(doc: Doc) -> Block | None:
    """The block that a doc is the text of; `None` for a bare text (a rule's example)."""
    block = doc.user_data.get("block")
    return block if isinstance(block, Block) else None


def text_of(doc: Doc) -> str:
    """The doc's text. spaCy puts `doc.text` together token by token whenever it is asked for; this does it once."""
    text = doc.user_data.get("text")
    if not isinstance(text, str):
        text = doc.user_data["text"] = doc.text
    return text


def read(nlp: Language, source: str, block: Block) -> TextBlock:
    """Run the pipeline over the reading text of one block, markers and a note's own number lifted out.

    A number left in would join what follows it: `31 July 2002` at the head of note 31 is a month.
    """
    reading = read_block(source, _without_number(source, block), markers=False)
    doc = nlp.make_doc(reading.text)
    doc.user_data["block"] = block
    return TextBlock(block, reading, nlp(doc))


def _without_number(source: str, block: Block) -> Block:
    if not block.label:
        return block
    start = block.fragments[0][0]
    number = rf"(?:\[\^|\\?[\[(]|<sup>\s*)?{re.escape(block.label)}(?:\\?[\]).:]|\s*</sup>)*|[⁰¹²³⁴-⁹]+"
    printed = re.compile(rf"(?:{number})(?=\s|[A-Z“‘\"])").match(source, start)
    if not printed:
        return block
    behind = (e for e in block.edits if e.end > printed.end())
    return replace(block, edits=(Edit("marker", *printed.span()), *behind))


def build(components: Sequence[str] = COMPONENTS) -> Language:
    """Assemble the pipeline."""
    from importlib import import_module

    nlp = spacy.blank("en")
    # spaCy's limit guards the memory of a parser; there is none here, and a file may be one long paragraph.
    nlp.max_length = sys.maxsize
    split_dashes(nlp)
    for name in components:
        import_module(f"pipeline.extract.{name}")
        nlp.add_pipe(f"chronocite_{name}")
    return nlp
