"""People have the last word: what they decided holds, in every run, whatever becomes of the file that it is about."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.dataset import read_tables
from pipeline.errors import ChronociteError
from pipeline.reconcile.decisions import Decision, append_decision, read_decisions, signed, standing
from pipeline.records import Row
from pipeline.results.deciding import Deciding
from pipeline.results.explaining import explain
from pipeline.stages import Settings, run_extract, run_ingest, run_reconcile

PORTS = """\
# Ports

The harbour had been quiet for years and few ships called there in winter. On May 3, 2011, Chile and Norway signed a
memorandum of understanding on harbour pilots in Bergen. The pilots were content with it, as far as anyone could tell.

On June 9, 2014, the Chilean frigate Almirante visited Norway. The quay was wet and rather slippery,
for lack of any sun. In September 2015, Chile and Norway held the exercise Grey Heron.

On August 20, 2016, Chile and Norway signed a memorandum of understanding on fishing grounds.
"""
TUGS = """\
# Tugs

The exercise Grey Heron was held by Chile and Norway in September 2015. On March 1, 2018, Peru and Norway signed an
agreement on the exchange of information.
"""


class Folder:
    """A folder of reports, and runs over it."""

    def __init__(self, path: Path) -> None:
        self.settings = Settings(path / "raw", path / "out", path / "review" / "decisions.jsonl", workers=1)
        self.settings.raw.mkdir(parents=True)
        self.write("ports.md", PORTS)
        self.write("tugs.md", TUGS)

    def write(self, name: str, text: str) -> None:
        (self.settings.raw / name).write_text(text, encoding="utf-8")

    def run(self) -> list[str]:
        """What a run says; the tables are there then."""
        run_ingest(self.settings)
        run_extract(self.settings)
        return [f.reason for f in run_reconcile(self.settings)]

    def table(self, name: str) -> list[Row]:
        return read_tables(self.settings.out / "dataset")[name]

    def event(self, date: str) -> Row:
        (row,) = [r for r in self.table("events") if r["date"] == date]
        return row

    def dates(self) -> set[str]:
        return {r["date"] for r in self.table("events")}

    def decide(self, action: str, *ids: str, **what: str) -> str:
        decision = Deciding(self.settings.out).decide(action, ids, **what)  # type: ignore[arg-type]
        return append_decision(self.settings.review, signed(decision, "mo"))

    def states(self) -> list[tuple[str, str]]:
        return [(r["state"], r["applied"]) for r in self.table("decisions")]


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("first")
    Folder(path).run()
    return path


@pytest.fixture
def folder(first_run: Path, tmp_path: Path) -> Folder:
    shutil.copytree(first_run / "out", tmp_path / "out")
    return Folder(tmp_path)


def test_the_reports_tell_what_the_tests_count_on(folder: Folder) -> None:
    assert {"2011-05-03", "2014-06-09", "2015-09", "2016-08-20", "2018-03-01"} <= folder.dates()
    assert len(folder.event("2015-09")["documents"].split("; ")) == 2, "two reports tell of one exercise"


# --- each decision ----------------------------------------------------------------------------------------------------


def test_rejected_row_is_gone_and_its_words_stay(folder: Folder) -> None:
    row = folder.event("2014-06-09")
    folder.decide("reject", row["event_id"])
    assert folder.run() == []
    assert "2014-06-09" not in folder.dates()
    assert folder.states() == [("exact", "yes")]
    words = row["evidence"].split("; ")[0]
    assert words in {m["mention_id"] for m in folder.table("mentions")}


def test_corrected_value_counts_and_renames_nothing(folder: Folder) -> None:
    row = folder.event("2014-06-09")
    folder.decide("correct", row["event_id"], field="date", value="2014-06-10")
    folder.run()
    now = folder.event("2014-06-10")
    assert (now["event_id"], now["date_start"]) == (row["event_id"], "2014-06-10")
    assert now["reviewed"] == folder.table("decisions")[0]["decision_id"]


def test_accepted_row_says_so(folder: Folder) -> None:
    row = folder.event("2014-06-09")
    decision = folder.decide("accept", row["event_id"])
    folder.run()
    assert folder.event("2014-06-09") == row | {"reviewed": decision}


def test_merged_rows_are_one_and_explained_by_the_decision(folder: Folder) -> None:
    memoranda = [r for r in folder.table("agreements") if r["kind"] == "mou"]
    assert len(memoranda) == 2, "two of one pair in two years"
    decision = folder.decide("merge", *(r["agreement_id"] for r in memoranda))
    folder.run()
    (row,) = [r for r in folder.table("agreements") if r["kind"] == "mou"]
    assert {*row["evidence"].split("; ")} == {i for r in memoranda for i in r["evidence"].split("; ")}
    assert any(decision in line and "decision" in line for line in explain(folder.settings.out, row["agreement_id"]))


def test_split_row_is_two(folder: Folder) -> None:
    row = folder.event("2015-09")
    mentions = {m["mention_id"]: m for m in folder.table("mentions")}
    words = [i for i in row["evidence"].split("; ") if mentions[i]["kind"] == "event"]
    folder.decide("split", row["event_id"], words[1])
    folder.run()
    rows = [r for r in folder.table("events") if r["date"] == "2015-09"]
    assert [len(r["documents"].split("; ")) for r in rows] == [1, 1]
    assert len({r["event_id"] for r in rows}) == 2


def test_rows_kept_apart_are_never_one(folder: Folder) -> None:
    one, other = (r["agreement_id"] for r in folder.table("agreements") if r["kind"] == "mou")
    folder.decide("apart", one, other)
    folder.run()
    for r in folder.table("agreements"):
        assert not ({one, other} & {r["agreement_id"]}) or r["reviewed"]
    folder.decide("merge", one, other)
    folder.run()
    assert len([r for r in folder.table("agreements") if r["kind"] == "mou"]) == 1, "the later decision counts"
    assert [(r["action"], r["applied"]) for r in folder.table("decisions")] == [("apart", "no"), ("merge", "yes")]


def test_milestone_is_corrected_and_rejected(folder: Folder) -> None:
    step = next(r for r in folder.table("milestones") if r["date"] == "2018-03-01")
    folder.decide("correct", step["milestone_id"], field="date", value="2018-03-02")
    folder.run()
    now = next(r for r in folder.table("milestones") if r["milestone_id"] == step["milestone_id"])
    assert (now["date"], now["other_dates"]) == ("2018-03-02", "")
    folder.decide("reject", step["milestone_id"])
    folder.run()
    assert step["milestone_id"] not in {r["milestone_id"] for r in folder.table("milestones")}


def test_decision_taken_back_has_no_effect_and_stays_in_the_file(folder: Folder) -> None:
    row = folder.event("2014-06-09")
    decision = folder.decide("reject", row["event_id"])
    withdrawal = append_decision(folder.settings.review, signed(Decision("withdraw", withdraws=decision)))
    folder.run()
    assert folder.event("2014-06-09") == row
    assert folder.states() == [("withdrawn", "no")]
    append_decision(folder.settings.review, signed(Decision("withdraw", withdraws=withdrawal)))
    folder.run()
    assert "2014-06-09" not in folder.dates(), "who takes back a withdrawal wants the decision again"
    assert len(folder.settings.review.read_text().splitlines()) == 3


# --- what becomes of the file -----------------------------------------------------------------------------------------


def _delete_out(folder: Folder) -> None:
    shutil.rmtree(folder.settings.out)


def _rename(folder: Folder) -> None:
    (folder.settings.raw / "ports.md").rename(folder.settings.raw / "harbours.md")


def _edit_around(folder: Folder) -> None:
    before = "The pilots were content with it, as far as anyone could tell."
    behind = "The quay was wet and rather slippery,\nfor lack of any sun."
    text = PORTS.replace(before, "Nobody has complained of it until now, so one hears.")
    folder.write("ports.md", text.replace(behind, "All of the planks were grey with frost."))


def _edit_inside(folder: Folder) -> None:
    folder.write(
        "ports.md", PORTS.replace("the Chilean frigate Almirante visited", "the Chilean frigate Araucano visited")
    )


def _edit_the_figure(folder: Folder) -> None:
    folder.write("ports.md", PORTS.replace("June 9, 2014", "June 8, 2014"))


def _take_out(folder: Folder) -> None:
    folder.write("ports.md", PORTS.replace("On June 9, 2014, the Chilean frigate Almirante visited Norway. ", ""))


def _rename_and_edit(folder: Folder) -> None:
    _edit_around(folder)
    _rename(folder)


CHANGES: dict[str, tuple[Callable[[Folder], None], tuple[str, str]]] = {
    "nothing": (lambda folder: None, ("exact", "yes")),
    "out is deleted": (_delete_out, ("exact", "yes")),
    "the file is renamed": (_rename, ("exact", "yes")),
    "ten words around are edited": (_edit_around, ("moved", "yes")),
    "renamed and edited": (_rename_and_edit, ("moved", "yes")),
    "a word of the sentence is edited": (_edit_inside, ("fuzzy", "yes")),
    "a figure of the sentence is edited": (_edit_the_figure, ("fuzzy", "no")),
    "the sentence is taken out": (_take_out, ("orphaned", "no")),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_decision_after(folder: Folder, change: Callable[[Folder], None], expected: tuple[str, str]) -> None:
    folder.decide("reject", folder.event("2014-06-09")["event_id"])
    change(folder)
    said = folder.run()
    assert folder.states() == [expected]
    assert bool(said) is (expected != ("exact", "yes")), "what is not exact is told"
    there = any(date.startswith("2014-06") for date in folder.dates())
    assert there is (change is _edit_the_figure), "what the figures make another statement is for a person to judge"


def test_a_decision_on_one_of_many_like_it_finds_that_one(folder: Folder) -> None:
    line = "On May {}, 2003, Chile and Norway signed an agreement.\n\nThe weather was {} on that morning in Oslo.\n\n"
    skies = ("fair", "foul", "mild", "cold")
    folder.write("ports.md", "# Log\n\n" + "".join(line.format(5, sky) for sky in skies))
    folder.run()
    words = [m for m in folder.table("mentions") if m["kind"] == "event" and m["value"] == "2003-05-05"]
    assert len(words) == 4
    folder.decide("reject", words[2]["mention_id"])
    folder.write("ports.md", "# Log\n\nA new first line.\n\n" + "".join(line.format(5, sky) for sky in skies))
    folder.run()
    assert folder.states() == [("moved", "yes")]
    (row,) = folder.table("decisions")
    order = [m["mention_id"] for m in folder.table("mentions") if m["kind"] == "event" and m["value"] == "2003-05-05"]
    assert row["evidence"] == order[2]


# --- the file itself --------------------------------------------------------------------------------------------------


def _append(path: Path, author: str) -> list[str]:
    return [append_decision(path, Decision("withdraw", withdraws=f"r{i}", author=author)) for i in range(50)]


def test_two_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "review" / "decisions.jsonl"
    with ProcessPoolExecutor(2) as pool:
        ids = [i for made in pool.map(_append, [path, path], ["one", "other"]) for i in made]
    assert sorted(d.decision_id for d in read_decisions(path)) == sorted(ids)
    assert len({*ids}) == 100


def test_torn_line_is_ended_before_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    append_decision(path, Decision("withdraw", withdraws="r1"))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    append_decision(path, Decision("withdraw", withdraws="r2"))
    assert [d.withdraws for d in read_decisions(path)] == ["r1", "r2"]


GOOD = json.dumps({"action": "withdraw", "withdraws": "r1"})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("<<<<<<< HEAD", "not JSON"),
        ("[]", "no JSON object"),
        ('{"action": "praise"}', "'praise' is not known"),
        ('{"action": "withdraw", "mood": "good"}', "'mood' is not known"),
        ('{"action": "withdraw"}', "which decision"),
        ('{"action": "accept", "table": "events"}', "needs 1 group"),
        ('{"action": "accept", "table": "cities"}', "'cities' is not known"),
        ('{"action": "accept", "table": "events", "groups": [[{"exact": "words"}]]}', "an anchor has the keys"),
        ('{"action": "withdraw", "withdraws": 3}', "'withdraws' must be text"),
        ('{"action": "withdraw", "withdraws": "r1", "id": "r000"}', "it was changed"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(ChronociteError, match=r"decisions\.jsonl, line 3: .*; mend the line or take it away$") as error:
        read_decisions(path)
    assert told in str(error.value)
    assert path.read_text(encoding="utf-8").startswith(GOOD), "nothing is lost"


def test_bad_line_stops_the_run_before_anything_is_made(folder: Folder) -> None:
    folder.settings.review.parent.mkdir()
    folder.settings.review.write_text("?\n", encoding="utf-8")
    before = {p: p.read_bytes() for p in (folder.settings.out / "dataset").iterdir()}
    with pytest.raises(ChronociteError, match="line 1"):
        folder.run()
    assert {p: p.read_bytes() for p in (folder.settings.out / "dataset").iterdir()} == before


@pytest.mark.parametrize(
    ("action", "what", "told"),
    [
        ("correct", {"field": "weather", "value": "fair"}, "can't be corrected"),
        ("correct", {"field": "date", "value": "2014-13"}, "no date in EDTF"),
        ("correct", {"field": "date", "value": "2016-13-45"}, "no date in EDTF"),
        ("correct", {"field": "date", "value": "2015-02-29"}, "no date in EDTF"),
        ("correct", {"field": "date", "value": "2014-06-10/2014-06-01"}, "no date in EDTF"),
        ("correct", {"field": "type", "value": "picnic"}, "'picnic' is no type; known are agreement, "),
        ("correct", {"field": "modality", "value": "maybe"}, "no modality"),
        ("merge", {}, "needs 2 groups"),
        ("split", {}, "split needs a row and the mentions"),
    ],
)
def test_decision_that_makes_no_sense_is_refused(folder: Folder, action: str, what: dict[str, str], told: str) -> None:
    with pytest.raises(ChronociteError, match=told):
        folder.decide(action, folder.event("2014-06-09")["event_id"], **what)
    assert not folder.settings.review.exists()


def test_what_a_rule_of_the_user_can_find_may_be_said(folder: Folder, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "events.yaml").write_text(
        "rules:\n  - id: event.regatta\n    type: regatta\n    nouns: [regatta]\n"
        "    examples: [{text: 'A regatta was held in 2011.', find: regatta, value: regatta}]\n",
        encoding="utf-8",
    )
    visit = folder.event("2014-06-09")["event_id"]
    with pytest.raises(ChronociteError, match="'regatta' is no type"):
        folder.decide("correct", visit, field="type", value="regatta")
    folder.decide("correct", visit, field="type", value="regatta", rules=rules)  # type: ignore[arg-type]
    folder.run()
    assert folder.event("2014-06-09")["type"] == "regatta"


def test_lists_are_kept_as_tables_have_them(folder: Folder) -> None:
    folder.decide("correct", folder.event("2014-06-09")["event_id"], field="participants", value="PER,  CHL;PER")
    folder.run()
    assert folder.event("2014-06-09")["participants"] == "CHL; PER"


def test_the_same_line_twice_is_one_decision() -> None:
    decision = Decision("accept", "events", time="2020")
    assert standing([decision, decision]) == ([decision], {})
    assert decision.decision_id != replace(decision, time="2021").decision_id


# --- from the command line --------------------------------------------------------------------------------------------


def test_decide_explain_register_from_the_command_line(folder: Folder) -> None:
    where = ["--out", str(folder.settings.out), "--review", str(folder.settings.review)]
    row = folder.event("2015-09")["event_id"]

    def say(*words: str, fails: bool = False) -> str:
        done = CliRunner().invoke(app, [*words])
        assert done.exit_code == (2 if fails else 0), done.output
        return done.output

    told = say("explain", row, "--out", str(folder.settings.out))
    assert "ports.md" in told
    assert "tugs.md" in told
    assert "participants; date" in told, "what spoke for the merge"
    assert f"keeps {len(folder.table('events')) + len(folder.table('agreements'))} ids" in say("register", *where)
    say("decide", "correct", row, "date", "2015-10", "--author", "mo", "-m", "the log says so", *where)
    folder.run()
    assert folder.event("2015-10")["event_id"] == row
    told = say("explain", row, "--out", str(folder.settings.out))
    assert "date = 2015-10 “the log says so”, mo" in told
    assert "correct events date = 2015-10" in say("decide", "list", "--review", where[3])
    say("decide", "undo", "--review", where[3])
    assert "holds no decision that stands" in say("decide", "list", "--review", where[3])
    assert "no decision that stands" in say("decide", "undo", "--review", where[3], fails=True)
    assert "no row of" in say("decide", "accept", "e000", *where, fails=True)
    assert "no row of" in say("explain", "e000", "--out", str(folder.settings.out), fails=True)
    folder.run()
    assert folder.event("2015-09")["event_id"] == row


def test_decision_survives_from_the_command_line(folder: Folder) -> None:
    """Deleted results, a renamed file and ten words edited around, one after the other and all by what a user types."""
    folder_options = ["--raw", str(folder.settings.raw), "--out", str(folder.settings.out)]
    review = ["--review", str(folder.settings.review)]

    def say(*words: str) -> str:
        done = CliRunner().invoke(app, [*words, *review])
        assert done.exit_code == 0, done.output
        return done.output

    visit = folder.event("2014-06-09")["event_id"]
    say("decide", "reject", visit, "--out", str(folder.settings.out), "-m", "a sister ship")
    for change, state in ((_delete_out, "exact"), (_rename, "exact"), (_edit_around, "moved"), (_delete_out, "moved")):
        if change is _edit_around:
            (folder.settings.raw / "harbours.md").unlink()
        change(folder)
        told = say("run", *folder_options, "--workers", "1")
        assert "2014-06-09" not in folder.dates(), change
        assert folder.states() == [(state, "yes")]
        assert ("is moved" in told) is (state == "moved"), "what is not where it was is told"
    say("decide", "undo")
    say("run", *folder_options, "--workers", "1", "--quiet")
    assert "2014-06-09" in folder.dates()
