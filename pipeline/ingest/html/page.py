"""What of an HTML page is content, what is furniture, and what nobody reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from lxml import etree
from lxml.html import HTMLParser

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BLOCKS = frozenset(
    {*HEADINGS, "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog"}
    | {"div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "html", "legend"}
    | {"li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary"}
    | {"table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
"""Elements that browsers set apart; all others run along in the line."""

_UNREAD = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "svg", "math", "canvas", "iframe", "object", "embed"}
    | {"audio", "video", "map", "button", "input", "select", "textarea", "datalist", "option"}
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNREAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|sr-only|visually-?hidden|screen-reader(?:-text)?|mw-editsection|"
    r"skip-?(?:link|nav|to-content)|material-icons|material-symbols\w*)(?=$|[\s_-])",
    re.IGNORECASE,
)
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|related-?(?:posts|articles|stories|content)|sidebar|breadcrumbs?|"
    r"newsletter|subscribe|sign-?up|adverts?|advertisement|ad-?slot|promo|footer|top-?bar|logo|toc|table-of-contents|"
    r"pagination|pager|menu|navbar|navbox|catlinks|masthead|copyright|disclaimer|recommended|popular|trending|"
    r"most-(?:viewed|read|shared)|(?:more|latest|top)-(?:stories|news|headlines|articles)|read-more|author-(?:bio|box|card)|"
    r"tags|taglist|topics|read-times?)(?=$|[\s_-])",
    re.IGNORECASE,
)
_COMMENTS_NAME = re.compile(r"(?:^|[\s_-])(?:comments?|comment-?list|disqus\w*)(?=$|[\s_-])", re.IGNORECASE)
_LISTING = frozenset({"div", "section", "ul", "ol", "td", "dl", "aside", "table"})
_LINKED = 0.8
"""The share of a box's text that stands in links from which on it leads elsewhere rather than says something."""
_LEAST_LINKS = 3
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAVIGATION = frozenset({"navigation", "search", "menu", "menubar", "toolbar", "alertdialog"})
_FURNITURE_ROLES = frozenset({"complementary", "contentinfo", "banner"})


def parse_page(text: str) -> etree._Element:
    """Parse decoded HTML; as forgiving as a browser.

    Returns:
        The `html` element.

    Raises:
        etree.ParserError: There is no element at all.
    """
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # NUL ends a text for the parser; lone surrogates can't be encoded. Browsers show both as U+FFFD.
    clean = re.sub("[\x00\ud800-\udfff]", "\ufffd", text)
    tree = etree.fromstring(clean.encode("utf-8"), parser)
    if tree is None:
        raise etree.ParserError("no element in the page")
    return tree


