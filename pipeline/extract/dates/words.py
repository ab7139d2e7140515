"""The words of time: the classes that the rules in `dates.yaml` are written in, and what each word is worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MONTHS = {name[:n].casefold(): i for i, name in enumerate(MONTH_NAMES, 1) for n in (3, len(name))} | {"sept": 9}
_WEEKDAYS = {n.casefold(): i for i, name in enumerate(WEEKDAY_NAMES) for n in (name, name[:3])} | {
    "tues": 1, "thur": 3, "thurs": 3,
}  # fmt: skip
_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_NUMBERS = _ONES | _TEENS | _TENS | {"hundred": 100}
_ORDINAL_ONES = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
}  # fmt: skip
_ORDINALS = _ORDINAL_ONES | {
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_UNITS = {
    "minute": "TM", "hour": "TH", "day": "D", "week": "W", "month": "M",
    "year": "Y", "decade": "DE", "century": "CE",
}  # fmt: skip
_PLURALS = {f"{w}s": u for w, u in _UNITS.items() if w != "century"} | {"centuries": "CE"}

_SETS: Mapping[str, str] = {
    "the": "the",
    "a": "a an",
    "fiscal": "fiscal financial",
    "dash": "- – — ‐ ‑ −",
    "to": "- – — ‐ ‑ − to through thru until till",
    "comma": ",",
    "and": "and & or",
    "sep": ", ; and & or",
    "item": ", ; and & or - – — ‐ ‑ −",
    "edge": "( ) [ ] ; ⟨ ⟩ . see also cf",
    "stop": '. , ; : ( ) [ ] ⟩ ” " ’',
    "of": "of",
    "part": "early late mid",
    "point": "beginning start middle end close outset",
    "number": " ".join(_NUMBERS),
    "vague": "several few some many",
    "season": " ".join(_SEASONS),
    "unit": " ".join(_UNITS),
    "units": " ".join(_PLURALS),
    "ordinalword": " ".join(_ORDINALS),
    "era": "bc bce ad ce b.c. a.d.",
    "ampm": "am pm a.m. p.m.",
    "next": "next following subsequent coming ensuing succeeding",
    "last": "last previous preceding past prior",
    "later": "later afterwards afterward thereafter hence",
    "earlier": "earlier previously beforehand",
    "present": "now today currently nowadays",
    "every": "every each",
    "times": "once twice times",
    "approx": "about around circa ca. c. ca approximately roughly",
    "hedge": "about around approximately roughly nearly almost over under just only some exactly well",
    "demonstrative": "this that same",
    "yearprep": "in since during until till throughout",
    "particle": "of and & the for on der den von van de la le du al",
    "page": "p. pp. p pp",
    "loosely": "by to from of before after",
    "monthprep": "in during since until till throughout",
    "counted": "people persons troops soldiers men women children personnel tons tonnes km kilometers kilometres miles "
    "meters metres m kg mm cm ft feet yards acres hectares dollars yen euros pounds percent % aircraft planes jets "
    "tanks ships vessels casualties copies employees students refugees words hours hrs members participants guns "
    "rifles horses cavalry infantry workers civilians dead wounded killed million billion trillion rounds officers "
    "prisoners volunteers fighters rebels families homes houses villages deaths victims pilots sailors marines "
    "vehicles trucks missiles bombs mines delegates companies firms islands pages items cases votes",
    "designation": "no. nos. no number p. pp. page pages resolution art. article line unit flight vol. volume # § $ £ "
    "€ ¥ at paragraph para. series model type room km mark fy",
    "function": "the a an and or but nor so yet if as at by for from in into of off on onto out over per since than "
    "that this these those to toward towards under until up upon via with within without while when where which "
    "after before during between among about around through throughout till both either neither not only also "
    "again already although though because whereas whether unless once twice early late mid circa "
    "ca. c. approximately roughly even ever is was were are be been had has have did does do it its his her their our "
    "my your he she they we you i who whose whom what all any some no each every another other such same like "
    "following beginning starting ending spring summer autumn fall winter years year",
}
"""Classes that are lists of words; see `_FORMS` for those that are forms. Case is folded."""


_LISTED = {name: frozenset(listed.split()) for name, listed in _SETS.items()}
COMPOUND = re.compile(
    rf"(?:{'|'.join(_TENS)})[-\s](?:{'|'.join(_ONES)}|{'|'.join(_ORDINAL_ONES)})|(?:(?:{'|'.join(_ONES)})\s)?hundred",
    re.IGNORECASE,
)
"""A number in more than one word."""

ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)", re.IGNORECASE)
_TURNS = frozenset({"1800", "1900", "2000"})
"""Other round hundreds are rather counts than years where no preposition stands in front."""
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?", re.IGNORECASE)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
SLASHED = re.compile(r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})")
DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
YEARSPAN = re.compile(r"(\d{4})([-–/])(\d{2})")
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")

CAPITAL, LOWER, NUMERAL, START, END, GAP = "Xx", "xx", "0", "⟨", "⟩", "⟨⟩"
"""Stand-ins: for words that no rule names, and for the edges of the block and of what was looked at."""

_NAMES = {"april", "june", "august"}
_AMBIGUOUS = {"march", "may", "mar", "jan", "dec"} | _NAMES


def _calendar_word(word: str, known: Mapping[str, int]) -> bool:
    return word.rstrip(".").casefold() in known and (word[0].isupper() or len(word) > 6)


_FORMS: Mapping[str, Callable[[str], bool]] = {
    "month": lambda w: _calendar_word(w, _MONTHS),
    "clearmonth": lambda w: _calendar_word(w, _MONTHS) and w.rstrip(".").casefold() not in _AMBIGUOUS,
    "weekday": lambda w: _calendar_word(w, _WEEKDAYS),
    "namemonth": lambda w: w[0].isupper() and w.casefold() in _NAMES,
    "march": lambda w: w in {"March", "MARCH"},
    "clearseason": lambda w: w in _SEASONS and w != "fall",
    "day": lambda w: bool(_DAY.fullmatch(w)) and 1 <= number(w) <= 31,
    "anyday": lambda w: bool(_DAY.fullmatch(w)),
    "ordinal": lambda w: bool(ORDINAL.fullmatch(w)),
    "year": lambda w: w.isdecimal() and len(w) == 4 and 1400 <= int(w) <= 2100,
    "anyyear": lambda w: w.isdecimal() and len(w) == 4 and 1000 <= int(w) <= 2199,
    "oldyear": lambda w: w.isdecimal() and len(w) <= 4 and int(w) > 0,
    "yy": lambda w: w.isdecimal() and len(w) == 2,
    "integer": lambda w: w.isdecimal() and len(w) <= 4,
    "bareyear": lambda w: w.isdecimal() and len(w) == 4 and 1500 <= int(w) < 2100 and (int(w) % 100 > 0 or w in _TURNS),
    "decade": lambda w: bool(re.fullmatch(r"\d{2,3}0['’]?s|['’][3-9]0s", w)),
    "quartercode": lambda w: bool(re.fullmatch(r"Q[1-4]|H[12]", w)),
    "anno": lambda w: w in {"AD", "A.D."},
    "iso": lambda w: bool(ISO.fullmatch(w)),
    "slashed": lambda w: bool(SLASHED.fullmatch(w)),
    "dotted": lambda w: bool(DOTTED.fullmatch(w)),
    "yearspan": lambda w: bool(YEARSPAN.fullmatch(w)),
    "clock": lambda w: bool(CLOCK.fullmatch(w)),
    "letter": lambda w: len(w) == 2 and w[0] == "~",
    "capital": lambda w: w == CAPITAL,
    "citename": lambda w: w == CAPITAL or w.casefold() in _LISTED["particle"],
    "lower": lambda w: w == LOWER,
    "capunit": lambda w: w[0].isupper() and (w.casefold() in _UNITS or w.casefold() in _PLURALS),
}

CLASSES = tuple(dict.fromkeys([*_SETS, *_FORMS]))


def month_number(word: str) -> int:
    """1–12."""
    return _MONTHS[word.rstrip(".").casefold()]


def weekday_number(word: str) -> int:
    """0 is Monday."""
    return _WEEKDAYS[word.rstrip(".").casefold()]


def season_number(word: str) -> int:
    """EDTF's: 21 is spring."""
    return _SEASONS[word.casefold()]


