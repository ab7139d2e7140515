"""Who is said to be the first or the only one: two names for one deed contradict, and what decides nothing."""

from __future__ import annotations

import pytest
from documents import document

from pipeline.audit.checks import Dataset, check_together
from pipeline.extract.gather import gather
from pipeline.records import Claim, Finding

FIRST = "In May 2011, Ghana became the first state to ratify the fisheries convention."


def checked(*texts: str) -> tuple[list[Finding], list[Claim]]:
    """Each text a document of one paragraph, or of several parted by `|`."""
    made = [document("# Ports", *text.split(" | "), doc_id=f"d{i}") for i, text in enumerate(texts, 1)]
    documents = [{"doc_id": d.doc_id, "path": f"{d.doc_id}.txt"} for d in made]
    tables = {"documents": documents, "agreements": [], "milestones": []}
    findings, claims = check_together(Dataset(tables, [gather(d) for d in made]))
    return [f for f in findings if f.check == "unique_claim"], [c for c in claims if c.check == "unique_claim"]


@pytest.mark.parametrize(
    ("other", "verdicts"),
    [
        ("Togo was the first state to ratify the fisheries convention in June 2011.", ["contradicted"]),
        ("The Togolese Republic was the very first state to ratify the fisheries convention.", ["contradicted"]),
        ("Ghana was the first state to ratify the fisheries convention.", ["confirmed"]),
        ("Togo was the second state to ratify the fisheries convention.", []),
        ("Togo was the first state to ratify the whaling convention.", []),
        ("Togo was the first West African state to ratify the fisheries convention.", []),
        ("Togo was the first state to leave the fisheries convention.", []),
        ("It was the first state to ratify the fisheries convention.", []),
        ("Ama Mensah was the first state to ratify the fisheries convention.", []),
        ("Togo was among the first states to ratify the fisheries convention.", []),
    ],
)
def test_first_to_do_something(other: str, verdicts: list[str]) -> None:
    for texts in ((FIRST, other), (f"{FIRST} | {other}",)):
        findings, claims = checked(*texts)
        assert [c.verdict for c in claims] == verdicts
        assert [f.finding_id for f in findings] == [c.finding_id for c in claims if c.verdict == "contradicted"]


def test_message_shows_both_places() -> None:
    (finding,), _ = checked(FIRST, "Togo was the first state to ratify the fisheries convention.")
    assert finding.message == (
        "“Ghana became the first state to ratify the fisheries convention” in d1.txt (Ports), but “Togo was the first "
        "state to ratify the fisheries convention” in d2.txt (Ports): not both can be."
    )
    assert (finding.severity, finding.expected, finding.found) == ("warning", "Ghana", "Togo")


def test_people() -> None:
    texts = ("Ama Mensah was the first woman to lead the harbour board.", "Efua Owusu became the first woman to {}.")
    assert len(checked(texts[0], texts[1].format("lead the harbour board"))[0]) == 1
    assert checked(texts[0], texts[1].format("lead the coast guard")) == ([], [])
    assert checked(texts[0], "Mensah was the first woman to lead the harbour board.")[0] == []
    assert checked(texts[0], "Ama Mensáh became the first woman to lead the harbour board, where she stayed.")[0] == []
    assert len(checked(texts[0], "Efua Owusu was the first woman to lead the harbour board, which grew.")[0]) == 1


def test_only_one_at_a_time() -> None:
    texts = (
        "Ghana is the only member that sends ships to the gulf.",
        "Togo is the sole member that sends ships to the gulf.",
    )
    findings, claims = checked(" | ".join(texts))
    assert ([c.verdict for c in claims], len(findings)) == (["contradicted"], 1)
    assert checked(*texts) == ([], []), "each may have been so when its document was written"


def test_many_documents_that_say_the_same_are_held_against_one() -> None:
    togo = "Togo was the first state to ratify the fisheries convention."
    findings, claims = checked(*[FIRST] * 30, togo)
    assert [c.verdict for c in claims] == ["confirmed"] * 29 + ["contradicted"]
    assert len(findings) == 1
