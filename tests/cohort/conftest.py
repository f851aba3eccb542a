"""One cluster for all tests of the cohort: its start costs more than the nights that they score."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from whytwitch.cohort import cluster


@pytest.fixture(scope="session")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a scheduler with two worker processes, as the command starts them for itself."""
    with cluster.local(2, tmp_path_factory.mktemp("dask")) as client:
        yield client.scheduler.address
