"""What is different between two runs, row by row, and why: another document, a decision, a rule, another grouping.

A row is known by its id, and by the words that it rests on where it has another id since it says something else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pipeline.dataset import BY_NAME, dataset_of, read_tables
from pipeline.records import Row, joined, members

COMPARED = ("agreements", "milestones", "events", "interviews", "findings")
"""The tables of what documents tell, beside that of the documents themselves."""
_LABELS: Mapping[str, Sequence[str]] = {
    "agreements": ("kind", "parties", "name"),
    "milestones": ("agreement_id", "act", "date"),
    "events": ("date", "type", "participants", "name", "summary"),
    "interviews": ("attribution", "date"),
    "findings": ("check", "message"),
}
_UNTOLD = frozenset({"evidence", "mentions", "citations", "sections", "quotes", "reviewed", "derived_id", "summary"})
"""Columns that change with others, and say nothing by themselves."""
_LENGTH = 90
_RULES = 3
"""Rules named of a change, at most."""
How = Literal["gained", "lost", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that one of two runs has, or that says something else in the other one.

    Attributes:
        table: Of the row.
        how: What became of it.
        key: Its id; the new one where it has another.
        label: What it is about.
        says: Column, what it said, what it says.
        reason: Why.
    """

    table: str
    how: How
    key: str
    label: str
    says: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""


class _Run:
    """The dataset of one run."""

    def __init__(self, out: Path) -> None:
        self.tables = read_tables(dataset_of(out))
        self.paths = {r["doc_id"]: r["path"] for r in self.tables["documents"]}
        self.documents = {r["doc_id"]: r for r in self.tables["documents"]}
        self.mentions = {r["mention_id"]: r for r in self.tables["mentions"]}

    @cached_property
    def decisions(self) -> Mapping[str, Row]:
        """Those that have an effect."""
        return {r["decision_id"]: r for r in self.tables["decisions"] if r["applied"] != "no"}

    @cached_property
    def holders(self) -> Mapping[str, Mapping[str, str]]:
        """Of each table the row that rests on a mention: the first one."""
        out: dict[str, dict[str, str]] = {}
        for table in COMPARED:
            of_mention = out.setdefault(table, {})
            for row in self.tables[table]:
                for i in members(row["evidence"]):
                    of_mention.setdefault(i, row[BY_NAME[table].key])
        return out

    def documents_of(self, row: Row) -> list[str]:
        """Those that tell of a row."""
        return members(row["documents"] if "documents" in row else row["doc_id"])


def changes(old: Path, new: Path) -> list[Change]:
    """What is different in a run, compared with another one.

    Args:
        old: The folder of the results of the one.
        new: That of the other.

    Raises:
        StageError: One of them holds no dataset.
    """
    before, after = _Run(old), _Run(new)
    return [*_documents(before, after), *(c for table in COMPARED for c in _Comparison(before, after, table).changes())]


def _documents(before: _Run, after: _Run) -> Iterator[Change]:
    """By path: a file that somebody edited is the same report in a new edition."""
    old, new = ({r["path"]: r for r in run.tables["documents"]} for run in (before, after))
    moved = {r["doc_id"]: path for path, r in old.items() if path not in new}
    came_from = {moved[r["doc_id"]] for path, r in new.items() if path not in old and r["doc_id"] in moved}
    for path, row in new.items():
        if path in old:
            says = differences(old[path], row, {*_UNTOLD, "doc_id"})
            edited = old[path]["doc_id"] != row["doc_id"]
            if says or edited:
                yield Change("documents", "changed", row["doc_id"], path, says, "new edition" if edited else "")
        elif row["doc_id"] in moved:
            says = (("path", moved[row["doc_id"]], path),)
            yield Change("documents", "changed", row["doc_id"], path, says, "renamed")
        else:
            yield Change("documents", "gained", row["doc_id"], path)
    for path in sorted(old.keys() - new.keys() - came_from):
        yield Change("documents", "lost", old[path]["doc_id"], path)


