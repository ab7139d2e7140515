"""Numbers against the items behind them: names, numbered items, lists of their own; and numbers against their parts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents import document

from pipeline.audit.checks import Audited, check
from pipeline.extract.gather import gather
from pipeline.ingest.html import read_html
from pipeline.ingest.markdown import read_markdown
from pipeline.ingest.text import read_text
from pipeline.records import Claim, Document, Finding


def checked(*lines: str) -> tuple[list[Finding], list[Claim]]:
    made = document(*lines)
    findings, claims = check(Audited(made, gather(made), frozenset(), {}, ()))
    kinds = {"item_count", "sum_claim"}
    return [f for f in findings if f.check in kinds], [c for c in claims if c.check in kinds]


def told(*lines: str) -> list[tuple[str, str, str]]:
    return [(c.expected, c.verdict, c.found) for c in checked(*lines)[1]]


SENTENCES = [
    # names
    ("The pact has three members (Ghana, Togo, and Benin).", [("3", "confirmed", "3")]),
    ("The pact has four members (Ghana, Togo, and Benin).", [("4", "contradicted", "3")]),
    ("The pact has two members (Ghana, Togo and Benin).", [("2", "contradicted", "3")]),
    ("Two of the three ports—Tema and Lomé—were dredged.", [("2", "confirmed", "2")]),
    ("Three ports – Tema, Lomé, Cotonou and Lagos – were dredged.", [("3", "contradicted", "4")]),
    ("They called at four ports: Tema, Lomé, and Cotonou.", [("4", "contradicted", "3")]),
    ("Two islands (Trinidad and Tobago and Jamaica) joined.", [("2", "confirmed", "2")]),
    ("Two ministries (Trade and Industry, and Ports) objected.", [("2", "confirmed", "2")]),
    ("Three ministries (Trade and Industry, and Ports) objected.", [("3", "confirmed", "3")]),
    ("Two firms (Holt, Inc., and Addo, Ltd.) were fined.", [("2", "confirmed", "2")]),
    ("Three ports (Accra, Ghana; Lomé, Togo; and Lagos, Nigeria) were dredged.", [("3", "confirmed", "3")]),
    ("At least two states (Ghana, Togo, and Benin) agreed.", [("2", "confirmed", "3")]),
    ("Some five states (Ghana, Togo, Benin, and Niger) agreed.", [("5", "undecidable", "4")]),
    ("Nine states (Ghana, Togo, and Benin) agreed.", [("9", "undecidable", "3")]),
    # what is no list of what is counted
    ("Five states (Ghana and the Baltics) agreed.", []),
    ("Four states (including Ghana, Togo, and Benin) agreed.", []),
    ("Four states (Ghana, Togo, and others) agreed.", []),
    ("Four states (see Holt, 2014, and Addo, 2015) agreed.", []),
    ("Ministers paid three visits (Tema and Lomé).", []),
    ("The talks went on for three days (Monday and Tuesday).", []),
    ("Some of the four states (Ghana, Togo, and Benin) agreed.", []),
    ("Four members: Ghana, where it rained, Togo, and Benin.", []),
    # numbered items
    ("It has two aims: (1) to guard the coast and (2) to train pilots.", [("2", "confirmed", "2")]),
    ("It has three aims: (a) peace; (b) bread; (c) rain; and (d) fish.", [("3", "contradicted", "4")]),
    ("It has four aims: (i) peace, (ii) bread, and (iii) rain.", [("4", "contradicted", "3")]),
    ("It has four aims: (1) peace; (2) bread; (3) rain;", []),
    (
        "It has two aims: (1) peace and (2) bread. Its means are (1) fish, (2) rain, and (3) talk.",
        [("2", "confirmed", "2")],
    ),
    # parts
    ("There were 15 drills: eight with Togo, four with Benin, and two with Niger.", [("15", "contradicted", "14")]),
    ("There are nine ships—four frigates, three tankers, and a tug.", [("9", "contradicted", "8")]),
    ("There are eight ships (four frigates, three tankers, and a tug).", [("8", "confirmed", "8")]),
    ("There are seven ships (four frigates, the pride of Togo, and three tankers).", [("7", "confirmed", "7")]),
    ("There are nine ships (four frigates, three tankers, and the tugs).", []),
    ("They came in two groups (three pilots and four cooks).", []),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[s for s, _ in SENTENCES])
def test_items_in_the_sentence(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(sentence) == expected


OPENS = "The plan rests on three pillars:"
LISTS = [
    ((OPENS, "• peace", "• bread", "• rain"), [("3", "confirmed", "3")]),
    ((OPENS, "• peace", "• bread", "• rain", "• fish", "So it says."), [("3", "contradicted", "4")]),
    ((OPENS, "1. peace", "2. bread", "So it says."), [("3", "contradicted", "2")]),
    ((OPENS, "• peace", "– at sea", "– on land", "• bread", "• rain"), [("3", "undecidable", "3")]),
    ((OPENS, "• peace", "– at sea", "• bread"), [("3", "undecidable", "2")]),
    ((OPENS, "• peace", "• bread", "which is dear", "• rain"), [("3", "undecidable", "2")]),
    ((OPENS, "• peace", "^1 A log.", "• bread", "• rain"), [("3", "confirmed", "3")]),
    ((OPENS, "• peace", "• bread", "So it says.", "• rain"), [("3", "undecidable", "2")]),
    ((OPENS, "• peace", "• bread", "• rain", "So it says.", "• fish"), [("3", "undecidable", "3")]),
    ((OPENS, "• peace", "• bread", "• rain", "It names others:", "• fish", "• salt"), [("3", "confirmed", "3")]),
    ((OPENS, "• peace", "• bread", "It names others:", "• fish", "• salt"), [("3", "undecidable", "2")]),
    ((OPENS, "1. peace", "2. bread", "a. sea", "b. land"), [("3", "undecidable", "2")]),
    ((OPENS, "1. peace", "2. bread", "3. rain", "• a quay at Tema"), [("3", "undecidable", "3")]),
    ((OPENS, "So it says."), []),
    (("It is one of the three pillars:", "• peace", "• bread"), []),
]


@pytest.mark.parametrize(("lines", "expected"), LISTS, ids=[" ".join(lines[1:]) for lines, _ in LISTS])
def test_items_in_a_list_of_their_own(lines: tuple[str, ...], expected: list[tuple[str, str, str]]) -> None:
    assert told(*lines) == expected


READ = [
    ("html", "<ul><li>peace</li><li>bread</li><li>rain</li></ul>", [("3", "undecidable", "3")]),
    (
        "html",
        "<ul><li><p>peace</p><p>It is dear.</p></li><li>bread</li><li>rain</li></ul>",
        [("3", "undecidable", "4")],
    ),
    ("html", "<ul><li>peace<ul><li>at home</li></ul></li><li>bread</li></ul>", [("3", "undecidable", "3")]),
    (
        "html",
        "<ul><li>a quay at Tema</li><li>a dock</li><li>a mole</li><li>rain</li></ul>",
        [("3", "undecidable", "4")],
    ),
    ("md", "- peace\n- bread\n- rain\n", [("3", "confirmed", "3")]),
    ("md", "- peace\n- bread\n- rain\n- fish\n", [("3", "contradicted", "4")]),
    ("md", "- peace\n  - at home\n- bread\n", [("3", "undecidable", "2")]),
    ("md", "- peace\n\n  It is dear.\n- bread\n- rain\n", [("3", "undecidable", "3")]),
    ("md", "1. peace\n2. bread\n", [("3", "contradicted", "2")]),
    ("txt", "• peace\n• bread\n• rain\n• fish\n", [("3", "contradicted", "4")]),
    ("txt", "• peace\n• bread\n– rain\n– fish\n", [("3", "undecidable", "2")]),
    ("txt", "(i) peace\n\n(ii) bread\n\n(iii) rain\n", [("3", "confirmed", "3")]),
    ("txt", "(a) peace\n\n(b) bread\n\n(i) rain\n\n(ii) fish\n", [("3", "undecidable", "2")]),
]


@pytest.mark.parametrize(("kind", "items", "expected"), READ, ids=[f"{kind}: {items}" for kind, items, _ in READ])
def test_items_as_they_are_read(kind: str, items: str, expected: list[tuple[str, str, str]]) -> None:
    if kind == "html":
        draft = read_html(f"<html><body><p>{OPENS}</p>{items}<p>So it says.</p></body></html>".encode())
    else:
        draft = (read_markdown if kind == "md" else read_text)(f"{OPENS}\n\n{items}\nSo it says.\n")
    assert [b.kind for b in draft.blocks].count("list") > 1
    blocks = tuple(replace(b, block_id=b.block_id or f"b{n}") for n, b in enumerate(draft.blocks, 1))
    made = Document("d1", "a", "", "text/plain", draft.source, blocks=blocks)
    _, claims = check(Audited(made, gather(made), frozenset(), {}, ()))
    assert [(c.expected, c.verdict, c.found) for c in claims if c.check == "item_count"] == expected


def test_an_article_is_no_label() -> None:
    made = document(OPENS, "• a drill at sea", "• a quay", "• rain", "So it says.")
    bare = "".join(made.source.split("• "))
    ends = [i for i, c in enumerate(bare) if c == "\n"]
    spans = zip([0, *(i + 1 for i in ends)], ends, strict=False)
    blocks = tuple(replace(b, fragments=(span,)) for b, span in zip(made.blocks, spans, strict=True))
    made = replace(made, source=bare, blocks=blocks)
    _, (claim,) = check(Audited(made, gather(made), frozenset(), {}, ()))
    assert (claim.verdict, claim.found) == ("undecidable", "3")
    assert claim.reason == "3 are listed, but the items can't be told apart"


def test_messages_say_what_was_found_and_where() -> None:
    (finding,), _ = checked("# Ports", "Four ports (Tema, Lomé, and Cotonou) were dredged.")
    assert finding.severity == "warning"
    assert (
        finding.message == "The text says “Four ports (Tema, Lomé, and Cotonou)” (Ports), but 3 are listed behind it."
    )
    (finding,), _ = checked("# Ports", OPENS, "• peace", "• bread", "So it says.")
    assert finding.message == "The text says “three pillars” (Ports), but 2 are in the list behind it."
