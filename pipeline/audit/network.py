"""Who has agreements with whom, as a network: a disc a party, a line where two share one, the thicker the more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import cos, hypot, log1p, pi, sin

from pipeline.audit.overview import Matrix, agreements_of
from pipeline.audit.shapes import Picture, Shape

_SIZE = (520.0, 400.0)
_MARGIN = 34.0
_ROUNDS = 300
_CLEAR = 58.0
"""From the middle of a disc to that of the next at least."""
_FITS = 5
"""Letters that a disc holds; a longer name stands below it."""
_Places = dict[str, tuple[float, float]]


def network(matrix: Matrix) -> Picture | None:
    """Draw the parties of a matrix; where there is none, nothing."""
    if not matrix.names:
        return None
    at = _apart(_fitted(_settled(matrix.names, matrix.shared)))
    most = max(matrix.shared.values())
    shapes = []
    for a, b in combinations(matrix.names, 2):
        if number := matrix.shared.get((a, b)):
            ends = {"x1": at[a][0], "y1": at[a][1], "x2": at[b][0], "y2": at[b][1]}
            width = {"stroke-width": round(1.2 + 8 * log1p(number) / log1p(most) * min(1, most / 6), 1)}
            said = f"{a} and {b}: {number} agreement{'s' if number > 1 else ''}"
            shapes.append(Shape("line", "edge", ends | width, title=said, href=agreements_of(a, b)))
    for name in matrix.names:
        shapes += _disc(name, *at[name], sum(n for (a, _), n in matrix.shared.items() if a == name))
    about = "A disc is a party, a line the agreements that two share: the thicker, the more."
    about += f" Not drawn: {matrix.others} (parties that find no room)." if matrix.others else ""
    return Picture("parties", "Agreements by parties", about, _SIZE[1], shapes, width=_SIZE[0])


def _disc(name: str, x: float, y: float, shared: int) -> list[Shape]:
    radius = round(15 + 3 * log1p(shared), 1)
    disc = Shape("circle", "node", {"cx": x, "cy": y, "r": radius}, title=name, href=agreements_of(name))
    if len(name) <= _FITS:
        return [disc, Shape("text", "inside", {"x": x, "y": y + 3.5}, name)]
    return [disc, Shape("text", "below", {"x": x, "y": y + radius + 11}, name)]


def _settled(names: Sequence[str], shared: Mapping[tuple[str, str], int]) -> _Places:
    """Let the parties push each other away and those that share agreements pull each other together.

    The layout of Fruchterman and Reingold (1991), from a circle: the same parties come to the same places.
    """
    apart = 1 / max(len(names), 2) ** 0.5
    at = {name: (cos(2 * pi * i / len(names)), sin(2 * pi * i / len(names))) for i, name in enumerate(names)}
    for turn in range(_ROUNDS):
        moved = dict.fromkeys(names, (0.0, 0.0))
        for a, b in combinations(names, 2):
            dx, dy = at[a][0] - at[b][0], at[a][1] - at[b][1]
            far = max(hypot(dx, dy), 1e-6)
            force = apart * apart / far - (far * far / apart if (a, b) in shared else 0.0)
            step = (dx / far * force, dy / far * force)
            moved[a] = (moved[a][0] + step[0], moved[a][1] + step[1])
            moved[b] = (moved[b][0] - step[0], moved[b][1] - step[1])
        most = 0.2 * (1 - turn / _ROUNDS)
        for name, (dx, dy) in moved.items():
            # What shares nothing with the others would drift away without end.
            dx, dy = dx - 0.1 * at[name][0], dy - 0.1 * at[name][1]
            far = max(hypot(dx, dy), 1e-6)
            at[name] = (at[name][0] + dx / far * min(far, most), at[name][1] + dy / far * min(far, most))
    return at


def _fitted(at: _Places) -> _Places:
    """Stretched over the picture."""
    out: _Places = dict.fromkeys(at, (0.0, 0.0))
    for axis, size in enumerate(_SIZE):
        low, high = min(p[axis] for p in at.values()), max(p[axis] for p in at.values())
        for name, place in at.items():
            share = (place[axis] - low) / (high - low) if high - low > 1e-9 else 0.5
            x, y = out[name]
            put = round(_MARGIN + share * (size - 2 * _MARGIN), 1)
            out[name] = (put, y) if axis == 0 else (x, put)
    return out


def _apart(at: _Places) -> _Places:
    """Pushed away from each other until no disc lies on another; a line may still pass behind one."""
    out = dict(at)
    for _ in range(_ROUNDS):
        for a, b in combinations(out, 2):
            dx, dy = out[a][0] - out[b][0], out[a][1] - out[b][1]
            far = max(hypot(dx, dy), 1e-6)
            if far < _CLEAR:
                push = (_CLEAR - far) / 2 / far
                out[a] = _inside(out[a][0] + dx * push, out[a][1] + dy * push)
                out[b] = _inside(out[b][0] - dx * push, out[b][1] - dy * push)
    return out


def _inside(x: float, y: float) -> tuple[float, float]:
    width, height = _SIZE
    return round(min(max(x, _MARGIN), width - _MARGIN), 1), round(min(max(y, _MARGIN), height - _MARGIN), 1)
