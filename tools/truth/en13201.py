#!/usr/bin/env python3
"""Road lighting by EN 13201-3:2015, written straight from its formulas with numpy, for several installations.

    tools/truth/en13201.py                 writes Tests/Truth/lighting/en13201.json
    tools/truth/en13201.py FILE.ies …      prints one installation a line lit by a photometric file (LM-63, C 0…180 or
                                           0…360), for comparing with another program: FILE S H overhang tilt W flux MF

An independent witness of Sources/Lighting/Road: no code is shared, and each quantity is computed in the most
straightforward way, every point with every lamp in one array. The reflection tables' numbers are read from
Sources/Lighting/Surface/StandardSurfaces.swift. The photometry is a formula's, rounded to whole candela.
Needs numpy.
"""
import json
import pathlib
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "Tests/Truth/lighting/en13201.json"


def r_table(name):
    """(β, tan γ, r as an array by tan γ and β) of a standard surface."""
    text = (ROOT / "Sources/Lighting/Surface/StandardSurfaces.swift").read_text()
    body = text.split(f"# CIE {name},")[1].split('"""')[0].strip().splitlines()[1:]
    rows = [line.strip().split(",") for line in body]
    beta = np.array([float(x) for x in rows[0][1:]])
    tangent = np.array([float(row[0]) for row in rows[1:]])
    r = np.zeros((len(tangent), len(beta)))
    for i, row in enumerate(rows[1:]):
        for j, cell in enumerate(row[1:]):
            r[i, j] = float(cell) * 1e-4 if cell else 0
    return beta, tangent, r


def bilinear(xs, ys, table, x, y):
    """table[y, x] between nodes; x, y arrays within the nodes."""
    i = np.clip(np.searchsorted(xs, x, side="right") - 1, 0, len(xs) - 2)
    j = np.clip(np.searchsorted(ys, y, side="right") - 1, 0, len(ys) - 2)
    u = (x - xs[i]) / (xs[i + 1] - xs[i])
    v = (y - ys[j]) / (ys[j + 1] - ys[j])
    return ((table[j, i] * (1 - u) + table[j, i + 1] * u) * (1 - v)
            + (table[j + 1, i] * (1 - u) + table[j + 1, i + 1] * u) * v)


def formula_photometry():
    """A road luminaire: a Lambertian part and two beams along the road, thrown to the street side (C = 90°)."""
    c = np.arange(0, 361, 5.0)
    gamma = np.concatenate([np.arange(0, 60, 5.0), np.arange(60, 91, 2.5), [180.0]])
    C, G = np.meshgrid(np.radians(c), np.radians(gamma), indexing="ij")
    along = np.abs(np.cos(C)) * np.sin(G)
    across = np.sin(C) * np.sin(G)
    beam = np.exp(-((np.degrees(G) - 66) / 14) ** 2 - ((across - 0.22) / 0.3) ** 2) * along
    house = 1 / (1 + np.exp(-(across + 0.35) / 0.12))
    cut = 1 / (1 + np.exp((np.degrees(G) - 80) / 2.5))
    i = (900 * np.cos(np.minimum(G, np.pi / 2)) + 2600 * beam) * house * cut
    i = np.round(i)
    i[:, -1] = 0
    i[-1] = i[0]
    return c, gamma, i


class Lamps:
    """Positions (x along, y left, z up), azimuth of the front against x, tilt; one photometry."""

    def __init__(self, rows, photometry, scale):
        a = np.array(rows, float).reshape(-1, 5)
        self.p = a[:, :3]
        self.front = np.radians(a[:, 3])
        self.tilt = np.radians(a[:, 4])
        self.c, self.gamma, self.i = photometry
        self.scale = scale

    def intensity(self, rays):
        """cd in directions rays[..., lamp, 3] from the lamps, any length."""
        f, t = self.front, self.tilt
        zero = np.zeros_like(f)
        across = np.stack([np.cos(f) * np.cos(t), np.sin(f) * np.cos(t), np.sin(t)], -1)
        down = np.stack([np.cos(f) * np.sin(t), np.sin(f) * np.sin(t), -np.cos(t)], -1)
        # C = 0° is 90° clockwise from the front, seen from above.
        along = np.stack([np.sin(f), -np.cos(f), zero], -1)
        x, y, z = (np.sum(rays * v, -1) for v in (along, across, down))
        gamma = np.degrees(np.arccos(np.clip(z / np.linalg.norm(rays, axis=-1), -1, 1)))
        c = np.degrees(np.arctan2(y, x)) % 360
        value = bilinear(self.c, self.gamma, self.i.T, c, gamma)
        return np.where(gamma <= self.gamma[-1], value, 0) * self.scale


def grid(s, y0, width, across):
    n = 10 if s <= 30 else int(np.ceil(s / 3 - 1e-9))
    x = (np.arange(n) + 0.5) * s / n
    y = y0 + (np.arange(across) + 0.5) * width / across
    return np.array([(xi, yi, 0.0) for yi in y for xi in x]), n


def across(width):
    return max(3, int(np.ceil(width / 1.5 - 1e-9)))


