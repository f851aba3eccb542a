"""One worker against two, the cost of a night beside scoring it in a loop, memory of a worker, and the summary page.

    python3 dev.py bench cohort [--nights=40]

The nights are simulated (8 h, two legs, 256 Hz). The peer of the same run is a plain loop over ``score_night`` in one
process: what a researcher would write without this room. Seconds are of this machine; the ratios are what counts.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOP = """
import json, sys, time
from pathlib import Path
from whytwitch.evidence.night import score_night
paths = sorted(Path(sys.argv[1]).glob("*.edf"))
score_night(paths[0])
began = time.perf_counter()
for path in paths:
    score_night(path)
print(json.dumps(time.perf_counter() - began))
"""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def make(folder: Path, count: int, hours: float) -> None:
    """Write simulated nights; the last one is a copy of none."""
    from whytwitch.evidence.night.simulate import restless_night, write

    for number in range(count):
        write(restless_night(number, hours), folder / f"n{number:04d}.edf")


def cohort(folder: Path, out: Path, workers: int) -> tuple[float, float]:
    """Seconds between the first and the last night, and the largest memory of one process in MB."""
    code = (
        "import json, sys, time, psutil\n"
        "from pathlib import Path\n"
        "from whytwitch.cohort.run import Plan, score_folder\n"
        "if __name__ == '__main__':\n"
        "    marks, most = [], [0.0]\n"
        "    def tell(progress):\n"
        "        marks.append((time.perf_counter(), progress.done))\n"
        "        for child in psutil.Process().children(recursive=True):\n"
        "            try: most[0] = max(most[0], child.memory_info().rss / 1e6)\n"
        "            except psutil.Error: pass\n"
        "    score_folder(Plan(Path(sys.argv[1]), Path(sys.argv[2]), workers=int(sys.argv[3])), tell)\n"
        "    warm = int(sys.argv[3])\n"
        "    marks = [m for m in marks if m[1] >= warm]\n"
        "    print(json.dumps([(marks[-1][0] - marks[0][0]) / (marks[-1][1] - marks[0][1]), most[0]]))\n"
    )
    script = out.with_suffix(".py")
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, script, folder, out, str(workers)], capture_output=True, text=True, check=True
    )
    seconds, memory = json.loads(done.stdout.splitlines()[-1])
    return seconds, memory


def summary(folder: Path, nights: int, moves: int) -> float:
    """Seconds of the summary page over made-up rows of single movements."""
    sys.path.insert(0, str(ROOT))
    from tests.cohort.test_analysis import write

    from whytwitch.cohort.analysis import summarize
    from whytwitch.report.cohort_page import cohort_html

    write(folder, nights, moves)
    summarize(folder)  # imports
    began = time.perf_counter()
    assert "A cohort of nights" in cohort_html(summarize(folder))
    return time.perf_counter() - began


def main(arguments: list[str]) -> int:
    """Measure and print a table."""
    sys.path.insert(0, str(ROOT / "src"))
    count = int(next((one.split("=")[1] for one in arguments if one.startswith("--nights=")), 40))
    packages = ", ".join(f"{name} {version(name)}" for name in ("distributed", "duckdb", "pyarrow", "numpy"))
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, {packages}; {count} simulated nights of 8 h, 2 legs, 256 Hz"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "nights"
        folder.mkdir()
        make(folder, count, 8.0)
        rounds: dict[str, list[float]] = {"loop": [], "one": [], "two": []}
        memory = []
        for number in range(3):
            looped = subprocess.run(
                [sys.executable, "-c", LOOP, folder],
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, **ONE_THREAD},
            )
            rounds["loop"].append(float(looped.stdout) / count)
            for key, workers in (("one", 1), ("two", 2)):
                seconds, most = cohort(folder, Path(name) / f"out{number}{key}", workers)
                rounds[key].append(seconds)
                memory.append(most)
        loop, one, two = (statistics.median(rounds[key]) for key in ("loop", "one", "two"))
        print(f"plain loop over score_night            {loop * 1000:8.1f} ms a night")
        print(f"cohort, 1 worker                       {one * 1000:8.1f} ms a night ({(one - loop) * 1000:+.1f} ms)")
        print(f"cohort, 2 workers                      {two * 1000:8.1f} ms a night = {one / two:.2f} times one worker")
        print(f"largest memory of a worker             {max(memory):8.0f} MB")
        seconds = summary(Path(name) / "tables", 1000, 300)
        print(f"summary page, 1 000 nights, 900 000 rows {seconds:6.2f} s")
    print(f"largest memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0
