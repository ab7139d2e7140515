"""Interviews as many kinds of houses cite them, in notes and in running text, and what only looks like one."""

from __future__ import annotations

import pytest

from pipeline.rulebook.examples import cited
from tests.citing import told

ONE = [
    # a note, and what its one interview says
    (
        "KII 14, Gulu, 22 February 2020.",
        {"attribution": "", "mode": "key informant interview", "place": "Gulu", "date": "2020-02-22", "locator": "14"},
    ),
    (
        "FGD with farmers, Mzuzu, 17 November 2016.",
        {
            "attribution": "farmers",
            "role": "farmers",
            "mode": "focus group discussion",
            "place": "Mzuzu",
            "date": "2016-11-17",
            "anonymity": "anonymous",
        },
    ),
    (
        "WhatsApp interview with a Sudanese activist, 5 June 2019.",
        {"attribution": "Sudanese activist", "mode": "whatsapp interview", "date": "2019-06-05"},
    ),
    (
        "Sudanese activist, interview via WhatsApp, 5 June 2019.",
        {"attribution": "Sudanese activist", "mode": "whatsapp interview", "date": "2019-06-05"},
    ),
    (
        "Background briefing by a senior Norwegian official, Oslo, 4 March 2010.",
        {
            "attribution": "senior Norwegian official",
            "status": "senior",
            "mode": "background briefing",
            "place": "Oslo",
            "date": "2010-03-04",
        },
    ),
    (
        "Signal call with a former police commander, 12 January 2023.",
        {
            "attribution": "former police commander",
            "mode": "signal call",
            "status": "former",
            "role": "police commander",
            "date": "2023-01-12",
        },
    ),
    (
        "Interview with EU official, via Zoom, 17 February 2021.",
        {
            "attribution": "EU official",
            "affiliation": "EU",
            "role": "official",
            "mode": "zoom interview",
            "date": "2021-02-17",
        },
    ),
    (
        "Interviews conducted in Tunis and Sfax, March–April 2016.",
        {"attribution": "", "place": "Tunis and Sfax", "date": "2016-03/2016-04", "mode": "interview"},
    ),
    (
        "Rights Forum interview with Karim T. (not his real name), Zarqa, Jordan, 11 December 2013.",
        {
            "attribution": "Karim T.",
            "anonymity": "withheld",
            "counterpart": "Rights Forum",
            "place": "Zarqa, Jordan",
            "date": "2013-12-11",
        },
    ),
    (
        "Rights Forum group interview with five detainees, names withheld, Tripoli, 4 June 2015.",
        {
            "attribution": "five detainees",
            "anonymity": "withheld",
            "mode": "group interview",
            "counterpart": "Rights Forum",
            "place": "Tripoli",
            "date": "2015-06-04",
        },
    ),
    (
        "Amnesty Watch interview with “Leila,” 24, Mosul, 2 October 2016.",
        {"attribution": "Leila", "place": "Mosul", "date": "2016-10-02", "counterpart": "Amnesty Watch"},
    ),
    (
        "Interview by the Group of Experts with an FDLR ex-combatant, Goma, 3 October 2009.",
        {
            "attribution": "FDLR ex-combatant",
            "counterpart": "the Group of Experts",
            "place": "Goma",
            "date": "2009-10-03",
        },
    ),
    (
        "Confidential source, interview with the Panel, Nairobi, 7 July 2013.",
        {
            "attribution": "Confidential source",
            "anonymity": "withheld",
            "counterpart": "the Panel",
            "place": "Nairobi",
            "date": "2013-07-07",
        },
    ),
    (
        "Confidential interview, Caracas, 19 November 2007.",
        {
            "attribution": "",
            "anonymity": "withheld",
            "mode": "confidential interview",
            "place": "Caracas",
            "date": "2007-11-19",
        },
    ),
    (
        "Interview with a Pakistani general who requested anonymity, Rawalpindi, 2 May 2014.",
        {"attribution": "Pakistani general", "anonymity": "withheld", "place": "Rawalpindi", "date": "2014-05-02"},
    ),
    (
        "Not-for-attribution interview with a White House aide, Washington, DC, April 18, 2005.",
        {"attribution": "White House aide", "place": "Washington, DC", "date": "2005-04-18"},
    ),
    (
        "Interview: Søren Østergaard, Aarhus, 15 August 2009.",
        {"attribution": "Søren Østergaard", "anonymity": "named", "place": "Aarhus", "date": "2009-08-15"},
    ),
    (
        "Interview with ‘Abd al-Rahman al-Iryani, Sana‘a, 7 March 2006.",
        {"attribution": "‘Abd al-Rahman al-Iryani", "anonymity": "named", "place": "Sana‘a", "date": "2006-03-07"},
    ),
    (
        "Fieldwork interview, Lubumbashi, August 2006.",
        {"attribution": "", "place": "Lubumbashi", "date": "2006-08", "mode": "fieldwork interview"},
    ),
    (
        "Interview with a Croatian judge (Zagreb, 12 May 2010).",
        {"attribution": "Croatian judge", "place": "Zagreb", "date": "2010-05-12"},
    ),
    (
        "Author interview (Croatian judge), Zagreb, 12 May 2010.",
        {"attribution": "Croatian judge", "place": "Zagreb", "date": "2010-05-12"},
    ),
    (
        "Interview with Croatian judge on 12 May 2010 in Zagreb.",
        {"attribution": "Croatian judge", "place": "Zagreb", "date": "2010-05-12"},
    ),
    (
        "Interview with Ana Horvat, 12 May 2010, Zagreb.",
        {"attribution": "Ana Horvat", "place": "Zagreb", "date": "2010-05-12"},
    ),
    (
        "Ana Horvat (judge, Constitutional Court), in an interview with the author, 12 May 2010.",
        {"attribution": "Ana Horvat", "anonymity": "named", "counterpart": "the author", "date": "2010-05-12"},
    ),
    (
        "Ana Horvat, Constitutional Court judge (interview with the author, 12 May 2010).",
        {"attribution": "Ana Horvat", "anonymity": "named", "counterpart": "the author", "date": "2010-05-12"},
    ),
    (
        "Interview with the deputy governor of the Central Bank of Kenya, Nairobi, 7 May 2003.",
        {
            "attribution": "deputy governor of the Central Bank of Kenya",
            "role": "deputy governor",
            "affiliation": "Central Bank of Kenya",
            "place": "Nairobi",
            "date": "2003-05-07",
            "anonymity": "anonymous",
        },
    ),
    (
        "Interviews with UNHCR staff, Dadaab, July 2011.",
        {
            "attribution": "UNHCR staff",
            "affiliation": "UNHCR",
            "role": "staff",
            "place": "Dadaab",
            "date": "2011-07",
            "anonymity": "anonymous",
        },
    ),
    (
        "Meeting with Nepalese election officials, Kathmandu, 11 November 2013.",
        {"attribution": "Nepalese election officials", "mode": "meeting", "place": "Kathmandu", "date": "2013-11-11"},
    ),
    (
        "Written response from the Romanian Ministry of Justice, 14 May 2021.",
        {
            "attribution": "Romanian Ministry of Justice",
            "kind": "correspondence",
            "mode": "written response",
            "date": "2021-05-14",
        },
    ),
    (
        "Text message from a Libyan militia leader, 14 May 2021.",
        {
            "attribution": "Libyan militia leader",
            "kind": "correspondence",
            "mode": "text message",
            "date": "2021-05-14",
        },
    ),
    ("Interviews, Kabul, summer 2010.", {"attribution": "", "place": "Kabul", "date": "2010-22"}),
    (
        "Interview with Col. (ret.) Amos Levi, Haifa, 4 March 2012.",
        {"anonymity": "named", "place": "Haifa", "date": "2012-03-04"},
    ),
    (
        "Interview with Lt. Col. Ben Okafor, commander, 3rd Battalion, Jos, 4 March 2012.",
        {"attribution": "Lt. Col. Ben Okafor", "anonymity": "named", "place": "Jos", "date": "2012-03-04"},
    ),
    (
        "Rights Forum phone interview with relative of detainee (name and location withheld), 3 May 2016.",
        {
            "attribution": "relative of detainee",
            "anonymity": "withheld",
            "mode": "telephone interview",
            "date": "2016-05-03",
        },
    ),
    ("Int. 7, Oruro, 3 May 2016.", {"locator": "7", "place": "Oruro", "date": "2016-05-03"}),
    (
        "Bolivian Official A, interview by the author, 3 May 2016, La Paz.",
        {"attribution": "Bolivian Official A", "anonymity": "anonymous", "place": "La Paz", "date": "2016-05-03"},
    ),
    (
        "Personal interview with the author. La Paz, 3 May 2016.",
        {"attribution": "", "counterpart": "the author", "place": "La Paz", "date": "2016-05-03"},
    ),
    (
        "Rojas, Elena. Interview by author. La Paz, 3 May 2016.",
        {"anonymity": "named", "counterpart": "author", "place": "La Paz", "date": "2016-05-03"},
    ),
    (
        "Testimony of Elena Rojas before the Senate Mining Committee, May 3, 2016.",
        {"attribution": "Elena Rojas", "mode": "testimony", "date": "2016-05-03"},
    ),
    (
        "Chatham House Rule discussion with Gulf diplomats, London, May 2016.",
        {"attribution": "Gulf diplomats", "place": "London", "date": "2016-05"},
    ),
    (
        "Author’s notes from meeting with Gulf diplomats, London, May 2016.",
        {"attribution": "Gulf diplomats", "place": "London", "date": "2016-05"},
    ),
    (
        "Interview with senior U.S. military officer (retired), Tampa, Florida, November 9, 2013.",
        {"attribution": "senior U.S. military officer", "place": "Tampa, Florida", "date": "2013-11-09"},
    ),
    (
        "Interview with Ambassador Ruth Keller (ret.), Bern, 9 November 2013.",
        {"attribution": "Ambassador Ruth Keller", "anonymity": "named", "place": "Bern", "status": "retired"},
    ),
    (
        "Interview with Omani diplomat by author, Muscat, 9 November 2020.",
        {"attribution": "Omani diplomat", "counterpart": "author", "place": "Muscat", "date": "2020-11-09"},
    ),
    (
        "Interview, name withheld, Muscat, 9 November 2020.",
        {"attribution": "", "anonymity": "withheld", "place": "Muscat", "date": "2020-11-09"},
    ),
    (
        "Female participant, FGD 3, Sohar, 9 November 2020.",
        {
            "attribution": "Female participant",
            "mode": "focus group discussion",
            "place": "Sohar",
            "date": "2020-11-09",
            "locator": "3",
        },
    ),
    (
        "Author interview with B.K., 4 June 2014.",
        {"attribution": "B.K.", "anonymity": "named", "counterpart": "Author", "date": "2014-06-04"},
    ),
    ("Audit team interview with K. Sato, 4 June 2014.", {"attribution": "K. Sato", "date": "2014-06-04"}),
    (
        "K. Sato, oral evidence, 4 June 2014, Q12.",
        {"attribution": "K. Sato", "mode": "oral evidence", "date": "2014-06-04"},
    ),
    ("Pers. comm., K. Sato, 9 June 2021.", {"attribution": "K. Sato", "mode": "personal communication"}),
]


