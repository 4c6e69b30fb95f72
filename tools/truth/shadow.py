#!/usr/bin/env python3
"""Shadows of small scenes by shapely, suns by pvlib, a district by pybdshadow, for Tests/Truth/shadow.

    python3 -m venv .cache/venv && .cache/venv/bin/pip install shapely==2.2.0 pvlib==0.16.1 pybdshadow==0.3.5 pyproj
    .cache/venv/bin/python tools/truth/shadow.py

Nothing of qala is used. The shadow of a solid on the ground is the union of its faces projected along the light
(shapely.union_all). On a tilted plane a corner lands where its ray meets the plane; one below the plane stays where it
is. The same seed gives the same scenes.
"""

import csv
import math
import pathlib
import random

import pandas as pd
import pvlib
import shapely
from shapely.geometry import Polygon

OUT = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests/Truth/shadow"
SUNS = [(180, 23.27), (121.5, 9), (262, 4), (200, 64), (90, 45)]


def turned(points, angle, x, y):
    c, s = math.cos(angle), math.sin(angle)
    return [(round(x + c * p[0] - s * p[1], 3), round(y + s * p[0] + c * p[1], 3)) for p in points]


def plan(rng):
    """A footprint about the origin: rectangle, L, U or courtyard; rings, the outer one counter-clockwise."""
    w, d = rng.uniform(6, 30), rng.uniform(6, 30)
    a, b = w * rng.uniform(0.3, 0.6), d * rng.uniform(0.3, 0.6)
    kind = rng.choice(["rectangle", "l", "u", "court"])
    if kind == "rectangle":
        return [[(0, 0), (w, 0), (w, d), (0, d)]]
    if kind == "l":
        return [[(0, 0), (w, 0), (w, b), (a, b), (a, d), (0, d)]]
    if kind == "u":
        return [[(0, 0), (w, 0), (w, d), (w * 0.7, d), (w * 0.7, b), (w * 0.3, b), (w * 0.3, d), (0, d)]]
    return [
        [(0, 0), (w, 0), (w, d), (0, d)],
        [(w * 0.3, d * 0.3), (w * 0.3, d * 0.7), (w * 0.7, d * 0.7), (w * 0.7, d * 0.3)],
    ]


def gable(rng, x, y, angle):
    """A house with a gable roof as faces looking outward."""
    w, d, h = rng.uniform(6, 14), rng.uniform(6, 14), rng.uniform(3, 8)
    top = h + rng.uniform(1, 4)
    low = turned([(0, 0), (w, 0), (w, d), (0, d)], angle, x, y)
    r0, r1 = turned([(w / 2, 0), (w / 2, d)], angle, x, y)
    a, b, c, e = [(p[0], p[1], 0.0) for p in low]
    a2, b2, c2, e2 = [(p[0], p[1], round(h, 3)) for p in low]
    p, q = (r0[0], r0[1], round(top, 3)), (r1[0], r1[1], round(top, 3))
    return [[a, e, c, b], [a, b, b2, p, a2], [b, c, c2, b2], [c, e, e2, q, c2], [e, a, a2, e2], [a2, p, q, e2], [b2, c2, q, p]]


def scenes():
    rng = random.Random(20250322)
    result = []
    for number in range(12):
        slope = (0, 0) if number < 9 else (round(rng.uniform(-0.04, 0.04), 3), round(rng.uniform(-0.04, 0.04), 3))
        features = []
        for _ in range(rng.randint(1, 14)):
            x, y, angle = rng.uniform(0, 90), rng.uniform(0, 90), rng.uniform(0, math.pi)
            # Every third scene stands in rows: walls and corners are shared.
            if number % 3 == 0:
                x, y, angle = round(x / 10) * 10, round(y / 10) * 10, 0
            if number % 2 == 1 and number < 9:
                faces = gable(rng, x, y, angle)
                broken = rng.random()
                if broken < 0.2:
                    faces = [f[::-1] for f in faces]  # inside out
                elif broken < 0.4:
                    faces = faces[1:]  # no floor
                elif broken < 0.5:
                    faces = faces[5:]  # a roof on nothing
                features.append(("faces", faces))
            else:
                rings = [turned(r, angle, x, y) for r in plan(rng)]
                features.append(("footprint", rings, round(rng.uniform(2, 60), 2)))
        result.append((slope, features))
    return result


