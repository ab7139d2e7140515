"""A stated number against the dates listed for it: "held 17 times" over a note that lists 18.

The list is that of the note which the sentence cites, or one in the sentence itself. One claim over several lists is of
them all; several claims over several lists are of one each, in order. What does not prove anything is undecidable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations

from pipeline.audit.checks.audited import Audited, Tested, contradicted, place_of
from pipeline.audit.checks.linking import Cited, cited_claims
from pipeline.audit.checks.readings import PARTS, Judged, Listed, judge, reading
from pipeline.records import THINGS, Claim, ClaimMention, DateSeries, hull

_BREAK = re.compile(r"[.!?][”’\"')\]]*\d{0,3}\s+(?=[“‘\"'(]*[A-Z0-9])")
_WORDS_BEFORE = 100
_MOST_LISTS = 8
"""Of a note, whose sums are all tried."""


def count_claims(audited: Audited) -> Iterator[Tested]:
    """Test the counts of a document; those that nothing is given for are left out."""
    cited, alone = cited_claims(audited, ("count_claim",))
    for claim in alone:
        if judged := _in_sentence(claim):
            yield _told(audited, claim, judged, claim.evidence)
    for group in cited:
        for claim in chain(group.carried, group.claims):
            if judged := _in_sentence(claim):
                yield _told(audited, claim, judged, claim.evidence)
        rest = replace(
            group,
            claims=tuple(c for c in group.claims if not _in_sentence(c)),
            carried=tuple(c for c in group.carried if not _in_sentence(c)),
        )
        yield from _by_note(audited, rest)


def _in_sentence(claim: ClaimMention) -> Judged | None:
    """A count with its dates right behind it; of dates that are not plainly its list only agreement says something.

    A date may be that of several things, though one thing has no two dates.
    """
    if len(claim.listed) < 2:
        return None
    judged = judge(replace(claim, window="", further=""), Listed(claim.listed, plain=claim.plainly))
    if claim.of == THINGS and judged.verdict == "contradicted" and judged.found < claim.number:
        return replace(judged, verdict="undecidable", reason="fewer dates are listed, and one may be of several")
    return judged if claim.plainly or judged.verdict == "confirmed" else None


# --- a note's lists ---------------------------------------------------------------------------------------------------


def _by_note(audited: Audited, group: Cited) -> Iterator[Tested]:
    support = group.support
    # The one date of a remark is no list of what the sentence counts.
    lists = group.lists if any(s.plain or len(s.dates) > 1 for s in group.lists) else ()
    evidence = tuple(dict.fromkeys(i for s in lists for i in s.evidence)) or (support.note_id or support.marker_id,)
    if not lists:
        reason = _no_list(group)
        lost = not support.note_id or group.cut
        # How often something was done wants a list; how many things there were may be said without one.
        for claim in (c for c in group.claims if lost or (c.of == "times" and not _quoted(audited, c))):
            yield _told(audited, claim, Judged("undecidable", -1, reason), evidence)
        return
    wholes, parts = _wholes_and_parts(audited, group.claims)
    verdicts = list(_judged(wholes, lists, cut=group.cut))
    for claim, judged in verdicts:
        yield _told(audited, claim, judged, evidence, support.label)
    for claim in parts:
        yield _told(audited, claim, _all_of(claim, lists, cut=group.cut), evidence, support.label)
    whole = next((c.number for c, j in verdicts if j.verdict == "confirmed" and len(verdicts) == 1), 0)
    if len(group.carried) > 1 and whole and sum(c.number for c in group.carried) == whole:
        for claim in group.carried:
            reason = f"with the others told beside it {whole} in all"
            yield _told(audited, claim, Judged("confirmed", claim.number, reason), evidence, support.label)
    elif not group.claims:
        for claim, judged in _judged(group.carried, lists, cut=group.cut):
            if judged.verdict == "confirmed":
                yield _told(audited, claim, judged, evidence, support.label)


def _quoted(audited: Audited, claim: ClaimMention) -> bool:
    """Whether a claim stands in quotation marks: its note gives the source of the words."""
    m = audited.mentions[claim.mention_id]
    return any(q.start <= m.start and m.end <= q.end for q in audited.quotes.get(m.block_id, ()))


def _no_list(group: Cited) -> str:
    label = group.support.label
    if not group.support.note_id:
        return f"note {label}, which the text cites for it, is lost"
    return f"what is left of note {label} lists no dates" if group.cut else f"note {label} lists no dates"


def _wholes_and_parts(
    audited: Audited, claims: Sequence[ClaimMention]
) -> tuple[list[ClaimMention], list[ClaimMention]]:
    """Counts of their own, and counts of a part of what the one before counts ("14 times, three of them since 2012").

    Who came is no count beside how often they came.
    """
    wholes: list[ClaimMention] = []
    parts: list[ClaimMention] = []
    for claim in claims:
        (parts if wholes and (claim.of in PARTS or _follows_at_once(audited, claim, claims)) else wholes).append(claim)
    often = [c for c in wholes if c.of != "people"]
    return often or wholes, parts


def _follows_at_once(audited: Audited, claim: ClaimMention, claims: Sequence[ClaimMention]) -> bool:
    """Whether a count with years of its own stands right behind another: "nine times, twice since 2012"."""
    before = claims[claims.index(claim) - 1] if claims.index(claim) else None
    if before is None or not claim.window:
        return False
    mentions = audited.mentions
    between = audited.document.source[mentions[before.mention_id].end : mentions[claim.mention_id].start]
    return between.strip() in {",", ", only", ", just", ", but only", ", though only"}


def _listed(lists: Sequence[DateSeries], *, cut: bool) -> Listed:
    return Listed(
        tuple(d for s in lists for d in s.dates),
        plain=all(s.plain for s in lists),
        partial=any(s.partial for s in lists),
        cut=cut,
    )


def _all_of(claim: ClaimMention, lists: Sequence[DateSeries], *, cut: bool) -> Judged:
    """A count held against all dates of a note; single dates beside a list may be remarks on it, and count or don't."""
    every = judge(claim, _listed(lists, cut=cut))
    rows = [s for s in lists if len(s.dates) > 1]
    if every.verdict == "confirmed" or not rows or len(rows) == len(lists):
        return every
    return judge(claim, _listed(rows, cut=cut))


