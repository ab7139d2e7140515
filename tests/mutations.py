"""Inputs that nobody would write: samples of every format, spoilt byte by byte and part by part, by a seed.

The same kind and number give the same input, whatever machine it is made on.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pypdfium2
import yaml

from pipeline.extract.rulefile import RuleLoader
from pipeline.reconcile.decisions import Anchor, Decision, append_decision
from pipeline.reconcile.registry import Entry, write_registry
from pipeline.rules import rule_file, rule_names
from tests import test_ingest_office as office

RAW = Path(__file__).parents[1] / "raw"
KINDS = (
    "text", "markdown", "html", "pdf", "docx", "odt", "epub", "rules", "decisions", "registry", "sources", "gold",
    "results", "torn",
)  # fmt: skip
SUFFIXES: Mapping[str, str] = {
    "text": ".txt", "markdown": ".md", "html": ".html", "pdf": ".pdf", "docx": ".docx", "odt": ".odt", "epub": ".epub",
}  # fmt: skip
"""Of the kinds that are documents."""
_WINDOW = 5_000
"""Characters of a sample that one input holds: small ones are many."""
DECIDED = """\
Fiji and Peru signed the Kelp Accord in 2004.[1] It entered into force on June 5, 2005.
They met in Lima in May 2006, and the ministers of both held a dialogue there in 2007.

[1] Fijian official, interview with the author, Suva, May 3, 2018.
"""
"""A text that people decided about."""

_ODD_WORDS = (
    "\0", "\ufeff", "\u2028", "\u0085", "\x0c", "\r", "\r\n", "\t", "\u00a0", "\u200b", "\u202e", "\u00ad",
    "\ufffd", "\U0001f600",
    "e\u0301\u0301", "١٢", "１９９９", "²³", "⁰¹", "ﬁ", "ß", "İ", "½", "Ⅳ", "\ud800", "\ue000", "\U0010ffff",
    "[^", "[^1]", "[^1]: ", "[12]", "(3)", ".”4", "1.", "17 ", "99999999999999999999", "0", "-1", "*", "†",
    "Ibid.", "ibid., p. ", "op. cit.", "supra note 0", "see also ", "et al.", "n.d.", "pp. 9-1", "https://", "doi:10.",
    "interview with the author", "official, interview with the author, ", "May ", "May 0, 0000", "February 30, 2019",
    "31/31/2031", "9999-99-99", "00:00", "24:61", "12.IV.", "the 1990s", "199", "the fifth ", "-1990", "1990–",
    "–1", "0000",
    "two years later", "that day", "the following ", "the same ", "since then ", "from May to ",
    "between 1 and 0 ", "Monday, ",
    "the agreement ", "an ACSA", "(ACSA)", "()", "(((", ")))", "the two countries ", "Japan–", "U.S.", "U.S.–",
    "signed ", "not ",
    "held 0 times", "held 17 times ", "at least ", "twice ", "a dozen ", "once ", "“", "”", "‘", "’", '"', "'",
    "``", "`", "~~~", "# ", "> ",
    "| a | b |\n|---|---|\n", "<sup>1</sup>", "<", ">", "&", "&#0;", "&#x110000;", "&nbsp", "<!--", "]]>", "{",
    "}", "\\", "$", "%", ";",
)  # fmt: skip
_ODD_TAGS = (
    "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "<ol>", "<li>", "<sup>", "</sup>",
    "<a href='#fn1'>", "</a>",
    "<a id='fn1'>", "<a href='#'>", "<a href>", "<ol start='-5'>", "<li value='99999999999999999999'>", "<h1>",
    "<h7>", "<br>", "<script>",
    "<style>", "<template>", "<svg>", "<math>", "<svg:p>", "<x:y z:a='1'>", "<!DOCTYPE",
    "<?xml version='1.0'?>", "<![CDATA[",
    "<html>", "<body>", "<head>", "<meta charset='utf-16'>", "<meta charset='none'>",
    "<meta name='date' content='2020-13-45'>",
    "<time datetime='x'>", "<script type='application/ld+json'>{\"@type\": [1]}</script>", "<base href='http://['>",
    "<section role='doc-endnotes'>", "<aside epub:type='footnote'>", "<span style='display:none'>",
    "<p hidden>", "<w:p>", "<text:p>",
)  # fmt: skip
_ODD_PDF = (
    b"obj", b"endobj", b"stream\n", b"endstream", b"<<", b">>", b"[", b"]", b"/Type/Page", b"/Kids[1 0 R]",
    b"/Length -1",
    b"/Length 99999999999", b"1 0 R", b"xref", b"trailer", b"%%EOF", b"/Rotate 45", b"/MediaBox[0 0 0 0]",
    b"/MediaBox[0 0 1e9 -1e9]",
    b"/Encrypt 1 0 R", b"/Filter/FlateDecode", b"BT", b"ET", b"Tj", b"0 0 0 0 0 0 cm", b"1e38 0 0 1e38 0 0 Tm",
    b"-99999 Td", b"q", b"Q",
)  # fmt: skip
_ODD_YAML = (
    "null", "[]", "{}", "-1", "''", "~", "!!python/object:os.system", "&a [*a]", "*b", "1e999", "'['",
    "'(?P<'", "'(a+)+'", "{REGEX: '['}",
    "{IN: 3}", "'{place}{place}'", "'{'", "'{nobody}'", "\t", ": ", "- ", "? ", "yes", "0x1F", "2020-01-01",
    "\u2028", "|", ">", "%",
)  # fmt: skip
_ODD_JSON = (
    "null",
    "[]",
    "{}",
    "-1",
    '""',
    "NaN",
    "1e999",
    "true",
    '"\\ud800"',
    "[[[[",
    "}",
    '"action":',
    '"withdraw"',
    "\u2028",
    "\0",
)
_ODD_TOML = (
    "[",
    "]",
    "=",
    '"""',
    "'''",
    "published = ",
    '"2020-13"',
    "1979-05-27",
    "nan",
    "[[x]]",
    "\0",
    "language = 5",
    "{}",
    "[1]",
    "inf",
)


