"""Notes of an HTML page that are printed without links: raised numbers in the text, numbered paragraphs behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from pipeline.ingest.html.notes import Note, NoteLinks, words_of
from pipeline.ingest.html.page import BLOCKS, HEADINGS
from pipeline.ingest.notes.sequence import Candidate, best_sequence
from pipeline.numbers import whole

_RAISED = re.compile(r"\s*[\[(]?(\d{1,4})[\])]?\s*")
_NUMBERED = re.compile(r"\s*[\[(]?(\d{1,4})[\]).:]?[\s\u00a0]+(?=\S)")
_NOTES_HEADING = re.compile(r"(?:(?:end|foot)?notes?(?: and references)?|references):?", re.IGNORECASE)


def find_plain_notes(tree: etree._Element) -> NoteLinks:
    """Find markers and notes by their numbers alone.

    Args:
        tree: A parsed page without linked notes.

    Returns:
        Both chosen as sequences; nothing where fewer than half of the raised numbers have a note: then they may be
        exponents, ordinals or the numbers of something else.
    """
    elements = list(tree.iter(etree.Element))
    raised = [e for e in elements if e.tag == "sup" and _RAISED.fullmatch(words_of(e)) and not _opens_block(e)]
    markers = _chosen(raised, [_weight(e) for e in raised])
    if not markers:
        return NoteLinks({}, {}, frozenset())
    first = elements.index(markers[0][0])
    bodies = _listed(elements[first:]) or _numbered(elements[first:])
    notes = {(scope, label): Note(str(label), [e], scope) for e, scope, label in bodies}
    cited = {e: notes[scope, label] for e, scope, label in markers if (scope, label) in notes}
    if len(cited) * 2 < len(markers):
        return NoteLinks({}, {}, frozenset())
    for e, scope, label in markers:
        cited.setdefault(e, Note(str(label), [], scope))
    return NoteLinks(cited, {n.elements[0]: n for n in notes.values()}, frozenset())


def _chosen(elements: Sequence[etree._Element], weights: Sequence[float]) -> list[tuple[etree._Element, int, int]]:
    """The elements whose numbers count up, each with scope and label."""
    candidates = []
    for i, (element, weight) in enumerate(zip(elements, weights, strict=True)):
        found = _RAISED.match(words_of(element))
        if found and weight > 0:
            candidates.append(Candidate(int(found[1]), i, i + 1, weight))
    return [(elements[c.start], scope, c.label) for scope, c in best_sequence(candidates)]


def _opens_block(raised: etree._Element) -> bool:
    """Whether a raised number is the first of its block: then it is a note's own."""
    parent = raised.getparent()
    return raised.getprevious() is None and not (parent.text or "").strip() and parent.tag in BLOCKS


def _weight(raised: etree._Element) -> float:
    """How much a raised number looks like a marker: behind a stop much, behind a letter less (`m2`), a digit hardly."""
    previous = raised.getprevious()
    before = (raised.getparent().text if previous is None else previous.tail or words_of(previous)) or ""
    last = before.rstrip()[-1:]
    if last.isdigit():
        return 0.1
    return 0.6 if last.isalpha() else 1.0


def _listed(elements: Sequence[etree._Element]) -> list[tuple[etree._Element, int, int]]:
    """The items of an ordered list under a heading such as `Notes`, counted as a browser counts them."""
    under_heading = False
    for element in elements:
        if element.tag in HEADINGS or element.tag in {"b", "strong"}:
            under_heading = bool(_NOTES_HEADING.fullmatch(words_of(element).strip())) or (
                under_heading and element.tag not in HEADINGS
            )
        elif element.tag == "ol" and under_heading:
            start = whole(element.get("start", ""), 1)
            return [(item, 0, i) for i, item in enumerate(element.iterchildren("li"), start)]
    return []


def _numbered(elements: Sequence[etree._Element]) -> list[tuple[etree._Element, int, int]]:
    """Paragraphs that begin with a number, those that count up."""
    leaves = [
        e
        for e in elements
        if e.tag in {"p", "li", "div", "dd", "tr"}
        and not any(c.tag in BLOCKS and c.tag not in {"td", "th"} for c in e.iterdescendants())
        and (_NUMBERED.match(" ".join(e.itertext())) or _opens_raised(e))
    ]
    return _chosen(leaves, [1.0] * len(leaves))


def _opens_raised(element: etree._Element) -> bool:
    first = element[0] if len(element) else None
    return (
        first is not None
        and first.tag == "sup"
        and not (element.text or "").strip()
        and bool(_RAISED.fullmatch(words_of(first)))
    )
