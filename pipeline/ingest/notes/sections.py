"""Notes that stand together behind a heading such as "Notes", at a chapter's end or at the document's.

What the readers of plain text, Markdown and HTML share: which headings open and close such a section, which parts it
has ("Chapter 2"), and which of its lines or blocks begin a note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from pipeline.ingest.notes.forms import Head
from pipeline.ingest.notes.sequence import Candidate, best_sequence

_OPENS = re.compile(
    r"(?:[\divxlc]{1,5}[.)]?\s+)?(?:(?:end|foot)-?\s?notes|notes|(?:source )?notes and (?:references|sources|citations)"
    r"|references and (?:end|foot)?notes|list of (?:end|foot)notes|(?:end|foot)?notes (?:to|for|on) (?:the )?"
    r"(?:chapters?|parts?|sections?|text|introduction|preface|pages?)\b.{0,60})[.:]?",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"(?:(?:selected |select |annotated |general )?(?:bibliography|references|index|works cited|literature|sources)"
    r"|(?:list of )?(?:abbreviations|acronyms|tables|figures|illustrations)|glossary|contents|disclaimer"
    r"|acknowledge?ments?|about the (?:authors?|contributors?|editors?)|(?:the )?contributors|author information"
    r"|(?:appendix|annex|appendices)\b.{0,60}|conclusions?|further reading|credits|copyright)[.:]?",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:chapter|part|section|book|appendix|annex|introduction|preface|foreword|prologue|epilogue|conclusions?)\b.{0,90}",
    re.IGNORECASE,
)
LONGEST_BREAK = 3
"""Paragraphs that no number opens, one behind the other, before what follows is no longer taken for notes."""
_PAGE_HEAD = re.compile(r"notes to pages?\s.*", re.IGNORECASE)


def opens_notes(text: str) -> bool:
    """Whether a heading says that notes follow."""
    return len(text) <= 90 and _OPENS.fullmatch(text) is not None and _PAGE_HEAD.fullmatch(text) is None


def closes_notes(text: str) -> bool:
    """Whether a heading says that something else than notes follows: a bibliography, an index."""
    return len(text) <= 90 and _CLOSES.fullmatch(text) is not None


def names_part(text: str) -> bool:
    """Whether a heading among notes names the chapter whose notes follow."""
    return len(text) <= 100 and _PART.fullmatch(text) is not None


def choose_heads(heads: Sequence[Head], parts: Iterable[int]) -> list[tuple[int, Head]]:
    """Choose the heads of notes: those in the form of most, counting up.

    Args:
        heads: All that may be, in source order.
        parts: The offsets at which counting may start again.

    Returns:
        Scope and head of each, in source order; nothing where the form that most share is one that only numbers and
        words run together have.
    """
    usual = usual_style(heads)
    bounds = sorted(parts)
    candidates, of, passed = [], {}, 0
    for h in heads:
        if h.tight and h.style != usual:
            continue
        now = sum(1 for b in bounds if b <= h.start)
        weight = 1.0 if h.style == usual else 0.3
        candidates.append(Candidate(h.label, h.start, h.end, weight, fresh=now > passed))
        of[h.start] = h
        passed = now
    return [(scope, of[c.start]) for scope, c in best_sequence(candidates)]


def usual_style(heads: Collection[Head]) -> tuple[str, str, bool] | None:
    """The form that most heads have; of forms that are as frequent, the first."""
    styles = Counter(h.style for h in heads)
    return max(styles, key=lambda s: styles[s]) if styles else None
