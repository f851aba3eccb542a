"""What a night says to the picture, and what a figure gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from whytwitch.errors import InputError, UnknownNameError
from whytwitch.evidence.night import figure_data, findings_from_night, score_night
from whytwitch.evidence.night.simulate import restless_night, write
from whytwitch.model.night import Night, night_schema


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict:
    path = tmp_path_factory.mktemp("findings") / "night.edf"
    write(restless_night(1, 1.0), path)
    return score_night(path)


def test_a_restless_night_has_an_index_and_many(night: dict) -> None:
    found = {f["id"]: f for f in findings_from_night(night)}
    assert found["plms_index"]["value"] == night["editions"]["wasm2016"]["indices"]["plms_per_h"]
    assert found["plm_many"]["value"] == "yes"
    assert "no disorder" in found["plm_many"]["derived"]
    assert "ICSD-3-TR" in found["plm_many"]["derived"]


def test_few_movements_say_no(shared: Path) -> None:
    found = {f["id"]: f for f in findings_from_night(score_night(shared / "recordings/events/noxturnal-night-2.csv"))}
    assert found["plm_many"]["value"] == "no"
    assert found["plms_index"]["value"] == pytest.approx(0.707, abs=0.001)


def test_a_leg_that_cannot_be_scored_says_why(shared: Path) -> None:
    (found,) = findings_from_night(score_night(shared / "recordings/polysomnography/nox-a1-two-minutes.edf"))
    assert found["id"] == "night_not_scorable"
    assert "too coarse" in found["derived"]


def test_a_count_without_sleep_is_no_finding(tmp_path: Path) -> None:
    plan = restless_night(1, 1.0)
    path = tmp_path / "plain.edf"
    write(type(plan)(hours=1.0, bursts=plan.bursts), path)
    (found,) = findings_from_night(score_night(path))
    assert found["id"] == "night_not_scorable"
    assert "per hour of recording" in found["derived"]


def test_the_json_is_what_the_schema_says(night: dict) -> None:
    schema = night_schema()
    assert set(schema["properties"]) == set(night)
    assert {"recording", "sleep", "lms", "editions", "why_they_differ", "unscorable", "warnings"} <= set(night)
    assert {"from", "to", "id", "count"} == set(schema["$defs"]["Series"]["properties"])
    again = Night.model_validate(night)
    assert again.model_dump(by_alias=True, mode="json") == night


def test_the_design_names_every_field(night: dict) -> None:
    wasm = night["editions"]["wasm2016"]
    fields = "denominator clm_per_h plms_per_h plms_nr_per_h plms_arousal_per_h plmw_per_h periodicity_plm_per_clm"
    fields += " periodicity_ferri by_stage by_hour by_leg ln_imi"
    assert set(fields.split()) <= set(wasm["indices"])
    fields = "id members onset_s duration_s stage clm respiratory arousal series series_nr"
    assert set(fields.split()) <= set(wasm["candidates"][0])
    assert {"denominator", "lm_per_h", "plms_per_h", "plms_arousal_per_h"} <= set(night["editions"]["aasm3"]["indices"])
    assert {"label", "side", "rate_hz", "unit", "step_uv", "scorable_h"} == set(night["recording"]["legs"][0])


def test_members_series_and_counts_hang_together(night: dict) -> None:
    ids = {m["id"] for m in night["lms"]}
    for edition in night["editions"].values():
        assert {m for c in edition["candidates"] for m in c["members"]} <= ids
        for one in edition["series"]:
            assert sum(c["series"] == one["id"] for c in edition["candidates"]) == one["count"] >= 4


def test_sums_over_stages_hours_and_legs_agree(night: dict) -> None:
    found = night["editions"]["wasm2016"]["indices"]
    counts = found["counts"]
    assert sum(found["by_stage"][s]["plm"] for s in ("N1", "N2", "N3", "R")) == counts["plms"]
    assert sum(h["plms"] for h in found["by_hour"]) == counts["plms"]
    assert sum(leg["plms"] for leg in found["by_leg"].values()) == counts["plms"]
    assert sum(leg["clm"] for leg in found["by_leg"].values()) == counts["clm"]


def test_figure_data(night: dict) -> None:
    for edition in ("wasm2016", "aasm3"):
        data = figure_data(night)
        assert data["hours"] == pytest.approx(1.0)
        assert {s["stage"]: s["level"] for s in data["hypnogram"]}["W"] == 0
        assert sum(len(t) for t in data["ticks"].values()) == len(night["lms"])
        assert len(data["series"]) == len(night["editions"][edition]["series"])
        assert data["histogram"]["width_s"] == 2.0


def test_unknown_options_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("onset_s,duration_s,event\n0,30,N2\n")
    with pytest.raises(UnknownNameError, match="short_interval_start"):
        score_night(path, options={"short_interval": True})
    with pytest.raises(InputError, match="does not take"):
        score_night(path, options={"movements": "robot"})
