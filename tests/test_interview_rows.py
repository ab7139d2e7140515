"""The distinct interviews behind citations, and the least number of people that they prove."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.extract.citations.described import least_number
from pipeline.reconcile.interviews import Supported, make_interviews
from pipeline.records import Citation, Mention

_TALK = re.compile(r"(?P<who>[^@,]+?)(?:, (?P<mode>[^@]+?))?(?: in (?P<place>\w+))? @ (?P<date>\S*)$")


def rows(*notes: str, supported: dict[str, Supported] | None = None) -> list[dict[str, str]]:
    """The table of notes such as `Dutch official @ 2021-05-03; Polish expert, interview in Oslo @ 2021-06`."""
    citations: list[Citation] = []
    mentions: dict[str, Mention] = {}
    for number, note in enumerate(notes, 1):
        for position, text in enumerate(note.split("; "), 1):
            m = _TALK.match(text)
            assert m, text
            one = f"{number}.{position}"
            said: dict[str, Any] = {
                "attribution": m["who"],
                "mode": m["mode"] or "interview",
                "place": m["place"] or "",
            }
            citations.append(
                Citation(
                    f"c{one}",
                    f"m{one}",
                    "d1",
                    "interview",
                    str(number),
                    0,
                    position,
                    f"n{number}",
                    date=m["date"],
                    **said,
                )
            )
            mentions[f"m{one}"] = Mention(
                f"m{one}", "d1", "citation", text, ((0, 1),), "r", "footnote", f"b{number}", section=(f"Part {number}",)
            )
    for ids in (supported or {}).values():
        mentions |= {
            q: Mention(q, "d1", "quote", f"words of {q}", ((0, 1),), "r", "paragraph", "b0") for q in ids.quotes
        }
    return make_interviews(citations, mentions, supported or {}).rows


COUNTS = [
    # notes, and for each interview its citations and the people that it proves
    (["Dutch official @ 2021-05-03"], [(1, "1")]),
    (["Dutch official @ 2021-05-03", "Dutch official @ 2021-05-03"], [(2, "1")]),
    (["dutch official @ 2021-05-03", "Dutch Official @ 2021-05-03"], [(2, "1")]),
    (["Dutch official @ 2021-05-03; Dutch official @ 2021-05-03"], [(2, "2")]),
    (["Dutch official @ 2021-05-03; Dutch official @ 2021-05-03", "Dutch official @ 2021-05-03"], [(3, "2")]),
    (["Dutch official @ 2021-05-03", "Dutch official @ 2021-05-04"], [(1, "1"), (1, "1")]),
    (["Dutch official @ 2021-05", "Dutch official @ 2021-05-04"], [(1, "1"), (1, "1")]),
    (["Dutch official @ 2021-05-03", "Polish official @ 2021-05-03"], [(1, "1"), (1, "1")]),
    (["Dutch official @ 2021-05-03", "Dutch official, telephone interview @ 2021-05-03"], [(1, "1"), (1, "1")]),
    (["Dutch official in Oslo @ 2021-05-03", "Dutch official in Lima @ 2021-05-03"], [(1, "1"), (1, "1")]),
    ([], []),
]


@pytest.mark.parametrize(("notes", "expected"), COUNTS, ids=[" | ".join(n) or "nothing" for n, _ in COUNTS])
def test_what_is_one_interview(notes, expected):
    made = rows(*notes)
    assert [(len(r["citations"].split("; ")), r["interviewees_at_least"]) for r in made] == expected
    assert len({r["interview_id"] for r in made}) == len(made)


def test_a_row_says_where_it_was_used_and_what_was_quoted():
    (row,) = rows(
        "Dutch official @ 2021-05-03", "Dutch official @ 2021-05-03",
        supported={"n1": Supported(("x1",), ("q1", "q2")), "n2": Supported(("x2",), ("q2",))},
    )  # fmt: skip
    assert row["sections"] == "Part 1; Part 2"
    assert row["quotes"] == "“words of q1”; “words of q2”"
    assert row["evidence"] == "m1.1; m2.1; q1; q2"
    assert (row["attribution"], row["mode"], row["date"]) == ("Dutch official", "interview", "2021-05-03")


def test_ids_stay_when_other_interviews_come():
    (alone,) = rows("Dutch official @ 2021-05-03")
    both = rows("Polish expert @ 2021-05-03", "Dutch official @ 2021-05-03")
    assert alone["interview_id"] == both[1]["interview_id"]


@pytest.mark.parametrize(
    ("attribution", "people"),
    [
        ("Dutch official", 1),
        ("Dutch officials", 2),
        ("three Dutch officials", 3),
        ("Dutch official 3", 1),
        ("several former Kenyan diplomats", 2),
        ("Ann Berg", 1),
        ("4 naval officers", 4),
        ("Ministry of Ports", 1),
    ],
)
def test_how_many_people_an_attribution_proves(attribution: str, people: int) -> None:
    assert least_number(attribution) == people
