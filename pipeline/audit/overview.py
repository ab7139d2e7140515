"""What the overview counts: who has agreements with whom, and what each section of a document holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import quote

from pipeline.audit.passages import KINDS
from pipeline.records import Row, members

_PARTIES = 14
_SECTIONS = 30


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many agreements each two parties share.

    Attributes:
        names: Those with the most, in that order.
        shared: By two names, in either order.
        others: Parties that are not shown.
    """

    names: Sequence[str]
    shared: Mapping[tuple[str, str], int]
    others: int

    def heat(self, a: str, b: str) -> int:
        """From 0 to 5, by the greatest number there is."""
        return heat(self.shared.get((a, b), 0), max(self.shared.values(), default=0))

    def href(self, a: str, b: str) -> str:
        """The way to the agreements that two share, from the audit folder."""
        return agreements_of(a, b)


@dataclass(frozen=True, slots=True)
class Section:
    """A section and how many mentions of each kind it holds; `anchor` is the first of them."""

    name: str
    counts: Mapping[str, int]
    anchor: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The sections of a document, in their order; `others` are not shown."""

    row: Row
    sections: Sequence[Section]
    others: int

    def heat(self, section: Section, kind: str) -> int:
        """From 0 to 5, by the greatest number of that kind in this document."""
        return heat(section.counts[kind], max(s.counts[kind] for s in self.sections))


def heat(count: int, most: int) -> int:
    """A shade from 0, nothing, to 5, the most."""
    return 0 if not count else 1 + 4 * count // max(most, 1) if count < most else 5


def agreements_of(*parties: str) -> str:
    """The way to the agreements that some parties share, from the audit folder."""
    return "tables/agreements.html#q=" + quote(" ".join(f"parties:{name}" for name in parties))


def parties(agreements: Sequence[Row]) -> Matrix:
    """Count agreements by pairs of their parties."""
    alone: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    for row in agreements:
        names = sorted(set(members(row["parties"])))
        if len(names) < 2:
            continue
        alone.update(names)
        for a, b in combinations(names, 2):
            shared[a, b] += 1
            shared[b, a] += 1
    names = [name for name, _ in sorted(alone.items(), key=lambda item: (-item[1], item[0]))]
    shown = set(names[:_PARTIES])
    kept = {pair: number for pair, number in shared.items() if shown.issuperset(pair)}
    return Matrix(names[:_PARTIES], kept, len(names[_PARTIES:]))


def coverage(row: Row, mentions: Sequence[Row]) -> Coverage:
    """Count a document's mentions by its outermost sections."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, Row] = {}
    for mention in sorted(mentions, key=lambda m: int(m["start"] or 0)):
        name = mention["section"].split(" > ")[0]
        counts[name][mention["kind"]] += 1
        first.setdefault(name, mention)
    sections = [
        Section(name, {kind: by_kind[kind] for kind in KINDS}, f"m={first[name]['mention_id']}")
        for name, by_kind in counts.items()
    ]
    return Coverage(row, sections[:_SECTIONS], len(sections[_SECTIONS:]))
