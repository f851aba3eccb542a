"""The report in a terminal: short, calm, action first."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.plan.make_knowledge import base, cause, condition, measure, picture, rule
from tests.report.people import EVERYBODY, night, restless_legs
from tests.report.test_figures import bare_night

from whytwitch.care.plan import make_plan
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Case, Movement
from whytwitch.model.picture import Contribution, RedFlag
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup
from whytwitch.report import as_text, labs_as_text, night_as_text
from whytwitch.report.words import readable

SMALL = base(
    conditions=(condition("cramp", measures=("stretch",)), condition("jolt")),
    rules=(rule("saddle"),),
    measures=(measure("stretch"), measure("no_quinine", "avoid", strength="safety")),
)


def small(level: Level) -> Workup:
    """A workup over a knowledge base made by hand, so that no change of the data changes the layout."""
    case = Case(movements=(Movement(kind="cramp", site="calf", since_weeks=5),))
    why = Contribution(finding="movement 1", log10_odds=0.9, text="a painful calf", source="s")
    held = cause("cramp").model_copy(update={"reasons_for": (why,)})
    spoke = (SMALL.rules["saddle"],) if level is Level.EMERGENCY else ()
    signs = (RedFlag(id="saddle", asked=True, answer="new" if spoke else "no", text="numb saddle"),)
    drawn = picture(level, (held, cause("jolt", 0.2)), spoke, signs)
    plan = make_plan(Facts.of(case, (), {}), drawn, SMALL, country="GB")
    return Workup(case=case, findings=(), picture=drawn, plan=plan)


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.ROUTINE, Level.SELF_CARE])
def test_layout_of_the_text(level: Level, snapshot: SnapshotAssertion) -> None:
    assert as_text(small(level), base=SMALL) == snapshot


def test_layout_of_the_clinicians_text(snapshot: SnapshotAssertion) -> None:
    assert as_text(small(Level.ROUTINE), "clinician", base=SMALL) == snapshot


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("audience", ["person", "clinician"])
def test_lines_fit_a_terminal(name: str, audience: str) -> None:
    lines = as_text(EVERYBODY[name](), audience).splitlines()
    assert all(len(line) <= 80 for line in lines)


def test_text_starts_with_what_to_do() -> None:
    assert as_text(EVERYBODY["go_now"]()).startswith("CALL 999 NOW")
    assert "%" not in as_text(EVERYBODY["go_now"]())


def test_text_of_a_night_shows_what_is_not_known() -> None:
    said = night_as_text(night())
    assert "WASM 2016" in said
    assert "not known" in said
    assert "cannot say by itself" in said


def test_text_of_an_empty_night() -> None:
    assert "0 leg movements found" in night_as_text(bare_night())


def test_text_of_blood_tests_has_a_line_for_each_row() -> None:
    report = restless_legs().labs
    assert report is not None
    lines = labs_as_text(report).splitlines()
    assert lines[0].split()[:3] == ["Ferritin", "18", "µg/L"]
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ferritin 24 ug/L, 2026-11-03", "ferritin 24 µg/L, 3 November 2026"),
        ("from 2026-10-02 to 2026-11-03.", "from 2 October 2026 to 3 November 2026."),
        (
            "2026-13-40 is no day, 10.1000/2026-10-02-7 is no date",
            "2026-13-40 is no day, 10.1000/2026-10-02-7 is no date",
        ),
        ("91 mL/min/{1.73_m2}", "91 mL/min/1.73 m²"),
    ],
)
def test_a_date_in_a_sentence_is_read_as_people_write_it(written: str, read: str) -> None:
    assert readable(written) == read
