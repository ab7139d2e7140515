"""A number against the parts that stand in brackets behind it: "seven (three …, one …, and one …)"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.audit.checks.audited import Audited, Tested, contradicted, place_of, short
from pipeline.records import Claim


def sum_claims(audited: Audited) -> Iterator[Tested]:
    """Add up the parts that a text gives of its number."""
    for c in audited.extraction.claims:
        if c.check != "sum_claim":
            continue
        mention = audited.mentions[c.mention_id]
        claim = Claim(
            "sum_claim",
            c.doc_id,
            mention.text,
            expected=str(c.number),
            found=str(c.total),
            verdict="confirmed",
            evidence=(c.mention_id,),
        )
        if c.number == c.total:
            yield claim, None
        else:
            message = f"The parts of “{short(mention.text, 160)}” come to {c.total}, not {c.number}{place_of(mention)}."
            yield contradicted(claim, message, f"the parts come to {c.total}")
