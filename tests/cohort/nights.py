"""Small made-up nights for the tests of the cohort: quick to write, quick to score, all different."""

from __future__ import annotations

import random
from pathlib import Path

from whytwitch.evidence.night.simulate import Burst, Plan, write

UNITS = ["uV", "mV", "V"]
LABELS = [{"left": "LAT", "right": "RAT"}, {"left": "Leg/L", "right": "Leg/R"}, {"left": "Leg L"}]
RATES = [128, 200, 256]


def plan(number: int, hours: float = 0.2) -> Plan:
    """A night with a number of its own; rate, unit and labels go round."""
    chance = random.Random(number)
    bursts, at = [], 60.0
    while at < hours * 3600 - 60:
        interval = chance.choice([7.0, 20.0, 40.0])
        for _ in range(chance.randint(3, 9)):
            if at < hours * 3600 - 30:
                bursts.append(Burst(chance.choice(["left", "right"]), round(at, 2), 1.5, 30.0))
            at += interval
        at += chance.uniform(60, 120)
    stages = [(30.0 * i, 30.0, "W" if i < 2 else chance.choice(["N2", "N3", "R"])) for i in range(int(hours * 120))]
    return Plan(
        hours=hours,
        bursts=bursts,
        stages=stages,
        rate_hz=RATES[number % 3],
        unit=UNITS[number // 3 % 3],
        labels=LABELS[number % len(LABELS)],
        seed=number,
    )


def write_nights(folder: Path, count: int, first: int = 0) -> list[Path]:
    """Write ``night000.edf`` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(first, first + count):
        paths.append(folder / f"night{number:03d}.edf")
        write(plan(number), paths[-1])
    return paths


def break_in(path: Path, way: int) -> None:
    """Damage a night in one of ten ways; each gives an error, or a night with warnings."""
    data = path.read_bytes()
    header = int(data[184:192])
    path.write_bytes(
        [
            b"",
            data[:200],
            data[: header + 7],
            b"\x1f\x8b" + data[2:],
            data[:252] + b"0   " + data[256:],
            data[:252] + b"9999" + data[256:],
            data[:184] + b"99999999" + data[192:],
            data.replace(b"LAT   ", b"EEG C3").replace(b"RAT   ", b"EEG C4")
            .replace(b"Leg/L", b"Fp1  ").replace(b"Leg/R", b"Fp2  ").replace(b"Leg L", b"Fp1  "),
            data[:244] + b"nan     " + data[252:],
            b"this is a text, not a recording\n" * 40,
        ][way % 10]
    )  # fmt: skip
