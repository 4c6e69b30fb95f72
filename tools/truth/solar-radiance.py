#!/usr/bin/env python3
"""Annual irradiation of points in a block of Vienna by Radiance, to hold the light engine against.

    pip install pyradiance==1.3.1 numpy
    tools/truth/solar-radiance.py        (reads .cache/pypi, writes Tests/Truth/solar/radiance.csv; some minutes)

Buildings: Vienna's LoD2 extract in cjdb 2.3.0 (data.gv.at, CC BY 4.0). Weather: Amsterdam 062400 IWEC in pvlib 0.16.1,
hour by hour, the sun at mid-hour. The sky is gendaymtx's (Perez 1993 on Reinhart's MF:4 patches, 2,305). Everything
reflects diffusely: ground 0.2, buildings 0.3. Ground: a plane at the height GROUND.

What is computed, and how Radiance is asked for it, kWh/m2 in the year:
    direct    the sun, by rtrace with every hour's sun as a light source (-ab 0)
    sky       the sky, by rfluxmtx (-ab 1)
    bounce    sky and sun after exactly one reflection: rfluxmtx -ab 2 less -ab 1, the sun spread over patches
The noise of Radiance's own sampling is estimated from a second run with other sampling; it stands in the head.
"""

import json
import math
import os
import pathlib
import random
import subprocess
import tempfile

import numpy as np
import pyradiance

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = pathlib.Path(pyradiance.__file__).parent / "bin"
ENV = dict(os.environ, PATH=f"{BIN}:{os.environ['PATH']}", RAYPATH=f".:{BIN.parent / 'lib'}")
GROUND = 28.0
ORIGIN = (1200.0, 340700.0)
SENSORS = 320


def run(command, **options):
    done = subprocess.run(command, env=ENV, capture_output=True, check=False, **options)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr.decode()[-2000:]}")
    return done.stdout


def faces():
    """Every face of the solids as (kind, rings), metres from ORIGIN."""
    scale = shift = None
    for line in open(ROOT / ".cache/pypi/cjdb/tests/files/vienna.jsonl"):
        part = json.loads(line)
        if part["type"] == "CityJSON":
            scale, shift = part["transform"]["scale"], part["transform"]["translate"]
            continue
        points = [[v[k] * scale[k] + shift[k] - (ORIGIN + (0,))[k] for k in range(3)] for v in part["vertices"]]
        for thing in part["CityObjects"].values():
            for geometry in thing.get("geometry", []):
                if geometry["type"] != "MultiSurface":
                    continue
                kinds = [s["type"] for s in geometry["semantics"]["surfaces"]]
                for value, rings in zip(geometry["semantics"]["values"], geometry["boundaries"]):
                    yield kinds[value], [[points[i] for i in ring] for ring in rings]


def newell(ring):
    n = np.zeros(3)
    for a, b in zip(ring, ring[1:] + ring[:1]):
        n += np.cross(a, b)
    return n / 2


def seamed(rings):
    """One ring, the holes joined to the exterior by seams, as Radiance wants them."""
    whole = list(rings[0])
    for hole in rings[1:]:
        i, j = min(((i, j) for i in range(len(whole)) for j in range(len(hole))),
                   key=lambda ij: math.dist(whole[ij[0]], hole[ij[1]]))
        whole = whole[:i + 1] + hole[j:] + hole[:j + 1] + whole[i:]
    return whole


def inside(p, ring, axis):
    u, v = [k for k in range(3) if k != axis]
    odd = False
    for a, b in zip(ring, ring[1:] + ring[:1]):
        if (a[v] > p[v]) != (b[v] > p[v]) and p[u] < a[u] + (p[v] - a[v]) / (b[v] - a[v]) * (b[u] - a[u]):
            odd = not odd
    return odd


def sensors(all_faces, rng):
    """Random points on roofs and walls that have some room around them, by area."""
    usable, weights = [], []
    for kind, rings in all_faces:
        n = newell(rings[0])
        area = np.linalg.norm(n)
        if area < 4 or kind not in ("RoofSurface", "WallSurface") or (kind == "RoofSurface" and n[2] <= 0):
            continue
        usable.append((kind, rings, n / area))
        weights.append(min(area, 400) * (3 if kind == "RoofSurface" else 1))
    found = []
    while len(found) < SENSORS:
        kind, rings, n = rng.choices(usable, weights)[0]
        axis = int(np.argmax(np.abs(n)))
        low, high = np.min(rings[0], axis=0), np.max(rings[0], axis=0)
        p = [rng.uniform(a, b) for a, b in zip(low, high)]
        p[axis] = rings[0][0][axis] - sum(n[k] * (p[k] - rings[0][0][k]) for k in range(3) if k != axis) / n[axis]
        if inside(p, rings[0], axis) and not any(inside(p, hole, axis) for hole in rings[1:]) and p[2] > GROUND + 0.5:
            found.append((kind, p, n))
    return found


