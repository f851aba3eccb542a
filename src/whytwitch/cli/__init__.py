"""The command line: thin commands over the rooms of the house, one module for each word a person types."""

from __future__ import annotations

import json
import os
import sys

from whytwitch.cli import (  # each adds its commands to the app
    ask,
    cohort,
    compare,
    diary,
    followup,
    keeping,
    knowledge,
    labs,
    night,
    picture,
    serve,
)
from whytwitch.cli.common import app
from whytwitch.errors import EXIT_BUG, InputError

__all__ = [
    "app",
    "ask",
    "cohort",
    "compare",
    "diary",
    "followup",
    "keeping",
    "knowledge",
    "labs",
    "main",
    "night",
    "picture",
    "serve",
]


def main() -> None:
    """Run a command; every error of the input is one sentence and an exit code of 10 to 19."""
    try:
        app(standalone_mode=True)
    except InputError as error:
        as_json = json.dumps(error.as_dict(), ensure_ascii=False) if "--json" in sys.argv else ""
        print(as_json or f"whytwitch: {error.sentence()}", file=sys.stderr)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
    except Exception as error:
        if os.environ.get("WHYTWITCH_DEBUG"):
            raise
        print(
            f"whytwitch: this is a fault of the program, not of your input ({type(error).__name__}); "
            "please report it, and run again with WHYTWITCH_DEBUG=1 to see where.",
            file=sys.stderr,
        )
        sys.exit(EXIT_BUG)