def make(kind: str, number: int, scratch: Path) -> bytes:
    """The input of a kind and a number; `scratch` is a folder that may be written to."""
    chance = random.Random(f"{kind} {number}")
    return _MAKERS[kind](chance, scratch)


def rule_name(number: int) -> str:
    """Which rule file an input of kind `rules` is."""
    names = sorted(rule_names())
    return names[number % len(names)]


# --- the ways to spoil ---------------------------------------------------------------------------------------------


def spoil(chance: random.Random, data: bytes, odd: Sequence[bytes]) -> bytes:
    """A few changes of bytes: turned, taken, doubled, moved, cut off, and odd ones put in."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
        if not out:
            break
        at = chance.randrange(len(out))
        until = min(len(out), at + chance.choice((1, 2, 4, 16, 64, 300)))
        match chance.randrange(8):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                out[at] ^= 1 << chance.randrange(8)
            case 2:
                del out[at:until]
            case 3:
                out[at:at] = out[at:until] * chance.choice((1, 2, 30))
            case 4:
                to = chance.randrange(len(out))
                out[to:to] = out[at:until]
            case 5 if chance.random() < 0.2:
                del out[at:]
            case _:
                out[at:at] = chance.choice(odd) * chance.choice((1, 1, 1, 2, 50))
    return bytes(out)


def spoil_text(chance: random.Random, text: str, odd: Sequence[str]) -> str:
    """Changes that leave the encoding whole: words, lines and odd things put in, swapped, doubled, taken."""
    parts = re.split(r"(\s+)", text)
    for _ in range(chance.choice((1, 2, 4, 10, 40))):
        at = chance.randrange(len(parts))
        match chance.randrange(5):
            case 0:
                parts[at] = chance.choice(odd)
            case 1:
                parts.insert(at, chance.choice(odd) * chance.choice((1, 1, 2, 20)))
            case 2:
                other = chance.randrange(len(parts))
                parts[at], parts[other] = parts[other], parts[at]
            case 3:
                parts[at] += chance.choice(odd)
            case _:
                parts[at:at] = parts[at : at + chance.choice((1, 5, 30))]
    return "".join(parts)


def _encoded(chance: random.Random, text: str) -> bytes:
    encoding = chance.choice(("utf-8",) * 12 + ("utf-16", "utf-16-le", "cp1252", "latin-1", "utf-32", "shift-jis"))
    return text.encode(encoding, errors="surrogatepass" if encoding.startswith("utf") else "replace")


def _window(chance: random.Random, text: str) -> str:
    at = chance.randrange(max(1, len(text) - _WINDOW))
    return text[at : at + _WINDOW]


def _as_bytes(words: Sequence[str]) -> list[bytes]:
    return [w.encode("utf-8", errors="surrogatepass") for w in words]


# --- the formats -----------------------------------------------------------------------------------------------------


def _text(chance: random.Random, scratch: Path) -> bytes:
    text = _window(chance, (RAW / "small-navies.txt").read_text(encoding="utf-8"))
    if chance.random() < 0.7:
        return _encoded(chance, spoil_text(chance, text, _ODD_WORDS))
    return spoil(chance, text.encode(), _as_bytes(_ODD_WORDS))


def _markdown(chance: random.Random, scratch: Path) -> bytes:
    lines = _window(chance, (RAW / "small-navies.txt").read_text(encoding="utf-8")).splitlines(keepends=True)
    signs = ("# ", "## ", "> ", "- ", "1. ", "    ", "**", "[^1]: ", "| a | b |\n|---|---|\n", "```\n", "<div>\n", "\n")
    text = "".join(chance.choice(signs) + line if chance.random() < 0.2 else line for line in lines)
    return _encoded(chance, spoil_text(chance, text, (*_ODD_WORDS, *signs, *_ODD_TAGS)))


def _html(chance: random.Random, scratch: Path) -> bytes:
    text = (RAW / "loose-ends.html").read_text(encoding="utf-8")
    if chance.random() < 0.5:
        at = text.find("<body")
        text = text[:at] + _window(chance, text[at:])
    if chance.random() < 0.7:
        tags = re.findall(r"<[^>]*>", text)
        return _encoded(chance, spoil_text(chance, text, (*_ODD_WORDS, *_ODD_TAGS, *_ODD_TAGS, *tags[:50])))
    return spoil(chance, text.encode(), _as_bytes(_ODD_TAGS))


@cache
def few_pages() -> bytes:
    """The first pages of the sample: what much can be tried on in little time."""
    with pypdfium2.PdfDocument(RAW / "northern-arc.pdf") as pdf, pypdfium2.PdfDocument.new() as few:
        few.import_pages(pdf, pages=list(range(min(2, len(pdf)))))
        out = io.BytesIO()
        few.save(out)
    return out.getvalue()


_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def _pdf(chance: random.Random, scratch: Path) -> bytes:
    data = few_pages()
    if chance.random() < 0.5:
        return spoil(chance, data, _ODD_PDF)
    # What is drawn, not how it is packed: the bytes inside of one stream, its length as it then is not.
    streams = list(_STREAM.finditer(data))
    chosen = chance.choice(streams)
    try:
        inner = zlib.compress(spoil(chance, zlib.decompress(chosen[1]), _ODD_PDF))
    except zlib.error:
        inner = spoil(chance, chosen[1], _ODD_PDF)
    return data[: chosen.start(1)] + inner + data[chosen.end(1) :]


def _docx(chance: random.Random, scratch: Path) -> bytes:
    p, r = office.p, office.r
    body = [p(r("Ferries of the sound"), style="Own")]
    for i in range(2, 8):
        body.append(
            p(r(f"Norway and Peru signed a fishing accord on May {i}, 200{i}."), office.cite(i), r(" It held."))
        )
    body.append("<w:tbl><w:tr><w:tc>" + p(r("Year")) + "</w:tc><w:tc>" + p(r("Ships")) + "</w:tc></w:tr></w:tbl>")
    body += [p(r("Ropes"), style="L"), office.section("eachSect", "lowerRoman"), p(office.cite(2, "endnote"))]
    notes = "".join(office.note(i, f"Peruvian pilot, interview with the author, June {i}, 2018.") for i in range(2, 8))
    core = "<dc:title>Ferries</dc:title><dc:creator>Ada Moss</dc:creator>"
    return _archive(chance, office.docx(*body, footnotes=notes, endnotes=office.note(2, "Tern.", "endnote"), core=core))


def _odt(chance: random.Random, scratch: Path) -> bytes:
    body = '<text:h text:outline-level="2">Ferries</text:h>' + "".join(
        f"<text:p>Chile and Ghana met in March 201{i}{office.odt_note(str(i), f'The Tern, p. {i}.')}.</text:p>"
        for i in range(1, 8)
    )
    body += (
        "<text:list><text:list-item><text:p>Ropes<text:s text:c='2'/>and sails</text:p></text:list-item></text:list>"
    )
    return _archive(chance, office.odt(body, meta="<title>Ferries</title><creation-date>2019-01-02</creation-date>"))


def _epub(chance: random.Random, scratch: Path) -> bytes:
    link = '<a epub:type="noteref" id="r{0}" href="c%201.xhtml#n{0}">{0}</a>'
    back = '<a href="c%200.xhtml#r{0}">{0}</a>'
    note = f'<aside epub:type="footnote" id="n{{0}}"><p>{back} Ghanaian official, May 201{{0}}.</p></aside>'
    first = "<h1>Sails</h1>" + "".join(
        f"<p>Fiji and Peru signed it in 201{i}.{link.format(i)}</p>" for i in range(1, 6)
    )
    notes = "".join(note.format(i) for i in range(1, 6))
    return _archive(chance, office.epub(office.chapter(first), office.chapter(notes), metadata="<title>Sails</title>"))


def _archive(chance: random.Random, data: bytes) -> bytes:
    """The archive's own bytes spoilt, or its parts: a part's text, a part gone, a part under another's name."""
    if chance.random() < 0.25:
        return spoil(chance, data, (b"PK\3\4", b"PK\1\2", b"PK\5\6", b"\xff\xff\xff\xff", b"\0\0\0\0"))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = chance.choice(list(parts))
    match chance.randrange(10):
        case 0:
            del parts[name]
        case 1:
            parts[name] = parts[chance.choice(list(parts))]
        case 2 | 3:
            parts[name] = spoil(chance, parts[name], _as_bytes(_ODD_TAGS))
        case 4 | 5:
            parts[name] = re.sub(rb'"[^"]*"', lambda m: _other_value(chance, m[0]), parts[name])
        case _:
            # The XML stays well-formed: an element is doubled, or its end is drawn around what follows.
            parts[name] = _other_elements(chance, parts[name])
    return office.packed_parts(parts)


