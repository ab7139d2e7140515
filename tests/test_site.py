"""The audit site: every value leads to its words, every link leads somewhere, nothing of a document is alive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from pipeline.audit.links import ROWS_PER_PAGE
from pipeline.audit.site import write_site
from pipeline.dataset import BY_NAME
from pipeline.records import Block, Document, Edit, Fact, Fragments, Marker, Page, Row

HOSTILE = "</script><script>alert('x')</script>\"' onload=alert(1) \u202e<img src=x>"

BODY = (
    "Harbour talks\n"
    "The ministers of Ruritania and Elbonia met in May 2011 and signed a pact.1 The pact was\n"
    "1 Ruritanian envoy, interview with the author, June 2, 2012.\n"
    "HARBOUR REVIEW 2\n"
    "renewed in 2015, as the “old promise” asked.\n"
)


def row(table: str, **cells: str) -> Row:
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
        "findings": [
            row("findings", finding_id="f-1", check="date_conflict", severity="note", doc_id="d-hostile",
                message=HOSTILE, expected=HOSTILE, found="1998", evidence="m-1999"),
            row("findings", finding_id="f-2", check="count_claim", severity="error", doc_id="d-harbour",
                message="Two years are told for one pact", expected="2011", found="2015", evidence="m-2011; m-2015"),
        ],
        "claims": [row("claims", claim_id="k-1", text="one pact", verdict="contradicted", finding_id="f-2")],
    }  # fmt: skip


class Parsed(HTMLParser):
    """The parts of a page that tests ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        self.ids += [found["id"]] if "id" in found else []
        self.hrefs += [found["href"]] if "href" in found else []
        if tag == "mark":
            self._open.append(found.get("data-m", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for name in self._open:
            self.words[name] = self.words.get(name, "") + data


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    write_site(out, [harbour(), hostile()], tables())
    return out / "audit"


def pages(audit: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(audit.rglob("*.html")):
        yield path, path.read_text(encoding="utf-8")


def page(audit: Path, name: str) -> Parsed:
    return Parsed((audit / name).read_text(encoding="utf-8"))


def test_every_link_leads_to_a_page_and_a_place_in_it(audit: Path) -> None:
    parsed = {path.resolve(): Parsed(html) for path, html in pages(audit)}
    for path, found in parsed.items():
        assert len(found.ids) == len(set(found.ids)), f"{path.name}: an id stands twice"
        uses = [use for _, attributes in found.tags for use in json.loads(attributes.get("data-uses", "[]"))]
        for href in [*found.hrefs, *("../" + use for use, _ in uses)]:
            file, anchor = urldefrag(href)
            target = (path.parent / file).resolve() if file else path
            assert target.is_relative_to(audit.resolve()), href
            assert target.exists(), f"{path.name}: {href}"
            if anchor:
                assert unquote(anchor) in parsed[target].ids, f"{path.name}: {href}"


def test_nothing_of_a_document_comes_alive(audit: Path) -> None:
    for path, html in pages(audit):
        assert "\u202e" not in html
        assert "\x07" not in html
        for tag, attributes in Parsed(html).tags:
            assert tag not in ("img", "style", "iframe"), path.name
            assert tag != "script" or attributes["src"].endswith("site.js"), path.name
            assert not [name for name in attributes if name.startswith("on")], path.name
        assert "content=\"default-src 'none';" in html


@pytest.mark.parametrize(
    ("mention_id", "words"),
    [
        ("m-event", "The ministers of Ruritania and Elbonia met in May 2011 and signed a pact."),
        ("m-renewal", "The pact wasrenewed in 2015, as the “old promise” asked."),
        ("m-2011", "May 2011"),
        ("m-quote", "old promise"),
        ("m-marker", "1"),
        ("m-citation", "Ruritanian envoy, interview with the author, June 2, 2012"),
    ],
)
def test_a_mention_is_marked_where_it_stands(audit: Path, mention_id: str, words: str) -> None:
    found = page(audit, "documents/d-harbour.html")
    assert found.words[mention_id] == words
    assert f"m-{mention_id}" in found.ids


def test_what_stands_in_no_block_still_has_a_place(audit: Path) -> None:
    assert "m-m-nowhere" in page(audit, "documents/d-harbour.html").ids


def test_markers_lead_to_notes_and_back(audit: Path) -> None:
    found = page(audit, "documents/d-harbour.html")
    marker = next(a for tag, a in found.tags if tag == "a" and a.get("class") == "note-link")
    assert marker["href"] == "#b-b3"
    assert f"#{marker['id']}" in found.hrefs
    lost = next(a for tag, a in found.tags if a.get("class") == "note-link lost")
    assert "href" not in lost
    assert "no note 9" in lost["title"]


def test_a_page_break_stands_in_the_paragraph_that_crosses_it(audit: Path) -> None:
    html = (audit / "documents/d-harbour.html").read_text(encoding="utf-8")
    assert html.index("The pact was") < html.index('id="p-2"') < html.index("renewed in")
    assert html.index('id="p-1"') < html.index("The ministers")


def test_words_tell_which_rows_rest_on_them(audit: Path) -> None:
    found = page(audit, "documents/d-harbour.html")
    told = next(a for tag, a in found.tags if a.get("id") == "m-m-2011")
    assert told["data-value"] == "2011-05"
    assert [href for href, _ in json.loads(told["data-uses"])] == [
        "tables/milestones.html#r-s-1",
        "findings.html#r-f-2",
    ]


def test_findings_quote_both_passages_the_worst_first(audit: Path) -> None:
    html = (audit / "findings.html").read_text(encoding="utf-8")
    assert html.index('id="r-f-2"') < html.index('id="r-f-1"')
    assert '<mark class="k-date">May 2011</mark> and signed' in html
    assert '<mark class="k-date">2015</mark>, as the' in html
    assert "pact.<sup>1</sup> The" in html


def test_an_interview_leads_to_note_sentence_and_quote(audit: Path) -> None:
    html = (audit / "interviews.html").read_text(encoding="utf-8")
    for expected in ("Note 1", "signed a pact.", '<q dir="auto">old promise</q>', "d-harbour.html#m-m-citation"):
        assert expected in html
    assert "d-harbour.html#m-m-marker" in html


def test_the_overview_names_what_failed_and_why(audit: Path) -> None:
    html = (audit / "index.html").read_text(encoding="utf-8")
    assert "broken.pdf" in html
    assert "not a PDF; save it anew" in html
    assert "findings.html#error-count_claim" in html


def test_a_table_holds_every_row(audit: Path) -> None:
    given = tables()
    for name, table in BY_NAME.items():
        found = {i for path in (audit / "tables").glob(f"{name}*.html") for i in page(audit, f"tables/{path.name}").ids}
        assert {f"r-{r[table.key]}" for r in given[name]} <= found, name


def test_large_tables_are_divided_and_their_rows_still_found(tmp_path: Path) -> None:
    many = [row("events", event_id=f"e{i}", name=f"event {i}") for i in range(ROWS_PER_PAGE + 1)]
    write_site(tmp_path, [], {"events": many})
    audit = tmp_path / "audit"
    assert f"r-e{ROWS_PER_PAGE}" in page(audit, "tables/events-2.html").ids
    assert "../tables/events-2.html" in page(audit, "tables/events.html").hrefs


def test_the_same_run_gives_the_same_bytes_and_leaves_nothing_old(tmp_path: Path) -> None:
    write_site(tmp_path, [harbour(), hostile()], tables())
    first = {path: path.read_bytes() for path in (tmp_path / "audit").rglob("*.*")}
    stale = tmp_path / "audit" / "documents" / "d-gone.html"
    stale.write_text("gone", encoding="utf-8")
    write_site(tmp_path, [harbour(), hostile()], tables())
    assert {path: path.read_bytes() for path in (tmp_path / "audit").rglob("*.*")} == first


def test_a_run_of_nothing_is_still_a_site(tmp_path: Path) -> None:
    write_site(tmp_path, [], {})
    assert "No check found anything" in (tmp_path / "audit" / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / "audit" / "tables" / "claims.html").exists()


def test_the_assets_ask_for_nothing_and_make_no_markup(audit: Path) -> None:
    assert not [word for word in ("innerHTML", "outerHTML", "eval(", "http") if word in (audit / "site.js").read_text()]
    assert not [word for word in ("url(", "@import", "http") if word in (audit / "site.css").read_text()]
