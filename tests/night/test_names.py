"""Words that files use: leg labels, units, stages, events."""

from __future__ import annotations

import pytest

from whytwitch.errors import ContradictionError, InputError, UnitError, UnknownNameError
from whytwitch.evidence.night.read import words
from whytwitch.evidence.night.read.edf import Channel
from whytwitch.evidence.night.read.legs import find, map_legs, side_of
from whytwitch.evidence.night.read.units import to_uv

LEFT = ["LAT", "Leg/L", "Leg L", "L Leg", "LLEG", "LegL", "TIB L", "PLM L", "PLMl", "Tibialis li", "Left Leg", "L-Leg",
        "Jambe gauche", "Bein li", "EMG Leg Left", "EMG-Left Leg", "Left Tib. Ant.", "LTA", "EMG LAT", "AT L",
        "Lleg+",
        "LAT-REF", "LAT1-LAT2", "Tibial izq", "EMG BEIN LINKS", "L Ant Tib", "Lt. Leg", "EMG Tib. ant. li",
        "LLEG-", "jambe gauche", "EMG LAT 1-2",
        "EMG Jambe Gche", "EMG Pierna Izda", "Tibiale sx", "Tibiale anteriore sinistro", "Linker Unterschenkel",
        "linkerbeen", "Venstre ben", "Vasen jalka", "Lewa noga", "EMG noga L", "левая нога", "ЭМГ нога лев", "左腿",
        "sol bacak", "M. tibialis ant. links", "L Leg1-L Leg2", "LEG(L)"]  # fmt: skip
RIGHT = ["RAT", "Leg/R", "Leg R", "R Leg", "RLEG", "LegR", "Tib/R", "PLM R", "PLMr", "Tibialis re.", "Right Leg",
    "R. Leg",
         "Jambe D", "RTA", "EMG RAT", "LegRight1", "Tib Ant R", "RLEG-", "Bein rechts", "EMG Pierna dcha",
         "Tibiale destro",
         "Høyre ben", "Højre ben", "Oikea jalka", "Rechter Unterschenkel", "rechterbeen", "prawa noga", "sağ bacak",
         "правая нога", "右下肢", "R Leg1-R Leg2"]  # fmt: skip
NONE = ["Jambe gauche Imp", "ECG L", "Light", "EMG Chin", "L Arm", "LEOG", "EEG F4-LAT", "Plethysmo", "Flow Limitation",
        "SpO2", "Position", "C3-M2", "LEMG", "Activity", "PLM events", "EMG Deltoid L", "Leg Movement Index",
        "Level", "Solo"]  # fmt: skip


@pytest.mark.parametrize("label", LEFT)
def test_left(label: str) -> None:
    assert side_of(label) == "left"


@pytest.mark.parametrize("label", RIGHT)
def test_right(label: str) -> None:
    assert side_of(label) == "right"


@pytest.mark.parametrize("label", NONE)
def test_no_leg(label: str) -> None:
    assert side_of(label) is None


@pytest.mark.parametrize(
    ("label", "side"),
    [("Legs", "both"), ("LAT-RAT", "both"), ("Beine", "both"), ("Sum Legs", "both"), ("Leg", "unknown"),
     ("Tibialis", "unknown"), ("PLM", "unknown"), ("TIB", "unknown"), ("LEG1", "first"), ("Leg 2", "second")],
)  # fmt: skip
def test_other_legs(label: str, side: str) -> None:
    assert side_of(label) == side


def channel(label: str, index: int = 0, unit: str = "uV", gain: float | None = 0.1) -> Channel:
    return Channel(index, label, label, False, unit, unit, gain, gain, (-32768, 32767), 256, 0, False)


def test_numbered_legs_are_taken_in_order_and_said() -> None:
    warnings: list[str] = []
    found = find([channel("LEG1"), channel("LEG2", 1)], warnings)
    assert [(c.channel.label, c.side) for c in found] == [("LEG1", "left"), ("LEG2", "right")]
    assert "do not say which leg" in warnings[0]


def test_the_tibialis_wins_over_a_derived_channel() -> None:
    warnings: list[str] = []
    found = find([channel("PLM L"), channel("LAT", 1)], warnings)
    assert [c.channel.label for c in found] == ["LAT"]
    assert "left aside" in warnings[0]


