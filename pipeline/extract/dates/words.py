"""The words of time: the classes that the rules in `dates.yaml` are written in, and what each word is worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from pipeline.extract.dates.feasts import FEASTS, folded

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
_NUMBERS = _ONES | _TEENS | _TENS | {"hundred": 100, "dozen": 12}
_ORDINAL_ONES = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
}  # fmt: skip
_ORDINALS = _ORDINAL_ONES | {
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_DECADES = {"thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960, "seventies": 1970, "eighties": 1980,
            "nineties": 1990}  # fmt: skip
"""Without a century they are those of the last one; "the twenties" may be of this."""
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_UNITS = {
    "minute": "TM", "hour": "TH", "day": "D", "week": "W", "month": "M",
    "year": "Y", "decade": "DE", "century": "CE", "second": "TS", "weekend": "WE", "quarter": "Q",
    "fortnight": "2W", "millennium": "ML",
}  # fmt: skip
_PLURALS = {f"{w}s": u for w, u in _UNITS.items()} | {"centuries": "CE", "millennia": "ML"}
_RARE_UNITS = {"second", "quarter", "seconds", "quarters"}
"""Units whose names mean other things as well: no rule takes them but by name."""
_DAYTIMES = {
    "dawn": "TMO", "daybreak": "TMO", "sunrise": "TMO", "morning": "TMO", "noon": "T12:00", "midday": "TMI",
    "afternoon": "TAF", "dusk": "TEV", "sunset": "TEV", "evening": "TEV", "night": "TNI", "nightfall": "TNI",
    "midnight": "T24:00",
}  # fmt: skip
"""Parts of the day, as TIMEX3 writes them."""
_FREQUENCIES = {
    "hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W", "biweekly": "P2W",
    "monthly": "P1M", "bimonthly": "P2M", "quarterly": "P1Q", "yearly": "P1Y", "annually": "P1Y",
    "semiannually": "P6M", "biannually": "P6M", "biennially": "P2Y", "triennially": "P3Y",
}  # fmt: skip
"""Adverbs of frequency; of the adjectives those that are the same word. ("Annual" says what a thing is, not when.)"""

_SEASONAL = (
    "offensive offensives campaign campaigns session sessions meeting meetings summit summits election elections "
    "semester term break holiday holidays vacation recess maneuvers manoeuvres exercise exercises talks conference "
    "harvest harvests monsoon floods flooding rains"
)
"""What is held or comes in a season, and is called by it."""

_SETS: Mapping[str, str] = {
    "the": "the",
    "a": "a an",
    "fiscal": "fiscal financial",
    "fy": "fy jfy cy",
    "seasonal": _SEASONAL,
    "seasonhead": f"of {_SEASONAL}",
    "slash": "/",
    "apostrophe": "' ’",
    "clause": "he she it they we i the a an his her its their our there",
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
    "portion": "part half portion months weeks days years",
    "latter": "early earlier later latter first second last final opening closing",
    "bracket": ") ]",
    "number": " ".join(_NUMBERS),
    "vague": "several few some many",
    "season": " ".join(_SEASONS),
    "unit": " ".join(_UNITS.keys() - _RARE_UNITS),
    "units": " ".join(_PLURALS.keys() - _RARE_UNITS),
    "daytime": " ".join(_DAYTIMES),
    "daytimes": "mornings afternoons evenings nights",
    "zone": "gmt utc cet cest eet eest bst est edt cst cdt mst mdt pst pdt ist jst msk",
    "bounding": "beginning starting commencing ending",
    "resolution": "resolution resolutions res. decision",
    "named": "bloody black good ash palm cyber super red whit shrove maundy holy easter ruby",
    "eitherway": "on at by until till before after since from",
    "ordinalword": " ".join(_ORDINALS),
    "era": "bc bce ad ce b.c. a.d. b.c.e. c.e.",
    "ampm": "am pm a.m. p.m.",
    "onward": "onward onwards",
    "next": "next following subsequent coming ensuing succeeding",
    "last": "last previous preceding past prior",
    "later": "later afterwards afterward thereafter hence",
    "earlier": "earlier previously beforehand",
    "present": "now today currently nowadays",
    "every": "every each",
    "times": "once twice times",
    "approx": "about around circa ca. c. ca approximately roughly",
    "circa": "circa ca. c. ca",
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
    "designation": "no. nos. no number p. pp. page pages art. article line unit flight vol. volume # § $ £ "
    "€ ¥ at paragraph para. series model type room km mark section sections sec. § §§ chapter clause annex appendix "
    "table figure exhibit docket bill rule form route highway flight h.r. s. p.l. pub.l. "
    "version versions release",
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
_CLASSES_OF: dict[str, list[str]] = {}
for _name, _listed in _LISTED.items():
    for _word in _listed:
        _CLASSES_OF.setdefault(_word, []).append(_name)
COMPOUND = re.compile(
    rf"(?:{'|'.join(_TENS)})[-\s](?:{'|'.join(_ONES)}|{'|'.join(_ORDINAL_ONES)})|(?:(?:{'|'.join(_ONES)})\s)?hundred",
    re.IGNORECASE,
)
"""A number in more than one word."""

ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)", re.IGNORECASE)
_TURNS = frozenset({"1800", "1900", "2000"})
"""Other round hundreds are rather counts than years where no preposition stands in front."""
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3}){1,5}|\d+\.\d+")
_FOREIGN = re.compile(
    r"(?:jan|jän|ene|gen|f[eé][bv]|mar|mär|abr|apr|avr|ma[igy]|jui|giu|jun|jul|lug|ago|ao[uû]|aug|s[ei]t|sep|o[ckut]t"
    r"|out|nov|d[ei][czs]|déc)[a-zäéûç]{0,8}\.?",
    re.IGNORECASE,
)
"""How the months of French, German, Italian, Portuguese and Spanish begin; dateparser knows them, see `foreign`."""
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?|1(?:er|[º°])", re.IGNORECASE)
ISO = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2})")
SLASHED = re.compile(r"(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}-\d{1,2}-\d{4})")
DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
ROMAN = re.compile(r"\d{1,2}[./-](?:I{1,3}|IV|VI{0,3}|IX|XI{0,2})[./-]\d{4}")
"""A month in Roman numerals, as central European documents write it: `12.IV.1985`."""
YEARSPAN = re.compile(r"(\d{4})([-–/])(\d{2})")
ISOWEEK = re.compile(r"\d{4}-W\d\d(?!\d)(?:-[1-7](?!\d))?")
"""A week as ISO 8601 numbers it, perhaps with its day: `2015-W07`, `2015-W07-3`."""
_HOURS = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_YYSPAN = re.compile(r"\d\d/\d\d")
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")

START, END, GAP = "⟨", "⟩", "⟨⟩"
"""Stand-ins for the edges of the block and of what was looked at."""

_NAMES = {"april", "june", "august"}
_AMBIGUOUS = {"march", "may", "mar", "jan", "dec"} | _NAMES


def _calendar_word(word: str, known: Mapping[str, int]) -> bool:
    return word.rstrip(".").casefold() in known and (word[0].isupper() or len(word) > 6)


_FORMS: Mapping[str, Callable[[str], bool]] = {
    "month": lambda w: _calendar_word(w, _MONTHS),
    "clearmonth": lambda w: (
        _calendar_word(w, _MONTHS)
        and w.rstrip(".").casefold() not in _AMBIGUOUS
        and not (w.isupper() and len(w) < 5)  # "SEP" is an acronym as well
    ),
    "weekday": lambda w: _calendar_word(w, _WEEKDAYS),
    "fullweekday": lambda w: _calendar_word(w, _WEEKDAYS) and len(w) > 5,
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
    "shortyear": lambda w: bool(re.fullmatch(r"['’]\d\d", w)),
    "integer": lambda w: w.isdecimal() and len(w) <= 4,
    "bareyear": lambda w: w.isdecimal() and len(w) == 4 and 1500 <= int(w) < 2100 and (int(w) % 100 > 0 or w in _TURNS),
    "decade": lambda w: bool(re.fullmatch(r"(?:1[1-9]|20)\d0['’]?s|['’][3-9]0s", w)),
    "shortdecade": lambda w: bool(re.fullmatch(r"['’]?\d0s", w)),
    "decadeword": lambda w: w.casefold() in _DECADES,
    "olddecade": lambda w: bool(re.fullmatch(r"\d{2,3}0s", w)),
    "quartercode": lambda w: bool(re.fullmatch(r"Q[1-4]|H[12]|[1-4]Q", w)),
    "quarteryear": lambda w: bool(re.fullmatch(r"(?:[1-4]Q|[12]H)\d\d", w)),
    "isoweek": lambda w: bool(ISOWEEK.fullmatch(w)),
    "digit": lambda w: w.isdecimal() and len(w) == 1,
    "hhmm": lambda w: bool(_HOURS.fullmatch(w)),
    "yyspan": lambda w: bool(_YYSPAN.fullmatch(w)),
    "anno": lambda w: w in {"AD", "A.D."},
    "roman": lambda w: bool(ROMAN.fullmatch(w)),
    "often": lambda w: w in _FREQUENCIES or (w.casefold() in _FREQUENCIES and w.endswith("ually")),
    "foreignmonth": lambda w: w.casefold() not in _MONTHS and bool(_FOREIGN.fullmatch(w)),
    "amount": lambda w: bool(_AMOUNT.fullmatch(w)),
    "iso": lambda w: bool(ISO.fullmatch(w)),
    "slashed": lambda w: bool(SLASHED.fullmatch(w)),
    "dotted": lambda w: bool(DOTTED.fullmatch(w)),
    "yearspan": lambda w: bool(YEARSPAN.fullmatch(w)) and 1000 <= int(w[:4]) < 2200,
    "hyphenspan": lambda w: bool(YEARSPAN.fullmatch(w)) and w[4] == "-",
    "clock": lambda w: bool(CLOCK.fullmatch(w)),
    "letter": lambda w: len(w) == 2 and w[0] == "~",
    "citename": lambda w: w.casefold() in _LISTED["particle"],
    "feastday": lambda w: w[0].isupper() and folded(w) in FEASTS,
    "capunit": lambda w: w[0].isupper() and (w.casefold() in _UNITS or w.casefold() in _PLURALS),
}

_CAPITAL, _LOWER = frozenset({"capital", "citename"}), frozenset({"lower"})
_SPELT = [re.escape(f).replace(re.escape(" "), r"\s").replace("’", "['’]") for f in sorted(FEASTS, reverse=True)]
FEAST = re.compile(rf"(?:{'|'.join(_SPELT)})(?!\w)", re.IGNORECASE)
"""The name of a feast, in however many words."""


def _telling() -> Iterator[str]:
    """The words that make a stretch of text worth reading, in the spellings in which the classes take them."""
    for month in (*_MONTHS, *(w for w in _WEEKDAYS if len(w) > 5)):
        yield from (month.capitalize(), month.upper(), *([month] if len(month) > 6 else []))
    for name in ("season", "unit", "units", "present", "daytime", "daytimes"):
        for word in _LISTED[name]:
            yield from (word, word.capitalize(), word.upper())
    for word in (*_FREQUENCIES, *_DECADES):
        yield from (word, word.capitalize())
    for feast in FEASTS:
        yield feast.split("’")[0].title().replace(" Of ", " of ")
    for word in ("yesterday", "tomorrow", "recently", "tonight", "quarter", "quarters"):
        yield from (word, word.capitalize())


_CONTENT = frozenset({"seasonal", "seasonhead", "daytime", "daytimes", "often", "portion", "foreignmonth"})
"""Classes of words that may as well be a part of a name ("exercise Dawn 2015")."""
TELLING = tuple(sorted(set(_telling())))

CLASSES = tuple(dict.fromkeys([*_SETS, *_FORMS, *sorted(_CAPITAL | _LOWER)]))


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
    """The value of a whole number, a number word or an ordinal: `25`, `8,760`, `twenty-five`, `4th`, `fourth`."""
    folded = word.casefold().replace(",", "").strip("'’")
    if digits := re.match(r"\d+", folded):
        return int(digits.group())
    total = 0
    for piece in re.split(r"[\s-]+", folded):
        value = _NUMBERS[piece] if piece in _NUMBERS else _ORDINALS[piece]
        total = max(total, 1) * 100 if piece == "hundred" else total + value
    return total


def amount(word: str) -> str:
    """A number as a period writes it: `25`, `22.8`."""
    return word if re.fullmatch(r"\d+\.\d+", word) else str(number(word))


def decade(word: str) -> int:
    """The first year of a decade: `1960s`, `’60s`, `sixties`."""
    if word.casefold() in _DECADES:
        return _DECADES[word.casefold()]
    digits = int(word.strip("s'’"))
    return 1900 + digits if digits < 100 else digits


def daytime(word: str) -> str:
    """TIMEX3's sign of a part of the day: `TMO`."""
    return _DAYTIMES[word.casefold()]


