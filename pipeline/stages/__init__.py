"""The four stages over a folder. Each reads only what the stage before it left on disk, so each can be run alone."""

from pipeline.stages.fingerprints import stage_version
from pipeline.stages.plans import run_audit, run_extract, run_ingest, run_reconcile
from pipeline.stages.settings import Failure, Settings
from pipeline.stages.sources import SOURCES, read_sources
from pipeline.stages.work import ingest_one

__all__ = [
    "SOURCES",
    "Failure",
    "Settings",
    "ingest_one",
    "read_sources",
    "run_audit",
    "run_extract",
    "run_ingest",
    "run_reconcile",
    "stage_version",
]
