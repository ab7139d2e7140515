"""References as houses print them: each style with its fields, and notes that mix sources with prose."""

from __future__ import annotations

import pytest

from pipeline.extract.citations.parts import parts
from pipeline.extract.citations.references import Reference, read_reference, read_run


def told(text: str) -> dict[str, object]:
    """What a reference says; what is empty, and `zone`, left out."""
    reference = read_reference(text)
    if reference is None:
        return {}
    return {n: v for n in Reference.__slots__ if n != "zone" and (v := getattr(reference, n))}


HOUSES = [
    # Harvard: the year behind the author, with no full stop between
    (
        "Holt, A. (2012) “Horns in the fog”, Fog Review, 8(3), pp. 21–40",
        {
            "authors": ("Holt",),
            "title": "Horns in the fog",
            "container": "Fog Review",
            "year": "2012",
            "locator": "pp. 21–40",
        },
    ),
    (
        "Holt, A. and Wren, P. (2014a) Fog and Sea. London: Stone Press",
        {
            "authors": ("Holt", "Wren"),
            "title": "Fog and Sea",
            "publisher": "Stone Press",
            "publisher_place": "London",
            "year": "2014a",
        },
    ),
    (
        "Holt, A. (ed.) (2009) Small Ports. Cheltenham: Stone Press",
        {
            "authors": ("Holt",),
            "title": "Small Ports",
            "publisher": "Stone Press",
            "publisher_place": "Cheltenham",
            "year": "2009",
        },
    ),
    # Chicago notes: imprint in brackets, pages without a word
    (
        "Ann Holt, Fog of the North: A History (Oslo: Stone Press, 2001), 23–25",
        {
            "authors": ("Ann Holt",),
            "title": "Fog of the North: A History",
            "publisher": "Stone Press",
            "publisher_place": "Oslo",
            "year": "2001",
            "locator": "23–25",
        },
    ),
    (
        "Ministry of Ports, “Pilots,” 2014-05-03",
        {"authors": ("Ministry of Ports",), "title": "Pilots", "year": "2014"},
    ),
    (
        "Ann Holt, “Horns,” Fog Review, accessed 3 May 2019",
        {"authors": ("Ann Holt",), "title": "Horns", "container": "Fog Review"},
    ),
    (
        "In-Suk Han, “Horns,” Fog Review 13, no. 1 (2002): 159",
        {"authors": ("In-Suk Han",), "title": "Horns", "container": "Fog Review", "year": "2002", "locator": "159"},
    ),
    (
        "Ann Holt and Jan van der Meer, “Horns,” Fog Review 13, no. 1 (2002): 159",
        {
            "authors": ("Ann Holt", "Jan van der Meer"),
            "title": "Horns",
            "container": "Fog Review",
            "year": "2002",
            "locator": "159",
        },
    ),
    (
        "Ann Holt, “Horns,” in Paul Wren and Ida Berg, eds., Fog and Sea (Oslo: Stone Press, 2003), 7",
        {
            "authors": ("Ann Holt",),
            "title": "Horns",
            "container": "Fog and Sea",
            "publisher": "Stone Press",
            "publisher_place": "Oslo",
            "year": "2003",
            "locator": "7",
        },
    ),
    # RAND: place and publisher between commas
    (
        "Ann Holt, Fog of the North, Washington, D.C.: Stone Press, May 2014, p. 12",
        {
            "authors": ("Ann Holt",),
            "title": "Fog of the North",
            "publisher": "Stone Press",
            "publisher_place": "Washington, D.C.",
            "year": "2014",
            "locator": "p. 12",
        },
    ),
    # newspapers, web pages, press releases
    (
        "Ann Holt, “Who’s Afraid of Fog? ‘Not I,’ Says Wren,” Harbour Post, July 2, 2019, https://post.example.org/fog?id=1",
        {
            "authors": ("Ann Holt",),
            "title": "Who’s Afraid of Fog? ‘Not I,’ Says Wren",
            "container": "Harbour Post",
            "year": "2019",
            "url": "https://post.example.org/fog?id=1",
        },
    ),
    (
        "Fog Office, “Horns,” press release, accessed May 3, 2019, https://fog.example.org/horns.",
        {"authors": ("Fog Office",), "title": "Horns", "url": "https://fog.example.org/horns"},
    ),
    ("https://fog.example.org/horns", {"url": "https://fog.example.org/horns"}),
    (
        "Ann Holt, “Horns,” Fog Review, 2014, doi:10.1234/fog.56",
        {
            "authors": ("Ann Holt",),
            "title": "Horns",
            "container": "Fog Review",
            "year": "2014",
            "doi": "10.1234/fog.56",
        },
    ),
    # numbered papers without a date
    (
        "Fog Office Report R12345, The Horns of Harbours: An Overview, by Ann Holt and Paul Wren",
        {
            "authors": ("Ann Holt", "Paul Wren"),
            "title": "The Horns of Harbours: An Overview",
            "container": "Fog Office Report R12345",
        },
    ),
    # papers of a file, named by their date or their sender
    (
        "5/3/2006 email from Ann Holt to Paul Wren, “Horns,” FOG_0012",
        {"authors": ("Ann Holt",), "title": "Horns", "year": "2006", "container": "FOG_0012"},
    ),
    (
        "Letter from Ann Holt to Paul Wren, May 3, 2006",
        {"authors": ("Ann Holt",), "title": "Letter from Ann Holt to Paul Wren", "year": "2006"},
    ),
    # bodies with an "and", editors, reversed and transliterated names, titles in other writings
    (
        "Ministry of Ports and Trade, “Horns,” 2014",
        {"authors": ("Ministry of Ports and Trade",), "title": "Horns", "year": "2014"},
    ),
    ("Abe Tarō, “霧の港” [Harbour of fog], 2014", {"authors": ("Abe Tarō",), "title": "霧の港", "year": "2014"}),
    (
        "al-Sabah and de la Cruz, “Horns,” 2014",
        {"authors": ("al-Sabah", "de la Cruz"), "title": "Horns", "year": "2014"},
    ),
    # bibliographies: each part a sentence
    (
        "Holt, Ann. “Horns.” Fog Review. May 3, 2014. http://fog.example.org/can-be-found",
        {
            "authors": ("Holt",),
            "title": "Horns",
            "container": "Fog Review",
            "year": "2014",
            "url": "http://fog.example.org/can-be-found",
        },
    ),
    (
        "Holt, Ann. Fog of the North. Stone Press. Oslo. n.d. Page 8",
        {"authors": ("Holt",), "title": "Fog of the North", "publisher": "Stone Press", "locator": "Page 8"},
    ),
    (
        "Holt, A. (2014, May 2). Why horns are loud. Retrieved from Fog Review: http://fog.example.org/x",
        {"authors": ("Holt",), "title": "Why horns are loud", "year": "2014", "url": "http://fog.example.org/x"},
    ),
    # names for later notes
    (
        "Ann Holt, “Horns,” Fog Review, 2014 (hereinafter Holt, “Horns”)",
        {
            "authors": ("Ann Holt",),
            "title": "Horns",
            "container": "Fog Review",
            "year": "2014",
            "aliases": ("Holt, Horns",),
        },
    ),
    # laws and judgments
    ("The Fog Act of 1934 (P.L. 73-12, §34)", {"title": "The Fog Act of 1934 (P.L. 73-12, §34)", "year": "1934"}),
    (
        "“Horns.” Fog Office. http://fog.example.org/horns",
        {"title": "Horns", "container": "Fog Office", "url": "http://fog.example.org/horns"},
    ),
    ("P.L. 103-12, §34", {"title": "P.L. 103-12", "locator": "§34"}),
    ("10 U.S.C. §2687(a)", {"title": "10 U.S.C. §2687(a)"}),
    ("H.Rept. 103-12, p. 4", {"title": "H.Rept. 103-12", "locator": "p. 4"}),
    ("Section 12 of the Fog Act of 1934", {"title": "Section 12 of the Fog Act of 1934", "year": "1934"}),
    (
        "Ann Holt, Fog: Bells and Horns in the North (Oslo: Stone Press, 2001), 12",
        {
            "authors": ("Ann Holt",),
            "title": "Fog: Bells and Horns in the North",
            "publisher": "Stone Press",
            "publisher_place": "Oslo",
            "year": "2001",
            "locator": "12",
        },
    ),
    (
        "Ann Holt and others, Bells of the North, vol. 2 (Oslo: Stone Press, 2001), p. 3",
        {
            "authors": ("Ann Holt",),
            "title": "Bells of the North",
            "publisher": "Stone Press",
            "publisher_place": "Oslo",
            "year": "2001",
            "locator": "p. 3",
        },
    ),
    (
        "Fog Office, Bells: Better Horns Needed, FO-14-112 (Bergen: June 4, 2014)",
        {"authors": ("Fog Office",), "title": "Bells: Better Horns Needed", "year": "2014"},
    ),
    ("Fog Gazette (Bergen), 4 June 1914", {"container": "Fog Gazette", "year": "1914"}),
    (
        "Ann Holt, “Horns,” PhD diss., University of Bergen, 2018, 88",
        {"authors": ("Ann Holt",), "title": "Horns", "container": "PhD diss", "year": "2018", "locator": "88"},
    ),
    (
        "Holt, A. (2018). Horns of the north. Fog Review, 7(3), 1–20. https://fog.example.org/7",
        {
            "authors": ("Holt",),
            "title": "Horns of the north",
            "year": "2018",
            "locator": "1–20",
            "url": "https://fog.example.org/7",
        },
    ),
    ("S/2015/203, para. 41", {"title": "S/2015/203", "locator": "para. 41"}),
    (
        "Report of the Secretary-General on fog in Elbonia, S/2014/450, 30 June 2014, para. 12",
        {
            "title": "Report of the Secretary-General on fog in Elbonia",
            "container": "S/2014/450",
            "year": "2014",
            "locator": "para. 12",
        },
    ),
    (
        "Treaty of Fog between Elbonia and Laputa, signed at Bergen 2 July 1938, 200 L.N.T.S. 23",
        {"title": "Treaty of Fog between Elbonia and Laputa", "container": "200 L.N.T.S. 23", "year": "1938"},
    ),
    ("Statute of the Fog Court, art. 38(1)", {"title": "Statute of the Fog Court", "locator": "art. 38(1)"}),
    (
        "R (Holt) v Fog Authority [2009] EWCA Civ 114, [34]",
        {"title": "R (Holt) v Fog Authority", "container": "[2009] EWCA Civ 114", "year": "2009"},
    ),
    (
        "Council Decision 2010/413/CFSP, art. 4",
        {"title": "Council Decision 2010/413/CFSP", "year": "2010", "locator": "art. 4"},
    ),
    (
        "Remarks by Minister Holt at the opening of the pier, Bergen, 3 March 2014",
        {
            "authors": ("Minister Holt",),
            "year": "2014",
            "title": "Remarks by Minister Holt at the opening of the pier, Bergen",
        },
    ),
    ("Holt v. Wren, 123 U.S. 456 (1999)", {"title": "Holt v. Wren", "container": "123 U.S. 456", "year": "1999"}),
]