class _Comparison:
    """One table of both runs."""

    def __init__(self, before: _Run, after: _Run, table: str) -> None:
        self._before, self._after, self._table = before, after, table
        key = self._key = BY_NAME[table].key
        self._old = {row[key]: row for row in before.tables[table]}
        self._new = {row[key]: row for row in after.tables[table]}

    def changes(self) -> Iterator[Change]:
        """In the order of the new run, what is lost last."""
        gone = {key: members(row["evidence"]) for key, row in self._old.items() if key not in self._new}
        made = {key: members(row["evidence"]) for key, row in self._new.items() if key not in self._old}
        came_from = {new: old for old, new in successors(gone, made).items()}
        for key, row in self._new.items():
            old = self._old.get(came_from.get(key, key))
            if old is None:
                yield self._change("gained", key, (), None, row)
            elif says := self._says(old, row):
                yield self._change("changed", key, says, old, row)
        again = set(came_from.values())
        for key, row in self._old.items():
            if key not in self._new and key not in again:
                yield self._change("lost", key, (), row, None)

    def _says(self, old: Row, new: Row) -> tuple[tuple[str, str, str], ...]:
        if "documents" in old:
            old = old | {"documents": _named(self._before, old)}
            new = new | {"documents": _named(self._after, new)}
        same = {self._key} if old[self._key] == new[self._key] else set()
        return differences(old, new, _UNTOLD | same)

    def _change(
        self, how: How, key: str, says: tuple[tuple[str, str, str], ...], old: Row | None, new: Row | None
    ) -> Change:
        row = new or old or {}
        words = (row[column] for column in _LABELS[self._table])
        return Change(self._table, how, key, _shortened(" · ".join(filter(None, words))), says, self._why(old, new))

    def _why(self, old: Row | None, new: Row | None) -> str:
        """The nearest reason: what people decided, then other documents, then other readings of the same ones."""
        about = {i for row in (old, new) if row for i in members(row["evidence"])}
        keys = {row[self._key] for row in (old, new) if row}
        reasons = self._decided(about, keys) or self._other_documents(old, new) or self._other_rules(about)
        if reasons:
            return "; ".join(reasons)
        if new is None and (
            taken := {r for i in about if (r := self._after.holders[self._table].get(i)) and r in self._new}
        ):
            return f"its words are in {', '.join(sorted(taken))} now"
        if old is None and (
            taken := {r for i in about if (r := self._before.holders[self._table].get(i)) and r in self._old}
        ):
            return f"its words were in {', '.join(sorted(taken))}"
        return "the same words, read, put together or checked otherwise"

    def _decided(self, about: set[str], keys: set[str]) -> list[str]:
        """Decisions that only one of the runs knows."""
        out = []
        for here, there, how in ((self._after, self._before, "decision"), (self._before, self._after, "taken back")):
            for i, d in here.decisions.items():
                touched = not about.isdisjoint(members(d["evidence"])) or not keys.isdisjoint(members(d["rows"]))
                if i not in there.decisions and touched:
                    out.append(f"{how} {i} ({' '.join(filter(None, (d['action'], d['author'])))})")
        return out

    def _other_documents(self, old: Row | None, new: Row | None) -> list[str]:
        told = self._before.documents_of(old) if old else []
        tells = self._after.documents_of(new) if new else []
        out = []
        for doc_id in tells:
            if doc_id not in self._before.documents:
                path = self._after.paths[doc_id]
                known = path in self._before.paths.values()
                out.append(f"new edition of {path}" if known else f"new document {path}")
        for doc_id in told:
            path = self._before.paths[doc_id]
            if doc_id not in self._after.documents:
                gone = path not in self._after.paths.values()
                out.append(f"{path} is gone" if gone else f"new edition of {path}")
        return [*dict.fromkeys(out)]

    def _other_rules(self, about: Iterable[str]) -> list[str]:
        """The rules of mentions that only one run has, or that has another value there."""
        rules: dict[str, None] = {}
        for i in sorted(about):
            old, new = self._before.mentions.get(i), self._after.mentions.get(i)
            if old is None or new is None or (old["rule"], old["value"]) != (new["rule"], new["value"]):
                rules |= dict.fromkeys(m["rule"] for m in (old, new) if m)
        names = [*rules]
        more = [f"{len(names) - _RULES} more"] if len(names) > _RULES else []
        return [f"rules: {', '.join([*names[:_RULES], *more])}"] if names else []


def successors(gone: Mapping[str, Iterable[str]], made: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Which new row goes on from one that is gone: that which rests on most of the same words, each new one once.

    Args:
        gone: Keys of rows that are no more, with the mentions that each rested on.
        made: Keys of new rows, with theirs.
    """
    resting: defaultdict[str, list[str]] = defaultdict(list)
    for key, mentions in made.items():
        for i in mentions:
            resting[i].append(key)
    out: dict[str, str] = {}
    taken: set[str] = set()
    for key, mentions in gone.items():
        shared = Counter(new for i in mentions for new in resting.get(i, ()) if new not in taken)
        if shared:
            # The greatest share; of equal ones the first by key, so that it doesn't depend on the order of rows.
            out[key] = min(shared, key=lambda new: (-shared[new], new))
            taken.add(out[key])
    return out


def differences(old: Row, new: Row, untold: Collection[str]) -> tuple[tuple[str, str, str], ...]:
    """Column, what it said and what it says now, for those that differ and that are told of."""
    columns = [c for c in {**old, **new} if c not in untold]
    return tuple((c, old.get(c, ""), new.get(c, "")) for c in columns if old.get(c, "") != new.get(c, ""))


def report(found: Sequence[Change]) -> Iterator[str]:
    """The changes, line by line: counts of each table, then its rows."""
    for table in ("documents", *COMPARED):
        own = [c for c in found if c.table == table]
        counts = Counter(c.how for c in own)
        said = ", ".join(f"{counts[how]} {how}" for how in _SIGNS if counts[how])
        yield f"{table}: {said or 'nothing changed'}"
        for how, sign in _SIGNS.items():
            for c in own:
                if c.how == how:
                    yield f"  {sign} {c.key} {c.label}" + (f" — {c.reason}" if c.reason else "")
                    yield from (
                        f"      {column}: {old or 'nothing'} → {new or 'nothing'}" for column, old, new in c.says
                    )


_SIGNS: Mapping[How, str] = {"gained": "+", "lost": "-", "changed": "~"}


def _named(run: _Run, row: Row) -> str:
    return joined(sorted(run.paths[d] for d in run.documents_of(row)))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LENGTH else f"{line[: _LENGTH - 1]}…"
