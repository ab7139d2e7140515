"""A note taken apart: sentences, sources between semicolons, sources in the brackets of a prose note.

Nothing here knows what a citation looks like; `parts` asks whoever calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_OPENERS = {"(": ")", "[": "]"}
_CLOSERS = {**_OPENERS, "“": "”"}
_OPENING = re.compile(r"[“\"(\[]")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[“\"–—-])(?:(?:[A-Za-z]+\.)*(?:rept|doc|res|prt|hrg|amdt)|cong|sess|stat|fed|reg|supp|cir"
    r"|[A-Z]|(?:[A-Za-z]\.){1,5}[A-Za-z]|pp?|nos?|vols?|eds?|trans|rev|art|arts|sec|secs|ch|chs|figs?|chap|"
    r"app|para|paras|st|dr|mrs?|ms|gen|col|lt|maj|capt|cdr|cmdr|adm|sgt|prof|hon|rep|sen|gov|amb|jan|feb"
    r"|mar|apr|jun|jul|"
    r"aug|sept?|oct|nov|dec|inc|ltd|co|corp|bros|univ|dept|al|cf|ca|c|v|viz|vs|jr|sr|esp|approx|op|cit|loc"
    r"|fn|n|nn|ser|iss|intv?s?|intervs?|pers|comms?)$",
    re.IGNORECASE,
)
_STOP = re.compile(r"\.[”’\"]?(?=\s+(?:[“\"‘(\[]?[^\W_a-z]|https?://|www\.))")
_ADDRESS = re.compile(r"\s*(?:https?://|www\.)")
_SEE_HOW = (
    r"(?:,?\s+(?:also|generally|especially|further|for example|for instance|e\.g\.|inter alia|in particular"
    r"|among others|among other sources|however)\b\.?)*,?"
)
_LEAD_IN = re.compile(
    rf"(?:(?:(?:also |but )?see{_SEE_HOW}|e\.g\.,|for example,|(?:but )?cf\.|compare|contra|accord|quoted in|cited in|"
    r"as quoted in|as cited in|as (?:told|related|described|recounted|stated|reported|explained|confirmed) in|"
    r"confirmed (?:in|by)|(?:based|drawn|drawing|building|relying) (?:on|upon|from)|sources?:|"
    r"information (?:from|obtained in)|and|"
    rf"(?:for\b[^“”\"();.]{{3,160}}?|(?:on|in)\b[^“”\"();.\d]{{3,160}}?),?\s+see{_SEE_HOW})\s+)+",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"(?:(?:(?<=\d)|(?<=\d[a-z])),|(?<=,\s\d{4})|(?<=,\s\d{4}[a-z]))\s+and\s+(?=[^\W\d_]|[“\"])"
    r"|,\s+and\s+(?=[A-Z][\w.]*(?:\s+[A-Z]\w*){0,3}\s+[A-Z]{1,5}\d{3,}[\w-]*,)"
)
"""An "and" behind a year or page that commas set off may join two sources; in `Plans for 2019 and Beyond` it doesn't.
So may one before a numbered paper (`…, and Fog Office Report R1234, …`)."""
_TOPIC = re.compile(r"(?:on|for|about)\s+[^“”\"();.,\d]{3,80},\s+(?=[^\W_a-z]|[“\"])")
"""What a further source is about: `…; on ferries, Holt 2014`."""
_SEE = re.compile(r"\b(?:see|quoted in|cited in)\b", re.IGNORECASE)
"""What says that a source follows, though prose stands before the semicolon."""
_LONGEST = 8
"""Sentences that one citation may have."""
_INTRODUCED = re.compile(r"[^“”\"();:.]{3,200}:\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a note.

    Attributes:
        start: In the note's reading text.
        end: Without the closing full stop, semicolon or bracket of a source; prose keeps its full stop.
        source: Whether it is one (the rest is prose).
        nested: Whether it stands in the brackets of prose.
    """

    start: int
    end: int
    source: bool
    nested: bool = False


def parts(
    text: str, is_source: Callable[[int, int], bool], is_certain: Callable[[int, int], bool] = lambda a, b: False
) -> list[Part]:
    """Take a note apart.

    Args:
        text: The note's reading text without its number.
        is_source: Whether `text[a:b]` is the whole of a citation.
        is_certain: Whether it is one so plainly (an interview in a known form) that it stands for itself beside pieces
            that are none, and even across full stops.

    Returns:
        Sources and prose in text order; neighbouring sentences of prose are one part.
    """
    outside = _outside(text)
    out: list[Part] = []
    for low, high in _together(text, list(_sentences(text, outside)), is_certain):
        listed = _sources(text, low, high, outside, is_source, is_certain)
        if listed:
            out += [Part(a, b, source=True) for a, b in listed]
            continue
        if (intro := _INTRODUCED.match(text, low, high)) and (
            listed := _sources(text, intro.end(), high, outside, is_source, is_certain)
        ):
            out += [Part(low, intro.end() - 1, source=False), *(Part(a, b, source=True) for a, b in listed)]
            continue
        for part in _mixed(text, low, high, outside, is_source, is_certain):
            joins = out and not part.source and not out[-1].source and not text[out[-1].end : part.start].strip()
            if joins:
                out[-1] = Part(out[-1].start, part.end, source=False)
            else:
                out.append(part)
    return out


