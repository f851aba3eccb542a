"""Real files of other people: every format, and the figures that their own scorers or another program gave."""

from __future__ import annotations

from pathlib import Path

import pytest

from whytwitch.errors import FileError, FormatError, NotScorableError
from whytwitch.evidence.night import score_night
from whytwitch.evidence.night.read import edf
from whytwitch.evidence.night.read.events import read_events


def indices(night: dict, edition: str = "wasm2016") -> dict:
    return night["editions"][edition]["indices"]


def test_noxturnal_night_gives_the_figures_of_plmscore(shared: Path) -> None:
    night = score_night(shared / "recordings/events/noxturnal-night-2.csv")
    found = indices(night)
    assert night["sleep"]["tst_h"] == pytest.approx(5.658, abs=0.001)
    assert found["counts"]["clm"] == 29
    assert found["clm_per_h"] == pytest.approx(5.13, abs=0.005)
    assert found["counts"]["clm_respiratory"] == 17
    assert found["counts"]["plms"] == 4
    assert found["plms_per_h"] == pytest.approx(0.707, abs=0.0005)
    assert found["plms_nr_per_h"] == pytest.approx(0.707, abs=0.0005)
    assert night["recording"]["start"] == "2018-07-25T23:45:40"
    assert any("cover a whole series" in w for w in night["warnings"])
    assert any("whole seconds only" in w for w in night["warnings"])
    assert all(m["origin"] == "human" and m["morphology"] is None for m in night["lms"])


def test_a_night_in_which_nobody_marked_movements_has_no_index(shared: Path) -> None:
    night = score_night(shared / "recordings/events/noxturnal-night-1.csv")
    assert night["sleep"]["tst_h"] == pytest.approx((466 + 364 + 249 + 66) * 30 / 3600, abs=1e-5)
    assert night["sleep"]["unstaged_h"] == pytest.approx(1.16, abs=0.02)
    for edition in ("wasm2016", "aasm3"):
        assert indices(night, edition)["plms_per_h"] is None
        assert indices(night, edition)["counts"]["plms"] is None
    assert any("does not mean that there were none" in w for w in night["warnings"])


def test_domino_folder(shared: Path) -> None:
    marks = read_events(shared / "recordings/events/domino-hour")
    assert [len(marks.of(k)) for k in ("stage", "respiratory", "artefact")] == [121, 13, 9]
    sides = [m.side for m in marks.of("movement")]
    assert (sides.count("left"), sides.count("right")) == (213, 56)  # 212 and 55 phasic, one "any" each
    night = score_night(shared / "recordings/events/domino-hour")
    assert night["recording"]["start"] == "2020-09-23T01:00:00"
    assert night["sleep"]["tst_h"] == pytest.approx(118 * 30 / 3600, abs=1e-5)
    assert any("not as leg movements" in w for w in night["warnings"])


def test_domino_single_file(shared: Path) -> None:
    marks = read_events(shared / "recordings/events/domino-hour/Sleep_profile_-_test1_Unbekannt.txt")
    assert len(marks.of("stage")) == 121
    assert not marks.of("movement")


def test_profusion_limb_names_in_the_settings_are_no_movements(shared: Path) -> None:
    marks = read_events(shared / "recordings/events/learn-nsrr01-profusion.xml")
    assert marks.format == "Profusion XML"
    assert [len(marks.of(k)) for k in ("stage", "respiratory", "arousal", "movement")] == [1364, 398, 194, 0]


@pytest.mark.parametrize("name", ["tr03-0005.arousal", "tr03-0005.hea"])
def test_wfdb_annotations(shared: Path, name: str) -> None:
    marks = read_events(shared / "recordings/events" / name)
    assert len(marks.of("respiratory")) == 27 + 43
    assert (marks.of("stage")[0].onset_s, marks.of("stage")[0].stage) == (360.0, "W")
    assert marks.end_s == pytest.approx(5147000 / 200)


def test_annotations_only_edf(shared: Path) -> None:
    night = score_night(shared / "recordings/events/sleep-edf-SC4001EC-hypnogram.edf")
    assert night["sleep"]["source"] == "annotations"
    assert len(read_events(shared / "recordings/events/sleep-edf-SC4001EC-hypnogram.edf").of("stage")) == 154
    assert len(read_events(shared / "recordings/odd-files/ST7132JR-Hypnogram.edf").marks) == 116


