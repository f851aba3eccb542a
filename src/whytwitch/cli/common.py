"""What every command shares: the app itself, one way to print JSON, one way to write a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="whytwitch",
    help="Why does my leg twitch? Evidence in, one clinical picture out. "
    "Decision support and education, not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: rich alone would take half of the time of --help
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

AasmMorphology = Annotated[bool, typer.Option("--aasm-morphology", help="Apply the WASM shape rule to AASM too.")]
NoShortStart = Annotated[
    bool,
    typer.Option("--no-short-start", help="WASM: a movement after an interval under 10 s cannot start a series."),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def print_json(value: Any) -> None:
    """Print JSON and nothing else on standard output; never NaN."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def write(path: Path, content: str | bytes) -> None:
    """Write a file that a person asked for.

    Raises
    ------
    SystemPartError
        When the folder or file cannot be written.
    """
    from whytwitch.errors import SystemPartError

    try:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise SystemPartError(
            f"this file cannot be written ({error.strerror})", where=str(path), todo="choose a folder you may write to"
        ) from None
