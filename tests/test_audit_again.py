"""What the audit does again when a report comes, goes or is renamed: what it touches, and in the end the same bytes."""

from __future__ import annotations

import ast
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from pipeline.audit import examined, links, templating
from pipeline.audit.checks import Dataset, check_together
from pipeline.audit.examined import Case, examine, gone_by, read_again
from pipeline.dataset import read_table
from pipeline.extract.gather import gather
from pipeline.reconcile.decisions import append_decision, signed
from pipeline.records import Row
from pipeline.results.deciding import Deciding
from pipeline.stages import fingerprints
from pipeline.store import extraction_path, read_extraction, write_document, write_extraction
from tests import torture
from tests.conftest import run_all
from tests.documents import document

REPORTS = {
    "andes.txt": "Chile and Peru signed a treaty on pilots on May 3, 1994. It entered into force in June 1995.\n\n"
    "The ministers of Chile and Peru met in Lima on July 8, 1996. They met again in Arica on March 2, 1997.\n",
    "baltic.txt": "Estonia and Latvia held talks in Riga on April 4, 2003. They signed an agreement on May 9, 2004.\n\n"
    "In 2005 the two states held the first joint exercise. The sixth dialogue was held on August 1, 2006.\n",
    "cape.txt": "Ghana and Kenya signed a memorandum of understanding on June 6, 2013.\n\n"
    "The presidents of Ghana and Kenya met in Accra on September 7, 2014, and in Nairobi on October 9, 2015.\n",
}
DECISIONS = "no-decisions.jsonl"
"""Where `run_all` looks for them, in the folder of results."""
NEW = "Fiji and Tonga signed a treaty on ferries on May 3, 2019. Their ministers met in Suva on June 5, 2020.\n"
ANEW = "Chile and Peru signed a treaty on pilots on May 4, 1994. Their ministers met in Lima on July 8, 1996.\n"


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of reports whose cards come to several pages."""
    monkeypatch.setattr(links, "CARDS_PER_PAGE", 3)
    monkeypatch.setattr(links, "_FEWEST_CARDS", 1)
    folder = tmp_path / "raw"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was made in this process: pages by their file, checks by their document."""
    told: list[str] = []

    def page(file: str, template: str, **context: Any) -> str:
        told.append(file)
        return templating.page(file, template, **context)

    def check(audited: Any) -> Any:
        told.append(audited.document.path)
        return checked(audited)

    checked = examined.check
    for module in ("site", "briefs", "sheets"):
        monkeypatch.setattr(f"pipeline.audit.{module}.page", page)
    monkeypatch.setattr(examined, "check", check)
    return told


def come(raw: Path, out: Path) -> None:
    (raw / "delta.txt").write_text(NEW)


def go(raw: Path, out: Path) -> None:
    (raw / "baltic.txt").unlink()


def rename(raw: Path, out: Path) -> None:
    (raw / "cape.txt").rename(raw / "a-cape.txt")


def change(raw: Path, out: Path) -> None:
    (raw / "andes.txt").write_text(ANEW)


def decide(out: Path, action: str, count: int) -> None:
    """Decide of the first events that a report tells of; `run_all` reads the decisions in the folder of results."""
    events = read_table(out / "dataset", "events")[:count]
    decision = Deciding(out).decide(action, [row["event_id"] for row in events])
    append_decision(out / DECISIONS, signed(decision, "mo"))


def reject(raw: Path, out: Path) -> None:
    decide(out, "reject", 1)


def merge(raw: Path, out: Path) -> None:
    decide(out, "merge", 2)


