#!/usr/bin/env python3
"""Write Tests/Truth/solar/{row_shading,row_view,layout}.csv, for the tests of Sources/Solar/Layout.

    pip install pvlib==0.16.1 shapely numpy && tools/truth/solar-layout.py
    tools/truth/solar-layout.py check MODULES.csv     shapely on the modules that the tests laid (QALA_LAYOUT_DUMP)

Deterministic: same versions, same bytes. Angles are degrees, lengths metres.
"""

import csv
import math
import pathlib
import sys

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box

OUT = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests" / "Truth" / "solar"
LENGTH, WIDTH, GAP = 1.722, 1.134, 0.02


def write(name, header, rows, digits=12):
    with open(OUT / name, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        for row in rows:
            table.writerow(f"{v:.{digits}g}" if isinstance(v, (float, np.floating)) else v for v in row)


# -- rows that shade each other: pvlib ------------------------------------------------------------------------------

def row_shading():
    from pvlib import shading
    rng = np.random.default_rng(31001)
    rows = []
    while len(rows) < 2500:
        tilt, azimuth = rng.uniform(0, 90), rng.uniform(0, 360)
        gcr, length, slope = rng.uniform(0.05, 1), rng.uniform(0.5, 5), rng.choice([0, rng.uniform(-30, 30)])
        zenith, sun = rng.uniform(0, 90), rng.uniform(0, 360)
        tilt, azimuth, gcr, length, slope, zenith, sun = (
            round(float(v), 6) for v in (tilt, azimuth, gcr, length, slope, zenith, sun))
        # pvlib leaves open what is lit from behind or through the ground: only the sun in front of both planes
        psz = float(shading.projected_solar_zenith_angle(zenith, sun, 0, azimuth - 90))
        if math.cos(math.radians(psz - tilt)) < 1e-3 or math.cos(math.radians(psz - slope)) < 1e-3:
            continue
        fraction = float(shading.shaded_fraction1d(
            zenith, sun, azimuth - 90, tilt, collector_width=length, pitch=length / gcr, cross_axis_slope=slope))
        rows.append((tilt, azimuth, length, length / gcr, slope, zenith, sun, fraction))
    write("row_shading.csv", ["tilt", "azimuth", "length_m", "pitch_m", "slope", "solar_zenith", "solar_azimuth",
                              "shaded_fraction"], rows, 15)


def ground_view(utils, tilt, gcr):
    """Mean of pvlib's view factor at a point: its own integral is for raised rows and rounded by 1e-4."""
    x, weight = np.polynomial.legendre.leggauss(400)
    # even in the root of x: close to the lower edge the view changes like a root
    t = (x + 1) / 2
    return float(np.sum(weight / 2 * 2 * t * utils.vf_row_ground_2d(tilt, gcr, t * t)))


def row_view():
    from pvlib import shading
    from pvlib.bifacial import utils
    rng = np.random.default_rng(31002)
    rows = []
    for i in range(1000):
        tilt, gcr, share = (round(float(v), 6) for v in (rng.uniform(0.1, 90), rng.uniform(0.02, 1), rng.uniform()))
        if i < 4:
            tilt, gcr = [(0.0, 0.5), (90.0, 0.5), (90.0, 1.0), (30.0, 1.0)][i]
        rows.append((tilt, gcr, share, float(np.squeeze(utils.vf_row_sky_2d_integ(tilt, gcr))),
                     ground_view(utils, tilt, gcr),
                     float(shading.masking_angle(tilt, gcr, share)), float(shading.masking_angle_passias(tilt, gcr))))
    write("row_view.csv", ["tilt", "gcr", "share", "sky_view", "ground_view", "masking_angle", "masking_angle_average"], rows, 15)


# -- modules on faces: shapely and brute force ----------------------------------------------------------------------

def star(rng, centre, radius, count):
    angles = np.sort(rng.uniform(0, 2 * math.pi, count))
    r = radius * rng.uniform(0.4, 1, count)
    return Polygon([(centre[0] + a * math.cos(t), centre[1] + a * math.sin(t)) for a, t in zip(r, angles)])


def outlines(rng, kind):
    w, h = rng.uniform(4, 25), rng.uniform(3, 12)
    if kind == "rectangle":
        return box(0, 0, w, h)
    if kind == "hip":
        a, b = rng.uniform(0.5, 0.4 * w, 2)
        return Polygon([(0, 0), (w, 0), (w - a, h), (b, h)])
    if kind == "triangle":
        return Polygon([(0, 0), (w, 0), (rng.uniform(0.2, 0.8) * w, h)])
    if kind == "ell":
        return shapely.union(box(0, 0, w, rng.uniform(0.3, 0.7) * h), box(0, 0, rng.uniform(0.3, 0.7) * w, h))
    if kind == "gable_end":  # sides that lean, a notch in the ridge
        x = rng.uniform(0.3, 0.6) * w
        return Polygon([(0, 0), (w, 0), (w + rng.uniform(-1, 1), h), (x + 2, h), (x + 1, 0.6 * h), (x, h),
                        (rng.uniform(-1, 1), h)])
    if kind == "random":  # a level eave and anything above it, its edges level or steeper than 20°
        while True:
            xs = np.sort(rng.uniform(0, w, int(rng.integers(3, 8))))[::-1]
            top = [(float(x), float(rng.uniform(0.4, 1) * h)) for x in xs]
            p = Polygon([(0, 0), (w, 0)] + top)
            ring = list(p.exterior.coords)
            slopes = [math.degrees(math.atan2(abs(b[1] - a[1]), abs(b[0] - a[0]))) for a, b in zip(ring, ring[1:])]
            if p.is_valid and p.area > 8 and all(s == 0 or s > 20 for s in slopes):
                return p
    raise ValueError(kind)


def with_holes(rng, p, count):
    for _ in range(count):
        minx, miny, maxx, maxy = p.bounds
        hole = star(rng, (rng.uniform(minx, maxx), rng.uniform(miny, maxy)), rng.uniform(0.4, 1.6), 7)
        if hole.is_valid and p.buffer(-0.1).contains(hole) and hole.area > 0.05:
            q = p.difference(hole)
            if q.geom_type == "Polygon" and len(q.interiors) == len(p.interiors) + 1:
                p = q
    return shapely.geometry.polygon.orient(p)


def setback_region(p, obstacles, eave, ridge, side, obstacle, pitched):
    """All places of p at least their setback away from every edge: by definition, edge by edge."""
    barred = []
    for number, ring in enumerate([p.exterior, *p.interiors]):
        xy = list(ring.coords)
        for a, b in zip(xy, xy[1:]):
            up = -(b[0] - a[0]) / math.dist(a, b)  # outward normal's share up the slope, rings oriented
            d = max(side, obstacle) if number else side
            if pitched and not number and abs(up) > 0.7071067:
                d = ridge if up > 0 else eave
            if d > 0:
                barred.append(LineString([a, b]).buffer(d, quad_segs=90))
    barred += [o.buffer(obstacle, quad_segs=90) if obstacle > 0 else o for o in obstacles]
    return p.difference(shapely.union_all(barred)) if barred else p


def grid_count(region, across, up, pitch, phases):
    """Most rectangles of a regular grid within the region, over phases in both directions."""
    if region.is_empty:
        return 0
    grown = region.buffer(1e-7)
    shapely.prepare(grown)
    minx, miny, maxx, maxy = region.bounds
    step, best = across + GAP, 0
    nx, ny = int((maxx - minx) / step) + 2, int((maxy - miny) / pitch) + 2
    i, j = np.meshgrid(np.arange(nx), np.arange(ny))
    for pu in range(phases):
        for pv in range(phases):
            x = minx + (i + pu / phases - 1) * step
            y = miny + (j + pv / phases - 1) * pitch
            if pu == 0 and pv == 0:
                x, y = minx + i * step, miny + j * pitch
            cells = shapely.box(x, y, x + across, y + up)
            best = max(best, int(shapely.covers(grown, cells).sum()))
    return best


def layout():
    rng = np.random.default_rng(31003)
    rows = []
    kinds = ["rectangle", "hip", "triangle", "ell", "gable_end", "random"]
    for number in range(180):
        kind = kinds[number % len(kinds)]
        mounting = "racks" if number >= 120 else "flush"
        p = outlines(rng, kind)
        while not p.is_valid:
            p = outlines(rng, kind)
        if mounting == "racks":
            p = affinity.scale(p, 1.6, 2.5, origin=(0, 0))
        p = with_holes(rng, shapely.geometry.polygon.orient(p), int(rng.integers(0, 4)))
        obstacles = []
        for _ in range(int(rng.integers(0, 3))):
            minx, miny, maxx, maxy = p.bounds
            o = star(rng, (rng.uniform(minx, maxx), rng.uniform(miny, maxy)), rng.uniform(0.3, 1.2), 6)
            if o.is_valid and o.area > 0.02:
                obstacles.append(o)
        tilt, azimuth = float(rng.uniform(12, 75)), float(rng.uniform(0, 360))
        if kind == "rectangle" and number % 12 == 0:
            tilt = 90.0
        eave, ridge, side, obstacle = (float(v) for v in rng.choice([0, 0.2, 0.3, 0.5, 1.0], 4))
        if number % 5 == 0:
            eave = ridge = side = obstacle
        if mounting == "racks":
            tilt = 0.0
            eave = ridge = side
        region = setback_region(p, obstacles, eave, ridge, side, obstacle, tilt > 0)
        rack_tilt, gcr, turn = 0.0, 0.0, 0.0
        if mounting == "flush":
            best = max(grid_count(region, WIDTH, LENGTH, LENGTH + GAP, 12),
                       grid_count(region, LENGTH, WIDTH, WIDTH + GAP, 12))
        else:
            rack_tilt, gcr, turn = float(rng.uniform(5, 35)), float(rng.uniform(0.35, 0.8)), float(rng.uniform(0, 360))
            # racks look to `turn`; turned so that they look down the page
            turned = affinity.rotate(region, turn - 180, origin=(0, 0))
            cosine = math.cos(math.radians(rack_tilt))
            best = max(grid_count(turned, WIDTH, LENGTH * cosine, max(LENGTH / gcr, LENGTH * cosine + GAP), 12),
                       grid_count(turned, LENGTH, WIDTH * cosine, max(WIDTH / gcr, WIDTH * cosine + GAP), 12))
        turned_best = 0
        if mounting == "flush" and number % 4 == 0:
            for degrees in range(0, 90, 5):
                q = affinity.rotate(region, degrees, origin=(0, 0))
                turned_best = max(turned_best, grid_count(q, WIDTH, LENGTH, LENGTH + GAP, 6),
                                  grid_count(q, LENGTH, WIDTH, WIDTH + GAP, 6))
        raise_ = frame(tilt, azimuth, (float(rng.uniform(-500, 500)), float(rng.uniform(-500, 500)), 12.0))
        rings = "|".join(" ".join(f"{c:.9f}" for xy in list(r.coords)[:-1] for c in raise_(*xy))
                         for r in [p.exterior, *p.interiors])
        lift = (0.0, 0.0, 1.5) if tilt < 75 else (0.0, 0.0, 0.0)
        outlines_ = "|".join(" ".join(f"{c + d:.9f}" for xy in list(o.exterior.coords)[:-1]
                                      for c, d in zip(raise_(*xy), lift)) for o in obstacles)
        rows.append((kind, mounting, tilt, rack_tilt, turn, gcr, eave, ridge, side, obstacle, rings, outlines_,
                     float(region.area), best, turned_best))
    write("layout.csv", ["kind", "mounting", "tilt", "rack_tilt", "rack_azimuth", "gcr", "eave", "ridge", "side",
                         "obstacle", "rings", "obstacles", "usable_area", "best_grid", "best_grid_any_angle"], rows)


def frame(tilt, azimuth, origin):
    """Plane coordinates (level, up the slope) to space. Level faces: east and north."""
    t, a = math.radians(tilt), math.radians(azimuth)
    n = np.array([math.sin(t) * math.sin(a), math.sin(t) * math.cos(a), math.cos(t)])
    u = np.array([-math.cos(a), math.sin(a), 0]) if tilt > 0 else np.array([1.0, 0, 0])
    v = np.cross(n, u)
    return lambda x, y: np.array(origin) + u * x + v * y


def check(path):
    """Modules laid by the tests (case, then four corners x y z): within the region, apart from each other."""
    cases = list(csv.DictReader(open(OUT / "layout.csv")))
    modules = {}
    for row in csv.reader(open(path)):
        modules.setdefault(int(row[0]), []).append([float(v) for v in row[1:]])
    total, outside, overlapping, worst = 0, 0, 0, 0.0
    for number, case in enumerate(cases):
        flat = case["mounting"] == "racks"
        space = [np.array(r.split(), float).reshape(-1, 3) for r in case["rings"].split("|")]
        n = sum((np.cross(a - space[0][0], b - space[0][0]) for a, b in zip(space[0], np.roll(space[0], -1, 0))),
                np.zeros(3))
        n /= np.linalg.norm(n)
        level = np.array([-n[1], n[0], 0])
        u = level / np.linalg.norm(level) if np.linalg.norm(level) > 1e-9 else np.array([1.0, 0, 0])
        v = np.cross(n, u)
        flatten = (lambda p: np.stack([(p - space[0][0]) @ u, (p - space[0][0]) @ v], -1))
        upright = (lambda p: p + np.outer(((space[0][0] - p) @ n) / n[2], [0, 0, 1]) if abs(n[2]) > 0.26 else p)
        p = shapely.geometry.polygon.orient(Polygon(flatten(space[0]), [flatten(r) for r in space[1:]]))
        obstacles = [Polygon(flatten(upright(np.array(o.split(), float).reshape(-1, 3))))
                     for o in case["obstacles"].split("|") if o]
        eave, ridge, side, obstacle = (float(case[k]) for k in ("eave", "ridge", "side", "obstacle"))
        region = setback_region(p, obstacles, eave, ridge, side, obstacle, float(case["tilt"]) > 0)
        cells = [Polygon(flatten(np.array(m).reshape(4, 3))) for m in modules.get(number, [])]
        total += len(cells)
        for cell in cells:
            spill = cell.difference(region).area
            worst = max(worst, spill)
            outside += spill > 1e-4
        if cells:
            overlapping += sum(c.area for c in cells) - shapely.union_all(cells).area > 1e-6 * len(cells)
    print(f"{total} modules on {len(cases)} faces: {outside} outside, {overlapping} faces with overlaps, "
          f"largest spill {worst:.2e} m²")
    return outside or overlapping


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        sys.exit(1 if check(sys.argv[2]) else 0)
    OUT.mkdir(parents=True, exist_ok=True)
    row_shading()
    row_view()
    layout()
