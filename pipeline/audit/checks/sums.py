"""A number against the parts that stand in brackets behind it: "seven (three …, one …, and one …)"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.audit.checks.audited import Audited, Tested, place_of, short
from pipeline.records import Claim, Finding


def sum_claims(audited: Audited) -> Iterator[Tested]:
    """Add up the parts that a text gives of its number."""
    for c in audited.extraction.claims:
        if c.check != "sum_claim":
            continue
        mention = audited.mentions[c.mention_id]
        right = c.number == c.total
        claim = Claim(
            "sum_claim",
            c.doc_id,
            mention.text,
            expected=str(c.number),
            found=str(c.total),
            verdict="confirmed" if right else "contradicted",
            reason="" if right else f"the parts come to {c.total}",
            evidence=(c.mention_id,),
        )
        if right:
            yield claim, None
            continue
        finding = Finding(
            "sum_claim",
            "warning",
            c.doc_id,
            f"The parts of “{short(mention.text, 160)}” come to {c.total}, not {c.number}{place_of(mention)}.",
            expected=claim.expected,
            found=claim.found,
            evidence=claim.evidence,
        )
        yield replace(claim, finding_id=finding.finding_id), finding
