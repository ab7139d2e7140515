"""Ids that are kept: which id a row had when it was first seen, whatever is found out about it later.

Without a registry an id is derived from what a row says, so that the same input has the same ids; a better date then
gives another id. A registry (`registry.jsonl` beside people's decisions, under version control) is like a lock file: a
run reads it and never writes it, so a dataset stays a function of its inputs; `chronocite register` brings it up to
date from a dataset. A row is known again by its mentions; by the id that it would have; and, when a document comes in a
new edition, by its sentences. What became of an id is told: it moved into another row, or some of its row left it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.reconcile.milestones import id_in
from pipeline.records import Mention, Row, content_id, joined, members
from pipeline.store import read_json_lines, to_json, write_text

KEYS: Mapping[str, str] = {"agreements": "agreement_id", "events": "event_id", "interviews": "interview_id"}
"""The tables whose ids are kept; a milestone's hangs on its agreement's."""
KINDS: Mapping[str, str] = {"agreements": "agreement", "events": "event", "interviews": "citation"}
_LISTS = frozenset({"mentions", "words", "formerly"})
"""What holds more than one text in an entry."""
_SAYING = 40
"""Characters: shorter words are those of many rows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the registry.

    Attributes:
        id: First given.
        table: `agreements`, `events` or `interviews`.
        derived: The id that the row would have by what it said when last seen.
        mentions: It rested on when last seen.
        words: Digests of their texts, those that are long enough to tell.
        formerly: Ids that were other rows' until they turned out to be this one.
        split_from: The id of the row that it was a part of.
    """

    id: str
    table: str
    derived: str
    mentions: tuple[str, ...]
    words: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    split_from: str = ""


def registry_path(review: Path) -> Path:
    """Beside people's decisions."""
    return review.parent / "registry.jsonl"


def read_registry(path: Path) -> list[Entry]:
    """The entries, in the order in which they were made; none where there is no file.

    Raises:
        ChronociteError: A line is not what `write_registry` writes; the message names it.
    """
    first: dict[str, Entry] = {}

    def once(plain: Any) -> Entry:
        entry = _entry(plain)
        if first.setdefault(entry.id, entry) != entry:
            raise ValueError(f"the id {entry.id} is given to two rows")
        return entry

    # Two people who registered the same rows may each have added the line.
    return list(dict.fromkeys(read_json_lines(path, once)))


def _entry(plain: Any) -> Entry:
    known, needed = {f.name for f in fields(Entry)}, {"id", "table", "derived", "mentions"}
    if not isinstance(plain, dict) or set(plain) - known or needed - set(plain):
        raise ValueError(f"an entry has {', '.join(sorted(known))}")
    if plain["table"] not in KEYS:
        raise ValueError(f"the table {plain['table']!r} is not known; known are {', '.join(KEYS)}")
    for name, value in plain.items():
        texts = value if name in _LISTS else [value]
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ValueError(f"{name!r} must be {'a list of texts' if name in _LISTS else 'text'}")
    frozen: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()}
    return Entry(**frozen)


