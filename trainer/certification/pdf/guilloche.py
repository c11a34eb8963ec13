"""Geometry of the security ornaments: wave and rosettes as PDF path operators, computed once per process.

Curves are drawn as cubic Bézier pieces through exact points with exact tangents (Hermite form), so a few pieces
per oscillation are smooth at any magnification. Units are hundredths of a millimetre, as integers, which keeps
the streams small; the user scales them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import cos, gcd, pi, sin

Point = tuple[float, float]
Curve = Callable[[float], tuple[Point, Point]]

# Hundredths of a millimetre.
UNIT = 100
STRANDS = 7
WAVE_PERIOD = 13.6
WAVE_HEIGHT = 2.75


def _curve_path(curve: Curve, start: float, end: float, pieces: int) -> str:
    """Path operators for the curve (parameter -> point and derivative) in the given number of Bézier pieces."""
    step = (end - start) / pieces
    (x0, y0), (dx0, dy0) = curve(start)
    operators = [f"{_n(x0)} {_n(y0)} m"]
    for index in range(1, pieces + 1):
        (x1, y1), (dx1, dy1) = curve(start + index * step)
        third = step / 3
        inner = (x0 + dx0 * third, y0 + dy0 * third, x1 - dx1 * third, y1 - dy1 * third, x1, y1)
        operators.append(" ".join(map(_n, inner)) + " c")
        x0, y0, dx0, dy0 = x1, y1, dx1, dy1
    return "\n".join(operators)


def _n(value: float) -> str:
    return str(round(value * UNIT))


@cache
def wave() -> str:
    """One period of the border wave along x, centred on y = 0: seven strands that fan out and meet again."""
    return "\n".join(_curve_path(_strand(number), 0.0, 2 * pi, 18) for number in range(STRANDS)) + "\nS"


def _strand(number: int) -> Curve:
    lag = (number - (STRANDS - 1) / 2) * 0.22

    def curve(t: float) -> tuple[Point, Point]:
        y = WAVE_HEIGHT * (0.7 * sin(t + lag) + 0.3 * sin(3 * (t - lag)))
        slope = WAVE_HEIGHT * (0.7 * cos(t + lag) + 0.9 * cos(3 * (t - lag)))
        return (WAVE_PERIOD * t / (2 * pi), y), (WAVE_PERIOD / (2 * pi), slope)

    return curve


@dataclass(frozen=True, slots=True)
class Rosette:
    """A closed star curve between two radii (mm): `petals` petals laid in `turns` turns around the centre.

    `petals` and `turns` must share no divisor, else the curve would only trace a part of itself. An overtone of
    this odd order, with this share of the swing, folds the petals so that rings appear.
    """

    inner: float
    outer: float
    petals: int
    turns: int
    overtone: int = 3
    share: float = 0.0

    def __post_init__(self) -> None:
        if gcd(self.petals, self.turns) != 1:
            raise ValueError(f"{self.petals} petals in {self.turns} turns do not close in one line")

    def curve(self, t: float) -> tuple[Point, Point]:
        """Point and derivative at the angle t, from 0 to 2π · turns."""
        middle, reach = (self.outer + self.inner) / 2, (self.outer - self.inner) / 2
        rate, order, share = self.petals / self.turns, self.overtone, self.share
        radius = middle + reach * ((1 - share) * cos(rate * t) + share * cos(order * rate * t))
        change = -reach * rate * ((1 - share) * sin(rate * t) + order * share * sin(order * rate * t))
        point = (radius * cos(t), radius * sin(t))
        return point, (change * cos(t) - point[1], change * sin(t) + point[0])


@cache
def petal(rosette: Rosette) -> str:
    """One petal, from one outer tip to the next; turned round the centre it makes the whole rosette."""
    pieces = 6 * (rosette.overtone if rosette.share else 1)
    return _curve_path(rosette.curve, 0.0, 2 * pi * rosette.turns / rosette.petals, pieces) + "\nS"


@cache
def all_petals(rosette: Rosette, name: str) -> str:
    """Operators that paint the form `name`, which holds the petal, once at each angle."""
    angle = 2 * pi / rosette.petals
    turn = f"{cos(angle):.7f} {sin(angle):.7f} {-sin(angle):.7f} {cos(angle):.7f} 0 0 cm"
    return "\n".join([f"/{name} Do\n{turn}"] * rosette.petals)
