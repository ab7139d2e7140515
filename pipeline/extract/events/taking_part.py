"""Who took part in an event: the actors of its sentence, completed or replaced by the pair in focus."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Span

from pipeline.extract.actors import ActorFound, capitals, states
from pipeline.extract.actors.focus import Focus
from pipeline.extract.actors.people import People
from pipeline.extract.dates import DateFound
from pipeline.extract.events.bystanders import speaker, without_spoken_of
from pipeline.extract.events.clauses import OPENING_PHRASE
from pipeline.extract.events.costs import BARRIER
from pipeline.extract.events.triggers import Trigger
from pipeline.extract.nlp import TextBlock, found

TOGETHER = re.compile(
    r"\b(?:(?:the|both|these|all) (?:two |three )?(?:countries|nations|sides|governments|states|parties"
    r"|militaries|navies|armies|forces|neighbou?rs|allies|partners|leaders)|the two|both|they"
    r"|bilateral(?:ly)?|mutual(?:ly)?|jointly)\b",
    re.IGNORECASE,
)
"""Words for the pair in focus."""
_THE_TWO = re.compile(
    r"\b(?:(?:the|both|these) (?:two )?(?:countries|nations|sides|governments|states|parties|leaders)"
    r"|their (?:[\w-]+ (?:and [\w-]+ )?)?(?:ministers|leaders|governments|navies|armies|militaries|armed forces"
    r"|officials|presidents|diplomats|parliaments|chiefs))\b[^,;]{0,40}$",
    re.IGNORECASE,
)
"""Those that do it: whoever else the sentence names is spoken of."""
_THEY = re.compile(r"\b(?:[Tt]hey|[Bb]oth|[Tt]he two)\b[^,;]{0,40}$")
_ALONG = re.compile(r"\b(?:along|together|jointly) with(?: the)? $")
"""Before those that did it beside the two: "they asked, together with Peru"."""

_REGION = r"(?: (?:the|northern|southern|eastern|western|central))* $"
_WHERE_TO = re.compile(rf"(?<!visit )(?<!visits )(?<!trip )(?<!call )(?<!calls )\b(?:to|into|toward|towards){_REGION}")
_WHERE_FROM = re.compile(rf"\b(?:to|into|toward|towards|from|out of){_REGION}")
_TOPIC = re.compile(
    r"\b(?:on|about|regarding|concerning|over|beyond)(?: (?:the|arms|security|peace|aid|trade|[a-z]+ (?:to|in|of)))* $"
)
_ASIDE = {
    **dict.fromkeys(["deployment", "operation", "exercise", "exchange"], _WHERE_TO),
    "event.withdrawal": _WHERE_FROM,
    "dialogue": _TOPIC,
}
"""By rule or type, what stands before a state that is where forces go, or what is talked about, and takes no part."""
_GOVERNS = re.compile(
    r"\b(?:authorities|officials|governments?|regime|leaders|lawmakers|parliament|ministers?|police|rulers|junta|military"
    r"|courts?|prosecutors|regulators) (?:of|in) (?:the )?$"
)
"""Before a state that is no mere place then: those that act for it."""
_SOURCE = re.compile(r"\b(?:[Aa]ccording to|[Aa]s reported by|data (?:from|of|by))(?: the| an?)?(?: [a-z]+)? $")
"""Before those that only say that it was so."""
_VOTE = re.compile(r"(?:elections?|referendums?|referenda|plebiscite)$", re.IGNORECASE)
_OF_THE_STATE = re.compile(
    r"elect|\bvote|referend|plebiscite|poll|inaugurat|impeach|oust|overthr|coup|putsch|uprising|rebellion|revolt|mutin"
    r"|abdicat|president|minister|premier|swor|\bcabinet|government|constitution|state of emergency|martial law",
    re.IGNORECASE,
)
"""What happens within a state: where its paragraph names but one, it is that state's."""
_HELD = re.compile(r"-(?:held|occupied|controlled|ruled|administered)\b")
_HOST = re.compile(r"(?:[’']s?)? (?:[Hh]eadquarters|HQ)\b")
_ORGAN = re.compile(
    r"\b(?:(?<!the )(?<![’']s )(?<!Party )Congress(?! of)(?! Party)"
    r"|[Tt]he (?:Senate|House of Representatives|Supreme Court|[Pp]arliament|[Pp]resident|[Pp]rime [Mm]inister"
    r"|[Cc]abinet|[Gg]overnment|[Ll]egislature|National Assembly|[Aa]dministration"
    r"|[Aa]rmy|[Nn]avy|[Aa]ir [Ff]orce|[Mm]ilitary|[Pp]olice|[Cc]oast [Gg]uard|[Aa]uthorities|[Pp]rosecutors"
    r"|Ministry of (?:(?:the|and|of|[A-Z]\w+,?) )*[A-Z]\w+|(?:[A-Z]\w+ )+Ministry"
    r"|[Kk]ing|[Qq]ueen|[Ee]mperor|[Cc]onstitutional [Cc]ourt|[Cc]entral [Bb]ank)(?:[’']s [Oo]ffice)?)"
    r"(?: (?:then|also|again|later|finally|first|formally|unanimously|\w+ly))*"
    r"(?: (?:had|has|was|were|is|will|would))?(?: (?:also|\w+ly))* $"
)
"""Before a verb: an organ of the state that a document is about, if it names no other."""
_PAIRED = re.compile(r"[A-ZÀ-Þ][\w.’'-]*[-–—][A-ZÀ-Þ][\w.’'-]*(?: [a-z][\w+-]*){0,2} $")
"""Before a noun: whose it is ("the Dano-Swedish border talks")."""
_OWN = re.compile(r"(?:[’']s?)?(?: (?!(?:and|with|to|of|in|at|for|held|met)\b)[\w’']+){0,2} ")
"""Between an organisation and its own meeting."""
_PART = re.compile(r"; |, (?:and|but|while|whereas) | (?:while|whereas) ")
"""Between clauses that each may have a date of their own."""
_OTHER_PART = re.compile(r"; |, (?:and|but) ")
_PRONOUN = re.compile(r"\b(?:it|they|he|she|its|their|his|her|both)\b", re.IGNORECASE)
_VERB_BEFORE = re.compile(r"\b(?:was|were|is|are|has|have|had|did|would|could|to|\w+ed)\b|,")
_LED_TO = re.compile(
    r"(?<!,) (?:(?:was|were|has been|had been) (?:an?|the|not)\b|led(?! by)|brought|made|gave|forced|prompted|pushed"
    r"|caused|triggered|provided|accelerated|changed|drove|sparked|spurred|convinced|raised|strengthened|weakened|shocked"
    r"|resulted|contributed|helped|allowed|enabled)\b"
)
"""Behind a noun: what came of it."""
REACH = 80
"""Characters between a verb and its subject."""
_PASSIVE = re.compile(r"\b(?:was|were|is|are|be|been|being)(?: \w+ly| also)? $")
_BY = re.compile(r"\bby (?:the )?(?:\w+ )?$")
_WHOSE = re.compile(r"[’']s?(?: [\w-]+){0,3} |(?: [\w-]+){0,1} ")
_ON = re.compile(r" (?:of|to|on|against|with|in)(?: the)? ")
_OBJECT = re.compile(r"(?: (?:the|its|their|with|to|by|a|an|\w+ly)){0,2} ")


