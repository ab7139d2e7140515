"""Interviews in further guises: by video and letter, by number and pseudonym, of several people, in other languages."""

from __future__ import annotations

import pytest

from tests.citing import told

ONE = [
    # a note, and what its one interview says
    (
        "Interview with the author, retired Finnish colonel, 14 January 2020.",
        {
            "attribution": "retired Finnish colonel",
            "date": "2020-01-14",
            "counterpart": "the author",
            "anonymity": "anonymous",
        },
    ),
    (
        "Retired Finnish colonel, interviewed by the author via Teams, 14 January 2020.",
        {
            "attribution": "Retired Finnish colonel",
            "date": "2020-01-14",
            "counterpart": "the author",
            "anonymity": "anonymous",
            "mode": "teams interview",
        },
    ),
    (
        "Written answers to the author’s questions from a Bolivian lithium executive, 30 June 2021.",
        {
            "attribution": "Bolivian lithium executive",
            "kind": "correspondence",
            "date": "2021-06-30",
            "anonymity": "anonymous",
        },
    ),
    (
        "Justice Monitor group interview with six women, location withheld, August 2018.",
        {
            "attribution": "six women",
            "anonymity": "anonymous",
            "mode": "group interview",
            "date": "2018-08",
            "place": "",
        },
    ),
    (
        "Audit Office, interview with officials of the Transport Ministry, April 12, 2014.",
        {"attribution": "officials of the Transport Ministry", "counterpart": "Audit Office", "date": "2014-04-12"},
    ),
    (
        "Roundtable with Czech and Slovak officials, Prague, 4 June 2018.",
        {"attribution": "Czech and Slovak officials", "place": "Prague", "date": "2018-06-04"},
    ),
    ("INT-07, Ministry of Energy, 12 May 2021.", {"locator": "07", "date": "2021-05-12"}),
    (
        "Author interview #5 with Indonesian general, Jakarta, 2 November 2016.",
        {"attribution": "Indonesian general", "place": "Jakarta", "date": "2016-11-02", "locator": "#5"},
    ),
    (
        "Background briefing for journalists by a Treasury official, Washington, March 14, 2016.",
        {"attribution": "Treasury official", "mode": "background briefing", "date": "2016-03-14"},
    ),
    (
        "Telephone briefing to the author by a Greek coast guard officer, 22 August 2015.",
        {"attribution": "Greek coast guard officer", "date": "2015-08-22", "anonymity": "anonymous"},
    ),
    (
        "Interview of Hannah Cole by research assistant, Lyon, 2 May 1998.",
        {"attribution": "Hannah Cole", "place": "Lyon", "date": "1998-05-02"},
    ),
    (
        "Lise Moen, personal e-mail to the author, 14 February 2008.",
        {"attribution": "Lise Moen", "kind": "correspondence", "date": "2008-02-14"},
    ),
    (
        "Interview by author (via Skype), former Bhutanese envoy, 3 June 2017.",
        {"attribution": "former Bhutanese envoy", "mode": "skype interview", "date": "2017-06-03"},
    ),
    (
        "Personal email communication with N. Mushi, 3 August 2018.",
        {"attribution": "N. Mushi", "kind": "correspondence", "date": "2018-08-03"},
    ),
    (
        "Written response to author’s questionnaire, Zanzibar Ports Corporation, 3 August 2018.",
        {"attribution": "Zanzibar Ports Corporation", "kind": "correspondence", "date": "2018-08-03"},
    ),
    (
        "Answer by the Zanzibar Ports Corporation to a written question from the author, 3 August 2018.",
        {"attribution": "Zanzibar Ports Corporation", "kind": "correspondence", "date": "2018-08-03"},
    ),
    (
        "Crew Watch interview (name withheld), Mombasa, August 3, 2018.",
        {
            "attribution": "",
            "anonymity": "withheld",
            "place": "Mombasa",
            "counterpart": "Crew Watch",
            "date": "2018-08-03",
        },
    ),
    (
        "Crew Watch interviews with four dockworkers in Mombasa between August 3 and 6, 2018.",
        {"attribution": "four dockworkers", "place": "Mombasa", "date": "2018-08-03/2018-08-06"},
    ),
    (
        "State Audit Bureau, teleconference with Customs officials, June 3, 2011.",
        {"attribution": "Customs officials", "date": "2011-06-03", "counterpart": "State Audit Bureau"},
    ),
    (
        "Off-the-record briefing, Western intelligence officer, Amman, 2 May 2014.",
        {"attribution": "Western intelligence officer", "place": "Amman", "date": "2014-05-02"},
    ),
    (
        "Interview with a Jordanian officer, who requested that his unit not be identified, Amman, 2 May 2014.",
        {"attribution": "Jordanian officer", "place": "Amman", "date": "2014-05-02"},
    ),
    (
        "Ali Shukri, interviewed by Lena Farah for the Royal Oral History Project, Amman, 2 May 2014.",
        {"attribution": "Ali Shukri", "counterpart": "Lena Farah", "date": "2014-05-02"},
    ),
    (
        "Sworn statement of Ali Shukri, May 2, 2014, para. 9.",
        {"attribution": "Ali Shukri", "date": "2014-05-02", "locator": "para. 9"},
    ),
    (
        "Remarks of a senior Jordanian officer to the author, Amman, 2 May 2014.",
        {
            "attribution": "senior Jordanian officer",
            "counterpart": "the author",
            "place": "Amman",
            "date": "2014-05-02",
        },
    ),
    (
        "Author’s notes of an interview with a Jordanian officer, Amman, 2 May 2014.",
        {"attribution": "Jordanian officer", "place": "Amman", "date": "2014-05-02"},
    ),
    (
        "Interview (confidential), Jordanian officer, 2 May 2014.",
        {"attribution": "Jordanian officer", "anonymity": "withheld", "date": "2014-05-02"},
    ),
    (
        "Interview with Iván Ruiz, the secretariat’s chief economist, Lima, 9 February 2021.",
        {"attribution": "Iván Ruiz", "place": "Lima", "anonymity": "named"},
    ),
    (
        "Interview 7 (coca grower, male, 44), Cochabamba, 4 March 2016.",
        {"locator": "7", "place": "Cochabamba", "date": "2016-03-04"},
    ),
    (
        "Coca grower #3, interview with author, 4 March 2016.",
        {"attribution": "Coca grower #3", "date": "2016-03-04", "anonymity": "anonymous"},
    ),
    (
        "Letter from Andes Mining S.A. to Land Rights Now, March 9, 2016 (on file with Land Rights Now).",
        {
            "attribution": "Andes Mining S.A.",
            "kind": "correspondence",
            "counterpart": "Land Rights Now",
            "date": "2016-03-09",
        },
    ),
    (
        "Research Service telephone conversation with Bureau of Mines officials, March 9, 2016.",
        {
            "attribution": "Bureau of Mines officials",
            "counterpart": "Research Service",
            "date": "2016-03-09",
            "mode": "telephone conversation",
        },
    ),
    (
        "Email from Bureau of Mines, Office of Leasing, to the author, March 14, 2016.",
        {"attribution": "Bureau of Mines", "kind": "correspondence", "date": "2016-03-14"},
    ),
    (
        "Information provided to the author by the Bureau of Mines, March 14, 2016.",
        {"attribution": "Bureau of Mines", "date": "2016-03-14"},
    ),
    (
        "Bureau of Mines geologist, in an email to the author, March 14, 2016.",
        {"attribution": "Bureau of Mines geologist", "kind": "correspondence", "date": "2016-03-14"},
    ),
    ("Terán interview (Apr. 2, 2012), p. 14.", {"attribution": "Terán", "date": "2012-04-02", "locator": "p. 14"}),
    (
        "Examination of Luis Terán by the Receiver, April 2, 2012, at 14:7–15.",
        {"attribution": "Luis Terán", "mode": "examination", "date": "2012-04-02"},
    ),
    ("Public hearing, 2 April 2012, page 14, lines 3–9.", {"mode": "public hearing", "date": "2012-04-02"}),
    ("Private hearing, La Paz, 2 April 2012, pages 14–16.", {"mode": "private hearing", "date": "2012-04-02"}),
    ("Interv with Col Luis Terán, 2 Apr 72.", {"attribution": "Col Luis Terán", "date": "1972-04-02"}),
    (
        "Telecon with Lt. Vaca, 2 Apr 72.",
        {"attribution": "Lt. Vaca", "date": "1972-04-02", "mode": "telephone conversation"},
    ),
    (
        "Ltr, Vaca to author, 5 Apr 72.",
        {"attribution": "Vaca", "kind": "correspondence", "date": "1972-04-05", "mode": "letter"},
    ),
    (
        "Rosa Vaca, interview by Jorge Lema, April 2, 1972, interview 14, transcript, Andean Archive, La Paz.",
        {"attribution": "Rosa Vaca", "counterpart": "Jorge Lema", "date": "1972-04-02"},
    ),
    (
        "Danish climate negotiators, group interview with the author (via Webex), 17 October 2022.",
        {"attribution": "Danish climate negotiators", "mode": "webex group interview", "date": "2022-10-17"},
    ),
    (
        "Farm manager (Interview 12), Jutland, May 2019.",
        {"attribution": "Farm manager", "date": "2019-05", "locator": "12"},
    ),
    (
        "Pia Dahl in reply to questions from the author, 9 May 2019.",
        {"attribution": "Pia Dahl", "kind": "correspondence", "date": "2019-05-09"},
    ),
    (
        "Nils Brandt, interview conducted by Karin Ek, Stockholm, 9 May 1989, Foreign Service Oral Histories.",
        {"attribution": "Nils Brandt", "counterpart": "Karin Ek", "date": "1989-05-09"},
    ),
    (
        "Affidavit of Nils Brandt, 9 May 1989, para. 7.",
        {"attribution": "Nils Brandt", "mode": "affidavit", "locator": "para. 7"},
    ),
    (
        "Evidence of Nils Brandt to the Inquiry, 9 May 1989, p. 31.",
        {"attribution": "Nils Brandt", "date": "1989-05-09", "locator": "p. 31"},
    ),
    (
        "Village headman, Rights Desk interview, Lashio, 12 June 2017.",
        {"attribution": "Village headman", "counterpart": "Rights Desk", "place": "Lashio", "date": "2017-06-12"},
    ),
]


