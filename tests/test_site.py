"""The audit site: every value leads to its words, every link leads somewhere, nothing of a document is alive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest
from site_samples import HOSTILE, harbour, hostile, mention, row, tables, write

from pipeline.audit import templating
from pipeline.audit.links import CARDS_PER_PAGE, Links, sheets
from pipeline.audit.pages_pdf import PageImages
from pipeline.dataset import BY_NAME
from pipeline.records import Block, Document

HARBOUR_PAGES = ["documents/d-harbour.html", "tables/mentions-d-harbour.html"]


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
    return write(out, [harbour(), hostile()], tables())


def pages(audit: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(audit.rglob("*.html")):
        yield path, path.read_text(encoding="utf-8")


def page(audit: Path, name: str) -> Parsed:
    return Parsed((audit / name).read_text(encoding="utf-8"))


def data(path: Path) -> dict[str, Any]:
    """What a script of rows brings."""
    text = path.read_text(encoding="ascii")
    assert text.startswith("chronocite.rows({"), path.name
    assert text.count("\n") == 1, "a script is one line"
    found: dict[str, Any] = json.loads(text.removeprefix("chronocite.rows(").removesuffix(");\n"))
    return found


def shown(page: Path) -> set[str]:
    """The ids of the rows that the page of a table shows."""
    sources = [a["src"] for tag, a in Parsed(page.read_text(encoding="utf-8")).tags if tag == "script"]
    scripts = [(page.parent / source).resolve() for source in sources if "/data/" in source]
    return {cells[0] for script in scripts for cells in data(script)["rows"]}


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
            if anchor and target.parent.name == "tables" and unquote(anchor).startswith("r="):
                assert unquote(anchor)[2:] in shown(target), f"{path.name}: {href}"
            elif anchor and "=" not in anchor.partition("=")[2] and re.match("[mrbpku]=|[^=]*$", unquote(anchor)):
                assert unquote(anchor) in parsed[target].ids, f"{path.name}: {href}"


def test_nothing_of_a_document_comes_alive(audit: Path) -> None:
    for path, html in pages(audit):
        assert "\u202e" not in html
        assert "\x07" not in html
        for tag, attributes in Parsed(html).tags:
            assert tag not in ("img", "style", "iframe", "object", "embed", "base"), path.name
            assert tag != "script" or re.fullmatch(r"(\.\./)*(site|rows|data/[\w-]+)\.js", attributes["src"]), path.name
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


def test_the_findings_begin_with_a_way_to_each_check(audit: Path) -> None:
    (way,) = re.findall(r'<nav class="ways".*?</nav>', (audit / "findings.html").read_text(), re.DOTALL)
    assert re.findall(r'href="([^"]+)"', way) == ["findings.html#error-count_claim", "findings.html#note-date_conflict"]


def test_a_label_has_one_mark_between_a_sentence_and_its_date() -> None:
    event = row("events", event_id="e-1", summary="Two ships met off Jask.", date="2011-05-04")
    found = Links({"events": [{**dict.fromkeys(BY_NAME["events"].names, ""), **event}]}, frozenset()).get("e-1")
    assert found is not None
    assert found.label == "Two ships met off Jask, 2011-05-04"


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
        found = {i for path in (audit / "tables").glob(f"{name}*.html") for i in shown(path)}
        assert found == {r[table.key] for r in given.get(name, ())}, name


def test_rows_bring_their_links_and_nothing_that_acts(audit: Path) -> None:
    found = data(audit / "data" / "milestones.js")
    cells = dict(zip(found["columns"], found["rows"][0], strict=True))
    assert cells["agreement_id"] == "a-1"
    assert found["links"]["a-1"] == ["Harbour pact", "agreements.html#r=a-1", "agreement"]
    assert found["links"]["m-2011"][1] == "documents/d-harbour.html#m=m-2011"
    for script in sorted((audit / "data").glob("*.js")):
        for label, href, _ in data(script)["links"].values():
            assert "\u202e" not in label
            assert (audit / urldefrag(href)[0]).is_file(), href
    events = data(audit / "data" / "events.js")
    names = [cells[events["columns"].index("name")] for cells in events["rows"]]
    assert names == [HOSTILE.replace("\u202e", "\ufffd")]


def test_a_table_shows_first_what_tells_most(audit: Path) -> None:
    heads = [a for tag, a in page(audit, "tables/mentions-all.html").tags if "data-name" in a]
    assert [a["data-name"] for a in heads][:4] == ["mention_id", "kind", "text", "value"]
    aside = {a["data-name"] for a in heads if "aside" in a["class"].split()}
    assert {"start", "rule"} <= aside
    assert not {"fragments", "boxes"} & {a["data-name"] for a in heads}


def test_without_scripts_a_table_says_where_its_rows_are(audit: Path) -> None:
    html = (audit / "tables/citations.html").read_text(encoding="utf-8")
    assert "<code>dataset/citations.csv</code>" in html[html.index("<noscript>") : html.index("</noscript>")]


def test_rows_can_be_chosen_by_what_they_share(audit: Path) -> None:
    html = (audit / "tables/mentions-all.html").read_text(encoding="utf-8")
    assert '<option value="event">event (2)</option>' in html
    assert '<option value="d-harbour">Harbour talks (9)</option>' in html
    claims = (audit / "tables/claims.html").read_text(encoding="utf-8")
    assert "<option" not in claims.split("data-sort")[0], "all rows are the same in every column"


def test_mentions_have_a_page_a_document(audit: Path) -> None:
    assert shown(audit / "tables/mentions-d-hostile.html") == {"m-1999"}
    hrefs = page(audit, "tables/mentions.html").hrefs
    assert {"../tables/mentions-d-harbour.html#kind=date", "../tables/mentions-all.html"} <= set(hrefs)


def test_many_cards_are_divided_and_found_from_every_page(tmp_path: Path) -> None:
    count = CARDS_PER_PAGE + 1
    many = [
        row("findings", finding_id=f"f{i:04}", check="ordinal", severity=("note", "error")[i % 2], message=f"Pact {i}")
        for i in range(count)
    ]
    audit = write(tmp_path, [], {"findings": many})
    # In the order in which they are read, errors first.
    files = [sheet.file for sheet in sheets("findings", [*many[1::2], *many[::2]])]
    parsed = [page(audit, name) for name in files]
    assert len(files) > 1
    last = count - 1 if count % 2 else count - 2
    assert f"r=f{last:04}" in parsed[-1].ids
    for one, (before, behind) in zip(parsed, zip(["", *files], [*files[1:], ""], strict=False), strict=True):
        assert {name for name in (before, behind) if name} <= set(one.hrefs)
        assert "data/pages-findings.js" in [a.get("src") for tag, a in one.tags if tag == "script"]
    script = (audit / "data/pages-findings.js").read_text(encoding="ascii")
    told = json.loads(script.removeprefix("var chronocite={pages:").removesuffix("};\n"))
    assert [file for file, _ in told["files"]] == files
    assert told["total"] == count
    assert told["facets"]["severity"] == [["note", "note", count - count // 2], ["error", "error", count // 2]]
    assert [(label, severity) for label, severity, _, _ in told["ways"]] == [("ordinal", "error"), ("ordinal", "note")]
    cards = [card for _, index in told["files"] for card in indexed(audit / index)]
    assert len(cards) == count
    label, href, severity, words = cards[-1]
    assert (label, href, severity) == (f"Pact {last}", f"{files[-1]}#r=f{last:04}", "note")
    assert f"pact {last}" in words


def indexed(path: Path) -> list[list[str]]:
    """The cards of an index."""
    text = path.read_text(encoding="ascii")
    cards: list[list[str]] = json.loads(text.removeprefix("chronocite.cards(").removesuffix(");\n"))
    return cards


def test_a_check_on_several_pages_says_its_number_where_it_begins(tmp_path: Path) -> None:
    many = [row("findings", finding_id=f"f{i:04}", check="ordinal", severity="note") for i in range(CARDS_PER_PAGE + 1)]
    audit = write(tmp_path, [], {"findings": many})
    first, second = ((audit / sheet.file).read_text(encoding="utf-8") for sheet in sheets("findings", many))
    assert f'<span class="number">{len(many)}</span></h2>' in first
    assert '<span class="facts">continued</span></h2>' in second


def test_one_page_of_cards_says_all_itself(audit: Path) -> None:
    assert not [p.name for p in (audit / "data").iterdir() if p.name.startswith(("pages-", "cards-"))]
    form = next(a for tag, a in page(audit, "events.html").tags if tag == "form")
    assert int(form["data-total"]) == len(tables()["events"])
    assert "pager" not in (audit / "events.html").read_text(encoding="utf-8")


def test_a_page_of_cards_changes_with_its_own_and_its_neighbours_alone(tmp_path: Path) -> None:
    many = [
        row("events", event_id=f"e{i:04}", date_start=f"{1000 + i}", type=("visit", "treaty")[i % 2], name=f"Call {i}")
        for i in range(6 * CARDS_PER_PAGE)
    ]
    audit = write(tmp_path, [], {"events": many})
    before = {p.name: p.read_bytes() for p in (*audit.glob("events*"), *audit.glob("data/*events*"))}
    files = [sheet.file for sheet in sheets("events", many)]
    many[3] = {**many[3], "type": "visit", "name": "Call at Lima"}
    write(tmp_path, [], {"events": many})
    after = {p.name: p.read_bytes() for p in (*audit.glob("events*"), *audit.glob("data/*events*"))}
    changed = {name for name, text in before.items() if after[name] != text}
    assert len(files) > 6
    assert changed == {"events.html", "cards-events.js", "pages-events.js", "events.js"}


def test_a_new_card_moves_only_its_neighbours_to_another_page() -> None:
    names = [f"e{i:05}" for i in range(20 * CARDS_PER_PAGE)]
    before = page_of_each(names)
    moved = []
    for at in range(0, len(names), CARDS_PER_PAGE):
        after = page_of_each([*names[:at], f"new{at}", *names[at:]])
        moved.append(sum(file != after[i] for i, file in before.items()))
    assert max(moved) <= 4 * CARDS_PER_PAGE
    assert sorted(moved)[len(moved) // 2] == 0


def test_pages_of_cards_are_neither_long_nor_many() -> None:
    sizes = [len(sheet.rows) for sheet in sheets("events", [row("events", event_id=f"e{i:05}") for i in range(9000)])]
    assert sum(sizes) == 9000
    assert max(sizes) <= CARDS_PER_PAGE
    assert min(sizes[:-1]) >= CARDS_PER_PAGE // 4


def page_of_each(names: Sequence[str]) -> dict[str, str]:
    """The file of each event's card."""
    parts = sheets("events", [row("events", event_id=name) for name in names])
    return {one["event_id"]: part.file for part in parts for one in part.rows}


