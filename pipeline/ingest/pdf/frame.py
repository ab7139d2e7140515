"""From the system of a PDF's page to that of the page as it is shown: cropped, turned, from the top left downwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.ingest.pdf.page import Box

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is shown of a page: the corner of its crop box, its size as shown, its turns by 90° clockwise."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int

    @classmethod
    def of(cls, page: Any) -> Frame:
        """That of a page that PDFium has loaded."""
        rect = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, rect)
        return cls(
            min(rect.left, rect.right),
            min(rect.bottom, rect.top),
            float(pdfium.FPDF_GetPageWidthF(page)),
            float(pdfium.FPDF_GetPageHeightF(page)),
            pdfium.FPDFPage_GetRotation(page) % 4,
        )

    def points(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Points of the page's own system in that of the page as shown: from its top left corner, downwards."""
        x, y = x - self.left, y - self.bottom
        if self.turns == 1:
            return y, x
        if self.turns == 2:
            return self.width - x, y
        if self.turns == 3:
            return self.width - y, self.height - x
        return x, self.height - y

    def boxes(self, boxes: Floats) -> Floats:
        """The same for boxes with two corners in any order, a row each; the rows returned are `Box`es."""
        x0, y0 = self.points(boxes[:, 0], boxes[:, 1])
        x1, y1 = self.points(boxes[:, 2], boxes[:, 3])
        return np.column_stack((np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)))

    def shown(self, boxes: list[Box]) -> Iterator[Box]:
        """The same for a list of boxes."""
        if boxes:
            yield from map(tuple, self.boxes(np.array(boxes, np.float64)).tolist())

    def vectors(self, matrices: Floats) -> Floats:
        """The part `a, b, c, d` of text matrices, a row each, on the page as shown (y upwards)."""
        a, b, c, d = matrices[:, 0], matrices[:, 1], matrices[:, 2], matrices[:, 3]
        if self.turns == 1:
            return np.column_stack((b, -a, d, -c))
        if self.turns == 2:
            return np.column_stack((-a, -b, -c, -d))
        if self.turns == 3:
            return np.column_stack((-b, a, -d, c))
        return np.column_stack((a, b, c, d))
