"""Files of word processors: DOCX and ODT, with the footnotes and endnotes that they hold as such."""

from pipeline.ingest.office.opendocument import read_odt
from pipeline.ingest.office.word import read_docx

__all__ = ["read_docx", "read_odt"]
