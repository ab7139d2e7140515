"""Where sentences end: in the text of reports, full of abbreviations, initials and long quotations.

A sentence ends at `. ? !` with the quotes and brackets that close behind it, before white space and a
capital, a digit or an opening quote. It does not end behind an abbreviation, an initial or an ellipsis
(`. . .`), nor inside a quotation, so that who speaks stays with what is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.extract.nlp import put, text_of

LONGEST_QUOTATION = 1200
"""Characters. A quote that opens and does not close within them is taken for a slip of the pen."""

_CLOSERS = "”’\"'»)\\]"
_END = re.compile(
    rf"(?<![.?!…])(?P<stop>[.?!…]++)[{_CLOSERS}]*+(?P<mark>(?:\[\d{{1,3}}\])+|\d{{1,3}}(?=\s))?(?=\s+[\"'“‘«(\[]*(?P<next>[^\W_]\w*))"
)
_QUOTE = re.compile(r"[“”\"]")
_BEFORE = re.compile(r"[^\s“”‘\"(\[—–]*$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
_INITIAL = re.compile(r"(?:[A-Z]|[A-Z][a-z]?-[A-Z])$")
_ELLIPSIS = re.compile(r"(?:\.\s){1,3}\.?$|…$|\.\.\.?$")
_NUMERAL = re.compile(r"\s*[(\[]?(?:\d{1,3}|[ivxlIVXL]{1,5}|[a-z])$")

_TITLES = "mr mrs ms messrs dr prof gen lt col maj capt cmdr adm vadm radm sgt cpl rep sen gov hon rev st amb sec fr"
_ALWAYS = "e.g i.e cf viz vs v ed eds trans ca approx et esp incl resp dept gov’t"
_BEFORE_NUMBER = "c no nos p pp vol vols ch chap art arts sec para paras fig figs tab fn n nn op pt vs ser app ed par"
_MONTHS = "jan feb mar apr jun jul aug sep sept oct nov dec"
_COMPANY = "inc ltd co corp llc bros jr sr"

_ABBREVIATIONS = frozenset(f"{_TITLES} {_ALWAYS}".split())
_NUMBERED = frozenset(f"{_BEFORE_NUMBER} {_MONTHS}".split())
_COMPANIES = frozenset(_COMPANY.split())
_SENTENCE_OPENERS = (
    "The This These Those That It Its In On At As By For From With When While Although However But And Yet Since "
    "After Before During If To He She They We I His Her Their Our There Here Then Thus Such Both Each Some Many Most "
    "Other Another One Two According Following Despite Finally First Second Third Moreover Meanwhile An A"
)
_OPENERS = frozenset(_SENTENCE_OPENERS.split())


@dataclass(frozen=True, slots=True)
class SentenceFound:
    """A sentence; `rule` says what ended it."""

    rule: str = "sentence.end"


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Split a text into sentences.

    Args:
        text: The reading text of one block.

    Returns:
        Half-open spans in order, blanks between them left out; together they hold all that is not blank.
    """
    cuts = [0]
    inside = _quotations(text)
    for end in _END.finditer(text):
        if not any(a < end.start() and end.end() < b for a, b in inside) and _ends_sentence(text, end):
            cuts.append(end.end())
    cuts.append(len(text))
    spans = []
    for low, high in pairwise(cuts):
        piece = text[low:high]
        if piece.strip():
            start = low + len(piece) - len(piece.lstrip())
            spans.append((start, low + len(piece.rstrip())))
    return spans


def _ends_sentence(text: str, end: re.Match[str]) -> bool:
    following = end["next"]
    if not (following[0].isupper() or following[0].isdigit() or not following[0].islower()):
        return False
    if end["mark"] and text[end.start() - 1].isdigit() and not end["mark"].startswith("["):
        return False  # "rose by 2.5 The": a number, not a full stop and a note mark
    if end["stop"] != ".":
        return "?" in end["stop"] or "!" in end["stop"]
    stop = end.start()
    # A paragraph may be as long as a book: what stands before is looked at near the stop, not copied whole.
    near = text[max(0, stop - 40) : stop]
    if _ELLIPSIS.search(near[-8:]) or _NUMERAL.fullmatch(text, 0, stop) or not (near.strip() or text[:stop].strip()):
        return False
    word = _word_before(near)
    if _DOTTED.fullmatch(word.rsplit("-", 1)[-1]) or _INITIAL.fullmatch(word) or word.casefold() in _COMPANIES:
        return following in _OPENERS or end["mark"] is not None
    if word.casefold() in _NUMBERED:
        return not following[0].isdigit() and word.casefold() not in {"pp", "nos", "vol", "vols", "fig", "figs"}
    return word.casefold() not in _ABBREVIATIONS


def _word_before(near: str) -> str:
    match = _BEFORE.search(near)
    return match.group() if match else ""


def _quotations(text: str) -> list[tuple[int, int]]:
    """The spans between quotes that open and close; inner ones go with their outer one."""
    spans: list[tuple[int, int]] = []
    opened = -1
    straight = -1
    for mark in _QUOTE.finditer(text):
        at, char = mark.start(), mark.group()
        if char == "“":
            # A second opening quote before any closing one: a new paragraph of the quotation, or a slip.
            opened = at
        elif char == "”" and opened >= 0:
            spans.append((opened, at))
            opened = -1
        elif char == '"':
            if straight < 0 and (at == 0 or text[at - 1].isspace() or text[at - 1] in "([—–"):
                straight = at
            elif straight >= 0:
                spans.append((straight, at))
                straight = -1
    return [(a, b) for a, b in spans if b - a <= LONGEST_QUOTATION]


@Language.component("chronocite_sentences")
def find_sentences(doc: Doc) -> Doc:
    """Set where sentences start and leave them as span group `sentences`."""
    spans: list[Span] = []
    for start, end in sentence_spans(text_of(doc)):
        span = doc.char_span(start, end, label="sentence.end", alignment_mode="expand")
        if span is None or (spans and span.start < spans[-1].end):
            continue  # two sentences that share a token: the tokenizer sees one word there, so one sentence
        spans.append(span)
    starts = {0, *(span.start for span in spans)}
    # All at once: the setter of one token looks through the whole doc. -1, in spaCy's unsigned numbers, is no start.
    marks = np.array([1 if i in starts else -1 for i in range(len(doc))], dtype=np.int64).astype(np.uint64)
    doc.from_array(["SENT_START"], marks)  # type: ignore[arg-type] # thinc's types know no plain vector
    put(doc, "sentences", spans, [SentenceFound() for _ in spans])
    return doc
