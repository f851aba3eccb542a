"""A real server on a free port with an empty data folder, and a browser page that tells on every fault."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
START = """
import sys
from pathlib import Path
from whytwitch.web.server import serve
serve(int(sys.argv[1]), Path(sys.argv[2]))
"""


@dataclass
class Server:
    """A running app in a process of its own."""

    port: int
    data: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def files(self) -> list[Path]:
        """Everything uploaded or half uploaded."""
        return [path for part in ("files", "incoming") for path in (self.data / part).rglob("*") if path.is_file()]


def start_server(data: Path, log: Path, port: int = 0, **more: str) -> Server:
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", START, str(port), str(data)],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "HOME": str(data.parent), **more},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    server = Server(port, data, process)
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}:\n{log.read_text()}")
        try:
            urllib.request.urlopen(server.url + "/about-this/", timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    pytest.fail("the server did not start within 30 s")


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server writes on standard error."""
    return tmp_path_factory.mktemp("log") / "server.log"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, log: Path) -> Iterator[Server]:
    """The app, for all tests of this folder."""
    running = start_server(tmp_path_factory.mktemp("data") / "whytwitch", log)
    yield running
    running.process.terminate()
    running.process.wait(10)


@pytest.fixture
def web_page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page in British English that fails on requests elsewhere, broken scripts and breaches of the content policy."""
    yield from _page(browser, server, scripts=True)


@pytest.fixture
def plain_page(browser: Browser, server: Server) -> Iterator[Page]:
    """The same without JavaScript."""
    yield from _page(browser, server, scripts=False)


#: Browser contexts by server and scripts: making one takes a second of the processor, cleaning one up a hundredth.
_contexts: dict[tuple[str, bool], BrowserContext] = {}


def _page(browser: Browser, server: Server, *, scripts: bool) -> Iterator[Page]:
    key = server.url, scripts
    if key not in _contexts:
        _contexts[key] = browser.new_context(
            locale="en-GB", java_script_enabled=scripts, base_url=server.url, reduced_motion="reduce"
        )  # drawings in motion are painted by the processor here, on every page that has them
        _contexts[key].new_page().set_default_timeout(15_000)
    context = _contexts[key]
    page = context.pages[0]
    faults: list[str] = []
    watched = {
        "request": lambda one: None if one.url.startswith(server.url) else faults.append(f"asked {one.url}"),
        "pageerror": lambda error: faults.append(f"script: {error}"),
        "console": lambda said: (
            faults.append(said.text) if re.search("Content.Security.Policy|Refused to", said.text) else None
        ),
        "response": lambda one: faults.append(f"{one.status} {one.url}") if one.status >= 500 else None,
    }
    for event, look in watched.items():
        page.on(event, look)  # type: ignore[call-overload]
    yield page
    for event, look in watched.items():
        page.remove_listener(event, look)
    try:
        _as_new(context)
    except Error:  # it hangs in what the test left: the next one gets another
        _contexts.pop(key).close()
    assert not faults, faults


def _as_new(context: BrowserContext) -> None:
    """Make a context as it was: one empty page, nobody known, nothing held."""
    first, *others = context.pages
    for page in others:
        page.close()
    first.goto("about:blank")
    first.emulate_media(media="null", color_scheme="null", reduced_motion="reduce", forced_colors="null")
    first.set_viewport_size({"width": 1280, "height": 720})
    context.clear_cookies()
