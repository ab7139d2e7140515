"""Whether a word that the lexicon knows tells of something where it stands, or is part of a name, an adjective, a noun.

Without a tagger it is read from the words beside it: what stands before a verb, what behind a noun.
"""

from __future__ import annotations

import re

from pipeline.extract.events.inflection import Form
from pipeline.extract.events.triggers import EventRule

_CAPITAL_NEXT = re.compile(r" [A-Z](?![A-Z])")
_NO_VERB_AHEAD = re.compile(
    r"(?<![\w-])(?:the|an?|its|their|his|her|our|these|those|any|some|no|of|for|with|by|from|about|between|in|on|into|despite|amid)"
    r" (?:(?:newly|recently|previously|formerly|specially|freshly|jointly|currently) )?$",
    re.IGNORECASE,
)
_VERB_AHEAD = re.compile(
    r"\b(?:to|will|would|may|might|can|could|shall|should|must|did|does|do|not|never|they|we|i|you|who|then|also) $",
    re.IGNORECASE,
)
_COMING_AHEAD = re.compile(
    r"\b(?:is|are|was|were|be|been|scheduled|planned|expected|set|due|slated|supposed|about|going|likely|projected|agree[ds]?"
    r"|plans?|planning|intend(?:s|ed)?|intention|decided?|decision|hope[ds]?|refused?|failed?|able|began|continued?)"
    r" to $",
    re.IGNORECASE,
)
BE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|got)(?: (?:\w+ly|also|then|later|first|soon|already|not|never|now))? $",
    re.IGNORECASE,
)
"""Before the past form of a verb in the passive."""
_WAS_OR_BY = re.compile(
    r"\b(?:was|were|been|by|beg[aiu]n|started|stopped|continued|resumed|ceased|finished|kept)(?: \w+)? $", re.IGNORECASE
)
_CARRIERS = re.compile(
    r" (?:aircraft|planes?|jets?|helicopters?|ships?|vessels?|boats?|submarines?|craft|vehicles?|forces?|units?|"
    r"rooms?|halls?|equipment|weapons?|systems?|gear|cent(?:er|re)s?|grounds?|areas?|zones?|bans?|capabilit(?:y|ies)|"
    r"capacity|force|dates?|crimes?|criminals?|veterans?|efforts?|memorials?|correspondents?|officers?|officials?|staff|personnel|groups?|teams?|squads?|squadrons?|crews?|committees?|policy|"
    r"polic(?:y|ies)|rights?|rate|rates|costs?|prices?|funds?|schools?|manuals?|documents?|plans?|budgets?|records?|"
    r"monitoring|monitors?|fraud|results?|objectives?|goals?|agenda|agendas|purposes?|partners?|campaigns?|bids?|process|mechanisms?|frameworks?|channels?|formats?|proportions|levels|seasons?|observers?|averaging|averaged|per|commissions?|laws?|counsell?ing|prevention|preparedness|hotlines?|attach[eé]s?)\b"
)
"""Behind a noun of an event: what it only describes ("patrol boats", "a test ban")."""
_MANNER = re.compile(r"(?:protest|revolt|retreat|celebration|defeat|victory)\b")
"""Behind "in": how something else was done."""
_WARPLANES = re.compile(r"(?:Typhoons|Tornados?|Tornadoes|Hurricanes|Typhoon)\b(?! [A-Z])")
"""With a capital and no name of their own: aircraft, not storms."""
_QUALITY = re.compile(
    r"offensive (?!(?:in|on|at|against|by|to|that|which|and|or|but|was|were|is|has|had|began|failed|started|ended"
    r"|towards?|near|into|across|from|with|for|during|after|as|aimed|launched|led|of|this|last|the|would|will|could)\b)[a-z]"
)
"""An adjective before its noun: "offensive weapons"."""
_INDEFINITE = re.compile(r"\ban? $", re.IGNORECASE)
_ITS_OBJECT = re.compile(r" (?:the|an?|its|their|his|her|these|those|all|any|[a-z]+s)\b")
_PREPOSITION_TO = re.compile(
    r"\b(?:due|according|prior|addition|response|subject|led|leads?|leading|thanks|owing|contrary|related|returned|went|came"
    r"|contributed|devoted|dedicated|opposed|opposition|access|reference|reaction|visits?|attention|amounted) to $",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(r"\b(?!(?:in|by|of|on|since|from|until|during|early|late|mid|and)\b)[a-z]+ (?:19|20)\d\d $")
_NUMBERED = re.compile(r" (?:No\. ?)?\d| \([A-Z]")
_MID_SENTENCE = re.compile(r"[\w,’'] $")
LEAD = 90
"""Characters before a verb in which what must stand before it is looked for."""
_OF_TEXT = re.compile(
    r" (?:above|below|earlier|previously|elsewhere)\b(?! (?:this|that|in)\b)"
    r"|(?: \w+)? in (?:the )?(?:(?:next|previous|preceding|following) )?"
    r"(?:section|chapter|table|figure|appendix|part|box|note)\b"
    r"| in (?:more|greater|further|some) (?:detail|depth)\b",
    re.IGNORECASE,
)


def stands(text: str, start: int, word: re.Match[str], whole: re.Match[str], form: Form, rule: EventRule) -> bool:
    """Whether a word tells of an event.

    Args:
        text: Of the block.
        start: Of the sentence.
        word: The word, or the first of the phrase.
        whole: The phrase.
        form: A noun, or which form of a verb.
        rule: That it is a word of.
    """
    # "Held-for-sale" is no "held".
    if text.startswith("-", whole.end()) or in_a_name(text, start, *whole.span()):
        return False
    if form == "noun":
        return _noun_stands(text, start, word, whole, rule)
    return _verb_stands(text, start, word, whole, form, rule)


def _noun_stands(text: str, start: int, word: re.Match[str], whole: re.Match[str], rule: EventRule) -> bool:
    if _is_verb(text, word, whole) or _CARRIERS.match(text, whole.end()):
        return False
    if _is_no_deed(text, start, word.start()):
        return False
    # "The Annual Program Statement": a common noun in a name is what the name is of, not an event.
    return not (rule.weight and _only_in_a_name(text, start, word, whole))


def _is_no_deed(text: str, start: int, at: int) -> bool:
    """Whether a noun is another thing here: an aircraft, an adjective, how something else was done ("in protest")."""
    if _WARPLANES.match(text, at):
        return at > start
    if _MANNER.match(text, at):
        return text.endswith(" in ", 0, at)
    return _QUALITY.match(text, at) is not None


def _verb_stands(text: str, start: int, word: re.Match[str], whole: re.Match[str], form: Form, rule: EventRule) -> bool:
    at = word.start()
    # "Held that" is no "held".
    if rule.undone and rule.undone.match(text, whole.end()):
        return False
    if rule.lead and not rule.lead.search(text, max(start, at - LEAD), at):
        return False
    # "The Building Register": a verb with a capital is part of a name.
    if word.group()[0].isupper() and _MID_SENTENCE.search(text, max(start, at - 3), at):
        return False
    if form == "base":
        # "To attack", "the attack": of a word that is both, what stands before it decides.
        return _verb_ahead(text, at, light=rule.light)
    if form == "ing" and _INDEFINITE.search(text, max(start, at - 3), at):
        return False
    if form == "ing":
        # "They were warning of it": of a word that says little the participle alone says nothing.
        return not _CARRIERS.match(text, whole.end()) and not (rule.weight and not _WAS_OR_BY.search(text, start, at))
    # "A proposed treaty", "of captured towns", "2004 proposed rates": there stands no verb.
    if _NO_VERB_AHEAD.search(text, max(start, at - 20), at):
        return False
    if form == "past" and _BARE_YEAR.search(text, max(start, at - 16), at):
        return False
    # "As noted above": of the text itself.
    return not (rule.speaking and form == "past" and _OF_TEXT.match(text, whole.end()))


def in_a_name(text: str, low: int, start: int, end: int) -> bool:
    """Whether a capitalised word stands in the middle of a name: "Rapid Deployment Brigade"."""
    return start > low and text[start].isupper() and _CAPITAL_NEXT.match(text, end) is not None


def _is_verb(text: str, word: re.Match[str], whole: re.Match[str]) -> bool:
    """Whether a word that may be a noun is a verb: "authorized it to strike a medal"."""
    if word.group() != whole.group() or not text.endswith(" to ", 0, word.start()):
        return False
    return _ITS_OBJECT.match(text, word.end()) is not None and not _PREPOSITION_TO.search(
        text, max(0, word.start() - 20), word.start()
    )


def _only_in_a_name(text: str, start: int, word: re.Match[str], whole: re.Match[str]) -> bool:
    """Whether a noun with a capital is part of a name, or has a number; "Air Show" may be what happened."""
    if word.start() == start or not word.group()[0].isupper():
        return False
    return word.group() == whole.group() or _NUMBERED.match(text, whole.end()) is not None


def _verb_ahead(text: str, at: int, *, light: bool) -> bool:
    """Whether a verb is to be expected; of a word that says little itself, one that says what comes ("is set to")."""
    if _VERB_AHEAD.search(text, max(0, at - 10), at) is None:
        return False
    return not (light and text.endswith("to ", 0, at)) or _COMING_AHEAD.search(text, max(0, at - 40), at) is not None
