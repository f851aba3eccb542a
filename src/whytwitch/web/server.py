"""Start the app on this machine."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from whytwitch.errors import SystemPartError
from whytwitch.store.folder import prepare

ADDRESS = "127.0.0.1"
PORT = 8765
#: A night may have 2 GB; waitress counts the whole request.
LARGEST_REQUEST = 2_060_000_000


def make_app(port: int, data: Path | None = None) -> Callable[..., Any]:
    """Set Django up for one data folder, bring its tables up to date, and hand back the WSGI application.

    Parameters
    ----------
    port : int
        The port it will be served at; requests that name another are refused.
    data : Path, optional
        The data folder; default: below the user's data directory.

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
    os.environ["DJANGO_SETTINGS_MODULE"] = "whytwitch.web.settings"
    os.umask(0o077)
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()  # the tables can be imported only after this
    from whytwitch.store.files import sweep_incoming

    call_command("migrate", interactive=False, verbosity=0)
    sweep_incoming(folder)
    return application


def serve(port: int = PORT, data: Path | None = None) -> None:
    """Serve the app at 127.0.0.1 until it is stopped.

    Parameters
    ----------
    port : int
        0 lets the system choose a free one.
    data : Path, optional
        The data folder.

    Raises
    ------
    SystemPartError
        When the port is taken or the folder cannot be written.
    """
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
        application = make_app(port, data)
    except BaseException:
        listener.close()
        raise
    from waitress.server import create_server

    server = create_server(
        application,
        sockets=[listener],
        threads=6,
        ident=None,
        max_request_body_size=LARGEST_REQUEST,
        channel_timeout=300,
    )
    print(f"whytwitch is at http://{ADDRESS}:{port}/  (Ctrl+C stops it)", file=sys.stderr, flush=True)  # noqa: T201
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
