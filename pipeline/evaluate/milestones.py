"""Milestones of gold agreements as the editor sees them: each place that tells of one is a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.evaluate.forms import AGREEMENT, MILESTONE, GoldRow, cells, filled
from pipeline.records import content_id
from pipeline.store import to_json


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention of a milestone of an agreement; the three are the objects that the rows hold."""

    agreement: GoldRow
    milestone: GoldRow
    mention: GoldRow

    @property
    def key(self) -> str:
        """Of the agreement."""
        return key_of(self.agreement)

    @property
    def said(self) -> dict[str, str]:
        """What agreement and milestone say, as cells."""
        return cells(self.agreement, AGREEMENT) | cells(self.milestone, MILESTONE)

    @property
    def seen(self) -> str:
        """Changes with whatever a person sees of it."""
        return content_id("g", self.key, to_json(self.said), to_json(self.mention))


def spots(rows: list[GoldRow]) -> Iterator[Spot]:
    """All places of all milestones, in the order of the file."""
    for agreement in rows:
        for milestone in agreement.get("milestones", ()):
            for mention in milestone.get("mentions", ()):
                yield Spot(agreement, milestone, mention)


def key_of(agreement: Mapping[str, Any]) -> str:
    """An agreement's id; one that was written by hand may have none, and is known by what it says."""
    return str(agreement.get("id") or content_id("a", to_json(cells(agreement, AGREEMENT))))


def put(
    rows: list[GoldRow], key: str, said: Mapping[str, str], mention: GoldRow, *, of: Mapping[str, Any] | None = None
) -> None:
    """Put a mention where it belongs: under a milestone of that act and date, which is made if it isn't there.

    Args:
        rows: Of the file; changed in place.
        key: Of the agreement; where there is none such, one is made.
        said: What agreement and milestone say: what is said of the agreement holds for all its milestones.
        mention: With its place.
        of: The milestone that it was of; what else that says goes on to a new one.
    """
    own = {f.name: said[f.name] for f in AGREEMENT if f.name in said}
    agreement = next((row for row in rows if key and key_of(row) == key), None)
    if agreement is None:
        agreement = filled({"id": content_id("a", to_json(own), mention["doc"], mention["start"])}, own, AGREEMENT)
        agreement["milestones"] = []
        rows.append(agreement)
    else:
        agreement.update(filled(agreement, own, AGREEMENT))
    step = {f.name: said.get(f.name, "") for f in MILESTONE}
    milestone = next((m for m in agreement["milestones"] if cells(m, MILESTONE) == step), None)
    if milestone is None:
        milestone = filled(dict(of or {}), step, MILESTONE) | {"mentions": []}
        agreement["milestones"].append(milestone)
    milestone["mentions"].append(mention)
    milestone["mentions"].sort(key=lambda m: (m.get("doc", ""), m.get("start", -1)))


def prune(rows: list[GoldRow], agreement: GoldRow) -> None:
    """Take away the milestones of an agreement that no place tells of any more; if none is left, the agreement."""
    agreement["milestones"] = [m for m in agreement["milestones"] if m.get("mentions")]
    if not agreement["milestones"]:
        rows[:] = [row for row in rows if row is not agreement]
