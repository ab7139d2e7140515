"""What a file's own metadata says of it: the head of an HTML page, the front matter of a Markdown file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import yaml
from lxml import etree

from pipeline.ingest.facts import stated_authors
from pipeline.ingest.language import is_language
from pipeline.records import Fact, joined

_META = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title"),
    "authors": ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author", "parsely-author"),
    "publisher": ("citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name", "publisher"),
    "published": (
        "citation_publication_date",
        "citation_date",
        "article:published_time",
        "dc.date.issued",
        "dcterms.issued",
        "dc.date",
        "dcterms.date",
        "date",
        "pubdate",
        "publish-date",
        "parsely-pub-date",
    ),
    "language": ("citation_language", "dc.language", "dcterms.language", "og:locale"),
    "url": ("citation_fulltext_html_url", "og:url"),
}
"""Names of `<meta>` for each fact, the most careful vocabulary (Highwire, Dublin Core) first."""

_FRONT_MATTER = {
    "title": ("title",),
    "authors": ("authors", "author", "creator", "by"),
    "publisher": ("publisher", "organization", "organisation", "institution"),
    "published": ("published", "published_at", "publication_date", "date"),
    "language": ("language", "lang"),
    "url": ("url", "source_url", "canonical_url", "source"),
}

_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)
_PUBLISHED_NAME = re.compile(r"publish|posted|byline|dateline|(?:entry|post|article)-?_?(?:date|meta)")
_CHANGED_NAME = re.compile(r"updated|modified|changed")
_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?(?:$|[T ]\d)")
_WRITTEN = (("%d %B %Y", 10), ("%B %d, %Y", 10), ("%d %b %Y", 10), ("%b %d, %Y", 10), ("%B %Y", 7), ("%b %Y", 7))
"""Forms of written dates, and how many characters of the ISO date they warrant."""


def metadata_date(text: str) -> str:
    """A date in metadata as EDTF, as precise as it stands there.

    Returns:
        Empty where the text is no date or an ambiguous one (`04/05/2016` is read differently on two shores).
    """
    text = " ".join(text.split())
    if iso := _ISO.match(text):
        value = "-".join([iso[1], *(f"{int(part):02d}" for part in iso.groups()[1:] if part)])
        return value if _exists(value) else ""
    for form, length in _WRITTEN:
        try:
            return datetime.strptime(text, form).date().isoformat()[:length]
        except ValueError:  # not of this form; the next may fit
            continue
    return ""


def _exists(value: str) -> bool:
    try:
        datetime.strptime(value, "%Y-%m-%d"[: {4: 2, 7: 5, 10: 8}[len(value)]])
    except ValueError:
        return False
    return True


def html_facts(tree: etree._Element, heading: str) -> dict[str, Fact]:
    """The facts that an HTML page states of itself.

    Args:
        tree: The parsed page.
        heading: The first heading of its content, which names it better than `<title>`, where sites put their own
            name; empty if there is none.
    """
    said = _meta(tree)
    found: dict[str, Fact] = {}
    linked = _json_ld(tree)
    for fact, names in _META.items():
        values = next((said[n] for n in names if n in said), linked.get(fact, []))
        _put(found, fact, values if fact == "authors" else values[:1])
    if "title" not in found and heading:
        found["title"] = Fact(heading, "text")
    _put(found, "title", [" ".join("".join(t.itertext()).split()) for t in tree.iter("title")][:1])
    _put(found, "url", [link.get("href", "") for link in tree.iter("link") if link.get("rel") == "canonical"][:1])
    if language := tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"):
        found["language"] = Fact(language.strip(), "metadata")
    return found


def marked_facts(tree: etree._Element) -> dict[str, Fact]:
    """Author and date that an HTML page shows its readers, where its markup says that they are that.

    Facts of origin `page`. A time of change is no date of publication.
    """
    found: dict[str, Fact] = {}
    names = (e for e in tree.iter("a", "span", "div", "p", "address") if _is_author(e))
    authors = [stated_authors(_BY.sub("", " ".join(e.itertext()))) for e in names]
    if kept := [a for a in dict.fromkeys(authors) if a]:
        found["authors"] = Fact(joined(kept), "page")
    for element in tree.iter("time", "span", "meta", "p", "div"):
        if _is_publication(element):
            said = element.get("datetime") or element.get("content") or " ".join(element.itertext())
            if date := metadata_date(said):
                found["published"] = Fact(date, "page")
                break
    return found


def _is_author(element: etree._Element) -> bool:
    return "author" in element.get("rel", "").split() or element.get("itemprop", "") == "author"


def _is_publication(element: etree._Element) -> bool:
    if element.get("itemprop"):
        return bool(element.get("itemprop") == "datePublished")
    parent = element.getparent()
    names = " ".join(e.get("class", "") for e in (element, parent) if e is not None).casefold()
    published = element.get("pubdate") is not None or _PUBLISHED_NAME.search(names)
    return element.tag == "time" and bool(published) and not _CHANGED_NAME.search(names)


def front_matter_facts(front: str) -> dict[str, Fact]:
    """The facts in a Markdown file's YAML front matter; none if it is not YAML that names things."""
    try:
        loaded = yaml.safe_load(front)
    except yaml.YAMLError:  # a text may begin with a rule and be no front matter; then it states nothing
        return {}
    if not isinstance(loaded, Mapping):
        return {}
    said = {str(k).casefold(): v for k, v in loaded.items()}
    found: dict[str, Fact] = {}
    for fact, names in _FRONT_MATTER.items():
        value = next((said[n] for n in names if said.get(n)), None)
        _put(found, fact, [_name_of(v) for v in (value if isinstance(value, list) else [value]) if v is not None])
    return found


