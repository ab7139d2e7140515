"""What a user says of a report: its facts must be what the columns of `documents.csv` promise."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.edtf import well_formed
from pipeline.ingest.language import is_language


def mistake_in(facts: Mapping[str, str]) -> str:
    """What is wrong with the facts given for a file, in one sentence; empty where nothing is."""
    published, language = facts.get("published", ""), facts.get("language", "")
    if published and not well_formed(published):
        return (
            f"published = {published!r} is no EDTF date; write it as 2020, 2020-03 or 2020-03-05 (2020~ if only about)"
        )
    if language and not is_language(language):
        return f"language = {language!r} is no language's code; write it as en, pt or en-GB"
    return ""
