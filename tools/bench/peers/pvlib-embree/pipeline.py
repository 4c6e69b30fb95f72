#!/usr/bin/env python3
"""PV on the roofs of a city with pvlib and embreex, as one would write it today; beside qala's answer.

    pip install pvlib==0.16.1 embreex trimesh numpy
    qala-bench solar-export FOLDER 20000 && pipeline.py FOLDER [--every 50]

For every plane: rays from its sensors (1 m apart) to the 145 patches of Tregenza's sky and to the sun's nodes, by
Embree; from these the sky view and, hour by hour, the share of sensors in the sun; Perez 1990 transposition by pvlib, its
beam and circumsolar parts times that share, its isotropic part times the sky view over the open plane's, its horizon part
times the same for the lowest band; ground-reflected light of a level, open ground; PVWatts by pvlib's ModelChain.

The whole would take hours: `--every 50` takes every 50th plane with all its sensors, and time is scaled by the number of
rays and of planes. What is done once (reading, Embree's tree, sun positions, air mass) is counted once.
"""

import argparse
import pathlib
import sys
import time

import numpy as np
import pandas as pd
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from pvlib import iam, irradiance, pvsystem, temperature
from pvlib.location import Location
from pvlib.modelchain import ModelChain

ALBEDO = 0.2
BATCH = 1_000_000


class Clock:
    """CPU seconds of the whole process and wall seconds, by stage."""

    def __init__(self):
        self.cpu, self.wall, self.last = {}, {}, (time.process_time(), time.perf_counter())

    def stop(self, stage):
        now = (time.process_time(), time.perf_counter())
        self.cpu[stage] = self.cpu.get(stage, 0) + now[0] - self.last[0]
        self.wall[stage] = self.wall.get(stage, 0) + now[1] - self.last[1]
        self.last = now


