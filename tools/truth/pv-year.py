#!/usr/bin/env python3
"""Write Tests/Truth/solar/year*.csv: a year of PV power by pvlib 0.16.1 and PySAM's PVWatts v8, hour by hour; and
iam_sam.csv, the transmittance of SAM's cover.

    pip install pvlib==0.16.1 NREL-PySAM==7.1.1.post1 && tools/fetch-data pvlib && tools/truth/pv-year.py

Fourteen planes in four climates, four chains:

- pvwatts: pvlib's ModelChain.with_pvwatts (Perez sky, physical IAM, SAPM close mount glass/glass, 14.08 % losses,
  DC/AC ratio 1.2);
- cec: ModelChain with 15 x 2 modules Jinko JKM410M-72HL-V on a Fronius Symo 10.0-3 480 (single diode, Sandia inverter,
  Hay-Davies sky, physical IAM, SAPM open rack glass/polymer, no further losses);
- huld: pvlib's functions in PVGIS's order (Perez sky, Martin-Ruiz for direct and diffuse light, Faiman, Huld with the
  PVGIS 5 coefficients of crystalline silicon, 14 % losses, no inverter);
- pysam: PVWatts v8, fixed roof mount, standard module, DC/AC ratio 1.2, 14.08 % losses.

The sun is taken at the middle of the hour (PVGIS: at the satellite's moment), the ground reflects 0.2, irradiance below
zero counts as none. Hours for which pvlib has no number (sun below the horizon) count as no power.
"""

import csv
import pathlib
import sys

import numpy as np
import pandas as pd
import pvlib
from pvlib import iam, irradiance, pvarray, pvsystem, temperature
from pvlib.iotools import read_epw, read_pvgis_tmy, read_tmy3
from pvlib.location import Location
from pvlib.modelchain import ModelChain

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "Tests" / "Truth" / "solar"
CACHE = ROOT / ".cache" / "pypi" / "pvlib"
PLANES = [(0, 180), (10, 90), (10, 270), (20, 180), (30, 180), (45, 180), (60, 180), (30, 135), (30, 225), (35, 0),
          (90, 180), (90, 90), (90, 270), (90, 0)]
# Written hour by hour; of the others months and year.
HOURLY = [(30, 180), (10, 90), (90, 270)]
PRODUCT, INVERTER = "Jinko_Solar_Co___Ltd_JKM410M_72HL_V", "Fronius_International_GmbH__Fronius_Symo_10_0_3_480__480V_"
LOSSES = 100 * (1 - 0.98 * 0.97 * 0.98 * 0.98 * 0.995 * 0.985 * 0.99 * 0.97)


def climates():
    """Name, weather at the times of its sun, place, UTC offset of the hours, months in the file's own order."""
    frame, meta = read_pvgis_tmy(CACHE / "tests" / "data" / "tmy_45.000_8.000_2005_2023.csv")
    inputs = meta["inputs"]
    months = frame.index.month
    frame.index = frame.index + pd.Timedelta(hours=inputs["irradiance time offset"])
    yield "pvgis", frame, Location(inputs["latitude"], inputs["longitude"], altitude=inputs["elevation"]), 0, months
    for name, file in (("greensboro", "723170TYA.CSV"), ("sandpoint", "703165TY.csv")):
        frame, meta = read_tmy3(str(CACHE / "pvlib" / "data" / file), map_variables=True)
        months = pd.to_datetime(frame["Date (MM/DD/YYYY)"], format="%m/%d/%Y").dt.month.to_numpy()
        frame.index = frame.index - pd.Timedelta(minutes=30)
        yield (name, frame, Location(meta["latitude"], meta["longitude"], altitude=meta["altitude"]), meta["UTC offset"]
               if "UTC offset" in meta else meta["TZ"], months)
    frame, meta = read_epw(CACHE / "tests" / "data" / "NLD_Amsterdam062400_IWEC.epw")
    months = frame["month"].to_numpy()
    frame.index = frame.index + pd.Timedelta(minutes=30)
    yield ("amsterdam", frame, Location(meta["latitude"], meta["longitude"], altitude=meta["altitude"]), meta["TZ"],
           months)


