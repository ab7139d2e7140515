"""Agreements, their milestones and dated events of a document, as records that rest on mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.agreements.milestones import MilestoneAt
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.assemble import Assembler
from pipeline.extract.events import EventAt, events_of
from pipeline.extract.nlp import TextBlock
from pipeline.records import AgreementMention, EventMention, Mention, MilestoneMention

DateMentions = Mapping[tuple[str, int, int], str]
"""The ids of the date mentions by block id and characters of the doc."""


@dataclass(frozen=True, slots=True)
class Happenings:
    """The records of one document, in reading order."""

    agreements: tuple[AgreementMention, ...]
    milestones: tuple[MilestoneMention, ...]
    events: tuple[EventMention, ...]


def tell(assembler: Assembler, texts: Sequence[TextBlock], dates: DateMentions, *, published: str = "") -> Happenings:
    """Find them, and make the mentions that they rest on.

    Args:
        assembler: Of the document.
        texts: Its blocks in reading order.
        dates: For evidence; dates in notes are not among them.
        published: When the document came out, EDTF; empty where that is not known.
    """
    found = events_of(texts, published=published)
    named: list[tuple[AgreementMention, Mention]] = []
    for at in found.agreements:
        named.append(_agreement(assembler, texts, at, named[at.refers][1].mention_id if at.refers >= 0 else ""))
    return Happenings(
        tuple(record for record, _ in named),
        tuple(_milestone(assembler, texts, m, named[m.agreement][1], dates) for m in found.milestones),
        tuple(_event(assembler, texts, e, named, dates) for e in found.events),
    )


def _agreement(
    assembler: Assembler, texts: Sequence[TextBlock], at: AgreementAt, refers: str
) -> tuple[AgreementMention, Mention]:
    said = at.found
    mention = assembler.of_span("agreement", texts[at.block], [(at.start, at.end)], rule=said.rule, value=said.kind)
    record = AgreementMention(
        mention_id=mention.mention_id,
        doc_id=mention.doc_id,
        kind=said.kind,
        name=said.name,
        parties=at.parties,
        parties_from=at.parties_from,
        alias=said.alias,
        generic=said.around.generic,
        year=said.around.year,
        form=said.form,
        words=at.words,
        refers=refers,
        introduced=said.around.indefinite or said.around.fresh,
        act=said.default_act,
        further=said.around.further,
    )
    return record, mention


def _milestone(
    assembler: Assembler, texts: Sequence[TextBlock], at: MilestoneAt, agreement: Mention, dates: DateMentions
) -> MilestoneMention:
    """Rests on the agreement's mention, the sentence or note that tells of the act, and the date."""
    text = texts[at.block]
    evidence = [agreement.mention_id, *_date_of(dates, text, at.date.start, at.date.end)]
    return MilestoneMention(agreement.mention_id, agreement.doc_id, at.act, at.date.value, tuple(evidence), at.named)


def _event(
    assembler: Assembler,
    texts: Sequence[TextBlock],
    at: EventAt,
    agreements: Sequence[tuple[AgreementMention, Mention]],
    dates: DateMentions,
) -> EventMention:
    text = texts[at.block]
    rule, value = at.trigger.rule, at.date.value
    mention = assembler.of_span("event", text, [(at.start, at.end)], rule=rule, value=value, with_marker=True)
    about = agreements[at.trigger.agreement][1].mention_id if at.trigger.agreement >= 0 else ""
    return EventMention(
        mention_id=mention.mention_id,
        doc_id=mention.doc_id,
        type=at.trigger.type,
        trigger=at.words,
        participants=at.participants,
        date=value,
        modality=at.modality.value,
        name=at.name,
        place=at.place,
        agreement_mention=about,
        evidence=tuple(
            _date_of(dates, texts[at.date_block] if at.date_block >= 0 else text, at.date.start, at.date.end)
        ),
        plover=at.trigger.plover,
        roles=at.roles,
        participants_from=at.participants_from,
        date_from=at.date_from,
        cue=at.cue,
        trigger_at=assembler.fragments(text, [(at.trigger.start, at.trigger.end)]),
        act=at.trigger.act,
    )


def _date_of(dates: DateMentions, text: TextBlock, start: int, end: int) -> list[str]:
    known = dates.get((text.block.block_id, start, end))
    return [known] if known else []
