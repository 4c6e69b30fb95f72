#!/usr/bin/env python3
"""Illuminance on the ground among boxes by Radiance, to hold lighting.coverage against.

    pip install pyradiance==1.3.1 numpy
    tools/truth/night-radiance.py        (writes Tests/Truth/lighting/night.json and night-lamp.ies)

A seeded town of boxes and lamps; the lamps are Tests/LightingTests/Data/made/c_180.ies, without its factors, by ies2rad,
turned by azimuth and tilt. rtrace -I without ambient bounces gives the illuminance of points on the ground, 179 lm/W: straight from the lamps,
with every box in the way and with none.
"""

import json
import os
import pathlib
import random
import subprocess
import tempfile

import numpy as np
import pyradiance

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LAMP = ROOT / "Tests/Truth/lighting/night-lamp.ies"
BIN = pathlib.Path(pyradiance.__file__).parent / "bin"
ENV = dict(os.environ, PATH=f"{BIN}:{os.environ['PATH']}", RAYPATH=f".:{BIN.parent / 'lib'}")
RADIUS = 0.01


def run(command, folder, text=None):
    done = subprocess.run(command, env=ENV, cwd=folder, input=text, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr.decode()[-2000:]}")
    return done.stdout


def box(number, b):
    """A closed box from below the ground up, as polygons looking outwards."""
    x0, y0, x1, y1, h = b
    p = [(x, y, z) for z in (-1, h) for y in (y0, y1) for x in (x0, x1)]
    faces = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6)]
    text = ""
    for k, face in enumerate(faces):
        text += f"black polygon b{number}_{k}\n0\n0\n12\n" + " ".join(f"{c}" for i in face for c in p[i]) + "\n"
    return text


def illuminance(boxes, lamps, points):
    with tempfile.TemporaryDirectory() as folder:
        run(["ies2rad", "-o", "lamp", "-i", str(RADIUS), str(LAMP)], folder)
        scene = "void plastic black\n0\n0\n5 0 0 0 0 0\n" + "".join(box(i, b) for i, b in enumerate(boxes))
        pathlib.Path(folder, "scene.rad").write_text(scene)
        text = b""
        for x, y, h, azimuth, tilt in lamps:
            # ies2rad's x looks where IES H = 0 does, to the street side.
            text += run(
                ["xform", "-ry", str(-tilt), "-rz", str(90 - azimuth), "-t", str(x), str(y), str(h), "lamp.rad"], folder)
        pathlib.Path(folder, "lamps.rad").write_bytes(text)
        pathlib.Path(folder, "all.oct").write_bytes(run(["oconv", "scene.rad", "lamps.rad"], folder))
        rays = "".join(f"{x} {y} 0 0 0 1\n" for x, y in points)
        out = run(["rtrace", "-h", "-I", "-ab", "0", "-dj", "0", "-ds", "0", "-dt", "0", "-dc", "1", "all.oct"], folder,
                  rays.encode())
        rgb = np.array([[float(v) for v in line.split()] for line in out.decode().splitlines()])
        return rgb @ np.array([0.265, 0.670, 0.065]) * 179


def main():
    head, numbers = (ROOT / "Tests/LightingTests/Data/made/c_180.ies").read_text().split("TILT=NONE\n")
    words = numbers.split()
    # One lamp, absolute, no factors; nothing at 90 degrees, where Radiance would go on with what is there.
    words[:13] = "1 -1 1 37 13 1 1 0.5 1 0 1 1 76".split()
    for plane in range(13):
        words[13 + 37 + 13 + 37 * plane + 36] = "0"
    lines = [words[:10], words[10:13], *(words[k:k + 12] for k in range(13, len(words), 12))]
    LAMP.write_text(head.replace("photometry.py", "night-radiance.py") + "TILT=NONE\n"
                    + "".join(" ".join(line) + "\n" for line in lines))
    random.seed(20)
    boxes = []
    while len(boxes) < 16:
        x, y = random.uniform(0, 120), random.uniform(0, 90)
        b = [round(v, 3) for v in (x, y, x + random.uniform(5, 18), y + random.uniform(5, 14), random.uniform(2.5, 14))]
        if all(b[2] < o[0] - 1 or b[0] > o[2] + 1 or b[3] < o[1] - 1 or b[1] > o[3] + 1 for o in boxes):
            boxes.append(b)

    def free(x, y, gap):
        return all(not (b[0] - gap < x < b[2] + gap and b[1] - gap < y < b[3] + gap) for b in boxes)

    lamps = []
    while len(lamps) < 10:
        x, y = round(random.uniform(0, 130), 3), round(random.uniform(0, 100), 3)
        if free(x, y, 1.5):
            lamps.append([x, y, round(random.uniform(4, 11), 2), round(random.uniform(0, 360), 1),
                          random.choice([0, 5, 15])])
    points = []
    while len(points) < 800:
        x, y = round(random.uniform(-5, 140), 3), round(random.uniform(-5, 110), 3)
        if free(x, y, 0.3):
            points.append([x, y])
    lit = illuminance(boxes, lamps, points)
    open_ = illuminance([], lamps, points)
    out = {
        "origin": f"Radiance by pyradiance {pyradiance.__version__}: ies2rad, rtrace; tools/truth/night-radiance.py",
        "units": "m; degrees, azimuth of the street side clockwise from north; lx",
        "lamp": "night-lamp.ies, beside this file",
        "boxes": boxes, "lamps": lamps,
        "points": [p + [float(f"{a:.6g}"), float(f"{b:.6g}")] for p, a, b in zip(points, lit, open_)],
    }
    text = json.dumps(out).replace('"boxes"', '\n"boxes"').replace('"lamps"', '\n"lamps"').replace('"points"', '\n"points"')
    (ROOT / "Tests/Truth/lighting/night.json").write_text(text.replace("], [", "],\n[") + "\n")
    print("lit", lit.min(), lit.mean(), lit.max(), "open", open_.min(), open_.mean(), open_.max(),
          "shaded points", int((lit < 0.99 * open_).sum()))


if __name__ == "__main__":
    main()
