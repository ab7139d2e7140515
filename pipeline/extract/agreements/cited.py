"""Milestones that a note tells of by citing: the title of an agreement, its date, and what is said behind that.

The title with the date behind it says that the agreement was signed, or adopted, on that day; "entered into force" and
the like behind it are said of it as well. An article that is called by an agreement dates itself alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.agreements.acts import NO_ACT, ActFinder
from pipeline.extract.agreements.pairing import inside
from pipeline.extract.agreements.press import in_periodical
from pipeline.extract.agreements.settling import AgreementAt
from pipeline.extract.agreements.steps import Mentioned, MilestoneAt
from pipeline.extract.dates.timing import dates_of
from pipeline.extract.nlp import TextBlock

REACH_OF_TITLE = 120
"""Characters between the title of an agreement and its date in a note."""
OF_A_TITLE = frozenset({"signed", "entered_into_force", "adopted", "ratified", "revised", "ended"})
"""Acts that a note says of the title before them."""

_OPENING = ("“", '"', "[", "‘", "«")
_CLOSING = ("”", '"')
_IN_FORCE = re.compile(r" in (?:force|effect)\b", re.IGNORECASE)
_CITED = re.compile(r"(?:^|[;.:]\s|\bSee(?: also)?,? |\bsee(?: also)?,? |[”\"],? )(?:The |the )?$")


def milestones_cited(
    index: int, block: TextBlock, here: Sequence[Mentioned], finder: ActFinder
) -> Iterator[MilestoneAt]:
    """The milestones that a note tells of by citing agreements.

    Args:
        index: Of the block.
        block: The note.
        here: Its mentions.
        finder: Of acts.
    """
    text = block.reading.text
    dates = [d for d in dates_of(block.doc, (0, len(text))) if not any(inside(d, a) for _, a in here)]
    # A title that only mentions an agreement ("Parliament Debates Treaty") dates itself, not the agreement.
    titles = [(i, a) for i, a in here if a.found.form == "name" and _is_title(text, a)]
    for i, title in titles:
        part_end = text.find(";", title.end)
        part_end = part_end if part_end >= 0 else len(text)
        ahead = [d for d in dates if title.end <= d.start < min(part_end, title.end + REACH_OF_TITLE)]
        if ahead and not _of_article(text, title) and not _told_of(finder, text, title.end, ahead[0].start):
            span = (title.start, title.end)
            # "Press release (2019) 115, December 4, 2019": the day, if it is of the year.
            date = max(ahead, key=lambda d: (d.value.startswith(ahead[0].value), len(d.value)))
            yield MilestoneAt(i, title.found.default_act, title.found.rule, index, span, date, (0, len(text)))
        following = next((t.start for j, t in titles if j > i), len(text))
        for act in finder.acts(text, title.end, following):
            behind = [d for d in dates if act.end <= d.start <= act.end + 30]
            if behind and act.act in OF_A_TITLE:
                yield MilestoneAt(i, act.act, act.rule, index, (act.start, act.end), behind[0], (0, len(text)))


def _told_of(finder: ActFinder, text: str, start: int, end: int) -> bool:
    """Whether what stands between a title and a date says something else of it than that it was made."""
    return _IN_FORCE.match(text, start) is not None or any(a.act != NO_ACT for a in finder.acts(text, start, end))


def _of_article(text: str, title: AgreementAt) -> bool:
    """Whether a title, or the longer one that it stands in, is that of an article: it appeared in the press."""
    quote = min((at for c in _CLOSING if (at := text.find(c, title.end)) >= 0), default=-1)
    return quote >= 0 and in_periodical(text, quote)


def _is_title(text: str, mention: AgreementAt) -> bool:
    """Whether a name is cited: it opens a quotation, or stands where a citation begins."""
    ahead = text[: mention.start]
    return ahead.endswith(_OPENING) or bool(_CITED.search(ahead[-12:] or ahead))
