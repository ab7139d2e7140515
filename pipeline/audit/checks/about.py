"""What each check is about, for people: what it tests, with which severity it says what, and how to read it.

A test holds this list against the names that findings and claims bear.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import Severity


@dataclass(frozen=True, slots=True)
class About:
    """A check.

    Attributes:
        name: As in the `check` columns.
        severities: Those that its findings may have, the gravest first.
        tests: What it holds against what, in one sentence.
        example: Words that it would object to, and why.
        reading: What a finding means, and what may excuse it.
    """

    name: str
    severities: tuple[Severity, ...]
    tests: str
    example: str
    reading: str


CHECKS: tuple[About, ...] = (
    About(
        "missing_footnote",
        ("error", "note"),
        "Every marker in the text has its note, and the numbers of notes leave none out.",
        "The text cites note 14; the notes go from 13 to 15.",
        "The file lost a note, often with a page; numbers in a row are one finding. A *note* where neither the notes "
        "nor the text have the number, or where it is not sure that a number cites anything: in a file without notes, "
        "“24.6 percent”, “section C.7”.",
    ),
    About(
        "unmatched_marker",
        ("warning", "note"),
        "Every note is cited by a marker.",
        "Note 9 stands at the end, but nothing in the text cites it.",
        "The marker was lost, or forgotten. A *note* where its number stands in the text as plain digits. Five and "
        "more in a row are one finding.",
    ),
    About(
        "unresolved_reference",
        ("note",),
        "Every short form and every *Ibid.* leads to one source that was given in full before.",
        "“Okafor, Harbours, 12”, where no note names a work of Okafor’s.",
        "The full form is missing, two works fit, or what stands before an *Ibid.* is no source; `found` says which.",
    ),
    About(
        "missing_letter",
        ("note",),
        "The letters behind the years of one author follow each other, from a on.",
        "2014a and 2014c are cited, 2014b nowhere.",
        "A source was taken out, or its letter is wrong. Undecidable where notes are lost.",
    ),
    About(
        "repeated_letter",
        ("note",),
        "One author’s year with its letter is one work.",
        "“Harbour Rules” and “Harbour Dues”, both 2014a of one ministry.",
        "One of the letters is wrong: a short form with it may mean either work.",
    ),
    About(
        "quote_differs",
        ("note",),
        "Words quoted twice from one source are the same; brackets and ellipses are the writer’s own.",
        "“a harbour open to all ships” and “a harbour open to all vessels”, both from one report.",
        "One of the two is misquoted, unless the source says it twice.",
    ),
    About(
        "interview_count",
        ("warning", "note"),
        "A stated number of interviews is that of the interviews that the citations tell apart.",
        "“The study rests on 31 interviews” over citations of 26.",
        "A report may cite fewer than it heard, so look first. Undecidable, as a *note*, where notes are lost.",
    ),
    About(
        "count_claim",
        ("warning",),
        "A stated number is that of the dates which its note, or the sentence itself, lists.",
        "“held 17 times” over a note with 18 dates; “three of them since 2012” over one that has two.",
        "The number or the list is wrong. Undecidable where the list says that it is only a part, or its note is cut.",
    ),
    About(
        "item_count",
        ("warning",),
        "A stated number is that of the items that stand behind it: named, numbered in the sentence, or in a list.",
        "“four ports (Tema, Lomé, and Cotonou)”; “three aims:” over a list of four.",
        "The number is wrong, or an item was left out or added. Undecidable where it is far off, or the list goes on "
        "behind other text.",
    ),
    About(
        "ordinal",
        ("warning",),
        "Which in a row something is said to be is its place in the list of its note.",
        "“the fifth summit, on January 11”, where January 11 is the fourth date listed.",
        "The rank is wrong, or the list leaves one out.",
    ),
    About(
        "rank_order",
        ("warning",),
        "Ranks in one row come in the order of their dates, within a document and across documents.",
        "A “first joint patrol” in 2013 and in 2014; a third before the second.",
        "One of the two dates or ranks is wrong. Dates so far apart that they may be of two rows are undecidable.",
    ),
    About(
        "yearly_claim",
        ("warning",),
        "What is said to come every year has a date in each year listed, but for those that the text leaves out.",
        "“every year since 2004 except 2009” over a list without 2007.",
        "The list leaves a year out, or there was none. Undecidable where many years are wanting.",
    ),
    About(
        "first_since",
        ("warning",),
        "What is said to be the first since a year has no date between the two in the list.",
        "“the first visit since 2003” over a list with a visit of 2006.",
        "The claim or the list is wrong.",
    ),
    About(
        "unique_claim",
        ("warning",),
        "Only one is said to be the first, or the only one, to do the same thing.",
        "Two documents that call two states the first to ratify one pact.",
        "One of the two is wrong. “The only one” and “the last” are held against the same document alone: they may "
        "be so when one document is written, and no more with the next.",
    ),
    About(
        "sum_claim",
        ("warning",),
        "A number is the sum of the parts that stand in brackets behind it.",
        "“seven (three from the north, one from the south, and one from abroad)” comes to five.",
        "The number or a part is wrong.",
    ),
    About(
        "interval",
        ("warning",),
        "A stated length of time fits the two dates told with it.",
        "“ratified two years later, in May 2016” after a signature of May 2013.",
        "One of the three is wrong. A date known to its year may be any day of it, so only what no "
        "two days fit is a finding.",
    ),
    About(
        "date_conflict",
        ("warning",),
        "One act of an agreement, or one thing that comes once, has one date: within a document, across documents, "
        "and between a sentence and its note. What one document calls the first no other tells of before that.",
        "A declaration signed on the 15th in the text and on the 13th in the note.",
        "One is a slip. Dates so far apart that no slip explains them may be of two things: undecidable.",
    ),
    About(
        "source_date",
        ("warning",),
        "The source in a note can be the source of what it is cited for.",
        "A visit of May 2014 with a press release of May 2015; an event that is younger than its source.",
        "The year of the source or of the event is wrong, or the note stands at the wrong place.",
    ),
    About(
        "name_varies",
        ("note",),
        "One agreement is called by one title; another spelling, a shorter name and an acronym are the same title.",
        "“Agreement on Harbour Safety” and “Agreement on Harbour Security” of the same parties and day.",
        "One title is misprinted, or there are two agreements.",
    ),
    About(
        "impossible_date",
        ("error", "note"),
        "Every date is one that the calendar has.",
        "“June 31, 2014”.",
        "A misprint, or a letter that was read wrongly. A *note* where the text itself says that there is no such day.",
    ),
    About(
        "weekday_mismatch",
        ("warning",),
        "A weekday fits its date, before it or behind it.",
        "“Tuesday, 7 May 2014”, which was a Wednesday.",
        "The weekday, the day or the year is wrong.",
    ),
    About(
        "unverified_text",
        ("error", "note"),
        "A second library, which shares no code with the first, finds every quoted span in the raw file.",
        "A line of a damaged page that the two libraries read differently.",
        "Don’t trust the span before you have looked at the page. A *note* where only OCR has read the page.",
    ),
)

__all__ = ["CHECKS", "About"]
