"""The tables of the contract as files: CSV, Parquet, SQLite, and a data package that describes them.

`TABLES` is the contract in code: every table, its columns in order, what each holds and what it points to.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import StageError
from pipeline.records import Row
from pipeline.store import to_json, write_bytes, write_text

Type = Literal["string", "integer"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds, its type, and the table that its single value is an id of."""

    name: str
    about: str
    type: Type = "string"
    points_to: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its first column is its key."""

    name: str
    about: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> str:
        """The name of the column whose values are unique."""
        return self.columns[0].name

    @property
    def names(self) -> list[str]:
        """The columns' names in order."""
        return [c.name for c in self.columns]


_LIST = "members separated by `; `"
_EVIDENCE = Column("evidence", f"mentions that the row rests on, {_LIST}")
_DOC = Column("doc_id", "the document", points_to="documents")

TABLES: tuple[Table, ...] = (
    Table(
        "documents",
        "Every raw file and what became of it.",
        (
            Column("doc_id", "from the content of the file"),
            Column("path", "as found in the raw folder"),
            Column("sha256", "of the file's bytes"),
            Column("media_type", "told from the content"),
            Column("title", "as `sources.toml` says, or as found in the file"),
            Column("authors", "as `sources.toml` says, or as found in the file"),
            Column("publisher", "as `sources.toml` says, or as found in the file"),
            Column("published", "when it was published, EDTF"),
            Column("language", "its language, ISO 639"),
            Column("pages", "how many it has, 0 where the source has none", "integer"),
            Column("characters", "how many the source text has", "integer"),
            Column("status", "ok, failed, empty or skipped"),
            Column("error", "the reason of a status other than ok"),
            Column("url", "where the file came from"),
            Column("found_in", "where each fact was found, `title=metadata; …`"),
            Column("remarks", "what to know of its text: pages read by OCR or not at all, another language"),
        ),
    ),
    Table(
        "mentions",
        "Every span that something was read from: the provenance of everything else.",
        (
            Column("mention_id", "from document, span, kind, rule and value"),
            _DOC,
            Column("kind", "date, actor, agreement, event, footnote, marker, citation, quote or claim"),
            Column("text", "reading text"),
            Column("start", "of the hull, in code points of the source text", "integer"),
            Column("end", "of the hull, exclusive", "integer"),
            Column("fragments", "JSON [[start, end], …]"),
            Column("page", "from 1, where the source has pages", "integer"),
            Column("boxes", "JSON [[page, x0, top, x1, bottom], …] in points, for PDF"),
            Column("section", "the headings above, ` > ` between them"),
            Column("block", "heading, paragraph, list, footnote, endnote, caption, table or front"),
            Column("label", "the note's number, for notes and markers"),
            Column("value", "normalised, EDTF for dates"),
            Column("timex3", "ISO-TimeML value, for dates"),
            Column("rule", "the rule that made it"),
            Column("verified", "yes where a second, independent reading of the raw file holds the same text"),
            Column("complete", "for notes: yes, or no where a part of the note is known to be lost"),
            Column("mod", "for dates: START, MID, END of the time, APPROX, MORE_THAN …, as ISO-TimeML has it"),
            Column("anchor", "for relative dates: the date mention that gives the value, or `published`"),
            Column("type", "for dates: DATE, TIME, DURATION or SET, as ISO-TimeML has it"),
        ),
    ),
    Table(
        "citations",
        "Every citation of every note.",
        (
            Column("citation_id", "from document, span and kind"),
            _DOC,
            Column("section", "the headings above the note"),
            Column("footnote", "the note's number"),
            Column("position", "in the note, from 1", "integer"),
            Column("kind", "interview, correspondence, full, short, ibid or note"),
            Column("text", "reading text"),
            Column("start", "of the hull", "integer"),
            Column("end", "of the hull, exclusive", "integer"),
            Column("fragments", "JSON [[start, end], …]"),
            Column("page", "from 1, where the source has pages", "integer"),
            Column("attribution", "the person as printed"),
            Column("affiliation", "of the person"),
            Column("role", "of the person"),
            Column("status", f"retired, former, senior …, {_LIST}"),
            Column("anonymity", "anonymous, named or withheld"),
            Column("mode", "interview, email correspondence …"),
            Column("counterpart", "who asked"),
            Column("place", "of the interview"),
            Column("date", "EDTF, of the interview or the source"),
            Column("authors", f"as printed, {_LIST}"),
            Column("title", "without quotation marks"),
            Column("year", "with its letter"),
            Column("locator", "page or paragraph"),
            Column("resolves_to", "the citation of the full form", points_to="citations"),
            Column("supports", f"the markers that cite the note, {_LIST}"),
            Column("quote", f"the words quoted in the sentences so supported, {_LIST}"),
            Column("mention_id", "the words", points_to="mentions"),
            Column("unresolved", "why a short form or ibid resolves to nothing"),
            Column("container", "the paper, journal, book or site that it appeared in"),
            Column("publisher", "as printed"),
            Column("publisher_place", "as printed"),
            Column("url", "the first web address"),
            Column("doi", "without its resolver"),
            Column("supported_sentence", f"the sentences that the markers stand in, in quotation marks, {_LIST}"),
            Column("supported_start", f"of each sentence's hull, {_LIST}"),
            Column("supported_end", f"of each sentence's hull, exclusive, {_LIST}"),
            Column("speaker", f"whom the sentences name as saying it, {_LIST}"),
            Column("date_from", "where a year left out is from: `note` or `document`, whose other citations say it"),
            Column("actors", f"of the affiliation or the person described: ISO 3166-1 alpha-3 or acronym, {_LIST}"),
        ),
    ),
    Table(
        "interviews",
        "The distinct interviews behind the citations.",
        (
            Column("interview_id", "from document, person, way, place and day"),
            _DOC,
            Column("attribution", "the person as printed"),
            Column("affiliation", "of the person"),
            Column("role", "of the person"),
            Column("status", f"retired, former, senior …, {_LIST}"),
            Column("anonymity", "anonymous, named or withheld"),
            Column("mode", "interview, email correspondence …"),
            Column("place", "of the interview"),
            Column("date", "of the interview, EDTF"),
            Column("citations", f"that cite it, {_LIST}"),
            Column("interviewees_at_least", "people that the citations prove", "integer"),
            Column("sections", f"in which it is cited, {_LIST}"),
            Column("quotes", f"words quoted from it, {_LIST}"),
            _EVIDENCE,
            Column("reviewed", f"decisions of people about it, {_LIST}"),
            Column("derived_id", "the id that it would have, where the registry keeps another one"),
        ),
    ),
    Table(
        "agreements",
        "Formal instruments between parties.",
        (
            Column("agreement_id", "from kind, parties and what tells it from others"),
            Column("name", "the fullest in use in the documents"),
            Column("kind", "treaty, acsa, joint_declaration …, or a kind of your rules"),
            Column("parties", f"ISO 3166-1 alpha-3 or acronym, {_LIST}"),
            Column("aliases", f"other names in use, {_LIST}"),
            Column("first_date", "EDTF, of the first milestone"),
            Column("last_act", "the last milestone that is dated"),
            Column("documents", f"that mention it, {_LIST}"),
            Column("mentions", "how many", "integer"),
            _EVIDENCE,
            Column("reviewed", f"decisions of people about it, {_LIST}"),
            Column("derived_id", "the id that it would have, where the registry keeps another one"),
        ),
    ),
    Table(
        "milestones",
        "What happened to an agreement, and when.",
        (
            Column("milestone_id", "from agreement, act and date"),
            Column("agreement_id", "whose milestone it is", points_to="agreements"),
            Column("act", "signed, entered_into_force …, or an act of your rules"),
            Column("date", "EDTF, the reconciled value"),
            Column("other_dates", f"that contradict it, {_LIST}"),
            Column("documents", f"that tell of it, {_LIST}"),
            _EVIDENCE,
            Column("reviewed", f"decisions of people about it, {_LIST}"),
        ),
    ),
    Table(
        "events",
        "Dated events after reconciliation.",
        (
            Column("event_id", "from type, date, participants and name"),
            Column("type", "agreement, dialogue, visit, exercise …, or a type of your rules"),
            Column("plover", "the PLOVER event type nearest to it, where there is one"),
            Column("name", "of the exercise, operation or meeting"),
            Column("participants", f"codes of actors, {_LIST}"),
            Column("place", "as printed"),
            Column("date", "when it happened, EDTF"),
            Column("date_start", "first day that it may cover"),
            Column("date_end", "last day that it may cover"),
            Column("modality", "actual, planned, cancelled, postponed or negated"),
            Column("summary", "the sentence that tells of it first"),
            Column("documents", f"that tell of it, {_LIST}"),
            _EVIDENCE,
            Column("cue", "the words that say so, where it did not simply happen"),
            Column("roles", f"agent:CODE and target:CODE where the grammar says who did it to whom, {_LIST}"),
            Column("participants_from", "sentence, name, heading, pair or paragraph: what says who took part"),
            Column("date_from", "sentence, or context where a sentence before gives the date"),
            Column("other_dates", f"that contradict it, {_LIST}"),
            Column("reviewed", f"decisions of people about it, {_LIST}"),
            Column("derived_id", "the id that it would have, where the registry keeps another one"),
            Column("act", "of an agreement: what happened to it, as in milestones"),
        ),
    ),
    Table(
        "merges",
        "Why mentions are one row: two of them at a time, and what spoke for it.",
        (
            Column("merge_id", "from table, row and mentions"),
            Column("table", "agreements, events or interviews"),
            Column("row_id", "the row"),
            Column("one", "a mention", points_to="mentions"),
            Column("other", "a mention", points_to="mentions"),
            Column("fields", f"that are the same or agree, {_LIST}; `decision` where a person said so"),
            Column("decided", "the decision that says so, where one does"),
        ),
    ),
    Table(
        "dissent",
        "Values that were told and contradict the one that counts.",
        (
            Column("dissent_id", "from table, row, column and value"),
            Column("table", "milestones, events …"),
            Column("row_id", "the row"),
            Column("field", "the column"),
            Column("value", "told"),
            Column("kept", "the value that counts"),
            Column("documents", f"that tell it, {_LIST}"),
            _EVIDENCE,
        ),
    ),
    Table(
        "decisions",
        "What people decided, and what became of it in this run.",
        (
            Column("decision_id", "from all that the decision says"),
            Column("action", "accept, reject, correct, merge, split, apart or withdraw"),
            Column("table", "that it is about; dates and actors are mentions of this kind"),
            Column("field", "that it corrects"),
            Column("value", "that it gives"),
            Column("state", "exact, moved, fuzzy (to confirm), orphaned or withdrawn: are its words still there"),
            Column("applied", "yes, partly (not at all of its places) or no"),
            Column("reason", "of a state other than exact, and of not being applied"),
            Column("rows", f"that it is about now, {_LIST}"),
            Column("words", "the first that it is about"),
            Column("path", "the file that they stood in"),
            Column("author", "who decided"),
            Column("time", "UTC"),
            Column("comment", "why"),
            _EVIDENCE,
        ),
    ),
    Table(
        "revisions",
        "What decisions changed in what was read; the tables and the checks go on from readings so revised.",
        (
            Column("revision_id", "from document, record and column"),
            _DOC,
            Column("part", "agreements, milestones, events, citations, claims or mentions: the records of a kind"),
            Column("position", "of the record among those of its part in the document, from 0", type="integer"),
            Column("mention_id", "that it was read from; empty of a mention that was rejected", points_to="mentions"),
            Column("how", "rejected, corrected, or dropped: a citation that is none; rejected, it is no interview's"),
            Column("field", "that is corrected"),
            Column("value", "what it says instead"),
            Column("decision_id", "that says so", points_to="decisions"),
        ),
    ),
    Table(
        "history",
        "What became of ids that the registry knows.",
        (
            Column("history_id", "from what it tells"),
            Column("former_id", "as registered"),
            Column("table", "agreements, events or interviews"),
            Column("row_id", "the row that it is now, or that was a part of it; empty where there is none"),
            Column("how", "merged: it is part of the row; split: the row was part of it; gone: nothing tells of it"),
        ),
    ),
    Table(
        "findings",
        "What a careful reader should look at.",
        (
            Column("finding_id", "from check, document and what was found"),
            Column("check", "the name of the check"),
            Column("severity", "error, warning or note"),
            _DOC,
            Column("message", "one sentence"),
            Column("expected", "what the check expected"),
            Column("found", "what it found instead"),
            _EVIDENCE,
        ),
    ),
    Table(
        "claims",
        "Every statement that a check tested.",
        (
            Column("claim_id", "from check, document, text and place"),
            Column("check", "the name of the check"),
            _DOC,
            Column("text", "what is claimed"),
            Column("expected", "the claimed number"),
            Column("found", "the number found"),
            Column("verdict", "confirmed, contradicted or undecidable"),
            Column("reason", "of a verdict that is not plain"),
            Column("finding_id", "the finding that it led to", points_to="findings"),
            _EVIDENCE,
        ),
    ),
)
BY_NAME: Mapping[str, Table] = {t.name: t for t in TABLES}


