r"""BibTeX: the items of `csl` as entries that BibTeX, biber and Zotero read.

UTF-8; what LaTeX takes for its own is escaped. Titles and names stand in braces of their own: a title keeps its
capitals, and `and` or a comma in a name of an institution parts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.export.characters import for_xml
from pipeline.export.csl import Item, items
from pipeline.results import Results
from pipeline.store import write_text

_TYPES = {"article-journal": "article", "webpage": "online"}
_CONTAINERS = {"article": "journal", "online": "organization", "misc": "howpublished"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = ("", "spring", "summer", "autumn", "winter")
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "#$%&_"}
_NOT_PLAIN = re.compile(r"[\s{}\\\"<>^`|]")


def write_bibtex(results: Results, path: Path) -> int:
    """Write one file of all entries.

    Returns:
        How many there are.
    """
    found = items(results)
    write_text(path, "\n".join(map(entry, found)))
    return len(found)


def entry(item: Item) -> str:
    """One entry; the fields that nothing is known for are left out."""
    kind = _TYPES.get(item["type"], "misc")
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(item, kind))
    return f"@{kind}{{{item['id']},\n{fields}}}\n"


def _fields(item: Item, kind: str) -> Iterator[tuple[str, str]]:
    if names := item.get("author"):
        yield "author", _braced(" and ".join(f"{{{escaped(name['literal'])}}}" for name in names))
    if "title" in item:
        yield "title", _braced(f"{{{escaped(item['title'])}}}")
    elif "genre" in item:
        yield "title", _braced(f"{{{escaped(item['genre'].capitalize())}}}")
    asked = item.get("interviewer") or item.get("recipient") or []
    how = " with ".join(filter(None, [item.get("genre", ""), *(name["literal"] for name in asked)]))
    if place := item.get("container-title") or how:
        yield _CONTAINERS[kind], _braced(escaped(place))
    yield from _dates(item)
    for name, key in (("publisher", "publisher"), ("address", "publisher-place"), ("address", "event-place")):
        if key in item:
            yield name, _braced(escaped(item[key]))
    if "URL" in item:
        yield "url", _braced(_plain(item["URL"]))
    if "DOI" in item:
        yield "doi", _braced(_plain(item["DOI"]))
    if item["note"]:
        yield "note", _braced(escaped(item["note"]))


def _dates(item: Item) -> Iterator[tuple[str, str]]:
    """`year` and `month`, of a range those of its beginning; `date`, which says all, where there is more to say."""
    issued = item.get("issued", {})
    if "literal" in issued:
        yield "year", _braced(escaped(issued["literal"]))
        return
    for parts in issued.get("date-parts", [])[:1]:
        yield "year", _braced(f"{parts[0]:04d}")
        if len(parts) > 1:
            yield "month", _MONTHS[parts[1] - 1] if 1 <= parts[1] <= 12 else _braced(str(parts[1]))
    ends = ["-".join(f"{part:02d}" for part in parts) for parts in issued.get("date-parts", [])]
    if "season" in issued:
        yield "month", _braced(_SEASONS[issued["season"]])
    elif ends and (len(ends) > 1 or "-" in ends[0]):
        yield "date", _braced("/".join(ends))


def escaped(text: str) -> str:
    """A text as LaTeX shows it, on one line."""
    return "".join(_LATEX.get(sign, sign) for sign in " ".join(for_xml(text).split()))


def _plain(address: str) -> str:
    """An address, verbatim to BibTeX, without what would end the field or the line."""
    return _NOT_PLAIN.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), for_xml(address))


def _braced(text: str) -> str:
    return f"{{{text}}}"
