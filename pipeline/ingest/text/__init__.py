"""Plain text, as exports and OCR leave it: pages, chapters, paragraphs, notes and markers are found by their form."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.ingest.draft import Draft
from pipeline.ingest.facts import printed_facts
from pipeline.ingest.notes import align, placed
from pipeline.ingest.notes.forms import marks_in, signs_around
from pipeline.ingest.notes.inline import inline_notes
from pipeline.ingest.notes.markers import choose_markers
from pipeline.ingest.text.inline import cite, lift
from pipeline.ingest.text.notes import FoundNote, FoundNotes, find_notes, restarts
from pipeline.ingest.text.pages import TextPage, Wrapping, runs_of, split_lines, split_pages, text_of, wrapping
from pipeline.ingest.vocabulary import Vocabulary
from pipeline.ingest.weave import Line, weave
from pipeline.records import Block, BlockKind, Edit, Fact, Fragment, Marker, Page, hull

_CHAPTER = re.compile(
    r"(?:chapter|part|appendix|annex)\s+(?:\d{1,3}|[ivxlc]{1,7}|[a-z]|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)\b[.:]?(?:\s+(?P<title>\S.{0,80}))?$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[•◦▪●‣·*–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[^\S\n]+(?=\S)")
_BULLET = re.compile(r"\s*[•◦▪●‣·*–—-][^\S\n]+")
_TERMINAL = re.compile(r"""[.?!:;][”’"')\]]*(?:\d{1,4})?$""")
_NO_HEADING_END = re.compile(r"[.,;:?!]\d{0,3}$|[.,;]”$")


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines of running text that belong together, on one page or over a page break."""

    kind: BlockKind
    lines: tuple[Line, ...]
    first_of_page: bool = False


def read_text(source: str) -> Draft:
    """Read a plain text.

    Args:
        source: The decoded characters, byte order mark removed, line ends as they stand.
    """
    lines = split_lines(source)
    style = wrapping(source, lines)
    lifted = lift(source, split_pages(source, lines), inline_notes(source))
    pages = lifted.pages
    chapters = restarts(source, pages, sorted(x.start for p in pages for x in p.lines if _opens_chapter(source, x)))
    notes = find_notes(source, pages, chapters)
    bodies = [replace(p, lines=tuple(x for x in p.lines if x.start not in notes.lines)) for p in pages]
    body_lines = [x for p in bodies for x in p.lines if text_of(source, x)]
    counted = _counted(source, body_lines, chapters, notes)
    cited, inline = cite(
        source, lifted, body_lines, _first_free([m.scope for m in counted], [n.scope for n in notes.notes])
    )
    markers = _together(counted, cited)
    vocabulary = Vocabulary(source)
    runs = _join_pages(source, [_runs(source, p, style) for p in bodies], style)
    drafts = _text_blocks(source, runs, markers, vocabulary)
    drafts += [*_furniture_blocks(source, pages), *_furniture(source, lifted.brackets)]
    drafts += align(counted, [_note_block(source, n, vocabulary) for n in notes.notes])
    drafts += [_note_block(source, n, vocabulary) for n in inline]
    blocks = _in_order(drafts)
    return Draft(
        media_type="text/plain",
        source=source,
        blocks=blocks,
        markers=placed(markers, blocks),
        pages=_pages(source, pages),
        facts=_facts(source, pages, blocks),
    )


def _opens_chapter(source: str, line: Line) -> bool:
    """Whether a line says `Chapter 2`, alone or with a title behind it; a sentence that begins so is none."""
    found = _CHAPTER.match(text_of(source, line))
    return found is not None and (not found["title"] or _in_title_case(found["title"]))


def _runs(source: str, page: TextPage, style: Wrapping) -> list[_Run]:
    """The paragraphs, list items and headings of one page."""
    pieces = [piece for run in runs_of(source, page.lines) for piece in _split_run(source, run, style)]
    out = []
    for i, piece in enumerate(pieces):
        if _ITEM.match(source, piece[0].start, piece[0].end) and not _is_heading(source, piece, numbered=True):
            kind: BlockKind = "list"
        else:
            kind = "heading" if _is_heading(source, piece, numbered=False) else "paragraph"
        out.append(_Run(kind, tuple(piece), first_of_page=i == 0))
    return out


def _split_run(source: str, run: Sequence[Line], style: Wrapping) -> list[list[Line]]:
    pieces: list[list[Line]] = []
    for i, line in enumerate(run):
        before = run[i - 1] if i else None
        ended = before is not None and (
            style.whole
            or _opens_chapter(source, before)
            or (style.soft and source[before.end - 1] not in " -\u00ad\u00a0")
        )
        bullet = _BULLET.match(source, line.start, line.end) or _opens_chapter(source, line)
        numbered = before and _ITEM.match(source, line.start, line.end) and _TERMINAL.search(text_of(source, before))
        if before is None or ended or bullet or numbered:
            pieces.append([])
        pieces[-1].append(line)
    return pieces


def _is_heading(source: str, piece: Sequence[Line], *, numbered: bool) -> bool:
    """Short, unpunctuated, capitalised: a heading; a numbered line must be in title case to the last word."""
    text = " ".join(text_of(source, x) for x in piece)
    if len(piece) > 2 or len(text) > 130 or _NO_HEADING_END.search(text):
        return False
    if _opens_chapter(source, piece[0]):
        return True
    if numbered:
        return text[0].isdigit() and _in_title_case(text, share=1.0) and len(text.split()) > 2
    return (text[0].isupper() or text[0].isdigit()) and _in_title_case(text)


def _in_title_case(text: str, share: float = 0.75) -> bool:
    """Whether that share of the longer words is capitalised, and the text doesn't end like a sentence."""
    words = [w for w in re.findall(r"[^\W\d_][\w’'-]*", text) if len(w) > 3]
    return bool(words) and sum(w[0].isupper() for w in words) >= share * len(words) and not text.endswith((".", ","))


