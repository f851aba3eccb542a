"""What the API answers: each operation as the command line does it, each mistake in one sentence, nothing kept."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT

from whytwitch.errors import InputError
from whytwitch.evidence.case import case_as_dict, read_case
from whytwitch.workup import draw

FIELDS = {"type", "title", "status", "detail", "code", "what", "where", "allowed", "found", "todo"}


@pytest.fixture(scope="session")
def case() -> dict[str, Any]:
    """Story 4, as it is sent."""
    return case_as_dict(read_case(ROOT / "tests/data/stories/04-urge-with-low-ferritin.yaml"))


def problem(answer: Any, status: int) -> dict[str, Any]:
    """A problem: one sentence, all fields, no traceback."""
    assert answer.status_code == status, answer.content[:300]
    assert answer.headers["Content-Type"] == "application/problem+json"
    held = json.loads(answer.content)
    assert set(held) == FIELDS
    assert held["status"] == status
    assert "\n" not in held["detail"]
    assert held["detail"].endswith((".", "?"))  # "did you mean …?" ends a sentence too
    assert not re.search(r"Traceback|\.py", json.dumps(held))
    return held


def test_picture_is_what_the_command_line_prints(ask: Any, case: dict[str, Any]) -> None:
    answer = ask.post("picture", {"case": case})
    assert answer.status_code == 200
    assert answer.json() == json.loads(json.dumps(draw(case).as_json()))


def test_interview_asks_safety_first_then_goes_on(ask: Any) -> None:
    first = ask.post("interview/next", {"case": {}}).json()
    assert first["kind"] == "safety"
    assert first["questions"][0]["answers"] == ["no", "new", "worse", "old_and_assessed", "not_sure"]
    told = {one["id"]: "no" for one in first["questions"]}
    second = ask.post("interview/next", {"case": {"findings": told}}).json()
    assert second["kind"] == "known_conditions"
    alarm = ask.post("interview/next", {"case": {"findings": {"convulsion_five_minutes": "new"}}}).json()
    assert alarm["level"] == "emergency"


def test_what_if_changes_the_level(ask: Any, case: dict[str, Any]) -> None:
    answer = ask.post("explain/what-if", {"case": case, "changes": {"new_numb_saddle": "new"}})
    assert answer.json()["level"] == "emergency"


def test_explain_names_answers_that_would_change_the_advice(ask: Any) -> None:
    answer = ask.post("explain", {"case": {"as_of": "2026-11-21", "denied": "all"}})
    assert answer.status_code == 200
    assert {"explained_away", "flips", "assumptions"} == set(answer.json())


def test_labs_in_three_forms(ask: Any) -> None:
    row = {"test": "ferritin", "value": 18, "unit": "ug/L"}
    observation = {"resourceType": "Observation", "code": {"text": "ferritin"},
                   "valueQuantity": {"value": 18, "unit": "ug/L", "code": "ug/L"}}  # fmt: skip
    for form in ({"rows": [row]}, {"text": "test,value,unit\nferritin,18,ug/L\n"}, {"fhir": observation}):
        (result,) = ask.post("labs", form).json()["results"]
        assert (result["test"], result["si_value"]) == ("ferritin", 18.0)


def test_a_limit_is_a_number(ask: Any) -> None:
    row = {"test": "ferritin", "value": 18, "unit": "ug/L", "high": False}
    problem(ask.post("labs", {"rows": [row]}), 422)


def test_night_from_events_and_from_a_recording(ask: Any, data_folder: Path) -> None:
    text = "onset,duration,event\n" + "".join(f"{100 + 20 * n},2,LM left\n" for n in range(6))
    answer = ask.post("night/events", {"text": text})
    assert answer.status_code == 200, answer.content
    with (ROOT / "examples/restless-legs-night.edf").open("rb") as file:
        answer = ask.client.post("/api/v1/night", {"recording": file})
    assert answer.json()["editions"]["wasm2016"]["indices"]["plms_per_h"] > 80
    answer.close()
    assert not list((data_folder / "incoming").iterdir())


def test_nothing_is_kept(ask: Any, case: dict[str, Any], data_folder: Path) -> None:
    marked = {**case, "reason": "canary-7391"}
    assert ask.post("picture", {"case": marked}).status_code == 200
    assert ask.post("report", {"case": marked, "for": "doctor"}).content.count(b"canary-7391") == 1
    for file in data_folder.rglob("*"):
        if file.is_file():
            assert b"canary-7391" not in file.read_bytes(), file


def test_reports_and_bundle_come_out(ask: Any, case: dict[str, Any]) -> None:
    assert ask.post("report", {"case": case, "for": "person"}).content.startswith(b"<!DOCTYPE html>")
    printed = ask.post("report", {"case": case, "format": "pdf"})
    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    assert ask.post("fhir", {"case": case}).json()["resourceType"] == "Bundle"


def test_knowledge_entries_with_their_sources(ask: Any) -> None:
    listing = ask.get("knowledge/conditions").json()
    assert {"id": "restless_legs_syndrome", "name": "Restless legs syndrome"} in listing["entries"]
    entry = ask.get("knowledge/conditions/restless_legs_syndrome").json()["entry"]
    assert entry["prior"]["self_referred"]["source"]
    assert "did you mean" in problem(ask.get("knowledge/conditions/restless_leg"), 422)["todo"]


def test_a_mistake_in_the_case_is_the_command_lines_sentence(ask: Any) -> None:
    wrong = {"as_of": "21.11.2026"}
    with pytest.raises(InputError) as caught:
        draw(wrong)
    held = problem(ask.post("picture", {"case": wrong}), 400)
    assert held["detail"] == caught.value.sentence()
    assert held["code"] == caught.value.exit_code
    assert held["where"] == "as_of"


def test_a_case_cannot_make_the_program_read_a_file(ask: Any) -> None:
    for path in ("/etc/passwd", "../x.edf"):
        assert "cannot name files" in problem(ask.post("picture", {"case": {"nights": [path]}}), 400)["what"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400), (b"\xff\xfe", 400), (b'{"case": NaN}', 400), (b'{"case": {}, "case": {}}', 400),
        (b'{"case": "\\u0000"}', 400), (b'{"case": "\\ud800"}', 400), (b"[" * 5000, 400), (b"[]", 422), (b"{}", 422),
        (b'{"case": 1}', 422), (b'{"case": {}, "more": 1}', 422), (b'"' + b"x" * 5_000_001 + b'"', 413),
    ],
    ids=lambda part: str(part)[:24],
)  # fmt: skip
def test_a_broken_request_is_one_sentence(ask: Any, body: bytes, status: int) -> None:
    problem(ask.post("picture", body), status)


def test_only_json_and_only_from_here(ask: Any) -> None:
    problem(ask.post("picture", "case=1", kind="application/x-www-form-urlencoded"), 415)
    problem(ask.post("picture", "{}", kind="text/plain"), 415)
    problem(ask.post("picture", {"case": {}}, origin="https://evil.example"), 403)
    problem(ask.post("picture", {"case": {}}, origin="null"), 403)
    problem(ask.get("about", **{"sec-fetch-site": "cross-site"}), 403)
    assert ask.get("about", origin="http://127.0.0.1:8765").status_code == 200


def test_another_host_gets_nothing(ask: Any) -> None:
    assert ask.get("about", host="evil.example").status_code == 421


def test_another_method_and_another_address(ask: Any) -> None:
    answer = ask.get("picture")
    assert problem(answer, 405)["allowed"] == "POST"
    assert answer.headers["Allow"] == "POST"
    problem(ask.get("no/such/thing"), 404)


def test_security_headers_stand_on_every_answer(ask: Any) -> None:
    for answer in (ask.get("about"), ask.get("nothing"), ask.get("")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_our_own_fault_shows_no_traceback_and_logs_no_data(
    ask: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from whytwitch.api import work

    def broken(*_: object) -> None:
        raise RuntimeError("canary-of-a-person")

    monkeypatch.setattr(work, "workup_of", broken)
    answer = ask.post("picture", {"case": {}})
    assert problem(answer, 500)["code"] == 70
    assert b"canary" not in answer.content
    assert "canary" not in capsys.readouterr().err


def test_the_page_of_the_api_has_nothing_from_elsewhere(ask: Any) -> None:
    page = ask.get("").content.decode()
    for path in ("/api/v1/picture", "/api/v1/night/events", "/api/v1/fhir"):
        assert path in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "swagger" not in page.lower()


def test_the_description_leads_nowhere_unknown(app: Any) -> None:
    from whytwitch.api.described import description

    made = description()
    assert made["openapi"].startswith("3.1")
    names = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(made)))
    assert names <= set(made["components"]["schemas"])
    assert "foot_drop" in made["components"]["schemas"]["Case"]["properties"]["findings"]["properties"]
