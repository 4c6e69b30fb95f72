"""Writes Tests/Truth/geodesy/*.csv: seeded points and where pyproj puts them.

Run from the repository's root: python3 tools/truth/geodesy.py
"""

import random
from pathlib import Path

import pyproj
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest

SEED = 20260117
OUT = Path("Tests/Truth/geodesy")
COUNT = 250

# source, target, box of the points in the source's units (x and y in x/y order)
CASES = [
    ("EPSG:4326", "EPSG:32642", (66.0, 40.0, 72.0, 56.0)),
    ("EPSG:4326", "EPSG:28412", (66.5, 41.0, 71.5, 54.0)),
    ("EPSG:28412", "EPSG:32642", (12300000.0, 4600000.0, 12650000.0, 5900000.0)),
    ("EPSG:4326", "EPSG:3879", (24.0, 60.0, 26.0, 60.5)),
    ("EPSG:4326", "EPSG:31256", (15.0, 47.0, 17.0, 48.8)),
    ("EPSG:7415", "EPSG:4326", (20000.0, 320000.0, 270000.0, 610000.0)),
]


def area(crs):
    """The horizontal part's area of use: what qala chooses a datum shift by."""
    sub = crs.sub_crs_list
    return (sub[0] if sub else crs).area_of_use


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    pyproj.network.set_network_enabled(False)
    for source, target, (west, south, east, north) in CASES:
        random.seed(SEED)
        a, b = CRS(source), CRS(target)
        # Heights stay heights: only the horizontal part takes part.
        a = a.sub_crs_list[0] if a.sub_crs_list else a
        p, q = area(a), area(b)
        shared = AreaOfInterest(max(p.west, q.west), max(p.south, q.south), min(p.east, q.east), min(p.north, q.north))
        transformer = Transformer.from_crs(a, b, always_xy=True, area_of_interest=shared)
        xs = [random.uniform(west, east) for _ in range(COUNT)]
        ys = [random.uniform(south, north) for _ in range(COUNT)]
        us, vs = transformer.transform(xs, ys)
        used = transformer.get_last_used_operation()
        name = f"{source}-{target}".replace("EPSG:", "")
        lines = [
            f"# pyproj {pyproj.__version__}, PROJ {pyproj.proj_version_str}, network off; "
            f"tools/truth/geodesy.py, seed {SEED}",
            f"# {source} -> {target}: {used.description}; accuracy {used.accuracy} m",
            "# x y of the source; x y of the target",
        ]
        for x, y, u, v in zip(xs, ys, us, vs):
            lines.append(f"{x!r} {y!r} {float(u)!r} {float(v)!r}")
        (OUT / f"{name}.csv").write_text("\n".join(lines) + "\n")
        print(lines[1], us[0], vs[0])


if __name__ == "__main__":
    main()
