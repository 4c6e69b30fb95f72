#!/usr/bin/env python3
"""Write Tests/Truth/solar/{present_value,cash_loan,lcoe_fcr}.csv, for the tests of Sources/Solar/Money.

    pip install numpy-financial NREL-PySAM && tools/truth/solar-money.py

Deterministic: same versions, same bytes. Rates are fractions, money has no unit.
"""

import csv
import pathlib
import warnings

import numpy as np
import numpy_financial as npf

OUT = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests" / "Truth" / "solar"


def write(name, header, rows, digits=15):
    with open(OUT / name, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        for row in rows:
            table.writerow("" if isinstance(v, float) and v != v else f"{v:.{digits}g}" if isinstance(v, (float, np.floating)) else v for v in row)


def rates(flows):
    """All rates above -100 % at which the flows are worth nothing, from the roots of the polynomial."""
    roots = np.roots(flows[::-1])
    real = roots[(np.abs(roots.imag) < 1e-9 * np.abs(roots)) & (roots.real > 0)].real
    return np.sort(1 / real - 1)


def present_value():
    rng = np.random.default_rng(32001)
    rows = []
    while len(rows) < 1500:
        years = int(rng.integers(1, 31))
        kind = ["plain", "replacement", "mixed", "loss"][len(rows) % 4]
        flows = np.round(rng.uniform(0.5, 3, years + 1) * rng.uniform(1e3, 1e5), 2)
        flows[0] = -np.round(rng.uniform(1e3, 1e6), 2)
        if kind == "replacement" and years > 3:
            flows[int(rng.integers(2, years))] *= -rng.choice([0.5, 3, 20])
        if kind == "mixed":
            flows[1:] *= rng.choice([-1, 1], years)
        if kind == "loss":
            flows[1:] *= -1 if rng.uniform() < 0.3 else 0.05
        flows = np.round(flows, 2)
        found = rates(flows)
        # roots that lie on top of each other are a matter of rounding
        if len(found) > 1 and np.min(np.diff(found)) < 1e-5:
            continue
        rate = round(float(rng.uniform(-0.3, 0.6)), 6)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            irr = float(npf.irr(flows)) if len(found) == 1 else float("nan")
        # numpy-financial may miss the only rate if it is far off; the polynomial's root is the same number
        if len(found) == 1 and not np.isfinite(irr):
            irr = float(found[0])
        rows.append((kind, rate, " ".join(repr(float(f)) for f in flows), float(npf.npv(rate, flows)), len(found),
                     "" if len(found) != 1 else irr))
    write("present_value.csv", ["kind", "rate", "flows", "npv", "rates", "irr"], rows)


def run_cash_loan(m, years):
    """SAM's cashloan module by its C interface: PySAM 7.1 has no way to set utility_bill_wo_sys, which it demands."""
    import PySAM.PySSC as PySSC
    ssc = PySSC.PySSC()
    data = ssc.data_create()
    bills = {"utility_bill_w_sys": [0.0] * (years + 1), "utility_bill_wo_sys": [0.0] * (years + 1)}
    for group in [*m.export().values(), bills]:
        for name, value in group.items():
            if isinstance(value, (int, float)):
                ssc.data_set_number(data, name.encode(), value)
            elif isinstance(value, (list, tuple)) and value and isinstance(value[0], (list, tuple)):
                ssc.data_set_matrix(data, name.encode(), [list(v) for v in value])
            elif isinstance(value, (list, tuple)) and value:
                ssc.data_set_array(data, name.encode(), list(value))
    module = ssc.module_create(b"cashloan")
    if not ssc.module_exec(module, data):
        raise RuntimeError(ssc.module_log(module, 0))
    names = ("npv", "payback", "discounted_payback", "lcoe_nom", "lcoe_real")
    result = {name: float(ssc.data_get_number(data, name.encode())) for name in names}
    ssc.module_free(module)
    ssc.data_free(data)
    return result


def cash_loan():
    import PySAM.Cashloan as Cashloan
    rng = np.random.default_rng(32002)
    rows = []
    for number in range(100):
        capacity, years = round(float(rng.uniform(3, 800)), 3), int(rng.integers(10, 31))
        energy = round(capacity * float(rng.uniform(900, 1700)), 3)
        price, escalation = round(float(rng.uniform(0.05, 0.4)), 5), round(float(rng.uniform(0, 0.06)), 5)
        cost, om = round(float(rng.uniform(600, 2500)), 2), round(float(rng.uniform(5, 30)), 3)
        inflation, real = round(float(rng.uniform(0, 0.06)), 5), round(float(rng.uniform(0.01, 0.1)), 5)
        degradation = round(float(rng.uniform(0, 0.012)), 5)
        share = 0.0 if number % 2 else round(float(rng.uniform(0.1, 1)), 3)
        interest, term = round(float(rng.uniform(0.01, 0.12)), 5), int(rng.integers(3, min(years, 20)))
        m = Cashloan.default("PVWattsCommercial")
        f, s = m.FinancialParameters, m.SystemCosts
        f.analysis_period, f.inflation_rate, f.real_discount_rate = years, inflation * 100, real * 100
        f.debt_fraction, f.loan_rate, f.loan_term = share * 100, interest * 100, term
        f.federal_tax_rate, f.state_tax_rate = [0.0] * years, [0.0] * years
        f.property_tax_rate = f.prop_tax_cost_assessed_percent = f.prop_tax_assessed_decline = 0
        f.insurance_rate = f.salvage_percentage = 0
        f.market = 0
        f.system_capacity = capacity
        s.total_installed_cost = cost * capacity
        s.om_capacity, s.om_capacity_escal = [om], 0
        s.om_fixed, s.om_production, s.om_fixed_escal, s.om_production_escal = [0.0], [0.0], 0, 0
        for group in (m.TaxCreditIncentives, m.PaymentIncentives, m.Depreciation):
            for name in [n for n in dir(group) if not n.startswith("_") and n not in ("assign", "export", "replace")]:
                try:
                    value = getattr(group, name)
                except Exception:
                    continue
                if isinstance(value, (int, float)) and name.split("_")[-1] in ("amount", "percent", "maxvalue"):
                    setattr(group, name, 0)
                if isinstance(value, (list, tuple)) and name.split("_")[-1] in ("amount", "percent"):
                    setattr(group, name, [0.0])
        m.Depreciation.depr_fed_type = m.Depreciation.depr_sta_type = 0
        m.SystemOutput.gen = [energy / 8760] * 8760
        m.SystemOutput.degradation = [degradation * 100]
        values = [0.0] + [energy * (1 - degradation) ** t * price * (1 + escalation) ** t for t in range(years)]
        m.Lifetime.system_use_lifetime_output = 0
        m.SystemOutput.annual_energy_value = values
        # bills that the loan model only hands through
        for name in ("charge_w_sys_dc_tou_ym", "charge_w_sys_ec_ym", "charge_w_sys_fixed_ym", "net_billing_credits_ym",
                     "nm_dollars_applied_ym", "true_up_credits_ym"):
            setattr(m.ChargesByMonth, name, [[0.0] * 12] * (years + 1))
        o = run_cash_loan(m, years)
        rows.append((capacity, energy, price, escalation, cost, om, inflation, real, degradation, share, interest, term,
                     years, o["npv"], o["payback"], o["discounted_payback"], o["lcoe_nom"] / 100, o["lcoe_real"] / 100))
    write("cash_loan.csv", ["capacity", "energy", "price", "escalation", "cost_per_kw", "om_per_kw", "inflation",
                            "real_rate", "degradation", "loan_share", "loan_interest", "loan_term", "years", "npv",
                            "payback", "discounted_payback", "lcoe_nominal", "lcoe_real"], rows, 12)


def lcoe_fcr():
    import PySAM.Lcoefcr as Lcoefcr
    rng = np.random.default_rng(32003)
    rows = []
    for _ in range(200):
        v = [round(float(rng.uniform(a, b)), 5) for a, b in ((0.02, 0.2), (1e3, 1e6), (0, 1e4), (0, 0.05), (1e3, 1e6))]
        m = Lcoefcr.new()
        p = m.SimpleLCOE
        p.fixed_charge_rate, p.capital_cost, p.fixed_operating_cost, p.variable_operating_cost, p.annual_energy = v
        m.execute()
        rows.append((*v, m.Outputs.lcoe_fcr))
    write("lcoe_fcr.csv", ["fixed_charge_rate", "capital", "fixed_operating", "variable_operating", "energy", "lcoe"],
          rows)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    present_value()
    lcoe_fcr()
    cash_loan()