def participants_of(
    block: TextBlock,
    sentence: tuple[int, int],
    trigger: Trigger,
    pair: Focus,
    people: People,
    *,
    place: str = "",
    alone: str = "",
    about: str = "",
) -> tuple[tuple[str, ...], str]:
    """Who took part, and who says so: the actors of the sentence, completed or replaced by the pair in focus.

    Of "Congress", "the government", said where nobody is named, it is the state that the document is about. What
    concerns the state where it happens is that state's, which the sentence names as a place, or the paragraph alone.

    Args:
        block: That it is told in.
        sentence: Its span.
        trigger: Of the event.
        pair: Who is in focus there.
        people: Of the document.
        place: Where it was, as printed.
        alone: The only state that the paragraph names.
        about: The one that its headings name.
    """
    text = block.reading.text
    sentence = _part_of(block, sentence, trigger, people)
    here = [(s, d) for s, d in found(block.doc, "actors", ActorFound) if sentence[0] <= s.start_char < sentence[1]]
    if owners := _paired(text, sentence, trigger, here):
        return owners, "sentence"
    here = without_spoken_of(text, sentence, trigger, here)
    aside = _aside(text, sentence, trigger, here)
    if trigger.type != "statement":
        aside |= {
            s.start_char for s, _ in here if _SOURCE.search(text, max(sentence[0], s.start_char - 40), s.start_char)
        }
    acting = {d.code for s, d in here if s.start_char not in aside and (not d.place or _governs(text, s, trigger))}
    acting |= people.codes_in(text, *speaker(text, sentence, trigger))
    everyone = {d.code for _, d in here} | acting
    if pair.actors and _says_they(text, sentence, trigger) and (besides := _besides(text, here)):
        return tuple(sorted({*pair.actors, *besides})), f"sentence+{pair.source}"
    home = people.home or about
    if not acting and home and (_ORGAN.search(text, sentence[0], trigger.start) or _votes(text, trigger)):
        return (home,), "document" if people.home else "heading"
    if not acting and trigger.home and (at_home := _at_home(text, trigger, here, place)):
        return at_home, "sentence"
    if not acting and about and trigger.home:
        return (about,), "heading"
    if not acting and alone and people.home in {"", alone} and _OF_THE_STATE.search(text, trigger.start, trigger.end):
        return (alone,), "paragraph"
    the_two = bool(pair.actors) and _THE_TWO.search(text, sentence[0], trigger.start) is not None
    if the_two and (acting <= set(pair.actors) or not acting & set(pair.actors)):
        return pair.actors, pair.source
    if not acting and not trigger.joint and not TOGETHER.search(block.reading.text, *sentence):
        return (), ""
    if not acting:
        if pair.actors:
            return pair.actors, pair.source
        return (tuple(sorted(everyone)), "sentence") if everyone and trigger.joint else ((), "")
    they = trigger.joint and _THEY.search(text, sentence[0], trigger.start)
    if they and pair.actors and not acting & set(pair.actors):
        return pair.actors, pair.source
    if len(acting) == 1 and trigger.joint and not _own(text, trigger, here):
        if acting <= set(pair.actors):
            return pair.actors, f"sentence+{pair.source}"
        if len(everyone) == 2:
            return tuple(sorted(everyone)), "sentence"
    return tuple(sorted(acting)), "sentence"


