"""What stands around a date, as far as it tells which other date it hangs on: asides, tense, prepositions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.nlp import TextBlock, found, text_of
from pipeline.extract.quotes import QuoteFound
from pipeline.extract.sentences import SentenceFound

Span = tuple[int, int]

_BRACKETED = re.compile(r"\([^()]{1,300}\)|\[[^\[\]]{1,300}\]")
_ENDS_SENTENCE = (".", "!", "?", ":", ";", ",", "”", '"', "’")
_CLOSERS = frozenset('.,;:!?”’"')
_CLOSES = {"“": "”", "‘": "’", '"': '"'}
LONGEST_HEADING = 100
"""Characters of a line that no full stop ends, and that stands as a block of its own."""

_DETERMINED = re.compile(
    r"(?:\b(?:the|an?|this|that|these|those|its|his|her|their|our|my|your|each|every)|[’']s|s[’'])\s+$", re.IGNORECASE
)
_NOUN_BEHIND = re.compile(
    r"[\s-](?!(?:and|or|nor|to|when|with|as|in|at|by|on|for|from|but|the|an?|that|which|who|until|till|through|after"
    r"|before|was|were|is|are|had|has|have|he|she|it|they|we)\b)[^\W\d_]"
)
_OCCASION = re.compile(
    r"[\s-](?:[^\W\d_][\w’-]*\s){0,3}?(?:campaign|championship|competition|conference|congress|convention|cup|dialogue|drill"
    r"|edition|election|exercise|exhibition|expedition|fair|festival|forum|game|iteration|maneuver|manoeuvre|meeting|olympics"
    r"|race|round|season|session|summit|talk|tour|tournament|vote|voyage|workshop)s?\b",
    re.IGNORECASE,
)
"""Behind a year: what is held in that year, and no other."""
_CLAUSE = 80
"""Characters: about as far as what is said of a date stands from it."""
_RECURS = re.compile(
    r"\b(?:(?:each|every)\s+(?:year|month|week|day|spring|summer|autumn|fall|winter)|annual(?:ly)?|yearly|monthly|weekly"
    r"|year after year|(?:is|are)\s+(?:celebrated|commemorated|observed|marked|held)|falls\s+on)\b",
    re.IGNORECASE,
)
_FISCAL = re.compile(r"\b(?:fiscal|financial)\b", re.IGNORECASE)
_ARTICLES = frozenset({"the ", "that", "this"})
_HAD = re.compile(r"\bhad\b(?! to\b)|\bhaving\b", re.IGNORECASE)
_BY = re.compile(r"\bby\s+(?:(?:the|early|late|mid|middle|end|start|beginning|of)[\s-]+)*$", re.IGNORECASE)
_RECALLED = re.compile(
    r"\b(?:follow(?:s|ed|ing)|after|than|from|unlike|like|compared|despite|recall(?:s|ed|ing)|over)\s+"
    r"(?:[^\s,;:.]+\s+){0,7}$",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:—–]|\b(?:and|but|while|when|until)\b")
_BOUND = re.compile(
    r"\b(?:(?:since|until|till|beyond|prior to|dat(?:es?|ed|ing) (?:back )?(?:to|from))\b(?:\s[^\s,.;:()]+){0,7}"
    r"|as (?:early|late) as|as of)\s+$",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\b(?:over|for|throughout)\s+$", re.IGNORECASE)
_COMING = re.compile(r"(?:the\s+)?(?:next|coming|last|past)\b|the\s+(?:following|preceding)\s+decade", re.IGNORECASE)
_PAST_UNIT = re.compile(r"the\s+(?:past|last)\s+(?:week|month|year|decade|century)$", re.IGNORECASE)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|to be|expect(?:s|ed)?|scheduled|plan(?:s|ned)?|due|set to|going to|envision(?:s|ed)?"
    r"|intend(?:s|ed)?|propos(?:es|ed)|promis(?:es|ed)|deadlines?|targets?|aim(?:s|ed)?|hop(?:es?|ed))\b|[’']ll\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(r"\b(?:is|are|has|have|remains?|continues?|seems?|appears?|says?)\b")
_PAST = re.compile(
    r"\b(?:was|were|had|did|would|could|(?!need)\w{2,}ed|began|became|took|held|came|went|made|said|told|won|lost|left)\b"
)
_SAID = re.compile(r"\b(?:said|told|announced|stated|suggested|argued|claimed|declared|warned|noted|explained)\b")
_ENTITLED = re.compile(r"[(\[,:–—-]\s*(?:active\s+|from\s+|early\s+|late\s+)?$", re.IGNORECASE)
_OPENING = re.compile(
    r"\W*(?:(?:in|on|by|from|at|during|since|until|after|before|between|as|the|of|early|late|end|beginning|middle|start"
    r"|about|around|then|finally|later|also|and|but|yet|so|only|again|meanwhile|however|starting|beginning|both|throughout"
    r"|it|was)\W+)*|[^,]{1,40},\s*(?:in|on|by|during)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Around:
    """A date and its neighbourhood in a block.

    Attributes:
        before: The sentence up to the date.
        words: The date.
        after: The sentence behind the date.
        aside: The quotation or bracket that it stands in; `None` for the line of narration.
        quoted: The aside is a quotation: another one speaks, at another time.
        sentence: Its number in the block.
    """

    before: str
    words: str
    after: str
    aside: Span | None
    quoted: bool
    sentence: int

    @property
    def opens(self) -> bool:
        """The sentence begins with it: "In May 1999 …"; what it tells is told of then."""
        return bool(_OPENING.fullmatch(self.before))

    @property
    def modifies(self) -> bool:
        """Behind an article and in front of a noun it names the thing, not the time: "the 2014 joint statement"."""
        if self.words[:4].casefold() in _ARTICLES:
            return bool(_NOUN_BEHIND.match(self.after)) and not self.after[1:2].isupper()
        return bool(_NOUN_BEHIND.match(self.after)) and bool(_DETERMINED.search(self.before))

    @property
    def occasion(self) -> bool:
        """The sentence begins with what was held that year: "The 2013 edition was moved to May"."""
        return self.opens and self.modifies and bool(_OCCASION.match(self.after))

    @property
    def glued(self) -> bool:
        """It stands behind a full stop without a blank: rather the number of a note than a date."""
        return self.before[-1:] in _CLOSERS

    @property
    def recurs(self) -> bool:
        """It comes round: "celebrated each year on April 22" is no day of one year."""
        return bool(_RECURS.search(self.before[-_CLAUSE:] + self.words + self.after[:_CLAUSE]))

    @property
    def fiscal(self) -> bool:
        """A year that begins when an administration says so."""
        return bool(_FISCAL.search(self.words))

    @property
    def bounds(self) -> bool:
        """It only bounds a state or a comparison: "the first since 1996"."""
        return bool(_BOUND.search(self.before))

    @property
    def due(self) -> bool:
        """The sentence looks ahead to it as an end: "it grew to 300 by May"."""
        return bool(_BY.search(self.before)) and not self.opens

    @property
    def recalled(self) -> bool:
        """What is told is compared with it, or came of it: "it followed the vote of 1902"."""
        return bool(_RECALLED.search(self.before))

    @property
    def pluperfect(self) -> bool:
        """Its clause lies before the narrative's date: "they had left in May"; but "by May they had left" goes on."""
        clause = self._clause_before() + self.words + _CLAUSE_END.split(self.after, maxsplit=1)[0]
        return bool(_HAD.search(clause)) and not _BY.search(self.before)

    @property
    def future(self) -> bool:
        """Its clause lies ahead of who tells it, or did: "planned for 1950"."""
        return bool(_FUTURE.search(self.before[-120:]))

    @property
    def past(self) -> bool:
        """The sentence is told in the past tense."""
        sentence = self.before + self.after
        return bool(_PAST.search(sentence)) and not _PRESENT.search(sentence)

    @property
    def lasts(self) -> bool:
        """It is a length, not a date: "over the next year", "the past decade"."""
        return bool(_PAST_UNIT.match(self.words) or (_LENGTH.search(self.before) and _COMING.match(self.words)))

    @property
    def tied(self) -> bool:
        """An event behind it tells it, no date: "the day before the vote"."""
        return bool(_NOUN_BEHIND.match(self.after) or re.match(r"\s+(?:the|an?|his|her|its|their)\b", self.after))

    @property
    def of_event(self) -> bool:
        """An event is measured by it: "the last month of the war"."""
        return bool(re.match(r"\s+of\s+(?!\d)", self.after)) and bool(_COMING.match(self.words))

    @property
    def reported(self) -> bool:
        """Somebody's words are told: their day is that of which is told."""
        return bool(_SAID.search(self.before + self.after))

    def entitles(self, *, ranging: bool) -> bool:
        """Of a heading: it says which years the section is about ("1917", "2003: Invasion", "The north, 1861–1863").

        Args:
            ranging: The date is a range, which no mark needs to set off.
        """
        if not self.before.strip():
            return True
        return not self.after.strip(" )]") and (ranging or bool(_ENTITLED.search(self.before)))

    def _clause_before(self) -> str:
        cuts = list(_CLAUSE_END.finditer(self.before.rstrip(" ,")))
        return self.before[cuts[-1].end() :] if cuts else self.before


