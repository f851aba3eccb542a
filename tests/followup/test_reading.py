"""Tables and protocols as people make them: read, or refused with one sentence."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from whytwitch.care.followup import check_protocol, freeze, read_series
from whytwitch.care.followup.build import arm_on, build_protocol
from whytwitch.care.followup.power import preview
from whytwitch.care.followup.series import parse_series
from whytwitch.errors import ContradictionError, FileError, FormatError, ImpossibleValueError, InputError
from whytwitch.workup import as_case, gather

HEAD = "day,arm,value\n"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", FormatError),
        (HEAD, FormatError),
        ("a,b\n1,2\n", FormatError),
        (HEAD + "x,on,1\n", FormatError),
        (HEAD + "1,on,many\n", FormatError),
        (HEAD + "1,on,inf\n", ImpossibleValueError),
        (HEAD + "1,on,1\n1,off,2\n", ContradictionError),
        (HEAD + "1,a,1\n2,b,1\n3,c,1\n", ContradictionError),
        (HEAD + "1,a,1\n2026-01-01,b,1\n", FormatError),
        (HEAD + "2026-01-01,a,1\n0226-01-02,b,1\n", ImpossibleValueError),
        (HEAD + "31.02.2026,a,1\n", FormatError),
    ],
)
def test_a_broken_table_is_one_sentence(text, error):
    with pytest.raises(error) as caught:
        parse_series(text)
    assert caught.value.sentence().count("\n") == 0


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffDay;Arm;Value\r\n2026-01-02;on;1,5\r\n2026-01-01;off;2\r\n",
        "value\tday\tarm\n1.5\t2\ton\n2\t1\toff\n",
        'day,arm,value,note\n"1","off","2","a, b"\n2,on,1.5,\n\n',
    ],
)
def test_tables_of_other_countries_are_read(text):
    held = parse_series(text)
    assert list(held.value) == [2, 1.5]
    assert held.arm == ("off", "on")
    assert list(held.day) == [0, 1]


def test_missing_file_and_binary_are_said(tmp_path):
    with pytest.raises(FileError):
        read_series(tmp_path / "none.csv")
    (tmp_path / "zip.csv").write_bytes(b"PK\x03\x04\0\0")
    with pytest.raises(FileError):
        read_series(tmp_path / "zip.csv")


def test_a_changed_protocol_is_noticed():
    frozen = freeze(build_protocol("no screens after nine", seed=1))
    assert check_protocol(json.loads(json.dumps(frozen, default=str)))[1] == []
    for field, value in (("worthwhile", 0.01), ("better", "higher"), ("order", frozen["order"][::-1]), ("extra", 1)):
        with pytest.raises(ContradictionError):
            check_protocol({**frozen, field: value})
    assert "not frozen" in check_protocol({"better": "lower"})[1][0]


def test_a_plain_protocol_in_other_words_is_understood():
    made, _ = check_protocol(
        {"treatment": "on", "control": "off", "outcome": {"name": "twitches", "type": "counts"}, "lower_is_better": True,  # noqa: E501
         "smallest_worthwhile_change": "20 %", "washout": 1, "phase_length": 3}
    )  # fmt: skip
    assert (made.arms.measure, made.arms.comparison, made.kind, made.better) == ("on", "off", "count", "lower")
    assert (made.worthwhile_percent, made.washout_days, made.phase_days) == (20, 1, 3)
    with pytest.raises(FormatError):
        check_protocol({"pairs": "many"})
    with pytest.raises(FormatError):
        check_protocol([1])


def test_the_lot_deals_both_arms_in_every_pair():
    made = build_protocol("no caffeine after noon", seed=4)
    assert (made.pairs, made.phase_days, len(made.order)) == (9, 3, 18)
    assert all(set(made.order[one : one + 2]) == {"with", "without"} for one in range(0, 18, 2))
    assert len({build_protocol("less screen", seed=one).order for one in range(20)}) > 10
    import datetime as dt

    assert arm_on(made, made.start) == made.order[0]
    assert arm_on(made, made.start + dt.timedelta(days=53)) == made.order[-1]
    assert arm_on(made, made.start + dt.timedelta(days=54)) is None
    with pytest.raises(ImpossibleValueError):
        build_protocol("less screen", pairs=5)


@pytest.mark.parametrize(
    "measure",
    ["pramipexole", "stopping sertraline", "iron tablets", "quinine", "tonic water", "my medicine every other day", "gabapentin off",  # noqa: E501
     "half the dose", "sleeping pills", "cannabis", "antidepressant",
     "skip my evening tablet", "stopping my heart med", "leave out my bedtime capsule"],
)  # fmt: skip
def test_a_medicine_is_never_switched_on_and_off(measure):
    with pytest.raises(InputError):
        build_protocol(measure, agreed=True)


@pytest.mark.parametrize(
    "measure", ["magnesium at night", "less alcohol", "calf massage", "compression stockings", "a hot bath"]
)
def test_a_gate_that_is_unknown_or_shut_holds(measure):
    with pytest.raises(ContradictionError):
        build_protocol(measure)
    unwell = {
        "known_conditions": [
            "chronic_kidney_disease",
            "alcohol_dependence",
            "dvt_before",
            "arterial_disease",
            "diabetes",
        ]
    }
    with pytest.raises(ContradictionError):
        build_protocol(measure, facts=gather(as_case(unwell)).facts)


def test_a_gate_opens_on_an_explicit_no():
    case = {
        "known_conditions": [],
        "medicines": [],
        "findings": {"shakes_without_alcohol": "no", "sedative_or_alcohol_stopped": "no"},
    }
    facts = gather(as_case(case)).facts
    assert build_protocol("magnesium at night", facts=facts).measure == "magnesium at night"
    assert build_protocol("less alcohol", facts=facts)


def test_preview_finds_large_effects_and_seldom_none():
    seen = preview(build_protocol("less screen", seed=2), trials=30)
    power = {row["effect_sd"]: row["power"] for row in seen["power"]}
    assert power[0.0] <= 0.2
    assert power[1.5] >= 0.8


def test_the_command_prints_json_alone(tmp_path):
    from whytwitch.cli import app

    rows = "".join(f"{day},{'on' if day // 3 % 2 else 'off'},{7 - 4 * (day // 3 % 2) + day % 2}\n" for day in range(60))
    (tmp_path / "days.csv").write_text(HEAD + rows)
    done = CliRunner().invoke(app, ["followup", str(tmp_path / "days.csv"), "--json"])
    made = json.loads(done.stdout)
    assert made["verdict"] == "helps"
    assert {"verdict", "effect", "interval", "p_benefit", "randomisation_p", "needs_weeks", "warnings"} <= set(made)
    done = CliRunner().invoke(
        app, ["experiment", "plan", "no caffeine after noon", "--out", str(tmp_path / "plan.json"), "--json"]
    )
    assert json.loads(done.stdout)["protocol"]["hash"] == json.loads((tmp_path / "plan.json").read_text())["hash"]
    done = CliRunner().invoke(
        app, ["followup", str(tmp_path / "days.csv"), "--protocol", str(tmp_path / "plan.json"), "--json"]
    )
    assert json.loads(done.stdout)["verdict"] in ("helps", "cannot tell yet")


def test_what_has_no_known_effect_is_a_medicine_all_the_same():
    with pytest.raises(ContradictionError, match="never switched on and off"):
        build_protocol("metoprolol", facts=None)
