"""A second maker of nights, independent of ``simulate.py``: everything that a laboratory may do to a leg, by seed.

It writes its bytes itself (EDF, EDF+C, EDF+D, BDF, BDF+), takes recorded EMG as texture where it is at hand and the
timing of scored nights where that is given, and knows the truth exactly: a movement lasts from the first moment its
planned envelope stands 8 uV above rest to the last at which it stands 2 uV above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from whytwitch.evidence.night.editions.context import Context
from whytwitch.evidence.night.scoring import name_movements, score_editions
from whytwitch.evidence.night.stages import build
from whytwitch.model.night import Editions, LegMovement

Array = np.ndarray
RATES = (100, 128, 200, 250, 256, 400, 500, 512)
FORMATS = ("EDF", "EDF+C", "EDF+D", "BDF", "BDF+C", "BDF+D")
UNITS = ((b"uV", 1.0), (b"\xb5V", 1.0), ("µV".encode(), 1.0), (b"mV", 1e-3), (b"V", 1e-6))
LABELS = (("LAT", "RAT"),
          ("Leg L", "Leg R"), ("L-Tib", "R-Tib"), ("EMG TIB LINKS", "EMG TIB RECHTS"), ("Leg/L", "Leg/R"),
          ("Left Leg", "Right Leg"), ("PLM l", "PLM r"), ("Jambe gauche", "Jambe droite"))  # fmt: skip


@dataclass
class Night:
    """A made night before it is written."""

    seed: int
    hours: float
    rate: int
    kind: str
    unit: int
    sides: tuple[str, ...]
    labels: tuple[str, ...]
    told: list[str] = field(default_factory=list)
    rest: dict[str, Array] = field(default_factory=dict)
    signal: dict[str, Array] = field(default_factory=dict)
    truth: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    hidden: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    gaps: list[tuple[float, float]] = field(default_factory=list)
    stages: list[tuple[float, float, str]] = field(default_factory=list)


def make(
    seed: int,
    *,
    hours: float = 1.0,
    texture: dict[str, Array] | None = None,
    timing: Sequence[tuple[float, float]] = (),
    only: Sequence[str] | None = None,
    sides: tuple[str, ...] | None = None,
) -> Night:
    """Make a night.

    Parameters
    ----------
    seed : int
    hours : float
    texture : dict, optional
        ``rest`` and ``burst``: recorded EMG at 1000 Hz.
    timing : sequence of (float, float), optional
        Onsets and lengths of scored movements; else series are invented.
    only : sequence of str, optional
        Which troubles may happen; None lets the seed decide among all.
    sides : tuple of str, optional
        ``("left", "right")``, ``("left",)`` or ``("both",)``; None lets the seed decide.
    """
    rng = np.random.default_rng([seed, 77])
    rate = int(rng.choice(RATES))
    if sides is None:
        sides = (("left", "right"), ("left", "right"), ("left",), ("right",), ("both",))[int(rng.integers(5))]
    pair = LABELS[int(rng.integers(len(LABELS)))]
    labels = {"left": pair[0], "right": pair[1], "both": "Legs"}
    night = Night(
        seed, hours, rate, str(rng.choice(FORMATS)), int(rng.integers(len(UNITS))), sides,
        tuple(labels[s] for s in sides),
    )  # fmt: skip
    n = int(hours * 3600) * rate
    t = np.arange(n) / rate
    troubles = {"mains", "heart", "pops", "lead_off", "raised", "drift", "steps", "slow", "adc"}
    chosen = {one for one in sorted(troubles) if rng.random() < 0.4} if only is None else set(only)
    night.stages = _stages(rng, hours)
    plans = _plan(rng, hours, sides, timing)
    mains = float(rng.choice([50, 60])) + float(rng.normal(0, 0.02))
    heart = _beats(rng, hours) if "heart" in chosen else np.zeros(0)
    for side in sides:
        level = float(rng.uniform(0.6, 3.0))
        rest = np.full(n, level)
        if "raised" in chosen:
            for _ in range(int(rng.integers(1, 4))):
                a, b = _span(rng, n, rate, 60, 500)
                rest[a:b] = float(rng.uniform(3.0, 6.0))
        x = rest * _coloured(rng, n, rate, texture and texture.get("rest"))
        envelope = np.zeros(n)
        for on, length, strength in plans[side]:
            _burst(rng, x, envelope, on, length, strength, rate, texture and texture.get("burst"))
        night.truth[side] = _truth(rest, envelope, rate)
        hidden: list[tuple[float, float]] = []
        if "heart" in chosen:
            _add_heart(rng, x, heart, rate)
            night.told.append("heart")
        if "mains" in chosen:
            swing = 1 + 0.3 * np.sin(2 * np.pi * t / rng.uniform(300, 1500))
            size = float(rng.uniform(2, 60))
            for k, share in ((1, 1.0), (3, 0.2), (5, 0.05)):
                if k * mains < rate / 2 - 2:
                    x += size * share * swing * np.sin(2 * np.pi * k * mains * t + rng.uniform(0, 6))
            night.told.append(f"mains {size:.0f}")
        if "drift" in chosen:
            x += rng.uniform(20, 300) * np.sin(2 * np.pi * t * rng.uniform(0.05, 0.4)) + rng.uniform(-200, 200)
        if "slow" in chosen:  # sway below the band, as from turning over
            for _ in range(int(rng.integers(5, 20))):
                a, b = _span(rng, n, rate, 1, 4)
                x[a:b] += rng.uniform(100, 400) * np.hanning(b - a) * np.sin(2 * np.pi * 1.5 * t[: b - a])
        if "pops" in chosen:
            for at in rng.uniform(5, hours * 3600 - 5, int(rng.integers(3, 40))):
                i = int(at * rate)
                m = int(rng.uniform(0.02, 0.15) * rate * 5)
                m = min(m, n - i)
                x[i : i + m] += rng.choice([-1, 1]) * rng.uniform(300, 4000) * np.exp(-5 * np.arange(m) / m)
            night.told.append("pops")
        if "steps" in chosen:  # the amplifier finds a new zero
            for at in rng.uniform(5, hours * 3600 - 5, int(rng.integers(1, 6))):
                x[int(at * rate) :] += rng.choice([-1, 1]) * rng.uniform(20, 300)
            x = np.clip(x, -9e3, 9e3)
        if "lead_off" in chosen:
            a, b = _span(rng, n, rate, 60, 400)
            how = int(rng.integers(3))
            x[a:b] = (0.0, 1e6, 0.0)[how]
            if how == 2:
                x[a:b] = 800 * np.sin(2 * np.pi * mains * t[a:b])
            hidden.append((a / rate - 1.5, b / rate + 1.5))
            night.told.append(f"lead off {('flat', 'rail', 'hum')[how]}")
        night.rest[side], night.signal[side], night.hidden[side] = rest, x, hidden
    if night.kind.endswith("D"):
        for _ in range(int(rng.integers(1, 8))):
            a = float(rng.integers(60, int(hours * 3600) - 400))
            b = a + float(rng.integers(1, 240))
            if all(b + 5 < c or a > d + 5 for c, d in night.gaps):
                night.gaps.append((a, b))
        night.gaps.sort()
    night.told.append(",".join(sorted(chosen)))
    return night


def planned(night: Night, side: str, *, margin: float = 0.75) -> tuple[list, list]:
    """Return the movements that must be found, and those at edges of hidden time that need not be."""
    walls = [*night.hidden[side], *night.gaps]
    must, may = [], []
    end = night.hours * 3600
    for a, b in night.truth[side]:
        if b - a < 0.5 - 1e-9:
            if b - a > 0.42:
                may.append((a, b))
            continue
        near = any(a < d + margin and b > c - margin for c, d in walls) or b - a < 0.6 or a < margin or b > end - margin
        (may if near else must).append((a, b))
    return must, may


def indices(night: Night) -> Editions:
    """Score the planned movements by both editions."""
    moves = [
        LegMovement(id="", leg=s, onset_s=a, duration_s=b - a, morphology=True, origin="auto")
        for s in night.sides
        for a, b in night.truth[s]
        if b - a >= 0.5
    ]
    walls = [d for _, d in night.gaps]
    return score_editions(
        name_movements(moves, walls),
        Context(hypnogram=build(night.stages, source="annotations"), hours=night.hours, barriers=tuple(walls)),
    )


def write(night: Night, path: Path) -> Path:
    """Write the file and return its path; ``.bdf`` or ``.edf`` by its kind."""
    bdf = night.kind.startswith("BDF")
    path = path.with_suffix(".bdf" if bdf else ".edf")
    full = (1 << 23) - 1 if bdf else (1 << 15) - 1
    unit, factor = UNITS[night.unit]
    top_uv = 5000.0 if not bdf else 20000.0
    shift = [night.signal[s] for s in night.sides]
    digital = [np.clip(np.round(x / top_uv * full), -full - 1, full).astype("<i4") for x in shift]
    seconds = int(night.hours * 3600)
    kept = [r for r in range(seconds) if not any(a <= r < b for a, b in night.gaps)]
    plus = "+" in night.kind
    notes: dict[int, bytes] = {}
    at = dict.fromkeys(kept)
    for on, length, stage in night.stages:
        r = next((k for k in range(int(on), int(on + length)) if k in at), None)
        if r is not None:
            notes[r] = notes.get(r, b"") + b"+%d\x15%d\x14Sleep stage %s\x14\x00" % (on, length, stage.encode())
    note_bytes = 240
    n = len(digital) + plus
    edge = f"{top_uv * factor:.8g}"[:8]
    fields: list[tuple[int, list[bytes]]] = [
        (16, [*(x.encode() for x in night.labels), *([b"BDF Annotations" if bdf else b"EDF Annotations"] * plus)]),
        (80, [b""] * n),
        (8, [unit] * len(digital) + [b""] * plus),
        (8, [f"-{edge}"[:8].encode()] * len(digital) + [b"-1"] * plus),
        (8, [edge.encode()] * len(digital) + [b"1"] * plus),
        (8, [str(-full).encode()] * len(digital) + [str(-full - 1).encode()] * plus),
        (8, [str(full).encode()] * len(digital) + [str(full).encode()] * plus),
        (80, [b""] * n),
        (8, [str(night.rate).encode()] * len(digital) + [str(note_bytes // (3 if bdf else 2)).encode()] * plus),
        (32, [b""] * n),
    ]
    head = b"\xffBIOSEMI" if bdf else b"0       "
    head += b"X X X X".ljust(80) + b"Startdate 03-MAR-2022 X X X".ljust(80) + b"03.03.2223.10.05"
    head += str(256 * (n + 1)).encode().ljust(8) + (night.kind if plus else "24BIT" if bdf else "").encode().ljust(44)
    head += str(len(kept)).encode().ljust(8) + b"1".ljust(8) + str(n).encode().ljust(4)
    head += b"".join(v.ljust(w)[:w] for w, column in fields for v in column)
    with path.open("wb") as file:
        file.write(head)
        for r in kept:
            for x in digital:
                piece = x[r * night.rate : (r + 1) * night.rate]
                file.write(
                    piece.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
                    if bdf
                    else piece.astype("<i2").tobytes()
                )
            if plus:
                file.write((b"+%d\x14\x14\x00" % r + notes.get(r, b""))[:note_bytes].ljust(note_bytes, b"\x00"))
    return path


def texture_from(folder: Path) -> dict[str, Array]:
    """Cut recorded surface EMG (1000 Hz) into what is quiet and what is loud."""
    x = np.loadtxt(folder / "biosppy-emg.txt", comments="#")
    x = x[:, -1] if x.ndim > 1 else x
    x = x - x.mean()
    level = np.sqrt(np.convolve(x**2, np.ones(250) / 250, "same"))
    low, high = np.quantile(level, (0.3, 0.85))
    return {"rest": _longest(x, level < 2 * low), "burst": _longest(x, level > 0.7 * high)}


def _longest(x: Array, mask: Array) -> Array:
    pieces = np.split(x, np.flatnonzero(np.diff(mask.astype(int))) + 1)
    flags = np.split(mask, np.flatnonzero(np.diff(mask.astype(int))) + 1)
    good = [p / np.sqrt(np.mean(p**2)) for p, f in zip(pieces, flags, strict=True) if f[0] and len(p) > 200]
    return np.concatenate(good)


def _span(rng: np.random.Generator, n: int, rate: int, least: float, most: float) -> tuple[int, int]:
    length = int(rng.uniform(least, most) * rate)
    a = int(rng.integers(10 * rate, n - length - 10 * rate))
    return a, a + length


def _coloured(rng: np.random.Generator, n: int, rate: int, texture: Array | None) -> Array:
    """Return noise of unit strength: recorded, or made with a random spectrum."""
    from scipy.signal import butter, sosfilt

    if texture is not None and rng.random() < 0.6:
        return _from_texture(rng, n, rate, texture)
    low, high = float(rng.uniform(8, 25)), min(float(rng.uniform(70, 180)), 0.46 * rate)
    sos = butter(int(rng.integers(1, 4)), [low, high], "band", fs=rate, output="sos")
    x = sosfilt(sos, rng.standard_normal(n + rate))[rate:]
    return x / x.std()


def _from_texture(rng: np.random.Generator, n: int, rate: int, texture: Array) -> Array:
    from scipy.signal import butter, resample_poly, sosfiltfilt

    high = min(100.0, 0.45 * rate)
    y = sosfiltfilt(butter(3, [10, high], "band", fs=1000, output="sos"), texture)
    g = int(np.gcd(rate, 1000))
    y = resample_poly(y, rate // g, 1000 // g)
    out = np.empty(n)
    at = 0
    while at < n:
        m = min(n - at, int(rng.integers(rate, 3 * rate)), len(y))
        start = int(rng.integers(0, len(y) - m + 1))
        piece = y[start : start + m] * rng.choice([-1, 1])
        out[at : at + m] = piece / max(np.sqrt(np.mean(piece**2)), 1e-9)
        at += m
    return out


def _burst(
    rng: np.random.Generator, x: Array, envelope: Array, on: float, length: float, strength: float, rate: int,
    texture: Array | None,
) -> None:  # fmt: skip
    i, m = round(on * rate), round(length * rate)
    m = min(m, len(x) - i)
    if m < 4:
        return
    rise, fall = float(rng.uniform(0.005, 0.06)), float(rng.uniform(0.005, 0.15))
    t = np.arange(m) / rate
    shape = np.minimum(1, np.minimum(t / rise, (m / rate - t) / fall)).clip(0)
    shape *= 1 + 0.25 * np.sin(2 * np.pi * t * rng.uniform(0.3, 1.5) + rng.uniform(0, 6))  # movements swell and fade
    x[i : i + m] += strength * shape * _coloured(rng, m + rate, rate, texture)[:m]
    envelope[i : i + m] = np.maximum(envelope[i : i + m], strength * shape)


def _truth(rest: Array, envelope: Array, rate: int) -> list[tuple[float, float]]:
    both = np.sqrt(rest**2 + envelope**2)
    high, low = both > rest + 8, both > rest + 2
    out: list[tuple[float, float]] = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], low.astype(int), [0]])))
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        over = np.flatnonzero(high[a:b])
        if not len(over):
            continue
        start = a + over[0]
        if out and start / rate - out[-1][1] < 0.5:
            out[-1] = (out[-1][0], b / rate)
        else:
            out.append((start / rate, b / rate))
    return out


def _plan(rng, hours, sides, timing):  # type: ignore[no-untyped-def]
    plans: dict[str, list[tuple[float, float, float]]] = {s: [] for s in sides}
    if timing:
        for on, length in timing:
            if on + length < hours * 3600 - 5 and on > 5:
                plans[sides[int(rng.integers(len(sides)))]].append((on, length, float(rng.uniform(18, 120))))
    else:
        t = 40.0
        while t < hours * 3600 - 60:
            middle = float(rng.uniform(12, 45))
            for _ in range(int(rng.integers(3, 18))):
                if t > hours * 3600 - 40:
                    break
                length = float(np.clip(rng.lognormal(0.5, 0.6), 0.2, 13))
                strength = float(rng.choice([rng.uniform(16, 40), rng.uniform(40, 250)]))
                own = sides[int(rng.integers(len(sides)))]
                plans[own].append((t, length, strength))
                if len(sides) == 2 and rng.random() < 0.35:
                    other = sides[1 - sides.index(own)]
                    plans[other].append((t + float(rng.uniform(-0.4, length + 0.4)), length * 0.9, strength))
                t += max(length + 2.0, float(rng.normal(middle, middle / 5)))
            t += float(rng.uniform(20, 200))
    return {s: sorted(p) for s, p in plans.items()}


def _stages(rng: np.random.Generator, hours: float) -> list[tuple[float, float, str]]:
    names = ["W"] * 6
    while len(names) < hours * 120:
        names += [str(rng.choice(["N1", "N2", "N2", "N2", "N3", "R", "W"]))] * int(rng.integers(1, 30))
    return [(30.0 * i, 30.0, s) for i, s in enumerate(names[: int(hours * 120)])]


def _beats(rng: np.random.Generator, hours: float) -> Array:
    base = 60.0 / float(rng.uniform(45, 110))
    n = int(hours * 3600 / base) + 10
    breath = 1 + 0.05 * np.sin(2 * np.pi * np.arange(n) * base / 4.5)
    rr = base * breath * (1 + rng.normal(0, 0.03, n))
    if rng.random() < 0.4:  # extra beats: early, then a pause
        for k in rng.integers(2, n - 2, n // 60):
            rr[k] *= 0.6
            rr[k + 1] *= 1.4
    return np.cumsum(rr)


def _add_heart(rng: np.random.Generator, x: Array, beats: Array, rate: int) -> None:
    size = float(rng.uniform(12, 80))
    t = np.arange(-0.12, 0.35, 1 / rate)
    width = float(rng.uniform(0.010, 0.022))
    wave = -0.15 * np.exp(-(((t + 0.03) / width) ** 2)) + np.exp(-((t / width) ** 2))
    wave += -0.3 * np.exp(-(((t - 0.03) / width) ** 2)) + 0.2 * np.exp(-(((t - 0.22) / 0.05) ** 2))
    for b in beats:
        i = int(b * rate)
        if 0 < i < len(x) - len(t):
            x[i : i + len(t)] += size * float(rng.normal(1, 0.06)) * wave