_REACH = 1_000
"""Characters of a sentence around a date that are looked at; a list of a thousand dates is one sentence, too."""


class Surroundings:
    """The neighbourhood of every date of one block."""

    def __init__(self, text: TextBlock) -> None:
        self._text = text_of(text.doc)
        self._sentences = [(s.start_char, s.end_char) for s, _ in found(text.doc, "sentences", SentenceFound)]
        self._starts = [start for start, _ in self._sentences]
        self._quotes = quotes_of(text)
        self._brackets = [m.span() for m in _BRACKETED.finditer(self._text)]
        self.heading = text.block.kind == "heading" or (text.block.kind == "paragraph" and is_heading(self._text))

    def of(self, start: int, end: int) -> Around:
        """Look around `text[start:end]`."""
        i = max(0, bisect_right(self._starts, start) - 1)
        low, high = self._sentences[i] if self._sentences else (0, len(self._text))
        quote, bracket = _holding(self._quotes, start, end), _holding(self._brackets, start, end)
        return Around(
            self._text[max(low, start - _REACH) : start],
            self._text[start:end],
            self._text[end : max(end, min(high, end + _REACH))],
            quote or bracket,
            quote is not None,
            i,
        )


def quotes_of(text: TextBlock) -> list[Span]:
    """The quotations of a block; one that opens it and does not close in it goes on in the next."""
    quotes = [(s.start_char, s.end_char) for s, _ in found(text.doc, "quotes", QuoteFound)]
    words = text_of(text.doc)
    opening = words[:1]
    if opening and opening in _CLOSES and _CLOSES[opening] not in words[1:]:
        quotes.insert(0, (0, len(words)))
    return quotes


def is_heading(text: str) -> bool:
    """A short line that no full stop ends."""
    text = text.strip()
    return 0 < len(text) <= LONGEST_HEADING and not text.endswith(_ENDS_SENTENCE)


def _holding(spans: Sequence[Span], start: int, end: int) -> Span | None:
    return next(((a, b) for a, b in spans if a <= start and end <= b), None)