@pytest.mark.parametrize(("text", "fields"), ONE)
def test_one_interview(text: str, fields: dict[str, str]) -> None:
    rows = told(text)
    assert [row["text"] for row in rows] == [text.rstrip(".")]
    assert {name: rows[0][name] for name in fields} == fields


SEVERAL = [
    # a note, and the words and the date of each
    (
        "Interviews with Pavel Novák, Jana Malá and Petr Svoboda, Brno, April 2019.",
        [
            ("Interviews with Pavel Novák", "2019-04"),
            ("Jana Malá", "2019-04"),
            ("Petr Svoboda, Brno, April 2019", "2019-04"),
        ],
    ),
    (
        "Barlow, interview; Tern to author, 6 August 1977.",
        [("Barlow, interview", ""), ("Tern to author, 6 August 1977", "1977-08-06")],
    ),
    (
        "Dana Fox interview (Feb. 3, 2011); Leo B. (Feb. 4, 2011); Ana T. (Feb. 5–6, 2011).",
        [
            ("Dana Fox interview (Feb. 3, 2011)", "2011-02-03"),
            ("Leo B. (Feb. 4, 2011)", "2011-02-04"),
            ("Ana T. (Feb. 5–6, 2011)", "2011-02-05/2011-02-06"),
        ],
    ),
    (
        "Crew Watch interview with Juma A., 34, and Fatuma A., 29, Mombasa, August 3, 2018.",
        [
            ("Crew Watch interview with Juma A., 34", "2018-08-03"),
            ("Fatuma A., 29, Mombasa, August 3, 2018", "2018-08-03"),
        ],
    ),
    (
        "Based on author’s interviews with Jordanian officers, Amman, 2–9 May 2014.",
        [("author’s interviews with Jordanian officers, Amman, 2–9 May 2014", "2014-05-02/2014-05-09")],
    ),
    (
        "Confirmed in author’s interview with Jordanian officer, Amman, 2 May 2014.",
        [("author’s interview with Jordanian officer, Amman, 2 May 2014", "2014-05-02")],
    ),
    (
        "Interviewed road workers put the number at 40 (interviews, Oruro, May 2016).",
        [("interviews, Oruro, May 2016", "2016-05")],
    ),
    (
        "Interviews with Mette Krogh (Aarhus, 3 May 2019) and Lars Holm (Odense, 5 May 2019).",
        [
            ("Interviews with Mette Krogh (Aarhus, 3 May 2019)", "2019-05-03"),
            ("Lars Holm (Odense, 5 May 2019)", "2019-05-05"),
        ],
    ),
    (
        "Mette Krogh, Lars Holm and Pia Dahl, interview with the author, Aarhus, 3 May 2019.",
        [
            ("Mette Krogh", "2019-05-03"),
            ("Lars Holm", "2019-05-03"),
            ("Pia Dahl, interview with the author, Aarhus, 3 May 2019", "2019-05-03"),
        ],
    ),
    (
        "Intervs, author with Brandt, 9 and 11 May 89, and Ek, 12 May 89.",
        [
            ("Intervs, author with Brandt, 9", "1989-05-09"),
            ("11 May 89", "1989-05-11"),
            ("Ek, 12 May 89", "1989-05-12"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_a_row_each(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(row["text"], row["date"]) for row in told(text)] == expected


NONE = [
    "Carla Rossi, interview in La Repubblica, 4 May 2012.",
    "Interview with Carla Rossi in Die Welt, 4 May 2012.",
    "Interview with President Vaca broadcast on state television, 2 April 2012.",
    "Nils Brandt, interview with Dagens Nyheter, 9 May 1989.",
    "Interview with Nils Brandt, Le Figaro, 9 May 1989.",
    "Ann Vik, interview in Le Temps, 4 May 2012.",
    "Interview with Ann Vik, The Coastal Times, 4 May 2012.",
    "Interview with the author, Evening Herald, 4 May 2012.",
    "Statement of the minister to the Senate, 4 May 2012.",
    "Meeting between the minister and a Tongan envoy, 4 May 2012.",
    "Vik (2012) differs; on this see Holm, Fog, 31.",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_interview(text: str) -> None:
    assert told(text) == []


RUNNING = [
    # a sentence, and the words that attribute it
    (
        "“It was chaos,” a Jordanian officer recalled in an interview in Amman in May 2014.",
        "a Jordanian officer recalled in an interview in Amman in May 2014",
    ),
    (
        "Interviewed in Amman in May 2014, a Jordanian officer said that it was chaos.",
        "Interviewed in Amman in May 2014, a Jordanian officer said",
    ),
    (
        "According to a foreman interviewed in Oruro in May 2016, forty men left.",
        "a foreman interviewed in Oruro in May 2016",
    ),
    (
        "An engineer who asked to remain unnamed told the author that forty men left.",
        "An engineer who asked to remain unnamed told the author",
    ),
    (
        "A trader told the author in Muse in June 2017 that the gate never closed.",
        "A trader told the author in Muse in June 2017",
    ),
    (
        "One officer, in an interview with the authors in June 2017, admitted that the gate never closed.",
        "One officer, in an interview with the authors in June 2017, admitted",
    ),
]


@pytest.mark.parametrize(("text", "words"), RUNNING)
def test_running_text(text: str, words: str) -> None:
    assert [row["text"] for row in told(text, "text")] == [words]
