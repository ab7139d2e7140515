"""A stated number against the items that stand behind it: named, numbered in the sentence, or in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pipeline.audit.checks.audited import Audited, Tested, contradicted, place_of, short, undecidable
from pipeline.records import Block, Claim, ClaimMention, Mention

_NUMBER = r"(?P<open>[(\[]?)(?P<label>\d{1,3}|[A-Za-z]|[ivx]+)(?P<close>[.)\]]+)"
_LABEL = rf"(?:{_NUMBER}|(?P<bullet>o|[^\w\s.,;:!?…>'\"“”‘’()\[\]]))"
"""How an item may be marked. A letter or number needs a sign behind it: the "a" of "a drill at sea" is an article."""
_MARK = re.compile(rf"(?P<indent>[^\S\n]*){_LABEL}(?=\s|$)")
_MARK_BEFORE = re.compile(rf"^(?P<indent>[^\S\n]*){_LABEL}\s+\Z", re.MULTILINE)
_ANOTHER = "another list follows, which may be of it"
"""Behind a sentence that opens it; so a number that fits the first list is right, one that doesn't may be as well."""
_OPENER = re.compile(r":\s*\d{0,3}\Z")
_LONGEST = 40
"""Characters before an item in which its mark may stand."""
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
    styles = _styles([_mark(audited.document.source, b) for b in items])
    if not any(styles):
        return len(items), "the items can't be told apart"
    count = styles.count(styles[0])
    rest = following[len(items) : len(items) + 2]
    more = any(b.kind == "list" for b in rest)
    if rest and (_goes_on(audited, rest[0]) or (more and not _opens_list(audited, rest[0]))):
        return count, "the list goes on behind other text"
    if count < len(items):
        return count, "the list has items of more than one kind"
    return count, _ANOTHER if more else ""


def _mark(source: str, block: Block) -> re.Match[str] | None:
    """The bullet, number or letter of an item: its first word, or before it where ingest has lifted it off."""
    start, end = block.fragments[0]
    near = max(0, start - _LONGEST)
    line = source.rfind("\n", near, start) + 1 or start
    inside = _MARK.match(source, line, end)
    return inside if inside and inside.end() > start else _MARK_BEFORE.search(source, near, start)


def _styles(marks: Sequence[re.Match[str] | None]) -> list[tuple[str, ...]]:
    """How each item is marked: its bullet, or the kind of its number with what stands around it, and how far in.

    Items without a mark have none: they may be the second paragraph of one, or part of a list within the list.
    """
    roman = any(m is not None and len(m["label"] or "") > 1 and m["label"].isalpha() for m in marks)
    return [() if m is None else (m["indent"], m["bullet"] or _kind(m, roman=roman)) for m in marks]


def _kind(mark: re.Match[str], *, roman: bool) -> str:
    label = mark["label"]
    if label.isdecimal():
        kind = "1"
    elif roman and set(label) <= set("ivx"):
        kind = "i"
    else:
        kind = "A" if label.isupper() else "a"
    return f"{mark['open']}{kind}{mark['close']}"


def _goes_on(audited: Audited, block: Block) -> bool:
    """Whether a block goes on with the sentence of an item."""
    start, end = block.fragments[0]
    return block.kind == "paragraph" and audited.document.source[start:end].lstrip()[:1].islower()


def _opens_list(audited: Audited, block: Block) -> bool:
    start, end = block.fragments[-1]
    return _OPENER.search(audited.document.source, start, end) is not None


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
    if reason and not (reason == _ANOTHER and found == number):
        return undecidable(row, f"{found} are listed, but {reason}")
    if found == number or (claim.bound == "least" and found >= number) or (claim.bound == "most" and found <= number):
        return row, None
    if claim.bound:
        return undecidable(row, f"{found} are listed, and the number stated is not an exact one")
    if abs(found - number) > max(1, number // 3):
        return undecidable(row, f"{found} are listed, too far off for a slip: they may be of something else")
    said = f"{found} are {'listed behind it' if claim.total else 'in the list behind it'}"
    return contradicted(row, f"The text says “{short(mention.text, 160)}”{place_of(mention)}, but {said}.", said)
