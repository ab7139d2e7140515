"""Short forms and ibids, in a language of chains: `resolve("full Holt 2014", "short Holt 2014", "ibid")`."""

from __future__ import annotations

import re

import pytest

from pipeline.reconcile.references import resolve as resolve_citations
from pipeline.records import Citation

_CITATION = re.compile(
    r"(?P<kind>full|short|ibid|note|interview)(?: (?P<authors>[^“(]*?))?"
    r"(?: ?“(?P<title>[^”]*)”)?(?: (?P<year>\d{4}[a-z]?))?"
    r"(?: \((?P<alias>\w+)\))?$"
)


def resolve(*notes: str) -> str:
    """Resolve a chain of notes.

    Args:
        notes: One string a note, its citations parted by `;`. A citation is its kind, authors (parted by `+`), “title”,
            year and (alias). `|` before a note begins another count.

    Returns:
        For each short form and ibid the number of its full form, counted over all citations from 1, or why it has none.
    """
    citations: list[Citation] = []
    scope = 0
    for number, note in enumerate(notes, 1):
        scope += note.startswith("|")
        for position, text in enumerate(note.lstrip("|").split(";"), 1):
            m = _CITATION.match(text.strip())
            assert m, text
            citations.append(
                Citation(
                    citation_id=str(len(citations) + 1), mention_id="m", doc_id="d", kind=m["kind"],
                    footnote=str(number),
                    scope=scope, position=position, note_id=f"n{number}", title=m["title"] or "", year=m["year"] or "",
                    authors=tuple(a.strip() for a in (m["authors"] or "").split("+") if a.strip()),
                    aliases=(m["alias"],) if m["alias"] else (),
                )
            )  # fmt: skip
    return ", ".join(r.target or r.reason for r in resolve_citations(citations).values())


CHAINS = [
    # short forms
    (["full Ann Holt 2014", "short Holt 2014"], "1"),
    (["full Ann Holt 2014", "short Holt 2015"], "no candidate"),
    (["full Ann Holt 2014", "short Wren 2014"], "no candidate"),
    (["full Ann Holt 2014", "short Hol 2014"], "no candidate"),
    (["short Holt 2014", "full Ann Holt 2014"], "no candidate"),
    (["full Ann Holt “Fog” 2014", "full Ida Holt “Horns” 2014", "short Holt 2014"], "ambiguous"),
    (["full Ann Holt “Fog” 2014", "full Ida Holt “Horns” 2014", "short Ida Holt 2014"], "2"),
    (["full Ann Holt 2014a", "full Ann Holt 2014b", "short Holt 2014b"], "2"),
    (["full Ann Holt 2014a", "short Holt 2014"], "no candidate"),
    (["full Ann Holt “Fog” 2014", "full Ann Holt “Fog” 2014", "short Holt 2014"], "1"),
    (["full Ann Holt+Paul Wren 2014", "short Holt+Wren 2014"], "1"),
    (["full Ann Holt+Paul Wren 2014", "short Holt 2014"], "1"),
    (["full Ann Holt 2014", "short Holt+Wren 2014"], "no candidate"),
    (["full Ann Holt “A” 2014", "full Ann Holt+Paul Wren “B” 2014", "short Holt 2014"], "1"),
    (["full Ann Holt “A” 2014", "full Ann Holt+Paul Wren “B” 2014", "short Holt+Wren 2014"], "2"),
    (["full Guy Chazal 2016", "short G. Chazal 2016"], "1"),
    (["full A. B. Holt 2016", "short Holt 2016"], "1"),
    (["full Jan van der Meer 2014", "short van der Meer 2014", "short Meer 2014"], "1, 1"),
    (["full José Núñez 2014", "short Nunez 2014"], "1"),
    (["full Kim O’Neil 2014", "short O'Neil 2014"], "1"),
    (["full Ministry of Ports 2014 (MOP)", "short MOP 2014", "short Ministry of Ports 2014"], "1, 1"),
    (["full “Fog in the North” 2014", "short “Fog in the North” 2014"], "1"),
    (["full “Fog in the North: A Tale” 2014", "short “Fog in the North” 2014"], "1"),
    (["full “Fog” 2014", "full “Fogs” 2014", "short “Horns” 2014"], "no candidate"),
    (["full Ministry of Ports", "short Ministry of Ports"], "1"),
    (["full Ann Holt 2014; short Holt 2014"], "1"),
    # ibids
    (["full Ann Holt 2014", "ibid"], "1"),
    (["full Ann Holt 2014", "ibid", "ibid"], "1, 1"),
    (["full Ann Holt 2014", "full Paul Wren 2015", "short Holt 2014", "ibid"], "1, 1"),
    (["full Ann Holt 2014; full Paul Wren 2015", "ibid"], "ambiguous"),
    (["full Ann Holt 2014; short Holt 2014", "ibid"], "1, 1"),
    (["full Ann Holt 2014; full Paul Wren 2015; ibid"], "2"),
    (["full Paul Wren 2015", "full Ann Holt 2014; ibid"], "2"),
    (["ibid"], "chain broken"),
    (["full Ann Holt 2014", "note", "ibid"], "chain broken"),
    (["full Ann Holt 2014", "short Berg 2014", "ibid"], "no candidate, chain broken"),
    (["full Ann Holt 2014", "short Berg 2014", "ibid", "ibid"], "no candidate, chain broken, chain broken"),
    (["interview", "ibid"], "1"),
    (["full Ann Holt 2014", "|full Paul Wren 2015", "|short Holt 2014"], "1"),
    # nothing to resolve
    (["full Ann Holt 2014", "note", "interview"], ""),
    ([], ""),
]


@pytest.mark.parametrize(("notes", "expected"), CHAINS, ids=[" | ".join(n) or "nothing" for n, _ in CHAINS])
def test_chains(notes, expected):
    assert resolve(*notes) == expected


def test_a_full_form_points_nowhere():
    assert resolve_citations([Citation("1", "m", "d", "full", "1", 0, 1)]) == {}
