"""Records told at length: findings, interviews, agreements with their milestones, events, each with its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.audit.links import Links, Tables, Target
from pipeline.audit.passages import Passage, Quoter
from pipeline.edtf import compatible
from pipeline.records import Row, members

SEVERITIES = ("error", "warning", "note")
QUOTED = 24
"""So many mentions of a record are quoted at most; the others are links."""


_WHENCE = {
    "heading": "a heading",
    "pair": "the pair named last",
    "focus": "the pair that the text speaks of",
    "paragraph": "the paragraph",
    "document": "the document as a whole",
    "sentence": "the sentence",
    "context": "a sentence before",
}
"""Where who took part or when is from, in a reader's words; the tables have the first ones."""


def whence(source: str) -> str:
    """What a cell of `participants_from` or `date_from` says, in a reader's words."""
    return " and ".join(_WHENCE.get(part, part) for part in source.split("+"))


@dataclass(frozen=True, slots=True)
class FindingCard:
    """A finding.

    Attributes:
        row: Of its table.
        document: In which it was found.
        passages: The words that it rests on, of so many mentions as are quoted.
        rest: Mentions that are not quoted, for there are too many.
        records: What rests on the same words, by table.
    """

    row: Row
    document: Target | str
    passages: Sequence[Passage]
    rest: Sequence[Target]
    records: Mapping[str, Sequence[Target]]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one check and severity; `total` is how many there are on all pages, 0 where others are before."""

    severity: str
    check: str
    cards: Sequence[FindingCard]
    total: int


@dataclass(frozen=True, slots=True)
class CitationCard:
    """One citation of an interview: where it is printed, the sentences that cite its note, the words quoted there."""

    row: Row
    printed: Sequence[Passage]
    supported: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class Dissent:
    """A value that was told and contradicts the one that was kept, and where it is told."""

    row: Row
    told: Sequence[Target | str]


@dataclass(frozen=True, slots=True)
class Merge:
    """Two mentions that are one, what they agree in, and the decision that says so, where one does."""

    one: Target | str
    other: Target | str
    fields: str
    decided: Target | str


@dataclass(frozen=True, slots=True)
class InterviewCard:
    """An interview and its citations."""

    row: Row
    document: Target | str
    citations: Sequence[CitationCard]
    findings: Sequence[Target]
    dissent: Sequence[Dissent]
    merges: Sequence[Merge]


@dataclass(frozen=True, slots=True)
class Saying:
    """A passage of a record, and of what is read there what fits the record's own values and what does not."""

    passage: Passage
    fits: Sequence[str]
    differs: Sequence[str]


@dataclass(frozen=True, slots=True)
class RecordCard:
    """An agreement, one of its milestones, or an event.

    Attributes:
        row: Of its table.
        sayings: The words that it rests on.
        rest: Mentions that are not quoted, for there are too many.
        milestones: Of an agreement, by date.
        findings: That rest on the same words.
        dissent: Values that were told and contradict those of the row.
        merges: Why its mentions are one: each two of them, and what spoke for it.
    """

    row: Row
    sayings: Sequence[Saying]
    rest: Sequence[Target] = ()
    milestones: Sequence[RecordCard] = ()
    findings: Sequence[Target] = ()
    dissent: Sequence[Dissent] = ()
    merges: Sequence[Merge] = ()


def finding_order(row: Row) -> tuple[int, str, str]:
    """Findings are read by severity, then by check, then by document."""
    severity = row["severity"]
    rank = SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
    return rank, row["check"], row["doc_id"]


def _gathered_by(row: Row) -> tuple[str, str]:
    return row["severity"], row["check"]


def ask_for_cards(tables: Tables, quoter: Quoter) -> None:
    """Say which words all cards of a run will quote."""
    for table, key in (("findings", "finding_id"), ("agreements", "agreement_id"), ("events", "event_id")):
        for row in tables[table]:
            quoter.ask((table, row[key]), members(row["evidence"])[:QUOTED])
    for row in tables["milestones"]:
        quoter.ask(("milestones", row["milestone_id"]), members(row["evidence"])[:QUOTED], around=90)
    cited = {i for row in tables["interviews"] for i in members(row["citations"])}
    for row in tables["citations"]:
        if row["citation_id"] in cited:
            quoter.ask(("printed", row["citation_id"]), [row["mention_id"]], around=60)
            quoter.ask(("supported", row["citation_id"]), members(row["supports"]), within=_sentences(row))


