"""The agreements of one document: mentions put together by kind, parties, names and the years of signing.

A mention joins the agreement that it fits: what "the agreement" refers to, one of its name, one of its year. A
mention without parties has only a name to go by; one with neither joins no agreement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.edtf import year_of
from pipeline.reconcile.milestones import IDENTIFYING
from pipeline.records import AgreementMention, MilestoneMention

ONE_OF_A_PAIR = frozenset({"acsa", "isa", "detta", "raa", "sofa", "alliance"})
"""Kinds of which two parties have one; a second one years later takes its place."""
BY_NAME = frozenset({"partnership_programme", "partnership_agreement"})
"""Kinds that are one for all their versions, told apart by their names; other kinds are told apart by year, too."""
PAPERS = frozenset({"joint_statement", "joint_declaration", "roadmap", "action_plan"})
"""Kinds that are described by whatever is in them, or by who issued them."""
SUCCESSOR = 3
"""Years between the signings of two agreements of a kind of which a pair has one; less is a disagreement of sources."""
NAMED = frozenset({"name", "proper"})
EARLIER = frozenset({"proposed", "negotiations_started", "agreed_in_principle", "announced"})
"""Acts that come before the signing; of the others, none does."""


@dataclass(slots=True)
class Group:
    """Mentions of one agreement, while they are gathered."""

    kind: str
    parties: tuple[str, ...]
    order: int
    mentions: list[AgreementMention] = field(default_factory=list)
    milestones: list[MilestoneMention] = field(default_factory=list)
    years: set[str] = field(default_factory=set)
    names: set[frozenset[str]] = field(default_factory=set)
    """The words of its names."""
    descriptions: set[frozenset[str]] = field(default_factory=set)
    """The words of what else it is called."""
    aliases: set[str] = field(default_factory=set)

    def add(self, mention: AgreementMention, told: Sequence[MilestoneMention]) -> None:
        """Take in a mention with what is told of it."""
        self.mentions.append(mention)
        self.milestones += told
        if year := year_told(mention, told):
            self.years.add(year)
        if mention.words:
            (self.names if mention.form in NAMED else self.descriptions).add(frozenset(mention.words))
        if mention.alias:
            self.aliases.add(mention.alias)


class Grouping:
    """Puts mentions together, in order; a group is found by its kind and parties, or by its kind and name."""

    def __init__(self, told: Mapping[str, Sequence[MilestoneMention]]) -> None:
        self._told = told
        self._groups: list[Group] = []
        self._of_pair: dict[tuple[str, tuple[str, ...]], list[Group]] = defaultdict(list)
        self._by_word: dict[tuple[str, str], list[Group]] = defaultdict(list)
        self._of_mention: dict[str, Group] = {}
        self._latest: dict[tuple[str, str, tuple[str, ...]], Group] = {}

    def of(self, mentions: Iterable[AgreementMention]) -> list[Group]:
        """The groups, in the order of their first mentions; names without parties come last, to find those with.

        Args:
            mentions: Of one document, in the order of places.
        """
        single = [m for m in mentions if not m.generic]
        for m in single:
            if has_parties(m):
                self._place(m, self._of_pair[m.kind, m.parties])
        for m in single:
            if not m.parties and m.words and m.form in NAMED:
                self._place(m, self._of_name(m))
            elif m.refers in self._of_mention and m.mention_id not in self._of_mention:
                self._place(m, [])
        return list(self._groups)

    def _of_name(self, mention: AgreementMention) -> list[Group]:
        """The groups with a name that holds this one or is held by it: "Five Lakes", "Five Lakes Compact"."""
        words = frozenset(mention.words)
        sharing = {id(g): g for w in mention.words for g in self._by_word[mention.kind, w]}
        return [g for g in sharing.values() if any(words <= n or n <= words for n in g.names)]

    def _place(self, mention: AgreementMention, among: list[Group]) -> None:
        told = self._told.get(mention.mention_id, ())
        line = (mention.doc_id, mention.kind, mention.parties)
        group = self._fitting(mention, told, among, self._latest.get(line))
        if group is None:
            if _says_nothing(mention, told):
                return
            group = Group(mention.kind, mention.parties, len(self._groups))
            self._groups.append(group)
            if has_parties(mention):
                among.append(group)
        group.add(mention, told)
        if mention.form in NAMED:
            for word in mention.words:
                if group not in self._by_word[mention.kind, word]:
                    self._by_word[mention.kind, word].append(group)
        self._of_mention[mention.mention_id] = group
        self._latest[line] = group

    def _fitting(
        self,
        mention: AgreementMention,
        told: Sequence[MilestoneMention],
        among: Sequence[Group],
        latest: Group | None,
    ) -> Group | None:
        meant = self._of_mention.get(mention.refers)
        if meant is not None and meant.kind == mention.kind and _years_fit(mention, told, meant):
            return meant
        # "They also signed a treaty": beside the one told of before, which it is not.
        others = [g for g in among if not (mention.further and g is latest)]
        ranked = [(_closeness(mention, told, g), g is latest, g.order, g) for g in others if _fits(mention, told, g)]
        best = max(ranked, default=None, key=lambda r: r[:3])
        if best is None or _unsure(mention, best[0], latest, len(ranked)):
            return None
        return best[3]


def has_parties(mention: AgreementMention) -> bool:
    """One party alone makes no agreement: who the other is, is not known ("its treaty with Peru")."""
    return len(mention.parties) > 1


def tells(group: Group) -> bool:
    """Whether a group is more than "a treaty" of two that nothing is said of."""
    if group.kind in ONE_OF_A_PAIR:
        return True
    return bool(group.names or group.descriptions or group.aliases or group.years or group.milestones)


def _says_nothing(mention: AgreementMention, told: Sequence[MilestoneMention]) -> bool:
    """Whether a mention is only "an agreement": no name, no date, no kind of its own, nothing that happened to it."""
    return mention.kind == "other" and not (mention.words or mention.alias or mention.year or told)


def _unsure(mention: AgreementMention, closeness: int, latest: Group | None, options: int) -> bool:
    """Whether a mention is not clearly of the group that it fits best.

    Its document introduces it as a new one beside one that was made already; or, in another document, several would
    fit a mention that has nothing of its own.
    """
    if mention.kind in ONE_OF_A_PAIR or closeness > 0:
        return False
    if latest is None:
        return options > 1
    made = bool(latest.years) or any(m.act not in EARLIER for m in latest.milestones)
    return mention.introduced and made


def _fits(mention: AgreementMention, told: Sequence[MilestoneMention], group: Group) -> bool:
    return _years_fit(mention, told, group) and _names_fit(mention, told, group) and _order_fits(mention, told, group)


def _names_fit(mention: AgreementMention, told: Sequence[MilestoneMention], group: Group) -> bool:
    """Whether a name may be a shorter or longer form of one of the group's; kinds of which there is one don't ask."""
    if mention.kind in ONE_OF_A_PAIR:
        return True
    if mention.kind in BY_NAME and mention.alias and group.aliases:
        return mention.alias in group.aliases
    words = frozenset(mention.words)
    known = group.names or group.descriptions
    if not words or not known or any(words <= k or k <= words for k in known):
        return True
    if mention.form in NAMED and group.names:
        return False
    # "The defence agreement of 1995" may be called otherwise; but not "on trade in fish" and "on trade in oil".
    apart = not any(words & k for k in known)
    return apart and mention.kind in PAPERS and bool(group.years) and year_told(mention, told) in group.years


def _years_fit(mention: AgreementMention, told: Sequence[MilestoneMention], group: Group) -> bool:
    year = year_told(mention, told)
    if not year or not group.years or year in group.years:
        return True
    if mention.kind in BY_NAME:
        return True
    if mention.kind in ONE_OF_A_PAIR:
        return min(abs(int(year) - int(y)) for y in group.years) < SUCCESSOR
    return False


def _order_fits(mention: AgreementMention, told: Sequence[MilestoneMention], group: Group) -> bool:
    """What enters into force, ends or is revised was signed before; what is announced is signed later."""
    year = year_told(mention, told)
    own = {year} if year else set()
    return _in_order(told, group.years) and _in_order(group.milestones, own)


def _in_order(told: Sequence[MilestoneMention], signed: Collection[str]) -> bool:
    for m in told:
        year = year_of(m.date)
        if not year or not signed or m.act in IDENTIFYING:
            continue
        if year > max(signed) if m.act in EARLIER else year < min(signed):
            return False
    return True


def _closeness(mention: AgreementMention, told: Sequence[MilestoneMention], group: Group) -> int:
    words = frozenset(mention.words)
    common = max((len(words & n) for n in group.names | group.descriptions), default=0)
    year = year_told(mention, told)
    return 2 * common + 4 * bool(year and year in group.years) + 3 * (mention.alias in group.aliases)


def year_told(mention: AgreementMention, told: Sequence[MilestoneMention]) -> str:
    """The year that identifies an agreement: that of its name, or of its signing."""
    years = [y for m in told if m.act in IDENTIFYING and (y := year_of(m.date))]
    return year_of(mention.year) or (years[0] if years else "")
