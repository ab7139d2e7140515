"""Names of one agreement that vary, and those that do not."""

from __future__ import annotations

import re

import pytest
from documents import document

from pipeline.audit.checks import Dataset, check_together
from pipeline.audit.checks.names import vary
from pipeline.extract.gather import gather

SAME = "Joint Declaration on Fish, Salt, and Pilots"
NAMES = [
    (SAME, "Joint Declaration of Fish, Salt, and Pilots", True),
    (SAME, "Joint Declaration on Fish, Salt, and Ports", True),
    (SAME, "Joint Declaration on Fish", False),
    (SAME, "Common Declaration on Fish, Salt, and Ports", False),
    (SAME, SAME, False),
    (SAME, "Joint Declaration of Fish, Salt, and Pilots in Lomé", True),
    (SAME, SAME + " in Lomé", False),
    ("Fish Defence Cooperation Programme of 2012", "Fish Defence Cooperation Programme of 2014", False),
    ("Fish Accord", "Salt Accord", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), NAMES, ids=[f"{a} – {b}" for a, b, _ in NAMES])
def test_two_names(one: str, other: str, expected: bool) -> None:
    words = [re.findall(r"\w+", name.casefold()) for name in (one, other)]
    assert vary(*words) is vary(*reversed(words)) is expected


SIGNED = "Ghana and Togo signed the {} on May 3, 2014."


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Joint Declaration on Coastal Security Cooperation", "Joint Declaration of Coastal Security Cooperation", 1),
        ("Joint Declaration on Coastal Security Cooperation", "Joint Declaration on Maritime Security Cooperation", 1),
        ("Joint Declaration on Coastal Defence Cooperation", "Joint Declaration on Coastal Defense Cooperation", 0),
        ("Joint Declaration on Coastal Security Cooperation", "joint declaration on coastal security matters", 0),
    ],
)
def test_names_of_one_agreement(one: str, other: str, found: int) -> None:
    made = [document(SIGNED.format(name), doc_id=f"d{i}") for i, name in enumerate((one, other))]
    extractions = [gather(d) for d in made]
    evidence = "; ".join(a.mention_id for x in extractions for a in x.agreements)
    tables = {
        "documents": [{"doc_id": d.doc_id, "path": f"{d.doc_id}.txt"} for d in made],
        "agreements": [{"agreement_id": "a1", "name": one, "evidence": evidence}],
        "milestones": [],
    }
    findings = [f for f in check_together(Dataset(tables, extractions))[0] if f.check == "name_varies"]
    assert [(f.severity, f.expected, f.found) for f in findings] == [("note", one, other)] * found
