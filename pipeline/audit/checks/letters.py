"""Letters behind years: who cites 2014a and 2014c of one author ought to cite 2014b somewhere, each for one work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz.fuzz import ratio

from pipeline.audit.checks.audited import Audited, Tested, contradicted, lost, short, undecidable
from pipeline.records import Citation, Claim

_ONE_TITLE = 90.0
"""So alike, of 100, are two printings of one title."""
_LETTERED = re.compile(r"(\d{4})([a-z])")
_ACRONYM = re.compile(r"\(([A-Z][\w.&-]{1,11})\)")
_OF_BODIES = frozenset({"of", "for", "the", "and", "on", "de", "du", "der", "für"})


def missing_letters(audited: Audited) -> Iterator[Tested]:
    """Test each author's year of which at least two letters are cited: from a on, none may be left out.

    Where notes are lost, a gap decides nothing.
    """
    series: dict[tuple[str, str], dict[str, Citation]] = defaultdict(dict)
    for c in audited.extraction.citations:
        m = _LETTERED.fullmatch(c.year)
        if m and c.authors:
            series[_author(c), m[1]].setdefault(m[2], c)
    for (_, year), cited in series.items():
        letters = sorted(cited)
        if len(letters) > 1:
            yield _tested(audited, year, [cited[letter] for letter in letters], letters)


def _author(c: Citation) -> str:
    """What short forms call the first author: an acronym, a surname, else the whole name."""
    name = c.authors[0]
    if c.aliases:
        return c.aliases[0].casefold()
    if acronym := _ACRONYM.search(name):
        return acronym[1].casefold()
    words = name.split(",")[0].split()
    is_body = len(words) > 3 or any(w.casefold() in _OF_BODIES for w in words)
    return (name if is_body else words[-1]).casefold()


def repeated_letters(audited: Audited) -> Iterator[Tested]:
    """Test each author's year and letter that more than one note gives in full; two works need two letters."""
    works: dict[tuple[tuple[str, ...], str], list[Citation]] = defaultdict(list)
    for c in audited.extraction.citations:
        if c.kind == "full" and c.authors and c.title and _LETTERED.fullmatch(c.year):
            works[c.authors, c.year].append(c)
    for cited in works.values():
        first, *others = _by_title(cited)
        for same in others:
            yield _one_work(audited, first[0], same[0])
        if not others and len(first) > 1:
            yield _one_work(audited, first[0], first[1])


def _by_title(cited: Sequence[Citation]) -> list[list[Citation]]:
    """The citations of each title, in the order in which the titles come; each is told of once."""
    titles: list[list[Citation]] = []
    for c in cited:
        same = next((t for t in titles if all(_same_title(c.title, other.title) for other in t)), None)
        if same is None:
            titles.append([c])
        else:
            same.append(c)
    return titles


def _same_title(one: str, other: str) -> bool:
    """Whether two titles are of one work: alike, or one is the other with its subtitle."""
    short_one, long_one = sorted((" ".join(t.casefold().split()).rstrip(" .,") for t in (one, other)), key=len)
    return long_one.startswith(f"{short_one}:") or ratio(short_one, long_one) >= _ONE_TITLE


def _one_work(audited: Audited, first: Citation, other: Citation) -> Tested:
    claim = Claim(
        "repeated_letter",
        audited.document.doc_id,
        f"{first.authors[0]}, {first.year}",
        expected=first.title,
        found=other.title,
        verdict="confirmed",
        evidence=(first.mention_id, other.mention_id),
    )
    if _same_title(first.title, other.title):
        return claim, None
    notes = " and ".join(f"“{short(c.title)}” in note {c.footnote}" for c in (first, other))
    message = f"Two works are {first.authors[0]}, {first.year}: {notes}; a short form can’t tell which it means."
    return contradicted(claim, message, f"note {other.footnote} gives another title", "note")


def _tested(audited: Audited, year: str, cited: list[Citation], letters: list[str]) -> Tested:
    missing = [chr(i) for a, b in pairwise(["`", *letters]) for i in range(ord(a) + 1, ord(b))]
    name = cited[-1].authors[0]
    claim = Claim(
        "missing_letter",
        audited.document.doc_id,
        f"{name}, {year}{letters[0]} to {year}{letters[-1]}",
        expected=", ".join(f"{year}{letter}" for letter in missing) or f"{year}a to {year}{letters[-1]}",
        found=", ".join(f"{year}{letter}" for letter in letters),
        verdict="confirmed",
        evidence=tuple(c.mention_id for c in cited),
    )
    if not missing:
        return claim, None
    if audited.lost_notes:
        return undecidable(claim, f"{lost(audited.lost_notes)}, which may have cited the rest")
    message = f"Of {name}, the notes cite {claim.found}, but nowhere {claim.expected}."
    return contradicted(claim, message, f"{claim.expected} is cited nowhere", "note")
