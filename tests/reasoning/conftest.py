"""The mathematics is tested by NumPy; ``test_compiled`` holds the compiled steps against it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from whytwitch.reasoning import compiled


@pytest.fixture(autouse=True, scope="package")
def by_numpy() -> Iterator[None]:
    """Not what another test of this process switched on."""
    with compiled.by_numpy():
        yield
