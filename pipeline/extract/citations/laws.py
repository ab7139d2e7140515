"""Laws, bills, papers of parliaments and judgments: sources named by their number, not by author and date.

Forms as in United States federal practice (The Indigo Book, https://indigobook.github.io), with treaty series.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.citations.imprint import YEAR, Located
from pipeline.extract.citations.names import FINITE, SENTENCE_OPENERS

_SYMBOL = (
    r"(?:(?:(?:UN|U\.N\.)\s+Doc\.\s+)?(?=[^\s,;]*\d)(?:[AESTD]|S[TG]|T[DC]|D[CP]|CD|CAT|CCPR|CEDAW|CERD|CRC|CRPD|CMW|HRI|NPT|LOS|ISBA|UNEP|FCCC|CBD)"
    r"(?:/[A-Z0-9][\w.-]*(?:\(\w+\))?){1,6}(?<=[\w)])(?<!/))"
)
"""A document of the United Nations by its symbol (https://research.un.org/en/docs/symbols): `S/2015/203`."""
_EUROPEAN = (
    r"(?:(?:Council|Commission|European Parliament and Council)\s+)?(?:(?:Implementing|Delegated|Framework|Joint)\s+)?"
    r"(?:Regulation|Directive|Decision|Recommendation|Common Position|Joint Action)\s+"
    r"(?:\((?:EU|EC|EEC|Euratom|CFSP)(?:,\s*Euratom)?\)\s+)?(?:No\.?\s+)?\d{1,4}/\d{1,4}(?:/[A-Z]{2,8})?"
)
_RESOLUTION = (
    r"(?:(?:UN|U\.N\.|United Nations)\s+)?(?:Security Council|General Assembly|Human Rights Council|UNSC|UNGA|SC|GA)"
    r"\s+(?:[Rr]esolution|[Rr]es\.)\s+(?:ES-)?\d+(?:/\d+)?"
)
_LAW = (
    r"(?:P\.?\s?L\.|Pub\.\s?L\.(?:\s+No\.)?|Public Law)\s*\d{1,3}[-–‐]\d+"
    r"|\d{1,3}\s+U\.?\s?S\.?\s?C\.?(?:A\.)?\s*(?:§+\s*)?\d[\w().–‐-]*"
    r"|\d{1,3}\s+C\.?\s?F\.?\s?R\.?\s*(?:§+\s*|[Pp]arts?\s+)?\d[\w().–‐-]*"
    r"|\d{1,3}\s+Stat\.\s+\d+|\d{1,3}\s+(?:Fed\.\s+Reg\.|F\.?R\.|Federal Register)\s+\d+"
    r"|(?:H|S)\.?\s?(?:Con\.\s?|J\.\s?)?(?:Rept|Rep|Doc|Res|Prt|Hrg|Amdt"
    r"|Exec\.\s?Rept)\.\s*(?:No\.\s*)?\d+(?:[-–‐]\d+)?"
    r"|(?:H\.R\.|S\.)\s*\d{1,5}\b|(?:E\.O\.|Executive Order)\s+\d{4,6}"
    r"|\d{1,4}\s+(?:U\.N\.T\.S\.|UNTS|L\.N\.T\.S\.|U\.S\.T\.)\s+\d+|(?:T\.I\.A\.S\.|TIAS)\s+(?:No\.\s*)?\d+"
    rf"|{_SYMBOL}|{_EUROPEAN}|{_RESOLUTION}"
)
_SERIES = (
    r"\d{1,4}\s+(?:U\.?N\.?T\.?S\.?|L\.?N\.?T\.?S\.?|U\.S\.T\.|Stat\.|C\.?T\.?S\.?)\s+(?:\(\d{4}\)\s+)?(?:No\.\s*)?\d+"
    r"|[EC]E?TS\s+(?:No\.\s*)?\d+"
)
_TREATY = re.compile(rf"(?P<name>[A-Z][^;“”\"]{{5,240}}?)[,.]\s+(?P<series>{_SERIES})(?![\w-])")
_NAMED_PAPER = re.compile(
    rf"(?P<name>[A-Z][^;“”\"]{{2,240}}?),\s+(?:contained in\s+|\()?(?P<symbol>{_SYMBOL})(?![\w/])"
)
_HEARING = re.compile(
    r"(?P<name>(?:[A-Z][^,;“”\"]*?:\s+)?Hearings?\b[^;“”\"]*?),\s+\d{2,3}(?:st|nd|rd|th)\s+Cong\.[^;“”\"]*$"
)
_ACT = (
    r"(?:[A-Z][\w’'-]+(?:,?\s+(?:(?:of|the|for|and|on|to|in)\s+)*(?:\([A-Z]\w+\)|[A-Z][\w’'-]*"
    r"|\d{4}))*\s+(?:Act|Code|Treaty|Constitution|Charter|Statute)(?:\s+of(?:\s+\d{4}|\s+the(?:\s+[A-Z]\w+)+))?)"
)
_PLAIN_LAW = re.compile(rf"(?:the\s+)?(?P<law>{_LAW})")
_SECTION_OF = re.compile(
    rf"(?:(?:Sections?|Sec\.|§+|Title|Articles?|Art\.|Div(?:ision|\.)|Subtitle|Chapter"
    rf"|Part)\s*[\w().–‐,-]+(?:\s*\(\w+\))*(?:\s+and\s+[\w().–‐-]+)?,?\s+(?:of|to)\s+)"
    rf"(?:the\s+)?(?P<law>{_LAW}|{_ACT})"
)
_NAMED_ACT = re.compile(
    rf"(?:the\s+)?(?P<law>{_ACT})(?:\s+\([A-Z]\w+\))?(?:\s+for\s+FY\d{{4}})?,?\s+(?:\(\s*(?:{_LAW})|(?:{_LAW})|§+\s*\d)"
)
_CASE = re.compile(
    r"(?P<name>(?:In re\s+|Ex parte\s+)?[A-Z][^,;“”\"]{1,90}?(?:\s+v\.?\s+[A-Z][^,;“”\"]{1,90}?)?),\s+"
    r"(?P<report>(?:slip op\.|(?:Case\s+|Civ\.\s+)?No\.\s+[\w:.–‐-]+"
    r"|\d{1,4}\s+(?:[A-Z][\w.’']*\.(?:\s?(?:2d|3d|4th))?\s?){1,4}(?P<at>at\s+)?\d+))"
    r"(?P<rest>[^;“”\"]*)$"
)
_NEUTRAL = re.compile(
    r"(?P<name>[A-Z][^;“”\"\[\]]{1,120}?\s+v\.?\s+[A-Z][^;“”\"\[\]]{1,90}?),?\s+"
    rf"(?P<report>[\[(](?P<year>{YEAR})[\])]\s+(?:\d+\s+)?[A-Z][A-Za-z]*(?:\s+[A-Z][A-Za-z]*)?\s+\d+"
    rf"|(?:[A-Z][\w\s]{{2,60}},\s+)*(?:I\.?C\.?J\.?|P\.?C\.?I\.?J\.?|ITLOS|ECHR|E\.?C\.?R\.?)\s+Rep(?:orts|\.)\s+\(?(?P<late>{YEAR})\)?)"
    rf"(?P<rest>[^;“”\"]*)$"
)
"""A judgment as British and Commonwealth courts number it: `Holt v Wren [2009] EWCA Civ 114`."""
_INSTRUMENT = re.compile(
    r"(?P<name>(?:[A-Z][^,;“”\"]{0,120}\s)?(?:Treaty|Statute|Charter|Constitution|Convention|Covenant|Protocol|Agreement|Accord"
    r"|Declaration|Rules|Regulations|Code)\b[^,;“”\"]{0,120}),\s+"
    r"(?P<locator>(?:arts?\.|articles?|secs?\.|sections?|paras?\.|paragraphs?|rules?|annex|preamble|§+)\s*[\dIVX][^;“”\"]{0,60}|preamble)$",
    re.IGNORECASE,
)
"""An instrument by its name and an article of it: `Statute of the Harbour Court, art. 38(1)`."""
_YEAR_IN = re.compile(rf"(?<!\d)(?P<year>{YEAR})(?!\d)")
_DATED = re.compile(
    rf"[,\s(](?:\d{{1,2}}\s+)?[A-Z][a-z]{{2,8}}\.?\s+(?:\d{{1,2}},\s+)?(?P<year>{YEAR})(?!\d)|\d{{1,2}}\.\d{{1,2}}\.(?P<late>{YEAR})"
)
_DATE_BEHIND = re.compile(
    r",?\s+(?:(?:signed|done|concluded|adopted|opened for signature)\b[^,]*"
    r"|(?:[A-Z][a-z]{2,8}\.?\s+)?\d{1,2}(?:,|\s+[A-Z][a-z]{2,8}\.?)?)"
    rf"(?:,?\s+{YEAR})?$"
)
_LONGEST = 320
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Law:
    """A legal source: its `title` is the name or number, `container` the report of a judgment.

    `short` says that it is cited again, `at` a page; `paged` says whether the locator found is one: the section of
    a law is a part of its number. `locator` is an article that is none to other readers.
    """

    title: str
    container: str = ""
    year: str = ""
    short: bool = False
    paged: bool = True
    locator: str = ""


def read_law(located: Located) -> Law | None:
    """Read a piece of a note as a legal source; `None` if it is none, or a sentence about one."""
    body = located.body
    if len(body) > _LONGEST or "“" in body or '"' in body or FINITE.search(re.sub(r"\([^)]*\)", "", body)):
        return None
    if (m := _CASE.match(body) or _CASE.match(located.whole)) and (
        " v" in m["name"] or m["name"].startswith(("In re", "Ex parte")) or m["at"]
    ):
        years = list(_YEAR_IN.finditer(m["rest"]))
        return Law(
            m["name"].strip(),
            m["report"].strip(),
            years[-1]["year"] if years else "",
            short=bool(m["at"]),
            paged=not m["at"],
        )
    whole = located.whole
    if m := _NEUTRAL.match(whole):
        return Law(m["name"].strip(" ,"), m["report"], m["year"] or m["late"])
    if (m := _TREATY.match(whole)) or (m := _NAMED_PAPER.match(whole)) or (m := _HEARING.match(whole)):
        return _named_paper(m, whole)
    if (m := _INSTRUMENT.match(whole)) and not SENTENCE_OPENERS.match(whole):
        years = list(_YEAR_IN.finditer(m["name"]))
        return Law(m["name"], year=years[-1]["year"] if years else "", paged=False, locator=m["locator"])
    m = _PLAIN_LAW.match(whole) or _SECTION_OF.match(whole) or _NAMED_ACT.match(whole)
    if m is None or (SENTENCE_OPENERS.match(whole) and not whole.startswith("S.")):
        return None
    bracketed = re.search(rf"\(.*?\b(?P<year>{YEAR})\)", whole[m.end() :])
    named = re.search(rf"\bof\s+(?P<year>{YEAR})\b", m["law"])
    dated = _DATED.search(whole, m.end())
    numbered = re.search(rf"(?<![\d/])(?P<year>{YEAR})/|/(?P<late>{YEAR})(?![\d/])", m["law"])
    year = (bracketed or named or dated or {"year": ""})["year"] or (
        (numbered["year"] or numbered["late"]) if numbered else ""
    )
    paged = m.end() <= len(body)
    title = body if paged else whole
    return Law(title if len(title) < _LONGEST_NAME else m["law"], year=year, paged=paged)


def _named_paper(m: re.Match[str], whole: str) -> Law | None:
    """A treaty by its series, a paper of the United Nations by its symbol, a hearing by its Congress."""
    if SENTENCE_OPENERS.match(whole):
        return None
    groups = m.groupdict()
    container = groups.get("series") or groups.get("symbol") or ""
    # The number of a volume or of a paper is no year.
    said = whole.replace(container, " ") if container else whole
    years = list(_YEAR_IN.finditer(said))
    name = _DATE_BEHIND.sub("", m["name"]).strip(" ,")
    return Law(name, container, years[-1]["year"] if years else "")
