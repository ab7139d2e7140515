"""English words in their forms: what an entry of the lexicon of events stands for."""

from __future__ import annotations

import re
from typing import Literal

Form = Literal["noun", "base", "s", "ing", "past"]

_DOUBLED = re.compile(r"(?:^|[^aeiou])[aeiou][bdfglmnprt]$")
"""An end that may be doubled: `stopped`; that `visitted` is made, too, harms nobody."""
_PREPOSITIONS = frozenset(["of", "on", "to", "at", "in", "for", "against", "between", "with", "from", "since", "as"])


def verb_forms(entry: str) -> dict[str, Form]:
    """The forms of a verb or a phrase that begins with one, each with its kind.

    >>> list(verb_forms("hold/held talks"))
    ['hold talks', 'holds talks', 'holding talks', 'held talks']
    """
    if entry.startswith("="):
        return {entry[1:]: "past"}
    word, _, rest = entry.partition(" ")
    rest = f" {rest}" if rest else ""
    base, *irregular = word.split("/")
    out: dict[str, Form] = {}
    for spelling in (base, base.removesuffix("ize") + "ise") if base.endswith("ize") else (base,):
        out[spelling + rest] = "base"
        out[with_s(spelling) + rest] = "s"
        out |= {form + rest: "ing" for form in _with_ing(spelling)}
        out |= {form + rest: "past" for form in irregular or _regular_past(spelling)}
    return out


def noun_forms(entry: str) -> tuple[str, ...]:
    """A noun, or a phrase that ends with one, and its plural.

    >>> noun_forms("port call")
    ('port call', 'port calls')
    """
    if entry.startswith("="):
        return (entry[1:],)
    words = entry.split(" ")
    # "Strike on|against", "launch of": the noun stands before what goes with it.
    behind = [i for i, word in enumerate(words) if word.split("|")[0] in _PREPOSITIONS]
    at = behind[0] - 1 if behind and behind[0] > 0 else len(words) - 1
    words[at] = "|".join(with_s(w) for w in words[at].split("|"))
    return entry, " ".join(words)


def with_s(word: str) -> str:
    """A word with the ending of a plural, or of "he does it"."""
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return f"{word}es"
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}s"


def _with_ing(word: str) -> list[str]:
    if word.endswith("ie"):
        return [f"{word[:-2]}ying"]
    if re.search(r"[^eoy]e$", word):
        return [f"{word[:-1]}ing"]
    return [f"{word}ing", *([f"{word}{word[-1]}ing"] if _DOUBLED.search(word) else [])]


def _regular_past(word: str) -> list[str]:
    if word.endswith("e"):
        return [f"{word}d"]
    if re.search(r"[^aeiou]y$", word):
        return [f"{word[:-1]}ied"]
    return [f"{word}ed", *([f"{word}{word[-1]}ed"] if _DOUBLED.search(word) else [])]
