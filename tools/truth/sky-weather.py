#!/usr/bin/env python3
"""Write Tests/Truth/sky/weather.csv: what pvlib 0.16.1's readers make of the weather files the tests read.

    pip install pvlib==0.16.1 && tools/fetch-data pvlib && tools/truth/sky-weather.py

One row a file and column, in qala's units (W/m2, Pa, cm, percent, degrees Celsius): how many rows are missing codes
(by the formats' own documents), the sum over the others, and single rows (empty where missing). Half-hourly files are
averaged by pairs. `time` is the moment of the sun in Unix seconds: the middle of the interval, or the satellite's.
"""

import csv
import pathlib
import sys

import numpy as np
import pandas as pd
import pvlib
from pvlib import iotools

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "Tests" / "Truth" / "sky" / "weather.csv"
DATA = ROOT / ".cache" / "pypi" / "pvlib"
ROWS = [0, 1, 11, 12, 4380, 8758, 8759]
SOLARANYWHERE = ("tests/data/Burlington, United States SolarAnywhere Time Series 2021 Lat_44_465 Lon_-73_205 "
                 "TMY3 format.csv")


def hours(delta):
    return pd.Timedelta(hours=delta)


def tmy3(path):
    frame, _ = iotools.read_tmy3(DATA / path, encoding="iso-8859-1")
    frame.columns = [c.removesuffix(")") if c == "DNI (W/m^2))" else c for c in frame.columns]
    frame = frame.rename(columns={"DNI (W/m^2)": "dni"})
    frame = frame.assign(pressure=frame["pressure"] * 100)
    # -9900 is missing; an albedo of 0 was never measured.
    return frame.apply(lambda c: c.mask(c <= -900) if c.dtype.kind in "if" else c).assign(
        albedo=frame["albedo"].mask(frame["albedo"] <= 0)), frame.index - hours(0.5)


def epw(path, offset):
    frame, meta = iotools.read_epw(DATA / path)
    frame = frame.rename(columns={"atmospheric_pressure": "pressure"})
    missing = {"ghi": 9999, "dni": 9999, "dhi": 9999, "temp_air": 99.9, "temp_dew": 99.9, "relative_humidity": 999,
               "pressure": 999999, "wind_speed": 999, "precipitable_water": 999, "snow_depth": 999, "albedo": 999}
    frame = frame[list(missing)].astype(float)
    for column, code in missing.items():
        frame[column] = frame[column].mask(frame[column] >= code)
    frame["precipitable_water"] = (frame["precipitable_water"] / 10).mask(frame["precipitable_water"] <= 0)
    frame["albedo"] = frame["albedo"].mask(frame["albedo"] <= 0)
    # pvlib moves EPW's labels to the beginning of the hour.
    return frame, frame.index + (hours(0.5) if offset is None else hours(1 + meta["TZ"] + offset))


def pvgis(path):
    frame, meta = iotools.read_pvgis_tmy(DATA / path)
    inputs = meta["inputs"]
    offset = inputs.get("irradiance time offset", inputs.get("location", {}).get("irradiance_time_offset"))
    return frame, frame.index + hours(offset)


def nsrdb(path, per_hour):
    frame, _ = iotools.read_nsrdb_psm4(DATA / path)
    frame = frame.assign(pressure=frame["pressure"] * 100) if "pressure" in frame else frame
    frame = frame.drop(columns=["Year", "Month", "Day", "Hour", "Minute"])
    if per_hour == 1:
        return frame, frame.index
    groups = np.arange(len(frame)) // per_hour
    middles = frame.index[::per_hour] + (frame.index[1] - frame.index[0]) / 2
    return frame.reset_index(drop=True).groupby(groups).mean(), middles


def files():
    yield "greensboro", *tmy3("pvlib/data/723170TYA.CSV")
    yield "sand_point", *tmy3("pvlib/data/703165TY.csv")
    yield "solaranywhere", *tmy3(SOLARANYWHERE)
    yield "amsterdam", *epw("tests/data/NLD_Amsterdam062400_IWEC.epw", None)
    # PVGIS labels its EPW by the UTC hour of the satellite's moment, whatever the time zone in the header.
    yield "pvgis_csv", *pvgis("tests/data/tmy_45.000_8.000_2005_2023.csv")
    yield "pvgis_json", *pvgis("tests/data/tmy_45.000_8.000_2005_2023.json")
    yield "psm3_half_hourly", *nsrdb("tests/data/test_read_psm3.csv", 2)
    yield "psm4_polar", *nsrdb("tests/data/test_psm4_polar_tmy_2023.csv", 1)


COLUMNS = ["ghi", "dni", "dhi", "temp_air", "temp_dew", "relative_humidity", "precipitable_water", "snow_depth",
           "wind_speed", "pressure", "albedo"]


def main():
    if pvlib.__version__ != "0.16.1":
        sys.exit(f"pvlib {pvlib.__version__}: the truth files are made with 0.16.1")
    with open(OUT, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "column", "missing", "sum"] + [f"row{k}" for k in ROWS])
        for name, frame, moments in files():
            seconds = np.array([t.timestamp() for t in moments])
            table.writerow([name, "time", 0, ""] + [f"{seconds[k]:.3f}" for k in ROWS])
            for column in COLUMNS:
                aliases = {"temp_air": "T2m", "wind_speed": "WS10m", "pressure": "SP", "relative_humidity": "RH"}
                found = column if column in frame else aliases.get(column)
                if found not in frame:
                    continue
                values = pd.to_numeric(frame[found], errors="coerce").to_numpy(float)
                if np.isnan(values).all():
                    continue
                table.writerow([name, column, int(np.isnan(values).sum()), f"{np.nansum(values):.10g}"]
                               + ["" if np.isnan(values[k]) else f"{values[k]:.10g}" for k in ROWS])


if __name__ == "__main__":
    main()
