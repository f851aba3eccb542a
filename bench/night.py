"""Speed and memory of scoring a night, beside psgscoring and beside the least that anyone must do.

    python3 dev.py bench night [--large]

The night is the reference night of ``../shared`` (8 h, two legs at 256 Hz), or one of our own simulator when that is
not there. The floor is one edfio read of both legs and one ``sosfilt`` pass over them. Every program runs in a process
of its own; times are medians of interleaved rounds. ``--large`` adds a 32-channel 512 Hz recording of 8 h (0.9 GB).
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("WHYTWITCH_SHARED") or ROOT.parent / "shared")
ROUNDS = 5

OURS = """
import json, sys, time
sys.path.insert(0, {src!r})
import whytwitch.evidence.night.assemble, whytwitch.evidence.night.movements
from whytwitch.evidence.night import score_night
def peak():  # not getrusage: its maximum is inherited from the process that started this one
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
base = peak()
began, cpu = time.perf_counter(), time.process_time()
night = score_night({path!r})
taken, cpu = time.perf_counter() - began, time.process_time() - cpu
most = peak()
found = night["editions"]
print(json.dumps(dict(s=taken, cpu=cpu, mb=(most - base) / 1024, wasm=found["wasm2016"]["indices"]["plms_per_h"],
                      aasm=found["aasm3"]["indices"]["plms_per_h"])))
"""
FLOOR = """
import json, time
import edfio, numpy as np
from scipy.signal import butter, sosfilt
sos = butter(4, [10, 100], "band", fs=256, output="sos")
began, cpu = time.perf_counter(), time.process_time()
for signal in edfio.read_edf({path!r}).signals:
    sosfilt(sos, signal.data)
print(json.dumps(dict(s=time.perf_counter() - began, cpu=time.process_time() - cpu)))
"""
PEER = """
import json, time, warnings
warnings.simplefilter("ignore")
import edfio, numpy as np, scipy.signal, scipy.ndimage
from psgscoring.plm import analyze_plm
names = {{"W": "W", "N1": "N1", "N2": "N2", "N3": "N3", "R": "R"}}
began, cpu = time.perf_counter(), time.process_time()
edf = edfio.read_edf({path!r})
left, right = (s.data for s in edf.signals)
stages = [a.text.split()[-1] for a in edf.annotations if a.text.startswith("Sleep stage")]
breathing = [dict(onset_s=a.onset, duration_s=a.duration) for a in edf.annotations if "apnea" in a.text]
found = analyze_plm(left, right, 256, stages, breathing, leg_unit="uV", offset_aasm=True, bilateral_window_s=5.0)
print(json.dumps(dict(s=time.perf_counter() - began, cpu=time.process_time() - cpu,
                      aasm=found["summary"]["plm_index"])))
"""


def child(code: str, path: Path) -> dict:
    """Run a program in a process of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code.format(path=str(path), src=str(ROOT / "src"))],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def made(folder: Path) -> tuple[Path, str]:
    """Return the night to measure on, and what it is."""
    maker = SHARED / "nights" / "make_reference_night.py"
    if maker.exists():
        subprocess.run([sys.executable, str(maker), str(folder)], check=True, capture_output=True)
        return folder / "night.edf", "the reference night (8 h, 2 legs, 256 Hz)"
    sys.path.insert(0, str(ROOT / "src"))
    from whytwitch.evidence.night.simulate import restless_night, write

    write(restless_night(hours=8.0), folder / "night.edf")
    return folder / "night.edf", "a simulated night (8 h, 2 legs, 256 Hz)"


def simulated(folder: Path, hours: float) -> Path:
    """Write a simulated night of some hours."""
    sys.path.insert(0, str(ROOT / "src"))
    from whytwitch.evidence.night.simulate import restless_night, write

    path = folder / f"{hours:g}h.edf"
    write(restless_night(hours=hours), path)
    return path


def large(folder: Path) -> Path:
    """Write 8 h of 32 channels at 512 Hz, two of them legs."""
    import numpy as np

    rng = np.random.default_rng(1)
    labels = ["LAT", "RAT", *(f"EEG {i}" for i in range(30))]
    n = len(labels)
    fields = [(16, labels), (80, [""] * n), (8, ["uV"] * n), (8, ["-400"] * n), (8, ["400"] * n), (8, ["-32768"] * n),
              (8, ["32767"] * n), (80, [""] * n), (8, ["512"] * n), (32, [""] * n)]  # fmt: skip
    head = b"0       " + b" " * 160 + b"02.03.2122.30.00" + str(256 * (n + 1)).encode().ljust(8) + b" " * 44
    head += b"28800".ljust(8) + b"1".ljust(8) + str(n).encode().ljust(4)
    head += b"".join(text.encode().ljust(width) for width, column in fields for text in column)
    path = folder / "large.edf"
    minute = (rng.standard_normal((60, n * 512)) * 123).astype("<i2")
    with path.open("wb") as file:
        file.write(head)
        for k in range(480):
            minute[20:22, :512] *= 1 + 14 * (k % 2)
            file.write(minute.tobytes())
            minute[20:22, :512] = (rng.standard_normal((2, 512)) * 123).astype("<i2")
    return path


def row(name: str, results: list[dict], floor: float | None) -> str:
    """Return one line of the table."""
    took = statistics.median(r["s"] for r in results)
    cpu = statistics.median(r["cpu"] for r in results)
    memory = max((r["mb"] for r in results if "mb" in r), default=None)
    figures = ", ".join(f"{k.upper()} {results[0][k]:.2f}/h" for k in ("wasm", "aasm") if results[0].get(k) is not None)
    return (
        f"| {name} | {took:.2f} ({min(r['s'] for r in results):.2f}-{max(r['s'] for r in results):.2f}) | {cpu:.2f} | "
        f"{'' if floor is None else f'{took / floor:.1f}'} | {'' if memory is None else f'{memory:.0f}'} | {figures} |"
    )


def release(name: str) -> str:
    """Return a package's version."""
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


def main(arguments: list[str]) -> int:
    """Run and print a table in Markdown."""
    packages = [release(p) for p in ("numpy", "scipy", "edfio", "psgscoring")]
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Machine: {machine}; Python {platform.python_version()}, {', '.join(packages)}.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, what = made(folder)
        programs = {"floor: edfio read + one sosfilt": FLOOR, "whytwitch, file to both editions": OURS}
        if not packages[-1].startswith("no "):
            programs["psgscoring analyze_plm, both AASM flags"] = PEER
        results: dict[str, list[dict]] = {k: [] for k in programs}
        for _ in range(ROUNDS):
            for key, code in programs.items():
                results[key].append(child(code, path))
        floor = statistics.median(r["s"] for r in results["floor: edfio read + one sosfilt"])
        print(f"\n{what}; median of {ROUNDS} interleaved rounds (least-most).\n")
        print("| program | seconds | CPU seconds | times the floor | MB above imports | PLMS |")
        print("| --- | --- | --- | --- | --- | --- |")
        for key, found in results.items():
            print(row(key, found, floor))
        print("\n| simulated night | seconds | CPU seconds | | MB above imports | PLMS |")
        print("| --- | --- | --- | --- | --- | --- |")
        for hours in (1, 2, 8, 24):
            print(row(f"{hours} h", [child(OURS, simulated(folder, hours)) for _ in range(3)], None))
        if "--large" in arguments:
            print(row("8 h, 32 channels, 512 Hz", [child(OURS, large(folder))], None))
    return 0
