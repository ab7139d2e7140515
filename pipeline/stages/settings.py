"""Where a run reads and writes, what it may take, and what it could not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from pipeline.places import is_local
from pipeline.running.limits import Limits
from pipeline.running.lock import hold


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a run reads and writes.

    Attributes:
        raw: The folder of reports, or a place in a store (`pipeline.places`).
        out: The folder that the run leaves its results in, or a place in a store.
        review: People's decisions; need not exist.
        workers: Processes; 0 means one a core.
        pdf_reader: The library that reads PDF; one of `pipeline.records.PDF_READERS`.
        limits: What reading one raw file may take.
        ocr: Whether the pages of PDFs that have no text are read by OCR.
        rules: A folder of the user's own rule files.
        page_images: Whether the audit site shows the pages of PDFs as they are printed.
        scheduler: The address of a Dask scheduler whose workers do what would be done in processes of this machine.
    """

    raw: Path
    out: Path
    review: Path
    workers: int = 0
    pdf_reader: str = "pdfium"
    limits: Limits = field(default_factory=Limits)
    rules: Path | None = None
    ocr: bool = False
    page_images: bool = True
    scheduler: str = ""

    def for_all_machines(self) -> Settings:
        """The same with folders by names that don't hang on where this process runs."""
        rules = self.rules and self.rules.absolute()
        return replace(self, raw=_anywhere(self.raw), out=_anywhere(self.out), rules=rules)


def _anywhere(path: Path) -> Path:
    return path.absolute() if is_local(path) else path


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that a stage could not do, and why; what was `skipped` on purpose, or only needs a remark, is none."""

    stage: str
    path: str
    reason: str
    skipped: bool = False


P = ParamSpec("P")
T = TypeVar("T")


def alone(stage: Callable[Concatenate[Settings, P], T]) -> Callable[Concatenate[Settings, P], T]:
    """A stage that no other run disturbs."""

    @wraps(stage)
    def held(settings: Settings, /, *args: P.args, **options: P.kwargs) -> T:
        with hold(settings.out):
            return stage(settings.for_all_machines() if settings.scheduler else settings, *args, **options)

    return held
