#!/usr/bin/env python3
"""Illuminance of points of a city by Radiance and by numpy, beside qala's: compare.py FOLDER LAMP.ies [SAMPLE]

FOLDER is what `qala-bench lighting-export` writes. Radiance: rtrace -I without ambient bounces, every lamp a source, all
buildings in the way, on SAMPLE points (1,000) picked evenly. numpy: nothing in the way, lamp by lamp over all points within
500 m, bilinear intensities. Times are CPU seconds of all processes and threads, per point.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
import pyradiance

BIN = pathlib.Path(pyradiance.__file__).parent / "bin"
ENV = dict(os.environ, PATH=f"{BIN}:{os.environ['PATH']}", RAYPATH=f".:{BIN.parent / 'lib'}")


def run(command, folder, text=None):
    done = subprocess.run(command, env=ENV, cwd=folder, input=text, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr.decode()[-2000:]}")
    return done.stdout


def children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def photometry(path):
    words = path.read_text().split("TILT=NONE\n")[1].split()
    rows, columns = int(words[3]), int(words[4])
    numbers = np.array(words[13:], float)
    gamma, h = numbers[:rows], numbers[rows:rows + columns]
    return gamma, h, numbers[rows + columns:].reshape(columns, rows)


def flux(gamma, h, cd):
    """Luminous flux of a file symmetrical about H = 0-180, lm: midpoints, bilinear."""
    g = np.radians(np.arange(0.25, 180, 0.5))
    a = np.arange(0.5, 180, 1)
    value = intensity(gamma, h, cd, *np.meshgrid(a, np.degrees(g), indexing="ij"))
    return 2 * float((value * np.sin(g)).sum() * np.radians(0.5) * np.radians(1))


def intensity(gamma, h, cd, H, G):
    i = np.clip(np.searchsorted(h, H, side="right") - 1, 0, len(h) - 2)
    j = np.clip(np.searchsorted(gamma, G, side="right") - 1, 0, len(gamma) - 2)
    u = (H - h[i]) / (h[i + 1] - h[i])
    v = (G - gamma[j]) / (gamma[j + 1] - gamma[j])
    value = (cd[i, j] * (1 - u) + cd[i + 1, j] * u) * (1 - v) + (cd[i, j + 1] * (1 - u) + cd[i + 1, j + 1] * u) * v
    return np.where(G > gamma[-1], 0, value)


def by_numpy(file, lamps, points):
    gamma, h, cd = file
    total = np.zeros(len(points))
    for x, y, z, azimuth, tilt, scale in lamps:
        near = np.flatnonzero((points[:, 0] - x) ** 2 + (points[:, 1] - y) ** 2 < 500 ** 2)
        way = points[near] - (x, y, z)
        distance = np.sqrt((way ** 2).sum(axis=1))
        ray = way / distance[:, None]
        a, t = np.radians(azimuth), np.radians(tilt)
        front = np.array([np.sin(a), np.cos(a), 0])
        side = np.array([np.cos(a), -np.sin(a), 0])
        down = np.array([0, 0, -1]) * np.cos(t) + front * np.sin(t)
        raised = front * np.cos(t) + np.array([0, 0, 1]) * np.sin(t)
        G = np.degrees(np.arccos(np.clip(ray @ down, -1, 1)))
        H = np.degrees(np.abs(np.arctan2(ray @ side, ray @ raised)))
        total[near] += scale * intensity(gamma, h, cd, H, G) * np.maximum(0, -way[:, 2]) / distance ** 3
    return total


def by_radiance(lamp, scene, lamps, points):
    with tempfile.TemporaryDirectory() as folder:
        text = b""
        for scale in sorted(set(lamps[:, 5])):
            name = f"s{scale:.6f}".replace(".", "_")
            run(["ies2rad", "-o", name, "-i", "0.01", "-m", str(scale), str(lamp)], folder)
            for x, y, z, azimuth, tilt, _ in lamps[lamps[:, 5] == scale]:
                text += run(["xform", "-ry", str(-tilt), "-rz", str(90 - azimuth), "-t", str(x), str(y), str(z),
                             f"{name}.rad"], folder)
        pathlib.Path(folder, "lamps.rad").write_bytes(text)
        pathlib.Path(folder, "all.oct").write_bytes(run(["oconv", str(scene), "lamps.rad"], folder))
        rays = "".join(f"{x} {y} {z} 0 0 1\n" for x, y, z in points)
        before = children()
        out = run(["rtrace", "-h", "-I", "-ab", "0", "-dj", "0", "-ds", "0", "-dt", "0", "-dc", "1", "all.oct"], folder,
                  rays.encode())
        cost = children() - before
        rgb = np.array([[float(v) for v in line.split()] for line in out.decode().splitlines()])
        return rgb @ np.array([0.265, 0.670, 0.065]) * 179, cost


def main():
    folder, lamp = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    sample = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
    read = lambda name: np.loadtxt(folder / name, delimiter=",", skiprows=1)
    lamps, points, cost = read("lamps.csv"), read("points.csv"), read("cost.csv")
    file = photometry(lamp)
    lamps[:, 5] /= flux(*file)
    chosen = np.linspace(0, len(points) - 1, sample).astype(int)
    some = points[chosen]
    print(f"{len(lamps)} lamps, {len(points)} points; load {os.getloadavg()[0]:.1f}")

    lit, seconds = by_radiance(lamp, folder / "scene.rad", lamps, some[:, :3])
    ours = cost[1] / cost[0]
    print(f"with what is in the way: qala {ours * 1e6:.2f} µs a point, everything included; Radiance's rtrace "
          f"{seconds / sample * 1e6:.0f} µs, without reading and building: {seconds / sample / ours:.0f} times")
    bright = lit > 0.5
    apart = np.abs(some[bright, 3] / lit[bright] - 1)
    print(f"  {bright.sum()} points over 0.5 lx: median {np.median(apart):.2%}, 95 % {np.quantile(apart, 0.95):.2%}, "
          f"worst {apart.max():.1%}; in sum {some[:, 3].sum() / lit.sum() - 1:+.2%}")

    part = points[:: max(1, len(points) // 20000), :3]
    before, begun = time.process_time(), time.time()
    plain = by_numpy(file, lamps, part)
    seconds = time.process_time() - before
    ours = cost[2] / cost[0]
    print(f"with nothing in the way: qala {ours * 1e6:.2f} µs a point; numpy {seconds / len(part) * 1e6:.0f} µs: "
          f"{seconds / len(part) / ours:.0f} times")
    open_ = points[:: max(1, len(points) // 20000), 4]
    bright = plain > 0.5
    apart = np.abs(open_[bright] / plain[bright] - 1)
    print(f"  {bright.sum()} points over 0.5 lx: median {np.median(apart):.3%}, worst {apart.max():.2%}; "
          f"all points {np.mean(open_ - plain):+.4f} lx in the mean (qala leaves out lamps that give less than 0.002 lx)")


if __name__ == "__main__":
    main()
