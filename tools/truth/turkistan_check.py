#!/usr/bin/env python3
"""Checks a generated Turkistan with other tools than its own: sqlite3 and shapely.

    tools/truth/turkistan_check.py FILE.gpkg

Prints the figures and exits with 1 if something does not hold: buildings that overlap one another or a carriageway,
lamps or trees on either, streets that do not hang together, phases that do not fill their cycle, heights above the
7 m rule, solids that are not closed.
"""
import sqlite3
import struct
import sys
from collections import Counter, defaultdict

import shapely
from shapely import STRtree, from_wkb

ENVELOPE_BYTES = (0, 32, 48, 48, 64)


def geometry(blob):
    """The geometry of a GeoPackage blob (OGC 12-128, 2.1.3)."""
    assert blob[:2] == b"GP", "no GeoPackage geometry"
    return from_wkb(blob[8 + ENVELOPE_BYTES[(blob[3] >> 1) & 7]:])


class Store:
    def __init__(self, path):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.geom = dict(self.db.execute("select table_name, column_name from gpkg_geometry_columns"))

    def read(self, layer, *columns):
        names = ", ".join(f'"{c}"' for c in (self.geom[layer], "id", *columns))
        rows = list(self.db.execute(f'select {names} from "{layer}"'))
        return [geometry(r[0]) for r in rows], [dict(zip(("id", *columns), r[1:])) for r in rows]


def footprint(g):
    """The outline on the ground; of faces in space, the union of those that are not upright."""
    if not g.has_z:
        return g
    flat = [shapely.force_2d(f) for f in g.geoms]
    return shapely.union_all([f for f in flat if f.area > 1e-3])


def overlaps(a, b, same=False, area=1e-3):
    tree = STRtree(b)
    left, right = tree.query(a, predicate="intersects")
    pairs = [(i, j) for i, j in zip(left, right) if not same or i < j]
    if not pairs:
        return []
    shared = shapely.area(shapely.intersection([a[i] for i, _ in pairs], [b[j] for _, j in pairs]))
    return [p for p, s in zip(pairs, shared) if s > area]


def is_closed(faces):
    """Every edge of the faces occurs once in each direction."""
    edges = Counter()
    for face in faces:
        for ring in (face.exterior, *face.interiors):
            c = [tuple(round(v, 4) for v in p) for p in shapely.get_coordinates(ring, include_z=True)]
            edges.update(zip(c, c[1:]))
    return all(n == 1 and edges[(b, a)] == 1 for (a, b), n in edges.items())


def components(lines):
    """Lengths of the connected parts, by equal end points."""
    parent = {}

    def root(n):
        while parent.setdefault(n, n) != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    ends = [tuple(map(tuple, shapely.get_coordinates(l)[[0, -1]].round(4))) for l in lines]
    for a, b in ends:
        parent[root(a)] = root(b)
    lengths = Counter()
    for line, (a, _) in zip(lines, ends):
        lengths[root(a)] += line.length
    return sorted(lengths.values(), reverse=True)


