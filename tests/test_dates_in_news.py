"""Dates told from the day of writing: news, and what "last year" and "today" are elsewhere."""

from __future__ import annotations

import pytest
from told_dates import told, values

NEWS: list[tuple[str, str, str, list[str]]] = [
    ("yesterday", "2011-03-02", "The dam broke yesterday, the mayor said.", ["2011-03-01"]),
    ("today and tomorrow", "2011-12-31", "Talks open today and end tomorrow.", ["2011-12-31", "2012-01-01"]),
    ("a weekday behind", "2011-03-02", "The dam broke on Monday, the mayor said.", ["2011-02-28"]),
    ("a weekday ahead", "2011-03-02", "The mayor will speak on Monday.", ["2011-03-07"]),
    ("the day's own name", "2011-03-02", "The dam broke on Wednesday, the mayor said.", ["2011-03-02"]),
    (
        "weeks",
        "2011-03-02",
        "Last week the dam leaked; this week it broke.",
        ["2011-02-21/2011-02-27", "2011-02-28/2011-03-06"],
    ),
    ("months", "2011-01-02", "The dam leaked last month and two months ago.", ["2010-12", "2010-11"]),
    ("years", "2011-01-02", "Two years ago it was new; next year it will go.", ["2009", "2012"]),
    (
        "a month behind",
        "2011-03-02",
        "Yesterday the dam broke. It had been mended in October.",
        ["2011-03-01", "2010-10"],
    ),
    (
        "a month ahead",
        "2011-03-02",
        "Yesterday the dam broke. It will be mended in October.",
        ["2011-03-01", "2011-10"],
    ),
    (
        "a day behind",
        "2011-03-02",
        "The dam, which broke yesterday, was opened on June 4.",
        ["2011-03-01", "2010-06-04"],
    ),
    ("now", "2011-03-02", "The dam, which broke yesterday, is now dry.", ["2011-03-01", "PRESENT_REF"]),
    (
        "a date of its own",
        "2011-03-02",
        "The dam broke yesterday. It opened in May 1999; in June it leaked.",
        ["2011-03-01", "1999-05", "1999-06"],
    ),
]


PIECES_OF_NEWS: list[tuple[str, str, dict[str, str]]] = [
    (
        "2012-06-14",
        "OSLO, June 14 (NTW) — Norway's central bank cut its main rate on Thursday, its second cut this year."
        " The bank had held rates steady since March. “We may cut again in the coming months,” governor Liv "
        "Dahl said. It came after the oil price fell to its lowest level since 2010. Analysts expect another "
        "cut in September. Last year the bank raised rates twice, in May and in August. A year earlier it had"
        " raised them once.",
        {
            "June 14": "2012-06-14",
            "Thursday": "2012-06-14",
            "this year": "2012",
            "March": "2012-03",
            "the coming months": "FUTURE_REF",
            "2010": "2010",
            "September": "2012-09",
            "Last year": "2011",
            "May": "2011-05",
            "August": "2011-08",
            "A year earlier": "2010",
        },
    ),
    (
        "1998-02-03",
        "Two trawlers sank off Iceland on Monday, and rescuers were still searching on Tuesday. A third ship "
        "was lost there last month. The government promised a report by Friday. In 1996, after a similar "
        "accident, it took until July to publish one. The families want answers by the end of the month.",
        {
            "Monday": "1998-02-02",
            "Tuesday": "1998-02-03",
            "last month": "1998-01",
            "Friday": "1998-02-06",
            "1996": "1996",
            "July": "1996-07",
            "the end of the month": "1998-02",
        },
    ),
    (
        "2005-11-21",
        "Profit at Tampere Steel rose 12 percent in the third quarter, the company said today. For the period"
        " ended Sept. 30, sales were flat. The company, which was founded in 1921, plans to close a mill next"
        " year. It said in August that 300 jobs would go. Its shares have lost a fifth of their value in the "
        "past six months.",
        {
            "the third quarter": "2005-35",
            "today": "2005-11-21",
            "Sept. 30": "2005-09-30",
            "1921": "1921",
            "next year": "2006",
            "August": "2005-08",
            "the past six months": "P6M",
        },
    ),
    (
        "2019-07-10",
        "Lisbon will host the talks next month, officials said on Wednesday. The two sides last met three "
        "weeks ago in Porto. They agreed last November to meet often. The talks are due to begin on August 5 "
        "and end three days later. In a letter of June 2, the minister asked for a delay.",
        {
            "next month": "2019-08",
            "Wednesday": "2019-07-10",
            "three weeks ago": "2019-06-17/2019-06-23",
            "last November": "2018-11",
            "August 5": "2019-08-05",
            "three days later": "2019-08-08",
            "June 2": "2019-06-02",
        },
    ),
    (
        "2001-04-05",
        "A court in Quito on Thursday freed the former mayor, who was arrested in December. He had been "
        "charged on Jan. 8 with taking bribes in 1999. Prosecutors have until next Wednesday to appeal. The "
        "trial began in February.",
        {
            "Thursday": "2001-04-05",
            "December": "2000-12",
            "Jan. 8": "2001-01-08",
            "1999": "1999",
            "next Wednesday": "2001-04-11",
            "February": "2001-02",
        },
    ),
    (
        "2009-03-02",
        "The ministry now says that the bridge will open this summer. It was to open last fall. Workers found"
        " cracks on Feb. 20; a week later the work was stopped. Earlier this year the minister said that the "
        "cost had doubled since 2006. The first bridge was built in the 1930s.",
        {
            "now": "PRESENT_REF",
            "this summer": "2009-22",
            "last fall": "2008-23",
            "Feb. 20": "2009-02-20",
            "a week later": "2009-02-23/2009-03-01",
            "Earlier this year": "2009",
            "2006": "2006",
            "the 1930s": "193X",
        },
    ),
]


@pytest.mark.parametrize(("published", "text", "expected"), PIECES_OF_NEWS)
def test_a_piece_of_news(published, text, expected):
    assert {words: date.value or date.timex3 for words, date in told(text, published=published)} == expected


@pytest.mark.parametrize(("published", "text", "expected"), [pytest.param(p, t, e, id=n) for n, p, t, e in NEWS])
def test_news_is_told_from_its_day(published, text, expected):
    assert values(text, published=published) == expected


def test_a_narrative_is_told_from_its_own_dates_though_its_day_is_known():
    text = "The line opened in March 1931. In June it carried mail. On May 4, 1932 it burnt. Nobody knew last year."
    assert values(text, published="2015-04-07") == ["1931-03", "1931-06", "1932-05-04", "2014"]


def test_a_quotation_is_told_from_the_day_it_was_said():
    text = (
        "In May 1931 she said: “We planned it two years ago, and will end it next year.” The pier, built in 1902, went."
    )
    assert values(text, published="2015-04-07") == ["1931-05", "1929", "1932", "1902"]


def test_without_a_day_of_writing_what_hangs_on_it_stays_open():
    assert values("The line opened in March 1931. This year the company is sold.") == ["1931-03", "XXXX"]


def test_the_day_a_story_opens_with_is_the_day_of_writing():
    line = "OSLO, Norway, May 3, 2021 (Harbour News) — The dam broke yesterday."
    assert values(line) == ["2021-05-03", "2021-05-02"]
    # Without a dash it is a date like others.
    assert values("Oslo, May 3, 2021. The dam broke yesterday.") == ["2021-05-03", "XXXX-XX-XX"]


def test_a_dateline_is_the_day_of_writing():
    assert values("# The Ford Gazette", "May 3, 2021", "The dam broke yesterday.") == ["2021-05-03", "2021-05-02"]
