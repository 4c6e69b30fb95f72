#!/usr/bin/env python3
"""Write Tests/Truth/sky/*.csv: what pvlib 0.16.1 says about seeded inputs, for the tests of Sources/Sky.

    pip install pvlib==0.16.1 h5py && tools/fetch-data pvlib && tools/truth/sky.py

Every file has a header row, angles are degrees, other units as in pvlib. Deterministic: same versions, same bytes.
"""

import csv
import pathlib
import sys

import numpy as np
import pandas as pd
import pvlib
from pvlib import atmosphere, clearsky, irradiance, solarposition, spa
from pvlib.iotools import read_epw, read_pvgis_tmy

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "Tests" / "Truth" / "sky"
DATA = ROOT / ".cache" / "pypi" / "pvlib" / "tests" / "data"
PLANES = [(0, 180), (30, 180), (43, 135), (90, 180), (90, 90), (90, 270), (90, 0), (150, 200)]


def write(name, header, rows, digits=10):
    with open(OUT / name, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        for row in rows:
            table.writerow("" if isinstance(v, float) and np.isnan(v) else
                           f"{v:.{digits}g}" if isinstance(v, (float, np.floating)) else v for v in row)


def places(rng, count):
    """Latitude, longitude, elevation; the first ones are edges."""
    edges = [(90, 0, 0), (-90, 0, 2835), (90, 137.5, 0), (0, 0, 0), (0, 180, 0), (0, -180, 0), (-33.9, 151.2, 20),
             (66.56, 25, 100), (-66.56, -64, 10), (23.44, 72.6, 50), (43.30, 68.27, 218), (51.5, -179.999, 3),
             (-16.5, 179.999, 3), (28, 86.9, 8849), (31.5, 35.5, -430), (78.2, 15.6, 5)]
    more = [(float(np.degrees(np.arcsin(rng.uniform(-1, 1)))), float(rng.uniform(-180, 180)),
             float(rng.uniform(-100, 4000))) for _ in range(count - len(edges))]
    return [tuple(round(float(v), 6) for v in p) for p in edges + more]


def times(rng, count):
    """Unix seconds, 1950-2050; the first ones are leap days and turns of the year."""
    edges = [pd.Timestamp(t, tz="UTC").timestamp() for t in (
        "2000-02-29 12:00", "2024-02-29 23:59:59", "1972-02-29 00:00", "2023-12-31 23:59:59", "2024-01-01 00:00",
        "1999-12-31 12:00", "1969-12-31 23:00")]
    low, high = pd.Timestamp("1950-01-01", tz="UTC").timestamp(), pd.Timestamp("2050-01-01", tz="UTC").timestamp()
    return np.array(edges + [float(round(v)) for v in rng.uniform(low, high, count - len(edges))])


def sun():
    rng = np.random.default_rng(20041)
    rows = []
    for latitude, longitude, elevation in places(rng, 80):
        pressure, temperature = round(float(rng.uniform(600, 1050)), 2), round(float(rng.uniform(-60, 45)), 2)
        delta_t = round(float(rng.uniform(30, 90)), 3)
        when = times(rng, 20)
        z, z0, e, e0, azimuth, eot = spa.solar_position(
            when, latitude, longitude, elevation, pressure, temperature, delta_t, 0.5667, 1)
        for i, t in enumerate(when):
            rows.append((t, latitude, longitude, elevation, pressure, temperature, delta_t,
                         float(z0[i]), float(z[i]), float(azimuth[i]), float(eot[i])))
    write("sun_position.csv", ["unix_s", "latitude", "longitude", "elevation_m", "pressure_mbar", "temperature_c",
                               "delta_t_s", "zenith", "apparent_zenith", "azimuth", "equation_of_time_min"], rows, 13)


def sun_times():
    rng = np.random.default_rng(20042)
    rows = []
    for latitude, longitude, _ in places(rng, 70):
        if abs(latitude) == 90:
            continue
        delta_t = round(float(rng.uniform(30, 90)), 3)
        days = np.floor(times(rng, 18) / 86400) * 86400
        transit, rise, down = spa.transit_sunrise_sunset(days, latitude, longitude, delta_t, 1)
        for i, day in enumerate(days):
            rows.append((day, latitude, longitude, delta_t, float(transit[i]), float(rise[i]), float(down[i])))
    write("sun_times.csv", ["unix_day_s", "latitude", "longitude", "delta_t_s", "transit", "sunrise", "sunset"],
          rows, 14)


def delta_t():
    rows = [(year, month, float(spa.calculate_deltat(year, month)))
            for year in list(range(-1999, 3001, 37)) + [-500, 500, 1600, 1700, 1800, 1860, 1900, 1920, 1941, 1961,
                                                        1986, 2005, 2025, 2049, 2050, 2149, 2150]
            for month in (1, 2, 6, 9, 12)]
    write("delta_t.csv", ["year", "month", "delta_t_s"], rows)


def atmosphere_tables():
    rng = np.random.default_rng(19892)
    zenith = np.concatenate([[0, 90, 89.999, 90.0001, 100, 180], rng.uniform(0, 95, 994), rng.uniform(85, 90, 200)])
    zenith = np.round(zenith, 6)
    rows = [(float(z), float(atmosphere.get_relative_airmass(z))) for z in zenith]
    write("air_mass.csv", ["apparent_zenith", "airmass_relative"], rows)
    height = np.concatenate([[0, -430, 8849, 11000], rng.uniform(-500, 11000, 996)])
    height = np.round(height, 2)
    write("pressure.csv", ["elevation_m", "pressure_pa"], [(float(h), float(atmosphere.alt2pres(h))) for h in height])
    write("extra_radiation.csv", ["day_of_year", "dni_extra"],
          [(d, float(irradiance.get_extra_radiation(d))) for d in range(1, 367)])


def turbidity():
    days = pd.date_range("2023-01-01", "2024-12-31", tz="UTC")
    values = clearsky.lookup_linke_turbidity(days, 43.30, 68.27)
    write("linke_turbidity.csv", ["year", "month", "day", "linke_turbidity"],
          [(d.year, d.month, d.day, float(v)) for d, v in zip(days, values)])


def ineichen():
    rng = np.random.default_rng(20022)
    n = 1500
    zenith = np.concatenate([[0, 90, 89.99, 90.01, 120], rng.uniform(0, 91, n - 5)])
    elevation = np.concatenate([[0, 0, 3000, 0, 0], rng.uniform(-400, 5000, n - 5)])
    turbidity = rng.uniform(1, 8, n)
    extra = rng.uniform(1320, 1415, n)
    zenith, elevation, turbidity, extra = (np.round(c, 4) for c in (zenith, elevation, turbidity, extra))
    airmass = atmosphere.get_absolute_airmass(atmosphere.get_relative_airmass(zenith), atmosphere.alt2pres(elevation))
    with np.errstate(divide="ignore", invalid="ignore"):
        out = clearsky.ineichen(zenith, airmass, turbidity, elevation, extra)
    write("ineichen.csv", ["apparent_zenith", "airmass_absolute", "linke_turbidity", "elevation_m", "dni_extra",
                           "ghi", "dni", "dhi"],
          zip(*(map(float, c) for c in (zenith, airmass, turbidity, elevation, extra,
                                        out["ghi"], out["dni"], out["dhi"]))))


def erbs():
    rng = np.random.default_rng(1982)
    n = 1500
    zenith = np.concatenate([[0, 90, 87, 87.001, 180, 45], rng.uniform(0, 95, n - 6)])
    ghi = np.concatenate([[1000, 10, 50, 50, 0, 0], rng.uniform(0, 1200, n - 6) * np.maximum(
        np.cos(np.radians(zenith[6:])), 0.02)])
    zenith, ghi = np.round(zenith, 4), np.round(ghi, 4)
    day = np.concatenate([[1, 366, 100, 100, 5, 180], rng.integers(1, 367, n - 6)]).astype(int)
    out = irradiance.erbs(ghi, zenith, day)
    write("erbs.csv", ["ghi", "zenith", "day_of_year", "dni", "dhi"],
          zip(map(float, ghi), map(float, zenith), map(int, day), map(float, out["dni"]), map(float, out["dhi"])))


def transposition():
    """Sky diffuse components. pvlib's NaN (no light at all) is written as 0, which is what it means."""
    rng = np.random.default_rng(1990)
    n = 2400
    tilt = rng.choice([0.0, 90.0, 180.0, -1.0], n, p=[0.1, 0.15, 0.05, 0.7])
    tilt = np.where(tilt < 0, rng.uniform(0, 180, n), tilt)
    azimuth = rng.uniform(0, 360, n)
    zenith = np.where(rng.uniform(size=n) < 0.1, rng.uniform(84, 95, n), rng.uniform(0, 90, n))
    zenith[:4] = [0, 90, 89.999, 90.001]
    solar_azimuth = rng.uniform(0, 360, n)
    dhi = np.where(rng.uniform(size=n) < 0.03, 0.0, rng.uniform(0.5, 450, n))
    dni = np.where(rng.uniform(size=n) < 0.15, 0.0, 1000 * rng.uniform(size=n) ** 2)
    extra = rng.uniform(1320, 1415, n)
    albedo = rng.uniform(0, 0.9, n)
    tilt, azimuth, zenith, solar_azimuth, dhi, dni, extra, albedo = (
        np.round(c, 3) for c in (tilt, azimuth, zenith, solar_azimuth, dhi, dni, extra, albedo))
    ghi = np.round(dhi + dni * np.maximum(np.cos(np.radians(zenith)), 0), 3)
    airmass = atmosphere.get_relative_airmass(zenith)
    projection = irradiance.aoi_projection(tilt, azimuth, zenith, solar_azimuth)
    perez = irradiance.perez(tilt, azimuth, dhi, dni, extra, zenith, solar_azimuth, airmass, return_components=True)
    hay = irradiance.haydavies(tilt, azimuth, dhi, dni, extra, zenith, solar_azimuth, return_components=True)
    columns = [tilt, azimuth, zenith, solar_azimuth, ghi, dhi, dni, extra, albedo, projection,
               np.maximum(dni * projection, 0), irradiance.get_ground_diffuse(tilt, ghi, albedo),
               irradiance.isotropic(tilt, dhi), hay["poa_isotropic"], hay["poa_circumsolar"],
               *(np.nan_to_num(perez[k]) for k in ("poa_isotropic", "poa_circumsolar", "poa_horizon",
                                                   "poa_sky_diffuse"))]
    write("transposition.csv",
          ["surface_tilt", "surface_azimuth", "solar_zenith", "solar_azimuth", "ghi", "dhi", "dni", "dni_extra",
           "albedo", "aoi_projection", "poa_direct", "poa_ground", "isotropic", "haydavies_isotropic",
           "haydavies_circumsolar", "perez_isotropic", "perez_circumsolar", "perez_horizon", "perez_sky"],
          zip(*(map(float, c) for c in columns)))


def weather_files():
    """Name, frame, latitude, longitude, elevation, times of the sun: the middle of the interval."""
    tmy, meta = read_pvgis_tmy(DATA / "tmy_45.000_8.000_2005_2023.csv")
    inputs = meta["inputs"]
    yield ("pvgis", tmy, inputs["latitude"], inputs["longitude"], inputs["elevation"],
           tmy.index + pd.Timedelta(hours=inputs["irradiance time offset"]))
    epw, meta = read_epw(DATA / "NLD_Amsterdam062400_IWEC.epw")
    yield ("amsterdam", epw, meta["latitude"], meta["longitude"], meta["altitude"],
           epw.index + pd.Timedelta(minutes=30))


def annual():
    """Annual totals on several planes (Wh/m2), and every eighth hour with light."""
    totals = []
    for name, frame, latitude, longitude, elevation, when in weather_files():
        pressure = atmosphere.alt2pres(elevation)
        sun = solarposition.spa_python(when, latitude, longitude, elevation, pressure, 12, delta_t=None)
        zenith, azimuth = sun["apparent_zenith"].to_numpy(), sun["azimuth"].to_numpy()
        dni, ghi, dhi = (frame[k].to_numpy(float) for k in ("dni", "ghi", "dhi"))
        dni, ghi, dhi = (np.maximum(c, 0) for c in (dni, ghi, dhi))
        extra = irradiance.get_extra_radiation(when).to_numpy()
        airmass = atmosphere.get_relative_airmass(zenith)
        lit = np.flatnonzero(ghi > 0)[::8]
        hourly = [[int(i) for i in lit], zenith[lit], azimuth[lit]]
        header = ["hour", "apparent_zenith", "azimuth"]
        for model in ("isotropic", "haydavies", "perez"):
            for tilt, facing in PLANES:
                out = irradiance.get_total_irradiance(
                    tilt, facing, zenith, azimuth, dni, ghi, dhi, dni_extra=extra, airmass=airmass, albedo=0.2,
                    model=model)
                poa, sky = np.nan_to_num(out["poa_global"]), np.nan_to_num(out["poa_sky_diffuse"])
                totals.append((name, model, tilt, facing, poa.sum(), np.sum(out["poa_direct"]), sky.sum(),
                               np.sum(out["poa_ground_diffuse"])))
                if model == "perez":
                    header.append(f"poa_global_{tilt}_{facing}")
                    hourly.append(poa[lit])
        write(f"hourly_{name}.csv", header, zip(*hourly), 9)
    write("annual.csv", ["weather", "model", "surface_tilt", "surface_azimuth", "poa_global", "poa_direct",
                         "poa_sky_diffuse", "poa_ground_diffuse"], totals)


def clear_sky_year():
    """Turkistan in 2023, middle of every hour of UTC+5: every fifteenth hour with light, and totals in row -1."""
    when = pd.date_range("2023-01-01 00:30", "2023-12-31 23:30", freq="h", tz="Etc/GMT-5")
    place = pvlib.location.Location(43.30, 68.27, altitude=218)
    pressure = atmosphere.alt2pres(218)
    sun = solarposition.spa_python(when, 43.30, 68.27, 218, pressure, 12, delta_t=None)
    airmass = place.get_airmass(solar_position=sun)["airmass_absolute"]
    turbidity = clearsky.lookup_linke_turbidity(when, 43.30, 68.27).to_numpy()
    extra = irradiance.get_extra_radiation(when).to_numpy()
    sky = clearsky.ineichen(sun["apparent_zenith"].to_numpy(), airmass.to_numpy(), turbidity, 218, extra)
    light = np.flatnonzero(sky["ghi"] > 0)[::15]
    write("clear_sky_turkistan.csv", ["hour", "ghi", "dni", "dhi"],
          [(int(i), float(sky["ghi"][i]), float(sky["dni"][i]), float(sky["dhi"][i])) for i in light]
          + [(-1, float(sky["ghi"].sum()), float(sky["dni"].sum()), float(sky["dhi"].sum()))])


def main():
    if pvlib.__version__ != "0.16.1":
        sys.exit(f"pvlib {pvlib.__version__}: the truth files are made with 0.16.1")
    OUT.mkdir(parents=True, exist_ok=True)
    for make in (sun, sun_times, delta_t, atmosphere_tables, turbidity, ineichen, erbs, transposition, annual,
                 clear_sky_year):
        make()


if __name__ == "__main__":
    main()
