"""TimeML: a document's text with its time expressions and dated events marked, TimeML 1.2.1 in TempEval-3's frame.

https://timeml.github.io/site/publications/timeMLdocs/timeml_1.2.1.html. `TEXT` is the source text, character by
character, but for those that XML doesn't allow. An event told for several dates is one EVENT with an instance a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pipeline.export.characters import for_xml
from pipeline.export.inline import Tag, tagged
from pipeline.records import EventMention, Row, hull
from pipeline.results import Results, fragments_of
from pipeline.store import read_extraction, write_bytes

MODS = frozenset(
    {
        *("BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER", "START", "MID", "END", "APPROX"),
        *("LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE"),
    }
)
_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")


@dataclass(frozen=True, slots=True)
class _Time:
    """A TIMEX3: of a range each end is one, of a list each member."""

    tid: str
    start: int
    end: int
    value: str


def write_timeml(results: Results, folder: Path) -> int:
    """Write `<doc_id>.tml` for every document.

    Returns:
        How many events are linked to their times.
    """
    count = 0
    for doc_id in results.documents:
        root = timeml(results, doc_id)
        write_bytes(folder / f"{doc_id}.tml", etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n")
        count += len(root.findall("MAKEINSTANCE"))
    return count


def timeml(results: Results, doc_id: str) -> etree._Element:
    """The TimeML of one document."""
    document = results.documents[doc_id]
    rows = [row for row in results.mentions_of[doc_id] if row["kind"] == "date" and row["timex3"]]
    times = _times(rows)
    rows = [row for row in rows if row["mention_id"] in times]
    ids = {row["mention_id"]: times[row["mention_id"]][0].tid for row in rows}
    events = [e for e in read_extraction(results.out, doc_id).events if any(m in times for m in e.evidence)]
    tags = [tag for row in rows for tag in _timexes(row, times[row["mention_id"]], ids, document)]
    taken = {(tag.start, tag.end) for tag in tags}
    eids = _event_ids(events, taken)
    tags += [Tag(*span, "EVENT", {"eid": eid, "class": "OCCURRENCE"}) for span, eid in eids.items()]

    root = etree.Element("TimeML")
    etree.SubElement(root, "DOCID").text = doc_id
    if _DATE.fullmatch(document["published"]):
        created = {"tid": "t0", "type": "DATE", "value": document["published"], "temporalFunction": "false"}
        created["functionInDocument"] = "CREATION_TIME"
        etree.SubElement(etree.SubElement(root, "DCT"), "TIMEX3", created).text = document["published"]
    if document["title"]:
        etree.SubElement(root, "TITLE").text = for_xml(document["title"])
    root.append(tagged("TEXT", for_xml(results.source(doc_id)), tags))
    root.extend(_instances(events, eids, times))
    for child in root:
        child.tail = "\n"
    root.text = "\n"
    return root


def _times(rows: Sequence[Row]) -> dict[str, list[_Time]]:
    """The TIMEX3s of each date mention, numbered in source order; of two that overlap only the first is one."""
    out: dict[str, list[_Time]] = {}
    parts = sorted((start, end, value, row["mention_id"]) for row in rows for (start, end), value in _parts(row))
    last = 0
    for number, (start, end, value, mention_id) in enumerate(parts, 1):
        if start >= last:
            out.setdefault(mention_id, []).append(_Time(f"t{number}", start, end, value))
            last = end
    return out


def _parts(row: Row) -> list[tuple[tuple[int, int], str]]:
    """Fragments that are as many as the values are a range's ends or a list's members, each with its own value.

    Any other expression in several fragments is one that a page break interrupts: its first fragment stands for it.
    """
    fragments, values = fragments_of(row), re.split("[/,]", row["timex3"])
    if len(fragments) == len(values) > 1 and all(values):
        return list(zip(fragments, values, strict=True))
    return [(fragments[0], row["timex3"])]


def _timexes(row: Row, times: Sequence[_Time], ids: Mapping[str, str], document: Row) -> Iterator[Tag]:
    said = {"type": row["type"] or _type_of(row["timex3"]), "temporalFunction": "true" if row["anchor"] else "false"}
    if row["mod"] in MODS:
        said["mod"] = row["mod"]
    if row["anchor"] in ids:
        said["anchorTimeID"] = ids[row["anchor"]]
    elif row["anchor"] == "published" and _DATE.fullmatch(document["published"]):
        said["anchorTimeID"] = "t0"
    for time in times:
        yield Tag(time.start, time.end, "TIMEX3", {"tid": time.tid, **said, "value": time.value})


def _type_of(timex3: str) -> str:
    """Of a dataset whose mentions don't say: a length of time begins with `P` and a number, but for `PAST_REF`."""
    return "DURATION" if re.match(r"P[\dXT]", timex3) else "DATE"


def _event_ids(events: Sequence[EventMention], taken: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The triggers that can be marked, by their place: words of a time expression, or across its edge, can't."""
    spans = sorted({hull(e.trigger_at) for e in events if e.trigger_at})
    free: list[tuple[int, int]] = []
    for start, end in spans:
        if (free and start < free[-1][1]) or any(a < end and start < b for a, b in taken):
            continue
        free.append((start, end))
    return {span: f"e{i}" for i, span in enumerate(free, 1)}


def _instances(
    events: Sequence[EventMention], eids: Mapping[tuple[int, int], str], times: Mapping[str, Sequence[_Time]]
) -> Iterator[etree._Element]:
    """An instance for each time that an event is told to have happened at, and its link to that time."""
    links: list[etree._Element] = []
    number = 0
    for event in events:
        eid = eids.get(hull(event.trigger_at)) if event.trigger_at else None
        if eid is None:
            continue
        for mention in (m for m in event.evidence if m in times):
            for relations in _relations(times[mention], listed=event.date.startswith("{") or len(times[mention]) == 1):
                number += 1
                yield _instance(event, eid, f"ei{number}")
                for relation, time in relations:
                    link = {"lid": f"l{len(links) + 1}", "eventInstanceID": f"ei{number}", "relatedToTime": time.tid}
                    links.append(etree.Element("TLINK", {**link, "relType": relation}))
    yield from links


def _relations(times: Sequence[_Time], *, listed: bool) -> list[list[tuple[str, _Time]]]:
    """Of each instance its relations: within each time of a list, from the first to the second end of a range."""
    if listed:
        return [[("IS_INCLUDED", time)] for time in times]
    return [[("BEGUN_BY", times[0]), ("ENDED_BY", times[-1])]]


def _instance(event: EventMention, eid: str, eiid: str) -> etree._Element:
    said = {"eiid": eiid, "eventID": eid, "pos": "OTHER", "tense": "NONE", "aspect": "NONE"}
    said["polarity"] = "NEG" if event.modality in ("negated", "cancelled") else "POS"
    if event.modality not in ("actual", "negated"):
        said["modality"] = for_xml(event.cue) or event.modality
    return etree.Element("MAKEINSTANCE", said)
