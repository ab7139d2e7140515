"""Short forms of interviews: `Interview with Moore.` finds the interview with Moore that was cited in full before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.reconcile.references import Resolution, fold
from pipeline.records import Citation

TALKS = frozenset({"interview", "correspondence"})


def recall(citations: Sequence[Citation]) -> dict[str, Resolution]:
    """Resolve the interviews of one document that are cited without a date.

    Args:
        citations: In the order in which they stand.

    Returns:
        By `citation_id`. An interview that is never dated is no short form and has no entry, unless nothing but a
        surname tells of it.
    """
    out: dict[str, Resolution] = {}
    full: list[Citation] = []
    for c in citations:
        if c.kind not in TALKS or not c.attribution:
            continue
        if c.date:
            full.append(c)
            continue
        fits = [f for f in full if _same_person(c, f)]
        distinct = {(f.attribution.casefold(), f.mode, f.place, f.date): f for f in reversed(fits)}
        if len(distinct) == 1:
            out[c.citation_id] = Resolution(target=next(iter(distinct.values())).citation_id)
        elif distinct or _is_bare(c):
            out[c.citation_id] = Resolution(reason="ambiguous" if distinct else "no candidate")
    return out


def through(resolved: Mapping[str, Resolution]) -> dict[str, Resolution]:
    """Resolutions that end at a full form: an `Ibid.` behind a short form points to what the short form stands for."""
    out = dict(resolved)
    for citation, resolution in resolved.items():
        seen = {citation}
        while resolution.target in resolved and resolution.target not in seen:
            seen.add(resolution.target)
            resolution = resolved[resolution.target]
        out[citation] = resolution
    return out


def _same_person(short: Citation, full: Citation) -> bool:
    """The same name; a surname alone is that of the whole name."""
    if short.kind != full.kind or short.anonymity != full.anonymity:
        return False
    said, known = fold(short.attribution), fold(full.attribution)
    return said == known or (short.anonymity == "named" and " " not in said and known.split()[-1:] == [said])


def _is_bare(c: Citation) -> bool:
    return not (c.role or c.affiliation or c.place or c.counterpart) and len(c.attribution.split()) == 1
