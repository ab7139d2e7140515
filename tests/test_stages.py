"""The stages over a folder: what is read, what is left out, what a change costs, what goes wrong with one file
alone."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.dataset import read_tables
from pipeline.errors import ChronociteError, RuleError, StageError
from pipeline.extract import extract
from pipeline.ingest import ingest
from pipeline.records import Document, DocumentRow, Extraction
from pipeline.stages import (
    Failure,
    Settings,
    fingerprints,
    read_sources,
    run_audit,
    run_extract,
    run_ingest,
    run_reconcile,
    work,
)
from pipeline.store import read_document, read_manifest, with_checksum, write_document
from tests.conftest import RAW, run_all

STAGES = ("ingest", "extract", "reconcile", "audit")
HARBOR = "The harbor treaty was signed on May 3, 2011.\n"
FERRY = "The ferry line opened in June 2012.\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    return Settings(tmp_path / "raw", tmp_path / "out", tmp_path / "decisions.jsonl", 1)


def put(settings: Settings, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = settings.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def ingested(settings: Settings) -> dict[str, DocumentRow]:
    run_ingest(settings)
    return {r.path: r for r in read_manifest(settings.out)}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def results(out: Path) -> dict[str, bytes]:
    """All that a run leaves but the hidden folders: stamps tell of code and libraries, caches are no results."""
    return {name: data for name, data in contents(out).items() if not name.startswith(".")}


class Count:
    """How many jobs of each stage were done."""

    def __init__(self) -> None:
        self.done_of: dict[str, int] = {}

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        self.done_of[stage] = todo

    def done(self, stage: str, name: str) -> None:
        """Counted at the start."""

    def finish(self, stage: str) -> None:
        """Nothing."""


def count(settings: Settings) -> dict[str, int]:
    counter = Count()
    for stage in (run_ingest, run_extract, run_reconcile, run_audit):
        stage(settings, counter)
    return counter.done_of


# --- which files there are ---------------------------------------------------------------------------------------


def test_files_of_all_folders_but_the_hidden_ones(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR, "deep/er/b ü.txt": FERRY, ".hidden.txt": "x", ".git/c.txt": "y", "deep/.d": "z"})
    put(settings, {"sources.toml": "", "deep/sources.toml": "no toml ="})
    assert list(ingested(settings)) == ["a.txt", "deep/er/b ü.txt"]


def test_results_inside_the_raw_folder_are_not_read(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path / "results", tmp_path / "none", 1)
    put(settings, {"a.txt": HARBOR})
    ingested(settings)
    assert list(ingested(settings)) == ["a.txt"]


def test_raw_folder_inside_the_results_is_read(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "raw", tmp_path, tmp_path / "none", 1)
    put(settings, {"a.txt": HARBOR})
    assert list(ingested(settings)) == ["a.txt"]


def test_results_need_a_folder_of_their_own(tmp_path: Path) -> None:
    with pytest.raises(StageError, match="--out"):
        run_ingest(Settings(tmp_path, tmp_path / "x" / "..", tmp_path / "none", 1))


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StageError, match=r"no folder .*nowhere.* --raw"):
        run_ingest(Settings(tmp_path / "nowhere", tmp_path / "out", tmp_path / "none"))


def test_empty_folder_makes_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    assert run_all(tmp_path / "raw", tmp_path / "out", workers=1) == []
    assert not any(read_tables(tmp_path / "out" / "dataset").values())
    assert (tmp_path / "out" / "audit" / "index.html").is_file()


# --- what goes wrong with one file ---------------------------------------------------------------------------------

TROUBLE: dict[str, tuple[bytes, str, str]] = {
    "nothing.txt": (b"", "empty", "the file is empty"),
    "blank.txt": (b" \r\n\t\n", "empty", "no text"),
    "torn.pdf": (b"%PDF-1.7\nthis is no PDF", "failed", "fetch the file again"),
    "junk.dat": (bytes(range(256)) * 9, "skipped", "binary data"),
    "letter.rtf": (b"{\\rtf1 Fog}", "skipped", "save it as DOCX, which keeps its notes"),
}


def test_each_file_that_fails_is_a_row_and_the_others_are_done(settings: Settings) -> None:
    put(settings, {name: data for name, (data, _, _) in TROUBLE.items()} | {"good.txt": HARBOR})
    rows = ingested(settings)
    assert {name: r.status for name, r in rows.items()} == {
        "good.txt": "ok",
        **{name: status for name, (_, status, _) in TROUBLE.items()},
    }
    for name, (_, _, words) in TROUBLE.items():
        assert words in rows[name].error
        assert "\n" not in rows[name].error
    failures = run_ingest(settings)
    assert {f.path for f in failures if not f.skipped} == {"nothing.txt", "blank.txt", "torn.pdf"}, "told every time"
    assert {f.path for f in failures if f.skipped} == {"junk.dat", "letter.rtf"}
    assert len(list((settings.out / "documents").glob("*.txt"))) == 1


def test_failed_files_are_in_the_table(settings: Settings) -> None:
    put(settings, {"nothing.txt": b"", "good.txt": HARBOR})
    told = run_all(settings.raw, settings.out, workers=1)
    assert told == ["ingest: nothing.txt: the file is empty"]
    rows = {r["path"]: r for r in read_tables(settings.out / "dataset")["documents"]}
    assert (rows["nothing.txt"]["status"], rows["nothing.txt"]["error"]) == ("empty", "the file is empty")
    assert rows["good.txt"]["status"] == "ok"
    assert rows["good.txt"]["characters"] == str(len(HARBOR))


def test_file_that_may_not_be_opened(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    put(settings, {"locked.txt": HARBOR, "open.txt": FERRY})
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    rows = ingested(settings)
    assert rows["open.txt"].status == "ok"
    assert rows["locked.txt"].status == "failed"
    assert "Permission denied" in rows["locked.txt"].error


def test_link_that_leads_nowhere(settings: Settings) -> None:
    (settings.raw / "link.txt").symlink_to(settings.raw / "gone.txt")
    assert [f.path for f in run_ingest(settings)] == ["link.txt"]


def test_reader_that_breaks_down_takes_nobody_along(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(path: str, data: bytes, given: Mapping[str, str], **_: object) -> object:
        if path == "bad.txt":
            raise ZeroDivisionError("two\nlines")
        return ingest(path, data, given)

    monkeypatch.setattr(work, "ingest", break_down)
    put(settings, {"bad.txt": HARBOR, "good.txt": FERRY})
    rows = ingested(settings)
    assert rows["good.txt"].status == "ok"
    assert rows["bad.txt"].status == "failed"
    assert "ZeroDivisionError: two lines" in rows["bad.txt"].error


def break_down_on_ferries(document: Document) -> Extraction:
    if "ferry" in document.source:
        raise ZeroDivisionError("no ferries")
    return extract(document)


def test_extraction_that_breaks_down_takes_nobody_along(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    put(settings, {"a.txt": HARBOR, "b.txt": FERRY})
    monkeypatch.setattr("pipeline.extract.extract", break_down_on_ferries)
    for _ in range(2):
        told = run_all(settings.raw, settings.out, workers=1)
        assert told == ["extract: b.txt: extraction broke down (ZeroDivisionError: no ferries); please report the file"]
    tables = read_tables(settings.out / "dataset")
    assert [(r["status"], r["error"] > "") for r in tables["documents"]] == [("ok", False), ("failed", True)]
    assert {m["doc_id"] for m in tables["mentions"]} == {tables["documents"][0]["doc_id"]}


def test_rule_file_that_is_wrong_ends_the_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(document: Document) -> Extraction:
        raise RuleError("dates.yaml: not YAML; mend the file")

    put(settings, {"a.txt": HARBOR})
    run_ingest(settings)
    monkeypatch.setattr("pipeline.extract.extract", refuse)
    with pytest.raises(RuleError):
        run_extract(settings)


def test_double_is_told_and_left_out(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR, "b.txt": FERRY, "c.txt": HARBOR, "d.txt": HARBOR})
    rows = ingested(settings)
    assert [r.status for r in rows.values()] == ["ok", "ok", "skipped", "skipped"]
    assert rows["c.txt"].error == "the same bytes as a.txt"
    assert len({r.doc_id for r in rows.values()}) == 4
    put(settings, {"b2.txt": HARBOR})
    assert ingested(settings)["c.txt"].doc_id == rows["c.txt"].doc_id, "ids don't hang on the neighbours"


def test_one_paragraph_of_more_than_a_million_characters(settings: Settings) -> None:
    put(settings, {"long.txt": f"{'the quick brown fox ' * 10_000}{'x' * 900_000}"})
    assert run_ingest(settings) == run_extract(settings) == []


# --- sources.toml --------------------------------------------------------------------------------------------------


def test_facts_that_the_user_gives_go_first(settings: Settings) -> None:
    put(settings, {"a.html": "<html><head><title>Found</title></head><body><p>Text.</p></body></html>"})
    put(settings, {"sources.toml": '["a.html"]\ntitle = "Given"\nauthors = ["A", "B"]\npublished = 2019-05-01\n'})
    facts = ingested(settings)["a.html"].facts
    assert {k: (f.value, f.origin) for k, f in facts.items() if f.origin == "sources.toml"} == {
        "title": ("Given", "sources.toml"),
        "authors": ("A; B", "sources.toml"),
        "published": ("2019-05-01", "sources.toml"),
    }


def test_password_is_used_and_never_kept(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR, "torn.pdf": b"%PDF-1.4 x"})
    put(settings, {"sources.toml": '["a.txt"]\npassword = "hushhush"\n["torn.pdf"]\npassword = "hushhush"\n'})
    ingested(settings)
    assert not any(b"hushhush" in data for data in contents(settings.out).values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title =", "not TOML"),
        ('["a.txt"]\ntitel = "x"', r"'titel' is not known; known keys are title, authors"),
        ('title = "x"', r"\['title'\]"),
    ],
)
def test_sources_that_say_what_nobody_asks(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ChronociteError, match=words) as told:
        read_sources(path)
    assert str(path) in str(told.value)


def test_sources_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ChronociteError, match="not TOML"):
        read_sources(tmp_path / "sources.toml")


def test_sources_of_a_file_that_is_not_there_are_told(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR, "sources.toml": '["b.txt"]\ntitle = "x"\n'})
    assert run_ingest(settings) == [
        Failure("ingest", "sources.toml", "it tells of b.txt, which is not here", skipped=True)
    ]


# --- what a change costs -------------------------------------------------------------------------------------------


def test_new_report_costs_one_report(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR, "b.txt": FERRY})
    assert count(settings) == {"ingest": 2, "extract": 2, "reconcile": 1, "verify": 2, "audit": 1}
    assert set(count(settings).values()) == {0}
    put(settings, {"c.txt": "A bridge was built in 1999.\n"})
    assert count(settings) == {"ingest": 1, "extract": 1, "reconcile": 1, "verify": 1, "audit": 1}


def test_changed_report_is_done_again_and_the_old_one_disappears(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR, "b.txt": FERRY})
    count(settings)
    old = {r.path: r.doc_id for r in read_manifest(settings.out)}
    put(settings, {"a.txt": HARBOR.replace("2011", "2013")})
    assert count(settings) == {"ingest": 1, "extract": 1, "reconcile": 1, "verify": 1, "audit": 1}
    assert not [name for name in contents(settings.out) if old["a.txt"] in name]
    dates = {m["value"] for m in read_tables(settings.out / "dataset")["mentions"] if m["kind"] == "date"}
    assert dates == {"2013-05-03", "2012-06"}


def test_removed_report_disappears_everywhere(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR, "b.txt": FERRY})
    count(settings)
    gone = next(r.doc_id for r in read_manifest(settings.out) if r.path == "a.txt")
    (settings.raw / "a.txt").unlink()
    assert count(settings) == {"ingest": 0, "extract": 0, "reconcile": 1, "verify": 0, "audit": 1}
    left = contents(settings.out)
    assert not [name for name in left if gone in name]
    assert not [name for name, data in left.items() if gone.encode() in data]


def test_new_fact_redoes_the_pages_not_the_other_documents(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR, "b.txt": FERRY})
    count(settings)
    put(settings, {"sources.toml": '["a.txt"]\ntitle = "On Harbors"\n'})
    done = count(settings)
    assert (done["ingest"], done["extract"] <= 1, done["reconcile"], done["audit"]) == (1, True, 1, 1)
    assert read_tables(settings.out / "dataset")["documents"][0]["title"] == "On Harbors"


@pytest.mark.parametrize(
    ("lost", "stage"),
    [
        ("documents/*.txt", "ingest"),
        ("mentions/*.jsonl", "extract"),
        ("dataset/events.csv", "reconcile"),
        ("dataset/mentions.parquet", "reconcile"),
        ("dataset/chronocite.sqlite", "reconcile"),
        ("audit/index.html", "audit"),
        ("audit/site.css", "audit"),
        ("audit/documents/*.html", "audit"),
        ("audit/tables/events.html", "audit"),
    ],
)
def test_lost_output_is_made_again(settings: Settings, lost: str, stage: str) -> None:
    put(settings, {"a.txt": HARBOR})
    count(settings)
    before = results(settings.out)
    for path in settings.out.glob(lost):
        path.unlink()
    assert results(settings.out) != before
    assert count(settings)[stage] == 1
    assert results(settings.out) == before


@pytest.mark.parametrize(
    ("changed", "stage"),
    [
        ("rules/dates.yaml", "extract"),
        ("extract/dates.py", "extract"),
        ("ingest/text.py", "ingest"),
        ("reconcile/events.py", "reconcile"),
        ("audit/templates/site.css", "audit"),
        ("records/rows.py", "audit"),
        ("dataset/schema.py", "audit"),
        ("cli/program.py", ""),
    ],
)
def test_stage_has_another_version_when_its_code_or_rules_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str, stage: str
) -> None:
    package = tmp_path / "pipeline"
    shutil.copytree(Path(stages.__file__).parents[1], package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprints, "__file__", str(package / "stages" / "fingerprints.py"))
    before = {s: stages.stage_version.__wrapped__(s) for s in STAGES}
    assert before == {s: stages.stage_version.__wrapped__(s) for s in STAGES}
    with (package / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    other = {s for s in STAGES if stages.stage_version.__wrapped__(s) != before[s]}
    assert other == (set(STAGES) if changed.startswith(("records/", "dataset/")) else {stage} - {""})


def test_document_that_changes_where_nothing_was_found_changes_its_page(settings: Settings) -> None:
    """The pages show the whole text: a document read otherwise is shown otherwise, though its mentions are the same."""
    put(settings, {"a.txt": HARBOR})
    count(settings)
    (row,) = read_manifest(settings.out)
    document = read_document(settings.out, row.doc_id)
    first, *others = document.blocks
    write_document(settings.out, replace(document, blocks=(replace(first, kind="caption"), *others)))
    counter = Count()
    run_audit(settings, counter)
    assert counter.done_of == {"verify": 1, "audit": 1}


# --- stages alone --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "before"),
    [(run_extract, "ingest"), (run_reconcile, "ingest"), (run_audit, "ingest")],
    ids=["extract", "reconcile", "audit"],
)
def test_stage_without_the_one_before_says_what_to_run(settings: Settings, stage: object, before: str) -> None:
    assert callable(stage)
    with pytest.raises(StageError, match=f"run `chronocite {before} --out"):
        stage(settings)


def test_reconcile_wants_extract_and_audit_wants_reconcile(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR})
    run_ingest(settings)
    with pytest.raises(StageError, match="run `chronocite extract"):
        run_reconcile(settings)
    run_extract(settings)
    with pytest.raises(StageError, match="run `chronocite reconcile"):
        run_audit(settings)


@pytest.mark.parametrize("change", ["added", "removed"])
def test_audit_of_a_dataset_of_other_documents(settings: Settings, change: str) -> None:
    put(settings, {"a.txt": HARBOR, "b.txt": FERRY})
    count(settings)
    if change == "added":
        put(settings, {"c.txt": "Oars were bought in 1999.\n"})
    else:
        (settings.raw / "b.txt").unlink()
    run_ingest(settings)
    run_extract(settings)
    with pytest.raises(StageError, match="run `chronocite reconcile"):
        run_audit(settings)


def test_audit_after_the_stamps_are_gone(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR})
    count(settings)
    shutil.rmtree(settings.out / ".stamps")
    with pytest.raises(StageError, match="run `chronocite reconcile"):  # nothing says that its tables are whole
        run_audit(settings)
    run_reconcile(settings)
    run_audit(settings)
    assert (settings.out / "audit" / "index.html").is_file()


def test_audit_of_a_raw_file_that_was_changed_behind_the_back(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR, "b.txt": FERRY})
    count(settings)
    put(settings, {"a.txt": HARBOR.replace("2011", "2031")})
    (settings.raw / "b.txt").unlink()
    assert {f.path for f in run_audit(settings)} == {"a.txt", "b.txt"}
    tables = read_tables(settings.out / "dataset")
    assert {m["verified"] for m in tables["mentions"]} == {"no"}
    assert {f["check"] for f in tables["findings"]} == {"unverified_text"}


def test_tampered_document_is_found_out(settings: Settings) -> None:
    put(settings, {"a.txt": HARBOR})
    run_ingest(settings)
    path = next((settings.out / "documents").glob("*.txt"))
    path.write_text(HARBOR.replace("2011", "2031"), encoding="utf-8")
    (failure,) = run_extract(settings)
    assert "was changed since" in failure.reason
    # Whoever takes pains with the checksums is found out by the raw file.
    told, text = path.with_suffix(".json"), path.read_bytes()
    plain = json.loads(told.read_bytes()) | {"text_sha256": hashlib.sha256(text).hexdigest()}
    del plain["crc32"]
    told.write_bytes(with_checksum(json.dumps(plain)[:-1].encode()))
    for stage in (run_extract, run_reconcile, run_audit):
        stage(settings)
    tables = read_tables(settings.out / "dataset")
    assert {m["verified"] for m in tables["mentions"] if "2031" in m["text"]} == {"no"}
    assert "unverified_text" in {f["check"] for f in tables["findings"]}


# --- the same bytes ------------------------------------------------------------------------------------------------


def test_every_run_leaves_the_same_bytes(samples_run: Path, tmp_path: Path) -> None:
    """Another clean run, in another folder, by one worker instead of two."""
    run_all(RAW, tmp_path / "out", workers=1)
    one, two = results(tmp_path / "out"), results(samples_run)
    assert one.keys() == two.keys()
    assert [name for name, data in one.items() if data != two[name]] == []
    parts = {name.split("/")[0] for name in one}
    assert parts == {"documents", "mentions", "dataset", "audit"}


def test_source_text_is_what_offsets_point_into(samples_run: Path) -> None:
    for row in read_manifest(samples_run):
        document = read_document(samples_run, row.doc_id)
        assert len(document.source) == row.characters
