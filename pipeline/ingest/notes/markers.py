"""Numbers in running text that are markers of notes, chosen as a sequence from all that may be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from pipeline.ingest.notes.forms import Mark
from pipeline.ingest.notes.sequence import Candidate, Costs, best_sequence

_COSTS = Costs(gap=0.6, restart=4.0)
_FEWEST, _SHARE = 4, 0.6
"""So many markers, and so large a share of those counted, show that there were notes where none is left."""


def choose_markers(
    found: Iterable[Mark], chapters: Collection[int], labels: Collection[int]
) -> list[tuple[int, Candidate]]:
    """Choose the markers of a document.

    Args:
        found: All numbers that may be markers, in source order.
        chapters: The offsets at which counting may start again.
        labels: The numbers that have a note.

    Returns:
        Scope and candidate of each, in source order. A count that no note answers to and that is too short or too
        doubtful to be more than chance (a `G7`, a `km2`) is left out.
    """
    candidates: list[Candidate] = []
    marks: dict[tuple[int, int], Mark] = {}
    chapter = 0
    for mark in found:
        passed = sum(1 for c in chapters if c <= mark.start)
        candidates.append(Candidate(mark.label, mark.start, mark.end, mark.weight, fresh=passed > chapter))
        marks[mark.start, mark.label] = mark
        chapter = passed
    chosen = best_sequence(candidates, _COSTS)
    by_scope: dict[int, list[Candidate]] = {}
    for scope, c in chosen:
        by_scope.setdefault(scope, []).append(c)
    sound = {s for s, cs in by_scope.items() if _sound(cs, labels)}
    order = {s: i for i, s in enumerate(sorted(sound))}
    kept = [(order[s], c) for s, c in chosen if s in sound]
    return sorted([*kept, *_again(kept, marks, labels)], key=lambda x: (x[1].start, x[1].label))


def _sound(markers: Sequence[Candidate], labels: Collection[int]) -> bool:
    """Whether a count is one of markers: most have a note and look not too unlike one, or many look just like one."""
    answered = sum(1 for c in markers if c.label in labels)
    weight = sum(c.weight for c in markers) / len(markers)
    # Two doubtful numbers beside a hundred notes are chance, even though each has its note.
    likely = weight >= 0.5 or (weight >= 0.3 and answered * 3 >= len(labels))
    if answered * 2 >= len(markers) and likely:
        return True
    if answered:
        return len(markers) >= 3 and weight >= 0.6
    # A file that holds no note at all has lost them: then the numbers alone must tell, and leave few out.
    counted = markers[-1].label - markers[0].label + 1
    return len(markers) >= _FEWEST and weight >= 0.8 and len(markers) >= _SHARE * counted


def _again(
    chosen: Sequence[tuple[int, Candidate]], marks: dict[tuple[int, int], Mark], labels: Collection[int]
) -> Iterator[tuple[int, Candidate]]:
    """Where markers stand in brackets, the same note is often cited again: numbers that were counted before."""
    used = {(c.start, c.label) for _, c in chosen}
    forms = [marks[key].form for key in used]
    if not forms or forms.count("bracketed") <= 0.8 * len(forms):
        return
    spots = sorted((c.start, c.label, scope) for scope, c in chosen)
    seen: set[tuple[int, int]] = set()
    scope = i = 0
    for (start, label), mark in sorted(marks.items()):
        while i < len(spots) and spots[i][0] <= start:
            scope = spots[i][2]
            seen.add((scope, spots[i][1]))
            i += 1
        if (start, label) not in used and mark.form == "bracketed" and (scope, label) in seen and label in labels:
            yield scope, Candidate(label, mark.start, mark.end, mark.weight)
