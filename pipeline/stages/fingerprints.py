"""What the work of a stage depends on: its code, rules and libraries, and the bytes that it reads."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.places import place
from pipeline.running.lock import holder

_LIBRARIES = {
    "ingest": (
        "numpy",
        "charset-normalizer",
        "lxml",
        "markdown-it-py",
        "pdfminer.six",
        "pdfplumber",
        "py3langid",
        "pypdfium2",
        "pyyaml",
        "symspellpy",
    ),
    "extract": ("dateparser", "numpy", "pydantic", "python-dateutil", "pyyaml", "spacy"),
    "reconcile": ("pyarrow", "rapidfuzz"),
    "audit": (
        "chardet",
        "jinja2",
        "markupsafe",
        "pdfminer.six",
        "pyarrow",
        "pypdfium2",
        "rapidfuzz",
        "selectolax",
    ),
    "pages": ("pillow", "pypdfium2"),
}
"""What each stage's code imports or reads, beside Python's own."""


@cache
def stage_version(stage: str) -> str:
    """A digest of all that a stage's results depend on beside its input: code, rules, templates, libraries.

    Whoever changes any of them need not remember to say so: what was made before is then made anew.
    """
    package = Path(__file__).parents[1]
    names = ("edtf.py", "numbers.py", "reading.py", "store.py", "revisions.py")
    shared = [package / name for name in names]
    shared += [path for name in ("dataset", "records") for path in (package / name).glob("*.py")]
    own = [p for p in (package / stage).rglob("*") if p.suffix in {".py", ".html", ".css", ".js", ".svg"}]
    rules = list((package / "rules").glob("*.yaml")) if stage == "extract" else []
    digest = hashlib.sha256()
    for path in sorted([*shared, *own, *rules]):
        digest.update(f"{path.relative_to(package).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    for library in _LIBRARIES.get(stage, ()):
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()


def rules_digest(folder: Path | None) -> str:
    """Of a user's rule files; a folder that isn't there is refused before any work is done."""
    if folder is None:
        return ""
    from pipeline.extract.rulefile import own_files

    paths = own_files(folder)
    return " ".join([*(p.name for p in paths), digest_of(paths)])


def digest_of(paths: Sequence[Path]) -> str:
    """Of the bytes of some files; one that isn't there counts as such."""
    digest = hashlib.sha256()
    for path in paths:
        data = path.read_bytes() if path.is_file() else b"\0absent"
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()


def alike(out: str, raw: str = "", rules: str = "") -> dict[str, str]:
    """What all machines of a run must have alike, by what is wrong with one that has not.

    Args:
        out: The folder of the results, which the run holds.
        raw: The folder of the reports, where they are read.
        rules: The folder of the user's rule files, if there is one.
    """
    code = " ".join(f"{stage} {stage_version(stage)}" for stage in sorted(_LIBRARIES))
    python = ".".join(map(str, sys.version_info[:2]))
    shared = "; use a folder that all machines share under this name, or a store such as s3://…"
    seen = {f"doesn't see the results in {out} as this machine does{shared}": holder(place(out))}
    if raw:
        seen[f"doesn't see the reports in {raw}{shared}"] = str(place(raw).is_dir())
    if rules:
        seen[f"doesn't see the rules in {rules} as this machine does{shared}"] = _own_rules(rules)
    return {
        "has another version of chronocite or of a library than this machine; install the same there, with the lock, "
        "and start the worker again": code,
        f"has another Python than this machine, which has {python}; start it with the same": python,
        **seen,
    }


def _own_rules(folder: str) -> str:
    return rules_digest(Path(folder)) if Path(folder).is_dir() else ""
