r"""Who is said to be the first, or the only one, to do something: "Ghana became the first state to ratify the pact".

A form of such a claim is a regular expression over one sentence in which a blank is any white space, capitals count,
and

- `{subject}` is a name: words with capitals, and small ones between them; pronouns are none;
- `{rank}` is `first`, `second` or another rank, or `only`, `sole`, `last`;
- `{thing}` is one of a kind, up to five words;
- `{deed}` is what follows to the end of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.claims.forms import Notation, Spelled, first_hit, promising
from pipeline.numbers import RANK, count_of

_NAME = (
    r"(?!(?:It|He|She|They|We|I|You|This|That|These|Those|There|Here|Who|Which|What|In|On|At|By|But|And|When|While|As|"
    r"For|From|After|Before|Since|Although|Though|Because|If|So|Then|Thus|Also|One)\b)[A-Z][\w’'.&-]*"
)
_NAMES = rf"(?:[Tt]he\s)?{_NAME}(?:\s(?:(?:of|the|and|de|van|von|bin|al|el|la)\s)*{_NAME})*"
_SLOTS = {
    "{subject}": rf"(?<![\w’'])(?P<subject>{_NAMES})",
    "{rank}": rf"(?P<rank>(?i:{RANK})|only|sole|last)",
    "{thing}": r"(?P<thing>[^\W\d_][\w’'-]*(?:\s[^\W\d_][\w’'-]*){0,4}?(?<![^su]s))",
    "{deed}": r"(?P<deed>[^.;:()?!—]{10,160})",
}
_WORTH = re.compile(rf"\bthe\s(?:very\s)?(?:{RANK}|only|sole|last)\s", re.IGNORECASE)
"""A sign of such a claim."""
_FEWEST = 3
"""So many words must tell what was done."""


@dataclass(frozen=True, slots=True)
class UniqueFound:
    """A claim at `text[start:end]`: its rule, and which in a row it says; 1 for the only one too, 0 for the last."""

    rule: str
    start: int
    end: int
    number: int


def _fault(form: str) -> str:
    """A form names each of the parts once."""
    well = all(form.count(slot) == 1 for slot in _SLOTS)
    return "" if well else "does not name {subject}, {rank}, {thing} and {deed} once each"


UNIQUE_FORMS = Notation(_SLOTS, _fault, flags=re.NOFLAG)


def unique_in(text: str, sentences: Sequence[tuple[int, int]], forms: Spelled) -> Iterator[UniqueFound]:
    """The claims of a text, in order; of a sentence the first that fits.

    Args:
        text: Of the block.
        sentences: Where they begin and end.
        forms: With the ids of their rules.
    """
    for low, high in promising(text, sentences, _WORTH):
        if (hit := first_hit(forms, text, low, high)) and len(hit[1]["deed"].split()) >= _FEWEST:
            rule, m = hit
            number = count_of(m["rank"]) if m["rank"] not in {"only", "sole", "last"} else int(m["rank"] != "last")
            yield UniqueFound(rule, m.start(), m.start() + len(m.group().rstrip(", ")), number)