@pytest.mark.parametrize(("text", "said"), HOUSES, ids=[t for t, _ in HOUSES])
def test_full_references(text, said):
    assert told(text) == {"kind": "full"} | said


BACK = [
    (
        "Holt, Fog of the North, 12",
        {"kind": "short", "authors": ("Holt",), "title": "Fog of the North", "locator": "12"},
    ),
    ("Holt, Horns, 35", {"kind": "short", "authors": ("Holt",), "title": "Horns", "locator": "35"}),
    ("Holt, “Horns,” p. 4", {"kind": "short", "authors": ("Holt",), "title": "Horns", "locator": "p. 4"}),
    ("Holt, “Horns,” 12", {"kind": "short", "authors": ("Holt",), "title": "Horns", "locator": "12"}),
    ("“Horns,” 12", {"kind": "short", "title": "Horns", "locator": "12"}),
    ("Holt, “Horns.”", {"kind": "short", "authors": ("Holt",), "title": "Horns"}),
    ("Holt 2014b, 12", {"kind": "short", "authors": ("Holt",), "year": "2014b", "locator": "12"}),
    ("Holt (2014, p. 12)", {"kind": "short", "authors": ("Holt",), "year": "2014", "locator": "p. 12"}),
    ("Holt (n 12) 45", {"kind": "short", "authors": ("Holt",), "locator": "45", "cited_note": "12"}),
    ("Same source, p. 4", {"kind": "ibid", "locator": "p. 4"}),
    ("Fog Report at 42–45", {"kind": "short", "title": "Fog Report", "locator": "at 42–45"}),
    ("Holt, op. cit., p. 4", {"kind": "short", "authors": ("Holt",), "locator": "p. 4", "cited_note": "op. cit."}),
    ("Holt, supra note 12, at 45", {"kind": "short", "authors": ("Holt",), "locator": "at 45", "cited_note": "12"}),
    ("note 12 above", {"kind": "short", "cited_note": "12"}),
    ("Holt v. Wren, 123 U.S. at 460", {"kind": "short", "title": "Holt v. Wren", "container": "123 U.S. at 460"}),
    ("Id. at §13(d)(2)", {"kind": "ibid", "locator": "at §13(d)(2)"}),
    ("Ibid., 12–14", {"kind": "ibid", "locator": "12–14"}),
    ("Ibid. Page 4", {"kind": "ibid", "locator": "Page 4"}),
    ("loc. cit.", {"kind": "ibid"}),
]