def stated_facts(said: Mapping[str, Iterable[str]]) -> dict[str, Fact]:
    """The facts that a file's metadata state, by the names of our facts; dates as EDTF, what says nothing left out."""
    found: dict[str, Fact] = {}
    for fact, values in said.items():
        _put(found, fact, values)
    return found


def _put(found: dict[str, Fact], fact: str, values: Iterable[str]) -> None:
    """Note a fact unless it is known already or says nothing; an author given by address is not named."""
    kept = [" ".join(v.split()) for v in values if v and v.strip()]
    if fact == "published":
        kept = [date for v in kept if (date := metadata_date(v))]
    if fact == "language":
        kept = [v for v in kept if is_language(v)]
    if fact == "authors":
        kept = [v for v in dict.fromkeys(kept) if "://" not in v]
    if kept and fact not in found:
        found[fact] = Fact(joined(kept), "metadata")


def _meta(tree: etree._Element) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().casefold()
        if name and (content := meta.get("content", "").strip()):
            said.setdefault(name, []).append(content)
    return said


def _json_ld(tree: etree._Element) -> dict[str, list[str]]:
    """What schema.org's JSON-LD says of the article that the page is about."""
    for script in tree.iter("script"):
        if script.get("type", "").strip().casefold() != "application/ld+json":
            continue
        try:
            loaded = json.loads(script.text or "")
        except json.JSONDecodeError:  # other people's scripts: what can't be read states nothing
            continue
        for thing in _things(loaded):
            if "headline" in thing:
                return {
                    "title": _names(thing.get("headline")),
                    "authors": _names(thing.get("author")),
                    "publisher": _names(thing.get("publisher")),
                    "published": _names(thing.get("datePublished")),
                    "language": _names(thing.get("inLanguage")),
                    "url": _names(thing.get("url")),
                }
    return {}


def _things(loaded: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(loaded, list):
        for item in loaded:
            yield from _things(item)
    elif isinstance(loaded, dict):
        yield loaded
        yield from _things(loaded.get("@graph", []))


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [name for v in values if v is not None and (name := _name_of(v))]


def _name_of(value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, Mapping) else str(value)