def _join_pages(source: str, pages: Sequence[Sequence[_Run]], style: Wrapping) -> list[_Run]:
    """Put together the paragraphs that page breaks cut."""
    out: list[_Run] = []
    for runs in pages:
        for run in runs:
            if out and run.first_of_page and run.kind == "paragraph" and _goes_on(source, out[-1], run, style):
                out[-1] = replace(out[-1], lines=out[-1].lines + run.lines)
            else:
                out.append(run)
    return out


def _goes_on(source: str, before: _Run, run: _Run, style: Wrapping) -> bool:
    if before.kind not in {"paragraph", "list"} or style.whole:
        return False
    last, first = before.lines[-1], text_of(source, run.lines[0])
    if last.page == run.lines[0].page:
        return False
    if first[:1].islower():
        return True
    if style.soft:
        return source[last.end - 1] in " -\u00ad\u00a0"
    return not _TERMINAL.search(text_of(source, last))


def _counted(source: str, lines: Sequence[Line], chapters: Sequence[int], notes: FoundNotes) -> list[Marker]:
    """The markers of notes that are counted, or told apart by signs; their blocks aren't known yet."""
    labels = {int(n.label) for n in notes.notes if n.label.isdecimal()}
    marks = (m for x in lines for m in marks_in(source, x.start, x.end))
    chosen = choose_markers(marks, chapters, labels)
    numbers = [Marker(str(c.label), c.start, c.end, "", scope) for scope, c in chosen]
    return _together(numbers, [Marker(s.label, s.start, s.end, "", s.scope) for s in notes.signs])


def _first_free(*scopes: Sequence[int]) -> int:
    """Above what the alignment of notes may use: the scopes of markers, then one for each of the notes' own."""
    return sum(max(s, default=-1) + 1 for s in scopes)


def _together(markers: Sequence[Marker], others: Sequence[Marker]) -> list[Marker]:
    """Both in source order; where two readings of one place differ, `others` is right."""
    taken = {(m.start, m.end) for m in others}
    kept = [m for m in markers if (m.start, m.end) not in taken]
    return sorted([*kept, *others], key=lambda m: m.start)


def _in_order(drafts: Sequence[Block]) -> tuple[Block, ...]:
    """All blocks in the order of their first characters, numbered, with the headings above each."""
    blocks = []
    section: tuple[str, ...] = ()
    for i, b in enumerate(sorted(drafts, key=lambda b: hull(b.fragments)), 1):
        if b.kind == "heading":
            # A heading opens the path that it ends; what stands above it is the path without it.
            section = b.section
            blocks.append(replace(b, block_id=f"b{i}", section=section[:-1]))
        else:
            blocks.append(replace(b, block_id=f"b{i}", section=section))
    return tuple(blocks)


def _text_blocks(source: str, runs: Sequence[_Run], markers: Sequence[Marker], vocabulary: Vocabulary) -> list[Block]:
    """Blocks of running text; a heading's `section` is the path that it opens."""
    out: list[Block] = []
    headings = _Headings(source, [r.lines[0] for r in runs if r.kind == "heading"])
    starts = [m.start for m in markers]
    for run in runs:
        inner = [m for x in run.lines for m in markers[bisect_left(starts, x.start) : bisect_left(starts, x.end)]]
        fragments, edits = weave(source, _behind_bullet(source, run), vocabulary, inner)
        if not fragments:
            continue
        block = Block("", run.kind, fragments, _with_signs(source, edits, inner))
        if run.kind == "heading":
            level, path = headings.open(run.lines, directly=bool(out) and out[-1].kind == "heading")
            block = replace(block, level=level, section=path)
        out.append(block)
    return out