def test_a_finding_of_a_page_elsewhere_is_found_by_its_passage(tmp_path: Path) -> None:
    given = tables()
    given["findings"] += [row("findings", finding_id=f"f-x{i}", severity="error") for i in range(CARDS_PER_PAGE)]
    audit = write(tmp_path, [harbour(), hostile()], given)
    parts = [
        index for index in (audit / "data").glob("cards-findings*.js") if "ministers of ruritania" in index.read_text()
    ]
    assert len(parts) == 1


def test_the_same_run_gives_the_same_bytes_and_leaves_nothing_old(tmp_path: Path) -> None:
    write(tmp_path, [harbour(), hostile()], tables())
    first = {path: path.read_bytes() for path in (tmp_path / "audit").rglob("*.*")}
    stale = tmp_path / "audit" / "documents" / "d-gone.html"
    stale.write_text("gone", encoding="utf-8")
    write(tmp_path, [harbour(), hostile()], tables())
    assert {path: path.read_bytes() for path in (tmp_path / "audit").rglob("*.*")} == first


def test_a_run_of_nothing_is_still_a_site(tmp_path: Path) -> None:
    write(tmp_path, [], {})
    assert "No check found anything" in (tmp_path / "audit" / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / "audit" / "tables" / "claims.html").exists()