class Page:
    """Judges the elements of one page; what it is unsure of is furniture, which stays in the text."""

    def __init__(self, tree: etree._Element, notes: Iterable[etree._Element]) -> None:
        """Find the content.

        Args:
            tree: The `html` element.
            notes: The elements that hold notes: content wherever they stand, in hidden boxes too.
        """
        self._sizes: dict[etree._Element, int] = {}
        bodies = list(tree.iter("body"))
        self.body = bodies[0] if bodies else tree
        self.content = self._find_content()
        self._whole = self._size(self.content)
        self._article = self._largest(self.content.iter("article"))
        self._links, self._linked = self._count_links()
        self._around_notes = {a for n in notes for a in n.iterancestors()}
        self._around_content = {self.content, *self.content.iterancestors()}

    def _size(self, element: etree._Element) -> int:
        if element not in self._sizes:
            texts = element.xpath(".//text()[not(parent::script|parent::style)]")
            self._sizes[element] = sum(len(t.strip()) for t in texts)
        return self._sizes[element]

    def _count_links(self) -> tuple[Counter[etree._Element], Counter[etree._Element]]:
        """Of each element how many links it holds, and how many characters of its text stand in them."""
        links: Counter[etree._Element] = Counter()
        linked: Counter[etree._Element] = Counter()
        for link in self.body.iter("a"):
            if length := self._size(link) if link.get("href") else 0:
                for outer in link.iterancestors():
                    links[outer] += 1
                    linked[outer] += length
        return links, linked

    def _largest(self, elements: Iterable[etree._Element]) -> etree._Element | None:
        return max(elements, key=self._size, default=None)

    def _find_content(self) -> etree._Element:
        """`main`, or the article that holds the greater part of the page; the whole body where neither does."""
        main = self._largest([*self.body.iter("main"), *self.body.xpath(".//*[@role='main']")])
        if main is not None and self._size(main) * 4 > self._size(self.body):
            return main
        article = self._largest(self.body.iter("article"))
        if article is not None and self._size(article) * 2 > self._size(self.body):
            return article
        return self.body

    def is_unread(self, element: etree._Element, *, inside: bool) -> bool:
        """Whether nobody reads it as a part of the text: scripts, hidden boxes, menus, forms, cookie banners.

        Args:
            element: Any.
            inside: Whether it stands in the page's content.
        """
        tag = element.tag
        if tag in _UNREAD:
            return True
        if element in self._around_notes or element in self._around_content:
            return False
        if tag == "form":
            return self._is_small(element)
        if tag in {"header", "footer"}:
            return not inside or (element.getparent() is self.body and element.find(".//h1") is None)
        return tag == "nav" or element.get("role", "") in _NAVIGATION or self._is_hidden(element)

    def _is_hidden(self, element: etree._Element) -> bool:
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        if _HIDDEN_STYLE.search(element.get("style", "")):
            return True
        return bool(_UNREAD_NAME.search(_names(element))) and self._is_small(element)

    def is_furniture(self, element: etree._Element) -> bool:
        """Whether it stands beside the text rather than in it: what asides, footers and share boxes say."""
        tag = element.tag
        if element in self._around_content or tag not in BLOCKS:
            return False
        if tag == "aside":
            return not _is_label(element)
        if tag == "footer" or element.get("role", "") in _FURNITURE_ROLES:
            return self._is_small(element)
        if tag == "article" and element is not self._article and self._article is not None:
            return (
                self._size(self._article) * 2 > self._whole
                and element not in set(self._article.iterancestors())
                and self._article not in set(element.iterancestors())
            )
        names = _names(element)
        if _COMMENTS_NAME.search(names):
            return self._size(element) * 10 < self._whole * 9
        return (bool(_FURNITURE_NAME.search(names)) or self._is_listing(element)) and self._is_small(element)

    def _is_listing(self, element: etree._Element) -> bool:
        """Whether it is a list of links: a menu, other stories. One in which every other has a year lists sources."""
        if element.tag not in _LISTING or self._links[element] < _LEAST_LINKS or element in self._around_notes:
            return False
        if self._linked[element] < _LINKED * self._size(element):
            return False
        return len(_YEAR.findall(" ".join(element.itertext()))) * 2 < self._links[element]

    def _is_small(self, element: etree._Element) -> bool:
        """Whether it holds less than half of the text: a box that is named after its menu may hold the whole page."""
        return self._size(element) * 2 < self._whole


def _names(element: etree._Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _is_label(aside: etree._Element) -> bool:
    """Whether an aside is only a heading, which names what it stands beside."""
    heading = "".join(t for h in aside.iter(*HEADINGS) for t in h.itertext())
    return bool(heading.strip()) and "".join(heading.split()) == "".join("".join(aside.itertext()).split())


def is_layout(table: etree._Element) -> bool:
    """Whether a table only arranges the page: its cells hold headings, lists, tables or several paragraphs."""
    if table.get("role") in {"presentation", "none"} or table.find(".//table") is not None:
        return True
    return any(
        cell.find(".//ul") is not None
        or cell.find(".//ol") is not None
        or any(cell.find(f".//{h}") is not None for h in HEADINGS)
        or sum(1 for _ in cell.iter("p")) > 2
        for cell in table.iter("td")
    )
