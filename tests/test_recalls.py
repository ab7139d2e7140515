"""Interviews cited again: by surname, without a date, through `Ibid.`."""

from __future__ import annotations

import pytest

from pipeline.reconcile.recalls import recall, through
from pipeline.reconcile.references import Resolution
from pipeline.records import Citation


def interview(name: str, who: str, date: str = "", anonymity: str = "named", role: str = "") -> Citation:
    return Citation(
        name, name, "d", "interview", "1", 0, 1,
        note_id="n", attribution=who, anonymity=anonymity, role=role, mode="interview", date=date,
    )  # fmt: skip


MOSS, LUND = interview("moss", "Lea Moss", "2016-03-04"), interview("lund", "Bo Lund", "2016-03-05")

CHAINS = [
    ([MOSS, LUND, interview("s", "Moss")], Resolution("moss")),
    ([MOSS, LUND, interview("s", "Lea Moss")], Resolution("moss")),
    ([MOSS, interview("moss2", "Lea Moss", "2016-03-04"), interview("s", "Moss")], Resolution("moss")),
    ([MOSS, interview("moss2", "Lea Moss", "2017-03-04"), interview("s", "Moss")], Resolution("", "ambiguous")),
    ([MOSS, interview("ann", "Ann Moss", "2016-03-04"), interview("s", "Moss")], Resolution("", "ambiguous")),
    ([LUND, interview("s", "Moss")], Resolution("", "no candidate")),
    ([interview("s", "Moss"), MOSS], Resolution("", "no candidate")),
    ([LUND, interview("s", "Lea Moss", role="Director")], None),
    (
        [
            interview("o", "Omani pilot", "2016-03-04", "anonymous", "pilot"),
            interview("s", "pilot", "", "anonymous", "pilot"),
        ],
        None,
    ),
]


@pytest.mark.parametrize(("citations", "expected"), CHAINS)
def test_recalls(citations: list[Citation], expected: Resolution | None) -> None:
    assert recall(citations).get("s") == expected


def test_what_points_to_a_short_form_points_through_it() -> None:
    resolved = {"ibid": Resolution("short"), "short": Resolution("moss")}
    assert through(resolved)["ibid"] == Resolution("moss")
    assert through({"a": Resolution("b"), "b": Resolution("a")}).keys() == {"a", "b"}
