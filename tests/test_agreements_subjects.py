"""Agreements and their milestones in texts about other subjects: wars that end, and trade. The texts are invented."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app

PEACE = """\
Wars that end

Ecuador and Peru

Ecuador and Peru had quarrelled over their border for a century. Fighting broke out in January 1981, and a ceasefire \
was declared on February 2, 1981. The ceasefire collapsed in 1995.

The guarantors met both sides in Brasília, where the Itamaraty Peace Declaration was signed on February 17, 1995. \
Eleven days later, the two governments signed the Montevideo Declaration.

In October 1998 the two presidents concluded a comprehensive peace treaty, which was ratified by the Peruvian congress \
a month later. It entered into force on May 13, 1999. Under the treaty, both sides agreed to begin talks on a trade \
and navigation agreement.

Armenia and Azerbaijan

Armenia and Azerbaijan signed a truce in May 1994. By 2001 they had yet to conclude a peace treaty. In November 2020 \
the two countries agreed to a ceasefire brokered by Russia.

Eritrea and Ethiopia

The Algiers Agreement was signed by Eritrea and Ethiopia on December 12, 2000. On July 9, 2018, the leaders of \
Ethiopia and Eritrea issued a joint declaration in Asmara. Their second and third summits, held in Jeddah in September \
2018 and in Asmara in March 2019, drew crowds. At their third summit they signed a peace agreement.

Colombia and the FARC

The government of Colombia and the Revolutionary Armed Forces of Colombia (FARC) opened peace talks in 2012. On \
June 23, 2016, they signed a ceasefire agreement in Havana. The final accord, signed on September 26, 2016, was \
rejected in a referendum. A revised accord was signed on November 24, 2016, and Congress approved it on November 30, \
2016.

Bosnia

The Dayton Accords were initialled on November 21, 1995 and formally signed in Paris on December 14, 1995 by Bosnia, \
Croatia and Serbia.

Sudan and South Sudan

Sudan and South Sudan signed a cooperation agreement on 27 September 2012 in Addis Ababa. The two parliaments ratified \
it in October 2012. The agreement was extended for two years in 2018 and expired in 2020.
"""

TRADE = """\
Tariffs and tides

Chile and South Korea

Chile and South Korea launched negotiations on a free trade agreement (FTA) in December 1999. The FTA, signed in Seoul \
on February 15, 2003, was the first across the Pacific. The Korean National Assembly ratified it on February 16, 2004, \
and it took effect on April 1, 2004. In November 2018 the two sides began talks to upgrade the FTA.

New Zealand and China

At a meeting in Santiago in November 2004, New Zealand and China agreed to start negotiating a free trade agreement. \
The agreement was signed in Beijing on 7 April 2008 and entered into force on 1 October 2008. An upgrade of the \
agreement was signed on 26 January 2021. Wellington also signed a separate economic cooperation agreement with Taiwan \
on 10 July 2013.

Mercosur and the European Union

In June 2019, the European Union and Mercosur reached an agreement in principle on a trade agreement. The pact has yet \
to be signed. Their first round of talks, held in Buenos Aires in April 2000, had produced a joint communiqué.

The Pacific four

Brunei, Chile, New Zealand and Singapore signed the Trans-Pacific Strategic Economic Partnership Agreement in 2005. It \
came into force in 2006.

Canada and Colombia

The 2008 Canada–Colombia Free Trade Agreement was amended in 2010. The 2011 joint action plan called for a memorandum \
of understanding on labour inspection, which both governments signed in May 2012.

Cambodia and Thailand

Cambodia proposed a treaty of friendship to Thailand in 1950. In the joint communiqué of June 2008, the two \
governments agreed to draft a memorandum of understanding on fish.
"""

Agreement = tuple[str, str]
"""Kind and parties."""
EXPECTED: dict[str, dict[Agreement, list[list[str]]]] = {
    PEACE: {
        ("other", "ECU; PER"): [["adopted 1981-02-02", "ended 1995"]],
        ("joint_declaration", "ECU; PER"): [["signed 1995-02-17"], ["signed 1995-02-28"]],
        ("treaty", "ECU; PER"): [["concluded 1998-10", "entered_into_force 1999-05-13", "ratified 1998-11"]],
        ("other", "ARM; AZE"): [["concluded 2020-11"], ["signed 1994-05"]],
        ("other", "ERI; ETH"): [["signed 2000-12-12"], ["signed 2019-03"]],
        ("joint_declaration", "ERI; ETH"): [["adopted 2018-07-09"]],
        ("other", "COL; FARC"): [
            ["ratified 2016-11-30", "revised 2016-11-24", "signed 2016-09-26"],
            ["signed 2016-06-23"],
        ],
        ("other", "BIH; HRV; SRB"): [["concluded 1995-11-21", "signed 1995-12-14"]],
        ("other", "SDN; SSD"): [["ended 2020", "ratified 2012-10", "renewed 2018", "signed 2012-09-27"]],
    },
    TRADE: {
        ("partnership_agreement", "CHL; KOR"): [
            [
                "entered_into_force 2004-04-01",
                "negotiations_started 1999-12",
                "ratified 2004-02-16",
                "signed 2003-02-15",
            ]
        ],
        ("partnership_agreement", "CHN; NZL"): [
            ["announced 2004-11", "entered_into_force 2008-10-01", "revised 2021-01-26", "signed 2008-04-07"]
        ],
        ("other", "NZL; TWN"): [["signed 2013-07-10"]],
        ("partnership_agreement", "EU; MERCOSUR"): [["agreed_in_principle 2019-06"]],
        ("joint_statement", "EU; MERCOSUR"): [["adopted 2000-04"]],
        ("partnership_agreement", "BRN; CHL; NZL; SGP"): [["entered_into_force 2006", "signed 2005"]],
        ("partnership_agreement", "CAN; COL"): [["revised 2010", "signed 2008"]],
        ("action_plan", "CAN; COL"): [["adopted 2011"]],
        ("mou", "CAN; COL"): [["announced 2011", "signed 2012-05"]],
        ("treaty", "KHM; THA"): [["proposed 1950"]],
        ("joint_statement", "KHM; THA"): [["adopted 2008-06"]],
        ("mou", "KHM; THA"): [["announced 2008-06"]],
    },
}


@pytest.mark.parametrize("report", EXPECTED, ids=["peace", "trade"])
def test_each_agreement_with_all_its_dated_acts_and_no_other(tmp_path: Path, report: str) -> None:
    assert told(tmp_path, report) == EXPECTED[report]


def told(base: Path, report: str) -> dict[Agreement, list[list[str]]]:
    """The dated acts of each agreement of a report, by kind and parties, sorted."""
    raw, out = base / "raw", ["--out", str(base / "out")]
    raw.mkdir()
    (raw / "report.txt").write_text(report, encoding="utf-8")
    for command in (["ingest", "--raw", str(raw)], ["extract"], ["reconcile"]):
        result = CliRunner().invoke(app, [*command, *out])
        assert result.exit_code == 0, result.output
    acts: dict[str, list[str]] = defaultdict(list)
    for step in _rows(base, "milestones"):
        acts[step["agreement_id"]].append(" ".join(filter(None, (step["act"], step["date"], step["other_dates"]))))
    made: dict[Agreement, list[list[str]]] = defaultdict(list)
    for agreement in _rows(base, "agreements"):
        if steps := sorted(acts[agreement["agreement_id"]]):
            made[agreement["kind"], agreement["parties"]].append(steps)
    return {key: sorted(steps) for key, steps in made.items()}


def _rows(base: Path, table: str) -> list[dict[str, str]]:
    with (base / "out" / "dataset" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
