"""One spaCy pipeline on blank English, put together from rule files; no statistical model.

Each component finds one kind of thing in the reading text of one block (markers lifted out) and leaves it
as a span group of that name: `sentences, dates, actors, agreements, quotes, claims, citations`. A span's label is
the id of its rule; what was found out about it stands beside it, in the group's `attrs`, read by `found`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from spacy.lang.en import English
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # spaCy ships no stub for it
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from pipeline.errors import RuleError
from pipeline.extract.rulefile import following_rules
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
    """Leave what was found in a span group, if anything was; `details[i]` tells of `spans[i]`."""
    if len(spans) != len(details):
        raise ValueError(f"{len(spans)} spans, {len(details)} details")
    if spans:
        doc.spans[group] = SpanGroup(doc, name=group, spans=list(spans), attrs={"details": list(details)})
    # A group makes its spans anew whenever it is gone through; whoever asks often is given this list.
    doc.user_data[f"found.{group}"] = list(zip(spans, details, strict=True))


def found(doc: Doc, group: str, kind: type[T]) -> list[tuple[Span, T]]:
    """What a component left of one kind, in the order that it was left in."""
    left: list[tuple[Span, object]] = doc.user_data.get(f"found.{group}", [])
    return [(s, d) for s, d in left if isinstance(d, kind)]


def language() -> Language:
    """spaCy's blank English with a tokenizer that splits `U.S.–Japan` and `U.S.-led`, too.

    Its own rules want a letter before the dash. It is made with them at once: each change of a rule has the tokenizer
    read all its exceptions again.
    """
    nlp = English(create_tokenizer=_tokenizer)
    # spaCy's limit guards the memory of a parser; there is none here, and a file may be one long paragraph.
    nlp.max_length = sys.maxsize
    return nlp


def _tokenizer(nlp: Language) -> Tokenizer:
    own = nlp.Defaults
    infixes = [*(own.infixes or ()), r"(?<=\.)[-–—](?=[A-Za-z])"]
    return _Tokenizer(
        nlp.vocab,
        rules=own.tokenizer_exceptions,
        # Prefixes are bound to the head of a word: nothing behind need be searched.
        prefix_search=_unless_letters(compile_prefix_regex(own.prefixes or ()).match, None),
        suffix_search=_unless_letters(_in_tail(compile_suffix_regex(own.suffixes or ()).search), None),
        infix_finditer=_unless_letters(compile_infix_regex(infixes).finditer, ()),
        token_match=own.token_match,
        url_match=own.url_match,
    )


_LONG = 500
"""Characters: the longest words of a language have a tenth of it, web addresses a little less."""

_TAIL = 100
"""Characters that hold every suffix and what it looks back to."""

_FIGURES = frozenset("0123456789")


class _Tokenizer(Tokenizer):  # type: ignore[misc]  # spaCy ships no stub for it
    """spaCy's, but for what no blank parts: it takes signs off a word one by one, and copies the rest each time.

    A megabyte of brackets would take hours; such a word is cut into pieces that are read for themselves.
    """

    def __call__(self, string: str) -> Doc:
        """Make a doc of a text; its tokens put together are the text, letter by letter."""
        if all(len(word) <= _LONG for word in string.split()):
            doc: Doc = super().__call__(string)
            return doc
        pieces = [super(_Tokenizer, self).__call__(piece) for piece in _PIECE.findall(string)]
        words = [token.text for piece in pieces for token in piece]
        return Doc(self.vocab, words=words, spaces=[bool(token.whitespace_) for piece in pieces for token in piece])


_PIECE = re.compile(rf"\S{{1,{_LONG}}}\s*|\s+")


def _in_tail(search: Callable[[str], Any]) -> Callable[[str], Any]:
    """Suffixes are bound to the end of a word, and none ends in a figure."""
    return lambda word: None if word[-1:] in _FIGURES else search(word[-_TAIL:])


def _unless_letters(search: Callable[[str], Any], nothing: Any) -> Callable[[str], Any]:
    """All affixes have or follow a sign or a figure: most words need not be asked, and each asking is slow."""
    return lambda word: nothing if word.isalpha() else search(word)


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


def read(nlp: Language, source: str, block: Block, *, numeric_order: str = "month") -> TextBlock:
    """Run the pipeline over the reading text of one block, markers and a note's own number lifted out.

    A number left in would join what follows it: `31 July 2002` at the head of note 31 is a month.

    Args:
        nlp: The pipeline.
        source: The document's source text.
        block: The block to read.
        numeric_order: What stands first in the document's numeric dates (see `dates.order`).
    """
    reading = read_block(source, _without_number(source, block), markers=False)
    doc = nlp.make_doc(reading.text)
    doc.user_data |= {"block": block, "text": reading.text, "numeric_order": numeric_order}
    return TextBlock(block, reading, nlp(doc))


def _without_number(source: str, block: Block) -> Block:
    if not block.label:
        return block
    start = block.fragments[0][0]
    printed = _end_of_number(source, start, block.label)
    if printed is None:
        return block
    behind = (e for e in block.edits if e.end > printed)
    return replace(block, edits=(Edit("marker", start, printed), *behind))


_OPENED = re.compile(r"\[\^|\\?[\[(]|<sup>\s*")
_BEHIND = r"(?=\s|[A-Z“‘\"])"
_CLOSED = re.compile(rf"(?:\\?[\]).:]|\s*</sup>)*{_BEHIND}")
_SUPERIOR = re.compile(rf"[⁰¹²³⁴-⁹]+{_BEHIND}")


def _end_of_number(source: str, start: int, label: str) -> int | None:
    """Where the number of a note ends that is printed at its head, with its brackets and stops; `None` if none is."""
    opened = _OPENED.match(source, start)
    for at in (opened.end(), start) if opened else (start,):
        if source.startswith(label, at) and (closed := _CLOSED.match(source, at + len(label))):
            return closed.end()
    superior = _SUPERIOR.match(source, start)
    return superior.end() if superior else None


def build(components: Sequence[str] = COMPONENTS) -> Language:
    """Assemble the pipeline.

    Raises:
        RuleError: A pattern of a rule is no regular expression.
    """
    from importlib import import_module

    nlp = language()
    for name in components:
        import_module(f"pipeline.extract.{name}")
        try:
            nlp.add_pipe(f"chronocite_{name}")
        except re.error as error:
            told = " ".join(f"{str(error.pattern)[:200]!r} is no regular expression: {error}".split())
            raise RuleError(f"in a rule of {name}, {told}; mend the rule") from error
    return nlp


@following_rules
def pipeline() -> Language:
    """The whole pipeline by the rules in use, put together once in a process."""
    return build()
