"""Short forms find their full forms; `Ibid.` finds what stands before it.

Only a unique candidate counts. A citation that nothing is known about stays in the chain, so that `Ibid.` can't
jump over it. What stays unresolved says why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
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
        By `citation_id`, for every short form and ibid.
    """
    out: dict[str, Resolution] = {}
    full: list[Citation] = []
    before: list[Citation] = []
    for _, group in groupby(citations, key=lambda c: (c.scope, c.footnote, c.note_id)):
        here: list[Citation] = []
        for c in group:
            if c.kind == "short":
                out[c.citation_id] = _short(c, full)
            elif c.kind == "ibid":
                out[c.citation_id] = _ibid(here, before, out)
            elif c.kind == "full":
                full.append(c)
            here.append(c)
        before = here
    return out


def _ibid(here: Sequence[Citation], before: Sequence[Citation], known: dict[str, Resolution]) -> Resolution:
    """The source before: the last one of the same note, else the only one of the note before."""
    chain = here or before
    if not chain or chain[-1].kind == "note":
        return Resolution(reason="chain broken")
    targets = {known[c.citation_id].target if c.citation_id in known else c.citation_id for c in chain}
    if not here and len(targets) > 1:
        return Resolution(reason="ambiguous")
    last = chain[-1]
    target = known[last.citation_id].target if last.citation_id in known else last.citation_id
    return Resolution(target=target) if target else Resolution(reason="chain broken")


def _short(short: Citation, full: Sequence[Citation]) -> Resolution:
    """The one full form before it of that author and year, or of that title."""
    fits = [f for f in full if _fits(short, f)]
    if len(fits) > 1:
        # The same source cited in full twice is one source; several by as many authors are told apart by their number.
        same_number = [f for f in fits if len(f.authors) == len(short.authors)]
        fits = same_number or fits
    distinct = {(f.authors, f.title, f.year, f.date): f for f in reversed(fits)}
    if len(distinct) == 1:
        return Resolution(target=next(iter(distinct.values())).citation_id)
    return Resolution(reason="ambiguous" if distinct else "no candidate")


def _fits(short: Citation, full: Citation) -> bool:
    if short.year != full.year:
        return False
    if short.title and not short.authors:
        return _fold(full.title).startswith(_fold(short.title))
    zone = _fold(" ; ".join((*full.authors, *full.aliases)))
    names = [_fold(_INITIAL.sub("", name) or name) for name in short.authors]
    return bool(names) and all(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", zone) for name in names)


def _fold(text: str) -> str:
    """Names compared without case, accents and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_NAME_PARTS.findall(plain.casefold())) if any(c.isalnum() for c in plain) else plain
