"""Writes Tests/Truth/geometry/polygons.csv: seeded polygons and what shapely (GEOS) says about them.

Run from the repository's root: python3 tools/truth/geometry.py
"""

import math
import random
from pathlib import Path

import shapely
from shapely.geometry import Point, Polygon, box

SEED = 20260117
OUT = Path("Tests/Truth/geometry/polygons.csv")
random.seed(SEED)


def star(cx, cy, radius, n, rough=0.6):
    """A star-shaped ring: any radius at ascending angles."""
    angles = sorted(random.uniform(0, 2 * math.pi) for _ in range(n))
    return [
        (cx + math.cos(a) * r, cy + math.sin(a) * r)
        for a in angles
        for r in [radius * random.uniform(1 - rough, 1)]
    ]


def star_with_holes(n, holes, origin=(0, 0), radius=50.0):
    """Holes are small stars in cells of a grid, kept where they lie within."""
    ox, oy = origin
    while True:
        shell = Polygon(star(ox, oy, radius, n))
        if shell.is_valid and shell.contains(Point(ox, oy)):
            break
    inner = shell.buffer(-radius * 0.02)
    found = []
    cells = [(i, j) for i in range(-12, 12) for j in range(-12, 12)]
    random.shuffle(cells)
    step = radius / 12
    for i, j in cells:
        if len(found) == holes:
            break
        hole = Polygon(star(ox + (i + 0.5) * step, oy + (j + 0.5) * step, step * 0.48, random.randint(3, 12)))
        if hole.is_valid and inner.contains(hole):
            found.append(hole.exterior.coords[:-1])
    return Polygon(shell.exterior.coords[:-1], found)


def polyomino(size, fill):
    """Unit squares joined: collinear vertices, holes that touch in corners."""
    cells = [box(i, j, i + 1, j + 1) for i in range(size) for j in range(size) if random.random() < fill]
    union = shapely.union_all(cells)
    parts = list(union.geoms) if union.geom_type == "MultiPolygon" else [union]
    return max(parts, key=lambda p: p.area)


# Squares joined so that a bridge runs to and fro along other edges, with a bend.
CORRIDOR = """
#####..##.#
##.#.######
#.##.#.#.##
.####..##..
..##....###
#####.##.##
.###.#.####
.##.###.###
..#########
..##.###.##
......#####
"""


def bitmap(text):
    rows = text.split()
    union = shapely.union_all(
        [box(x, -y, x + 1, 1 - y) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "#"]
    )
    parts = list(union.geoms) if union.geom_type == "MultiPolygon" else [union]
    return max(parts, key=lambda p: p.area)


def comb(teeth):
    shell = [(0, -1)]
    for i in range(teeth):
        shell += [(i, 0), (i + 0.5, 10)]
    return Polygon(shell + [(teeth, 0), (teeth, -1)])


def spiral(turns, n):
    outer = [(math.cos(t) * (t + 1), math.sin(t) * (t + 1)) for t in (2 * math.pi * turns * i / n for i in range(n))]
    inner = [(math.cos(t) * (t + 0.2), math.sin(t) * (t + 0.2)) for t in (2 * math.pi * turns * i / n for i in range(n))]
    return Polygon(outer + inner[::-1])


def blobs(n):
    union = shapely.union_all([Point(random.uniform(0, 10), random.uniform(0, 10)).buffer(1, 6) for _ in range(n)])
    parts = list(union.geoms) if union.geom_type == "MultiPolygon" else [union]
    return max(parts, key=lambda p: p.area)


def cases():
    for _ in range(40):
        yield "star", star_with_holes(random.randint(5, 60), 0)
    for _ in range(40):
        yield "star_holes", star_with_holes(random.randint(8, 60), random.randint(1, 30))
    for _ in range(10):
        # UTM 42N near Turkistan: many digits before the point.
        yield "utm", star_with_holes(random.randint(8, 40), random.randint(1, 10), (440854.3, 4794141.7), 15)
    for _ in range(60):
        yield "polyomino", polyomino(random.randint(3, 14), random.uniform(0.5, 0.9))
    for _ in range(10):
        yield "blobs", blobs(random.randint(5, 80))
    for teeth in (2, 7, 60):
        yield "comb", comb(teeth)
    for turns in (2, 5):
        yield "spiral", spiral(turns, 60 * turns)
    yield "cheese", star_with_holes(400, 150)
    yield "corridor", bitmap(CORRIDOR)
    yield "sliver", Polygon([(0, 0), (1000, 0), (1000, 1e-6), (0, 2e-6)])
    yield "hole_touches_edge", Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(0, 2), (1, 1), (1, 3)]])
    yield "hole_touches_corner", Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(0, 0), (2, 1), (1, 2)]])
    yield "hole_touches_top", Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(2, 4), (1, 2), (3, 2)]])
    yield "holes_touch", Polygon(
        [(0, 0), (6, 0), (6, 4), (0, 4)], [[(1, 1), (3, 2), (1, 3)], [(3, 2), (5, 1), (5, 3)]]
    )
    yield "holes_in_a_row", Polygon(
        [(0, 0), (20, 0), (20, 4), (0, 4)], [[(i, 1), (i + 1, 1), (i + 1, 2), (i, 2)] for i in range(1, 18, 2)]
    )
    yield "holes_chain", Polygon(
        [(0, -2), (20, -2), (20, 2), (0, 2)],
        [[(i, 0), (i + 0.5, -1), (i + 1, 0), (i + 0.5, 1)] for i in range(1, 18)],
    )
    yield "collinear", Polygon([(i, 0) for i in range(11)] + [(10, i) for i in range(1, 11)] + [(5, 10), (0, 10), (0, 3)])


def text(ring):
    return " ".join(f"{x!r} {y!r}" for x, y in ring.coords[:-1])


def probes(polygon):
    minx, miny, maxx, maxy = polygon.bounds
    points = [(random.uniform(minx, maxx), random.uniform(miny, maxy)) for _ in range(8)]
    # Vertices and their heights: where a careless ray counts twice.
    corners = [c for ring in [polygon.exterior, *polygon.interiors] for c in ring.coords[:-1]]
    for x, y in random.sample(corners, min(4, len(corners))):
        points += [(x, y), (random.uniform(minx, maxx), y)]
    for x, y in points:
        p = Point(x, y)
        where = "boundary" if polygon.touches(p) else "inside" if polygon.contains(p) else "outside"
        yield f"{x!r} {y!r} {where} {polygon.distance(p)!r} {polygon.boundary.distance(p)!r}"


def main():
    OUT.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f"# shapely {shapely.__version__}, GEOS {'.'.join(map(str, shapely.geos_version))}; "
        f"tools/truth/geometry.py, seed {SEED}",
        "# kind;area;centroid x;centroid y;perimeter;hull area;rings;probes (x y location distance boundary-distance)",
    ]
    for kind, polygon in cases():
        assert polygon.is_valid and polygon.geom_type == "Polygon", kind
        rings = "|".join(text(r) for r in [polygon.exterior, *polygon.interiors])
        c = polygon.centroid
        numbers = [polygon.area, c.x, c.y, polygon.length, polygon.convex_hull.area]
        lines.append(";".join([kind, *(repr(float(v)) for v in numbers), rings, "|".join(probes(polygon))]))
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{len(lines) - 2} polygons, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