def _judged(
    claims: Sequence[ClaimMention], lists: Sequence[DateSeries], *, cut: bool
) -> Iterator[tuple[ClaimMention, Judged]]:
    """Hold claims against lists: one against all, several against one each, or against all together."""
    together = _listed(lists, cut=cut)
    if len(claims) == 1:
        yield claims[0], _one(claims[0], lists, cut=cut)
        return
    total = sum(c.number for c in claims)
    if total == len(together.dates) and len(claims) != len(lists):
        for claim in claims:
            yield claim, Judged("confirmed", claim.number, f"with the others of its sentence {total} dates are listed")
        return
    singles = [_listed([s], cut=cut) for s in lists]
    if len(claims) == len(lists):
        verdicts = [judge(c, one) for c, one in zip(claims, singles, strict=True)]
        if sorted(c.number for c in claims) == sorted(len(s.dates) for s in lists):
            verdicts = [Judged("confirmed", c.number, "one of the lists of the note has as many") for c in claims]
        elif all(v.verdict != "confirmed" for v in verdicts):
            verdicts = [Judged("undecidable", v.found, "none of the note's lists fits") for v in verdicts]
        yield from zip(claims, verdicts, strict=True)
        return
    for claim in claims:
        fits = [one for one in (*singles, together) if judge(claim, one).verdict == "confirmed"]
        if fits:
            yield claim, judge(claim, fits[0])
        else:
            reason = (
                f"the sentence has {len(claims)} counts, the note {len(lists)} list{'s' * (len(lists) > 1)} of dates"
            )
            yield claim, Judged("undecidable", len(together.dates), reason)


def _one(claim: ClaimMention, lists: Sequence[DateSeries], *, cut: bool) -> Judged:
    """One claim over all lists; if it fits some of them and not all, nothing is proved."""
    judged = _all_of(claim, lists, cut=cut)
    if judged.verdict != "contradicted" or len(lists) == 1 or len(lists) > _MOST_LISTS:
        return judged
    for chosen in (c for n in range(1, len(lists)) for c in combinations(lists, n)):
        least, most = reading(claim, [d for s in chosen for d in s.dates])
        if least <= claim.number <= most:
            reason = f"the note has {len(lists)} lists, of which {len(chosen)} fit"
            return Judged("undecidable", judged.found, reason)
    return judged


# --- what is said of it -----------------------------------------------------------------------------------------------


def _told(audited: Audited, claim: ClaimMention, judged: Judged, evidence: Sequence[str], note: str = "") -> Tested:
    mention = audited.mentions[claim.mention_id]
    row = Claim(
        claim.check,
        claim.doc_id,
        mention.text,
        expected=str(claim.number),
        found=str(judged.found) if judged.found >= 0 else "",
        verdict=judged.verdict,
        reason=judged.reason,
        evidence=tuple(dict.fromkeys((claim.mention_id, *evidence))),
    )
    if judged.verdict != "contradicted":
        return row, None
    message = f"The text says “{_clause(audited, claim)}”{place_of(mention)}, but {_found(judged, note)}."
    return contradicted(row, message, judged.reason)


def _found(judged: Judged, note: str) -> str:
    """What is there instead of the number claimed."""
    if note:
        return re.sub(r"^(\d+ dates?) (?:are|is) listed", rf"note {note} lists \1", judged.reason)
    return judged.reason.replace(" listed", " listed for it", 1)


def _clause(audited: Audited, claim: ClaimMention) -> str:
    """The claim with the words before it in its sentence, as far as they fit."""
    m = audited.mentions[claim.mention_id]
    block = next(b for b in audited.document.blocks if b.block_id == m.block_id)
    low = max(m.start - _WORDS_BEFORE, hull(block.fragments)[0])
    words = audited.document.source[low : m.start]
    breaks = [b.end() for b in _BREAK.finditer(words)]
    if breaks:
        words = words[breaks[-1] :]
    elif low > hull(block.fragments)[0]:
        words = "…" + words.partition(" ")[2]
    return " ".join(f"{words}{m.text}".split())
