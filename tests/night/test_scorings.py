"""Scorings are objects: edits make children, two are compared; a night leaves as annotations and comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from whytwitch.errors import ContradictionError, ImpossibleValueError, UnknownNameError
from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.compare import compare, edit, match, scoring_of
from whytwitch.evidence.night.export import write_annotations
from whytwitch.evidence.night.simulate import restless_night, write
from whytwitch.model.night import LegMovement


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> dict:
    path = tmp_path_factory.mktemp("scorings") / "night.edf"
    write(replace(restless_night(3, 1.0), rate_hz=128), path)
    return score_night(path)


def test_an_edit_is_a_child_and_the_parent_stays(night: dict) -> None:
    old = scoring_of(night)
    before = old.model_dump()
    first = old.movements[0]
    new = edit(
        old, "A. Technologist", remove=[old.movements[1].id], add=[("left", 10.0, 1.0)], move={first.id: (100.0, 2.0)}
    )
    assert new.parent == old.id
    assert new.id != old.id
    assert new.by.kind == "person"
    assert len(new.movements) == len(old.movements)
    assert old.model_dump() == before
    assert [m.origin for m in new.movements if m.onset_s in (10.0, 100.0)] == ["human", "human"]
    with pytest.raises(ValidationError):
        old.movements[0].onset_s = 5.0  # type: ignore[misc]


def test_impossible_edits_are_refused(night: dict) -> None:
    old = scoring_of(night)
    with pytest.raises(UnknownNameError):
        edit(old, "x", remove=["l99999"])
    with pytest.raises(ContradictionError):
        edit(old, "x", remove=["l1"], move={"l1": (1.0, 1.0)})
    with pytest.raises(ImpossibleValueError):
        edit(old, "x", add=[("left", 1.0, 0.0)])


def test_a_scoring_agrees_with_itself(night: dict) -> None:
    one = scoring_of(night)
    for leg in compare(one, one, hours=1.0).values():
        assert leg["f1"] == 1.0
        assert leg["kappa"] == pytest.approx(1.0)
        assert leg["onset_difference_s"] == 0.0


def test_what_was_edited_shows_in_the_comparison(night: dict) -> None:
    old = scoring_of(night)
    left = [m.id for m in old.movements if m.leg == "left"]
    new = edit(old, "x", remove=left[:2], add=[("left", 20.0, 1.0)])
    found = compare(old, new, hours=1.0)["left"]
    assert found["matched"] == len(left) - 2
    assert found["only_first"] == left[:2]
    assert len(found["only_second"]) == 1
    with pytest.raises(ContradictionError):
        compare(old, new.model_copy(update={"recording": "another"}), hours=1.0)


def test_matching_uses_each_movement_once_and_the_best_first() -> None:
    def one(name: str, on: float, length: float) -> LegMovement:
        return LegMovement(id=name, leg="left", onset_s=on, duration_s=length, morphology=None, origin="human")

    pairs = match([one("a", 0, 10), one("b", 11, 2)], [one("x", 0, 3), one("y", 3, 7), one("z", 11.5, 2)])
    assert [(a.id, b.id) for a, b in pairs] == [("a", "y"), ("b", "z")]


def test_annotations_go_out_and_come_back_at_the_right_second(night: dict, tmp_path: Path) -> None:
    import edfio

    path = write_annotations(night, tmp_path / "scored.edf")
    read = edfio.read_edf(path)
    marks = [a for a in read.annotations if a.text.startswith("Limb movement")]
    kept = [m for m in night["lms"] if m["morphology"] is not False]
    assert [a.onset for a in marks] == pytest.approx([m["onset_s"] for m in kept], abs=1e-6)
    again = score_night(path)
    assert [m["onset_s"] for m in again["lms"]] == pytest.approx([m["onset_s"] for m in kept], abs=1e-6)
    for key in ("clm_per_h", "plms_per_h"):
        there, here = (n["editions"]["wasm2016"]["indices"][key] for n in (again, night))
        assert there == pytest.approx(here)
    assert again["scoring"]["by"]["kind"] == "person"
