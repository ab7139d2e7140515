"""What one mention shows by itself: a date that no calendar has, a wrong weekday, words that a second reading lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.audit.checks.audited import Audited, place_of, says_when, short
from pipeline.records import Finding

_DENIED = re.compile(
    r"\b(?:can ?not|can[’']t|no such|there is no|invalid|impossible|non-?existent)\b[^.;]*$", re.IGNORECASE
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WEEKDAY = re.compile(
    r",?\s(?:which\s(?:was|is|fell\son)\s|was\s|is\s|\()?an?\s(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?=[”’\"']?(?:[,.;:!?)\]—]|\s[—–]|\s*\Z|\d{1,3}(?!\w)|\n\s*\n))",
    re.IGNORECASE,
)
"""Nothing but a stop or a note's number may stand behind the weekday: "a Sunday paper" is none."""
_NEAR = 90
"""Characters before a date in which the text may say itself that there is no such day."""


def impossible_dates(audited: Audited) -> Iterator[Finding]:
    """Dates that no calendar has; of one that the text itself calls impossible, a note."""
    for m in audited.extraction.mentions:
        if m.kind == "date" and m.rule.endswith("!impossible"):
            denied = _DENIED.search(audited.document.source, max(0, m.start - _NEAR), m.start)
            yield Finding(
                "impossible_date",
                "note" if denied else "error",
                audited.document.doc_id,
                f"“{m.text}” is a date that no calendar has{place_of(m)}.",
                expected="a day of the calendar",
                found=m.text,
                evidence=(m.mention_id,),
            )


def wrong_weekdays(audited: Audited) -> Iterator[Finding]:
    """Weekdays that don't fit their date: printed with it, or told behind it ("on May 6, 2014, a Friday")."""
    for m in audited.extraction.mentions:
        if m.kind != "date" or not _DAY.fullmatch(m.value):
            continue
        day, text = date.fromisoformat(m.value).strftime("%A"), m.text
        behind = _WEEKDAY.match(audited.document.source, m.end) if says_when(m) else None
        if behind and behind["day"].capitalize() != day:
            text = " ".join(f"{m.text}{behind.group()}".split())
        elif not m.rule.endswith("!weekday"):
            continue
        yield Finding(
            "weekday_mismatch",
            "warning",
            audited.document.doc_id,
            f"“{text}”{place_of(m)}: that day was a {day}.",
            expected=day,
            found=text,
            evidence=(m.mention_id,),
        )


def unverified_text(audited: Audited) -> Iterator[Finding]:
    """Spans that the second reading of the file does not hold."""
    for m in audited.extraction.mentions:
        if m.mention_id in audited.unverified:
            yield Finding(
                "unverified_text",
                "error",
                audited.document.doc_id,
                f"A second reading of the file does not hold “{short(m.text)}”{place_of(m)}.",
                expected=short(m.text),
                found="other text",
                evidence=(m.mention_id,),
            )


def unreadable(doc_id: str, path: str, reason: str) -> Finding:
    """A raw file that could not be read a second time: nothing of it is verified."""
    return Finding("unverified_text", "error", doc_id, f"{path} could not be read again: {reason}.", "the file", "none")


def by_ocr(doc_id: str, path: str, mention_ids: Sequence[str]) -> Finding:
    """Spans on pages whose text is OCR's: there is nothing in the file that a second reading could hold them to."""
    n = len(mention_ids)
    return Finding(
        "unverified_text",
        "note",
        doc_id,
        f"{n} span{'s' * (n > 1)} of {path} stand{'s' * (n == 1)} on pages whose text is by OCR and can't be verified.",
        expected="text in the file",
        found="pictures of text",
        evidence=tuple(mention_ids[:1]),
    )
