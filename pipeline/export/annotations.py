"""Web Annotations: every mention as JSON-LD, https://www.w3.org/TR/annotation-model/.

A file a document, an annotation collection whose one page is embedded. Its texts lie beside it, so that the folder is
whole: `source` of a target is the name of a file there. A span in several fragments is several targets, one a fragment;
each is selected twice, by its words and by its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline import __version__
from pipeline.export.characters import for_json
from pipeline.records import Row
from pipeline.results import Results, fragments_of
from pipeline.store import write_text

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Characters before and behind the words that a quote selector holds, to tell a place from others alike."""


def write_annotations(results: Results, folder: Path) -> int:
    """Write `<doc_id>.jsonld` and `<doc_id>.txt` for every document.

    Returns:
        How many annotations there are.
    """
    count = 0
    for doc_id, document in results.documents.items():
        items = list(annotations_of(results, doc_id))
        text = json.dumps(_collection(document, items), ensure_ascii=False, indent=1)
        write_text(folder / f"{doc_id}.jsonld", for_json(text) + "\n")
        write_text(folder / f"{doc_id}.txt", for_json(results.source(doc_id)))
        count += len(items)
    return count


def annotations_of(results: Results, doc_id: str) -> Iterator[dict[str, Any]]:
    """The annotations of a document, one a mention, in source order."""
    source = results.source(doc_id)
    for row in results.mentions_of[doc_id]:
        targets = [_target(f"{doc_id}.txt", source, start, end) for start, end in fragments_of(row)]
        yield {
            "id": _urn(row["mention_id"]),
            "type": "Annotation",
            "motivation": "classifying",
            "body": list(_bodies(results, row)),
            "target": targets[0] if len(targets) == 1 else targets,
            "generator": {"id": _urn(f"rule:{row['rule']}"), "type": "Software", "name": f"rule {row['rule']}"},
        }


def _collection(document: Row, items: list[dict[str, Any]]) -> dict[str, Any]:
    doc_id = document["doc_id"]
    return {
        "@context": CONTEXT,
        "id": _urn(f"annotations:{doc_id}"),
        "type": "AnnotationCollection",
        "label": document["title"] or document["path"],
        "generator": {"id": _urn(f"software:{__version__}"), "type": "Software", "name": f"chronocite {__version__}"},
        "total": len(items),
        "first": {
            "id": _urn(f"annotations:{doc_id}:1"),
            "type": "AnnotationPage",
            "startIndex": 0,
            "partOf": _urn(f"annotations:{doc_id}"),
            "items": items,
        },
    }


def _bodies(results: Results, row: Row) -> Iterator[dict[str, Any]]:
    """The kind as a tag, the value and label as what the words mean, the rows that rest on them as links."""
    yield _textual("tagging", row["kind"])
    if row["value"]:
        yield _textual("describing", row["value"])
    if row["label"]:
        yield _textual("identifying", row["label"])
    for _, key in results.users.get(row["mention_id"], ()):
        yield {"type": "SpecificResource", "purpose": "linking", "source": _urn(key)}


def _textual(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def _target(name: str, source: str, start: int, end: int) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": name,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": source[start:end],
                "prefix": source[max(0, start - AROUND) : start],
                "suffix": source[end : end + AROUND],
            },
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    }


def _urn(name: str) -> str:
    """An IRI for what has an id of ours; rules of users may be named with any character."""
    return f"urn:chronocite:{quote(name, safe=':@!')}"
