"""Every rule of the other movements by example; the tables are the documentation page as well."""

from __future__ import annotations

import pytest
from tests.night.other_tables import OTHER, OTHER_PAGE, expected, outcome, page
from tests.night.spec_tables import Table, tables

ALL = tables(OTHER)


@pytest.mark.parametrize("table", ALL, ids=[t.title for t in ALL])
def test_rule(table: Table) -> None:
    found = outcome(table)
    wanted = expected(table)
    assert {name: found[name] for name in wanted} == wanted
    assert found["source"]
    assert found["rule"]
    assert found["text"]
    assert (found["why"] is None) == (found["count"] is not None)


def test_the_page_of_the_other_movements_is_current() -> None:
    assert OTHER_PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.night.other_tables"
