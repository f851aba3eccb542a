"""The contract: made-up requests, good and bad, against the real application: no fault of the program, no surprise.

``python3 dev.py fuzz tests/api/test_contract.py`` draws many more.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as rules
from tests.api.conftest import PORT

#: An answer may be refused for reasons that a schema cannot say (a unit that does not fit, two answers that contradict
#: each other), so that good data by the schema may get a 4xx: positive_data_acceptance is not among the rules.
RULES = [
    checks.not_a_server_error,
    rules.status_code_conformance,
    rules.content_type_conformance,
    rules.response_schema_conformance,
    rules.negative_data_rejection,
    rules.unsupported_method,
    rules.allow_header_conformance,
]

#: Findings of the case's schema that are drawn; all 300 would make every example huge.
DRAWN = ("foot_drop", "new_numb_saddle", "numb_feet", "caffeine_much", "hba1c", "hard_to_wake", "dark_urine")

OPERATIONS = [
    "about get",
    "interview/next post",
    "picture post",
    "explain post",
    "explain/what-if post",
    "labs post",
    "night/events post",
    "night post",
    "knowledge/{kind} get",
    "knowledge/{kind}/{name} get",
    "fhir post",
    "report post",
]

EXAMPLES = 150 if os.environ.get("WHYTWITCH_FUZZ") else 5

pytestmark = pytest.mark.hypothesis  # so that 'dev.py fuzz' takes it


@pytest.fixture(scope="session")
def contract(app: Callable[..., Any]) -> Any:
    """The description as it is served, with fewer findings to draw from."""
    from whytwitch.api.described import description

    document = copy.deepcopy(json.loads(json.dumps(description())))
    case = document["components"]["schemas"]["Case"]
    findings = case["properties"]["findings"]["properties"]
    case["properties"]["findings"]["properties"] = {name: findings[name] for name in DRAWN if name in findings}
    loaded = schemathesis.openapi.from_dict(document)
    loaded.app = app
    return loaded


@pytest.mark.parametrize(
    ("address", "mode"),
    [(one, GenerationMode.POSITIVE) for one in OPERATIONS]
    + [(one, GenerationMode.NEGATIVE) for one in OPERATIONS if one.endswith("post")],  # a text in a path is never wrong
    ids=lambda part: getattr(part, "value", part),
)
def test_every_operation_keeps_the_contract(contract: Any, address: str, mode: GenerationMode) -> None:
    path, method = address.split(" ")
    operation = contract[f"/api/v1/{path}"][method]

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def keeps(case: Any) -> None:
        case.call_and_validate(base_url=f"http://127.0.0.1:{PORT}", checks=RULES)

    keeps()


def test_every_described_operation_is_tried(contract: Any) -> None:
    described = {f"{path.removeprefix('/api/v1/')} {method}" for path, held in contract.raw_schema["paths"].items()
                 for method in held}  # fmt: skip
    assert described == set(OPERATIONS)