def unit_code(word: str) -> str:
    """ISO 8601's letter, behind a `T` for parts of the day; TimeML adds `DE` (decade) and `CE` (century)."""
    folded = word.casefold()
    return _UNITS[folded] if folded in _UNITS else _PLURALS[folded]


def number(word: str) -> int:
    """The value of a number, a number word or an ordinal: `25`, `twenty-five`, `4th`, `fourth`."""
    folded = word.casefold()
    if digits := re.match(r"\d+", folded):
        return int(digits.group())
    total = 0
    for piece in re.split(r"[\s-]+", folded):
        value = _NUMBERS[piece] if piece in _NUMBERS else _ORDINALS[piece]
        total = max(total, 1) * 100 if piece == "hundred" else total + value
    return total


def year_span(word: str) -> tuple[int, int] | None:
    """The ends of `1998-99`; `None` where the second number is no later year, so that `2019-04` is a month."""
    match = YEARSPAN.fullmatch(word)
    assert match is not None, word
    first, short = int(match[1]), int(match[3])
    last = first - first % 100 + short
    return (first, last) if last > first else None


@lru_cache(maxsize=65536)
def classes(word: str) -> frozenset[str]:
    """The classes of a word; empty for one that no class has."""
    folded = word.casefold()
    out = {name for name, listed in _LISTED.items() if folded in listed}
    out |= {name for name, fits in _FORMS.items() if fits(word)}
    if COMPOUND.fullmatch(word):
        out.add("ordinalword" if folded.rsplit("-")[-1].split()[-1] in _ORDINALS else "number")
    if out & {"month", "day"}:
        out.add("item")
    if word.isdecimal() and len(word) <= 4:
        out.add("number")
    if word.isdecimal() and len(word) <= 3:  # the number of a note, in front of its first source
        out.add("edge")
    return frozenset(out)


def standing_for(word: str) -> str:
    """The word itself if a class has it, else its stand-in: the vocabulary of the rules stays small."""
    if classes(word) or not word[0].isalnum():
        return word
    if word[0].isdigit():
        return NUMERAL
    return CAPITAL if word[0].isupper() else LOWER
