"""Every rule by example, in both editions. The tables are the documentation page of the rules as well."""

from __future__ import annotations

import pytest
from tests.night.spec_tables import PAGE, Table, outcome, page, tables

ALL = tables()


@pytest.mark.parametrize("table", ALL, ids=[t.title for t in ALL])
def test_rule(table: Table) -> None:
    found = outcome(table)
    for row, got in zip(table.rows, found, strict=True):
        expected = {k: v for k, v in row.items() if k not in ("leg", "onset", "length", "shape")}
        assert {k: got[k] for k in expected} == expected, f"movement at {row['onset']} s"


def test_there_are_enough_tables() -> None:
    assert len(ALL) >= 25


def test_the_page_of_the_rules_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.night.spec_tables"
