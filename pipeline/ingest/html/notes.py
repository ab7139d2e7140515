"""Notes of an HTML page by their links: a number in the text points at the note, the note points back.

The forms that this reads: `<sup><a href="#fn3">3</a></sup>` with `<li id="fn3">`; Wikipedia's `[3]` and `cite_note`;
Word's `<a href="#_ftn3">` with an `<a name="_ftn3">` inside the note; `fnref:3` of Markdown renderers and pandoc's
`role`s; InDesign's links with a file name before the `#`; docutils' `<dt>`/`<dd>`; table rows. Uncited notes beside
cited ones are found too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from pipeline.ingest.html.page import BLOCKS, HEADINGS
from pipeline.numbers import whole
from pipeline.records import BlockKind

LABEL = re.compile(
    r"\s*(?P<open>[\[(]?)\s*(?P<label>(?:(?:notes?|nb|n|fn)\s?\.?\s?)?\d{1,4}|[a-z]|([a-z])\3|[ivxlc]{1,6}|[*†‡§¶‖#]{1,4})\s*[\])]?[.:]?\s*",
    re.IGNORECASE,
)
"""A marker as printed, brackets and all."""

_PRINTED = re.compile(
    r"\s*(?:[\^↑↩]\s*)?(?:\[\s*(\d{1,4}|[a-z*†‡§]{1,2})\s*\]|\(\s*(\d{1,4})\s*\)|(\d{1,4})(?=[\s\u00a0.):A-Z“\"]))[.:]?\s*"
)
_SYMBOL = re.compile(r"\s*([*†‡§¶‖]{1,4})\s*")
_NOTE_NAME = re.compile(
    r"foot-?note|end-?note|sdfoot|sdend|noteref|fn|ftn|edn|cite|(?:^|[\W_])(?:note|ref|bib|reference|biblio)",
    re.IGNORECASE,
)
_BACK_NAME = re.compile(
    r"back-?link|back-?ref|footnote-back|fn-?back|reverse-?footnote|fnref|ftnref|ednref|cite_ref|doc-backlink",
    re.IGNORECASE,
)
_BACK_TEXT = re.compile(
    r"[\s\u00a0↩↪↑⤴↵⇑⏎^«‹←⮌▲\ufe0e\ufe0f\[\]()]*(?:(?:jump|go|return|back|up|top|to|text|reference|main|the|:)[\s\]).:]*)*[a-z]?\s*",
    re.IGNORECASE,
)
_HOLDERS = frozenset({"li", "div", "aside", "dd", "tr"})
_OPEN_BOXES = frozenset({"html", "body", "main", "article", "section", "table", "tbody", "ol", "ul", "dl"})


@dataclass(eq=False, slots=True)
class Note:
    """A note: its label, the elements that hold it (several where its paragraphs stand side by side), its numbering."""

    label: str
    elements: list[etree._Element] = field(default_factory=list)
    scope: int = 0
    kind: BlockKind = "endnote"


@dataclass(frozen=True, slots=True)
class NoteLinks:
    """Which elements are markers (of which note), parts of notes, and links back from notes to the text."""

    markers: dict[etree._Element, Note]
    notes: dict[etree._Element, Note]
    back: frozenset[etree._Element]


def words_of(element: etree._Element) -> str:
    """All text inside an element, as it stands in the file."""
    return "".join(element.itertext())


class _Tree:
    """A page's elements in order, and by id."""

    def __init__(self, tree: etree._Element) -> None:
        self.order = {element: i for i, element in enumerate(tree.iter(etree.Element))}
        self._ids: dict[str, etree._Element] = {}
        for element in self.order:
            for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
                if name:
                    self._ids.setdefault(name, element)

    def target(self, link: etree._Element) -> etree._Element | None:
        """What a link points at, if that is on this page; a file name before the `#` may be the page's old one."""
        _, _, name = link.get("href", "").partition("#")
        return self._ids.get(name, self._ids.get(unquote(name))) if name else None