def shadow(slope, features, sun):
    azimuth, elevation = (math.radians(v) for v in sun)
    ax, ay, tangent = -math.sin(azimuth), -math.cos(azimuth), math.tan(elevation)

    def ground(x, y):
        return slope[0] * x + slope[1] * y

    def land(p):
        above = p[2] - ground(p[0], p[1])
        if above <= 0:
            return (p[0], p[1])
        t = above / (tangent + slope[0] * ax + slope[1] * ay)
        return (p[0] + t * ax, p[1] + t * ay)

    pieces = []
    for feature in features:
        if feature[0] == "faces":
            faces = [[face] for face in feature[1]]
        else:
            rings = feature[1]
            middle = Polygon(rings[0], rings[1:]).centroid
            top = ground(middle.x, middle.y) + feature[2]
            faces = [[[(x, y, top) for x, y in ring] for ring in rings]]
            for ring in rings:
                for a, b in zip(ring, ring[1:] + ring[:1]):
                    faces.append([[(*a, ground(*a)), (*b, ground(*b)), (*b, top), (*a, top)]])
        for rings in faces:
            flat = Polygon([land(p) for p in rings[0]], [[land(p) for p in r] for r in rings[1:]])
            # A face that the light grazes has no shadow of its own; a wall on a slope may cross itself when flattened.
            if not flat.is_valid:
                flat = shapely.make_valid(flat)
            if flat.area > 1e-9:
                pieces.append(flat)
    return shapely.union_all(pieces)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / "scenes.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["scene", "slope_x", "slope_y", "feature", "kind", "height", "face", "x", "y", "z"])
        for number, (slope, features) in enumerate(scenes()):
            for f, feature in enumerate(features):
                height = feature[2] if feature[0] == "footprint" else ""
                for face, ring in enumerate(feature[1]):
                    for p in ring:
                        z = p[2] if len(p) > 2 else 0
                        out.writerow([number, *slope, f, feature[0], height, face, p[0], p[1], z])
    with open(OUT / "shadows.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["scene", "sun_azimuth", "sun_elevation", "area", "length", "parts", "holes", "x", "y"])
        for number, (slope, features) in enumerate(scenes()):
            for sun in SUNS:
                made = shadow(slope, features, sun)
                parts = [p for p in shapely.get_parts(made) if p.area > 1e-3]
                holes = sum(1 for p in parts for r in p.interiors if Polygon(r).area > 1e-3)
                row = [made.area, made.length, len(parts), holes, made.centroid.x, made.centroid.y]
                out.writerow([number, *sun, *[round(v, 6) if isinstance(v, float) else v for v in row]])
    suns()
    district()


def suns():
    """Days of sun over three places: quarter hours, pressure of the place's height, 12 °C, refraction as SPA has it."""
    with open(OUT / "suns.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["place", "latitude", "longitude", "utc_offset", "time", "azimuth", "apparent_elevation"])
        for place, latitude, longitude, offset, date in [
            ("Turkistan", 43.29778, 68.27083, 5, "2025-12-21"),
            ("Turkistan", 43.29778, 68.27083, 5, "2025-03-22"),
            ("Helsinki", 60.17, 24.94, 2, "2025-06-21"),
            ("Sydney", -33.87, 151.21, 10, "2025-06-21"),
        ]:
            zone = f"{'+' if offset >= 0 else '-'}{abs(offset):02d}:00"
            times = pd.date_range(f"{date}T00:00:00{zone}", periods=24, freq="60min")
            sun = pvlib.solarposition.get_solarposition(
                times, latitude, longitude, altitude=0, temperature=12, method="nrel_numpy", delta_t=None)
            for time, row in sun.iterrows():
                if row.apparent_elevation >= 3:
                    out.writerow([
                        place, latitude, longitude, offset, time.isoformat(), round(row.azimuth, 6),
                        round(row.apparent_elevation, 6)])


def district():
    """Footprints in degrees, and the area of their shadow by pybdshadow (projected by cosines), with suncalc's sun.

    That sun is up to 0.24 degrees off SPA's here, so it is written down with the area.
    """
    import warnings

    warnings.filterwarnings("ignore")
    import geopandas
    import pybdshadow
    import pyproj
    import suncalc

    rng = random.Random(7)
    there = pyproj.Transformer.from_crs(32642, 4326, always_xy=True).transform
    back = pyproj.Transformer.from_crs(4326, 32642, always_xy=True).transform
    plans, heights = [], []
    for _ in range(60):
        ring = turned(plan(rng)[0], rng.uniform(0, math.pi), 440854 + rng.uniform(0, 300), 4794141 + rng.uniform(0, 300))
        plans.append(Polygon(ring))
        heights.append(round(rng.uniform(3, 28), 2))
    with open(OUT / "district.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["feature", "height", "x", "y"])
        for number, (polygon, height) in enumerate(zip(plans, heights)):
            for x, y in list(polygon.exterior.coords)[:-1]:
                out.writerow([number, height, x, y])
    frame = geopandas.GeoDataFrame(
        {"height": heights}, geometry=[shapely.ops.transform(there, p) for p in plans], crs=4326)
    frame = pybdshadow.bd_preprocess(frame)
    with open(OUT / "district_shadows.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["time", "sun_azimuth", "sun_elevation", "area"])
        for time in ["2025-03-22 04:30:00", "2025-03-22 07:30:00", "2025-12-21 07:30:00", "2025-06-21 11:00:00"]:
            shadows = pybdshadow.bdshadow_sunlight(frame, pd.Timestamp(time))
            metres = [shapely.make_valid(shapely.ops.transform(back, g)) for g in shadows.geometry]
            sun = suncalc.get_position(pd.Timestamp(time), 68.27083, 43.29778)
            azimuth, elevation = math.degrees(sun["azimuth"]) + 180, math.degrees(sun["altitude"])
            area = shapely.union_all(metres).area
            out.writerow([time.replace(" ", "T") + "Z", round(azimuth, 6), round(elevation, 6), round(area, 3)])


if __name__ == "__main__":
    main()
