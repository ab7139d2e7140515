"""What is said to have come every year, or to be the first since a year, against the dates that the note lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.audit.checks.audited import Audited, Tested, contradicted, place_of, undecidable
from pipeline.audit.checks.linking import Cited, cited_claims
from pipeline.edtf import bounds, compatible, year_of
from pipeline.records import Claim, ClaimMention, DateSeries

_FEWEST = 4
"""So many dates must a list have to show that something comes each year."""
_MOST_OFF = 2
"""So many years at most may be wanting for that to be a slip."""


def recurring_claims(audited: Audited) -> Iterator[Tested]:
    """Test what comes each year, and firsts after a gap, whose note gives one list."""
    cited, _ = cited_claims(audited, ("yearly_claim", "first_since"))
    for group in cited:
        if len(group.lists) == 1 and group.lists[0].plain:
            for claim in group.claims:
                test = _yearly if claim.check == "yearly_claim" else _first_since
                yield from test(audited, claim, group, group.lists[0])


def _yearly(audited: Audited, claim: ClaimMention, group: Cited, series: DateSeries) -> Iterator[Tested]:
    """Each year from the first to the last one listed must have a date, and none of those left out may have one."""
    if len(series.dates) < _FEWEST or series.partial or group.cut:
        return
    years = {y for d in series.dates for y in _years(d)}
    left_out = {y for d in claim.listed for y in _years(d)}
    since = claim.window.split("/")[0]
    first = max(min(years), *_years(since)) if _years(since) else min(years)
    missing = [y for y in range(first, max(years) + 1) if y not in years | left_out]
    there = sorted(years & left_out)
    row = _claim(audited, claim, series)
    if not missing and not there:
        yield row, None
    elif len(missing) + len(there) > _MOST_OFF:
        reason = f"the list has no date of {len(missing)} of these years: it may not give all"
        yield undecidable(replace(row, found=_in_words(missing)), reason)
    else:
        said = [f"has none of {_in_words(missing)}"] * bool(missing) + [f"has one of {_in_words(there)}"] * bool(there)
        found = "; ".join(filter(None, (_in_words(missing) and f"none of {_in_words(missing)}", _in_words(there))))
        reason = f"the list in note {group.support.label} {' and '.join(said)}"
        yield _contradicted(audited, claim, replace(row, found=found), reason)


def _first_since(audited: Audited, claim: ClaimMention, group: Cited, series: DateSeries) -> Iterator[Tested]:
    """No date of the list may lie between the year that the claim goes back to and its own date."""
    since, own = claim.window.split("/")[0], claim.listed
    if since == ".." or len(own) != 1 or not any(compatible(own[0], d) for d in series.dates):
        return
    low, high = bounds(since)[1], bounds(own[0])[0]
    if not low or not high or low >= high:
        return
    between = [d for d in series.dates if bounds(d)[0] > low and bounds(d)[1] and bounds(d)[1] < high]
    row = _claim(audited, claim, series)
    if between:
        listed = ", ".join(between)
        reason = f"the list in note {group.support.label} has {listed}, between {since} and {own[0]}"
        yield _contradicted(audited, claim, replace(row, found=listed), reason)
    else:
        yield row, None


def _years(value: str) -> Sequence[int]:
    """All years that a date reaches over; none where it says no year."""
    first, last = bounds(value)
    return range(int(first[:4]), int(last[:4]) + 1) if first and last and year_of(value) else ()


def _in_words(years: Sequence[int]) -> str:
    words = [str(y) for y in years]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _claim(audited: Audited, claim: ClaimMention, series: DateSeries) -> Claim:
    text = audited.mentions[claim.mention_id].text
    return Claim(
        claim.check,
        claim.doc_id,
        text,
        expected=text,
        found=text,
        verdict="confirmed",
        evidence=tuple(dict.fromkeys((claim.mention_id, *claim.evidence, *series.evidence))),
    )


def _contradicted(audited: Audited, claim: ClaimMention, row: Claim, reason: str) -> Tested:
    mention = audited.mentions[claim.mention_id]
    return contradicted(row, f"The text says “{mention.text}”{place_of(mention)}, but {reason}.", reason)