def sentences_of(text: str) -> list[tuple[int, int]]:
    """The sentences of a note or of a piece of one, each with its full stop."""
    return list(_sentences(text, _outside(text)))


def _outside(text: str) -> list[bool]:
    """For each character whether it stands outside all quotation marks and brackets that are also closed."""
    outside = [True] * len(text)
    at = 0
    while opening := _OPENING.search(text, at):
        at = opening.start()
        end = _closing(text, at)
        if end is None:
            at += 1
            continue
        outside[at : end + 1] = [False] * (end + 1 - at)
        at = end + 1
    return outside


def _closing(text: str, at: int) -> int | None:
    """Where what opens at a character closes; `None` if nothing opens there or it never closes."""
    opener = text[at]
    # Of many that nothing closes each would be read to the end, those within a bracket once for each bracket.
    if opener in _CLOSERS and text.find(_CLOSERS[opener], at) < 0:
        return None
    if opener == "“":
        depth = 0
        for i in range(at, len(text)):
            depth += (text[i] == "“") - (text[i] == "”")
            if depth == 0:
                return i
        end = text.find("”", at)
        return end if end > 0 else None
    if opener == '"':
        end = text.find('"', at + 1)
        return end if end > 0 else None
    if opener not in _OPENERS:
        return None
    closer, depth, i = _OPENERS[opener], 0, at
    while i < len(text):
        inner = _closing(text, i) if text[i] in '“"' else None
        if inner is not None:
            i = inner
        else:
            depth += (text[i] == opener) - (text[i] == closer)
            if depth == 0:
                return i
        i += 1
    return None


def _sentences(text: str, outside: list[bool]) -> Iterator[tuple[int, int]]:
    """Split at full stops that end a sentence: not behind `p.`, `No.` or an initial, not inside a title."""
    low = 0
    for m in _STOP.finditer(text):
        quoted = m.end() - m.start() > 1
        if not outside[m.start()] and not quoted:
            continue
        if quoted or not _ABBREVIATED.search(text, max(low, m.start() - 12), m.start()):
            yield from _sentence(text, low, m.end())
            low = m.end()
    yield from _sentence(text, low, len(text))


