"""Which event mentions tell of one event: by type, modality, participants, date, name, agreement, place and words.

Mentions that say the same in all of these are one event. Beyond that, a vaguer telling joins a more precise one ("in
2010" and "on June 25, 2010") where something besides speaks for it and there is only one that it can mean. What tells
events of one kind apart: another agreement, another act of it, another name, another place, that one sentence tells of
both, and that a text brings one in as another ("a second visit"). Nothing joins an event of which one telling is told
apart from it. A year and who took part are not enough: there may have been two.

Nothing here hangs on the order of the mentions: they are gathered in sets, and sets are compared from the most precise
to the vaguest. Only events of one type, modality and year are compared, of one circle of participants or one name, so
that the work grows with their number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.edtf import precision, year_of
from pipeline.reconcile.clusters import Clusters, Link
from pipeline.reconcile.event_tellings import DAY, MONTH, Said, Telling, is_recalled, said_by, speaks_for, told_apart
from pipeline.records import EventMention, Mention
from pipeline.running.spreading import Spread, bundled, here

_FREQUENT = 64
"""Tellings of a block that may share a word for it to lead from one to another."""
_ENOUGH = 4_000
"""Tellings that are worth a message to another process."""


class EventLinker:
    """Proposes links between the events of a run, which are numbered as in `events`."""

    def __init__(
        self, events: Sequence[EventMention], agreements: Mapping[str, str], mentions: Mapping[str, Mention]
    ) -> None:
        """Gather what says the same.

        Args:
            events: Of all documents.
            agreements: The agreement of each mention of one, by any id that all mentions of it share.
            mentions: By id.
        """
        self._tellings: dict[Said, Telling] = {}
        for i, e in enumerate(events):
            agreement = agreements.get(e.agreement_mention, "") if e.type == "agreement" else ""
            sentence = mentions[e.mention_id]
            said = said_by(e, sentence.text, agreement)
            telling = self._tellings.setdefault(said, Telling(said))
            telling.members.append(i)
            telling.sentences[sentence.doc_id, sentence.start] = sentence.text
            if is_recalled(e, sentence.text):
                telling.recalling.add((sentence.doc_id, sentence.start))

    def link(self, clusters: Clusters[int], spread: Spread = here) -> None:
        """Put together what is one event; `spread` says by whom."""
        for said, telling in self._tellings.items():
            fields = tuple(n for n in Said._fields if getattr(said, n))
            for member in telling.members[1:]:
                clusters.join(telling.members[0], member, fields)
        parts = ((block, clusters.part(t.members[0] for t in block)) for block in self.blocks())
        for found in spread(link_blocks, [(bundle,) for bundle in bundled(parts, lambda b: len(b[0]), _ENOUGH)]):
            for one, other, fields in found:
                clusters.join(one, other, fields)

    def blocks(self) -> list[list[Telling]]:
        """What is told of one type, modality and year: only there may two tellings be of one event."""
        blocks: dict[tuple[str, ...], list[Telling]] = defaultdict(list)
        for said, telling in self._tellings.items():
            if said.date:
                blocks[said.type, said.modality, year_of(said.date) or said.date].append(telling)
        return [block for block in blocks.values() if len(block) > 1]


def link_blocks(
    blocks: Sequence[tuple[Sequence[Telling], Clusters[int]]],
) -> list[tuple[int, int, tuple[str, ...]]]:
    """What `link_block` finds in some blocks, told in numbers: two events, and what speaks for their being one."""
    return [(link.one, link.other, link.fields) for block in blocks for link in link_block(*block)]


def link_block(block: Sequence[Telling], clusters: Clusters[int]) -> list[Link[int]]:
    """From the most precise to the vaguest: each joins what it can mean, if that is one event.

    What it finds hangs on nothing but its arguments, so that other processes may do it, block by block.

    Args:
        block: Of one type, modality and year.
        clusters: Of the first members of these tellings, as decisions have them; they are joined there.

    Returns:
        What was joined, and what spoke for it.
    """
    index = _Index()
    before = len(clusters.links)
    for telling in sorted(block, key=lambda t: (-precision(t.said.date), t.said, min(t.sentences))):
        found: dict[int, tuple[Telling, tuple[str, ...]]] = {}
        others: set[int] = set()
        for other in index.near(telling):
            root = clusters.root(other.members[0])
            if told_apart(telling, other):
                others.add(root)
            elif root not in found and (fields := speaks_for(telling, other)):
                found[root] = (other, fields)
        fits = [it for root, it in found.items() if root not in others]
        if len(fits) == 1:
            other, fields = fits[0]
            clusters.join(other.members[0], telling.members[0], fields)
        index.add(telling)
    return clusters.links[before:]


class _Index:
    """The tellings of a block that another one may be about: by circle and time, by name, by agreement, by words."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[object, ...], list[Telling]] = defaultdict(list)

    def near(self, telling: Telling) -> Iterator[Telling]:
        """Those that come before it and may be the same, each once."""
        seen: set[int] = set()
        for key in self._asked(telling):
            among = self._by_key.get(key, ())
            if key[0] == "word" and len(among) > _FREQUENT:
                continue
            for other in among:
                if id(other) not in seen:
                    seen.add(id(other))
                    yield other

    def add(self, telling: Telling) -> None:
        """Let it be found."""
        for key in _keys(telling.said):
            self._by_key[key].append(telling)
        if telling.said.sentence:
            for word in telling.vocabulary:
                self._by_key["word", telling.said.participants, word].append(telling)

    def _asked(self, telling: Telling) -> Iterator[tuple[object, ...]]:
        said = telling.said
        if said.name:
            yield "name", said.name
        if said.agreement:
            yield "agreement", said.agreement
        date = said.date if len(said.date) in {DAY, MONTH} and "/" not in said.date else ""
        yield "circle", said.participants, date
        if said.sentence:
            for word in sorted(telling.vocabulary):
                yield "word", said.participants, word


def _keys(said: Said) -> Iterator[tuple[object, ...]]:
    if said.name:
        yield "name", said.name
    if said.agreement:
        yield "agreement", said.agreement
    if not said.sentence:
        times = {said.date, said.date[:MONTH], ""} if "/" not in said.date and "{" not in said.date else {""}
        for time in sorted(times):
            yield "circle", said.participants, time
