"""The audit site: every value leads to its words, every link leads somewhere, nothing of a document is alive."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from site_samples import harbour, hostile, mention, row, tables

from pipeline.audit.links import ROWS_PER_PAGE
from pipeline.audit.site import write_site
from pipeline.dataset import BY_NAME
from pipeline.records import Block, Document


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
            self._open.append(found.get("data-id", ""))

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
        uses = [use for _, attributes in found.tags for use in attributes.get("data-uses", "").split()]
        assert {f"u={use}" for use in uses} <= set(found.ids), path.name
        for href in found.hrefs:
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
            assert tag not in ("img", "style", "iframe", "object", "embed", "base"), path.name
            assert tag != "script" or attributes["src"].endswith("site.js"), path.name
            assert not [name for name in attributes if name.startswith("on")], path.name
            assert "style" not in attributes, path.name
            assert not attributes.get("href", "").lower().startswith(("javascript", "data", "http", "//")), path.name
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
    assert f"m={mention_id}" in found.ids


def test_what_stands_in_no_block_still_has_a_place(audit: Path) -> None:
    assert "m=m-nowhere" in page(audit, "documents/d-harbour.html").ids


def test_markers_lead_to_notes_and_back(audit: Path) -> None:
    found = page(audit, "documents/d-harbour.html")
    marker = next(a for tag, a in found.tags if tag == "a" and a.get("class") == "note-link")
    assert marker["href"] == "#b=b3"
    assert f"#{marker['id']}" in found.hrefs
    lost = next(a for tag, a in found.tags if a.get("class") == "note-link lost")
    assert "href" not in lost
    assert "no note 9" in lost["title"]


def test_a_page_break_stands_in_the_paragraph_that_crosses_it(audit: Path) -> None:
    html = (audit / "documents/d-harbour.html").read_text(encoding="utf-8")
    assert html.index("The pact was") < html.index('id="p=2"') < html.index("renewed in")
    assert html.index('id="p=1"') < html.index("The ministers")


def test_words_tell_which_rows_rest_on_them(audit: Path) -> None:
    found = page(audit, "documents/d-harbour.html")
    told = next(a for tag, a in found.tags if a.get("id") == "m=m-2011")
    assert told["data-value"] == "2011-05"
    assert told["data-uses"].split() == ["s-1", "f-2"]
    assert {"u=s-1", "u=f-2"} <= set(found.ids)
    assert {"../agreements.html#r=s-1", "../findings.html#r=f-2"} <= set(found.hrefs)


def test_findings_quote_both_passages_the_worst_first(audit: Path) -> None:
    html = (audit / "findings.html").read_text(encoding="utf-8")
    assert html.index('id="r=f-2"') < html.index('id="r=f-1"')
    assert '<mark class="k-date">May 2011</mark> and signed' in html
    assert '<mark class="k-date">2015</mark>, as the' in html
    assert "pact.<sup>1</sup> The" in html


def test_an_interview_leads_to_note_sentence_and_quote(audit: Path) -> None:
    html = (audit / "interviews.html").read_text(encoding="utf-8")
    for expected in ("Note 1", "signed a pact.", '<q dir="auto">old promise</q>', "d-harbour.html#m=m-citation"):
        assert expected in html
    assert "d-harbour.html#m=m-marker" in html


def test_the_overview_names_what_failed_and_why(audit: Path) -> None:
    html = (audit / "index.html").read_text(encoding="utf-8")
    assert "broken.pdf" in html
    assert "not a PDF; save it anew" in html
    assert "findings.html#error-count_claim" in html


def test_a_table_holds_every_row(audit: Path) -> None:
    given = tables()
    for name, table in BY_NAME.items():
        found = {i for path in (audit / "tables").glob(f"{name}*.html") for i in page(audit, f"tables/{path.name}").ids}
        assert {f"r={r[table.key]}" for r in given[name]} <= found, name


def test_large_tables_are_divided_and_their_rows_still_found(tmp_path: Path) -> None:
    many = [row("events", event_id=f"e{i}", name=f"event {i}") for i in range(ROWS_PER_PAGE + 1)]
    write_site(tmp_path, [], {"events": many})
    audit = tmp_path / "audit"
    assert f"r=e{ROWS_PER_PAGE}" in page(audit, "tables/events-2.html").ids
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


def test_crossing_and_nested_spans_are_split_at_their_ends(tmp_path: Path) -> None:
    text = "The envoy of Ruritania left in May 2011 for good."
    ends = {"m-a": (4, 22), "m-b": (13, 38), "m-c": (31, 39), "m-d": (31, 39)}
    document = Document("d-x", "x.txt", "cc", "text/plain", text, blocks=(Block("b1", "paragraph", ((0, len(text)),)),))
    mentions = [mention(i, "actor", (span,), "d-x", text=text[slice(*span)]) for i, span in ends.items()]
    documents = [row("documents", doc_id="d-x", path="x.txt", status="ok")]
    write_site(tmp_path, [document], {"documents": documents, "mentions": mentions})
    found = page(tmp_path / "audit", "documents/d-x.html")
    assert found.words == {i: text[start:end] for i, (start, end) in ends.items()}
    pieces = [a["data-id"] for tag, a in found.tags if tag == "mark"]
    assert pieces.count("m-b") == 2, "what crosses is two pieces"
    assert all(a["data-kind"] == "actor" for tag, a in found.tags if tag == "mark")


def test_everything_to_decide_on_names_itself(audit: Path) -> None:
    kinds = {a["data-kind"] for path, html in pages(audit) for _, a in Parsed(html).tags if "data-id" in a}
    assert {"findings", "interviews", "agreements", "milestones", "events", "citations", "claims", "documents"} <= kinds
    assert {"event", "date", "quote", "actor"} <= kinds


def test_an_agreement_shows_its_milestones_dissent_and_merges(audit: Path) -> None:
    agreements = (audit / "agreements.html").read_text(encoding="utf-8")
    assert agreements.index('id="r=a-1"') < agreements.index('id="r=s-1"')
    assert "elsewhere" in agreements
    events = (audit / "events.html").read_text(encoding="utf-8")
    assert "Why these are one: 1 merge" in events
    assert "place; " in events


def test_what_was_read_beside_a_record_is_told_apart(audit: Path) -> None:
    """`e-1` rests on words with the year 2015 but has no date of its own: what it doesn't say is not underlined."""
    events = (audit / "events.html").read_text(encoding="utf-8")
    assert '<span class="value" title="read here, not a value of the record">2015</span>' in events
    fitting = {**tables(), "events": [row("events", event_id="e-2", date="2015-06", evidence="m-renewal; m-2015")]}
    out = audit.parent.parent / "fitting"
    write_site(out, [harbour(), hostile()], fitting)
    assert '<span class="value fits" title="fits the record">2015</span>' in (out / "audit/events.html").read_text()


def test_documents_are_held_one_at_a_time(tmp_path: Path) -> None:
    def opened() -> Iterator[Document]:
        for i in range(4):
            yield Document(
                f"d-{i}", f"{i}.txt", "cc", "text/plain", "A pact.", blocks=(Block("b1", "paragraph", ((0, 7),)),)
            )
            gc.collect()
            held = [d.path for d in gc.get_objects() if isinstance(d, Document) and d.sha256 == "cc"]
            assert held == [f"{i}.txt"]

    rows = [row("documents", doc_id=f"d-{i}", path=f"{i}.txt", status="ok") for i in range(4)]
    write_site(tmp_path, opened(), {"documents": rows})
    assert len(list((tmp_path / "audit" / "documents").glob("*.html"))) == 4