def output_paths(folder: Path) -> tuple[Path, ...]:
    """All files that `write_tables` leaves."""
    tables = [folder / f"{t.name}{suffix}" for t in TABLES for suffix in (".csv", ".parquet")]
    return (*tables, folder / "chronocite.sqlite", folder / "datapackage.json")


def write_tables(folder: Path, tables: Mapping[str, Sequence[Row]], changed: Collection[str] = tuple(BY_NAME)) -> None:
    """Write all tables in all forms; rows keep their order, columns that a row lacks are empty.

    Args:
        folder: Of the dataset.
        tables: All of them, by name; one that isn't there is empty.
        changed: Names of those that may be other than in the folder; the CSV and Parquet files of others are kept.
    """
    filled: dict[str, list[list[str]]] = {}
    for table in TABLES:
        names = table.names
        rows = filled[table.name] = [[row.get(c, "") for c in names] for row in tables.get(table.name, ())]
        as_csv, as_parquet = folder / f"{table.name}.csv", folder / f"{table.name}.parquet"
        if table.name in changed or not (as_csv.is_file() and as_parquet.is_file()):
            text = _as_csv(table, rows)
            write_text(as_csv, text)
            write_bytes(as_parquet, _as_parquet(table, text))
    write_bytes(folder / "chronocite.sqlite", _as_sqlite(filled))
    write_text(folder / "datapackage.json", _datapackage())


