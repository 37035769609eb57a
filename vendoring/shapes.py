#!/usr/bin/env python3
"""Draws the outlines of the municipalities, once: python vendoring/shapes.py writes lendlib/reference/shapes.csv.

The outlines come as degrees (vendoring/shapes/municipalities.geojson). They are laid flat as Swedish maps are, in
SWEREF 99 TM (Gauss-Krüger on GRS 80, central meridian 15 degrees east, scale 0.9996; Lantmäteriet's formulas, to the
fourth order), and rounded to steps of a hundred metres: finer than the outlines themselves, so that neighbours still
share their border. Nothing here runs when lendlib runs.
"""

import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "shapes" / "municipalities.geojson"
TARGET = HERE.parent / "lendlib" / "reference" / "shapes.csv"

AXIS, FLATTENING = 6378137.0, 1 / 298.257222101
MERIDIAN, SCALE, FALSE_EASTING = math.radians(15), 0.9996, 500_000
STEP = 100
TRIES = 10

Point = tuple[float, float]
Ring = list[tuple[int, int]]


def flat(longitude: float, latitude: float) -> Point:
    """East and north in metres of a place in degrees."""
    e2 = FLATTENING * (2 - FLATTENING)
    n = FLATTENING / (2 - FLATTENING)
    around = AXIS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    a, b = e2, (5 * e2**2 - e2**3) / 6
    c, d = (104 * e2**3 - 45 * e2**4) / 120, 1237 * e2**4 / 1260
    phi, away = math.radians(latitude), math.radians(longitude) - MERIDIAN
    s = math.sin(phi)
    conformal = phi - s * math.cos(phi) * (a + b * s**2 + c * s**4 + d * s**6)
    xi = math.atan2(math.tan(conformal), math.cos(away))
    eta = math.atanh(math.cos(conformal) * math.sin(away))
    beta = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140,
        49561 * n**4 / 161280,
    )
    north, east = xi, eta
    for order, factor in enumerate(beta, 1):
        north += factor * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        east += factor * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    return FALSE_EASTING + SCALE * around * east, SCALE * around * north


def steps_of(metres: float) -> int:
    """Metres in whole steps."""
    return math.floor(metres / STEP + 0.5)


def thinned(ring: Ring) -> Ring:
    """The ring, open, without corners that fell onto the one before."""
    kept = [corner for corner, before in zip(ring, [ring[-1], *ring], strict=False) if corner != before]
    return kept if len(kept) > 2 else []


def written(rings: list[Ring]) -> str:
    """Rings as the text of an SVG path: the first corner, then from each to the next."""
    return "".join(
        f"M{ring[0][0]} {ring[0][1]}l"
        + " ".join(f"{x - ox} {y - oy}" for (ox, oy), (x, y) in pairwise(ring))
        + "z"
        for ring in rings
    ).replace(" -", "-")


def extent(ring: Ring) -> float:
    """The area inside, whichever way it runs."""
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def room_at(x: float, y: float, ring: Ring) -> float:
    """How far a point lies inside of the ring; less than nothing outside."""
    inside, nearest = False, math.inf
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
        dx, dy = bx - ax, by - ay
        along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
        nearest = min(nearest, math.hypot(x - ax - along * dx, y - ay - along * dy))
    return nearest if inside else -nearest


def middle(rings: list[Ring]) -> tuple[int, int]:
    """Where a name stands best: the point of the largest ring that is farthest from its edge."""
    ring = max(rings, key=extent)
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    best, left, top, width, height = (0.0, 0.0), min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    x0, y0, w, h = float(left), float(top), float(width), float(height)
    for _ in range(2):
        tried = [(x0 + w * (i + 0.5) / TRIES, y0 + h * (j + 0.5) / TRIES) for i in range(TRIES) for j in range(TRIES)]
        best = max(tried, key=lambda point: room_at(*point, ring))
        w, h = w / TRIES * 2, h / TRIES * 2
        x0, y0 = best[0] - w / 2, best[1] - h / 2
    return round(best[0]), round(best[1])


def outlines() -> dict[str, list[Ring]]:
    """The rings of every municipality, in steps from the corner in the north-west, y running south."""
    features = json.loads(SOURCE.read_text(encoding="utf-8"))["features"]
    laid = {
        feature["properties"]["code"]: [
            [(steps_of(east), -steps_of(north)) for east, north in (flat(*corner) for corner in ring)]
            for polygon in feature["geometry"]["coordinates"]
            for ring in polygon
        ]
        for feature in features
    }
    left = min(x for rings in laid.values() for ring in rings for x, _ in ring)
    top = min(y for rings in laid.values() for ring in rings for _, y in ring)
    moved = {
        code: [thinned([(x - left, y - top) for x, y in ring]) for ring in rings]
        for code, rings in sorted(laid.items())
    }
    return {code: [ring for ring in rings if ring] for code, rings in moved.items()}


def rows() -> Iterator[tuple[object, ...]]:
    """The lines of the file."""
    yield "code", "x", "y", "path"
    for code, rings in outlines().items():
        yield code, *middle(rings), written(rings)


def main() -> int:
    """Write the file, or with --check say whether it is what this would write."""
    lines = [",".join(map(str, row)) for row in rows()]
    text = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        is_same = TARGET.read_text(encoding="utf-8") == text
        print("shapes: as drawn" if is_same else "shapes: draw them again")
        return 0 if is_same else 1
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.name}: {len(lines) - 1} municipalities, {len(text) // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
