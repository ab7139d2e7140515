"""How notes and their markers are printed in text that has lost its type sizes: the forms, and how sure each is.

Markers: glued to a word or to punctuation before or after it (`word12.` `word.12` `word”12` `word,12`), behind a blank
(`word.” 12`), raised (`word¹²`, `word<sup>12</sup>`), in brackets (`word[12]`, `word [12]`, `word.(12)`), several at
once (`12,13`, `12–14`). Notes: `12 Text`, `12. Text`, `12) Text`, `[12] Text`, `12: Text`, `¹² Text`, `12Text`, and a
line `12` above the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
TO_DIGITS = str.maketrans(RAISED, "0123456789")
_BLANK = r"[^\S\r\n]"
_MOST = 30
"""So many notes are cited at one place at most; what has more numbers in a row is a table, and takes no time."""
_SEVERAL = rf"\d{{1,4}}(?:(?:,[ \u00a0]?|[–—-])\d{{1,4}}){{0,{_MOST - 1}}}"
_TO_DIGIT = r"(?:[^\W\d]|[.,/-]){0,100}\d"
"""A word goes on to a digit; one that is longer is none."""
_HEAD = re.compile(
    rf"{_BLANK}*(?:(?P<open>\\?[\[(]|)(?P<n>\d{{1,4}})(?P<close>(?:\\?[\]).:]){{0,2}})(?:{_BLANK}+(?=\S)|(?P<tight>)(?=[A-Z“‘\"])|(?P<alone>){_BLANK}*$)"
    rf"|<sup>\s*(?P<tagged>\d{{1,4}})\s*</sup>{_BLANK}*(?=\S)|(?P<raised>[{RAISED}]{{1,4}}){_BLANK}*(?=\S))"
)
_TEXT_BELOW = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:[^\W\d_]|[“‘\"(\[])")
"""Some exports print a note's number on a line of its own."""
_MARK = re.compile(
    rf"""(?:(?<=\S)|(?<=\S[ \u00a0]))\\?\[(?P<bracketed>{_SEVERAL})\\?\](?!\((?!\#))"""
    rf"""|<sup>\s*[\[(]?(?P<tagged>{_SEVERAL})[\])]?\s*</sup>"""
    rf"""|(?P<raised>[{RAISED}]{{1,4}}(?:[,⸴–⁻-][{RAISED}]{{1,4}}){{0,{_MOST - 1}}})"""
    rf"""|(?:(?<=[^\W\d_])(?:[ \u00a0](?=\(\d+\)[.,;:?!]))?|(?<=[.,;:?!”’"'])|(?<=[.?!”’"'])[ \u00a0])"""
    rf"""\((?P<round>{_SEVERAL})\)"""
    rf"""|(?<=[^\s\d])(?P<glued>{_SEVERAL})(?!{_TO_DIGIT})(?=[\s)\]”’"';:,.?!—–-]|$)"""
    r"""|(?<=[.”’"'?!])[ \u00a0](?P<apart>\d{1,4})(?=\s|$)"""
)
_PART = re.compile(rf"\d+|[{RAISED}]+")
_BETWEEN = re.compile(r"[,;⸴–⁻-] ?")
_AROUND = re.compile(r"(?P<open>\\?\[(?=\0\\?\])|\((?=\0\)))\0(?P<close>\\?[\])])")
_GOES_ON = re.compile(_TO_DIGIT)
_OPENS_SENTENCE = re.compile(r"\d+[)”’\"\]]*(?:\s+[A-Z“\"(‘\[]|[^\S\n]*(?:\n|$))")
"""Behind the 2 of `1907.2 Nobody came`; `9.5 billion` goes on."""
_THREE = re.compile(r"\d{3}(?!\d)")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3},$")
_YEAR = re.compile(r"\d{4}\.$")
_LEADER = re.compile(r"(?:\.[ \u00a0]?){4,}$")
"""What leads to a page number in a table of contents."""
_SUM = re.compile(r"[$€£¥]\s?[\d,]*\.$")
_UNIT = re.compile(r"(?<![^\W\d_])(?:k?m|[cdm]m|mi|ft|in|yd|CO|H|R|E|mc)$")
"""What an exponent or an index stands behind: square kilometres, carbon dioxide."""
_LABEL = r"(?:[A-Z]|\d{1,3})(?:\.\d{1,3})*"
_OF_A_PART = re.compile(
    r"(?<!\w)(?:(?:Nos?|[Vv]ols?|pp?|Sec|Ch|Arts?|[Ff]igs?|[Pp]aras?)\.\s?"
    r"|(?:[Ss]ections?|[Cc]hapters?|[Pp]arts?|[Aa]ppendix|[Aa]rticles?|[Ff]igures?|[Tt]ables?|[Pp]aragraphs?)\s"
    rf"(?:{_LABEL}(?:,|,? and|,? or| to)\s)*{_LABEL}\.)$"
)
"""What a number belongs to that is that of a section or a page: `section C.4`, `sections A.2 and C.4`, `No.4`."""
_LETTER = re.compile(r"(?<![\w.])[A-Z](?:\.\d{1,3})*\.$")
"""A capital alone: of a section's number, or an initial, but for `World War I.4`."""
_NUMERALS = {"I.", "V.", "X."}
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:$")
_WIDEST = 9
"""The largest step between numbers that stand together: `12, 15` is two markers, `1,200` is none."""


