"""From the shell to the answer: ``--help``, a picture without a night, the reference night by both editions.

    python3 dev.py bench start

Prints the median of wall-clock seconds over five runs and the largest memory of the process, beside the floor: the same
interpreter doing nothing. The goals stand in issue 2: 0.5 s, 1.5 s, 3 s, and 150 MB above the imports for the night.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("WHYTWITCH_SHARED") or ROOT.parent / "shared")
RUNS = 5
IMPORTS = "from whytwitch.evidence.night import score_night; import numpy, scipy.signal, edfio"


def once(arguments: list[str]) -> tuple[float, float]:
    """Seconds and megabytes of one process."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, arguments
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def measure(arguments: list[str]) -> tuple[float, float]:
    """Median seconds and largest megabytes."""
    runs = [once(arguments) for _ in range(RUNS)]
    return statistics.median(seconds for seconds, _ in runs), max(memory for _, memory in runs)


def main(arguments: list[str]) -> int:
    """Measure and print a table."""
    del arguments
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {RUNS} runs")
    call = ["-m", "whytwitch"]
    rows = {
        "python that does nothing (floor)": ["-c", "pass"],
        "whytwitch --help": [*call, "--help"],
        "picture examples/read-about-als.yaml --json": [
            *call,
            "picture",
            str(ROOT / "examples/read-about-als.yaml"),
            "--json",
        ],
        "imports of the night room": ["-c", IMPORTS],
    }
    with tempfile.TemporaryDirectory() as folder:
        maker = SHARED / "nights" / "make_reference_night.py"
        if maker.exists():
            subprocess.run([sys.executable, str(maker), folder], check=True, capture_output=True)
            rows["night night.edf --json (8 h, 2 x 256 Hz)"] = [*call, "night", f"{folder}/night.edf", "--json"]
        for name, command in rows.items():
            seconds, memory = measure(command)
            print(f"{name:<48} {seconds:6.2f} s {memory:7.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
