"""Things put together two at a time: every step says which fields spoke for it, and what is to stay apart does.

What a stage of reconciliation finds to be one thing it proposes as a `Link`. People's decisions go first: what they put
together is together, what they keep apart no link can join, whoever it leads over.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Link(Generic[K]):
    """One merge.

    Attributes:
        one: A member of the one side.
        other: A member of the other side.
        fields: What spoke for it: `kind`, `parties`, `name`, `date` …
        decided: The decision that says so, where one does.
    """

    one: K
    other: K
    fields: tuple[str, ...]
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Constraint(Generic[K]):
    """What a person decided about members: `merge` all, keep the groups `apart`, `split` the first group off."""

    action: Literal["merge", "apart", "split"]
    groups: tuple[tuple[K, ...], ...]
    decided: str


class Clusters(Generic[K]):
    """Disjoint sets that remember why they were joined (union-find, by size)."""

    def __init__(self, members: Iterable[K], constraints: Sequence[Constraint[K]] = ()) -> None:
        """Begin with each member alone, then do what people decided, the latest decision first.

        A decision that a later one gainsays is in `overruled`.
        """
        self._parent: dict[K, K] = {m: m for m in members}
        self._size: dict[K, int] = {}
        self._sides: dict[K, dict[str, int]] = {}
        self.links: list[Link[K]] = []
        self.overruled: set[str] = set()
        for constraint in reversed(constraints):
            self._decide(constraint)

    def join(self, one: K, other: K, fields: tuple[str, ...], decided: str = "") -> bool:
        """Put two sets together.

        Args:
            one: A member of the one set.
            other: A member of the other.
            fields: What spoke for it.
            decided: The decision that says so, where one does.

        Returns:
            Whether they are together now; `False` where they are to stay apart.
        """
        a, b = self.root(one), self.root(other)
        if a == b:
            return True
        if self.apart(one, other):
            return False
        if self._size.get(a, 1) < self._size.get(b, 1):
            a, b = b, a
        self._parent[b] = a
        self._size[a] = self._size.get(a, 1) + self._size.pop(b, 1)
        if sides := self._sides.pop(b, None):
            self._sides[a] = self._sides.get(a, {}) | sides
        self.links.append(Link(one, other, fields, decided))
        return True

    def apart(self, one: K, other: K) -> bool:
        """Whether a decision keeps two sets from being one."""
        if not self._sides:
            return False
        a, b = self._sides.get(self.root(one), {}), self._sides.get(self.root(other), {})
        return any(b.get(decision, side) != side for decision, side in a.items())

    def root(self, member: K) -> K:
        """The member that stands for a set; which one it is says nothing."""
        root = member
        while (up := self._parent[root]) != root:
            root = up
        while (up := self._parent[member]) != root:
            self._parent[member], member = root, up
        return root

    def part(self, members: Iterable[K]) -> Clusters[K]:
        """Some members alone, as they are together and apart now; what is joined there is not joined here."""
        chosen = list(members)
        part = Clusters(chosen)
        first: dict[K, K] = {}
        for member in chosen:
            root = self.root(member)
            here = part._parent[member] = first.setdefault(root, member)
            if here is member and root in self._sides:
                part._sides[here] = dict(self._sides[root])
        return part

    def sets(self) -> list[list[K]]:
        """The sets, members and sets in the order in which the members were given."""
        out: dict[K, list[K]] = {}
        for member in self._parent:
            out.setdefault(self.root(member), []).append(member)
        return list(out.values())

    def _decide(self, constraint: Constraint[K]) -> None:
        groups = [[m for m in group if m in self._parent] for group in constraint.groups]
        if constraint.action == "merge":
            every = [m for group in groups for m in group]
            ok = True
            for member in every[1:]:
                ok &= self.join(every[0], member, ("decision",), constraint.decided)
        else:
            ok = self._keep_apart(groups, constraint.decided)
        if not ok:
            self.overruled.add(constraint.decided)

    def _keep_apart(self, groups: Sequence[Sequence[K]], decided: str) -> bool:
        roots: dict[K, int] = {}
        for side, group in enumerate(groups):
            for member in group:
                if roots.setdefault(self.root(member), side) != side:
                    return False
        for root, side in roots.items():
            self._sides.setdefault(root, {})[decided] = side
        return True
