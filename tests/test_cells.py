"""Lists in the cells of a table, and in EDTF values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.edtf import values_of
from pipeline.records import cell_of, joined, members

CELLS = [
    ((), ""),
    (("NOR",), "NOR"),
    (("NOR", "PRT"), "NOR; PRT"),
    (["m1", "m2", "m3"], "m1; m2; m3"),
    ((3, 14), "3; 14"),
    ("2014-05", "2014-05"),
    (17, "17"),
    (0, "0"),
    (None, ""),
]


@pytest.mark.parametrize(("value", "cell"), CELLS)
def test_what_a_field_holds_as_a_cell(value: object, cell: str) -> None:
    assert cell_of(value) == cell


@given(st.lists(st.text("abc019-:", min_size=1)))
def test_members_of_a_cell_are_those_that_were_joined(codes: list[str]) -> None:
    assert members(joined(codes)) == codes


def test_an_empty_cell_has_no_members() -> None:
    assert members("") == []


DATES = [
    ("", []),
    ("2014-05-06", ["2014-05-06"]),
    ("2014-05-06/2014-05-09", ["2014-05-06/2014-05-09"]),
    ("{2014-05-06,2014-05-09}", ["2014-05-06", "2014-05-09"]),
]


@pytest.mark.parametrize(("value", "dates"), DATES)
def test_values_of_a_list_of_dates(value: str, dates: list[str]) -> None:
    assert values_of(value) == dates
