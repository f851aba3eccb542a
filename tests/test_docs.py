"""Generated pages are current, and every command and exit code has its place in the documentation."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.conftest import ROOT


def test_generated_pages_are_current():
    done = subprocess.run(
        [sys.executable, "tools/docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}; run 'python3 dev.py docs'"


def test_every_command_of_the_readme_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"dev\.py run ([a-z]+)", text))
    known = subprocess.run(
        [sys.executable, "-m", "whytwitch", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert commands
    assert all(re.search(rf"\b{command}\b", known) for command in commands), commands


def test_every_exit_code_is_documented():
    from whytwitch import errors

    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    for name in dir(errors):
        kind = getattr(errors, name)
        if isinstance(kind, type) and issubclass(kind, errors.InputError):
            assert name in page
            assert str(kind.exit_code) in page


def test_words_of_the_house_are_in_the_glossary():
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").lower()
    for word in (
        "finding",
        "picture",
        "leg movement",
        "clm",
        "plms index",
        "tsat",
        "red flag",
        "likelihood ratio",
        "prior",
        "leak",
        "weight",
        "urgency",
        "first contact",
        "recording",
        "scoring",
        "edition",
        "provisional",
        "would explain",
        "shift",
    ):
        assert word in text, word