def illuminance(points, lamps, mf):
    rays = points[:, None, :] - lamps.p[None]
    d2 = np.sum(rays ** 2, -1)
    h = lamps.p[:, 2]
    planar = np.hypot(rays[..., 0], rays[..., 1])
    e = lamps.intensity(rays) * h * mf / d2 ** 1.5
    return np.where(planar <= 5 * h * (1 + 1e-12), e, 0).sum(1)


def luminance(points, lamps, mf, table, eye, sign):
    beta_nodes, tangents, r = table
    rays = points[:, None, :] - lamps.p[None]
    h = lamps.p[:, 2]
    planar = np.hypot(rays[..., 0], rays[..., 1])
    seen = np.arctan2(points[:, 1] - eye[1], points[:, 0] - eye[0])[:, None]
    lit = np.arctan2(rays[..., 1], rays[..., 0])
    beta = 180 - np.abs(np.degrees(np.angle(np.exp(1j * (seen - lit)))))
    tangent = planar / h
    value = bilinear(beta_nodes, tangents, r, np.clip(beta, 0, 180), np.minimum(tangent, tangents[-1]))
    value = np.where(tangent <= tangents[-1], value, 0)
    ahead = -rays[..., 0] * sign
    near = (ahead >= -5 * h) & (ahead <= 12 * h) & (np.abs(rays[..., 1]) <= 5 * h)
    return np.where(near, lamps.intensity(rays) * value * mf / h ** 2, 0).sum(1)


def veil(lamps, eye, sign):
    total = 0.0
    to = lamps.p - np.array(eye)
    forward = to[:, 0] * sign
    d2 = np.sum(to ** 2, -1)
    d = np.sqrt(d2)
    a = np.radians(1)
    cosine = (forward * np.cos(a) - to[:, 2] * np.sin(a)) / d
    theta = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    ok = (forward > 0) & (forward <= 500) & (to[:, 2] <= forward * np.tan(np.radians(20)))
    ok &= (theta > 1.5) & (theta <= 60)
    e = lamps.intensity(-to) * cosine / d2
    total = np.where(ok, 9.86 * (1 + (23 / 66.4) ** 4) * e / np.where(ok, theta, 1) ** 2, 0).sum()
    return total


def increment(lv, lav):
    return 65 * lv / lav ** 0.8 if lav <= 5 else 95 * lv / lav ** 1.05


def evaluate(s, w, lanes, oncoming, height, lamps, mf, surface, wet=None):
    ep, n = grid(s, -w / 2, w, across(w))
    e = illuminance(ep, lamps, mf)
    out = dict(average_illuminance=e.mean(), minimum_illuminance=e.min(), maximum_illuminance=e.max())
    lane = w / lanes
    lp, n = grid(s, -w / 2, w, 3 * lanes)
    worst = dict(lav=[], uo=[], ul=[], ti=[], uow=[])
    for k in range(lanes):
        back = k >= lanes - oncoming
        sign = -1 if back else 1
        y = -w / 2 + (k + 0.5) * lane
        eye = (s + 60 if back else -60, y)
        l = luminance(lp, lamps, mf, surface, eye, sign)
        worst["lav"].append(l.mean())
        worst["uo"].append(l.min() / l.mean())
        line = l.reshape(3 * lanes, n)[3 * k + 1]
        worst["ul"].append(line.min() / line.max())
        start = 2.75 * (height - 1.5)
        tis = []
        for i in range(n):
            x = -start + i * s / n
            at = (s - x if back else x, y, 1.5)
            tis.append(increment(veil(lamps, at, sign), l.mean() / mf))
        worst["ti"].append(max(tis))
        if wet is not None:
            lw = luminance(lp, lamps, mf, wet, eye, sign)
            worst["uow"].append(lw.min() / lw.mean())
    out.update(average_luminance=min(worst["lav"]), uniformity=min(worst["uo"]),
               longitudinal_uniformity=min(worst["ul"]), threshold_increment=max(worst["ti"]))
    if wet is not None:
        out["wet_uniformity"] = min(worst["uow"])
    ratios = []
    for inside, outside in ((-w / 2, -w / 2 - lane), (w / 2 - lane, w / 2)):
        a = illuminance(grid(s, inside, lane, across(lane))[0], lamps, mf).mean()
        b = illuminance(grid(s, outside, lane, across(lane))[0], lamps, mf).mean()
        ratios.append(b / a)
    out["edge_ratio"] = min(ratios)
    return out


def installation(kind, s, w, h, overhang, tilt):
    """Lamps from 300 m before to 700 m beyond, as rows (x, y, z, azimuth of the front from x, tilt)."""
    rows = []
    right, left = (-w / 2 + overhang, 90.0), (w / 2 - overhang, -90.0)
    for k in range(-int(700 / s) - 1, int(1400 / s) + 2):
        if kind == "single_sided":
            rows.append((k * s, right[0], h, right[1], tilt))
        elif kind == "opposite":
            rows += [(k * s, y, h, a, tilt) for y, a in (right, left)]
        elif kind == "staggered":
            rows.append((k * s, right[0], h, right[1], tilt))
            rows.append(((k + 0.5) * s, left[0], h, left[1], tilt))
        elif kind == "median":
            # Two luminaires back to back on the middle of the road.
            rows += [(k * s, overhang, h, 90.0, tilt), (k * s, -overhang, h, -90.0, tilt)]
    return rows


