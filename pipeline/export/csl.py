"""CSL-JSON: the sources that the notes cite and the interviews, https://docs.citationstyles.org/en/stable/specification.html.

A source cited in full more than once is one item. Its type is only as narrow as its parts prove: what has a DOI and a
container is an article of a journal, what has an address and a container a page of a site, all else a `document`.
Names stay as printed (`literal`): which word of a name is the family's, a note doesn't say. `custom` and `note` lead
back to the words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.export.characters import for_json
from pipeline.records import Row, content_id, members
from pipeline.results import Results
from pipeline.store import write_text

Item = dict[str, Any]

_WORK = ("authors", "title", "year", "date", "container", "publisher", "publisher_place", "url", "doi")
"""The columns of a citation that tell one source from another; the locator is the citation's own."""
_SEASONS = {"21": 1, "22": 2, "23": 3, "24": 4}
_CALENDAR = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(~?)")
_SEASON = re.compile(r"(\d{4})-(2[1-4])")
_YEAR = re.compile(r"(\d{4})([a-z]*)")


def write_csl(results: Results, path: Path) -> int:
    """Write one file of all items.

    Returns:
        How many there are.
    """
    found = items(results)
    write_text(path, for_json(json.dumps(found, ensure_ascii=False, indent=1)) + "\n")
    return len(found)


def items(results: Results) -> list[Item]:
    """References in the order in which they are first cited, then interviews and correspondence."""
    return [*_references(results), *_talks(results)]


def date_variable(edtf: str) -> dict[str, Any]:
    """An EDTF date as a CSL date: parts where it is a day, month, year, season or a closed range; else as it stands."""
    if season := _SEASON.fullmatch(edtf):
        return {"date-parts": [[int(season[1])]], "season": _SEASONS[season[2]]}
    ends = [_CALENDAR.fullmatch(end) for end in edtf.split("/")]
    if len(ends) > 2 or not all(ends):
        return {"literal": edtf}
    parts = [[int(part) for part in end.groups()[:3] if part] for end in ends if end]
    return {"date-parts": parts, **({"circa": True} if "~" in edtf else {})}


def _references(results: Results) -> Iterator[Item]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in results.tables["citations"]:
        if row["kind"] == "full":
            groups.setdefault(tuple(row[name] for name in _WORK), []).append(row)
    for work, rows in groups.items():
        yield _with_words(_reference(content_id("s", *work), rows[0]), results, rows)


def _reference(key: str, row: Row) -> Item:
    kind = "document"
    if row["container"] and (row["doi"] or row["url"]):
        kind = "article-journal" if row["doi"] else "webpage"
    year = _YEAR.fullmatch(row["year"])
    item = {
        "id": key,
        "type": kind,
        "title": row["title"],
        "author": [{"literal": name} for name in members(row["authors"])],
        "issued": date_variable(row["date"] or (year[1] if year else row["year"])) if _dated(row) else None,
        "year-suffix": year[2] if year else "",
        "container-title": row["container"],
        "publisher": row["publisher"],
        "publisher-place": row["publisher_place"],
        "URL": row["url"],
        "DOI": row["doi"],
    }
    return {name: value for name, value in item.items() if value}


def _dated(row: Row) -> bool:
    return bool(row["date"] or row["year"])


def _talks(results: Results) -> Iterator[Item]:
    citations = {row["citation_id"]: row for row in results.tables["citations"]}
    for row in results.tables["interviews"]:
        cited = [citations[key] for key in members(row["citations"]) if key in citations]
        letters = bool(cited) and all(c["kind"] == "correspondence" for c in cited)
        asked = [c["counterpart"] for c in cited if c["counterpart"]][:1]
        item = {
            "id": row["interview_id"],
            "type": "personal_communication" if letters else "interview",
            "author": [{"literal": row["attribution"]}] if row["attribution"] else None,
            "recipient" if letters else "interviewer": [{"literal": name} for name in asked],
            "issued": date_variable(row["date"]) if row["date"] else None,
            "event-place": row["place"],
            "genre": row["mode"],
        }
        yield _with_words({name: value for name, value in item.items() if value}, results, cited)


def _with_words(item: Item, results: Results, rows: Sequence[Row]) -> Item:
    """An item with the mentions and documents that cite it."""
    mentions = _once(row["mention_id"] for row in rows)
    paths = _once(results.documents[row["doc_id"]]["path"] for row in rows)
    suffix = f"cited as {rows[0]['year']}; " if rows and item.get("year-suffix") else ""
    note = f"{suffix}cited in {', '.join(paths)}" if paths else ""
    return {**item, "note": note, "custom": {"mentions": mentions, "documents": paths}}


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
