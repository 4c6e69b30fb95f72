#!/usr/bin/env python3
"""Luminous flux and intensities of photometric files, by other programs, to hold Lighting's readers against.

    pip install numpy photompy==0.3.1 pyradiance==1.3.1
    tools/truth/photometry.py            (a minute; writes Tests/Truth/lighting/ and Tests/LightingTests/Data/made/)

Three references:
    numpy      a reader of the formats written here, bilinear interpolation, midpoint rule on 0.05 degrees: all files
    photompy   an independent reader (MIT); its candela put through the same midpoint rule: IES of 1995 and later with
               H 0...90, 0...180 or 0...360, EULUMDAT of symmetry 0 and 1. Left out, with the reason printed: 0.3.1 expects
               a file of symmetry 1-4 to hold as many planes as it has C angles, which the format does not, adds the
               flux of alternative lamp sets, and rejects H 90...270 and LM-63-1991
    Radiance   ies2rad and rtrace: intensity = illuminance times distance squared: IES type C. It takes H as counted
               counter-clockwise from above, as this project does, but with H 90...270 clockwise (its own source calls
               the two conventions out of step); there the direction is mirrored before it is asked. A file that ends at
               345 degrees it takes as mirrored: left out

The files under Data/made are written here: the asymmetric EULUMDAT sample as IES of every lateral symmetry.
Also prints the coefficients of csimd_arctangent8's polynomial (Sources/CSIMD).
"""

import math
import os
import pathlib
import random
import subprocess
import tempfile

import numpy as np
import photompy
import pyradiance

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "Tests/LightingTests/Data/photometric-viewer"
MADE = ROOT / "Tests/LightingTests/Data/made"
TRUTH = ROOT / "Tests/Truth/lighting"
BIN = pathlib.Path(pyradiance.__file__).parent / "bin"
ENV = dict(os.environ, PATH=f"{BIN}:{os.environ['PATH']}", RAYPATH=f".:{BIN.parent / 'lib'}")


# --- a reader of its own: (C, gamma, cd[C][gamma]) with C 0...360 closed

def closed(planes, gamma):
    """planes: {angle: row}; closes the circle."""
    planes = {a % 360: r for a, r in planes.items()}
    angles = sorted(planes)
    rows = [planes[a] for a in angles]
    angles = [angles[-1] - 360] + angles + [angles[0] + 360]
    rows = [rows[-1]] + rows + [rows[0]]
    return np.array(angles), np.array(gamma), np.array(rows)


