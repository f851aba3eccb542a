"""Four invented people with pictures written by hand, so that the report can be looked at without the reasoning."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import random
from typing import Any

from whytwitch.care.plan import make_plan
from whytwitch.knowledge import knowledge
from whytwitch.knowledge.facts import Facts
from whytwitch.model.case import Age, Case, LabRow, Medicine, Movement, OtherResult, Person
from whytwitch.model.finding import Finding
from whytwitch.model.picture import (
    Cause,
    Contribution,
    KnowledgeStamp,
    MissingAnswer,
    Picture,
    Reason,
    RedFlag,
    SuggestedTest,
    Urgency,
)
from whytwitch.model.urgency import Level
from whytwitch.model.workup import Workup

STAMP = KnowledgeStamp(version="0.1", hash="0123456789abcdef", date=dt.date(2026, 11, 22))


def cause(name: str, probability: float, parts: dict[str, tuple[float, str]], fit: str, see: str, **more: Any) -> Cause:
    """A cause whose contributions lead exactly to its probability."""
    total = math.log10(probability / (1 - probability))
    made = [Contribution(finding=key, log10_odds=value, text=text, source="project_judgement")
            for key, (value, text) in parts.items()]  # fmt: skip
    known = knowledge().conditions[name]
    fields: dict[str, Any] = {
        "basis": "expert",
        "explains": ("movement 1",),
        "low": probability * 0.6,
        "high": min(1.0, probability * 1.3 + 0.05),
        "would_explain": probability * 0.8,
        **more,
    }
    return Cause(
        id=name,
        group=known.group,
        name=known.name,
        fit=fit,  # type: ignore[arg-type]
        probability=probability,
        prior_log10_odds=total - math.fsum(one.log10_odds for one in made),
        total_log10_odds=total,
        reasons_for=tuple(one for one in made if one.log10_odds > 0),
        against=tuple(one for one in made if one.log10_odds < 0),
        see=Level(see),
        note=known.lay_note,
        **fields,
    )


def flags(**answers: str) -> tuple[RedFlag, ...]:
    """All danger signs: answered no, but for those named; the value ``open`` leaves one unasked."""
    made = []
    for finding in knowledge().danger_signs():
        answer = answers.get(finding.id, answers.get("all_others", "no"))
        asked = answer != "open"
        made.append(RedFlag(id=finding.id, asked=asked, answer=answer if asked else None, text=finding.name))
    return tuple(made)


def workup(
    case: Case,
    causes: tuple[Cause, ...],
    urgency: Urgency,
    red_flags: tuple[RedFlag, ...],
    answers: dict[str, str | float],
    medicines: dict[str, list[Medicine]] | None = None,
    **more: Any,
) -> Workup:
    """A workup with the real plan."""
    findings = tuple(Finding(id=name, value=value) for name, value in answers.items())
    findings += tuple(Finding(id=flag.id, value=flag.answer) for flag in red_flags if flag.answer is not None)
    picture = Picture(
        urgency=urgency,
        red_flags=red_flags,
        causes=causes,
        missing=more.pop("missing", ()),
        tests=more.pop("tests", ()),
        knowledge=STAMP,
        warnings=more.pop("warnings", ()),
    )
    plan = make_plan(Facts.of(case, findings, medicines), picture, knowledge(), country=case.country)
    return Workup(case=case, findings=findings, picture=picture, plan=plan, **more)


def night(seed: int = 7) -> dict[str, Any]:
    """A made-up night: stages, two legs, series in the first half."""
    draw = random.Random(seed)
    stages, at = [], 0.0
    for stage, minutes in (
        ("W", 14), ("N1", 6), ("N2", 30), ("N3", 40), ("N2", 15), ("R", 12), ("N2", 40), ("N3", 25), ("N2", 20),
        ("W", 5), ("N2", 25), ("R", 22), ("N2", 45), ("N1", 5), ("N2", 20), ("R", 35), ("W", 10), ("N2", 41), ("R", 30),
    ):  # fmt: skip
        stages.append({"from_s": at, "to_s": at + minutes * 60, "stage": stage})
        at += minutes * 60
    lms: list[dict[str, Any]] = []
    candidates: list[dict[str, Any]] = []
    series = []
    for number in range(7):
        start = 1500 + number * 2700 + draw.uniform(0, 600)
        onset, members = start, []
        for _ in range(draw.randint(8, 30)):
            side, length = draw.choice(["left", "right"]), draw.uniform(0.6, 4)
            lms.append({"id": f"l{len(lms)}", "leg": side, "onset_s": onset, "duration_s": length,
                        "morphology": True, "origin": "auto"})  # fmt: skip
            name = f"w{len(candidates)}"
            candidates.append({"id": name, "members": [lms[-1]["id"]], "onset_s": onset, "duration_s": length,
                               "stage": "N2", "clm": True, "respiratory": False, "arousal": False,
                               "series": f"s{number}", "series_nr": f"s{number}"})  # fmt: skip
            members.append(name)
            onset += max(8, draw.gauss(25, 6))
        series.append({"id": f"s{number}", "from": members[0], "to": members[-1], "count": len(members)})
    counts = [0] * 45
    for one, two in itertools.pairwise(candidates):
        gap = two["onset_s"] - one["onset_s"]
        if gap < 90:
            counts[int(gap / 2)] += 1
    hours = [sum(3600 * h <= one["onset_s"] < 3600 * (h + 1) for one in candidates) for h in range(8)]
    rows = [{"hour": h, "sleep_h": 1, "plms": n, "plms_per_h": float(n)} for h, n in enumerate(hours)]
    per_hour = len(candidates) / 7.0
    wasm = {
        "denominator": "sleep", "clm_per_h": per_hour, "plms_per_h": per_hour * 0.9, "plms_nr_per_h": None,
        "plms_arousal_per_h": 2.1, "plmw_per_h": 12.0, "periodicity_plm_per_clm": 0.9, "periodicity_ferri": 0.83,
        "by_hour": rows, "ln_imi": {"histogram": {"width_s": 2, "counts": counts, "longer": 5}},
    }  # fmt: skip
    aasm = {"denominator": "sleep", "lm_per_h": per_hour, "plms_per_h": per_hour * 0.97, "plms_arousal_per_h": 2.1,
            "by_hour": [{**one, "plms_per_h": one["plms_per_h"] * 1.1} for one in rows]}  # fmt: skip
    return {
        "recording": {"id": "ab" * 32, "start": "2026-10-30T22:45:00", "hours": at / 3600,
                      "legs": [{"label": "LAT", "side": "left", "rate_hz": 256, "unit": "uV", "scorable_h": 7.2},
                               {"label": "RAT", "side": "right", "rate_hz": 256, "unit": "uV", "scorable_h": 7.1}]},
        "sleep": {"source": "annotations", "tst_h": 7.0, "wake_h": 0.4, "stages": stages},
        "lms": lms,
        "editions": {
            "wasm2016": {"options": {}, "candidates": candidates, "series": series[:-1], "indices": wasm},
            "aasm3": {"options": {}, "candidates": candidates, "series": series, "indices": aasm},
        },
        "why_they_differ": ["AASM 3 lets an interval of 5 s start a series; WASM 2016 asks for 10 s."],
        "unscorable": [{"from_s": 22000, "to_s": 23500, "leg": "right", "why": "electrode off"}],
        "warnings": ["The right leg could not be scored for 25 minutes: the signal was flat."],
    }  # fmt: skip


def restless_legs() -> Workup:
    """Story 4, with low ferritin and a night."""
    case = Case(
        as_of=dt.date(2026, 11, 21),
        person=Person(age=Age.parse(54), sex="female", pregnant="no"),
        known_conditions=("hypertension",),
        medicines=(Medicine(name="sertraline", started=dt.date(2026, 9, 1)), Medicine(name="omeprazole")),
        movements=(
            Movement(kind="urge_to_move", site="leg", side="both", when="evening_rest", relieved_by="moving",
                     often="nightly", since_weeks=30),
            Movement(kind="twitch", site="calf", side="left", when="lying_awake", pain="no", seen_by="self"),
        ),
        labs=(LabRow(test="ferritin", value=18, unit="ug/L", at=dt.date(2026, 10, 2), low=15, high=150),),
        results=(OtherResult(test="eeg", result="normal", at=dt.date(2026, 5, 1)),),
    )  # fmt: skip
    causes = (
        cause("restless_legs_syndrome", 0.83, {
            "movement 1": (0.9, "an urge to move at rest in the evening, eased by moving, is what restless legs are"),
            "ferritin": (0.35, "a ferritin of 18 is low for restless legs"),
            "family_restless_legs": (0.3, "it runs in families"),
            "sleep_disturbed_by_legs": (0.15, "it disturbs falling asleep"),
            "one_shift_ends_it": (-0.1, "one change of position does not end it"),
            "everything_else": (0.01, "everything else you told us, together")}, "well", "routine",
            basis="mixed", low=0.71, high=0.91),
        cause("iron_deficiency", 0.78, {"ferritin": (1.6, "ferritin below 30 means an empty iron store"),
                                        "heavy_periods": (0.2, "heavy periods use up iron")}, "well", "routine",
              basis="measured", low=0.66, high=0.9, explains=()),
        cause("ordinary_twitching", 0.55, {
            "movement 2": (0.7, "a painless flicker in the calf at rest is the usual picture"),
            "movement 1": (-0.3, "an urge to move is no part of it")}, "partly", "self_care", explains=("movement 2",)),
        cause("nocturnal_leg_cramps", 0.04, {"movement 1": (-0.8, "there is no cramp")}, "poorly", "self_care"),
        cause("motor_neurone_disease", 0.0002, {"movement 2": (0.1, "twitches join in"),
                                                "failed_heel_or_toe_walk": (-0.2, "walking on heels and toes works")},
              "poorly", "soon"),
    )  # fmt: skip
    labs = {
        "results": [
            {"test": "ferritin", "value": 18.0, "comparator": None, "unit": "ug/L", "low": 15.0, "high": 150.0,
             "flag": "normal", "at": "2026-10-02", "interval_from": "laboratory", "warnings": []},
            {"test": "haemoglobin", "value": 118.0, "comparator": None, "unit": "g/L", "low": 120.0, "high": 160.0,
             "flag": "low", "at": "2026-10-02", "interval_from": "fallback", "warnings": []},
        ],
        "derived": [{"test": "tsat", "name": "Transferrin saturation", "si_value": 0.11, "si_unit": "1", "low": None,
                     "high": None, "flag": "low", "at": "2026-10-02", "warnings": []}],
        "warnings": [],
    }  # fmt: skip
    return workup(
        case,
        causes,
        Urgency(level=Level.ROUTINE, provisional=False, if_remaining_safety_answers_are_no=Level.ROUTINE,
                first_contact="Book an ordinary appointment with your GP. No danger sign was found."),
        flags(),
        {"family_restless_legs": "yes", "sleep_disturbed_by_legs": "yes", "heavy_periods": "yes",
         "one_shift_ends_it": "no", "shakes_without_alcohol": "no", "clot_risk": "no", "numb_feet": "no"},
        {"ssri": [case.medicines[0]] if case.medicines else []},
        labs=labs,
        nights=(night(),),
        tests=(SuggestedTest(test="ferritin", gain=0.31, text="Transferrin saturation, in the morning: it would show "
                             "whether iron is worth treating.", source="aasm2025_iron"),
               SuggestedTest(test="kidney_function", gain=0.08, text="Weak kidneys bring restless legs.",
                             source="trenkwalder2016")),
        missing=(MissingAnswer(question="arms_too", gain=0.12), MissingAnswer(question="heavy_periods", gain=0.1)),
    )  # fmt: skip


def worried_about_als(**answers: str) -> Workup:
    """Story 1: calf twitches, strong, fears ALS. Further answers go to the danger signs."""
    case = Case(
        as_of=dt.date(2026, 11, 21),
        person=Person(age=Age.parse(29), sex="male"),
        known_conditions=(),
        medicines=(),
        movements=(Movement(kind="twitch", site="calf", side="both", when="lying_awake", pain="no",
                            lasts="split_second", seen_by="self", often="daily", since_weeks=3),),
    )  # fmt: skip
    causes = (
        cause("ordinary_twitching", 0.93, {
            "movement 1": (1.0, "a painless flicker in the calves at rest is the usual picture"),
            "checks_body_often": (0.2, "watching the muscles makes twitches easier to notice"),
            "caffeine_much": (0.1, "much caffeine is often linked to twitching")}, "well", "routine",
            low=0.7, high=0.98),
        cause("none_of_these", 0.2, {"movement 1": (-0.1, "nothing else is needed")}, "partly", "routine"),
        cause("nocturnal_leg_cramps", 0.02, {"movement 1": (-1.2, "there is no cramp")}, "poorly", "self_care"),
        cause("motor_neurone_disease", 0.00004, {
            "movement 1": (0.15, "twitches join in"),
            **{key: (0.9, f"{key.replace('_', ' ')} is one of the usual first signs") for key in answers}},
            "poorly", "soon"),
    )  # fmt: skip
    level = Level.SOON if answers else Level.ROUTINE
    because = tuple(
        Reason(rule="failed_function", level=Level.SOON, text="Must be checked because you said something no longer "
               "works as it did.", source="project_safety", verified=False) for _ in answers)[:1]  # fmt: skip
    return workup(
        case,
        causes,
        Urgency(level=level, provisional=False, if_remaining_safety_answers_are_no=level, because=because,
                first_contact="An ordinary appointment with a doctor is soon enough."),
        flags(**answers),
        {"worried_about_als": "yes", "checks_body_often": "yes", "caffeine_much": "yes"},
        {},
        missing=(MissingAnswer(question="examination_abnormal", gain=0.02),),
    )  # fmt: skip


def go_now() -> Workup:
    """Somebody with a numb saddle and both legs weak."""
    case = Case(
        as_of=dt.date(2026, 11, 21),
        person=Person(age=Age.parse(47), sex="female"),
        movements=(Movement(kind="twitch", site="leg", side="both", since_weeks=1),),
    )
    rules = [one for one in knowledge().rules.values() if "saddle" in str(one.when)][:1]
    because = tuple(
        Reason(
            rule=one.id, level=one.level, text=one.text, source=one.source, verified=one.verified, referral=one.referral
        )
        for one in rules
    )
    return workup(
        case,
        (cause("none_of_these", 0.6, {"movement 1": (0.2, "twitching with lost feeling is something else")}, "partly",
               "routine"),),
        Urgency(level=Level.EMERGENCY, provisional=True, if_remaining_safety_answers_are_no=Level.EMERGENCY,
                first_contact="Call 999 now.", because=because, unanswered=("fever",)),
        flags(new_numb_saddle="new", all_others="open"),
        {},
    )  # fmt: skip


def eighty_and_jerking() -> Workup:
    """Story 15, alert; half of the safety questions open."""
    case = Case(
        as_of=dt.date(2026, 11, 21),
        person=Person(age=Age.parse("80s"), sex="female"),
        told_by="carer",
        country="DE",
        known_conditions=("chronic_kidney_disease",),
        medicines=(Medicine(name="pregabalin", dose_changed=dt.date(2026, 11, 10)), Medicine(name="ramipril"),
                   Medicine(name="furosemide")),
        movements=(Movement(kind="jerk", site="arm", side="both", when="any_time", since_weeks=1),),
    )  # fmt: skip
    rule = knowledge().rules["new_jerks_in_older_people"]
    because = (Reason(rule=rule.id, level=rule.level, text=rule.text, source=rule.source, verified=rule.verified),)
    by_class = {"gabapentinoid": [Medicine(name="pregabalin")], "acei_arb": [Medicine(name="ramipril")],
                "diuretic": [Medicine(name="furosemide")]}  # fmt: skip
    return workup(
        case,
        (cause("none_of_these", 0.7, {"movement 1": (0.6, "new jerks at this age have many causes this program does "
                                                     "not know")}, "well", "routine"),
         cause("sleep_starts", 0.03, {"movement 1": (-0.7, "they also come while awake")}, "poorly", "self_care")),
        Urgency(level=Level.URGENT, provisional=True, if_remaining_safety_answers_are_no=Level.URGENT,
                first_contact="Speak to a doctor today, or call 116 117.", because=because,
                unanswered=("fever", "new_confusion")),
        flags(new_jerks="new", fever="open", new_confusion="not_sure"),
        {},
        by_class,
        warnings=("No blood test of the kidneys was entered.",),
    )  # fmt: skip


EVERYBODY = {
    "restless_legs": restless_legs,
    "worried_about_als": worried_about_als,
    "go_now": go_now,
    "eighty_and_jerking": eighty_and_jerking,
}
