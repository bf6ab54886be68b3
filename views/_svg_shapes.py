"""The corners of the marks that stand on charts, round 0, 0 with a radius of about 1: as Plotly draws them, nearly."""

from collections.abc import Mapping, Sequence
from math import cos, pi, sin


def _ring(corners: int, *, turn: float = -90, inner: float = 0.0, out: float = 1.0) -> list[tuple[float, float]]:
    """Return a regular polygon's corners round 0, 0, or a star's, whose inner corners lie at `inner`."""
    steps = 2 * corners if inner else corners
    radii = [out if not inner or step % 2 == 0 else inner for step in range(steps)]
    angles = [(turn + 360 * step / steps) * pi / 180 for step in range(steps)]
    return [(radius * cos(angle), radius * sin(angle)) for radius, angle in zip(radii, angles, strict=True)]


SQUARE = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
_ARM = 0.4
_CROSS = [
    (-_ARM, -1.1), (_ARM, -1.1), (_ARM, -_ARM), (1.1, -_ARM), (1.1, _ARM), (_ARM, _ARM),
    (_ARM, 1.1), (-_ARM, 1.1), (-_ARM, _ARM), (-1.1, _ARM), (-1.1, -_ARM), (-_ARM, -_ARM),
]  # fmt: skip
CORNERS: Mapping[str, Sequence[tuple[float, float]]] = {
    "square": SQUARE,
    "diamond": _ring(4, out=1.3),
    "diamond-tall": [(0, -1.4), (0.7, 0), (0, 1.4), (-0.7, 0)],
    "triangle-up": _ring(3, out=1.25),
    "triangle-down": _ring(3, turn=90, out=1.25),
    "triangle-left": _ring(3, turn=180, out=1.25),
    "triangle-right": _ring(3, turn=0, out=1.25),
    "pentagon": _ring(5, out=1.15),
    "hexagon": _ring(6, out=1.1),
    "star": _ring(5, out=1.4, inner=0.6),
    "cross": _CROSS,
    "x": [((x - y) * 0.7071, (x + y) * 0.7071) for x, y in _CROSS],
}
