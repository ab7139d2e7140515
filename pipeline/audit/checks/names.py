"""Names of one agreement that vary: the same title with one word exchanged, or with other words between the same ones.

A shorter name, an acronym and another spelling (`Programme`, `Program`) are the same name; a description is none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from pipeline.audit.checks.audited import Dataset, Tested, short
from pipeline.records import Claim, Finding, Mention, members

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_SMALL_WORDS = "a an the of on in for and to with by between concerning regarding about from at"
_SMALL = frozenset(_SMALL_WORDS.split())
_FEWEST = 4
"""So many words that tell it from others must a name have for one that is another to be seen as a slip."""
_SPELLINGS = (
    (re.compile(r"programme"), "program"),
    (re.compile(r"(?<=[fp]en)c(?=e)"), "s"),
    (re.compile(r"(?<=[iy])s(?=ation|e$|ed$|ing$)"), "z"),
    (re.compile(r"(?<=lab|vig|fav|ham|neb)our|(?<=harb|neig)our"), "or"),
    (re.compile(r"(?<=[bt])re$"), "er"),
    (re.compile(r"ll(?=ed$|ing$|er$)"), "l"),
    (re.compile(r"’"), "'"),
)
"""British and American, folded into one."""


def name_variants(dataset: Dataset) -> Iterator[Tested]:
    """Hold the names of each agreement against each other; one finding for each two that are nearly the same."""
    mentions = dataset.mentions
    for row in dataset.tables["agreements"]:
        told: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
        for m in (mentions[i] for i in members(row["evidence"]) if i in mentions):
            if m.kind == "agreement" and _is_title(m.text):
                told[_words(m.text)].append(m)
        common = Counter({words: len(ms) for words, ms in told.items()})
        for one, other in combinations([w for w, _ in common.most_common()], 2):
            if vary(one, other):
                yield _tested(told[one][0], told[other][0], dataset)


def vary(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names are one with a slip: one of four or more words exchanged, or only small words differ.

    A word of which the other is the beginning is a plural or cut off.
    """
    a, b = ([w for w in words if w not in _SMALL] for words in (one, other))
    if min(len(a), len(b)) < _FEWEST or [w for w in a if w.isdigit()] != [w for w in b if w.isdigit()]:
        return False
    shared = min(len(a), len(b))
    if a[:shared] == b[:shared]:
        return _beginning(one, shared) != _beginning(other, shared)
    changes = [o for o in SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if o[0] != "equal"]
    if [(tag, i1 - i0, j1 - j0) for tag, i0, i1, j0, j1 in changes] != [("replace", 1, 1)]:
        return False
    x, y = a[changes[0][1]], b[changes[0][3]]
    return not (x.startswith(y) or y.startswith(x))


def _beginning(words: Sequence[str], number: int) -> list[str]:
    """A name up to the word that is so manyth of those that aren't small; one name may go on where another ends."""
    places = [i for i, w in enumerate(words) if w not in _SMALL]
    return list(words[places[0] : places[number - 1] + 1])


def _is_title(text: str) -> bool:
    """Whether a name is printed as a title: its words begin with capitals."""
    words = [w for w in _WORD.findall(text) if w.casefold() not in _SMALL]
    return len(words) >= _FEWEST and sum(not w[0].islower() for w in words) >= len(words) - 1


def _words(text: str) -> tuple[str, ...]:
    return tuple(_folded(w) for w in _WORD.findall(text.replace("o-op", "oop").casefold()))


def _folded(word: str) -> str:
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    return word


def _tested(first: Mention, second: Mention, dataset: Dataset) -> Tested:
    finding = Finding(
        "name_varies",
        "note",
        first.doc_id,
        f"One agreement seems to be called “{short(first.text, 160)}” in {dataset.where(first)} "
        f"and “{short(second.text, 160)}” in {dataset.where(second, beside=first)}; see which its text has.",
        expected=first.text,
        found=second.text,
        evidence=(first.mention_id, second.mention_id),
    )
    claim = Claim(
        "name_varies",
        first.doc_id,
        short(first.text, 200),
        expected=short(first.text, 200),
        found=short(second.text, 200),
        verdict="contradicted",
        reason="it is named in other words elsewhere",
        finding_id=finding.finding_id,
        evidence=finding.evidence,
    )
    return claim, finding
