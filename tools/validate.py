"""Agreement with published cases and rules: ``python3 dev.py validate [NAME …] [OPTIONS]``.

Each validation is a file of ``validation/`` with a ``main(arguments)``. What it prints is agreement with raters on so
many published cases, never accuracy in users; simulated people test the code only, and say so.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from whytwitch.reasoning import compiled

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def known() -> list[str]:
    """The validations by name."""
    return sorted(
        path.stem for path in (ROOT / "validation").glob("*.py") if "def main(" in path.read_text(encoding="utf-8")
    )


def main(arguments: list[str]) -> int:
    """Run the named validations, or all."""
    names = [one for one in arguments if one in known()]
    options = [one for one in arguments if one not in names]
    if options and not names and not options[0].startswith("-"):
        print(f"no validation is called {options[0]}; there are {', '.join(known())}", file=sys.stderr)
        return 2
    compiled.use()
    worst = 0
    for name in names or known():
        print(f"=== {name}")
        worst = max(worst, int(importlib.import_module(f"validation.{name}").main(options) or 0))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