def _at_home(text: str, trigger: Trigger, here: Sequence[tuple[Span, ActorFound]], place: str) -> tuple[str, ...]:
    """The states that a clause names as where something was, or whose capital that was."""
    named = {d.code for s, d in here if d.code in states() and not _OTHER_PART.search(_between(text, s, trigger))}
    capital = capitals().get(place, "")
    return tuple(sorted(named or ({capital} if capital else ())))


def _between(text: str, span: Span, trigger: Trigger) -> str:
    ahead = span.end_char <= trigger.start
    return text[span.end_char : trigger.start] if ahead else text[trigger.end : span.start_char]


def _paired(
    text: str, sentence: tuple[int, int], trigger: Trigger, here: Sequence[tuple[Span, ActorFound]]
) -> tuple[str, ...]:
    """The two whose a noun is by the compound right before it: "the Dano-Swedish talks"; nobody where none is there."""
    if trigger.form != "noun" or not trigger.joint:
        return ()
    compound = _PAIRED.search(text, max(sentence[0], trigger.start - 80), trigger.start)
    if compound is None:
        return ()
    codes = {d.code for s, d in here if compound.start() <= s.start_char < compound.end()}
    return tuple(sorted(codes)) if len(codes) > 1 else ()


def _says_they(text: str, sentence: tuple[int, int], trigger: Trigger) -> bool:
    return text.startswith(("They ", "Both ", "The two "), sentence[0]) or bool(
        _THEY.search(text, sentence[0], trigger.start)
    )


def _besides(text: str, here: Sequence[tuple[Span, ActorFound]]) -> set[str]:
    """Those that did it along with others: "along with Peru and Chile"."""
    out: set[str] = set()
    end = -1
    for span, actor in here:
        joined = end >= 0 and text[end : span.start_char].strip() in {"and", ",", ", and"}
        if joined or _ALONG.search(text, max(0, span.start_char - 20), span.start_char):
            out.add(actor.code)
            end = span.end_char
    return out


def _own(text: str, trigger: Trigger, here: Sequence[tuple[Span, ActorFound]]) -> bool:
    """Whether an organisation meets by itself: "the ASEAN summit"; states meet others."""
    return trigger.form == "noun" and any(
        d.code not in states() and _OWN.fullmatch(text, s.end_char, trigger.start)
        for s, d in here
        if s.end_char <= trigger.start
    )


def _votes(text: str, trigger: Trigger) -> bool:
    """Whether it is an election, which is that of a country."""
    return trigger.form == "noun" and _VOTE.search(text, trigger.start, trigger.end) is not None


def _governs(text: str, place: Span, trigger: Trigger) -> bool:
    """Whether a place stands for those that are at home there: "authorities in Malta", "at NATO headquarters".

    Who holds a place that is fought for fights for it.
    """
    start, end = place.start_char, place.end_char
    if trigger.type == "conflict" and _HELD.match(text, end):
        return True
    return _GOVERNS.search(text, max(0, start - 40), start) is not None or _HOST.match(text, end) is not None


def _aside(
    text: str, sentence: tuple[int, int], trigger: Trigger, here: Sequence[tuple[Span, ActorFound]]
) -> frozenset[int]:
    """Where the actors begin that only say where to, or what about; so do those that are joined to one by "and"."""
    pattern = _ASIDE.get(trigger.rule) or _ASIDE.get(trigger.type)
    out: set[int] = set()
    end = -1
    for span, actor in here if pattern else ():
        low = max(sentence[0], span.start_char - 60)
        joined = 0 <= end < span.start_char and text[end : span.start_char].strip() in {"and", ",", ", and", "or"}
        if joined or (pattern and actor.form != "body" and pattern.search(text, low, span.start_char)):
            out.add(span.start_char)
            end = span.end_char
    return frozenset(out)


