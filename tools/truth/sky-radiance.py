#!/usr/bin/env python3
"""Write Tests/Truth/sky/gendaymtx_*.csv: the sky of Radiance's gendaymtx, patch by patch, for the all-weather sky.

    pip install pvlib==0.16.1 pyradiance && tools/fetch-data pvlib && tools/truth/sky-radiance.py

Amsterdam (EPW), every eighth hour with diffuse light: radiance in W/(m2 sr) summed over those hours, and a dozen single
hours (brighter than 40 W/m2 diffuse). Patches as gendaymtx orders them, without its first, the ground.
"""

import csv
import pathlib
import subprocess
import tempfile

import numpy as np
import pvlib
import pyradiance

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "Tests" / "Truth" / "sky"
DATA = ROOT / ".cache" / "pypi" / "pvlib" / "tests" / "data"
PROGRAM = pathlib.Path(pyradiance.__file__).parent / "bin" / "gendaymtx"


def main():
    frame, meta = pvlib.iotools.read_epw(DATA / "NLD_Amsterdam062400_IWEC.epw")
    hours = np.flatnonzero(frame["dhi"].to_numpy() > 0)[::8]
    # gendaymtx counts longitude and time zone to the west; its hours are those of the sun.
    lines = ["place Amsterdam", f"latitude {meta['latitude']}", f"longitude {-meta['longitude']}",
             f"time_zone {-15 * meta['TZ']:.0f}", "site_elevation 0", "weather_data_file_units 1"]
    for hour in hours:
        row = frame.iloc[hour]
        lines.append(f"{frame.index[hour].month} {frame.index[hour].day} {hour % 24 + 0.5} {row['dni']} {row['dhi']}")
    bright = [i for i, h in enumerate(hours) if frame["dhi"].iloc[h] > 40]
    single = bright[::max(1, len(bright) // 12)][:12]
    for subdivision in (1, 2):
        with tempfile.NamedTemporaryFile("w", suffix=".wea") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            # The sky alone, in solar radiance, without colour.
            out = subprocess.run([PROGRAM, "-m", str(subdivision), "-s", "-O1", "-c", "1", "1", "1", "-of", file.name],
                                 capture_output=True, check=True).stdout
        body = out[out.index(b"\n\n") + 2:]
        sky = np.frombuffer(body, np.float32).reshape(-1, len(hours), 3)[1:, :, 0]
        with open(OUT / f"gendaymtx_{subdivision}.csv", "w", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(["patch", "sum"] + [f"hour{hours[i]}" for i in single])
            for patch, values in enumerate(sky):
                table.writerow([patch, f"{values.sum(dtype=float):.7g}"] + [f"{values[i]:.6g}" for i in single])


if __name__ == "__main__":
    main()