CASES = [
    # kind, S, W, lanes, oncoming, H, overhang, tilt, MF, scale, surface, wet
    ("single_sided", 30.0, 7.0, 2, 0, 8.0, 1.0, 0.0, 0.8, 4.0, "R3", None),
    ("single_sided", 35.0, 7.0, 2, 0, 7.5, 1.0, 15.0, 0.8, 4.0, "R3", "R4"),
    ("single_sided", 39.0, 6.0, 2, 1, 7.5, 0.0, 5.0, 0.8, 2.5, "R2", None),
    ("single_sided", 36.0, 4.5, 1, 0, 6.0, -0.5, 10.0, 0.75, 2.0, "R3", None),
    ("opposite", 37.0, 16.0, 4, 2, 10.0, 0.5, 5.0, 0.85, 6.0, "R3", "R4"),
    ("opposite", 24.0, 10.5, 3, 0, 9.0, 1.5, 0.0, 0.9, 5.0, "R1", None),
    ("staggered", 64.0, 12.0, 4, 2, 9.0, 0.5, 5.0, 0.8, 5.0, "R3", None),
    ("staggered", 40.0, 9.0, 3, 1, 8.0, 1.0, 15.0, 0.8, 4.0, "R4", None),
    ("median", 33.0, 14.0, 4, 2, 10.0, 1.5, 5.0, 0.8, 7.0, "R3", None),
    ("single_sided", 20.0, 3.0, 1, 0, 4.5, 0.0, 0.0, 0.8, 12.0, "R3", None),
]


def main():
    c, gamma, i = formula_photometry()
    cases = []
    for kind, s, w, lanes, oncoming, h, overhang, tilt, mf, scale, surface, wet in CASES:
        lamps = Lamps(installation(kind, s, w, h, overhang, tilt), (c, gamma, i), scale)
        values = evaluate(s, w, lanes, oncoming, h, lamps, mf, r_table(surface), r_table(wet) if wet else None)
        cases.append(dict(
            arrangement=kind, spacing=s, width=w, lanes=lanes, oncoming=oncoming, height=h, overhang=overhang, tilt=tilt,
            maintenance_factor=mf, scale=scale, surface=surface, wet_surface=wet, expected=values))
        print(kind, s, w, {k: round(float(v), 4) for k, v in values.items()})
    document = dict(
        origin="tools/truth/en13201.py, numpy " + np.__version__ + ", formulas of EN 13201-3:2015",
        tolerance="1e-5 relative, qala computes in single precision", c=c.tolist(), gamma=gamma.tolist(),
        intensities=i.astype(int).ravel().tolist(), cases=cases)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")


def read_ies(path):
    """Candela of an LM-63 file without a TILT block, C planes completed to 0…360."""
    text = pathlib.Path(path).read_text(encoding="latin-1")
    numbers = [float(x) for x in text.split("TILT=NONE")[1].split()]
    lumens, multiplier, nv, nh = numbers[1], numbers[2], int(numbers[3]), int(numbers[4])
    ballast = numbers[10]
    rest = numbers[13:]
    gamma = np.array(rest[:nv])
    c = np.array(rest[nv:nv + nh])
    i = np.array(rest[nv + nh:nv + nh + nv * nh]).reshape(nh, nv) * multiplier * ballast
    if c[-1] == 180:
        # Symmetrical about the vertical plane through 0° and 180°.
        c = np.concatenate([c, 360 - c[-2::-1]])
        i = np.concatenate([i, i[-2::-1]])
    # LM-63 counts a road luminaire's planes from the street side, the C planes of CIE 121 from along the road.
    turned = [(((a + 90) % 360), row) for a, row in zip(c[:-1], i[:-1])]
    turned.sort(key=lambda entry: entry[0])
    turned.append((360.0, turned[0][1]))
    return lumens, (np.array([a for a, _ in turned]), gamma, np.array([row for _, row in turned]))


def flux(photometry):
    c, gamma, i = photometry
    g = np.radians(gamma)
    per = np.trapezoid(i, np.radians(c), axis=0)
    return np.trapezoid(per * np.sin(g), g)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        path, s, h, overhang, tilt, w, lumens, mf = sys.argv[1], *map(float, sys.argv[2:9])
        declared, photometry = read_ies(path)
        # Scaled so that the luminaire gives the flux asked for.
        lamps = Lamps(installation("single_sided", s, w, h, overhang, tilt), photometry, lumens / flux(photometry))
        print("flux", flux(photometry), "declared", declared)
        for key, value in evaluate(s, w, 2, 0, h, lamps, mf, r_table("R3")).items():
            print(f"{key:24s} {value:8.3f}")
    else:
        main()