def find_notes(tree: etree._Element) -> NoteLinks:
    """Find markers and notes.

    Args:
        tree: The parsed page.

    Returns:
        Notes' labels are as printed at the note, or as their marker says; a note has the scope of its numbering:
        counting that starts again is another.
    """
    page = _Tree(tree)
    links = [
        (link, target)
        for link in page.order
        if link.tag == "a" and LABEL.fullmatch(words_of(link)) and (target := page.target(link)) is not None
    ]
    holders: dict[etree._Element, list[etree._Element]] = {}
    for link, target in links:
        if page.order[target] > page.order[link]:
            holders.setdefault(target, []).append(link)
    notes: dict[etree._Element, Note] = {}
    markers: dict[etree._Element, Note] = {}
    for target in sorted(holders, key=page.order.__getitem__):
        element = _holder(target, holders)
        if element is None or element in notes:
            continue
        cited_by = [m for m in holders[target] if _is_note(m, target, element, page)]
        if cited_by:
            notes[element] = Note(_label(cited_by[0], element), [element])
            markers |= dict.fromkeys(cited_by, notes[element])
    # A note may cite another note; a link inside its own note is none.
    notes |= dict(_uncited(notes))
    notes |= dict(_continued(notes, markers))
    number_notes(sorted(dict.fromkeys(notes.values()), key=lambda n: page.order[n.elements[0]]))
    if notes:
        markers |= dict(_broken(page, notes, markers))
    return NoteLinks(markers, notes, frozenset(_back_links(notes, markers)))


def _holder(target: etree._Element, others: Iterable[etree._Element]) -> etree._Element | None:
    """The element that holds the whole note that a link points into; `None` if it points at something else."""
    element = target
    while element.tag not in BLOCKS:
        element = element.getparent()
        if element is None:
            return None
    if element.tag in HEADINGS or (element.tag in _OPEN_BOXES and element is not target):
        return None
    if element.tag in {"html", "body", "main", "table"}:
        return None
    if element is not target and not _begins_with(element, target):
        return None
    while (parent := element.getparent()) is not None and parent.tag in _HOLDERS:
        if any(o is not target and parent in o.iterancestors() for o in others) or not _begins_with(parent, element):
            break
        element = parent
    if element.tag in {"td", "th"}:
        element = element.getparent()
    return element


def _begins_with(element: etree._Element, part: etree._Element) -> bool:
    """Whether nothing but a number stands in an element before one of its parts."""
    before: list[str] = []
    node = part
    while node is not element:
        before += [words_of(s) + (s.tail or "") for s in node.itersiblings(preceding=True)]
        node = node.getparent()
        before.append(node.text or "")
    text = "".join(before).strip()
    return not text or bool(LABEL.fullmatch(text))


def _is_note(link: etree._Element, target: etree._Element, element: etree._Element, page: _Tree) -> bool:
    """Whether what a number points at is a note: it says something, and form or names or a link back say what it is."""
    if element in link.iterancestors() or any(element.find(f".//{h}") is not None for h in HEADINGS):
        return False
    text = words_of(element)
    if element.tag == "dt":
        text += words_of(_after(element))
    if sum(c.isalpha() for c in text) < 2:
        return False
    if any(page.target(a) in _near(link) for a in element.iter("a") if "#" in a.get("href", "")):
        return True
    names = " ".join(e.get(key, "") for e in (link, target, element) for key in ("class", "id", "name", "role", "href"))
    raised = link.getparent().tag == "sup" or link.find(".//sup") is not None
    if _NOTE_NAME.search(names):
        return True
    label = LABEL.fullmatch(words_of(link))
    printed = _PRINTED.match(text) or _SYMBOL.match(text)
    return bool(printed and label and label["label"] in printed.groups()) or (raised and element.tag == "li")


def _after(element: etree._Element) -> etree._Element:
    following = element.getnext()
    return following if following is not None and following.tag == "dd" else element


def _near(link: etree._Element) -> set[etree._Element]:
    """The link, what it holds, and the inline elements around and directly before it: where links back may point."""
    out = {link, *link.iterdescendants()}
    node = link
    while (node := node.getparent()) is not None and node.tag not in BLOCKS:
        out.add(node)
    before = link.getprevious()
    return out if before is None else {*out, before}


def _label(link: etree._Element, element: etree._Element) -> str:
    said = LABEL.fullmatch(words_of(link))
    label = said["label"] if said else ""
    if label.isdecimal() and (printed := _PRINTED.match(words_of(element))):
        return next((g for g in printed.groups() if g and g.isdecimal()), label)
    return label


