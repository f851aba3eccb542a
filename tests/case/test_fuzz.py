"""Whatever stands in a case file, the answer is a case or one sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whytwitch.errors import InputError
from whytwitch.evidence.case import build_case
from whytwitch.evidence.case.building import MOVEMENT, TOP

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-5, 2000)
    | st.floats(allow_nan=True)
    | st.text(max_size=12)
    | st.sampled_from(["yes", "no", "not_sure", "new", "twitch", "calf", "2026-11-22", "30 weeks", "GB", "self"])
)
keys = st.sampled_from([*TOP, *MOVEMENT, "age", "sex", "muscle_wasting", "value", "at", "name", "file"]) | st.text(
    max_size=6
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(st.sampled_from(TOP), trees, max_size=6))
def test_any_tree_is_a_case_or_one_sentence(tree):
    try:
        build_case(tree)
    except InputError as error:
        assert "\n" not in error.sentence()
        assert 10 <= error.exit_code <= 19
