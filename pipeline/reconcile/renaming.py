"""Where a person says that words mean another actor, or none: the records that name it by these words follow.

An event names whoever its sentence says took part, an agreement its parties by its own name or by the sentence of an
event that tells of it, a citation the state or body that its interviewee is of. A record follows only where no other of
its words name the same actor, and only where its words do at all: who took part by a heading or by the pair that the
text speaks of stays, for no words in its place say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.records import AgreementMention, Citation, EventMention, Extraction, Mention

Naming = AgreementMention | Citation | EventMention
"""The records that name actors."""

_FIELDS: Mapping[type[Naming], str] = {
    AgreementMention: "parties",
    Citation: "actors",
    EventMention: "participants",
}


def named_by(actor: Mention, x: Extraction, means: Callable[[Mention], str]) -> Iterator[Naming]:
    """The records of a document that name an actor by these words and by no others.

    Args:
        actor: A mention of kind `actor`.
        x: Of its document.
        means: What a mention of an actor means by now; empty for none.
    """
    words = {m.mention_id: m for m in x.mentions}
    alike = [m for m in x.mentions if m.kind == "actor" and m != actor and means(m) == means(actor)]
    agreements = {a.mention_id: a for a in x.agreements}

    def only_there(record: Naming) -> bool:
        own = words[record.mention_id]
        return _holds(own, actor) and not any(_holds(own, other) for other in alike)

    for event in x.events:
        if event.participants_from.startswith("sentence") and only_there(event):
            yield event
            about = agreements.get(event.agreement_mention)
            if about and about.parties_from == "sentence":
                yield about
    yield from (a for a in x.agreements if a.parties_from == "name" and only_there(a))
    yield from (c for c in x.citations if c.actors and only_there(c))


def renamed(record: Naming, before: str, after: str) -> Naming:
    """A record that names `after` where it named `before`; an empty `after` means nobody.

    A record that does not name `before`, as a person has said otherwise of it, comes back as it is.
    """
    name = _FIELDS[type(record)]
    codes = getattr(record, name)
    if before not in codes:
        return record
    changed: dict[str, Any] = {name: tuple(sorted({after if code == before else code for code in codes} - {""}))}
    if isinstance(record, EventMention):
        told = [role.partition(":") for role in record.roles]
        said = [(role, after if code == before else code) for role, _, code in told]
        changed["roles"] = tuple(dict.fromkeys(f"{role}:{code}" for role, code in said if code))
    return replace(record, **changed)


def restored(record: Naming, was: Naming, code: str) -> Naming:
    """A record that names an actor again, where it did as it was read."""
    name = _FIELDS[type(record)]
    if code not in getattr(was, name):
        return record
    changed: dict[str, Any] = {name: tuple(sorted({*getattr(record, name), code}))}
    if isinstance(record, EventMention) and isinstance(was, EventMention):
        again = [role for role in was.roles if role in record.roles or role.endswith(f":{code}")]
        changed["roles"] = tuple(dict.fromkeys((*again, *record.roles)))
    return replace(record, **changed)


def changed_fields(record: Naming, before: Naming) -> Iterator[str]:
    """The fields in which the two differ."""
    for name in (_FIELDS[type(record)], "roles"):
        if getattr(record, name, None) != getattr(before, name, None):
            yield name


def _holds(words: Mention, actor: Mention) -> bool:
    """Whether the words of an actor are among those of another mention."""
    return any(a <= actor.start and actor.end <= b for a, b in words.fragments)
