"""Markdown's marks inside a block: emphasis, links, code, tags, escapes, footnote references, line breaks.

One pass over the source, so that every mark becomes an edit at its own place. markdown-it's own inline parser tells
what the text says but not where it stands; the rules here are CommonMark's (0.31, chapter 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.records import Edit, EditOp, Fragment

_TOKEN = re.compile(
    r"""(?P<break>\\?[ \t]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*(?:>[ \t]*)*)
    |(?P<escape>\\(?=[!-/:-@\[-`{-~]))
    |(?P<code>`+)
    |\[\^(?P<note>[^\]\s^]{1,40})\]
    |(?P<image>!\[)
    |(?P<open>\[)
    |(?P<close>\])
    |<(?P<auto>[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>
    |(?P<tag><!--.*?-->|</?[a-zA-Z][^<>]*>)
    |(?P<stars>\*+|_+|~~)
    |(?P<entity>&(?:nbsp|ensp|emsp|thinsp|\#160|\#xa0);)
    |(?P<amp>&(?:amp|\#38);)
    |(?P<soft>&shy;|[\u00ad\u200b\u2060\ufeff]+)
    |(?P<blanks>[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]{2,}|[\t\u00a0\u2000-\u200a\u202f\u205f\u3000])""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_DESTINATION = re.compile(
    r"""\(\s*(?:<[^<>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.|\([^\s()]*\))*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)"""
)
_REFERENCE = re.compile(r"\[(?!\^)[^\[\]]{0,200}\]")
_DEFINED = re.compile(r"^ {0,3}\[(?!\^)([^\[\]]{1,200})\]:", re.MULTILINE)
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|tr|td|th|h[1-6]|ul|ol|table)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marks:
    """The edits of a stretch of Markdown, ascending, and where the labels of its footnote references stand."""

    edits: tuple[Edit, ...]
    markers: tuple[Fragment, ...]


@dataclass(slots=True)
class _Run:
    """A run of `*`, `_` or `~~` and how much of it is not used up yet, `source[start:end]`."""

    char: str
    start: int
    end: int
    opens: bool
    closes: bool
    length: int


def read_marks(source: str, start: int, end: int) -> Marks:
    """Find the marks in `source[start:end]`.

    Args:
        source: The Markdown.
        start: Of the block.
        end: Of the block.
    """
    scan = _Scan(source, start, end)
    scan.run()
    return scan.marks()


class _Scan:
    """One pass over one block."""

    def __init__(self, source: str, start: int, end: int) -> None:
        self._source, self._start, self._end = source, start, end
        self._edits: list[Edit] = []
        self._markers: list[Fragment] = []
        self._runs: list[_Run] = []
        self._brackets: list[tuple[str, int, int]] = []

    def edit(self, op: EditOp, start: int, end: int) -> None:
        """Note an edit; an empty one is none."""
        if start < end:
            self._edits.append(Edit(op, start, end))

    def run(self) -> None:
        """Read all tokens."""
        at = self._start
        while token := _TOKEN.search(self._source, at, self._end):
            at = self._token(token)

    def _token(self, token: re.Match[str]) -> int:
        """Handle one token; where to read on."""
        start, end = token.span()
        match token.lastgroup:
            case "break" | "blanks" | "entity":
                self.edit("space", start, end)
            case "escape":
                self.edit("drop", start, end)
                return end + 1
            case "amp":
                self.edit("drop", start + 1, end)
            case "soft":
                self.edit("drop", start, end)
            case "tag":
                self.edit("space" if _BREAKING_TAG.match(token["tag"]) else "drop", start, end)
            case "auto":
                self.edit("drop", start, start + 1)
                self.edit("drop", end - 1, end)
            case "code":
                return self._code(start, end)
            case "note":
                self.edit("drop", start, start + 2)
                self.edit("marker", start + 2, end - 1)
                self.edit("drop", end - 1, end)
                self._markers.append((start + 2, end - 1))
            case "image" | "open":
                self._brackets.append((token.lastgroup, start, end))
            case "close":
                return self._close(start, end)
            case _:
                self._emphasis(start, end)
        return end

    def _code(self, start: int, end: int) -> int:
        """Backticks: up to as many again the text stands as it is, but for line breaks."""
        closing = re.compile(rf"(?<!`)`{{{end - start}}}(?!`)").search(self._source, end, self._end)
        if not closing:
            return end
        self.edit("drop", start, end)
        for gap in re.compile(r"\s*[\r\n]\s*(?:>[ \t]*)*").finditer(self._source, end, closing.start()):
            self.edit("space", *gap.span())
        self.edit("drop", *closing.span())
        return closing.end()

    def _close(self, start: int, end: int) -> int:
        """A closing bracket: with a destination or a reference behind it, what it closes is a link or an image."""
        if not self._brackets:
            return end
        kind, opening, behind = self._brackets.pop()
        target = _DESTINATION.match(self._source, end, self._end) or _REFERENCE.match(self._source, end, self._end)
        if target is None or (target[0][0] == "[" and not self._is_defined(target[0], self._source[behind:start])):
            return end
        if kind == "image":
            # An image's description is seen by nobody who reads the page.
            self._edits = [e for e in self._edits if e.end <= opening]
            self._markers = [m for m in self._markers if m[1] <= opening]
            self._runs = [r for r in self._runs if r.end <= opening]
            self.edit("drop", opening, target.end())
        else:
            self.edit("drop", opening, behind)
            self.edit("drop", start, target.end())
        return target.end()

    def _is_defined(self, reference: str, text: str) -> bool:
        return _folded(reference[1:-1].strip() or text) in _defined(self._source)

    def _emphasis(self, start: int, end: int) -> None:
        """A run of delimiters, by what stands on its sides (CommonMark 6.2: left- and right-flanking)."""
        before = self._source[start - 1] if start > self._start else " "
        after = self._source[end] if end < self._end else " "
        left = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
        right = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
        char = self._source[start]
        opens, closes = left, right
        if char == "_":
            opens, closes = left and (not right or not before.isalnum()), right and (not left or not after.isalnum())
        if opens or closes:
            self._runs.append(_Run(char, start, end, opens, closes, end - start))

    def marks(self) -> Marks:
        """Pair the delimiters and put all edits in order."""
        self._pair()
        return Marks(tuple(self._without_double_blanks()), tuple(self._markers))

    def _without_double_blanks(self) -> Iterator[Edit]:
        """The edits in order; of the blanks that meet where a mark vanished, one stays, and none at the start."""
        at, blank = self._start, True
        for edit in [*sorted(self._edits, key=lambda e: (e.start, e.end)), None]:
            until = edit.start if edit else self._end
            if at < until:
                if blank and self._source[at] == " ":
                    yield Edit("drop", at, at + 1)
                    at += 1
                blank = self._source[until - 1] == " " if at < until else blank
            if edit is None:
                return
            yield replace(edit, op="drop") if edit.op == "space" and blank else edit
            blank = blank if edit.op == "drop" else edit.op == "space"
            at = edit.end

    def _pair(self) -> None:
        """Match closing runs with the nearest opening ones (CommonMark's `process emphasis`)."""
        waiting: list[_Run] = []
        for run in self._runs:
            while run.closes and run.start < run.end:
                at = next((i for i in range(len(waiting) - 1, -1, -1) if _fit(waiting[i], run)), None)
                if at is None:
                    break
                opener = waiting[at]
                del waiting[at + 1 :]
                used = 2 if min(opener.end - opener.start, run.end - run.start) >= 2 else 1
                self.edit("drop", opener.end - used, opener.end)
                self.edit("drop", run.start, run.start + used)
                opener.end -= used
                run.start += used
                if opener.start == opener.end:
                    waiting.pop()
            if run.opens and run.start < run.end:
                waiting.append(run)
        self._pair_misplaced([r for r in self._runs if r.end - r.start == r.length == 2])

    def _pair_misplaced(self, unpaired: list[_Run]) -> None:
        """Converters write `**Source: **The`, which CommonMark shows as it stands; nobody means two stars in prose."""
        for opener, closer in zip(unpaired[::2], unpaired[1::2], strict=False):
            if opener.char == closer.char:
                self.edit("drop", opener.start, opener.end)
                self.edit("drop", closer.start, closer.end)


@lru_cache(maxsize=1)
def _defined(source: str) -> frozenset[str]:
    """The names of all link reference definitions of a document."""
    return frozenset(_folded(m[1]) for m in _DEFINED.finditer(source))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _fit(opener: _Run, closer: _Run) -> bool:
    """Same sign, and CommonMark's rule of three for runs that may both open and close."""
    if opener.char != closer.char:
        return False
    if (opener.closes or closer.opens) and (opener.length + closer.length) % 3 == 0:
        return opener.length % 3 == 0 and closer.length % 3 == 0
    return True
