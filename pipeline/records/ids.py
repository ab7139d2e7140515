"""Ids that come from content."""

from __future__ import annotations

import hashlib


def content_id(prefix: str, *parts: object) -> str:
    """An id that depends on nothing but what it names, so that an unchanged input keeps it.

    Args:
        prefix: One letter that tells the table.
        parts: What makes the thing itself; their `str` must be stable.
    """
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f"{prefix}{digest[:12]}"
