"""Mentions become agreements: by kind, by parties, and where a pair makes many of a kind, by year; then milestones.

A mention without parties can't be told apart from others of its kind, so it joins no agreement. Dates that
contradict each other stay, each with its evidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.reconcile.dates import bounds, compatible, precision, year_of
from pipeline.records import AgreementMention, MilestoneMention, Row, content_id, joined

_MANY = frozenset(
    {"joint_statement", "joint_declaration", "roadmap", "action_plan", "mou", "statement_of_intent", "arrangement",
     "treaty", "partnership_programme", "partnership_agreement", "other"}
)  # fmt: skip
"""Kinds of which the same parties may make one after another: the year tells them apart."""


@dataclass(slots=True)
class _Group:
    """Mentions of one agreement, while they are gathered."""

    kind: str
    parties: tuple[str, ...]
    year: str
    mentions: list[AgreementMention] = field(default_factory=list)
    milestones: list[MilestoneMention] = field(default_factory=list)


def agreement_rows(
    mentions: Sequence[AgreementMention], milestones: Sequence[MilestoneMention]
) -> tuple[list[Row], list[Row]]:
    """Make `agreements.csv` and `milestones.csv`.

    Args:
        mentions: In the order of documents and places.
        milestones: In the same order.
    """
    told: dict[str, list[MilestoneMention]] = defaultdict(list)
    for m in milestones:
        told[m.agreement_mention].append(m)
    groups: dict[tuple[str, tuple[str, ...], str], _Group] = {}
    latest: dict[tuple[str, str, tuple[str, ...]], _Group] = {}
    for a in mentions:
        if a.generic or not a.parties:
            continue
        year = _year(a, told[a.mention_id]) if a.kind in _MANY else ""
        line = (a.doc_id, a.kind, a.parties)
        # A mention without a year of its own speaks of the one of its kind that the text spoke of last.
        if a.kind in _MANY and not year and line in latest:
            group = latest[line]
        else:
            group = groups.setdefault((a.kind, a.parties, year), _Group(a.kind, a.parties, year))
        group.mentions.append(a)
        group.milestones += told[a.mention_id]
        latest[line] = group
    agreements, steps = [], []
    for group in groups.values():
        agreement_id = content_id("a", group.kind, *group.parties, group.year)
        own_steps = _milestone_rows(agreement_id, group.milestones)
        agreements.append(_row(agreement_id, group, own_steps))
        steps += own_steps
    return agreements, steps


def _year(mention: AgreementMention, milestones: Sequence[MilestoneMention]) -> str:
    if mention.year:
        return mention.year[:4]
    years = [y for m in milestones if m.act not in {"entered_into_force", "ended"} and (y := year_of(m.date))]
    return years[0] if years else ""


def _row(agreement_id: str, group: _Group, steps: Sequence[Row]) -> Row:
    names = Counter(m.name for m in group.mentions if m.name)
    ranked = sorted(names, key=lambda n: (-_standing(n), -names[n], -len(n), n))
    aliases = dict.fromkeys([*ranked[1:], *(m.alias for m in group.mentions if m.alias)])
    dated = sorted((s for s in steps if s["date"]), key=lambda s: bounds(s["date"]))
    return {
        "agreement_id": agreement_id,
        "name": ranked[0] if ranked else "",
        "kind": group.kind,
        "parties": joined(group.parties),
        "aliases": joined(a for a in aliases if not ranked or a != ranked[0]),
        "first_date": dated[0]["date"] if dated else "",
        "last_act": dated[-1]["act"] if dated else "",
        "documents": joined(dict.fromkeys(m.doc_id for m in group.mentions)),
        "mentions": str(len(group.mentions)),
        "evidence": joined(dict.fromkeys(m.mention_id for m in group.mentions)),
    }


def _standing(name: str) -> int:
    """A name of several words in capitals goes before an acronym, that before a description, that before a noun."""
    words = len(name.split())
    if words > 1 and name[0].isupper():
        return 3
    return 2 if name.isupper() else int(words > 1)


def _milestone_rows(agreement_id: str, milestones: Sequence[MilestoneMention]) -> list[Row]:
    by_act: dict[str, list[MilestoneMention]] = defaultdict(list)
    for m in milestones:
        by_act[m.act].append(m)
    _fold_concluded(by_act)
    return [_milestone_row(agreement_id, act, told) for act, told in by_act.items()]


def _fold_concluded(by_act: dict[str, list[MilestoneMention]]) -> None:
    """Who says that an agreement "was concluded in January" speaks of its signing on the 26th."""
    signed = {m.date for m in by_act.get("signed", ())}
    concluded = by_act.pop("concluded", [])
    same = [m for m in concluded if any(compatible(m.date, d) for d in signed)]
    by_act["signed"] += same
    if rest := [m for m in concluded if m not in same]:
        by_act["concluded"] = rest
    if not by_act["signed"]:
        del by_act["signed"]


def _milestone_row(agreement_id: str, act: str, told: Sequence[MilestoneMention]) -> Row:
    """One act: the date that most mentions are compatible with, the most precise of those; the rest contradict it."""
    support: Mapping[str, int] = Counter(m.date for m in told if m.date)
    ranked = sorted(
        support,
        key=lambda d: (-sum(n for e, n in support.items() if compatible(d, e)), -precision(d), -support[d], d),
    )
    best = ranked[0] if ranked else ""
    others = [d for d in ranked[1:] if not compatible(d, best)]
    return {
        "milestone_id": content_id("s", agreement_id, act, best),
        "agreement_id": agreement_id,
        "act": act,
        "date": best,
        "other_dates": joined(others),
        "documents": joined(dict.fromkeys(m.doc_id for m in told)),
        "evidence": joined(dict.fromkeys(e for m in told for e in m.evidence)),
    }
