"""Which in a row something is said to be, against the dates listed: "the fifth summit, on May 3" is the fifth date."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.audit.checks.audited import Audited, Tested, contradicted, place_of, undecidable
from pipeline.audit.checks.linking import cited_claims
from pipeline.edtf import bounds, compatible
from pipeline.records import Claim, ClaimMention, DateSeries


def ordinal_claims(audited: Audited) -> Iterator[Tested]:
    """Test the dated ordinals whose note gives one plain list with the date in it."""
    cited, _ = cited_claims(audited, ("ordinal",))
    for group in cited:
        if len(group.lists) != 1 or not group.lists[0].plain or group.lists[0].partial or group.cut:
            continue
        for claim in (c for c in group.claims if len(c.listed) == 1):
            place = _place(claim.listed[0], group.lists[0])
            if place:
                yield _tested(audited, claim, place, group.lists[0], group.support.label)


def _place(date: str, series: DateSeries) -> int:
    """The place of a date in a list, counted from 1; 0 where not exactly one member can be meant."""
    ordered = sorted(series.dates, key=bounds)
    places = [i for i, d in enumerate(ordered, 1) if compatible(date, d)]
    return places[0] if len(places) == 1 else 0


def _tested(audited: Audited, claim: ClaimMention, place: int, series: DateSeries, note: str) -> Tested:
    mention = audited.mentions[claim.mention_id]
    row = Claim(
        "ordinal",
        claim.doc_id,
        mention.text,
        expected=str(claim.number),
        found=str(place),
        verdict="confirmed",
        reason=f"{claim.listed[0]} is number {place} of {len(series.dates)} dates listed in note {note}",
        evidence=tuple(dict.fromkeys((claim.mention_id, *claim.evidence, *series.evidence))),
    )
    if place == claim.number:
        return row, None
    if claim.number == place + 1:
        return undecidable(row, f"{row.reason}, which may leave out the first")
    message = (
        f"The text puts the “{mention.text}” at {claim.listed[0]}{place_of(mention)}, but that is number {place} of "
        f"the {len(series.dates)} dates that note {note} lists."
    )
    return contradicted(row, message, row.reason)
