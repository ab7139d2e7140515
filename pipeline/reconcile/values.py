"""One value out of several that were told, and what contradicts it kept beside.

The preference, from the first to the last: what a person decided; of dates that can both be true the more precise; what
more documents tell; what more mentions tell; a sentence that tells of it before a note or a list that names it by the
way; and, that the same input gives the same output, the smaller value.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.edtf import compatible, precision
from pipeline.records import Row, content_id, joined, members


@dataclass(frozen=True, slots=True)
class Told:
    """A value that one mention tells.

    Attributes:
        value: As a cell.
        doc_id: Of the mention.
        evidence: Mention ids.
        aside: It is told by the way: by a note, a list, a title and not by a sentence about it.
        decided: A person says so.
    """

    value: str
    doc_id: str
    evidence: tuple[str, ...]
    aside: bool = False
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value that counts; `others` contradict it, the best supported first."""

    value: str = ""
    others: tuple[str, ...] = ()


def chosen_date(told: Sequence[Told]) -> Chosen:
    """The date that counts. A month supports every day in it, and contradicts none."""
    dates = dict.fromkeys(t.value for t in told if t.value)
    finest = [d for d in dates if not any(_finer(e, d) for e in dates)]
    ranked = sorted(finest, key=lambda d: (*_support([t for t in told if compatible(d, t.value)], d), -precision(d), d))
    if not ranked:
        return Chosen()
    return Chosen(ranked[0], tuple(d for d in ranked[1:] if not compatible(d, ranked[0])))


def chosen_text(told: Sequence[Told]) -> Chosen:
    """The word that counts, for names of places and the like."""
    support = {v: [t for t in told if t.value == v] for v in dict.fromkeys(t.value for t in told if t.value)}
    ranked = sorted(support, key=lambda v: (*_support(support[v], v), v))
    return Chosen(ranked[0], tuple(ranked[1:])) if ranked else Chosen()


def chosen_set(told: Sequence[Told]) -> Chosen:
    """The list that counts; who names only some of it does not contradict it."""
    sets = {t.value: frozenset(members(t.value)) for t in told if t.value}
    fullest = [v for v in sets if not any(sets[v] < other for other in sets.values())] if len(sets) > 1 else [*sets]
    if any(t.decided for t in told):
        fullest = [t.value for t in told if t.decided]
    support = {v: [t for t in told if t.value and sets[t.value] <= sets[v]] for v in fullest if v in sets}
    ranked = sorted(support, key=lambda v: (*_support(support[v], v), v))
    return Chosen(ranked[0], tuple(ranked[1:])) if ranked else Chosen()


def dissent_rows(table: str, row_id: str, field: str, chosen: Chosen, told: Sequence[Told]) -> list[Row]:
    """Rows of `dissent.csv`: each value that contradicts the one that counts, with its words.

    Args:
        table: Of the row.
        row_id: Of the row.
        field: The column that the values are of.
        chosen: The value that counts, and the others.
        told: All that was told.
    """
    by_value: dict[str, list[Told]] = defaultdict(list)
    for t in told:
        by_value[t.value].append(t)
    return [
        {
            "dissent_id": content_id("n", table, row_id, field, value),
            "table": table,
            "row_id": row_id,
            "field": field,
            "value": value,
            "kept": chosen.value,
            "documents": joined(dict.fromkeys(t.doc_id for t in by_value[value])),
            "evidence": joined(dict.fromkeys(e for t in by_value[value] for e in t.evidence)),
        }
        for value in chosen.others
    ]


def _support(told: Sequence[Told], value: str) -> tuple[int, int, int, int]:
    """Smaller is better supported."""
    documents = Counter(t.doc_id for t in told)
    own = [t for t in told if t.value == value]
    return (
        -any(t.decided for t in own),
        -len(documents),
        -len(told),
        int(all(t.aside for t in own)),
    )


def _finer(a: str, b: str) -> bool:
    """Whether one date says more of what another says: a day of its month."""
    return compatible(a, b) and precision(a) > precision(b)
