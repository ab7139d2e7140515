"""What somebody changes while a run reads it, or between two runs: raw files, results, what people keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import stages
from pipeline.dataset import read_tables
from pipeline.errors import ChronociteError, StageError
from pipeline.reconcile.decisions import read_decisions
from pipeline.reconcile.registry import read_registry
from pipeline.rulebook.check import check
from pipeline.running.runner import stamp_path
from pipeline.stages import Settings, plans, run_audit, run_extract, run_ingest, run_reconcile
from pipeline.store import read_document, read_manifest, write_document
from tests import torture
from tests.documents import document
from tests.faults.runs import TEXT, cli


@pytest.mark.parametrize("change", [lambda p: p.write_text(TEXT * 2), lambda p: p.unlink()])
def test_a_file_that_changes_while_it_is_read_is_tried_again(
    tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    settings = Settings(raw, tmp_path / "out", tmp_path / "none", 1)
    fingerprint = stages.stage_version

    def meddle(stage: str) -> str:
        change(raw / "a.txt") if (raw / "a.txt").exists() else None
        return fingerprint(stage)

    with monkeypatch.context() as patch:
        patch.setattr(plans, "stage_version", meddle)
        (failure,) = run_ingest(settings)
    assert failure.reason.endswith(("run again", "run again when whoever writes it has done"))
    assert [r.status for r in read_manifest(settings.out)] == ["failed"]
    (raw / "a.txt").write_text(TEXT)
    assert run_ingest(settings) == []
    assert [r.status for r in read_manifest(settings.out)] == ["ok"]


def test_text_and_structure_of_two_readings_are_refused(tmp_path: Path) -> None:
    write_document(tmp_path, document("The pilot slept."))
    (tmp_path / "documents" / "d1.txt").write_text("The pilot woke.\n")
    with pytest.raises(StageError, match=r"d1\.txt is not as the run left it .* take it away"):
        read_document(tmp_path, "d1")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("d*.json", b"{", b"["),
        ("d*.json", b'"paragraph"', b'"pqrqgrqph"'),
        ("d*.json", b'"crc32":"', b'"crc32":['),
        ("d*.json", b'"kind"', b'"\xff\xfend"'),
        ("d*.txt", b"May 3, 2004", b"May 3, 2005"),
    ],
)
def test_a_document_that_somebody_changed_is_read_anew(
    tmp_path: Path, raw: Path, name: str, old: bytes, new: bytes
) -> None:
    """Its size is what it was: ingest sees nothing, extract does, and nobody is asked to report anything."""
    settings = Settings(raw, tmp_path / "out", tmp_path / "none", 1)
    assert run(settings) == []
    whole = torture.digests(settings.out)
    (path,) = (settings.out / "documents").glob(name)
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert run(settings) == ["what `ingest` left of it was changed since; run again, which reads it anew"]
    assert [row["status"] for row in read_tables(settings.out / "dataset")["documents"]] == ["failed"]
    assert run(settings) == []
    assert torture.digests(settings.out) == whole


def run(settings: Settings) -> list[str]:
    """All stages; what they tell."""
    return [f.reason for stage in (run_ingest, run_extract, run_reconcile, run_audit) for f in stage(settings)]


def test_tables_that_are_not_finished_are_not_audited(tmp_path: Path, raw: Path) -> None:
    settings = Settings(raw, tmp_path / "out", tmp_path / "none", 1)
    for stage in (run_ingest, run_extract, run_reconcile):
        assert stage(settings) == []
    stamp_path(settings.out, "reconcile", "dataset").unlink()
    assert read_tables(settings.out / "dataset")["mentions"]
    with pytest.raises(StageError, match="run `chronocite reconcile"):
        run_audit(settings)


def test_a_stamp_that_somebody_changed_is_none(tmp_path: Path, raw: Path) -> None:
    settings = Settings(raw, tmp_path / "out", tmp_path / "none", 1)
    assert run(settings) == []
    whole = torture.digests(settings.out)
    for path in (settings.out / ".stamps" / "verify").iterdir():
        path.write_bytes(path.read_bytes().replace(b'"error":""', b'"error":[]'))
        assert torture.digests(settings.out) != whole
    assert run(settings) == []
    assert torture.digests(settings.out) == whole


# --- what people keep -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id":"e1","table":"events","derived":"e3","mentions":["m1"]}', "the id e1 is given to two rows"),
        ('{"id":{},"table":"events","derived":"e3","mentions":["m1"]}', "'id' must be text"),
        ('{"id":"e4","table":"events","derived":"e3","mentions":[[]]}', "'mentions' must be a list of texts"),
    ],
)
def test_a_registry_that_somebody_spoilt_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "registry.jsonl"
    first = '{"id":"e1","table":"events","derived":"e2","mentions":["m1"]}\n'
    path.write_text(first + first)
    assert len(read_registry(path)) == 1, "two people may have added the same line"
    path.write_text(first + line)
    with pytest.raises(ChronociteError, match=r"registry\.jsonl, line 2: " + said):
        read_registry(path)


def test_a_folder_is_no_file_of_decisions(tmp_path: Path, raw: Path) -> None:
    folder = tmp_path / "review"
    folder.mkdir()
    with pytest.raises(ChronociteError, match="is a folder"):
        read_decisions(folder)
    done = cli("run", "--raw", str(raw), "--out", str(tmp_path / "out"), "--review", str(folder))
    assert done.returncode == 2
    assert "--review" in done.stderr, done.stderr
    assert not (tmp_path / "out").exists()


def test_patterns_that_spacy_refuses_are_a_mistake_of_their_file(tmp_path: Path) -> None:
    rule = "rules:\n  - id: actor.x\n    effect: place\n    patterns: [[{LOWER: {IN: 5}}]]\n"
    rule += "    examples: [{text: Off Peru it rained., find: Peru}]\n    against: [Peru agreed.]\n"
    (tmp_path / "actor_context.yaml").write_text(rule)
    _, mistakes = check(tmp_path)
    assert any("actor_context.yaml" in m and "spaCy does not take them" in m for m in map(str, mistakes)), mistakes


def test_a_table_that_is_no_table_is_refused(tmp_path: Path) -> None:
    for spoilt in (b"event_id,type\ne1\n", b"event_id\n\xff\n"):
        (tmp_path / "events.csv").write_bytes(spoilt)
        with pytest.raises(StageError, match=r"events\.csv is not as the run left it .* take it away"):
            read_tables(tmp_path)