@pytest.mark.parametrize("happens", [come, go, rename, change, reject, merge])
def test_a_folder_that_changed_is_audited_as_if_it_had_always_been_so(
    raw: Path, tmp_path: Path, happens: Callable[[Path, Path], None]
) -> None:
    out = tmp_path / "out"
    assert run_all(raw, out, workers=1) == []
    before = torture.digests(out)
    happens(raw, out)
    assert run_all(raw, out, workers=2) == []
    found = torture.digests(out)
    anew = tmp_path / "anew"
    if (out / DECISIONS).is_file():
        anew.mkdir()
        shutil.copy(out / DECISIONS, anew)
        assert {row["applied"] for row in read_table(out / "dataset", "decisions")} == {"yes"}
    assert run_all(raw, anew, workers=1) == []
    assert torture.differences(found, torture.digests(anew)) == []
    assert found != before
    assert len([name for name in found if name.startswith("audit/events-")]) > 1


def test_what_a_new_report_does_not_touch_is_not_made_again(raw: Path, tmp_path: Path, made: list[str]) -> None:
    out = tmp_path / "out"
    assert run_all(raw, out, workers=1) == []
    assert set(REPORTS) <= set(made)
    pages = [file for file in made if file.startswith("events")]
    assert len(pages) > 2
    made.clear()
    come(raw, out)
    assert run_all(raw, out, workers=1) == []
    again = [file for file in made if file.startswith("events")]
    assert [name for name in made if name.endswith(".txt")] == ["delta.txt"]
    assert len([file for file in made if file.startswith("documents/")]) == 1
    # The newest events stand on the last pages; those of other decades stay as they are.
    assert pages[0] not in again
    assert 0 < len(again) <= 3
    made.clear()
    (raw / "delta.txt").unlink()
    assert run_all(raw, out, workers=1) == []
    assert [name for name in made if name.endswith(".txt") or name.startswith("documents/")] == []
    assert pages[0] not in made


