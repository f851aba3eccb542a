"""Start the app on this machine."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from whytwitch.errors import SystemPartError
from whytwitch.memory import give_back
from whytwitch.reasoning import compiled
from whytwitch.store.folder import prepare

ADDRESS = "127.0.0.1"
PORT = 8765
#: A night may have 2 GB (`store/files.py`); waitress counts the whole request.
LARGEST_REQUEST = 2_210_000_000
#: Requests that are taken in at once; two are worked on (``web/turns.py``), others wait for a turn or a picture.
THREADS = 12


def make_app(port: int, data: Path | None = None, token: str = "") -> Callable[..., Any]:
    """Set Django up for one data folder, bring its tables up to date, and hand back the WSGI application.

    Parameters
    ----------
    port : int
        The port it will be served at; requests that name another are refused.
    data : Path, optional
        The data folder; default: below the user's data directory.
    token : str
        What a browser has to show once; empty lets in everybody on this computer.

    Returns
    -------
    callable
        The WSGI application.

    Raises
    ------
    SystemPartError
        When the folder cannot be written.
    """
    folder = prepare(data)
    os.environ["WHYTWITCH_DATA"] = str(folder)
    os.environ["WHYTWITCH_PORT"] = str(port)
    os.environ["WHYTWITCH_TOKEN"] = token
    os.environ["DJANGO_SETTINGS_MODULE"] = "whytwitch.web.settings"
    os.umask(0o077)
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    application = get_wsgi_application()  # the tables can be imported only after this
    from whytwitch.store.files import sweep_incoming

    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()  # this thread answers no request; a connection left open would keep a restore out
    sweep_incoming(folder)
    return application


def serve(port: int = PORT, data: Path | None = None, *, token: str = "", open_browser: bool = False) -> None:
    """Serve the app at 127.0.0.1 until it is stopped.

    Parameters
    ----------
    port : int
        0 lets the system choose a free one.
    data : Path, optional
        The data folder.
    token : str
        What a browser has to show once; empty lets in everybody on this computer.
    open_browser : bool
        Open the start page in the default browser, if there is one.

    Raises
    ------
    SystemPartError
        When the port is taken or the folder cannot be written.
    """
    give_back()
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
    except OSError as error:
        listener.close()
        raise SystemPartError(
            f"port {port} cannot be used", found=error.strerror or "", todo="stop the other program or choose --port N"
        ) from None
    port = listener.getsockname()[1]
    try:
        application = make_app(port, data, token)
    except BaseException:
        listener.close()
        raise
    from django.conf import settings
    from waitress.server import create_server

    from whytwitch.web.entry import ENTRY
    from whytwitch.web.refusals import Channel

    server = create_server(
        application,
        sockets=[listener],
        threads=THREADS,
        ident=None,
        max_request_body_size=LARGEST_REQUEST,
        channel_timeout=300,
    )
    server.channel_class = Channel
    tempfile.tempdir = str(settings.DATA_FOLDER / "incoming")  # a large request waits there, for nobody else to read
    Thread(target=_quicken, name="compiled sums", daemon=True).start()
    address = f"http://{ADDRESS}:{port}"
    shown = f"{address}{ENTRY}?token={token}" if token else f"{address}/"
    try:
        print(f"whytwitch is at {shown}  (Ctrl+C stops it)", file=sys.stderr, flush=True)  # noqa: T201
        if open_browser:
            Thread(target=_open, args=(address, token, settings.DATA_FOLDER), daemon=True).start()
        # What was loaded to start stays until the end: it is not searched for garbage again and again.
        gc.collect()
        gc.freeze()
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _quicken() -> None:
    """Load the compiled sums. Where they were never compiled, another process does that first: half a minute's work."""
    if not compiled.is_kept():
        made = subprocess.run(
            [sys.executable, "-m", compiled.__name__],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if made.returncode:
            return
    compiled.use()


def _open(address: str, token: str, folder: Path) -> None:
    """Open the start page; that there is no browser is no fault: the address was printed."""
    from whytwitch.web.entry import entry_page

    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return  # a browser for the terminal would take it away from the person
    try:
        webbrowser.open(entry_page(folder, address, token).as_uri() if token else address)
    except (OSError, webbrowser.Error):
        return
