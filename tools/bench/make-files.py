#!/usr/bin/env python3
"""Make large files for qala-bench formats, the same in every run.

    make-files.py geojson OUT MB         building footprints of 8 to 12 vertices with 5 attributes
    make-files.py lines OUT MB           the same, one feature a line
    make-files.py seq OUT FILE N         a CityJSONSeq N times over, with ids of its own each time
    make-files.py cityjson OUT FILE N    a CityJSON file N times over
"""

import json
import math
import random
import sys

USES = ["residential", "retail", "school", "industrial", "garage", "apartments", "house", "mosque"]


def footprints(size):
    rng = random.Random(1)
    n = done = 0
    while done < size:
        n += 1
        x, y = 68.2 + rng.random() * 0.1, 43.25 + rng.random() * 0.1
        corners, digits = rng.randint(8, 12) - 1, rng.randint(4, 13)
        ring = []
        for i in range(corners):
            a, r = 2 * math.pi * i / corners, 0.0001 * (0.7 + 0.6 * rng.random())
            ring.append("[%.*f,%.*f]" % (digits, x + r * math.cos(a), digits, y + r * math.sin(a)))
        text = (
            '{"type":"Feature","id":%d,"properties":{"name":"Building %d","height":%.2f,"levels":%d,"use":"%s",'
            '"heritage":%s},"geometry":{"type":"Polygon","coordinates":[[%s]]}}'
            % (n, n, 3 + rng.random() * 30, rng.randint(1, 9), rng.choice(USES),
               rng.choice(["true", "false", "null"]), ",".join(ring + ring[:1])))
        done += len(text) + 2
        yield text


def tiled(source, n):
    """A CityJSON model n times over, each time a kilometre further east in the file's units."""
    model = json.load(open(source))
    def shifted(b, o):
        return b + o if isinstance(b, int) else [shifted(x, o) for x in b]
    objects, vertices = {}, []
    for k in range(n):
        for name, obj in model["CityObjects"].items():
            geometry = [dict(g, boundaries=shifted(g["boundaries"], len(vertices))) for g in obj["geometry"]]
            objects[f"{name}-{k}"] = dict(obj, geometry=geometry)
        vertices += [[v[0] + k * 1_000_000, v[1], v[2]] for v in model["vertices"]]
    return dict(model, CityObjects=objects, vertices=vertices)


def main():
    kind, out, *rest = sys.argv[1:]
    with open(out, "w") as f:
        if kind == "geojson":
            f.write('{\n"type": "FeatureCollection",\n"name": "buildings",\n"features": [\n')
            for i, text in enumerate(footprints(int(rest[0]) * 1_000_000)):
                f.write(",\n" + text if i else text)
            f.write("\n]\n}\n")
        elif kind == "lines":
            for text in footprints(int(rest[0]) * 1_000_000):
                f.write(text + "\n")
        elif kind == "seq":
            head, *lines = open(rest[0]).read().splitlines()
            f.write(head + "\n")
            for k in range(int(rest[1])):
                for line in lines:
                    f.write(line.replace("UUID_", f"T{k}_") + "\n")
        elif kind == "cityjson":
            json.dump(tiled(rest[0], int(rest[1])), f, separators=(",", ":"))
        else:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