def read_tables(folder: Path) -> dict[str, list[Row]]:
    """Read the tables back from CSV; those that aren't there are empty."""
    return {table.name: read_table(folder, table.name) for table in TABLES}


def read_table(folder: Path, name: str) -> list[Row]:
    """Read one table back from CSV; one that isn't there is empty."""
    csv.field_size_limit(sys.maxsize)
    path = folder / f"{name}.csv"
    if not path.is_file():
        return []
    # Most cells of a long table say what another one says: each is kept once, which halves the memory.
    share = dict[str, str]().setdefault
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines)
            names = next(rows, [])
            return [dict(zip(names, [share(cell, cell) for cell in row], strict=True)) for row in rows if row]
    except (ValueError, csv.Error) as error:
        # Also what is no UTF-8, and a row that has other cells than the head.
        raise StageError(
            f"{path} is not as the run left it ({error}); take it away and run `chronocite run` again"
        ) from error


def _as_csv(table: Table, rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    plain = csv.writer(text, lineterminator="\n")
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(table.names)
    for row in rows:
        # A carriage return alone ends a row for whoever reads it, and the writer doesn't know.
        (quoted if any("\r" in cell for cell in row) else plain).writerow(row)
    return text.getvalue()


def _as_parquet(table: Table, text: str) -> bytes:
    """A Parquet file, made from the CSV: an empty cell is no value."""
    import pyarrow as pa
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    kinds = {"string": pa.string(), "integer": pa.int64()}
    cells = text.encode("utf-8", errors="surrogatepass")
    columns = pc.read_csv(
        pa.py_buffer(cells),
        # In one block: none may end within a row.
        read_options=pc.ReadOptions(use_threads=False, block_size=len(cells)),
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types={c.name: kinds[c.type] for c in table.columns},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    data = io.BytesIO()
    pq.write_table(columns.replace_schema_metadata({"pandas": _for_pandas(table)}), data)
    return data.getvalue()


def _for_pandas(table: Table) -> str:
    """Tells pandas which columns are whole numbers even where some are missing.

    https://pandas.pydata.org/docs/development/developer.html#storing-pandas-dataframe-objects-in-apache-parquet-format
    """
    kinds = {"string": ("unicode", "string"), "integer": ("int64", "Int64")}
    columns = [
        {"name": c.name, "field_name": c.name, "pandas_type": kind, "numpy_type": as_read, "metadata": None}
        for c in table.columns
        for kind, as_read in [kinds[c.type]]
    ]
    return to_json({"index_columns": [], "column_indexes": [], "columns": columns, "pandas_version": "2.2.0"})


def _as_sqlite(tables: Mapping[str, Sequence[list[str]]]) -> bytes:
    """A database file, made in memory: on a disk SQLite has files beside it, and its own words for one that is full."""
    import sqlite3

    with closing(sqlite3.connect(":memory:")) as connection:
        for table in TABLES:
            connection.execute(_create(table))
            # By their keys, as they are kept: pages fill up one after the other. A column of whole numbers makes
            # such of the digits that it is given.
            rows = ([cell or None for cell in row] for row in sorted(tables[table.name]))
            places = ", ".join("?" * len(table.columns))
            connection.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', rows)
        connection.commit()
        return connection.serialize()


def _create(table: Table) -> str:
    columns = [
        f'"{c.name}" {"INTEGER" if c.type == "integer" else "TEXT"}{" PRIMARY KEY" if c.name == table.key else ""}'
        f"{_reference(c)}"
        for c in table.columns
    ]
    return f'CREATE TABLE "{table.name}" ({", ".join(columns)}) WITHOUT ROWID'


def _reference(column: Column) -> str:
    return f' REFERENCES "{column.points_to}"' if column.points_to else ""


def _datapackage() -> str:
    """The description of the tables: Data Package, https://specs.frictionlessdata.io/data-package/."""
    import json

    resources = [
        {
            "name": table.name,
            "path": f"{table.name}.csv",
            "profile": "tabular-data-resource",
            "description": table.about,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "fields": [{"name": c.name, "type": c.type, "description": c.about} for c in table.columns],
                "primaryKey": [table.key],
                "missingValues": [""],
                "foreignKeys": [
                    {
                        "fields": [c.name],
                        "reference": {
                            "resource": "" if c.points_to == table.name else c.points_to,
                            "fields": [BY_NAME[c.points_to].key],
                        },
                    }
                    for c in table.columns
                    if c.points_to
                ],
            },
        }
        for table in TABLES
    ]
    package = {
        "name": "chronocite",
        "title": "Dated events, agreements and interview citations, each with its words",
        "profile": "tabular-data-package",
        "resources": resources,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


__all__ = ["BY_NAME", "TABLES", "Column", "Table", "output_paths", "read_table", "read_tables", "write_tables"]
