"""Endnotes of plain text: the lines behind a heading "Notes", and which of them begin a note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.ingest.notes.forms import Head, head_at
from pipeline.ingest.notes.sections import LONGEST_BREAK, choose_heads, closes_notes, names_part, opens_notes
from pipeline.ingest.text.pages import TextPage, runs_of, text_of
from pipeline.ingest.weave import Line

_NEAR = 3
"""Printed lines between a chapter's name among the endnotes and its first note: a title over two lines at most."""


@dataclass(frozen=True, slots=True)
class SectionNote:
    """A note behind a heading: its label, its numbering, its lines from the number on."""

    label: int
    scope: int
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Section:
    """Runs of lines behind one heading; `parts` are the offsets of headings inside."""

    runs: list[list[Line]]
    parts: list[int]


def section_notes(
    source: str, pages: Sequence[TextPage], ends: Callable[[str, Sequence[Line]], bool]
) -> tuple[list[SectionNote], list[int]]:
    """Find the endnotes of a text.

    Args:
        source: The source text.
        pages: With their lines.
        ends: Whether lines end as a sentence does.

    Returns:
        The notes in source order, and the offsets of the headings above them and among them.
    """
    sections = _sections(source, [run for page in pages for run in runs_of(source, page.lines)])
    heads = [h for s in sections for h in _heads(source, s)]
    parts = [p for s in sections for p in s.parts]
    chosen = {h.start: (scope, h) for scope, h in choose_heads(heads, parts)}
    return [n for s in sections for n in _notes(source, s, chosen, ends)], parts


def _sections(source: str, runs: Sequence[list[Line]]) -> list[_Section]:
    """The runs behind headings: to the next heading that names something else than a part of the notes."""
    out: list[_Section] = []
    inside, unnumbered = False, 0
    for i, run in enumerate(runs):
        first = text_of(source, run[0])
        followed = _followed_by_head(source, runs, i)
        if opens_notes(first) and followed:
            if not inside:
                out.append(_Section([], []))
            inside = True
            out[-1].parts.append(run[0].start)
            run = run[1:]
        elif (
            inside and (closes_notes(first) or names_part(first)) and head_at(source, run[0].start, run[0].end) is None
        ):
            inside = names_part(first) and followed
            if inside:
                out[-1].parts.append(run[0].start)
                continue
        if inside and run:
            out[-1].runs.append(run)
            unnumbered = 0 if head_at(source, run[0].start, run[0].end) else unnumbered + 1
            inside = unnumbered <= LONGEST_BREAK
    return out


def _followed_by_head(source: str, runs: Sequence[list[Line]], i: int) -> bool:
    """Whether one of the next lines behind a run's first begins a note."""
    behind = [x for run in runs[i : i + 1 + _NEAR] for x in run][1 : 1 + _NEAR]
    return any(head_at(source, x.start, x.end) for x in behind)


def _heads(source: str, section: _Section) -> list[Head]:
    """The lines that may begin a note.

    A number in the middle of a paragraph that none opens is likelier a wrapped sentence's, but at a page's top, where
    a note goes on.
    """
    out: list[Head] = []
    page = 0
    for run in section.runs:
        found = [h for x in run if (h := head_at(source, x.start, x.end))]
        new_page, page = run[0].page != page, run[0].page
        if found and (new_page or head_at(source, run[0].start, run[0].end)):
            out += found
    return out


def _notes(
    source: str,
    section: _Section,
    chosen: dict[int, tuple[int, Head]],
    ends: Callable[[str, Sequence[Line]], bool],
) -> list[SectionNote]:
    """The notes of a section, each with its lines; behind the last one before a heading only its paragraph is its."""
    out: list[SectionNote] = []
    pending: list[Line] = []
    for run in section.runs:
        for line in run:
            head = head_at(source, line.start, line.end)
            if head and head.start in chosen:
                scope, _ = chosen[head.start]
                if out and not _parted(section, out[-1].lines[0], line):
                    out[-1] = SectionNote(out[-1].label, out[-1].scope, (*out[-1].lines, *pending))
                pending = []
                out.append(SectionNote(head.label, scope, (line,)))
                open_run, page = run, line.page
            elif out and (run is open_run or _carried(source, out[-1].lines, pending, run, page, ends)):
                out[-1] = SectionNote(out[-1].label, out[-1].scope, (*out[-1].lines, line))
                open_run, page = run, line.page
            elif out:
                pending.append(line)
    return out


def _parted(section: _Section, a: Line, b: Line) -> bool:
    return any(a.start < p < b.start for p in section.parts)


def _carried(
    source: str,
    lines: Sequence[Line],
    pending: Sequence[Line],
    run: Sequence[Line],
    page: int,
    ends: Callable[[str, Sequence[Line]], bool],
) -> bool:
    """Whether a note that broke off goes on with the first lines of the next page."""
    return not pending and run[0].page == page + 1 and not ends(source, lines)
