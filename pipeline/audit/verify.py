"""Is every quoted span in the raw file? Asked of another library than the one that the spans come from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.audit.second import second_reading
from pipeline.records import Document, Mention


def unverified(
    document: Document, data: bytes, mentions: Iterable[Mention], *, password: str = "", out: Path | None = None
) -> list[Mention]:
    """The mentions whose words a second reading of the raw file does not find.

    Args:
        document: The first reading.
        data: The raw file's bytes; read once.
        mentions: Of this document, in any order.
        password: To open the raw file with.
        out: The run's folder, where a second reading that takes long is kept for the next time.

    Returns:
        Those not found, in the order given.

    Raises:
        UnsupportedError: There is no second reader for the document's media type.
        UnreadableError: The second reader can't read the file.
    """
    reading = second_reading(data, document.media_type, document, password=password, out=out)
    return [mention for mention in mentions if not reading.holds(mention.fragments)]
