"""Where it appeared: container, publisher, place, web address, identifier, page; all that stands behind a title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.citations.names import has_body_word

YEAR = r"(?:1[5-9]|20)\d\d"
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>“”\"]*[^\s<>“”\".,;:)\]]"
    r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|mil|int|info|eu|uk|de|fr|jp|dk|se"
    r"|ru)(?:/[^\s<>“”\"]*[^\s<>“”\".,;:)\]])?(?!\w)"
)
_DOI = re.compile(
    r"(?:doi(?:\.org|:|/)?[/:\s]*(?:pdf/|abs/|full/)?)(?P<doi>10\.\d{4,9}/[^\s“”\",;]*[^\s“”\".,;:)\]])", re.IGNORECASE
)
_DATE = (
    r"(?:(?:[A-Z][a-z]{2,8}\.?\s+)?\d{1,2}(?:,|\s+[A-Z][a-z]{2,8}\.?,?)?\s+\d{4}"
    r"|[A-Z][a-z]+\.?\s+\d{4}|\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d)"
)
_ACCESS = re.compile(
    rf"[,;.]?\s*[(\[]?(?:(?:last\s+)?(?:accessed|visited|viewed|retrieved|checked|consulted)(?:\s+on)?:?\s+{_DATE}"
    rf"|as of\s+{_DATE}:?)[)\]]?",
    re.IGNORECASE,
)
_WAY = re.compile(
    rf"[,;.]?\s*\(?(?:(?:also\s+)?available(?:\s+online)?(?:\s+(?:at|from))?"
    rf"|retrieved(?:\s+{_DATE},?)?\s+from(?:\s+[\w.-]+){{0,6}}|"
    r"(?:,\s*)?from\s+[\w.-]+:|accessed\s+(?:at|via)|found\s+at|online(?:\s+at)?|url|at)?:?\s*$",
    re.IGNORECASE,
)
_HEREINAFTER = re.compile(
    r",?\s*[(\[]\s*(?:hereinafter|hereafter|henceforth)(?:\s+(?:cited"
    r"|referred\s+to))?(?:\s+as)?,?:?\s+(?P<name>[^()\[\]]+?)\s*[)\]]",
    re.IGNORECASE,
)
_NUMBERS = r"[\dA-Za-z]*\d[\w.]*(?:\s*[–—‐-]\s*[\w.]*\d[\w.]*)?"
LOCATOR = re.compile(
    rf"(?:(?:^|,?\s+|(?<=[\d.)]))(?P<locator>(?:at\s+)?(?:pp?|pages?|paras?|nos?|fols?|col|chap|ch|sec|art|arts)"
    rf"(?:\.\s*|\s+(?=\d))(?=[\w.–—-]*\d)[\dA-Z][\w.–—-]*(?:(?:,\s*|\s+and\s+|,\s+and\s+)(?!{YEAR}\b)\d[\d–-]*)*"
    rf"|at\s+(?:[¶§]+\s*)?{_NUMBERS}(?:\s+n\.?\s*\d+)?|at\s+§+\s*[\w().–-]+|[¶§]+\s*\d[\w().–-]*"
    rf"|nn?\.\s*\d+|Table\s+\d+|Figure\s+\d+))\.?$",
    re.IGNORECASE,
)
"""A page, paragraph, section at the end of what is read, `p. 12`, `pp. 3, 5–7`, `at 45`, `¶ 35`."""
_BARE_PAGES = re.compile(
    r"(?:(?<=\))[,:]|(?<=[^\W\d_][”’\"]),?|(?<=[,.?!][”’\"])|(?<=[^\W\d_]),"
    r"|(?<=[\s(]1[5-9]\d\d),|(?<=[\s(]20\d\d),|(?<=[\s(]1[5-9]\d\d[a-z]),|(?<=[\s(]20\d\d[a-z]),"
    rf"|:)\s*(?P<pages>(?!{YEAR},)\d{{1,4}}(?:\s*[–—‐-]\s*\d{{1,4}})?(?:,\s*\d{{1,4}}(?:[–—‐-]\d{{1,4}})?)*)\.?$"
)
"""Chicago's pages: behind the bracket of an imprint, a short title or a year, without a word before them."""
_BRACKET = re.compile(
    rf"\((?:(?P<place>[^():;]{{2,60}}):\s*)?(?P<publisher>[^():;]{{2,120}}?),\s*(?:[A-Z][a-z]+\.?"
    rf"\s+(?:\d{{1,2}},\s+)?)?(?P<year>{YEAR})(?P<letter>[a-z]?)\)"
)
"""`(Place: Publisher, 2001)`, `(Publisher, 2001)`."""
_PLACE = re.compile(r"^(?P<place>[A-Z][\w.’\s-]{1,40}):\s+(?P<publisher>[A-Z].*)$")
_STATE = re.compile(r"^(?:[A-Z][a-z]*\.?(?:[A-Z]\.)*|[A-Z][\w\s]{2,20}):\s")
_WHEN = re.compile(
    rf"^(?:(?:updated|published|revised|posted|last|dated|modified|released|adopted|as of)\b.*"
    rf"|\(?(?:(?:\d{{1,2}}\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|"
    rf"Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?[/–—‐-]?.*|(?:Spring|Summer|Autumn|Fall|Winter)\s+\d{{4}}"
    rf"|{YEAR}[a-z]?.{{0,8}}|undated|n\.d\.|"
    r"no date|forthcoming|\d{1,2}/\d.*)\)?|\d{1,2}(?:\s+[A-Z][a-z]+)?(?:\s+\d{4})?)$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^(?:vol|no|nos|iss|issue|issues|ser|series|part|book|ch|chap|pp?|supp|table|figure|\d+(?:st|nd|rd"
    r"|th)|\w+\s+edition)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\s+(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?:\s+\d.*)?$|vol\.|no\."
    r"|\d{1,4}(?:[.:,(]|\s*$|\s+\()).*$",
    re.IGNORECASE,
)
_IN = re.compile(r"^in\s+(?=[A-Z“\"])")
_EDITED = re.compile(r"^(?:eds?|editors?)\.?$|^(?:eds?|edited\s+by)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Located:
    """A reference without what only says where to find it.

    Attributes:
        body: The rest.
        url: The first web address.
        doi: Without its resolver, `10.1234/abc`.
        locator: `p. 12`.
        whole: The rest with the locator.
        names: Names under which later notes cite it ("hereinafter …"), quotation marks left out.
        bare: Whether the locator is a number without a word: only an imprint or a title before it makes it a page.
        seen: It says when somebody looked at it, as is said of what has no date of its own.
    """

    body: str
    url: str = ""
    doi: str = ""
    locator: str = ""
    names: tuple[str, ...] = ()
    whole: str = ""
    bare: bool = False
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a reference says of where it appeared; as printed, empty where it says nothing."""

    container: str = ""
    publisher: str = ""
    place: str = ""


def locate(text: str) -> Located:
    """Take web address, identifier, access date, hereinafter name and page off a reference."""
    names = tuple(n for m in _HEREINAFTER.finditer(text) if (n := _plain_name(m["name"])))
    body = _ACCESS.sub("", _HEREINAFTER.sub("", text))
    doi = _DOI.search(body)
    urls = [m for m in _URL.finditer(body) if not _is_quoted(body, m.start())]
    url = urls[0].group() if urls else ""
    for m in reversed(urls):
        body = _WAY.sub("", body[: m.start()]) + _joined_rest(body[m.end() :])
    if doi and not urls:
        body = _WAY.sub("", body[: doi.start()]) + _joined_rest(body[doi.end() :])
    body = body.strip(" ,;.") if urls or doi else body.strip(" ,")
    found = LOCATOR.search(body)
    if found and found["locator"].count("(") == found["locator"].count(")"):
        return Located(body[: found.start()].rstrip(" ,.:"), url, _doi(doi), found["locator"], names, body)
    pages = _BARE_PAGES.search(body)
    if pages and (body[pages.start() - 1] == ")" or not re.fullmatch(YEAR, pages["pages"])):
        return Located(body[: pages.start()].rstrip(" ,.:"), url, _doi(doi), pages["pages"], names, body, bare=True)
    return Located(body, url, _doi(doi), "", names, body, seen=_ACCESS.search(text) is not None)


def imprint_bracket(body: str) -> re.Match[str] | None:
    """The bracket that holds publisher and year, perhaps the place: groups `place, publisher, year, letter`."""
    found = [m for m in _BRACKET.finditer(body) if m["publisher"][0].isupper() and not _WHEN.match(m["publisher"])]
    return found[-1] if found else None


def imprint_of(rest: str, *, article: bool) -> Imprint:
    """Read what stands behind a title.

    Args:
        rest: Behind the title, without address and page.
        article: The title is in quotation marks: it appeared in or on something. Otherwise a publisher follows.
    """
    if bracket := imprint_bracket(rest):
        before = _segments(rest[: bracket.start()])
        place, publisher = (bracket["place"] or "").strip(), bracket["publisher"].strip()
        if place or _Container.fits(before) or not article:
            return Imprint(_Container.of(before) if article else "", publisher, place)
    segments = _segments(re.sub(r"\[[^\]]*\]", "", rest))
    place = publisher = ""
    for i, segment in enumerate(segments):
        m = _PLACE.match(segment)
        # Behind a quoted title the name of a journal may hold a colon, too.
        if m and (i or not article or has_body_word(m["publisher"])):
            state = i and _STATE.match(segment) and len(segments[i - 1].split()) <= 3 and segments[i - 1][:1].isupper()
            place = f"{segments[i - 1]}, {m['place']}" if state else m["place"]
            publisher = _NUMBERED.sub("", m["publisher"]) if article else m["publisher"]
            segments = segments[: i - 1 if state else i]
            break
    if article:
        return Imprint(_Container.of(segments), publisher, place)
    # Without a place and a colon before it only a body's own words tell a publisher from the place of a speech.
    return Imprint("", publisher or next((s for s in _Container.fits(segments) if has_body_word(s)), ""), place)


class _Container:
    """The first segment that is a name: not a date, a volume, or words that tell the kind (`press release`)."""

    @staticmethod
    def fits(segments: list[str]) -> list[str]:
        """The segments that may name it; one that editors stand before comes first."""
        if any(_EDITED.match(s) for s in segments):
            at = max(i for i, s in enumerate(segments) if _EDITED.match(s))
            segments = segments[at + 1 :]
        bare = [_IN.sub("", s).strip('“”" ') for s in segments]
        return [s for s in bare if (s[:1].isupper() or s[:1].isdigit()) and not _WHEN.match(s) and not _PART.match(s)]

    @staticmethod
    def of(segments: list[str]) -> str:
        """As printed, numbers of volumes left out."""
        fitting = _Container.fits(segments)
        if not fitting:
            return ""
        # Editors stand before a title that may hold commas itself; what follows it (place, bracket) is off already.
        edited = any(_EDITED.match(s) for s in segments)
        name = ", ".join(fitting) if edited else fitting[0]
        return _NUMBERED.sub("", re.sub(r"\s*\([^)]*$|\s*\([^)]*\)$", "", name)).strip(" ,.")


def _segments(rest: str) -> list[str]:
    """Between commas and full stops, brackets kept whole."""
    out, depth, low = [], 0, 0
    for i, char in enumerate(rest):
        depth += (char in "([") - (char in ")]")
        ends = char == "," or (
            char == "." and re.match(r"\.\s+[^\Wa-z\d_]", rest[i:]) and re.search(r"[^\W\d_]{4,}$|\d$", rest[:i])
        )
        if ends and depth <= 0:
            out.append(rest[low:i])
            low = i + 1
    return [s for piece in (*out, rest[low:]) if (s := piece.strip(" .,;"))]


def _plain_name(name: str) -> str:
    return re.sub(r"[“”\"]", "", name).strip(" ,.;").removeprefix("the ")


def _joined_rest(rest: str) -> str:
    rest = rest.lstrip(" .,;)")
    return f", {rest}" if rest else ""


def _is_quoted(text: str, at: int) -> bool:
    """Whether a title holds it: `“Wren.org: A History”`."""
    return text[:at].count("“") > text[:at].count("”") or text[:at].count('"') % 2 == 1


def _doi(found: re.Match[str] | None) -> str:
    return found["doi"] if found else ""