def _with_signs(source: str, edits: tuple[Edit, ...], markers: Sequence[Marker]) -> tuple[Edit, ...]:
    """Brackets around markers and commas between them are lifted out together with the markers."""
    signs = signs_around(source, list(dict.fromkeys((m.start, m.end) for m in markers)))
    ends = [e.end for e in edits]
    free = [s for s in signs if (at := bisect_right(ends, s[0])) == len(edits) or edits[at].start >= s[1]]
    return tuple(sorted([*edits, *(Edit("marker", *s) for s in free)], key=lambda e: (e.start, e.end)))


class _Headings:
    """The path of headings: chapters over sections; a chapter's bare number takes the title that follows it."""

    def __init__(self, source: str, lines: Sequence[Line]) -> None:
        self._source = source
        self._chapters = [x.start for x in lines if _opens_chapter(source, x)]
        self._path: tuple[str, ...] = ()
        self._wants_title = False

    def open(self, lines: Sequence[Line], *, directly: bool) -> tuple[int, tuple[str, ...]]:
        """Level and path of the next heading; `directly` if nothing stands between it and the heading before."""
        text = " ".join(text_of(self._source, x) for x in lines)
        if _opens_chapter(self._source, lines[0]):
            found = _CHAPTER.match(text_of(self._source, lines[0]))
            self._wants_title = len(lines) == 1 and found is not None and not found["title"]
            self._path = (text,)
            return 1, self._path
        if self._wants_title and directly:
            self._wants_title = False
            self._path = (f"{self._path[0]}: {text}",)
            return 1, self._path
        self._wants_title = False
        if not any(c < lines[0].start for c in self._chapters):
            self._path = (text,)
            return 1, self._path
        self._path = (*self._path[:1], text)
        return 2, self._path


def _behind_bullet(source: str, run: _Run) -> tuple[Line, ...]:
    """A list item's lines without its bullet, which is no part of what it says."""
    first = run.lines[0]
    bullet = _BULLET.match(source, first.start, first.end) if run.kind == "list" else None
    return (replace(first, start=bullet.end()), *run.lines[1:]) if bullet else run.lines


def _furniture_blocks(source: str, pages: Sequence[TextPage]) -> list[Block]:
    return _furniture(source, [(x.start, x.end) for p in pages for x in p.furniture])


def _furniture(source: str, spans: Iterable[Fragment]) -> list[Block]:
    stripped = ((b - len(source[a:b].lstrip()), a + len(source[a:b].rstrip())) for a, b in spans)
    return [Block("", "furniture", (span,)) for span in stripped if span[0] < span[1]]


def _note_block(source: str, note: FoundNote, vocabulary: Vocabulary) -> Block:
    fragments, edits = weave(source, note.lines, vocabulary)
    kind: BlockKind = "endnote" if note.endnote else "footnote"
    return Block("", kind, fragments, edits, label=note.label, scope=note.scope, complete=note.complete)


def _pages(source: str, pages: Sequence[TextPage]) -> tuple[Page, ...]:
    if len(pages) == 1:
        return ()
    starts = [min(x.start for x in (*p.lines, *p.furniture)) for p in pages]
    ends = [*starts[1:], len(source)]
    return tuple(Page(p.number, a, b, p.label) for p, a, b in zip(pages, starts, ends, strict=True))


def _facts(source: str, pages: Sequence[TextPage], blocks: Sequence[Block]) -> Mapping[str, Fact]:
    """What the text prints of itself: a running head that is no chapter's name is the title, else its first line is."""
    paths = {b.section for b in blocks}
    sections = {part.casefold() for path in paths for s in path for part in (s, s.split(": ", 1)[-1])}
    heads = Counter(h for p in pages for h in p.heads if h.casefold() not in sections)
    runs = [[text_of(source, x) for x in run] for p in pages[:1] for run in runs_of(source, p.lines)]
    # A line that goes on in small letters is a part of a paragraph.
    first = [text for run in runs if not any(t[:1].islower() for t in run[1:]) for text in run][:12]
    facts = printed_facts(first)
    if heads and heads.most_common(1)[0][1] >= 3:
        facts["title"] = Fact(heads.most_common(1)[0][0], "page")
    return facts
