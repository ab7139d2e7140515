"""EDTF values compared, as this stage asks for them; the audit asks the same (`pipeline/edtf.py`)."""

from pipeline.edtf import bounds, compatible, precision, well_formed, year_of

__all__ = ["bounds", "compatible", "precision", "well_formed", "year_of"]
