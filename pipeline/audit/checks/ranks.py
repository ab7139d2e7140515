"""Which in a row something is said to be, within a document and across: two firsts, a fifth before a fourth.

Two statements are of one row if they name it in the same words, two or more of them, and tell of the same parties;
both must say their date themselves. What a text calls "their first …" may be the first of other people, so it proves
nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.audit.checks.audited import Dataset, Tested, contradicted, says_when, undecidable
from pipeline.audit.checks.slips import slip
from pipeline.edtf import bounds, compatible
from pipeline.numbers import RANK, count_of
from pipeline.records import Claim, EventMention, Mention

_KINDS = (
    "visit|trip|tour|meeting|summit|dialogue|talks|consultations?|conference|exercise|drill|manoeuvres|maneuvers|exchange|"
    "forum|congress|workshop|seminar|patrol|deployment|voyage|port call"
)
_ROW = re.compile(
    rf"(?<!\btheir )(?<!\bhis )(?<!\bher )(?<!\bits )\b(?P<rank>{RANK})(?:[- ]ever)? "
    rf"(?P<what>(?:(?!(?:in|on|of|the|and|to)\b)[^\W\d_][\w’'+/&–-]*,? |\d ?\+ ?\d ){{1,5}}?(?:{_KINDS}))\b"
    r"(?P<behind>[^,;.()]*)",
    re.IGNORECASE,
)
_OF = re.compile(
    r"(?:of|to|by|for|under|against|after|at)\b(?:(?!\b(?:was|were|is|are|had|has|have|took|held|in|on|that|which|who|when|"
    r"where|opened|ended|began|since|between|with)\b)\D)*",
    re.IGNORECASE,
)
"""What else tells a row; the parties are compared as such."""
_SINCE = re.compile(
    r"\bsince\b|\bin (?:more than |over |nearly |almost )?[\w-]+ (?:years|months|decades)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_][\w’'-]{2,}")
_MOST = 20
"""A row that is told with more dates is many rows in the same words: the others are held against these."""
_OWN = frozenset({"sentence", "name"})
"""Where the participants of a statement must be from."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The `rank`-th of a row, on a date."""

    rank: int
    text: str
    date: str
    event: EventMention
    evidence: tuple[str, ...]


def ranks_in_a_row(dataset: Dataset) -> Iterator[Tested]:
    """Hold the dated ranks of each row against each other."""
    rows: dict[tuple[object, ...], dict[str, _Ranked]] = defaultdict(dict)
    for event in (e for x in dataset.extractions for e in x.events):
        for key, ranked in _ranked(event, dataset.mentions):
            rows[key].setdefault(event.mention_id, ranked)
    for row in rows.values():
        told: dict[tuple[int, str], _Ranked] = {}
        for b in row.values():
            key = b.rank, b.date
            # What many documents tell alike is held against the first that tells it, and that against the others.
            for a in [told[key]] if key in told else list(told.values()):
                if tested := _tested(a, b, dataset):
                    yield tested
            if len(told) < _MOST:
                told.setdefault(key, b)


def _ranked(event: EventMention, mentions: Mapping[str, Mention]) -> Iterator[tuple[tuple[object, ...], _Ranked]]:
    """What a sentence says of a rank, if it tells of one, of two parties or more, and of one date."""
    dates = [m for i in event.evidence if (m := mentions[i]).kind == "date"]
    if event.modality != "actual" or len(event.participants) < 2 or event.participants_from not in _OWN:
        return
    if len(dates) != 1 or not says_when(dates[0]) or dates[0].value != event.date or "{" in event.date:
        return
    rows = list(_ROW.finditer(mentions[event.mention_id].text))
    if len(rows) != 1 or _SINCE.search(rows[0]["behind"]):
        return
    told = rows[0]
    behind = _OF.match(told["behind"].strip())
    of = frozenset(w.casefold() for w in _WORD.findall(behind.group())) if behind else frozenset()
    what = " ".join(told["what"].replace(",", "").casefold().split())
    text = f"{told['rank']} {told['what']}"
    yield (
        (what, event.participants, of),
        _Ranked(count_of(told["rank"]), text, event.date, event, (event.mention_id, dates[0].mention_id)),
    )


def _tested(a: _Ranked, b: _Ranked, dataset: Dataset) -> Tested | None:
    low, high = sorted((a, b), key=lambda r: r.rank)
    claim = Claim(
        "rank_order",
        low.event.doc_id,
        f"{low.text}; {high.text}",
        expected=low.date,
        found=high.date,
        verdict="confirmed",
        evidence=(*low.evidence, *high.evidence),
    )
    one, other = (dataset.mentions[r.event.mention_id] for r in (low, high))
    places = [f"{low.date} in {dataset.where(one)}", f"{high.date} in {dataset.where(other, beside=one)}"]
    if low.rank == high.rank:
        if compatible(low.date, high.date):
            return claim, None
        if not slip(low.date, high.date):
            return undecidable(claim, "the dates are too far apart for a slip: they may be of two rows")
        message = f"The “{low.text}” is dated {places[0]} and {places[1]}."
    elif not bounds(high.date)[1] or not bounds(low.date)[0]:
        return None
    elif bounds(high.date)[1] >= bounds(low.date)[0]:
        return claim, None
    else:
        message = f"The “{low.text}” is dated {places[0]}, but the “{high.text}” before that, {places[1]}."
    return contradicted(claim, message, message)
