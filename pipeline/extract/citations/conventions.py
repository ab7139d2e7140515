r"""The language in which a house's convention is written down: a form with slots, compiled to a regular expression.

    {who}{details}, {mode} with {counterpart}[, {date}]

- a word stands for itself, capitals don't matter, a blank is any white space;
- `{slot}` is filled by the text (see `SLOTS`), `{mode}` by one of the rule's modes, perhaps with its manners before it
  ("confidential telephone interview"), `{date}` by a date that the pipeline has found or a list of them, `{asker}` by
  one of the words for an author or a team of authors in `roles.yaml`;
- `[x]` may be left out, `(a|b)` is one of the two;
- `<x>` stands once or several times, with commas, semicolons or "and" between: each is a citation of its own, and ends
  with what no slot before it can take, a date or a bracket;
- a backslash takes a sign by its word: `\(`.

A form is read over text in which every date is masked (`mask`), so that a slot never takes a part of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.errors import RuleError

DATE, DATED = "\ue000", "\ue001"
"""What a date's first and further characters are masked with."""

_PLAIN = rf"[^{DATE}{DATED};:,“”\"()\[\]]"
_RETIRED = r"\((?:ret|retd)\.?\)\s"
_BRACKET = rf"(?:\s*(?:\([^(){DATE}]{{2,80}}\)|\[[^\[\]{DATE}]{{2,80}}\]))"
_PAGES = (
    r"(?:(?:at\s+)?(?:pp?\.|pages?|paras?\.|at)\s*[\divxlc][\d,:\sivxlc–—-]*(?<=[\divxlc])(?:,?\s+lines?\s+\d+(?:\s?[–—-]\s?\d+)?)?"
    r"|Q\.?\s?\d+(?:[-–]\d+)?|serial\s+\d+)"
)
_BACK = r"(?:op\.\s?cit\.?|\(?(?:supra\s+(?:foot)?note\s+\d+|(?:foot)?note\s+\d+,?\s+(?:above|supra)|cited above)\)?)"
_MEDIA = (
    r"(?:tele)?phone|skype|zoom|whats\s?app|signal|telegram|viber|teams|webex|google\s+meet|facetime|messenger"
    r"|video(?:\s?(?:link|call|conference))?|e-?mail"
)
_ONE_DATE = rf"{DATE}{DATED}*"
_NUMBER = r"[A-Z]{0,3}-?\d{1,4}[A-Z]?"
_SUFFIX = r"(?:,\s(?:Jr|Sr|Ph\.?\s?D|M\.?D|II|III|IV|Esq)\b\.?)"
_NICKNAME = r"[“\"][^“”\"]{2,24}[”\"]"
SLOTS: Mapping[str, str] = {
    "who": rf"(?:(?:{_RETIRED}|{_PLAIN}){{2,90}}?{_SUFFIX}?{_BRACKET}?|{_BRACKET}|{_NICKNAME}{_BRACKET}?)",
    "someone": rf"(?:(?!\b(?:an?|one|another)\b|\.\s){_PLAIN}){{2,70}}?",
    "name": rf"{_PLAIN}{{2,60}}?",
    "details": rf"(?:(?:,|(?<=,[”\"]))\s+[^{DATE}{DATED},“”\"()\[\]]{{2,120}}{_BRACKET}?){{0,6}}?{_BRACKET}?",
    "house": rf"{_PLAIN}{{2,60}}?",
    "counterpart": rf"{_PLAIN}{{2,60}}?",
    "place": rf"{_PLAIN}{{2,40}}?(?:,\s{_PLAIN}{{2,30}}?)?",
    "people": rf"(?:two|three|four|five|six|several|some|many|various)\s{_PLAIN}{{2,70}}?",
    "by": rf"\(?(?:by|via|over|on)\s+(?:the\s+)?(?:{_MEDIA})\)?",
    "withheld": r"[(\[][^()\[\]]*\b(?:withheld|redacted|confidential|anonym\w+)\b[^()\[\]]*[)\]]",
    "number": rf"(?:#|nos?\.)?\s?{_NUMBER}(?:(?:,\s|\s?[–-]\s?|,?\s(?:and|&)\s){_NUMBER})*",
    "remark": rf"\((?!{DATE})[^()]{{2,400}}\)",
    "date": rf"{_ONE_DATE}(?:(?:,\s+(?:and\s+)?|\s+(?:and|&)\s+){_ONE_DATE})*",
    "locator": rf"(?:{_PAGES}|{_BACK})",
    "tail": rf"(?:\s+[(\[][^()\[\]]{{2,160}}[)\]]|,\s+[^{DATE}{DATED},;“”\"()]{{2,160}}){{0,4}}?",
    "url": r"https?://\S+",
}
"""The slots of a form and what may fill each; `mode` and `asker` are the rule's and the word list's."""

