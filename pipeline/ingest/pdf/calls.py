"""PDFium's functions as they are called here: with plain addresses, without a conversion that costs more than the call.

`FPDFText_…` tell of a page's text, `FPDFTextObj_…` and `FPDFFont_…` of a piece of print, the others of what is drawn.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

Call = Callable[..., Any]
FLOAT = ctypes.c_float

_HANDLE, _INT, _ADDRESS = ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p


def _bare(function: Any, *arguments: Any, returns: Any = _INT) -> Call:
    """A function of PDFium called with plain addresses: converting typed pointers would cost more than the call."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(returns, *arguments)(address)


box_of = _bare(pdfium.FPDFText_GetLooseCharBox, _HANDLE, _INT, _ADDRESS)
piece_of = _bare(pdfium.FPDFText_GetTextObject, _HANDLE, _INT, returns=ctypes.c_size_t)
text_of = _bare(pdfium.FPDFText_GetText, _HANDLE, _INT, _INT, _ADDRESS)
code_of = _bare(pdfium.FPDFText_GetUnicode, _HANDLE, _INT, returns=ctypes.c_uint)
unmapped = _bare(pdfium.FPDFText_HasUnicodeMapError, _HANDLE, _INT)
made_up = _bare(pdfium.FPDFText_IsGenerated, _HANDLE, _INT)
matrix_of = _bare(pdfium.FPDFText_GetMatrix, _HANDLE, _INT, _ADDRESS)
origin_of = _bare(pdfium.FPDFText_GetCharOrigin, _HANDLE, _INT, _ADDRESS, _ADDRESS)
size_of = _bare(pdfium.FPDFTextObj_GetFontSize, _HANDLE, _ADDRESS)
font_of = _bare(pdfium.FPDFTextObj_GetFont, _HANDLE, returns=_HANDLE)
width_of = _bare(pdfium.FPDFFont_GetGlyphWidth, _HANDLE, ctypes.c_uint32, FLOAT, _ADDRESS)
name_of = _bare(pdfium.FPDFFont_GetBaseFontName, _HANDLE, _ADDRESS, ctypes.c_size_t, returns=ctypes.c_size_t)
count_drawn = _bare(pdfium.FPDFPage_CountObjects, _HANDLE)
drawn = _bare(pdfium.FPDFPage_GetObject, _HANDLE, _INT, returns=_HANDLE)
kind_of = _bare(pdfium.FPDFPageObj_GetType, _HANDLE)
bounds_of = _bare(pdfium.FPDFPageObj_GetBounds, _HANDLE, *[_ADDRESS] * 4)
place_of = _bare(pdfium.FPDFPageObj_GetMatrix, _HANDLE, _ADDRESS)
count_inside = _bare(pdfium.FPDFFormObj_CountObjects, _HANDLE)
inside = _bare(pdfium.FPDFFormObj_GetObject, _HANDLE, ctypes.c_ulong, returns=_HANDLE)
count_segments = _bare(pdfium.FPDFPath_CountSegments, _HANDLE)
segment = _bare(pdfium.FPDFPath_GetPathSegment, _HANDLE, _INT, returns=_HANDLE)
point_of = _bare(pdfium.FPDFPathSegment_GetPoint, _HANDLE, _ADDRESS, _ADDRESS)
segment_kind = _bare(pdfium.FPDFPathSegment_GetType, _HANDLE)
