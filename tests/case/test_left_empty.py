"""A key that is left empty was not told: in a file as in a request."""

from __future__ import annotations

import pytest

from whytwitch.evidence.case import build_case
from whytwitch.evidence.case.building import TOP


@pytest.mark.parametrize("key", TOP)
def test_an_empty_key_is_as_if_it_were_not_there(key):
    told = {"as_of": "2026-11-27", "denied": ["medicines"], "movements": [{"kind": "twitch"}]}
    without = {name: value for name, value in told.items() if name != key}
    assert build_case({**told, key: None}) == build_case(without)
