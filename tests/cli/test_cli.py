"""The command line as a script sees it: JSON and nothing else, one sentence for a fault, an exit code to rely on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from tests.conftest import ROOT, needs_shared

EXAMPLES = ROOT / "examples"


def whytwitch(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "whytwitch", *map(str, arguments)], capture_output=True, text=True, check=False, cwd=ROOT
    )


def schema(name: str) -> dict:
    return json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "level"), [("restless-legs", "routine"), ("read-about-als", "routine"), ("go-now", "emergency")]
)
def test_each_example_is_one_command(name, level):
    done = whytwitch("picture", EXAMPLES / f"{name}.yaml", "--json")
    assert done.returncode == 0, done.stderr
    picture = json.loads(done.stdout)
    jsonschema.validate(picture, schema("picture"))
    assert list(picture) == ["urgency", "red_flags", "causes", "missing", "tests", "plan", "knowledge", "warnings"]
    assert picture["urgency"]["level"] == level
    for cause in picture["causes"]:
        parts = sum(one["log10_odds"] for one in (*cause["for"], *cause["against"]))
        assert abs(cause["prior_log10_odds"] + parts - cause["total_log10_odds"]) < 1e-6
    assert {"ordinary_twitching", "none_of_these"} <= {cause["id"] for cause in picture["causes"]}


def test_text_html_and_json_come_from_one_picture(tmp_path):
    page = tmp_path / "page.html"
    done = whytwitch("picture", EXAMPLES / "go-now.yaml", "--json", "--html", page)
    assert done.returncode == 0
    assert json.loads(done.stdout)["urgency"]["level"] == "emergency"
    assert "999" in page.read_text(encoding="utf-8")
    assert "999" in whytwitch("picture", EXAMPLES / "go-now.yaml").stdout


def test_labs_give_one_row_for_each_row(tmp_path):
    file = tmp_path / "blood.csv"
    file.write_text(
        'test,value,unit,date\nferritin,18,ug/L,2026-10-02\nnonsense,1,x,2026-10-02\nKalium,"3,1",mmol/l,2026-10-02\n'
    )
    done = whytwitch("labs", file, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    jsonschema.validate(report, schema("labs"))
    assert [row["flag"] for row in report["results"]][1] == "not_understood"
    assert len(report["results"]) == 3


def test_a_night_of_events_alone_is_scored():
    done = whytwitch("night", needs_shared("recordings/events/noxturnal-night-2.csv"), "--json")
    assert done.returncode == 0, done.stderr
    night = json.loads(done.stdout)
    jsonschema.validate(night, schema("night"))
    assert night["sleep"]["tst_h"] == pytest.approx(5.658, abs=0.001)
    assert night["editions"]["wasm2016"]["indices"]["plms_per_h"] == pytest.approx(0.707, abs=0.001)


def test_legs_too_coarse_are_said_and_not_counted():
    done = whytwitch("night", needs_shared("recordings/polysomnography/nox-a1-two-minutes.edf"), "--json")
    night = json.loads(done.stdout)
    assert any("31.25" in text for text in night["warnings"])
    assert night["editions"]["wasm2016"]["indices"]["plms_per_h"] is None


FAULTS = [
    ("missing file", ["picture", "no-such-case.yaml"], None, 11, "no such file"),
    ("unknown finding", ["picture", "{file}"], "findings: {muscel_wasting: no}", 13, "muscle_wasting"),
    (
        "unit that does not fit",
        ["picture", "{file}"],
        "labs: [{test: ferritin, value: 18, unit: mmHg, at: 2026-01-01}]",
        14,
        "line 1",
    ),
    ("YAML error", ["picture", "{file}"], "person: {age: 30", 12, "line"),
    ("contradiction", ["picture", "{file}"], "findings: {muscle_wasting: [yes, no]}", 16, "both"),
    ("broken EDF", ["night", "{file}"], "0       this is no EDF", (11, 12), ""),
    ("missing night", ["picture", "{file}"], "nights: [{file: no-such-night.edf}]", 11, "no-such-night.edf"),
    ("strange what-if", ["explain", str(EXAMPLES / "go-now.yaml"), "--what-if", "nonsense"], None, 12, "finding=value"),
    ("unknown entry", ["knowledge", "show", "restles_legs_syndrome"], None, 13, "restless_legs_syndrome"),
]


@pytest.mark.parametrize(
    ("arguments", "content", "code", "word"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_each_fault_is_one_sentence_and_an_exit_code(tmp_path, arguments, content, code, word):
    file = tmp_path / ("night.edf" if arguments[0] == "night" else "case.yaml")
    if content is not None:
        file.write_text(content, encoding="utf-8")
    done = whytwitch(*[argument.replace("{file}", str(file)) for argument in arguments])
    assert done.returncode in (code if isinstance(code, tuple) else (code,)), done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("whytwitch: ")
    assert done.stderr.strip().count("\n") == 0
    assert "Traceback" not in done.stderr
    assert word in done.stderr


def test_with_json_the_fault_is_an_object_on_standard_error_and_nothing_else():
    done = whytwitch("picture", "no-such-case.yaml", "--json")
    assert done.stdout == ""
    thing = json.loads(done.stderr)
    assert thing["exit_code"] == done.returncode == 11
    assert "no-such-case.yaml" in thing["sentence"]


def test_usage_errors_leave_with_two():
    assert whytwitch("picture").returncode == 2
    assert whytwitch("serve", "--no-browser", "--port", "99999999").returncode == 2
    assert whytwitch("no-such-command").returncode == 2


def test_knowledge_check_finds_no_fault():
    done = whytwitch("knowledge", "check")
    assert done.returncode == 0, done.stderr
    assert "no fault found" in done.stdout


def test_what_scripts_rely_on_in_python():
    import whytwitch as package

    case = package.read_case(EXAMPLES / "read-about-als.yaml")
    workup = package.draw(case)
    assert workup.picture.urgency.level == "routine"
    assert workup.plan.see.who
    assert package.score_night(EXAMPLES / "restless-legs-night.edf")["recording"]["legs"][0]["scorable_h"] > 0.9


def test_the_same_case_gives_the_same_bytes():
    first, second = (whytwitch("picture", EXAMPLES / "read-about-als.yaml", "--json").stdout for _ in range(2))
    assert first == second


def test_case_files_of_the_examples_fit_the_published_schema():
    from ruamel.yaml import YAML

    for path in sorted(Path(EXAMPLES).glob("*.yaml")):
        tree = json.loads(json.dumps(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")), default=str))
        jsonschema.validate(tree, schema("case"))


def test_picture_writes_several_files_at_once(tmp_path):
    out = {kind: tmp_path / f"out.{kind}" for kind in ("html", "pdf", "fhir")}
    case = ROOT / "tests/data/stories/01-calf-twitch.yaml"
    done = whytwitch("picture", case, "--json", *(part for kind, path in out.items() for part in (f"--{kind}", path)))
    assert json.loads(done.stdout)["urgency"]["level"]
    assert "What to do, and why" in out["html"].read_text(encoding="utf-8")
    assert out["pdf"].read_bytes().startswith(b"%PDF-1.7")
    assert json.loads(out["fhir"].read_text(encoding="utf-8"))["resourceType"] == "Bundle"


@pytest.mark.parametrize(("options", "said"), [(["--for", "doctor"], "page for the doctor"),
                                               (["--for", "complete"], "numbers of the knowledge base"),
                                               (["--clinician"], "numbers of the knowledge base")])  # fmt: skip
def test_for_chooses_the_reader(tmp_path, options, said):
    page = tmp_path / "page.html"
    whytwitch("picture", ROOT / "tests/data/stories/01-calf-twitch.yaml", "--html", page, *options)
    assert said in page.read_text(encoding="utf-8")
