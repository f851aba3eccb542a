"""Values of ordinary people as laboratories print them, drawn from a table of our own here, not from our intervals."""

from __future__ import annotations

import random

from whytwitch.evidence.labs import report
from whytwitch.model.labs import LabValue

#: Test, unit, and between which values 99 % of out-patients lie (general knowledge of clinical chemistry, rounded).
PEOPLE = """
ferritin ug/L 5 600|ferritin ng/mL 5 600|iron umol/L 3 40|iron ug/dL 17 220|tibc ug/dL 200 520|transferrin g/L 1.6 4.2|transferrin mg/dL 160 420
tsat % 4 70|calcium mmol/L 2.05 2.75|calcium mg/dL 8.2 11|calcium_ionised mmol/L 1.05 1.4|albumin g/L 30 54|albumin g/dL 3 5.4
magnesium mmol/L 0.6 1.1|magnesium mg/dL 1.45 2.7|potassium mmol/L 3 5.6|sodium mmol/L 128 150|phosphate mmol/L 0.6 1.8|phosphate mg/dL 1.8 5.6
creatinine umol/L 35 180|creatinine mg/dL 0.4 2|urea mmol/L 1.8 16|urea mg/dL 11 96|urea_nitrogen mg/dL 5 45|egfr mL/min/1.73m2 30 130
glucose mmol/L 3.6 15|glucose mg/dL 65 270|hba1c % 4.4 10|hba1c mmol/mol 25 86|haemoglobin g/L 85 180|haemoglobin g/dL 8.5 18|haemoglobin mmol/L 5.3 11.2
mcv fL 68 108|tsh mIU/L 0.1 12|ft4 pmol/L 8 25|ft4 ng/dL 0.6 1.9|vitamin_d nmol/L 12 180|vitamin_d ng/mL 5 72|b12 pmol/L 90 1000|b12 pg/mL 120 1400
folate nmol/L 4 45|folate ng/mL 2 20|ck U/L 25 900|crp mg/L 0.2 60|crp mg/dL 0.02 6|pth pmol/L 1 15|pth pg/mL 10 140|prolactin mIU/L 40 700
alt U/L 6 150|ast U/L 8 120|ggt U/L 6 300|alkaline_phosphatase U/L 30 200|bilirubin umol/L 3 40|bilirubin mg/dL 0.2 2.3|uric_acid umol/L 120 600
uric_acid mg/dL 2 10|white_cells 10^9/L 2.8 15|platelets 10^9/L 100 520|haematocrit % 27 54|haematocrit L/L 0.27 0.54|red_cells 10^12/L 3 6.2|esr mm/h 1 70
ldh U/L 100 350|total_protein g/L 55 88|zinc umol/L 7 22|copper umol/L 8 35|chloride mmol/L 92 114|bicarbonate mmol/L 17 34
"""  # noqa: E501


def ordinary(count: int, seed: int) -> list[LabValue]:
    dice = random.Random(seed)
    table = [one.split() for one in PEOPLE.replace("\n", "|").split("|") if one.strip()]
    made = []
    for number in range(count):
        test, unit, low, high = table[number % len(table)]
        middle = (float(low) * float(high)) ** 0.5
        spread = (float(high) / float(low)) ** 0.5
        value = middle * spread ** max(-1.0, min(1.0, dice.gauss(0, 0.4)))
        made.append(LabValue(test=test, value=float(f"{value:.3g}"), unit=unit, at="2026-10-02"))
    return made


def test_two_thousand_ordinary_values_are_used_and_raise_no_alarm() -> None:
    alarms = []
    for one in ordinary(2000, 20261127):
        row = report([one], {"age": 54, "sex": "female", "pregnant": False}, "2026-11-21").results[0]
        if not row.used or row.warnings or row.flag.startswith("critical"):
            alarms.append((one.test, one.value, one.unit, row.flag, row.warnings))
    assert len(alarms) <= 20, alarms[:8]