def weather():
    """The EPW as gendaymtx wants it."""
    lines = open(ROOT / ".cache/pypi/pvlib/tests/data/NLD_Amsterdam062400_IWEC.epw", encoding="latin-1").readlines()
    head = lines[0].split(",")
    latitude, longitude, zone, height = map(float, head[6:10])
    rows = []
    for line in lines[8:]:
        f = line.split(",")
        if len(f) > 15:
            rows.append(f"{int(f[1])} {int(f[2])} {int(f[3]) - 0.5} {f[14]} {f[15]}")
    text = (f"place Amsterdam\nlatitude {latitude}\nlongitude {-longitude}\ntime_zone {-15 * zone}\n"
            f"site_elevation {height}\nweather_data_file_units 1\n" + "\n".join(rows) + "\n")
    return text, len(rows)


def matrix(text):
    """The numbers after a Radiance header, red channel only."""
    body = text.split(b"\n\n", 1)[1].decode().split()
    return np.array(body, float).reshape(-1, 3)[:, 0]


def main():
    rng = random.Random(20261121)
    everything = list(faces())
    points = sensors(everything, rng)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        scene = ["void plastic built 0 0 5 .3 .3 .3 0 0", "void plastic ground 0 0 5 .2 .2 .2 0 0",
                 "ground ring level 0 0 8", f"0 0 {GROUND} 0 0 1 0 5000"]
        for i, (kind, rings) in enumerate(everything):
            ring = seamed(rings)
            scene.append(f"built polygon f{i} 0 0 {3 * len(ring)} " + " ".join(f"{c:.4f}" for p in ring for c in p))
        open("scene.rad", "w").write("\n".join(scene) + "\n")
        wea, hours = weather()
        open("weather.wea", "w").write(wea)
        open("sky.rad", "w").write("#@rfluxmtx u=+Y h=r4\nvoid glow skyglow 0 0 4 1 1 1 0\nskyglow source sky 0 0 4 0 0 1 180\n")
        open("points", "w").write("".join(
            " ".join(f"{v:.6f}" for v in [*(np.array(p) + 0.02 * n), *n]) + "\n" for _, p, n in points))
        open("scene.oct", "wb").write(run(["oconv", "scene.rad"]))

        daylight = ["gendaymtx", "-m", "4", "-O1", "-c", "1", "1", "1", "-A"]
        # The first row is the ground, which is a surface here.
        skies = matrix(run([*daylight, "-s", "weather.wea"]))[1:]
        splat = matrix(run([*daylight, "-d", "-D", "suns.rad", "weather.wea"]))[1:]

        def coefficients(bounces, samples, seed):
            out = run(["rfluxmtx", "-I+", "-h", "-y", str(len(points)), "-ab", str(bounces), "-ad", str(samples),
                       "-lw", f"{0.01 / samples:.3g}", "-ss", "0", "-n", "2", "-u" + ("+" if seed else "-"), "-", "sky.rad", "-i",
                       "scene.oct"], stdin=open("points", "rb"))
            return np.array(out.split(), float).reshape(len(points), -1, 3)[:, :, 0]

        def light(seed):
            one = coefficients(1, 20000, seed)
            two = coefficients(2, 20000, seed)
            sky = one @ skies
            bounce = (two - one) @ (skies + splat)
            return sky, bounce

        # Mean W/m2 over all timesteps, to kWh.
        scale = hours / 1000
        sky, bounce = light(0)
        again = light(1)
        suns = open("suns.rad").read()
        open("lit.oct", "wb").write(run(["oconv", "scene.rad", "suns.rad"]))
        lit = run(["rtrace", "-I+", "-h", "-ab", "0", "-dt", "0", "-dc", "1", "-dj", "0", "-n", "2", "-oV", "lit.oct"],
                  stdin=open("points", "rb"))
        direct = np.array(lit.split(), float).reshape(-1, 3)[:, 0]
        # A sun source carries its hour's radiance: the sum over all sources is W h / m2.
        direct = direct / 1000
        noise = [np.median(np.abs(a - b) / (sky + bounce + 1e-9)) for a, b in zip((sky, bounce), again)]
        os.chdir(ROOT)
        with open("Tests/Truth/solar/radiance.csv", "w") as out:
            out.write(f"# Radiance (pyradiance {pyradiance.__version__}), annual irradiation kWh/m2, by tools/truth/"
                      "solar-radiance.py\n")
            out.write("# Buildings: Vienna LoD2, data.gv.at, CC BY 4.0 (cjdb 2.3.0); weather: Amsterdam IWEC (pvlib 0.16.1)\n")
            out.write(f"# Ground plane at {GROUND} m, albedo 0.2; buildings 0.3; {suns.count('light')} suns; median change "
                      f"between two runs: sky {100 * noise[0]:.2f} %, bounce {100 * noise[1]:.2f} % of sky and bounce\n")
            out.write("kind,x,y,z,nx,ny,nz,direct,sky,bounce\n")
            for (kind, p, n), d, s, b in zip(points, direct, sky * scale, bounce * scale):
                place = [p[0] + ORIGIN[0], p[1] + ORIGIN[1], p[2]]
                out.write(",".join([kind.replace("Surface", "").lower(), *(f"{v:.4f}" for v in place),
                                    *(f"{v:.6f}" for v in n), f"{d:.2f}", f"{s:.2f}", f"{b:.2f}"]) + "\n")


main()
