"""The contract in code: every table, its columns in order, what each holds and what it points to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
_REVIEWED = Column("reviewed", f"decisions of people about it, {_LIST}")
_DERIVED = Column("derived_id", "the id that it would have, where the registry keeps another one")
_PERSON = (
    Column("attribution", "the person as printed"),
    Column("affiliation", "of the person"),
    Column("role", "of the person"),
    Column("status", f"retired, former, senior …, {_LIST}"),
    Column("anonymity", "anonymous, named or withheld"),
    Column("mode", "interview, email correspondence …"),
)
"""Who was spoken to, and how."""

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
            *_PERSON,
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
            *_PERSON,
            Column("place", "of the interview"),
            Column("date", "of the interview, EDTF"),
            Column("citations", f"that cite it, {_LIST}"),
            Column("interviewees_at_least", "people that the citations prove", "integer"),
            Column("sections", f"in which it is cited, {_LIST}"),
            Column("quotes", f"words quoted from it, {_LIST}"),
            _EVIDENCE,
            _REVIEWED,
            _DERIVED,
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
            _REVIEWED,
            _DERIVED,
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
            _REVIEWED,
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
            Column("participants_from", "sentence, name, heading, pair, paragraph, document: what says who took part"),
            Column("date_from", "sentence, or context where a sentence before gives the date"),
            Column("other_dates", f"that contradict it, {_LIST}"),
            _REVIEWED,
            _DERIVED,
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
