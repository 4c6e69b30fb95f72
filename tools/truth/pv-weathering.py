#!/usr/bin/env python3
"""Write Tests/Truth/solar/weathering*.csv: a year of dirt and a year of snow on modules by pvlib 0.16.1.

    pip install pvlib==0.16.1 && tools/fetch-data pvlib && tools/truth/pv-weathering.py

Dirt: Greensboro's TMY3 with the rain it has, Kimber (defaults; and washed by hand on 15 April and 1 September, 1 %
a day, 3 mm within 6 hours, 3 days of grace) and HSU (25 and 80 ug/m3 of fine and all particles, washed by 1 mm in an hour).
Snow: Sand Point's TMY3; it has no snow, so that a depth is made of its temperature: seeded falls on hours below 0.5
degrees, settling by a fifth of a per cent an hour, melting 0.15 cm per degree and hour, rounded to
millimetres. What falls is what the depth gains (SAM's rule).

Light in the plane by Perez, physical cover with Marion's integral for diffuse light, SAPM cell temperature of open racks
with glass and polymer, PVWatts module (-0.37 %/K) and inverter (DC/AC ratio 1.2), PVWatts losses without shading, and
without dirt in the year of dirt. Dirt multiplies the light at the cells, not the light that warms them; snow takes its
share of DC power, one string up the slope and eight. The sun is taken in the middle of the hour; hours without a number
count as no light.

weathering.csv: energy of the year in kWh per kWp by plane, clean and weathered. weathering_dirt.csv: share of light that
passes, hour by hour. weathering_snow.csv: snow on the ground in cm, light in the planes in W/m2 and what snow covers.
"""

import csv
import pathlib
import sys

import numpy as np
import pandas as pd
import pvlib
from pvlib import iam, irradiance, inverter, pvsystem, snow, soiling, temperature
from pvlib.iotools import read_tmy3
from pvlib.location import Location

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "Tests" / "Truth" / "solar"
DATA = ROOT / ".cache" / "pypi" / "pvlib" / "pvlib" / "data"
PLANES = [(10, 180), (30, 180), (45, 135), (60, 180)]


def year(file):
    """Weather at hours of one calendar year that begin on the hour, and the place."""
    frame, meta = read_tmy3(str(DATA / file), map_variables=True)
    zone = meta["UTC offset"] if "UTC offset" in meta else meta["TZ"]
    frame.index = pd.date_range("1990-01-01", periods=len(frame), freq="h", tz=f"Etc/GMT{-int(zone):+d}")
    return frame, Location(meta["latitude"], meta["longitude"], altitude=meta["altitude"])


def light(frame, place, tilt, azimuth):
    """Light in the plane, and what reaches clean cells."""
    middle = frame.index + pd.Timedelta(minutes=30)
    sun = place.get_solarposition(middle)
    ghi, dni, dhi = (frame[k].clip(lower=0).to_numpy(float) for k in ("ghi", "dni", "dhi"))
    zenith, solar_azimuth = sun["apparent_zenith"].to_numpy(), sun["azimuth"].to_numpy()
    airmass = pvlib.atmosphere.get_relative_airmass(zenith)
    parts = irradiance.get_total_irradiance(
        tilt, azimuth, zenith, solar_azimuth, dni, ghi, dhi, airmass=airmass, albedo=0.2, model="perez",
        dni_extra=irradiance.get_extra_radiation(middle).to_numpy())
    parts = {k: np.nan_to_num(np.asarray(v)) for k, v in parts.items()}
    aoi = irradiance.aoi(tilt, azimuth, zenith, solar_azimuth)
    diffuse = iam.marion_diffuse("physical", tilt)
    effective = (parts["poa_direct"] * iam.physical(aoi) + parts["poa_sky_diffuse"] * diffuse["sky"]
                 + parts["poa_ground_diffuse"] * diffuse["ground"])
    return parts["poa_global"], np.nan_to_num(effective)


