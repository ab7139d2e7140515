"""Checks: what a report says against what it shows. Each says what it expected, what it found, and where to look.

A check that only guesses is no check: where the text does not decide, the claim is `undecidable`, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.audit.numbering import jumps, uncited
from pipeline.records import Claim, Document, Extraction, Finding, Mention, Row, Severity


@dataclass(frozen=True, slots=True)
class Audited:
    """One document, with all that the checks look at.

    Attributes:
        document: Without its source text's interpretation: blocks and markers.
        extraction: Its mentions.
        unverified: Ids of mentions that the second reading does not hold.
        unresolved: By citation id the reason why a short form or ibid resolves to nothing.
        interviews: For each distinct interview that it cites the mention of the first citation.
    """

    document: Document
    extraction: Extraction
    unverified: frozenset[str]
    unresolved: Mapping[str, str]
    interviews: tuple[str, ...]


def check(audited: Audited) -> tuple[list[Finding], list[Claim]]:
    """Run all checks over one document."""
    findings = [
        *_missing_footnotes(audited),
        *_unmatched_notes(audited),
        *jumps(audited.document, audited.extraction),
        *_unresolved_references(audited),
        *_impossible_dates(audited),
        *_wrong_weekdays(audited),
        *_unverified_text(audited),
    ]
    claims = []
    for claim, finding in _interview_counts(audited):
        if finding:
            findings.append(finding)
        claims.append(claim)
    return findings, claims


def _missing_footnotes(audited: Audited) -> Iterator[Finding]:
    """Markers whose note is not in the file."""
    doc_id, mentions = audited.document.doc_id, _by_id(audited)
    for s in audited.extraction.supports:
        if not s.note_id:
            yield Finding(
                "missing_footnote",
                "error",
                doc_id,
                f"The text cites note {s.label}, but the file holds no such note{_of(mentions[s.marker_id])}.",
                expected=f"note {s.label}",
                found="none",
                evidence=(s.marker_id,),
            )


def _unmatched_notes(audited: Audited) -> Iterator[Finding]:
    """Notes that no marker cites; where that is so of a whole counting, it is said once."""
    findings, told = uncited(audited.document, audited.extraction)
    yield from findings
    cited = {s.note_id for s in audited.extraction.supports} | told
    for m in audited.extraction.mentions:
        if m.kind == "footnote" and m.mention_id not in cited:
            yield Finding(
                "unmatched_marker",
                "warning",
                audited.document.doc_id,
                f"Note {m.label or '?'} is there, but nothing in the text cites it{_of(m)}.",
                expected=f"a marker {m.label}".strip(),
                found="none",
                evidence=(m.mention_id,),
            )


def _unresolved_references(audited: Audited) -> Iterator[Finding]:
    said = {
        "no candidate": "no earlier note of this document gives it in full",
        "ambiguous": "more than one earlier source fits it",
        "chain broken": "what stands before it is no source that is known",
    }
    mentions = _by_id(audited)
    for c in audited.extraction.citations:
        reason = audited.unresolved.get(c.citation_id, "")
        if reason:
            yield Finding(
                "unresolved_reference",
                "note",
                audited.document.doc_id,
                f"“{mentions[c.mention_id].text}” in note {c.footnote} leads nowhere: {said[reason]}.",
                expected="one full form",
                found=reason,
                evidence=(c.mention_id,),
            )


def _impossible_dates(audited: Audited) -> Iterator[Finding]:
    for m in audited.extraction.mentions:
        if m.kind == "date" and m.rule.endswith("!impossible"):
            yield Finding(
                "impossible_date",
                "error",
                audited.document.doc_id,
                f"“{m.text}” is a date that no calendar has{_of(m)}.",
                expected="a day of the calendar",
                found=m.text,
                evidence=(m.mention_id,),
            )


def _wrong_weekdays(audited: Audited) -> Iterator[Finding]:
    for m in audited.extraction.mentions:
        if m.kind == "date" and m.rule.endswith("!weekday"):
            day = date.fromisoformat(m.value).strftime("%A")
            yield Finding(
                "weekday_mismatch",
                "warning",
                audited.document.doc_id,
                f"“{m.text}” was a {day}{_of(m)}.",
                expected=day,
                found=m.text,
                evidence=(m.mention_id,),
            )


def _unverified_text(audited: Audited) -> Iterator[Finding]:
    for m in audited.extraction.mentions:
        if m.mention_id in audited.unverified:
            yield Finding(
                "unverified_text",
                "error",
                audited.document.doc_id,
                f"A second reading of the file does not hold “{_short(m.text)}”{_of(m)}.",
                expected=_short(m.text),
                found="other text",
                evidence=(m.mention_id,),
            )


def _interview_counts(audited: Audited) -> Iterator[tuple[Claim, Finding | None]]:
    """A stated number of interviews against those that the citations tell apart; letters and emails are none.

    Fewer than stated contradicts only if no note is lost; a report may also cite less than it heard, so the
    finding is a
    warning. More than stated contradicts in any case. A document without any citation of an interview decides nothing.
    The same number stated twice is one claim, resting on both places.
    """
    mentions = _by_id(audited)
    lost = sum(not s.note_id for s in audited.extraction.supports) + sum(
        b.kind in {"footnote", "endnote"} and not b.complete for b in audited.document.blocks
    )
    stated: dict[int, list[str]] = defaultdict(list)
    for c in audited.extraction.claims:
        if c.check == "interview_count":
            stated[c.number].append(c.mention_id)
    cited = audited.interviews
    for number, places in stated.items():
        claim = Claim(
            "interview_count",
            audited.document.doc_id,
            mentions[places[0]].text,
            expected=str(number),
            found=str(len(cited)),
            verdict="confirmed",
            evidence=(*places, *cited),
        )
        yield _judged(claim, lost)


def _judged(claim: Claim, lost: int) -> tuple[Claim, Finding | None]:
    expected, found = int(claim.expected), int(claim.found)
    if found == expected:
        return claim, None
    if found == 0:
        return replace(claim, verdict="undecidable", reason="the document cites no interview"), None
    reason = f"{found} interviews can be told apart in the notes"
    if found < expected and lost:
        reason = f"{found} interviews can be told apart, but {lost} notes are lost or cut"
        finding = _count_finding(claim, reason, "note")
        return replace(claim, verdict="undecidable", reason=reason, finding_id=finding.finding_id), finding
    finding = _count_finding(claim, reason, "warning")
    return replace(claim, verdict="contradicted", reason=reason, finding_id=finding.finding_id), finding


def _count_finding(claim: Claim, reason: str, severity: Severity) -> Finding:
    return Finding(
        "interview_count",
        severity,
        claim.doc_id,
        f"The document says “{claim.text}”; {reason}.",
        expected=claim.expected,
        found=claim.found,
        evidence=claim.evidence,
    )


def unreadable(doc_id: str, path: str, reason: str) -> Finding:
    """A raw file that could not be read a second time: nothing of it is verified."""
    return Finding("unverified_text", "error", doc_id, f"{path} could not be read again: {reason}.", "the file", "none")


def _by_id(audited: Audited) -> Mapping[str, Mention]:
    return {m.mention_id: m for m in audited.extraction.mentions}


def _of(m: Mention) -> str:
    section = m.section[0] if m.section else ""
    page = f"page {m.page}" if m.page else ""
    place = ", ".join(p for p in (section, page) if p)
    return f" ({place})" if place else ""


def _short(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def interviews_by_document(interviews: Sequence[Row], citations: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """By document, for each interview that can be told apart from the others the mention of its first citation.

    Letters are no interviews; "one official told us", without a day, may be any of those that the notes cite.
    """
    by_id = {c["citation_id"]: c for c in citations}
    out: dict[str, list[str]] = defaultdict(list)
    for row in interviews:
        told = [by_id[i] for i in row["citations"].split("; ")]
        if told[0]["kind"] == "interview" and (row["date"] or any(c["footnote"] for c in told)):
            out[row["doc_id"]].append(row["evidence"].split("; ")[0])
    return {k: tuple(v) for k, v in out.items()}
