"""Two documents and the tables of a run that tells of them, for the tests of the site; one document is hostile."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.audit.site import write_site
from pipeline.dataset import BY_NAME
from pipeline.records import Block, Document, Edit, Fact, Fragments, Marker, Page, Row
from pipeline.store import write_document

HOSTILE = "javascript:alert(2) </script><script>alert('x')</script>\"' onload=alert(1) \u202e<img src=x>"

BODY = (
    "Harbour talks\n"
    "The ministers of Ruritania and Elbonia met in May 2011 and signed a pact.1 The pact was\n"
    "1 Ruritanian envoy, interview with the author, June 2, 2012.\n"
    "HARBOUR REVIEW 2\n"
    "renewed in 2015, as the “old promise” asked.\n"
)


def row(table: str, /, **cells: str) -> Row:
    assert set(cells) <= set(BY_NAME[table].names)
    return cells


def span(words: str) -> tuple[int, int]:
    start = BODY.index(words)
    return start, start + len(words)


def harbour() -> Document:
    crossing = (span("The ministers of Ruritania and Elbonia met in May 2011 and signed a pact.1 The pact was\n"),)
    crossing += (span("renewed in 2015, as the “old promise” asked."),)
    note = span("1 Ruritanian envoy, interview with the author, June 2, 2012.")
    marker = BODY.index("1 The pact")
    return Document(
        doc_id="d-harbour",
        path="reports/harbour.txt",
        sha256="aa",
        media_type="text/plain",
        source=BODY,
        facts={"title": Fact("Harbour talks", "text")},
        pages=(Page(1, 0, span("HARBOUR")[0]), Page(2, span("HARBOUR")[0], len(BODY))),
        blocks=(
            Block("b1", "heading", (span("Harbour talks"),), level=1),
            Block("b2", "paragraph", crossing, (Edit("space", crossing[0][1] - 1, crossing[0][1]),)),
            Block("b3", "footnote", (note,), label="1"),
            Block("b4", "furniture", (span("HARBOUR REVIEW 2"),)),
        ),
        markers=(Marker("1", marker, marker + 1, "b2"), Marker("9", span("asked.")[0], span("asked")[1], "b2")),
    )


def hostile() -> Document:
    text = f"{HOSTILE} in 1999\x07"
    return Document(
        "d-hostile", f"{HOSTILE}.txt", "bb", "text/plain", text, {}, (), (Block("b1", "table", ((0, len(text)),)),)
    )


def mention(mention_id: str, kind: str, fragments: Fragments, doc_id: str = "d-harbour", **cells: str) -> Row:
    return row(
        "mentions",
        mention_id=mention_id,
        doc_id=doc_id,
        kind=kind,
        text=cells.pop("text", " ".join(BODY[a:b] for a, b in fragments)),
        start=str(min(a for a, _ in fragments)),
        end=str(max(b for _, b in fragments)),
        fragments=json.dumps(fragments),
        rule=f"{kind}.rule",
        **cells,
    )


def tables() -> dict[str, list[Row]]:
    date = HOSTILE + " in "
    event = (span("The ministers of Ruritania and Elbonia met in May 2011 and signed a pact."),)
    renewal = (span("The pact was"), span("renewed in 2015, as the “old promise” asked."))
    marker = (span("1 The pact")[0], span("1 The pact")[0] + 1)
    note = (span("1 Ruritanian envoy, interview with the author, June 2, 2012."),)
    year = ((len(date), len(date) + 4),)
    return {
        "documents": [
            row("documents", doc_id="d-harbour", path="reports/harbour.txt", title="Harbour talks", status="ok"),
            row("documents", doc_id="d-hostile", path=f"{HOSTILE}.txt", title=HOSTILE, language=HOSTILE, status="ok"),
            row("documents", doc_id="d-broken", path="broken.pdf", status="failed", error="not a PDF; save it anew"),
        ],
        "mentions": [
            mention("m-event", "event", event),
            mention("m-renewal", "event", renewal),
            mention("m-2011", "date", (span("May 2011"),), value="2011-05"),
            mention("m-2015", "date", (span("2015"),), value="2015"),
            mention("m-quote", "quote", (span("old promise"),)),
            mention("m-marker", "marker", (marker,), label="1"),
            mention("m-note", "footnote", note, label="1"),
            mention("m-citation", "citation", (span("Ruritanian envoy, interview with the author, June 2, 2012"),)),
            mention("m-nowhere", "actor", ((len(BODY) - 1, len(BODY)),), text="Nobody"),
            mention("m-1999", "date", year, "d-hostile", text="1999", value=HOSTILE, label=HOSTILE),
        ],
        "citations": [
            row(
                "citations", citation_id="c-1", doc_id="d-harbour", footnote="1", kind="interview",
                attribution="Ruritanian envoy", supports="m-marker", quote="old promise", mention_id="m-citation",
            )
        ],
        "interviews": [
            row(
                "interviews", interview_id="i-1", doc_id="d-harbour", attribution="Ruritanian envoy", date="2012-06-02",
                citations="c-1", quotes=HOSTILE, evidence="m-citation",
            )
        ],
        "agreements": [row("agreements", agreement_id="a-1", name="Harbour pact", evidence="m-event")],
        "milestones": [
            row("milestones", milestone_id="s-1", agreement_id="a-1", act="signed", evidence="m-event; m-2011")
        ],
        "events": [row("events", event_id="e-1", type=HOSTILE, name=HOSTILE, evidence="m-renewal; m-2015; unheard-of")],
        "merges": [
            row("merges", merge_id="g-1", row_id="e-1", one="m-renewal", other="m-event", fields=f"place; {HOSTILE}")
        ],
        "dissent": [
            row("dissent", dissent_id="n-1", row_id="s-1", field="date", value=HOSTILE, kept="2011", evidence="m-2015")
        ],
        "decisions": [row("decisions", decision_id="q-1", action="accept", words=HOSTILE, rows="e-1")],
        "history": [row("history", history_id="h-1", former_id="e-0", row_id="e-1", how="merged")],
        "findings": [
            row("findings", finding_id="f-1", check="date_conflict", severity="note", doc_id="d-hostile",
                message=HOSTILE, expected=HOSTILE, found="1998", evidence="m-1999"),
            row("findings", finding_id="f-2", check="count_claim", severity="error", doc_id="d-harbour",
                message="Two years are told for one pact", expected="2011", found="2015", evidence="m-2011; m-2015"),
        ],
        "claims": [row("claims", claim_id="k-1", text="one pact", verdict="contradicted", finding_id="f-2")],
    }  # fmt: skip


def write(out: Path, documents: Iterable[Document], given: Mapping[str, Sequence[Row]], **options: Any) -> Path:
    """Write the site of a run of these documents and tables; returns its folder."""
    for document in documents:
        write_document(out, document)
    write_site(out, given, **options)
    return out / "audit"