def frequency(word: str) -> str:
    """How often an adverb says, as a period: `daily` is `P1D`."""
    return _FREQUENCIES[word.casefold()]


def year_span(word: str) -> tuple[int, int] | None:
    """The ends of `1998-99`; `None` where the second number is no later year, so that `2019-04` is a month."""
    match = YEARSPAN.fullmatch(word)
    assert match is not None, word
    first, short = int(match[1]), int(match[3])
    last = first - first % 100 + short
    return (first, last) if last > first else None


@lru_cache(maxsize=65536)
def classes(word: str) -> frozenset[str]:
    """The classes of a word; a name or a word in small letters has at least that one."""
    folded = word.casefold()
    out = set(_CLASSES_OF.get(folded, ()))
    out |= {name for name, fits in _FORMS.items() if fits(word)}
    if COMPOUND.fullmatch(word):
        out.add("ordinalword" if folded.rsplit("-")[-1].split()[-1] in _ORDINALS else "number")
    if out & {"month", "day"}:
        out.add("item")
    if (word.isdecimal() and len(word) <= 4) or "amount" in out:
        out.add("number")
    if word.isdecimal() and len(word) <= 3:  # the number of a note, in front of its first source
        out.add("edge")
    return frozenset(out) | stand_in(word) if out <= _CONTENT else frozenset(out)


def stand_in(word: str) -> frozenset[str]:
    """The class of a word that means nothing to us: it is still a name, or a word in small letters."""
    if not word[0].isalpha():
        return frozenset()
    return _CAPITAL if word[0].isupper() else _LOWER


def usual_words() -> Iterator[str]:
    """Words of every class, in every case that tells: those whose sets of classes are worth knowing beforehand."""
    for listed in (*_LISTED.values(), _MONTHS, _WEEKDAYS, _ORDINALS, _FREQUENCIES):
        for word in sorted(listed):
            yield from (word, word.capitalize(), word.upper())
    yield from map(str, range(2200))
    yield from ("Xx", "xx", "5,000", "~a", "1st", "1990s", "’90s", "Q1", "3Q", "2001-05-03", "2/3/2001", "2.3.2001")
    yield from (START, END, GAP, "9:30", "twenty-one", "3.5", "12.IV.1985", "août", "’44", "Christmas Day", "2001–04")
