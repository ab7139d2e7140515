"""Which agreements of several documents are one: groups made within documents, put together across them.

Only groups of one kind and the same parties are compared, or, where parties are not told, of one kind and a word of the
name. Nothing hangs on the order of the documents: the groups that say most about themselves come first, and one that
says little joins only what it can't but mean. Two agreements that one document tells apart stay apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipeline.edtf import year_of
from pipeline.reconcile.agreement_groups import BY_NAME, EARLIER, ONE_OF_A_PAIR, PAPERS, SUCCESSOR, Group
from pipeline.reconcile.clusters import Clusters, Link
from pipeline.reconcile.milestones import IDENTIFYING
from pipeline.records import AgreementMention
from pipeline.running.spreading import Spread, bundled, here

_ENOUGH = 2_000
"""Groups that are worth a message to another process."""
_COMPARED = 6
"""Mentions of a group that another one of it is compared with, to say what they share."""


@dataclass(slots=True, eq=False)
class Joint:
    """Groups of different documents that are one agreement."""

    groups: list[Group] = field(default_factory=list)
    first: str = ""
    """A mention: tells it from others that say the same."""
    documents: set[str] = field(default_factory=set)
    years: set[str] = field(default_factory=set)
    names: set[frozenset[str]] = field(default_factory=set)
    descriptions: set[frozenset[str]] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    prepared: str = ""
    """The last year of an act that comes before the signing."""
    lived: str = "9999"
    """The first year of an act that comes after it."""

    links: list[Link[str]] = field(default_factory=list)
    """What put them together."""

    def add(self, group: Group, life: tuple[str, str]) -> None:
        """Put a group to those that are there; `life` is what it tells of the time before and behind the signing."""
        if self.groups:
            self.links.append(_link(self, group))
        self.take_in(group, life)

    def take_in(self, group: Group, life: tuple[str, str]) -> None:
        """Hold a group, whatever put it here."""
        self.groups.append(group)
        self.first = min(filter(None, (self.first, group.mentions[0].mention_id)))
        self.documents.add(group.mentions[0].doc_id)
        self.years |= group.years
        self.names |= group.names
        self.descriptions |= group.descriptions
        self.aliases |= group.aliases
        self.prepared, self.lived = max(self.prepared, life[0]), min(self.lived, life[1])


def link_within(group: Group, clusters: Clusters[str]) -> None:
    """Join the mentions of one group of one document, each to the one that it shares most with."""
    seen: dict[str, AgreementMention] = {}
    for m in group.mentions:
        if m.mention_id in seen:
            continue
        if seen:
            near = [seen[m.refers]] if m.refers in seen else [*seen.values()][:_COMPARED]
            best = max(near, key=lambda other: len(shared_fields(m, other)))
            clusters.join(best.mention_id, m.mention_id, shared_fields(m, best))
        seen[m.mention_id] = m


def link_across(groups: Sequence[Group], clusters: Clusters[str], spread: Spread = here) -> None:
    """Join groups of different documents that are one agreement; `spread` says who looks for them."""
    of_pair: dict[tuple[str, tuple[str, ...]], list[Group]] = defaultdict(list)
    by_name: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        if len(group.parties) > 1:
            of_pair[group.kind, group.parties].append(group)
        else:
            by_name[group.kind].append(group)
    told: dict[str, list[Joint]] = defaultdict(list)
    bundles = [*bundled((of_pair[key] for key in sorted(of_pair)), len, _ENOUGH)]
    for bundle, found in zip(bundles, spread(link_blocks, [(b,) for b in bundles]), strict=True):
        for block, agreed in zip(bundle, found, strict=True):
            told[block[0].kind] += [_joint(block, *one) for one in agreed]
    # What has but a name may be of any pair: a kind's are compared with all of the kind, and they are few.
    for kind in sorted(by_name):
        told[kind] += link_by_name(by_name[kind], told[kind])
    for joint in (j for kind in sorted(told) for j in told[kind]):
        for link in joint.links:
            clusters.join(link.one, link.other, link.fields)


Agreed = tuple[tuple[int, ...], tuple[tuple[str, str, tuple[str, ...]], ...]]
"""An agreement by the numbers of its groups in their block, and the links that put them together."""


def link_blocks(blocks: Sequence[Sequence[Group]]) -> list[list[Agreed]]:
    """What `link_block` finds in some blocks, told in numbers and ids."""
    out = []
    for groups in blocks:
        number = {id(group): i for i, group in enumerate(groups)}
        out.append(
            [
                (
                    tuple(number[id(group)] for group in joint.groups),
                    tuple((link.one, link.other, link.fields) for link in joint.links),
                )
                for joint in link_block(groups)
            ]
        )
    return out


def _joint(block: Sequence[Group], numbers: Sequence[int], links: Sequence[tuple[str, str, tuple[str, ...]]]) -> Joint:
    """An agreement as `link_block` found it, wherever that was."""
    joint = Joint()
    for i in numbers:
        joint.take_in(block[i], _life(block[i]))
    joint.links = [Link(*link) for link in links]
    return joint


def link_block(groups: Sequence[Group]) -> list[Joint]:
    """The agreements of one kind and the same parties.

    They hang on nothing but these groups, so that other processes may put them together, block by block.
    """
    block = _Block()
    return block.place(groups, block.near)


def link_by_name(groups: Sequence[Group], known: Sequence[Joint]) -> list[Joint]:
    """The agreements that only a name tells, put to those of the same kind or to each other.

    Args:
        groups: Of one kind, without parties.
        known: Of the same kind, with parties; some get further groups.

    Returns:
        Those that are none of these.
    """
    block = _Block()
    for joint in known:
        for group in joint.groups:
            block.add(joint, group)
    return block.place(groups, block.of_name)


class _Block:
    """The agreements of one kind and circle so far, found by year and by word."""

    def __init__(self) -> None:
        self._by_year: dict[str, dict[Joint, None]] = defaultdict(dict)
        self._by_word: dict[str, dict[Joint, None]] = defaultdict(dict)
        self._every: dict[Joint, None] = {}

    def add(self, joint: Joint, group: Group) -> None:
        """Let an agreement be found by what a group says of it."""
        self._every[joint] = None
        for year in group.years:
            self._by_year[year][joint] = None
            self._by_year[""].pop(joint, None)
        if not joint.years:
            self._by_year[""][joint] = None
        for word in {w for words in (*group.names, *group.descriptions) for w in words}:
            self._by_word[word][joint] = None
            self._by_word[""].pop(joint, None)
        if not joint.names and not joint.descriptions:
            self._by_word[""][joint] = None

    def place(self, groups: Sequence[Group], among: Callable[[Group], Sequence[Joint]]) -> list[Joint]:
        """Put each group to the agreement that it is of, or to a new one.

        Args:
            groups: In any order; those that say most are placed first.
            among: The agreements that a group may be of; asked for each when those before it are placed.

        Returns:
            The new ones.
        """
        new: list[Joint] = []
        for group in sorted(groups, key=_weight):
            life = _life(group)
            joint = _fitting(group, life, among(group))
            if joint is None:
                joint = Joint()
                new.append(joint)
            joint.add(group, life)
            self.add(joint, group)
        return new

    def near(self, group: Group) -> list[Joint]:
        """Those that a group with parties may be of, each once."""
        if group.years and group.kind not in BY_NAME:
            reach = range(1 - SUCCESSOR, SUCCESSOR) if group.kind in ONE_OF_A_PAIR else (0,)
            years = sorted({str(int(y) + n) for y in group.years for n in reach})
            found = [self._by_year[y] for y in ["", *years] if y in self._by_year]
        elif (group.names or group.descriptions) and group.kind not in ONE_OF_A_PAIR and group.kind not in PAPERS:
            words = sorted({w for words in (*group.names, *group.descriptions) for w in words})
            found = [self._by_word[w] for w in ["", *words] if w in self._by_word]
        else:
            found = [self._every]
        return list(dict.fromkeys(j for joints in found for j in joints))

    def of_name(self, group: Group) -> list[Joint]:
        """Those with a name that holds one of this group's; one word is too little to go by, if it is not all.

        A longer name is that of another one: "North American Free Trade Agreement" is none of two states'.
        """
        seen: dict[Joint, None] = {}
        for name in sorted(group.names, key=sorted):
            for joint in (j for w in sorted(name) for j in self._by_word.get(w, ())):
                if joint not in seen and any(name == n or (len(name) > 1 and name <= n) for n in joint.names):
                    seen[joint] = None
        return list(seen)


def shared_fields(one: AgreementMention, other: AgreementMention) -> tuple[str, ...]:
    """What two mentions of one agreement have in common."""
    words, known = set(one.words), set(other.words)
    said = {
        "reference": one.refers == other.mention_id or other.refers == one.mention_id,
        "kind": one.kind == other.kind,
        "parties": len(one.parties) > 1 and one.parties == other.parties,
        "name": bool(words and known) and (words <= known or known <= words),
        "alias": bool(one.alias) and one.alias == other.alias,
        "year": bool(one.year) and one.year[:4] == other.year[:4],
    }
    return tuple(name for name, holds in said.items() if holds)


def _weight(group: Group) -> tuple[object, ...]:
    """The groups that say most come first; what they say decides between others, and last of all their mentions."""
    return (
        len(group.parties) < 2,
        not group.years,
        not group.names,
        not group.aliases,
        -len(group.milestones),
        sorted(group.years),
        sorted(sorted(n) for n in group.names),
        min(m.mention_id for m in group.mentions),
    )


def _fitting(group: Group, life: tuple[str, str], among: Sequence[Joint]) -> Joint | None:
    """The one that a group is of; none where several are as good."""
    document = group.mentions[0].doc_id
    fits = (j for j in among if document not in j.documents and _fits(group, life, j))
    if group.kind not in ONE_OF_A_PAIR and _says_nothing(group):
        # Nothing makes one better than another: two that fit are enough to know.
        two = list(islice(fits, 2))
        return two[0] if len(two) == 1 else None
    scored = ((_closeness(group, j), max(j.years, default=""), j.first, j) for j in fits)
    ranked = sorted(scored, key=lambda s: s[:3], reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0] and group.kind not in ONE_OF_A_PAIR:
        return None
    return ranked[0][3] if ranked else None


def _says_nothing(group: Group) -> bool:
    return not (group.years or group.names or group.descriptions or group.aliases)


def _fits(group: Group, life: tuple[str, str], joint: Joint) -> bool:
    return _years_fit(group, joint) and _names_fit(group, joint) and _order_fits(group, life, joint)


def _years_fit(group: Group, joint: Joint) -> bool:
    if not group.years or not joint.years or group.years & joint.years or group.kind in BY_NAME:
        return True
    apart = min(abs(int(a) - int(b)) for a in group.years for b in joint.years)
    return group.kind in ONE_OF_A_PAIR and apart < SUCCESSOR


def _names_fit(group: Group, joint: Joint) -> bool:
    """Whether names may be shorter or longer forms of one; kinds of which there is one don't ask."""
    if group.kind in ONE_OF_A_PAIR:
        return True
    if group.kind in BY_NAME and group.aliases and joint.aliases:
        return bool(group.aliases & joint.aliases)
    own, known = group.names or group.descriptions, joint.names or joint.descriptions
    if not own or not known or any(a <= b or b <= a for a in own for b in known):
        return True
    if group.names and joint.names:
        return False
    apart = not any(a & b for a in own for b in known)
    return apart and group.kind in PAPERS and bool(group.years & joint.years)


