"""How long a window of signal takes at every zoom: 8 h, 20 channels at 256 Hz, all of them at once.

    python3 dev.py bench viewer

The floor of the same run is reading the same bytes with ``numpy.fromfile``. Times are of the work on the server without
the network of loopback; the first wide window makes the envelope once and is printed apart.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHANNELS, RATE, HOURS, POINTS = 20, 256, 8, 2000


def make(path: Path) -> None:
    """Write the file: noise, a burst now and then."""
    import numpy as np

    rng = np.random.default_rng(1)
    labels = ["LAT", "RAT", *(f"EEG {i}" for i in range(CHANNELS - 2))]
    columns = [(16, labels), (80, [""] * CHANNELS), (8, ["uV"] * CHANNELS), (8, ["-400"] * CHANNELS),
               (8, ["400"] * CHANNELS), (8, ["-32768"] * CHANNELS), (8, ["32767"] * CHANNELS), (80, [""] * CHANNELS),
               (8, [str(RATE)] * CHANNELS), (32, [""] * CHANNELS)]  # fmt: skip
    head = b"0       " + b" " * 160 + b"02.03.2122.30.00" + str(256 * (CHANNELS + 1)).encode().ljust(8) + b" " * 44
    head += str(HOURS * 3600).encode().ljust(8) + b"1".ljust(8) + str(CHANNELS).encode().ljust(4)
    head += b"".join(text.encode().ljust(width) for width, column in columns for text in column)
    minute = (rng.standard_normal((60, CHANNELS * RATE)) * 300).astype("<i2")
    with path.open("wb") as file:
        file.write(head)
        for _ in range(HOURS * 60):
            file.write(minute.tobytes())


def main(arguments: list[str]) -> int:
    """Measure and print a table."""
    del arguments
    sys.path.insert(0, str(ROOT / "src"))
    import numpy as np

    from whytwitch.evidence.night.view import NightView

    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, numpy {version('numpy')}, tsdownsample {version('tsdownsample')}; "
        f"{HOURS} h, {CHANNELS} channels, {RATE} Hz, {POINTS} points a channel"
    )
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "n.edf"
        make(path)
        began = time.perf_counter()
        view = NightView(path, keep=Path(name) / "n.npz")
        view.envelope()
        print(f"opening and envelope, once: {time.perf_counter() - began:.2f} s")
        indices = [one["index"] for one in view.channels()]
        worst = 0.0
        for seconds in (2, 10, 30, 60, 200, 234, 236, 600, 3600, 8 * 3600):
            taken, floor = [], []
            for k in range(7):
                start = k * 3571.3 % (HOURS * 3600 - seconds) if seconds < HOURS * 3600 else 0.0
                began = time.perf_counter()
                for index in indices:
                    view.window(index, start, start + seconds, POINTS)
                taken.append(time.perf_counter() - began)
                began = time.perf_counter()
                np.fromfile(path, np.uint8, seconds * CHANNELS * RATE * 2, offset=int(start) * CHANNELS * RATE * 2)
                floor.append(time.perf_counter() - began)
            middle = statistics.median(taken) * 1000
            worst = max(worst, middle)
            print(
                f"{seconds:>6} s  {middle:7.1f} ms (reading the bytes alone {statistics.median(floor) * 1000:6.1f} ms)"
            )
        print(f"slowest zoom {worst:.0f} ms")
    return 0
