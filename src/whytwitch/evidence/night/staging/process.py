"""Starting the staging process, waiting for its answer, and making sure that it is gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

#: Measured: 8 h take 10 to 60 s on two shared cores, most of it the import.
TIME_LIMIT_S = 300.0
#: Address space, not memory in use: the compiler inside the packages reserves far more than it uses.
MEMORY_BYTES = 6 * 1024**3

_MODULE = "whytwitch.evidence.night.staging.worker"


def ask(
    request: dict[str, Any],
    *,
    time_limit_s: float = TIME_LIMIT_S,
    memory_bytes: int = MEMORY_BYTES,
    command: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Have one recording staged in a process of its own.

    Parameters
    ----------
    request : dict
        See :func:`whytwitch.evidence.night.staging.worker.stage`.
    time_limit_s : float
        Seconds after which the process and its children are killed.
    memory_bytes : int
        Address space it may take, where the system knows such a limit.
    command : sequence of str, optional
        What to run instead of the worker (tests).

    Returns
    -------
    dict
        The worker's answer; ``{"failed": why}`` when it crashed, was too slow, or said nothing that can be read.
    """
    environment = {**os.environ, "MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    house = str(Path(__file__).resolve().parents[4])
    environment["PYTHONPATH"] = os.pathsep.join(p for p in (house, os.environ.get("PYTHONPATH", "")) if p)
    try:
        process = subprocess.Popen(
            list(command or (sys.executable, "-m", _MODULE)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )
    except OSError as error:
        return {"failed": f"its process could not be started ({error.strerror})"}
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps({**request, "memory_bytes": memory_bytes}) + "\n")
            process.stdin.flush()  # left open: when it closes, the worker knows that we are gone
        line = _first_line(process, time_limit_s)
    except TimeoutError:
        return {"failed": f"it took longer than {time_limit_s:g} s"}
    finally:
        _end(process)
    try:
        answer = json.loads(line)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        return {"failed": f"its process ended without an answer (code {process.returncode})"}
    return answer


def _first_line(process: subprocess.Popen[str], limit_s: float) -> str:
    import threading

    lines: list[str] = []
    stream = process.stdout
    assert stream is not None
    reader = threading.Thread(target=lambda: lines.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(limit_s)
    if reader.is_alive():
        raise TimeoutError
    return lines[0] if lines else ""


def _end(process: subprocess.Popen[str]) -> None:
    """Kill the process and all that it started, and wait until it is gone."""
    with contextlib.suppress(BrokenPipeError, OSError):
        if process.stdin is not None:
            process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(0.05)
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