def test_an_audit_that_ends_between_two_pages_of_cards_goes_on(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.audit import site

    written: list[str] = []

    def one_page(out: str, sheet: Any) -> dict[str, Any]:
        if written:
            raise OSError(28, "No space left on device")
        written.append(sheet.file)
        return whole(out, sheet)

    def noted(out: str, sheet: Any) -> dict[str, Any]:
        again.append(sheet.file)
        return whole(out, sheet)

    again: list[str] = []
    whole = site.write_cards
    with monkeypatch.context() as full:
        full.setattr(site, "write_cards", one_page)
        with pytest.raises(OSError, match="No space"):
            run_all(raw, tmp_path / "out", workers=1)
    assert len(written) == 1
    monkeypatch.setattr(site, "write_cards", noted)
    assert run_all(raw, tmp_path / "out", workers=1) == []
    rest = sorted(again)
    again.clear()
    assert run_all(raw, tmp_path / "anew", workers=1) == []
    assert rest == sorted({*again} - {*written})
    assert 1 < len(rest) < len(again), "what was written before is kept"
    assert torture.differences(torture.digests(tmp_path / "out"), torture.digests(tmp_path / "anew")) == []


# --- what a stage rests on -------------------------------------------------------------------------------------------


ON_WISH = {"typst"}
"""Libraries for what people ask for beside the stages, such as figures in PDF."""


@pytest.mark.parametrize("stage", ["ingest", "extract", "reconcile", "audit"])
def test_every_library_that_the_code_of_a_stage_imports_is_part_of_its_version(stage: str) -> None:
    package = Path(fingerprints.__file__).parents[1]
    distributions = packages_distributions()
    imported: dict[str, str] = {}
    for path in (package / stage).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            for top in {name.split(".")[0] for name in names} - {"pipeline", *sys.stdlib_module_names}:
                # What is not installed here goes by the name under which it is imported.
                imported[distributions.get(top, [top])[0].lower()] = f"{path.relative_to(package)}"
    listed = set(fingerprints._LIBRARIES[stage])
    assert {name: path for name, path in imported.items() if name not in listed | ON_WISH} == {}
    assert imported.keys() & listed


# --- what is kept of a document ---------------------------------------------------------------------------------------


TOLD = (
    "Togo was the first state to ratify the herring convention.",
    "Malta became the first state to ratify the herring convention in May 2011.",
    "The sixth Togo–Malta harbour dialogue was held in Valletta on May 3, 2014.",
    "The fifth Togo–Malta harbour dialogue was held in Lomé on June 8, 2015.",
    "In Keta Malta opened its first school for pilots of the northern coast on May 3, 2012, for forty young women.",
    "Malta opened its first school for pilots of the northern coast in Keta on May 3, 2013, for forty young women.",
)
"""Two firsts, two ranks out of order, one opening of two years: a document each."""


def test_checks_across_documents_find_in_what_is_kept_what_they_find_in_all(
    samples_run: Path, tables: Mapping[str, Sequence[Row]]
) -> None:
    read = [read_extraction(samples_run, r["doc_id"]) for r in tables["documents"] if r["status"] == "ok"]
    made = [document("# Ports", text, "^1 The harbour board, 2016.", doc_id=f"d{i}") for i, text in enumerate(TOLD)]
    told = [gather(one) for one in made]
    paths = [{"doc_id": one.doc_id, "path": f"{one.doc_id}.txt"} for one in made]
    seen: set[str] = set()
    for dataset in (Dataset(tables, read), Dataset({"documents": paths, "agreements": [], "milestones": []}, told)):
        findings, claims = check_together(dataset)
        parts = [gone_by(x) for x in dataset.extractions]
        assert check_together(Dataset(dataset.tables, parts)) == (findings, claims)
        assert findings
        seen.update(claim.check for claim in claims)
    assert seen == {"date_conflict", "rank_order", "unique_claim", "name_varies"}


def test_what_is_kept_comes_back_as_it_was(samples_run: Path, tables: Mapping[str, Sequence[Row]]) -> None:
    kept = 0
    for doc_id in (r["doc_id"] for r in tables["documents"] if r["status"] == "ok"):
        case = Case(doc_id, "a.txt", "", (), (), {}, {}, (), ())
        whole = read_extraction(samples_run, doc_id)
        part = read_again(doc_id, examine(str(samples_run), case)["read"])
        assert part == gone_by(whole)
        assert all(not m.boxes for m in part.mentions)
        assert len(part.mentions) < len(whole.mentions)
        kept += len(part.mentions)
    assert kept > 0


@pytest.mark.parametrize(
    "change",
    [
        {"path": "b.txt"},
        {"error": "there is no second reader"},
        {"unverified": ["m1"]},
        {"by_ocr": ["m1"]},
        {"unresolved": {"c1": "two works fit"}},
        {"resolved": {"c1": "c2"}},
        {"interviews": ("m1",)},
        {"revisions": [{"part": "events", "position": "0", "how": "rejected"}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_else_the_checks_are_given_they_run_again(samples_run: Path, change: Mapping[str, Any]) -> None:
    doc_id = next(p.stem for p in sorted((samples_run / "documents").glob("*.txt")))
    case = Case(doc_id, "a.txt", "", (), (), {}, {}, (), ())
    assert case.fingerprint(samples_run, "v1") == replace(case).fingerprint(samples_run, "v1")
    assert replace(case, **change).fingerprint(samples_run, "v1") != case.fingerprint(samples_run, "v1")
    assert case.fingerprint(samples_run, "v2") != case.fingerprint(samples_run, "v1")


def test_another_text_and_another_reading_are_checked_again(tmp_path: Path) -> None:
    read = document("Peru and Fiji signed a treaty on May 3, 2004.")
    case = Case(read.doc_id, "a.txt", "", (), (), {}, {}, (), ())
    seen = []
    for text in (read, replace(read, path="b.txt")):
        for taken in (gather(read), replace(gather(read), events=())):
            write_document(tmp_path, text)
            write_extraction(tmp_path, taken)
            seen.append(case.fingerprint(tmp_path, ""))
    assert extraction_path(tmp_path, read.doc_id).is_file()
    assert len(set(seen)) == 4
