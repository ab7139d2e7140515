"""Notes are a sequence: the numbers that count up are chosen, those that only look like one are not."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.ingest.notes import align
from pipeline.ingest.notes.sequence import Candidate, Costs, best_sequence
from pipeline.records import Block, Marker

QUICK = settings(max_examples=100, deadline=None)
_TOKEN = re.compile(r"(?P<fresh>\|)?(?P<label>\d+)(?P<doubt>\?*)$")


def candidates(line: str) -> list[Candidate]:
    """`1 2? |1`: labels; each `?` takes 0.4 off a weight of 1, `|` begins a chapter."""
    out = []
    for i, token in enumerate(line.split()):
        m = _TOKEN.match(token)
        assert m
        weight = 1.0 - 0.4 * len(m["doubt"])
        out.append(Candidate(int(m["label"]), 10 * i, 10 * i + 1, weight, fresh=bool(m["fresh"])))
    return out


def chosen(line: str, costs: Costs | None = None) -> str:
    """Labels as chosen, scopes parted by `/`."""
    out: list[list[str]] = []
    for scope, c in best_sequence(candidates(line), costs):
        while len(out) <= scope:
            out.append([])
        out[scope].append(str(c.label))
    return " / ".join(" ".join(labels) for labels in out)


SEQUENCES = [
    ("1 2 3", "1 2 3"),
    ("", ""),
    ("1 2 1998 3 4", "1 2 3 4"),
    ("1 2 7?? 3 35?? 4", "1 2 3 4"),
    ("1 2 6 7 8", "1 2 6 7 8"),  # a page of notes is lost
    ("12 13 14", "12 13 14"),  # an excerpt
    ("1 2 3 |1 2 3", "1 2 3 / 1 2 3"),
    ("1 2 3 |2 3 4", "1 2 3 / 2 3 4"),  # the first note of the chapter is lost
    ("1 2 3 |1?? 4 5", "1 2 3 4 5"),
    ("1 2 3 4 5 1 2 3 4 5 6", "1 2 3 4 5 / 1 2 3 4 5 6"),  # no heading tells, the count does
    ("1 2 3 1 4 5", "1 2 3 4 5"),
    ("1 2? 2 3", "1 2 3"),
    ("2014?? 1 2", "1 2"),
]


@pytest.mark.parametrize(("line", "expected"), SEQUENCES)
def test_the_count_is_found(line, expected):
    assert chosen(line) == expected


def test_of_two_with_one_number_the_better_is_taken():
    picked = [c.start for _, c in best_sequence(candidates("1 2?? 2 3"))]
    assert picked == [0, 20, 30]


def test_costs_decide_what_is_a_gap_and_what_a_restart():
    assert chosen("1 2 1 2", Costs(restart=1.0)) == "1 2 / 1 2"
    assert chosen("1 2 1 2", Costs(restart=9.0)) == "1 2"
    assert chosen("1 2 30??", Costs(gap=0.0)) == "1 2 30"


@st.composite
def noisy_counts(draw: st.DrawFn, noise_weight: float) -> tuple[list[Candidate], list[tuple[int, int]]]:
    """Chapters that count from 1, with numbers between that only look like notes; and the true (scope, label)s."""
    found: list[Candidate] = []
    true: list[tuple[int, int]] = []
    for scope, length in enumerate(draw(st.lists(st.integers(4, 15), min_size=1, max_size=4))):
        begin = len(found)
        for label in range(1, length + 1):
            noise = draw(st.lists(st.integers(1, 2030), max_size=2))
            for number, weight in [*((n, noise_weight) for n in noise), (label, 1.0)]:
                # The first number of a chapter tells that one begins, be it a note's or not.
                fresh = scope > 0 and len(found) == begin
                found.append(Candidate(number, len(found), len(found) + 1, weight, fresh=fresh))
            true.append((scope, label))
    return found, true


@QUICK
@given(noisy_counts(0.05))
def test_doubtful_noise_never_hides_the_count(made):
    found, true = made
    assert [(scope, c.label) for scope, c in best_sequence(found) if c.weight == 1.0] == true


@QUICK
@given(noisy_counts(0.9))
def test_labels_always_count_up_within_a_scope(made):
    found, _ = made
    picked = best_sequence(found)
    assume(picked)
    assert [c.start for _, c in picked] == sorted({c.start for _, c in picked})
    scopes = [scope for scope, _ in picked]
    assert scopes == sorted(scopes)
    assert set(scopes) == set(range(len(set(scopes))))
    for scope in set(scopes):
        labels = [c.label for s, c in picked if s == scope]
        assert all(a < b for a, b in itertools.pairwise(labels))


# --- markers meet notes ----------------------------------------------------------------------------------------


def aligned(layout: str) -> str:
    """`m0.1 n0.1`: markers and notes with their scopes and labels, in the order of the text; the notes afterwards."""
    markers, notes = [], []
    for i, token in enumerate(layout.split()):
        scope, label = token[1:].split(".")
        if token[0] == "m":
            markers.append(Marker(label, i, i + 1, "b1", int(scope)))
        else:
            notes.append(Block(f"n{i}", "footnote", ((i, i + 1),), label=label, scope=int(scope)))
    return " ".join(f"{n.scope}.{n.label}" for n in align(markers, notes))


ALIGNMENTS = [
    # notes at the bottom of pages belong to the count that runs there
    ("m0.1 n0.1 m0.2 n0.2 m1.1 n1.1", "0.1 0.2 1.1"),
    # endnotes, count by count
    ("m0.1 m0.2 m1.1 n0.1 n0.2 n1.1", "0.1 0.2 1.1"),
    ("n0.1 m0.1", "0.1"),
    ("n0.1 n1.1", "0.1 1.1"),
    ("m0.1 m1.1", ""),
]


@pytest.mark.parametrize(("layout", "expected"), ALIGNMENTS)
def test_notes_take_the_scope_of_their_markers(layout, expected):
    assert aligned(layout) == expected
