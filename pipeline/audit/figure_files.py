"""The pictures of a run as files for a paper: SVG that carries its own colours, and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.audit.figures import pictures
from pipeline.audit.links import Links
from pipeline.audit.shapes import Picture
from pipeline.audit.site import complete
from pipeline.audit.templating import environment
from pipeline.dataset import dataset_of, read_tables
from pipeline.errors import ChronociteError
from pipeline.store import write_bytes, write_text

_COLOURS = ("#0072b2", "#d98200", "#009e73", "#b75a93", "#4a9fd0", "#c04f00", "#7d7d7d")
"""Told apart by those who see colours otherwise, too; as in `templates/site.css`."""
_SMALL = {"font-size": "11"}
_PAINT: Mapping[str, Mapping[str, str]] = {
    **{f"t{i}": {"fill": colour, "stroke": colour, "stroke-width": "1.2"} for i, colour in enumerate(_COLOURS)},
    "unreal": {"fill": "#ffffff"},
    "disputed": {"stroke": "#000000", "stroke-width": "2"},
    "grid": {"stroke": "#dddddd"},
    "rule": {"stroke": "#dddddd"},
    "life": {"stroke": "#777777", "stroke-width": "1.5"},
    "axis": {"fill": "#666666", **_SMALL},
    "name": {"fill": "#111111", **_SMALL},
    "count": {"fill": "#666666", "text-anchor": "end", **_SMALL},
    "edge": {"stroke": "#9db4c9"},
    "node": {"fill": "#0072b2", "stroke": "#ffffff", "stroke-width": "1.5"},
    "below": {"fill": "#111111", "text-anchor": "middle", "font-size": "10"},
    "inside": {"fill": "#ffffff", "text-anchor": "middle", "font-weight": "bold", "font-size": "10"},
}


def write_figures(out: Path, *, pdf: bool = False) -> list[Path]:
    """Write `figures/*.svg` of a finished run.

    Args:
        out: The folder of the run.
        pdf: Also as PDF, which typst makes.

    Returns:
        The files.

    Raises:
        StageError: There is no dataset.
        ChronociteError: PDF is wanted and typst is not installed.
    """
    tables = complete(read_tables(dataset_of(out)))
    template = environment().get_template("figure.svg")
    written = []
    for picture in pictures(tables, Links(tables, frozenset())):
        path = out / "figures" / f"{picture.name}.svg"
        write_text(path, template.render(picture=picture, paint=_paint))
        written.append(path)
        if pdf:
            written.append(_as_pdf(path, picture))
    return written


def _paint(css: str) -> dict[str, str]:
    return {name: value for one in css.split() for name, value in _PAINT[one].items()}


def _as_pdf(svg: Path, picture: Picture) -> Path:
    try:
        import typst
    except ImportError as error:
        raise ChronociteError("PDF is made by typst; run `pip install typst`, or do without --pdf") from error
    page = f"#set page(width: auto, height: auto, margin: 4pt)\n#image({svg.name!r}, width: {picture.width:g}pt)\n"
    source = svg.with_suffix(".typ")
    path = svg.with_suffix(".pdf")
    source.write_text(page.replace("'", '"'), encoding="utf-8")
    try:
        # A day of its own in the file would make each run another one.
        write_bytes(path, typst.compile(source, root=svg.parent, format="pdf", timestamp=0))
    finally:
        source.unlink()
    return path
