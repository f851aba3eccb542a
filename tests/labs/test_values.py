"""What may stand in the value, interval and date columns, and what becomes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whytwitch.evidence.labs.dates import date_order, parse_date
from whytwitch.evidence.labs.intervals import parse_range
from whytwitch.evidence.labs.numbers import parse_number
from whytwitch.evidence.labs.values import parse_value


@pytest.mark.parametrize(
    ("written", "number", "comparator", "warned"),
    [
        ("18", 18, None, False),
        ("<5", 5, "<", False),
        ("< 0.01", 0.01, "<", False),
        (">1000", 1000, ">", False),
        ("≤4", 4, "<=", False),
        (">= 90", 90, ">=", False),
        ("5,3", 5.3, None, True),
        ("5,3*", 5.3, None, True),
        ("5.3 H", 5.3, None, True),
        ("↑ 5.3", 5.3, None, True),
        ("5.3 (L)", 5.3, None, True),
        ("1.234,5", 1234.5, None, True),
        ("1,234.5", 1234.5, None, True),
        ("1 234", 1234, None, False),
        ("1'234.5", 1234.5, None, False),
        ("-3", -3, None, False),
        ("+5", 5, None, False),
        ("1e3", 1000, None, False),
        ("0,125", 0.125, None, True),
        ("&lt;5", 5, "<", False),
        ("＜5", 5, "<", False),
    ],
)
def test_numbers(written: str, number: float, comparator: str | None, warned: bool) -> None:
    parsed = parse_value(written)
    assert (parsed.kind, parsed.number, parsed.comparator, bool(parsed.warnings)) == (
        "number",
        number,
        comparator,
        warned,
    )


@pytest.mark.parametrize("written", ["1,234", "12,345", "999,000"])
def test_a_comma_before_three_digits_is_asked_about(written: str) -> None:
    parsed = parse_value(written)
    assert parsed.kind == "ask"
    assert parsed.number is None
    assert "may be" in parsed.warnings[0]


def test_the_files_own_habit_decides_about_the_comma() -> None:
    assert parse_number("1,234", True)[0] == 1.234
    assert parse_number("1,234", False)[0] == 1234
    assert parse_number("1.234", True)[0] is None  # thousand, or a slip: asked
    assert parse_number("1.234", None)[0] == 1.234


@pytest.mark.parametrize(
    "written", ["neg", "negativ", "positive", "not detected", "Neg.", "nachweisbar", "positive ++"]
)
def test_words_are_no_numbers(written: str) -> None:
    assert parse_value(written).kind == "words"


@pytest.mark.parametrize("written", ["", "-", "---", "n/a", "pending", "hämolytisch", "#WERT!", "see comment", None])
def test_nothing_there(written: str | None) -> None:
    assert parse_value(written).kind == "missing"


@pytest.mark.parametrize(
    "written", ["abc", "3-5", "1.2.3", "=1+1", "٣", "12 34", "5;6", "nan", "inf", "1e999", "<", "5,,3", "--5"]
)
def test_not_understood(written: str) -> None:
    assert parse_value(written).number is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True])
def test_numbers_that_are_none(value: float) -> None:
    assert parse_value(value).kind == "garbled"


@given(st.text(max_size=60))
def test_any_text_gives_an_answer(text: str) -> None:
    parsed = parse_value(text)
    assert (parsed.number is not None) == (parsed.kind == "number")
    assert parsed.kind == "number" or parsed.warnings
    parse_range(text)
    at, problem = parse_date(text)
    assert at is not None or problem or not text.strip() or not " ".join(text.split())


@given(st.floats(min_value=1e-4, max_value=9e5).map(lambda number: float(f"{number:.5g}")))
def test_point_and_comma_mean_the_same_when_the_file_says_so(number: float) -> None:
    written = f"{number:.12f}".rstrip("0").rstrip(".")
    assert parse_number(written)[0] == pytest.approx(number, rel=1e-4)
    assert parse_number(written.replace(".", ","), True)[0] == pytest.approx(number, rel=1e-4)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("15-150", 15, 150),
        ("15,0 – 150,0", 15, 150),
        ("(15 - 150)", 15, 150),
        ("[3.5;5.1]", 3.5, 5.1),
        ("15 bis 150", 15, 150),
        ("<5", None, 5),
        ("> 60", 60, None),
        ("≥ 60", 60, None),
        ("bis 5", None, 5),
        ("up to 4.2", None, 4.2),
        ("", None, None),
        ("0.3 to 4.2", 0.3, 4.2),
        ("150-15", None, None),
        ("M: 31-409", None, None),
        ("see text", None, None),
    ],
)
def test_intervals(written: str, low: float | None, high: float | None) -> None:
    assert parse_range(written)[:2] == (low, high)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-10-02", "2026-10-02"),
        ("2026-10-02T08:15:00Z", "2026-10-02T08:15"),
        ("02.10.2026", "2026-10-02"),
        ("2.10.26", "2026-10-02"),
        ("25/12/2026", "2026-12-25"),
        ("12/25/2026", "2026-12-25"),
        ("05/05/2026", "2026-05-05"),
        ("20261002", "2026-10-02"),
        ("20261002081500", "2026-10-02T08:15"),
        ("2 Oct 2026", "2026-10-02"),
        ("Oct 2, 2026", "2026-10-02"),
        ("2. Oktober 2026", "2026-10-02"),
        ("2 de octubre de 2026", "2026-10-02"),
        ("2 oct. 2026", "2026-10-02"),
        ("2026/10/02 08:15 PM", "2026-10-02T20:15"),
        ("", None),
    ],
)
def test_dates(written: str, at: str | None) -> None:
    assert parse_date(written) == (at, "")


@pytest.mark.parametrize(
    "written",
    [
        "02/10/2026",
        "2-10-2026",
        "31.02.2026",
        "2026-13-01",
        "yesterday",
        "2026",
        "00.00.2026",
        "01/02/1850",
        "2026-10-02 29:99",
    ],
)
def test_unclear_dates_stay_unknown_and_say_why(written: str) -> None:
    at, problem = parse_date(written)
    assert at is None
    assert problem


def test_day_month_order_is_read_from_the_column_only_when_it_shows() -> None:
    assert date_order(["02/10/2026", "25/10/2026"]) == "dmy"
    assert date_order(["02/10/2026", "10/25/2026"]) == "mdy"
    assert date_order(["02/10/2026", "03/10/2026"]) is None
    assert date_order(["25/10/2026", "10/25/2026"]) is None
    at, problem = parse_date("02/10/2026", "dmy")
    assert at == "2026-10-02"
    assert "day/month" in problem
