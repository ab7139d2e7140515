"""Mentions become agreements: within documents, then across them; `milestones.py` dates their acts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any

from pipeline.edtf import bounds
from pipeline.reconcile.agreement_groups import ONE_OF_A_PAIR, Group, Grouping, tells
from pipeline.reconcile.agreement_linking import link_across, link_within
from pipeline.reconcile.clusters import Clusters, Constraint
from pipeline.reconcile.milestones import milestone_rows
from pipeline.reconcile.rows import (
    NO_OVERRIDES,
    Corrections,
    Made,
    Overrides,
    as_read,
    corrected,
    mention_of,
    merge_rows,
    rows_asked_for,
    unique_ids,
)
from pipeline.records import AgreementMention, Mention, MilestoneMention, Row, joined
from pipeline.running.spreading import Spread, here


@dataclass(frozen=True, slots=True)
class MadeAgreements:
    """Agreements and their milestones.

    Attributes:
        made: `agreements.csv`, and why; the dissent is that of the milestones.
        steps: `milestones.csv`.
        of_mention: The id of the agreement by the mention of it.
        row_of_step: The id of the milestone by what tells of it.
    """

    made: Made
    steps: list[Row]
    of_mention: Mapping[str, str]
    row_of_step: Mapping[Any, str]


def make_agreements(
    mentions: Sequence[AgreementMention],
    milestones: Sequence[MilestoneMention],
    found: Mapping[str, Mention] = MappingProxyType({}),
    overrides: Overrides = NO_OVERRIDES,
    spread: Spread = here,
) -> MadeAgreements:
    """Make `agreements.csv` and `milestones.csv`, and tell why mentions were put together.

    Args:
        mentions: In the order of documents and places.
        milestones: In the same order.
        found: The spans by id: what a note tells counts less than what a sentence does.
        overrides: What people decided.
        spread: Who compares groups of different documents with each other, block by block.
    """
    corrections, names, asked = overrides.corrections, overrides.names, overrides.asked
    told: dict[str, list[MilestoneMention]] = defaultdict(list)
    for m in milestones:
        told[m.agreement_mention].append(m)
    groups: list[Group] = []
    for _, own in groupby(sorted(mentions, key=lambda m: m.doc_id), key=lambda m: m.doc_id):
        groups += Grouping(told).of(own)
    clusters = _clusters(groups, overrides.constraints.get("agreements", ()), spread)
    joint = [_joint(c, told, corrections) for c in _in_order_of(mentions, clusters)]
    joint = [g for g in joint if tells(g) or any(m.mention_id in names for m in g.mentions)]
    ids = unique_ids(
        "a", [_identity(_as_read(g, corrections)) for g in joint], [[m.mention_id for m in g.mentions] for g in joint]
    )
    rows, steps, dissent = [], [], []
    row_of_step: dict[Any, str] = {}
    of_steps = overrides.constraints.get("milestones", ())
    decided = {r for c in of_steps for group in c.groups for r in group}
    overruled = {*clusters.overruled}
    for agreement_id, group in zip(ids, joint, strict=True):
        about = of_steps if decided and not decided.isdisjoint((*group.mentions, *group.milestones)) else ()
        acts = milestone_rows(agreement_id, group.mentions, group.milestones, found, corrections, about)
        overruled |= acts.overruled
        rows.append(_row(agreement_id, group, acts.rows, names))
        steps += acts.rows
        dissent += acts.dissent
        row_of_step |= {m: row_id for m, row_id in acts.row_of.items() if mention_of(m) in asked} if asked else {}
    of_mention = {m.mention_id: row_id for row_id, g in zip(ids, joint, strict=True) for m in g.mentions}
    merges = merge_rows("agreements", clusters, of_mention, str)
    placed = [of_mention.get(m.mention_id) for m in mentions]
    by_record = rows_asked_for(mentions, placed, asked)
    overruled |= {c.decided for c in of_steps if c.action == "merge" and _in_several_rows(c, row_of_step)}
    made = Made(rows, merges, dissent, by_record, frozenset(overruled))
    return MadeAgreements(made, steps, of_mention, row_of_step)


def _in_several_rows(constraint: Constraint[Any], row_of: Mapping[Any, str]) -> bool:
    """Whether what people brought together is not: an agreement's milestone is never also another agreement's."""
    return len({row_of[r] for group in constraint.groups for r in group if r in row_of}) > 1


def _clusters(
    groups: Sequence[Group], constraints: Sequence[Constraint[AgreementMention]], spread: Spread
) -> Clusters[str]:
    """Mentions that belong to an agreement, or that people put somewhere, and why they are together."""
    placed = {m.mention_id for g in groups for m in g.mentions}
    placed |= {m.mention_id for c in constraints if c.action == "merge" for group in c.groups for m in group}
    by_id = [
        Constraint(c.action, tuple(tuple(m.mention_id for m in group) for group in c.groups), c.decided)
        for c in constraints
    ]
    clusters = Clusters(sorted(placed), by_id)
    for group in groups:
        link_within(group, clusters)
    link_across(groups, clusters, spread)
    return clusters


def _in_order_of(mentions: Sequence[AgreementMention], clusters: Clusters[str]) -> list[list[AgreementMention]]:
    """The clusters as mentions, in their order; those with parties before those that only a name tells."""
    placed = {m for members in clusters.sets() for m in members}
    out: dict[str, list[AgreementMention]] = {}
    for m in mentions:
        if m.mention_id in placed:
            out.setdefault(clusters.root(m.mention_id), []).append(m)
    return sorted(out.values(), key=lambda group: all(len(m.parties) < 2 for m in group))


def _joint(
    mentions: Sequence[AgreementMention],
    told: Mapping[str, Sequence[MilestoneMention]],
    corrections: Corrections,
) -> Group:
    """One agreement: of kind and parties what people say, else what most mentions do, parties before none."""
    kinds = Counter(m.kind for m in _heard("kind", mentions, corrections))
    circles = Counter(m.parties for m in _heard("parties", mentions, corrections))
    kind = min(kinds, key=lambda k: (-kinds[k], k))
    parties = min(circles, key=lambda p: (len(p) < 2, -circles[p], p))
    group = Group(kind, parties, 0)
    for m in mentions:
        group.add(m, told.get(m.mention_id, ()))
    return group


def _heard(field: str, mentions: Sequence[AgreementMention], corrections: Corrections) -> Sequence[AgreementMention]:
    """Those whose word counts: where people corrected some, these."""
    return [m for m in mentions if corrected(field, m, corrections)] or mentions


def _as_read(group: Group, corrections: Corrections) -> Group:
    """An agreement as it was before anybody corrected it."""
    if not corrections:
        return group
    told: dict[str, list[MilestoneMention]] = defaultdict(list)
    for m in group.milestones:
        told[m.agreement_mention].append(as_read(m, corrections))
    return _joint([as_read(m, corrections) for m in group.mentions], told, {})


def _identity(group: Group) -> tuple[str, ...]:
    """What tells a group from others of its kind and parties, whatever mentions it by the way."""
    names = sorted(" ".join(sorted(n)) for n in group.names)
    first = (group.kind, *group.parties, *sorted(group.years)[:1])
    return first if group.kind in ONE_OF_A_PAIR else (*first, *names[:1])


def _row(agreement_id: str, group: Group, steps: Sequence[Row], decided: Mapping[str, str]) -> Row:
    names = Counter(m.name for m in group.mentions if m.name)
    given = [decided[m.mention_id] for m in group.mentions if m.mention_id in decided][-1:]
    ranked = [*given, *sorted(names, key=lambda n: (-_standing(n), -names[n], -len(n), n))]
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
