"""The report: HTML, PDF and FHIR of one workup, after the picture was drawn.

    python3 dev.py bench report

Prints medians of wall-clock and processor seconds. The goals stand in issue 6: HTML under 0.5 s, PDF under 3 s. The
first PDF also loads WeasyPrint. The peer is a browser that prints the same HTML file (Chromium, its start included).
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5


def measure(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Median seconds by the clock and of the processor."""
    clock, processor = [], []
    for _ in range(runs):
        began, used = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    return statistics.median(clock), statistics.median(processor)


def main(arguments: list[str]) -> int:
    """Measure and print a table."""
    del arguments
    from whytwitch.report import html, pdf
    from whytwitch.report.fhir import bundle, bundle_text
    from whytwitch.workup import draw

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of {RUNS} runs")
    workup = draw(ROOT / "examples/restless-legs.yaml")
    rows = {"first PDF of the process": measure(lambda: pdf(workup), runs=1)}
    for audience in ("person", "doctor", "complete"):
        rows[f"HTML, {audience}"] = measure(lambda one=audience: html(workup, one))  # type: ignore[misc]
        rows[f"PDF, {audience}"] = measure(lambda one=audience: pdf(workup, one))  # type: ignore[misc]
    rows["FHIR, made and loaded by fhir.resources"] = measure(lambda: bundle_text(bundle(workup)))
    browser = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html(workup, "doctor"), encoding="utf-8")
        if browser:
            call = [browser, "--headless", "--no-sandbox", f"--print-to-pdf={folder}/page.pdf", page.as_uri()]
            rows["peer: Chromium prints the doctor's page"] = measure(
                lambda: subprocess.run(call, check=True, capture_output=True)
            )
    print(f"{'what':<42} {'clock s':>8} {'processor s':>12}")
    for name, (clock, processor) in rows.items():
        print(f"{name:<42} {clock:8.3f} {processor:12.3f}")
    if browser:
        ratio = rows["PDF, doctor"][0] / rows["peer: Chromium prints the doctor's page"][0]
        print(f"PDF of the doctor's page, ours / Chromium: {ratio:.2f}")
    return 0