@dataclass(frozen=True, slots=True)
class Head:
    """The number that a note begins with.

    Attributes:
        label: The number.
        start: Of its digits.
        end: Of its digits.
        style: How it is printed; the notes of a document share one.
    """

    label: int
    start: int
    end: int
    style: tuple[str, str, bool]

    @property
    def tight(self) -> bool:
        """Whether the text follows without a blank: a form that only its company makes likely."""
        return self.style[2]


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that may be a marker: label, span, form, and how much it looks like one, 0 to 1.

    The numbers between the ends of a range (`12–14`) have the span of its dash.
    """

    label: int
    start: int
    end: int
    form: str
    weight: float


def head_at(source: str, start: int, end: int) -> Head | None:
    """The number of a note, if `source[start:end]` begins with one."""
    m = _HEAD.match(source, start, end)
    if m is None:
        return None
    group = next(g for g in ("n", "tagged", "raised") if m[g])
    digits = m[group].translate(TO_DIGITS)
    alone = m["alone"] is not None
    if digits.startswith("0") or (alone and not _TEXT_BELOW.match(source, end)):
        return None
    style = (m["open"], "\n" if alone else m["close"], m["tight"] is not None) if group == "n" else (group, "", False)
    return Head(int(digits), m.start(group), m.end(group), style)


def marks_in(source: str, start: int, end: int) -> Iterator[Mark]:
    """The numbers in `source[start:end]` that may be markers, in order."""
    for m in _MARK.finditer(source, start, end):
        form = m.lastgroup or ""
        parts = list(_PART.finditer(source, *m.span(form)))
        labels = [p.group().translate(TO_DIGITS) for p in parts]
        if any(n.startswith("0") for n in labels):
            continue
        weight = _weight(source, m.start(form), form)
        # "Fig.3-5": a hyphen joins numbers of many kinds.
        sure = form != "glued" or (weight >= 0.6 and "-" not in m[form])
        together = len(parts) == 1 or (sure and _count_up([int(n) for n in labels]))
        for i, (part, label) in enumerate(zip(parts, labels, strict=True)):
            if not together:
                # `$55,301` is one number; but the 7 of `(1907,7` is a marker behind a comma.
                weight = 0.0 if _GOES_ON.match(source, part.end()) else _weight(source, part.start(), form)
            elif i and (dash := source[parts[i - 1].end() : part.start()]) not in {",", "⸴"} and dash.strip(", \u00a0"):
                span = parts[i - 1].end(), part.start()
                yield from (Mark(n, *span, form, weight) for n in range(int(labels[i - 1]) + 1, int(label)))
            if weight > 0:
                yield Mark(int(label), *part.span(), form, weight)


def _count_up(labels: list[int]) -> bool:
    return all(0 < b - a <= _WIDEST for a, b in pairwise(labels))


def _weight(source: str, at: int, form: str) -> float:
    """How much a number looks like a marker, by its form and by what it stands behind: see the table in the tests."""
    before, earlier = source[at - 1 : at], source[max(0, at - 2) : at - 1]
    if form == "bracketed":
        earlier = source[at - 3 : at - 2] if earlier == "\\" else earlier
        return 0.9 if earlier.isspace() else 1.0
    if form == "tagged":
        before = source[: source.rindex("<sup>", 0, at)][-1:]
    if form in {"tagged", "raised"}:
        behind = source[max(0, at - 8) : at].partition("<sup>")[0]
        return 0.1 if before.isdigit() or _UNIT.search(behind) else 1.0
    if form == "round":
        # "(1) Mend it. (2) Keep it.": behind a full stop and a blank it is likelier an item's number.
        if earlier.isspace():
            return 0.4 if source[at - 3 : at - 2].isalnum() else 0.2
        return 0.3 if earlier.isalpha() else 0.6
    if before in ". \u00a0" and _LEADER.search(source, max(0, at - 12), at):
        return 0.0
    if before in ". \u00a0" and _OF_A_PART.search(source[max(0, at - 40) : at]):
        return 0.1
    if form == "apart":
        return 0.3
    if before in "\"'" and (not earlier or earlier.isspace()):
        return 0.1
    if before in "”’\"'?!…":
        return 1.0
    if before == "." and (letter := _LETTER.search(source, max(0, at - 9), at)):
        if source[max(0, letter.start() - 1) : letter.start()] == "\n" or not letter.start():
            return 0.1
        if letter.group() not in _NUMERALS:
            return 0.3
    if before == ":" and _CLOCK.search(source, max(0, at - 4), at):
        return 0.1
    if before == "." and earlier.isdigit():
        if not _OPENS_SENTENCE.match(source, at) or _SUM.search(source, max(0, at - 12), at):
            return 0.1
        # A table of figures, too, has capitals behind its numbers.
        return 0.6 if _YEAR.search(source, at - 5, at) else 0.4
    if before == "," and _THOUSANDS.search(source, max(0, at - 5), at) and _THREE.match(source, at):
        return 0.1
    if before in ".,;:":
        return 0.6 if earlier.isdigit() else 1.0
    if before in ")]":
        return 0.9
    if before.isalpha() and before.islower() and earlier.isalpha():
        return 0.5
    return 0.1 if before.isalpha() or before in "-%" else 0.0


def signs_around(source: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is printed for the sake of markers alone: brackets around them, commas and dashes between them.

    Args:
        source: The source text.
        spans: Of markers, in source order.

    Returns:
        The spans of these signs; rules must not take them for punctuation.
    """
    out = []
    opened = 0
    for i, (start, end) in enumerate(spans):
        behind = spans[i + 1][0] if i + 1 < len(spans) else len(source)
        if (sign := _BETWEEN.match(source, end, behind)) and sign.end() == behind and sign.end() > end:
            out.append(sign.span())
            opened = opened or start
            continue
        first = opened or start
        opened = 0
        if found := _AROUND.search(source[max(0, first - 2) : first] + "\0" + source[end : end + 2]):
            out += [(first - len(found["open"]), first), (end, end + len(found["close"]))]
    return out
