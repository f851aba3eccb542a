"""The hazard log: every hazard has a control, and every control has a test that exists."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.conftest import ROOT

FIELDS = ["id", "hazard", "cause", "harm", "control", "tests", "residual"]
FILES = sorted((ROOT / "docs" / "hazards").glob("*.yaml"))


@functools.cache
def entries_of(path: Path) -> list[dict[str, Any]]:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8")) or []


ENTRIES = [
    pytest.param(entry, id=f"{path.stem}-{entry.get('id', number)}")
    for path in FILES
    for number, entry in enumerate(entries_of(path))
]


@functools.cache
def names_of_tests(path: Path) -> set[str]:
    """Names of the tests in a file: ``test_x`` and ``TestY::test_x``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return {name for name in names if name.split("::")[-1].startswith("test")}


def exists(node_id: str) -> bool:
    """Does a pytest node id (without parameters) name a test that stands in the repository?"""
    file, _, name = node_id.partition("::")
    path = ROOT / file
    return file.startswith("tests/") and path.is_file() and name.split("[")[0] in names_of_tests(path)


def test_there_are_hazards():
    assert ENTRIES, "docs/hazards/*.yaml holds no entry"


@pytest.mark.parametrize("entry", ENTRIES)
def test_hazard_is_complete(entry: dict[str, Any]):
    assert list(entry) == FIELDS, f"the fields are {FIELDS}, in this order"
    assert re.fullmatch(r"[a-z][a-z0-9_]+", entry["id"])
    for field in ("hazard", "cause", "harm", "control", "residual"):
        assert isinstance(entry[field], str), field
        assert len(entry[field].strip()) > 10, f"{field} says too little"


@pytest.mark.parametrize("entry", ENTRIES)
def test_hazard_control_is_tested(entry: dict[str, Any]):
    assert entry["tests"], "no hazard without a test of its control"
    gone = [node_id for node_id in entry["tests"] if not exists(node_id)]
    assert not gone, f"these tests do not exist: {gone}"


def test_hazard_ids_are_unique():
    ids = [entry["id"] for path in FILES for entry in entries_of(path)]
    assert len(ids) == len(set(ids))


def test_a_test_that_does_not_exist_is_noticed():
    here = "tests/test_hazards.py"
    assert exists(f"{here}::test_a_test_that_does_not_exist_is_noticed")
    assert exists(f"{here}::test_hazard_is_complete[some-parameter]")
    assert not exists(f"{here}::test_that_nobody_wrote")
    assert not exists(f"{here}::entries_of")
    assert not exists("tests/test_gone.py::test_anything")
