#!/usr/bin/env python3
"""Write Tests/Truth/lighting/{nights,night_hours,contract}.csv, for the tests of Sources/Lighting/Energy and Retrofit.

    pip install astral pvlib numpy-financial && tools/truth/lighting-energy.py

nights.csv       civil dusk and dawn of single days by astral 3.2 (true height of the sun -6°), seconds since 1970
night_hours.csv  hours of a year in which the sun stands below a true height, by pvlib's SPA every minute, straight
                 between
contract.csv     an energy-service contract's flows, worth and rate by numpy-financial

Deterministic: same versions, same bytes. Nothing of ours is used.
"""

import csv
import datetime as dt
import pathlib

import astral
import astral.sun
import numpy as np
import numpy_financial as npf
import pandas as pd
from pvlib import spa

OUT = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests" / "Truth" / "lighting"

PLACES = [
    ("Turkistan", 43.2973, 68.2517, 5), ("Helsinki", 60.1699, 24.9384, 2), ("Quito", -0.1807, -78.4678, -5),
    ("Sydney", -33.8688, 151.2093, 10), ("Tromso", 69.6492, 18.9553, 1), ("Longyearbyen", 78.2232, 15.6267, 1),
]


def write(name, header, rows):
    with open(OUT / name, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def nights():
    rows = []
    for name, latitude, longitude, _ in PLACES:
        observer = astral.Observer(latitude, longitude, 0)
        for month in range(1, 13):
            day = dt.date(2025, month, 11)
            try:
                # Its own dusk() takes off the refraction at -6° by a formula for stars above the horizon: 0.055°.
                dusk = astral.sun.time_of_transit(observer, day, 96, astral.SunDirection.SETTING, with_refraction=False)
                dawn = astral.sun.time_of_transit(observer, day, 96, astral.SunDirection.RISING, with_refraction=False)
            except ValueError:
                continue
            rows.append([name, latitude, longitude, f"{dawn.timestamp():.0f}", f"{dusk.timestamp():.0f}"])
    write("nights.csv", ["place", "latitude", "longitude", "dawn", "dusk"], rows)


def night_hours():
    rows = []
    step = 60
    for year in (2024, 2025):
        for name, latitude, longitude, offset in PLACES:
            start = dt.datetime(year, 1, 1, tzinfo=dt.timezone.utc).timestamp() - offset * 3600
            end = dt.datetime(year + 1, 1, 1, tzinfo=dt.timezone.utc).timestamp() - offset * 3600
            times = np.arange(start, end + step / 2, step)
            delta = spa.calculate_deltat(year, 6)
            # Rows: apparent zenith, zenith, apparent elevation, elevation, azimuth, equation of time.
            found = spa.solar_position(times, latitude, longitude, 0, 1013.25, 12, delta, 0.5667)
            elevation = found[3]
            for height in (0.0, -4.0, -6.0, -12.0):
                a, b = elevation[:-1] - height, elevation[1:] - height
                # The part of each step that is below: all, none, or up to where the straight line crosses.
                below = np.where((a < 0) == (b < 0), a < 0, np.where(a < 0, a, b) / np.where(a < 0, a - b, b - a))
                rows.append([name, latitude, longitude, offset, year, height, f"{below.sum() * step / 3600:.4f}"])
    write("night_hours.csv", ["place", "latitude", "longitude", "offset", "year", "elevation", "hours"], rows)


def contract():
    rng = np.random.default_rng(13201)
    rows = []
    while len(rows) < 200:
        horizon = int(rng.integers(1, 31))
        years = int(rng.integers(0, horizon + 1))
        capital = round(float(rng.uniform(1e6, 1e9)))
        energy = round(float(rng.uniform(0.02, 0.6)) * capital)
        upkeep = round(float(rng.uniform(-0.02, 0.1)) * capital)
        share = round(float(rng.uniform(0, 1)), 2)
        real, inflation, growth = (round(float(rng.uniform(0, 0.15)), 3) for _ in range(3))
        rate = (1 + real) * (1 + inflation) - 1
        saving = np.array([energy * (1 + growth) ** (t - 1) + upkeep * (1 + inflation) ** (t - 1) for t in range(1, horizon + 1)])
        investor = np.concatenate([[-capital], np.where(np.arange(1, horizon + 1) <= years, share * saving, 0)])
        city = np.concatenate([[0], saving - investor[1:]])
        irr = npf.irr(investor) if np.any(investor > 0) else float("nan")
        present = npf.npv(rate, investor)
        rows.append([horizon, years, capital, energy, upkeep, share, real, inflation, growth,
                     f"{present:.9g}", "" if np.isnan(irr) else f"{irr:.12g}", f"{npf.npv(rate, city):.9g}"])
    write("contract.csv", ["horizon", "contract", "capital", "energy_saving", "upkeep_saving", "share", "real", "inflation",
                           "growth", "investor_npv", "investor_irr", "city_npv"], rows)


nights()
night_hours()
contract()
