"""HTML: what is content, which links are notes, what a page says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import EmptyError
from pipeline.ingest.draft import Draft
from pipeline.ingest.html import read_html
from pipeline.reading import read_block

GOVLAB = Path(__file__).parents[1].parent / "shared" / "reports" / "govlab" / "html"


def page(body: str, head: str = "") -> Draft:
    return read_html(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode())


def rows(draft: Draft) -> list[tuple[str, str]]:
    """Kind and reading text of each block, markers lifted out."""
    return [(b.kind, read_block(draft.source, b, markers=False).text) for b in draft.blocks]


def notes(draft: Draft) -> list[tuple[int, str, str]]:
    return [
        (b.scope, b.label, read_block(draft.source, b).text) for b in draft.blocks if b.kind in {"endnote", "footnote"}
    ]


def markers(draft: Draft) -> list[tuple[int, str, str]]:
    return [(m.scope, m.label, draft.source[m.start : m.end]) for m in draft.markers]


BLOCKS = [
    ("<p>It was\n   <b>sign</b>ed  in <i>Oslo</i>.</p>", [("paragraph", "It was signed in Oslo.")]),
    ("<p>On May&nbsp;3 in Br&aelig;k&shy;ke</p>", [("paragraph", "On May 3 in Brække")]),
    ("<p>Quay 4<br>Bergen</p>", [("paragraph", "Quay 4 Bergen")]),
    ("One line.<br><br>Another line.", [("paragraph", "One line."), ("paragraph", "Another line.")]),
    (
        "<h2>Talks</h2><ul><li>first <li>second</ul><blockquote>Said so.</blockquote>",
        [("heading", "Talks"), ("list", "first"), ("list", "second"), ("paragraph", "Said so.")],
    ),
    (
        "<table><caption>Visits</caption><tr><th>Ship<th>Year<tr><td>Skua<td><p>2011</p></table>",
        [("caption", "Visits"), ("table", "Ship | Year"), ("table", "Skua | 2011")],
    ),
    (
        "<table><tr><td><h2>News</h2><p>Laid out by a table.</p></td></tr></table>",
        [("heading", "News"), ("paragraph", "Laid out by a table.")],
    ),
    ("<figure><img alt='x'><figcaption>A quay</figcaption></figure>", [("caption", "A quay")]),
    (
        "<nav>Menu</nav><p>Text.</p><script>no()</script><p hidden>no</p><p style='display: none'>no</p>"
        "<div class='cookie-banner'>Ok?</div><footer>Imprint</footer>",
        [("paragraph", "Text.")],
    ),
    (
        "<div>Offer of the day</div><main><p>The report begins here and goes on.</p><aside>See also</aside></main>",
        [
            ("furniture", "Offer of the day"),
            ("paragraph", "The report begins here and goes on."),
            ("furniture", "See also"),
        ],
    ),
    (
        "<form id='aspnet'><p>Old sites wrap all of their pages in a form.</p><input></form>",
        [("paragraph", "Old sites wrap all of their pages in a form.")],
    ),
    (
        "<main><aside><h3>Background</h3></aside><p>It is long.</p></main>",
        [("heading", "Background"), ("paragraph", "It is long.")],
    ),
]


@pytest.mark.parametrize(("body", "expected"), BLOCKS)
def test_blocks(body: str, expected: list[tuple[str, str]]) -> None:
    assert rows(page(body)) == expected


def test_source_is_one_clean_line_for_each_block() -> None:
    draft = page("<h1> A  title </h1>\n<p>First\nparagraph.</p><div>Rest</div>")
    assert draft.source == "A title\n\nFirst paragraph.\n\nRest"
    assert [draft.source[s:e] for b in draft.blocks for s, e in b.fragments] == ["A title", "First paragraph.", "Rest"]


def test_sections_are_the_headings_above() -> None:
    draft = page("<h1>Report</h1><h2>North</h2><h3>Sea</h3><p>a</p><h2>South</h2><p>b</p>")
    assert [(b.level, b.section) for b in draft.blocks] == [
        (1, ()),
        (2, ("Report",)),
        (3, ("Report", "North")),
        (0, ("Report", "North", "Sea")),
        (2, ("Report",)),
        (0, ("Report", "South")),
    ]


LINKED = {
    "list": (
        "<p>It sailed.<sup><a href='#fn1' id='r1'>1</a></sup> Twice.<sup><a href='#fn2' id='r2'>2</a></sup></p>"
        "<ol><li id='fn1'>Log, 1998. <a href='#r1'>↩</a></li><li id='fn2'><p>Log, 1999.&nbsp;"
        "<a href='#r2'>↩︎</a></p></li></ol>",
        "It sailed. Twice.",
        [("1", "Log, 1998."), ("2", "Log, 1999.")],
    ),
    "wikipedia": (
        "<p>It sailed.<sup id='cite_ref-a_1-0' class='reference'><a href='#cite_note-a-1'><span>[</span>1"
        "<span>]</span></a></sup>"
        " Twice.<sup id='cite_ref-2' class='reference'><a href='#cite_note-2'>[2]</a></sup></p><ol class='references'>"
        "<li id='cite_note-a-1'><span class='mw-cite-backlink'>^ <a href='#cite_ref-a_1-0'>a</a> "
        "<a href='#cite_ref-a_1-1'>b</a>"
        "</span> <span class='reference-text'>Log, 1998.</span></li>"
        "<li id='cite_note-2'><span class='mw-cite-backlink'><b>"
        "<a href='#cite_ref-2'>^</a></b></span> Log, 1999.</li></ol>",
        "It sailed. Twice.",
        [("1", "Log, 1998."), ("2", "Log, 1999.")],
    ),
    "word": (
        "<p>It sailed.<a href='#_ftn1' name='_ftnref1'><span>[1]</span></a> Twice."
        "<a href='#_ftn2' name='_ftnref2'>[2]</a></p>"
        "<div><hr><div id='ftn1'><p><a href='#_ftnref1' name='_ftn1'><span>[1]</span></a> Log, 1998.</p>"
        "<p>Lost since.</p></div>"
        "<div id='ftn2'><p><a href='#_ftnref2' name='_ftn2'>[2]</a> Log, 1999.</p></div></div>",
        "It sailed. Twice.",
        [("1", "1 Log, 1998. Lost since."), ("2", "2 Log, 1999.")],
    ),
    "rendered markdown": (
        "<p>It sailed.<sup id='fnref:1'><a class='footnote-ref' href='#fn:1'>1</a></sup> Twice.<sup id='fnref:x'>"
        "<a class='footnote-ref' href='#fn:x'>2</a></sup></p><div class='footnotes'><hr><ol><li id='fn:1'>"
        "<p>Log, 1998.&nbsp;"
        "<a class='footnote-backref' href='#fnref:1'>↩</a></p></li><li id='fn:x'><p>Log, 1999.</p><p>Torn. "
        "<a class='footnote-backref' href='#fnref:x'>↩</a></p></li></ol></div>",
        "It sailed. Twice.",
        [("1", "Log, 1998."), ("2", "Log, 1999. Torn.")],
    ),
    "old file name": (
        "<p>It sailed.<span><span id='n-9-back'><a href='draft.html#n-9'>1</a></span></span> Twice.<span>"
        "<span id='n-8-back'>"
        "<a href='draft.html#n-8'>2</a></span></span></p><div id='n-9'><p>"
        "<a href='draft.html#n-9-back'>1</a> Log, 1998.</p></div>"
        "<div id='n-8'><p><a href='draft.html#n-8-back'>2</a> Log, 1999.</p></div>",
        "It sailed. Twice.",
        [("1", "1 Log, 1998."), ("2", "2 Log, 1999.")],
    ),
    "flat anchors": (
        "<p>It sailed.<a href='#e1'><sup>1</sup></a> Twice.<sup>[<a href='#e2'>2</a>]</sup></p><h2>Notes</h2>"
        "<p><a name='e1'></a>1. Log, 1998.</p><p>Lost since.</p><p><a name='e2'></a>2. Log, 1999.</p>",
        "It sailed. Twice.",
        [("1", "1. Log, 1998. Lost since."), ("2", "2. Log, 1999.")],
    ),
    "definition list": (
        "<p>It sailed.<a class='footnote-reference' href='#id1'>[1]</a></p>"
        "<dl class='footnote'><dt id='id1'><a class='fn-backref' href='#r'>1</a></dt><dd><p>Log, 1998.</p></dd></dl>",
        "It sailed.",
        [("1", "1 Log, 1998.")],
    ),
    "table": (
        "<p>It sailed.<sup><a href='#fn1'>1</a>, <a href='#fn2'>2</a></sup></p>"
        "<table><tr id='fn1'><td>1</td><td>Log, 1998.</td></tr><tr id='fn2'><td>2</td><td>Log, 1999.</td></tr></table>",
        "It sailed.",
        [("1", "1 Log, 1998."), ("2", "2 Log, 1999.")],
    ),
    "asterisk": (
        "<p>It sailed.<a href='#star'>*</a></p><p id='star'>* Thanks to the crew.</p>",
        "It sailed.",
        [("*", "* Thanks to the crew.")],
    ),
    "outside of the article": (
        "<article><p>It sailed, as everybody knows by now.<sup><a href='#fn1'>1</a></sup></p></article>"
        "<footer><ol><li id='fn1'>Log, 1998.</li></ol></footer>",
        "It sailed, as everybody knows by now.",
        [("1", "Log, 1998.")],
    ),
}


@pytest.mark.parametrize("form", LINKED)
def test_linked_notes(form: str) -> None:
    body, text, expected = LINKED[form]
    draft = page(body)
    assert rows(draft)[0] == ("paragraph", text)
    assert [(label, body) for _, label, body in notes(draft)] == expected
    assert [(label, digits) for _, label, digits in markers(draft)] == [(label, label) for label, _ in expected]
    assert {m.block_id for m in draft.markers} == {"b1"}


NOT_NOTES = {
    "contents": "<ul><li><a href='#c1'>1</a> Sea</ul><div id='c1'><h2>Sea</h2><p>It is deep.</p></div>",
    "table of figures": "<p>See table <a href='#t1'>1</a>.</p><table id='t1'><tr><td>2011<td>Skua</table>",
    "page anchors": "<p><a href='#p2'>2</a></p><p><a name='p2'></a>The talks went on all night.</p>",
    "another page": "<p>See <a href='other.html#fn1'>1</a>.</p><p>Nothing here.</p>",
    "power": "<p>It covers 12 km<sup>2</sup> and 10<sup>6</sup> trees.</p>",
}


@pytest.mark.parametrize("form", NOT_NOTES)
def test_numbers_that_are_no_notes(form: str) -> None:
    draft = page(NOT_NOTES[form])
    assert not draft.markers
    assert not notes(draft)


def test_uncited_note_of_a_cited_list() -> None:
    draft = page(
        "<p>Yes.<sup><a href='#n2'>2</a></sup></p><ol><li id='n1'>Nobody cites me.</li><li id='n2'>Log.</li></ol>"
    )
    assert notes(draft) == [(0, "1", "Nobody cites me."), (0, "2", "Log.")]


def test_chapters_that_count_again() -> None:
    chapter = "<p>Yes.<sup><a href='#{0}n1'>1</a></sup></p><p id='{0}n1' class='footnote'>1 Log of {0}.</p>"
    draft = page(chapter.format("a") + chapter.format("b"))
    assert notes(draft) == [(0, "1", "1 Log of a."), (1, "1", "1 Log of b.")]
    assert markers(draft) == [(0, "1", "1"), (1, "1", "1")]


def test_marker_whose_link_is_broken() -> None:
    draft = page(
        "<p>A.<sup><a href='#fn1'>1</a></sup> B.<sup><a href='#fn2'>2</a></sup> C.<sup><a href='#fn3'>3</a></sup></p>"
        "<div class='n' id='fn1'>1 Log.</div><div class='n' id='fnx'>2 Diary.</div>"
    )
    assert markers(draft) == [(0, "1", "1"), (0, "2", "2"), (0, "3", "3")]
    assert [label for _, label, _ in notes(draft)] == ["1", "2"]


@pytest.mark.parametrize(
    "tail",
    ["<h2>Notes</h2><ol><li>Log.</li><li>Diary.</li></ol>", "<p>1. Log.</p><p>2. Diary.</p>"],
)
def test_notes_without_links(tail: str) -> None:
    draft = page(f"<p>It sailed.<sup>1</sup> Twice,<sup>[2]</sup> they say.</p>{tail}")
    assert rows(draft)[0][1] == "It sailed. Twice, they say."
    assert markers(draft) == [(0, "1", "1"), (0, "2", "2")]
    assert [label for _, label, _ in notes(draft)] == ["1", "2"]


def test_facts() -> None:
    draft = page(
        "<h1>Ships</h1><p>Text</p>",
        "<title>Ships | The Pier</title><meta name='citation_author' content='Ada Holm'>"
        "<meta name='citation_author' content='Li Wen'><meta property='og:site_name' content='The Pier'>"
        "<meta property='article:published_time' content='2016-05-04T10:00:00Z'>"
        "<link rel='canonical' href='http://x.test/a'>",
    )
    assert {k: (f.value, f.origin) for k, f in draft.facts.items()} == {
        "title": ("Ships", "text"),
        "authors": ("Ada Holm; Li Wen", "metadata"),
        "publisher": ("The Pier", "metadata"),
        "published": ("2016-05-04", "metadata"),
        "url": ("http://x.test/a", "metadata"),
    }


def test_facts_of_linked_data() -> None:
    draft = page(
        "<p>Text</p>",
        '<script type="application/ld+json">{"@graph": [{"@type": "Article", "headline": "Ships", '
        '"author": [{"name": "Ada Holm"}], "datePublished": "May 2016"}]}</script>',
    )
    assert {k: f.value for k, f in draft.facts.items()} == {
        "title": "Ships",
        "authors": "Ada Holm",
        "published": "2016-05",
    }


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=iso-8859-1><p>“Bodø”".encode("cp1252"),
        b"\xef\xbb\xbf" + "<meta charset=latin1><p>“Bodø”".encode(),
        "\ufeff<p>“Bodø”".encode("utf-16-le"),
        "<p>“Bodø”".encode(),
    ],
)
def test_encodings(data: bytes) -> None:
    assert read_html(data).source == "“Bodø”"


@pytest.mark.parametrize("data", [b"", b"<html><body><script>1</script></body></html>"])
def test_empty(data: bytes) -> None:
    with pytest.raises(EmptyError):
        read_html(data)


@pytest.mark.skipif(not GOVLAB.is_dir(), reason="the shared reports are not here")
@pytest.mark.parametrize("path", sorted(GOVLAB.glob("*.html")), ids=lambda p: p.stem)
def test_real_pages(path: Path) -> None:
    """Every note of the page is found, and every marker has its note."""
    draft = read_html(path.read_bytes())
    labels = {(b.scope, b.label) for b in draft.blocks if b.kind == "endnote"}
    assert len(labels) == path.read_text().count('class="_idFootnote"')
    assert {(m.scope, m.label) for m in draft.markers} <= labels


# --- what stands around a story ---------------------------------------------------------------------------------------

STORY = "".join(
    f"<p>The {boat} left the old harbour before the fog came in and was not seen again until the spring of {year}.</p>"
    for boat, year in (("dredger", 1998), ("ferry", 2004), ("tug", 2011), ("cutter", 2015))
)


def linked(*texts: str) -> str:
    return "".join(f"<li><a href='/x'>{text}</a></li>" for text in texts)


AROUND = [
    # what stands before or behind the story, and whether it is a part of it
    (f"<div class=nav-wrap><ul>{linked('Home', 'Ports', 'People', 'Money')}</ul></div>", False),
    (f"<div class=rail><h3>More</h3><ul>{linked('A quay sinks', 'A pier burns', 'A lock leaks')}</ul></div>", False),
    ("<div class=left><a href=/a>Tides</a> <a href=/b>Lights</a> <a href=/c>Buoys</a></div>", False),
    ("<div class=most-viewed><p>The toll of the strait</p></div>", False),
    ("<div class=site-footer><p>Harbour Press, 4 Quay Street</p></div>", False),
    ("<div class=jp-relatedposts><p>A pier burns</p></div>", False),
    ("<section class=comments-area><p>I was on that ferry and it was not so.</p></section>", False),
    (f"<div class=read-more><p>{linked('A pier burns')}</p></div>", False),
    # Links that a text is made of, sources with their years, and a few of them, are.
    ("<p>The <a href=/a>port</a>, the <a href=/b>pier</a> and the <a href=/c>lock</a> belong to the town.</p>", True),
    (f"<ul>{linked('Holt, Ports, 1998', 'Wren, Piers, 2004', 'Lind, Locks, 2011')}</ul>", True),
    (f"<ul>{linked('The treaty of the strait', 'The map of the strait')}</ul>", True),
    ("<ul><li><a id=a>Dues</a></li><li><a id=b>Tolls</a></li><li><a id=c>Fees</a></li></ul>", True),
]


@pytest.mark.parametrize(("around", "read"), AROUND)
@pytest.mark.parametrize("before", [True, False])
def test_what_stands_around_a_story_is_furniture(around: str, read: bool, before: bool) -> None:
    story = f"<div><h1>Lost boats</h1>{STORY}</div>"
    draft = page(around + story if before else story + around)
    kinds = [kind for kind, text in rows(draft) if "harbour before" not in text and text != "Lost boats"]
    assert kinds
    assert [kind == "furniture" for kind in kinds] == [not read] * len(kinds)
    assert sum("harbour before" in text and kind == "paragraph" for kind, text in rows(draft)) == 4


def test_a_thread_of_comments_may_be_longer_than_the_story() -> None:
    thread = "".join(
        f"<article><p>{name}: I was on that ferry, and it was not so at all.</p></article>" for name in "ABCDEFG"
    )
    draft = page(f"<article><h1>Lost boats</h1>{STORY}<section id=comments>{thread}</section></article>")
    assert [kind for kind, text in rows(draft) if "on that ferry" in text] == ["furniture"] * 7


def test_a_page_that_is_a_list_of_links_is_read() -> None:
    names = ("A quay sinks", "A pier burns", "A lock leaks", "A buoy drifts")
    assert [kind for kind, _ in rows(page(f"<ul>{linked(*names)}</ul>"))] == ["list"] * 4
