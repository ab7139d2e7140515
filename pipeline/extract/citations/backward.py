"""References that only point back: `Ibid.`, `Id. at 6`, `op. cit.`, `loc. cit.`, `supra note 12`, `note 12 above`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.extract.citations.names import is_author_zone, is_name, split_names

WORK_CITED = "op. cit."
"""Stands for the number of the note where none is given: the work cited before."""
_WHERE = r"(?:(?P<locator>(?:at\s+)?(?:(?:pp?|pages?|paras?|no|n|art|sec|ch)\b\.?\s*|[¶§]+\s*)?[\w-]*\d[^;“”\"]{0,40}))"
_SAME = re.compile(rf"(?P<word>ibid|ibidem|id|idem|ib|loc\.?\s*cit)\b\.?(?:[,.:]?\s*{_WHERE})?\.?$", re.IGNORECASE)
_ABOVE = re.compile(
    r"(?:(?:the\s+)?same\s+(?:interview|source|conversation|correspondence|e-?mail|report|document|article|work|as\s+above)"
    rf"|as\s+above)(?:,?\s*{_WHERE})?\.?$",
    re.IGNORECASE,
)
"""Ibid. in plain words: `Same interview.`, `Same source, p. 4.`"""
_WORK_CITED = re.compile(
    rf"(?P<names>[^“”\"\d()]*?),?\s*(?:[“\"](?P<title>[^”\"]+?),?[”\"],?\s*)?\b(?:op\.?\s*cit"
    rf"|loc\.?\s*cit)\b\.?(?:[,.:]?\s*{_WHERE})?\.?$",
    re.IGNORECASE,
)
_NOTE = r"(?:foot|end)?(?:note|n\.|fn\.?)s?\s*(?P<note>\d{1,4})"
_SUPRA = re.compile(
    rf"(?P<names>[^“”\"\d]*?),?\s*(?:[“\"](?P<title>[^”\"]+?),?[”\"],?\s*)?[(\[]?(?:(?:cited\s+)?(?:at|in)\s+)?"
    rf"(?:(?:supra|above),?\s+(?:at\s+)?{_NOTE}|{_NOTE.replace('<note>', '<early>')},?\s+(?:supra|above))"
    rf"[)\]]?(?:(?:[,.:]|(?=\s(?:at|pp?)\b))\s*{_WHERE})?\.?$",
    re.IGNORECASE,
)

_BRACKETED = re.compile(
    rf"(?P<names>[^“”‘\"\d()]*?),?\s*(?:[“‘\"](?P<title>[^”’\"]+?),?[”’\"],?\s*)?\(n\.?\s?(?P<note>\d{{1,4}})\)(?:,?\s+{_WHERE})?\.?$"
)
"""As British lawyers do: `Holt (n 12) 44`."""


@dataclass(frozen=True, slots=True)
class Backward:
    """What a reference that points back says: whom or what it names, and the note where it stood in full."""

    kind: Literal["ibid", "short"]
    authors: tuple[str, ...] = ()
    title: str = ""
    locator: str = ""
    note: str = ""


def read_backward(text: str) -> Backward | None:
    """Read a piece of a note as a reference back; `None` if it is none."""
    if m := _SAME.match(text) or _ABOVE.match(text):
        return Backward("ibid", locator=_locator(m))
    if m := _SUPRA.match(text):
        return _named(m, m["note"] or m["early"])
    if m := _BRACKETED.match(text):
        return _named(m, m["note"])
    if m := _WORK_CITED.match(text):
        return _named(m, WORK_CITED)
    return None


def _named(m: re.Match[str], note: str) -> Backward | None:
    zone = m["names"].strip(" ,")
    if zone and not is_author_zone(zone):
        return None
    if not zone and not m["title"] and note == WORK_CITED:
        return Backward("ibid", locator=_locator(m))
    names = split_names(zone) or ((zone,) if zone else ())
    if not all(is_name(n) for n in names):
        return None
    return Backward("short", names, (m["title"] or "").rstrip(","), _locator(m), note)


def _locator(m: re.Match[str]) -> str:
    return (m["locator"] or "").strip(" ,.")