def seen_shares(scene, points, normals, directions):
    """For each plane the share of its open sensors that see each direction, and the number of these sensors; rays."""
    shares, open_sensors, rays = [], [], 0
    start = 0
    while start < len(points):
        # As many planes as make a good batch; rays from behind a plane are not cast.
        stop, count = start, 0
        origins, rays_to, ahead = [], [], []
        while stop < len(points) and (count < BATCH or stop == start):
            front = directions[directions @ normals[stop].astype(np.float32) > 0]
            origins.append(np.repeat(points[stop], len(front), axis=0))
            rays_to.append(np.tile(front, (len(points[stop]), 1)))
            ahead.append(len(front))
            count += len(origins[-1])
            stop += 1
        hit = scene.run(np.concatenate(origins), np.concatenate(rays_to), query="OCCLUDED")
        rays += count
        at = 0
        for k in range(start, stop):
            width = ahead[k - start]
            free = (hit[at:at + len(points[k]) * width] < 0).reshape(len(points[k]), width)
            at += free.size
            is_open = free.any(axis=1)
            share = np.zeros(len(directions))
            if is_open.any():
                share[directions @ normals[k].astype(np.float32) > 0] = free[is_open].mean(axis=0)
            shares.append(share)
            open_sensors.append(int(is_open.sum()))
        start = stop
    return shares, open_sensors, rays


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=50, help="take every n-th plane")
    arguments = parser.parse_args()
    folder = arguments.folder
    clock = Clock()
    triangles = np.fromfile(folder / "triangles.f32", "<f4").reshape(-1, 3, 3)
    sensors = np.fromfile(folder / "sensors.f32", "<f4").reshape(-1, 3)
    directions = np.fromfile(folder / "directions.f32", "<f4").reshape(-1, 3)
    solid_angles = np.fromfile(folder / "solid_angles.f64", "<f8")
    planes = pd.read_csv(folder / "planes.csv")
    weather = pd.read_csv(folder / "weather.csv")
    place = pd.read_csv(folder / "place.csv").iloc[0]
    weather.index = pd.Timestamp("2025-01-01", tz="UTC") + pd.to_timedelta(weather.pop("time_utc"), unit="min")
    clock.stop("once")

    scene = rtcore_scene.EmbreeScene()
    TriangleMesh(scene, triangles)
    # Embree builds its tree at the first query.
    scene.run(sensors[:1], directions[-1:], query="OCCLUDED")
    clock.stop("once")

    location = Location(place.latitude, place.longitude, altitude=place.elevation)
    sun = location.get_solarposition(weather.index)
    airmass = location.get_airmass(solar_position=sun)["airmass_relative"]
    extra = irradiance.get_extra_radiation(weather.index)
    nodes = weather[[f"node{k}" for k in range(4)]].to_numpy()
    weights = weather[[f"share{k}" for k in range(4)]].to_numpy()
    sapm = temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"]["close_mount_glass_glass"]
    clock.stop("once")

    sample = planes.iloc[arguments.every // 2::arguments.every]
    normals = sample[["x", "y", "z"]].to_numpy()
    points = [sensors[f:f + n] for f, n in zip(sample["first"], sample["count"])]
    shares, open_sensors, rays = seen_shares(scene, points, normals, directions)
    clock.stop("rays")

    patches = len(solid_angles)
    rows = []
    for (_, plane), normal, share, count in zip(sample.iterrows(), normals, shares, open_sensors):
        if count == 0:
            continue
        tilt = np.degrees(np.arccos(min(1, normal[2])))
        azimuth = (np.degrees(np.arctan2(normal[0], normal[1])) + place.convergence) % 360
        cosines = np.maximum(directions[:patches] @ normal, 0) * solid_angles
        sky_view = (share[:patches] * cosines).sum() / cosines.sum()
        horizon_view = (share[:30] * cosines[:30]).sum() / max(cosines[:30].sum(), 1e-9)
        # A horizontal plane's own horizon adds nothing; avoid 0 / 0 only.
        sunlit = (share[patches + nodes] * weights).sum(axis=1)

        aoi = irradiance.aoi(tilt, azimuth, sun["apparent_zenith"], sun["azimuth"])
        sky = irradiance.perez(tilt, azimuth, weather["dhi"], weather["dni"], extra, sun["apparent_zenith"],
                               sun["azimuth"], airmass, return_components=True).fillna(0)
        up = sun["apparent_zenith"] < 90
        direct = weather["dni"] * np.maximum(np.cos(np.radians(aoi)), 0) * up * sunlit
        diffuse = (sky["poa_isotropic"] * sky_view + sky["poa_circumsolar"] * sunlit
                   + sky["poa_horizon"] * horizon_view).clip(lower=0)
        ground = irradiance.get_ground_diffuse(tilt, weather["ghi"], albedo=ALBEDO)
        poa = direct + diffuse + ground
        pass_diffuse = iam.marion_diffuse("physical", tilt)
        effective = (direct * iam.physical(aoi) + diffuse * pass_diffuse["sky"]
                     + ground * (pass_diffuse["ground"] if tilt > 0 else 0))

        array = pvsystem.Array(pvsystem.FixedMount(tilt, azimuth), albedo=ALBEDO,
                               module_parameters=dict(pdc0=1000, gamma_pdc=-0.0037),
                               temperature_model_parameters=sapm)
        system = pvsystem.PVSystem([array], inverter_parameters=dict(pdc0=1000 / 1.2 / 0.96))
        chain = ModelChain(system, location, dc_model="pvwatts", ac_model="pvwatts", aoi_model="no_loss",
                           spectral_model="no_loss", losses_model="pvwatts")
        chain.run_model_from_effective_irradiance(pd.DataFrame(dict(
            effective_irradiance=effective, poa_global=poa, temp_air=weather["temp_air"],
            wind_speed=weather["wind_speed"])))
        rows.append((plane["plane"], plane["area"], count, poa.sum() / 1000, chain.results.ac.fillna(0).sum() / 1000))
    clock.stop("pvlib")
    report(folder, planes, sample, sensors, rays, clock, pd.DataFrame(
        rows, columns=["plane", "area", "open", "poa", "specific"]), len(directions), len(triangles))


def report(folder, planes, sample, sensors, rays, clock, peer, width, triangles):
    sampled = int(sample["count"].sum())
    scale = dict(once=1, rays=len(sensors) / sampled, pvlib=len(planes) / len(sample))
    print(f"{len(planes)} planes, {len(sensors)} sensors, {width} directions, {triangles} triangles; "
          f"sampled {len(sample)} planes, {sampled} sensors, {rays} rays")
    print(f"{'pvlib + embreex':28}{'sample CPU s':>14}{'wall s':>9}{'x':>8}{'whole city CPU s':>18}")
    total = 0
    for stage, cpu in clock.cpu.items():
        total += cpu * scale[stage]
        print(f"  {stage:26}{cpu:14.2f}{clock.wall[stage]:9.2f}{scale[stage]:8.1f}{cpu * scale[stage]:18.1f}")
    print(f"  {'all':26}{'':31}{total:18.1f}    ({rays / clock.cpu['rays'] / 1e6:.1f} M rays/s, "
          f"{1000 * clock.cpu['pvlib'] / len(sample):.1f} ms a plane)")
    print(f"{'qala, whole city':28}{'CPU s':>14}{'wall s':>9}{'ratio by CPU':>14}")
    names = dict(same="level ground, as the pipeline", reflected="reflections traced",
                 default="as it comes: racks, CEC module")
    for row in pd.read_csv(folder / "qala-cost.csv").itertuples():
        print(f"  {names[row.run]:32}{row.cpu_s:8.2f}{row.wall_s:9.2f}{total / row.cpu_s:14.0f}")

    ours = pd.read_csv(folder / "qala.csv")
    both = peer.merge(ours, on="plane")
    print(f"of {len(peer)} open planes sampled, {len(both)} are among qala's; qala / pipeline - 1:")
    exact = (both["open"] == both["sensors"]).mean()
    print(f"  the same number of open sensors on {100 * exact:.1f} % of them")
    laid = both[both["capacity"] > 0]
    lines = [("irradiation of the plane", both, both["irradiation"], both["poa"], both["area"]),
             ("  with traced reflections", both, both["irradiation_traced"], both["poa"], both["area"]),
             ("AC energy per kWp", laid, laid["energy"] / laid["capacity"], laid["specific"], laid["capacity"])]
    for name, rows, mine, other, weight in lines:
        off = mine / other - 1
        print(f"  {name:28} median {100 * off.median():+6.2f} %   |median| {100 * off.abs().median():5.2f} %   95 % "
              f"within {100 * off.abs().quantile(0.95):5.2f} %   worst {100 * off.abs().max():6.2f} %   "
              f"sum {100 * ((mine * weight).sum() / (other * weight).sum() - 1):+6.2f} %   ({len(rows)} planes)")


if __name__ == "__main__":
    sys.exit(main())