def _other_value(chance: random.Random, value: bytes) -> bytes:
    odd = (
        b'""',
        b'"-1"',
        b'"0"',
        b'"99999999999999999999"',
        b'"x"',
        b'"..%2f..%2fx"',
        b'"#"',
        b'"http://["',
        '"²"'.encode(),
    )
    return chance.choice(odd) if chance.random() < 0.1 else value


_ELEMENT = re.compile(rb"<([\w:]+)[^<>]*?(?:/>|>[^<>]*</\1>)")


def _other_elements(chance: random.Random, data: bytes) -> bytes:
    elements = [m[0] for m in _ELEMENT.finditer(data)]
    if not elements:
        return data
    return _ELEMENT.sub(lambda m: _other_element(chance, m[0], elements), data)


def _other_element(chance: random.Random, element: bytes, others: Sequence[bytes]) -> bytes:
    match chance.randrange(12):
        case 0:
            return b""
        case 1:
            return element * chance.choice((2, 40))
        case 2:
            return chance.choice(others)
        case 3:
            return element + chance.choice(others)
    return element


# --- what people write beside the reports ---------------------------------------------------------------------------


def _rules(chance: random.Random, scratch: Path) -> bytes:
    name = rule_name(chance.randrange(1000))
    rules = yaml.load(rule_file(name).read_text(encoding="utf-8"), Loader=RuleLoader)["rules"]
    few = chance.sample(rules, min(len(rules), chance.randrange(1, 5)))
    if chance.random() < 0.6:
        few = [other_tree(chance, rule) for rule in few]
    text = yaml.safe_dump({"rules": few}, allow_unicode=True, sort_keys=False)
    if chance.random() < 0.5:
        text = spoil_text(chance, text, _ODD_YAML)
    return f"# {name}\n{text}".encode("utf-8", errors="surrogatepass")


