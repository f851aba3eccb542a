"""What is said when something is wrong: one sentence in our own words."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import BaseModel, Field, ValidationError
from typer.testing import CliRunner

from whytwitch.cli import app
from whytwitch.errors import FileError, FormatError, InputError, kind_of, refusal


class Told(BaseModel):
    day: dt.date
    weeks: int = Field(ge=1)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"day": "2026-13-01", "weeks": 1}, "a date such as 2026-11-22"),
        ({"day": "2026-11-01", "weeks": 0}, "at least 1"),
        ({"day": "2026-11-01", "weeks": "many"}, "a whole number"),
        ({"weeks": 1}, "it is missing"),
    ],
)
def test_what_a_type_check_refuses_is_said_in_our_words(told, wanted):
    with pytest.raises(ValidationError) as caught:
        Told.model_validate(told)
    assert refusal(caught.value.errors()[0]) == wanted


def test_a_question_at_the_end_needs_no_full_stop():
    assert InputError("this is unknown", todo="did you mean 'a'?").sentence() == "This is unknown; did you mean 'a'?"
    assert InputError("this is unknown").sentence() == "This is unknown."


def test_a_value_is_named_in_plain_words():
    assert [kind_of(one) for one in ([1], {"a": 1}, "x", 2.5, None)] == [
        "a list",
        "names and values",
        "text",
        "a number",
        "nothing",
    ]


def whytwitch(*arguments):
    found = CliRunner().invoke(app, [str(one) for one in arguments])
    assert found.exception is not None
    return found.exception


def test_each_is_one_sentence(tmp_path):
    case = tmp_path / "case.yaml"
    case.write_text("- a\n- b\n")
    assert "found a list" in str(whytwitch("picture", case))
    night = tmp_path / "night.edf"
    night.write_bytes(b"0       ")
    assert "use 'whytwitch night'" in str(whytwitch("picture", night))
    for option, name in (("--pdf", "page.txt"), ("--html", "page.pdf")):
        refused = whytwitch("picture", case, option, tmp_path / name)
        assert isinstance(refused, FileError)
        assert "another kind of file" in str(refused)
    wrong = whytwitch("diary", "note", "evening", "twitches=4", "--day", "2026-13-01")
    assert isinstance(wrong, FormatError)
    assert wrong.sentence() == "--day: this cannot be read; found '2026-13-01'; allowed: a day such as 2026-11-21."


def test_a_passphrase_is_not_asked_for_without_a_terminal(tmp_path, monkeypatch):
    from whytwitch.cli.keeping import _passphrase

    monkeypatch.delenv("WHYTWITCH_PASSPHRASE", raising=False)
    with pytest.raises(InputError, match="no terminal"):
        _passphrase(None, twice=True)
