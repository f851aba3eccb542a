"""``serve`` and ``version``: the app on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whytwitch.cli.common import app


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this computer; 0 takes a free one.")] = 8765,
    data: Annotated[Path | None, typer.Option(help="Folder that keeps what you enter.")] = None,
    token: Annotated[
        bool, typer.Option("--token/--no-token", help="Let in only a browser that comes with the printed address.")
    ] = True,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the start page in the default browser.")
    ] = True,
) -> None:
    """Start the app on this computer; nobody else can reach it."""
    import os
    import secrets
    import sys

    from whytwitch.web.server import serve as run_server

    run_server(port=port, data=data, token=secrets.token_urlsafe(32) if token else "", open_browser=browser)
    # Everything that was told is written. Sums that another thread loads or draws are not waited for.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


@app.command()
def version() -> None:
    """Print the version of the program and of its knowledge."""
    from whytwitch import __version__
    from whytwitch.knowledge import knowledge

    stamp = knowledge().stamp
    typer.echo(f"whytwitch {__version__}; knowledge {stamp.version} of {stamp.date} ({stamp.hash})")