def chains(location, tilt, azimuth):
    """The two ModelChains and their nameplate powers."""
    sapm = temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]
    data = pathlib.Path(pvlib.__file__).parent / "data"
    array = pvsystem.Array(pvsystem.FixedMount(tilt, azimuth), albedo=0.2,
                           module_parameters=dict(pdc0=1000, gamma_pdc=-0.0037),
                           temperature_model_parameters=sapm["close_mount_glass_glass"])
    system = pvsystem.PVSystem([array], inverter_parameters=dict(pdc0=1000 / 1.2 / 0.96))
    yield "pvwatts", ModelChain.with_pvwatts(system, location), 1000
    if not hasattr(chains, "cec"):
        chains.cec = (
            pvsystem.retrieve_sam(path=str(data / "sam-library-cec-modules-2019-03-05.csv"))[PRODUCT],
            pvsystem.retrieve_sam(path=str(data / "sam-library-cec-inverters-2019-03-05.csv"))[INVERTER])
    module, inverter = chains.cec
    array = pvsystem.Array(pvsystem.FixedMount(tilt, azimuth), albedo=0.2, module_parameters=module, strings=2,
                           modules_per_string=15, temperature_model_parameters=sapm["open_rack_glass_polymer"])
    system = pvsystem.PVSystem([array], inverter_parameters=inverter)
    yield ("cec", ModelChain(system, location, aoi_model="physical", spectral_model="no_loss", losses_model="no_loss",
                             transposition_model="haydavies"), 30 * module["I_mp_ref"] * module["V_mp_ref"])


def huld(weather, location, tilt, azimuth):
    sun = location.get_solarposition(weather.index)
    airmass = location.get_airmass(solar_position=sun)["airmass_relative"]
    zenith, solar_azimuth = sun["apparent_zenith"], sun["azimuth"]
    light = irradiance.get_total_irradiance(
        tilt, azimuth, zenith, solar_azimuth, weather["dni"], weather["ghi"], weather["dhi"],
        dni_extra=irradiance.get_extra_radiation(weather.index), airmass=airmass, albedo=0.2, model="perez")
    aoi = irradiance.aoi(tilt, azimuth, zenith, solar_azimuth)
    parts = iam.martin_ruiz_diffuse(tilt)
    effective = (light["poa_direct"] * iam.martin_ruiz(aoi) + light["poa_sky_diffuse"] * parts["sky"]
                 + light["poa_ground_diffuse"] * parts["ground"])
    module = temperature.faiman(light["poa_global"], weather["temp_air"], weather["wind_speed"])
    power = pvarray.huld(effective.to_numpy(), module.to_numpy(), 1.0, cell_type="csi")
    return np.maximum(np.nan_to_num(power), 0) * 0.86 * 1000


def pysam(weather, location, offset, tilt, azimuth):
    model = run_pysam(weather, location, offset, tilt, azimuth, 0.2)
    return np.array(model.Outputs.ac)


def pysam_cover(weather, location, tilt, azimuth, albedo):
    model = run_pysam(weather, location, 0, tilt, azimuth, albedo)
    return tuple(np.array(v) for v in (model.Outputs.poa, model.Outputs.tpoa, model.Outputs.aoi))


def run_pysam(weather, location, offset, tilt, azimuth, albedo):
    import PySAM.Pvwattsv8 as pvwatts
    local = weather.index.tz_convert("UTC") + pd.Timedelta(hours=offset)
    model = pvwatts.new()
    model.SolarResource.assign(dict(use_wf_albedo=0, albedo=(albedo,) * 12, solar_resource_data=dict(
        lat=location.latitude, lon=location.longitude, tz=offset, elev=location.altitude,
        year=local.year.tolist(), month=local.month.tolist(), day=local.day.tolist(), hour=local.hour.tolist(),
        minute=(local.minute + local.second / 60).tolist(), dn=weather["dni"].tolist(), df=weather["dhi"].tolist(),
        gh=weather["ghi"].tolist(), tdry=weather["temp_air"].tolist(), wspd=weather["wind_speed"].tolist())))
    model.SystemDesign.assign(dict(
        system_capacity=1.0, module_type=0, array_type=1, tilt=tilt, azimuth=azimuth, dc_ac_ratio=1.2, inv_eff=96.0,
        losses=LOSSES, gcr=0.3, bifaciality=0.0))
    model.AdjustmentFactors.assign(dict(adjust_constant=0.0))
    model.execute()
    return model