def _order_fits(group: Group, life: tuple[str, str], joint: Joint) -> bool:
    """What enters into force, ends or is revised was signed before; what is announced is signed later."""
    return _in_order(*life, joint.years) and _in_order(joint.prepared, joint.lived, group.years)


def _life(group: Group) -> tuple[str, str]:
    """The last year of the acts before the signing, the first year of those behind it."""
    years = [(m.act, y) for m in group.milestones if m.act not in IDENTIFYING and (y := year_of(m.date))]
    before, behind = [y for act, y in years if act in EARLIER], [y for act, y in years if act not in EARLIER]
    return max(before, default=""), min(behind, default="9999")


def _in_order(prepared: str, lived: str, signed: set[str]) -> bool:
    return not signed or (prepared <= max(signed) and lived >= min(signed))


def _closeness(group: Group, joint: Joint) -> int:
    known = joint.names | joint.descriptions
    common = max((len(a & b) for a in group.names | group.descriptions for b in known), default=0)
    return 2 * common + 4 * bool(group.years & joint.years) + 3 * bool(group.aliases & joint.aliases)


def _link(joint: Joint, group: Group) -> Link[str]:
    """One link between the mentions that share most, with all that speaks for the whole."""
    ours = group.mentions[:_COMPARED]
    theirs = [m for g in joint.groups[:_COMPARED] for m in g.mentions[:_COMPARED]]
    pairs = ((a, b) for a in theirs for b in ours)
    one, other = max(pairs, key=lambda p: len(shared_fields(*p)))
    fields = list(shared_fields(one, other))
    whole = {"year": group.years & joint.years, "alias": group.aliases & joint.aliases}
    fields += [name for name, shared in whole.items() if shared and name not in fields]
    return Link(one.mention_id, other.mention_id, tuple(fields))
