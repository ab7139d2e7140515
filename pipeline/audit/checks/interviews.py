"""A stated number of interviews against those that the citations tell apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.audit.checks.audited import Audited, Tested, contradicted, lost, undecidable
from pipeline.records import Claim, Row, members


def interview_counts(audited: Audited) -> Iterator[Tested]:
    """A stated number of interviews against those that the citations tell apart; letters and emails are none.

    Fewer than stated contradicts only if no note is lost; a report may also cite less than it heard, so the finding
    is a warning. More than stated contradicts, unless a larger number is stated, too: then this one may be of a part,
    a chapter or a place. A document without any citation of an interview decides nothing. The same number stated twice
    is one claim, resting on both places.
    """
    stated: dict[tuple[int, str], list[str]] = defaultdict(list)
    for c in audited.extraction.claims:
        if c.check == "interview_count":
            stated[c.number, c.bound].append(c.mention_id)
    cited = audited.interviews
    largest = max((number for number, _ in stated), default=0)
    for (number, bound), places in stated.items():
        claim = Claim(
            "interview_count",
            audited.document.doc_id,
            audited.mentions[places[0]].text,
            expected=str(number),
            found=str(len(cited)),
            verdict="confirmed",
            evidence=(*places, *cited),
        )
        yield _judged(claim, bound, audited.lost_notes, part=number < largest)


def _judged(claim: Claim, bound: str, notes: int, *, part: bool) -> Tested:
    expected, found = int(claim.expected), int(claim.found)
    if found == expected or (bound in {"least", "over"} and found > expected and not part):
        return claim, None
    if found == 0:
        return undecidable(claim, "the document cites no interview")
    reason = f"{found} interviews can be told apart in the notes"
    if part:
        reason = f"{reason}, and the document states a larger number, too: this one may be of a part"
    elif bound:
        reason = f"{reason}, and the number stated is not an exact one"
    if part or bound:
        return undecidable(claim, reason)
    if found < expected and notes:
        reason = f"{found} interviews can be told apart, but {lost(notes)}"
        row, finding = contradicted(claim, _message(claim, reason), reason, "note")
        return replace(row, verdict="undecidable"), finding
    return contradicted(claim, _message(claim, reason), reason)


def _message(claim: Claim, reason: str) -> str:
    return f"The document says “{claim.text}”; {reason}."


def interviews_by_document(interviews: Sequence[Row], citations: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """By document, for each interview that can be told apart from the others the mention of its first citation.

    Letters are no interviews; "one official told us", without a day, may be any of those that the notes cite.
    """
    by_id = {c["citation_id"]: c for c in citations}
    out: dict[str, list[str]] = defaultdict(list)
    for row in interviews:
        told = [by_id[i] for i in members(row["citations"])]
        if told[0]["kind"] == "interview" and (row["date"] or any(c["footnote"] for c in told)):
            out[row["doc_id"]].append(members(row["evidence"])[0])
    return {k: tuple(v) for k, v in out.items()}
