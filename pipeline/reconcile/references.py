"""Short forms find their full forms; `Ibid.` finds what stands before it.

Only a unique candidate counts. A citation that nothing is known about stays in the chain, so that `Ibid.` can't
jump over it. What stays unresolved says why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from pipeline.records import Citation

Reason = Literal["", "ambiguous", "no candidate", "chain broken"]
_NAME_PARTS = re.compile(r"[^\W_]+")
_INITIAL = re.compile(r"(?:[^\W\d_]\.[\s-]*)+")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a citation points to: a `citation_id`, or a reason for none; full forms point nowhere."""

    target: str = ""
    reason: Reason = ""


def resolve(citations: Sequence[Citation]) -> dict[str, Resolution]:
    """Resolve the short forms and ibids of one document.

    Args:
        citations: In the order in which they stand.

    Returns:
        By `citation_id`, for every short form and ibid, and for what looks like a full form but is only the name that
        an earlier one was given (`hereinafter Holt, “Fog,” 2014`).
    """
    out: dict[str, Resolution] = {}
    full: list[Citation] = []
    notes: dict[tuple[int, str], list[str]] = {}
    before: list[Citation] = []
    for _, group in groupby(citations, key=lambda c: (c.scope, c.footnote, c.note_id)):
        here: list[Citation] = []
        for c in group:
            if c.kind == "short":
                out[c.citation_id] = _named_note(c, full, notes) if c.cited_note[:1].isdigit() else _short(c, full)
            elif c.kind == "ibid":
                out[c.citation_id] = _ibid(here, before, out)
            elif c.kind == "full" and (named := [f for f in full if _is_alias_of(c, f)]):
                out[c.citation_id] = _only(named)
            elif c.kind == "full":
                full.append(c)
            here.append(c)
            if c.kind != "note" and (target := _target(c, out)):
                notes.setdefault((c.scope, c.footnote), []).append(target)
        before = here
    return out


def _target(c: Citation, known: dict[str, Resolution]) -> str:
    return known[c.citation_id].target if c.citation_id in known else c.citation_id


def _ibid(here: Sequence[Citation], before: Sequence[Citation], known: dict[str, Resolution]) -> Resolution:
    """The source before: the last one of the same note, else the only one of the note before."""
    chain = here or before
    if not chain or chain[-1].kind == "note":
        return Resolution(reason="chain broken")
    if not here and len({_target(c, known) for c in chain}) > 1:
        return Resolution(reason="ambiguous")
    target = _target(chain[-1], known)
    return Resolution(target=target) if target else Resolution(reason="chain broken")


def _named_note(short: Citation, full: Sequence[Citation], notes: dict[tuple[int, str], list[str]]) -> Resolution:
    """`Holt, supra note 12`: what the note of that number cites; of several, the one that fits."""
    cited = dict.fromkeys(notes.get((short.scope, short.cited_note), ()))
    if len(cited) > 1 and (short.authors or short.title):
        said = {f.citation_id: f for f in full}
        cited = dict.fromkeys(c for c in cited if c in said and _fits(short, said[c]))
    if len(cited) == 1:
        return Resolution(target=next(iter(cited)))
    return Resolution(reason="ambiguous" if cited else "no candidate")


def _short(short: Citation, full: Sequence[Citation]) -> Resolution:
    """The one full form before it of that author and year, or of that title."""
    fits = [f for f in full if _is_alias_of(short, f)] or [f for f in full if _fits(short, f)]
    if len(fits) > 1 and short.title:
        # A title in full is told from another one that only begins like it.
        fits = [f for f in fits if fold(f.title) == fold(short.title)] or fits
    if len(fits) > 1:
        # Several by as many authors are told apart by their number.
        same_number = [f for f in fits if len(f.authors) == len(short.authors)]
        fits = same_number or fits
    return _only(fits)


def _only(fits: Sequence[Citation]) -> Resolution:
    """The one source among them: the same source cited in full twice is one, and its first citation counts."""
    distinct = {(f.authors, f.title, f.year, f.date): f for f in reversed(fits)}
    if len(distinct) == 1:
        return Resolution(target=next(iter(distinct.values())).citation_id)
    return Resolution(reason="ambiguous" if distinct else "no candidate")


def _fits(short: Citation, full: Citation) -> bool:
    """Whether all that the short form says is said by the full form, too: year, title, authors."""
    any_year = not short.year and bool(short.title or short.cited_note)
    if not any_year and short.year != full.year:
        return False
    if short.title and not _runs_in(short.title, full.title):
        # A name alone before a page (`Fog Report at 12`) may be the author's.
        return not short.authors and not short.year and _runs_in(short.title, " ; ".join(full.authors))
    zone = " ; ".join((*full.authors, *full.aliases))
    named = all(_runs_in(_INITIAL.sub("", name) or name, zone) for name in short.authors)
    return named and bool(short.authors or short.title or short.cited_note)


def _runs_in(part: str, whole: str) -> bool:
    """Whether words stand in another text, in their order and unbroken."""
    folded = fold(part)
    return bool(folded) and re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", fold(whole)) is not None


def _is_alias_of(c: Citation, full: Citation) -> bool:
    """Whether it says no more than a name that the full form was given for later."""
    given = [alias for alias in full.aliases if " " in alias]
    if not given:
        return False
    said = {fold(" ".join((*c.authors, c.title, c.year))), fold(c.title)}
    return any(fold(alias) in said for alias in given)


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Names compared without case, accents and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_NAME_PARTS.findall(plain.casefold())) if any(c.isalnum() for c in plain) else plain