def main(path):
    store = Store(path)
    failures = []

    def check(name, value, holds):
        print(f"{'ok  ' if holds else 'FAIL'} {name}: {value}")
        if not holds:
            failures.append(name)

    shapes, rows = store.read("building", "use", "height", "levels", "population", "lod")
    prints = [footprint(g) for g in shapes]
    check("buildings", len(rows), len(rows) > 1000)
    check("invalid footprints", sum(not g.is_valid for g in prints), all(g.is_valid for g in prints))
    pairs = overlaps(prints, prints, same=True)
    check("overlapping buildings", [(rows[i]["id"], rows[j]["id"]) for i, j in pairs[:5]], not pairs)
    solids = [(g, r) for g, r in zip(shapes, rows) if g.has_z]
    unclosed = [r["id"] for g, r in solids if not is_closed(g.geoms)]
    check("solids not closed", f"{len(unclosed)} of {len(solids)} {unclosed[:5]}", not unclosed)
    tall = {r["id"]: round(shapely.get_coordinates(g, include_z=True)[:, 2].max()
                           - shapely.get_coordinates(g, include_z=True)[:, 2].min(), 2) for g, r in solids}
    check("mausoleum's height, m", tall.get("b-yasawi"), tall.get("b-yasawi") == 39.0)
    wrong = [r["id"] for _, r in solids if abs(tall[r["id"]] - r["height"]) > 0.02]
    check("solids unlike their height", wrong[:5], not wrong)

    roads, road_rows = store.read("road", "highway", "width", "lit", "street_id", "name", "length_m")
    lanes = [l.buffer(r["width"] / 2, cap_style="flat") for l, r in zip(roads, road_rows)]
    pairs = overlaps(prints, lanes)
    check("buildings on carriageways", [(rows[i]["id"], road_rows[j]["id"]) for i, j in pairs[:5]], not pairs)
    parts = components(roads)
    check("streets connected", f"{100 * parts[0] / sum(parts):.3f} % in one of {len(parts)}",
          parts[0] / sum(parts) > 0.999)
    wrong = [r["id"] for l, r in zip(roads, road_rows) if abs(l.length - r["length_m"]) > 0.01]
    check("lengths unlike their lines", wrong[:5], not wrong)

    for layer in ("street_light", "tree"):
        points, point_rows = store.read(layer)
        for what, areas in (("carriageways", lanes), ("buildings", prints)):
            hits = STRtree(areas).query(points, predicate="within")[0]
            check(f"{layer} in {what}", [point_rows[i]["id"] for i in hits[:5]], len(hits) == 0)

    zones, zone_rows = store.read("zone", "zone_type", "max_height_m")
    rule = shapely.union_all([z for z, r in zip(zones, zone_rows) if r["max_height_m"] == 7])
    offenders = sorted(r["id"] for g, r in zip(prints, rows) if (r["height"] or 0) > 7 and g.intersects(rule))
    check("above 7 m in the zones", offenders, offenders == ["b-new-mosque", "b-rabia", "b-yasawi"])
    zone = next(z for z, r in zip(zones, zone_rows) if r["zone_type"] == "protection_zone")
    strip = next(z for z, r in zip(zones, zone_rows) if r["zone_type"] == "height_strip")
    mosque = next(g for g, r in zip(prints, rows) if r["id"] == "b-new-mosque")
    monument = next(g for g, r in zip(prints, rows) if r["id"] == "b-yasawi")
    check("new mosque from the protection zone, m", round(mosque.distance(zone), 1), 60 < mosque.distance(zone) < 80)
    check("new mosque from the mausoleum, m", round(mosque.centroid.distance(monument.centroid)),
          abs(mosque.centroid.distance(monument.centroid) - 500) < 15)
    check("strip's width, m", round(strip.exterior.distance(zone.exterior), 2), 98 < strip.exterior.distance(zone.exterior) < 100.1)

    cycles = {r["id"]: r["cycle_s"] for r in store.read("intersection", "cycle_s")[1]}
    sums = defaultdict(int)
    for r in store.read("signal_group", "intersection_id", "green_s", "amber_s", "all_red_s")[1]:
        sums[r["intersection_id"]] += r["green_s"] + r["amber_s"] + r["all_red_s"]
    check("phases fill the cycle", f"{len(cycles)} junctions, cycles {sorted(set(cycles.values()))}", dict(sums) == cycles)

    streets = defaultdict(lambda: [0.0, 0.0, None])
    for l, r in zip(roads, road_rows):
        if r["highway"] not in ("pedestrian", "track"):
            s = streets[r["street_id"]]
            s[0] += l.length
            s[1] += l.length if r["lit"] else 0
            s[2] = r["name"]
    lit = [s for s in streets.values() if s[1] > 0]
    named = [s for s in streets.values() if s[2]]
    print(f"     streets {sum(l.length for l, r in zip(roads, road_rows) if r['highway'] != 'pedestrian') / 1000:.1f} km; "
          f"lit {len(lit)}, {sum(s[1] for s in lit) / 1000:.1f} km; named {len(named)}, {sum(s[0] for s in named) / 1000:.1f} km")
    print(f"     population {sum(r['population'] for r in rows)}; footprints {sum(g.area for g in prints) / 1e4:.1f} ha")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
