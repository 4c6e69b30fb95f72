#!/usr/bin/env python3
"""Write what pvlib 0.16.1 says of the models beyond those of sky.py: decomposition, clear skies, transposition,
humidity, and the sun at the turns of the year.

    pip install pvlib==0.16.1 && tools/truth/sky-models.py

Every file in Tests/Truth/sky has a header row, angles are degrees, other units as in pvlib. Seeded; the edges come
first. Deterministic: same versions, same bytes.
"""

import csv
import pathlib
import sys

import numpy as np
import pandas as pd
import pvlib
from pvlib import atmosphere, clearsky, irradiance, solarposition, spa

OUT = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests" / "Truth" / "sky"


def write(name, header, columns, digits=10):
    with open(OUT / name, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        for row in zip(*columns):
            table.writerow("" if isinstance(v, float) and np.isnan(v) else
                           f"{v:.{digits}g}" if isinstance(v, (float, np.floating)) else int(v) for v in row)


def sun_turns():
    """Solstices and equinoxes to the hour, at poles, polar circles, tropics, equator and on the date line."""
    places = [(90.0, 0.0), (-90.0, 0.0), (90.0, 180.0), (66.5622, 180.0), (66.5622, -180.0), (-66.5622, 25.0),
              (23.4366, 179.9999), (23.4366, -179.9999), (-23.4366, 0.0), (0.0, 180.0), (0.0, -180.0), (0.0, 0.0),
              (43.30, 68.27), (-43.30, -68.27)]
    turns = ["2024-03-20 03:06", "2024-06-20 20:51", "2024-09-22 12:44", "2024-12-21 09:21", "2025-06-21 02:42",
             "2025-12-21 15:03", "1999-12-22 07:44", "2049-06-20 23:47"]
    rows = []
    for latitude, longitude in places:
        for turn in turns:
            when = pd.date_range(pd.Timestamp(turn, tz="UTC") - pd.Timedelta(hours=12), periods=11, freq="144min")
            seconds = when.as_unit("s").astype("int64").to_numpy().astype(float)
            z, z0, _, _, azimuth, eot = spa.solar_position(
                seconds, latitude, longitude, 100, 1000, 10, 69.2, 0.5667, 1)
            for i, t in enumerate(seconds):
                rows.append((t, latitude, longitude, float(z0[i]), float(z[i]), float(azimuth[i]), float(eot[i])))
    write("sun_turns.csv", ["unix_s", "latitude", "longitude", "zenith", "apparent_zenith", "azimuth",
                            "equation_of_time_min"], list(zip(*rows)), 13)


def decomposition():
    rng = np.random.default_rng(1987)
    n = 1500
    zenith = np.concatenate([[0, 90, 87, 87.001, 90.001, 180, 45, 30, 30, 86.3], rng.uniform(0, 95, n - 10)])
    most = 1300 * np.maximum(np.cos(np.radians(zenith)), 0.03)
    ghi = rng.uniform(0, 1, n) * most
    ghi[:10] = [1000, 10, 50, 50, 5, 0, 0, 1400, -5, 300]
    pressure = rng.uniform(55_000, 105_000, n)
    zenith, ghi, pressure = np.round(zenith, 4), np.round(ghi, 4), np.round(pressure, 0)
    day = np.concatenate([[1, 366, 100, 100, 5, 180, 3, 172, 10, 20], rng.integers(1, 367, n - 10)]).astype(int)
    driesse = irradiance.erbs_driesse(ghi, zenith, day)
    disc = irradiance.disc(ghi, zenith, day, pressure)
    dni = np.nan_to_num(disc["dni"])
    write("decomposition.csv", ["ghi", "zenith", "day_of_year", "pressure_pa", "erbs_driesse_dni", "erbs_driesse_dhi",
                                "disc_dni", "disc_kt", "disc_airmass"],
          [ghi, zenith, day, pressure, driesse["dni"], driesse["dhi"], dni, disc["kt"], disc["airmass"]])


def dirint():
    """Seeded clearness along 90 days of hours at Turkistan, the sun by SPA; NaN (no sun) is written as 0."""
    rng = np.random.default_rng(1992)
    when = pd.date_range("2024-02-10 00:30", periods=90 * 24, freq="h", tz="Etc/GMT-5")
    sun = solarposition.spa_python(when, 43.30, 68.27, 218, 99_000)
    zenith = sun["zenith"].round(5)
    steady = np.repeat(rng.uniform(0.05, 0.78, 90), 24)
    kt = np.clip(steady + rng.normal(0, 1, len(when)) * rng.choice([0.005, 0.03, 0.15], len(when)), 0.01, 1.05)
    ghi = pd.Series(np.round(1366 * kt * np.maximum(np.cos(np.radians(zenith)), 0), 4), index=when)
    dew = pd.Series(np.round(rng.uniform(-25, 28, len(when)), 2), index=when)
    pressure = 99_000.0
    both = irradiance.dirint(ghi, zenith, when, pressure, temp_dew=dew).fillna(0)
    dry = irradiance.dirint(ghi, zenith, when, pressure).fillna(0)
    alone = irradiance.dirint(ghi, zenith, when, pressure, use_delta_kt_prime=False, temp_dew=dew).fillna(0)
    write("dirint.csv", ["ghi", "zenith", "day_of_year", "pressure_pa", "temp_dew", "dni", "dni_without_dew",
                         "dni_without_change"],
          [ghi.to_numpy(), zenith.to_numpy(), when.tz_convert("UTC").day_of_year, np.full(len(when), pressure),
           dew.to_numpy(), both.to_numpy(), dry.to_numpy(), alone.to_numpy()])


def clear_skies():
    rng = np.random.default_rng(2008)
    n = 1500
    zenith = np.concatenate([[0, 90, 89.99, 90.01, 120], rng.uniform(0, 91, n - 5)])
    aod = np.concatenate([[0, 0.05, 0.0499, 0.45, 0.1], rng.uniform(0, 0.45, n - 5)])
    water = np.concatenate([[0.1, 0.2, 10, 1, 1], rng.uniform(0.1, 8, n - 5)])
    pressure = np.concatenate([[101_325, 41_000, 101_325, 99_000, 99_000], rng.uniform(41_000, 104_000, n - 5)])
    extra, aod380, aod500 = rng.uniform(1320, 1415, n), rng.uniform(0, 0.6, n), rng.uniform(0, 0.5, n)
    ozone, asymmetry, albedo = rng.uniform(0.2, 0.45, n), rng.uniform(0.6, 0.9, n), rng.uniform(0, 0.9, n)
    zenith, aod, water, extra, aod380, aod500, ozone, asymmetry, albedo = (
        np.round(c, 4) for c in (zenith, aod, water, extra, aod380, aod500, ozone, asymmetry, albedo))
    pressure = np.round(pressure, 0)
    airmass = atmosphere.get_relative_airmass(zenith)
    solis = clearsky.simplified_solis(90 - zenith, aod, water, pressure, extra)
    haurwitz = clearsky.haurwitz(pd.Series(zenith))["ghi"].to_numpy()
    bird = clearsky.bird(zenith, airmass, aod380, aod500, water, ozone, pressure, extra, asymmetry, albedo)
    write("clear_skies.csv",
          ["zenith", "aod700", "precipitable_water", "pressure_pa", "dni_extra", "aod380", "aod500", "ozone",
           "asymmetry", "albedo", "solis_ghi", "solis_dni", "solis_dhi", "haurwitz_ghi", "bird_ghi", "bird_dni",
           "bird_dhi"],
          [zenith, aod, water, pressure, extra, aod380, aod500, ozone, asymmetry, albedo, solis["ghi"], solis["dni"],
           solis["dhi"], haurwitz, *(np.nan_to_num(bird[k]) for k in ("ghi", "dni", "dhi"))])


def transposition():
    """Parts of the sky's light; pvlib's NaN (no light at all) is written as 0."""
    rng = np.random.default_rng(2024)
    n = 2000
    tilt = rng.choice([0.0, 90.0, 180.0, -1.0], n, p=[0.1, 0.15, 0.05, 0.7])
    tilt = np.where(tilt < 0, rng.uniform(0, 180, n), tilt)
    azimuth, solar_azimuth = rng.uniform(0, 360, n), rng.uniform(0, 360, n)
    zenith = np.where(rng.uniform(size=n) < 0.1, rng.uniform(84, 100, n), rng.uniform(0, 90, n))
    zenith[:4] = [0, 90, 89.999, 90.001]
    dhi = np.where(rng.uniform(size=n) < 0.03, 0.0, rng.uniform(0.5, 450, n))
    dni = np.where(rng.uniform(size=n) < 0.15, 0.0, 1000 * rng.uniform(size=n) ** 2)
    extra = rng.uniform(1320, 1415, n)
    tilt, azimuth, zenith, solar_azimuth, dhi, dni, extra = (
        np.round(c, 3) for c in (tilt, azimuth, zenith, solar_azimuth, dhi, dni, extra))
    ghi = np.round(dhi + dni * np.maximum(np.cos(np.radians(zenith)), 0), 3)
    with np.errstate(invalid="ignore", divide="ignore"):
        reindl = irradiance.reindl(tilt, azimuth, dhi, dni, ghi, extra, zenith, solar_azimuth, return_components=True)
        driesse = irradiance.perez_driesse(
            tilt, azimuth, dhi, dni, extra, zenith, solar_azimuth, return_components=True)
    parts = ("poa_isotropic", "poa_circumsolar", "poa_horizon", "poa_sky_diffuse")
    write("transposition_models.csv",
          ["surface_tilt", "surface_azimuth", "solar_zenith", "solar_azimuth", "ghi", "dhi", "dni", "dni_extra",
           *(f"{m}_{p.removeprefix('poa_')}" for m in ("reindl", "perez_driesse") for p in parts)],
          [tilt, azimuth, zenith, solar_azimuth, ghi, dhi, dni, extra,
           *(np.nan_to_num(np.asarray(m[p], float)) for m in (reindl, driesse) for p in parts)])


def humidity():
    rng = np.random.default_rng(1994)
    n = 1000
    air = np.round(np.concatenate([[0, -40, 55], rng.uniform(-45, 55, n - 3)]), 3)
    humid = np.round(np.concatenate([[100, 1, 0.5], rng.uniform(0.5, 100, n - 3)]), 3)
    dew = np.round(air - rng.uniform(0, 40, n), 3)
    write("humidity.csv", ["temp_air", "relative_humidity", "temp_dew", "tdew_from_rh", "rh_from_tdew",
                           "gueymard94_pw"],
          [air, humid, dew, atmosphere.tdew_from_rh(air, humid), atmosphere.rh_from_tdew(air, dew),
           atmosphere.gueymard94_pw(air, humid)])


def main():
    if pvlib.__version__ != "0.16.1":
        sys.exit(f"pvlib {pvlib.__version__}: the truth files are made with 0.16.1")
    for make in (sun_turns, decomposition, dirint, clear_skies, transposition, humidity):
        make()


if __name__ == "__main__":
    main()