def _sentence(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """One sentence; an address that begins it ends the source before it, so a semicolon behind it parts it, too."""
    cut = text.find("; ", low, high) if _ADDRESS.match(text, low) else -1
    if cut >= 0:
        yield from _trimmed(text, low, cut + 1)
        low = cut + 1
    yield from _trimmed(text, low, high)


def _together(
    text: str, sentences: list[tuple[int, int]], is_certain: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """Sentences that only together are a citation: `Ulla Lind, OpenLab interview with author. 3 October 2015.`"""
    at = 0
    while at < len(sentences):
        low, high = sentences[at]
        count = 1
        for n in range(min(_LONGEST, len(sentences) - at), 1, -1):
            if (piece := _bare(text, low, sentences[at + n - 1][1])) and is_certain(*piece):
                high, count = sentences[at + n - 1][1], n
                break
        yield low, high
        at += count


def _mixed(
    text: str,
    low: int,
    high: int,
    outside: list[bool],
    is_source: Callable[[int, int], bool],
    is_certain: Callable[[int, int], bool],
) -> Iterator[Part]:
    """Prose; among its pieces between semicolons those that are certain are sources."""
    at = low
    pieces = _glued(_pieces(text, low, high, outside), is_certain)
    for i, (a, b) in enumerate(pieces):
        told = i > 0 and _SEE.search(text, pieces[i - 1][1], a) and is_source(a, b)
        if len(pieces) > 1 and (told or is_certain(a, b)):
            yield from _prose(text, at, pieces[i - 1][1] if told else a, is_source)
            yield Part(a, b, source=True)
            at = b
    yield from _prose(text, at, high, is_source)


def _glued(pieces: list[tuple[int, int]], is_certain: Callable[[int, int], bool]) -> list[tuple[int, int]]:
    """Pieces that only with the next one are a citation: a title may hold a semicolon itself."""
    out: list[tuple[int, int]] = []
    for a, b in pieces:
        if out and is_certain(out[-1][0], b) and not is_certain(a, b):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _trimmed(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    while low < high and text[low].isspace():
        low += 1
    while high > low and text[high - 1].isspace():
        high -= 1
    if low < high:
        yield low, high


def _bare(text: str, low: int, high: int) -> tuple[int, int] | None:
    """A source's own span: lead-ins (`See also`) before it and punctuation behind it left out."""
    while low < high and text[low].isspace():
        low += 1
    if lead := _LEAD_IN.match(text, low, high):
        low = lead.end()
    while high > low and (text[high - 1].isspace() or text[high - 1] in ".;,"):
        high -= 1
    return (low, high) if low < high else None


def _pieces(text: str, low: int, high: int, outside: list[bool]) -> list[tuple[int, int]]:
    cuts = [i for i in range(low, high) if text[i] == ";" and outside[i]]
    bounds = zip([low, *(c + 1 for c in cuts)], [*cuts, high], strict=True)
    return [piece for a, b in bounds if (piece := _bare(text, a, b))]


def _sources(
    text: str,
    low: int,
    high: int,
    outside: list[bool],
    is_source: Callable[[int, int], bool],
    is_certain: Callable[[int, int], bool],
) -> list[tuple[int, int]]:
    """The sources of a sentence that is nothing but sources; empty if it is prose.

    A piece that is no source itself and goes on in small letters (`entered into force …`) belongs to the one before.
    """
    found: list[tuple[int, int]] = []
    for a, b in _glued(_pieces(text, low, high, outside), is_certain):
        if whole := _joined(text, a, b, outside, is_source, is_certain):
            found += whole
        elif found and (topic := _TOPIC.match(text, a, b)) and is_source(topic.end(), b):
            found.append((topic.end(), b))
        elif found and text[a].islower():
            found[-1] = (found[-1][0], b)
        else:
            return []
    return found


def _joined(
    text: str,
    low: int,
    high: int,
    outside: list[bool],
    is_source: Callable[[int, int], bool],
    is_certain: Callable[[int, int], bool],
) -> list[tuple[int, int]]:
    """A piece as one source, or as the two that an "and" joins (`Holt, 2014, and Wren, 2015`); empty if it is none."""
    for m in _JOINED.finditer(text, low, high):
        if outside[m.start()] and is_source(low, m.start()) and is_source(m.end(), high):
            # What is an interview as a whole names two people: `Holt, 34, and Wren, 29, Kabul, May 3, 2014`.
            return [(low, high)] if is_certain(low, high) else [(low, m.start()), (m.end(), high)]
    return [(low, high)] if is_source(low, high) else []


def _prose(text: str, low: int, high: int, is_source: Callable[[int, int], bool]) -> list[Part]:
    """Prose with the sources in its brackets; `“Title” (Author, date)` is one source."""
    out: list[Part] = []
    at = low
    i = low
    while opening := _OPENING.search(text, i, high):
        i = opening.start()
        end = _closing(text, i)
        if end is None or end >= high:
            i += 1
            continue
        if text[i] in '“"' and (bracket := _titled(text, end, high)) and is_source(i, bracket):
            out += [*_rest(text, at, i), Part(i, bracket, source=True, nested=True)]
            at = i = bracket
        elif text[i] in "([" and (inner := _bracketed(text, i + 1, end, is_source)):
            out += [*_rest(text, at, i), *(Part(a, b, source=True, nested=True) for a, b in inner)]
            at = i = end + 1
        else:
            i = end + 1
    return [*out, *_rest(text, at, high)]


def _titled(text: str, end: int, high: int) -> int | None:
    """The end of the bracket that directly follows a quoted title."""
    m = re.compile(r"\s*(?=\()").match(text, end + 1)
    closing = _closing(text, m.end()) if m and m.end() < high else None
    return closing + 1 if closing is not None and closing < high else None


def _bracketed(text: str, low: int, high: int, is_source: Callable[[int, int], bool]) -> list[tuple[int, int]]:
    inner = text[low:high]
    pieces = [(low + a, low + b) for a, b in _pieces(inner, 0, len(inner), _outside(inner))]
    return pieces if pieces and all(is_source(a, b) for a, b in pieces) else []


def _rest(text: str, low: int, high: int) -> Iterator[Part]:
    for a, b in _trimmed(text, low, high):
        while a < b and text[a] in " ,.;:":
            a += 1
        if any(c.isalnum() for c in text[a:b]) and text[a:b] not in {"and", "and."}:
            yield Part(a, b, source=False)