@pytest.mark.parametrize(("text", "said"), BACK, ids=[t for t, _ in BACK])
def test_references_back(text, said):
    assert told(text) == said


NONE = [
    "Holt (2012) differs from Wren on this. London: the ports",
    "Bergen, Norway, 12",
    "Type 1 fog is authorized in Public Law 103-12",
    "10 U.S.C. §2687 provides the office with horns",
    "For more on horns, go to the site at https://fog.example.org",
    "The office interviewed Ann Holt, head of the horns, in May 2014",
    "GovFog interview with Ann Holt, Fog Office, May 3, 2014",
    "The art of horns",
    "Mr. Holt replied “Fog.”",
    "His clerk called the horns “few and far between”",
    "Numbers 12 to 14 fell silent",
    "The horns sounded in 1992, 1995, and 2001. They fell silent in 2002",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_reference(text):
    assert told(text) == {}


NOTES = [
    # sources (in brackets) and prose
    (
        "See Fog Act of 1934 (P.L. 73-12); Ann Holt, “Horns; or, Bells,” Post, May 3, 2014; see also Ibid.",
        ["[Fog Act of 1934 (P.L. 73-12)]", "[Ann Holt, “Horns; or, Bells,” Post, May 3, 2014]", "[Ibid]"],
    ),
    (
        "Horns were few; see Ann Holt, “Horns,” Post, May 3, 2014.",
        ["Horns were few", "[Ann Holt, “Horns,” Post, May 3, 2014]"],
    ),
    (
        "See Fog Office Report R123, Horns, by Mark P. Holt, and Fog Office Note N456, Bells, by Ida Berg.",
        ["[Fog Office Report R123, Horns, by Mark P. Holt]", "[Fog Office Note N456, Bells, by Ida Berg]"],
    ),
    ("For horns in the north, see Ann Holt, “Horns,” 2014, p. 3.", ["[Ann Holt, “Horns,” 2014, p. 3]"]),
    (
        "Holt, Ann. “Horns.” Post. May 3, 2014. They were few.",
        ["[Holt, Ann. “Horns.” Post. May 3, 2014]", "They were few."],
    ),
    (
        "Ann Holt, “Horns,” Post, 2014. Paul Wren, “Bells,” Post, 2015.",
        ["[Ann Holt, “Horns,” Post, 2014]", "[Paul Wren, “Bells,” Post, 2015]"],
    ),
    (
        "They met on May 3, 2014; June 4, 2015; and July 5, 2016.",
        ["They met on May 3, 2014; June 4, 2015; and July 5, 2016."],
    ),
    (
        "On bells, see Holt, “Bells,” 35; on horns, Wren 2018, 14.",
        ["[Holt, “Bells,” 35]", "[Wren 2018, 14]"],
    ),
    (
        "See, inter alia, Holt (2014); see also, e.g., Wren (2018).",
        ["[Holt (2014)]", "[Wren (2018)]"],
    ),
    (
        "“Horns.” https://fog.example.org/horns, pp. 4–5; “Bells.” Fog Office. https://fog.example.org/bells",
        ["[“Horns.” https://fog.example.org/horns, pp. 4–5]", "[“Bells.” Fog Office. https://fog.example.org/bells]"],
    ),
    ("It was loud. Quoted in Holt, 2014, p. 3.", ["It was loud.", "[Holt, 2014, p. 3]"]),
]


@pytest.mark.parametrize(("note", "expected"), NOTES, ids=[n for n, _ in NOTES])
def test_notes_taken_apart(note, expected):
    found = parts(
        note, lambda a, b: read_reference(note[a:b]) is not None, lambda a, b: read_run(note[a:b]) is not None
    )
    assert [f"[{note[p.start : p.end]}]" if p.source else note[p.start : p.end] for p in found] == expected
