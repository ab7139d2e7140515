"""What a user says of a report: its facts must be what the columns of `documents.csv` promise."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.ingest.language import is_language

_PLAIN = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|1\d|2[0-8]))?)?")
"""Years, months, and the days that every month has."""


def mistake_in(facts: Mapping[str, str]) -> str:
    """What is wrong with the facts given for a file, in one sentence; empty where nothing is."""
    published, language = facts.get("published", ""), facts.get("language", "")
    if published and not _is_edtf(published):
        return (
            f"published = {published!r} is no EDTF date; write it as 2020, 2020-03 or 2020-03-05 (2020~ if only about)"
        )
    if language and not is_language(language):
        return f"language = {language!r} is no language's code; write it as en, pt or en-GB"
    return ""


def _is_edtf(text: str) -> bool:
    if _PLAIN.fullmatch(text):
        return True
    # The library takes longer to import than a run in which nothing has changed.
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parse_edtf(text)
    except EDTFParseException:
        return False
    return True
