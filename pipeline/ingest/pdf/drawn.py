"""What PDFium finds drawn on a page: rules, pictures, and the pieces of print, forms within forms looked through."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.ingest.pdf import calls
from pipeline.ingest.pdf.page import Box

_DEPTH = 8
"""How deep drawings inside drawings are looked through for rules."""
_SIMPLE, _INTRICATE = 6, 2000
"""Segments of a path up to which it is one line or box, and beyond which it is a picture."""
_SEEN = 0.01
"""In points: PDFium takes a piece of print that is not as wide for one without ink."""

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on a page, in the page's own system.

    Attributes:
        rules: The boxes of all lines and boxes.
        pictures: The boxes of all pictures.
        print: All pieces of print, each with where it is put.
    """

    rules: list[Box]
    pictures: list[Box]
    print: list[tuple[int, Matrix]]


def look_through(page: Any) -> Drawn:
    """See what is drawn on an open page."""
    handle = ctypes.cast(page, ctypes.c_void_p).value
    found = Drawn([], [], [])
    for drawn in map(calls.drawn, repeat(handle), range(calls.count_drawn(handle))):
        _add_drawn(drawn, _UNMOVED, found, _DEPTH)
    return found


def _add_drawn(drawn: int | None, placed: Matrix, found: Drawn, depth: int) -> None:
    if not drawn:
        return
    kind = calls.kind_of(drawn)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        found.print.append((drawn, placed))
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        found.rules.extend(_moved(box, placed) for box in _path_boxes(drawn))
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        found.pictures.extend(_moved(box, placed) for box in _bounds(drawn))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
        own = _six(calls.place_of, drawn)
        for inner in map(calls.inside, repeat(drawn), range(calls.count_inside(drawn))):
            _add_drawn(inner, _product(own, placed), found, depth - 1)


def _path_boxes(path: int) -> list[Box]:
    """One box for a simple path; for one of many parts, such as a table's lines drawn at once, a box for each."""
    count = calls.count_segments(path)
    if count <= _SIMPLE:
        return _bounds(path)
    if count > _INTRICATE:
        return []
    parts: list[list[tuple[float, float]]] = []
    point = (calls.FLOAT * 2)()
    at = ctypes.addressof(point)
    for segment in map(calls.segment, repeat(path), range(count)):
        if calls.segment_kind(segment) == pdfium.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        if calls.point_of(segment, at, at + 4):
            parts[-1].append((point[0], point[1]))
    own = _six(calls.place_of, path)
    boxes = [
        (min(x for x, _ in part), min(y for _, y in part), max(x for x, _ in part), max(y for _, y in part))
        for part in parts
        if len(part) > 1
    ]
    return [_moved(box, own) for box in boxes]


def _bounds(drawn: int) -> list[Box]:
    """The box of something drawn, where PDFium knows it."""
    values = (calls.FLOAT * 4)()
    at = ctypes.addressof(values)
    if not calls.bounds_of(drawn, at, at + 4, at + 8, at + 12):
        return []
    return [(values[0], values[1], values[2], values[3])]


def _six(call: calls.Call, drawn: int) -> Matrix:
    values = (calls.FLOAT * 6)(*_UNMOVED)
    call(drawn, ctypes.addressof(values))
    return values[0], values[1], values[2], values[3], values[4], values[5]


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(box: Box, matrix: Matrix) -> Box:
    if matrix == _UNMOVED:
        return box
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = box
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
    return (
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )


def inkless(piece: int, placed: Matrix) -> tuple[float, float] | None:
    """Where a piece of print stands that has no width."""
    if not (boxes := _bounds(piece)) or boxes[0][2] - boxes[0][0] >= _SEEN:
        return None
    matrix = _product(_six(calls.place_of, piece), placed)
    return matrix[4], matrix[5]