def read_ldt(path):
    lines = [x.strip() for x in path.read_text("latin-1").splitlines()]
    isym, mc, ng = (int(lines[k]) for k in (2, 3, 5))
    factor, sets = float(lines[23]), int(lines[25])
    flux = float(lines[28])
    at = 26 + 6 * sets + 10
    c = [float(x) for x in lines[at:at + mc]]
    gamma = [float(x) for x in lines[at + mc:at + mc + ng]]
    at += mc + ng
    first, count = {0: (0, mc), 1: (0, 1), 2: (0, mc // 2 + 1), 3: (3 * mc // 4, mc // 2 + 1), 4: (0, mc // 4 + 1)}[isym]
    planes = {}
    for k in range(count):
        row = [float(x) * factor * flux / 1000 for x in lines[at + k * ng:at + (k + 1) * ng]]
        a = c[(first + k) % mc] if isym != 1 else 0
        for b in {0: [a], 1: [0], 2: [a, -a], 3: [a, 180 - a], 4: [a, -a, 180 - a, 180 + a]}[isym]:
            planes[b % 360] = row
    return closed(planes, gamma)


def read_ies(path):
    """Type C, TILT=NONE; C = H + 90."""
    text = path.read_text("latin-1")
    early = "LM-63" not in text
    v = [float(x) for x in text.split("TILT=NONE", 1)[1].replace(",", " ").split()]
    nv, nh = int(v[3]), int(v[4])
    factor = v[2] * v[10] * (v[11] if early else 1)
    gamma, h, values = v[13:13 + nv], v[13 + nv:13 + nv + nh], v[13 + nv + nh:]
    planes = {}
    for k, a in enumerate(h):
        row = [x * factor for x in values[k * nv:(k + 1) * nv]]
        images = [0] if nh == 1 else [a] if h[-1] > 270 else [a, -a] if h[-1] == 180 else \
            [a, 180 - a] if h[0] == 90 else [a, -a, 180 - a, 180 + a]
        for b in images:
            planes[(b + 90) % 360] = row
    return closed(planes, gamma)


def interpolate(table, c, g):
    """Bilinear in degrees; 0 beyond the angles."""
    ca, ga, rows = table
    i = np.clip(np.searchsorted(ca, c, side="right") - 1, 0, len(ca) - 2)
    j = np.clip(np.searchsorted(ga, g, side="right") - 1, 0, len(ga) - 2)
    u, v = (c - ca[i]) / (ca[i + 1] - ca[i]), (g - ga[j]) / (ga[j + 1] - ga[j])
    value = (rows[i, j] * (1 - v) + rows[i, j + 1] * v) * (1 - u) + (rows[i + 1, j] * (1 - v) + rows[i + 1, j + 1] * v) * u
    return np.where((g < ga[0]) | (g > ga[-1]), 0, value)


def flux(table, low=0.0, high=180.0):
    step = 0.05
    g = np.arange(low + step / 2, high, step)
    c = np.arange(0.25, 360, 0.5)
    cc, gg = np.meshgrid(c, g)
    return float((interpolate(table, cc, gg) * np.sin(np.radians(gg))).sum() * math.radians(step) * math.radians(0.5))


# --- photompy

def read_photompy(path):
    """Its own candela, all symmetries filled in by it; C = H + 90 for IES."""
    if path.suffix == ".ies":
        file = photompy.IESFile.read(str(path))
        # It leaves the ballast factor to its user.
        factor, turn = file.header.ballast_factor, 90
    else:
        file, factor, turn = photompy.LDTFile.read(str(path)), 1, 0
    whole = file.photometry.expanded()
    # It fills the angles up to 180 degrees with zeros, which would give the last interval a slope that no file has.
    count = int((whole.thetas <= file.photometry.thetas[-1]).sum())
    planes = {(p + turn) % 360: np.array(r[:count]) * factor for p, r in zip(whole.phis, whole.values)}
    return closed(planes, whole.thetas[:count])


# --- Radiance

def radiance(path, directions):
    """cd in (x, y, z) directions of ies2rad's axes: x = IES H 0, y = H 90, -z = V 0."""
    def run(command, text=None, folder=None):
        done = subprocess.run(command, env=ENV, cwd=folder, input=text, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr.decode()[-1000:]}")
        return done.stdout
    with tempfile.TemporaryDirectory() as folder:
        run(["ies2rad", "-o", "lamp", "-i", "0.02", str(path)], folder=folder)
        tree = run(["oconv", "lamp.rad"], folder=folder)
        pathlib.Path(folder, "lamp.oct").write_bytes(tree)
        far = 200.0
        rays = "".join(f"{far * x} {far * y} {far * z} {-x} {-y} {-z}\n" for x, y, z in directions)
        out = run(["rtrace", "-h", "-I", "-ab", "0", "-dj", "0", "-ds", "0", "-dt", "0", "lamp.oct"], rays.encode(), folder)
        rgb = np.array([[float(v) for v in line.split()] for line in out.decode().splitlines()])
        return rgb @ np.array([0.265, 0.670, 0.065]) * 179 * far * far


# --- IES files of every lateral symmetry, from the sample without symmetry

def make_files():
    MADE.mkdir(exist_ok=True)
    ca, gamma, rows = read_ldt(SAMPLES / "ldt_no_symmetry.ldt")
    table = (ca, gamma, rows)
    head = "{}\n[TEST] made by tools/truth/photometry.py\n[MANUFAC] none\n[LUMINAIRE] {}\nTILT=NONE\n"
    # name, version, horizontal angles, numbers before the angles
    wanted = [
        ("c_360.ies", "IESNA:LM-63-2002", range(0, 361, 15), "1 -1 1 {} {} 1 2 0.2 0.4 0\n1 1 38\n"),
        ("c_180.ies", "IESNA:LM-63-1995", range(0, 181, 15), "2 3000 0.5 {} {} 1 1 0.5 1 0\n0.95 0.9 76\n"),
        ("c_90_270.ies", "IESNA:LM-63-1995", range(90, 271, 15), "1 -1 1 {} {} 1 2 0.2 0.4 0\n1 1 38\n"),
        ("c_90.ies", "IESNA91", range(0, 91, 15), "1 -1 2 {} {} 1 2 -0.3 0 0\n0.95 0.9 38\n"),
        ("c_345.ies", "IESNA:LM-63-1995", range(0, 346, 15), "1 -1 1 {} {} 1 2 0 0 0\n1 1 38\n"),
        ("c_2019.ies", "IES:LM-63-2019", range(0, 361, 15), "1 -1 1 {} {} 1 2 -0.3 -0.3 0.1\n1 1.10000 38\n"),
    ]
    for name, version, angles, numbers in wanted:
        text = head.format(version, name) + numbers.format(len(gamma), len(angles))
        words = [f"{g:g}" for g in gamma] + [f"{a}" for a in angles]
        for a in angles:
            words += [f"{x:.2f}" for x in interpolate(table, np.full(len(gamma), (a + 90) % 360.0), gamma)]
        # Eleven words a line, wherever that breaks.
        text += "".join(" ".join(words[k:k + 11]) + "\n" for k in range(0, len(words), 11))
        (MADE / name).write_text(text)


def arctangent():
    """Least maximal error of an odd polynomial of degree 15 against arctan on 0...1 (Lawson's weights)."""
    t = 0.5 * (1 - np.cos(np.pi * np.arange(1, 20001) / 20000))
    a, y, w = np.array([t ** (2 * k + 1) for k in range(8)]).T, np.arctan(t), np.ones_like(t)
    for _ in range(400):
        c = np.linalg.lstsq(a * np.sqrt(w)[:, None], y * np.sqrt(w), rcond=None)[0]
        e = np.abs(a @ c - y)
        w *= e / e.max() + 1e-9
        w /= w.sum()
    print("arctangent:", [float(np.float32(x)) for x in c], "error", e.max())


def main():
    TRUTH.mkdir(parents=True, exist_ok=True)
    make_files()
    files = sorted(SAMPLES.glob("*.[il][ed][st]")) + sorted(MADE.glob("c_*.ies"))
    with open(TRUTH / "flux.csv", "w") as out:
        out.write("file,flux,upward,photompy\n")
        for path in files:
            table = read_ies(path) if path.suffix == ".ies" else read_ldt(path)
            try:
                if path.name == "ldt_multiple_lamp_sets.ldt":
                    raise ValueError("adds up alternative lamp sets")
                if path.name == "ldt_symmetry_about_vertical_axis.ldt":
                    raise ValueError("expects one C angle")
                other = f"{flux(read_photompy(path)):.6f}"
            except Exception as reason:
                print(f"photompy leaves {path.name} out: {type(reason).__name__}: {reason}")
                other = ""
            out.write(f"{path.parent.name}/{path.name},{flux(table):.6f},{flux(table, 90):.6f},{other}\n")
    rng = random.Random(13201)
    with open(TRUTH / "intensity.csv", "w") as out:
        out.write("file,c,gamma,candela,radiance\n")
        for path in files:
            if path.parent == SAMPLES and not path.name.startswith(("ldt_no", "ldt_sym", "ies95_rel")):
                continue
            table = read_ies(path) if path.suffix == ".ies" else read_ldt(path)
            angles = [(rng.uniform(0, 360), rng.uniform(1, 89)) for _ in range(24)]
            values = [float(interpolate(table, np.array([c]), np.array([g]))[0]) for c, g in angles]
            traced = [""] * len(angles)
            if path.suffix == ".ies" and path.name != "c_345.ies":
                side = -1 if path.name == "c_90_270.ies" else 1
                h = [(math.radians(c - 90) * side, math.radians(g)) for c, g in angles]
                traced = [f"{v:.4f}" for v in radiance(
                    path, [(math.cos(a) * math.sin(g), math.sin(a) * math.sin(g), -math.cos(g)) for a, g in h])]
            for (c, g), v, r in zip(angles, values, traced):
                out.write(f"{path.parent.name}/{path.name},{c:.6f},{g:.6f},{v:.6f},{r}\n")
    arctangent()


if __name__ == "__main__":
    main()