def cover():
    """SAM's coated cover, out of what PVWatts v8 reports: light through the cover over light in the plane.

    Direct light alone on a level module, the sun going through all heights (equator); diffuse light alone on tilted
    modules with a dark and a bright ground, whose difference is the ground's part.
    """
    weather = pd.DataFrame(dict(ghi=0.0, dni=0.0, dhi=0.0, temp_air=20.0, wind_speed=1.0),
                           index=pd.date_range("2023-01-01 00:30", periods=8760, freq="h", tz="UTC"))
    place = Location(0.0, 0.0, altitude=0)
    rows = []
    light, through, aoi = pysam_cover(weather.assign(dni=700.0), place, 0, 180, 0.2)
    lit = np.flatnonzero((light > 1) & (aoi > 0.6) & (aoi < 89.4))[::3]
    rows += [("beam", f"{aoi[i]:.10g}", f"{through[i] / light[i]:.10g}") for i in lit]
    for tilt in range(1, 90):
        dark, dark_through, aoi = pysam_cover(weather.assign(dhi=200.0), place, tilt, 180, 0.1)
        bright, bright_through, _ = pysam_cover(weather.assign(dhi=200.0), place, tilt, 180, 0.9)
        i = np.flatnonzero((dark_through > 0) & (aoi < 80))[0]
        ground = (bright[i] - dark[i]) / 8
        share = (bright_through[i] - dark_through[i]) / 8 / ground
        rows.append(("sky", tilt, f"{(dark_through[i] - share * ground) / (dark[i] - ground):.10g}"))
        if tilt >= 10:
            # Below, the ground's part is a difference too small for PySAM's single precision.
            rows.append(("ground", tilt, f"{share:.10g}"))
    with open(OUT / "iam_sam.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["light", "angle", "modifier"])
        table.writerows(rows)


def main():
    if pvlib.__version__ != "0.16.1":
        sys.exit(f"pvlib {pvlib.__version__}: the truth files are made with 0.16.1")
    OUT.mkdir(parents=True, exist_ok=True)
    cover()
    totals = []
    for climate, weather, location, offset, months in climates():
        weather = weather[["ghi", "dni", "dhi", "temp_air", "wind_speed"]].astype(float)
        for key in ("ghi", "dni", "dhi"):
            weather[key] = weather[key].clip(lower=0)
        hourly = {}
        for tilt, azimuth in PLANES:
            powers = {}
            for name, chain, nameplate in chains(location, tilt, azimuth):
                chain.run_model(weather)
                powers[name] = chain.results.ac.fillna(0).to_numpy() / nameplate * 1000
            powers["huld"] = huld(weather, location, tilt, azimuth)
            powers["pysam"] = pysam(weather, location, offset, tilt, azimuth)
            for name, power in powers.items():
                # Wh per kWp to kWh per kWp.
                totals.append((climate, name, tilt, azimuth, power.sum() / 1000,
                               *(power[months == m].sum() / 1000 for m in range(1, 13))))
                if (tilt, azimuth) in HOURLY:
                    hourly[f"{name}_{tilt}_{azimuth}"] = np.rint(10 * power).astype(int)
        with open(OUT / f"year_{climate}.csv", "w", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(hourly)
            table.writerows(zip(*hourly.values()))
    with open(OUT / "year.csv", "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["climate", "chain", "surface_tilt", "surface_azimuth", "year", *(f"m{m}" for m in range(1, 13))])
        table.writerows([*row[:4], *(f"{v:.4f}" for v in row[4:])] for row in totals)


if __name__ == "__main__":
    main()
