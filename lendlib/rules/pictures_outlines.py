"""Outlines of places: read from text, laid into a frame, cut at its edge, and walked from one to the next."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lendlib.rules.pictures import Point

Ring = tuple[Point, ...]
Steps = tuple[str, str, str, str]
ASIDE = 2.0
"""How much worse it is to lie aside than to lie further away, when one walks by arrow keys."""
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True)
class Outline:
    """A place on the map: where its name stands, and its rings."""

    code: str
    middle: Point
    rings: tuple[Ring, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return box_of([self])


@dataclass(frozen=True)
class Frame:
    """A window onto the map: what lies in `box` is drawn `scale` times as large, its corner at (x, y)."""

    box: tuple[float, float, float, float]
    scale: float
    x: float
    y: float

    @property
    def width(self) -> float:
        """How wide it is drawn."""
        return (self.box[2] - self.box[0]) * self.scale

    @property
    def height(self) -> float:
        """How high it is drawn."""
        return (self.box[3] - self.box[1]) * self.scale

    def at(self, point: Point) -> Point:
        """Where a point of the map is drawn."""
        return (
            round(self.x + (point[0] - self.box[0]) * self.scale, 1),
            round(self.y + (point[1] - self.box[1]) * self.scale, 1),
        )


def read_outline(code: str, x: int, y: int, path: str) -> Outline:
    """An outline from its text: rings that begin with M, go on by steps, and end with z."""
    rings = []
    for part in path.split("z"):
        numbers = [int(number) for number in _NUMBER.findall(part)]
        corners: list[Point] = []
        here = (0, 0)
        for east, south in zip(numbers[::2], numbers[1::2], strict=True):
            here = (here[0] + east, here[1] + south)
            corners.append(here)
        if corners:
            rings.append(tuple(corners))
    return Outline(code, (x, y), tuple(rings))


def box_of(outlines: Iterable[Outline]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all of them together."""
    corners = [corner for outline in outlines for ring in outline.rings for corner in ring]
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def framed(box: tuple[float, float, float, float], x: float, y: float, width: float, highest: float) -> Frame:
    """A frame around a box, as large as fits; it is widened to the whole width, so that neighbours show."""
    wide, high = box[2] - box[0], box[3] - box[1]
    scale = min(width / wide, highest / high)
    more = max(width / scale - wide, 0) / 2
    return Frame((box[0] - more, box[1], box[2] + more, box[3]), scale, x, y)


def grown(box: tuple[float, float, float, float], share: float) -> tuple[float, float, float, float]:
    """A box with that share of its longer side added around it."""
    more = max(box[2] - box[0], box[3] - box[1]) * share
    return box[0] - more, box[1] - more, box[2] + more, box[3] + more


def laid(outline: Outline, frame: Frame) -> tuple[Ring, ...]:
    """The rings as drawn, cut at the edge of the frame; those that become too small to see are left out."""
    box = outline.box
    is_inside = box[0] >= frame.box[0] and box[1] >= frame.box[1] and box[2] <= frame.box[2] and box[3] <= frame.box[3]
    rings = outline.rings if is_inside else tuple(cut(ring, frame.box) for ring in outline.rings)
    drawn = [_thinned([frame.at(corner) for corner in ring]) for ring in rings]
    largest = max(drawn, key=len, default=())
    return tuple(ring for ring in drawn if len(ring) > 2) or ((largest,) if largest and is_inside else ())


def cut(ring: Sequence[Point], box: tuple[float, float, float, float]) -> Ring:
    """What of a ring lies in a box (Sutherland and Hodgman, 1974)."""
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        kept: list[Point] = []
        for before, corner in zip((*ring[-1:], *ring), ring, strict=False):
            was, now = sign * (before[axis] - limit), sign * (corner[axis] - limit)
            if (was < 0) != (now < 0):
                share = was / (was - now)
                kept.append(
                    (before[0] + (corner[0] - before[0]) * share, before[1] + (corner[1] - before[1]) * share)
                )
            if now >= 0:
                kept.append(corner)
        ring = kept
    return tuple(ring)


def steps(middles: Mapping[str, Point]) -> dict[str, Steps]:
    """The place above, right of, below and left of each: the nearest, straight rather than aside."""
    return {
        code: (
            _towards(code, here, middles, (0, -1)),
            _towards(code, here, middles, (1, 0)),
            _towards(code, here, middles, (0, 1)),
            _towards(code, here, middles, (-1, 0)),
        )
        for code, here in middles.items()
    }


def _towards(code: str, here: Point, middles: Mapping[str, Point], way: tuple[int, int]) -> str:
    best, nearest = "", float("inf")
    for other, there in middles.items():
        east, south = there[0] - here[0], there[1] - here[1]
        along = east * way[0] + south * way[1]
        aside = abs(east * way[1]) + abs(south * way[0])
        cost = along + ASIDE * aside
        if other != code and along > 0 and cost < nearest:
            best, nearest = other, cost
    return best


def _thinned(ring: Sequence[Point]) -> Ring:
    return tuple(corner for corner, before in zip(ring, (*ring[-1:], *ring), strict=False) if corner != before)