def energy(frame, poa, effective, left, loss):
    """AC energy of the year, kWh per kWp; `left` of DC power is not under snow."""
    sapm = temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]["open_rack_glass_polymer"]
    cell = temperature.sapm_cell(poa, frame["temp_air"].to_numpy(float), frame["wind_speed"].to_numpy(float), **sapm)
    dc = pvsystem.pvwatts_dc(effective, cell, 1000, -0.0037) * (1 - loss / 100) * left
    return np.nan_to_num(inverter.pvwatts(dc, 1000 / 1.2 / 0.96)).clip(min=0).sum() / 1000


def made_depth(temp_air):
    """A winter's snow on the ground, cm."""
    rng = np.random.default_rng(20)
    depth, falling, rate, out = 0.0, 0, 0.0, []
    for t in temp_air:
        if falling == 0 and rng.random() < 0.01:
            falling, rate = int(rng.integers(1, 10)), float(rng.uniform(0.3, 4))
        depth *= 0.998
        if falling > 0:
            falling -= 1
            if t < 0.5:
                depth += rate
        if t > 0:
            depth -= 0.15 * t
        depth = max(depth, 0)
        out.append(round(depth, 1))
    return np.array(out)


def table(name, header, rows):
    with open(OUT / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    if pvlib.__version__ != "0.16.1":
        sys.exit(f"pvlib {pvlib.__version__}: the truth files are made with 0.16.1")
    totals = []

    frame, place = year("723170TYA.CSV")
    rain = frame["Lprecip depth (mm)"].astype(float)
    washes = [pd.Timestamp(d).date() for d in ("1990-04-15", "1990-09-01")]
    dirt = {
        "kimber": 1 - soiling.kimber(rain),
        "kimber_washed": 1 - soiling.kimber(rain, cleaning_threshold=3, soiling_loss_rate=0.01, grace_period=3,
                                            rain_accum_period=6, manual_wash_dates=washes),
    }
    columns = {k: v.to_numpy() for k, v in dirt.items()}
    loss = pvsystem.pvwatts_losses(soiling=0, shading=0)
    for tilt, azimuth in PLANES:
        poa, effective = light(frame, place, tilt, azimuth)
        columns[f"hsu_{tilt}"] = soiling.hsu(rain, 1, tilt, 25e-6, 80e-6).to_numpy()
        clean = energy(frame, poa, effective, 1, loss)
        for name in ("kimber", "kimber_washed", f"hsu_{tilt}"):
            ac = energy(frame, poa, effective * columns[name], 1, loss)
            totals.append(("greensboro", name.split("_")[0] if "hsu" in name else name, tilt, azimuth, clean, ac))
    table("weathering_dirt", columns, ([f"{v:.10g}" for v in row] for row in zip(*columns.values())))

    frame, place = year("703165TY.csv")
    depth = pd.Series(made_depth(frame["temp_air"].to_numpy(float)), frame.index)
    fallen = depth.diff().clip(lower=0).fillna(0)
    columns = {"snow_depth": depth.to_numpy()}
    loss = pvsystem.pvwatts_losses(shading=0)
    for tilt, azimuth in PLANES:
        poa, effective = light(frame, place, tilt, azimuth)
        cover = snow.coverage_nrel(fallen, pd.Series(poa, frame.index), frame["temp_air"].astype(float), tilt,
                                   snow_depth=depth)
        columns[f"poa_{tilt}"], columns[f"coverage_{tilt}"] = poa, cover.to_numpy()
        clean = energy(frame, poa, effective, 1, loss)
        for strings in (1, 8):
            left = 1 - snow.dc_loss_nrel(cover, strings).to_numpy()
            totals.append(("sandpoint", f"marion_{strings}", tilt, azimuth, clean,
                           energy(frame, poa, effective, left, loss)))
    table("weathering_snow", columns, ([f"{v:.7g}" for v in row] for row in zip(*columns.values())))

    table("weathering", ["climate", "model", "surface_tilt", "surface_azimuth", "clean", "weathered"],
          ([*row[:4], *(f"{v:.6f}" for v in row[4:])] for row in totals))
    for row in totals:
        print(*row, f"{100 * (1 - row[5] / row[4]):.3f} %")


if __name__ == "__main__":
    main()
