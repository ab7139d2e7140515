"""What nobody would write, and somebody does: odd words, tags and values of each format."""

from __future__ import annotations

LONG = "9" * 4400
"""Python makes no number of so many digits."""
ODD_WORDS = (
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
    "}", "\\", "$", "%", ";", "[^²]", "[^²]: ", LONG, "1" + ",000" * 1500, f"({LONG})", f"[^{LONG}]",
)  # fmt: skip
ODD_TAGS = (
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
    "<p hidden>", "<w:p>", "<text:p>", "<ol start='²'>", f"<ol start='{LONG}'>", "<h²>", "<sup>²</sup>",
    "<td colspan='²'>",
)  # fmt: skip
ODD_PDF = (
    b"obj", b"endobj", b"stream\n", b"endstream", b"<<", b">>", b"[", b"]", b"/Type/Page", b"/Kids[1 0 R]",
    b"/Length -1",
    b"/Length 99999999999", b"1 0 R", b"xref", b"trailer", b"%%EOF", b"/Rotate 45", b"/MediaBox[0 0 0 0]",
    b"/MediaBox[0 0 1e9 -1e9]", b"/MediaBox[0 0]", b"/MediaBox 5", b"/CropBox[null]", b"/Rotate(x)", b"/Lang 1 0 R",
    b"/W[1 2", b"/Widths[]", b"/FirstChar -9", b"/ToUnicode 1 0 R", b"/Index[0 9999999]", b"/Contents null",
    b"/Encrypt 1 0 R", b"/Filter/FlateDecode", b"BT", b"ET", b"Tj", b"0 0 0 0 0 0 cm", b"1e38 0 0 1e38 0 0 Tm",
    b"-99999 Td", b"q", b"Q",
)  # fmt: skip
ODD_YAML = (
    "null", "[]", "{}", "-1", "''", "~", "!!python/object:os.system", "&a [*a]", "*b", "1e999", "'['",
    "'(?P<'", "'(a+)+'", "{REGEX: '['}",
    "{IN: 3}", "'{place}{place}'", "'{'", "'{nobody}'", "\t", ": ", "- ", "? ", "yes", "0x1F", "2020-01-01",
    "\u2028", "|", ">", "%",
)  # fmt: skip
ODD_JSON = (
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
ODD_TOML = (
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