class Cards:
    """Makes cards once all documents have been quoted."""

    def __init__(self, tables: Tables, quoter: Quoter, links: Links) -> None:
        self._quoter = quoter
        self._links = links
        self._citations = {row["citation_id"]: row for row in tables["citations"]}
        self._milestones: defaultdict[str, list[Row]] = defaultdict(list)
        for row in sorted(tables["milestones"], key=lambda r: (r["date"] == "", r["date"])):
            self._milestones[row["agreement_id"]].append(row)
        self._dissent = _by_row(tables["dissent"])
        self._merges = _by_row(tables["merges"])
        self._gathered: dict[tuple[str, str], tuple[str, int]] = {}
        for row in tables["findings"]:
            first, before = self._gathered.get(_gathered_by(row), (row["finding_id"], 0))
            self._gathered[_gathered_by(row)] = first, before + 1

    def findings(self, rows: Sequence[Row]) -> list[FindingGroup]:
        """Tell findings that stand in `finding_order`, gathered by check and severity."""
        out = []
        for (severity, check), gathered in groupby(rows, key=_gathered_by):
            of_page = list(gathered)
            first, total = self._gathered[severity, check]
            begins = first == of_page[0]["finding_id"]
            out.append(FindingGroup(severity, check, [self._finding(row) for row in of_page], total if begins else 0))
        return out

    def interviews(self, rows: Sequence[Row]) -> list[InterviewCard]:
        """Tell interviews."""
        return [
            InterviewCard(
                row,
                self._links.member(row["doc_id"]),
                [
                    CitationCard(
                        self._citations[i], self._quoter.quoted(("printed", i)), self._quoter.quoted(("supported", i))
                    )
                    for i in members(row["citations"])
                    if i in self._citations
                ],
                self._findings_on(row),
                self._dissents(row["interview_id"]),
                self._merged(row["interview_id"]),
            )
            for row in rows
        ]

    def agreements(self, rows: Sequence[Row]) -> list[RecordCard]:
        """Tell agreements, each with its milestones."""
        return [
            self._record(
                "agreements",
                row["agreement_id"],
                row,
                fitting=members(row["parties"]),
                milestones=[
                    self._record("milestones", m["milestone_id"], m, fitting=[m["date"]])
                    for m in self._milestones[row["agreement_id"]]
                ],
            )
            for row in rows
        ]

    def events(self, rows: Sequence[Row]) -> list[RecordCard]:
        """Tell events."""
        return [
            self._record("events", row["event_id"], row, fitting=[row["date"], *members(row["participants"])])
            for row in rows
        ]

    def _finding(self, row: Row) -> FindingCard:
        by_table: defaultdict[str, dict[str, Target]] = defaultdict(dict)
        own = row["finding_id"]
        for key in (own, *members(row["evidence"])):
            for target in self._links.uses(key):
                if target.anchor != f"r={own}":
                    by_table[target.hint][target.anchor] = target
        records = {table: tuple(found.values()) for table, found in by_table.items()}
        document = self._links.member(row["doc_id"])
        return FindingCard(row, document, self._quoter.quoted(("findings", own)), self._rest(row), records)

    def _record(
        self, table: str, key: str, row: Row, *, fitting: Sequence[str], milestones: Sequence[RecordCard] = ()
    ) -> RecordCard:
        sayings = [_saying(passage, fitting) for passage in self._quoter.quoted((table, key))]
        findings, dissent, merges = self._findings_on(row), self._dissents(key), self._merged(key)
        return RecordCard(row, sayings, self._rest(row), milestones, findings, dissent, merges)

    def _rest(self, row: Row) -> list[Target]:
        return [t for i in members(row["evidence"])[QUOTED:] if (t := self._links.get(i))]

    def _dissents(self, key: str) -> list[Dissent]:
        member = self._links.member
        return [
            Dissent(row, [member(i) for i in members(row["evidence"]) or members(row["documents"])])
            for row in self._dissent.get(key, ())
        ]

    def _merged(self, key: str) -> list[Merge]:
        member = self._links.member
        return [
            Merge(member(row["one"]), member(row["other"]), row["fields"], member(row["decided"]))
            for row in self._merges.get(key, ())
        ]

    def _findings_on(self, row: Row) -> list[Target]:
        found = {
            target.anchor: target
            for key in members(row["evidence"])
            for target in self._links.uses(key)
            if target.hint == "finding"
        }
        return list(found.values())


def _by_row(rows: Sequence[Row]) -> Mapping[str, Sequence[Row]]:
    out: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        out[row["row_id"]].append(row)
    return out


def _saying(passage: Passage, fitting: Sequence[str]) -> Saying:
    fits, differs = [], []
    for value in passage.said:
        dated = value[:1] in "0123456789{["
        if value in fitting or (dated and any(compatible(value, own) for own in fitting if own[:1] in "0123456789{[")):
            fits.append(value)
        else:
            differs.append(value)
    return Saying(passage, fits, differs)


def _sentences(row: Row) -> list[tuple[int, int]]:
    """The sentences that a citation supports, in the source text."""
    starts, ends = members(row["supported_start"]), members(row["supported_end"])
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]