def other_tree(chance: random.Random, tree: object) -> object:
    """A value here and there is of another type, or odd; keys stay."""
    if chance.random() < 0.04:
        odd: tuple[object, ...] = (
            None,
            "",
            "[",
            "(?P<",
            "(a+)+$",
            "{who}",
            [],
            {},
            -1,
            True,
            [[]],
            {"": []},
            "\0",
            "x" * 5000,
            ["é"],
        )
        return chance.choice(odd)
    if isinstance(tree, dict):
        return {k: other_tree(chance, v) for k, v in tree.items()}
    if isinstance(tree, list):
        return [other_tree(chance, v) for v in tree]
    return tree


def _decisions(chance: random.Random, scratch: Path) -> bytes:
    path = scratch / "written.jsonl"
    path.unlink(missing_ok=True)
    one = Anchor("agreement", "Kelp Accord", "the ", " in 2004", 25, 36, "d0", "a.txt", {"name": "Kelp Accord"})
    two = Anchor("event", DECIDED.splitlines()[1], "", "", 87, 173, "d0", "a.txt", {"type": "dialogue", "date": "2006"})
    first = append_decision(
        path, Decision("correct", "agreements", ((one,),), "kind", "treaty", author="Ada", time="t")
    )
    append_decision(path, Decision("merge", "events", ((two,), (two,)), author="Ben"))
    append_decision(path, Decision("withdraw", withdraws=first, author="Ada"))
    data = path.read_bytes()
    if chance.random() < 0.5:
        plain = [json.loads(line) for line in data.splitlines()[: chance.choice((2, 3))]]
        changed = [other_tree(chance, {k: v for k, v in line.items() if k != "id"}) for line in plain]
        return "".join(json.dumps(line) + "\n" for line in changed).encode()
    if chance.random() < 0.5:
        # With an id that isn't theirs all changed lines would be refused for that alone.
        data = re.sub(rb'"id":"\w*",', b"", data)
    return spoil(chance, data, _as_bytes(_ODD_JSON))


