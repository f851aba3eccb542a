"""What is not compiled yet is compiled beside the server, and a failure there leaves the app as it was."""

from __future__ import annotations

import subprocess
import sys

import pytest

from whytwitch.reasoning import compiled
from whytwitch.web import server


@pytest.mark.parametrize(("kept", "code", "asked", "used"), [(True, 0, 0, 1), (False, 0, 1, 1), (False, 1, 1, 0)])
def test_compiled_beside_the_server(monkeypatch, kept, code, asked, used):
    began, loaded = [], []

    def run(command, **_):
        began.append(command)
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(compiled, "is_kept", lambda: kept)
    monkeypatch.setattr(compiled, "use", lambda: loaded.append(True))
    monkeypatch.setattr(server.subprocess, "run", run)
    server._quicken()
    assert (len(began), len(loaded)) == (asked, used)
    assert began in ([], [[sys.executable, "-m", "whytwitch.reasoning.compiled"]])


def test_what_set_up_compiled_is_found_again():
    assert compiled.use()
    assert compiled.is_kept()
