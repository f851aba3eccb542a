"""The 25 bad EDF files of trust.md 3.3, each with its reaction: refuse, repair and say so, ask, or leave empty."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
from tests.night.bad_files import PATIENT, RATE, Edf, Signal, quiet_leg

from whytwitch.errors import FileError, FormatError, InputError, NotScorableError, TooLargeError
from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.read import edf as reader

GOOD = 5  # movements of each leg in a good file of 120 s: at 10, 35, 60, 85 and 110 s


def night(tmp_path: Path, file: Edf, **given: object) -> dict:
    return score_night(file.write(tmp_path / "night.edf"), **given)


def warned(result: dict, text: str) -> bool:
    return any(text in w for w in result["warnings"])


def count(result: dict, side: str = "left") -> int:
    return sum(m["leg"] == side for m in result["lms"])


def why(result: dict, side: str = "left") -> str:
    return " ".join(s["why"] for s in result["unscorable"] if s["leg"] == side)


def test_a_good_file_is_scored_without_a_word(tmp_path: Path) -> None:
    result = night(tmp_path, Edf())
    assert (count(result), count(result, "right")) == (GOOD, GOOD)
    assert not result["unscorable"]
    assert result["recording"]["start"] == "2021-03-02T22:30:00"


def test_01_minus_one_records_is_repaired_from_the_size(tmp_path: Path) -> None:
    result = night(tmp_path, Edf(stated_records="-1"))
    assert result["recording"]["hours"] == pytest.approx(120 / 3600, abs=1e-5)
    assert count(result) == GOOD
    assert warned(result, "never closed")


def test_02_more_records_in_the_header_than_in_the_file(tmp_path: Path) -> None:
    result = night(tmp_path, Edf(stated_records="150"))
    assert count(result) == GOOD
    assert warned(result, "30 s of the recording are missing")


def test_03_fewer_records_in_the_header_than_in_the_file(tmp_path: Path) -> None:
    result = night(tmp_path, Edf(stated_records="60"))
    assert result["recording"]["hours"] == pytest.approx(120 / 3600, abs=1e-5)
    assert warned(result, "all of them were used")


def test_03_padding_of_whole_records_is_no_recording(tmp_path: Path) -> None:
    result = night(tmp_path, Edf(tail=b"\x00" * (RATE * 4 * 10)))
    assert result["recording"]["hours"] == pytest.approx(120 / 3600, abs=1e-5)
    assert warned(result, "no recording; they were left out")


def test_04_a_record_cut_in_the_middle_is_dropped(tmp_path: Path) -> None:
    whole = len(Edf().bytes())
    result = night(tmp_path, Edf(cut=whole - 100))
    assert result["recording"]["hours"] == pytest.approx(119 / 3600, abs=1e-5)
    assert warned(result, "breaks off")


@pytest.mark.parametrize("tail", [b"\x00" * 777, b"garbage" * 111])
def test_05_trailing_bytes_are_no_signal(tmp_path: Path, tail: bytes) -> None:
    result = night(tmp_path, Edf(tail=tail))
    assert result["recording"]["hours"] == pytest.approx(120 / 3600, abs=1e-5)
    assert warned(result, "left out")


def gapped(reserved: str) -> Edf:
    starts = [float(i if i < 60 else i + 600) for i in range(120)]
    return Edf(reserved=reserved, record_starts=starts)


def test_06_a_gap_stays_a_gap(tmp_path: Path) -> None:
    result = night(tmp_path, gapped("EDF+D"))
    onsets = [m["onset_s"] for m in result["lms"] if m["leg"] == "left"]
    assert onsets == pytest.approx([10, 35, 660, 685, 710], abs=0.1)
    assert {(s["from_s"], s["to_s"]) for s in result["unscorable"]} == {(60.0, 660.0)}
    assert result["recording"]["hours"] == pytest.approx(120 / 3600, abs=1e-5)
    # five movements 25 s apart, but the gap parts them into two and three: no series
    assert all(c["series"] is None for e in result["editions"].values() for c in e["candidates"])


def test_07_gaps_in_a_file_that_says_continuous(tmp_path: Path) -> None:
    result = night(tmp_path, gapped("EDF+C"))
    assert warned(result, "gap")
    assert {(s["from_s"], s["to_s"]) for s in result["unscorable"]} == {(60.0, 660.0)}


@pytest.mark.parametrize("starts", [[float(i % 60) for i in range(120)], [120.0 - i for i in range(120)]])
def test_08_records_that_overlap_or_run_backwards_are_refused(tmp_path: Path, starts: list[float]) -> None:
    with pytest.raises(FormatError, match="overlap or run backwards"):
        night(tmp_path, Edf(reserved="EDF+D", record_starts=starts))


def test_08_records_that_creep_over_each_other_are_refused(tmp_path: Path) -> None:
    starts = [float(i) if i < 60 else i - 0.008 * (i - 59) for i in range(120)]
    with pytest.raises(FormatError, match="overlap or run backwards"):
        night(tmp_path, Edf(reserved="EDF+D", record_starts=starts))


@pytest.mark.parametrize("step", [0.9998, 1.0002])
def test_08_clocks_that_drift_evenly_make_no_gap_and_are_said(tmp_path: Path, step: float) -> None:
    result = night(tmp_path, Edf(reserved="EDF+C", record_starts=[i * step for i in range(120)]))
    assert count(result) == GOOD
    assert not result["unscorable"]
    assert warned(result, "drift apart evenly, by")


def test_09_an_inverted_channel_is_turned_back_and_said(tmp_path: Path) -> None:
    result = night(tmp_path, Edf([Signal(p_min="400", p_max="-400"), Signal("RAT")]))
    assert count(result) == GOOD
    assert warned(result, "upside down")


@pytest.mark.parametrize(
    "broken",
    [
        Signal(p_min="400", p_max="400"),
        Signal(d_min="100", d_max="100"),
        Signal(d_min="32767", d_max="-32768"),
        Signal(p_min="NaN", p_max="NaN"),
        Signal(p_min="-inf", p_max="inf"),
        Signal(p_min="abc"),
    ],
)
def test_10_an_unusable_range_makes_one_leg_unusable(tmp_path: Path, broken: Signal) -> None:
    result = night(tmp_path, Edf([broken, Signal("RAT")]))
    assert count(result) == 0
    assert "range" in why(result)
    assert count(result, "right") == GOOD


@pytest.mark.parametrize("unit", ["", ".V", "?V", "arb", "MV", "g"])
def test_11_an_unknown_unit_is_asked_for(tmp_path: Path, unit: str) -> None:
    file = Edf([Signal(unit=unit), Signal("RAT", unit=unit)])
    result = night(tmp_path, file, legs={"left": "LAT", "right": "RAT"})
    assert not result["lms"]
    assert "confirm the unit" in why(result)
    assert result["editions"]["wasm2016"]["indices"]["plms_per_h"] is None
    confirmed = night(tmp_path, file, legs={"left": {"channel": "LAT", "unit": "uV"}})
    assert count(confirmed) == GOOD


@pytest.mark.parametrize(
    ("unit", "half"),
    [
        (b"\xb5V", "400"),
        ("µV".encode(), "400"),
        ("μV".encode(), "400"),
        (b"\xe6V", "400"),
        (b"uv\x00", "400"),
        ("UV", "400"),
        ("microV", "400"),
        ("uVolt", "400"),
        (b"\xecV", "400"),
        (b"\x83\xcaV", "400"),
        ("mV", "0.4"),
        ("V", "0.0004"),
        ("nV", "400000"),
    ],
)
def test_12_every_spelling_of_the_unit_gives_the_same_movements(tmp_path: Path, unit: bytes | str, half: str) -> None:
    file = Edf([Signal(unit=unit, p_min="-" + half, p_max=half), Signal("RAT")])
    result = night(tmp_path, file)
    assert count(result) == GOOD
    assert result["recording"]["legs"][0]["step_uv"] == pytest.approx(800 / 65535, rel=1e-4)


@pytest.mark.parametrize("factor", [1e3, 1e-3])
def test_13_an_impossible_amplitude_is_flagged(tmp_path: Path, factor: float) -> None:
    rng = np.random.default_rng(1)
    x = quiet_leg(rng, RATE, 120, step_uv=800 / 65535 if factor > 1 else 1.0)
    half = "800000" if factor > 1 else "32"
    result = night(tmp_path, Edf([Signal(p_min="-" + half, p_max=half, data=x), Signal("RAT")]))
    text = " ".join(result["warnings"]) + why(result)
    assert "suspect" in text or "too coarse" in text
    assert count(result) == 0
    assert result["recording"]["legs"][0]["scorable_h"] == 0


def test_13_a_confirmed_unit_is_believed(tmp_path: Path) -> None:
    x = quiet_leg(np.random.default_rng(1), RATE, 120, step_uv=800 / 65535 * 100)
    file = Edf([Signal(p_min="-400", p_max="400", data=x)])  # rest of 0.02 uV
    assert "suspect" in why(night(tmp_path, file))
    confirmed = night(tmp_path, file, legs={"left": {"channel": "LAT", "unit": "uV"}})
    assert not why(confirmed)


def test_14_a_decimal_comma_is_read_and_said(tmp_path: Path) -> None:
    result = night(tmp_path, Edf([Signal(p_min="-400,0", p_max="400,0"), Signal("RAT")]))
    assert count(result) == GOOD
    assert result["recording"]["legs"][0]["step_uv"] == pytest.approx(800 / 65535, rel=1e-4)
    assert warned(result, "decimal comma")


@pytest.mark.parametrize("duration", ["0", "1e-300", "1e300", "-1", "NaN", "abc"])
def test_15_an_impossible_record_duration_is_refused(tmp_path: Path, duration: str) -> None:
    with pytest.raises(FormatError, match="duration"):
        night(tmp_path, Edf(duration=duration))


def test_16_a_channel_without_samples_is_skipped(tmp_path: Path) -> None:
    result = night(tmp_path, Edf([Signal(samples="0", count=0, data=np.zeros(0)), Signal("RAT")]))
    assert "no samples" in why(result)
    assert count(result, "right") == GOOD


def test_16_an_empty_channel_in_a_file_of_another_length_is_refused(tmp_path: Path) -> None:
    # the header lost the samples of one channel: read by it, two legs would be mixed into one of twice the length
    with pytest.raises(FormatError, match="nothing in it is certain"):
        night(tmp_path, Edf([Signal("LAT", samples="0"), Signal("RAT")]))


@pytest.mark.parametrize("samples", ["-5", "99999999", "abc", ""])
def test_16_an_impossible_number_of_samples_is_refused(tmp_path: Path, samples: str) -> None:
    with pytest.raises(FormatError):
        night(tmp_path, Edf([Signal(samples=samples), Signal("RAT")]))


@pytest.mark.parametrize(
    "given",
    [{"stated_signals": n} for n in ("0", "9999", "-3", "3", "x")] + [{"header_length": "512"}],
)
def test_17_a_lying_header_is_refused(tmp_path: Path, given: dict) -> None:
    with pytest.raises(FormatError, match="byte"):
        night(tmp_path, Edf(**given))


def test_18_nul_padding_is_taken_off_and_other_text_refused_with_its_field(tmp_path: Path) -> None:
    result = night(tmp_path, Edf([Signal(p_min="-400\x00\x00", p_max="400\x00"), Signal("RAT")], duration="1\x00\x00"))
    assert count(result) == GOOD
    with pytest.raises(FormatError, match="number of data records"):
        night(tmp_path, Edf(stated_records="many"))


@pytest.mark.parametrize(
    ("day", "clock"),
    [("31.02.21", "22.30.00"), ("02/03/21", "22.30.00"), ("02.03.21", "22:30:00"), ("XX.XX.XX", "22.30.00"),
     ("00.00.00", "00.00.00"), ("42.00.00", "26.00.99"), ("01.01.85", "00.00.00")],
)  # fmt: skip
def test_19_a_bad_date_or_time_is_unknown_not_midnight(tmp_path: Path, day: str, clock: str) -> None:
    result = night(tmp_path, Edf(day=day, clock=clock))
    assert result["recording"]["start"] is None
    assert warned(result, "not known")
    assert count(result) == GOOD


def test_20_left_and_right_are_never_inferred_from_a_repeated_label(tmp_path: Path) -> None:
    result = night(tmp_path, Edf([Signal("LAT"), Signal("LAT"), Signal("RAT")]))
    assert count(result) == 0
    assert "say which one" in why(result)
    assert count(result, "right") == GOOD
    chosen = night(tmp_path, Edf([Signal("LAT"), Signal("LAT"), Signal("RAT")]), legs={"left": "LAT (2)"})
    assert count(chosen) == GOOD


def test_20_labels_that_are_not_ascii_are_read(tmp_path: Path) -> None:
    result = night(tmp_path, Edf([Signal("Jambe gauche é".encode()[:16]), Signal(b"Jambe droite \xe9")]),
                   legs={"left": "Jambe gauche é", "right": "Jambe droite é"})  # fmt: skip
    assert (count(result), count(result, "right")) == (GOOD, GOOD)


def test_21_mixed_rates_stay_apart(tmp_path: Path) -> None:
    fast = Signal("RAT", samples="2000", count=2000)
    result = night(tmp_path, Edf([Signal(samples="100", count=100), fast, Signal("SpO2", "%", samples="1", count=1)]))
    assert [leg["rate_hz"] for leg in result["recording"]["legs"]] == [100.0, 2000.0]
    assert (count(result), count(result, "right")) == (GOOD, GOOD)


def test_21_more_than_a_night_can_be_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = Edf(records=1, stated_records="2000000").write(tmp_path / "huge.edf")
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + 2_000_000 * RATE * 4)
    with pytest.raises(TooLargeError):
        score_night(path)


def test_22_bad_annotations_are_counted_and_the_rest_is_kept(tmp_path: Path) -> None:
    notes = [b"+0\x1530\x14Sleep stage N2\x14\x00", b"\xff\xfe nonsense\x00", b"+30\x1590\x14Sleep stage N3\x14\x00"]
    result = night(tmp_path, Edf(reserved="EDF+C", record_starts=[float(i) for i in range(120)], notes=notes))
    assert result["sleep"]["tst_h"] == pytest.approx(120 / 3600, abs=1e-5)
    assert warned(result, "1 annotation could not be read")


def test_22_annotations_in_windows_letters_are_read_and_said(tmp_path: Path) -> None:
    notes = [
        b"+0\x15120\x14Tiefschlaf\x14\x00",
        "+10\x152\x14Bewegung der linken Extremit\u00e4t\x14\x00".encode("cp1252"),
    ]
    file = Edf(reserved="EDF+C", record_starts=[float(i) for i in range(120)], notes=notes)
    result = night(tmp_path, file, options={"movements": "human"})
    assert [m["leg"] for m in result["lms"]] == ["left"]
    assert warned(result, "1 annotation is not in the encoding")


def test_23_a_flat_leg_is_unscorable_not_still(tmp_path: Path) -> None:
    flat = Signal(data=np.zeros(RATE * 120))
    result = night(tmp_path, Edf([flat, Signal("RAT", data=np.full(RATE * 120, 32767))]))
    assert "flat" in why(result)
    assert "limit of the recorder" in why(result, "right")
    assert result["editions"]["wasm2016"]["indices"]["plms_per_h"] is None
    assert [leg["scorable_h"] for leg in result["recording"]["legs"]] == [0.0, 0.0]


def test_23_samples_outside_the_digital_range_are_said(tmp_path: Path) -> None:
    result = night(tmp_path, Edf([Signal(d_min="-2048", d_max="2047", p_min="-25", p_max="25"), Signal("RAT")]))
    assert warned(result, "outside the digital range")


def test_23_a_lost_electrode_makes_a_hole_not_a_quiet_time(tmp_path: Path) -> None:
    x = quiet_leg(np.random.default_rng(1), RATE, 120)
    x[RATE * 30 : RATE * 100] = 0
    result = night(tmp_path, Edf([Signal(data=x)]))
    assert [(s["from_s"], s["to_s"]) for s in result["unscorable"]] == [(30.0, 100.0)]
    assert result["editions"]["wasm2016"]["indices"]["plms_per_h"] is None
    assert warned(result, "Not interpretable")


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", FileError, "empty"),
        (b"0       " + b" " * 247, FormatError, "own header"),
        (gzip.compress(b"0       ", mtime=0), FileError, "gzip"),
        (b"PK\x03\x04 zip", FileError, "zip"),
        (b"just a text\n" * 40, FileError, "not an EDF"),
        (b"\x89HDF\r\n\x1a\n" + b"\x00" * 300, FileError, "HDF5"),
    ],
)
def test_24_another_type_of_file(tmp_path: Path, content: bytes, kind: type[InputError], words: str) -> None:
    path = tmp_path / "night.edf"
    path.write_bytes(content)
    with pytest.raises(kind, match=words):
        score_night(path)


def test_24_bdf_magic_over_16_bit_data(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="24 bit"):
        night(tmp_path, Edf(version=b"\xffBIOSEMI"))
    with pytest.raises(FormatError, match="16 bit"):
        night(tmp_path, Edf(width=3))


def test_24_a_true_bdf_is_read(tmp_path: Path) -> None:
    wide = {"d_min": "-8388608", "d_max": "8388607", "p_min": "-102400", "p_max": "102400"}
    result = night(tmp_path, Edf([Signal(**wide), Signal("RAT", **wide)], version=b"\xffBIOSEMI", width=3))
    assert (count(result), count(result, "right")) == (GOOD, GOOD)


def test_25_the_patient_is_never_named(tmp_path: Path) -> None:
    name = PATIENT.split()[-1]
    assert name not in json.dumps(night(tmp_path, Edf()))
    for broken in (Edf(duration="0"), Edf(stated_signals="9"), Edf(stated_records="0", records=1, cut=768)):
        with pytest.raises(InputError) as caught:
            night(tmp_path, broken)
        assert name not in str(caught.value)
        assert name not in json.dumps(caught.value.as_dict())


def test_too_coarse_a_step_is_said_and_nothing_is_counted(tmp_path: Path) -> None:
    result = night(tmp_path, Edf([Signal(p_min="-100000", p_max="100000"), Signal("RAT")]))
    assert "too coarse" in why(result)
    assert count(result) == 0
    assert count(result, "right") == GOOD


def test_too_slow_a_channel_is_said(tmp_path: Path) -> None:
    result = night(tmp_path, Edf([Signal(samples="10", count=10), Signal("RAT")]))
    assert "10 samples a second" in why(result)


def test_a_header_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no data"):
        night(tmp_path, Edf(records=1, cut=768))


def test_no_leg_channel_names_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(NotScorableError, match="EMG3"):
        night(tmp_path, Edf([Signal("EMG3"), Signal("EEG C3")]))


def test_every_error_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        night(tmp_path, Edf(header_length="99"))
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert 10 <= caught.value.exit_code <= 19


def test_samples_equal_edfio_on_sound_files(tmp_path: Path) -> None:
    import edfio

    path = Edf().write(tmp_path / "good.edf")
    ours = reader.open_edf(path)
    theirs = edfio.read_edf(path)
    for channel, raw, signal in zip(ours.signals, ours.load(ours.signals), theirs.signals, strict=True):
        assert np.array_equal(ours.samples(raw), signal.digital)
        assert math.isclose(ours.record_s, 1.0)
        assert channel.label == signal.label
