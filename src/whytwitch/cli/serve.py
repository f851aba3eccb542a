"""``serve`` and ``version``: the app on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from whytwitch.cli.common import app


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port on this computer.")] = 8765,
    data: Annotated[Path | None, typer.Option(help="Folder that keeps what you enter.")] = None,
) -> None:
    """Start the app on this computer; nobody else can reach it."""
    from whytwitch.web.server import serve as run_server

    run_server(port=port, data=data)


@app.command()
def version() -> None:
    """Print the version of the program and of its knowledge."""
    from whytwitch import __version__
    from whytwitch.knowledge import knowledge

    stamp = knowledge().stamp
    typer.echo(f"whytwitch {__version__}; knowledge {stamp.version} of {stamp.date} ({stamp.hash})")
