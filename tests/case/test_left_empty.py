"""A key that is left empty was not told, and a truth value is no number: in a file as in a request."""

from __future__ import annotations

import pytest

from whytwitch.errors import InputError
from whytwitch.evidence.case import build_case
from whytwitch.evidence.case.building import TOP


@pytest.mark.parametrize("key", TOP)
def test_an_empty_key_is_as_if_it_were_not_there(key):
    told = {"as_of": "2026-11-27", "denied": ["medicines"], "movements": [{"kind": "twitch"}]}
    without = {name: value for name, value in told.items() if name != key}
    assert build_case({**told, key: None}) == build_case(without)


@pytest.mark.parametrize("value", [True, False])
def test_a_result_that_is_true_or_false_is_refused_and_never_1_or_0(value):
    with pytest.raises(InputError, match="true or false"):
        build_case({"as_of": "2026-11-27", "labs": [{"test": "ferritin", "value": value, "unit": "ug/L"}]})
