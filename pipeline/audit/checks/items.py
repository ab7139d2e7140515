"""A stated number against the items that stand behind it: named, numbered in the sentence, or in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from pipeline.audit.checks.audited import Audited, Tested, contradicted, place_of, short, undecidable
from pipeline.records import Block, Claim, ClaimMention, Mention

_ITEM = re.compile(r"\s*(?P<open>[(\[]?)(?P<label>\d{1,3}|[a-z]|[ivx]+|[^\w\s])(?P<close>[.)\]]*)(?=\s|$)")
_ASIDE = frozenset({"furniture", "footnote", "endnote", "caption"})
"""Blocks that stand between the items of a list without being of it."""


def item_counts(audited: Audited) -> Iterator[Tested]:
    """Count the items behind each number that has some.

    A number contradicts only if a slip explains it: of more, or of half as many, something else is listed.
    """
    places = {b.block_id: n for n, b in enumerate(audited.document.blocks)}
    for c in audited.extraction.claims:
        if c.check == "item_count":
            m = audited.mentions[c.mention_id]
            found, reason = (c.total, "") if c.total else _behind(audited, places[m.block_id])
            if found:
                yield _tested(c, m, found, reason)


def _behind(audited: Audited, at: int) -> tuple[int, str]:
    """How many items the list behind a block has, and why they may not be all; 0 where none begins there."""
    following = [b for b in audited.document.blocks[at + 1 :] if b.kind not in _ASIDE]
    items = list(takewhile(lambda b: b.kind == "list", following))
    if len(items) < 2:
        return 0, ""
    style = _style(audited, items[0])
    count = sum(_style(audited, b) == style for b in items)
    rest = following[len(items) : len(items) + 2]
    if any(b.kind == "list" for b in rest) or (rest and _goes_on(audited, rest[0])):
        return count, "the list goes on behind other text"
    return count, "" if count == len(items) else "the list has items of more than one kind"


def _style(audited: Audited, block: Block) -> str:
    """How an item of a list is marked: its bullet, or the kind of its number with what stands around it."""
    start, end = block.fragments[0]
    m = _ITEM.match(audited.document.source, start, end)
    if m is None:
        return ""
    label = m["label"]
    kind = "1" if label.isdecimal() else "a" if label.isalpha() else label
    return f"{m['open']}{kind}{m['close']}"


def _goes_on(audited: Audited, block: Block) -> bool:
    """Whether a block goes on with the sentence of an item."""
    start, end = block.fragments[0]
    return block.kind == "paragraph" and audited.document.source[start:end].lstrip()[:1].islower()


def _tested(claim: ClaimMention, mention: Mention, found: int, reason: str) -> Tested:
    number = claim.number
    row = Claim(
        claim.check,
        claim.doc_id,
        short(mention.text, 200),
        expected=str(number),
        found=str(found),
        verdict="confirmed",
        evidence=(claim.mention_id,),
    )
    if found == number or (claim.bound == "least" and found >= number) or (claim.bound == "most" and found <= number):
        return row, None
    if claim.bound:
        return undecidable(row, f"{found} are listed, and the number stated is not an exact one")
    if reason:
        return undecidable(row, f"{found} are listed, but {reason}")
    if abs(found - number) > max(1, number // 3):
        return undecidable(row, f"{found} are listed, too far off for a slip: they may be of something else")
    said = f"{found} are {'listed behind it' if claim.total else 'in the list behind it'}"
    return contradicted(row, f"The text says “{short(mention.text, 160)}”{place_of(mention)}, but {said}.", said)