def test_nox_legs_are_too_coarse(shared: Path) -> None:
    night = score_night(shared / "recordings/polysomnography/nox-a1-two-minutes.edf")
    assert [(leg["label"], leg["side"], leg["step_uv"]) for leg in night["recording"]["legs"]] == [
        ("Left Leg", "left", pytest.approx(31.25, abs=0.01)),
        ("Right Leg", "right", pytest.approx(31.25, abs=0.01)),
    ]
    assert {s["leg"] for s in night["unscorable"]} == {"left", "right"}
    assert all("too coarse" in s["why"] for s in night["unscorable"])
    assert not night["lms"]
    assert indices(night)["plms_per_h"] is None


def test_a_recording_without_legs_says_what_it_has(shared: Path) -> None:
    with pytest.raises(NotScorableError, match="EMG submental"):
        score_night(shared / "recordings/polysomnography/sleep-edf-five-minutes.edf")


def test_edf_plus_d_starts_are_honoured(shared: Path) -> None:
    file = edf.open_edf(shared / "recordings/odd-files/edfPlusD.edf")
    assert [s for s, _, _ in file.segments()] == [0, 2, 4, 12, 15, 19]
    assert sum(n for _, _, n in file.segments()) == 11


def test_two_annotation_channels_and_records_of_a_tenth(shared: Path) -> None:
    file = edf.open_edf(shared / "recordings/odd-files/edfAnnonC.edf")
    assert len(file.annotation_channels) == 2
    assert len(file.notes) == 8
    assert len(file.segments()) == 1


def test_bdf_annotations(shared: Path) -> None:
    file = edf.open_edf(shared / "recordings/odd-files/evt.bdf")
    assert len(file.notes) == 1081
    assert file.width == 3


def test_854_stages_and_the_lights(shared: Path) -> None:
    marks = read_events(shared / "recordings/odd-files/test_edfann.edf")
    assert [len(marks.of(k)) for k in ("stage", "lights_off", "lights_on")] == [854, 1, 1]


def test_utf8_annotations_and_a_subsecond_start(shared: Path) -> None:
    assert any("中文" in text for _, _, text in edf.open_edf(shared / "recordings/odd-files/test_utf8.edf").notes)
    file = edf.open_edf(shared / "recordings/odd-files/test_subsecond.edf")
    assert file.onsets[0] == 0.0
    assert 0 < file.lead_s < 1
    start = edf.start_of(file)
    assert start is not None
    assert start.microsecond > 0


@pytest.mark.parametrize("name", ["zero-data-records.edf", "invalid-date.edf"])
def test_files_without_data_are_refused(shared: Path, name: str) -> None:
    with pytest.raises(FormatError, match="no data"):
        score_night(shared / "recordings/odd-files" / name)


def test_one_trailing_byte_and_a_bad_date(shared: Path) -> None:
    file = edf.open_edf(shared / "recordings/odd-files/test_uneven_samp.edf")
    assert any("bytes" in w for w in file.warnings)
    assert edf.start_of(file) is None


def test_repeated_labels_get_a_suffix(shared: Path) -> None:
    file = edf.open_edf(shared / "recordings/odd-files/duplicate_channel_labels.edf")
    assert [c.label for c in file.signals] == ["EEG F1-Ref", "EEG F2-Ref", "EEG F1-Ref (2)"]
    assert [c.repeated for c in file.signals] == [True, False, True]


def test_every_odd_file_equals_edfio_where_edfio_reads_it(shared: Path) -> None:
    import warnings

    import edfio
    import numpy as np

    folders = [shared / "recordings/odd-files", shared / "recordings/polysomnography"]
    compared = 0
    for path in sorted(p for folder in folders for p in folder.iterdir() if p.suffix in (".edf", ".bdf")):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                theirs = (edfio.read_bdf if path.suffix == ".bdf" else edfio.read_edf)(path)
            except Exception:  # edfio's own refusals are of many kinds
                continue
        try:
            ours = edf.open_edf(path)
        except (FormatError, FileError):
            continue
        signals = [c for c in ours.signals if not c.problem]
        if len(signals) != len(theirs.signals):
            continue
        for c, raw, signal in zip(signals, ours.load(signals), theirs.signals, strict=True):
            assert np.array_equal(ours.samples(raw), signal.digital), (path.name, c.label)
            compared += 1
    assert compared > 150


@pytest.mark.parametrize(
    ("name", "kind"),
    [("neo.gt3x", FileError), ("neo.csv", FormatError), ("ankle-10s-counts.agd", FormatError),
     ("apple_health_export_fixture.xml", FormatError), ("ax3_testfile.cwa", FormatError)],
)  # fmt: skip
def test_other_kinds_of_recording_are_refused_in_a_sentence(shared: Path, name: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        score_night(shared / "recordings/accelerometer" / name)
