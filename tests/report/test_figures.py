"""Figures: the sums are right, the markup is whole, nothing inline, and everything is said in words too."""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.people import EVERYBODY, night, restless_legs

from whytwitch.model.picture import Cause, Contribution
from whytwitch.model.urgency import Level
from whytwitch.report.figures import causes_svg, night_svg, waterfall_steps, waterfall_svg
from whytwitch.report.words import fine_percent

SVG = "{http://www.w3.org/2000/svg}"


def cause_of(prior: float, values: list[float]) -> Cause:
    """A cause with these contributions."""
    made = [Contribution(finding=f"f{number}", log10_odds=value, text=f"finding {number}", source="s")
            for number, value in enumerate(values)]  # fmt: skip
    total = prior + math.fsum(values)
    return Cause(
        id="c", group="other", name="A cause", fit="well", basis="expert", probability=0.5, low=0, high=1,
        prior_log10_odds=prior, total_log10_odds=total, would_explain=0, see=Level.ROUTINE,
        reasons_for=tuple(one for one in made if one.log10_odds > 0),
        against=tuple(one for one in made if one.log10_odds < 0),
    )  # fmt: skip


@given(
    prior=st.floats(-6, 1),
    values=st.lists(st.floats(-3, 3).filter(lambda value: abs(value) > 1e-9), max_size=30),
    most=st.integers(2, 12),
)
def test_the_waterfall_adds_up_from_prior_to_total(prior: float, values: list[float], most: int) -> None:
    cause = cause_of(prior, values)
    steps = waterfall_steps(cause, most)
    assert steps[0].end == prior
    assert abs(steps[-1].end - cause.total_log10_odds) < 1e-6
    assert abs(prior + math.fsum(step.change for step in steps) - cause.total_log10_odds) < 1e-6
    for one, two in itertools.pairwise(steps):
        assert two.start == one.end
    assert len(steps) <= most + 2


def whole(svg: str) -> ET.Element:
    """Parse a figure and check what every figure must have."""
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text
    assert description.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    for one in root.iter():
        assert "style" not in one.attrib
        assert not any(key.startswith("on") for key in one.attrib)
        assert one.tag not in (f"{SVG}style", f"{SVG}script")
        for key in ("width", "height", "r"):
            value = re.match(r"-?[\d.]+", one.get(key, "0"))
            assert value is not None
            assert float(value[0]) >= 0
    return root


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("audience", ["person", "clinician"])
def test_causes_are_drawn_whole(name: str, audience: Any) -> None:
    whole(causes_svg(EVERYBODY[name]().picture, audience))


def test_the_persons_figure_holds_no_number_of_any_kind() -> None:
    picture = restless_legs().picture
    root = whole(causes_svg(picture, "person", show={"restless_legs_syndrome", "iron_deficiency"}))
    words = " ".join(text for text in root.itertext())
    assert not re.search(r"\d", words)
    assert "fits well" in words


def test_the_clinicians_figure_says_every_interval_in_words_too() -> None:
    root = whole(causes_svg(restless_legs().picture, "clinician"))
    assert "Restless legs syndrome: 83 % (71 to 91), mixed" in (root.findtext(f"{SVG}desc") or "")


def test_waterfall_is_drawn_whole_and_escapes_what_it_is_given() -> None:
    cause = cause_of(-1, [0.5, -0.2]).model_copy(update={"name": 'a <b> & "c"'})
    root = whole(waterfall_svg(cause))
    assert 'a <b> & "c"' in (root.findtext(f"{SVG}title") or "")


def test_night_is_drawn_whole() -> None:
    root = whole(night_svg(night()))
    words = " ".join(root.itertext())
    for part in ("Sleep", "Leg movements", "Series, by two rule books", "22:45", "WASM 2016", "could not be scored"):
        assert part in words


def bare_night() -> dict[str, Any]:
    """Nothing but a recording: no stages, no movements, no start."""
    empty = {"options": {}, "candidates": [], "series": [], "indices": {"denominator": "recording", "plms_per_h": None}}
    return {
        "recording": {"id": "0", "start": None, "hours": 0.03, "legs": []},
        "sleep": {"source": "none", "tst_h": None, "wake_h": None},
        "lms": [],
        "editions": {"wasm2016": empty, "aasm3": empty},
        "why_they_differ": [],
        "unscorable": [],
        "warnings": [],
    }


def test_a_long_night_is_drawn_in_columns_and_shows_every_movement() -> None:
    held = night()
    one = held["lms"][0] | {"leg": "left", "duration_s": 1.0}
    held["recording"]["hours"] = 8.0
    held["lms"] = [one | {"id": f"l{number}", "onset_s": 3.0 * number} for number in range(2000)]  # one every 3 s
    held["lms"] += [one | {"id": "alone", "onset_s": 20_000.0}]
    drawn = night_svg(held)
    assert len(drawn) < 8_000
    paths = re.findall(r'd="((?:M\d+ 0h\d+v1h-\d+z)+)"', drawn)
    left = [[int(number) for number in mark] for path in paths for mark in re.findall(r"M(\d+) 0h(\d+)v1h-\2z", path)]
    assert [0, 842] in left  # the first 2000 touch: to 5 997 s, and the least width of 64 s, in steps of 7.2 s
    assert any(first == round(20_000 / 7.2) for first, _ in left)


def test_a_night_with_nothing_in_it_is_drawn_and_says_so() -> None:
    root = whole(night_svg(bare_night()))
    assert "index not known" in (root.findtext(f"{SVG}desc") or "")
    assert "0 h" in " ".join(root.itertext())


def test_an_index_that_is_null_is_never_drawn_as_zero() -> None:
    made = night()
    made["editions"]["aasm3"]["indices"]["plms_per_h"] = None
    assert "AASM 3: 7 series, index not known" in night_svg(made)


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.5, "50 %"), (0.99, "99 %"), (0.9999, "99.99 %"), (0.0001, "0.01 %"), (0.09, "9 %"), (1 / 101, "1 %")],
)
def test_axis_labels_have_the_digits_they_need(probability: float, words: str) -> None:
    assert fine_percent(probability) == words