def test_the_assets_ask_for_nothing_and_make_no_markup(audit: Path) -> None:
    scripts = (audit / "site.js").read_text() + (audit / "rows.js").read_text()
    assert not [word for word in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "http") if word in scripts]
    assert not [word for word in ("url(", "@import", "http") if word in (audit / "site.css").read_text()]


def test_crossing_and_nested_spans_are_split_at_their_ends(tmp_path: Path) -> None:
    text = "The envoy of Ruritania left in May 2011 for good."
    ends = {"m-a": (4, 22), "m-b": (13, 38), "m-c": (31, 39), "m-d": (31, 39)}
    document = Document("d-x", "x.txt", "cc", "text/plain", text, blocks=(Block("b1", "paragraph", ((0, len(text)),)),))
    mentions = [mention(i, "actor", (span,), "d-x", text=text[slice(*span)]) for i, span in ends.items()]
    documents = [row("documents", doc_id="d-x", path="x.txt", status="ok")]
    write(tmp_path, [document], {"documents": documents, "mentions": mentions})
    found = page(tmp_path / "audit", "documents/d-x.html")
    assert found.words == {i: text[start:end] for i, (start, end) in ends.items()}
    pieces = [a["data-id"] for tag, a in found.tags if tag == "mark"]
    assert pieces.count("m-b") == 2, "what crosses is two pieces"
    assert all(a["data-kind"] == "actor" for tag, a in found.tags if tag == "mark")


