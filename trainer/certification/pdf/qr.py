"""The QR code as filled bars: one module grid, neighbours in a row joined."""

import segno


def modules(url: str) -> list[list[bool]]:
    """The module grid without quiet zone, dark is True; error correction M or better."""
    code = segno.make_qr(url, error="m")
    return [[bool(module) for module in row] for row in code.matrix]


def bars(grid: list[list[bool]], x: float, y: float, side: float) -> list[tuple[float, float, float, float]]:
    """Rectangles (x, y, width, height) that paint the grid into a square of this side."""
    unit = side / len(grid)
    rectangles = []
    for row, line in enumerate(grid):
        start: int | None = None
        for column, dark in enumerate([*line, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                rectangles.append((x + start * unit, y + row * unit, (column - start) * unit, unit))
                start = None
    return rectangles