def _uncited(notes: dict[etree._Element, Note]) -> Iterator[tuple[etree._Element, Note]]:
    """The notes that no marker cites: items of the same list, or boxes of the same kind with a number of their own."""
    kin: dict[tuple[etree._Element, str, str], list[etree._Element]] = {}
    for element in notes:
        kin.setdefault((element.getparent(), str(element.tag), element.get("class", "")), []).append(element)
    for (parent, tag, name), known in kin.items():
        siblings = [e for e in parent.iterchildren(tag) if e.get("class", "") == name]
        start = whole(parent.get("start", ""), 1)
        counted = parent.tag == "ol" and all(notes[e].label == str(siblings.index(e) + start) for e in known)
        labels = {notes[e].label for e in known}
        first = min(siblings.index(e) for e in known)
        for i, element in enumerate(siblings):
            if element in notes:
                continue
            printed = _PRINTED.match(words_of(element))
            label = str(i + start) if counted else next((g for g in printed.groups() if g), "") if printed else ""
            if label in labels:
                label = _between(siblings, i, notes)
            if label and label not in labels and (counted or i > first or label == "1"):
                labels.add(label)
                yield element, Note(label, [element])


def _between(siblings: Sequence[etree._Element], i: int, notes: dict[etree._Element, Note]) -> str:
    """The number that a misprinted one stands for: the one that is missing between its neighbours."""
    around = [notes[e].label for e in siblings[max(0, i - 1) : i + 2] if e in notes]
    if len(around) == 2 and all(n.isdecimal() for n in around) and int(around[1]) == int(around[0]) + 2:
        return str(int(around[0]) + 1)
    return ""


def _continued(
    notes: dict[etree._Element, Note], markers: dict[etree._Element, Note]
) -> Iterator[tuple[etree._Element, Note]]:
    """The further paragraphs of a note: `dd` behind `dt`, and what stands between two notes without a marker in it."""
    for element, note in list(notes.items()):
        following: list[etree._Element] = []
        for sibling in element.itersiblings():
            if element.tag == "dt":
                if sibling.tag == "dd":
                    note.elements.append(sibling)
                    yield sibling, note
                break
            if sibling in notes and element.tag == "p":
                note.elements += following
                yield from ((e, note) for e in following)
            if sibling in notes or sibling.tag not in {"p", "blockquote"}:
                break
            if any(a in markers for a in sibling.iter("a")):
                break
            following.append(sibling)


def number_notes(notes: Sequence[Note]) -> None:
    """Give notes in page order their scopes: a number that was there before starts a new count; symbols count alone."""
    scope = 0
    seen: set[str] = set()
    symbols: dict[str, int] = {}
    for note in notes:
        if not note.label.isdecimal():
            note.scope = symbols.get(note.label, 0)
            symbols[note.label] = note.scope + 1
            continue
        if note.label in seen:
            scope, seen = scope + 1, set()
        seen.add(note.label)
        note.scope = scope


def _broken(
    page: _Tree, notes: dict[etree._Element, Note], markers: dict[etree._Element, Note]
) -> Iterator[tuple[etree._Element, Note]]:
    """Markers whose link leads nowhere: they cite the note of their number, if the page has it after all."""
    by_label = {(note.scope, note.label): note for note in notes.values()}
    scope = 0
    for link in page.order:
        if link in markers:
            scope = markers[link].scope if markers[link].label.isdecimal() else scope
        elif link.tag == "a" and page.target(link) is None and not any(a in notes for a in link.iterancestors()):
            said = LABEL.fullmatch(words_of(link))
            name = link.get("href", "").partition("#")[2]
            if said and said["label"].isdecimal() and _NOTE_NAME.search(name) and not _BACK_NAME.search(name):
                yield link, by_label.get((scope, said["label"])) or Note(said["label"], [], scope)


def _back_links(notes: dict[etree._Element, Note], markers: dict[etree._Element, Note]) -> Iterator[etree._Element]:
    """What points from a note back to the text, unless it is the note's own printed number."""
    for element, note in notes.items():
        for inner in element.iterdescendants():
            if inner in markers:
                continue
            text = words_of(inner).strip()
            names = f"{inner.get('class', '')} {inner.get('role', '')} {inner.get('rev', '')}"
            is_link = inner.tag == "a" and "#" in inner.get("href", "")
            own = text.strip("[]().: \u00a0") == note.label
            if own or len(text) > 40:
                continue
            if _BACK_NAME.search(names) or (is_link and _BACK_TEXT.fullmatch(text) and text):
                yield inner