def test_everything_to_decide_on_names_itself(audit: Path) -> None:
    kinds = {a["data-kind"] for path, html in pages(audit) for _, a in Parsed(html).tags if "data-id" in a}
    assert {"findings", "interviews", "agreements", "milestones", "events", "documents"} <= kinds
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
    write(out, [harbour(), hostile()], fitting)
    assert '<span class="value fits" title="fits the record">2015</span>' in (out / "audit/events.html").read_text()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages whose templates ran, in this process."""
    files: list[str] = []

    def recorded(file: str, template: str, **context: Any) -> str:
        files.append(file)
        return templating.page(file, template, **context)

    monkeypatch.setattr("pipeline.audit.site.page", recorded)
    monkeypatch.setattr("pipeline.audit.briefs.page", recorded)
    monkeypatch.setattr("pipeline.audit.sheets.page", recorded)
    return files


def test_a_page_is_made_again_when_what_it_shows_has_changed(tmp_path: Path, rendered: list[str]) -> None:
    audit = write(tmp_path, [harbour(), hostile()], tables(), made_by="v1")
    assert {p.relative_to(audit).as_posix() for p in audit.rglob("*.html")} == set(rendered)
    rendered.clear()
    write(tmp_path, [], tables(), made_by="v1")
    assert rendered == []
    changed = tables()
    changed["interviews"][0] = {**changed["interviews"][0], "date": "2012-06-05"}
    write(tmp_path, [], changed, made_by="v1")
    # The interview rests on words of one document, whose page calls it by its date.
    assert rendered == [*HARBOUR_PAGES, "interviews.html"]
    assert "2012-06-05" in (audit / "data/interviews.js").read_text(encoding="ascii")
    rendered.clear()
    write(tmp_path, [], changed, made_by="v2")
    assert "documents/d-hostile.html" in rendered, "another code makes all anew"


def test_a_document_that_was_read_anew_is_shown_anew(tmp_path: Path, rendered: list[str]) -> None:
    audit = write(tmp_path, [harbour(), hostile()], tables(), made_by="v1")
    rendered.clear()
    write(tmp_path, [replace(harbour(), path="reports/renamed.txt")], tables(), made_by="v1")
    assert rendered == HARBOUR_PAGES
    assert "reports/renamed.txt" in (audit / "documents/d-harbour.html").read_text(encoding="utf-8")


def test_a_page_that_somebody_took_away_comes_back(tmp_path: Path) -> None:
    audit = write(tmp_path, [harbour(), hostile()], tables(), made_by="v1")
    lost = [audit / name for name in ("index.html", "documents/d-harbour.html", "data/events.js", "events.html")]
    before = {path: path.read_bytes() for path in lost}
    for path in lost:
        path.unlink()
    write(tmp_path, [], tables(), made_by="v1")
    assert {path: path.read_bytes() for path in lost} == before


def test_after_a_death_between_pages_nothing_is_taken_for_granted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = write(tmp_path, [harbour(), hostile()], tables(), made_by="v1")
    good = {path: path.read_bytes() for path in audit.rglob("*.*")}
    changed = {**tables(), "events": [row("events", event_id="e-9", type="visit", name="Another")]}
    with monkeypatch.context() as broken:
        broken.delattr("pipeline.audit.site._Site.write_index")
        with pytest.raises(AttributeError):
            write(tmp_path, [], changed, made_by="v1")
    assert (audit / "events.html").read_bytes() != good[audit / "events.html"]
    write(tmp_path, [], tables(), made_by="v1")
    assert {path: path.read_bytes() for path in audit.rglob("*.*")} == good


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_do_not_matter(audit: Path, tmp_path: Path, workers: int) -> None:
    other = write(tmp_path, [harbour(), hostile()], tables(), workers=workers)
    given = {path.relative_to(audit): path.read_bytes() for path in audit.rglob("*.*")}
    assert {path.relative_to(other): path.read_bytes() for path in other.rglob("*.*")} == given


def test_pages_that_are_not_drawn_are_told(tmp_path: Path) -> None:
    images = {"d-harbour": PageImages("pages/d", (1,), 7), "d-hostile": PageImages("", (), error="it is <torn>")}
    audit = write(tmp_path, [harbour(), hostile()], tables(), images=images)
    assert "7 more pages with marked words are not drawn" in (audit / "documents/d-harbour.html").read_text()
    assert "it is &lt;torn&gt;" in (audit / "documents/d-hostile.html").read_text()


def test_every_piece_of_the_evidence_of_a_finding_is_reached_from_its_card(tmp_path: Path) -> None:
    text = "\n".join(f"Quay {i} was built in {1900 + i}." for i in range(40)) + "\n"
    lines = [(at.start(), at.end()) for at in re.finditer(r"[^\n]+", text)]
    blocks = tuple(Block(f"b{i}", "paragraph", (line,)) for i, line in enumerate(lines))
    quays = Document("d-quays", "quays.txt", "cc", "text/plain", text, {}, (), blocks)
    years = [
        mention(f"m-{i}", "date", ((end - 5, end - 1),), "d-quays", text=str(1900 + i))
        for i, (_, end) in enumerate(lines)
    ]
    finding = row("findings", finding_id="f-1", check="interval", severity="note", doc_id="d-quays", message="Quays",
                  evidence="; ".join(one["mention_id"] for one in years))  # fmt: skip
    documents = [row("documents", doc_id="d-quays", path="quays.txt", status="ok")]
    audit = write(tmp_path, [quays], {"documents": documents, "mentions": years, "findings": [finding]})
    page = (audit / "findings.html").read_text(encoding="utf-8")
    hrefs = Parsed(page).hrefs
    quoted = {i for i in range(40) if f'<figcaption><a href="documents/d-quays.html#m=m-{i}"' in page}
    assert 0 < len(quoted) < 40
    assert {i for i in range(40) if f"documents/d-quays.html#m=m-{i}" in hrefs} == {*range(40)}
    assert f"{40 - len(quoted)} more mentions" in page
