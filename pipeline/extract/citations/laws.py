"""Laws, bills, papers of parliaments and judgments: sources named by their number, not by author and date.

Forms as in United States federal practice (The Indigo Book, https://indigobook.github.io), with treaty series.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.citations.imprint import YEAR, Located
from pipeline.extract.citations.names import FINITE, SENTENCE_OPENERS

_LAW = (
    r"(?:P\.?\s?L\.|Pub\.\s?L\.(?:\s+No\.)?|Public Law)\s*\d{1,3}[-–‐]\d+"
    r"|\d{1,3}\s+U\.?\s?S\.?\s?C\.?(?:A\.)?\s*(?:§+\s*)?\d[\w().–‐-]*"
    r"|\d{1,3}\s+C\.?\s?F\.?\s?R\.?\s*(?:§+\s*|[Pp]arts?\s+)?\d[\w().–‐-]*"
    r"|\d{1,3}\s+Stat\.\s+\d+|\d{1,3}\s+(?:Fed\.\s+Reg\.|F\.?R\.|Federal Register)\s+\d+"
    r"|(?:H|S)\.?\s?(?:Con\.\s?|J\.\s?)?(?:Rept|Rep|Doc|Res|Prt|Hrg|Amdt"
    r"|Exec\.\s?Rept)\.\s*(?:No\.\s*)?\d+(?:[-–‐]\d+)?"
    r"|(?:H\.R\.|S\.)\s*\d{1,5}\b|(?:E\.O\.|Executive Order)\s+\d{4,6}"
    r"|\d{1,4}\s+(?:U\.N\.T\.S\.|UNTS|L\.N\.T\.S\.|U\.S\.T\.)\s+\d+|(?:T\.I\.A\.S\.|TIAS)\s+(?:No\.\s*)?\d+"
    r"|(?:UN|U\.N\.)\s+Doc\.\s+[A-Z]+/[\w./-]+|S/RES/\d+|A/RES/\d+(?:/\d+)?"
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
_YEAR_IN = re.compile(rf"(?<!\d)(?P<year>{YEAR})(?!\d)")
_LONGEST = 320
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Law:
    """A legal source: its `title` is the name or number, `container` the report of a judgment.

    `short` says that it is cited again, `at` a page; `paged` says whether the locator found is one: the section of
    a law is a part of its number.
    """

    title: str
    container: str = ""
    year: str = ""
    short: bool = False
    paged: bool = True


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
    m = _PLAIN_LAW.match(whole) or _SECTION_OF.match(whole) or _NAMED_ACT.match(whole)
    if m is None or (SENTENCE_OPENERS.match(whole) and not whole.startswith("S.")):
        return None
    bracketed = re.search(rf"\(.*?\b(?P<year>{YEAR})\)", whole[m.end() :])
    named = re.search(rf"\bof\s+(?P<year>{YEAR})\b", m["law"])
    year = (bracketed or named or {"year": ""})["year"]
    paged = m.end() <= len(body)
    title = body if paged else whole
    return Law(title if len(title) < _LONGEST_NAME else m["law"], year=year, paged=paged)