def test_a_mapping_by_the_user() -> None:
    channels = [channel("EMG3"), channel("EMG4", 1), channel("X1", 2), channel("X2", 3)]
    found = map_legs(channels, {"left": "emg3", "right": {"channel": "EMG4", "unit": "mV"}})
    assert [(c.channel.label, c.gain_uv) for c in found] == [("EMG3", 0.1), ("EMG4", 100.0)]
    (pair,) = map_legs(channels, {"left": "X1 - X2"})
    assert pair.minus is not None
    with pytest.raises(UnknownNameError, match="EMG3"):
        map_legs(channels, {"left": "EMG33"})
    with pytest.raises(ContradictionError):
        map_legs(channels, {"left": "EMG3", "right": "EMG3"})
    with pytest.raises(InputError):
        map_legs(channels, {"middle": "EMG3"})
    with pytest.raises(UnitError):
        map_legs(channels, {"left": {"channel": "EMG3", "unit": "ohm"}})


@pytest.mark.parametrize(
    ("raw", "unit"),
    [(b"uV", "uV"), (b"\xb5V", "uV"), ("µV".encode(), "uV"), ("μV".encode(), "uV"), (b"UV ", "uV"), (b"uv\x00\x00",
     "uV"),
     (b"mV", "mV"), (b"V", "V"), (b"nV", "nV"), (b"", None), (b".V", None), (b"MV", None), (b"%", None), (b"Ohm",
     None)],
)  # fmt: skip
def test_units(raw: bytes, unit: str | None) -> None:
    assert to_uv(raw)[0] == unit


@pytest.mark.parametrize(
    ("text", "stage"),
    [("Sleep stage W", "W"), ("Sleep stage 4", "N3"), ("Sleep stage R", "R"), ("Sleep stage ?", "?"), ("SLEEP-S2",
     "N2"),
     ("SLEEP-REM", "R"), ("Éveil", "W"), ("Wach", "W"), ("NREM 2", "N2"), ("Stage 3 sleep", "N3"), ("REM sleep", "R"),
     ("Movement time", "?"), ("N1", "N1"), ("Stage - N2", "N2"), ("Sleep stage N", "N2")],
)  # fmt: skip
def test_stages(text: str, stage: str) -> None:
    assert words.stage(text) == stage


@pytest.mark.parametrize(
    ("text", "kind"),
    [("A. Obstructive", "respiratory"), ("Hypopnée", "respiratory"), ("Obstructive Apnea", "respiratory"),
     ("RERA", "respiratory"), ("Respiratory effort related arousal|RERA", "respiratory"), ("resp_hypopnea",
     "respiratory"),
     ("Hypopnoe", "respiratory"), ("Désat", None), ("SpO2 desaturation", None), ("Respiratory artifact", None),
     ("Flow Limitation", None), ("Micro-éveil", "arousal"), ("Respiratory Arousal (EEG)", "arousal"),
     ("PLM Arousal (EEG)", "arousal"), ("EEG arousal", "arousal"), ("Arousal ()", "arousal"), ("MJ", "movement"),
     ("Limb movement - left", "movement"), ("LM", "movement"), ("Leg Movement", "movement"), ("PLM", "plm"),
     ("PLM (Left)", "plm"), ("Periodic leg movement - right", "plm"), ("LeftLegPhasic", "movement"),
     ("RightLegArtifact", "artefact"), ("LeftArmPhasic", None), ("ChinPhasic", None), ("Lights off", "lights_off"),
     ("Snore", None), ("Bradycardia", None), ("Dos", None), ("Beinbewegung", "movement")],
)  # fmt: skip
def test_kinds(text: str, kind: str | None) -> None:
    assert words.kind(text.replace("_", " "))[0] == kind


@pytest.mark.parametrize(
    ("text", "side"),
    [("Limb Movement (Left)", "left"), ("Limb movement - right", "right"), ("LeftLegPhasic", "left"), ("LM", "unknown"),
     ("PLM (Right)", "right"), ("Mouvement de jambe gauche", "left"), ("Bilateral leg movement", "both"), ("MJ",
     "unknown"),
     ("Leg Movement", "unknown"), ("Limb Movement", "unknown")],
)  # fmt: skip
def test_sides_of_marks(text: str, side: str) -> None:
    assert words.side(text) == side
