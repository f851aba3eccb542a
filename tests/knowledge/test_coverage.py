"""The content contract, the popular claims, the sources: each row answered, each source used and findable."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import sys

import pytest
from tests.conftest import ROOT, needs_shared
from typer.testing import CliRunner

from whytwitch.cli import app
from whytwitch.errors import FormatError
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.check import warnings
from whytwitch.knowledge.coverage import claims_without_row, coverage, rows
from whytwitch.knowledge.schema import CoverageRow
from whytwitch.report.presenters.sources import Sources

sys.path.insert(0, str(ROOT / "tools"))

BASE = knowledge()


@pytest.mark.parametrize("row", coverage(), ids=lambda one: one.row)
def test_each_row_has_an_entry_that_exists(row) -> None:
    assert row.entries, f"nothing answers {row.row}: {row.says}"
    assert not row.unknown


def test_the_contract_holds_every_row_of_the_evidence_tables() -> None:
    text = needs_shared("evidence.md").read_text(encoding="utf-8")
    a1 = text.split("## A1")[1].split("## A2")[0]
    a2 = text.split("## A2")[1].split("## A3")[0]
    assert {f"A1.{number}" for number in re.findall(r"^\|(\d+)\|", a1, re.M)} <= set(rows())
    assert {f"A2.{number}" for number in re.findall(r"^\|(Q\d+)\|", a2, re.M)} <= set(rows())
    for section, start, end in (("A5", "## A5", "## A6"), ("A6", "## A6", "## A7")):
        table = text.split(start)[1].split(end)[0]
        lines = len(re.findall(r"^\|(?!-| Test | Measure )", table, re.M))
        assert sum(name.startswith(f"{section}.") for name in rows()) == lines


def test_every_group_of_published_cases_has_a_row() -> None:
    text = needs_shared("cases/README.md").read_text(encoding="utf-8")
    groups = text.split("`group` of a condition in a picture): ")[1].split("other (tetanus")[0]
    wanted = {name.strip() for name in groups.split(",") if name.strip()} | {"other"}
    assert {row.group for row in rows().values() if row.group} == wanted


def test_a_gap_and_a_wrong_name_are_found() -> None:
    contract = {
        "A1": CoverageRow(of="A", says="nothing answers this"),
        "A2": CoverageRow(of="A", says="wrong name", by=("condition:restless_leg_syndrome", "sentence:x")),
        "A3": CoverageRow(of="A", says="right", by=("condition:restless_legs_syndrome",)),
    }
    gap, wrong, right = coverage(contract=contract)
    assert not gap.complete
    assert not wrong.complete
    assert "did you mean 'restless_legs_syndrome'" in wrong.unknown[0]
    assert right.complete


def test_the_command_prints_every_row_and_fails_on_a_gap(monkeypatch) -> None:
    done = CliRunner().invoke(app, ["knowledge", "coverage"])
    assert done.exit_code == 0
    assert all(re.search(rf"^{re.escape(name)}\s", done.stdout, re.M) for name in rows())
    assert "NOTHING ANSWERS" not in done.stdout
    held = coverage()
    gap = dataclasses.replace(held[0], entries=())
    monkeypatch.setattr("whytwitch.knowledge.coverage.coverage", lambda: [gap, *held[1:]])
    failed = CliRunner().invoke(app, ["knowledge", "coverage"])
    assert isinstance(failed.exception, FormatError)
    assert "1 of" in failed.exception.sentence()


def test_every_claim_stands_in_a_row_and_beside_its_conditions() -> None:
    assert claims_without_row() == []
    assert {name for claim in BASE.claims.values() for name in claim.conditions} <= set(BASE.conditions)
    about_none = {claim.id for claim in BASE.claims.values() if not claim.conditions}
    assert len(about_none) <= 8, about_none
    articles = {word for claim in BASE.claims.values() for word in claim.article.split()}
    assert articles == {"S0", "S1", "S2", "S3", "S4", "none"}


def test_the_page_of_claims_holds_each_with_verdict_and_source() -> None:
    from docs import VERDICTS, claims_page

    page = claims_page()
    for claim in BASE.claims.values():
        line = next(line for line in page.splitlines() if " ".join(claim.claim.split()) in line)
        assert f"**{VERDICTS[claim.verdict]}**" in line
        assert claim.source in line


def test_every_source_is_used() -> None:
    assert [note for note in warnings(today=dt.date(2026, 11, 22)) if "is not used" in note] == []


@pytest.mark.parametrize("name", BASE.sources)
def test_every_source_can_be_found(name: str) -> None:
    source = BASE.sources[name]
    assert source.url or source.doi or source.read == "judgement"
    assert not source.url or re.match(r"https?://\S+$", source.url)
    assert not source.doi or re.match(r"10\.\d{4,9}/\S+$", source.doi)


def test_references_are_valid_bibtex() -> None:
    from docs import references

    text = references()
    entries = re.findall(r"^@misc\{([a-z0-9_]+),\n((?:  [a-z]+ = \{.*\},?\n)+)\}$", text, re.M)
    assert {name for name, _ in entries} == set(BASE.sources)
    assert len(entries) == text.count("@misc{") == len(BASE.sources)
    for name, inside in entries:
        fields = re.findall(r"^  ([a-z]+) = \{(.*)\},?$", inside, re.M)
        assert len({key for key, _ in fields}) == len(fields), name
        assert {"title", "note"} <= {key for key, _ in fields}, name
        for key, value in fields:
            assert value.count("{") == value.count("}"), name
            if key not in ("url", "doi"):
                assert not re.search(r"(?<!\\)[%&#_$]", value), f"{name}: {value}"


def test_an_expired_source_is_shown_as_such() -> None:
    name, source = next((name, one) for name, one in BASE.sources.items() if one.review_by)
    fresh, late = Sources(BASE, source.review_by), Sources(BASE, source.review_by + dt.timedelta(days=1))
    for listing in (fresh, late):
        listing.number(name)
    assert "expired" not in fresh.listed()[0].read
    assert "expired: it was to be read again by" in late.listed()[0].read
    assert any("has expired" in note for note in warnings(today=source.review_by + dt.timedelta(days=1)))