_SPECIAL = frozenset("[](){}<>|\\")
_BETWEEN = r"\s*(?:[,;]\s*(?:(?:and|&)\s+)?|\s(?:and|&)\s+)"
_GROUP = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True)
class Atom:
    """A step of a form: how its author wrote it, and what it is compiled to."""

    label: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Held:
    """What one member of a match holds, by slot: spans in the text that was read."""

    slots: Mapping[str, tuple[int, int]]
    dates: tuple[tuple[int, int], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled form.

    Attributes:
        written: As its author wrote it.
        atoms: Its steps, in order.
        whole: The expression that matches a text that has the form.
        member: The one that matches one member of its list; empty where it has none.
    """

    written: str
    atoms: tuple[Atom, ...]
    whole: str
    member: str

    def read(self, text: str, start: int, end: int) -> tuple[Held, ...]:
        """The members of a stretch of masked text that has this form from end to end; none if it hasn't.

        A form without a list has one member.
        """
        match = _compiled(self.whole).fullmatch(text, start, end)
        return self._held(text, match) if match else ()

    def search(self, text: str, start: int, end: int) -> Iterator[Held]:
        """The places inside a stretch of masked text that have this form."""
        for match in _compiled(self.whole).finditer(text, start, end):
            yield from self._held(text, match)

    def stops_at(self, text: str) -> tuple[Atom, int]:
        """For a text without this form: the first step that could not be taken, and where in the text."""
        at = 0
        for count in (i for i, atom in enumerate(self.atoms, 1) if atom.label.strip()):
            reached = re.compile("".join(a.pattern for a in self.atoms[:count]), re.IGNORECASE).match(text)
            if reached is None:
                return self.atoms[count - 1], at
            at = reached.end()
        return Atom("the end", ""), at

    def _held(self, text: str, match: re.Match[str]) -> tuple[Held, ...]:
        shared = _slots(match)
        if not self.member:
            return (Held(shared, _dates(text, *match.span()), *match.span()),)
        low, high = match.span("members")
        after = _dates(text, high, match.end())
        member, out, at = _compiled(self.member), [], low
        while at < high and (one := member.match(text, at, high)):
            own = _slots(one)
            out.append(Held({**shared, **own}, _dates(text, *one.span()) or after, *one.span()))
            gap = re.compile(_BETWEEN).match(text, one.end(), high)
            at = gap.end() if gap else high
        return tuple(out)


def mask(text: str, dates: Iterable[tuple[int, int]]) -> str:
    """The text with its dates masked; it keeps its length."""
    signs = list(text)
    for start, end in dates:
        signs[start:end] = DATE + DATED * (end - start - 1)
    return "".join(signs)


def compile_form(written: str, modes: Sequence[str], askers: Sequence[str], manners: Sequence[str] = ()) -> Form:
    """Compile a form.

    Args:
        written: The form.
        modes: What may fill `{mode}`; a plural s is always allowed.
        askers: What may fill `{asker}`.
        manners: What may stand before a mode, once or several times.

    Raises:
        RuleError: A bracket stays open, a slot is not known, or `{mode}` has no modes.
    """
    reader = _Reader(written, modes, askers, manners)
    atoms = reader.sequence("")
    pattern = "".join(a.pattern for a in atoms)
    member = reader.member and rf"(?:{reader.member})(?={_BETWEEN}|\Z)"
    return Form(written, tuple(atoms), rf"(?<!\w){pattern}", member)


def compile_cue(written: str, askers: Sequence[str]) -> str:
    """The expression, without groups, of a few words in the language of forms that tell where a form may be.

    Raises:
        RuleError: See `compile_form`.
    """
    return _GROUP.sub("(?:", "".join(a.pattern for a in _Reader(written, (), askers, ()).sequence("")))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when a text first has a cue for it: there are many forms, and many reports without interviews."""
    return re.compile(pattern, re.IGNORECASE)


class _Reader:
    """Reads a form once, from left to right."""

    def __init__(self, written: str, modes: Sequence[str], askers: Sequence[str], manners: Sequence[str]) -> None:
        self._written = written
        self._at = 0
        self._count = 0
        self._words = {"mode": modes, "asker": askers}
        self._manners = sorted(manners, key=len, reverse=True)
        self.member = ""

    def sequence(self, closer: str) -> list[Atom]:
        """The atoms up to `closer`, which is read, too."""
        atoms: list[Atom] = []
        while self._at < len(self._written):
            sign, begin = self._written[self._at], self._at
            if closer and sign == closer:
                self._at += 1
                return atoms
            pattern = self._step(sign)
            atoms.append(Atom(self._written[begin : self._at], pattern))
        if closer:
            raise RuleError(f"the form {self._written!r} wants a {closer!r} at its end")
        return atoms

    def _step(self, sign: str) -> str:
        self._at += 1
        if sign == "\\":
            self._at += 1
            return re.escape(self._written[self._at - 1 : self._at])
        if sign == "{":
            return self._slot()
        if sign == "[":
            return f"(?:{self._inside(']')})?"
        if sign == "(":
            return f"(?:{self._inside(')')})"
        if sign == "<":
            if self.member:
                raise RuleError(f"the form {self._written!r} has two lists; one is all that it may have")
            self.member = self._inside(">")
            # Atomic: of a long list there are more ways to part it than there is time to try them.
            once = f"(?>{_GROUP.sub('(?:', self.member)})"
            return f"(?P<members>{once}(?:{_BETWEEN}{once})*+)"
        if sign == "|":
            return "|"
        if sign in _SPECIAL:
            raise RuleError(f"the form {self._written!r} has a {sign!r} that nothing opened")
        return self._word(sign)

    def _inside(self, closer: str) -> str:
        return "".join(a.pattern for a in self.sequence(closer))

    def _word(self, sign: str) -> str:
        if sign.isspace():
            return r"\s+"
        if sign in "'’":
            return "['’]"
        begin = self._at - 1
        while self._at < len(self._written) and self._written[self._at].isalnum():
            self._at += 1
        return re.escape(self._written[begin : self._at])

    def _slot(self) -> str:
        end = self._written.find("}", self._at)
        name = self._written[self._at : end] if end >= 0 else ""
        self._at = end + 1
        self._count += 1
        if name in self._words:
            if not self._words[name]:
                raise RuleError(f"the form {self._written!r} has {{{name}}}, but the rule has no {name}s")
            words = sorted(self._words[name], key=len, reverse=True)
            behind_house = name == "mode" and "{house}" in self._written[: self._at]
            inner = "|".join(_phrase(w, behind_house=behind_house) for w in words)
            before = self._before(behind_house=behind_house) if name == "mode" else ""
            return rf"(?P<{name}_{self._count}>{before}(?:{inner})s?)(?!\w)"
        if name not in SLOTS:
            known = ", ".join(sorted({*SLOTS, *self._words}))
            raise RuleError(f"the form {self._written!r} has no slot {name!r}; known slots are {known}")
        return f"(?P<{name}_{self._count}>{SLOTS[name]})"

    def _before(self, *, behind_house: bool) -> str:
        """The manners of a mode; behind a house's name those that only capitals would take into it are left to it."""
        guard = rf"(?!{_HALF_CAPITAL})" if behind_house else ""
        inner = "|".join(
            ("" if m[0].isupper() else guard) + r"\s+".join(map(re.escape, m.split())) for m in self._manners
        )
        return rf"(?:(?:{inner})(?:,?\s+(?:and\s+)?))*" if inner else ""


_HALF_CAPITAL = r"(?-i:[A-Z][\w-]*\s+[a-z])"
"""A word with a capital before one without: `Group interviews` behind `Peace`."""


def _phrase(words: str, *, behind_house: bool) -> str:
    """Words with any white space between; behind a house's name all or none in capitals.

    The `Peace Group interviews` are no group interviews.
    """
    split = words.split()
    guard = rf"(?!{_HALF_CAPITAL})" if behind_house and len(split) > 1 else ""
    return guard + r"\s+".join(map(re.escape, split))


def _slots(match: re.Match[str]) -> dict[str, tuple[int, int]]:
    """What each slot holds; of a slot that is written in two alternatives the one that was taken."""
    out: dict[str, tuple[int, int]] = {}
    for name, value in match.groupdict().items():
        slot = name.rpartition("_")[0]
        if value and slot and slot not in out:
            out[slot] = match.span(name)
    return out


def _dates(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    return tuple(m.span() for m in re.compile(_ONE_DATE).finditer(text, start, end))
