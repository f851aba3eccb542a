"""The door of the house: dev.py, the lock files, and what is brought in from outside."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from tests.conftest import ROOT


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dev = load("dev.py")
frontend = load("tools/frontend.py")


def pins(name: str) -> set[tuple[str, str]]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return set(re.findall(r"(?m)^([\w.-]+)==(\S+)", text))


def run_dev(*args: str, python: str = sys.executable, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    command = [python, str(cwd / "dev.py"), *args]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False)


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Path:
    """Only what bringing up uv needs."""
    shutil.copy(ROOT / "dev.py", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def python_with_pip() -> str:
    """The Python that .venv was made from, when it has pip."""
    base = getattr(sys, "_base_executable", sys.executable)
    has_pip = subprocess.run([base, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    if not has_pip:
        pytest.skip(f"{base} has no pip")
    return base


# ---------------------------------------------------------------- dev.py


def test_help_names_every_verb():
    done = run_dev("--help")
    assert done.returncode == 0
    for verb in ("run", "test", "bench", "validate", "fuzz", "docs", "lock"):
        assert f"dev.py {verb}" in done.stdout


def test_unknown_verb_is_one_line_and_exit_2():
    done = run_dev("dance")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "'dance' is not one of run, test" in done.stderr


def test_python_without_pip_is_told_in_one_line(bare_checkout: Path):
    if importlib.util.find_spec("pip"):
        pytest.skip("this environment has pip")
    done = run_dev("run", cwd=bare_checkout)
    assert done.returncode == 1
    assert "has no pip" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_network_is_told_in_one_line(bare_checkout: Path):
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": ""}
    alone = {"PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull}
    done = run_dev("run", python=python_with_pip(), cwd=bare_checkout, **nowhere, **alone)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("dev.py: cannot fetch uv: is there a network?")
    assert "Traceback" not in done.stderr


def test_no_setup_without_an_environment_is_told_in_one_line(bare_checkout: Path):
    done = run_dev("run", "--no-setup", cwd=bare_checkout)
    assert done.returncode == 1
    assert done.stderr == "dev.py: there is no .venv; leave out --no-setup\n"


def test_a_larger_level_in_place_will_do(monkeypatch: pytest.MonkeyPatch):
    known = {"python": "key of bench", "frontend": "key of bench"}
    monkeypatch.setattr(dev, "read_stamp", lambda: {"level": "bench", **known})
    monkeypatch.setattr(dev, "steps", lambda level: dict.fromkeys(known, (f"key of {level}", True, None)))
    assert dev.stamped("full")
    monkeypatch.setattr(dev, "read_stamp", lambda: {"level": "full", **dict.fromkeys(known, "key of full")})
    assert dev.stamped("full")
    assert not dev.stamped("test")


def test_a_changed_file_changes_the_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    file = tmp_path / "some.txt"
    without = dev.fingerprint(file)
    file.write_text("a")
    before = dev.fingerprint(file, tmp_path)
    file.write_text("b")
    assert len({without, before, dev.fingerprint(file, tmp_path)}) == 3


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("WARNING: x\nnpm error code EAI_AGAIN\n", "is there a network?"),
        ("error: Failed to fetch\n  Caused by: dns error\n", "is there a network?"),
        ("line\nERROR: hashes do not match\nlast\n", "hashes do not match"),
        ("npm error code EUSAGE\nnpm error\nnpm error Missing: uplot@2\nnpm error A complete log", "Missing: uplot@2"),
        ("Traceback (most recent call last):\n  raise KeyError('error')\nKeyError: 'error'\n", "KeyError: 'error'"),
        ("only line\n", "only line"),
        ("", "no reason given"),
    ],
)
def test_the_telling_line_is_picked(output: str, reason: str):
    assert reason in dev.why_it_failed(output)


# ---------------------------------------------------------------- the lock files


@pytest.mark.parametrize(("small", "large"), [("run", "full"), ("full", "test"), ("test", "bench")])
def test_larger_set_keeps_the_pins_of_the_smaller(small: str, large: str):
    assert len(pins(small)) > 10
    assert pins(small) <= pins(large), "run: python3 dev.py lock"


@pytest.mark.parametrize("name", ["uv", "node", "run", "full", "test", "bench"])
def test_every_pin_has_a_hash(name: str):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    for block in re.split(r"(?m)^(?=[A-Za-z])", text)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in text


@pytest.mark.parametrize("name", ["run", "full", "test", "bench"])
def test_every_wanted_package_is_pinned(name: str):
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = {re.split(r"[<>=!~\[ ]", line)[0].lower().replace(".", "-") for line in lines if line[:1].isalpha()}
    assert wanted <= {pinned for pinned, _ in pins(name)}, "run: python3 dev.py lock"


def test_node_packages_are_pinned_without_addresses():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    assert '"resolved"' not in lock
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        held = json.loads(lock)["packages"][f"node_modules/{name}"]
        assert held["version"] == version
        assert held["integrity"].startswith("sha512-")


# ---------------------------------------------------------------- the front-end files


def test_style_sheet_names_no_other_machine():
    css = (
        '@font-face{font-family:Frutiger W01;src:url(https://assets.example/f.woff2) format("woff2")}'
        "body{font-family:Frutiger W01,arial,sans-serif;color:#005eb8}i{background:url(/assets/images/x-icon.svg)}"
        "/*# sourceMappingURL=a.css.map */"
    )
    own, images = frontend.own_style(css)
    assert images == ["x-icon.svg"]
    assert "Frutiger" not in own
    assert "http" not in own
    assert "#005eb8" not in own
    assert "url(images/x-icon.svg)" in own
    assert "sourceMappingURL" not in own
    with pytest.raises(SystemExit, match="still has"):
        frontend.own_style("a{background:url(https://elsewhere.example/a.png)}")


def test_brought_style_sheet_is_whole():
    vendor = ROOT / "src" / "whytwitch" / "web" / "static" / "vendor"
    css = (vendor / "nhsuk" / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    assert "http" not in css
    assert "Frutiger" not in css
    for image in set(re.findall(r"url\((images/[^)]+)\)", css)):
        assert (vendor / "nhsuk" / image).is_file()
    assert "MIT" in (vendor / "LICENCES.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("shade", frontend.OUR_COLOURS.items(), ids=lambda shade: shade[0])
def test_own_colours_are_as_readable_as_those_they_replace(shade: tuple[str, str]):
    """On white: not less contrast than before, up to a tenth, or above 7:1 (WCAG 2.2, 1.4.6)."""
    theirs, ours = (contrast_on_white(colour) for colour in shade)
    assert ours > 7 or ours > 0.9 * theirs


def contrast_on_white(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


# ---------------------------------------------------------------- the wheel


def test_wheel_carries_every_file_of_the_package(tmp_path: Path):
    """Also the front-end files and the compiled knowledge, which git does not keep."""
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    build = "from setuptools.build_meta import build_wheel; build_wheel('.')"
    subprocess.run([sys.executable, "-c", build], cwd=tmp_path, capture_output=True, check=True)
    wheel = zipfile.ZipFile(next(tmp_path.glob("*.whl")))
    source = tmp_path / "src"
    files = {path.relative_to(source).as_posix() for path in (source / "whytwitch").rglob("*") if path.is_file()}
    assert files <= set(wheel.namelist()), "add its ending to package-data in pyproject.toml"
    assert "whytwitch/web/static/vendor/nhsuk/nhsuk-frontend.min.css" in files
