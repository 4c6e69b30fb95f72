#!/usr/bin/env python3
"""Write Tests/Truth/solar/*.csv: what pvlib 0.16.1 says about seeded inputs, for the tests of Sources/Solar/PV.

    pip install pvlib==0.16.1 && tools/fetch-data pvlib && tools/truth/pv.py

Every file has a header row, angles are degrees, other units as in pvlib. Deterministic: same versions, same bytes.
Each table has 1,000 rows or more, the first of them edges.
"""

import csv
import pathlib
import sys

import numpy as np
import pandas as pd
import pvlib
from pvlib import atmosphere, iam, inverter, pvarray, pvsystem, singlediode, snow, soiling, spectrum, temperature

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "Tests" / "Truth" / "solar"


def write(name, columns, digits=12):
    """Columns (name -> values) as CSV; NaN is an empty cell."""
    with open(OUT / name, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        for row in zip(*columns.values()):
            table.writerow("" if isinstance(v, (float, np.floating)) and np.isnan(v) else
                           f"{v:.{digits}g}" if isinstance(v, (float, np.floating)) else v for v in row)


def column(rng, n, low, high, edges=(), digits=4):
    values = rng.uniform(low, high, n)
    values[:len(edges)] = edges
    return np.round(values, digits)


def incidence():
    rng = np.random.default_rng(2006)
    n = 1200
    aoi = column(rng, n, 0, 95, (0, 90, 89.99, 60, 120, 180, 1e-3, 45))
    index, extinction = column(rng, n, 1.05, 2, (1.526,) * 5), column(rng, n, 0, 30, (4,) * 5)
    thickness = column(rng, n, 0, 0.01, (0.002,) * 5, 5)
    coating = np.where(rng.uniform(size=n) < 0.5, np.nan, column(rng, n, 1.05, 1.6))
    b, a_r = column(rng, n, 0, 0.2, (0.05,) * 5), column(rng, n, 0.02, 1, (0.16,) * 5)
    physical = [float(iam.physical(a, i, k, l, n_ar=None if np.isnan(c) else c))
                for a, i, k, l, c in zip(aoi, index, extinction, thickness, coating)]
    write("iam.csv", dict(
        aoi=aoi, n=index, K=extinction, L=thickness, n_ar=coating, b=b, a_r=a_r, physical=np.array(physical),
        ashrae=iam.ashrae(aoi, b), martin_ruiz=iam.martin_ruiz(aoi, a_r)))

    tilt = column(rng, n, 0, 180, (0, 90, 180, 30, 60))
    fit = iam.martin_ruiz_diffuse(tilt, a_r)
    write("iam_martin_ruiz_diffuse.csv", dict(surface_tilt=tilt, a_r=a_r, sky=fit["sky"], ground=fit["ground"]))

    tilts = np.concatenate([[0, 90, 180, 45], column(rng, 26, 0, 180)])
    rows = dict(surface_tilt=[], model=[], sky=[], horizon=[], ground=[])
    for model in ("physical", "ashrae", "martin_ruiz"):
        parts = iam.marion_diffuse(model, tilts)
        for i, t in enumerate(tilts):
            for key, value in (("surface_tilt", float(t)), ("model", model), ("sky", float(parts["sky"][i])),
                               ("horizon", float(parts["horizon"][i])), ("ground", float(parts["ground"][i]))):
                rows[key].append(value)
    write("iam_marion.csv", rows)

    airmass, water = column(rng, n, 0.2, 15, (1, 1.5, 0.58, 10)), column(rng, n, 0.01, 8, (1.42, 0.1, 8))
    write("spectral.csv", dict(airmass_absolute=airmass, precipitable_water=water, **{
        kind: spectrum.spectral_factor_firstsolar(water, airmass, module_type=kind)
        for kind in ("monosi", "multisi", "cdte", "cigs", "asi")}))


def temperatures():
    rng = np.random.default_rng(2008)
    n = 1200
    poa = column(rng, n, 0, 1400, (0, 1000, 800, 1e-3))
    air = column(rng, n, -60, 90, (20, 20, 20, -60, 90))
    wind = column(rng, n, 0, 30, (0, 1, 1, 0))
    u0, u1 = column(rng, n, 5, 60, (25,) * 5), column(rng, n, 0, 12, (6.84,) * 5)
    columns = dict(poa_global=poa, temp_air=air, wind_speed=wind, u0=u0, u1=u1,
                   faiman=temperature.faiman(poa, air, wind, u0, u1))
    for name, p in temperature.TEMPERATURE_MODEL_PARAMETERS["sapm"].items():
        columns[f"sapm_module_{name}"] = temperature.sapm_module(poa, air, wind, p["a"], p["b"])
        columns[f"sapm_cell_{name}"] = temperature.sapm_cell(poa, air, wind, **p)
    efficiency, uv = column(rng, n, 0, 0.25), column(rng, n, 0, 8)
    columns.update(module_efficiency=efficiency, u_v=uv)
    for name, p in temperature.TEMPERATURE_MODEL_PARAMETERS["pvsyst"].items():
        columns[f"pvsyst_{name}"] = temperature.pvsyst_cell(poa, air, wind, p["u_c"], uv, efficiency)
    noct, ta = column(rng, n, 30, 60), column(rng, n, 0.7, 1)
    height = rng.integers(1, 3, n)
    standoff = np.round(np.where(rng.uniform(size=n) < 0.5, rng.integers(0, 6, n), rng.uniform(0, 5, n)), 3)
    effective = np.round(poa * rng.uniform(0.5, 1, n), 4)
    noct_sam = [float(temperature.noct_sam(*row)) if row[0] > 0 else row[1] for row in zip(
        poa, air, wind, noct, efficiency, effective, ta, height, standoff)]
    columns.update(noct=noct, effective_irradiance=effective, transmittance_absorptance=ta, array_height=height,
                   mount_standoff=standoff, noct_sam=np.array(noct_sam))
    low, high, alpha = column(rng, n, 1, 100), column(rng, n, 0, 100, (0,)), column(rng, n, 0, 0.6)
    columns.update(height_reference=low, height_desired=high, exponent=alpha,
                   windspeed_powerlaw=atmosphere.windspeed_powerlaw(wind, low, high, alpha))
    write("temperature.csv", columns)

    # A year's worth of hours for the model that remembers, at three NOCTs.
    when = pd.date_range("2023-01-01", periods=1200, freq="h")
    poa = pd.Series(np.round(np.maximum(0, np.sin((when.hour - 6) / 12 * np.pi)) * rng.uniform(0, 1100, 1200), 3), when)
    air = pd.Series(np.round(rng.uniform(-25, 40, 1200), 3), when)
    wind = pd.Series(np.round(rng.uniform(0, 12, 1200), 3), when)
    write("fuentes.csv", dict(poa_global=poa, temp_air=air, wind_speed=wind, **{
        f"noct_{t}": temperature.fuentes(poa, air, wind, t) for t in (45, 49, 55)}))


def dc_models():
    rng = np.random.default_rng(2011)
    n = 1200
    light = column(rng, n, 0, 1400, (0, 1000, 1e-3, 10, 200, 1500))
    cell = column(rng, n, -60, 120, (25, 25, 25, -60, 90, 120))
    gamma, k = column(rng, n, -0.006, -0.001, (-0.0037,), 6), column(rng, n, 0, 0.02, (0,), 6)
    columns = dict(effective_irradiance=light, temp_cell=cell, gamma_pdc=gamma, k=k,
                   pvwatts=pvsystem.pvwatts_dc(light, cell, 1.0, gamma),
                   pvwatts_k=pvsystem.pvwatts_dc(light, cell, 1.0, gamma, k=k))
    for version in ("pvgis5", "pvgis6"):
        for kind in ("csi", "cis", "cdte"):
            columns[f"huld_{version}_{kind}"] = pvarray.huld(light, cell, 1.0, cell_type=kind, k_version=version)
    write("dc.csv", columns)


def cec_modules(rng, n):
    """Real modules of the CEC list, all technologies, drawn evenly over the file."""
    table = pvsystem.retrieve_sam(path=str(pathlib.Path(pvlib.__file__).parent / "data" /
                                  "sam-library-cec-modules-2019-03-05.csv")).T
    return table.iloc[rng.choice(len(table), n, replace=False)]


def single_diode():
    rng = np.random.default_rng(1988)
    n = 1000
    modules = cec_modules(rng, n)
    light = column(rng, n, 0.5, 1300, (1000, 1e-2, 1, 1500, 200))
    cell = column(rng, n, -40, 90, (25, 25, -60, 90, 45))
    names = ["alpha_sc", "a_ref", "I_L_ref", "I_o_ref", "R_sh_ref", "R_s", "Adjust"]
    p = {k: modules[k].to_numpy(float) for k in names}
    il, i0, rs, rsh, a = pvsystem.calcparams_cec(light, cell, *(p[k] for k in names))
    desoto = pvsystem.calcparams_desoto(light, cell, *(p[k] for k in names[:-1]))
    args = (il, i0, np.asarray(rs, float), rsh, a)
    voc = singlediode.bishop88_v_from_i(0.0, *args, method="brentq")
    isc = singlediode.bishop88_i_from_v(0.0, *args, method="brentq")
    imp, vmp, pmp = singlediode.bishop88_mpp(*args, method="brentq")
    lambertw = pvsystem.singlediode(*args)
    # Currents at voltages from reverse to beyond open circuit; voltages at currents from charging to beyond IL.
    v = np.round(rng.uniform(-1, 1.05, n) * voc, 4)
    i = np.round(rng.uniform(-0.5, 1.2, n) * il, 6)
    # Far below zero pvlib's default breakdown voltage makes NaN of 0 x infinity, even without a breakdown.
    far = dict(method="newton", breakdown_voltage=-1e9)
    i_at_v = singlediode.bishop88_i_from_v(v, *args, **far)
    v_at_i = singlediode.bishop88_v_from_i(i, *args, **far)
    assert np.nanmax(np.abs(i_at_v - singlediode._lambertw_i_from_v(v, *args)) / np.maximum(il, 1e-3)) < 1e-6
    # The avalanche, with Bishop's numbers for a cell scaled to the module.
    cells = modules["N_s"].to_numpy(float)
    factor, breakdown = 2e-3, -5.5 * cells
    reverse = -np.round(rng.uniform(0.01, 0.9, n) * 5.5 * cells, 3)
    i_reverse, v_reverse, _ = singlediode.bishop88(reverse, *args, breakdown_factor=factor,
                                                  breakdown_voltage=breakdown, breakdown_exp=3.28)
    write("single_diode.csv", dict(
        **{k: p[k] for k in names}, N_s=cells, effective_irradiance=light, temp_cell=cell, I_L=il, I_o=i0, R_s_out=args[2],
        R_sh=rsh, nNsVth=a, I_L_desoto=desoto[0], i_sc=isc, v_oc=voc, i_mp=imp, v_mp=vmp, p_mp=pmp,
        p_mp_lambertw=lambertw["p_mp"].to_numpy(), v=v, i_at_v=i_at_v, i=i, v_at_i=v_at_i,
        i_reverse=i_reverse, v_reverse=v_reverse), 15)


def substrings():
    """Modules and strings in partial shade: voltages of pvlib's curves added at 40,001 currents, the best taken.

    Written down too: power of all substrings each at its own maximum.
    """
    rng = np.random.default_rng(1990)
    rows = []
    for _, m in cec_modules(rng, 60).iterrows():
        for _ in range(17):
            parts = int(rng.choice([2, 3, 3, 3, 6, 20]))
            sun, shade = rng.uniform(50, 1100), rng.uniform(5, 300)
            if rng.uniform() < 0.3:
                light = rng.uniform(5, 1100, parts)
            else:
                light = np.where(rng.uniform(size=parts) < rng.uniform(), sun + shade, shade)
            light, cell = np.round(light, 2), round(float(rng.uniform(-20, 75)), 2)
            levels, counts = np.unique(light, return_counts=True)
            curves, best = [], 0.0
            for level in levels:
                il, i0, rs, rsh, a = pvsystem.calcparams_cec(
                    float(level), cell, m["alpha_sc"], m["a_ref"], m["I_L_ref"], m["I_o_ref"], m["R_sh_ref"],
                    m["R_s"], m["Adjust"])
                curves.append((il, i0, rs / parts, rsh / parts, a / parts))
            top = max(c[0] for c in curves) * 1.02
            current = np.linspace(0, top, 40001)
            voltage, best = np.zeros_like(current), 0.0
            for (il, i0, rs, rsh, a), count in zip(curves, counts):
                # Along a dense diode voltage, then at the common currents: exact on the curve, linear between.
                vd = np.linspace(-4 * a * 50, singlediode.bishop88_v_from_i(0.0, il, i0, 0.0, rsh, a, breakdown_voltage=-1e9),
                                 400001)
                i, v, p = singlediode.bishop88(vd, il, i0, rs, rsh, a, breakdown_voltage=-1e9)
                voltage += count * np.maximum(np.interp(current, i[::-1], v[::-1], right=-1e9), -0.5)
                best += count * p.max()
            rows.append((*(float(m[k]) for k in ("alpha_sc", "a_ref", "I_L_ref", "I_o_ref", "R_sh_ref", "R_s", "Adjust")),
                         cell, " ".join(f"{x:g}" for x in light), float((current * voltage).max()), float(best)))
    names = ("alpha_sc", "a_ref", "I_L_ref", "I_o_ref", "R_sh_ref", "R_s", "Adjust", "temp_cell", "effective_irradiance",
             "p_mp", "p_each")
    write("substrings.csv", dict(zip(names, zip(*rows))), 9)


def inverters():
    rng = np.random.default_rng(2007)
    n = 1200
    data = pathlib.Path(pvlib.__file__).parent / "data"
    table = pvsystem.retrieve_sam(path=str(data / "sam-library-cec-inverters-2019-03-05.csv")).T
    picked = table.iloc[rng.choice(len(table), n, replace=False)]
    p = {k: picked[k].to_numpy(float) for k in ("Paco", "Pdco", "Vdco", "Pso", "C0", "C1", "C2", "C3", "Pnt")}
    voltage = np.round(p["Vdco"] * rng.uniform(0.7, 1.3, n), 3)
    power = np.round(p["Pdco"] * rng.uniform(0, 1.3, n), 4)
    power[:3] = 0
    voltage[2] = 0
    power[3:40] = np.round(p["Pso"][3:40] * rng.uniform(0, 2, 37), 5)
    ac = [float(inverter.sandia(v, d, {k: p[k][i] for k in p})) for i, (v, d) in enumerate(zip(voltage, power))]
    write("inverter_sandia.csv", dict(**p, v_dc=voltage, p_dc=power, p_ac=np.array(ac)), 15)

    table = pvsystem.retrieve_sam(path=str(data / "adr-library-cec-inverters-2019-03-05.csv")).T
    table = table[[len(c) == 9 for c in table["ADRCoefficients"]]]
    picked = table.iloc[rng.choice(len(table), n, replace=False)]
    keys = ("Pnom", "Vnom", "Pacmax", "Pnt", "Vmin", "Vmax", "MPPTLow", "MPPTHi", "Vdcmax")
    p = {k: picked[k].to_numpy(float) for k in keys}
    voltage = np.round(p["Vnom"] * rng.uniform(0.3, 1.6, n), 3)
    voltage[:2] = 0
    power = np.round(p["Pnom"] * rng.uniform(0, 1.3, n), 4)
    power[2:20] = 0
    coefficients = picked["ADRCoefficients"].tolist()
    ac = [float(inverter.adr(v, d, {**{k: p[k][i] for k in p}, "ADRCoefficients": coefficients[i]}))
          for i, (v, d) in enumerate(zip(voltage, power))]
    write("inverter_adr.csv", dict(**p, **{f"b{i}": np.array([float(c[i]) for c in coefficients]) for i in range(9)},
                                   v_dc=voltage, p_dc=power, p_ac=np.array(ac)), 15)

    pdc0 = column(rng, n, 100, 1e5)
    power = np.round(pdc0 * rng.uniform(0, 1.4, n), 5)
    power[:6] = [0, 1e-3, pdc0[2], 0.006 * pdc0[3], 0.0059 * pdc0[4], 1.4 * pdc0[5]]
    nominal, reference = column(rng, n, 0.9, 0.99, (0.96,)), column(rng, n, 0.9, 0.99, (0.9637,))
    write("inverter_pvwatts.csv", dict(
        pdc0=pdc0, eta_inv_nom=nominal, eta_inv_ref=reference, p_dc=power,
        p_ac=inverter.pvwatts(power, pdc0, nominal, reference)), 15)


def losses():
    rng = np.random.default_rng(2014)
    names = ("soiling", "shading", "snow", "mismatch", "wiring", "connections", "lid", "nameplate_rating", "age",
             "availability")
    items = [np.round(rng.uniform(0, 20, 1000), 3) for _ in names]
    for column, default in zip(items, (2, 3, 0, 2, 2, 0.5, 1.5, 1, 0, 3)):
        column[0], column[1], column[2] = default, 0, 100
    write("losses.csv", dict(**dict(zip(names, items)), total=pvsystem.pvwatts_losses(*items)))


def soiling_and_snow():
    rng = np.random.default_rng(2019)
    n = 2400
    when = pd.date_range("2023-01-01", periods=n, freq="h")
    rain = pd.Series(np.where(rng.uniform(size=n) < 0.02, np.round(rng.exponential(3, n), 2), 0.0), when)
    fine = pd.Series(np.round(rng.uniform(0, 6e-5, n), 8), when)
    coarse = pd.Series(np.round(rng.uniform(0, 2e-4, n), 8), when)
    wash = [when[700], when[1900]]
    write("soiling.csv", dict(
        rainfall=rain, pm2_5=fine, pm10=coarse, kimber=soiling.kimber(rain),
        kimber_fast=soiling.kimber(rain, cleaning_threshold=2, soiling_loss_rate=0.01, grace_period=3,
                                   max_soiling=0.2, manual_wash_dates=wash, initial_soiling=0.05,
                                   rain_accum_period=12),
        hsu=soiling.hsu(rain, 1.0, 30, fine, coarse),
        hsu_slow=soiling.hsu(rain, 5.0, 60, fine, coarse, depo_veloc={"2_5": 0.004, "10": 0.0009},
                             rain_accum_period=pd.Timedelta("6h"))))

    fall = pd.Series(np.where(rng.uniform(size=n) < 0.03, np.round(rng.exponential(1.5, n), 2), 0.0), when)
    poa = pd.Series(np.round(np.maximum(0, np.sin((when.hour - 6) / 12 * np.pi)) * rng.uniform(0, 900, n), 2), when)
    air = pd.Series(np.round(rng.normal(-4, 5, n), 2), when)
    depth = pd.Series(np.round(np.maximum(0, rng.normal(8, 6, n)), 1), when)
    cover = snow.coverage_nrel(fall, poa, air, 35.0)
    write("snow.csv", dict(
        snowfall=fall, poa_irradiance=poa, temp_air=air, snow_depth=depth, coverage=cover,
        coverage_depth=snow.coverage_nrel(fall, poa, air, 12.0, snow_depth=depth, initial_coverage=0.4),
        loss_8=snow.dc_loss_nrel(cover, 8)))

    rows = []
    for _ in range(100):
        total, events = np.round(rng.uniform(0, 80, 12), 2), rng.integers(0, 9, 12)
        humidity, air = np.round(rng.uniform(20, 100, 12), 2), np.round(rng.uniform(-25, 15, 12), 2)
        poa, tilt = np.round(rng.uniform(2e4, 2e5, 12), 1), round(float(rng.uniform(0, 60)), 2)
        slant, edge = round(float(rng.uniform(1, 5)), 2), round(float(rng.uniform(0.1, 4)), 2)
        loss = snow.loss_townsend(total, events, tilt, humidity, air, poa, slant, edge, 0.75)
        rows += [(tilt, slant, edge, *values) for values in zip(total, events, humidity, air, poa, loss)]
    write("snow_townsend.csv", dict(zip(
        ("surface_tilt", "slant_height", "lower_edge_height", "snow_total", "snow_events", "relative_humidity",
         "temp_air", "poa_global", "loss"), zip(*rows))))


def main():
    if pvlib.__version__ != "0.16.1":
        sys.exit(f"pvlib {pvlib.__version__}: the truth files are made with 0.16.1")
    OUT.mkdir(parents=True, exist_ok=True)
    makers = (incidence, temperatures, dc_models, single_diode, substrings, inverters, losses, soiling_and_snow)
    wanted = sys.argv[1:]
    for make in makers:
        if not wanted or make.__name__ in wanted:
            make()


if __name__ == "__main__":
    main()
