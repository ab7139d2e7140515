"""TimeML: the text is whole, the marks are valid, every dated event is linked to its time."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from pipeline.export.characters import for_xml
from pipeline.export.inline import Tag, tagged
from pipeline.export.timeml import timeml, write_timeml
from pipeline.results import Results, read_results
from tests.conftest import ROOT, run_all

TOLD = """\
The two delegations of Ghana and Kenya met on May 3 and 5, 2012, in Accra.\x0b

Ghana and Kenya held Exercise Tern Call from June 4 to 9, 2013. Two months later, their ministers met in Tema.

The summit of Ghana and Kenya on March 4, 2014, was cancelled. The desk had worked for two years; it met every month.
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("told")
    (folder / "raw").mkdir()
    (folder / "raw" / "told.txt").write_bytes(TOLD.replace("\n", "\r\n").encode())
    (folder / "raw" / "sources.toml").write_text('["told.txt"]\npublished = "2014-05-06"\n', encoding="utf-8")
    assert run_all(folder / "raw", folder / "out", workers=1) == []
    return read_results(folder / "out")


@pytest.fixture(scope="module")
def root(told: Results) -> etree._Element:
    (doc_id,) = told.documents
    return timeml(told, doc_id)


def marked(root: etree._Element, name: str) -> dict[str, str]:
    """Words by value or id."""
    return {e.text: e.get("value") or e.get("eid") for e in root.find("TEXT").iter(name)}


def test_files_are_valid_and_hold_the_text(samples_run: Path, told: Results, tmp_path: Path) -> None:
    dtd = etree.DTD(str(ROOT / "tests" / "timeml.dtd"))
    for results in (read_results(samples_run), told):
        assert write_timeml(results, tmp_path) > 0
        for doc_id in results.documents:
            read = etree.parse(str(tmp_path / f"{doc_id}.tml")).getroot()
            assert dtd.validate(read), dtd.error_log
            assert "".join(read.find("TEXT").itertext()) == for_xml(results.source(doc_id))


def test_times_have_values_types_and_anchors(root: etree._Element) -> None:
    times = marked(root, "TIMEX3")
    assert times["June 4"] == "2013-06-04"
    assert times["9, 2013"] == "2013-06-09"
    assert times["March 4, 2014"] == "2014-03-04"
    types = {e.text: e.get("type") for e in root.iter("TIMEX3")}
    assert (types["two years"], types["every month"], types["March 4, 2014"]) == ("DURATION", "SET", "DATE")
    (later,) = [e for e in root.iter("TIMEX3") if e.text == "Two months later"]
    assert later.get("temporalFunction") == "true"
    assert root.xpath("//TIMEX3[@tid=$tid]", tid=later.get("anchorTimeID"))[0].text.startswith("June 4")
    (created,) = root.xpath("/TimeML/DCT/TIMEX3")
    assert (created.get("value"), created.get("functionInDocument")) == ("2014-05-06", "CREATION_TIME")


def relations(root: etree._Element, eid: str) -> list[tuple[str, str]]:
    """Of an event's instances: how each is related to which time."""
    times = {time.get("tid"): time.text for time in root.iter("TIMEX3")}
    instances = root.xpath("//MAKEINSTANCE[@eventID=$eid]/@eiid", eid=eid)
    links = [link for i in instances for link in root.xpath("//TLINK[@eventInstanceID=$i]", i=i)]
    return [(link.get("relType"), times[link.get("relatedToTime")]) for link in links]


def test_a_list_is_an_instance_a_date_a_range_begins_and_ends_one(root: etree._Element) -> None:
    every = {(event.text, *relations(root, event.get("eid"))) for event in root.iter("EVENT")}
    assert ("met", ("IS_INCLUDED", "May 3"), ("IS_INCLUDED", "5, 2012")) in every
    assert ("met", ("IS_INCLUDED", "Two months later")) in every
    ranged = [links for _, *links in every if ("BEGUN_BY", "June 4") in links]
    assert ranged == [[("BEGUN_BY", "June 4"), ("ENDED_BY", "9, 2013")]]


def test_what_did_not_happen_is_negative(root: etree._Element) -> None:
    polarities = {
        root.xpath("//TIMEX3[@tid=$t]/text()", t=link.get("relatedToTime"))[0]: root.xpath(
            "//MAKEINSTANCE[@eiid=$i]/@polarity", i=link.get("eventInstanceID")
        )[0]
        for link in root.iter("TLINK")
    }
    assert polarities["March 4, 2014"] == "NEG"
    assert polarities["June 4"] == "POS"


def test_characters_that_xml_does_not_allow_are_set_aside_one_for_one() -> None:
    assert for_xml("a\x0bb\x00c\ud800d\uffffe\r\n\tf") == "a\ufffdb\ufffdc\ufffdd\ufffde\r\n\tf"


def test_marks_do_not_overlap() -> None:
    fine = tagged("T", "abcdef", [Tag(4, 6, "B", {}), Tag(0, 2, "A", {"x": "1"})])
    assert etree.tostring(fine) == b'<T><A x="1">ab</A>cd<B>ef</B></T>'
    for tags in ([Tag(0, 3, "A", {}), Tag(2, 4, "B", {})], [Tag(2, 2, "A", {})], [Tag(4, 9, "A", {})]):
        with pytest.raises(ValueError, match="overlaps"):
            tagged("T", "abcdef", tags)
