"""Short forms without a year, by note number and by a name given for later, read from notes as printed."""

from __future__ import annotations

import pytest

from pipeline.extract.citations.references import read_reference
from pipeline.reconcile.references import resolve
from pipeline.records import Citation

HOLT = "Ann Holt, Fog of the North (Oslo: Stone Press, 2001)"
HORNS = "Ann Holt, “Horns,” Post, May 3, 2014"
WREN = "Paul Wren, “Bells of the North,” Post, May 3, 2015 (hereinafter “Bell Report”)"


def resolved(*notes: str) -> list[str]:
    """For each short form and ibid the number of its full form, counted over all citations, or why it has none."""
    citations: list[Citation] = []
    for number, note in enumerate(notes, 1):
        for position, text in enumerate(note.split("; "), 1):
            said = read_reference(text)
            common = {"mention_id": "m", "doc_id": "d", "footnote": str(number), "scope": 0, "position": position}
            fields = {} if said is None else {
                n: getattr(said, n) for n in ("authors", "title", "year", "aliases", "cited_note")
            }  # fmt: skip
            kind = said.kind if said else "note"
            identity = {"citation_id": str(len(citations) + 1), "note_id": f"n{number}", "kind": kind}
            citations.append(Citation(**common, **identity, **fields))
    return [r.target or r.reason for r in resolve(citations).values()]


CHAINS = [
    ([HOLT, "Holt, Fog of the North, 12"], ["1"]),
    ([HOLT, HORNS, "Holt, Fog of the North, 12", "Holt, “Horns,” p. 2"], ["1", "2"]),
    ([HOLT, "Wren, Fog of the North, 12"], ["no candidate"]),
    ([HOLT, "Holt, Fog of the South, 12"], ["no candidate"]),
    ([HOLT, "Holt, op. cit., p. 4"], ["1"]),
    ([HOLT, HORNS, "Holt, op. cit., p. 4"], ["ambiguous"]),
    (["Berg, op. cit., p. 4"], ["no candidate"]),
    ([HOLT, WREN, "Holt, supra note 1, at 45"], ["1"]),
    ([HOLT + "; " + WREN, "supra note 1"], ["ambiguous"]),
    ([HOLT + "; " + WREN, "Wren, supra note 1"], ["2"]),
    ([HOLT, "Ibid., 12", "supra note 2"], ["1", "1"]),
    ([HOLT, "supra note 7"], ["no candidate"]),
    ([WREN, "Bell Report at 42"], ["1"]),
    ([WREN, "“Bells of the North,” 2015"], ["1"]),
    (["See the horns", "Ibid."], ["chain broken"]),
    ([WREN, "Berg, 2001", "Ibid."], ["no candidate", "chain broken"]),
]


@pytest.mark.parametrize(("notes", "expected"), CHAINS, ids=[" | ".join(n) for n, _ in CHAINS])
def test_chains(notes, expected):
    assert resolved(*notes) == expected
