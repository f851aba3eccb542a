"""Speed and memory, beside the peers: ``python3 dev.py bench [NAME …] [OPTIONS]``.

Each benchmark is a file of ``bench/`` with a ``main(arguments)``; without a name all of them run, one after the other.
Every one prints machine, versions and command, and a ratio against a peer of the same run where there is a peer.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"


def known() -> dict[str, Path]:
    """The benchmarks by name."""
    return {path.stem: path for path in sorted(BENCH.glob("*.py")) if not path.stem.startswith("_")}


def run(path: Path, arguments: list[str]) -> int:
    """Run one benchmark."""
    sys.path.insert(0, str(ROOT))
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return int(module.main(arguments) or 0)


def main(arguments: list[str]) -> int:
    """Run the named benchmarks, or all."""
    benchmarks = known()
    names = [one for one in arguments if one in benchmarks]
    options = [one for one in arguments if one not in benchmarks]
    strange = [one for one in options if not one.startswith("-")]
    if strange and not names:
        print(f"no benchmark is called {strange[0]}; there are {', '.join(benchmarks)}", file=sys.stderr)
        return 2
    worst = 0
    for name in names or benchmarks:
        print(f"=== {name}")
        worst = max(worst, run(benchmarks[name], options))
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
