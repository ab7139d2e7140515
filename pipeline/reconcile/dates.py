"""EDTF values compared, as this stage asks for them; the audit asks the same (`pipeline/edtf.py`)."""

from pipeline.edtf import bounds, compatible, precision, year_of

__all__ = ["bounds", "compatible", "precision", "year_of"]
