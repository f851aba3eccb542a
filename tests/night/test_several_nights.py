"""Several nights of one person side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

import whytwitch
from whytwitch.evidence.night import findings_from_night, findings_from_nights, score_night
from whytwitch.evidence.night.several import combine


def made(name: str, plms: float | None, denominator: str = "sleep") -> dict:
    wasm = dict.fromkeys(
        ("clm_per_h", "plms_per_h", "plms_nr_per_h", "plms_arousal_per_h", "plmw_per_h", "periodicity_plm_per_clm",
         "periodicity_ferri"), None)  # fmt: skip
    aasm = dict.fromkeys(("lm_per_h", "plms_per_h", "plms_arousal_per_h"), plms)
    indices = {"denominator": denominator, **wasm, "plms_per_h": plms}
    return {"recording": {"id": name}, "editions": {"wasm2016": {"indices": indices}, "aasm3": {"indices": aasm}}}


def test_mean_and_spread_over_the_nights_that_have_a_figure() -> None:
    found = combine([made("a", 10.0), made("b", 20.0), made("c", None)])["sleep"]["wasm2016"]["plms_per_h"]
    assert (found["n"], found["mean"], found["low"], found["high"]) == (2, 15.0, 10.0, 20.0)
    assert found["sd"] == pytest.approx(7.0711, abs=1e-4)
    assert found["variation"] == pytest.approx(0.4714, abs=1e-4)


def test_a_recording_given_twice_counts_once() -> None:
    found = combine([made("a", 10.0), made("a", 10.0)])
    assert (found["nights"], found["left_out"]) == (1, 1)
    assert found["sleep"]["aasm3"]["plms_per_h"]["sd"] is None


def test_hours_of_sleep_and_of_recording_are_never_mixed() -> None:
    found = combine([made("a", 10.0), made("b", 50.0, "recording")])
    assert found["sleep"]["wasm2016"]["plms_per_h"]["values"] == [10.0]
    assert found["recording"]["wasm2016"]["plms_per_h"]["values"] == [50.0]


def test_no_nights() -> None:
    assert combine([])["sleep"]["wasm2016"]["plms_per_h"]["mean"] is None


def night_file(folder: Path, name: str, events: str) -> str:
    stages = "".join(f"{30 * i},30,N2\n" for i in range(120))
    (folder / name).write_text("onset_s,duration_s,event\n" + (stages if "stages" in events else "") + events.replace(
        "stages", ""), encoding="utf-8")  # fmt: skip
    return name


def movements(count: int) -> str:
    return "".join(f"{200 + 25 * k},1.5,Limb movement (left)\n" for k in range(count))


def test_the_picture_gets_the_mean_of_three_nights(tmp_path: Path) -> None:
    nights = [
        {"events": night_file(tmp_path, f"{n}.csv", "stages" + movements(count))}
        for n, count in enumerate((10, 20, 60))
    ]
    (tmp_path / "case.yaml").write_text(
        "as_of: 2026-11-21\nperson: {age: 50, sex: female}\nnights:\n"
        + "".join(f"  - {{events: {one['events']}, at: 2026-11-0{k + 1}}}\n" for k, one in enumerate(nights)),
        encoding="utf-8",
    )
    workup = whytwitch.draw(tmp_path / "case.yaml")
    (found,) = [f for f in workup.findings if f.id == "plms_index"]
    assert found.value == pytest.approx(30.0, abs=0.01)
    assert str(found.at) == "2026-11-03"
    assert "Over 3 nights" in found.derived
    assert "PubMed 19022704" in found.derived
    assert len(workup.nights) == 3


def test_nights_without_stages_are_left_out_of_the_mean_and_named(tmp_path: Path) -> None:
    scored = [
        score_night(tmp_path / night_file(tmp_path, "a.csv", "stages" + movements(20))),
        made("b", 80.0, "recording"),
    ]
    found = {f["id"]: f for f in findings_from_nights(scored)}
    assert found["plms_index"]["value"] == pytest.approx(20.0, abs=0.01)
    assert "never averaged together" in found["plms_index"]["derived"]
    assert "Only one night" in found["plms_index"]["derived"]


def test_a_dead_night_is_no_zero(tmp_path: Path) -> None:
    alive = score_night(tmp_path / night_file(tmp_path, "a.csv", "stages" + movements(20)))
    dead = score_night(tmp_path / night_file(tmp_path, "b.csv", "stages"))
    assert dead["editions"]["wasm2016"]["indices"]["plms_per_h"] is None
    found = {f["id"]: f for f in findings_from_nights([alive, dead])}
    assert found["plms_index"]["value"] == pytest.approx(20.0, abs=0.01)
    assert "not a count of 0" in found["plms_index"]["derived"]
    (only,) = findings_from_nights([dead, dead])
    assert only["id"] == "night_not_scorable"


def test_a_night_given_twice_is_one_night(tmp_path: Path) -> None:
    night = score_night(tmp_path / night_file(tmp_path, "a.csv", "stages" + movements(20)))
    assert findings_from_nights([night, night]) == findings_from_night(night)
    assert findings_from_nights([night])[0]["value"] == pytest.approx(20.0, abs=0.01)


def test_a_night_to_be_looked_at_changes_no_probability(tmp_path: Path) -> None:
    night = score_night(tmp_path / night_file(tmp_path, "a.csv", "stages" + movements(20)))
    marked = dict(night, eeg={"text": ["Something: an expert should look at the marked places."], "stereotypy": {}})
    case = {"as_of": "2026-11-21", "person": {"age": 50, "sex": "female"}}
    plain, told = whytwitch.draw(case, nights=[night]), whytwitch.draw(case, nights=[marked])
    assert "night_to_be_looked_at" in {f.id for f in told.findings}
    assert [(c.id, c.probability) for c in told.picture.causes] == [(c.id, c.probability) for c in plain.picture.causes]
    assert told.picture.urgency.level == plain.picture.urgency.level
    assert any("an expert should look" in text for text in told.findings[-1].derived.splitlines())