def _part_of(block: TextBlock, sentence: tuple[int, int], trigger: Trigger, people: People) -> tuple[int, int]:
    """The clause of a sentence that tells of an event; the sentence where not more than one is dated.

    A part that names nobody, or somebody by a pronoun, is read with the others.
    """
    text = block.reading.text
    ends = [m.end() for m in _PART.finditer(text, sentence[0], trigger.start)]
    if own := _own_phrase(block, sentence, trigger, people):
        return own
    low = ends[-1] if ends else sentence[0]
    behind = _PART.search(text, trigger.end, sentence[1])
    high = behind.start() if behind else sentence[1]
    if (low, high) == sentence or _PRONOUN.search(text, low, high):
        return sentence
    dates = [s.start_char for s, d in found(block.doc, "dates", DateFound) if d.value]
    dated = [low <= at < high for at in dates if sentence[0] <= at < sentence[1]]
    # A clause that is joined on has a subject of its own; "and making" goes on with that of the first.
    until = trigger.start if low > sentence[0] else high
    names = any(low <= s.start_char < until and not d.place for s, d in found(block.doc, "actors", ActorFound))
    told = any(dated) and not all(dated) and (names or people.codes_in(text, low, until))
    return (low, high) if told else sentence


def _own_phrase(
    block: TextBlock, sentence: tuple[int, int], trigger: Trigger, people: People
) -> tuple[int, int] | None:
    """The part of a sentence that names those of an event, where what led to another thing is told with it.

    Of "Following the raid on Peru, Chile sent troops" the raid is Peru's, and the troops are Chile's; of "the raid on
    Peru led Chile to arm" what comes behind the verb is no part of the raid.
    """
    text = block.reading.text
    opening = OPENING_PHRASE.match(text, *sentence)
    part: tuple[int, int] | None = None
    if opening and trigger.start >= opening.end():
        part = (opening.end(), sentence[1])
    elif opening and trigger.form == "noun" and not trigger.joint:
        part = (sentence[0], opening.end())
    elif trigger.form == "noun" and not trigger.joint and not _VERB_BEFORE.search(text, sentence[0], trigger.start):
        verb = _LED_TO.search(text, trigger.end, sentence[1])
        part = (sentence[0], verb.start()) if verb else None
    if part is None or (trigger.start >= part[0] > sentence[0] and _PRONOUN.search(text, part[0], trigger.start)):
        return None
    until = trigger.start if part[0] > sentence[0] else part[1]
    named = any(part[0] <= s.start_char < until for s, _ in found(block.doc, "actors", ActorFound))
    return part if named or people.codes_in(text, part[0], until) else None


def roles_of(
    block: TextBlock, sentence: tuple[int, int], trigger: Trigger, participants: tuple[str, ...]
) -> tuple[str, ...]:
    """Who did it to whom, where the grammar says it: `agent:CODE`, `target:CODE`.

    Of a verb the subject is the agent and the object the target, in the passive the other way round ("was invaded by
    Peru"); of a noun the one "by" whom, or whose it is, and the one "of", "to", "on" or "against" whom. Nothing is said
    where a clause stands between.
    """
    text = block.reading.text
    passive = trigger.form == "past" and _PASSIVE.search(text, sentence[0], trigger.start) is not None
    out: list[str] = []
    for span, actor in found(block.doc, "actors", ActorFound):
        if actor.code not in participants or not sentence[0] <= span.start_char < sentence[1]:
            continue
        ahead = span.end_char <= trigger.start
        between = _between(text, span, trigger)
        if BARRIER.search(between) or ";" in between or "," in between:
            continue
        if role := _role(text, trigger, span.start_char, between, ahead=ahead, passive=passive):
            out.append(f"{role}:{actor.code}")
    both = {r.split(":")[1] for r in out}
    # Who would be both (in "France met France's ally") is neither.
    return tuple(r for r in dict.fromkeys(out) if len({o for o in out if o.endswith(r.split(":")[1])}) == 1 and both)


def _role(text: str, trigger: Trigger, start: int, between: str, *, ahead: bool, passive: bool) -> str:
    by = not ahead and _BY.search(text, trigger.end, start) is not None
    if trigger.form == "noun":
        if ahead:
            return "agent" if _WHOSE.fullmatch(between) else ""
        return "agent" if by else "target" if _ON.fullmatch(between) else ""
    if len(between) > REACH:
        return ""
    if passive:
        return "target" if ahead else "agent" if by else ""
    if ahead:
        return "agent"
    return "target" if _OBJECT.fullmatch(between) else ""
