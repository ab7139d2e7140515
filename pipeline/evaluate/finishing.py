"""Pages that a person has gone through, taken into the scope: every row checked against the text first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import StageError
from pipeline.evaluate.editing import locked
from pipeline.evaluate.forms import FILES
from pipeline.evaluate.gold import SCOPE, read_gold, read_rows
from pipeline.evaluate.sample import PAGES, read_pages
from pipeline.evaluate.shapes import row_mistakes
from pipeline.evaluate.tasks import TASKS
from pipeline.results import Results
from pipeline.store import to_json, write_text

PlainPage = dict[str, Any]
"""A line of `pages.jsonl`."""


def finish(results: Results, folder: Path, pages: Collection[str] = ()) -> list[str]:
    """Take pages into the scope, for all tasks.

    Args:
        results: Of a run over the same files.
        folder: With the pages and rows.
        pages: Their ids; none means all.

    Returns:
        What is wrong with the rows, a line each; if there is anything, nothing was changed.

    Raises:
        StageError: A page is not known.
        ChronociteError: A file is no JSON.
    """
    with locked(folder):
        every = read_pages(folder)
        known = {str(page["page"]): page for page in every}
        _known(folder, known, pages)
        check = _Check(results, known)
        rows = {name: read_rows(folder / f"{name}.jsonl") for name in FILES}
        checked = {name: [check.row(name, i, row) for i, row in enumerate(of, 1)] for name, of in rows.items()}
        if check.wrong:
            return check.wrong
        for name, of in checked.items():
            write_text(folder / f"{name}.jsonl", "".join(f"{to_json(row)}\n" for row in of))
        done = [page | {"done": bool(page["done"] or not pages or page["page"] in pages)} for page in every]
        write_text(folder / PAGES, "".join(f"{to_json(page)}\n" for page in done))
        _write_scope(folder, [page for page in done if page["done"]])
    return []


def reopen(folder: Path, name: str) -> None:
    """Take a page out of the scope again: it counts for nothing until it is done anew.

    Args:
        folder: With the pages and rows.
        name: The page's id.

    Raises:
        StageError: The page is not known, or a file is no JSON.
    """
    with locked(folder):
        every = read_pages(folder)
        _known(folder, {str(page["page"]): page for page in every}, [name])
        scope = {task: dict(ranges) for task, ranges in read_gold(folder).scope.items()}
        page = next(page for page in every if page["page"] == name)
        stretch = [page["start"], page["end"]]
        for of in scope.values():
            left = [r for r in map(list, of.pop(str(page["doc"]), ())) if r != stretch]
            if left:
                of[str(page["doc"])] = left
        write_text(folder / SCOPE, f"{to_json({task: of for task, of in scope.items() if of})}\n")
        opened = [p | {"done": False} if p["page"] == name else p for p in every]
        write_text(folder / PAGES, "".join(f"{to_json(p)}\n" for p in opened))


def _known(folder: Path, known: Mapping[str, Mapping[str, object]], pages: Collection[str]) -> None:
    if unknown := sorted(set(pages) - set(known)):
        raise StageError(f"{folder / PAGES} knows no page {', '.join(unknown)}")


def _write_scope(folder: Path, done: Sequence[PlainPage]) -> None:
    scope = {task: dict(ranges) for task, ranges in read_gold(folder).scope.items()}
    for task in TASKS:
        of = scope.setdefault(task, {})
        for page in done:
            ranges = [list(r) for r in of.get(page["doc"], ())]
            stretch = [page["start"], page["end"]]
            of[page["doc"]] = sorted([*ranges, stretch] if stretch not in ranges else ranges)
    write_text(folder / SCOPE, f"{to_json(scope)}\n")


class _Check:
    """Rows held against the text; where they stand is filled in from their words where it isn't said."""

    def __init__(self, results: Results, pages: Mapping[str, PlainPage]) -> None:
        self._results = results
        self._pages = pages
        self._doc_ids = {row["path"]: doc_id for doc_id, row in results.documents.items()}
        self.wrong: list[str] = []

    def row(self, name: str, line: int, row: dict[str, Any]) -> dict[str, Any]:
        """A row as it is to be written."""
        where = f"{name}.jsonl, line {line}"
        if wrong := row_mistakes(name, row, placed=False):
            self.wrong += [f"{where}: {mistake}" for mistake in wrong]
            return row
        if name != "agreements":
            return self._placed(where, row)
        return row | {"milestones": [self._milestone(where, m) for m in row["milestones"]]}

    def _milestone(self, where: str, milestone: dict[str, Any]) -> dict[str, Any]:
        return milestone | {"mentions": [self._placed(where, m) for m in milestone["mentions"]]}

    def _placed(self, where: str, row: dict[str, Any]) -> dict[str, Any]:
        page = self._pages.get(str(row.get("page", "")))
        doc = row.get("doc") or (page["doc"] if page else "")
        words = row.get("text")
        if doc not in self._doc_ids or not isinstance(words, str) or not words:
            self.wrong.append(f"{where}: say `text`, and `page` or `doc`, one that the run has read")
            return row
        source = self._results.source(self._doc_ids[doc])
        if "start" in row and "end" in row:
            if source[row["start"] : row["end"]] != words:
                there = source[row["start"] : row["end"]]
                self.wrong.append(f"{where}: {row['start']} to {row['end']} is {there!r}, not {words!r}")
            return row | {"doc": doc}
        places = list(_occurrences(source, words, page))
        if len(places) != 1:
            how = "nowhere" if not places else f"{len(places)} times, say `start` and `end`, one of {places}"
            self.wrong.append(f"{where}: {words!r} stands there {how}")
            return row
        return row | {"doc": doc, "start": places[0], "end": places[0] + len(words)}


def _occurrences(source: str, words: str, page: PlainPage | None) -> Iterator[int]:
    at, end = (page["start"], page["end"]) if page else (0, len(source))
    while (at := source.find(words, at)) >= 0 and at < end:
        yield at
        at += 1
