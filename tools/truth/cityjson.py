#!/usr/bin/env python3
"""Counts and areas of Vienna's CityJSONSeq extract, for Tests/Truth/cityjson.

    python3 -m venv .cache/venv && .cache/venv/bin/pip install cjio==0.10.1
    .cache/venv/bin/python tools/truth/cityjson.py        writes objects.csv and surfaces.csv

Reads the file with Python's json module and nothing of qala: every object, the geometry of each that qala would take
(highest level of detail; among equals the one with semantics), and per semantic type the faces and their area by
Newell's formula (half the length of the sum of cross products). cjio, where it is installed, must agree on the number
of objects of each type.

A face's ring is used as it is, except that a vertex said twice in a row counts once and that rings of fewer than three
vertices are left out and counted.
"""

import collections
import csv
import json
import math
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FILE = ROOT / ".cache/pypi/cjdb/tests/files/vienna.jsonl"
OUT = ROOT / "Tests/Truth/cityjson"


def ring_area_vector(points):
    """Twice the area of a ring as a vector, relative to its first point: coordinates are large."""
    o = points[0]
    rel = [[p[k] - o[k] for k in range(3)] for p in points]
    total = [0.0, 0.0, 0.0]
    for a, b in zip(rel, rel[1:] + rel[:1]):
        total[0] += a[1] * b[2] - a[2] * b[1]
        total[1] += a[2] * b[0] - a[0] * b[2]
        total[2] += a[0] * b[1] - a[1] * b[0]
    return total


def cleaned(ring):
    out = []
    for v in ring:
        if not out or v != out[-1]:
            out.append(v)
    while len(out) > 1 and out[0] == out[-1]:
        out.pop()
    return out


def faces(geometry):
    """(rings, semantic type) of the faces of a geometry; outer shells only."""
    boundaries = geometry["boundaries"]
    semantics = geometry.get("semantics") or {}
    values = semantics.get("values")
    if geometry["type"] == "Solid":
        boundaries, values = boundaries[0], values[0] if values else None
    elif geometry["type"] not in ("MultiSurface", "CompositeSurface"):
        sys.exit(f"a {geometry['type']} was not expected in this file")
    for i, face in enumerate(boundaries):
        kind = ""
        if values and values[i] is not None:
            kind = semantics["surfaces"][values[i]]["type"]
        yield face, kind


def chosen(geometries):
    best = max(float(g["lod"]) for g in geometries)
    order = {"Solid": 0, "MultiSurface": 1, "CompositeSurface": 1}
    same = [g for g in geometries if float(g["lod"]) == best]
    return min(same, key=lambda g: (0 if g.get("semantics") else 1, order[g["type"]]))


def main():
    lines = FILE.read_text().splitlines()
    head = json.loads(lines[0])
    scale, shift = head["transform"]["scale"], head["transform"]["translate"]
    objects = collections.Counter()
    surfaces = collections.Counter()
    areas = collections.defaultdict(list)
    bad = collections.Counter()
    for line in lines[1:]:
        feature = json.loads(line)
        vertices = [[v[k] * scale[k] + shift[k] for k in range(3)] for v in feature["vertices"]]
        for obj in feature["CityObjects"].values():
            geometries = obj.get("geometry") or []
            lod = str(chosen(geometries)["lod"]) if geometries else ""
            objects[obj["type"], lod] += 1
            if not geometries:
                continue
            for face, kind in faces(chosen(geometries)):
                rings = [r for r in map(cleaned, face) if len(r) >= 3]
                if len(cleaned(face[0])) < 3:
                    bad[obj["type"]] += 1
                    continue
                # Rings turn against each other, so the vectors of holes subtract.
                total = [sum(part) for part in zip(*(ring_area_vector([vertices[v] for v in r]) for r in rings))]
                surfaces[obj["type"], kind] += 1
                areas[obj["type"], kind].append(math.hypot(*total) / 2)
    check_with_cjio(objects)
    OUT.mkdir(parents=True, exist_ok=True)
    with open(OUT / "objects.csv", "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["type", "lod", "count", "bad_faces"])
        for (kind, lod), n in sorted(objects.items()):
            out.writerow([kind, lod, n, bad[kind] if lod else 0])
    with open(OUT / "surfaces.csv", "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["type", "surface", "faces", "area_m2"])
        for (kind, surface), n in sorted(surfaces.items()):
            out.writerow([kind, surface, n, f"{math.fsum(areas[kind, surface]):.9f}"])


def check_with_cjio(objects):
    """cjio counts the objects too."""
    try:
        from cjio import cityjson
    except ImportError:
        print("cjio is not installed: counts were not compared", file=sys.stderr)
        return
    with open(FILE) as sys.stdin:
        model = cityjson.read_stdin()
    counted = collections.Counter(o["type"] for o in model.j["CityObjects"].values())
    mine = collections.Counter()
    for (kind, _), n in objects.items():
        mine[kind] += n
    if counted != mine:
        sys.exit(f"cjio counts {counted}, this script {mine}")


if __name__ == "__main__":
    main()
