"""Dask: workers on this machine by default, or any scheduler's address.

Local workers are processes of one thread that talk over 127.0.0.1; no page of Dask's own is served. What a worker
process is told about threads holds for its libraries too, so two workers do not fight over one core.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whytwitch.errors import ContradictionError, SystemPartError

#: A night is given to another worker so often when its worker dies, before it is given up.
LIVES = 3
#: How long a scheduler that was lost is waited for, in seconds.
PATIENCE_S = 120.0
#: How the C library of a worker keeps memory: a night's arrays are taken and given back hundreds of times, and each
#: time that they go back to the system they cost page faults. With Dask's own setting (give back above 64 kB) a night
#: of 8 h has 100 000 of them and takes 1.4 times as long.
MEMORY = {"MALLOC_ARENA_MAX": 1, "MALLOC_TRIM_THRESHOLD_": 1 << 27, "MALLOC_MMAP_THRESHOLD_": 1 << 26}


@contextmanager
def local(workers: int, scratch: Path) -> Iterator[Any]:
    """A cluster on this machine.

    Parameters
    ----------
    workers : int
        Processes.
    scratch : Path
        A folder for Dask's own files.

    Yields
    ------
    distributed.Client
    """
    import dask
    from distributed import Client, LocalCluster

    settings = {
        "distributed.scheduler.allowed-failures": LIVES - 1,
        "distributed.scheduler.work-stealing": True,
        "distributed.worker.daemon": False,
        "distributed.admin.system-monitor.gil.enabled": False,
        "distributed.worker.memory.terminate": 0.95,
        "distributed.worker.profile.enabled": False,
        "distributed.nanny.pre-spawn-environ": {
            "OMP_NUM_THREADS": 1, "MKL_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1, **MEMORY,
        },
        "distributed.logging": {"distributed": "critical"},
    }  # fmt: skip
    scratch.mkdir(parents=True, exist_ok=True)
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
            worker_dashboard_address=None, local_directory=str(scratch), silence_logs=50,
            scheduler_kwargs={"dashboard": False},
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        yield client


@contextmanager
def remote(address: str, patience_s: float = PATIENCE_S) -> Iterator[Any]:
    """A scheduler somebody else runs.

    Parameters
    ----------
    address : str
        As Dask writes it: ``tcp://host:8786``.
    patience_s : float
        Seconds to wait for it.

    Yields
    ------
    distributed.Client

    Raises
    ------
    SystemPartError
        Nobody answers there, or its workers cannot import this package.
    ContradictionError
        A worker scores by another version than this program.
    """
    from distributed import Client

    try:
        client = Client(address, timeout=patience_s)
    except (OSError, ValueError, TimeoutError) as error:
        raise SystemPartError(
            "no scheduler answers at this address", where="--cluster", found=f"{address} ({type(error).__name__})",
            todo="start one with 'dask scheduler', and workers with 'dask worker ADDRESS'",
        ) from None  # fmt: skip
    with client:
        _same_scorer(client, address)
        yield client


def _same_scorer(client: Any, address: str) -> None:
    from whytwitch.cohort.identity import scorer_version

    client.wait_for_workers(1, timeout=PATIENCE_S)
    ours = scorer_version()
    try:
        theirs = set(client.run(scorer_version).values())
    except Exception as error:
        raise SystemPartError(
            "a worker cannot load whytwitch", where=address, found=type(error).__name__,
            todo="install this version of whytwitch on every worker",
        ) from None  # fmt: skip
    if theirs - {ours}:
        raise ContradictionError(
            "a worker scores by another version", where=address, found=", ".join(sorted(theirs - {ours})),
            allowed=ours, todo="install one version everywhere",
        )  # fmt: skip


def default_workers() -> int:
    """One worker for each core that this process may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