def _registry(chance: random.Random, scratch: Path) -> bytes:
    path = scratch / "registry.jsonl"
    mentions = tuple(f"m{i:08x}" for i in range(4))
    entries = [
        Entry("a0000001", "agreements", "a0000002", mentions[:2], ("0f", "1e"), ("a0000003",)),
        Entry("e0000001", "events", "e0000001", mentions[2:], split_from="e0000002"),
        Entry("i0000001", "interviews", "i0000001", mentions),
    ]
    write_registry(path, entries)
    if chance.random() < 0.5:
        return spoil(chance, path.read_bytes(), _as_bytes(_ODD_JSON))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return "".join(json.dumps(other_tree(chance, line)) + "\n" for line in lines for _ in range(4)).encode()


def _seed(chance: random.Random, scratch: Path) -> bytes:
    """What is spoilt is made by a run: `tests.spoilt_runs` does it, from these bytes."""
    return f"{chance.random()}".encode()


def _torn(chance: random.Random, scratch: Path) -> bytes:
    return b"torn " + _seed(chance, scratch)


def _sources(chance: random.Random, scratch: Path) -> bytes:
    data = (RAW / "sources.toml").read_bytes()
    if chance.random() < 0.5:
        return spoil(chance, data, _as_bytes(_ODD_TOML))
    odd = (
        '""',
        "5",
        "true",
        "[1, [2]]",
        "1979-05-27",
        "{a = 1}",
        '"9999-99"',
        '"\\u0000"',
        "nan",
        '"xx-"',
        '"en_"',
        '"20XX-1X"',
    )
    return re.sub(
        rb'"[^"\n]*"\n', lambda m: chance.choice(odd).encode() + b"\n" if chance.random() < 0.4 else m[0], data
    )


_MAKERS: Mapping[str, Callable[[random.Random, Path], bytes]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "pdf": _pdf,
    "docx": _docx,
    "odt": _odt,
    "epub": _epub,
    "rules": _rules,
    "decisions": _decisions,
    "registry": _registry,
    "sources": _sources,
    "gold": _seed,
    "results": _seed,
    "torn": _torn,
}
