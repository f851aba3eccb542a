"""The doctor's one sheet: what stands on it, what it leaves out, and that it stays one sheet."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.conftest import ROOT
from tests.report.people import EVERYBODY, restless_legs, worried_about_als
from tests.report.test_pages import Page
from tests.report.test_text import SMALL, small

from whytwitch.evidence.case import read_case
from whytwitch.knowledge import knowledge
from whytwitch.model.case import Medicine, Movement
from whytwitch.model.finding import Finding
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup
from whytwitch.report import as_text, html
from whytwitch.report.presenters import DoctorPage
from whytwitch.report.presenters.fitting import ROOMS, fits
from whytwitch.report.presenters.private import WORRIES, without_worries
from whytwitch.report.presenters.told import duration
from whytwitch.workup import draw

STORIES = sorted(path.stem for path in (ROOT / "tests/data/stories").glob("*.yaml"))


@lru_cache
def story(name: str) -> Workup:
    """One story, drawn."""
    return draw(read_case(ROOT / "tests/data/stories" / f"{name}.yaml"))


def sheet_of(workup: Workup, **more: Any) -> DoctorPage:
    return DoctorPage(workup, knowledge(), **more)


def words_of(workup: Workup, **more: Any) -> str:
    return Page(html(workup, "doctor", **more)).text


def crowded() -> Workup:
    """More than any sheet can hold."""
    workup = restless_legs()
    medicines = tuple(Medicine(name=f"medicine number {n}", started=dt.date(2026, 1, n + 1)) for n in range(24))
    movements = tuple(
        Movement(kind="twitch", site="calf", side="left", when="lying_awake", pain="no", since_weeks=n + 1.0)
        for n in range(14)
    )
    questions = tuple(f"A long question number {n}: would treating my iron help the legs at night?" for n in range(6))
    case = workup.case.model_copy(
        update={
            "medicines": medicines,
            "movements": movements,
            "questions": questions,
            "reason": "It frightens me. " * 20,
        }
    )
    answered = [one for one in knowledge().findings.values() if one.kind == "yes_no"][:120]
    findings = (*workup.findings, *(Finding(id=one.id, value="yes") for one in answered))
    return workup.model_copy(update={"case": case, "findings": findings})


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_sheet_answers_every_question_a_doctor_has(name: str) -> None:
    words = words_of(EVERYBODY[name]())
    for label in (
        "First contact",
        "Asks about",
        "Danger signs",
        "History",
        "Medicines",
        "Likely causes",
        "Was advised",
    ):
        assert label in words, label
    assert "no cleared medical device" in words
    assert "%" not in re.sub(r"\d[\d.]* %", "", words.split("Likely causes")[1].split("What would decide")[0])


@pytest.mark.parametrize("name", STORIES)
def test_every_story_fits_one_sheet_by_estimate_without_the_last_resort(name: str) -> None:
    page = sheet_of(story(name))
    assert fits(page.sheet.lines, len(page.sheet.blocks), page.sheet.room)
    assert page.tightness < len(ROOMS) - 2


def test_what_has_no_room_is_named_at_the_foot() -> None:
    page = sheet_of(crowded())
    assert page.tightness > 0
    assert page.left_out.startswith("Left out here, in the complete report: ")
    assert "movement" in page.left_out
    assert page.left_out in words_of(crowded())


def test_medicines_and_present_danger_signs_are_never_left_out() -> None:
    crowd = crowded()
    flags = tuple(one.model_copy(update={"answer": "new"}) for one in crowd.picture.red_flags[:9])
    crowd = crowd.model_copy(update={"picture": crowd.picture.model_copy(update={"red_flags": flags})})
    words = words_of(crowd)
    for number in range(24):
        assert f"medicine number {number} " in words
    for flag in flags:
        assert flag.text in words


def test_own_words_and_own_questions_are_printed() -> None:
    workup = restless_legs()
    case = workup.case.model_copy(update={"reason": "I cannot sit through a film", "questions": ("Can I have iron?",)})
    words = words_of(workup.model_copy(update={"case": case}))
    assert "“I cannot sit through a film”" in words
    assert "Can I have iron?" in words


def test_layout_of_the_sheet(snapshot: SnapshotAssertion) -> None:
    assert html(small(Level.ROUTINE), "doctor", standalone=False, base=SMALL) == snapshot


def test_lines_to_write_on_when_no_question_was_given() -> None:
    assert html(restless_legs(), "doctor").count('class="wt-rule"') == 2


def test_the_time_course_is_in_order() -> None:
    row = words_of(restless_legs()).split("Time course")[1]
    assert row.index("movement 1 began") < row.index("sertraline started") < row.index("blood taken")


def test_answers_about_worry_are_printed_only_when_the_person_agreed() -> None:
    workup = worried_about_als()
    name = knowledge().findings["checks_body_often"].name
    for audience in ("doctor", "complete", "person"):
        assert name not in Page(html(workup, audience)).text, audience  # type: ignore[arg-type]
    feared = knowledge().findings["worried_about_als"].name
    assert feared not in Page(html(workup, "complete")).text
    assert feared in Page(html(workup, "complete", worries=True)).text
    assert name in words_of(workup, worries=True)
    assert all(one in knowledge().findings for one in WORRIES)
    kept = without_worries(workup)
    told = {one.finding for cause in kept.picture.causes for one in (*cause.reasons_for, *cause.against)}
    assert not WORRIES & (told | {one.id for one in kept.findings} | set(kept.case.findings))


def test_motor_neurone_disease_is_no_name_in_the_doctors_list_of_causes() -> None:
    words = words_of(worried_about_als())
    assert "motor neurone" not in words.split("Likely causes")[1].split("My questions")[0].lower()
    assert "Is it motor neurone disease?" not in words  # nobody agreed to print it
    assert "Is it motor neurone disease?" in words_of(worried_about_als(), worries=True)


def test_motor_neurone_disease_stands_with_its_reason_on_the_doctors_sheet() -> None:
    words = words_of(worried_about_als(failed_heel_or_toe_walk="new"))
    assert "(to be checked, not ranked)" in words
    assert "for failed heel or toe walk" in words


def test_the_sheet_as_text_says_the_same() -> None:
    said = as_text(restless_legs(), "doctor")
    for part in ("FIRST CONTACT: ROUTINE", "ASKS ABOUT", "Ferritin  18 µg/L", "LIKELY CAUSES"):
        assert part in said


@pytest.mark.parametrize(("weeks", "said"), [(0.15, "1 day"), (0.6, "4 days"), (1, "1 week"), (7, "7 weeks"),
                                             (35, "8 months"), (52.18, "12 months"), (520, "10 years")])  # fmt: skip
def test_durations_as_one_says_them(weeks: float, said: str) -> None:
    assert duration(weeks) == said


def test_numbers_of_the_complete_report_have_tag_and_source() -> None:
    words = Page(html(story("04-urge-with-low-ferritin"), "complete")).text
    assert "numbers of the knowledge base" in words
    assert re.search(r"Prior, before any finding.*? (expert|derived|measured) (not verified|read)", words)


def test_the_box_speaks_to_the_doctor_not_to_the_patient() -> None:
    for name in ("04-urge-with-low-ferritin", "08-eyelid-for-weeks", "10-new-antidepressant-confused"):
        page = sheet_of(story(name))
        said = " ".join((page.urgency, *page.because, page.provisional))
        assert not re.search(r"\b(you|your|We|Ask|Show|Because)\b", said), said
    low = sheet_of(story("04-urge-with-low-ferritin"))
    assert low.because[-1].startswith("No danger rule spoke. The level follows from what fits: ")


def test_advice_on_the_sheet_is_whole_and_said_once() -> None:
    from whytwitch.report.presenters.advice import unlike

    for name in STORIES:
        block = next(one for one in sheet_of(story(name)).sheet.blocks if one.label == "Was advised")
        assert not any(one.text.endswith("…") for one in block.entries), name
        assert "To leave" not in {one.lead for one in block.entries}
    wound = "Tell them about any wound of the last weeks, and the last tetanus vaccination"
    assert unlike([wound, "Call 999", "Tell them about the wound, and the last tetanus vaccination"]) == [
        wound,
        "Call 999",
    ]


def test_an_emergency_sheet_asks_for_what_decides_within_hours() -> None:
    page = sheet_of(draw(read_case(ROOT / "examples/go-now.yaml")))
    decide = next(one for one in page.sheet.blocks if one.label == "What would decide")
    said = " ".join(one.text for one in decide.entries)
    assert "Kidney function" in said
    assert not re.search("Ferritin|HbA1c", said)
    causes = next(one for one in page.sheet.blocks if one.label == "Likely causes")
    assert "Neuroleptic malignant syndrome" not in {one.lead for one in causes.entries}  # no such medicine is taken


def test_what_was_denied_stands_as_denied() -> None:
    words = words_of(story("01-calf-twitch-examined"))
    assert "you said no" not in words
    assert "strength and reflexes tested" not in words


def test_a_person_who_was_examined_is_not_sent_to_be_examined() -> None:
    said = as_text(story("01-calf-twitch-examined"))
    assert "found nothing wrong" in " ".join(said.split())
    assert "to have strength and reflexes tested" not in " ".join(said.split())
    assert "test strength" not in said