def write_registry(path: Path, entries: Iterable[Entry]) -> None:
    """Leave the entries, whole or not at all."""
    write_text(path, "".join(to_json({k: v for k, v in asdict(e).items() if v}) + "\n" for e in entries))


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows with the ids that they keep, and what became of the others.

    Attributes:
        tables: As given, ids replaced in every column that holds them.
        history: Rows of `history.csv`.
    """

    tables: dict[str, list[Row]]
    history: list[Row]


def keep_ids(
    tables: Mapping[str, Sequence[Row]],
    entries: Sequence[Entry],
    mentions: Mapping[str, Mention],
    refer: Collection[str],
) -> Kept:
    """Give rows the ids of the registry.

    Args:
        tables: Of a run, with derived ids.
        entries: Of the registry, the oldest first.
        mentions: By id.
        refer: The columns that hold ids of kept tables, as `table.column`.
    """
    renamed: dict[str, str] = {}
    history: list[Row] = []
    for table, key in KEYS.items():
        rows = tables.get(table, ())
        own = [e for e in entries if e.table == table]
        ids, told = _assigned(table, key, rows, own, mentions)
        renamed |= ids
        history += told
    for row in tables.get("milestones", ()):
        if (owner := renamed.get(row["agreement_id"])) is not None:
            renamed[row["milestone_id"]] = id_in(owner, row)
    out = {name: [_renamed(name, row, renamed, refer) for row in rows] for name, rows in tables.items()}
    return Kept(out, history)


def registered(
    tables: Mapping[str, Sequence[Row]], entries: Sequence[Entry], texts: Mapping[str, tuple[str, str]]
) -> list[Entry]:
    """The registry brought up to date with a dataset: old entries stay in their order, new rows come behind.

    Args:
        tables: Of a run, with the ids that they keep, and its `history`.
        entries: As they were.
        texts: Kind and text of each mention by id.
    """
    merged: dict[str, list[str]] = defaultdict(list)
    parts: dict[str, str] = {}
    for row in tables.get("history", ()):
        if row["how"] == "merged":
            merged[row["row_id"]].append(row["former_id"])
        elif row["how"] == "split":
            parts[row["row_id"]] = row["former_id"]
    known = {e.id: e for e in entries}
    seen: dict[str, Entry] = {}
    for table, key in KEYS.items():
        for row in tables.get(table, ()):
            before = known.get(row[key])
            ids = _resting_on(row, table, texts)
            seen[row[key]] = Entry(
                id=row[key],
                table=table,
                derived=row.get("derived_id", "") or row[key],
                mentions=tuple(ids),
                words=tuple(sorted({_digest(texts[i][1]) for i in ids if len(texts[i][1]) >= _SAYING})),
                formerly=tuple(sorted({*(before.formerly if before else ()), *merged[row[key]]})),
                split_from=(before.split_from if before else "") or parts.get(row[key], ""),
            )
    old = [seen.pop(e.id, e) for e in entries]
    return [*old, *seen.values()]


def _resting_on(row: Row, table: str, texts: Mapping[str, tuple[str, str]]) -> list[str]:
    return [i for i in members(row["evidence"]) if texts.get(i, ("", ""))[0] == KINDS[table]]


def _assigned(
    table: str, key: str, rows: Sequence[Row], entries: Sequence[Entry], mentions: Mapping[str, Mention]
) -> tuple[dict[str, str], list[Row]]:
    """The kept id by the derived one, and what became of ids that are no row's any more."""
    if not entries:
        return {}, []
    shares = _shares(table, key, rows, entries, mentions)
    ids: dict[str, str] = {}
    for entry in entries:
        # The oldest entry is asked first: of two rows that became one the id first given stays.
        for row_id, _ in shares[entry.id].most_common():
            if row_id not in ids:
                ids[row_id] = entry.id
                break
            if ids[row_id] != entry.id:
                break
    taken = set(ids.values())
    history = []
    for entry in entries:
        found = [ids.get(r, r) for r, _ in shares[entry.id].most_common()]
        if entry.id not in taken:
            history.append(_history(table, entry.id, found[0] if found else "", "merged" if found else "gone"))
        history += [_history(table, entry.id, r, "split") for r in found if r not in taken]
        if entry.split_from and entry.id in taken:
            history.append(_history(table, entry.split_from, entry.id, "split"))
    fresh = {row[key] for row in rows} - set(ids)
    for row_id in sorted(fresh & {e.id for e in entries}):
        # The id that it would have is that of a row that has become another one.
        ids[row_id] = content_id(row_id[0], row_id, "again")
    return ids, history


def _shares(
    table: str, key: str, rows: Sequence[Row], entries: Sequence[Entry], mentions: Mapping[str, Mention]
) -> dict[str, Counter[str]]:
    """How much of each entry is in each row: by its mentions; of one that has none left, by words or derived id."""
    of_mention: dict[str, list[str]] = defaultdict(list)
    of_words: dict[str, list[str]] = defaultdict(list)
    derived = {row[key] for row in rows}
    for row in rows:
        for i in members(row["evidence"]):
            if (m := mentions.get(i)) is not None and m.kind == KINDS[table]:
                of_mention[i].append(row[key])
                if len(m.text) >= _SAYING:
                    of_words[_digest(m.text)].append(row[key])
    out: dict[str, Counter[str]] = {}
    for entry in entries:
        found = Counter(r for i in entry.mentions for r in of_mention.get(i, ()))
        if not found:
            found = Counter(r for w in entry.words for r in of_words.get(w, ()))
        if entry.derived in derived and (not found or entry.derived in found):
            # What says the same goes before what says something else of the same sentence.
            found[entry.derived] += len(entry.mentions) + 1
        out[entry.id] = Counter(dict(sorted(found.items(), key=lambda f: (-f[1], f[0]))))
    return out


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).casefold().encode("utf-8", errors="surrogatepass")).hexdigest()[:12]


def _history(table: str, former: str, row_id: str, how: str) -> Row:
    return {
        "history_id": content_id("h", table, former, row_id, how),
        "former_id": former,
        "table": table,
        "row_id": row_id,
        "how": how,
    }


def _renamed(table: str, row: Row, ids: Mapping[str, str], refer: Collection[str]) -> Row:
    out = dict(row)
    for column, old in row.items():
        if f"{table}.{column}" in refer and old:
            out[column] = joined(ids.get(i, i) for i in members(old))
    key = KEYS.get(table)
    if key and out[key] != row[key]:
        out["derived_id"] = row[key]
    return out
