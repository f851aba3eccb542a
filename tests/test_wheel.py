"""A wheel alone is enough: built, installed beside nothing of ours, and serving its pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import time
import urllib.request
from pathlib import Path

import pytest
from tests.conftest import ROOT, missing

#: Seconds that the whole may take.
PATIENCE = 90


@pytest.mark.slow
def test_the_app_runs_from_its_wheel(tmp_path: Path) -> None:
    uv = ROOT / ".tools" / "bin" / "uv"
    if not uv.exists():
        missing("uv is not here (python3 dev.py test brings it)")
    begun = time.monotonic()
    build = "from setuptools.build_meta import build_wheel; build_wheel(__import__('sys').argv[1])"
    subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE
    )
    wheel = next(tmp_path.glob("*.whl"))
    home = tmp_path / "clean"
    subprocess.run([uv, "venv", "-q", "--no-project", "--python", sys.executable, home], check=True, timeout=PATIENCE)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # Its dependencies are those of this checkout, at the pins: only our own package has to come from the wheel.
    subprocess.run([uv, "pip", "install", "-q", "--no-deps", "--python", python, wheel], check=True, timeout=PATIENCE)
    ours = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (Path(ours) / "pins.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (Path(ours) / "whytwitch.pth").unlink(missing_ok=True)
    said = tmp_path / "said"
    with said.open("wb") as log:
        app = subprocess.Popen(
            [
                home / "bin" / "whytwitch",
                "serve",
                "--port",
                "0",
                "--data",
                tmp_path / "data",
                "--no-token",
                "--no-browser",
            ],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            stderr=log,
        )
    try:
        address = ""
        while time.monotonic() - begun < PATIENCE and not address:
            time.sleep(0.2)
            found = re.search(r"(http://127\.0\.0\.1:\d+)/", said.read_text())
            address = found[1] if found else ""
        assert address, said.read_text()
        page = urllib.request.urlopen(address, timeout=30).read().decode()
        assert "Why does my leg twitch?" in page
        for part in re.findall(r'(?:src|href|data-components)="(/static/[^"]+)"', page):
            assert urllib.request.urlopen(address + part, timeout=30).status == 200
        where = subprocess.run(
            [python, "-c", "import whytwitch; print(whytwitch.__file__)"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert where.stdout.startswith(str(home))
    finally:
        app.terminate()
        app.wait(10)
    assert time.monotonic() - begun < PATIENCE
