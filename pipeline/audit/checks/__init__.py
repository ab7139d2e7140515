"""Checks: what a report says against what it shows. Each says what it expected, what it found, and where to look.

A check that only guesses is no check: where the text does not decide, the claim is `undecidable`, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

from pipeline.audit.checks.audited import Audited, Dataset
from pipeline.audit.checks.conflicts import date_conflicts
from pipeline.audit.checks.counts import count_claims
from pipeline.audit.checks.intervals import interval_claims
from pipeline.audit.checks.interviews import interview_counts, interviews_by_document
from pipeline.audit.checks.items import item_counts
from pipeline.audit.checks.letters import missing_letters, repeated_letters
from pipeline.audit.checks.missing import missing_footnotes
from pipeline.audit.checks.names import name_variants
from pipeline.audit.checks.notes import unmatched_notes, unresolved_references
from pipeline.audit.checks.numbering import jumps
from pipeline.audit.checks.ordinals import ordinal_claims
from pipeline.audit.checks.quotations import quotations
from pipeline.audit.checks.ranks import ranks_in_a_row
from pipeline.audit.checks.recurring import recurring_claims
from pipeline.audit.checks.single import by_ocr, impossible_dates, unreadable, unverified_text, wrong_weekdays
from pipeline.audit.checks.sources import source_dates
from pipeline.audit.checks.sums import sum_claims
from pipeline.audit.checks.told_dates import told_dates
from pipeline.audit.checks.unique import unique_claims
from pipeline.records import Claim, Finding


def check(audited: Audited) -> tuple[list[Finding], list[Claim]]:
    """Run the checks that look at one document."""
    findings = [
        *missing_footnotes(audited),
        *unmatched_notes(audited),
        *jumps(audited),
        *unresolved_references(audited),
        *impossible_dates(audited),
        *wrong_weekdays(audited),
        *unverified_text(audited),
    ]
    claims = []
    tested = (
        interview_counts,
        count_claims,
        item_counts,
        ordinal_claims,
        recurring_claims,
        sum_claims,
        interval_claims,
        source_dates,
        told_dates,
        missing_letters,
        repeated_letters,
        quotations,
    )
    for claim, finding in chain.from_iterable(test(audited) for test in tested):
        if finding:
            findings.append(finding)
        claims.append(claim)
    return findings, claims


def check_together(dataset: Dataset) -> tuple[list[Finding], list[Claim]]:
    """Run the checks that look at all documents together."""
    tested = list(date_conflicts(dataset))
    told: dict[str, list[set[str]]] = defaultdict(list)
    for evidence in (set(f.evidence) for _, f in tested if f):
        for mention_id in evidence:
            told[mention_id].append(evidence)
    for claim, finding in ranks_in_a_row(dataset):
        # Two firsts in nearly the same words are a date conflict already.
        if not any(set(claim.evidence) <= evidence for evidence in told.get(claim.evidence[0], ())):
            tested.append((claim, finding))
    tested += unique_claims(dataset)
    tested += name_variants(dataset)
    return [f for _, f in tested if f], [c for c, _ in tested]


__all__ = ["Audited", "Dataset", "by_ocr", "check", "check_together", "interviews_by_document", "unreadable"]
