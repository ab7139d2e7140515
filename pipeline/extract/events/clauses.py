"""In which clause a word and a date stand, without a parser: clauses joined on, put in, or told of in brackets.

A date dates what its own clause tells. What divides two clauses is read from the words between: a relative pronoun, a
conjunction with a subject behind it, a semicolon, a bracket with a verb in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.dates.timing import DateAt
from pipeline.extract.events.triggers import Trigger

_SAME = (
    r"(?:\w+ ){0,2}(?:held|signed|took (?:place|effect)|began|started|ended|occurred|happened|lasted|followed|repeated"
    r"|resumed|continued|opened|closed|concluded|completed|launched)\b"
)
_RELATIVE = re.compile(rf"(?<!of )\b(?:who|whose|whom|which|where)\b(?! {_SAME})")
"""Opens a clause with a verb of its own, unless that tells only when it was what stands before."""
_IS_THAT = re.compile(r"\b(?:is|are|was|were) (?:that|those|one|an?|the)\b")
"""Says what a thing named before is: "the longest patrol was that of the cutter, which left in May"."""
_NEXT_CLAUSE = re.compile(
    r", (?:and|but)(?: (?:also|then|later|again|finally))?(?: (?:by|in|on|during)(?: (?:the|early|late|mid))?)? $"
)
_AND_THEN = re.compile(
    r" (?:and|but)(?: (?:also|then|later|again|finally)| (?:by|in|on|during)(?: (?:the|early|late|mid))?)+ $"
)
_SUBJECT_NEXT = re.compile(
    r", (?!(?:respectively|and|or|in|at|on|off|near|with|for|to|from|by|after|before|as|when|where|which|who)\b)\w"
)
"""Of "it began in May and in June, the board sold it": before the second date, and right behind it."""
_SUBJECT = re.compile(r" (?!(?:and|or|in|at|on|off|near|with|for|to|from|by|after|before|as)\b)\w")
"""Of "it began in May, and by June half were gone": before the second date and behind it, where a clause begins."""
_IN_RELATIVE = re.compile(r", (?:which|who|where|whose) [^,;]*$")
_PUT_IN = re.compile(r"[^,;]*, (?!(?:on|in|at|by|during|and|but|or)\b)[^,;]*\w [^,;]*")
"""Behind a clause put in: its comma, and the main verb before a date."""
_SAYS_WHO = re.compile(r", (?!(?:and|but|which|who)\b)[^,;“”]{2,80} ")
OPENING = 25
"""Characters at the start of a sentence in which a date opens it."""
OPENING_PHRASE = re.compile(
    r"(?:Following|After|Since|Despite|Because of|Due to|Owing to|In (?:response|reaction|retaliation) (?:to|for)"
    r"|In the (?:wake|aftermath|face) of|As a result of|Amid) [^,;]{5,160}, "
)
"""A phrase that tells of another event than the main clause."""
_ANOTHER = re.compile(
    r" and (?:an?|the|its|their|his|her) (?:(?!and\b)[\w’'-]+ ){1,8}?"
    r"(?!held |signed |launched |completed |opened |concluded )\w+ed (?:in|on|by|during)(?: (?:the|early|late|mid))? $"
)
"""Another subject and its verb right before a date: "the attack was repulsed, and the campaign succeeded in 2004"."""
_DISTANCE = re.compile(
    r",? (?:just |only |barely |about |some |nearly |almost |shortly |more than |less than )*"
    r"(?:(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|a few|many|some) (?:\w+ )?)?"
    r"(?:hours?|days?|weeks?|months?|years?|decades?) (?:after|before|earlier than)\b"
)
"""Behind a date: how far it is from something else."""
_FINITE = re.compile(r"\b(?:was|were|is|are|has|had|have|did|would|will)\b")
_HAVE = re.compile(
    r"(?<!to )(?<!would )(?<!could )(?<!should )(?<!might )(?<!must )(?<!may )(?<!will )\b(?:has|have)"
    r"(?: (?:also|since|often|long|been|\w+ly))* $"
)
_THAT_THEN = re.compile(r" that,?(?: (?:in|on|by|at|or|around|about|during|the|early|late|mid))* ")
_PAUSE = re.compile(r"[,;—(]")
_LATER = re.compile(r"\b(?:later|subsequently|afterwards?) (?:\w+ly )?$")
_QUOTED = re.compile(r"^[^“”]*”|“[^”]*”|\"[^\"]*\"")
_JOINED_ON = re.compile(r", (?:and|but|so|yet) (?!then |later |also |in |on |at |by )(?:[\w’'-]+ ){1,5}$")
_AT = re.compile(r" (?:in|on|at|by|around|during)(?: the)? ")
OF_IT = re.compile(rf"\b(?:which|who|where) (?={_SAME})|\bbut (?=(?:was|were|had|has|is|did)\b)")
"""What goes on with the same subject: "a study, which began in May", "started in May but were broken off"."""
UNTIL = re.compile(r"\b(?:until|till|since|before|after|following)(?: (?:the|early|late|mid))*\s*$")
WHEN = re.compile(r",? (?:when|where|during which|at which|on which)\b")
"""Directly behind a date: the clause that it dates."""
SUBJECT_AHEAD = re.compile(
    r",? (?:and|but) (?:the|an?|its|their|his|her|both|[A-Z][\w’-]+)(?: (?!and\b)[\w’'-]+){0,4} $"
)
"""Before a verb: a clause joined on, with a subject of its own."""
_QUOTES = re.compile(r"[“”\"]")


def elsewhere(text: str, sentence: tuple[int, int], trigger: Trigger, date: DateAt) -> bool:
    """Whether a trigger and a date stand in clauses of which each has its own verb.

    So it is of what stands before a relative clause that the date ends, of what stands outside the brackets in which
    the date is told of, and of what a date's distance is told from ("in May, a week before they left").
    """
    ahead = trigger.end <= date.start
    return (
        _before_elsewhere(text, sentence, trigger, date) if ahead else _behind_elsewhere(text, sentence, trigger, date)
    ) or _outside_brackets(text, sentence, trigger, date)


def _before_elsewhere(text: str, sentence: tuple[int, int], trigger: Trigger, date: DateAt) -> bool:
    between = text[trigger.end : date.start]
    if _PUT_IN.fullmatch(between) and _IN_RELATIVE.search(text, sentence[0], trigger.start):
        # "The king, who had led the revolt, fled in May".
        return True
    if trigger.speaking and "," not in between and _FINITE.search(_QUOTED.sub("", between)):
        # "They said there had been floods in May": it is the floods' date.
        return True
    if trigger.speaking and _THAT_THEN.fullmatch(between):
        # "They said that, in May, there was rain".
        return True
    lately = trigger.weight > 0 and trigger.form == "past" and not _PAUSE.search(between)
    if lately and _HAVE.search(text, max(0, trigger.start - 24), trigger.start):
        # "Some have blamed it on the floods of May": no day dates what has been done.
        return True
    # "The ship that sank, in May": behind a comma the date may be that of the main clause.
    if (relative := _RELATIVE.search(between)) and "," not in between[relative.end() :]:
        return trigger.form != "noun" or not _IS_THAT.search(between, 0, relative.start())
    if _ANOTHER.search(between):
        return True
    and_then = _AND_THEN.search(between) or (date.relative and between.endswith((" and ", " but ")))
    if and_then and _SUBJECT_NEXT.match(text, date.end):
        return True
    return _NEXT_CLAUSE.search(between) is not None and _SUBJECT.match(text, date.end) is not None


def _behind_elsewhere(text: str, sentence: tuple[int, int], trigger: Trigger, date: DateAt) -> bool:
    between = text[date.end : trigger.start]
    if trigger.speaking and _SAYS_WHO.fullmatch(between) and text[trigger.end : sentence[1]].strip(' ”"') in {".", ""}:
        # "Half of it burnt in 2003, the mayor said": the date is that of what was said.
        return date.start - sentence[0] > OPENING
    if ";" in between or (_DISTANCE.match(text, date.end) and between.count(",") <= 1):
        return True
    if between.startswith(",") and _IN_RELATIVE.search(text, sentence[0], date.start):
        # "The mill, which lost its roof in May, was sold": the date ends the clause put in.
        return True
    if _LATER.search(between):
        # "Of the ships built in May two were later sold."
        return True
    # "In May they drew up a plan, which banned …": what it tells of the plan is another matter, and another time.
    behind = _RELATIVE.search(between)
    return behind is not None and not WHEN.match(text, date.end) and "," not in between[behind.end() :]


def _outside_brackets(text: str, sentence: tuple[int, int], trigger: Trigger, date: DateAt) -> bool:
    inside = text.rfind("(", sentence[0], date.start)
    if inside < 0 or text.find(")", inside, date.start) >= 0 or trigger.start > inside:
        return False
    closing = text.find(")", date.end, sentence[1])
    return _FINITE.search(text, inside, closing if closing >= 0 else sentence[1]) is not None


def joined_clause(text: str, trigger: Trigger, date: DateAt, triggers: Sequence[Trigger]) -> bool:
    """Whether a clause is joined on between a trigger and the date, with a subject and a verb of its own: "they sent
    food, and the king declared in May …".
    """
    verbs = (u for u in triggers if u.form == "past" and trigger.end < u.start and u.end <= date.start)
    return any(_JOINED_ON.search(text, trigger.end, u.start) for u in verbs)


def opens(text: str, sentence: tuple[int, int], trigger: Trigger, date: DateAt) -> bool:
    """Whether a sentence opens with a participle and its date: "First launched in May 2004, the service …"."""
    if trigger.form != "past" or not text.startswith(",", date.end):
        return False
    ahead = text[sentence[0] : trigger.start]
    return ahead.lower() in {"", "first ", "originally ", "initially ", "newly "} and bool(
        _AT.fullmatch(text, trigger.end, date.start)
    )


def in_quotes(text: str, sentence: tuple[int, int], at: int) -> bool:
    """Whether a place of a sentence is inside “…”, "…" or […]: somebody's words, a title, a translation.

    A quotation may have begun in a sentence before: then a mark closes it that none has opened here.
    """
    if text.count("[", sentence[0], at) > text.count("]", sentence[0], at):
        return True
    before = after = ""
    for mark in _QUOTES.finditer(text, *sentence):
        opens = mark.group() == "“" or (mark.group() == '"' and _opening(text, mark.start(), sentence[0]))
        if mark.start() < at:
            before = "opens" if opens else "closes"
        else:
            after = "opens" if opens else "closes"
            break
    return before == "opens" or (not before and after == "closes")


def _opening(text: str, at: int, start: int) -> bool:
    """Whether a straight quotation mark opens: a blank or a bracket before it, none behind."""
    return (at == start or text[at - 1] in " ([—–") and not text[at + 1 : at + 2].isspace()