@pytest.mark.parametrize(("text", "fields"), ONE)
def test_one_interview(text: str, fields: dict[str, str]) -> None:
    rows = told(text)
    assert [row["text"] for row in rows] == [text.rstrip(".")]
    assert {name: rows[0][name] for name in fields} == fields


SEVERAL = [
    # a note, and the words and the date of each
    (
        "Interviews with a Turkish diplomat, Ankara, 3 June 2011; an Armenian parliamentarian, Yerevan, 9 June 2011; "
        "and a Georgian analyst, Tbilisi, 12 June 2011.",
        [
            ("Interviews with a Turkish diplomat, Ankara, 3 June 2011", "2011-06-03"),
            ("an Armenian parliamentarian, Yerevan, 9 June 2011", "2011-06-09"),
            ("a Georgian analyst, Tbilisi, 12 June 2011", "2011-06-12"),
        ],
    ),
    (
        "Interview with Ngozi Adeyemi and Tunde Bello, Lagos, 5 February 2008.",
        [("Interview with Ngozi Adeyemi", "2008-02-05"), ("Tunde Bello, Lagos, 5 February 2008", "2008-02-05")],
    ),
    (
        "Crisis Bureau interviews, tribal elders and former militants, Peshawar, June 2009.",
        [("Crisis Bureau interviews, tribal elders", "2009-06"), ("former militants, Peshawar, June 2009", "2009-06")],
    ),
    (
        "Author’s conversations with Kurdish politicians, Erbil, 2014 and 2015.",
        [("Author’s conversations with Kurdish politicians, Erbil, 2014", "2014"), ("2015", "2015")],
    ),
    (
        "Interviews with NATO officers, Brussels and Mons, autumn 2003 and spring 2004.",
        [("Interviews with NATO officers, Brussels and Mons, autumn 2003", "2003-23"), ("spring 2004", "2004-21")],
    ),
    (
        "Crisis Bureau interviews, diplomats, New York, May 2016 and Geneva, June 2016.",
        [("Crisis Bureau interviews, diplomats, New York, May 2016", "2016-05"), ("Geneva, June 2016", "2016-06")],
    ),
    (
        "Panel interviews with former combatants in Bria and Bambari, 3, 4 and 6 May 2016.",
        [
            ("Panel interviews with former combatants in Bria and Bambari, 3", "2016-05-03"),
            ("4", "2016-05-04"),
            ("6 May 2016", "2016-05-06"),
        ],
    ),
    (
        "SIGPAR interviews with USAID officials, November 9, 2013, and December 2, 2013.",
        [
            ("SIGPAR interviews with USAID officials, November 9, 2013", "2013-11-09"),
            ("December 2, 2013", "2013-12-02"),
        ],
    ),
    (
        "Author’s interviews with K. Sato (4 June 2014) and Y. Mori (5 June 2014).",
        [("Author’s interviews with K. Sato (4 June 2014)", "2014-06-04"), ("Y. Mori (5 June 2014)", "2014-06-05")],
    ),
    (
        "Ibid. Crisis Bureau interview, shop owner, Gao, 9 January 2018.",
        [("Crisis Bureau interview, shop owner, Gao, 9 January 2018", "2018-01-09")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_a_row_each(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(row["text"], row["date"]) for row in told(text)] == expected


NONE = [
    "In 2009 she was interviewed by the BBC about the flood.",
    "The applicant attended a job interview at the Harbour Office on 12 May 2010.",
    "We conducted 43 semi-structured interviews with officials between May and July 2010.",
    "Interview with Angela Roth, Der Spiegel, 12 May 2010.",
    "“Interview with Admiral Soto,” Naval Review, 12 May 2010, 4.",
    "Peter Falk, interview with Le Monde, 12 May 2010.",
    "Interviews took place in Lima and Cuzco; the list of interviewees is in Annex 3.",
    "The interview guide (Annex B) was tested in May 2010.",
    "Interview methods are discussed in Weiss (1994).",
    "Anna Stone, Interviewing Elites (London: Harbour Press, 1994), 12.",
    "Correspondence between the two ministries is kept in the State Archive, Box 12.",
    "The police interviewed 14 witnesses on 12 May 2010.",
    "Elena Rojas, “Interview with a Miner,” Andean Review 12, no. 3 (2016): 44–51.",
    "Elena Rojas, interview by Radio Altiplano, May 3, 2016.",
    "Interview with President Vega, Canal 7 Television, May 3, 2016, transcript at www.canal7.example/vega.",
    "See the discussion with respect to mining taxes in chapter 3.",
    "The Committee’s interviews with miners are summarized in Appendix B.",
    "A total of 112 interviews were conducted between May and July 2016 in La Paz, Oruro, and Potosí.",
    "The delegation held a meeting with the miners on 3 May 2016.",
    "Interviews were recorded with the consent of participants and destroyed in 2018.",
    "Letter from the Minister of Mining to the Speaker, 3 May 2016, Annex 4.",
    "DOD, response to SIGPAR data call, November 9, 2013.",
    "Omani diplomat, quoted in Holt 2021, p. 14.",
    "Omani diplomat, remarks at the Harbour Forum, Muscat, 9 November 2020.",
    "The interviews were held under the Chatham House Rule.",
    "For the questionnaire used in the interviews, see Appendix C.",
    "Author’s calculations based on 44 interviews, Muscat, November 2020.",
    "The quotation is from an interview that the minister gave to Al Jazeera in November 2020.",
    "We spoke to K. Sato on 4 June 2014, after the interview had been put off twice.",
    "The interview with K. Sato in the Harbour Times (4 June 2014) was widely read.",
    "Interviews with K. Sato and others are kept in the Harbour Archive.",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_interview(text: str) -> None:
    assert told(text) == []


RUNNING = [
    # a sentence, and the words that attribute it
    (
        "A senior Peruvian admiral told the author in May 2014 that the frigates would stay.",
        ["A senior Peruvian admiral told the author in May 2014"],
    ),
    (
        "“Nobody asked us,” one Kosovar police officer said in an interview with the author on 3 May 2008.",
        ["one Kosovar police officer said in an interview with the author on 3 May 2008"],
    ),
    (
        "Speaking on condition of anonymity, a Thai diplomat said the talks had failed.",
        ["Speaking on condition of anonymity, a Thai diplomat said"],
    ),
    (
        "A Thai diplomat, speaking on condition of anonymity, said the talks had failed.",
        ["A Thai diplomat, speaking on condition of anonymity"],
    ),
    (
        "In interviews with the author, two Thai diplomats said that the talks had failed.",
        ["In interviews with the author, two Thai diplomats said"],
    ),
    (
        "An Irish customs officer interviewed for this report said that the seals were broken.",
        ["An Irish customs officer interviewed for this report"],
    ),
    ("The minister was interviewed by Channel 4 on 3 May 2008 and denied it.", []),
    ("A former Irish customs officer told reporters that the seals were broken.", []),
    ("We interviewed 30 customs officers in three ports in May 2008.", []),
    ("The president, in an interview with the Evening Post on 3 May 2008, denied it.", []),
    (
        "The seals were broken (Irish customs officer, interview with the author, 3 May 2008), and nobody knew.",
        ["Irish customs officer, interview with the author, 3 May 2008"],
    ),
    (
        "The seals were broken (interview 14, Cork, 3 May 2008; interview 15, Cork, 4 May 2008).",
        ["interview 14, Cork, 3 May 2008", "interview 15, Cork, 4 May 2008"],
    ),
    ("The seals were broken (KII 14).", ["KII 14"]),
    (
        "The seals were broken (A. Moss, personal communication, May 3, 2008).",
        ["A. Moss, personal communication, May 3, 2008"],
    ),
    ("The officials (whom we interviewed in May 2008) were tired (see the interview guide, Annex 2).", []),
    ("“The fog was thick,” said one of the pilots interviewed by the Evening Post.", []),
    ("Three of the pilots interviewed said that the fog was thick in May 2016.", []),
    (
        "An Omani pilot who spoke to the author in May 2016 said the fog was thick.",
        ["An Omani pilot who spoke to the author in May 2016"],
    ),
    ("“The fog was thick,” an Omani pilot told us in Salalah.", ["an Omani pilot told us"]),
    ("As an Omani pilot explained to the author, the fog was thick.", ["an Omani pilot explained to the author"]),
    (
        "The fog was thick, according to two Omani pilots, who asked not to be identified.",
        ["two Omani pilots, who asked not to be identified"],
    ),
    (
        "The fog was thick, said an Omani pilot, who spoke on condition of anonymity.",
        ["an Omani pilot, who spoke on condition of anonymity"],
    ),
    (
        "Several Omani diplomats interviewed by the author in November 2020 doubted it.",
        ["Several Omani diplomats interviewed by the author in November 2020"],
    ),
    ("An Omani diplomat confided, off the record, that the offer was false.", []),
    ("“It was false,” a senior Omani diplomat said in November 2020, declining to be named.", []),
    (
        "When I interviewed a retired Omani diplomat in November 2020, he doubted it.",
        ["I interviewed a retired Omani diplomat in November 2020"],
    ),
    ("In our interview in November 2020, Saleh Haidar doubted it.", []),
    (
        "One Omani diplomat (author’s interview, Muscat, 9 November 2020) doubted it.",
        ["author’s interview, Muscat, 9 November 2020"],
    ),
    (
        "A Japanese engineer interviewed by the author said it (interview 3).",
        ["A Japanese engineer interviewed by the author", "interview 3"],
    ),
    (
        "Two engineers, speaking on condition of anonymity, confirmed it.",
        ["Two engineers, speaking on condition of anonymity"],
    ),
    (
        "Speaking to the author in June 2014, a Japanese engineer confirmed it.",
        ["Speaking to the author in June 2014, a Japanese engineer confirmed"],
    ),
    ("A Japanese engineer told the Harbour Times that it was so, on condition of anonymity.", []),
]


@pytest.mark.parametrize(("text", "expected"), RUNNING)
def test_running_text(text: str, expected: list[str]) -> None:
    assert [row["text"] for row in told(text, "text")] == expected


def test_an_interview_is_cited_again_in_plain_words() -> None:
    kinds = [c.said.kind if c.said else "" for _, c in cited("Same interview.")]
    assert kinds == ["ibid"]
