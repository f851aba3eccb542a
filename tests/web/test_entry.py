"""Who may come in: nobody without the token of this start, but for the numbers to call."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.web.client import Client
from tests.web.conftest import ROOT, Server


def started(home: Path) -> tuple[subprocess.Popen[bytes], int, str]:
    """``whytwitch serve`` with its folder in `home`: the process, its port and its token, as printed into ``said``."""
    said = home / "said"
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "whytwitch", "serve", "--port", "0", "--data", str(home / "data")],
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"], "HOME": str(home)},
            stdout=subprocess.DEVNULL,
            stderr=log,
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # a shell's background work ignores it
        )
    for _ in range(3000):
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/enter/\?token=(\S+)", said.read_text()):
            return process, int(found[1]), found[2]
        time.sleep(0.01)
    pytest.fail(f"no address was printed: {said.read_text()}")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str, Path]]:
    """The app as ``whytwitch serve`` starts it, with the address it printed and its folder."""
    home = tmp_path_factory.mktemp("guarded")
    process, port, token = started(home)
    yield Server(port, home / "data", process), token, home / "said"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


@pytest.mark.parametrize("after", [0.0, 0.7])
def test_ctrl_c_ends_it_quietly_also_while_it_still_loads(tmp_path: Path, after: float) -> None:
    process, _, _ = started(tmp_path)
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert "Traceback" not in (tmp_path / "said").read_text()


def test_somebody_else_on_this_computer_sees_nothing(guarded: tuple[Server, str, Path]) -> None:
    stranger = Client(guarded[0])
    for path in ("/", "/people/", "/people/new/", "/library/", "/enter/?token=", "/enter/?token=guess", "/example/"):
        answer = stranger.get(path)
        assert answer.status == 403, path
        assert "opens with its own address" in answer.text
    sent = stranger.post("/people/new/", {"told_by": "self"})
    assert sent.status == 403
    assert "What you sent just now was not taken" in sent.text


def test_the_numbers_to_call_are_for_everybody(guarded: tuple[Server, str, Path]) -> None:
    answer = Client(guarded[0]).get("/emergency/?country=GB")
    assert answer.status == 200
    assert "999" in answer.text


def test_the_printed_address_lets_a_browser_in_for_good(guarded: tuple[Server, str, Path]) -> None:
    server, token, _ = guarded
    browser = Client(server)
    came = browser.get(f"/enter/?token={token}")
    assert (came.status, came.headers["location"]) == (302, "/")  # the token does not stay in the address
    cookie = came.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert browser.get("/").status == 200
    assert browser.new_person().startswith("/people/")
    assert Client(server).get("/people/").status == 403


def test_a_program_shows_the_token_as_a_header(guarded: tuple[Server, str, Path]) -> None:
    server, token, _ = guarded
    assert Client(server).get("/people/", Authorization=f"Bearer {token}").status == 200
    assert Client(server).get("/people/", Authorization="Bearer no").status == 403


def test_the_page_for_the_browser_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from django.conf import settings; settings.configure();"
            "from whytwitch.web.entry import entry_page;"
            "print(entry_page(Path(sys.argv[1]), 'http://127.0.0.1:1', 'tok'))",
            str(tmp_path),
        ],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    page = Path(made.stdout.strip())
    assert "http://127.0.0.1:1/enter/?token=tok" in page.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
