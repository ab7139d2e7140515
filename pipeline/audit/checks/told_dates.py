"""The dates that a sentence tells of against those that its note tells of the same things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.audit.checks.audited import Audited, Tested, place_of
from pipeline.audit.checks.slips import slip
from pipeline.edtf import compatible, values_of
from pipeline.records import Claim, DateSeries, Finding, Mention, Support

_ENOUGH = 3
"""So many dates that a sentence and its note share are no accident."""


def told_dates(audited: Audited) -> Iterator[Tested]:
    """Test sentences and notes that give the same dates, each in its own precision, or all but one."""
    for s in audited.extraction.supports:
        if s.note_id in audited.lists and s.fragments:
            marker = audited.mentions[s.marker_id]
            start = s.fragments[0][0]
            inside = [m for m in audited.dates.get(marker.block_id, ()) if start <= m.start and m.end <= marker.start]
            yield from _tested(audited, s, inside, audited.lists[s.note_id])


def _tested(
    audited: Audited, support: Support, told: Sequence[Mention], lists: Sequence[DateSeries]
) -> Iterator[Tested]:
    listed = [d for one in lists for d in one.dates]
    of_text = [(v, m) for m in told for v in values_of(m.value)]
    if len(listed) < _ENOUGH or len(of_text) < _ENOUGH:
        return
    left = list(of_text)
    alone = []
    for d in listed:
        match = next((t for t in left if compatible(t[0], d)), None)
        if match:
            left.remove(match)
        else:
            alone.append(d)
    used = [m for v, m in of_text if (v, m) not in left]
    claim = Claim(
        "date_conflict",
        audited.document.doc_id,
        "; ".join(dict.fromkeys(m.text for m in used)),
        expected=str(len(listed)),
        found=str(len(listed) - len(alone)),
        verdict="confirmed",
        reason=f"note {support.label} tells of the same dates",
        evidence=tuple(dict.fromkeys([*(m.mention_id for m in used), *(i for s in lists for i in s.evidence)])),
    )
    if not alone:
        yield claim, None
    elif len(alone) == 1 and len(listed) > _ENOUGH:
        slips = [(v, m) for v, m in left if slip(v, alone[0])]
        if len(slips) == 1:
            yield _contradicted(claim, support, *slips[0], alone[0])


def _contradicted(claim: Claim, support: Support, value: str, told: Mention, listed: str) -> Tested:
    finding = Finding(
        "date_conflict",
        "warning",
        claim.doc_id,
        f"The text says “{told.text}”{place_of(told)}, where note {support.label} has {listed}; "
        "all other dates of the note agree.",
        expected=value,
        found=listed,
        evidence=(told.mention_id, *(i for i in claim.evidence if i != told.mention_id)),
    )
    reason = f"{value} is {listed} in note {support.label}"
    return replace(claim, verdict="contradicted", reason=reason, finding_id=finding.finding_id), finding
