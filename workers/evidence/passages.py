"""Lines that follow each other closely are boxed as the one passage they are."""

from collections.abc import Sequence

from workers.report import Polygon

_CLOSE = 0.9
"""Lines nearer than this times their height belong together."""

_LEVEL = 0.85
"""Share of its bounds that an unturned line fills at least."""

Bounds = tuple[float, float, float, float]


def joined_lines(polygons: Sequence[Polygon]) -> list[Polygon]:
    """The polygons, with level lines that stand close under each other joined into rectangles."""
    passages: list[Polygon] = []
    for polygon in sorted(polygons, key=lambda one: _bounds(one)[1]):
        last = passages[-1] if passages else None
        if last is not None and _level(last) and _level(polygon) and _follows(last, polygon):
            left, top, right, bottom = _union(_bounds(last), _bounds(polygon))
            passages[-1] = [(left, top), (right, top), (right, bottom), (left, bottom)]
        else:
            passages.append(list(polygon))
    return passages


def _bounds(polygon: Polygon) -> Bounds:
    xs, ys = [x for x, _ in polygon], [y for _, y in polygon]
    return min(xs), min(ys), max(xs), max(ys)


def _union(first: Bounds, second: Bounds) -> Bounds:
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def _level(polygon: Polygon) -> bool:
    left, top, right, bottom = _bounds(polygon)
    following = [*polygon[1:], polygon[0]]
    area = abs(sum(x * v - u * y for (x, y), (u, v) in zip(polygon, following, strict=True))) / 2
    return area >= _LEVEL * (right - left) * (bottom - top)


def _follows(above: Polygon, below: Polygon) -> bool:
    """Whether `below` is the next line under `above` of much the same left and right."""
    first, second = _bounds(above), _bounds(below)
    height = second[3] - second[1]
    shared = min(first[2], second[2]) - max(first[0], second[0])
    narrower = min(first[2] - first[0], second[2] - second[0])
    near = -0.5 * height <= second[1] - first[3] <= _CLOSE * height
    return near and shared >= 0.6 * narrower
